//! Postal addresses.

use std::fmt;

use partner_center_api::types::{self, AddressValidationStatus};
use serde::{Deserialize, Serialize};

use crate::client::PartnerCenter;
use crate::error::{Answered, Delivery, Error, Result};
use crate::values::country::Country;

/// A postal address, with the person to ask for there.
///
/// It is personal data, so `Debug` shows its country only.
///
/// ```
/// use partner_center::new_customer::PostalAddress;
///
/// # fn main() -> partner_center::Result<()> {
/// let address = PostalAddress::new("US".parse()?, "Seattle", "410 Terry Avenue North")
///     .state("WA")
///     .postal_code("98109")
///     .person("Robin", "Vale");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PostalAddress {
    pub(super) country: Country,
    pub(super) city: String,
    pub(super) line1: String,
    #[serde(default)]
    pub(super) line2: Option<String>,
    #[serde(default)]
    pub(super) state: Option<String>,
    #[serde(default)]
    pub(super) postal_code: Option<String>,
    #[serde(default)]
    pub(super) first_name: Option<String>,
    #[serde(default)]
    pub(super) last_name: Option<String>,
    #[serde(default)]
    pub(super) phone_number: Option<String>,
}

impl PostalAddress {
    /// What every address has. `line1` is street and house.
    pub fn new(country: Country, city: impl Into<String>, line1: impl Into<String>) -> Self {
        Self {
            country,
            city: city.into(),
            line1: line1.into(),
            line2: None,
            state: None,
            postal_code: None,
            first_name: None,
            last_name: None,
            phone_number: None,
        }
    }

    /// A second line.
    pub fn line2(mut self, line2: impl Into<String>) -> Self {
        self.line2 = Some(line2.into());
        self
    }

    /// The state or province, where addresses have one.
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.state = Some(state.into());
        self
    }

    /// The postal code, where addresses have one.
    pub fn postal_code(mut self, code: impl Into<String>) -> Self {
        self.postal_code = Some(code.into());
        self
    }

    /// Whom to ask for.
    pub fn person(mut self, first_name: impl Into<String>, last_name: impl Into<String>) -> Self {
        (self.first_name, self.last_name) = (Some(first_name.into()), Some(last_name.into()));
        self
    }

    /// A telephone number.
    pub fn phone_number(mut self, number: impl Into<String>) -> Self {
        self.phone_number = Some(number.into());
        self
    }

    /// The country.
    pub fn country(&self) -> Country {
        self.country
    }

    /// What is wrong with it wherever it is.
    pub(super) fn problems(&self) -> Vec<String> {
        let texts = [("city", &self.city, 200), ("street", &self.line1, 200)];
        let mut problems: Vec<String> = texts
            .iter()
            .filter_map(|(name, text, most)| match text.trim().is_empty() {
                true => Some(format!("the address has no {name}")),
                false if text.chars().count() > *most => Some(too_long(name, *most)),
                false => None,
            })
            .collect();
        let rest = [
            ("second line", &self.line2, 200),
            ("first name", &self.first_name, 50),
            ("last name", &self.last_name, 50),
        ];
        problems.extend(rest.iter().filter_map(|(name, text, most)| {
            let text = text.as_ref().filter(|text| text.chars().count() > *most);
            text.map(|_| too_long(name, *most))
        }));
        problems
    }

    pub(super) fn to_wire(&self) -> types::Address {
        let mut wire = types::Address::default();
        wire.country = Some(self.country.into());
        wire.city = Some(self.city.clone());
        wire.address_line1 = Some(self.line1.clone());
        wire.address_line2 = self.line2.clone();
        wire.state = self.state.clone();
        wire.postal_code = self.postal_code.clone();
        wire.first_name = self.first_name.clone();
        wire.last_name = self.last_name.clone();
        wire.phone_number = self.phone_number.clone();
        wire
    }

    /// This address with the places of another, as the service suggested it. The person stays.
    pub fn moved_to(&self, suggested: &types::Address) -> Result<Self> {
        let country = suggested.country.as_ref().map(|country| country.as_str().parse());
        let mut moved = self.clone();
        moved.country = country.transpose()?.unwrap_or(self.country);
        moved.city = suggested.city.clone().unwrap_or_else(|| self.city.clone());
        moved.line1 = suggested.address_line1.clone().unwrap_or_else(|| self.line1.clone());
        moved.line2 = suggested.address_line2.clone().or(moved.line2);
        moved.state = suggested.state.clone().or(moved.state);
        moved.postal_code = suggested.postal_code.clone().or(moved.postal_code);
        Ok(moved)
    }
}

fn too_long(name: &str, most: usize) -> String {
    format!("the {name} of the address is longer than {most} characters")
}

impl fmt::Debug for PostalAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostalAddress").field("country", &self.country).finish_non_exhaustive()
    }
}

/// What the service thinks of an address.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AddressCheck {
    /// Whether it can be used; a word that this version does not know is kept.
    pub status: AddressValidationStatus,
    /// Addresses that the service would rather have, up to three. Let a person choose.
    pub suggestions: Vec<types::Address>,
    /// What is wrong, for people.
    pub message: Option<String>,
}

impl AddressCheck {
    /// Whether the address can be taken as it is. Every word but two means that it cannot.
    pub fn is_safe(&self) -> bool {
        use AddressValidationStatus::{Verified, VerifiedShippable};
        matches!(self.status, Verified | VerifiedShippable)
    }
}

impl PartnerCenter {
    /// Asks what the service thinks of an address. Nothing is changed.
    ///
    /// # Errors
    ///
    /// Besides what any read can meet: the address has no street or no city, and nothing was sent;
    /// or the answer has no status.
    pub async fn check_address(&self, address: &PostalAddress) -> Result<AddressCheck> {
        let problems = address.problems();
        if !problems.is_empty() {
            return Err(Error::invalid("address", problems.join("; ")));
        }
        let answer = self.api().validate_address(address.to_wire()).send().await?;
        let Some(status) = answer.status.clone() else {
            return Err(Answered::of(&answer).unusable(Delivery::NotDone, "it has no status"));
        };
        let answer = answer.into_inner();
        Ok(AddressCheck {
            status,
            suggestions: answer.suggested_addresses,
            message: answer.validation_message,
        })
    }
}
