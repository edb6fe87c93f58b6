//! The columns of a file.

use std::sync::Arc;

use parquet::errors::Result;
use parquet::schema::types::Type;
use partner_center_api::types::LineItemKind;

use crate::export::table::{RAW, Table};

use super::column::Column;
use super::form::Form;

/// The column before the last: dates that are finer than a column of dates is.
const DATES: &str = "exactDates";

/// The columns of a kind of line, and two more.
pub(super) fn columns(table: &Table, line: LineItemKind) -> Vec<Column> {
    let columns = table.heads().iter().map(|head| (head.name, Form::of(head.kind, line)));
    let added = [(DATES, Form::Json), (RAW, Form::Json)];
    columns.chain(added).map(|(name, form)| Column::new(name, form)).collect()
}

pub(super) fn message(columns: &[Column]) -> Result<Type> {
    let fields = columns.iter().map(|column| column.form().field(column.name()).map(Arc::new));
    Type::group_type_builder("line").with_fields(fields.collect::<Result<_>>()?).build()
}
