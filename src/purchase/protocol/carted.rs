//! What comes before the checkout.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Intent, Sent, SentCart};

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
