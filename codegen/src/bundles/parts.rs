//! What the steps of a bundle share.

use crate::node::{Kind, Node};

/// A version of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// 3.0.3, as the sources have it.
    Three,
    /// 3.1.0, where a reference can stand beside a description.
    ThreeOne,
}

/// The schemas of the document, to be changed.
pub(super) fn schemas(root: &mut Node) -> Option<&mut Vec<(String, Node)>> {
    match &mut root.get_mut("components")?.get_mut("schemas")?.kind {
        Kind::Map(entries) => Some(entries),
        _ => None,
    }
}

/// A list of texts.
pub(super) fn texts<'a>(like: &Node, texts: impl IntoIterator<Item = &'a str>) -> Node {
    let texts = texts.into_iter().map(|text| Node::text(&like.place, text));
    Node { place: like.place.clone(), kind: Kind::List(texts.collect()) }
}

/// A reference to a schema.
pub(super) fn reference(like: &Node, name: &str) -> Node {
    let target = Node::text(&like.place, format!("#/components/schemas/{name}"));
    Node::map(&like.place, vec![("$ref".to_owned(), target)])
}
