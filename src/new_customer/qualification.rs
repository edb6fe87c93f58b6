//! What a customer qualifies as.

use partner_center_api::types::{self, EducationSegment, QualificationType};

use crate::client::{Customer, PartnerCenter};
use crate::error::{Error, Result};
use crate::values::Timestamp;

/// What a customer is to be put forward as.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Candidacy {
    /// A school or university.
    Education {
        /// Which of the two.
        segment: EducationSegment,
        /// Where a reviewer can see what it is.
        website: Option<String>,
    },
    /// A public body of the United States, or who works for one.
    GovernmentCommunityCloud {
        /// One of the partner's [codes](PartnerCenter::validation_codes).
        validation_code: String,
    },
    /// Owned by a state.
    StateOwnedEntity,
}

impl Candidacy {
    fn to_wire(&self) -> Result<types::CustomerQualificationRequest> {
        let mut wire = types::CustomerQualificationRequest::default();
        match self {
            Self::Education { segment, website } => {
                wire.qualification = Some(QualificationType::Education);
                wire.education_segment = Some(segment.clone());
                wire.website = website.clone();
            }
            Self::GovernmentCommunityCloud { validation_code } => {
                if validation_code.trim().is_empty() {
                    return Err(Error::invalid("qualification", "it has no validation code"));
                }
                wire.qualification = Some(QualificationType::GovernmentCommunityCloud);
                wire.validation_code = Some(validation_code.clone());
            }
            Self::StateOwnedEntity => {
                wire.qualification = Some(QualificationType::StateOwnedEntity);
            }
        }
        Ok(wire)
    }
}

/// When the review of a qualification began: the service has two names for it.
pub fn review_began(qualification: &types::CustomerQualification) -> Option<&Timestamp> {
    let types::CustomerQualification { vetting_created_date, vetting_create_date, .. } =
        qualification;
    vetting_created_date.as_ref().or(vetting_create_date.as_ref())
}

impl Customer {
    /// What the customer was put forward as, and how far each review has come. Empty where it is
    /// nothing special.
    ///
    /// A review takes days; look again now and then, not in a loop.
    ///
    /// # Errors
    ///
    /// Besides what any read can meet: the cloud is not the global one; nothing was sent then.
    pub async fn qualifications(&self) -> Result<Vec<types::CustomerQualification>> {
        Ok(self.partner().api().list_qualifications(self.id()).send().await?.into_inner())
    }

    /// Puts the customer forward as something, which people will review.
    ///
    /// # Errors
    ///
    /// A sign-in without a user, a cloud that is not the global one, and a code that is empty are
    /// refused before anything is sent. After [`Delivery::Unknown`](crate::Delivery::Unknown), read
    /// the [qualifications](Self::qualifications): whether asking twice begins a second review is
    /// not known.
    pub async fn put_forward(&self, candidacy: &Candidacy) -> Result<types::CustomerQualification> {
        let call = self.partner().api().create_qualification(self.id(), candidacy.to_wire()?);
        Ok(call.send().await?.into_inner())
    }
}

impl PartnerCenter {
    /// The partner's codes for government customers, and for how many each is still good.
    ///
    /// # Errors
    ///
    /// As [`Customer::qualifications`].
    pub async fn validation_codes(&self) -> Result<Vec<types::ValidationCode>> {
        Ok(self.api().list_validation_codes().send().await?.into_inner())
    }
}
