//! A whole purchase in one call, from the same steps that can be taken one by one.
//!
//! ```text
//! country ─▶ catalog ─▶ registration ─▶ inventory ─▶ availability ─▶ cart ─▶ checkout
//! └────────────── a plan reads ────────────────┘    └ only a purchase goes on ┘
//! ```
//!
//! Everything up to the cart changes nothing but the registration of a subscription, which
//! costs nothing. The checkout alone buys, and it is sent once. Right before it stand the
//! [limits](PurchaseRequest::limits) of the request and a
//! [confirmation](PurchaseCall::confirm_with), where the buyer wants them.

mod act;
mod ask_before;
mod book;
mod candidates;
mod clocks;
mod clouds;
mod confirmation;
mod done;
mod failed;
mod find;
mod guards;
mod line_number;
mod plan;
mod plan_extras;
mod progress;
mod protocol;
mod record;
mod record_version;
mod recorded;
mod request;
mod request_version;
mod select;
mod send;
mod settle;
mod settle_call;
mod settlement;
mod steps;
mod tag;
mod warning;

use std::future::Future;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

pub use crate::cart::{PurchaseLine, ReservationTarget};
pub use confirmation::Confirmation;
pub use done::Purchase;
pub use failed::PurchaseFailed;
pub use plan::{Plan, PlannedLimits, PlannedLine, PlannedRegistration};
pub use plan_extras::{PlannedAgreement, PlannedPromotion, PlannedPromotions};
pub use progress::{Progress, Step};
pub use protocol::{
    AfterDoubt, Attempt, Bought, Carted, Chosen, Doubt, Evidence, Intent, Nothing, Person, Proof,
    PurchaseState, Question, Refusal, Sent, SentCart, SettlePolicy, Waits,
};
pub use record::{Note, PurchaseRecord};
pub use recorded::RecordedPurchase;
pub use request::PurchaseRequest;
pub use settle_call::SettleCall;
pub use settlement::Settlement;
pub(crate) use tag::tag;
pub use warning::Warning;

use crate::cart::Cart;
use crate::client::Customer;
use crate::error::{Error, Result};

use ask_before::Asking;
use confirmation::Confirm;
use steps::Purchasing;

impl Customer {
    /// Finds out what a purchase would do: a dry run.
    ///
    /// It reads the catalog, the state of registrations, and the inventory where a SKU asks
    /// for that. It registers nothing and creates no cart.
    ///
    /// It reads what is documented for the cloud: in those of the US Government and of 21Vianet
    /// the catalog of the [customer](Self::catalog), whose country it has to be that the request
    /// names, if it names one; elsewhere that of the [country](crate::PartnerCenter::catalog).
    ///
    /// It also asks whether the [agreement](crate::agreement) of the customer stands, and which
    /// [promotions](crate::promotion) apply to lines with a term. Where the sign-in or the cloud does
    /// not let one ask, or the service does not say, the plan says so and is made without.
    ///
    /// # Errors
    ///
    /// As [`purchase`](Self::purchase) up to its cart, and then always
    /// [`NotDone`](crate::Delivery::NotDone).
    pub async fn plan(&self, request: &PurchaseRequest) -> Result<Plan> {
        let mut purchasing = Purchasing::new(self, request);
        purchasing.find().await?;
        purchasing.read_registrations().await?;
        purchasing.check_inventory().await?;
        let none = || Error::invalid("purchase", "not every line was chosen");
        let mut plan = purchasing.plan().ok_or_else(none)?;
        let asking = Asking { customer: &purchasing.customer, request, plan: &plan };
        let (agreement, promotions) = (asking.agreement().await, asking.promotions().await);
        plan.set_agreement(agreement);
        plan.promotions = promotions;
        Ok(plan)
    }

    /// Prepares a purchase; [`run`](PurchaseCall::run) starts it.
    pub fn purchase<'a>(&'a self, request: &'a PurchaseRequest) -> PurchaseCall<'a> {
        PurchaseCall { purchasing: Purchasing::new(self, request) }
    }
}

/// A purchase that has not been started.
///
/// ```no_run
/// use partner_center::external::CancellationToken;
///
/// # async fn example(customer: partner_center::Customer, request: partner_center::PurchaseRequest) {
/// let stop = CancellationToken::new(); // to be cancelled from elsewhere
/// let purchase = customer
///     .purchase(&request)
///     .on_progress(|progress| println!("{progress:?}"))
///     .cancel_with(stop.clone())
///     .run()
///     .await;
/// match purchase {
///     Ok(purchase) => println!("{purchase}"),
///     Err(stopped) if stopped.is_cancelled() => println!("before {}", stopped.step()),
///     Err(failed) => println!("{failed}"),
/// }
/// # }
/// ```
#[must_use = "a purchase does nothing until it is run"]
pub struct PurchaseCall<'a> {
    purchasing: Purchasing<'a, 'a>,
}

