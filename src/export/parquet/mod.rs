//! Parquet: columns with types, for machines.

mod column;
mod decimals;
mod form;
mod index;
mod refusal;
mod schema;

use std::sync::Arc;

use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use partner_center_api::support::Cell;
use partner_center_api::types::InvoiceLineItem;

use crate::error::Result;
use crate::listing::Listing;

use self::column::Column;
use self::index::Sink;
use self::refusal::{impossible, unfit};
use super::format::{Encoder, EncoderContext, Format};
use super::table::Table;
use super::{Export, RawLine};

/// Parquet files, whose columns have types.
#[derive(Debug)]
pub struct Parquet {
    group: usize,
}

impl Default for Parquet {
    fn default() -> Self {
        Self { group: GROUP }
    }
}

/// After how many lines they are written out, at the end of their page.
const GROUP: usize = 10_000;

impl Export<Parquet> {
    /// After how many lines they are written out, at the end of their page; 10,000 unless
    /// told otherwise. They are held in memory until then, and an interrupted export goes on
    /// after the last ones that were written out.
    pub fn row_group(mut self, lines: usize) -> Self {
        self.format_mut().group = lines.max(1);
        self
    }
}

impl Format for Parquet {
    type Encoder = RowGroups;

    fn name(&self) -> &'static str {
        "Parquet"
    }

    fn listing(&self, lines: Listing<InvoiceLineItem>) -> Result<Listing<InvoiceLineItem>> {
        Ok(lines)
    }

    fn encoder(self, context: EncoderContext<'_>) -> Result<RowGroups> {
        let table = Table::of(context.kind)?;
        let columns = schema::columns(&table, context.kind);
        let schema = Arc::new(schema::message(&columns).map_err(impossible)?);
        let about =
            [("partner-center.list", context.list), ("partner-center.kind", context.kind.as_str())];
        let properties = WriterProperties::builder()
            .set_created_by(
                concat!("partner-center version ", env!("CARGO_PKG_VERSION")).to_owned(),
            )
            .set_compression(parquet::basic::Compression::SNAPPY)
            .set_key_value_metadata(Some(
                about.map(|(key, value)| KeyValue::new(key.to_owned(), value.to_owned())).into(),
            ))
            // Indexes of pages, which would have to be kept in mind as well, gain nothing in
            // groups as small as these.
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .build();
        let sink = Sink::default();
        let mut writer = SerializedFileWriter::new(sink.clone(), schema, Arc::new(properties))
            .map_err(impossible)?;
        if let Some(state) = context.resumed {
            index::restore(&mut writer, &sink, state.unwrap_or_default())?;
        }
        Ok(RowGroups { table, columns, held: 0, group: self.group, sink, writer })
    }
}

/// Gathers lines by column, and writes a group of them at a time.
pub struct RowGroups {
    table: Table,
    /// The table's columns, and the two that every file has after them.
    columns: Vec<Column>,
    /// How many lines are gathered.
    held: usize,
    group: usize,
    sink: Sink,
    writer: SerializedFileWriter<Sink>,
}

impl RowGroups {
    /// Adds a line; what is told of it, if it is there as JSON only.
    fn line(&mut self, line: &InvoiceLineItem, number: u64) -> Result<Option<RawLine>> {
        // The two last ones are `exactDates` and `json`.
        let [columns @ .., exact_dates, json] = self.columns.as_mut_slice() else {
            return Ok(None);
        };
        let mut finer = serde_json::Map::new();
        let mut into = columns.iter_mut();
        let misfit = self.table.row(line, |head, cell| {
            if let Cell::Date(date) = &cell
                && date.local().and_utc().timestamp_subsec_nanos() % 1_000 != 0
            {
                finer.insert(head.name.to_owned(), date.to_string().into());
            }
            match into.next() {
                Some(column) => column.push(&cell).map_err(|why| unfit(number, head.name, &why)),
                None => Ok(()),
            }
        })?;
        match finer.is_empty() {
            true => exact_dates.skip(),
            false => {
                let text = serde_json::Value::from(finer).to_string();
                let pushed = exact_dates.push_text(&text);
                pushed.map_err(|why| unfit(number, exact_dates.name(), &why))?;
            }
        }
        let Some(misfit) = misfit else {
            json.skip();
            return Ok(None);
        };
        columns.iter_mut().for_each(Column::skip);
        let (told, text) = misfit.told(number);
        json.push_text(&text).map_err(|why| unfit(number, json.name(), &why))?;
        Ok(Some(told))
    }

    fn write_group(&mut self, out: &mut Vec<u8>) -> Result<()> {
        if std::mem::take(&mut self.held) == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(impossible)?;
        for column in &mut self.columns {
            let Some(mut writer) = group.next_column().map_err(impossible)? else { break };
            column.write(&mut writer).map_err(impossible)?;
            writer.close().map_err(impossible)?;
        }
        group.close().map_err(impossible)?;
        self.writer.flush().map_err(|error| impossible(error.into()))?;
        self.sink.drain_into(out);
        Ok(())
    }
}

impl Encoder for RowGroups {
    type Line = InvoiceLineItem;

    fn page(
        &mut self,
        lines: Vec<InvoiceLineItem>,
        first: u64,
        out: &mut Vec<u8>,
        raw: &mut dyn FnMut(RawLine),
    ) -> Result<bool> {
        for (number, line) in (first..).zip(&lines) {
            if let Some(told) = self.line(line, number)? {
                raw(told);
            }
        }
        self.held += lines.len();
        if self.held >= self.group {
            self.write_group(out)?;
        }
        Ok(self.held == 0)
    }

    fn end(&mut self, out: &mut Vec<u8>) -> Result<()> {
        self.write_group(out)?;
        self.writer.finish().map_err(impossible)?;
        self.sink.drain_into(out);
        Ok(())
    }

    fn state(&self) -> Result<Option<String>> {
        index::state(&self.writer).map(Some)
    }
}

impl std::fmt::Debug for RowGroups {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowGroups").field("table", &self.table).field("held", &self.held).finish()
    }
}
