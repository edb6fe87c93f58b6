//! What a customer holds because of an order.
//!
//! A purchase ends here: perpetual software and reservations show among the entitlements
//! and never among the subscriptions. The way is
//!
//! ```text
//! order ─▶ fulfilled ─▶ entitlements ─▶ artifact ─▶ reservations
//! ```
//!
//! and everything on it wants a sign-in with a user: to an application alone it is refused
//! before anything is sent, as the service would with 403 and code 900329.

mod reference;
mod reservation;

use std::time::Duration;

use partner_center_api::types::{self, EntitlementTypeFilter};

pub use reference::{comes_from, comes_from_line};
pub use reservation::{is_reservation, reservations};

use crate::client::{Customer, whole};
use crate::error::{Error, Result};
use crate::listing::Listed;
use crate::order;
use crate::values::ids::OrderId;

impl Customer {
    /// All that the customer holds through the partner, with the dates on which it ends; what
    /// does not end has none.
    ///
    /// Needs a sign-in with a user.
    pub async fn entitlements(&self) -> Result<Listed<types::Entitlement>> {
        let call = self.partner().api().list_entitlements(self.id());
        whole(call.show_expiry(true).fetch().await?)
    }

    /// What the customer holds of one kind, with the dates on which it ends. Needs a sign-in
    /// with a user.
    pub async fn entitlements_of(
        &self,
        kind: EntitlementTypeFilter,
    ) -> Result<Listed<types::Entitlement>> {
        let call = self.partner().api().list_entitlements(self.id());
        whole(call.entitlement_type(kind).show_expiry(true).fetch().await?)
    }

    /// What an order gave rise to; empty until one of its lines is fulfilled, and again once
    /// all of them are cancelled.
    ///
    /// Needs a sign-in with a user ([`RefreshToken`](crate::auth::RefreshToken)); to an
    /// application alone it is refused before anything is sent.
    pub async fn entitlements_from(&self, order: &OrderId) -> Result<Listed<types::Entitlement>> {
        let mut all = self.entitlements().await?;
        all.retain(|entitlement| comes_from(entitlement, order));
        Ok(all)
    }

    /// Looks every so often until an order has given rise to an entitlement, and returns all
    /// that it has by then.
    ///
    /// Needs a sign-in with a user ([`RefreshToken`](crate::auth::RefreshToken)); to an
    /// application alone it is refused before anything is sent. A program that signs in with a
    /// client secret can buy, and not wait for this.
    ///
    /// Lines of an order can be fulfilled one after the other: for a certain one use
    /// [`wait_for_entitlements_of_line`](Self::wait_for_entitlements_of_line), or
    /// [wait for fulfillment](Self::wait_for_fulfillment) first.
    ///
    /// There is no limit: put a time-out around it, since an order that was cancelled, that
    /// has [failed](order::conditions::failed), or that has nothing but subscriptions, never gives
    /// rise to one. Dropping it changes
    /// nothing at the service. `every` is at least one second; [`order::POLL_INTERVAL`] suits.
    ///
    /// ```no_run
    /// # use partner_center::{Customer, OrderId, order};
    /// # async fn held(customer: Customer, order: OrderId) -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    ///
    /// let wait = customer.wait_for_entitlements(&order, order::POLL_INTERVAL);
    /// for held in tokio::time::timeout(Duration::from_secs(900), wait).await?? {
    ///     println!("{:?} until {:?}", held.sku_id, held.expiry_date);
    ///     for reservation in customer.reservations(&held).await? {
    ///         println!("{} instances", reservation.quantity.unwrap_or_default());
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn wait_for_entitlements(
        &self,
        order: &OrderId,
        every: Duration,
    ) -> Result<Listed<types::Entitlement>> {
        self.wait_for_held(every, |entitlement| comes_from(entitlement, order)).await
    }

    /// Looks every so often until one line of an order has given rise to an entitlement. Needs
    /// a sign-in with a user.
    ///
    /// `order` is the order as it was read, and `line` the number of one of its lines; see
    /// [`comes_from_line`] for how they are matched. As with
    /// [`wait_for_entitlements`](Self::wait_for_entitlements) there is no limit.
    ///
    /// # Errors
    ///
    /// Before anything is sent: the order has no id, or no such line.
    pub async fn wait_for_entitlements_of_line(
        &self,
        order: &types::Order,
        line: i32,
        every: Duration,
    ) -> Result<Listed<types::Entitlement>> {
        let id = order::id_of(order)?;
        let line = order::line_of(order, line)?;
        self.wait_for_held(every, |entitlement| comes_from_line(entitlement, id, line)).await
    }

    async fn wait_for_held(
        &self,
        every: Duration,
        wanted: impl Fn(&types::Entitlement) -> bool + Send,
    ) -> Result<Listed<types::Entitlement>, Error> {
        loop {
            let mut found = self.entitlements().await?;
            found.retain(&wanted);
            if !found.is_empty() {
                return Ok(found);
            }
            self.partner().pause(every).await;
        }
    }
}