impl<'a> PurchaseCall<'a> {
    /// Tells `watch` of each thing found out or done, before the next is begun.
    pub fn on_progress(mut self, watch: impl FnMut(&Progress) + Send + 'a) -> Self {
        self.purchasing.watch_with(Box::new(watch));
        self
    }

    /// Stops when `token` is cancelled: between steps, while a registration is waited for, and
    /// right before the checkout, also by whoever is told that it comes. A checkout that waits for its turn, or for another try, is no longer stopped. A request that was sent is always waited for, above all the checkout.
    pub fn cancel_with(mut self, token: CancellationToken) -> Self {
        self.purchasing.cancel_with(token);
        self
    }

    /// Asks right before the checkout, once everything else speaks for it: the cart is what was
    /// asked for and keeps within the [limits](PurchaseRequest::limits). Without this, nobody is
    /// asked.
    ///
    /// `ask` gets the cart as the service returned it, with prices where the service tells them.
    /// The future takes along what it needs of it. Nothing is bought while it runs: it can wait
    /// for a person, be cancelled by the [token](Self::cancel_with), or be dropped with the
    /// purchase. Meanwhile the cart gets older, and one that has [expired](Cart::expires) is not
    /// checked out.
    ///
    /// ```no_run
    /// use partner_center::Cart;
    /// use partner_center::purchase::Confirmation;
    ///
    /// # async fn manager_agrees(question: String) -> bool { true }
    /// # async fn example(customer: partner_center::Customer, request: partner_center::PurchaseRequest)
    /// # -> partner_center::Result<()> {
    /// let ask = |cart: &Cart| {
    ///     let question = match cart.total() {
    ///         Ok(total) => format!("buy for {total}?"),
    ///         Err(unknown) => format!("buy, although {unknown}?"),
    ///     };
    ///     async move {
    ///         match manager_agrees(question).await {
    ///             true => Confirmation::Buy,
    ///             false => Confirmation::stop("the manager said no"),
    ///         }
    ///     }
    /// };
    /// let purchase = customer.purchase(&request).confirm_with(ask).run().await?;
    /// # drop(purchase);
    /// # Ok(())
    /// # }
    /// ```
    pub fn confirm_with<F, A>(mut self, ask: F) -> Self
    where
        F: FnOnce(&Cart) -> A + Send + 'a,
        A: Future<Output = Confirmation> + Send + 'a,
    {
        self.purchasing.confirm = Some(Confirm::new(ask));
        self
    }

    /// Sets how long the registration of one subscription is waited for; otherwise an
    /// hour. One that takes longer ends the purchase before its cart, in an error that says
    /// how it stands.
    pub fn registration_limit(mut self, limit: Duration) -> Self {
        self.purchasing.registration_limit = limit;
        self
    }

    /// Buys.
    ///
    /// Finds the country and the one availability that each line means, registers the
    /// subscription where a SKU asks for that, and waits for it; checks
    /// the inventory where a SKU asks for that; reads the availabilities once more; creates
    /// the cart and compares it with what was asked and with the
    /// [limits](PurchaseRequest::limits); asks for the
    /// [confirmation](Self::confirm_with), where there is one to ask for; checks it out.
    ///
    /// In the cloud of 21Vianet, which has no one-time purchases, those are refused before
    /// anything is sent, by a plan as well.
    ///
    /// A program that may be killed [records](Self::recorded) its purchases.
    ///
    /// **Dropping the future** leaves what its last step did: up to the cart that is at most
    /// a registration and a cart, and costs nothing. Once [`Progress::CheckingOut`] was told
    /// the orders may exist: [settle](Customer::settle) a doubt about the cart that it named,
    /// [given up](Doubt::given_up) now. To stop in good order, use
    /// [`cancel_with`](Self::cancel_with).
    ///
    /// # Errors
    ///
    /// [`PurchaseFailed`] says what went wrong, whether something may have been bought, and
    /// what exists. It is also what a purchase ends with that was ordered in part, or not at
    /// all, or cancelled: a purchase that is `Ok` has all that was asked for. Bad input, no availability or several, a SKU that is not in stock and a
    /// cart that is not what was asked for all come before the checkout.
    pub async fn run(self) -> Result<Purchase, PurchaseFailed> {
        self.purchasing.run().await
    }
}
