//! JSON without what may be a secret, or may say who somebody is.
//!
//! By lists of what stays rather than of what goes: the service may call a thing as it likes,
//! and what nobody thought of must not show.

use std::fmt::Write;

use serde::Deserializer;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

/// The longest text that is made, in bytes, give or take one value.
const LONGEST: usize = 16 * 1024;

/// How deep objects and lists are shown. Nothing in the document is half as deep.
const DEEPEST: usize = 24;

/// Properties of which nothing is shown, whatever it is.
const SECRET: [&str; 9] = [
    "secret",
    "password",
    "passphrase",
    "token",
    "credential",
    "assertion",
    "authorization",
    "cookie",
    "phone",
];

/// How properties end whose texts are ids, words, codes and dates of the service.
const PLAIN: [&str; 20] = [
    "id",
    "ids",
    "status",
    "state",
    "type",
    "code",
    "cycle",
    "country",
    "currency",
    "segment",
    "date",
    "time",
    "term",
    "duration",
    "unit",
    "method",
    "provider",
    "source",
    "view",
    "relationshiptopartner",
];

/// Properties that end like those and say who or where somebody is.
const PERSONAL: [&str; 5] = ["postalcode", "zipcode", "state", "taxid", "vatid"];

/// How properties end whose texts are numbers.
const NUMBERS: [&str; 5] = ["price", "amount", "total", "quantity", "rate"];

/// The longest text that is shown as it is, in bytes.
const LONGEST_TEXT: usize = 96;

/// A body for a log: its structure, its numbers, and the texts of properties that are listed
/// here; of all other texts only how long they are.
pub(crate) fn redacted(body: &[u8]) -> String {
    match serde_json::from_slice::<&RawValue>(body) {
        Ok(json) => {
            let mut writer = Writer(String::new());
            writer.value("", json.get(), DEEPEST);
            writer.0
        }
        Err(_) => format!("(no JSON, {} bytes)", body.len()),
    }
}

struct Writer(String);

impl Writer {
    /// Writes what stays of the value of a property.
    fn value(&mut self, name: &str, json: &str, depth: usize) {
        let json = json.trim();
        if self.0.len() > LONGEST || depth == 0 {
            return self.0.push_str("\"(more)\"");
        }
        match json.as_bytes().first() {
            Some(b'{') => self.object(json, depth),
            Some(b'[') => self.list(name, json, depth),
            Some(b'"') => self.text(name, json),
            // A number is shown digit by digit as it came.
            _ if json.len() <= LONGEST_TEXT => self.0.push_str(json),
            _ => {
                let _ = write!(self.0, "\"({} digits)\"", json.len());
            }
        }
    }

    fn object(&mut self, json: &str, depth: usize) {
        let members = serde_json::Deserializer::from_str(json).deserialize_map(Members);
        self.0.push('{');
        for (index, (name, value)) in members.unwrap_or_default().into_iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            if self.0.len() > LONGEST {
                self.0.push_str("\"(more)\":null");
                break;
            }
            // Some maps have data for their keys.
            let is_name = name.len() <= 48
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let (shown, name) = if is_name {
                (&*name, name.to_ascii_lowercase())
            } else {
                ("(key)", String::new())
            };
            let _ = write!(self.0, "\"{shown}\":");
            let name = name.replace('_', "");
            if SECRET.iter().any(|word| name.contains(word)) {
                self.0.push_str("\"(redacted)\"");
            } else {
                self.value(&name, value.get(), depth - 1);
            }
        }
        self.0.push('}');
    }

    fn list(&mut self, name: &str, json: &str, depth: usize) {
        let elements = serde_json::from_str::<Vec<&RawValue>>(json).unwrap_or_default();
        self.0.push('[');
        for (index, element) in elements.into_iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            self.value(name, element.get(), depth - 1);
            if self.0.len() > LONGEST {
                break;
            }
        }
        self.0.push(']');
    }

    fn text(&mut self, name: &str, json: &str) {
        // What is shown needs no escapes, so its JSON is its text.
        let text = json.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(json);
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        let listed = ends(&PLAIN) && !PERSONAL.contains(&name);
        let stays = (listed && is_plain(text)) || (ends(&NUMBERS) && is_number(text));
        if stays {
            self.0.push_str(json);
        } else {
            let length =
                serde_json::from_str::<String>(json).map_or(0, |text| text.chars().count());
            let _ = write!(self.0, "\"({length} characters)\"");
        }
    }
}

/// Whether a text is an id, a word or a date, and no name, address or token.
fn is_plain(text: &str) -> bool {
    // A name of a domain has a letter beside its point, where dates and numbers have digits.
    let of_domain = text.as_bytes().windows(2).any(|pair| match pair {
        [b'.', other] | [other, b'.'] => !other.is_ascii_digit(),
        _ => false,
    });
    text.len() <= LONGEST_TEXT
        && !of_domain
        && !text.starts_with("eyJ")
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:.+".contains(&byte))
}

