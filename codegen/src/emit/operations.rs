//! The operations, with the names that the generator gives them.

use heck::{ToPascalCase, ToSnakeCase};

use crate::load::{self, Document};
use crate::node::Node;

/// The operations of a document, by the names of their methods.
pub(super) struct Operations<'d>(Vec<Operation<'d>>);

/// One operation.
pub(super) struct Operation<'d> {
    pub(super) id: &'d str,
    /// The method on the client.
    pub(super) rust_name: String,
    /// The type of a call.
    pub(super) call: String,
    pub(super) method: String,
    pub(super) path: &'d str,
    pub(super) tag: &'d str,
    pub(super) node: &'d Node,
    /// Its parameters, and last its body.
    pub(super) parameters: Vec<Parameter<'d>>,
}

/// One parameter, or the body.
pub(super) struct Parameter<'d> {
    pub(super) rust_name: String,
    pub(super) name: &'d str,
    pub(super) description: &'d str,
    pub(super) required: bool,
}

impl<'d> Operations<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        let mut all: Vec<_> = (document.operations().into_iter())
            .map(|operation| Operation::new(document, operation))
            .collect();
        all.sort_by(|one, other| one.rust_name.cmp(&other.rust_name));
        Self(all)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Operation<'d>> {
        self.0.iter()
    }

    pub(super) fn by_rust_name(&self, name: &str) -> Option<&Operation<'d>> {
        self.0.iter().find(|operation| operation.rust_name == name)
    }

    pub(super) fn by_call(&self, name: &str) -> Option<&Operation<'d>> {
        self.0.iter().find(|operation| operation.call == name)
    }
}

impl<'d> Operation<'d> {
    fn new(document: &'d Document, operation: load::Operation<'d>) -> Self {
        let load::Operation { path, method, node, .. } = operation;
        let id = operation.id();
        let tag = node.get("tags").and_then(|tags| tags.elements().first()?.as_text());
        let mut parameters: Vec<_> = operation
            .parameters(document)
            .map(|parameter| {
                Parameter::new(parameter.get_text("name").unwrap_or_default(), parameter)
            })
            .collect();
        parameters.extend(operation.body(document).map(|body| Parameter::new("body", body)));
        Self {
            id,
            rust_name: id.to_snake_case(),
            call: id.to_pascal_case(),
            method: method.to_ascii_uppercase(),
            path,
            tag: tag.unwrap_or_default(),
            node,
            parameters,
        }
    }

    /// The texts of a list under `key`.
    pub(super) fn list(&self, key: &str) -> impl Iterator<Item = &'d str> {
        let elements = self.node.get(key).map(Node::elements).unwrap_or_default();
        elements.iter().filter_map(Node::as_text)
    }
}

impl<'d> Parameter<'d> {
    fn new(name: &'d str, node: &'d Node) -> Self {
        let description = node.get_text("description").unwrap_or_default();
        let required = node.get("required").and_then(Node::as_bool) == Some(true);
        Self { rust_name: name.to_snake_case(), name, description, required }
    }
}
