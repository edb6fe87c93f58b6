//! Parameters of a call: how each is written into a request, and what cannot be.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use form_urlencoded::byte_serialize;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Operation;

/// Everything but the unreserved characters and the colon of catalog item ids. The backslash is
/// among what is encoded, since a URL takes it for a slash.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// A value that can stand in a path, a query or a header.
pub(crate) trait ParameterValue {
    /// Its text, not yet encoded.
    fn text(&self) -> Cow<'_, str>;
}

impl ParameterValue for String {
    fn text(&self) -> Cow<'_, str> {
        self.as_str().into()
    }
}

impl ParameterValue for i32 {
    fn text(&self) -> Cow<'_, str> {
        self.to_string().into()
    }
}

impl ParameterValue for i64 {
    fn text(&self) -> Cow<'_, str> {
        self.to_string().into()
    }
}

impl ParameterValue for bool {
    fn text(&self) -> Cow<'_, str> {
        if *self { "true".into() } else { "false".into() }
    }
}

/// Writes a value as one segment of a path, or refuses it.
///
/// Every reserved character is percent-encoded. What encoding cannot save is an empty segment
/// and the dot segments, since a URL drops them and the request would reach another resource.
pub(super) fn write_segment(
    value: &impl ParameterValue,
    target: &mut String,
) -> Result<(), Unusable> {
    match &*value.text() {
        "" => return Err(Unusable::Empty),
        blank if blank.trim().is_empty() => return Err(Unusable::Blank),
        "." => return Err(Unusable::Dots(".")),
        ".." => return Err(Unusable::Dots("..")),
        text => target.extend(utf8_percent_encode(text, ESCAPED)),
    }
    Ok(())
}

/// Writes a value as an argument of a function in a path, between the quotes of the template, or
/// refuses it. A quote in it is doubled, as the grammar of such paths has it, so that it ends
/// nothing, and encoded like any other reserved character.
pub(super) fn write_argument(
    value: &impl ParameterValue,
    target: &mut String,
) -> Result<(), Unusable> {
    let value = value.text();
    if value.trim().is_empty() {
        return Err(Unusable::NoValue);
    }
    target.extend(utf8_percent_encode(&value.replace('\'', "''"), ESCAPED));
    Ok(())
}

/// Writes a name and its value into the query, form-encoded, or refuses a value that says nothing.
pub(super) fn write_pair(
    name: &str,
    value: &impl ParameterValue,
    target: &mut String,
) -> Result<(), Unusable> {
    let value = value.text();
    if value.trim().is_empty() {
        return Err(Unusable::NoValue);
    }
    target.push(if target.contains('?') { '&' } else { '?' });
    target.extend(byte_serialize(name.as_bytes()));
    target.push('=');
    target.extend(byte_serialize(value.as_bytes()));
    Ok(())
}

/// A parameter that cannot be sent. Nothing was sent. `Debug` prints the message too.
#[derive(Clone, PartialEq)]
pub struct BadParameter {
    operation: &'static Operation,
    name: &'static str,
    why: Unusable,
}

impl BadParameter {
    pub(super) fn new(operation: &'static Operation, name: &'static str, why: Unusable) -> Self {
        Self { operation, name, why }
    }

    /// The operation that was to be called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The name of the parameter in the document, such as `customer-id`; `body` for the body.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What is wrong with it.
    pub fn why(&self) -> &Unusable {
        &self.why
    }
}

impl fmt::Display for BadParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: `{}` {}", self.operation.id, self.name, self.why)
    }
}

/// The message: the whole row of the operation would hide it.
impl fmt::Debug for BadParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl StdError for BadParameter {}