fn is_number(text: &str) -> bool {
    text.len() <= LONGEST_TEXT
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"-+.eE".contains(&byte))
}

/// The members of an object in their order, values as they stand.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: &str) {
        assert_eq!(redacted(body.as_bytes()), expected);
    }

    #[test]
    fn structure_numbers_ids_and_words_stay() {
        check(
            r#" { "id" : "0b2f", "Status": "completed", "totalPrice": "-12.50", "quantity": 25,
                "unitPrice": 0.01593697740000000000010, "error": null, "isTrial": true,
                "creationDate": "2030-01-31T08:00:00.1234567Z", "billing_cycle": "one_time",
                "lineItems": [{"catalogItemId": "CONTOSO00001:0002:CONTOSO0000A"}, {}] }"#,
            r#"{"id":"0b2f","Status":"completed","totalPrice":"-12.50","quantity":25,"unitPrice":0.01593697740000000000010,"error":null,"isTrial":true,"creationDate":"2030-01-31T08:00:00.1234567Z","billing_cycle":"one_time","lineItems":[{"catalogItemId":"CONTOSO00001:0002:CONTOSO0000A"},{}]}"#,
        );
    }

    #[test]
    fn of_all_other_texts_only_the_length_stays() {
        check(
            r#"{"companyName":"Contoso","description":"für \"Jane\"","uri":"/customers/jane?a=b"}"#,
            r#"{"companyName":"(7 characters)","description":"(10 characters)","uri":"(19 characters)"}"#,
        );
        check(r#""plainly no""#, r#""(10 characters)""#);
        check(r#"["a",1]"#, r#"["(1 characters)",1]"#);
        check(&"9".repeat(97), r#""(97 digits)""#);
    }

    #[test]
    fn an_address_is_not_shown_bit_by_bit() {
        check(
            r#"{"postalCode":"98052","state":"WA","provisioningState":"pending","taxId":"DE123"}"#,
            r#"{"postalCode":"(5 characters)","state":"(2 characters)","provisioningState":"pending","taxId":"(5 characters)"}"#,
        );
    }

    #[test]
    fn a_secret_is_not_shown_in_whatever_form() {
        check(
            r#"{"clientSecret":{"value":1},"Password":12345,"continuation_token":["a"],"phoneNumber":5550100}"#,
            r#"{"clientSecret":"(redacted)","Password":"(redacted)","continuation_token":"(redacted)","phoneNumber":"(redacted)"}"#,
        );
    }

    #[test]
    fn what_is_no_id_is_not_shown_under_the_name_of_one() {
        for text in [
            "jane@contoso.test",
            "contoso.onmicrosoft.test",
            "Jane Doe",
            "eyJhbGciOi.eyJz.c2ln",
            "a\\nb",
            "\\u0041",
            "größe",
            &"x".repeat(97),
        ] {
            let shown = redacted(format!(r#"{{"userId":"{text}"}}"#).as_bytes());
            assert!(shown.ends_with(r#" characters)"}"#), "{shown}");
        }
        check(r#"{"totalPrice":"twelve"}"#, r#"{"totalPrice":"(6 characters)"}"#);
    }

    #[test]
    fn keys_that_are_data_are_not_shown() {
        check(r#"{"jane@contoso.test":{"id":"a"}}"#, r#"{"(key)":{"id":"a"}}"#);
        check(r#"{"a\"b":1,"":2}"#, r#"{"(key)":1,"":2}"#);
    }

    #[test]
    fn what_is_no_json_is_counted() {
        check("<html>", "(no JSON, 6 bytes)");
        check("", "(no JSON, 0 bytes)");
        check(r#"{"id":"a"}x"#, "(no JSON, 11 bytes)");
        assert_eq!(redacted(b"\"\xff\""), "(no JSON, 3 bytes)");
    }

    #[test]
    fn the_text_is_bounded_however_long_or_deep_a_body_is() {
        for body in [
            format!("[{}1]", "1,".repeat(1_000_000)),
            format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
            format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000)),
            format!("{{{}\"z\":1}}", "\"id\":\"0123456789\",".repeat(10_000)),
        ] {
            let shown = redacted(body.as_bytes());
            assert!(shown.len() < LONGEST + 256, "{}", shown.len());
            assert!(shown.contains("(more)") || shown.len() > LONGEST, "{shown}");
            assert!(serde_json::from_str::<serde::de::IgnoredAny>(&shown).is_ok(), "{shown}");
        }
    }
}
