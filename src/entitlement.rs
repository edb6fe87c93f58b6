//! What a customer holds because of an order.
//!
//! A purchase ends here: perpetual software and reservations show among the entitlements
//! and never among the subscriptions.

use std::time::Duration;

use crate::customer::Customer;
use crate::ids::{CustomerId, OrderId};
use crate::link::segments;
use crate::types::{self, EntitlementTypeFilter};
use crate::{Delivery, Error, Result};

/// The way to the details of a reservation, as the service writes it.
const ARTIFACT: [&str; 10] =
    ["customers", "", "artifacts", "", "groups", "", "lineitems", "", "resource", ""];

impl Customer {
    /// All that the customer holds through the partner, with the dates on which it ends.
    ///
    /// Needs a sign-in with a user.
    pub async fn entitlements(&self) -> Result<Vec<types::Entitlement>> {
        let call = self.partner().api().list_entitlements().customer_id(self.id());
        Ok(call.show_expiry(true).send().await?.into_inner().items)
    }

    /// What the customer holds of one kind. Needs a sign-in with a user.
    pub async fn entitlements_of(
        &self,
        kind: EntitlementTypeFilter,
    ) -> Result<Vec<types::Entitlement>> {
        let call = self.partner().api().list_entitlements().customer_id(self.id());
        Ok(call.entitlement_type(kind).show_expiry(true).send().await?.into_inner().items)
    }

    /// What an order gave rise to; empty until the order is fulfilled.
    pub async fn entitlements_from(&self, order: &OrderId) -> Result<Vec<types::Entitlement>> {
        let all = self.entitlements().await?;
        Ok(all.into_iter().filter(|entitlement| comes_from(entitlement, order)).collect())
    }

    /// Looks every so often until an order has given rise to an entitlement.
    ///
    /// There is no limit: put a time-out around it, since an order that was cancelled never
    /// gives rise to one. Dropping it changes nothing at the service. `every` is at least
    /// one second; [`order::POLITE`](crate::order::POLITE) suits.
    pub async fn wait_for_entitlements(
        &self,
        order: &OrderId,
        every: Duration,
    ) -> Result<Vec<types::Entitlement>> {
        loop {
            let found = self.entitlements_from(order).await?;
            if !found.is_empty() {
                return Ok(found);
            }
            self.partner().pause(every).await;
        }
    }

    /// The reservation behind an artifact of an entitlement.
    ///
    /// The artifact's link is followed, on the service's own host only. Needs a sign-in with
    /// a user.
    ///
    /// # Errors
    ///
    /// Before anything is sent: the artifact has no link, or one that leads to another host
    /// or to something other than a reservation.
    pub async fn reservation(
        &self,
        artifact: &types::Artifact,
    ) -> Result<types::ReservedInstanceArtifactDetails> {
        let link = artifact.link.as_ref().and_then(|link| link.uri.as_deref());
        let Some(link) = link else {
            return Err(Error::invalid("artifact", "it has no link to follow"));
        };
        let ids = segments(self.partner().base_url(), link, &ARTIFACT)?;
        let [customer, kind, group, line, resource] = &ids[..] else {
            return Err(Error::unusable(
                "getReservedInstanceArtifact",
                Delivery::NotDone,
                "the link of the artifact has not the form of one",
            ));
        };
        let call = self
            .partner()
            .api()
            .get_reserved_instance_artifact()
            .customer_id(CustomerId::from(customer.as_str()))
            .artifact_type(kind.as_str())
            .group_id(group.as_str())
            .line_item_id(line.as_str())
            .resource_id(resource.as_str());
        Ok(call.send().await?.into_inner())
    }
}

/// Whether an entitlement refers to an order as the one that produced it.
pub fn comes_from(entitlement: &types::Entitlement, order: &OrderId) -> bool {
    entitlement
        .reference_order
        .as_ref()
        .and_then(|reference| reference.id.as_ref())
        .is_some_and(|id| id.as_str().eq_ignore_ascii_case(order.as_str()))
}

/// The reservations of an artifact, under whichever of its two names the service wrote them.
pub fn reservations(
    details: &types::ReservedInstanceArtifactDetails,
) -> impl Iterator<Item = &types::Reservation> {
    details.reservations.iter().chain(&details.virtual_machine_reservations)
}
