//! Products, SKUs, availabilities, by country and by customer.
//!
//! What is seen by a customer is the catalog of the customer's country. As at the service, the links
//! in it lead to the catalog of that country, and no longer name the customer.

use crate::call::Call;
use crate::fault_codes::{
    BAD_INPUT, NO_AVAILABILITY, NO_PRODUCT, NO_SKU, SEGMENT_DENIED, VIEW_DENIED,
};
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse, refuse_for};
use crate::routes::links;
use crate::state::catalog::{Availability, ItemType, MinimumCommitment, Product, Sku, Term};
use crate::state::world::World;

const VIEWS: &[&str] = &[
    "Azure",
    "AzureReservations",
    "AzureReservationsVM",
    "AzureReservationsSQL",
    "AzureReservationsCosmosDb",
    "MicrosoftAzure",
    "OnlineServices",
    "Software",
    "SoftwareSUSELinux",
    "SoftwarePerpetual",
    "SoftwareSubscriptions",
    "MarketplaceSaaS",
    "SpecializedOffers",
];

const SEGMENTS: &[&str] = &["commercial", "education", "government", "nonprofit"];

pub(crate) fn list_products(world: &mut World, call: &mut Call<'_>) -> Answer {
    let country = country(world, call)?;
    let view = view(world, call)?;
    let segment = segment(world, call)?;
    let scope = call.query("reservationScope");
    let products = world.products.iter().filter(|product| {
        product.is_in_scope(scope)
            && product.target_views.iter().any(|known| known.eq_ignore_ascii_case(view))
            && product.skus.iter().any(|sku| is_offered(sku, &country, segment))
    });
    let items = products.map(|product| print_product(product, &country)).collect();
    let mut uri = format!("/products?country={country}&targetView={view}");
    if let Some(segment) = segment {
        uri.push_str(&format!("&targetSegment={segment}"));
    }
    Ok(Reply::json(200, links::collection(items, uri)))
}

pub(crate) fn get_product(world: &mut World, call: &mut Call<'_>) -> Answer {
    let country = country(world, call)?;
    Ok(Reply::json(200, print_product(product(world, call, &country)?, &country)))
}

pub(crate) fn list_skus(world: &mut World, call: &mut Call<'_>) -> Answer {
    let country = country(world, call)?;
    let segment = segment(world, call)?;
    let product = product(world, call, &country)?;
    let skus = product.skus.iter().filter(|sku| is_offered(sku, &country, segment));
    let items = skus.map(|sku| print_sku(product, sku, &country)).collect();
    let uri = format!("/products/{}/skus?country={country}", product.id);
    Ok(Reply::json(200, links::collection(items, uri)))
}

pub(crate) fn get_sku(world: &mut World, call: &mut Call<'_>) -> Answer {
    let country = country(world, call)?;
    let product = product(world, call, &country)?;
    let sku = sku(product, call, &country)?;
    Ok(Reply::json(200, print_sku(product, sku, &country)))
}

pub(crate) fn list_availabilities(world: &mut World, call: &mut Call<'_>) -> Answer {
    let country = country(world, call)?;
    let segment = segment(world, call)?;
    let product = product(world, call, &country)?;
    let sku = sku(product, call, &country)?;
    let found = sku.availabilities(product, world.generation(call.now)).filter(|found| {
        // Without a segment, every segment but nonprofit is meant.
        let wanted = match segment {
            Some(segment) => found.segment.eq_ignore_ascii_case(segment),
            None => found.segment != "nonprofit",
        };
        wanted && found.country == country && !is_denied(world, call, found.segment)
    });
    let items = found.map(|found| print_availability(world, &found)).collect();
    let uri = format!("/products/{}/skus/{}/availabilities?country={country}", product.id, sku.id);
    Ok(Reply::json(200, links::collection(items, uri)))
}

pub(crate) fn get_availability(world: &mut World, call: &mut Call<'_>) -> Answer {
    let country = country(world, call)?;
    let product = product(world, call, &country)?;
    let sku = sku(product, call, &country)?;
    let id = call.parameter("availability-id");
    let mut all = sku.availabilities(product, world.generation(call.now));
    match all.find(|found| found.country == country && found.id.eq_ignore_ascii_case(&id)) {
        Some(found) => Ok(Reply::json(200, print_availability(world, &found))),
        None => refuse_for(NO_AVAILABILITY, format!("It is `{id}`.")),
    }
}

/// The country that is looked at: that of the customer, where the path names one.
fn country(world: &World, call: &Call<'_>) -> Result<String, Refusal> {
    match call.parameter("customer-id") {
        none if none.is_empty() => call.country(),
        customer => Ok(world.customer(&call.partner, &customer)?.country.clone()),
    }
}

fn view<'a>(world: &World, call: &'a Call<'_>) -> Result<&'a str, Refusal> {
    let Some(view) = call.query("targetView") else {
        return refuse_for(BAD_INPUT, "The query has no `targetView`.");
    };
    if !VIEWS.iter().any(|known| known.eq_ignore_ascii_case(view)) {
        return refuse_for(BAD_INPUT, format!("There is no view `{view}`."));
    }
    let denied = world.partner(&call.partner).is_some_and(|partner| {
        partner.denied_views.iter().any(|denied| denied.eq_ignore_ascii_case(view))
    });
    if denied { refuse(VIEW_DENIED) } else { Ok(view) }
}

fn segment<'a>(world: &World, call: &'a Call<'_>) -> Result<Option<&'a str>, Refusal> {
    match call.query("targetSegment") {
        None => Ok(None),
        Some(segment) if !SEGMENTS.iter().any(|known| known.eq_ignore_ascii_case(segment)) => {
            refuse_for(BAD_INPUT, format!("There is no segment `{segment}`."))
        }
        Some(segment) if is_denied(world, call, segment) => refuse(SEGMENT_DENIED),
        Some(segment) => Ok(Some(segment)),
    }
}

