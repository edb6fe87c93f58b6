//! Objects as rows of a table, for exports that know nothing of their types.

use std::fmt;

use serde::Serialize;

use super::{Decimal, Timestamp};

/// A property of `T` as a column.
#[non_exhaustive]
pub struct Column<T> {
    /// The name of the property on the wire; `attributes.etag` for one of an object within.
    pub name: &'static str,
    /// What stands in the column.
    pub kind: ColumnKind,
    /// What stands in it for a row.
    pub get: fn(&T) -> Cell<'_>,
}

impl<T> Clone for Column<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Column<T> {}

impl<T> fmt::Debug for Column<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Column({}: {:?})", self.name, self.kind)
    }
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ColumnKind {
    /// Text for people, or a code of a country or a currency. The cells are [`Cell::Text`].
    Text,
    /// A word of a list that the document knows, and others. The cells are [`Cell::Text`].
    Word,
    /// An identifier. The cells are [`Cell::Text`].
    Id,
    /// A whole number. The cells are [`Cell::Integer`].
    Integer,
    /// A sum of money. The cells are [`Cell::Decimal`].
    Amount,
    /// The price of one, an exchange rate, or a share. The cells are [`Cell::Decimal`].
    Rate,
    /// A count, which can have a fraction. The cells are [`Cell::Decimal`].
    Quantity,
    /// A point in time. The cells are [`Cell::Date`].
    Date,
    /// True or false. The cells are [`Cell::Flag`].
    Flag,
    /// A list, or anything else that is no single value. The cells are [`Cell::Json`].
    Json,
}

/// What stands in a column for a row.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Cell<'r> {
    /// Nothing: the property is missing or null, or a date that was never set.
    None,
    /// Text, which can be empty.
    Text(&'r str),
    /// A whole number.
    Integer(i64),
    /// An exact decimal number.
    Decimal(Decimal),
    /// A point in time.
    Date(Timestamp),
    /// True or false.
    Flag(bool),
    /// JSON.
    Json(String),
}

impl<'r> Cell<'r> {
    /// What a property says, if it is there.
    pub fn of<T: AsCell>(value: Option<&'r T>) -> Self {
        value.map_or(Self::None, AsCell::as_cell)
    }

    /// A property as JSON, unless it is empty.
    pub fn json<T: Serialize>(value: &T) -> Self {
        match serde_json::to_string(value) {
            Ok(json) if !matches!(json.as_str(), "null" | "[]" | "{}") => Self::Json(json),
            // No type of the document fails to be written.
            _ => Self::None,
        }
    }
}

/// What can stand in a cell.
pub trait AsCell {
    /// As a cell.
    fn as_cell(&self) -> Cell<'_>;
}

impl AsCell for String {
    fn as_cell(&self) -> Cell<'_> {
        Cell::Text(self)
    }
}

impl AsCell for i32 {
    fn as_cell(&self) -> Cell<'_> {
        Cell::Integer((*self).into())
    }
}

impl AsCell for i64 {
    fn as_cell(&self) -> Cell<'_> {
        Cell::Integer(*self)
    }
}

impl AsCell for bool {
    fn as_cell(&self) -> Cell<'_> {
        Cell::Flag(*self)
    }
}

impl AsCell for Decimal {
    fn as_cell(&self) -> Cell<'_> {
        Cell::Decimal(*self)
    }
}

impl AsCell for Timestamp {
    fn as_cell(&self) -> Cell<'_> {
        match self.is_unset() {
            true => Cell::None,
            false => Cell::Date(*self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_no_cell() {
        assert_eq!(Cell::of::<String>(None), Cell::None);
        let unset: Timestamp = "0001-01-01T00:00:00".parse().unwrap();
        assert_eq!(Cell::of(Some(&unset)), Cell::None);
        assert_eq!(Cell::json(&Vec::<String>::new()), Cell::None);
        assert_eq!(Cell::json(&None::<String>), Cell::None);
    }

    #[test]
    fn what_says_something_is_its_cell() {
        assert_eq!(Cell::of(Some(&String::new())), Cell::Text(""));
        assert_eq!(Cell::of(Some(&7_i32)), Cell::Integer(7));
        assert_eq!(Cell::json(&["Trial", "AddOn"]), Cell::Json(r#"["Trial","AddOn"]"#.to_owned()));
    }
}
