//! The steps of a purchase, in order.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::cart::Cart;
use crate::catalog::enablement::REGISTRATION_LIMIT;
use crate::client::Customer;
use crate::error::{Error, Result};
use crate::transport::call_options::CallOptions;
use crate::values::country::Country;

use super::confirmation::Confirm;
use super::line_number::numbered;
use super::{
    Plan, PlannedLine, Progress, Purchase, PurchaseFailed, PurchaseRequest, Step, Warning,
};

type Watch<'a> = Box<dyn FnMut(&Progress) + Send + 'a>;

/// A purchase under way.
pub(super) struct Purchasing<'a> {
    pub(super) customer: Customer,
    pub(super) request: &'a PurchaseRequest,
    watch: Watch<'a>,
    pub(super) cancel: CancellationToken,
    pub(super) confirm: Option<Confirm<'a>>,
    /// How long the registration of one subscription is waited for.
    pub(super) registration_limit: Duration,
    pub(super) country: Option<Country>,
    pub(super) lines: Vec<PlannedLine>,
    warnings: Vec<Warning>,
    pub(super) cart: Option<Cart>,
    pub(super) done: Purchase,
}

impl<'a> Purchasing<'a> {
    pub(super) fn new(customer: &'a Customer, request: &'a PurchaseRequest) -> Self {
        // One correlation id ties the calls of a purchase together, unless the caller's does.
        let partner = customer.partner();
        let correlation_id = partner.correlation_id().unwrap_or_else(|| partner.new_id());
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
            cart: None,
            done: Purchase::default(),
        }
    }

    pub(super) fn watch_with(&mut self, watch: Watch<'a>) {
        self.watch = watch;
    }

    pub(super) fn cancel_with(&mut self, token: CancellationToken) {
        self.cancel = token;
    }

    /// Takes every step, unless one fails or the token is cancelled before it.
    pub(super) async fn run(mut self) -> Result<Purchase, PurchaseFailed> {
        if let Err(error) = self.request.checked().and_then(|()| self.request.within_limits()) {
            return Err(PurchaseFailed::new(error, Step::Request, self.done));
        }
        for step in [
            Step::Country,
            Step::Catalog,
            Step::Registration,
            Step::Inventory,
            Step::Availability,
            Step::Cart,
            Step::Limits,
            Step::Confirmation,
            Step::Checkout,
        ] {
            if !self.is_needed(step) {
                continue;
            }
            if self.cancel.is_cancelled() {
                return Err(self.failed(step, Error::cancelled()));
            }
            let taken = match step {
                Step::Request | Step::Country => self.find_country().await,
                Step::Catalog => self.choose_all().await,
                Step::Registration => self.register().await,
                Step::Inventory => self.check_inventory().await,
                Step::Availability => self.choose_again().await,
                Step::Cart => self.create_cart().await,
                Step::Limits => self.check_limits(),
                Step::Confirmation => self.confirm().await,
                Step::Checkout => self.check_out().await,
            };
            if let Err(error) = taken {
                return Err(self.failed(step, error));
            }
        }
        self.done.plan = self.plan();
        Ok(self.done)
    }

    fn failed(mut self, step: Step, error: Error) -> PurchaseFailed {
        self.done.plan = self.plan();
        PurchaseFailed::new(error, step, self.done)
    }

    pub(super) async fn find(&mut self) -> Result<()> {
        self.request.checked()?;
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
