//! What the document knows of an operation, applied before anything is sent.

use partner_center_api::support::Operation;

use crate::auth::TokenKind;
use crate::error::{Error, Fault, Result};
use crate::values::cloud::Cloud;

/// Which calls are refused because the document says that they cannot succeed.
///
/// By default:
///
/// - an operation that needs a user is refused to a client that signs in as an application
///   alone, which the service would answer with 403 and code 900329;
/// - an operation that the cloud of the client is known not to have is refused. Where no page
///   says whether a cloud has an operation, the call goes through: the service's answer counts,
///   and an error says that nobody documents it there. Nothing is known of a
///   [`Cloud::Custom`].
///
/// What is known is in [`Operation::clouds`] and [`Operation::silent_clouds`]. The document
/// follows the service's pages, which can be wrong or out of date. Both kinds of refusal can be
/// lifted, for a client or for some calls.
///
/// [`Operation::clouds`]: partner_center_api::support::Operation::clouds
/// [`Operation::silent_clouds`]: partner_center_api::support::Operation::silent_clouds
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentRules {
    sign_in: bool,
    cloud: bool,
}

impl Default for DocumentRules {
    fn default() -> Self {
        Self::new()
    }
}

impl DocumentRules {
    /// The rules above.
    pub fn new() -> Self {
        Self { sign_in: true, cloud: true }
    }

    /// Sends whatever is asked for, and leaves it to the service to say no.
    pub fn off() -> Self {
        Self { sign_in: false, cloud: false }
    }

    /// Sends with any sign-in.
    pub fn any_sign_in(mut self) -> Self {
        self.sign_in = false;
        self
    }

    /// Sends in any cloud.
    pub fn any_cloud(mut self) -> Self {
        self.cloud = false;
        self
    }

    /// Whether what a cloud does not have is refused.
    pub(crate) fn heed_clouds(&self) -> bool {
        self.cloud
    }

    /// Refuses a call of `operation`, which is neither in doubt nor sent by then.
    pub(super) fn check(
        &self,
        operation: &Operation,
        kind: TokenKind,
        cloud: &Cloud,
    ) -> Result<()> {
        if self.sign_in {
            check_sign_in(operation, kind)?;
        }
        match offer(operation, cloud) {
            Offer::None if self.cloud => Err(Error::invalid(
                "cloud",
                format!(
                    "the document lists this operation for {}, not for {cloud}; nothing was \
                     sent: sign in to a cloud that has it, or lift the rule with \
                     `DocumentRules::any_cloud` if the document is behind",
                    operation.clouds.join(" and "),
                ),
            )),
            Offer::Documented | Offer::Silent | Offer::None => Ok(()),
        }
    }
}

/// What the document says of an operation in a cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offer {
    /// A page names the cloud, or nothing is known of the cloud at all.
    Documented,
    /// No page says whether the cloud has it.
    Silent,
    /// The cloud does not have it.
    None,
}

fn offer(operation: &Operation, cloud: &Cloud) -> Offer {
    let name = cloud.name();
    match cloud {
        Cloud::Custom(_) => Offer::Documented,
        _ if operation.clouds.contains(&name) => Offer::Documented,
        _ if operation.silent_clouds.contains(&name) => Offer::Silent,
        _ => Offer::None,
    }
}

/// What a refusal may come from where no page says whether the cloud has the operation.
pub(super) fn doubt_of_cloud(operation: &Operation, cloud: &Cloud) -> Option<String> {
    (offer(operation, cloud) == Offer::Silent).then(|| {
        format!("no page says whether {cloud} has this operation, which may be the reason")
    })
}

