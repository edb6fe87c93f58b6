//! Cart lines: read from a request, printed in an answer.

use crate::fault_codes::{BAD_INPUT, BAD_LINE_NUMBER, BAD_WORD, NO_CATALOG_ITEM};
use crate::json::{Json, Object, object};
use crate::reply::{Refusal, refuse, refuse_for};
use crate::routes::carts::errors;
use crate::routes::{prices, words};
use crate::settings::{CartErrorCodes, Settings};
use crate::state::cart::Line;

/// Reads the lines of a cart, and numbers those that the caller did not.
pub(crate) fn read_all(body: &mut Object) -> Result<Vec<Line>, Refusal> {
    let Some(Json::List(items)) =
        body.take("lineItems").filter(|items| items.as_list() != Some(&[]))
    else {
        return refuse_for(BAD_INPUT, "The cart has no `lineItems`.");
    };
    let mut lines =
        items.into_iter().map(|item| read(item, true)).collect::<Result<Vec<_>, _>>()?;
    number(&mut lines)?;
    Ok(lines)
}

/// The id of a line that the caller left without one, until it is numbered.
const UNNUMBERED: i64 = -1;

fn number(lines: &mut [Line]) -> Result<(), Refusal> {
    let mut taken: Vec<i64> =
        lines.iter().flat_map(Line::with_addons).map(|line| line.id).collect();
    let count = taken.len();
    taken.retain(|id| *id != UNNUMBERED);
    let mut seen = taken.clone();
    seen.sort_unstable();
    seen.dedup();
    let last = i64::try_from(count).unwrap_or(i64::MAX);
    if seen.len() != taken.len() || taken.iter().any(|id| !(0..=last).contains(id)) {
        return refuse_for(BAD_LINE_NUMBER, format!("They are {taken:?}."));
    }
    let mut free = (0..).filter(|id| !seen.contains(id));
    for line in lines {
        for line in
            std::iter::once(&mut line.id).chain(line.addons.iter_mut().map(|addon| &mut addon.id))
        {
            if *line == UNNUMBERED {
                *line = free.next().unwrap_or_default();
            }
        }
    }
    Ok(())
}

fn read(item: Json, addons: bool) -> Result<Line, Refusal> {
    let Json::Object(mut line) = item else {
        return refuse_for(BAD_INPUT, "A line of the cart is not an object.");
    };
    let Some(catalog_item) = text(&mut line, "catalogItemId")? else {
        return refuse(NO_CATALOG_ITEM);
    };
    let id = id(&mut line)?;
    let quantity = quantity(&mut line, &catalog_item)?;
    let billing_cycle =
        words::billing_cycle(&line.take("billingCycle").unwrap_or(Json::Null))?.to_owned();
    let addons = read_addons(&mut line, addons)?;
    // What only the service fills is not read.
    for name in ["orderGroup", "error", "pricing", "purchaseSystem"] {
        line.take(name);
    }
    Ok(Line {
        id,
        quantity,
        billing_cycle,
        addons,
        friendly_name: text(&mut line, "friendlyName")?,
        currency: text(&mut line, "currencyCode")?,
        term: term(&mut line)?,
        promotion: text(&mut line, "promotionId")?,
        participants: participants(&mut line)?,
        provisioning: provisioning(&mut line)?,
        renews_to: renews_to(&mut line)?,
        custom_term_end: date(&mut line, "customTermEndDate")?,
        attestation: flag(&mut line, "attestationAccepted")?,
        coterminous: text(&mut line, "coterminousSubscriptionId")?,
        order_group: String::new(),
        error: None,
        item: None,
        catalog_item,
        unknown: line,
    })
}

fn id(line: &mut Object) -> Result<i64, Refusal> {
    match line.take("id") {
        None => Ok(UNNUMBERED),
        Some(id) => match id.as_whole() {
            Some(id) if id >= 0 => Ok(id),
            _ => refuse_for(BAD_INPUT, format!("The line id {id} is not a number from 0.")),
        },
    }
}

fn quantity(line: &mut Object, catalog_item: &str) -> Result<u32, Refusal> {
    let quantity = line.take("quantity").unwrap_or(Json::Null);
    match quantity.as_whole().and_then(|q| u32::try_from(q).ok()).filter(|q| *q > 0) {
        Some(quantity) => Ok(quantity),
        None => refuse_for(BAD_INPUT, format!("The quantity of `{catalog_item}` is {quantity}.")),
    }
}

/// The add-ons of a line, if it may have some.
fn read_addons(line: &mut Object, may_have: bool) -> Result<Vec<Line>, Refusal> {
    match line.take("addonItems") {
        Some(Json::List(items)) if may_have => {
            items.into_iter().map(|item| read(item, false)).collect()
        }
        None => Ok(Vec::new()),
        Some(_) => refuse_for(BAD_INPUT, "`addonItems` is not a list, or has add-ons of its own."),
    }
}

