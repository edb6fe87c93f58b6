//! What customers qualify as.

use std::time::Duration;

use crate::call::Call;
use crate::fault_codes::{BAD_INPUT, BAD_PROPERTY, BAD_WORD};
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::settings::{Settings, Verdict};
use crate::state::customer::Qualification;
use crate::state::dates;
use crate::state::world::World;

const SCHOOL: &str = "Education";
const GOVERNMENT: &str = "GovernmentCommunityCloud";
const OF_THE_STATE: &str = "StateOwnedEntity";

pub(crate) fn list(world: &mut World, call: &mut Call<'_>) -> Answer {
    let customer = world.customer(&call.partner, &call.parameter("customer-id"))?;
    let items = customer.qualifications.iter().map(|one| {
        // The list and the answer to the request spell the date differently.
        Json::Object(print(one, "vettingCreatedDate", &world.settings, call))
    });
    Ok(Reply::json(200, Json::List(items.collect())))
}

pub(crate) fn create(world: &mut World, call: &mut Call<'_>) -> Answer {
    let id = world.customer(&call.partner, &call.parameter("customer-id"))?.id.clone();
    let body = call.body()?;
    let asked = body.text("qualification").unwrap_or_default();
    let known = [SCHOOL, GOVERNMENT, OF_THE_STATE];
    let Some(name) = known.into_iter().find(|name| name.eq_ignore_ascii_case(asked)) else {
        return refuse_for(BAD_WORD, format!("`{asked}` cannot be asked for."));
    };
    if name == SCHOOL {
        let segment = body.text("educationSegment").unwrap_or_default();
        if !["K12", "HigherEducation"].iter().any(|known| known.eq_ignore_ascii_case(segment)) {
            return refuse_for(BAD_PROPERTY, "`educationSegment` is no kind of school.");
        }
    }
    if name == GOVERNMENT {
        spend_code(world, &call.partner, body.text("validationCode").unwrap_or_default())?;
    }
    let customer = world.customer_mut(&call.partner, &id)?;
    let qualification = Qualification { name: name.to_owned(), asked: call.now };
    customer.qualifications.retain(|one| one.name != name);
    customer.qualifications.push(qualification.clone());
    let printed = print(&qualification, "vettingCreateDate", &world.settings, call);
    Ok(Reply::json(201, printed))
}

pub(crate) fn codes(world: &mut World, call: &mut Call<'_>) -> Answer {
    let partner = world.partner(&call.partner);
    let codes = partner.into_iter().flat_map(|partner| {
        partner.validation_codes.iter().map(|code| {
            Json::Object(object! {
                "partnerId": &partner.tenant,
                "organizationName": &code.organization,
                "validationId": &code.code,
                "maxCreates": code.most as usize,
                "remainingCreates": code.left as usize,
                "eTag": format!("W/\"{}-{}\"", code.code, code.left),
            })
        })
    });
    Ok(Reply::json(200, Json::List(codes.collect())))
}

/// Takes one customer off what a code is good for.
fn spend_code(world: &mut World, tenant: &str, code: &str) -> Result<(), Refusal> {
    let partners = world.partners.iter_mut();
    let own = partners.filter(|partner| partner.tenant.eq_ignore_ascii_case(tenant));
    let mut codes = own.flat_map(|partner| &mut partner.validation_codes);
    match codes.find(|known| known.code == code && known.left > 0) {
        Some(known) => {
            known.left -= 1;
            Ok(())
        }
        None => refuse_for(BAD_INPUT, format!("The code `{code}` is not good for a customer.")),
    }
}

fn print(one: &Qualification, date: &str, settings: &Settings, call: &Call<'_>) -> Object {
    let takes = Duration::from_secs(settings.qualification_seconds);
    let age = call.now.duration_since(one.asked).unwrap_or_default();
    let (status, reason) = match settings.qualification_verdict {
        _ if age < takes => ("InReview", None),
        Verdict::Approved => ("Approved", None),
        Verdict::Denied => ("Denied", Some("The reviewer found no proof of it.")),
    };
    let mut printed = object! {
        "qualification": &one.name,
        "vettingStatus": status,
        "vettingReason": reason,
    };
    printed.put(date, dates::stamp(one.asked));
    printed
}
