//! Which type a column has.

use parquet::basic::{LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::errors::Result;
use parquet::schema::types::Type;
use partner_center_api::support::ColumnKind;
use partner_center_api::types::LineItemKind;

use super::decimals::Decimals;

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
    pub(super) fn of(column: ColumnKind, line: LineItemKind) -> Self {
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

    pub(super) fn field(self, name: &str) -> Result<Type> {
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