fn check_sign_in(operation: &Operation, kind: TokenKind) -> Result<()> {
    match kind {
        TokenKind::AppOnly if !operation.app_only => Err(Error::invalid(
            "credential",
            "the operation needs a user, and this client signs in as an application alone (403, \
             code 900329); nothing was sent: build the client with `auth::RefreshToken`, whose \
             first token `auth::DeviceCode` gets, instead of `ClientSecret` or \
             `ClientCertificate`, or lift the rule with `DocumentRules::any_sign_in`",
        )
        .with_fault(Some(Fault { code: Some("900329".to_owned()), ..Fault::default() }))),
        TokenKind::AppAndUser if !operation.app_user => Err(Error::invalid(
            "credential",
            "the operation is for applications alone, and this client signs in with a user; \
             nothing was sent: sign in with a client secret or certificate, or lift the rule with \
             `DocumentRules::any_sign_in`",
        )),
        TokenKind::AppOnly | TokenKind::AppAndUser => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [TokenKind; 2] = [TokenKind::AppOnly, TokenKind::AppAndUser];

    fn operation(id: &str) -> &'static Operation {
        Operation::by_id(id).unwrap()
    }

    #[track_caller]
    fn clouds(rules: DocumentRules, id: &str, refused: &[Cloud]) {
        let custom = Cloud::custom("http://localhost", "http://localhost");
        for cloud in [Cloud::Global, Cloud::UsGovernment, Cloud::China, custom] {
            let found = rules.check(operation(id), TokenKind::AppAndUser, &cloud);
            assert_eq!(found.is_err(), refused.contains(&cloud), "{id} in {cloud}: {found:?}");
        }
    }

    #[test]
    fn what_a_cloud_lacks() {
        let rules = DocumentRules::new();
        clouds(rules, "registerSubscription", &[Cloud::China]);
        clouds(rules, "checkoutCart", &[]);
        clouds(rules.any_cloud(), "registerSubscription", &[]);
        clouds(DocumentRules::off(), "registerSubscription", &[]);
    }

    #[test]
    fn where_no_page_names_a_cloud_the_service_is_asked_and_a_refusal_says_so() {
        let rules = DocumentRules::new();
        for id in ["getProduct", "listSkus", "getSku", "listAvailabilities", "updateCart"] {
            clouds(rules, id, &[]);
        }
        let doubt = |id: &str, cloud| doubt_of_cloud(operation(id), &cloud);
        assert!(doubt("getSku", Cloud::UsGovernment).unwrap().contains("us-government"));
        assert_eq!(doubt("getSku", Cloud::Global), None);
        assert_eq!(doubt("getSku", Cloud::custom("http://localhost", "http://localhost")), None);
        assert_eq!(doubt("registerSubscription", Cloud::China), None);
    }

    #[track_caller]
    fn sign_ins(rules: DocumentRules, operation: &Operation, refused: &[TokenKind]) {
        for kind in BOTH {
            let found = rules.check(operation, kind, &Cloud::Global);
            assert_eq!(found.is_err(), refused.contains(&kind), "{kind:?}: {found:?}");
        }
    }

    #[test]
    fn what_a_sign_in_may_not_ask_for() {
        let rules = DocumentRules::new();
        sign_ins(rules, operation("getOrderProvisioningStatus"), &[TokenKind::AppOnly]);
        sign_ins(rules, operation("getOrder"), &[]);
        sign_ins(rules.any_sign_in(), operation("getOrderProvisioningStatus"), &[]);
        sign_ins(rules.any_cloud(), operation("getOrderProvisioningStatus"), &[TokenKind::AppOnly]);
        let mut for_applications = *operation("getOrder");
        for_applications.app_user = false;
        sign_ins(rules, &for_applications, &[TokenKind::AppAndUser]);
    }

    #[test]
    fn a_refusal_has_the_code_and_the_remedy_of_the_service_and_no_doubt() {
        let rules = DocumentRules::new();
        let operation = operation("getOrderProvisioningStatus");
        let error = rules.check(operation, TokenKind::AppOnly, &Cloud::Global).unwrap_err();
        assert!(error.is_invalid());
        assert_eq!((error.code(), error.status()), (Some("900329"), None));
        assert_eq!(error.delivery(), crate::error::Delivery::NotDone);
        assert!(error.remedy().unwrap().contains("refresh token"));
    }
}
