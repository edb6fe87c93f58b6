//! Whether a cart holds what was asked for.

use std::fmt;

use partner_center_api::types;
use serde::Serialize;

use crate::error::shown;
use crate::values::term::Term;

/// Why a line of a cart must not be checked out.
///
/// As data, a line has the number that the cart gives it, the first is 0; printed, it is one
/// more, as people count.
///
/// ```
/// use partner_center::cart::LineProblem;
///
/// # fn example(cart: partner_center::Cart) {
/// for problem in cart.problems() {
///     match problem {
///         LineProblem::Refused { code, description, .. } => println!("{code}: {description}"),
///         other => println!("{other}"),
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub enum LineProblem {
    /// The service put an error on the line.
    Refused {
        /// The number of the line.
        line: i32,
        /// The code, as a number or a name.
        code: String,
        /// What the service says of it.
        description: String,
    },
    /// The cart does not hold what was asked for.
    Differs {
        /// The number of the line.
        line: i32,
        /// What differs, in the service's spelling.
        property: &'static str,
        /// What was asked for.
        asked: String,
        /// What the cart holds; empty where it holds nothing.
        holds: String,
    },
    /// A line that was asked for is not in the cart.
    Missing {
        /// The number of the line.
        line: i32,
    },
    /// The cart holds a line that was not asked for.
    Uninvited {
        /// The number of the line.
        line: i32,
    },
}

impl fmt::Display for LineProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Refused { line, .. }
        | Self::Differs { line, .. }
        | Self::Missing { line }
        | Self::Uninvited { line }) = self;
        write!(f, "line {} ", i64::from(*line) + 1)?;
        match self {
            Self::Refused { code, description, .. } => {
                write!(f, "carries error {}: {}", shown(code), shown(description))
            }
            Self::Differs { property, asked, holds, .. } => write!(
                f,
                "was asked for with {property} `{}` and holds `{}`",
                shown(asked),
                shown(holds)
            ),
            Self::Missing { .. } => f.write_str("is missing"),
            Self::Uninvited { .. } => f.write_str("was not asked for"),
        }
    }
}

/// The errors that the service put on lines and their add-ons.
pub(super) fn refused(lines: &[types::CartLineItemResource]) -> Vec<LineProblem> {
    let mut problems = Vec::new();
    for line in lines {
        if let Some(error) = &line.error {
            let code = error.error_code.as_ref();
            let known = code.and_then(|code| code.known());
            let text = code.map(ToString::to_string).unwrap_or_default();
            let said = error.error_description.clone().filter(|text| !text.trim().is_empty());
            problems.push(LineProblem::Refused {
                line: line.id.unwrap_or_default(),
                code: known.map_or(text, |known| format!("{} {}", known.code, known.name)),
                description: said
                    .or_else(|| known.map(|known| known.meaning.to_owned()))
                    .unwrap_or_else(|| "no reason given".to_owned()),
            });
        }
        problems.extend(refused(&line.addon_items));
    }
    problems
}

/// Where the lines of a cart differ from those asked for, add-ons included.
pub(super) fn differences(
    asked: &[types::CartLineItemResource],
    held: &[types::CartLineItemResource],
) -> Vec<LineProblem> {
    let mut problems = Vec::new();
    for wanted in asked {
        let line = wanted.id.unwrap_or_default();
        match held.iter().find(|held| held.id == wanted.id) {
            None => problems.push(LineProblem::Missing { line }),
            Some(held) => {
                problems.extend(compare(line, wanted, held));
                problems.extend(differences(&wanted.addon_items, &held.addon_items));
            }
        }
    }
    let uninvited = held.iter().filter(|held| !asked.iter().any(|wanted| wanted.id == held.id));
    problems
        .extend(uninvited.map(|held| LineProblem::Uninvited { line: held.id.unwrap_or_default() }));
    problems
}

