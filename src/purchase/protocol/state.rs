//! Where a purchase stands.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use partner_center_api::types;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Bought, Doubt, Intent, Nothing, Person, Sent};
use crate::values::ids::CartId;

/// Where a purchase stands. Each is a value that can be stored, and has only the ways on that the
/// protocol allows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "state")]
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

/// It is recorded, and no cart is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Chosen {
    /// The `MS-RequestId` under which a cart was last asked for.
    #[serde(default)]
    cart_request_id: Option<Uuid>,
}

/// There is a cart, and no request to check it out can be under way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Carted {
    pub(super) cart: SentCart,
}

/// A cart as it was when it was to be checked out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SentCart {
    id: CartId,
    body: types::CartResource,
}

impl Chosen {
    /// A cart is about to be asked for under this id.
    pub(in crate::purchase) fn asking(request_id: Uuid) -> Self {
        Self { cart_request_id: Some(request_id) }
    }

    /// The `MS-RequestId` under which a cart was last asked for.
    pub fn cart_request_id(&self) -> Option<Uuid> {
        self.cart_request_id
    }

    /// The service made a cart, and it is what was asked for.
    pub(in crate::purchase) fn carted(self, cart: SentCart) -> Carted {
        Carted { cart }
    }
}

impl Carted {
    /// The cart.
    pub fn cart(&self) -> &SentCart {
        &self.cart
    }

    /// The request to check it out is about to be sent.
    pub(in crate::purchase) fn send(self, intent: Intent) -> Sent {
        Sent::first(self.cart, intent)
    }
}

impl SentCart {
    pub(in crate::purchase) fn new(id: CartId, body: types::CartResource) -> Self {
        Self { id, body }
    }

    /// Its id.
    pub fn id(&self) -> &CartId {
        &self.id
    }

    /// All of it, as the service wrote it. A cart of which only the id is known has no lines.
    pub fn body(&self) -> &types::CartResource {
        &self.body
    }

    /// When the service will forget it; `None` where it did not say.
    pub fn expires(&self) -> Option<DateTime<Utc>> {
        self.body.expiration_timestamp?.to_utc()
    }

    /// How many orders it becomes: one for each group, as the service has grouped its lines.
    pub(super) fn groups(&self) -> usize {
        let lines = &self.body.line_items;
        lines.iter().map(|line| line.order_group.as_ref()).collect::<BTreeSet<_>>().len()
    }
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
            Self::Nothing(nothing) => Some(nothing.cart()),
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
