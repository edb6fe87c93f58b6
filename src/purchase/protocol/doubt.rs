//! A checkout of which nobody knows yet what it did.

use chrono::{DateTime, Utc};
use partner_center_api::types;
use serde::{Deserialize, Serialize};

use super::{Intent, SentCart};
use crate::values::ids::CartId;

/// A checkout of which nobody knows yet what it did: a state with a time, and not an error. So is
/// an order that was [asked for without a cart](crate::Customer::place_order).
///
/// Store it, and give it to [`Customer::settle`](crate::Customer::settle). A purchase with a
/// journal keeps it there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Doubt {
    pub(super) cart: SentCart,
    /// The requests that had no answer in the service's own words, and may be under way.
    pub(super) open: Vec<Intent>,
    /// When it was first known that something was bought.
    #[serde(default)]
    pub(super) proof: Option<DateTime<Utc>>,
    /// The service refused the last request.
    #[serde(default)]
    pub(super) refused: bool,
    /// It was bought, and the cart, checked out again, did not name its orders.
    #[serde(default)]
    pub(super) no_ids: bool,
    /// How many requests there were, when the first and the last were written down.
    #[serde(default)]
    pub(super) asked: u32,
    #[serde(default)]
    pub(super) first: Option<DateTime<Utc>>,
    #[serde(default)]
    pub(super) last: Option<DateTime<Utc>>,
    /// Since when the cart is known to be gone.
    #[serde(default)]
    pub(super) gone_since: Option<DateTime<Utc>>,
    /// The order that was asked for without a cart, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) order: Option<AskedOrder>,
}

/// An order that was asked for without a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AskedOrder {
    /// What stands in the friendly names of its lines.
    tag: Option<String>,
}

impl Doubt {
    /// About a cart of which only its id is known, and that its checkout was sent at some time
    /// before `ended` and is no longer waited for.
    pub(in crate::purchase) fn of_cart(id: CartId, intent: Intent) -> Self {
        let cart = SentCart::new(id, types::CartResource::default());
        let asked = Self::none(cart).asked(&intent);
        // When it was first sent is not known, so orders of any age can be of it.
        Self { first: None, ..asked }.unanswered(intent)
    }

    /// About an order that was asked for without a cart; `body` is the cart that it would have
    /// come from, all of it one group, and without an id.
    pub(crate) fn of_order(body: types::CartResource, tag: Option<String>, intent: Intent) -> Self {
        let asked = Self::none(SentCart::new("".into(), body)).asked(&intent);
        Self { order: Some(AskedOrder { tag }), ..asked }.unanswered(intent)
    }

    /// Whether it is about an order that was asked for without a cart. Then no request is ever
    /// sent again, and the list of orders alone can settle it.
    pub fn is_of_order(&self) -> bool {
        self.order.is_some()
    }

    /// What stands in the friendly names of the lines of an order that was asked for without a
    /// cart.
    pub fn order_tag(&self) -> Option<&str> {
        self.order.as_ref()?.tag.as_deref()
    }

    /// Nothing was asked yet.
    pub(super) fn none(cart: SentCart) -> Self {
        Self {
            cart,
            open: Vec::new(),
            proof: None,
            refused: false,
            no_ids: false,
            asked: 0,
            first: None,
            last: None,
            gone_since: None,
            order: None,
        }
    }

    /// The cart. Of an [order](Self::is_of_order) without one, what it would have been: lines under
    /// an empty id.
    pub fn cart(&self) -> &SentCart {
        &self.cart
    }

    /// The requests that may still be under way, as far as anybody knows.
    pub fn open(&self) -> &[Intent] {
        &self.open
    }

    /// When it was first known that something was bought; `None` while that is not known.
    pub fn bought_since(&self) -> Option<DateTime<Utc>> {
        self.proof
    }

    /// When the first request to check the cart out was written down.
    pub fn since(&self) -> Option<DateTime<Utc>> {
        self.first
    }

    pub(super) fn asked(mut self, intent: &Intent) -> Self {
        self.asked = self.asked.saturating_add(1);
        self.cart.sent_under(intent.request_id());
        self.first = self.first.or(Some(intent.at()));
        self.last = Some(intent.at());
        self
    }

    /// Nobody knows what became of a request that was [asked](Self::asked).
    pub(super) fn unanswered(mut self, intent: Intent) -> Self {
        self.open.push(intent);
        self
    }

    /// How many requests to check the cart out there were.
    pub fn asks(&self) -> u32 {
        self.asked
    }

    /// The same, with the lines of the cart as it was read, where they were not known.
    pub(in crate::purchase) fn with_lines_of(self, body: &types::CartResource) -> Self {
        if !self.cart.body().line_items.is_empty() {
            return self;
        }
        let cart = self.cart.with_body(body.clone());
        Self { cart, ..self }
    }

    /// Something was bought; `at` is when that was first known.
    pub(in crate::purchase) fn proven(mut self, at: DateTime<Utc>) -> Self {
        self.proof.get_or_insert(at);
        self
    }

    pub(super) fn submitted(self, at: DateTime<Utc>) -> Self {
        let again = self.looked_at_again(at).proven(at);
        Self { no_ids: true, ..again }
    }

    pub(super) fn refused(self, at: DateTime<Utc>) -> Self {
        Self { refused: true, ..self.looked_at_again(at) }
    }

    /// The cart, checked out again after the proof, named no orders.
    pub(super) fn without_ids(self) -> Self {
        let no_ids = self.no_ids || self.proof.is_some();
        Self { no_ids, ..self }
    }

    /// The service has no such cart, or no longer.
    pub(super) fn gone(mut self, at: DateTime<Utc>) -> Self {
        self.gone_since.get_or_insert(at);
        self
    }

    /// Another request was answered. Of a cart of several groups it may have bought those that
    /// were not bought before, so that the list has to be waited for anew.
    pub(super) fn looked_at_again(self, at: DateTime<Utc>) -> Self {
        let proof = self.proof.map(|proof| if self.cart.is_several() { at } else { proof });
        Self { proof, ..self }
    }
}
