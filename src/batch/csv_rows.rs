//! Rows as CSV: a line of a cart in each record, and records of one key in sequence for a cart.

use std::io;

use super::cells::Cells;
use super::columns::{Column, Columns};
use super::json_lines::unreadable;
use super::lines::{LONGEST, Line, Lines};
use super::problem::RowProblem;
use super::reader::{Found, RowReader};
use super::row::BatchRow;
use crate::journal::PurchaseKey;
use crate::purchase::PurchaseRequest;

/// Reads records by the names of their columns. Blank lines are left out.
pub(super) struct CsvRows {
    lines: Lines,
    /// `None` until the header was read.
    form: Option<Form>,
    /// The purchase that the next record may be of.
    open: Option<Open>,
    is_over: bool,
}

/// What the header says.
struct Form {
    separator: u8,
    columns: Columns,
}

/// A purchase to which records may still be added.
struct Open {
    line: u64,
    key: PurchaseKey,
    /// What its first record has in the columns of the purchase.
    shared: Vec<Option<String>>,
    request: Option<PurchaseRequest>,
    problems: Vec<RowProblem>,
}

/// A record: its first line, and its cells or what is wrong with it.
type Record = (u64, Result<Vec<String>, RowProblem>);

impl RowReader for CsvRows {
    fn next(&mut self) -> io::Result<Option<Found>> {
        loop {
            if self.is_over {
                return Ok(self.open.take().map(Open::close));
            }
            let Some((line, cells)) = self.record()? else {
                self.is_over = true;
                continue;
            };
            let closed = match (cells, self.form.take()) {
                (Err(problem), form) => {
                    self.form = form;
                    // Without a header, nothing more can be read.
                    self.is_over = self.form.is_none();
                    return Ok(Some(Found::Problems(vec![problem])));
                }
                (Ok(names), None) => {
                    let separator = separator(&names);
                    let names = split_again(names, separator);
                    match Columns::read(line, &names) {
                        Ok(columns) => self.form = Some(Form { separator, columns }),
                        Err(problems) => {
                            self.is_over = true;
                            return Ok(Some(Found::Problems(problems)));
                        }
                    }
                    None
                }
                (Ok(cells), Some(form)) => {
                    let closed = self.take(line, &cells, &form.columns);
                    self.form = Some(form);
                    closed
                }
            };
            if closed.is_some() {
                return Ok(closed);
            }
        }
    }
}

impl CsvRows {
    pub(super) fn new(lines: Lines) -> Self {
        Self { lines, form: None, open: None, is_over: false }
    }

    /// The next record, which may be of several lines where it has line breaks in quotes.
    fn record(&mut self) -> io::Result<Option<Record>> {
        let mut text = String::new();
        let mut first = None;
        while let Some((number, line)) = self.lines.next()? {
            let Line::Text(line) = line else {
                return Ok(Some((number, Err(unreadable(number, &line)))));
            };
            if first.is_none() && line.trim().is_empty() {
                continue;
            }
            let begun = *first.get_or_insert(number);
            text.push_str(&line);
            if text.matches('"').count().is_multiple_of(2) {
                let separator = self.form.as_ref().map_or(b'\0', |form| form.separator);
                return Ok(Some((begun, split(begun, &text, separator))));
            }
            if text.len() > LONGEST {
                return Ok(Some((begun, Err(unreadable(begun, &Line::TooLong)))));
            }
            text.push('\n');
        }
        Ok(first.map(|line| (line, Err(RowProblem::new(line, "a quote is not closed")))))
    }

    /// Takes a record in; gives the purchase before it where the record begins another one.
    fn take(&mut self, line: u64, cells: &[String], columns: &Columns) -> Option<Found> {
        if cells.len() != columns.len() {
            let reason = format!(
                "there are {} cells, and the first line names {} columns",
                cells.len(),
                columns.len()
            );
            return Some(Found::Problems(vec![RowProblem::new(line, reason)]));
        }
        let mut cells = Cells { columns, cells, line, problems: Vec::new() };
        let key = match cells.required(Column::Key).map(PurchaseKey::new) {
            Some(Ok(key)) => key,
            Some(Err(error)) => {
                cells.refuse(Column::Key, error.to_string());
                return Some(Found::Problems(cells.problems));
            }
            None => return Some(Found::Problems(cells.problems)),
        };
        match &mut self.open {
            Some(open) if open.key == key => {
                open.add(cells);
                None
            }
            _ => self.open.replace(Open::new(key, cells)).map(Open::close),
        }
    }
}

