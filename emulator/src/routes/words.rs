//! Words that requests spell in several ways.

use crate::fault_codes::{BAD_INPUT, BAD_WORD};
use crate::json::Json;
use crate::reply::{Refusal, refuse_for};

/// Billing cycles in the order of their numbers, as .NET clients may send them.
const CYCLES: &[&str] =
    &["unknown", "monthly", "annual", "none", "one_time", "triennial", "biennial"];

const PARTICIPANTS: &[&str] =
    &["unknown", "transaction_reseller", "consumption_reseller", "additional_transaction_reseller"];

/// The wire's word for a billing cycle in any spelling: `OneTime`, `onetime`, `one_time`, 4.
pub(crate) fn billing_cycle(value: &Json) -> Result<&'static str, Refusal> {
    word("billingCycle", CYCLES, value)
}

/// The wire's word for a kind of participant.
pub(crate) fn participant(value: &Json) -> Result<&'static str, Refusal> {
    word("participant", PARTICIPANTS, value)
}

fn word(what: &str, known: &[&'static str], value: &Json) -> Result<&'static str, Refusal> {
    let found = match value {
        Json::Text(text) => known.iter().find(|word| plain(word) == plain(text)),
        Json::Number(number) => number.parse::<usize>().ok().and_then(|at| known.get(at)),
        _ => return refuse_for(BAD_INPUT, format!("The value of `{what}` is {value}.")),
    };
    match found {
        Some(word) if *word != "unknown" => Ok(word),
        _ => refuse_for(BAD_WORD, format!("The value of `{what}` is {value}.")),
    }
}

fn plain(word: &str) -> String {
    word.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: impl Into<Json>, expected: Result<&str, &str>) {
        assert_eq!(billing_cycle(&value.into()).map_err(|refusal| refusal.code.1), expected);
    }

    #[test]
    fn every_spelling_of_a_billing_cycle_is_read() {
        for spelling in ["one_time", "onetime", "OneTime", "ONE_TIME"] {
            check(spelling, Ok("one_time"));
        }
        check(4_u32, Ok("one_time"));
        check("Monthly", Ok("monthly"));
    }

    #[test]
    fn an_unknown_billing_cycle_is_refused() {
        check("weekly", Err("900126"));
        check("unknown", Err("900126"));
        check(17_u32, Err("900126"));
        check(true, Err("800002"));
    }
}
