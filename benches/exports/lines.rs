//! Lines of an export, made up.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;

/// How many lines a member of gzip has.
const MEMBER: u64 = 20_000;

/// Writes so many lines; gives how many bytes they are, plain and packed.
pub(crate) fn write(path: &Path, count: u64) -> Result<(u64, u64)> {
    let mut file = BufWriter::new(File::create(path)?);
    let (mut plain, mut at) = (0, 0);
    while at < count {
        let mut member = GzEncoder::new(&mut file, Compression::default());
        for number in at..count.min(at + MEMBER) {
            let line = line(number);
            plain += line.len() as u64;
            member.write_all(line.as_bytes())?;
        }
        member.finish()?;
        at += MEMBER;
    }
    file.flush()?;
    Ok((plain, path.metadata()?.len()))
}

/// The sum of the totals of the first lines.
pub(crate) fn total(count: u64) -> String {
    // Of each line 12.5 and as many tenths as its number has beyond hundreds.
    let tenths: u64 = (0..count).map(|number| 125 + number % 100).sum();
    match tenths % 10 {
        0 => format!("{}", tenths / 10),
        rest => format!("{}.{rest}", tenths / 10),
    }
}

/// A line with all columns; ids differ from line to line.
fn line(number: u64) -> String {
    let mix = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let id = format!("{:08x}-{:04x}-4000-8000-{:012x}", mix >> 32, mix & 0xffff, mix >> 16);
    let (total, tax) = (125 + number % 100, number % 20);
    format!(
        "{{\"AlternateId\":\"{mix:012x}\",\"AvailabilityId\":\"CFA{mix:09X}\",\"BillableQuantity\":{q}.0,\
         \"BillingFrequency\":\"\",\"ChargeEndDate\":\"2026-10-31T00:00:00Z\",\
         \"ChargeStartDate\":\"2026-10-01T00:00:00Z\",\"ChargeType\":\"new\",\"CreditReasonCode\":\"\",\
         \"Currency\":\"USD\",\"CustomerCountry\":\"US\",\"CustomerDomainName\":\"customer{c}.example\",\
         \"CustomerId\":\"{id}\",\"CustomerName\":\"Customer {c}\",\"EffectiveUnitPrice\":\"{q}.1234567890\",\
         \"InvoiceNumber\":\"G000100002\",\"MeterDescription\":\"\",\"MpnId\":\"5550123\",\
         \"OrderDate\":\"2026-10-0{d}T09:26:53.5897932Z\",\"OrderId\":\"{mix:016x}oRdEr{c:08}1\",\
         \"PCToBCExchangeRate\":1.0,\"PCToBCExchangeRateDate\":\"2026-10-01T00:00:00Z\",\
         \"PartnerId\":\"c0470500-1111-4a00-8000-00000000c001\",\
         \"PriceAdjustmentDescription\":\"[\\\"15.0% Partner earned credit for services managed\\\"]\",\
         \"PricingCurrency\":\"USD\",\"ProductCategory\":\"Software\",\"ProductId\":\"CONTOSO00001\",\
         \"ProductName\":\"Contoso Server\",\"ProductQualifiers\":[],\"PromotionId\":\"\",\
         \"PublisherId\":\"\",\"PublisherName\":\"Contoso\",\"Quantity\":{q},\"ReferenceId\":\"{id}\",\
         \"ReservationOrderId\":\"\",\"SkuId\":\"0001\",\"SkuName\":\"Contoso Server Standard\",\
         \"SubscriptionDescription\":\"\",\"SubscriptionEndDate\":\"\",\"SubscriptionId\":\"{id}\",\
         \"SubscriptionStartDate\":\"\",\"Subtotal\":{sw}.{sf},\"TaxTotal\":{tw}.{tf},\
         \"TermAndBillingCycle\":\"One-Year commitment for yearly billing\",\"Tier2MpnId\":\"0\",\
         \"Total\":{ow}.{of},\"UnitPrice\":{q}.75,\"UnitType\":\"\"}}\n",
        q = number % 9 + 1,
        c = number % 1_000,
        d = number % 9 + 1,
        sw = (total - tax) / 10,
        sf = (total - tax) % 10,
        tw = tax / 10,
        tf = tax % 10,
        ow = total / 10,
        of = total % 10,
    )
}
