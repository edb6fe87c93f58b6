//! The ends of a purchase.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Attempt, Refusal, SentCart};
use crate::cart::Checkout;
use crate::values::ids::OrderId;

/// It was bought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bought {
    pub(super) cart: SentCart,
    pub(super) orders: Vec<OrderId>,
    pub(super) in_part: bool,
    pub(super) evidence: Evidence,
    #[serde(default)]
    pub(super) checkout: Option<Checkout>,
}

/// How it is known which orders were placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Evidence {
    /// The service named them in its answer to the checkout.
    Answer,
    /// Orders in the customer's list carry the tag of the purchase.
    Tag,
    /// The purchase is proven, and this is the one order in the customer's list that it can be.
    List,
    /// A person said so.
    Person,
}

impl Bought {
    /// The orders.
    pub fn orders(&self) -> &[OrderId] {
        &self.orders
    }

    /// Whether a part of the cart was refused and not bought.
    pub fn is_in_part(&self) -> bool {
        self.in_part
    }

    /// How it is known which orders were placed.
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// The service's answer; `None` where it was lost, and the orders were found otherwise.
    pub fn checkout(&self) -> Option<&Checkout> {
        self.checkout.as_ref()
    }

    /// The cart that became the orders.
    pub fn cart(&self) -> &SentCart {
        &self.cart
    }
}

/// Nothing was bought, and what was sent can no longer buy anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Nothing {
    pub(super) cart: SentCart,
    pub(super) proof: Proof,
}

/// Why it is certain that nothing was bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "by")]
#[non_exhaustive]
pub enum Proof {
    /// The service refused the checkout with a code that is known to mean so, and no other
    /// request was under way.
    Refused {
        /// Its refusal.
        refusal: Refusal,
    },
    /// The cart was still active when no request could be under way any more.
    StillActive {
        /// When it was read.
        #[serde(rename = "readAt")]
        read_at: DateTime<Utc>,
    },
    /// The cart is gone, and no order that it can have become is in the customer's list, although
    /// one would have to be by then.
    GoneAndNotListed {
        /// When the list was read.
        #[serde(rename = "readAt")]
        read_at: DateTime<Utc>,
    },
    /// No order that it can have become is in the customer's list, although one would have to be by
    /// then. There was no cart.
    NotListed {
        /// When the list was read.
        #[serde(rename = "readAt")]
        read_at: DateTime<Utc>,
    },
    /// The cart is gone, and carts that were ordered are believed not to go.
    Gone {
        /// When it was asked for.
        #[serde(rename = "readAt")]
        read_at: DateTime<Utc>,
    },
    /// A person said so.
    Person,
}

impl Nothing {
    /// The cart, which buys nothing any more.
    pub fn cart(&self) -> &SentCart {
        &self.cart
    }

    /// Why that is certain.
    pub fn proof(&self) -> &Proof {
        &self.proof
    }

    /// Whether the same purchase can succeed later, as far as that is known.
    pub fn is_passing(&self) -> bool {
        match &self.proof {
            Proof::Refused { refusal } => refusal.is_passing(),
            _ => true,
        }
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { refusal } => refusal.fmt(f),
            Self::StillActive { read_at } => write!(
                f,
                "the cart was still active at {read_at}, when no request could be under way"
            ),
            Self::GoneAndNotListed { read_at } => {
                write!(f, "the cart is gone, and at {read_at} the customer had no order of it")
            }
            Self::NotListed { read_at } => write!(
                f,
                "at {read_at}, when no request could be under way, the customer had no order of it"
            ),
            Self::Gone { read_at } => write!(f, "at {read_at} the cart was gone unordered"),
            Self::Person => f.write_str("a person said so"),
        }
    }
}

/// Only a person can say what was bought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Person {
    pub(super) cart: SentCart,
    pub(super) question: Question,
    pub(super) candidates: Vec<OrderId>,
    #[serde(default)]
    pub(super) attempts: Vec<Attempt>,
}

/// What a person has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Question {
    /// It was bought, and several orders can be it.
    Which,
    /// Nothing was proven before the cart was gone, or there was no cart, and there are orders that
    /// it can have become, or that somebody placed by hand.
    Whether,
    /// It was bought, and no order in the list can be it.
    Where,
    /// It was bought, and another attempt at it was bought too, or may be:
    /// [`attempts`](Person::attempts) has the orders of each.
    Twice,
}

impl Person {
    /// What has to be said.
    pub fn question(&self) -> Question {
        self.question
    }

    /// The orders that may be of this purchase.
    pub fn candidates(&self) -> &[OrderId] {
        &self.candidates
    }

    /// Where it was bought [twice](Question::Twice): each attempt with its orders. Otherwise none.
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// The cart.
    pub fn cart(&self) -> &SentCart {
        &self.cart
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Which => "it was bought, and several orders can be it: say which",
            Self::Whether => {
                "nothing proves whether it was bought, and there are orders that it can have become: \
                 say whether one of them is it"
            }
            Self::Where => "it was bought, and no order in the list can be it: say which it is",
            Self::Twice => {
                "it was bought twice, or may be: cancel what is too much, and say which orders are \
                 kept"
            }
        })
    }
}
