//! The reservations behind an entitlement.

use partner_center_api::types::{self, ArtifactType};

use crate::client::Customer;
use crate::error::{Error, Result};
use crate::values::ids::CustomerId;
use crate::values::link::segments;

/// The way to the details of a reservation, as the service writes it; empty words stand for
/// ids.
const ARTIFACT: [&str; 10] =
    ["customers", "", "artifacts", "", "groups", "", "lineitems", "", "resource", ""];

impl Customer {
    /// The reservations behind an entitlement: how many instances, from when until when, for
    /// which subscriptions.
    ///
    /// Each artifact of a reservation, of the entitlement and of those included in it, is
    /// followed, one after the other, as [`reservation`](Self::reservation) does it. Software has
    /// none, and other kinds of artifacts are left alone, so that nothing is sent for them.
    pub async fn reservations(
        &self,
        entitlement: &types::Entitlement,
    ) -> Result<Vec<types::Reservation>> {
        let mut found = Vec::new();
        let mut left = vec![entitlement];
        while let Some(entitlement) = left.pop() {
            for artifact in entitlement.entitled_artifacts.iter().filter(|one| is_reservation(one))
            {
                found.extend(reservations(&self.reservation(artifact).await?).cloned());
            }
            left.extend(entitlement.included_entitlements.iter().rev());
        }
        Ok(found)
    }

    /// What the service says of a reservation, behind the link of its artifact.
    ///
    /// The link's parts stand nowhere else, so it is followed as it is, with or without
    /// `/v1`, and on the service's own host only. Needs a sign-in with a user.
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
        let Some(link) = link.filter(|link| !link.trim().is_empty()) else {
            return Err(Error::invalid(
                "artifact",
                "it has no link to follow, and a reservation is found by its link alone; nothing \
                 was sent: read the entitlements again",
            ));
        };
        let ids = segments(self.partner().base_url(), link, &ARTIFACT)?;
        let Ok([customer, kind, group, line, resource]) = <[String; 5]>::try_from(ids) else {
            return Err(Error::invalid("artifact", "its link names no reservation"));
        };
        let call = self.partner().api().get_reserved_instance_artifact(
            CustomerId::from(customer),
            kind.as_str(),
            group,
            line,
            resource,
        );
        Ok(call.send().await?.into_inner())
    }
}

/// Whether an artifact stands for a reservation. One that does not say what it is does if it
/// has a link: nothing else is known to have one.
pub fn is_reservation(artifact: &types::Artifact) -> bool {
    match &artifact.artifact_type {
        Some(kind) => matches!(
            kind,
            ArtifactType::Reservedinstance | ArtifactType::Virtualmachinereservedinstance
        ),
        None => artifact.link.is_some(),
    }
}

/// The reservations of an artifact, under whichever of its two names the service wrote them.
pub fn reservations(
    details: &types::ReservedInstanceArtifactDetails,
) -> impl Iterator<Item = &types::Reservation> {
    details.reservations.iter().chain(&details.virtual_machine_reservations)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(artifact: serde_json::Value, expected: bool) {
        let artifact: types::Artifact = serde_json::from_value(artifact).unwrap();
        assert_eq!(is_reservation(&artifact), expected, "{artifact:?}");
    }

    #[test]
    fn reservations_have_two_names_in_any_spelling() {
        check(json!({ "artifactType": "reservedinstance" }), true);
        check(json!({ "ArtifactType": "ReservedInstance" }), true);
        check(json!({ "artifactType": "virtual_machine_reserved_instance" }), true);
        check(json!({ "link": { "uri": "/customers/x" } }), true);
        check(json!({ "artifactType": "carbon_certificate", "link": { "uri": "/x" } }), false);
        check(json!({}), false);
    }

    #[test]
    fn both_lists_of_an_answer_are_one() {
        let details = serde_json::from_value(json!({
            "reservations": [{ "quantity": 1 }],
            "virtualMachineReservations": [{ "quantity": 2 }, { "quantity": 3 }],
        }));
        let details: types::ReservedInstanceArtifactDetails = details.unwrap();
        let quantities: Vec<_> = reservations(&details).map(|one| one.quantity.unwrap()).collect();
        assert_eq!(quantities, [1, 2, 3]);
    }
}
