//! What stands where in an OpenAPI document.
//!
//! A property may be called `parameters` and a response code `get`: only the way down from
//! the root tells what a map is, and with it what a reference in its place refers to.

use crate::node::{Kind, Node};

/// What a node of the document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Document,
    Components,
    PathItem,
    Operation,
    Parameter,
    Header,
    RequestBody,
    Response,
    MediaType,
    Example,
    Schema,
    /// A map whose values are of one shape.
    Map(&'static Shape),
    /// A list whose elements are of one shape.
    List(&'static Shape),
    /// Data in which no reference has a meaning.
    Plain,
}

/// The methods that a path item may have.
pub(crate) const METHODS: [&str; 8] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

impl Shape {
    /// The shape of the value under `key`.
    pub(crate) fn child(self, key: &str) -> Shape {
        use Shape::*;
        match (self, key) {
            (Document, "paths") => Map(&PathItem),
            (Document, "components") => Components,
            (Components, "schemas") => Map(&Schema),
            (Components, "parameters") => Map(&Parameter),
            (Components, "headers") => Map(&Header),
            (Components, "responses") => Map(&Response),
            (Components, "requestBodies") => Map(&RequestBody),
            (Components, "examples") => Map(&Example),
            (PathItem | Operation, "parameters") => List(&Parameter),
            (PathItem, key) if METHODS.contains(&key) => Operation,
            (Operation, "requestBody") => RequestBody,
            (Operation, "responses") => Map(&Response),
            (Parameter | Header | MediaType, "schema") => Schema,
            (Parameter | Header | RequestBody | Response, "content") => Map(&MediaType),
            (Parameter | Header | MediaType, "examples") => Map(&Example),
            (Response, "headers") => Map(&Header),
            (Schema, "properties") => Map(&Schema),
            (Schema, "items" | "additionalProperties" | "not") => Schema,
            (Schema, "allOf" | "oneOf" | "anyOf") => List(&Schema),
            (Map(inner) | List(inner), _) => *inner,
            _ => Plain,
        }
    }

    /// The section of `components` that holds named things of this shape.
    pub(crate) fn section(self) -> Option<&'static str> {
        match self {
            Shape::Schema => Some("schemas"),
            Shape::Parameter => Some("parameters"),
            Shape::Header => Some("headers"),
            Shape::Response => Some("responses"),
            Shape::RequestBody => Some("requestBodies"),
            _ => None,
        }
    }
}

/// Shows every node that has a shape of its own, outermost first.
pub(crate) fn walk<'n>(node: &'n Node, shape: Shape, visit: &mut impl FnMut(&'n Node, Shape)) {
    visit(node, shape);
    for (key, child) in node.entries() {
        descend(child, shape.child(key), |child, shape| walk(child, shape, visit));
    }
    for child in node.elements() {
        descend(child, shape.child(""), |child, shape| walk(child, shape, visit));
    }
}

/// As [`walk`], for changing what it shows.
pub(crate) fn walk_mut(node: &mut Node, shape: Shape, visit: &mut impl FnMut(&mut Node, Shape)) {
    visit(node, shape);
    match &mut node.kind {
        Kind::Map(entries) => {
            for (key, child) in entries {
                descend(child, shape.child(key), |child, shape| walk_mut(child, shape, visit));
            }
        }
        Kind::List(elements) => {
            for child in elements {
                descend(child, shape.child(""), |child, shape| walk_mut(child, shape, visit));
            }
        }
        _ => {}
    }
}

fn descend<N>(child: N, shape: Shape, go: impl FnOnce(N, Shape)) {
    if shape != Shape::Plain {
        go(child, shape);
    }
}
