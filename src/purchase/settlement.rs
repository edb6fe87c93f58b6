//! How a recorded purchase ended, or how it stands.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::protocol::{Bought, Doubt, Nothing, Person, PurchaseState};
use crate::error::shown;
use crate::values::ids::OrderId;

/// How a purchase ended, or how it stands.
///
/// Only [`Bought`](Self::Bought) has all that was asked for. Printed, it is a line.
///
/// ```
/// use partner_center::purchase::Settlement;
///
/// # fn example(settlement: Settlement) {
/// match settlement {
///     Settlement::Bought(bought) => println!("ordered: {:?}", bought.orders()),
///     Settlement::BoughtInPart(bought) => println!("a part of it: {:?}", bought.orders()),
///     Settlement::NotBought(nothing) => println!("nothing: {}", nothing.proof()),
///     Settlement::InDoubt { until, .. } => println!("ask again after {until:?}"),
///     Settlement::AskPerson(person) => println!("{}", person.question()),
///     other => println!("{other}"),
/// }
/// # }
/// ```
#[must_use = "a purchase may have ended without everything that was asked for"]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Settlement {
    /// All of it was bought, once.
    Bought(Bought),
    /// A part was bought; the rest certainly was not.
    BoughtInPart(Bought),
    /// Nothing was bought, and nothing of it can be bought any more.
    NotBought(Nothing),
    /// It is not known yet.
    InDoubt {
        /// What is known.
        doubt: Doubt,
        /// When more can be known; `None` where nobody knows.
        until: Option<DateTime<Utc>>,
    },
    /// Only a person can say.
    AskPerson(Person),
}

impl Settlement {
    /// What a settled state means; `None` for one that is not settled.
    pub(super) fn of(state: &PurchaseState) -> Option<Self> {
        match state {
            PurchaseState::Bought(bought) if bought.is_in_part() => {
                Some(Self::BoughtInPart(bought.clone()))
            }
            PurchaseState::Bought(bought) => Some(Self::Bought(bought.clone())),
            PurchaseState::Nothing(nothing) => Some(Self::NotBought(nothing.clone())),
            PurchaseState::Person(person) => Some(Self::AskPerson(person.clone())),
            _ => None,
        }
    }

    /// Whether all of it was bought.
    pub fn is_bought(&self) -> bool {
        matches!(self, Self::Bought(_))
    }

    /// Whether nothing more happens without a person.
    pub fn is_settled(&self) -> bool {
        !matches!(self, Self::InDoubt { .. })
    }

    /// The orders that are known to be of it, all or a part, or those of both where it was bought
    /// twice.
    pub fn orders(&self) -> &[OrderId] {
        match self {
            Self::Bought(bought) | Self::BoughtInPart(bought) => bought.orders(),
            Self::AskPerson(person) if !person.attempts().is_empty() => person.candidates(),
            _ => &[],
        }
    }
}

impl fmt::Display for Settlement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bought(bought) => write!(f, "bought: {}", ids(bought.orders())),
            Self::BoughtInPart(bought) => write!(
                f,
                "a part was bought: {}; the rest was refused: do not ask for all of it again",
                ids(bought.orders())
            ),
            Self::NotBought(nothing) => write!(f, "nothing was bought: {}", nothing.proof()),
            Self::InDoubt { doubt, until } => {
                let known = match doubt.bought_since() {
                    Some(_) => "it was bought, and its orders are not known yet",
                    None => "it is not known yet whether it was bought",
                };
                write!(f, "in doubt: {known}; do not buy it again, but settle ")?;
                match doubt.is_of_order() {
                    true => f.write_str("the order that was asked for")?,
                    false => write!(f, "cart {}", shown(doubt.cart().id().as_str()))?,
                }
                match until {
                    Some(until) => write!(f, " after {}", until.format("%Y-%m-%d %H:%M:%S UTC")),
                    None => Ok(()),
                }
            }
            Self::AskPerson(person) => {
                write!(f, "a person has to look: {}", person.question())?;
                if !person.attempts().is_empty() {
                    return attempts(f, person);
                }
                match person.candidates() {
                    [] => Ok(()),
                    candidates => write!(f, ", among {}", ids(candidates)),
                }
            }
        }
    }
}

fn attempts(f: &mut fmt::Formatter<'_>, person: &Person) -> fmt::Result {
    for attempt in person.attempts() {
        write!(f, "; cart {}: ", shown(attempt.cart.as_str()))?;
        match &attempt.orders[..] {
            [] => f.write_str("orders not known")?,
            orders => f.write_str(&ids(orders))?,
        }
    }
    Ok(())
}

/// How many ids a message names.
const NAMED: usize = 20;

fn ids(orders: &[OrderId]) -> String {
    let mut all: Vec<_> =
        orders.iter().take(NAMED).map(|order| shown(order.as_str()).to_string()).collect();
    if orders.len() > NAMED {
        all.push(format!("and {} more", orders.len() - NAMED));
    }
    all.join(", ")
}