impl Open {
    fn new(key: PurchaseKey, mut cells: Cells<'_>) -> Self {
        let text = |column| cells.text(column).map(str::to_owned);
        let shared = Column::OF_PURCHASE.map(text).to_vec();
        cells.required(Column::Customer);
        let line = cells.line();
        let request = line.and_then(|line| cells.request(line));
        Self { line: cells.line, key, shared, request, problems: cells.problems }
    }

    /// Adds another line to the cart.
    fn add(&mut self, mut cells: Cells<'_>) {
        for (column, first) in Column::OF_PURCHASE.into_iter().zip(&self.shared) {
            let text = cells.text(column);
            if text.is_some() && text != first.as_deref() {
                let reason = format!(
                    "it differs from line {}, which is of the same purchase; leave it empty here",
                    self.line
                );
                cells.refuse(column, reason);
            }
        }
        let line = cells.line();
        self.request = self.request.take().zip(line).map(|(request, line)| request.line(line));
        self.problems.extend(cells.problems);
    }

    fn close(self) -> Found {
        match (self.request, self.shared.into_iter().next().flatten()) {
            (Some(request), Some(customer)) if self.problems.is_empty() => {
                Found::Row(self.line, Box::new(BatchRow::new(self.key, customer, request)))
            }
            _ => Found::Problems(self.problems),
        }
    }
}

/// What separates the columns: by the header, in which no name has one of these characters.
fn separator(header: &[String]) -> u8 {
    let is_there = |separator: &u8| header.iter().any(|text| text.contains(char::from(*separator)));
    b",;\t".iter().copied().find(is_there).unwrap_or(b',')
}

/// The header, which was read before it was known what separates its names.
fn split_again(header: Vec<String>, separator: u8) -> Vec<String> {
    let names = header.iter().flat_map(|text| text.split(char::from(separator)));
    names.map(|name| name.trim().trim_matches('"').to_owned()).collect()
}

