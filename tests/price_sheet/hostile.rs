//! Files that are not what they should be.

use std::io::{self, Read};

use partner_center::Error;
use partner_center::price_sheet::{ExchangeRates, PriceSheet};

use crate::{HEADER, Row, sheet};

fn open(text: &str) -> Result<PriceSheet, String> {
    PriceSheet::from_reader(io::Cursor::new(text.to_owned())).map_err(|error| error.to_string())
}

/// Gives a beginning, and then one byte for ever.
struct Endless {
    beginning: io::Cursor<String>,
    byte: u8,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.beginning.read(buffer)?;
        if read == 0 {
            buffer.fill(self.byte);
            return Ok(buffer.len());
        }
        Ok(read)
    }
}

#[test]
fn an_endless_row_takes_no_memory_to_speak_of() {
    for (beginning, byte) in [
        (format!("{HEADER}\r\n\"no quote closes this"), b'x'),
        (format!("{HEADER}\r\n"), b','),
        (format!("{HEADER}\r\n\""), b'\n'),
    ] {
        let endless = Endless { beginning: io::Cursor::new(beginning), byte };
        let mut found = None;
        let taken = allocation_counter::measure(|| {
            let mut rows = PriceSheet::from_reader(endless).unwrap();
            found = rows.next().map(|row| row.unwrap_err());
            assert!(rows.next().is_none(), "there is nothing after it");
        });
        let error = found.unwrap();
        assert_eq!(error.line(), Some(2));
        assert!(error.to_string().contains("longer than 1048576 bytes"), "{error}");
        assert!(taken.bytes_max < 40 * 1024 * 1024, "{taken:?}");
    }
    let endless = Endless { beginning: io::Cursor::new(String::new()), byte: b'x' };
    let error = PriceSheet::from_reader(endless).unwrap_err();
    assert!(error.to_string().contains("longer than"), "{error}");
}

#[test]
fn a_long_sheet_takes_no_more_memory_than_a_short_one() {
    let peak = |rows: usize| {
        let row = sheet(&[Row::default()]).split_off(HEADER.len() + 2);
        let text = io::Cursor::new(format!("{HEADER}\r\n")).chain(Repeated::new(row, rows));
        let mut count = 0;
        let taken = allocation_counter::measure(|| {
            count = PriceSheet::from_reader(text).unwrap().map(Result::unwrap).count();
        });
        assert_eq!(count, rows);
        taken.bytes_max
    };
    let (short, long) = (peak(10), peak(20_000));
    assert!(long < short + 4096, "{short} {long}");
}

/// A text a number of times.
struct Repeated {
    text: io::Cursor<String>,
    left: usize,
}

impl Repeated {
    fn new(text: String, times: usize) -> Self {
        Self { text: io::Cursor::new(text), left: times }
    }
}

impl Read for Repeated {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Ok(0);
        }
        let read = self.text.read(buffer)?;
        if self.text.position() == self.text.get_ref().len() as u64 {
            self.text.set_position(0);
            self.left -= 1;
        }
        Ok(read)
    }
}

#[test]
fn a_wrong_header_is_named() {
    for (text, said) in [
        ("", "the file is empty"),
        ("\n", "the file is empty"),
        ("a,b\n1,2\n", "line 1: the header has no column `ProductId`; it has a, b"),
        ("ProductId,SkuId,Market,Currency\n", "has no column `UnitPrice`"),
        ("ProductId,SkuId,Market,Currency,UnitPrice,Unit Price\n", "the column `UnitPrice` twice"),
        ("<html>\n", "has no column `ProductId`"),
        ("\u{0}\u{1}", "has no column `ProductId`"),
    ] {
        let error = open(text).unwrap_err();
        assert!(error.contains(said), "{text}: {error}");
    }
    assert!(PriceSheet::from_reader(&b"\xff\xfe"[..]).is_err());
    let rates = ExchangeRates::from_reader(HEADER.as_bytes()).unwrap_err().to_string();
    assert!(rates.contains("no column `CurrencyCode`"), "{rates}");
}

#[test]
fn a_bad_cell_is_named_by_line_and_column_and_the_next_row_comes() {
    let good = || sheet(&[Row::default()]).split_off(HEADER.len() + 2);
    for (bad, column, said) in [
        (Row { price: "1,5", ..Row::default() }, Some("UnitPrice"), "`1,5` is not a number"),
        (Row { price: "", ..Row::default() }, Some("UnitPrice"), "which every row has"),
        (Row { product: "", ..Row::default() }, Some("ProductId"), "which every row has"),
        (Row { until: "soon", ..Row::default() }, Some("EffectiveEndDate"), "`soon` is not a date"),
        (Row { tier: ["few", ""], ..Row::default() }, Some("PricingTierRangeMin"), "`few`"),
        (Row { segment: "a\",\"b", ..Row::default() }, None, "20 cells, and the header names 19"),
    ] {
        let mut rows = open(&(sheet(&[Row::default(), bad]) + &good())).unwrap();
        rows.next().unwrap().unwrap();
        let error = rows.next().unwrap().unwrap_err();
        assert_eq!((error.line(), error.column()), (Some(3), column), "{error}");
        assert!(error.to_string().contains(said), "{error}");
        assert!(Error::from(error).to_string().starts_with("price sheet: line 3"));
        assert_eq!(rows.next().unwrap().unwrap().line(), 4);
    }
}

#[test]
fn a_row_that_is_no_text_is_named_and_the_next_one_comes() {
    let mut bytes = sheet(&[Row::default(), Row::default()]).into_bytes();
    let at = bytes.windows(6).rposition(|window| window == b"Server").unwrap();
    bytes[at] = 0xff;
    bytes.extend_from_slice(&sheet(&[Row::default()]).into_bytes()[HEADER.len() + 2..]);
    let mut rows = PriceSheet::from_reader(io::Cursor::new(bytes)).unwrap();
    rows.next().unwrap().unwrap();
    let error = rows.next().unwrap().unwrap_err();
    assert_eq!((error.line(), error.why()), (Some(3), "the row is not text in UTF-8"));
    rows.next().unwrap().unwrap();
}

#[test]
fn a_disk_that_fails_ends_the_reading() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let text = io::Cursor::new(sheet(&[Row::default()])).chain(Broken);
    let mut rows = PriceSheet::from_reader(text).unwrap();
    rows.next().unwrap().unwrap();
    assert!(rows.next().unwrap().unwrap_err().to_string().contains("the disk is gone"));
    assert!(rows.next().is_none());
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = PriceSheet::open("/nowhere/sheet.csv").unwrap_err();
    assert!(error.is_invalid() && error.to_string().contains("`/nowhere/sheet.csv`"), "{error}");
}

#[cfg(feature = "zip")]
#[test]
fn an_archive_that_is_none_is_refused_by_name() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), b"PK\x03\x04and nothing that belongs there").unwrap();
    let error = PriceSheet::open(file.path()).unwrap_err().to_string();
    assert!(error.contains("cannot be unpacked"), "{error}");
}

#[cfg(not(feature = "zip"))]
#[test]
fn an_archive_needs_its_feature() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), b"PK\x03\x04").unwrap();
    let error = PriceSheet::open(file.path()).unwrap_err().to_string();
    assert!(error.contains("enable the feature `zip`"), "{error}");
}
