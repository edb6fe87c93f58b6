//! The cells of one record of CSV.

use std::fmt::Display;

use partner_center_api::Decimal;

use super::columns::{Column, Columns};
use super::problem::RowProblem;
use crate::cart::{AppliedScope, PurchaseLimits};
use crate::error::shown;
use crate::purchase::{PurchaseLine, PurchaseRequest, ReservationTarget};
use crate::values::country::Country;
use crate::values::ids::{AvailabilityId, CatalogItemId};
use crate::values::money::Money;
use crate::values::term::Term;

/// The cells of one record, and what was found wrong with them.
pub(super) struct Cells<'a> {
    pub(super) columns: &'a Columns,
    pub(super) cells: &'a [String],
    pub(super) line: u64,
    pub(super) problems: Vec<RowProblem>,
}

impl<'a> Cells<'a> {
    /// What stands in a column, unless that is nothing.
    pub(super) fn text(&self, column: Column) -> Option<&'a str> {
        let text = self.cells.get(self.columns.place(column)?)?.trim();
        (!text.is_empty()).then_some(text)
    }

    pub(super) fn refuse(&mut self, column: Column, reason: impl Into<String>) {
        let mut problem = RowProblem::new(self.line, reason).in_field(column.name());
        problem.column = self.columns.place(column).map(|place| place as u64 + 1);
        self.problems.push(problem);
    }

    pub(super) fn required(&mut self, column: Column) -> Option<&'a str> {
        let text = self.text(column);
        if text.is_none() {
            self.refuse(column, "it is empty; each row needs it");
        }
        text
    }

    fn read<T, E: Display>(
        &mut self,
        column: Column,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let read = read(self.text(column)?);
        read.map_err(|error| self.refuse(column, error.to_string())).ok()
    }

    /// What the record asks for in one line of the cart.
    pub(super) fn line(&mut self) -> Option<PurchaseLine> {
        let (product, sku) = (self.required(Column::Product), self.required(Column::Sku));
        let quantity = self.required(Column::Quantity).and_then(|_| {
            self.read(Column::Quantity, |text| match text.parse::<u32>() {
                Ok(1..) => Ok(text.parse::<u32>().unwrap_or_default()),
                _ => {
                    Err(format!("`{}` is not a quantity; give a whole number from 1", shown(text)))
                }
            })
        });
        let is_accepted = self.read(Column::AttestationAccepted, truth);
        let reservation = self.reservation();
        let item = self.text(Column::Availability).map(AvailabilityId::from);
        let (product, sku, quantity) = (product?, sku?, quantity?);
        let mut line = match item {
            Some(availability) => {
                let id = format!("{product}:{sku}:{availability}");
                let item = self.read(Column::Availability, |_| id.parse::<CatalogItemId>())?;
                PurchaseLine::item(&item, quantity)
            }
            None => PurchaseLine::sku(product, sku, quantity),
        };
        if let Some(term) = self.text(Column::Term) {
            line = line.term(Term::from(term));
        }
        if let Some(cycle) = self.text(Column::BillingCycle) {
            line = line.billing_cycle(cycle.into());
        }
        if let Some(target) = reservation {
            line = line.reservation(target);
        }
        if let Some(kind) = self.text(Column::ResourceType) {
            line = line.resource_type(kind);
        }
        if let Some(name) = self.text(Column::FriendlyName) {
            line = line.friendly_name(name);
        }
        if let Some(promotion) = self.text(Column::Promotion) {
            line = line.promotion(promotion);
        }
        Some(if is_accepted == Some(true) { line.accept_attestation() } else { line })
    }

    fn reservation(&mut self) -> Option<ReservationTarget> {
        let scope = self.read(Column::Scope, |text| match text {
            "shared" => Ok(AppliedScope::Shared),
            "single" => Ok(AppliedScope::Single),
            _ => Err(format!("`{}` is neither `shared` nor `single`", shown(text))),
        });
        let region = self.text(Column::Region);
        let Some(subscription) = self.text(Column::Subscription) else {
            for column in [Column::Scope, Column::Region] {
                if self.text(column).is_some() {
                    self.refuse(column, "it is of a reservation; give its `subscription`, too");
                }
            }
            return None;
        };
        if self.text(Column::Scope).is_none() {
            self.refuse(Column::Scope, "it is empty; a reservation needs `shared` or `single`");
        }
        let target = ReservationTarget::new(subscription, scope?);
        Some(match region {
            Some(region) => target.region(region),
            None => target,
        })
    }

    /// What the record says of the purchase as a whole.
    pub(super) fn request(&mut self, line: PurchaseLine) -> Option<PurchaseRequest> {
        let before = self.problems.len();
        let mut request = PurchaseRequest::new(line);
        if let Some(country) = self.read(Column::Country, str::parse::<Country>) {
            request = request.country(country);
        }
        if let Some(segment) = self.text(Column::Segment) {
            request = request.segment(segment.into());
        }
        if let Some(scope) = self.text(Column::ReservationScope) {
            request = request.reservation_scope(scope.into());
        }
        if let Some(limit) = self.limit() {
            request = request.limits(PurchaseLimits::new().spend_at_most(limit));
        }
        (self.problems.len() == before).then_some(request)
    }

    fn limit(&mut self) -> Option<Money> {
        let amount = self.read(Column::LimitAmount, |text| {
            let amount = text.parse::<Decimal>().map_err(|_| ());
            amount.map_err(|()| {
                format!("`{}` is not an amount; write it such as `2500.50`", shown(text))
            })
        });
        match (self.text(Column::LimitAmount), self.text(Column::LimitCurrency)) {
            (Some(_), Some(currency)) => Some(Money { amount: amount?, currency: currency.into() }),
            (Some(_), None) => {
                self.refuse(Column::LimitCurrency, "it is empty; a limit needs a currency");
                None
            }
            (None, Some(_)) => {
                self.refuse(Column::LimitAmount, "it is empty; a limit needs an amount");
                None
            }
            (None, None) => None,
        }
    }
}

fn truth(text: &str) -> Result<bool, String> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(format!("`{}` is neither `true` nor `false`", shown(text))),
    }
}
