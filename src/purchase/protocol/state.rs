//! Where a purchase stands.

use serde::{Deserialize, Serialize};

use super::{Bought, Carted, Chosen, Doubt, Nothing, Person, Sent};
use crate::values::ids::CartId;

/// Where a purchase stands. Each is a value that can be stored, and has only the ways on that the
/// protocol allows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
// Not by a tag within: to find it, serde would read amounts as binary fractions first.
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum PurchaseState {
    /// It is recorded, and no cart is known. Nothing was bought.
    Chosen(Chosen),
    /// There is a cart, and no request to check it out can be under way. Nothing was bought.
    Carted(Carted),
    /// A request to check the cart out was written down; it may be under way.
    Sent(Sent),
    /// A request to check the cart out was not answered, or its answer settles nothing.
    Doubt(Doubt),
    /// It was bought, in whole or in part.
    Bought(Bought),
    /// Nothing was bought, and nothing of it can be bought any more.
    Nothing(Nothing),
    /// Only a person can say.
    Person(Person),
}

impl PurchaseState {
    /// Whether nothing more happens of itself.
    pub fn is_settled(&self) -> bool {
        matches!(self, Self::Bought(_) | Self::Nothing(_) | Self::Person(_))
    }

    /// The cart, where there is one.
    pub fn cart_id(&self) -> Option<&CartId> {
        match self {
            Self::Chosen(_) => None,
            Self::Carted(carted) => Some(carted.cart.id()),
            Self::Sent(sent) => Some(sent.cart().id()),
            Self::Doubt(doubt) => Some(doubt.cart().id()),
            Self::Bought(bought) => Some(bought.cart().id()),
            Self::Nothing(nothing) => Some(nothing.cart().id()),
            Self::Person(person) => Some(person.cart().id()),
        }
    }
}

macro_rules! states {
    ($($state:ident),*) => {
        $(impl From<$state> for PurchaseState {
            fn from(state: $state) -> Self {
                Self::$state(state)
            }
        })*
    };
}

states!(Chosen, Carted, Sent, Doubt, Bought, Nothing, Person);
