//! No payload, however damaged, brings the check down or makes it contradict itself.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use partner_center_payload_check::{Error, Kind, Report, Verdict, check};

/// Examples that show most shapes of the document, with their schemas.
const PAYLOADS: &[(&str, &str)] = &[
    ("Cart", "createCart.201.resellers.json"),
    ("CartCheckoutResult", "checkoutCart.201.json"),
    ("SkuCollection", "listSkus.200.everything.json"),
    ("ApiFault", "Fault.default.json"),
    ("InvoiceLineItemCollection", "listInvoiceLineItems.200.odd-mpn-ids.json"),
];

/// What is put in the place of something else.
const INTRUDERS: &[&str] = &[
    "null",
    "true",
    "0",
    "-0.0",
    "1e999",
    "1e-99999999999999999999",
    "123456789012345678901234567890.1234567890123456789",
    r#""""#,
    r#""0001-01-01""#,
    r#""\ud800""#,
    r#""9999-99-99T99:99:99.9+99:99""#,
    "[]",
    "[null]",
    "{}",
    r#"{"\ud800": 1, "": {"": []}, "id": 1, "Id": 2, "id": 3}"#,
    "[[[[[[[[[[[[[[[[[[[[{}]]]]]]]]]]]]]]]]]]]]",
];

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/examples").join(name);
    fs::read_to_string(path).unwrap()
}

/// Checks, and holds what is reported against itself.
#[track_caller]
fn try_one(schema: &str, text: &str) {
    let Report { verdict, findings, .. } = match check(schema, text) {
        Ok(report) => report,
        Err(Error::NotJson(reason)) => return assert!(!reason.is_empty()),
        Err(other) => panic!("{other} for {text}"),
    };
    let expected = if findings.iter().any(|finding| finding.kind == Kind::Undecodable) {
        Verdict::Undecodable
    } else if findings.is_empty() {
        Verdict::Fits
    } else {
        Verdict::Drift
    };
    assert_eq!(verdict, expected, "{text}");
    for finding in findings {
        let pointer = &finding.pointer;
        assert!(pointer.is_empty() || pointer.starts_with('/'), "{pointer} for {text}");
        assert!(!finding.detail.is_empty(), "{pointer} for {text}");
    }
}

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// Where values begin: behind each colon, opening bracket and comma.
fn places(text: &str) -> Vec<usize> {
    text.match_indices([':', '[', ',']).map(|(at, _)| at + 1).collect()
}

#[test]
fn a_payload_may_end_anywhere() {
    for (schema, name) in PAYLOADS {
        let text = example(name);
        for (end, _) in text.char_indices().step_by(7) {
            try_one(schema, &text[..end]);
        }
    }
}

#[test]
fn any_value_may_stand_in_any_place() {
    for (schema, name) in PAYLOADS {
        let text = example(name);
        for (count, at) in places(&text).into_iter().enumerate() {
            // Up to the end of a value that is neither list nor object. Otherwise the text is
            // not JSON, which must do no harm either.
            let end = text[at..].find([',', '}', ']', '\n']).map_or(text.len(), |end| at + end);
            for step in 0..4 {
                let intruder = INTRUDERS[(count + step * 5) % INTRUDERS.len()];
                try_one(schema, &format!("{}{intruder}{}", &text[..at], &text[end..]));
            }
        }
    }
}

#[test]
fn any_value_may_be_the_whole() {
    for schema in partner_center_payload_check::schemas() {
        for intruder in INTRUDERS {
            try_one(schema, intruder);
        }
    }
}

#[test]
fn letters_may_fall_out_and_double() {
    let mut chance = Chance(7);
    for (schema, name) in PAYLOADS {
        let text = example(name);
        let letters: Vec<char> = text.chars().collect();
        for _ in 0..300 {
            let mut damaged = letters.clone();
            for _ in 0..=chance.below(3) {
                let (at, from) = (chance.below(damaged.len()), chance.below(letters.len()));
                match chance.below(4) {
                    0 => drop(damaged.remove(at)),
                    1 => damaged.insert(at, letters[from]),
                    2 => damaged[at] = letters[from],
                    _ => damaged[at] = ['\u{0}', '"', '\\', 'é', '😀', '9'][chance.below(6)],
                }
            }
            try_one(schema, &damaged.into_iter().collect::<String>());
        }
    }
}

#[test]
fn lists_within_lists_without_end_are_refused() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"addonItems\":[", "]}")] {
        for levels in [60, 126, 127, 128, 129, 100_000] {
            let text = format!("{}1{}", open.repeat(levels), close.repeat(levels));
            for schema in ["CartLineItem", "AnyValue", "Link"] {
                try_one(schema, &text);
            }
        }
    }
}
