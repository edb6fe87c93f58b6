//! Whether a customer has accepted what it has to accept before it buys.
//!
//! The service refuses purchases of a customer that has not accepted the Microsoft Customer
//! Agreement, with 403 and code 13605. A partner can ask before, with a sign-in of a user and in
//! the global cloud. It can no longer confirm the acceptance itself: since January 2026 the customer
//! accepts in the Microsoft 365 admin center, or by an enhanced attestation, of which too little is
//! known for more than the bare call
//! ([`create_enhanced_attestation`](partner_center_api::Client::create_enhanced_attestation)).

use std::fmt;

use partner_center_api::types::{self, AgreementType};
use serde::{Deserialize, Serialize};

use crate::client::{Customer, PartnerCenter, whole};
use crate::error::{Answered, Delivery, Error, Result};
use crate::listing::Listed;
use crate::values::Timestamp;
use crate::values::country::Country;

/// What to do where no agreement stands.
pub const HOW_TO_ACCEPT: &str = "have an administrator of the customer accept it in the Microsoft \
                                 365 admin center, or by an enhanced attestation";

/// Whether the Microsoft Customer Agreement of a customer stands.
///
/// ```no_run
/// # async fn example(customer: partner_center::Customer) -> partner_center::Result<()> {
/// let status = customer.agreement_status().await?;
/// if !status.stands() {
///     println!("ask first: {status}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "status")]
#[non_exhaustive]
pub enum AgreementStatus {
    /// The customer accepted it with Microsoft itself.
    Signed,
    /// A partner put on record that the customer accepted it.
    Confirmed {
        /// When it was accepted, the latest time of several.
        at: Option<Timestamp>,
    },
    /// Neither. A purchase will be refused with 403 and code 13605.
    Missing,
}

impl AgreementStatus {
    /// Whether the customer may buy as far as the agreement goes.
    pub fn stands(&self) -> bool {
        !matches!(self, Self::Missing)
    }
}

impl fmt::Display for AgreementStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signed => {
                f.write_str("the customer has accepted the Microsoft Customer Agreement")
            }
            Self::Confirmed { at } => {
                f.write_str("a partner has confirmed the Microsoft Customer Agreement")?;
                at.as_ref().map_or(Ok(()), |at| write!(f, ", accepted {at}"))
            }
            Self::Missing => {
                write!(f, "no Microsoft Customer Agreement stands; {HOW_TO_ACCEPT}")
            }
        }
    }
}

impl Customer {
    /// Whether the customer has accepted the Microsoft Customer Agreement.
    ///
    /// Two reads at most: what the customer signed with Microsoft and, where it did not, what
    /// partners put on record. How soon after an acceptance the answer changes is not known.
    ///
    /// # Errors
    ///
    /// Besides what any read can meet: the sign-in has no user, or the cloud is not the global one;
    /// nothing was sent then. Or neither answer says yes and one of them says nothing.
    pub async fn agreement_status(&self) -> Result<AgreementStatus> {
        let answer = self.partner().api().get_direct_sign_status(self.id()).send().await?;
        let signed = answer.is_signed;
        if signed == Some(true) {
            return Ok(AgreementStatus::Signed);
        }
        let answered = Answered::of(&answer);
        let agreements = self.agreements().await?.complete()?;
        let kind = Some(AgreementType::MicrosoftCustomerAgreement);
        let confirmed = agreements.iter().filter(|agreement| agreement.type_ == kind);
        let dates = confirmed.clone().filter_map(|agreement| agreement.date_agreed);
        match (confirmed.count(), signed) {
            (0, Some(false)) => Ok(AgreementStatus::Missing),
            (0, _) => {
                let why = "it does not say whether the agreement is signed";
                Err(answered.unusable(Delivery::NotDone, why))
            }
            _ => Ok(AgreementStatus::Confirmed { at: dates.max_by_key(Timestamp::local) }),
        }
    }

    /// What partners put on record: every acceptance of an agreement, of whatever kind.
    ///
    /// The service leaves out all but the older Cloud Agreement unless it is asked for more; this
    /// asks for all. An acceptance by the customer itself may not be among them.
    ///
    /// # Errors
    ///
    /// As [`agreement_status`](Self::agreement_status).
    pub async fn agreements(&self) -> Result<Listed<types::Agreement>> {
        let call = self.partner().api().list_customer_agreements(self.id());
        whole(call.agreement_type(EVERY_KIND).fetch().await?)
    }
}

/// What asks for every kind of agreement, those that this version does not know among them.
const EVERY_KIND: &str = "*";

impl PartnerCenter {
    /// The agreements that customers can accept, with the templates of their texts.
    ///
    /// # Errors
    ///
    /// As [`Customer::agreement_status`].
    pub async fn agreement_kinds(&self) -> Result<Listed<types::AgreementMetadata>> {
        whole(self.api().get_agreement_metadata().agreement_type(EVERY_KIND).fetch().await?)
    }

    /// Where the text of the Microsoft Customer Agreement is, for customers of a country. The
    /// language is a tag such as `de-DE`; the answer names another where the text does not exist in
    /// it.
    ///
    /// **The links expire after five minutes.** They lead to other hosts: open them without a
    /// token, and ask again rather than store them.
    ///
    /// # Errors
    ///
    /// As [`Customer::agreement_status`]; or the service names no template, or gives no link.
    pub async fn agreement_text(
        &self,
        country: Country,
        language: &str,
    ) -> Result<types::AgreementDocument> {
        let kinds = self.agreement_kinds().await?.complete()?;
        let kind = Some(AgreementType::MicrosoftCustomerAgreement);
        let found = kinds.into_iter().filter(|one| one.agreement_type == kind);
        // The version that is enforced has the highest rank.
        let latest = found.max_by_key(|one| one.version_rank);
        let template = latest.and_then(|one| one.template_id).ok_or_else(|| {
            let why = "it names no template of the Microsoft Customer Agreement";
            Error::unusable("getAgreementMetadata", Delivery::NotDone, why)
        })?;
        let call = self.api().get_agreement_document(template).country(country);
        let answer = call.language(language).send().await?;
        match answer.display_uri.is_none() && answer.download_uri.is_none() {
            true => Err(Answered::of(&answer).unusable(Delivery::NotDone, "it has no link")),
            false => Ok(answer.into_inner()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_agreement_names_both_ways_that_are_left() {
        let text = AgreementStatus::Missing.to_string();
        assert!(text.contains("admin center") && text.contains("enhanced attestation"), "{text}");
        assert!(!AgreementStatus::Missing.stands() && AgreementStatus::Signed.stands());
    }
}
