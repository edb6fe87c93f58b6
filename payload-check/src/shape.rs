//! What the document says a value should look like.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::union::Union;

/// What a schema of the document allows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// Any JSON.
    Any,
    Boolean,
    Text,
    /// Text that may come as a whole number.
    TextOrNumber,
    /// One of several schemas.
    Union(Union),
    /// A whole number, of 32 bits where the document says so.
    Integer {
        small: bool,
    },
    Number,
    /// The schema `Decimal`: a number, or its digits in a string.
    Decimal,
    /// The schema `DateTime`.
    DateTime,
    /// An enum, with the words that the document lists.
    Word(Vec<String>),
    /// A code that is written as a number or as a name, with both.
    Code(Vec<(String, String)>),
    List(Box<Shape>),
    Map(Box<Shape>),
    Object(Fields),
    /// A named schema.
    Named(String),
    /// The same, or null.
    Nullable(Box<Shape>),
}

/// The properties of an object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fields {
    by_name: BTreeMap<String, Shape>,
    /// What other properties look like, where the document allows them.
    rest: Option<Box<Shape>>,
}

/// A property of the document that a key of a payload stands for.
pub(crate) struct Field<'s> {
    /// The key as the document spells it.
    pub(crate) name: &'s str,
    /// What its value should look like.
    pub(crate) shape: &'s Shape,
}

impl Fields {
    /// The property of a key, found without regard to case.
    pub(crate) fn find(&self, key: &str) -> Option<Field<'_>> {
        let exact = self.by_name.get_key_value(key);
        let (name, shape) = exact
            .or_else(|| self.by_name.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)))?;
        Some(Field { name, shape })
    }

    /// What properties look like that have no name in the document, if there may be such.
    pub(crate) fn rest(&self) -> Option<&Shape> {
        self.rest.as_deref()
    }
}

/// What says something about a schema and allows or forbids nothing.
const ANNOTATIONS: &[&str] =
    &["description", "title", "example", "default", "deprecated", "externalDocs"];

impl Shape {
    /// Reads a schema that has a name. Some names say more than OpenAPI can, and the client has
    /// types written by hand for them.
    pub(crate) fn named(name: &str, schema: &Value) -> Result<Self, String> {
        match name {
            "Decimal" => return Ok(Self::Decimal),
            "DateTime" => return Ok(Self::DateTime),
            _ => {}
        }
        if let Some(how) = schema.get("x-pc-discriminator") {
            let union = Union::read(how).map(Self::Union);
            return union.ok_or_else(|| format!("{name}: x-pc-discriminator is not understood"));
        }
        if let Some(names) = schema.get("x-pc-names").and_then(Value::as_object) {
            let names = names
                .iter()
                .map(|(number, name)| Some((number.clone(), name.as_str()?.to_owned())));
            let names: Option<_> = names.collect();
            return Ok(Self::Code(names.ok_or_else(|| format!("{name}: x-pc-names"))?));
        }
        Self::read(schema).map_err(|reason| format!("schema `{name}`: {reason}"))
    }

    /// Reads a schema. What this program does not understand is an error: no answer is
    /// better than "fits" by an unknown rule.
    pub(crate) fn read(schema: &Value) -> Result<Self, String> {
        let mut rules = Rules(schema.as_object().ok_or("a schema is no object")?.clone());
        let lenient = rules.0.get("x-pc-lenient").and_then(Value::as_str) == Some("number");
        rules.0.retain(|key, _| !ANNOTATIONS.contains(&key.as_str()) && !key.starts_with("x-"));
        let nullable = rules.0.remove("nullable") == Some(Value::Bool(true));
        let shape = match rules.shape()? {
            Self::Text if lenient => Self::TextOrNumber,
            shape => shape,
        };
        match rules.0.keys().next() {
            Some(key) => Err(format!("`{key}` is not understood")),
            None if nullable => Ok(Self::Nullable(Box::new(shape))),
            None => Ok(shape),
        }
    }

    /// The shape for people, as in "the document says a string".
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Any => "any JSON".to_owned(),
            Self::Boolean => "true or false".to_owned(),
            Self::Text => "a string".to_owned(),
            Self::TextOrNumber => "a string, or a whole number".to_owned(),
            Self::Union(_) => "one of several objects".to_owned(),
            Self::Integer { small: true } => "a whole number of 32 bits".to_owned(),
            Self::Integer { small: false } => "a whole number".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Decimal => "a decimal number, or one in a string".to_owned(),
            Self::DateTime => "a date as a string".to_owned(),
            Self::Word(_) => "a word as a string".to_owned(),
            Self::Code(_) => "a code as a whole number or a string".to_owned(),
            Self::List(_) => "a list".to_owned(),
            Self::Map(_) | Self::Object(_) => "an object".to_owned(),
            Self::Named(name) => name.clone(),
            Self::Nullable(shape) => format!("{} or null", shape.describe()),
        }
    }
}

/// The keys of a schema that are still to be understood.
struct Rules(Map<String, Value>);

