//! The steps of a purchase, in order.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::catalog::enablement::REGISTRATION_LIMIT;
use crate::client::Customer;
use crate::error::{Error, Result};
use crate::transport::call_options::CallOptions;
use crate::values::country::Country;

use super::book::Book;
use super::clouds;
use super::confirmation::Confirm;
use super::line_number::numbered;
use super::protocol::{PurchaseState, SettlePolicy};
use super::record::PurchaseRecord;
use super::{
    Plan, PlannedAgreement, PlannedLine, PlannedPromotions, Progress, Purchase, PurchaseFailed,
    PurchaseRequest, Step, Warning,
};

pub(super) type Watch<'a> = Box<dyn FnMut(&Progress) + Send + 'a>;

/// A purchase under way.
pub(super) struct Purchasing<'r, 'a> {
    pub(super) customer: Customer,
    pub(super) request: &'r PurchaseRequest,
    pub(super) watch: Watch<'a>,
    pub(super) cancel: CancellationToken,
    pub(super) confirm: Option<Confirm<'a>>,
    /// How long the registration of one subscription is waited for.
    pub(super) registration_limit: Duration,
    pub(super) country: Option<Country>,
    pub(super) lines: Vec<PlannedLine>,
    warnings: Vec<Warning>,
    pub(super) done: Purchase,
    /// Whether the clock here was held against the service's since the last wait.
    pub(super) has_compared_clocks: bool,
    /// Where it stands, as it is written down before anything is sent.
    pub(super) book: Book,
}

impl<'r, 'a> Purchasing<'r, 'a> {
    /// A purchase that nobody asked to record.
    pub(super) fn new(customer: &Customer, request: &'r PurchaseRequest) -> Self {
        // One correlation id ties the calls of a purchase together, unless the caller's does.
        let partner = customer.partner();
        let correlation_id = partner.correlation_id().unwrap_or_else(|| partner.new_id());
        let policy = SettlePolicy::default();
        let record = PurchaseRecord::new(customer, request, correlation_id, policy);
        Self::with_book(customer, request, Book::unrecorded(record))
    }

    pub(super) fn with_book(customer: &Customer, request: &'r PurchaseRequest, book: Book) -> Self {
        let correlation_id = book.record().correlation_id();
        Self {
            customer: customer.with(CallOptions::new().correlation_id(correlation_id)),
            request,
            watch: Box::new(|_| {}),
            cancel: CancellationToken::new(),
            confirm: None,
            registration_limit: REGISTRATION_LIMIT,
            country: None,
            lines: Vec::new(),
            warnings: Vec::new(),
            done: Purchase { correlation_id: Some(correlation_id), ..Purchase::default() },
            has_compared_clocks: false,
            book,
        }
    }

    pub(super) fn watch_with(&mut self, watch: Watch<'a>) {
        self.watch = watch;
    }

    pub(super) fn cancel_with(&mut self, token: CancellationToken) {
        self.cancel = token;
    }

    /// Buys what nobody asked to record.
    pub(super) async fn run(mut self) -> Result<Purchase, PurchaseFailed> {
        match self.buy().await {
            Ok(()) => {
                self.done.plan = self.plan();
                Ok(self.done)
            }
            Err((step, error)) => Err(self.failed(step, error)),
        }
    }

    /// Takes every step up to the answer to the checkout, unless one fails or the token is
    /// cancelled before it.
    pub(super) async fn buy(&mut self) -> Result<(), (Step, Error)> {
        let checked = self.request.checked().and_then(|()| self.request.within_limits());
        let checked = checked.and_then(|()| clouds::check(&self.customer, self.request));
        checked.map_err(|error| (Step::Request, error))?;
        self.confirm_is_given().map_err(|error| (Step::Confirmation, error))?;
        for step in
            [Step::Country, Step::Catalog, Step::Registration, Step::Inventory, Step::Availability]
        {
            self.not_cancelled(step)?;
            let taken = match step {
                Step::Catalog => self.choose_all().await,
                Step::Registration => self.register().await,
                Step::Inventory => self.check_inventory().await,
                Step::Availability => self.choose_again().await,
                _ => self.find_country().await,
            };
            taken.map_err(|error| (step, error))?;
        }
        self.not_cancelled(Step::Cart)?;
        let (cart, carted) = self.create_cart().await.map_err(|error| (Step::Cart, error))?;
        self.guard(&cart).await?;
        self.not_cancelled(Step::Checkout)?;
        // It may have expired while somebody was asked.
        cart.checked().map_err(|error| (Step::Checkout, error))?;
        self.check_out(carted).await.map_err(|error| (Step::Checkout, error))
    }

    pub(super) fn not_cancelled(&self, step: Step) -> Result<(), (Step, Error)> {
        match self.cancel.is_cancelled() {
            true => Err((step, Error::cancelled())),
            false => Ok(()),
        }
    }

    pub(super) fn failed(mut self, step: Step, error: Error) -> PurchaseFailed {
        self.done.plan = self.plan();
        let doubt = match self.book.state() {
            PurchaseState::Doubt(doubt) => Some(doubt.clone()),
            PurchaseState::Sent(sent) => Some(sent.clone().unanswered()),
            _ => None,
        };
        PurchaseFailed::new(error, step, self.done).in_doubt(doubt)
    }

    pub(super) async fn find(&mut self) -> Result<()> {
        self.request.checked()?;
        clouds::check(&self.customer, self.request)?;
        self.find_country().await?;
        self.choose_all().await?;
        Ok(())
    }

    /// What was chosen; `None` until all lines are.
    pub(super) fn plan(&self) -> Option<Plan> {
        let complete = self.lines.len() == self.request.lines.len();
        self.country.filter(|_| complete).map(|country| Plan {
            customer_id: self.customer.id().clone(),
            country,
            lines: self.lines.clone(),
            warnings: self.warnings.clone(),
            limits: self.request.planned_limits(),
            agreement: PlannedAgreement::default(),
            promotions: PlannedPromotions::default(),
        })
    }

    pub(super) fn tell(&mut self, progress: Progress) {
        (self.watch)(&progress);
    }

    pub(super) fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning.clone());
        self.tell(Progress::Warned { warning });
    }
}

/// Names the line, where the failure is about the request and not about the service.
pub(super) fn in_line(line: usize, error: Error) -> Error {
    match error.is_invalid() {
        true => Error::invalid(numbered(line), error.to_string()),
        false => error,
    }
}
