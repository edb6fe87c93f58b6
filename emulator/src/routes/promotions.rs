//! Promotions, and which of them apply to a purchase.

use crate::call::Call;
use crate::fault_codes::{BAD_INPUT, NOT_FOUND};
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::routes::links;
use crate::state::promotion::{Asked, Promotion, Reason};
use crate::state::world::World;

pub(crate) fn list(world: &mut World, call: &mut Call<'_>) -> Answer {
    call.country()?;
    match call.query("segment") {
        Some(segment) if segment.eq_ignore_ascii_case("commercial") => {}
        _ => return refuse_for(BAD_INPUT, "The `segment` is not `commercial`."),
    }
    let items: Vec<Object> = world.promotions.iter().map(print).collect();
    // No page shows links here.
    Ok(Reply::json(
        200,
        object! {
            "totalCount": items.len(),
            "items": items,
            "attributes": links::attributes("Collection"),
        },
    ))
}

pub(crate) fn get(world: &mut World, call: &mut Call<'_>) -> Answer {
    call.country()?;
    let id = call.parameter("promotion-id");
    let Some(promotion) = world.promotion(&id) else {
        return refuse_for(NOT_FOUND, format!("There is no promotion `{id}`."));
    };
    let mut whole = print(promotion);
    whole.add("promotionConstraints", print_constraints(promotion));
    Ok(Reply::json(200, whole))
}

pub(crate) fn verify(world: &mut World, call: &mut Call<'_>) -> Answer {
    let customer = world.customer(&call.partner, &call.parameter("customer-id"))?.id.clone();
    let body = call.body()?;
    let Some(items) = body.get("items").and_then(Json::as_list).filter(|list| !list.is_empty())
    else {
        return refuse_for(BAD_INPUT, "There are no `items`.");
    };
    let items = items.iter().enumerate().map(|(at, item)| match item.as_object() {
        Some(item) => verdict(world, call, &customer, at, item),
        None => refuse_for(BAD_INPUT, "An item is not an object."),
    });
    let items = items.collect::<Result<Vec<_>, _>>()?;
    Ok(Reply::json(
        200,
        object! {
            "totalCount": items.len(),
            "items": items,
            "attributes": links::attributes("Collection"),
        },
    ))
}

/// Which promotions apply to one thing.
fn verdict(
    world: &World,
    call: &Call<'_>,
    customer: &str,
    at: usize,
    item: &Object,
) -> Result<Object, Refusal> {
    let text = |name: &str| match item.text(name).filter(|text| !text.is_empty()) {
        Some(text) => Ok(text),
        None => refuse_for(BAD_INPUT, format!("An item has no `{name}`.")),
    };
    let catalog_item = text("catalogItemId")?;
    let (term, cycle) = (text("termDuration")?, text("billingCycle")?);
    let quantity = item.get("quantity").and_then(Json::as_whole);
    let Some(quantity) = quantity.and_then(|quantity| u32::try_from(quantity).ok()) else {
        return refuse_for(BAD_INPUT, "An item has no `quantity`.");
    };
    let asked = Asked { customer, quantity, term, billing_cycle: cycle };
    let eligibilities = match world.availability(catalog_item, call.now) {
        None => vec![refused(item.text("promotionId"), &["InvalidCatalogItemId"])],
        Some(found) => {
            let all = world.promotions_for(&found.product.id, &found.sku.id);
            of_promotions(world, &all, item.text("promotionId"), &asked)
        }
    };
    let id = item.text("id").map_or_else(|| at.to_string(), str::to_owned);
    let number = id.parse::<usize>().ok().filter(|_| world.settings.is_wire());
    Ok(object! {
        "id": number.map_or(Json::Text(id), Json::from),
        "catalogItemId": catalog_item,
        "quantity": quantity as usize,
        "billingCycle": cycle.to_ascii_lowercase(),
        "termDuration": term,
        "eligibilities": eligibilities,
        "attributes": links::attributes("PromotionEligibilities"),
    })
}

