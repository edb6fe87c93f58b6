//! Agreements, and who accepted them.

use std::time::Duration;

use crate::call::Call;
use crate::fault_codes::{AGREEMENT_CONFIRMED, BAD_INPUT, BAD_PROPERTY, NOT_FOUND, meaning};
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse, refuse_for};
use crate::routes::links;
use crate::settings::AgreementConfirmations;
use crate::state::customer::{Confirmation, Customer};
use crate::state::dates;
use crate::state::world::World;

/// The agreement that a purchase asks for.
const CUSTOMER: Kind =
    Kind { name: "MicrosoftCustomerAgreement", template: "117a77b0-9360-443b-8795-c6dedc750cf9" };
/// The older one, which the service speaks of where none is named.
const CLOUD: Kind =
    Kind { name: "MicrosoftCloudAgreement", template: "998b88de-aa99-4388-a42c-1b3517d49490" };

/// How long links to the text of an agreement work.
const LINK_LIFETIME: Duration = Duration::from_secs(5 * 60);

#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    template: &'static str,
}

pub(crate) fn metadata(_: &mut World, call: &mut Call<'_>) -> Answer {
    let items = asked(call)?.into_iter().map(|kind| {
        object! {
            "templateId": kind.template,
            "agreementType": kind.name,
            "agreementLink": "https://agreements.example/customer",
            "versionRank": 0_usize,
        }
    });
    Ok(Reply::json(200, links::collection(items.collect(), "/agreements")))
}

pub(crate) fn list(world: &mut World, call: &mut Call<'_>) -> Answer {
    let customer = world.customer(&call.partner, &call.parameter("customer-id"))?;
    let asked = asked(call)?;
    let wanted = |kind: &str| asked.iter().any(|asked| asked.name.eq_ignore_ascii_case(kind));
    let mut items: Vec<Object> = Vec::new();
    if wanted(CUSTOMER.name) && is_confirmed_of_old(customer) {
        items.push(of_old(customer));
    }
    let confirmed = customer.confirmations.iter();
    let confirmed = confirmed.filter(|one| wanted(one.body.text("type").unwrap_or_default()));
    items.extend(confirmed.map(print));
    // The example has neither links nor attributes.
    Ok(Reply::json(200, object! { "totalCount": items.len(), "items": items }))
}

pub(crate) fn direct_sign_status(world: &mut World, call: &mut Call<'_>) -> Answer {
    let customer = world.customer(&call.partner, &call.parameter("customer-id"))?;
    Ok(Reply::json(200, object! { "isSigned": customer.agreement_signed }))
}

pub(crate) fn confirm(world: &mut World, call: &mut Call<'_>) -> Answer {
    let settings = &world.settings;
    if settings.agreement_confirmations == AgreementConfirmations::Retired {
        return refuse_for(NOT_FOUND, "Confirming an agreement was retired in January 2026.");
    }
    let id = call.parameter("customer-id");
    let body = call.body()?;
    let kind = body.text("type").unwrap_or_default().to_owned();
    if ![CUSTOMER, CLOUD].iter().any(|known| known.name.eq_ignore_ascii_case(&kind)) {
        return refuse_for(BAD_PROPERTY, format!("`{kind}` is not a type of agreement."));
    }
    let customer = world.customer_mut(&call.partner, &id)?;
    let contact = contact_of(&body)?;
    let same = |one: &Confirmation| one.body.get("primaryContact") == Some(&contact);
    if customer.confirmations.iter().any(same) {
        return Ok(confirmed_before());
    }
    let confirmation = Confirmation { user: call.user.clone(), body };
    let mut answer = object! { "userId": &confirmation.user };
    answer.extend(&confirmation.body);
    customer.agreement_accepted |= kind.eq_ignore_ascii_case(CUSTOMER.name);
    customer.confirmations.push(confirmation);
    Ok(Reply::json(201, answer))
}

