//! What a country asks for in addresses and billing profiles.

use partner_center_api::types;
use serde_json::Value;

use super::address::PostalAddress;
use crate::client::PartnerCenter;
use crate::error::{Answered, Delivery, Result};
use crate::values::country::Country;

/// What a country asks for in addresses and billing profiles.
///
/// Its four lists come under two names each, and as a list or as an object around one; here each is
/// one list. Everything else is in [`body`](Self::body), regular expressions in the form of .NET
/// among it.
#[derive(Clone, Debug, PartialEq)]
pub struct CountryRules(types::CountryValidationRules);

impl CountryRules {
    /// The states, none where addresses have none.
    pub fn states(&self) -> Vec<&str> {
        texts(&[&self.0.states, &self.0.supported_states_list])
    }

    /// The languages of billing profiles, such as `en`.
    pub fn languages(&self) -> Vec<&str> {
        texts(&[&self.0.supported_languages, &self.0.supported_languages_list])
    }

    /// The cultures of billing profiles, such as `en-US`.
    pub fn cultures(&self) -> Vec<&str> {
        texts(&[&self.0.supported_cultures, &self.0.supported_cultures_list])
    }

    /// The numbers to dial before a telephone number.
    pub fn calling_codes(&self) -> Vec<&str> {
        texts(&[&self.0.country_calling_codes, &self.0.country_calling_codes_list])
    }

    /// What speaks against an address, as far as the rules are clear. Postal codes are not
    /// compared with their form: that is the service's business.
    pub fn problems(&self, address: &PostalAddress) -> Vec<String> {
        let mut problems = address.problems();
        let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        if self.0.is_state_required == Some(true) && !given(&address.state) {
            problems.push("the address has no state".to_owned());
        }
        if self.0.is_postal_code_required == Some(true) && !given(&address.postal_code) {
            problems.push("the address has no postal code".to_owned());
        }
        let states = self.states();
        let known = |state: &String| states.iter().any(|own| own.eq_ignore_ascii_case(state));
        let state = address.state.as_ref().filter(|state| !states.is_empty() && !known(state));
        if state.is_some() {
            problems.push("the state of the address is none of the country's".to_owned());
        }
        problems
    }

    /// The rules as they came.
    pub fn body(&self) -> &types::CountryValidationRules {
        &self.0
    }
}

/// The texts of whichever list is there, itself or under `value`.
fn texts<'v>(forms: &[&'v Option<Value>]) -> Vec<&'v str> {
    let list = forms.iter().find_map(|form| match form {
        Some(Value::Array(list)) => Some(list),
        Some(Value::Object(around)) => around.get("value").or(around.get("Value"))?.as_array(),
        _ => None,
    });
    list.into_iter().flatten().filter_map(Value::as_str).collect()
}

impl PartnerCenter {
    /// What a country asks for in addresses and billing profiles. The rules change rarely: keep
    /// them for a while.
    ///
    /// # Errors
    ///
    /// Besides what any read can meet: the rules are those of another country, or of none.
    pub async fn country_rules(&self, country: Country) -> Result<CountryRules> {
        let answer = self.api().get_country_validation_rules(country).send().await?;
        let came = answer.iso2_code.as_ref().map(|code| code.as_str());
        match came.is_some_and(|code| code.eq_ignore_ascii_case(country.as_str())) {
            true => Ok(CountryRules(answer.into_inner())),
            false => {
                let why = "it does not have the rules of the country that was asked for";
                Err(Answered::of(&answer).unusable(Delivery::NotDone, why))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(example: &str) -> CountryRules {
        let path = format!("spec/examples/getCountryValidationRules.200{example}.json");
        CountryRules(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
    }

    #[test]
    fn both_forms_of_the_lists_are_read() {
        for example in ["", ".wrapped"] {
            let rules = rules(example);
            assert_eq!(rules.states(), ["CA", "NY", "WA"], "{example}");
            assert_eq!(rules.languages(), ["en", "es"], "{example}");
            assert_eq!(rules.cultures(), ["en-US", "es-US"], "{example}");
            assert_eq!(rules.calling_codes(), ["1"], "{example}");
        }
    }

    #[test]
    fn an_address_is_held_against_the_rules() {
        let rules = rules("");
        let address = PostalAddress::new("US".parse().unwrap(), "Seattle", "410 Terry Avenue");
        assert_eq!(rules.problems(&address).len(), 2);
        let address = address.postal_code("98109").state("wa");
        assert!(rules.problems(&address).is_empty());
        assert_eq!(rules.problems(&address.state("XX")).len(), 1);
    }
}