fn of_promotions(
    world: &World,
    all: &[&Promotion],
    wanted: Option<&str>,
    asked: &Asked<'_>,
) -> Vec<Object> {
    let verdict = |promotion: &&Promotion| {
        let reasons = promotion.reasons(&world.orders, asked);
        let errors: Vec<Object> =
            reasons.iter().map(|reason| print_reason(*reason, promotion)).collect();
        object! {
            "promotionId": &promotion.id,
            "isEligible": reasons.is_empty(),
            "errors": (!reasons.is_empty()).then_some(errors),
        }
    };
    match wanted {
        Some(id) => match all.iter().find(|promotion| promotion.id.eq_ignore_ascii_case(id)) {
            Some(promotion) => vec![verdict(promotion)],
            None => vec![refused(wanted, &["InvalidPromotion"])],
        },
        None if all.is_empty() => vec![refused(None, &["NoPromotionsAvailable"])],
        None => all.iter().map(verdict).collect(),
    }
}

fn refused(promotion: Option<&str>, kinds: &[&str]) -> Object {
    let errors: Vec<Object> = kinds.iter().map(|kind| error(kind)).collect();
    object! { "promotionId": promotion, "isEligible": false, "errors": errors }
}

fn error(kind: &str) -> Object {
    object! { "type": kind, "description": format!("The promotion does not apply ({kind}).") }
}

fn print_reason(reason: Reason, promotion: &Promotion) -> Object {
    match reason {
        Reason::Prerequisite => error("PrerequisiteProductOwnership"),
        Reason::BoughtBefore => error("OfferPurchasedPreviously"),
        Reason::Redemptions { most, left } => {
            let mut error = error("RedemptionLimit");
            error.add("maxPromotionRedemptionCount", most as usize);
            error.add("remainingPromotionRedemptionCount", left as usize);
            error
        }
        Reason::Seats { fewest, most } => {
            let mut error = error("SeatCount");
            error.add("minimumRequiredSeats", fewest as usize);
            error.add("maximumRequiredSeats", most as usize);
            error.add("availableSeats", most as usize);
            error
        }
        Reason::Term => {
            let mut error = error("Term");
            error.add("eligibleTerms", vec![print_term(promotion)]);
            error
        }
    }
}

fn print_term(promotion: &Promotion) -> Object {
    object! { "duration": &promotion.term, "billingCycle": &promotion.billing_cycle }
}

fn print(promotion: &Promotion) -> Object {
    let policy = object! { "policyType": "PercentDiscount", "value": &promotion.off };
    let product = object! {
        "productId": &promotion.product,
        "skuId": &promotion.sku,
        "term": print_term(promotion),
        "pricingPolicies": vec![policy],
    };
    object! {
        "id": &promotion.id,
        "name": &promotion.name,
        "description": &promotion.name,
        "startDate": "2026-01-01T00:00:00+00:00",
        "endDate": "9999-01-01T00:00:00+00:00",
        "properties": object! { "isAutoApplicable": promotion.automatic },
        "requiredProducts": vec![product],
    }
}

fn print_constraints(promotion: &Promotion) -> Option<Object> {
    let seats = promotion.seats.map(|(fewest, most)| {
        vec![object! {
            "minSeats": fewest as usize, "maxSeats": most as usize, "type": "SubscriptionQuantity",
        }]
    });
    let redemptions = promotion.redemptions.map(|most| {
        vec![object! {
            "minAssets": 0_usize, "maxAssets": most as usize, "type": "LifetimeRedemptionCount",
        }]
    });
    let first = promotion
        .first_purchase
        .then(|| vec![object! { "isApplicable": true, "type": "FirstPurchase" }]);
    let owned: Vec<Json> = promotion
        .owned
        .iter()
        .map(|list| {
            Json::List(list.iter().map(|id| Json::Object(object! { "bigId": id })).collect())
        })
        .collect();
    Some(object! {
        "seatConstraints": seats,
        "assetOwnershipLimits": redemptions,
        "eligibilityConstraints": first,
        "productOwnershipConstraints": (!owned.is_empty()).then_some(owned),
    })
    .filter(|constraints| constraints.iter().next().is_some())
}
