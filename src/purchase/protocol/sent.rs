//! A request to check a cart out that was written down, and what its answer leads to.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::settled::{Evidence, Proof};
use super::{Bought, Carted, CheckoutAnswer, Doubt, Intent, Nothing, PurchaseState, SentCart};
use crate::cart::Checkout;

/// A request to check a cart out was written down; it may be under way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sent {
    intent: Intent,
    /// Every earlier request had ended when this one was written down.
    alone: bool,
    /// What was known before. Of a first request, that nothing was asked yet.
    before: Doubt,
    /// Whether an earlier request may have bought.
    doubt: bool,
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

    /// What the answer leads to, which came `at`.
    ///
    /// A doubt is never taken back by a refusal: it speaks of its own request, and not of an
    /// earlier one.
    pub(in crate::purchase) fn answered(
        self,
        answer: CheckoutAnswer,
        at: DateTime<Utc>,
    ) -> PurchaseState {
        let Self { intent, alone, before, doubt } = self;
        if answer == CheckoutAnswer::NotSent {
            return match doubt {
                true => before.into(),
                false => Carted { cart: before.cart }.into(),
            };
        }
        let asked = before.asked(&intent);
        match answer {
            CheckoutAnswer::Ordered(checkout) => bought(asked, checkout, false).into(),
            CheckoutAnswer::OrderedInPart(checkout) if alone => {
                bought(asked, checkout, true).into()
            }
            CheckoutAnswer::OrderedInPart(_) => asked.looked_at_again(at).proven(at).into(),
            CheckoutAnswer::Refused(refusal) | CheckoutAnswer::Gone(refusal) if !doubt => {
                let cart = asked.cart().id().clone();
                Nothing { cart, proof: Proof::Refused { refusal } }.into()
            }
            CheckoutAnswer::Refused(_) => asked.refused(at).into(),
            CheckoutAnswer::Gone(_) => asked.without_ids().looked_at_again(at).into(),
            CheckoutAnswer::Submitted => asked.submitted(at).into(),
            // What is at work may be this very request, if something on the way sent it twice.
            CheckoutAnswer::Busy => {
                asked.without_ids().looked_at_again(at).unanswered(intent.end(at)).into()
            }
            CheckoutAnswer::NotSent | CheckoutAnswer::Unclear => {
                asked.unanswered(intent.end(at)).into()
            }
        }
    }
}

fn bought(asked: Doubt, checkout: Checkout, in_part: bool) -> Bought {
    let orders = checkout.order_ids().cloned().collect();
    let Doubt { cart, .. } = asked;
    Bought { cart, orders, in_part, evidence: Evidence::Answer, checkout: Some(checkout) }
}
