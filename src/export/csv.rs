//! Comma-separated values, as RFC 4180 has them.

use csv::{Terminator, WriterBuilder};
use partner_center_api::support::{Cell, ColumnKind};
use partner_center_api::types::InvoiceLineItem;

use crate::error::{Error, Result};
use crate::listing::Listing;

use super::format::{Encoder, EncoderContext, Format};
use super::table::{RAW, Table};
use super::{Export, RawLine};

/// Comma-separated values, exact unless they are for spreadsheets.
#[derive(Debug, Default)]
pub struct Csv {
    for_spreadsheets: bool,
}

impl Export<Csv> {
    /// Makes the file safe and legible for people who open it in a spreadsheet, at the price
    /// of changing some values.
    ///
    /// Text that begins with `=`, `+`, `-`, `@`, a tab or a line break, which a spreadsheet
    /// would take for a formula, gets an apostrophe in front: a customer chooses its own
    /// name. Numbers and dates stay as they are. The file begins with a byte order mark, by
    /// which spreadsheets recognize UTF-8.
    pub fn for_spreadsheets(mut self) -> Self {
        self.format_mut().for_spreadsheets = true;
        self
    }
}

impl Format for Csv {
    type Encoder = Rows;

    fn name(&self) -> &'static str {
        match self.for_spreadsheets {
            true => "CSV for spreadsheets",
            false => "CSV",
        }
    }

    fn listing(&self, lines: Listing<InvoiceLineItem>) -> Result<Listing<InvoiceLineItem>> {
        Ok(lines)
    }

    fn encoder(self, context: EncoderContext<'_>) -> Result<Rows> {
        let table = Table::of(context.kind)?;
        Ok(Rows { table, headed: context.resumed.is_some(), guarded: self.for_spreadsheets })
    }
}

/// Makes lines into records.
#[derive(Debug)]
pub struct Rows {
    table: Table,
    /// Whether the header has been written.
    headed: bool,
    guarded: bool,
}

impl Rows {
    fn header(&mut self, out: &mut Vec<u8>) -> Result<()> {
        if !std::mem::replace(&mut self.headed, true) {
            if self.guarded {
                out.extend_from_slice("\u{feff}".as_bytes());
            }
            let names = self.table.heads().iter().map(|head| head.name);
            writer(out).write_record(names.chain([RAW])).map_err(impossible)?;
        }
        Ok(())
    }

    /// What stands in a cell, to the last digit.
    fn text(&self, kind: ColumnKind, cell: &Cell<'_>) -> String {
        let text = match cell {
            Cell::None => String::new(),
            Cell::Text(text) => (*text).to_owned(),
            Cell::Integer(number) => number.to_string(),
            Cell::Decimal(number) => number.to_string(),
            Cell::Date(date) => date.to_string(),
            Cell::Flag(flag) => flag.to_string(),
            Cell::Json(json) => json.clone(),
            other => format!("{other:?}"),
        };
        let is_text = matches!(kind, ColumnKind::Text | ColumnKind::Word | ColumnKind::Id);
        match self.guarded && is_text && text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
            true => format!("'{text}"),
            false => text,
        }
    }
}

impl Encoder for Rows {
    type Line = InvoiceLineItem;

    fn page(
        &mut self,
        lines: Vec<InvoiceLineItem>,
        first: u64,
        out: &mut Vec<u8>,
        raw: &mut dyn FnMut(RawLine),
    ) -> Result<bool> {
        self.header(out)?;
        let mut writer = writer(out);
        for (number, line) in (first..).zip(&lines) {
            let misfit = self.table.row(line, |head, cell| {
                writer.write_field(self.text(head.kind, &cell)).map_err(impossible)
            })?;
            let json = match misfit {
                None => String::new(),
                Some(misfit) => {
                    for _ in self.table.heads() {
                        writer.write_field("").map_err(impossible)?;
                    }
                    let (told, json) = misfit.told(number);
                    raw(told);
                    json
                }
            };
            writer.write_field(json).map_err(impossible)?;
            writer.write_record(None::<&[u8]>).map_err(impossible)?;
        }
        writer.flush().map_err(|error| impossible(error.into()))?;
        drop(writer);
        Ok(true)
    }

    fn end(&mut self, out: &mut Vec<u8>) -> Result<()> {
        self.header(out)
    }
}

fn writer(out: &mut Vec<u8>) -> csv::Writer<&mut Vec<u8>> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out)
}

/// Memory takes what is written to it, and all records are equally long.
fn impossible(error: csv::Error) -> Error {
    Error::invalid("file", format!("a line cannot be written as CSV: {error}"))
}
