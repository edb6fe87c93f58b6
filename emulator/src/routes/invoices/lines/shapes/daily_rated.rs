//! `DailyRatedUsageLineItem`: a day of a meter, with its price.

use rust_decimal::Decimal;

use crate::ids::big_id_of;
use crate::json::{Json, Object, object};
use crate::routes::invoices::lines::shapes::paper::Paper;
use crate::routes::links;
use crate::state::dates;
use crate::state::line::RatedUsage;
use crate::state::pair::Pair;

const KIND: &str = "DailyRatedUsageLineItem";

/// What is odd about a line on the wire; lines take these in turn, the first is as it should be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Oddity {
    None,
    /// The customer, the product and the Azure subscription are not named.
    Nameless,
    /// The type stands under a misspelt name.
    Misspelt,
    /// Neither provider nor type.
    Untyped,
}

pub(super) fn print(paper: &Paper<'_>, number: u64, usage: &RatedUsage) -> Object {
    let oddity = match number % 4 {
        _ if !paper.wire => Oddity::None,
        1 => Oddity::Nameless,
        2 if paper.habits.untyped_lines => Oddity::Misspelt,
        3 if paper.habits.untyped_lines => Oddity::Untyped,
        _ => Oddity::None,
    };
    let mut printed = parties(paper, usage, oddity);
    printed.append(measured(paper, usage));
    printed.append(rated(usage, oddity));
    let typed = matches!(oddity, Oddity::None | Oddity::Nameless);
    printed.append(object! {
        "invoiceLineItemTypce": (oddity == Oddity::Misspelt).then(|| Pair::OneTimeUsage.kind()),
        "invoiceLineItemType": typed.then(|| Pair::OneTimeUsage.kind()),
        "billingProvider":
            (oddity != Oddity::Untyped).then(|| Pair::OneTimeUsage.provider()),
        "attributes": links::attributes(KIND),
    });
    printed
}

fn parties(paper: &Paper<'_>, usage: &RatedUsage, oddity: Oddity) -> Object {
    let (party, meter) = (&usage.party, &usage.meter);
    let named = |text: &str| if oddity == Oddity::Nameless { String::new() } else { text.into() };
    object! {
        "partnerId": &paper.partner.tenant,
        "partnerName": named(&paper.partner.name),
        "customerId": named(&party.id),
        "customerName": named(&party.name),
        "customerDomainName": named(&party.domain),
        "customerCountry": named(&party.country),
        "invoiceNumber": paper.invoice_number(),
        "productId": named(&meter.product),
        "skuId": named(&meter.sku),
        "availabilityId": named(&big_id_of("CFA", &format!("{}{}", meter.product, meter.sku))),
        "skuName": &meter.sku_name,
        "productName": &meter.product_name,
        "publisherName": &meter.publisher,
        "publisherId": "",
        "subscriptionId": &meter.subscription,
        "subscriptionDescription": "Contoso cloud plan",
        "mpnId": &paper.partner.mpn_id,
        "resellerMpnId": if paper.wire { "" } else { "0" },
    }
}

fn measured(paper: &Paper<'_>, usage: &RatedUsage) -> Object {
    let meter = &usage.meter;
    let uri = format!(
        "/subscriptions/{}/resourceGroups/{}/providers/{}/{}",
        meter.subscription, meter.resource_group, meter.service, meter.resource
    );
    object! {
        "chargeStartDate": dates::stamp(usage.start),
        "chargeEndDate": dates::stamp(usage.end),
        "usageDate": dates::stamp(usage.day),
        "meterType": format!("{} - {}", meter.unit, meter.name),
        "meterCategory": &meter.category,
        "meterId": &meter.id,
        "meterSubCategory": &meter.sub_category,
        "meterName": &meter.name,
        "meterRegion": &meter.region,
        "unitOfMeasure": &meter.unit,
        "resourceLocation": &meter.region,
        "consumedService": &meter.service,
        "resourceGroup": &meter.resource_group,
        "resourceUri": uri,
        "tags": "",
        "additionalInfo": Json::from(object! { "ServiceType": &meter.name }).to_string(),
        "serviceInfo1": "",
        "serviceInfo2": "",
        // Of what is not billed yet, the service does not say why it will be.
        "chargeType": if paper.invoice.is_some() || !paper.wire { "new" } else { "" },
        "unitType": &meter.unit,
    }
}

fn rated(usage: &RatedUsage, oddity: Oddity) -> Object {
    let meter = &usage.meter;
    let cost = meter.cost(usage.day);
    let earned = !meter.earned_credit.is_zero();
    let known = oddity != Oddity::Nameless;
    object! {
        "unitPrice": meter.unit_price,
        "quantity": meter.quantity(usage.day),
        "billingPreTaxTotal": cost,
        "billingCurrency": &usage.currency,
        "pricingPreTaxTotal": cost,
        "pricingCurrency": &usage.currency,
        "entitlementId": known.then_some(&meter.subscription),
        "entitlementDescription": known.then_some("Azure subscription"),
        "pcToBCExchangeRate": Decimal::ONE,
        "pcToBCExchangeRateDate": dates::stamp(usage.start),
        "effectiveUnitPrice": meter.effective_unit_price(),
        "rateOfPartnerEarnedCredit": meter.earned_credit,
        "hasPartnerEarnedCredit": earned,
        "rateOfCredit": meter.earned_credit,
        "creditType": if earned { "Partner Earned Credit Applied" } else { "Credit Not Applied" },
    }
}
