//! The named schemas, sorted by what becomes of them.

use crate::load::Document;
use crate::names::{BY_HAND, is_plain_text};
use crate::node::Node;
use crate::union::{Union, shape_name};

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

    /// Those that become structs.
    pub(super) fn objects(self) -> impl Iterator<Item = (&'d str, &'d Node)> {
        let by_hand = |name: &str| BY_HAND.iter().any(|(own, _)| *own == name);
        self.all().filter(move |(name, schema)| {
            schema.get("properties").is_some() && schema.get("oneOf").is_none() && !by_hand(name)
        })
    }

    /// Those that are one of several.
    pub(super) fn unions(self) -> impl Iterator<Item = Union<'d>> {
        self.all().filter_map(|(name, schema)| Union::of(name, schema))
    }

    /// Lists of items each of which is one of several: the schema, and the union.
    pub(super) fn pages(self) -> impl Iterator<Item = (&'d str, Union<'d>)> {
        self.all().filter_map(move |(name, schema)| {
            let items = schema.at("/properties/items/items").and_then(shape_name)?;
            Some((name, self.unions().find(|union| union.name == items)?))
        })
    }

    /// Whether a type is a list: a page, or all that there is.
    pub(super) fn is_list(self, name: &str) -> bool {
        let items = self.get(name).and_then(|schema| schema.at("/properties/items"));
        name.ends_with("Collection")
            && items.is_some_and(|items| items.get_text("type") == Some("array"))
    }

    /// Whether a type is among the alternatives of a union.
    pub(super) fn is_alternative(self, name: &str) -> bool {
        self.unions().any(|union| union.shapes.contains(&name))
    }

    /// Whether the unknown fields of a type are kept.
    pub(super) fn keeps_unknown(self, name: &str) -> bool {
        self.get(name).is_some_and(|schema| {
            schema.get("x-pc-keep-unknown").and_then(Node::as_bool) == Some(true)
        })
    }

    /// Whether a type has a property that nobody but the caller may see.
    pub(super) fn has_secret(self, name: &str) -> bool {
        self.properties(name).iter().any(|(_, property)| is_secret(property))
    }

    /// The area of the document that a schema belongs to: the folder of its file.
    pub(super) fn area(self, name: &str) -> &'d str {
        let file = self.get(name).map(|schema| &*schema.place.file);
        file.and_then(|file| file.split_once('/')).map_or("shared", |(area, _)| area)
    }

    /// The properties of a schema, in the order of the document.
    pub(super) fn properties(self, name: &str) -> &'d [(String, Node)] {
        let properties = self.get(name).and_then(|schema| schema.get("properties"));
        properties.map(Node::entries).unwrap_or_default()
    }

    /// What the type of a property is.
    pub(super) fn form(self, property: &'d Node) -> Form<'d> {
        let wrapped = property.get("allOf").and_then(|parts| parts.elements().first());
        let Some(name) = shape_name(wrapped.unwrap_or(property)) else {
            return match property.get_text("type") {
                Some("string") => Form::Text,
                Some("integer") => Form::Integer,
                Some("boolean") => Form::Flag,
                _ => Form::Other,
            };
        };
        match (name, self.get(name)) {
            ("Decimal", _) => Form::Decimal,
            ("DateTime", _) => Form::Date,
            (_, Some(schema)) if schema.get("enum").is_some() => Form::Word,
            (_, Some(schema)) if is_plain_text(name, schema) => match name.ends_with("Id") {
                true => Form::Id,
                false => Form::Code,
            },
            (_, Some(schema)) if schema.get("properties").is_some() => Form::Object(name),
            _ => Form::Other,
        }
    }

    fn get(self, name: &str) -> Option<&'d Node> {
        self.all().find(|(own, _)| *own == name).map(|(_, schema)| schema)
    }
}

/// Whether nobody but the caller may see a property.
pub(super) fn is_secret(property: &Node) -> bool {
    property.get("x-pc-secret").and_then(Node::as_bool) == Some(true)
}

/// What the type of a property is.
pub(super) enum Form<'d> {
    Text,
    Id,
    /// Text with a type of its own that is no id.
    Code,
    Word,
    Integer,
    Flag,
    Date,
    Decimal,
    /// An object of a named schema.
    Object(&'d str),
    /// A list, a map, or anything.
    Other,
}
