//! How a company becomes a customer: its domain, its address, its tenant, what it qualifies as.
//!
//! | step | call |
//! | --- | --- |
//! | what the country asks for | [`PartnerCenter::country_rules`] |
//! | is the address right? | [`PartnerCenter::check_address`] |
//! | is the domain free? | [`PartnerCenter::domain_is_free`] |
//! | create it | [`PartnerCenter::new_customer`], [`CreateCustomer::create`] |
//! | a school or public body | [`Customer::put_forward`], [`Customer::qualifications`] |
//! | may it buy? | [`Customer::agreement_status`] |
//!
//! A tenant that exists already is not created: its administrator opens
//! [a link](PartnerCenter::relationship_request_url).

mod address;
mod create;
mod credentials;
mod domain;
mod qualification;
mod rules;

pub use address::{AddressCheck, PostalAddress};
pub use create::{CreateCustomer, CreatedCustomer, NewCustomer};
pub use credentials::FirstSignIn;
pub use qualification::{Candidacy, review_began};
pub use rules::CountryRules;

#[cfg(doc)]
use crate::client::{Customer, PartnerCenter};