fn compare(
    line: i32,
    wanted: &types::CartLineItemResource,
    held: &types::CartLineItemResource,
) -> Vec<LineProblem> {
    fn text<T: ToString>(value: Option<&T>) -> String {
        value.map(T::to_string).unwrap_or_default()
    }
    let term = |line: &types::CartLineItemResource| {
        Term::from_wire(line.term_duration.as_ref())
            .map(|term| term.to_string())
            .unwrap_or_default()
    };
    let pairs = [
        (
            "catalogItemId",
            text(wanted.catalog_item_id.as_ref()),
            text(held.catalog_item_id.as_ref()),
        ),
        ("quantity", text(wanted.quantity.as_ref()), text(held.quantity.as_ref())),
        ("billingCycle", text(wanted.billing_cycle.as_ref()), text(held.billing_cycle.as_ref())),
        ("termDuration", term(wanted), term(held)),
    ];
    let mut problems: Vec<_> = pairs
        .into_iter()
        .filter(|(_, asked, holds)| !asked.eq_ignore_ascii_case(holds))
        .map(|(property, asked, holds)| LineProblem::Differs { line, property, asked, holds })
        .collect();
    for (name, asked) in &wanted.provisioning_context {
        let holds = held
            .provisioning_context
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .unwrap_or_default();
        if !asked.eq_ignore_ascii_case(holds) {
            problems.push(LineProblem::Differs {
                line,
                property: "provisioningContext",
                asked: format!("{name}={asked}"),
                holds: format!("{name}={holds}"),
            });
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn lines(json: Value) -> Vec<types::CartLineItemResource> {
        serde_json::from_value(json).unwrap()
    }

    fn asked() -> Value {
        json!([{
            "id": 0,
            "catalogItemId": "CONTOSO00001:0002:AVAIL0001",
            "quantity": 2,
            "billingCycle": "one_time",
            "provisioningContext": { "scope": "shared" },
        }])
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Value), expected: &[&str]) {
        let mut held = asked();
        change(&mut held);
        let found: Vec<_> =
            differences(&lines(asked()), &lines(held)).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_the_service_adds_or_spells_otherwise_is_no_difference() {
        check(
            |held| {
                held[0]["currencyCode"] = json!("USD");
                held[0]["orderGroup"] = json!("0");
                held[0]["termDuration"] = json!("");
                held[0]["billingCycle"] = json!("OneTime");
                held[0]["provisioningContext"] = json!({ "Scope": "Shared", "region": "x" });
            },
            &[],
        );
    }

    #[test]
    fn each_property_that_differs_is_named() {
        check(
            |held| {
                held[0]["quantity"] = json!(20);
                held[0]["termDuration"] = json!("P1Y");
            },
            &[
                "line 1 was asked for with quantity `2` and holds `20`",
                "line 1 was asked for with termDuration `` and holds `P1Y`",
            ],
        );
    }

    #[test]
    fn what_is_absent_is_not_taken_for_granted() {
        check(
            |held| {
                held[0]["catalogItemId"] = Value::Null;
                held[0]["provisioningContext"] = json!({});
            },
            &[
                "line 1 was asked for with catalogItemId `CONTOSO00001:0002:AVAIL0001` and holds ``",
                "line 1 was asked for with provisioningContext `scope=shared` and holds `scope=`",
            ],
        );
    }

    #[test]
    fn lines_can_be_missing_or_uninvited() {
        check(|held| held[0]["id"] = json!(7), &["line 1 is missing", "line 8 was not asked for"]);
    }

    #[test]
    fn errors_are_found_on_lines_and_add_ons_with_what_is_known_of_the_code() {
        let held = lines(json!([
            { "id": 0, "error": { "errorCode": 10001, "errorDescription": "No such item." } },
            { "id": 1, "addonItems": [{ "id": 2, "error": { "errorCode": "quota_not_available" } }] },
            { "id": 3, "error": { "errorCode": "a_new_one" } },
        ]));
        let found: Vec<_> = refused(&held).iter().map(ToString::to_string).collect();
        assert_eq!(found[0], "line 1 carries error 10001 CatalogItemIdIsNotValid: No such item.");
        assert!(
            found[1].starts_with("line 3 carries error 10002 QuotaNotAvailable: "),
            "{}",
            found[1]
        );
        assert_eq!(found[2], "line 4 carries error a_new_one: no reason given");
    }
}
