//! The table of the protocol, a row for each case, and each wait one second before its end and
//! after it.
//!
//! A request is written down at 0 and known to have ended at 10. With the default waits it can
//! become an order up to 220; the cart shows that up to 280, and the list up to 1120. A cart lapses
//! at 10,000; it shows what came of it up to 10,210, and the list up to 11,050.

mod answers;
mod next;
mod reads;
mod twice;

use chrono::{DateTime, Utc};

use super::super::{Doubt, Intent, PurchaseState};
use super::{at, cart, intent};

/// The state in a few words, with its moments in seconds.
fn words(state: &PurchaseState) -> String {
    match state {
        PurchaseState::Chosen(_) => "chosen".to_owned(),
        PurchaseState::Carted(_) => "carted".to_owned(),
        PurchaseState::Sent(_) => "sent".to_owned(),
        PurchaseState::Doubt(doubt) => doubt_in_words(doubt),
        PurchaseState::Bought(bought) => {
            let ids: Vec<_> = bought.orders().iter().map(|id| id.as_str()).collect();
            let part = if bought.is_in_part() { "a part: " } else { "" };
            format!("bought {part}{}", ids.join(" "))
        }
        PurchaseState::Nothing(nothing) => format!("nothing: {}", nothing.proof()),
        PurchaseState::Person(person) => {
            format!("{:?} of {}", person.question(), person.candidates().len())
        }
    }
}

fn doubt_in_words(doubt: &Doubt) -> String {
    let seconds = |moment: DateTime<Utc>| (moment - at(0)).num_seconds();
    let mut words = format!("doubt, {} open", doubt.open.len());
    if let Some(proof) = doubt.proof {
        words += &format!(", bought since {}", seconds(proof));
    }
    if let Some(gone) = doubt.gone_since {
        words += &format!(", gone since {}", seconds(gone));
    }
    if doubt.refused {
        words += ", refused";
    }
    if doubt.no_ids {
        words += ", no ids";
    }
    words
}

/// A request whose sender knows when it had ended.
fn ended() -> Intent {
    intent(0).end(at(10))
}

/// One request of a cart of so many groups was not answered.
fn doubt(groups: u8) -> Doubt {
    of(groups, ended())
}

/// The same, of a request that nobody knows the end of.
fn endless(groups: u8) -> Doubt {
    of(groups, intent(0))
}

fn of(groups: u8, request: Intent) -> Doubt {
    Doubt::none(cart(groups, Some(at(10_000)))).asked(&request).unanswered(request)
}
