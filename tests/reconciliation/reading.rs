//! Files as they may come: compressed or not, in members, marked, damaged, endless.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use partner_center::reconciliation::Lines;
use partner_center::types::ReconciliationLineItem;
use tempfile::TempDir;

use crate::folder;

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::fast());
    writer.write_all(text).unwrap();
    writer.finish().unwrap()
}

/// A file with these bytes.
struct Saved {
    _folder: TempDir,
    path: PathBuf,
}

impl Saved {
    fn with(bytes: impl AsRef<[u8]>) -> Self {
        let folder = folder();
        let path = folder.path().join("part-0.json.gz");
        fs::write(&path, bytes).unwrap();
        Self { _folder: folder, path }
    }

    fn lines(&self) -> Lines<ReconciliationLineItem> {
        Lines::of_file(&self.path)
    }

    fn totals(&self) -> Vec<String> {
        let totals = self.lines().map(|line| line.unwrap().item().total.unwrap().to_string());
        totals.collect()
    }

    fn error(&self) -> String {
        self.lines().find_map(Result::err).unwrap().to_string()
    }
}

#[test]
fn members_marks_blank_lines_and_line_ends_do_no_harm() {
    let text = "\u{feff}{\"Total\":1.10}\r\n\r\n  \n{\"total\":\"2.20\"}\n";
    let more = "\n{\"TOTAL\":3}";
    let packed = [gzip(text.as_bytes()), gzip(b""), gzip(more.as_bytes())].concat();
    assert_eq!(Saved::with(packed).totals(), ["1.10", "2.20", "3"]);
    assert_eq!(Saved::with([text, more].concat()).totals(), ["1.10", "2.20", "3"]);
    assert!(Saved::with("").totals().is_empty());
    assert!(Saved::with(gzip(b"\n\n")).totals().is_empty());
}

#[test]
fn what_is_not_known_is_kept_and_amounts_keep_their_digits() {
    let line =
        r#"{"EffectiveUnitPrice":0.1234567890123456789012,"Brand":{"New":[1]},"OrderId":"o"}"#;
    let saved = Saved::with(gzip(line.as_bytes()));
    let line = saved.lines().next().unwrap().unwrap();
    assert_eq!(line.item().effective_unit_price.unwrap().to_string(), "0.1234567890123456789012");
    assert_eq!(line.item().unknown_fields.get("Brand"), Some(r#"{"New":[1]}"#));
    assert_eq!(line.number(), 1);
    let again = serde_json::to_string(line.item()).unwrap();
    assert!(again.contains(r#""Brand":{"New":[1]}"#), "{again}");
}

#[test]
fn a_line_that_cannot_be_read_stands_in_its_place() {
    let saved = Saved::with("{\"Total\":1}\nnonsense\n{\"Total\":2}\n[]\n{\"Total\":3}\n");
    let read: Vec<_> = saved.lines().map(|line| line.map(|line| line.number())).collect();
    let numbers: Vec<_> = read.iter().map(|line| line.as_ref().ok().copied()).collect();
    assert_eq!(numbers, [Some(1), None, Some(3), None, Some(5)]);
    let error = read[1].as_ref().unwrap_err();
    assert_eq!(error.line(), Some(2));
    assert!(error.to_string().contains("part-0.json.gz`, line 2: "), "{error}");
}

#[test]
fn a_file_that_ends_in_the_middle_says_so_once() {
    let text = "{\"Total\":1}\n".repeat(5_000);
    let packed = gzip(text.as_bytes());
    let saved = Saved::with(&packed[..packed.len() - 9]);
    let errors: Vec<_> = saved.lines().filter_map(Result::err).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].to_string().contains("ends in the middle"), "{}", errors[0]);
    let mut broken = packed.clone();
    let end = broken.len() - 6;
    broken[end] ^= 0xff;
    let error = Saved::with(broken).error();
    assert!(error.contains("cannot be unpacked"), "{error}");
}

#[test]
fn an_endless_line_takes_no_memory_to_speak_of() {
    // 64 MiB of one line, in 64 KiB.
    let bomb = gzip(&vec![b'x'; 64 * 1024 * 1024]);
    assert!(bomb.len() < 1_000_000);
    let error = Saved::with(bomb).error();
    assert!(error.contains("it is longer than 1048576 bytes"), "{error}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let mut lines = Lines::<ReconciliationLineItem>::of_file("nowhere/part-1.json.gz");
    let error = lines.next().unwrap().unwrap_err();
    assert_eq!(error.line(), None);
    assert!(error.to_string().starts_with("`nowhere/part-1.json.gz`: "), "{error}");
    assert!(lines.next().is_none());
}
