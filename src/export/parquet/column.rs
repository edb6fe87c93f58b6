//! The cells of one column, gathered.

use bytes::Bytes;
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int64Type,
};
use parquet::errors::Result;
use parquet::file::writer::SerializedColumnWriter;
use partner_center_api::support::Cell;

use super::decimals::Decimals;
use super::form::Form;

/// The cells of one column, gathered until their group is written.
#[derive(Debug)]
pub(super) struct Column {
    name: &'static str,
    form: Form,
    values: Values,
    /// 1 for a value, 0 for nothing.
    levels: Vec<i16>,
}

/// Values one after the other; the library's own form of them takes several times the memory,
/// and only one column is in it at a time.
#[derive(Debug)]
enum Values {
    /// Texts, and where each ends.
    Texts(Vec<u8>, Vec<usize>),
    Decimals(Decimals, Vec<u8>),
    Integers(Vec<i64>),
    Flags(Vec<bool>),
}

impl Column {
    pub(super) fn new(name: &'static str, form: Form) -> Self {
        let values = match form {
            Form::Text | Form::Json => Values::Texts(Vec::new(), Vec::new()),
            Form::Decimal(decimals) => Values::Decimals(decimals, Vec::new()),
            Form::Integer | Form::Date => Values::Integers(Vec::new()),
            Form::Flag => Values::Flags(Vec::new()),
        };
        Self { name, form, values, levels: Vec::new() }
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn form(&self) -> Form {
        self.form
    }

    /// Adds nothing.
    pub(super) fn skip(&mut self) {
        self.levels.push(0);
    }

    /// Adds a cell, or says what it is and why it does not fit.
    pub(super) fn push(&mut self, cell: &Cell<'_>) -> Result<(), String> {
        match (&mut self.values, cell) {
            (_, Cell::None) => {
                self.skip();
                return Ok(());
            }
            (Values::Texts(..), Cell::Text(text)) => return self.push_text(text),
            (Values::Texts(..), Cell::Json(json)) => return self.push_text(json),
            (Values::Decimals(decimals, values), Cell::Decimal(number)) => {
                let bytes = decimals
                    .bytes(*number)
                    .ok_or_else(|| format!("{number}, which does not fit {}", decimals.room()))?;
                values.extend_from_slice(&bytes);
            }
            (Values::Integers(values), Cell::Integer(number)) => values.push(*number),
            (Values::Integers(values), Cell::Date(date)) => match date.to_utc() {
                Some(instant) => values.push(instant.timestamp_micros()),
                None => return Err(format!("`{date}`, which is no point in time")),
            },
            (Values::Flags(values), Cell::Flag(flag)) => values.push(*flag),
            (_, cell) => return Err(misplaced(cell)),
        }
        self.levels.push(1);
        Ok(())
    }

    /// Adds text to a column of texts.
    pub(super) fn push_text(&mut self, text: &str) -> Result<(), String> {
        let Values::Texts(texts, ends) = &mut self.values else {
            return Err(misplaced(&Cell::Text(text)));
        };
        texts.extend_from_slice(text.as_bytes());
        ends.push(texts.len());
        self.levels.push(1);
        Ok(())
    }

    /// Writes what was gathered, and forgets it.
    pub(super) fn write(&mut self, to: &mut SerializedColumnWriter<'_>) -> Result<()> {
        let levels = Some(&self.levels[..]);
        match &mut self.values {
            Values::Texts(texts, ends) => {
                let values = shared(texts, ends.drain(..));
                to.typed::<ByteArrayType>().write_batch(&values, levels, None)?;
            }
            Values::Decimals(_, numbers) => {
                let ends = (0..numbers.len()).step_by(Decimals::BYTES);
                let values = shared(numbers, ends.map(|start| start + Decimals::BYTES));
                let values: Vec<FixedLenByteArray> = values.into_iter().map(Into::into).collect();
                to.typed::<FixedLenByteArrayType>().write_batch(&values, levels, None)?;
            }
            Values::Integers(values) => {
                to.typed::<Int64Type>().write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Flags(values) => {
                to.typed::<BoolType>().write_batch(values, levels, None)?;
                values.clear();
            }
        }
        self.levels.clear();
        Ok(())
    }
}

/// How many values share an allocation. The library keeps the least and the greatest of each
/// group in mind until the end, and their neighbors with them.
const NEIGHBORS: usize = 16;

/// The values that end at `ends`, in the library's form.
fn shared(all: &mut Vec<u8>, ends: impl Iterator<Item = usize>) -> Vec<ByteArray> {
    let ends: Vec<usize> = ends.collect();
    let mut values = Vec::with_capacity(ends.len());
    let mut from = 0;
    for neighbors in ends.chunks(NEIGHBORS) {
        let start = from;
        let Some(end) = neighbors.last() else { break };
        let bytes = Bytes::copy_from_slice(&all[start..*end]);
        for end in neighbors {
            values.push(ByteArray::from(bytes.slice(from - start..*end - start)));
            from = *end;
        }
    }
    all.clear();
    values
}

fn misplaced(cell: &Cell<'_>) -> String {
    format!("{cell:?}, which is of another type than its column")
}
