//! What may be done after a doubt.

use serde::{Deserialize, Serialize};

use super::Waits;

/// What may be done after a doubt about a checkout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum AfterDoubt {
    /// The same cart is checked out again, once the last request that may be under way must have
    /// ended. It assumes that the service takes a cart at most once, one request after another,
    /// as both of its documented behaviors say.
    #[default]
    AskAgain,
    /// The same cart is checked out again at once. It assumes, too, that the service takes a cart
    /// at most once when two requests meet.
    AskAgainAtOnce,
    /// Nothing is checked out again: the cart and the orders are read, and where they do not
    /// settle it, a person is asked. It assumes nothing of repeated checkouts. A purchase whose
    /// request was lost on the way ends with *nothing was bought*.
    ReadOnly,
}

/// How a doubt about a checkout is settled.
///
/// ```
/// use partner_center::purchase::{AfterDoubt, SettlePolicy};
///
/// let careful = SettlePolicy::default().after_doubt(AfterDoubt::ReadOnly);
/// assert_ne!(careful, SettlePolicy::default());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SettlePolicy {
    #[serde(default)]
    after_doubt: AfterDoubt,
    #[serde(default)]
    waits: Waits,
    #[serde(default)]
    trust_missing_tag: bool,
    #[serde(default)]
    trust_gone_cart: bool,
}

impl SettlePolicy {
    /// Sets what may be done after a doubt.
    pub fn after_doubt(self, what: AfterDoubt) -> Self {
        Self { after_doubt: what, ..self }
    }

    /// Sets how long to wait before silence means something.
    pub fn waits(self, waits: Waits) -> Self {
        Self { waits, ..self }
    }

    /// Believes that the service carries the friendly name of a line from the cart to the order,
    /// always: then, once a cart is gone, the lack of a tagged order proves that nothing was bought.
    pub fn trust_missing_tags(self) -> Self {
        Self { trust_missing_tag: true, ..self }
    }

    /// Believes that a cart which was ordered can be read for ever: then one that is gone was
    /// never ordered, and no list is read.
    pub fn trust_gone_carts(self) -> Self {
        Self { trust_gone_cart: true, ..self }
    }

    pub(crate) fn waits_are(&self) -> Waits {
        self.waits
    }

    pub(super) fn trusts_missing_tag(&self) -> bool {
        self.trust_missing_tag
    }

    pub(super) fn trusts_gone_cart(&self) -> bool {
        self.trust_gone_cart
    }

    pub(super) fn asks_again(&self) -> bool {
        self.after_doubt != AfterDoubt::ReadOnly
    }

    pub(super) fn asks_at_once(&self) -> bool {
        self.after_doubt == AfterDoubt::AskAgainAtOnce
    }
}
