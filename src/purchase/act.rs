//! The steps that change something: registering, and from the cart on.

use futures_util::future::{Either, select};

use crate::cart::{CartLineItem, Checkout, NewCart, Prerequisites};
use crate::catalog::CatalogItem;
use crate::catalog::enablement::{Registration, RegistrationStatus, not_registered};
use crate::error::{Error, Result};
use crate::transport::call_options::CallOptions;
use crate::values::ids::CatalogItemId;

use super::select::choose;
use super::steps::{Purchasing, in_line};
use super::{PlannedLine, Progress, PurchaseLine};

/// How far apart looks at a registration are.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_secs(15);

impl Purchasing<'_> {
    pub(super) async fn register(&mut self) -> Result<()> {
        for line in 0..self.lines.len() {
            let Some(subscription) = self.subscription_to_register(line)? else { continue };
            let mut started = false;
            let begun = self.customer.partner().clock().elapsed();
            loop {
                let status = self.customer.registration_status(&subscription).await?;
                self.note_registration(line, subscription.clone(), status.clone(), started);
                if let Some(proof) = Registration::proven_by(&subscription, &status) {
                    if !self.done.registrations.contains(&proof) {
                        self.done.registrations.push(proof);
                    }
                    break;
                }
                if !started && status != RegistrationStatus::Registering {
                    self.customer.register(&subscription).await?;
                    started = true;
                }
                let waited = self.customer.partner().clock().elapsed().saturating_sub(begun);
                if waited >= self.registration_limit {
                    return Err(not_registered(&subscription, &status, waited));
                }
                let pause = std::pin::pin!(self.customer.partner().pause(LOOK_AGAIN));
                let cancelled = std::pin::pin!(self.cancel.cancelled());
                if let Either::Left(_) = select(cancelled, pause).await {
                    return Err(Error::cancelled());
                }
            }
        }
        Ok(())
    }

    /// The service renames availabilities; what goes into the cart is read right before.
    pub(super) async fn choose_again(&mut self) -> Result<()> {
        let catalog = self.catalog()?;
        for number in 0..self.lines.len() {
            let line = &self.request.lines[number];
            let item = self.lines[number].item.clone();
            let availabilities = catalog.availabilities(&line.product, &line.sku).await?;
            let candidates = availabilities
                .into_iter()
                .map(|availability| CatalogItem { availability, ..item.clone() })
                .collect();
            let item =
                choose(self.wanted(line), candidates).map_err(|error| in_line(number, error))?;
            let id: CatalogItemId = item.id()?;
            self.lines[number].item = item;
            if self.lines[number].id != id {
                self.lines[number].id = id.clone();
                self.tell(Progress::Renamed { line: number, item: id });
            }
        }
        Ok(())
    }

    pub(super) async fn create_cart(&mut self) -> Result<()> {
        let mut lines = Vec::new();
        for (number, (planned, line)) in self.lines.iter().zip(&self.request.lines).enumerate() {
            let prerequisites = self.met(planned);
            lines.push(
                self.line_item(planned.item.clone(), line, &prerequisites)
                    .map_err(|error| in_line(number, error))?,
            );
        }
        let mut new = NewCart::new(lines);
        if self.request.attest_partners_on_record {
            new = new.attest_partners_on_record();
        }
        let request_id = self.customer.partner().new_id();
        self.tell(Progress::CreatingCart { request_id });
        let customer = self.customer.with(CallOptions::new().request_id(request_id));
        let cart = customer.create_cart(new).await?;
        self.done.cart = Some(cart.body().clone());
        self.tell(Progress::CartCreated { cart: cart.id().clone(), expires: cart.expires() });
        cart.checked()?;
        self.cart = Some(cart);
        Ok(())
    }

    pub(super) async fn check_out(&mut self) -> Result<()> {
        let cart = self.cart.take().ok_or_else(|| Error::invalid("cart", "there is none"))?;
        let request_id = self.customer.partner().new_id();
        self.tell(Progress::CheckingOut { cart: cart.id().clone(), request_id });
        if self.cancel.is_cancelled() {
            return Err(Error::cancelled());
        }
        let (cart_id, options) = (cart.id().clone(), CallOptions::new().request_id(request_id));
        let checkout = match cart.with(options).checkout().await {
            Ok(checkout) => checkout,
            Err(error) => {
                self.done.checkout = Checkout::in_error(cart_id, &error);
                if let Some(checkout) = &self.done.checkout {
                    let orders = checkout.order_ids().cloned().collect();
                    let refused = checkout.order_errors.len();
                    self.tell(Progress::CheckedOut { orders, refused });
                }
                return Err(error);
            }
        };
        let orders = checkout.order_ids().cloned().collect();
        let refused = checkout.order_errors.len();
        self.done.checkout = Some(checkout);
        self.tell(Progress::CheckedOut { orders, refused });
        Ok(())
    }

    /// What has been done for a line.
    fn met(&self, planned: &PlannedLine) -> Prerequisites {
        let mut met = Prerequisites::none();
        if let Some(registration) = &planned.registration
            && let Some(proof) = self
                .done
                .registrations
                .iter()
                .find(|proof| *proof.subscription_id() == registration.subscription)
        {
            met = met.registered(proof.clone());
        }
        if let Some(inventory) = &planned.inventory {
            met = met.inventory(inventory.clone());
        }
        self.request.assume_met.iter().cloned().fold(met, Prerequisites::assume_met)
    }

    /// The line as a step-by-step purchase would make it.
    pub(super) fn line_item(
        &self,
        item: CatalogItem,
        line: &PurchaseLine,
        done: &Prerequisites,
    ) -> Result<CartLineItem> {
        let mut wanted = CartLineItem::new(item.purchasable(done)?, line.quantity)
            .billing_cycle(line.billing_cycle.clone());
        if let Some(term) = &line.term {
            wanted = wanted.term(term.clone());
        }
        if let Some(reservation) = &line.reservation {
            wanted = wanted.reservation(&reservation.subscription, reservation.scope);
        }
        for (name, value) in &line.provisioning {
            wanted = wanted.provisioning(name, value);
        }
        if line.attestation_accepted {
            wanted = wanted.accept_attestation();
        }
        if let Some(name) = &line.friendly_name {
            wanted = wanted.friendly_name(name);
        }
        if let Some(promotion) = &line.promotion {
            wanted = wanted.promotion(promotion.clone());
        }
        for (role, partner) in &line.participants {
            wanted = wanted.participant(role.clone(), partner.clone());
        }
        Ok(wanted)
    }
}
