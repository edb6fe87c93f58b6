//! What the service sends and the document does not know.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// The fields of a resource that the document does not know, as the service wrote them.
///
/// A resource that is read, changed and sent back must not lose what a newer service put
/// into it. The values are kept as JSON text, so that numbers keep every digit.
#[derive(Clone, Debug, Default)]
pub struct UnknownFields(BTreeMap<Box<str>, Box<RawValue>>);

impl UnknownFields {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The JSON text of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.get())
    }

    /// Names and JSON texts, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, value.get()))
    }

    /// Sets a field to a JSON text.
    ///
    /// # Errors
    ///
    /// The text is not one JSON value.
    pub fn insert(
        &mut self,
        name: impl Into<Box<str>>,
        json: impl Into<String>,
    ) -> Result<(), serde_json::Error> {
        self.0.insert(name.into(), RawValue::from_string(json.into())?);
        Ok(())
    }

    /// Forgets a field; tells whether it was there.
    pub fn remove(&mut self, name: &str) -> bool {
        self.0.remove(name).is_some()
    }

    /// Keeps a field that a decoder met.
    pub(crate) fn keep(&mut self, name: &str, value: Box<RawValue>) {
        self.0.insert(name.into(), value);
    }

    /// The fields, for an encoder.
    pub(crate) fn raw(&self) -> impl Iterator<Item = (&str, &RawValue)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }
}

impl PartialEq for UnknownFields {
    /// By text: `1.0` and `1` are different values here.
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}
