//! Settling a doubt about a checkout that has no journal.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use super::PurchaseRequest;
use super::book::Book;
use super::protocol::{AfterDoubt, Doubt, Intent, SettlePolicy};
use super::record::PurchaseRecord;
use super::settlement::Settlement;
use super::steps::Purchasing;
use crate::client::Customer;
use crate::error::{Error, Result, shown};
use crate::values::ids::CartId;

impl Customer {
    /// Prepares to find out what a checkout did whose outcome is not known;
    /// [`run`](SettleCall::run) does it.
    ///
    /// It reads the cart, and where that does not tell, the customer's orders. It buys nothing,
    /// unless it is told to [ask again](SettleCall::ask_again).
    ///
    /// An order that was [asked for without a cart](Self::place_order) is looked for in the list of
    /// the customer's orders, by its tag at once, and by its lines after the list's lag; it is
    /// never asked for again.
    ///
    /// ```no_run
    /// # async fn example(customer: partner_center::Customer, request: partner_center::PurchaseRequest) -> partner_center::Result<()> {
    /// use std::time::Duration;
    ///
    /// if let Err(failed) = customer.purchase(&request).run().await
    ///     && let Some(doubt) = failed.doubt()
    /// {
    ///     let settling = customer.settle(doubt.clone()).waiting(Duration::from_secs(1_800));
    ///     println!("{}", settling.run().await?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn settle(&self, doubt: impl Into<Doubt>) -> SettleCall {
        SettleCall {
            customer: self.clone(),
            doubt: doubt.into(),
            policy: SettlePolicy::default().after_doubt(AfterDoubt::ReadOnly),
            patience: Duration::ZERO,
            cancel: CancellationToken::new(),
        }
    }
}

impl Doubt {
    /// About a cart whose checkout was given up at `ended`, by this process: an error came, or the
    /// future of the call was dropped.
    pub fn given_up(cart: impl Into<CartId>, ended: DateTime<Utc>) -> Self {
        let intent = Intent::new(uuid::Uuid::nil(), ended, None).end(ended);
        Self::of_cart(cart.into(), intent)
    }

    /// About a cart whose checkout another process sent, at `sent` or before, with a token that
    /// ends at `token_end`: an hour or an hour and a half after it was issued, unless its tenant
    /// has another rule.
    pub fn left_behind(
        cart: impl Into<CartId>,
        sent: DateTime<Utc>,
        token_end: DateTime<Utc>,
    ) -> Self {
        let intent = Intent::new(uuid::Uuid::nil(), sent, Some(token_end));
        Self::of_cart(cart.into(), intent)
    }
}

/// A doubt that is about to be settled.
#[derive(Debug)]
#[must_use = "nothing is settled until it is run"]
pub struct SettleCall {
    customer: Customer,
    doubt: Doubt,
    policy: SettlePolicy,
    patience: Duration,
    cancel: CancellationToken,
}

impl SettleCall {
    /// Waits for so long in all until it can be settled, instead of giving
    /// [`Settlement::InDoubt`] at once.
    pub fn waiting(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Sets how it is settled, and whether the cart may be checked out again, which **buys** what
    /// was wanted where it was not bought yet.
    ///
    /// Nothing is written down here. So if the program ends meanwhile, the doubt that it was given
    /// is no longer the whole truth: use a [journal](super::PurchaseCall::recorded) where that can
    /// happen.
    pub fn ask_again(mut self, policy: SettlePolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets how long to wait before silence means something.
    pub fn waits(mut self, waits: super::Waits) -> Self {
        self.policy = self.policy.waits(waits);
        self
    }

    /// Stops waiting when `token` is cancelled.
    pub fn cancel_with(mut self, token: CancellationToken) -> Self {
        self.cancel = token;
        self
    }

    /// Does what can be done now, and waits where that was asked for. A doubt that stays has what
    /// was found out in it: store it in place of the one before.
    ///
    /// Dropping the future changes nothing at the service, unless the cart is asked for again.
    ///
    /// # Errors
    ///
    /// A read failed, so that nothing more is known than before. Or the doubt is about the cart of
    /// another customer, and nothing was sent.
    pub async fn run(self) -> Result<Settlement> {
        let Self { customer, doubt, policy, patience, cancel } = self;
        check_customer(&customer, &doubt)?;
        let partner = customer.partner();
        let correlation_id = partner.correlation_id().unwrap_or_else(|| partner.new_id());
        let request = PurchaseRequest::of_no_lines();
        let mut record = PurchaseRecord::new(&customer, &request, correlation_id, policy);
        *record.state_mut() = doubt.into();
        let book = Book::unrecorded(record);
        Purchasing::settle_alone(customer, book, patience, cancel).await
    }
}

/// Refuses to look for a cart at another customer, who has neither it nor its orders.
fn check_customer(customer: &Customer, doubt: &Doubt) -> Result<()> {
    let links = doubt.cart().body().links.as_ref();
    let uri = links.and_then(|links| links.self_.as_ref()?.uri.as_deref()).unwrap_or_default();
    let mut segments = uri.split('/').skip_while(|segment| *segment != "customers").skip(1);
    match segments.next().filter(|id| !id.eq_ignore_ascii_case(customer.id().as_str())) {
        Some(other) => {
            let message = format!(
                "the cart is of the customer `{}`, so that nothing was sent: settle it there",
                shown(other)
            );
            Err(Error::invalid("doubt", message))
        }
        None => Ok(()),
    }
}
