//! A request to check a cart out that was written down.

use serde::{Deserialize, Serialize};

use super::{Doubt, Intent, SentCart, Waits};

/// A request to check a cart out was written down; it may be under way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sent {
    pub(super) intent: Intent,
    /// Every earlier request had ended when this one was written down.
    pub(super) alone: bool,
    /// What was known before. Of a first request, that nothing was asked yet.
    pub(super) before: Doubt,
    /// Whether an earlier request may have bought.
    pub(super) doubt: bool,
}

impl Sent {
    pub(super) fn first(cart: SentCart, intent: Intent) -> Self {
        let before = Doubt::none(cart);
        Self { intent, alone: true, before, doubt: false }
    }

    pub(super) fn again(before: Doubt, intent: Intent, alone: bool) -> Self {
        Self { intent, alone, before, doubt: true }
    }

    /// The request.
    pub fn intent(&self) -> &Intent {
        &self.intent
    }

    /// The cart.
    pub fn cart(&self) -> &SentCart {
        self.before.cart()
    }

    /// Nobody waits for its answer: the process that sent it was killed, or dropped the call.
    pub(in crate::purchase) fn unanswered(self) -> Doubt {
        let Self { intent, before, .. } = self;
        before.asked(&intent).unanswered(intent)
    }

    /// Its token was turned down unread, and it is sent once more with another. That is a request
    /// of its own: the first one had an answer.
    pub(in crate::purchase) fn with_another_token(self, intent: Intent) -> Self {
        Self { intent, ..self }
    }
}

impl Doubt {
    /// Another request for the same cart is about to be sent.
    pub(in crate::purchase) fn ask_again(mut self, intent: Intent, waits: Waits) -> Sent {
        let shown = waits.shown_by_cart(&self.open);
        let alone = shown.is_some_and(|shown| intent.at() > shown);
        self.refused = false;
        Sent::again(self, intent, alone)
    }
}
