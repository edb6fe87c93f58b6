//! Pages of lines: the quick way and serde have one outcome, whatever the page.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use partner_center_api::types::{InvoiceLineItem, InvoiceLineItemCollection, LineItemKind};

/// Decodes both ways, and compares.
#[track_caller]
fn check(json: &str) -> Option<InvoiceLineItemCollection> {
    let slow = serde_json::from_str::<InvoiceLineItemCollection>(json);
    let quick = InvoiceLineItemCollection::decode(json);
    match (&quick, &slow) {
        (Ok(quick), Ok(slow)) => {
            assert_eq!(quick, slow, "{json}");
            // To the last digit and offset, which count for nothing in comparing.
            assert_eq!(format!("{quick:?}"), format!("{slow:?}"), "{json}");
        }
        (Err(quick), Err(slow)) => assert_eq!(quick.to_string(), slow.to_string(), "{json}"),
        _ => panic!("{quick:?} instead of {slow:?} for {json}"),
    }
    quick.ok()
}

/// The pages of lines among the examples of the document.
fn examples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/examples");
    let mut pages: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.display().to_string().contains("LineItems"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    pages.sort();
    assert!(pages.len() > 10);
    pages
}

/// The lines of the examples, each twice: the first of a kind is never read the quick way.
fn doubled() -> Vec<String> {
    let pages = examples();
    let lines = pages.iter().flat_map(|page| {
        let page: serde_json::Value = serde_json::from_str(page).unwrap();
        page.get("items").and_then(|items| items.as_array()).cloned().unwrap_or_default()
    });
    lines.map(|line| format!(r#"{{"items":[{line},{line}],"totalCount":2}}"#)).collect()
}

/// One line of each kind.
fn one_of_each() -> Vec<serde_json::Value> {
    let lines: Vec<serde_json::Value> = doubled()
        .iter()
        .map(|page| serde_json::from_str::<serde_json::Value>(page).unwrap()["items"][0].clone())
        .collect();
    let kind = |line: &serde_json::Value| line["attributes"]["objectType"].clone();
    let first = |wanted: &LineItemKind| lines.iter().find(|line| kind(line) == wanted.as_str());
    LineItemKind::ALL.iter().map(|wanted| first(wanted).unwrap().clone()).collect()
}

#[test]
fn every_example_is_read_alike() {
    for page in examples().iter().chain(&doubled()) {
        assert!(check(page).is_some(), "{page}");
    }
}

#[test]
fn keys_may_come_in_any_order_and_case() {
    for page in doubled() {
        let value: serde_json::Value = serde_json::from_str(&page).unwrap();
        let line = value["items"][0].as_object().unwrap();
        let entry = |(key, value): (&String, &serde_json::Value)| format!("\"{key}\": {value}");
        let backwards = line.iter().rev().map(entry).collect::<Vec<_>>().join(",\n  ");
        check(&format!("{{ \"items\" : [ {{ {backwards} }} ,\n {{ {backwards} }} ] }}"));
        for key in line.keys() {
            let capital = format!("{}{}", key[..1].to_uppercase(), &key[1..]);
            check(&page.replace(&format!("\"{key}\""), &format!("\"{capital}\"")));
        }
    }
}

#[test]
fn a_field_may_have_anything() {
    const VALUES: [&str; 34] = [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-1",
        "007",
        "1.",
        "1.5",
        "1e2",
        "1E-7",
        "1.0",
        "18446744073709551615",
        "9223372036854775808",
        "12345678901234567890.12345678",
        "0.0000123456789012345678",
        "1e999",
        "99999999999999999999999999999999",
        r#""""#,
        r#"" ""#,
        r#""25""#,
        r#""1.50""#,
        r#""007""#,
        r#""1e2""#,
        r#""a\"b\\\u00e9\n""#,
        r#""\ud800""#,
        "\"a\tb\"",
        r#""2030-01-31T08:00:00Z""#,
        r#""0001-01-01T00:00:00""#,
        r#""2030-13-31""#,
        "[]",
        r#"["a", "b"]"#,
        r#"{"objectType": "DailyUsageLineItem"}"#,
        "nul",
    ];
    for good in one_of_each() {
        let line = good.as_object().unwrap();
        for key in line.keys() {
            let others = line.iter().filter(|(other, _)| *other != key);
            let others: Vec<_> = others.map(|(key, value)| format!("\"{key}\":{value}")).collect();
            let others = others.join(",");
            for instead in VALUES {
                check(&format!(r#"{{"items":[{good},{{"{key}":{instead},{others}}},{good}]}}"#));
            }
        }
    }
}

#[test]
fn what_the_document_does_not_know_is_passed_over_alike() {
    let kind = r#""attributes":{"objectType":"OneTimeInvoiceLineItem"}"#;
    for more in [
        r#""novel": [1, {"a": [null, "}"]}]"#,
        r#""novel": [1, {"a": ]}"#,
        r#""novel": tru"#,
        r#""novel": 01"#,
        r#""novel": "\ud800\x""#,
        r#""Novel": 1"#,
        r#""n\u006fvel": 1"#,
        r#""skuId": "1", "skuId": "2""#,
        r#""skuId": null, "skuId": null"#,
        r#""skuId": null, "SkuId": null"#,
        r#""attributes": {}"#,
        r#""attributes/objectType": "DailyUsageLineItem""#,
        r#""skuId": "1",,"#,
        r#""skuId" "1""#,
        r#"skuId: "1""#,
    ] {
        check(&format!(r#"{{"items":[{{{kind}}},{{{kind},{more}}},{{{more},{kind}}}]}}"#));
    }
}

#[test]
fn around_the_items_serde_decides() {
    let line = r#"{"attributes":{"objectType":"OneTimeInvoiceLineItem"},"skuId":"1"}"#;
    for page in [
        "",
        "null",
        "[]",
        "{}",
        "{",
        r#"{"items":null}"#,
        r#"{"items":[]}"#,
        r#"{"items":{}}"#,
        r#"{"items":[L,L]} x"#,
        r#"{"items":[L,L],}"#,
        r#"{"items":[L,L,]}"#,
        r#"{"items":[L L]}"#,
        r#"{"items":[L,L"#,
        r#"{"items":[L,L],"items":[]}"#,
        r#"{"items":[L,L],"Items":[]}"#,
        r#"{"Items":[L,L]}"#,
        r#"{"it\u0065ms":[L,L]}"#,
        r#"{"totalCount":"two","items":[L,L]}"#,
        r#"{"totalCount":2,"items":[L,L],"links":{"next":{"uri":"/x","items":[L]}}}"#,
        r#"{"links":{"items":[1]},"items":[L,L],"continuationToken":"items"}"#,
        r#"{"items":[L,null,7,"x",[],L,{}]}"#,
        "\u{feff}{\"items\":[L,L]}",
        "  {\n\"items\"\t:\r[ L , L ] } ",
    ] {
        check(&page.replace('L', line));
    }
}

#[test]
fn kinds_may_alternate() {
    let of = |kind: &str| format!(r#"{{"attributes":{{"objectType":"{kind}"}},"quantity":"2"}}"#);
    let kinds =
        ["OneTimeInvoiceLineItem", "LicenseBasedLineItem", "Novel", "OneTimeInvoiceLineItem"];
    let lines: Vec<_> = kinds.iter().cycle().take(40).map(|kind| of(kind)).collect();
    let page = check(&format!(r#"{{"items":[{}]}}"#, lines.join(","))).unwrap();
    let kinds: Vec<_> = page.items.iter().take(4).map(InvoiceLineItem::kind).collect();
    let (one, other) = (Some(LineItemKind::OneTime), Some(LineItemKind::LicenseBased));
    assert_eq!(kinds, [one, other, None, one]);
}

/// Numbers that look random, the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

#[test]
fn damage_of_any_kind_has_one_outcome() {
    const BYTES: &[u8] = b"\"\\{}[]:,0-9.eEtnfuA \n\x01\x7f";
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for line in one_of_each() {
        let page = format!(r#"{{"items":[{line},{line}]}}"#);
        for _ in 0..1_000 {
            let mut bytes = page.clone().into_bytes();
            let at = random.below(bytes.len());
            match random.below(4) {
                0 => bytes.truncate(at),
                1 => bytes[at] = BYTES[random.below(BYTES.len())],
                2 => {
                    bytes.remove(at);
                }
                _ => bytes.insert(at, BYTES[random.below(BYTES.len())]),
            }
            if let Ok(damaged) = String::from_utf8(bytes) {
                check(&damaged);
            }
        }
    }
}

/// What a field is given in the place of its value: what another kind of field has, or what
/// none has.
const INSTEAD: &[&str] = &[
    "null",
    r#""""#,
    r#""a\"b\\\/\n\u00e9\u20ac""#,
    r#""\ud83d\ude00""#,
    r#""\ud83d""#,
    r#""a text that is too long to stand in the value itself""#,
    "4711",
    "-0",
    r#""0.0000123456789012345678""#,
    "12345678901234567.8",
    r#""007""#,
    "1e2",
    "true",
    r#""2030-01-31T08:00:00.1234567-08:00""#,
    r#""0001-01-01T00:00:00""#,
    "[]",
    r#"["a","b"]"#,
    "{}",
    r#"{"objectType":"OneTimeInvoiceLineItem"}"#,
    r#"{ "etag" : "e" , "objectType" : "DailyUsageLineItem" }"#,
    r#"{"objectType":"DailyUsageLineItem","objecttype":"OneTimeInvoiceLineItem"}"#,
    r#"{"objectType":null,"novel":[1,{"a":"}"}]}"#,
];

/// Changes a line of fields, each a key in quotes and a value, in a way in which the service, or
/// a program in between, might.
fn change(fields: &mut Vec<(String, String)>, random: &mut Random) {
    let at = random.below(fields.len());
    let key = fields[at].0.trim_matches('"').to_owned();
    match random.below(10) {
        0 => fields.reverse(),
        1 => fields.rotate_left(at),
        2 => (0..fields.len()).for_each(|one| fields.swap(one, at)),
        3 if fields.len() > 1 => drop(fields.remove(at)),
        4 => {
            let (again, to) = (fields[at].clone(), random.below(fields.len()));
            fields.insert(to, again);
        }
        5 => fields[at].0 = format!("\"{}{}\"", key[..1].to_uppercase(), &key[1..]),
        6 => fields[at].0 = format!("\"{}\"", key.to_lowercase()),
        7 => fields[at].0 = format!("\"\\u{:04x}{}\"", key.as_bytes()[0], &key[1..]),
        8 => fields.insert(at, (r#""novel""#.to_owned(), random.one_of(INSTEAD).to_owned())),
        _ => fields[at].1 = random.one_of(INSTEAD).to_owned(),
    }
}

#[test]
fn lines_in_any_state_have_one_outcome() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut read, mut refused) = (0, 0);
    for good in one_of_each() {
        // The first line of a page is never read the quick way, and tells of which kind the next is.
        let first = format!(r#"{{"attributes":{}}}"#, good["attributes"]);
        for _ in 0..1_000 {
            let line = good.as_object().unwrap().iter();
            let mut fields: Vec<(String, String)> =
                line.map(|(key, value)| (format!("\"{key}\""), value.to_string())).collect();
            for _ in 0..=random.below(4) {
                change(&mut fields, &mut random);
            }
            let [colon, comma] = [[":", ": ", " : ", ":\n\t"], [",", ", ", " ,", ",\r\n"]]
                .map(|all| random.one_of(&all));
            let fields: Vec<_> =
                fields.iter().map(|(key, value)| format!("{key}{colon}{value}")).collect();
            let fields = fields.join(comma);
            match check(&format!(r#"{{"items":[{first},{{{fields}}}]}}"#)).unwrap().items[1] {
                InvoiceLineItem::Unreadable(_) => refused += 1,
                _ => read += 1,
            }
        }
    }
    // Both kinds of outcome are met often.
    assert!(read > 1_500 && refused > 500, "{read} were read, {refused} were not");
}
