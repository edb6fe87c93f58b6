//! How long it takes to decode a page of 2,000 lines, against reading it over and nothing more.
//!
//! Run with `cargo bench -p partner-center-api`; a word after `--` chooses ways by name, for a
//! profiler. Times are medians of one run, the ways taking
//! turns; compare the ratios, which differ little between machines.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program that prints, or fails")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use partner_center_api::types::InvoiceLineItemCollection;
use serde::de::IgnoredAny;

/// How often each way is taken.
const ROUNDS: usize = 41;

/// A way to read a page.
type Way = (&'static str, fn(&str));

const WAYS: &[Way] = &[
    ("floor: serde_json, IgnoredAny", |page| {
        black_box(serde_json::from_str::<IgnoredAny>(page).unwrap());
    }),
    ("InvoiceLineItemCollection::decode", |page| {
        black_box(InvoiceLineItemCollection::decode(page).unwrap());
    }),
    ("serde_json, typed", |page| {
        black_box(serde_json::from_str::<InvoiceLineItemCollection>(page).unwrap());
    }),
];

fn main() {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let chosen = |name: &str| wanted.iter().all(|word| name.contains(word.as_str()));
    let ways: Vec<&Way> = WAYS.iter().filter(|(name, _)| chosen(name)).collect();
    let page = page(2_000);
    println!("{} lines, {:.2} MB", 2_000, page.len() as f64 / 1e6);
    let mut times = vec![Vec::new(); ways.len()];
    for _ in 0..ROUNDS {
        for (times, (_, read)) in times.iter_mut().zip(&ways) {
            let began = Instant::now();
            read(black_box(&page));
            times.push(began.elapsed());
        }
    }
    let medians: Vec<Duration> = times.iter_mut().map(|times| median(times)).collect();
    for ((name, _), time) in ways.iter().zip(&medians) {
        let ratio = time.as_secs_f64() / medians[0].as_secs_f64();
        println!("{name:34} {:7.2} ms  {ratio:5.2}", time.as_secs_f64() * 1e3);
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// A page of one-time lines of some 1.6 KB, no two of them alike.
fn page(count: usize) -> String {
    let lines: Vec<_> = (0..count).map(line).collect();
    format!(
        r#"{{"totalCount":{count},"items":[{}],"links":{{"self":{{"uri":"/v1/invoices/G1/lineitems","method":"GET","headers":[]}}}},"continuationToken":"bmV4dA==","attributes":{{"objectType":"Collection"}}}}"#,
        lines.join(",")
    )
}

fn line(index: usize) -> String {
    let guid = |salt: usize| {
        let mixed = (index as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        let digits = format!("{:032x}", mixed.wrapping_mul(salt as u128 * 2 + 3));
        let [a, b, c, d] = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20]];
        format!("{a}-{b}-{c}-{d}-{}", &digits[20..])
    };
    let cents = index * 37 % 100_000;
    let (price, tax) = (format!("{}.{:02}", cents / 100, cents % 100), cents % 1_000);
    let quantity = if index.is_multiple_of(3) {
        format!("\"{}\"", index % 50)
    } else {
        (index % 50).to_string()
    };
    format!(
        r#"{{"partnerId":"3d8f1c72-a604-4b9e-8d57-c21e90b3f648","customerId":"{}","customerName":"Contoso {index} GmbH","customerDomainName":"contoso{index}.onmicrosoft.com","customerCountry":"DE","invoiceNumber":"G0990{index:05}","mpnId":"5550123","resellerMpnId":0,"orderId":"{}","orderDate":"2030-02-{:02}T09:37:12.1234567Z","productId":"CFQ7TTC0{:04}","skuId":"{:04}","availabilityId":"CFQ7TTC0{index:04}A","productName":"Contoso Storage Plan {}","skuName":"Contoso Storage Plan {} for Business","productQualifiers":[],"chargeType":"cycleCharge","unitPrice":{price},"effectiveUnitPrice":0.0159369774{:08},"unitType":"Licenses","quantity":{quantity},"subtotal":{price},"taxTotal":{}.{:03},"totalForCustomer":"{price}","currency":"EUR","publisherName":"Contoso","publisherId":"","subscriptionDescription":"Contoso Storage Plan {index}","subscriptionId":"{}","subscriptionStartDate":"2030-02-06T00:00:00Z","subscriptionEndDate":"2031-02-05T00:00:00Z","chargeStartDate":"2030-02-06T00:00:00Z","chargeEndDate":"2030-03-05T00:00:00Z","termAndBillingCycle":"One-Year commitment for monthly billing","alternateId":"{:012x}","referenceId":"{}","priceAdjustmentDescription":"[\"5.0% promotion\"]","discountDetails":"","pricingCurrency":"USD","pcToBCExchangeRate":0.9234567,"pcToBCExchangeRateDate":"2030-02-01T00:00:00","billableQuantity":{}.5,"meterDescription":"","billingFrequency":"Monthly","reservationOrderId":"","invoiceLineItemType":"billing_line_items","billingProvider":"one_time","promotionId":"","attributes":{{"objectType":"OneTimeInvoiceLineItem"}}}}"#,
        guid(1),
        guid(2),
        index % 28 + 1,
        index % 10_000,
        index % 30,
        index % 700,
        index % 700,
        index * 7,
        tax / 10,
        tax,
        guid(3),
        index * 7919,
        guid(4),
        index % 50,
    )
}
