//! What the partner itself is on record as.

use crate::call::Call;
use crate::fault_codes::{NO_PARTNER_NUMBER, NOT_FOUND};
use crate::json::{Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::routes::links;
use crate::state::partner::Partner;
use crate::state::world::World;

pub(crate) fn billing(world: &mut World, call: &mut Call<'_>) -> Answer {
    let partner = own(world, call)?;
    let currency = world.market(&partner.country).currency.clone();
    let profile = object! {
        "companyName": &partner.name,
        "address": address(partner),
        "primaryContact": contact(partner),
        "billingCurrency": currency,
    };
    Ok(answer(profile, "BillingProfile", "billing"))
}

pub(crate) fn legal_business(world: &mut World, call: &mut Call<'_>) -> Answer {
    let partner = own(world, call)?;
    let profile = object! {
        "companyName": &partner.name,
        "address": address(partner),
        "primaryContact": contact(partner),
        "companyApproverAddress": address(partner),
        "companyApproverEmail": format!("pat@{}", partner.domain),
        "vettingStatus": "authorized",
        "vettingSubStatus": "none",
    };
    Ok(answer(profile, "LegalBusinessProfile", "legalbusiness"))
}

pub(crate) fn mpn(world: &mut World, call: &mut Call<'_>) -> Answer {
    let Some(number) = call.query("mpnId") else {
        let profile = object! { "mpnId": &own(world, call)?.mpn_id };
        return Ok(answer(profile, "MpnProfile", "mpn"));
    };
    let Some(partner) = world.partners.iter().find(|partner| partner.mpn_id == number) else {
        return refuse_for(NO_PARTNER_NUMBER, format!("It is `{number}`."));
    };
    let profile = object! { "partnerName": &partner.name, "mpnId": &partner.mpn_id };
    Ok(answer(profile, "MpnProfile", "mpn"))
}

pub(crate) fn organization(world: &mut World, call: &mut Call<'_>) -> Answer {
    let partner = own(world, call)?;
    let profile = object! {
        "id": &partner.tenant,
        "companyName": &partner.name,
        "defaultAddress": address(partner),
        "tenantId": &partner.tenant,
        "domain": &partner.domain,
        "email": format!("pat@{}", partner.domain),
        "language": "en",
        "culture": format!("en-{}", partner.country),
    };
    Ok(answer(profile, "OrganizationProfile", "organization"))
}

pub(crate) fn support(world: &mut World, call: &mut Call<'_>) -> Answer {
    let partner = own(world, call)?;
    let profile = object! {
        "email": format!("help@{}", partner.domain),
        "telephone": "5035550190",
        "website": format!("help.{}", partner.domain),
    };
    let mut reply = profile;
    // Printed with a blank before it.
    reply.put(
        "profileType",
        if world.settings.is_wire() { " SupportProfile" } else { "SupportProfile" },
    );
    reply.append(onward("SupportProfile", "support"));
    Ok(Reply::json(200, reply))
}

fn own<'w>(world: &'w World, call: &Call<'_>) -> Result<&'w Partner, Refusal> {
    match world.partner(&call.partner) {
        Some(partner) => Ok(partner),
        None => refuse_for(NOT_FOUND, format!("There is no partner `{}`.", call.partner)),
    }
}

fn answer(mut profile: Object, kind: &str, path: &str) -> Reply {
    profile.put("profileType", kind);
    profile.append(onward(kind, path));
    Reply::json(200, profile)
}

fn onward(kind: &str, path: &str) -> Object {
    object! {
        "links": object! { "self": links::get(format!("/profiles/{path}")) },
        "attributes": links::attributes(kind),
    }
}

fn address(partner: &Partner) -> Object {
    object! {
        "country": &partner.country,
        "city": "Portland",
        "state": "OR",
        "addressLine1": "12 Quay Street",
        "postalCode": "97204",
    }
}

fn contact(partner: &Partner) -> Object {
    object! {
        "firstName": "Pat",
        "lastName": "Quay",
        "email": format!("pat@{}", partner.domain),
        "phoneNumber": "5035550117",
    }
}