/// Why a parameter cannot be sent. `Display` says it after the name of the parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unusable {
    /// An id is empty.
    Empty,
    /// An id has nothing but white space.
    Blank,
    /// A parameter of the query or a header is empty, or has nothing but white space.
    NoValue,
    /// An id is `.` or `..`, as given here, which a URL takes for a step between folders.
    Dots(&'static str),
    /// A header has a character that no header can have.
    Header,
    /// A body cannot be written as JSON.
    Json(Box<str>),
    /// The path of a raw request does not begin with one slash.
    NotAPath,
    /// The path of a raw request has something that would lead elsewhere.
    LeadsElsewhere,
    /// The target of a raw request has a character that must be percent-encoded.
    NotEncoded,
    /// The method of a raw request is not one that can be sent.
    Method,
    /// The method of a raw request changes something, and the request was called a read.
    NoRead,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "is empty; nothing was sent: give the id as the service returned it",
            Self::Blank => {
                "has nothing but white space; nothing was sent: give the id as the service \
                 returned it"
            }
            Self::NoValue => "is empty; nothing was sent: give a value",
            Self::Dots(dots) => {
                return write!(
                    f,
                    "is `{dots}`, which a URL takes for a step between folders; nothing was \
                     sent: give the id as the service returned it"
                );
            }
            Self::Header => "has a character that no header can have; nothing was sent",
            Self::Json(why) => {
                return write!(f, "cannot be written as JSON; nothing was sent: {why}");
            }
            Self::NotAPath => {
                "is not a path of the service; nothing was sent: begin with one slash, such as \
                 `/v1/customers`"
            }
            Self::LeadsElsewhere => {
                "has an empty or dot segment, a backslash or a `#`, which would lead elsewhere; \
                 nothing was sent: percent-encode each id on its own"
            }
            Self::NotEncoded => {
                "has a space or another character that a URL cannot have; nothing was sent: \
                 percent-encode each id and each value on its own"
            }
            Self::NoRead => {
                "changes something, so a call with it is not a read; nothing was sent: say \
                 `Retry::Once`, or `Retry::Repeat` where asking twice does no harm"
            }
            Self::Method => {
                "is not a method that can be sent; nothing was sent: use GET, HEAD, POST, PUT, \
                 PATCH or DELETE"
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn segment(text: &str) -> Result<String, Unusable> {
        let mut target = String::new();
        write_segment(&text.to_owned(), &mut target).map(|()| target)
    }

    #[test]
    fn an_id_stays_one_segment() {
        for (id, written) in [
            ("c-7_a.b~c", "c-7_a.b~c"),
            ("CONTOSO00001:0001:CONTOSO0000A", "CONTOSO00001:0001:CONTOSO0000A"),
            ("a/b?c#d", "a%2Fb%3Fc%23d"),
            (r"..\..", "..%5C.."),
            ("%2e%2e", "%252e%252e"),
            ("a b", "a%20b"),
            ("…", "%E2%80%A6"),
            ("...", "..."),
        ] {
            assert_eq!(segment(id).unwrap(), written);
        }
    }

    #[test]
    fn what_no_encoding_can_save_is_refused() {
        assert_eq!(segment(""), Err(Unusable::Empty));
        for blank in [" ", "\t", "\r\n\u{a0}"] {
            assert_eq!(segment(blank), Err(Unusable::Blank));
        }
        assert_eq!(segment("."), Err(Unusable::Dots(".")));
        assert_eq!(segment(".."), Err(Unusable::Dots("..")));
    }

    #[test]
    fn an_argument_stays_between_its_quotes() {
        let mut target = "f(A='".to_owned();
        write_argument(&"x'),B='/../y".to_owned(), &mut target).unwrap();
        assert_eq!(target, "f(A='x%27%27%29%2CB%3D%27%27%2F..%2Fy");
        let refused = write_argument(&" ".to_owned(), &mut target);
        assert_eq!(refused, Err(Unusable::NoValue));
    }

    #[test]
    fn pairs_of_a_query_are_form_encoded() {
        let mut target = "/v1/customers".to_owned();
        write_pair("size", &5, &mut target).unwrap();
        write_pair("filter", &r#"{"Field":"a b&c"}"#.to_owned(), &mut target).unwrap();
        write_pair("$skip", &true, &mut target).unwrap();
        for blank in ["", " ", "\t"] {
            let refused = write_pair("view", &blank.to_owned(), &mut target);
            assert_eq!(refused, Err(Unusable::NoValue));
        }
        let query = "?size=5&filter=%7B%22Field%22%3A%22a+b%26c%22%7D&%24skip=true";
        assert_eq!(target, ["/v1/customers", query].concat());
    }
}
