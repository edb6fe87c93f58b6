//! The way from an entitlement to its reservations.

use partner_center::types::{Artifact, Entitlement, Link};
use partner_center::{Delivery, Result, entitlement};
use partner_center_emulator::{ArtifactLinks, Reservations};

use crate::stage::{Stage, request, reservation, software};

const DETAILS: &str = "getReservedInstanceArtifact";

/// A reservation that was bought, and its one artifact.
async fn reserved(stage: &Stage) -> (Entitlement, Artifact) {
    let order = stage.fulfilled(request(reservation())).await;
    let held = stage.held(&order).await;
    let artifact = held.entitled_artifacts[0].clone();
    (held, artifact)
}

fn leading_to(artifact: &Artifact, uri: Option<&str>) -> Artifact {
    let mut changed = artifact.clone();
    changed.link = uri.map(|uri| {
        let mut link = Link::default();
        link.uri = Some(uri.to_owned());
        link
    });
    changed
}

#[tokio::test(start_paused = true)]
async fn the_details_are_found_in_every_form_of_the_service() {
    for form in [Reservations::Mixed, Reservations::Current, Reservations::Former] {
        for links in [ArtifactLinks::Relative, ArtifactLinks::Versioned] {
            let stage = Stage::with(|settings| {
                settings.reservations = form;
                settings.artifact_links = links;
            });
            let (held, artifact) = reserved(&stage).await;
            let found = stage.customer().reservations(&held).await.unwrap();
            assert_eq!(found.len(), 1, "{form:?} {links:?}");
            assert_eq!(found[0].quantity, Some(1));
            let end = found[0].expiry_date_time.as_ref().and_then(|date| date.to_utc()).unwrap();
            assert_eq!(end.to_rfc3339().get(..10), Some("2031-01-10"), "{form:?} {links:?}");
            let details = stage.customer().reservation(&artifact).await.unwrap();
            assert_eq!(entitlement::reservations(&details).cloned().collect::<Vec<_>>(), found);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn included_entitlements_have_reservations_too() {
    let stage = Stage::new();
    let (held, _) = reserved(&stage).await;
    let expected = stage.customer().reservations(&held).await.unwrap();
    let mut bundle = Entitlement::default();
    bundle.included_entitlements = vec![held];
    assert_eq!(stage.customer().reservations(&bundle).await.unwrap(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_link_is_followed_on_the_own_origin_however_it_is_written() {
    let stage = Stage::new();
    let (_, artifact) = reserved(&stage).await;
    let customer = stage.customer();
    let expected = customer.reservation(&artifact).await.unwrap();
    let path = artifact.link.clone().and_then(|link| link.uri).unwrap();
    assert!(path.starts_with("/customers/"), "{path}");
    for uri in [
        format!("/v1{path}"),
        format!("/V1{path}"),
        path.trim_start_matches('/').to_owned(),
        format!("{path}/"),
        format!("{path}?unheard=of#it"),
        format!("http://localhost{path}"),
        format!("http://localhost:80/v1{path}"),
        path.replace("/artifacts/", "/Artifacts/"),
    ] {
        let found = customer.reservation(&leading_to(&artifact, Some(&uri))).await;
        assert_eq!(found.unwrap(), expected, "{uri}");
    }
    let last = stage.emulator.transcript().pop().unwrap();
    assert_eq!(last.path, format!("/v1{path}"));
}

#[tokio::test(start_paused = true)]
async fn ids_stay_one_segment_each() {
    let stage = Stage::new();
    let (_, artifact) = reserved(&stage).await;
    let uri =
        "/customers/a%2Fb/artifacts/reservedinstance/groups/c%20d/lineitems/e%3Ff/resource/g%25h";
    let error = stage.customer().reservation(&leading_to(&artifact, Some(uri))).await.unwrap_err();
    assert!(error.is_refused(), "{error}");
    assert_eq!(stage.emulator.transcript().pop().unwrap().path, format!("/v1{uri}"));
}

#[tokio::test(start_paused = true)]
async fn any_other_link_is_refused_before_anything_is_sent() {
    let stage = Stage::new();
    let (_, artifact) = reserved(&stage).await;
    let path = artifact.link.clone().and_then(|link| link.uri).unwrap();
    let other_host = "leads to another host than `http://localhost`, which alone may have the \
                      token; nothing was sent";
    let other_place = "does not lead to `/customers/…/artifacts/…/groups/…/lineitems/…/resource/…`; \
                       nothing was sent";
    let before = stage.emulator.requests().total;
    for (uri, message) in [
        (Some(format!("https://elsewhere.example/v1{path}")), other_host),
        (Some(format!("https://localhost{path}")), other_host),
        (Some(format!("http://localhost:8080{path}")), other_host),
        (Some(format!("//elsewhere.example{path}")), other_host),
        (Some(format!("/\\elsewhere.example{path}")), other_host),
        (Some("/customers/x/orders/y".to_owned()), other_place),
        (Some(format!("{path}/more")), other_place),
        (Some(format!("/v2{path}")), other_place),
        (Some(path.replace("/groups/", "/../")), other_place),
        (Some("activation.example".to_owned()), other_place),
        (Some("  ".to_owned()), "it has no link to follow"),
        (None, "it has no link to follow"),
    ] {
        let artifact = leading_to(&artifact, uri.as_deref());
        let error = stage.customer().reservation(&artifact).await.unwrap_err();
        assert!(error.is_invalid(), "{error}");
        assert_eq!(error.delivery(), Delivery::NotDone);
        assert!(error.to_string().contains(message), "{uri:?}: {error}");
    }
    assert_eq!(stage.emulator.requests().total, before);
}

#[tokio::test(start_paused = true)]
async fn a_link_elsewhere_from_the_service_itself_is_not_followed_either() {
    let stage = Stage::with(|settings| settings.artifact_links = ArtifactLinks::Elsewhere);
    let (held, _) = reserved(&stage).await;
    let error = stage.customer().reservations(&held).await.unwrap_err();
    let message = error.to_string();
    assert!(message.starts_with("link: `https://elsewhere.example/v1/customers/"), "{message}");
    assert!(message.ends_with("which alone may have the token; nothing was sent"), "{message}");
    assert_eq!(stage.asked(DETAILS), 0);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_reservation_has_none_and_is_not_asked_about() {
    let stage = Stage::new();
    let order = stage.fulfilled(request(software(1))).await;
    let mut held = stage.held(&order).await;
    let found: Result<_> = stage.customer().reservations(&held).await;
    assert_eq!(found.unwrap(), []);

    let mut certificate = leading_to(&Artifact::default(), Some("https://elsewhere.example/c"));
    certificate.artifact_type = Some("carbon_certificate".into());
    held.entitled_artifacts.push(certificate);
    assert_eq!(stage.customer().reservations(&held).await.unwrap(), []);
    assert_eq!(stage.asked(DETAILS), 0);
}
