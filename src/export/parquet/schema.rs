//! Which type a column has.

use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::errors::Result;
use parquet::schema::types::Type;
use partner_center_api::support::ColumnKind;

use crate::export::table::{RAW, Table};
use crate::types::LineItemKind;

use super::column::Column;
use super::decimals::Decimals;

/// The column before the last: dates that are finer than a column of dates is.
const DATES: &str = "exactDates";

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Json,
    Integer,
    Decimal(Decimals),
    /// Microseconds since 1970, UTC.
    Date,
    Flag,
}

impl Form {
    fn of(column: ColumnKind, line: LineItemKind) -> Self {
        match (column, line) {
            // The sums of rated usage are not rounded to coins: they have 15 decimals.
            (ColumnKind::Amount, LineItemKind::DailyRatedUsage) => Self::Decimal(Decimals::RATE),
            (ColumnKind::Amount, _) => Self::Decimal(Decimals::AMOUNT),
            // Usage is counted as finely as it is priced.
            (ColumnKind::Rate | ColumnKind::Quantity, _) => Self::Decimal(Decimals::RATE),
            (ColumnKind::Integer, _) => Self::Integer,
            (ColumnKind::Date, _) => Self::Date,
            (ColumnKind::Flag, _) => Self::Flag,
            (ColumnKind::Json, _) => Self::Json,
            _ => Self::Text,
        }
    }

    fn field(self, name: &str) -> Result<Type> {
        let (physical, logical) = match self {
            Self::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Self::Json => (Physical::BYTE_ARRAY, Some(LogicalType::Json)),
            Self::Integer => (Physical::INT64, None),
            Self::Decimal(decimals) => (
                Physical::FIXED_LEN_BYTE_ARRAY,
                Some(LogicalType::decimal(decimals.scale(), Decimals::PRECISION)),
            ),
            Self::Date => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
            Self::Flag => (Physical::BOOLEAN, None),
        };
        let field = Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical);
        match self {
            Self::Decimal(decimals) => field
                .with_length(Decimals::LENGTH)
                .with_precision(Decimals::PRECISION)
                .with_scale(decimals.scale())
                .build(),
            _ => field.build(),
        }
    }
}

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