fn is_denied(world: &World, call: &Call<'_>, segment: &str) -> bool {
    world.partner(&call.partner).is_some_and(|partner| {
        partner.denied_segments.iter().any(|denied| denied.eq_ignore_ascii_case(segment))
    })
}

fn is_offered(sku: &Sku, country: &str, segment: Option<&str>) -> bool {
    match segment {
        Some(segment) => sku.is_sold_to(country, segment),
        None => sku.is_sold_in(country),
    }
}

fn product<'a>(world: &'a World, call: &Call<'_>, country: &str) -> Result<&'a Product, Refusal> {
    let id = call.parameter("product-id");
    let scope = call.query("reservationScope");
    let found = world.product(&id).filter(|product| {
        // Without a scope the id alone is enough: only lists leave out what belongs to another
        // scope.
        product.is_sold_in(country) && (scope.is_none() || product.is_in_scope(scope))
    });
    found.ok_or(Refusal { code: NO_PRODUCT, detail: Some(format!("It is `{id}` in {country}.")) })
}

fn sku<'a>(product: &'a Product, call: &Call<'_>, country: &str) -> Result<&'a Sku, Refusal> {
    let id = call.parameter("sku-id");
    let found = product.sku(&id).filter(|sku| sku.is_sold_in(country));
    found.ok_or(Refusal {
        code: NO_SKU,
        detail: Some(format!("It is `{}:{id}` in {country}.", product.id)),
    })
}

fn print_product(product: &Product, country: &str) -> Object {
    let uri = format!("/products/{}", product.id);
    object! {
        "id": &product.id,
        "title": &product.title,
        "description": &product.description,
        "productType": print_type(&product.product_type),
        "isMicrosoftProduct": product.is_microsoft_product,
        "publisherName": product.publisher_name.as_ref(),
        "links": object! {
            "skus": links::get(format!("{uri}/skus?country={country}")),
            "self": links::get(format!("{uri}?country={country}")),
        },
    }
}

fn print_type(kind: &ItemType) -> Object {
    object! {
        "id": &kind.id,
        "displayName": &kind.display_name,
        "subType": kind.sub_type.as_deref().map(print_type),
    }
}

fn print_sku(product: &Product, sku: &Sku, country: &str) -> Object {
    let uri = format!("/products/{}/skus/{}", product.id, sku.id);
    let attestation =
        |kind: &String| object! { "attestationType": kind, "enforceAttestation": true };
    object! {
        "id": &sku.id,
        "productId": &product.id,
        "title": &sku.title,
        "description": &sku.description,
        "minimumQuantity": sku.minimum_quantity,
        "maximumQuantity": sku.maximum_quantity,
        "minimumPurchaseCommitment": sku.minimum_commitment.as_ref().map(print_commitment),
        "isTrial": sku.is_trial,
        "supportedBillingCycles": sku.billing_cycles.clone(),
        "purchasePrerequisites": sku.prerequisites.clone(),
        "inventoryVariables": sku.inventory_variables.clone(),
        "provisioningVariables": sku.provisioning_variables.clone(),
        "actions": Some(sku.actions.clone()).filter(|actions| !actions.is_empty()),
        "attestationProperties": sku.attestation.as_ref().map(attestation),
        "dynamicAttributes": Json::of(&sku.dynamic_attributes),
        "links": object! {
            "availabilities": links::get(format!("{uri}/availabilities?country={country}")),
            "self": links::get(format!("{uri}?country={country}")),
        },
    }
}

fn print_commitment(least: &MinimumCommitment) -> Object {
    object! {
        "grain": "Hourly",
        "currencyCode": object! { "code": &least.currency },
        "amount": &least.amount,
    }
}

fn print_availability(world: &World, found: &Availability<'_>) -> Object {
    let Availability { id, product, sku, offer, segment, country } = found;
    let market = world.markets.get(*country);
    let uri =
        format!("/products/{}/skus/{}/availabilities/{id}?country={country}", product.id, sku.id);
    object! {
        "id": id,
        "productId": &product.id,
        "skuId": &sku.id,
        "catalogItemId": found.catalog_item_id(),
        "defaultCurrency": market.map(|market| object! { "code": &market.currency, "symbol": &market.symbol }),
        "segment": *segment,
        "country": *country,
        "isPurchasable": offer.purchasable,
        "isRenewable": offer.renewable,
        "renewalInstructions": offer.renewable.then(|| renewals(found)),
        "terms": offer.terms.iter().map(print_term).collect::<Json>(),
        "product": print_product(product, country),
        "sku": print_sku(product, sku, country),
        "links": object! { "self": links::get(uri) },
    }
}

fn renewals(found: &Availability<'_>) -> Json {
    let to = format!("{}:{}", found.product.id, found.sku.id);
    let terms = found.offer.terms.iter().filter_map(|term| term.id.as_ref());
    terms
        .map(|id| {
            object! {
                "applicableTermIds": vec![id.as_str()],
                "renewalOptions": vec![object! { "renewToId": &to, "isAutoRenewable": true }],
            }
        })
        .collect()
}

fn print_term(term: &Term) -> Object {
    let refund = |after: &String| {
        let option = object! { "sequenceId": 0_u32, "type": "Full", "expiresAfter": after };
        vec![object! { "refundOptions": vec![option] }]
    };
    object! {
        "id": term.id.as_ref(),
        "duration": &term.duration,
        "description": &term.description,
        "billingCycle": term.billing_cycle.as_ref(),
        "cancellationPolicies": term.full_refund.as_ref().map(refund),
    }
}