/// The cells of a record. A separator of NUL leaves it whole.
fn split(line: u64, text: &str, separator: u8) -> Result<Vec<String>, RowProblem> {
    if separator == b'\0' {
        return Ok(vec![text.to_owned()]);
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let stray = || {
        let reason = "a quote stands alone; put a cell with quotes in quotes, and double them";
        RowProblem::new(line, reason)
    };
    match (records.next(), records.next()) {
        (Some(Ok(record)), None) => Ok(record.iter().map(str::to_owned).collect()),
        _ => Err(stray()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use serde_json::{Value, json};

    use super::*;

    fn read(text: &str) -> Vec<Found> {
        let lines = Lines::new(Box::new(Cursor::new(text.as_bytes().to_vec())));
        let mut rows = CsvRows::new(lines);
        std::iter::from_fn(|| rows.next().unwrap()).collect()
    }

    fn rows(text: &str) -> Vec<(u64, Value)> {
        let row = |found| match found {
            Found::Row(line, row) => (line, serde_json::to_value(row).unwrap()),
            Found::Problems(problems) => panic!("{problems:?}"),
        };
        read(text).into_iter().map(row).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let problems = read(text).into_iter().filter_map(|found| match found {
            Found::Row(..) => None,
            Found::Problems(problems) => Some(problems),
        });
        let problems: Vec<_> = problems.flatten().map(|problem| problem.to_string()).collect();
        assert_eq!(problems.len(), expected.len(), "{problems:#?}");
        for (problem, expected) in problems.iter().zip(expected) {
            assert!(problem.starts_with(expected), "{problem}\nis not\n{expected}");
        }
    }

    #[test]
    fn records_of_one_key_are_one_purchase() {
        let found = rows(
            "\u{feff}Key;customer;product;sku;quantity;term;friendlyName;limitAmount;limitCurrency\r\n\
             a;c1;P;1;2;P1Y;\"Two\nlines; \"\"quoted\"\"\";2500.50;USD\r\n\r\n\
             a;;P;2;1;;;;\r\n\
             b;c2;P;1;3;;;;\r\n",
        );
        assert_eq!(found.len(), 2);
        let (line, first) = &found[0];
        assert_eq!((*line, &first["key"], &first["customer"]), (2, &json!("a"), &json!("c1")));
        let lines = &first["request"]["lines"];
        assert_eq!(lines.as_array().unwrap().len(), 2);
        assert_eq!(lines[0]["friendlyName"], "Two\nlines; \"quoted\"");
        assert_eq!((&lines[0]["term"], &lines[1]["term"]), (&json!("P1Y"), &json!(null)));
        let limit = json!({ "spend": [{ "amount": 2500.5, "currency": "USD" }] });
        assert_eq!(first["request"]["limits"], limit);
        assert_eq!((found[1].0, &found[1].1["key"]), (6, &json!("b")));
    }

    #[test]
    fn a_reservation_has_its_columns() {
        let found = rows(
            "key,customer,product,sku,quantity,term,subscription,scope,region,availability,country,attestationAccepted,resourceType\n\
             a,c,P,1,1,P1Y,s,shared,westeurope,A,de,true,DedicatedHost\n",
        );
        let request = &found[0].1["request"];
        let line = &request["lines"][0];
        let target = json!({ "subscription": "s", "scope": "shared", "region": "westeurope" });
        assert_eq!((&line["reservation"], &line["availability"]), (&target, &json!("A")));
        assert_eq!(line["resourceType"], "DedicatedHost");
        assert_eq!(
            (&request["country"], &line["attestationAccepted"]),
            (&json!("DE"), &json!(true))
        );
    }

    #[test]
    fn a_bad_header_is_refused_as_a_whole() {
        check(
            "key,customer,product,sku,qantity,KEY\na,c,P,1,1,b\n",
            &[
                "line 1, column 5, `qantity`: there is no such column",
                "line 1, column 6, `KEY`: the column is there twice",
                "line 1, `quantity`: the column is missing",
            ],
        );
        check("key,\"cust", &["line 1: a quote is not closed"]);
    }

    #[test]
    fn a_bad_row_is_named_by_line_and_column() {
        let header = "key,customer,product,sku,quantity,country,scope,attestationAccepted,limitAmount,limitCurrency\n";
        for (row, expected) in [
            ("a,c,P,1", "line 2: there are 4 cells, and the first line names 10 columns"),
            (",c,P,1,1,,,,,", "line 2, column 1, `key`: it is empty"),
            ("a,,P,1,1,,,,,", "line 2, column 2, `customer`: it is empty"),
            ("a,c,P,1,0,,,,,", "line 2, column 5, `quantity`: `0` is not a quantity"),
            ("a,c,P,1,1.5,,,,,", "line 2, column 5, `quantity`: `1.5` is not a quantity"),
            ("a,c,P,1,1,USA,,,,", "line 2, column 6, `country`: country: `USA` is not"),
            ("a,c,P,1,1,,shared,,,", "line 2, column 7, `scope`: it is of a reservation"),
            ("a,c,P,1,1,,,yes,,", "line 2, column 8, `attestationAccepted`: `yes` is neither"),
            ("a,c,P,1,1,,,,1e,USD", "line 2, column 9, `limitAmount`: `1e` is not an amount"),
            ("a,c,P,1,1,,,,5,", "line 2, column 10, `limitCurrency`: it is empty"),
            ("a,c,P,1,1,,,,,USD", "line 2, column 9, `limitAmount`: it is empty"),
            ("a,c,5\" disk,1,1,,,,,\nb,c,5\",1,1,,,,,", "line 2: a quote stands alone"),
            (
                "a,c,P,1,1,,,,,\na,d,P,1,1,,,,,",
                "line 3, column 2, `customer`: it differs from line 2",
            ),
            ("a,\"c", "line 2: a quote is not closed"),
        ] {
            check(&format!("{header}{row}\n"), &[expected]);
        }
    }

    #[test]
    fn one_bad_row_hides_no_other() {
        check(
            "key,customer,product,sku,quantity\na,c,,1,x\nb,c,P,1,1\nc,c,P,1,-1\n",
            &["line 2, column 3, `product`", "line 2, column 5, `quantity`", "line 4, column 5"],
        );
    }
}
