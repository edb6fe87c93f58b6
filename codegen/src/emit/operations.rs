//! The operations, as the client has them: names, types, and what a success is.

use heck::{ToPascalCase, ToSnakeCase};
use quote::format_ident;
use syn::parse_quote;

use crate::load::{self, Document};
use crate::names::{BY_HAND, DOCUMENTS};
use crate::node::Node;
use crate::union::shape_name;

/// The operations of a document, by the names of their methods.
pub(super) struct Operations<'d>(Vec<Operation<'d>>);

/// One operation.
pub(super) struct Operation<'d> {
    pub(super) id: &'d str,
    /// The method on the client.
    pub(super) rust_name: String,
    /// The type of a call.
    pub(super) call: syn::Ident,
    pub(super) method: String,
    /// The host that it is on, and where that is if it is not the main one.
    pub(super) host: &'d str,
    pub(super) elsewhere: Option<&'d str>,
    pub(super) path: &'d str,
    pub(super) tag: &'d str,
    pub(super) node: &'d Node,
    /// Its parameters: those of the path in its order, those of the query, headers, the body.
    pub(super) parameters: Vec<Parameter<'d>>,
    pub(super) answer: Answer<'d>,
}

/// One parameter, or the body.
pub(super) struct Parameter<'d> {
    pub(super) ident: syn::Ident,
    pub(super) name: &'d str,
    pub(super) description: &'d str,
    pub(super) required: bool,
    pub(super) place: In,
    pub(super) ty: syn::Type,
    pub(super) example: Option<String>,
}

/// Where a parameter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum In {
    Path,
    Query,
    Header,
    Body,
}

/// What a success of an operation is.
pub(super) enum Answer<'d> {
    /// It has no body.
    Nothing,
    /// A document of this media type.
    Document(&'d str),
    /// JSON of this schema.
    Json(&'d Node),
}

/// The headers that every operation takes. Their setters are written once, by hand.
pub(super) const COMMON_HEADERS: [&str; 3] = ["MS-RequestId", "MS-CorrelationId", "X-Locale"];

/// The type of a parameter, of a body or of an answer. Lints keep other schemas from these
/// places, so that the last arm is never reached from a document that passes them.
pub(super) fn ty(schema: &Node) -> syn::Type {
    if let Some(name) = shape_name(schema) {
        let by_hand = BY_HAND.iter().find(|(own, _)| *own == name);
        return by_hand.and_then(|(_, path)| syn::parse_str(path).ok()).unwrap_or_else(|| {
            let name = format_ident!("{name}");
            parse_quote!(types::#name)
        });
    }
    match (schema.get_text("type"), schema.get_text("format")) {
        (Some("integer"), Some("int32")) => parse_quote!(i32),
        (Some("integer"), _) => parse_quote!(i64),
        (Some("boolean"), _) => parse_quote!(bool),
        (Some("array"), _) if let Some(items) = schema.get("items") => {
            let item = ty(items);
            parse_quote!(Vec<#item>)
        }
        (Some("string"), _) => parse_quote!(String),
        _ => parse_quote!(::serde_json::Value),
    }
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
}

impl<'d> Operation<'d> {
    fn new(document: &'d Document, operation: load::Operation<'d>) -> Self {
        let load::Operation { path, method, node, item } = operation;
        let id = operation.id();
        let tag = node.get("tags").and_then(|tags| tags.elements().first()?.as_text());
        let mut parameters: Vec<_> =
            operation.parameters(document).map(|node| Parameter::new(node, document)).collect();
        parameters.extend(operation.body(document).map(Parameter::body));
        parameters.sort_by_key(|own| match own.place {
            In::Path => (0, path.find(&format!("{{{}}}", own.name))),
            In::Query => (1, None),
            In::Header => (2, None),
            In::Body => (3, None),
        });
        Self {
            id,
            rust_name: id.to_snake_case(),
            call: format_ident!("{}", id.to_pascal_case()),
            method: method.to_ascii_uppercase(),
            host: operation.host(document),
            elsewhere: item
                .get("servers")
                .and_then(|servers| servers.elements().first()?.get_text("url")),
            path,
            tag: tag.unwrap_or_default(),
            node,
            parameters,
            answer: Answer::of(document, operation),
        }
    }

    /// The operation's row in the table of operations.
    pub(super) fn row(&self) -> syn::Ident {
        format_ident!("{}", self.rust_name.to_ascii_uppercase())
    }

    /// The parameters, without the headers that every operation takes.
    pub(super) fn own_parameters(&self) -> impl Iterator<Item = &Parameter<'d>> {
        self.parameters.iter().filter(|own| !COMMON_HEADERS.contains(&own.name))
    }

    pub(super) fn is(&self, key: &str) -> bool {
        self.node.get(key).and_then(Node::as_bool) == Some(true)
    }

    /// The texts of a list under `key`.
    pub(super) fn list(&self, key: &str) -> impl Iterator<Item = &'d str> {
        let elements = self.node.get(key).map(Node::elements).unwrap_or_default();
        elements.iter().filter_map(Node::as_text)
    }
}

impl<'d> Parameter<'d> {
    fn new(node: &'d Node, document: &'d Document) -> Self {
        let name = node.get_text("name").unwrap_or_default();
        let place = match node.get_text("in") {
            Some("path") => In::Path,
            Some("query") => In::Query,
            _ => In::Header,
        };
        let schema = node.get("schema");
        Self {
            ident: format_ident!("{}", name.to_snake_case()),
            name,
            description: node.get_text("description").unwrap_or_default(),
            required: node.get("required").and_then(Node::as_bool) == Some(true),
            place,
            ty: schema.map_or_else(|| parse_quote!(String), ty),
            example: load::example(node, document).and_then(Node::as_written).map(Into::into),
        }
    }

    fn body(node: &'d Node) -> Self {
        let schema = node.at("/content/application~1json/schema");
        Self {
            ident: format_ident!("body"),
            name: "body",
            description: node.get_text("description").unwrap_or_default(),
            required: true,
            place: In::Body,
            ty: schema.map_or_else(|| parse_quote!(::serde_json::Value), ty),
            example: None,
        }
    }
}

impl<'d> Answer<'d> {
    fn of(document: &'d Document, operation: load::Operation<'d>) -> Self {
        let responses = operation.responses(document);
        let successes = responses.filter(|(status, _)| status.starts_with('2'));
        let mut contents = successes.filter_map(|(_, response)| response.get("content"));
        let content = contents.find_map(|content| content.entries().first());
        match content.and_then(|(kind, content)| Some((kind, content.get("schema")?))) {
            None => Self::Nothing,
            Some((kind, _)) if DOCUMENTS.contains(&kind.as_str()) => Self::Document(kind),
            Some((_, schema)) => Self::Json(schema),
        }
    }
}