pub(crate) fn document(_: &mut World, call: &mut Call<'_>) -> Answer {
    let id = call.parameter("template-id");
    // Case counts here, for the id and for the country.
    if id != CUSTOMER.template {
        return refuse_for(NOT_FOUND, format!("There is no template `{id}`."));
    }
    let country = call.query("country").unwrap_or("US");
    if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return refuse_for(BAD_INPUT, format!("The country `{country}` is not two capitals."));
    }
    let language = call.query("language").unwrap_or("en-US");
    let until = dates::stamp(call.now + LINK_LIFETIME);
    let link =
        |what: &str| format!("https://documents.example/{what}/{id}?for={country}&until={until}");
    Ok(Reply::json(
        200,
        object! {
            "displayUri": link("show"),
            "downloadUri": link("get"),
            "language": language,
            "country": country,
        },
    ))
}

/// Begins an attestation. How it ends is not known, so a test ends it as it ends all others.
pub(crate) fn attest(world: &mut World, call: &mut Call<'_>) -> Answer {
    let body = call.body()?;
    let needed = ["country", "language", "companyName", "signatoryFirstName", "signatoryLastName"];
    for name in needed {
        if body.text(name).is_none_or(str::is_empty) {
            return refuse_for(BAD_INPUT, format!("The body has no `{name}`."));
        }
    }
    Ok(Reply::json(200, object! { "id": world.ids.guid() }))
}

/// The kinds that a query asks for.
fn asked(call: &Call<'_>) -> Result<Vec<Kind>, Refusal> {
    let known = [CLOUD, CUSTOMER];
    match call.query("agreementType") {
        None | Some("") => Ok(vec![CLOUD]),
        Some("*") => Ok(known.into()),
        Some(name) => match known.into_iter().find(|kind| kind.name.eq_ignore_ascii_case(name)) {
            Some(kind) => Ok(vec![kind]),
            None => refuse_for(BAD_INPUT, format!("`{name}` is not a type of agreement.")),
        },
    }
}

/// Whether a partner confirmed the agreement before the emulator began.
fn is_confirmed_of_old(customer: &Customer) -> bool {
    customer.agreement_accepted
        && !customer.agreement_signed
        && customer.confirmations.is_empty()
        && customer.created.is_none()
}

fn of_old(customer: &Customer) -> Object {
    let contact = &customer.contact;
    object! {
        "primaryContact": object! {
            "firstName": &contact.first_name,
            "lastName": &contact.last_name,
            "email": format!("{}@{}", contact.first_name.to_lowercase(), customer.domain),
            "phoneNumber": &contact.phone_number,
        },
        "templateId": CUSTOMER.template,
        "dateAgreed": "2025-02-14T00:00:00",
        "type": CUSTOMER.name,
        "agreementLink": "https://agreements.example/customer",
    }
}

fn print(confirmation: &Confirmation) -> Object {
    let mut printed = confirmation.body.clone();
    printed.put("agreementLink", "https://agreements.example/customer");
    printed
}

fn contact_of(body: &Object) -> Result<Json, Refusal> {
    let contact = body.get("primaryContact").cloned();
    let whole = contact.as_ref().and_then(Json::as_object).is_some_and(|contact| {
        let given = |name: &&str| contact.text(name).is_some_and(|text| !text.is_empty());
        ["firstName", "lastName", "email"].iter().all(given)
    });
    match contact.filter(|_| whole && body.text("templateId").is_some()) {
        Some(contact) => Ok(contact),
        None => refuse(BAD_INPUT),
    }
}

/// The one refusal with a body of its own form.
fn confirmed_before() -> Reply {
    let (status, code) = AGREEMENT_CONFIRMED;
    let text = meaning(AGREEMENT_CONFIRMED);
    Reply::json(
        status,
        object! {
            "code": code.parse::<usize>().unwrap_or_default(),
            "message": text,
            "description": text,
            "errorName": "PartnerConfirmedAgreementAlreadyExists",
            "isRetryable": false,
            "parameters": Object::default(),
            "errorMessageExtended": format!("InternalErrorCode={code}"),
        },
    )
}
