//! The body of a refusal, in every shape the service and its gateways use.

use std::fmt;

use serde_json::{Map, Value};

/// The longest text kept of a description, in characters. The service's pages promise 1,024.
const LONGEST: usize = 2048;

/// What a refusal said, whatever shape it came in.
///
/// Partner Center itself writes `code`, `description`, `data` and `source`; its gateway
/// writes `statusCode` and `message`; the token endpoint writes `error`,
/// `error_description` and `error_codes`. Keys are found without regard to case.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Fault {
    /// The error code as text, whether it came as text or number. From the token endpoint
    /// it is the code with its prefix, such as `AADSTS50076`, else the word of the protocol,
    /// such as `invalid_client`.
    pub code: Option<String>,
    /// One or two sentences for people, without control characters.
    pub description: Option<String>,
    /// The part of the service that raised it.
    pub source: Option<String>,
    /// Whatever else came with it.
    pub data: Vec<Value>,
}

impl Fault {
    /// Reads a body; `None` where it is empty or says nothing in a shape that is known.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        match serde_json::from_slice(body).ok()? {
            Value::Object(fields) => Self::from_fields(&fields),
            Value::String(text) => Self::from_text(&text),
            _ => None,
        }
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let description = tidy(text);
        (!description.is_empty())
            .then(|| Self { description: Some(description), ..Self::default() })
    }

    /// Puts the generated body type back into the shape that [`Self::read`] knows.
    pub(crate) fn from_value(value: &Value) -> Option<Self> {
        Self::from_fields(value.as_object()?)
    }

    fn from_fields(fields: &Map<String, Value>) -> Option<Self> {
        if let Some(error) = get(fields, "error") {
            match error {
                // Some gateways wrap their fault: {"error": {"code": …, "message": …}}.
                Value::Object(inner) => return Self::from_fields(inner),
                Value::String(word) if !tidy(word).is_empty() => {
                    return Some(Self::from_token_endpoint(word, fields));
                }
                _ => {}
            }
        }
        let fault = Self {
            code: get(fields, "code").and_then(scalar),
            description: get(fields, "description")
                .or_else(|| get(fields, "message"))
                .and_then(Value::as_str)
                .map(tidy)
                .filter(|text| !text.is_empty()),
            source: get(fields, "source")
                .and_then(Value::as_str)
                .map(tidy)
                .filter(|text| !text.is_empty()),
            data: get(fields, "data").and_then(Value::as_array).cloned().unwrap_or_default(),
        };
        (fault.code.is_some() || fault.description.is_some()).then_some(fault)
    }

    fn from_token_endpoint(word: &str, fields: &Map<String, Value>) -> Self {
        let text = get(fields, "error_description").and_then(Value::as_str).unwrap_or_default();
        // The first line is the sentence; what follows repeats ids and a time.
        let sentence = tidy(text.lines().next().unwrap_or_default());
        let number = get(fields, "error_codes")
            .and_then(Value::as_array)
            .and_then(|codes| codes.first())
            .and_then(scalar)
            .or_else(|| aadsts_in(&sentence));
        Self {
            code: Some(number.map_or_else(|| tidy(word), |number| format!("AADSTS{number}"))),
            description: (!sentence.is_empty()).then_some(sentence),
            source: Some("token endpoint".to_owned()),
            // With the ids by which the sign-in service's support finds the request.
            data: vec![Value::Object(
                fields
                    .iter()
                    .filter(|(key, _)| !key.eq_ignore_ascii_case("error_description"))
                    .map(|(key, value)| (key.clone(), value.clone()))
                    .collect(),
            )],
        }
    }
}

/// The sentence, or the code where there is none.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.description, &self.code) {
            (Some(description), _) => f.write_str(description),
            (None, Some(code)) => write!(f, "code {code}"),
            (None, None) => f.write_str("no reason given"),
        }
    }
}

impl std::error::Error for Fault {}

fn get<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    fields
        .get(name)
        .or_else(|| fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, v)| v))
        .filter(|value| !value.is_null())
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(tidy(text)).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The digits after the first `AADSTS`.
fn aadsts_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("AADSTS")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

/// One bounded line: control characters would let a server write into somebody's log.
fn tidy(text: &str) -> String {
    // Blanks and what becomes one go from both ends, so that nothing is left of a text that
    // says nothing.
    let text = text.trim_matches(|c: char| c.is_whitespace() || breaks_lines(c));
    let bounded: String =
        text.chars().take(LONGEST).map(|c| if breaks_lines(c) { ' ' } else { c }).collect();
    bounded.trim_end().to_owned()
}

/// A text of others, for a message that quotes it: the start of it, in one line.
pub(crate) fn shown(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(200)
        .map(|c| if breaks_lines(c) { char::REPLACEMENT_CHARACTER } else { c })
        .collect();
    if text.len() > shown.len() && text.chars().nth(200).is_some() {
        shown.push('…');
    }
    shown
}

/// Whether a terminal or a log may be misled by a character.
fn breaks_lines(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, code: Option<&str>, description: Option<&str>) {
        let fault = Fault::read(body.as_bytes());
        let found = fault.as_ref().map(|f| (f.code.as_deref(), f.description.as_deref()));
        let wanted = (code.is_some() || description.is_some()).then_some((code, description));
        assert_eq!(found, wanted, "{body}");
    }

    #[test]
    fn the_fault_of_the_service_is_read_with_a_code_of_either_type() {
        check(
            r#"{"code":"800064","description":"busy","data":[],"source":"PartnerFD"}"#,
            Some("800064"),
            Some("busy"),
        );
        check(r#"{"code":800064}"#, Some("800064"), None);
        check(
            r#"{"Code":"2000","Description":"as .NET writes it"}"#,
            Some("2000"),
            Some("as .NET writes it"),
        );
    }

    #[test]
    fn the_gateway_speaks_of_a_message() {
        check(r#"{"statusCode":429,"message":"slow down"}"#, None, Some("slow down"));
        check(
            r#"{"error":{"code":"InvalidToken","message":"expired"}}"#,
            Some("InvalidToken"),
            Some("expired"),
        );
    }

    #[test]
    fn the_token_endpoint_speaks_of_numbers() {
        check(
            r#"{"error":"interaction_required","error_description":"AADSTS50076: use MFA.\r\nTrace ID: 1","error_codes":[50076]}"#,
            Some("AADSTS50076"),
            Some("AADSTS50076: use MFA."),
        );
        check(
            r#"{"error":"invalid_grant","error_description":"AADSTS50078: MFA is too old."}"#,
            Some("AADSTS50078"),
            Some("AADSTS50078: MFA is too old."),
        );
        check(r#"{"error":"invalid_client"}"#, Some("invalid_client"), None);
    }

    #[test]
    fn what_says_nothing_is_nothing() {
        for body in [
            "",
            "null",
            "{}",
            "[]",
            "[1]",
            "<html>",
            r#"{"code":null,"description":""}"#,
            r#"{"error":""}"#,
        ] {
            check(body, None, None);
        }
        for nothing in ["\\u0000", " \\u007f ", "\\u2028"] {
            check(&format!(r#"{{"code":"{nothing}","description":"{nothing}"}}"#), None, None);
        }
        check(r#""plainly no""#, None, Some("plainly no"));
    }

    #[test]
    fn a_description_is_one_bounded_line() {
        let body = serde_json::json!({ "description": format!("a\nb\x1b{}", "x".repeat(9000)) });
        let fault = Fault::from_value(&body).unwrap();
        let text = fault.description.unwrap();
        assert!(text.starts_with("a b x"));
        assert_eq!(text.chars().count(), LONGEST);
    }
}
