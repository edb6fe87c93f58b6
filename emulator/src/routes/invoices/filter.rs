//! The filter of the list of invoices: conditions on their dates, joined by and and or.

use std::time::SystemTime;

use crate::fault_codes::{BAD_INPUT, BAD_PROPERTY};
use crate::json::{Json, Object};
use crate::reply::{Refusal, refuse_for};
use crate::state::dates;
use crate::state::pair::plain;

/// A condition on the date of an invoice.
#[derive(Debug)]
pub(crate) enum Filter {
    Date(Comparison, SystemTime),
    And(Box<Filter>, Box<Filter>),
    Or(Box<Filter>, Box<Filter>),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Comparison {
    Equal,
    Unequal,
    Later,
    NotEarlier,
    Earlier,
    NotLater,
}

impl Filter {
    /// Reads the JSON of a query.
    pub(crate) fn read(text: &str) -> Result<Self, Refusal> {
        match Json::parse(text.as_bytes()) {
            Ok(Json::Object(filter)) => Self::of(&filter),
            _ => refuse_for(BAD_INPUT, "The `filter` is not a JSON object."),
        }
    }

    fn of(filter: &Object) -> Result<Self, Refusal> {
        let operator = plain(filter.text("Operator").unwrap_or_default());
        let part = |name: &str| match filter.get(name) {
            Some(Json::Object(part)) => Self::of(part).map(Box::new),
            _ => refuse_for(BAD_INPUT, format!("The filter has no `{name}`.")),
        };
        match operator.as_str() {
            "and" => return Ok(Self::And(part("LeftFilter")?, part("RightFilter")?)),
            "or" => return Ok(Self::Or(part("LeftFilter")?, part("RightFilter")?)),
            _ => {}
        }
        let field = filter.text("Field").unwrap_or_default();
        if !field.eq_ignore_ascii_case("InvoiceDate") {
            return refuse_for(BAD_PROPERTY, format!("Invoices are not filtered by `{field}`."));
        }
        let comparison = match operator.as_str() {
            "equals" => Comparison::Equal,
            "notequals" => Comparison::Unequal,
            "greaterthan" => Comparison::Later,
            "greaterthanorequals" => Comparison::NotEarlier,
            "lessthan" => Comparison::Earlier,
            "lessthanorequals" => Comparison::NotLater,
            other => {
                return refuse_for(BAD_PROPERTY, format!("Dates are not compared by `{other}`."));
            }
        };
        let value = filter.text("Value").unwrap_or_default();
        // A day counts from its beginning, and a moment without a zone is one of UTC.
        let spellings = [value.to_owned(), format!("{value}Z"), format!("{value}T00:00:00Z")];
        match spellings.iter().find_map(|text| dates::read(text)) {
            Some(date) => Ok(Self::Date(comparison, date)),
            None => refuse_for(BAD_PROPERTY, format!("`{value}` is not a date.")),
        }
    }

    pub(crate) fn lets_through(&self, date: SystemTime) -> bool {
        match self {
            Self::And(one, other) => one.lets_through(date) && other.lets_through(date),
            Self::Or(one, other) => one.lets_through(date) || other.lets_through(date),
            Self::Date(comparison, limit) => match comparison {
                Comparison::Equal => date == *limit,
                Comparison::Unequal => date != *limit,
                Comparison::Later => date > *limit,
                Comparison::NotEarlier => date >= *limit,
                Comparison::Earlier => date < *limit,
                Comparison::NotLater => date <= *limit,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(filter: &str, date: &str, expected: bool) {
        let filter = Filter::read(filter).unwrap();
        assert_eq!(filter.lets_through(dates::read(date).unwrap()), expected);
    }

    #[test]
    fn dates_are_compared() {
        let since =
            r#"{"Field":"InvoiceDate","Value":"2026-02-01","Operator":"greater_than_or_equals"}"#;
        check(since, "2026-02-01T00:00:00Z", true);
        check(since, "2026-01-31T23:59:59Z", false);
        let before =
            r#"{"Field":"invoicedate","Value":"2026-03-01T00:00:00","Operator":"LessThan"}"#;
        check(before, "2026-03-01T00:00:00Z", false);
        let both = format!(r#"{{"LeftFilter":{since},"RightFilter":{before},"Operator":"and"}}"#);
        check(&both, "2026-02-15T00:00:00Z", true);
        check(&both, "2026-03-15T00:00:00Z", false);
        let either = both.replace("\"and\"", "\"Or\"");
        check(&either, "2026-03-15T00:00:00Z", true);
    }

    #[test]
    fn other_conditions_are_refused() {
        for (filter, code) in [
            ("[]", "800002"),
            (r#"{"Field":"State","Value":"","Operator":"equals"}"#, "3000"),
            (r#"{"Field":"InvoiceDate","Value":"soon","Operator":"equals"}"#, "3000"),
            (r#"{"Field":"InvoiceDate","Value":"2026-01-01","Operator":"starts_with"}"#, "3000"),
            (r#"{"LeftFilter":{},"Operator":"and"}"#, "3000"),
            (r#"{"Operator":"or"}"#, "800002"),
        ] {
            assert_eq!(Filter::read(filter).unwrap_err().code.1, code, "{filter}");
        }
    }
}
