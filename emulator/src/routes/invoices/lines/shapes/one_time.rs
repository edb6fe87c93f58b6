//! `OneTimeInvoiceLineItem`: purchases, cancellations and metered use of the new commerce.

use rust_decimal::Decimal;

use crate::ids::guid_of;
use crate::json::{Json, Object, object};
use crate::routes::invoices::lines::shapes::paper::{Paper, amount};
use crate::routes::links;
use crate::state::dates;
use crate::state::line::{Charge, OneTimeLine};
use crate::state::pair::Pair;

const KIND: &str = "OneTimeInvoiceLineItem";

/// What is odd about a line on the wire; lines take these in turn, the first is as it should be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Oddity {
    None,
    /// Q-NUMSTR: every number is a string of digits.
    Strings,
    /// Provider and type are missing, and with them what newer lines have.
    Untyped,
    /// Q-CUSTORG: the customer's id has a prefix; the reseller's id is the number 0.
    Organization,
    /// Q-FLATKEY: a member whose name is a path.
    FlatKey,
    /// Dates of the American west coast; the reseller's id is empty.
    Pacific,
}

impl Oddity {
    fn of(paper: &Paper<'_>, number: u64) -> Self {
        match number % 6 {
            _ if !paper.wire => Self::None,
            1 => Self::Strings,
            2 if paper.habits.untyped_lines => Self::Untyped,
            3 => Self::Organization,
            4 => Self::FlatKey,
            5 => Self::Pacific,
            _ => Self::None,
        }
    }
}

pub(super) fn print(paper: &Paper<'_>, number: u64, line: &OneTimeLine) -> Object {
    let oddity = Oddity::of(paper, number);
    let mut printed = parties(paper, line, oddity);
    printed.append(charge(line, oddity));
    printed.append(period(line, oddity));
    printed.append(references(paper, number, line, oddity));
    printed
}

/// What was ordered, and what it costs.
fn charge(line: &OneTimeLine, oddity: Oddity) -> Object {
    let money = |value: Decimal| amount(value, oddity == Oddity::Strings);
    object! {
        "orderId": &line.order,
        "orderDate": dates::stamp(line.ordered),
        "productId": &line.product,
        "skuId": &line.sku,
        "availabilityId": &line.availability,
        "productName": &line.product_name,
        "skuName": &line.sku_name,
        "productQualifiers": (oddity != Oddity::Untyped).then(|| {
            line.is_trial.then_some("Trial").into_iter().collect::<Json>()
        }),
        "chargeType": match line.charge {
            Charge::New => "new",
            Charge::Cancel => "cancel",
        },
        "unitPrice": money(line.unit_price),
        "effectiveUnitPrice": money(line.unit_price),
        "unitType": if line.meter.is_some() { "1 Unit" } else { "" },
        "quantity": money(line.quantity),
        "subtotal": money(line.subtotal),
        "taxTotal": money(line.tax),
        "totalForCustomer": money(line.total()),
        "currency": &line.currency,
        "publisherName": &line.publisher,
        "publisherId": "",
        "subscriptionDescription": "",
        "subscriptionId": line.subscription.as_deref().unwrap_or_default(),
    }
}

/// What follows the period: other ids, other currencies, and what kind of line it is.
fn references(paper: &Paper<'_>, number: u64, line: &OneTimeLine, oddity: Oddity) -> Object {
    let money = |value: Decimal| amount(value, oddity == Oddity::Strings);
    let newer = oddity != Oddity::Untyped;
    object! {
        "alternateId": newer.then_some(&line.alternate_id),
        "referenceId": newer.then(|| guid_of(&format!("reference {} {number}", line.order))),
        "priceAdjustmentDescription": r#"["The price is that of the order."]"#,
        "discountDetails": "",
        "pricingCurrency": &line.currency,
        "pcToBCExchangeRate": money(Decimal::ONE),
        "pcToBCExchangeRateDate": match oddity {
            Oddity::FlatKey | Oddity::Untyped => paper.unset().map(str::to_owned),
            _ => Some(paper.zoneless(line.start)),
        },
        "billableQuantity": money(line.quantity),
        "meterDescription": line.meter.as_deref().unwrap_or_default(),
        "billingFrequency": newer.then_some(line.billing_frequency),
        "reservationOrderId": line.reservation.as_deref().unwrap_or_default(),
        "invoiceLineItemType": newer.then(|| Pair::OneTimeBilling.kind()),
        "billingProvider": newer.then(|| Pair::OneTimeBilling.provider()),
        "promotionId": newer.then(|| line.promotion.clone().unwrap_or_default()),
        "attributes/objectType": (oddity == Oddity::FlatKey).then_some(KIND),
        "attributes": links::attributes(KIND),
    }
}

fn parties(paper: &Paper<'_>, line: &OneTimeLine, oddity: Oddity) -> Object {
    let party = &line.party;
    let reseller: Json = match (&line.reseller, oddity) {
        (Some(id), _) => id.into(),
        (None, Oddity::Organization) => 0_u32.into(),
        (None, Oddity::Pacific) => "".into(),
        (None, _) => "0".into(),
    };
    object! {
        "partnerId": &paper.partner.tenant,
        "customerId": if oddity == Oddity::Organization {
            format!("org:{}", party.id)
        } else {
            party.id.clone()
        },
        "customerName": &party.name,
        "customerDomainName": &party.domain,
        "customerCountry": &party.country,
        "invoiceNumber": paper.invoice_number(),
        "mpnId": &paper.partner.mpn_id,
        "resellerMpnId": reseller,
    }
}

fn period(line: &OneTimeLine, oddity: Oddity) -> Object {
    let charged = |date| match oddity {
        Oddity::Pacific => dates::pacific_stamp(date),
        _ => dates::stamp(date),
    };
    // Perpetual software has no subscription, and so no dates of one.
    let lasting = line.subscription.is_some() && oddity != Oddity::Untyped;
    object! {
        "subscriptionStartDate": lasting.then(|| dates::stamp(line.start)),
        "subscriptionEndDate": lasting.then(|| dates::stamp(line.end)),
        "chargeStartDate": charged(line.start),
        "chargeEndDate": charged(line.end),
        "termAndBillingCycle": &line.term,
    }
}
