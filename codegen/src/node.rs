//! The document as a tree in which every value knows where it was written.
//!
//! Maps keep the order of the file, for people; numbers keep their digits, for examples of
//! money. Neither survives in `serde_json::Value` under every set of features.

use crate::finding::Place;

/// A value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) kind: Kind,
}

/// The value of a [`Node`].
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Null,
    Bool(bool),
    /// A number as JSON writes it, to the digit.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    /// Text that stands where `place` is.
    pub(crate) fn text(place: &Place, text: impl Into<String>) -> Self {
        Self { place: place.clone(), kind: Kind::Text(text.into()) }
    }

    /// A map that stands where `place` is.
    pub(crate) fn map(place: &Place, entries: Vec<(String, Node)>) -> Self {
        Self { place: place.clone(), kind: Kind::Map(entries) }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A text, a number or a truth value as it is written; none for anything else.
    pub(crate) fn as_written(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) | Kind::Number(text) => Some(text),
            Kind::Bool(true) => Some("true"),
            Kind::Bool(false) => Some("false"),
            _ => None,
        }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self.kind {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Whether this is the number that `digits` write.
    pub(crate) fn is_number(&self, digits: &str) -> bool {
        matches!(&self.kind, Kind::Number(own) if own == digits)
    }

    /// A whole number that is not negative.
    pub(crate) fn as_u32(&self) -> Option<u32> {
        match &self.kind {
            Kind::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    /// The entries of a map; none for anything else.
    pub(crate) fn entries(&self) -> &[(String, Node)] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The elements of a list; none for anything else.
    pub(crate) fn elements(&self) -> &[Node] {
        match &self.kind {
            Kind::List(elements) => elements,
            _ => &[],
        }
    }

    /// The value under `key` of a map.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// The text under `key` of a map.
    pub(crate) fn get_text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text()
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries_mut().iter_mut().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    pub(crate) fn entries_mut(&mut self) -> &mut [(String, Node)] {
        match &mut self.kind {
            Kind::Map(entries) => entries,
            _ => &mut [],
        }
    }

    /// Puts text under `key`; does nothing to what is not a map.
    pub(crate) fn set_text(&mut self, key: &str, text: String) {
        let node = Node::text(&self.place, text);
        match self.get_mut(key) {
            Some(old) => *old = node,
            None => {
                if let Kind::Map(entries) = &mut self.kind {
                    entries.push((key.to_owned(), node));
                }
            }
        }
    }

    /// Keeps the entries of a map that `keep` says.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&str) -> bool) {
        if let Kind::Map(entries) = &mut self.kind {
            entries.retain(|(key, _)| keep(key));
        }
    }

    /// Follows a JSON pointer.
    pub(crate) fn at(&self, pointer: &str) -> Option<&Node> {
        let mut node = self;
        for step in pointer.strip_prefix('/').map(|rest| rest.split('/')).into_iter().flatten() {
            let step = step.replace("~1", "/").replace("~0", "~");
            node = match &node.kind {
                Kind::List(elements) => elements.get(step.parse::<usize>().ok()?)?,
                _ => node.get(&step)?,
            };
        }
        Some(node)
    }

    /// What JSON calls this kind of value, with its article.
    pub(crate) fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::Text(_) => "a string",
            Kind::List(_) => "an array",
            Kind::Map(_) => "an object",
        }
    }
}

/// Adds one step to a JSON pointer.
pub(crate) fn step(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}
