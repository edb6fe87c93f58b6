//! The checkout: written down, sent, judged, written down.

use bytes::Bytes;
use chrono::TimeDelta;

use super::Progress;
use super::protocol::{Carted, CheckoutAnswer, Doubt, Intent, PurchaseState, Sent};
use super::steps::Purchasing;
use crate::auth::AccessToken;
use crate::cart::{Cart, Checkout};
use crate::error::{Delivery, Error, Result};
use crate::transport::call_options::CallOptions;

impl Purchasing<'_, '_> {
    /// Checks a cart out for the first time.
    pub(super) async fn check_out(&mut self, carted: Carted) -> Result<()> {
        let token = self.token(None).await?;
        let intent = self.intent(&token);
        let (cart, request_id) = (carted.cart().id().clone(), intent.request_id());
        self.tell(Progress::CheckingOut { cart, request_id });
        if self.cancel.is_cancelled() {
            return Err(Error::cancelled());
        }
        self.ask(carted.send(intent), token).await
    }

    /// Checks a cart out again after a doubt.
    pub(super) async fn ask_again(&mut self, doubt: Doubt) -> Result<()> {
        let waits = self.book.record().settle_policy().waits_are();
        let token = self.token(None).await?;
        let intent = self.intent(&token);
        let (cart, request_id) = (doubt.cart().id().clone(), intent.request_id());
        self.tell(Progress::CheckingOut { cart, request_id });
        if self.cancel.is_cancelled() {
            return Err(Error::cancelled());
        }
        self.ask(doubt.ask_again(intent, waits), token).await
    }

    /// A token that was not turned down.
    async fn token(&mut self, rejected: Option<&AccessToken>) -> Result<AccessToken> {
        let pipeline = self.customer.partner().pipeline();
        pipeline.token(rejected, pipeline.call_limit()).await
    }

    fn intent(&self, token: &AccessToken) -> Intent {
        let partner = self.customer.partner();
        Intent::new(partner.new_id(), partner.clock().now(), token.expires_at())
    }

    /// Sends a request once it is written down, and writes down what came of it. One whose token
    /// was turned down unread is sent once more with another one, which is written down first,
    /// since until when the request can be under way depends on it.
    async fn ask(&mut self, mut sent: Sent, mut token: AccessToken) -> Result<()> {
        self.put_intent(&sent).await?;
        let (mut result, mut body) = self.submit(&sent, &token).await;
        if let Err(error) = &result
            && error.is_auth()
            && error.status() == Some(401)
            && error.delivery() == Delivery::NotDone
            && let Ok(other) = self.token(Some(&token)).await
            && !other.is_same(&token)
        {
            let now = self.customer.partner().clock().now();
            let intent = Intent::new(sent.intent().request_id(), now, other.expires_at());
            sent = sent.with_another_token(intent);
            token = other;
            self.put_intent(&sent).await?;
            (result, body) = self.submit(&sent, &token).await;
        }
        self.answered(sent, result, body).await
    }

    async fn put_intent(&mut self, sent: &Sent) -> Result<()> {
        let now = self.customer.partner().clock().now();
        let note = format!(
            "checking out cart {} under request id {}",
            sent.cart().id(),
            sent.intent().request_id()
        );
        self.book.put(sent.clone(), &note, now).await?;
        let id = sent.intent().request_id();
        if !self.done.checkout_request_ids.contains(&id) {
            self.done.checkout_request_ids.push(id);
        }
        Ok(())
    }

    async fn submit(
        &mut self,
        sent: &Sent,
        token: &AccessToken,
    ) -> (Result<Checkout>, Option<Bytes>) {
        let partner = self.customer.partner();
        // A machine that slept meanwhile wakes here, long after what was written down.
        let limit = TimeDelta::from_std(partner.pipeline().call_limit()).unwrap_or(TimeDelta::MAX);
        if partner.clock().now() - sent.intent().at() > limit {
            let why = "the machine stood still after the checkout was written down, so it was \
                       not sent";
            return (Err(Error::invalid("checkout", why)), None);
        }
        let options =
            CallOptions::new().request_id(sent.intent().request_id()).token(token.clone());
        let cart = Cart::recorded(
            self.customer.with(options),
            sent.cart().id().clone(),
            sent.cart().body().clone(),
        );
        cart.submit().await
    }

    async fn answered(
        &mut self,
        sent: Sent,
        result: Result<Checkout>,
        body: Option<Bytes>,
    ) -> Result<()> {
        let now = self.customer.partner().clock().now();
        if let Some(body) = &body {
            self.book.record_mut().keep_answer(body);
        }
        let (checkout, error) = match result {
            Ok(checkout) => (Some(checkout), None),
            Err(error) => (Checkout::in_error(sent.cart().id().clone(), &error), Some(error)),
        };
        let (answer, note) = match (&error, &checkout) {
            (None, Some(checkout)) => {
                (CheckoutAnswer::Ordered(checkout.clone()), checkout.to_string())
            }
            (Some(error), _) => {
                (CheckoutAnswer::failed(error, checkout.clone()), format!("{error:#}"))
            }
            (None, None) => (CheckoutAnswer::Unclear, String::new()),
        };
        let written = match sent.answered(answer, now) {
            PurchaseState::Bought(bought) => self.book.put_fact(bought, &note, now).await,
            other => self.book.put(other, &note, now).await,
        };
        self.done.checkout.clone_from(&checkout);
        // What was sent was sent, whether or not that could be written down.
        written.map_err(|error| error.with_delivery(Delivery::Unknown))?;
        if let Some(checkout) = checkout {
            let orders = checkout.order_ids().cloned().collect();
            let refused = checkout.order_errors.len();
            self.tell(Progress::CheckedOut { orders, refused });
        }
        error.map_or(Ok(()), Err)
    }
}
