//! The body of a refusal, in every shape the service and its gateways use.

use std::fmt;

use partner_center_api::support::SignInCode;
use serde_json::{Map, Value};

use super::shown::breaks_lines;

/// The longest text kept of a description, in characters. The service's pages promise 1,024.
const LONGEST: usize = 2048;

/// What a refusal said, whatever shape it came in.
///
/// Partner Center itself writes `code`, `description`, `data` and `source`; its gateway
/// writes `statusCode` and `message`; the token endpoint writes `error`,
/// `error_description` and `error_codes`. Keys are found without regard to case.
///
/// ```
/// # fn example(error: partner_center::Error) {
/// if let Some(fault) = error.fault() {
///     println!("{:?} from {:?}", fault.code, fault.source);
/// }
/// # }
/// ```
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
    /// Whatever else came with it. From the token endpoint it is one object, and only with
    /// what is known to be no secret: `error`, `error_codes`, `suberror`, `timestamp`,
    /// `trace_id`, `correlation_id`, `error_uri`, and `claims` as `true` where there were any.
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
        let numbers = numbers(fields);
        // The one that says most comes at any place.
        let number = numbers
            .iter()
            .find(|number| SignInCode::find(number).is_some())
            .or(numbers.first())
            .cloned()
            .or_else(|| aadsts_in(&sentence));
        Self {
            code: Some(number.map_or_else(|| tidy(word), |number| format!("AADSTS{number}"))),
            description: (!sentence.is_empty()).then_some(sentence),
            source: Some("token endpoint".to_owned()),
            data: vec![Value::Object(harmless(fields, numbers))],
        }
    }
}

/// What is kept of a refusal of the token endpoint: the word and the ids by which the sign-in
/// service's support finds the request. A proxy that breaks may send anything back, tokens
/// included, so nothing is kept that is not known.
fn harmless(fields: &Map<String, Value>, numbers: Vec<String>) -> Map<String, Value> {
    let mut kept = Map::new();
    for key in ["error", "suberror", "timestamp", "trace_id", "correlation_id", "error_uri"] {
        if let Some(text) = get(fields, key).and_then(scalar) {
            kept.insert(key.to_owned(), text.into());
        }
    }
    if !numbers.is_empty() {
        let numbers = numbers.into_iter().map(|text| match text.parse::<u64>() {
            Ok(number) => number.into(),
            Err(_) => text.into(),
        });
        kept.insert("error_codes".to_owned(), Value::Array(numbers.collect()));
    }
    if get(fields, "claims").is_some() {
        kept.insert("claims".to_owned(), true.into());
    }
    kept
}

/// The numbers of a refusal of the token endpoint, which some write as text.
fn numbers(fields: &Map<String, Value>) -> Vec<String> {
    let codes = get(fields, "error_codes").and_then(Value::as_array);
    let texts = codes.into_iter().flatten().filter_map(scalar);
    texts.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit())).collect()
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
    fn of_several_numbers_the_first_that_is_known_counts() {
        for (numbers, code) in [
            ("[1, 50076, 700082]", "AADSTS50076"),
            (r#"["1", "700082"]"#, "AADSTS700082"),
            ("[1, 2]", "AADSTS1"),
            (r#"["canary", 50076]"#, "AADSTS50076"),
            (r#"["canary"]"#, "invalid_grant"),
            (r#"{"0": 50076}"#, "invalid_grant"),
        ] {
            let body = format!(r#"{{"error":"invalid_grant","error_codes":{numbers}}}"#);
            check(&body, Some(code), None);
        }
    }

    #[test]
    fn a_token_that_is_sent_back_is_not_kept() {
        let body = serde_json::json!({
            "error": "invalid_grant",
            "Error_Description": "AADSTS50076: use MFA.\r\ncanary",
            "error_codes": [50_076, "canary", { "canary": "canary" }],
            "SubError": "basic_action",
            "timestamp": "2026-05-01 10:00:00Z",
            "trace_id": "trace-1",
            "correlation_id": { "canary": "canary" },
            "error_uri": "https://login.microsoftonline.com/error?code=50076",
            "claims": "{\"access_token\":\"canary\"}",
            "refresh_token": "canary",
            "access_token": "canary",
            "canary": ["canary"],
        });
        let fault = Fault::from_value(&body).unwrap();
        assert!(!format!("{fault:?}").contains("canary"), "{fault:?}");
        assert_eq!(fault.code.as_deref(), Some("AADSTS50076"));
        assert_eq!(
            fault.data,
            [serde_json::json!({
                "error": "invalid_grant",
                "error_codes": [50_076],
                "suberror": "basic_action",
                "timestamp": "2026-05-01 10:00:00Z",
                "trace_id": "trace-1",
                "error_uri": "https://login.microsoftonline.com/error?code=50076",
                "claims": true,
            })]
        );
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
