//! Whether a cart holds what was asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use partner_center_api::types::{self, CurrencyCode};
use serde::Serialize;

use super::new_cart::Asked;
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
    /// Several lines of the cart have one number.
    Twice {
        /// The number.
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
        | Self::Twice { line }
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
            Self::Twice { .. } => f.write_str("is there more than once"),
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
pub(super) fn differences(asked: &Asked, held: &[types::CartLineItemResource]) -> Vec<LineProblem> {
    let mut problems = twice(held);
    let currencies = |number| asked.currency(number).cloned();
    problems.extend(lines_differ(&asked.lines, held, &currencies));
    problems
}

/// Lines that have the number of another one, so that only one of them is compared.
fn twice(held: &[types::CartLineItemResource]) -> Vec<LineProblem> {
    fn numbers(held: &[types::CartLineItemResource], seen: &mut BTreeMap<i32, usize>) {
        for line in held {
            *seen.entry(line.id.unwrap_or_default()).or_default() += 1;
            numbers(&line.addon_items, seen);
        }
    }
    let mut seen = BTreeMap::new();
    numbers(held, &mut seen);
    let twice = seen.into_iter().filter(|(_, times)| *times > 1);
    twice.map(|(line, _)| LineProblem::Twice { line }).collect()
}

fn lines_differ(
    asked: &[types::CartLineItemResource],
    held: &[types::CartLineItemResource],
    currency: &dyn Fn(usize) -> Option<CurrencyCode>,
) -> Vec<LineProblem> {
    let of = |line: &types::CartLineItemResource| line.id.unwrap_or_default();
    // Of several with one number the first, as people read; `twice` says that there are more.
    let by_number: BTreeMap<_, _> = held.iter().rev().map(|held| (of(held), held)).collect();
    let mut problems = Vec::new();
    for (number, wanted) in asked.iter().enumerate() {
        let line = of(wanted);
        match by_number.get(&line) {
            None => problems.push(LineProblem::Missing { line }),
            Some(held) => {
                let currency = currency(number).or_else(|| wanted.currency_code.clone());
                problems.extend(compare(line, wanted, held, currency.as_ref()));
                let addons = (&wanted.addon_items, &held.addon_items);
                problems.extend(lines_differ(addons.0, addons.1, &|_| None));
            }
        }
    }
    let numbers: BTreeSet<_> = asked.iter().map(of).collect();
    let uninvited = held.iter().map(of).filter(|line| !numbers.contains(line));
    problems.extend(uninvited.map(|line| LineProblem::Uninvited { line }));
    problems
}

/// What is asked for of one property and what the cart holds, as text that can be compared.
struct Pair {
    property: &'static str,
    asked: String,
    holds: String,
}

fn text<T: ToString>(value: Option<&T>) -> String {
    value.map(T::to_string).unwrap_or_default()
}

fn compare(
    line: i32,
    wanted: &types::CartLineItemResource,
    held: &types::CartLineItemResource,
    currency: Option<&CurrencyCode>,
) -> Vec<LineProblem> {
    let mut pairs = must_be_equal(wanted, held);
    pairs.extend(if_asked_or_held(wanted, held, currency));
    pairs.extend(provisioning(wanted, held));
    pairs
        .into_iter()
        .filter(|pair| !pair.asked.eq_ignore_ascii_case(&pair.holds))
        .map(|Pair { property, asked, holds }| LineProblem::Differs {
            line,
            property,
            asked,
            holds,
        })
        .collect()
}

/// What is the same in the line that was sent and in the one that is held, also where it is not
/// there.
fn must_be_equal(
    wanted: &types::CartLineItemResource,
    held: &types::CartLineItemResource,
) -> Vec<Pair> {
    let of = |property, read: &dyn Fn(&types::CartLineItemResource) -> String| Pair {
        property,
        asked: read(wanted),
        holds: read(held),
    };
    vec![
        of("catalogItemId", &|line| text(line.catalog_item_id.as_ref())),
        of("quantity", &|line| text(line.quantity.as_ref())),
        of("billingCycle", &|line| text(line.billing_cycle.as_ref())),
        of("termDuration", &|line| text(Term::from_wire(line.term_duration.as_ref()).as_ref())),
        of("renewsTo", &|line| {
            let term = line.renews_to.as_ref().and_then(|to| to.term_duration.as_ref());
            text(Term::from_wire(term).as_ref())
        }),
        of("customTermEndDate", &|line| {
            let end = line.custom_term_end_date.filter(|end| !end.is_unset());
            end.map(|end| end.to_utc().map_or_else(|| end.to_string(), |end| end.to_string()))
                .unwrap_or_default()
        }),
        of("coterminousSubscriptionId", &|line| text(line.coterminous_subscription_id.as_ref())),
        of("participants", &|line| participants(&line.participants)),
        of("purchaseCommitment", &|line| commitment(line.purchase_commitment.as_ref())),
    ]
}

/// The amount without trailing zeros, its currency and its period.
fn commitment(commitment: Option<&types::PurchaseCommitment>) -> String {
    let Some(commitment) = commitment else { return String::new() };
    let amount = commitment.amount.map(|amount| amount.get().normalize());
    let parts = [
        text(amount.as_ref()),
        text(commitment.currency.as_ref()),
        text(commitment.grain.as_ref()),
    ];
    parts.join(" ")
}

fn participants(participants: &[types::CartParticipant]) -> String {
    let mut all: Vec<_> = participants
        .iter()
        .map(|one| format!("{}={}", text(one.key.as_ref()), text(one.value.as_ref())))
        .collect();
    all.sort_unstable();
    all.join(", ")
}

/// What the service may fill in, or leave out of its answer: it must not contradict.
fn if_asked_or_held(
    wanted: &types::CartLineItemResource,
    held: &types::CartLineItemResource,
    currency: Option<&CurrencyCode>,
) -> Vec<Pair> {
    let mut pairs = Vec::new();
    // Some promotions are applied without being asked for.
    if let Some(asked) = &wanted.promotion_id {
        let (asked, holds) = (asked.to_string(), text(held.promotion_id.as_ref()));
        pairs.push(Pair { property: "promotionId", asked, holds });
    }
    if let (Some(asked), Some(holds)) = (currency, &held.currency_code) {
        let (asked, holds) = (asked.to_string(), holds.to_string());
        pairs.push(Pair { property: "currencyCode", asked, holds });
    }
    if let (Some(asked), Some(holds)) = (wanted.attestation_accepted, held.attestation_accepted) {
        let (asked, holds) = (asked.to_string(), holds.to_string());
        pairs.push(Pair { property: "attestationAccepted", asked, holds });
    }
    pairs
}

/// The values for provisioning, each by its name. A blank one is none.
fn provisioning(
    wanted: &types::CartLineItemResource,
    held: &types::CartLineItemResource,
) -> Vec<Pair> {
    let lower = |line: &types::CartLineItemResource| -> BTreeMap<String, String> {
        let values = line.provisioning_context.iter();
        let mut lower: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in values.filter(|(_, value)| !value.trim().is_empty()) {
            // A name that is there twice, in other letters, is there with both values.
            lower
                .entry(name.to_ascii_lowercase())
                .and_modify(|first| *first = format!("{first}, {value}"))
                .or_insert_with(|| value.clone());
        }
        lower
    };
    let (asked, holds) = (lower(wanted), lower(held));
    let names: BTreeSet<_> = asked.keys().chain(holds.keys()).collect();
    let value = |values: &BTreeMap<String, String>, name: &String| {
        format!("{name}={}", values.get(name).map(String::as_str).unwrap_or_default())
    };
    names
        .into_iter()
        .map(|name| Pair {
            property: "provisioningContext",
            asked: value(&asked, name),
            holds: value(&holds, name),
        })
        .collect()
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
        let sent = Asked {
            lines: lines(asked()),
            currencies: vec![Some("USD".into())],
            attests_partners: false,
        };
        let found: Vec<_> =
            differences(&sent, &lines(held)).iter().map(ToString::to_string).collect();
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
                held[0]["provisioningContext"] = json!({ "Scope": "Shared", "region": "" });
                held[0]["promotionId"] = json!("applied by the service");
                held[0]["customTermEndDate"] = json!("0001-01-01T00:00:00");
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
    fn nothing_is_bought_that_was_not_asked_for() {
        for (property, value, said) in [
            ("renewsTo", json!({ "termDuration": "P1Y" }), "renewsTo `` and holds `P1Y`"),
            ("customTermEndDate", json!("2027-05-01T00:00:00Z"), "customTermEndDate `` and holds"),
            ("coterminousSubscriptionId", json!("s"), "coterminousSubscriptionId `` and holds `s`"),
            ("currencyCode", json!("EUR"), "currencyCode `USD` and holds `EUR`"),
            ("participants", json!([]), "participants `transaction_reseller=5357564` and holds ``"),
            ("attestationAccepted", json!(false), "attestationAccepted `true` and holds `false`"),
            ("promotionId", json!("other"), "promotionId `promo` and holds `other`"),
            ("promotionId", Value::Null, "promotionId `promo` and holds ``"),
            (
                "provisioningContext",
                json!({ "scope": "shared", "region": "x" }),
                "provisioningContext `region=` and holds `region=x`",
            ),
        ] {
            let mut asked = asked();
            asked[0]["promotionId"] = json!("promo");
            asked[0]["attestationAccepted"] = json!(true);
            asked[0]["participants"] =
                json!([{ "key": "transaction_reseller", "value": "5357564" }]);
            let mut held = asked.clone();
            held[0][property] = value;
            let sent = Asked {
                lines: lines(asked),
                currencies: vec![Some("USD".into())],
                attests_partners: false,
            };
            let found: Vec<_> =
                differences(&sent, &lines(held)).iter().map(ToString::to_string).collect();
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].contains(said), "{found:?}");
        }
    }

    #[test]
    fn a_second_line_with_the_number_of_the_first_is_not_overlooked() {
        check(
            |held| {
                let mut second = held[0].clone();
                second["quantity"] = json!(50);
                held.as_array_mut().unwrap().push(second);
            },
            &["line 1 is there more than once"],
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
