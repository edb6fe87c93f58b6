//! Postal addresses, and what a country asks of them.

use crate::call::Call;
use crate::fault_codes::BAD_INPUT;
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::routes::links;
use crate::state::world::World;

/// The states that the emulator knows: enough to tell a wrong one.
const STATES: [&str; 51] = [
    "AK", "AL", "AR", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "HI", "IA", "ID", "IL", "IN",
    "KS", "KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MS", "MT", "NC", "ND", "NE", "NH", "NJ",
    "NM", "NV", "NY", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VT", "WA",
    "WI", "WV", "WY",
];

const UNITED_STATES: &str = "US";

/// The country of an address that has what every address has.
pub(super) fn checked(address: &Object) -> Result<String, Refusal> {
    for name in ["addressLine1", "city", "country"] {
        if address.text(name).is_none_or(|text| text.trim().is_empty()) {
            return refuse_for(BAD_INPUT, format!("The address has no `{name}`."));
        }
    }
    let country = address.text("country").unwrap_or_default().to_ascii_uppercase();
    if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return refuse_for(BAD_INPUT, format!("The country `{country}` is not two letters."));
    }
    Ok(country)
}

pub(crate) fn validate(world: &mut World, call: &mut Call<'_>) -> Answer {
    let address = call.body()?;
    let country = checked(&address)?;
    let original = in_camel_case(&address);
    let line = address.text("addressLine1").unwrap_or_default();
    let state = address.text("state").unwrap_or_default().to_ascii_uppercase();
    let (status, suggestion, message) = if !world.markets.contains_key(&country) {
        ("NotValidated", None, Some("Nothing is known of addresses there."))
    } else if country == UNITED_STATES && !STATES.contains(&state.as_str()) {
        ("None", None, Some("Address field invalid for property: 'Region'"))
    } else if !line.bytes().any(|byte| byte.is_ascii_digit()) {
        let better = changed(&original, "addressLine1", format!("1 {line}"));
        ("StreetPartial", Some(better), Some("Address field invalid for property: 'AddressLine1'"))
    } else {
        ("VerifiedShippable", longer_code(&original, &country), None)
    };
    Ok(Reply::json(
        200,
        object! {
            "originalAddress": original,
            "suggestedAddresses": suggestion.map(|address| vec![address]),
            "status": status,
            "validationMessage": message,
        },
    ))
}

pub(crate) fn country_rules(world: &mut World, call: &mut Call<'_>) -> Answer {
    let country = call.parameter("country").to_ascii_uppercase();
    if !world.markets.contains_key(&country) {
        return refuse_for(BAD_INPUT, format!("Nothing is known of the country `{country}`."));
    }
    let is_us = country == UNITED_STATES;
    let language = if is_us { "en" } else { "de" };
    let culture = format!("{language}-{country}");
    let mut rules = object! {
        "iso2Code": &country,
        "defaultCulture": &culture,
        "isStateRequired": is_us,
        "isPostalCodeRequired": true,
        "postalCodeRegex": if is_us { r"^\d{5}(-\d{4})?$" } else { r"^[A-Za-z0-9 -]{3,10}$" },
        "isCityRequired": true,
        "isVatIdSupported": !is_us,
        "isTaxIdSupported": is_us,
        "attributes": links::attributes("CountryInformation"),
    };
    let texts = |texts: &[&str]| texts.iter().map(|text| Json::from(*text)).collect::<Vec<_>>();
    let states = if is_us { texts(&STATES) } else { Vec::new() };
    let lists = [
        ("states", "supportedStatesList", states),
        ("supportedLanguages", "supportedLanguagesList", texts(&[language])),
        ("supportedCultures", "supportedCulturesList", texts(&[&culture])),
        ("countryCallingCodes", "countryCallingCodesList", texts(&["1"])),
    ];
    for (on_the_wire, in_the_table, list) in lists {
        match world.settings.is_wire() {
            true => rules.put(on_the_wire, object! { "value": list }),
            false => rules.put(in_the_table, list),
        }
    }
    Ok(Reply::json(200, rules))
}

/// The address under the names in which the service answers.
fn in_camel_case(address: &Object) -> Object {
    let mut printed = Object::default();
    for (name, value) in address.iter() {
        let mut letters = name.chars();
        let first = letters.next().map(|letter| letter.to_ascii_lowercase());
        let name: String = first.into_iter().chain(letters).collect();
        printed.put(&name, value.clone());
    }
    printed
}

fn changed(address: &Object, name: &str, text: String) -> Object {
    let mut other = address.clone();
    other.put(name, text);
    other
}

/// The same address with the longer form of an American postal code.
fn longer_code(address: &Object, country: &str) -> Option<Object> {
    let code =
        address.text("postalCode").filter(|code| country == UNITED_STATES && code.len() == 5)?;
    Some(changed(address, "postalCode", format!("{code}-0100")))
}
