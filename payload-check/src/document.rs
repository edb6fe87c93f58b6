//! The document, as far as payloads go.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use crate::error::Error;
use crate::shape::Shape;

/// What `cargo xtask codegen` bundled last.
const TEXT: &str = include_str!("../../emulator/document/openapi.json");

/// How the part of an operation is called that is a request.
pub(crate) const REQUEST: &str = "request";

/// The schemas of the document, and the bodies of its operations.
#[derive(Debug, Default)]
pub(crate) struct Document {
    schemas: BTreeMap<String, Shape>,
    /// By operation id, and by status or [`REQUEST`]; `None` is an answer without a JSON body.
    bodies: BTreeMap<(String, String), Option<Shape>>,
}

impl Document {
    /// The document of the client.
    pub(crate) fn get() -> Result<&'static Self, Error> {
        static DOCUMENT: LazyLock<Result<Document, String>> =
            LazyLock::new(|| Document::parse(TEXT));
        DOCUMENT.as_ref().map_err(|reason| Error::Document(reason.clone()))
    }

    /// Reads a bundled document.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let root: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut document = Self::default();
        for (name, schema) in members(&root["components"]["schemas"]) {
            document.schemas.insert(name.clone(), Shape::named(name, schema)?);
        }
        for (_, path) in members(&root["paths"]) {
            for (_, operation) in members(path) {
                document.add_bodies(&root, operation)?;
            }
        }
        Ok(document)
    }

    fn add_bodies(&mut self, root: &Value, operation: &Value) -> Result<(), String> {
        // Beside operations a path has its parameters and such, which have no id.
        let Some(id) = operation["operationId"].as_str() else { return Ok(()) };
        let answers = members(&operation["responses"]).map(|(status, answer)| (&**status, answer));
        for (part, place) in answers.chain([(REQUEST, &operation["requestBody"])]) {
            let place = place["$ref"]
                .as_str()
                .and_then(|reference| root.pointer(reference.strip_prefix('#')?))
                .unwrap_or(place);
            let json = members(&place["content"])
                .find(|(media, _)| media.starts_with("application/json"))
                .map(|(_, content)| &content["schema"]);
            let shape = json.map(Shape::read).transpose();
            let shape = shape.map_err(|reason| format!("{id}: {reason}"))?;
            self.bodies.insert((id.to_owned(), part.to_owned()), shape);
        }
        Ok(())
    }

    /// The names of the schemas, sorted.
    #[cfg(test)]
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.schemas.keys().map(String::as_str)
    }

    /// The body of an answer, or of what the document says of all other refusals.
    pub(crate) fn answer(&self, operation: &str, status: u16) -> Option<&Shape> {
        let (exact, class) = (status.to_string(), format!("{}XX", status / 100));
        let mut parts = vec![exact.as_str(), class.as_str()];
        // The document means refusals by it, and so does the client.
        parts.extend((status >= 400).then_some("default"));
        parts.into_iter().find_map(|part| self.body(operation, part))?.as_ref()
    }

    /// The body of a request.
    pub(crate) fn request(&self, operation: &str) -> Option<&Shape> {
        self.body(operation, REQUEST)?.as_ref()
    }

    fn body(&self, operation: &str, part: &str) -> Option<&Option<Shape>> {
        self.bodies.get(&(operation.to_owned(), part.to_owned()))
    }

    /// Follows names until there is a shape; returns the last of the names too.
    pub(crate) fn resolve<'d>(&'d self, shape: &'d Shape) -> (Option<&'d str>, &'d Shape) {
        let (mut name, mut shape) = (None, shape);
        // A schema that is nothing but another one is rare, and a long chain of them is a ring.
        for _ in 0..32 {
            match shape {
                Shape::Named(next) => match self.schemas.get(next) {
                    Some(found) => (name, shape) = (Some(next.as_str()), found),
                    None => return (Some(next), &Shape::Any),
                },
                Shape::Nullable(inner) => shape = inner,
                _ => return (name, shape),
            }
        }
        (name, &Shape::Any)
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use partner_center_api::by_name;
    use serde_json::json;

    #[test]
    fn document_and_client_know_the_same_schemas() {
        let document = Document::get().unwrap();
        assert!(document.names().eq(by_name::NAMES.iter().copied()));
    }

    #[test]
    fn references_of_the_document_lead_somewhere() {
        fn follow(document: &Document, shape: &Shape) {
            match shape {
                Shape::Named(name) => {
                    assert!(document.names().any(|known| known == name), "{name}");
                }
                Shape::List(inner) | Shape::Map(inner) | Shape::Nullable(inner) => {
                    follow(document, inner);
                }
                _ => {}
            }
        }
        let document = Document::get().unwrap();
        document.bodies.values().flatten().for_each(|shape| follow(document, shape));
    }

    #[test]
    fn schemas_with_rules_of_their_own_say_what_the_rules_say() {
        let root: Value = serde_json::from_str(TEXT).unwrap();
        let schemas = &root["components"]["schemas"];
        let decimal =
            json!([{"type": "number"}, {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}]);
        assert_eq!(schemas["Decimal"]["oneOf"], decimal, "see `is_decimal` in validate.rs");
        assert_eq!(schemas["DateTime"]["type"], "string");
        let code = json!([{"type": "integer"}, {"type": "string"}]);
        assert_eq!(schemas["CartErrorCode"]["oneOf"], code, "see `code` in validate.rs");
    }

    #[test]
    fn bodies_are_found_by_operation_and_status() {
        let document = Document::get().unwrap();
        let named = |name: &str| Shape::Named(name.to_owned());
        assert_eq!(document.answer("getCart", 200), Some(&named("Cart")));
        assert_eq!(document.answer("getCart", 404), Some(&named("ApiFault")));
        assert_eq!(document.answer("createCart", 429), Some(&named("GatewayError")));
        assert_eq!(document.request("createCart"), Some(&named("Cart")));
        assert_eq!(document.request("getCart"), None);
        assert_eq!(document.answer("getCart", 204), None, "no refusal");
        assert_eq!(document.answer("registerSubscription", 202), None, "an empty body");
        let items = Shape::List(Box::new(named("InventoryItem")));
        assert_eq!(document.answer("checkInventory", 200), Some(&items));
    }

    #[test]
    fn a_ring_of_names_ends() {
        let text = r##"{"components": {"schemas": {
            "A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}}}"##;
        let document = Document::parse(text).unwrap();
        assert_eq!(document.resolve(&Shape::Named("A".to_owned())).1, &Shape::Any);
    }
}
