//! JSON as the service handles it: members in order, names without regard to case, numbers as they
//! were written.
//!
//! `serde_json::Value` would sort the members and turn `1.10` into `1.1`. A cart gives back what
//! the caller put into it, digit for digit, and prices are decimals of any length, so the emulator
//! keeps the text of every number.

use std::fmt;

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::value::RawValue;

/// How deep a body may be nested; deeper ones are refused rather than overflow the stack.
const DEEPEST: usize = 64;

/// Any JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// The text of the number.
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Object),
}

/// The members of a JSON object, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Object(Vec<(String, Json)>);

/// Builds an [`Object`]; members whose value is null are left out.
macro_rules! object {
    ($($name:literal: $value:expr),* $(,)?) => {{
        #[allow(unused_mut)]
        let mut object = $crate::json::Object::default();
        $( object.add($name, $value); )*
        object
    }};
}
pub(crate) use object;

/// Why a text is not JSON that the emulator takes.
#[derive(Debug)]
pub(crate) struct NotJson(String);

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Json {
    /// Reads a text, which may start with a byte order mark.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, NotJson> {
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        let text = std::str::from_utf8(text).map_err(|e| NotJson(e.to_string()))?;
        parse(text, DEEPEST)
    }

    /// Any value that serde can write.
    pub(crate) fn of<T: Serialize>(value: &T) -> Self {
        serde_json::to_string(value)
            .ok()
            .and_then(|text| parse(&text, DEEPEST).ok())
            .unwrap_or(Self::Null)
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(crate) fn as_object(&self) -> Option<&Object> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    pub(crate) fn as_list(&self) -> Option<&[Json]> {
        if let Self::List(list) = self { Some(list) } else { None }
    }

    /// The number, when it is a whole one.
    pub(crate) fn as_whole(&self) -> Option<i64> {
        if let Self::Number(text) = self { text.parse().ok() } else { None }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

fn parse(text: &str, deeper: usize) -> Result<Json, NotJson> {
    let wrong = |e: serde_json::Error| NotJson(e.to_string());
    let Some(deeper) = deeper.checked_sub(1) else {
        return Err(NotJson(format!("nested more than {DEEPEST} deep")));
    };
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    match text.bytes().next() {
        Some(b'{') => {
            let Members(raw) = serde_json::from_str(text).map_err(wrong)?;
            let members = raw.into_iter().map(|(name, raw)| Ok((name, parse(raw.get(), deeper)?)));
            Ok(Json::Object(Object(members.collect::<Result<_, _>>()?)))
        }
        Some(b'[') => {
            let raw: Vec<&RawValue> = serde_json::from_str(text).map_err(wrong)?;
            let items = raw.into_iter().map(|raw| parse(raw.get(), deeper));
            Ok(Json::List(items.collect::<Result<_, _>>()?))
        }
        Some(b'"') => Ok(Json::Text(serde_json::from_str(text).map_err(wrong)?)),
        Some(b't' | b'f') => Ok(Json::Bool(serde_json::from_str(text).map_err(wrong)?)),
        Some(b'n') => serde_json::from_str::<()>(text).map(|()| Json::Null).map_err(wrong),
        _ => {
            let raw: &RawValue = serde_json::from_str(text).map_err(wrong)?;
            Ok(Json::Number(raw.get().to_owned()))
        }
    }
}

/// Members of an object with their values still unread.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> serde::Deserialize<'de> for Members<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: serde::de::MapAccess<'de>>(
                self,
                mut map: M,
            ) -> Result<Self::Value, M::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        from.deserialize_map(Visitor)
    }
}

