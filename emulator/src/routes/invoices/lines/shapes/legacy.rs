//! `LicenseBasedLineItem`, `UsageBasedLineItem` and `DailyUsageLineItem`, of the old commerce.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::ids::guid_of;
use crate::json::{Object, object};
use crate::routes::invoices::lines::shapes::paper::Paper;
use crate::routes::links;
use crate::state::line::{ConsumptionLine, DailyUsage, LicenseLine};
use crate::state::pair::Pair;

pub(super) fn license(paper: &Paper<'_>, line: &LicenseLine) -> Object {
    let of_offer = |what: &str| guid_of(&format!("{what} {}", line.offer)).to_ascii_uppercase();
    object! {
        "partnerId": &paper.partner.tenant,
        "customerId": line.party.id.to_ascii_uppercase(),
        "customerName": &line.party.name,
        "mpnId": paper.old_mpn(Some(&paper.partner.mpn_id)),
        "tier2MpnId": paper.old_mpn(None),
        "orderId": &line.order,
        "subscriptionId": &line.subscription,
        "syndicationPartnerSubscriptionNumber":
            guid_of(&format!("number {}", line.subscription)).to_ascii_uppercase(),
        "offerId": of_offer("offer"),
        "durableOfferId": of_offer("durable offer"),
        "offerName": &line.offer,
        "domainName": &line.party.domain,
        "billingCycleType": cycle(paper),
        "subscriptionName": &line.offer,
        "subscriptionDescription": &line.offer,
        "subscriptionStartDate": paper.zoneless(line.start),
        "subscriptionEndDate": paper.zoneless(line.end),
        "chargeStartDate": paper.zoneless(line.start),
        "chargeEndDate": paper.zoneless(line.end),
        "chargeType": &line.charge,
        "unitPrice": line.unit_price,
        "quantity": line.quantity,
        "amount": line.amount(),
        "totalOtherDiscount": line.discount,
        "subtotal": line.subtotal,
        "tax": line.tax,
        "totalForCustomer": line.total(),
        "currency": &line.currency,
        "invoiceLineItemType": Pair::OfficeBilling.kind(),
        "billingProvider": Pair::OfficeBilling.provider(),
        "attributes": links::attributes("LicenseBasedLineItem"),
    }
}

pub(super) fn consumption(paper: &Paper<'_>, number: u64, line: &ConsumptionLine) -> Object {
    let overage = line.overage();
    let mut printed = object! {
        "detailLineItemId": number + 1,
        "sku": "CNT-00001",
        "includedQuantity": line.included,
        "overageQuantity": overage,
        "listPrice": line.list_price,
        "currency": &line.currency,
        "pretaxCharges": line.subtotal,
        "taxAmount": line.tax,
        "postTaxTotal": line.total(),
        "pretaxEffectiveRate": rate(line.subtotal, overage),
        "postTaxEffectiveRate": rate(line.total(), overage),
        "chargeType": "Assess usage fee for current cycle",
        "invoiceLineItemType": Pair::AzureBilling.kind(),
    };
    printed.append(use_of(paper, line, line.consumed));
    printed.put("attributes", links::attributes("UsageBasedLineItem"));
    printed
}

pub(super) fn daily(paper: &Paper<'_>, usage: &DailyUsage) -> Object {
    let mut printed = object! {
        "customerBillableAccount": account(&usage.line.party.id),
        "usageDate": paper.zoneless(usage.day),
        "invoiceLineItemType": Pair::AzureUsage.kind(),
    };
    printed.append(use_of(paper, &usage.line, usage.quantity));
    printed.put("attributes", links::attributes("DailyUsageLineItem"));
    printed
}

/// What the line of a month and that of a day have in common.
fn use_of(paper: &Paper<'_>, line: &ConsumptionLine, consumed: Decimal) -> Object {
    let resource = format!("{} {}", line.service, line.resource);
    object! {
        "partnerId": paper.partner.tenant.to_ascii_uppercase(),
        "partnerName": &paper.partner.name,
        "partnerBillableAccountId": account(&paper.partner.tenant),
        "customerId": &line.party.id,
        "domainName": &line.party.domain,
        "customerCompanyName": &line.party.name,
        "mpnId": paper.old_mpn(Some(&paper.partner.mpn_id)),
        "tier2MpnId": paper.old_mpn(None),
        "invoiceNumber": paper.invoice_number(),
        "subscriptionId": &line.subscription,
        "subscriptionName": "Contoso cloud",
        "subscriptionDescription": "Contoso cloud",
        "billingCycleType": cycle(paper),
        "orderId": &line.order,
        "serviceName": &line.service,
        "serviceType": &line.service_type,
        "resourceGuid": guid_of(&resource),
        "resourceName": &line.resource,
        "region": &line.region,
        "consumedQuantity": consumed,
        "chargeStartDate": paper.zoneless(line.start),
        "chargeEndDate": paper.zoneless(line.end),
        "unit": &line.unit,
        "billingProvider": Pair::AzureBilling.provider(),
    }
}

fn cycle(paper: &Paper<'_>) -> &'static str {
    if paper.wire { "MONTHLY" } else { "monthly" }
}

/// What a unit came to, to eight decimals; nothing where nothing was used.
fn rate(amount: Decimal, quantity: Decimal) -> Decimal {
    let exact = amount.checked_div(quantity).unwrap_or_default();
    exact.round_dp_with_strategy(8, RoundingStrategy::MidpointAwayFromZero).normalize()
}

/// An account number of the old billing system: ten digits that stay the same.
fn account(id: &str) -> String {
    let digits = guid_of(&format!("account {id}")).bytes().fold(0_u64, |sum, byte| {
        (sum.wrapping_mul(31).wrapping_add(u64::from(byte))) % 9_000_000_000
    });
    (1_000_000_000 + digits).to_string()
}