/// A member that is a text; an empty one is the same as none.
fn text(line: &mut Object, name: &str) -> Result<Option<String>, Refusal> {
    match line.take(name) {
        None => Ok(None),
        Some(Json::Text(text)) => Ok(Some(text).filter(|text| !text.trim().is_empty())),
        Some(other) => refuse_for(BAD_INPUT, format!("`{name}` is {other}, not a text.")),
    }
}

fn term(line: &mut Object) -> Result<Option<String>, Refusal> {
    Ok(text(line, "termDuration")?.map(|term| term.to_ascii_uppercase()))
}

/// A date; .NET's empty one is the same as none.
fn date(line: &mut Object, name: &str) -> Result<Option<String>, Refusal> {
    Ok(text(line, name)?.filter(|date| !date.starts_with("0001-01-01")))
}

pub(crate) fn flag(object: &mut Object, name: &str) -> Result<Option<bool>, Refusal> {
    match object.take(name) {
        None => Ok(None),
        Some(Json::Bool(yes)) => Ok(Some(yes)),
        Some(other) => {
            refuse_for(BAD_INPUT, format!("`{name}` is {other}, neither true nor false."))
        }
    }
}

fn participants(line: &mut Object) -> Result<Option<Vec<Json>>, Refusal> {
    let list = match line.take("participants") {
        None => return Ok(None),
        Some(Json::List(list)) => list,
        Some(other) => {
            return refuse_for(BAD_INPUT, format!("`participants` is {other}, not a list."));
        }
    };
    let read = |entry: Json| {
        let entry = entry.as_object().cloned().unwrap_or_default();
        let key = words::participant(entry.get("key").unwrap_or(&Json::Null))?;
        let Some(mpn) = entry.text("value").filter(|mpn| !mpn.is_empty()) else {
            return refuse_for(BAD_INPUT, format!("The participant `{key}` has no value."));
        };
        Ok(object! { "key": key, "value": mpn }.into())
    };
    list.into_iter().map(read).collect::<Result<_, _>>().map(Some)
}

/// The provisioning context, with the names that are known in camelCase.
fn provisioning(line: &mut Object) -> Result<Option<Object>, Refusal> {
    let context = match line.take("provisioningContext") {
        None => return Ok(None),
        Some(Json::Object(context)) => context,
        Some(other) => {
            return refuse_for(
                BAD_INPUT,
                format!("`provisioningContext` is {other}, not an object."),
            );
        }
    };
    let known = ["scope", "subscriptionId", "entitlementId", "duration", "parentSubscriptionId"];
    let named = context.iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| {
        let name =
            known.iter().find(|known| known.eq_ignore_ascii_case(name)).map_or(name, |known| known);
        match value {
            Json::Text(_) => Ok((name.to_owned(), value.clone())),
            other => refuse_for(
                BAD_INPUT,
                format!("`provisioningContext.{name}` is {other}, not a text."),
            ),
        }
    });
    named.collect::<Result<_, _>>().map(Some)
}

fn renews_to(line: &mut Object) -> Result<Option<Json>, Refusal> {
    match line.take("renewsTo") {
        None => Ok(None),
        Some(Json::Object(to)) => match to.text("termDuration") {
            Some("P1M" | "P1Y") => {
                Ok(to.text("termDuration").map(|term| object! { "termDuration": term }.into()))
            }
            other => refuse_for(BAD_WORD, format!("`renewsTo.termDuration` is {other:?}.")),
        },
        Some(other) => refuse_for(BAD_INPUT, format!("`renewsTo` is {other}, not an object.")),
    }
}

/// A line as the wire has it.
pub(crate) fn print(line: &Line, settings: &Settings) -> Object {
    let errors_by_name = settings.cart_error_codes == CartErrorCodes::Names;
    let group = Some(&line.order_group).filter(|group| !group.is_empty());
    let currency = line.currency.as_ref().or(line.item.as_ref().map(|item| &item.currency));
    let mut printed = object! {
        "id": line.id,
        "catalogItemId": &line.catalog_item,
        "friendlyName": line.friendly_name.as_ref(),
        "quantity": line.quantity,
        "currencyCode": currency,
        "billingCycle": &line.billing_cycle,
        "termDuration": line.term.as_ref(),
        "promotionId": line.promotion.as_ref(),
        "participants": line.participants.clone(),
        "provisioningContext": line.provisioning.clone().unwrap_or_default(),
        "orderGroup": group,
        "pricing": prices::of_cart_line(line, settings.cart_prices),
        "renewsTo": line.renews_to.clone(),
        "customTermEndDate": line.custom_term_end.as_ref(),
        "attestationAccepted": line.attestation,
        "coterminousSubscriptionId": line.coterminous.as_ref(),
        "error": line.error.as_ref().map(|error| errors::print(error, errors_by_name)),
    };
    if !line.addons.is_empty() {
        printed.put(
            "addonItems",
            line.addons.iter().map(|addon| print(addon, settings)).collect::<Json>(),
        );
    }
    printed.extend(&line.unknown);
    printed
}