impl Object {
    /// The member of that name, in any case.
    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Json::as_text)
    }

    /// Adds a member that is not there yet; null is the same as leaving it out.
    pub(crate) fn add(&mut self, name: &str, value: impl Into<Json>) {
        let value = value.into();
        if !value.is_null() {
            self.0.push((name.to_owned(), value));
        }
    }

    /// Sets a member; null is the same as leaving it out.
    pub(crate) fn put(&mut self, name: &str, value: impl Into<Json>) {
        let value = value.into();
        if !value.is_null() {
            self.0.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
            self.0.push((name.to_owned(), value));
        }
    }

    /// Adds members after the present ones, as they are.
    pub(crate) fn extend(&mut self, more: &Object) {
        self.0.extend(more.0.iter().cloned());
    }

    /// Moves members after the present ones, as they are.
    pub(crate) fn append(&mut self, mut more: Object) {
        self.0.append(&mut more.0);
    }

    /// Takes the member of that name, in any case; null counts as absent.
    pub(crate) fn take(&mut self, name: &str) -> Option<Json> {
        let mut taken = None;
        self.0.retain_mut(|(n, value)| {
            let hit = n.eq_ignore_ascii_case(name);
            if hit {
                taken = Some(std::mem::replace(value, Json::Null));
            }
            !hit
        });
        taken.filter(|value| !value.is_null())
    }

    /// The members that `change` keeps, as it gives them; nulls stay.
    pub(crate) fn map(&self, change: impl Fn(&str, &Json) -> Option<Json>) -> Self {
        let members = self.iter().filter_map(|(name, value)| {
            change(name, value).map(|changed| (name.to_owned(), changed))
        });
        Self(members.collect())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl FromIterator<(String, Json)> for Object {
    fn from_iter<I: IntoIterator<Item = (String, Json)>>(members: I) -> Self {
        Self(members.into_iter().collect())
    }
}

impl From<Object> for Json {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Json {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Json {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

macro_rules! numbers {
    ($($whole:ty),*) => {$(
        impl From<$whole> for Json {
            fn from(number: $whole) -> Self {
                Self::Number(number.to_string())
            }
        }
    )*};
}
numbers!(i64, u64, u32, u16, usize);

impl From<Decimal> for Json {
    fn from(amount: Decimal) -> Self {
        Self::Number(amount.to_string())
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Json>> FromIterator<T> for Json {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(yes) => write!(f, "{yes}"),
            Self::Number(text) => f.write_str(text),
            Self::Text(text) => quoted(f, text),
            Self::List(items) => {
                f.write_str("[")?;
                for (at, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if at == 0 { "" } else { "," })?;
                }
                f.write_str("]")
            }
            Self::Object(Object(members)) => {
                f.write_str("{")?;
                for (at, (name, value)) in members.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { "," })?;
                    quoted(f, name)?;
                    write!(f, ":{value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    // Most texts have nothing to escape, and pages of lines have very many of them.
    if !text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        f.write_str("\"")?;
        f.write_str(text)?;
        return f.write_str("\"");
    }
    let text = serde_json::to_string(text).map_err(|_| fmt::Error)?;
    f.write_str(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn survives(text: &str) {
        assert_eq!(Json::parse(text.as_bytes()).unwrap().to_string(), text);
    }

    #[test]
    fn numbers_and_the_order_of_members_survive() {
        survives(
            r#"{"z":1.10,"a":[12345678901234567890.0000000000000000000001,-0e5],"m":{"é\n":null}}"#,
        );
    }

    #[test]
    fn names_are_read_without_regard_to_case() {
        let json = Json::parse(br#"{"LineItems":[]}"#).unwrap();
        assert!(json.as_object().unwrap().get("lineItems").is_some());
    }

    #[test]
    fn a_bottomless_body_is_refused() {
        assert!(Json::parse("[".repeat(100_000).as_bytes()).is_err());
        assert!(Json::parse(format!("{}{}", "[".repeat(100), "]".repeat(100)).as_bytes()).is_err());
    }

    #[test]
    fn what_follows_the_value_is_refused() {
        assert!(Json::parse(b"{} x").is_err());
        assert!(Json::parse(b"").is_err());
        assert!(Json::parse(b"nul").is_err());
    }
}
