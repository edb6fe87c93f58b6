//! The small errors: each prints one line, and none its innards.

use std::error::Error;

use partner_center::invoice::TooManyDigits;
use partner_center::transport::SendError;
use partner_center::values::{Decimal, Timestamp};
use partner_center_emulator::Seed;

use crate::{check_chain, check_line};

/// One line in each form; the long forms say nothing that the short one hides.
#[track_caller]
fn check(error: &(dyn Error + 'static), said: &[&str]) {
    assert_eq!(check_chain(error), said);
    for form in [format!("{error:#}"), format!("{error:?}")] {
        check_line(&form);
        assert!(form.len() < 300, "{form}");
    }
}

#[test]
fn what_a_sender_fails_with() {
    let unsent = SendError::unsent("connection refused");
    check(&unsent, &["no connection could be opened", "connection refused"]);
    let lost = SendError::lost("connection reset");
    check(&lost, &["the connection broke before the answer was complete", "connection reset"]);
}

#[test]
fn what_is_no_number_and_no_date() {
    let wrong = "1,5".parse::<Decimal>().unwrap_err();
    check(&wrong, &["`1,5` is not a decimal number of at most 28 digits"]);
    check(&TooManyDigits, &["the total has more than 28 digits and cannot be given exactly"]);
    let wrong = "soon".parse::<Timestamp>().unwrap_err();
    check(
        &wrong,
        &[
            "`soon` is not a date of the form 2030-01-31T08:00:00, with or without a fraction and an \
           offset",
        ],
    );
}

#[test]
fn what_is_no_seed_names_the_field() {
    let wrong = Seed::from_json(r#"{"customers":[{"id":7}]}"#).unwrap_err();
    check(
        &wrong,
        &[
            "the seed cannot be used: customers[0].id: invalid type: integer `7`, expected a string \
           at line 1 column 21",
        ],
    );
}
