//! Settings about carts and what becomes of them at checkout.

use serde::{Deserialize, Serialize};

/// What an expired cart is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ExpiredCart {
    /// 404 with code 800008.
    NotFound,
    /// 400 with code 800009.
    Refused,
}

/// What a second checkout of a cart is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum RepeatedCheckout {
    /// 201 with the orders of the first one; order groups that failed are tried again.
    Repeat,
    /// 409 with code 800060: the order is in progress.
    InProgress,
    /// 409 with code 800064: the cart is being processed.
    BeingProcessed,
    /// 400 with code 800065: the cart was already submitted.
    AlreadySubmitted,
    /// Any other refusal, such as 403 with code 800069.
    Refused {
        /// The status.
        status: u16,
        /// The code of the service.
        code: u32,
    },
    /// 201 with new orders: everything is bought a second time. **A service that does this is
    /// broken**; no page says that it may. It shows what a client loses that relies on the others.
    BrokenBuysAgain,
}

/// Where a cart line that cannot be bought shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LineProblems {
    /// Each where the reference shows it: an unknown catalog item in the cart, a missing
    /// registration as a refusal.
    Mixed,
    /// In the cart wherever there is a cart error for it: 201 with `error` on the line.
    InCart,
    /// As a refusal of the whole cart.
    Refused,
}

/// How the code of an error on a cart line is written; the sources do not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CartErrorCodes {
    /// As a number: 10001.
    Numbers,
    /// As a word: `catalog_item_id_is_not_valid`.
    Names,
}

/// What an ordered cart is answered with once its life is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OrderedCart {
    /// The cart: what was bought stays readable.
    Readable,
    /// 404 with code 800008, so that the cart no longer tells that it was bought.
    NotFound,
}

/// The status of a cart of which some order groups were bought and others were not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PartlyOrderedCart {
    /// `Ordered`.
    Ordered,
    /// `Active`, and it expires like a cart of which nothing was bought.
    Active,
}

/// Whether the name that the buyer gave to a cart line goes on to the order line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FriendlyNames {
    /// It does.
    Kept,
    /// It does not: the order line has the title of the SKU.
    Dropped,
}

/// Which cart lines carry a price; no page says which do, so a client has to do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CartPrices {
    /// Every line of something that can be bought.
    All,
    /// Those that give a subscription, as has been seen; neither perpetual software nor
    /// reservations.
    Subscriptions,
    /// None, as before the middle of 2023.
    None,
}
