//! Choosing the one availability that a line of a purchase means.

use partner_center_api::types::{AvailabilityTerm, BillingCycleType, Segment};

use crate::catalog::CatalogItem;
use crate::error::{Error, Result};
use crate::values::ids::AvailabilityId;
use crate::values::term::Term;

/// What a line says of the availability it wants.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    pub(super) availability: Option<&'a AvailabilityId>,
    pub(super) segment: Option<&'a Segment>,
    pub(super) term: Option<&'a Term>,
    pub(super) billing_cycle: &'a BillingCycleType,
}

/// How many candidates a message describes.
const DESCRIBED: usize = 20;

/// Chooses the only candidate that can be bought and is wanted.
///
/// # Errors
///
/// None or several remain. The message lists the candidates and why each was passed over.
pub(super) fn choose(wanted: Wanted<'_>, candidates: Vec<CatalogItem>) -> Result<CatalogItem> {
    let what = match candidates.first() {
        Some(first) => {
            format!("`{}` ({}:{})", first.title(), first.product_id, first.sku_id)
        }
        None => {
            return Err(Error::invalid(
                "availability",
                "the SKU has no availability in this country and segment; \
                 it may be sold in another",
            ));
        }
    };
    let (fitting, passed): (Vec<_>, Vec<_>) =
        candidates.iter().partition(|item| unfit(wanted, item).is_none());
    let why = match fitting[..] {
        [only] => return Ok(only.clone()),
        [] => "no availability fits",
        _ if wanted.segment.is_none() => "several availabilities fit: give the segment",
        _ => "several availabilities fit: name one by its catalog item id",
    };
    // Those that fit first: a message ends somewhere.
    let all = fitting.iter().chain(&passed);
    let mut described: Vec<_> = all.take(DESCRIBED).map(|item| outcome(wanted, item)).collect();
    if let Some(more) = candidates.len().checked_sub(DESCRIBED).filter(|more| *more > 0) {
        described.push(format!("and {more} more"));
    }
    Err(Error::invalid("availability", format!("{why}, for {what}: {}", described.join("; "))))
}

/// What became of a candidate, in words.
fn outcome(wanted: Wanted<'_>, item: &CatalogItem) -> String {
    let reason = unfit(wanted, item);
    format!("{}: {}", describe(item), reason.as_deref().unwrap_or("fits"))
}

/// Why a candidate is passed over; `None` when it fits.
fn unfit(wanted: Wanted<'_>, item: &CatalogItem) -> Option<String> {
    let availability = &item.availability;
    if let Some(id) = wanted.availability
        && availability.id.as_ref() != Some(id)
    {
        return Some(format!("is not the `{id}` asked for, which may be out of date"));
    }
    if availability.is_purchasable != Some(true) {
        return Some("cannot be bought just now".to_owned());
    }
    if let Some(country) = &availability.country
        && !country.as_str().eq_ignore_ascii_case(item.country.as_str())
    {
        return Some(format!("is for another country than {}", item.country));
    }
    if let Some(segment) = wanted.segment
        && availability.segment.as_ref() != Some(segment)
    {
        return Some(format!("is not for the segment {segment}"));
    }
    let fits = |term: &AvailabilityTerm| {
        Term::from_wire(term.duration.as_ref()).as_ref() == wanted.term
            && term
                .billing_cycle
                .as_deref()
                .is_none_or(|cycle| BillingCycleType::from(cycle) == *wanted.billing_cycle)
    };
    let any = availability.terms.iter().any(fits);
    match wanted.term {
        _ if any => None,
        None if availability.terms.is_empty() => None,
        None => Some(format!("is sold for a term: give one of {}", terms(&availability.terms))),
        Some(term) if availability.terms.is_empty() => {
            Some(format!("is sold without a term: leave {term} out"))
        }
        Some(term) => Some(format!(
            "does not offer {term} with {} billing but {}",
            wanted.billing_cycle,
            terms(&availability.terms)
        )),
    }
}

fn describe(item: &CatalogItem) -> String {
    let availability = &item.availability;
    let id = availability.id.as_ref().map_or("(no id)", AvailabilityId::as_str);
    let segment = availability.segment.as_ref().map_or("any segment", Segment::as_str);
    format!("`{id}` ({segment})")
}