impl Rules {
    fn shape(&mut self) -> Result<Shape, String> {
        if let Some(reference) = self.0.remove("$ref") {
            let name =
                reference.as_str().and_then(|text| text.strip_prefix("#/components/schemas/"));
            let name = name.ok_or_else(|| format!("`$ref` {reference} is not understood"))?;
            return Ok(Shape::Named(name.to_owned()));
        }
        if let Some(all) = self.0.remove("allOf") {
            return match all.as_array().map(Vec::as_slice) {
                Some([only]) => Shape::read(only),
                _ => Err("`allOf` with other than one schema is not understood".to_owned()),
            };
        }
        let Some(kind) = self.0.remove("type") else { return Ok(Shape::Any) };
        match kind.as_str() {
            Some("string") => self.text(),
            Some("boolean") => Ok(Shape::Boolean),
            Some("number") => Ok(Shape::Number),
            Some("integer") => self.integer(),
            Some("array") => {
                let items = self.0.remove("items").ok_or("`array` without `items`")?;
                Ok(Shape::List(Box::new(Shape::read(&items)?)))
            }
            Some("object") => self.object(),
            _ => Err(format!("`type` {kind} is not understood")),
        }
    }

    fn text(&mut self) -> Result<Shape, String> {
        let Some(words) = self.0.remove("enum") else { return Ok(Shape::Text) };
        let words = words.as_array().map(Vec::as_slice).unwrap_or_default();
        let words: Option<_> = words.iter().map(|word| word.as_str().map(str::to_owned)).collect();
        Ok(Shape::Word(words.ok_or("`enum` of other than strings")?))
    }

    fn integer(&mut self) -> Result<Shape, String> {
        match self.0.remove("format").as_ref().map(Value::as_str) {
            None | Some(Some("int64")) => Ok(Shape::Integer { small: false }),
            Some(Some("int32")) => Ok(Shape::Integer { small: true }),
            Some(_) => Err("the `format` of an integer is not understood".to_owned()),
        }
    }

    fn object(&mut self) -> Result<Shape, String> {
        let rest = match self.0.remove("additionalProperties") {
            None => None,
            Some(Value::Bool(allowed)) => allowed.then_some(Shape::Any),
            Some(schema) => Some(Shape::read(&schema)?),
        };
        match (self.0.remove("properties"), rest) {
            (None, rest) => Ok(Shape::Map(Box::new(rest.unwrap_or(Shape::Any)))),
            (Some(properties), rest) => {
                let properties = properties.as_object().ok_or("`properties` is no object")?;
                let by_name = properties
                    .iter()
                    .map(|(name, schema)| match Shape::read(schema) {
                        Ok(shape) => Ok((name.clone(), shape)),
                        Err(reason) => Err(format!("property `{name}`: {reason}")),
                    })
                    .collect::<Result<_, _>>()?;
                Ok(Shape::Object(Fields { by_name, rest: rest.map(Box::new) }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn refused(schema: Value, part: &str) {
        let error = Shape::read(&schema).unwrap_err();
        assert!(error.contains(part), "{error}");
    }

    #[test]
    fn every_form_of_the_document_is_read() {
        let named = |name: &str| Shape::Named(name.to_owned());
        for (schema, expected) in [
            (json!({"description": "anything"}), Shape::Any),
            (json!({"type": "string", "x-pc-evidence": "sdk"}), Shape::Text),
            (json!({"type": "string", "x-pc-lenient": "number"}), Shape::TextOrNumber),
            (json!({"type": "integer", "format": "int32"}), Shape::Integer { small: true }),
            (json!({"type": "integer"}), Shape::Integer { small: false }),
            (json!({"$ref": "#/components/schemas/Cart"}), named("Cart")),
            (json!({"allOf": [{"$ref": "#/components/schemas/Cart"}]}), named("Cart")),
            (
                json!({"type": "array", "items": {"$ref": "#/components/schemas/Cart"}}),
                Shape::List(Box::new(named("Cart"))),
            ),
            (json!({"type": "object"}), Shape::Map(Box::new(Shape::Any))),
            (
                json!({"type": "object", "additionalProperties": {"type": "string"}}),
                Shape::Map(Box::new(Shape::Text)),
            ),
            (
                json!({"type": "string", "enum": ["a", "b"]}),
                Shape::Word(vec!["a".to_owned(), "b".to_owned()]),
            ),
            (
                json!({"type": "boolean", "nullable": true}),
                Shape::Nullable(Box::new(Shape::Boolean)),
            ),
        ] {
            assert_eq!(Shape::read(&schema).unwrap(), expected, "{schema}");
        }
    }

    #[test]
    fn a_rule_that_is_not_understood_is_refused() {
        refused(json!({"type": "string", "minLength": 3}), "`minLength`");
        refused(json!({"type": "object", "required": ["id"]}), "`required`");
        refused(json!({"oneOf": [{"type": "string"}]}), "`oneOf`");
        refused(json!({"allOf": [{}, {}]}), "`allOf`");
        refused(json!({"type": "file"}), "`type` \"file\"");
        refused(json!({"$ref": "other.yaml#/Cart"}), "`$ref`");
        refused(json!({"type": "object", "properties": {"id": {"type": "x"}}}), "property `id`");
    }

    #[test]
    fn keys_are_found_without_regard_to_case() {
        let schema = json!({"type": "object", "properties": {"lineItems": {}, "id": {}}});
        let Shape::Object(fields) = Shape::read(&schema).unwrap() else { panic!("no object") };
        for key in ["lineItems", "LineItems", "LINEITEMS"] {
            assert_eq!(fields.find(key).map(|field| field.name), Some("lineItems"));
        }
        assert!(fields.find("line_items").is_none());
    }
}
