//! What the lines of a file add up to, for each currency.
//!
//! The file is read, and not the list a second time: it is the file that others will trust.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::Context;
use partner_center::invoice::ExactSum;
use partner_center::types::InvoiceLineItem;
use partner_center::values::Decimal;
use serde_json::value::RawValue;

use crate::arguments::Format;
use crate::kind::Kind;

/// What the lines of a file add up to.
#[derive(Default)]
pub(crate) struct Totals {
    /// By currency.
    pub(crate) sums: BTreeMap<String, ExactSum>,
    /// How many lines are in no sum: of another kind, unreadable, or without a total.
    pub(crate) skipped: u64,
}

/// Adds up the lines of a file. Nothing is added up, nor skipped, of a kind without a price.
pub(crate) fn of(path: &Path, format: Format, kind: &Kind) -> anyhow::Result<Totals> {
    let Some(columns) = kind.total else { return Ok(Totals::default()) };
    match format {
        Format::Csv => csv(path, columns),
        Format::JsonLines => json_lines(path, kind),
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet(path, columns),
    }
    .with_context(|| format!("adding up {}", path.display()))
}

fn csv(path: &Path, columns: [&str; 2]) -> anyhow::Result<Totals> {
    let mut reader = csv::Reader::from_path(path)?;
    let header = reader.headers()?.clone();
    let at = |name: &str| {
        let at = header.iter().position(|column| column == name);
        at.with_context(|| format!("there is no column {name}"))
    };
    let [total, currency] = [at(columns[0])?, at(columns[1])?];
    let mut totals = Totals::default();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record)? {
        match &record[total] {
            "" => totals.skipped += 1,
            total => totals.add(&record[currency], total.parse()?),
        }
    }
    Ok(totals)
}

fn json_lines(path: &Path, kind: &Kind) -> anyhow::Result<Totals> {
    let mut totals = Totals::default();
    for line in BufReader::new(File::open(path)?).lines() {
        let line = line?;
        let json: &RawValue = serde_json::from_str(&line)?;
        let (total, currency) = match InvoiceLineItem::read(json, Some(kind.line)) {
            InvoiceLineItem::OneTime(line) => (line.total_for_customer, line.currency),
            InvoiceLineItem::LicenseBased(line) => (line.total_for_customer, line.currency),
            InvoiceLineItem::UsageBased(line) => (line.post_tax_total, line.currency),
            InvoiceLineItem::DailyRatedUsage(line) => {
                (line.billing_pre_tax_total, line.billing_currency)
            }
            _ => (None, None),
        };
        match total {
            Some(total) => totals.add(currency.as_ref().map_or("", |code| code.as_str()), total),
            None => totals.skipped += 1,
        }
    }
    Ok(totals)
}

#[cfg(feature = "parquet")]
fn parquet(path: &Path, columns: [&str; 2]) -> anyhow::Result<Totals> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    use parquet::schema::types::Type;

    let reader = SerializedFileReader::new(File::open(path)?)?;
    let schema = reader.metadata().file_metadata().schema();
    // Only the two columns are read.
    let wanted = schema.get_fields().iter().filter(|field| columns.contains(&field.name()));
    let wanted = wanted.cloned().collect();
    let wanted = Type::group_type_builder(schema.name()).with_fields(wanted).build()?;
    let mut totals = Totals::default();
    for row in reader.get_row_iter(Some(wanted))? {
        let row = row?;
        let cell = |name: &str| row.get_column_iter().find(|(column, _)| *column == name);
        let (Some((_, Field::Decimal(total))), currency) = (cell(columns[0]), cell(columns[1]))
        else {
            totals.skipped += 1;
            continue;
        };
        let units = i128::from_be_bytes(total.data().try_into().context("not 16 bytes")?);
        let currency = match currency {
            Some((_, Field::Str(currency))) => currency.as_str(),
            _ => "",
        };
        totals.add(currency, decimal(units, total.scale())?);
    }
    Ok(totals)
}

/// A number in units of its last digit as a number.
#[cfg(feature = "parquet")]
fn decimal(units: i128, scale: i32) -> anyhow::Result<Decimal> {
    Ok(format!("{units}e-{scale}").parse()?)
}

impl Totals {
    fn add(&mut self, currency: &str, total: Decimal) {
        self.sums.entry(currency.to_owned()).or_default().add(total);
    }
}