fn terms(terms: &[AvailabilityTerm]) -> String {
    let words: Vec<_> = terms
        .iter()
        .map(|term| {
            let duration = Term::from_wire(term.duration.as_ref());
            let duration = duration.map_or_else(|| "no term".to_owned(), |term| term.to_string());
            match &term.billing_cycle {
                Some(cycle) => format!("{duration} ({cycle})"),
                None => duration,
            }
        })
        .collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalog::fixtures;

    fn candidate(id: &str, change: Value) -> CatalogItem {
        let mut availability = json!({ "id": id });
        if let (Value::Object(all), Value::Object(change)) = (&mut availability, change) {
            all.extend(change);
        }
        fixtures::item(json!({}), availability)
    }

    const ONE_TIME: BillingCycleType = BillingCycleType::OneTime;
    const ANY: Wanted<'static> =
        Wanted { availability: None, segment: None, term: None, billing_cycle: &ONE_TIME };

    #[track_caller]
    fn check(wanted: Wanted<'_>, candidates: &[(&str, Value)], expected: Result<&str, &[&str]>) {
        let candidates =
            candidates.iter().map(|(id, change)| candidate(id, change.clone())).collect();
        match (choose(wanted, candidates), expected) {
            (Ok(item), Ok(id)) => assert_eq!(item.availability.id.unwrap(), id),
            (Err(error), Err(parts)) => {
                let message = error.to_string();
                for part in parts {
                    assert!(message.contains(part), "`{message}` does not say `{part}`");
                }
            }
            (found, expected) => panic!("{found:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn the_only_one_is_chosen() {
        check(ANY, &[("A", json!({}))], Ok("A"));
    }

    #[test]
    fn what_cannot_be_bought_is_passed_over() {
        let closed = json!({ "isPurchasable": false });
        check(ANY, &[("A", closed.clone()), ("B", json!({}))], Ok("B"));
        check(ANY, &[("A", closed)], Err(&["no availability fits", "`A`", "cannot be bought"]));
        check(ANY, &[], Err(&["no availability"]));
    }

    #[test]
    fn a_segment_has_to_be_given_where_there_are_several() {
        let all =
            [("A", json!({ "segment": "commercial" })), ("B", json!({ "segment": "education" }))];
        check(
            ANY,
            &all,
            Err(&["give the segment", "`A` (commercial): fits", "`B` (education): fits"]),
        );
        let education = Segment::Education;
        check(Wanted { segment: Some(&education), ..ANY }, &all, Ok("B"));
        let government = Segment::Government;
        check(
            Wanted { segment: Some(&government), ..ANY },
            &all,
            Err(&["no availability fits", "is not for the segment government"]),
        );
    }

    #[test]
    fn several_of_one_segment_are_not_guessed_among() {
        let commercial = Segment::Commercial;
        check(
            Wanted { segment: Some(&commercial), ..ANY },
            &[("A", json!({})), ("B", json!({}))],
            Err(&["several availabilities fit", "catalog item id"]),
        );
    }

    #[test]
    fn another_country_is_passed_over() {
        check(ANY, &[("A", json!({ "country": "DE" }))], Err(&["another country than US"]));
        check(ANY, &[("A", json!({ "country": "us" }))], Ok("A"));
    }

    #[test]
    fn term_and_cycle_have_to_be_offered_together() {
        let terms = |cycle: &str| {
            json!({ "terms": [
                { "duration": "P1Y", "billingCycle": cycle },
                { "duration": "P3Y", "billingCycle": "Monthly" },
            ]})
        };
        let (year, years) = (Term::Year, Term::ThreeYears);
        let wanted = Wanted { term: Some(&year), ..ANY };
        check(wanted, &[("A", terms("OneTime"))], Ok("A"));
        check(wanted, &[("A", terms("Annual"))], Err(&["P1Y (Annual), P3Y (Monthly)"]));
        check(Wanted { term: Some(&years), ..ANY }, &[("A", terms("OneTime"))], Err(&["P3Y"]));
        check(ANY, &[("A", terms("OneTime"))], Err(&["give one of P1Y"]));
        check(wanted, &[("A", json!({}))], Err(&["leave P1Y out"]));
        check(wanted, &[("A", json!({ "terms": [{ "duration": "P1Y" }] }))], Ok("A"));
    }

    #[test]
    fn an_item_that_was_renamed_is_not_replaced_silently() {
        let old = AvailabilityId::from("OLD");
        check(
            Wanted { availability: Some(&old), ..ANY },
            &[("NEW", json!({}))],
            Err(&["`NEW`", "is not the `OLD` asked for, which may be out of date"]),
        );
    }

    #[test]
    fn a_message_about_very_many_ends_somewhere() {
        let all: Vec<_> = (0..5_000).map(|_| candidate("A", json!({}))).collect();
        let message = choose(ANY, all).unwrap_err().to_string();
        assert!(message.contains("and 4980 more"), "{message}");
        assert!(message.len() < 4_000, "{}", message.len());
    }
}
