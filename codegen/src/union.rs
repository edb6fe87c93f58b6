//! Schemas that are one of several, chosen by what an object says of itself.

use crate::node::{Kind, Node};

/// A schema that is one of several.
pub(crate) struct Union<'d> {
    pub(crate) name: &'d str,
    pub(crate) schema: &'d Node,
    /// The schemas it can be.
    pub(crate) shapes: Vec<&'d str>,
    /// The way to the word by which an object says what it is.
    pub(crate) path: Vec<&'d str>,
    /// The words, and which schema each means.
    pub(crate) words: Vec<(&'d str, &'d str)>,
    /// The two properties that tell it where the word is missing.
    pub(crate) properties: [&'d str; 2],
    /// What they say, and which schema that means.
    pub(crate) pairs: Vec<([&'d str; 2], &'d str)>,
}

/// Whether a schema is meant to be a union.
pub(crate) fn is_union(schema: &Node) -> bool {
    discriminator(schema).is_some()
}

/// What of a union says how it is read.
pub(crate) fn discriminator(schema: &Node) -> Option<&Node> {
    schema.get("x-pc-discriminator")
}

/// The alternatives of a union.
pub(crate) fn alternatives(schema: &Node) -> &[Node] {
    schema.get("oneOf").or_else(|| schema.get("anyOf")).map(Node::elements).unwrap_or_default()
}

impl<'d> Union<'d> {
    /// Reads a union; nothing where it is none, or is not written as the lints ask.
    pub(crate) fn of(name: &'d str, schema: &'d Node) -> Option<Self> {
        let how = discriminator(schema)?;
        let fallback = how.get("fallback")?;
        let words = how.get("words")?.entries().iter().flat_map(|(shape, words)| {
            texts(words).into_iter().map(move |word| (word, shape.as_str()))
        });
        let pairs = fallback.get("pairs")?.elements().iter().filter_map(|pair| {
            let [one, other, shape] = texts(pair).try_into().ok()?;
            Some(([one, other], shape))
        });
        Some(Self {
            name,
            schema,
            shapes: alternatives(schema).iter().filter_map(shape_name).collect(),
            path: texts(how.get("path")?),
            words: words.collect(),
            properties: texts(fallback.get("properties")?).try_into().ok()?,
            pairs: pairs.collect(),
        })
    }

    /// Which schema a value is by what it says of itself.
    pub(crate) fn choose(&self, value: &Node) -> Option<&'d str> {
        let word = self.path.iter().try_fold(value, |node, step| member(node, step));
        if let Some(word) = word.and_then(Node::as_text).filter(|word| !word.is_empty()) {
            return find(&self.words, |known| same_word(known, word));
        }
        let [one, other] = self.properties.map(|name| member(value, name).and_then(Node::as_text));
        let (one, other) = (one?, other?);
        find(&self.pairs, |pair| same_word(pair[0], one) && same_word(pair[1], other))
    }

    /// What the names of the shapes and of the union end in, as in `LineItem`.
    pub(crate) fn common_name(&self) -> &'d str {
        let fits = |end: &&str| self.shapes.iter().all(|shape| shape.ends_with(*end));
        word_ends(self.name).find(fits).unwrap_or(self.name)
    }

    /// What sets a shape apart, as `OneTime` of `OneTimeInvoiceLineItem`.
    pub(crate) fn short_name(&self, shape: &'d str) -> &'d str {
        let short = |end| shape.strip_suffix(end).filter(|rest: &&str| !rest.is_empty());
        word_ends(self.name).find_map(short).unwrap_or(shape)
    }
}

/// The name of the schema that a reference leads to.
pub(crate) fn shape_name(reference: &Node) -> Option<&str> {
    reference.get_text("$ref")?.strip_prefix("#/components/schemas/")
}

/// A name from each of its words to its end, the longest first.
fn word_ends(name: &str) -> impl Iterator<Item = &str> {
    name.char_indices().filter(|(_, c)| c.is_ascii_uppercase()).map(|(at, _)| &name[at..])
}

fn find<'d, T>(table: &[(T, &'d str)], is: impl Fn(&T) -> bool) -> Option<&'d str> {
    table.iter().find(|(key, _)| is(key)).map(|(_, shape)| *shape)
}

/// A member of an object by its name, in any case.
fn member<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    node.entries().iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, node)| node)
}

fn texts(node: &Node) -> Vec<&str> {
    match &node.kind {
        Kind::List(elements) => elements.iter().filter_map(Node::as_text).collect(),
        _ => Vec::new(),
    }
}

/// Whether two spellings are one word to the generated types.
pub(crate) fn same_word(one: &str, other: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| !"_- ".contains(*c)).flat_map(char::to_lowercase).collect()
    };
    letters(one) == letters(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Document;

    const SHAPES: &str = "
oneOf:
  - { $ref: '#/components/schemas/OneTimeInvoiceLineItem' }
  - { $ref: '#/components/schemas/UsageLineItem' }
x-pc-discriminator:
  path: [attributes, objectType]
  words: { OneTimeInvoiceLineItem: [OneTimeInvoiceLineItem], UsageLineItem: [UsageLine, Usage] }
  fallback:
    properties: [provider, type]
    pairs: [[one_time, billing, OneTimeInvoiceLineItem], [azure, usage, UsageLineItem]]
";

    #[track_caller]
    fn check(value: &str, expected: Option<&str>) {
        let schema = Document::from_root(SHAPES).root;
        let union = Union::of("InvoiceLineItem", &schema).unwrap();
        assert_eq!(union.choose(&Document::from_root(value).root), expected, "{value}");
    }

    #[test]
    fn the_word_decides_and_then_the_pair() {
        check("attributes: { objectType: usage_line }", Some("UsageLineItem"));
        check("{ Attributes: { ObjectType: Usage }, provider: x }", Some("UsageLineItem"));
        check("{ Provider: OneTime, type: billing }", Some("OneTimeInvoiceLineItem"));
        check(
            "{ attributes: { objectType: '' }, provider: azure, type: usage }",
            Some("UsageLineItem"),
        );
    }

    #[test]
    fn what_is_not_said_is_not_guessed() {
        check("{ attributes: { objectType: Novel }, provider: azure, type: usage }", None);
        check("{ provider: azure, type: billing }", None);
        check("{ provider: azure }", None);
        check("[]", None);
    }

    #[test]
    fn names_are_as_short_as_they_can_be() {
        let schema = Document::from_root(SHAPES).root;
        let union = Union::of("InvoiceLineItem", &schema).unwrap();
        assert_eq!(union.common_name(), "LineItem");
        assert_eq!(union.short_name("OneTimeInvoiceLineItem"), "OneTime");
        assert_eq!(union.short_name("UsageLineItem"), "Usage");
        assert_eq!(union.short_name("Receipt"), "Receipt");
    }
}
