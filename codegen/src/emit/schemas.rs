//! The named schemas, sorted by what becomes of them.

use crate::emit::settings::BY_HAND;
use crate::load::Document;
use crate::node::Node;

/// The named schemas of a document.
#[derive(Clone, Copy)]
pub(super) struct Schemas<'d>(&'d [(String, Node)]);

impl<'d> Schemas<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        Self(document.schemas())
    }

    /// All of them, by name.
    pub(super) fn all(self) -> impl Iterator<Item = (&'d str, &'d Node)> {
        self.0.iter().map(|(name, schema)| (name.as_str(), schema))
    }

    /// Those that become open enums.
    pub(super) fn enums(self) -> impl Iterator<Item = (&'d str, &'d Node)> {
        self.all().filter(|(_, schema)| schema.get("enum").is_some())
    }

    /// Those that become types of their own around text: ids above all.
    pub(super) fn texts(self) -> impl Iterator<Item = (&'d str, &'d Node)> {
        self.all().filter(|(name, schema)| is_plain_text(name, schema))
    }

    /// Whether the unknown fields of a type are kept.
    pub(super) fn keeps_unknown(self, name: &str) -> bool {
        self.get(name).is_some_and(|schema| {
            schema.get("x-pc-keep-unknown").and_then(Node::as_bool) == Some(true)
        })
    }

    /// The area of the document that a schema belongs to: the folder of its file.
    pub(super) fn area(self, name: &str) -> &'d str {
        let file = self.get(name).map(|schema| &*schema.place.file);
        file.and_then(|file| file.split_once('/')).map_or("shared", |(area, _)| area)
    }

    fn get(self, name: &str) -> Option<&'d Node> {
        self.all().find(|(own, _)| *own == name).map(|(_, schema)| schema)
    }
}

/// Whether a schema is text with a name: an id, or a code.
pub(crate) fn is_plain_text(name: &str, schema: &Node) -> bool {
    schema.get_text("type") == Some("string")
        && schema.get("enum").is_none()
        && BY_HAND.iter().all(|(by_hand, _)| *by_hand != name)
}
