//! A file of CSV, row by row.

use std::io::Read;
use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord, Terminator};

use super::bounded::Bounded;
use super::columns::Columns;
use super::error::SheetError;

/// What a file is read from.
pub(super) type Source = Box<dyn Read + Send>;

/// The rows of a file. At the first thing that makes the rest unreadable it ends.
pub(super) struct Table {
    reader: csv::Reader<Bounded<Source>>,
    columns: Arc<Columns>,
    is_over: bool,
}

/// One row: the line that it begins on, and its cells.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) line: u64,
    pub(super) columns: Arc<Columns>,
    cells: StringRecord,
}

impl Table {
    /// Reads the header, which must name the `required` columns.
    pub(super) fn read(source: Source, required: &[&str]) -> Result<Self, SheetError> {
        let mut builder = ReaderBuilder::new();
        // A line ends with its feed alone: by the carriage return before it, each row would be
        // said to begin on the line before. What is left of it is trimmed from the last cell.
        builder.flexible(true).terminator(Terminator::Any(b'\n'));
        let mut reader = builder.from_reader(Bounded::new(source));
        let header = reader.headers().map_err(|error| unreadable(&error, 1))?;
        if header.iter().all(|name| name.trim().is_empty()) {
            return Err(SheetError::whole("the file is empty"));
        }
        let columns = Arc::new(Columns::read(header.iter(), required)?);
        Ok(Self { reader, columns, is_over: false })
    }

    pub(super) fn columns(&self) -> &Arc<Columns> {
        &self.columns
    }

    /// The next row, if it has a cell for each column.
    pub(super) fn next(&mut self) -> Option<Result<Record, SheetError>> {
        while !self.is_over {
            self.reader.get_mut().begin_row();
            let line = self.reader.position().line();
            let mut cells = StringRecord::new();
            match self.reader.read_record(&mut cells) {
                Ok(false) => self.is_over = true,
                Ok(true) if cells.len() == 1 && cells[0].trim().is_empty() => {}
                Ok(true) => {
                    let line = cells.position().map_or(line, csv::Position::line);
                    return Some(self.checked(Record {
                        line,
                        columns: self.columns.clone(),
                        cells,
                    }));
                }
                Err(error) => {
                    // After bytes that are not UTF-8 the next row can be read; after all else, none.
                    self.is_over = !matches!(error.kind(), csv::ErrorKind::Utf8 { .. });
                    return Some(Err(unreadable(&error, line)));
                }
            }
        }
        None
    }

    fn checked(&self, record: Record) -> Result<Record, SheetError> {
        let (cells, columns) = (record.cells.len(), self.columns.len());
        if cells == columns {
            return Ok(record);
        }
        let why = format!("the row has {cells} cells, and the header names {columns} columns");
        Err(SheetError::row(record.line, why))
    }
}

impl Record {
    /// A cell by the place of its column, without blanks around it.
    pub(super) fn at(&self, place: usize) -> &str {
        self.cells.get(place).unwrap_or_default().trim()
    }

    /// A cell by the name of its column; `None` where there is no such column.
    pub(super) fn cell(&self, column: &str) -> Option<&str> {
        Some(self.at(self.columns.position(column)?))
    }
}

fn unreadable(error: &csv::Error, line: u64) -> SheetError {
    match error.kind() {
        csv::ErrorKind::Io(error) => SheetError::row(line, error.to_string()),
        csv::ErrorKind::Utf8 { .. } => SheetError::row(line, "the row is not text in UTF-8"),
        _ => SheetError::row(line, "the row is not CSV"),
    }
}
