//! Unions: the document says which schema an object has, so that no reader has to guess.

use std::collections::BTreeSet;

use crate::finding::{Findings, Place};
use crate::load::Document;
use crate::names::variant;
use crate::node::{Kind, Node};
use crate::union::{Union, alternatives, discriminator, shape_name};

const RULE: &str = "union";

pub(super) fn check(document: &Document, findings: &mut Findings) {
    for (name, schema) in document.schemas() {
        let Some(how) = discriminator(schema) else { continue };
        let before = findings.len();
        shapes(schema, document, findings);
        form(how, findings);
        let Some(union) = Union::of(name, schema) else {
            if findings.len() == before {
                incomplete(&how.place, findings);
            }
            continue;
        };
        tables(&union, &how.place, findings);
        names(&union, document, findings);
        read_by(&union, document, findings);
    }
}

fn incomplete(place: &Place, findings: &mut Findings) {
    let message = "this does not say how the kind of an object is found";
    let remedy = "write `path`, `words`, and `fallback` with `properties` and `pairs`";
    findings.add(place, RULE, message, remedy);
}

/// The alternatives are objects with names.
fn shapes(schema: &Node, document: &Document, findings: &mut Findings) {
    if alternatives(schema).len() < 2 {
        let message = "a union has at least two alternatives";
        findings.add(&schema.place, RULE, message, "list them under `oneOf`");
    }
    for alternative in alternatives(schema) {
        let object = document.resolve(alternative).get("properties").is_some();
        if shape_name(alternative).is_none() || !object {
            let message = "an alternative is a named object";
            findings.add(&alternative.place, RULE, message, "write `{ $ref: … }`");
        }
    }
    for key in ["type", "properties", "allOf"] {
        if let Some(node) = schema.get(key) {
            let message = format!("a union has no `{key}` of its own");
            findings.add(&node.place, RULE, message, "put it into the alternatives");
        }
    }
}

/// The discriminator has its parts and no others.
fn form(how: &Node, findings: &mut Findings) {
    only(how, &["path", "words", "fallback"], findings);
    let text_list = |node: &Node| {
        matches!(node.kind, Kind::List(_))
            && !node.elements().is_empty()
            && node.elements().iter().all(|node| node.as_text().is_some())
    };
    let mut require = |node: Option<&Node>, fits: bool, what: &str, remedy: &str| {
        if !fits {
            let place = node.map_or(&how.place, |node| &node.place);
            let message = format!("`{what}` is missing, or not what it should be");
            findings.add(place, RULE, message, remedy);
        }
    };
    let path = how.get("path");
    let remedy = "`path` leads to the word, as in [attributes, objectType]";
    let fits = path.is_some_and(|path| text_list(path) && path.elements().len() <= 2);
    require(path, fits, "path", remedy);
    let words = how.get("words");
    let fits = words.is_some_and(|words| words.entries().iter().all(|(_, list)| text_list(list)));
    require(words, fits, "words", "`words` lists the words of each alternative");
    let Some(fallback) = how.get("fallback") else {
        return require(None, false, "fallback", "`fallback` has `properties` and `pairs`");
    };
    let properties = fallback.get("properties");
    let fits = properties.is_some_and(|list| text_list(list) && list.elements().len() == 2);
    require(properties, fits, "properties", "`properties` names two properties");
    let pairs = fallback.get("pairs");
    let fits = pairs.is_some_and(|pairs| {
        matches!(pairs.kind, Kind::List(_))
            && pairs.elements().iter().all(|row| text_list(row) && row.elements().len() == 3)
    });
    require(pairs, fits, "pairs", "`pairs` lists [one, other, alternative]");
    only(fallback, &["properties", "pairs"], findings);
}

fn only(node: &Node, keys: &[&str], findings: &mut Findings) {
    for (key, child) in node.entries().iter().filter(|(key, _)| !keys.contains(&key.as_str())) {
        let message = format!("`{key}` means nothing here");
        findings.add(&child.place, RULE, message, format!("use {}", keys.join(", ")));
    }
}

/// Words and pairs mean one alternative each, and each alternative has a word.
fn tables(union: &Union<'_>, place: &Place, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for (word, shape) in &union.words {
        row(union, shape, &mut seen, variant(word).to_lowercase(), word, place, findings);
    }
    let mut seen = BTreeSet::new();
    for (pair, shape) in &union.pairs {
        let key = pair.map(|word| variant(word).to_lowercase()).join(" ");
        row(union, shape, &mut seen, key, &pair.join(", "), place, findings);
    }
    for shape in &union.shapes {
        if union.words.iter().all(|(_, own)| own != shape) {
            let message = format!("no word means `{shape}`");
            findings.add(place, RULE, message, "list under `words` what the service calls it");
        }
    }
}

fn row(
    union: &Union<'_>,
    shape: &str,
    seen: &mut BTreeSet<String>,
    key: String,
    shown: &str,
    place: &Place,
    findings: &mut Findings,
) {
    if !union.shapes.contains(&shape) {
        let message = format!("`{shape}` is not among the alternatives");
        findings.add(place, RULE, message, "correct the name, or add it under `oneOf`");
    }
    if !seen.insert(key) {
        let message = format!("`{shown}` means two things");
        findings.add(place, RULE, message, "list it once");
    }
}

/// The short names of the alternatives are names, and distinct.
fn names(union: &Union<'_>, document: &Document, findings: &mut Findings) {
    let kind = format!("{}Kind", union.common_name());
    if document.schemas().iter().any(|(name, _)| *name == kind) {
        let message = format!("`{kind}` is what the kinds of this union are called");
        findings.add(&union.schema.place, RULE, message, "rename the schema of that name");
    }
    let mut seen = BTreeSet::from(["Other", "Unreadable"]);
    for shape in &union.shapes {
        let short = union.short_name(shape);
        if !short.starts_with(|c: char| c.is_ascii_uppercase()) || !seen.insert(short) {
            let message = format!("`{shape}` cannot become a variant: `{short}` is taken");
            findings.add(&union.schema.place, RULE, message, "rename the schema");
        }
    }
}

/// Each alternative has the properties by which it is recognized, and they are text.
fn read_by(union: &Union<'_>, document: &Document, findings: &mut Findings) {
    let ways = [union.path.as_slice(), &union.properties[..1], &union.properties[1..]];
    for alternative in alternatives(union.schema) {
        let schema = document.resolve(alternative);
        if schema.get("properties").is_none() {
            continue;
        }
        for way in ways {
            let word = way.iter().try_fold(schema, |schema, step| {
                let property = schema.get("properties")?.get(step)?;
                let wrapped = property.get("allOf").and_then(|parts| parts.elements().first());
                Some(document.resolve(wrapped.unwrap_or(property)))
            });
            // A reference to nowhere is reported where it stands.
            let told = word.is_some_and(|word| {
                word.get_text("type") == Some("string") || word.get("$ref").is_some()
            });
            if !told {
                let name = way.join("/");
                let message = format!("this alternative of `{}` has no text `{name}`", union.name);
                findings.add(&schema.place, RULE, message, "describe the property");
            }
        }
    }
}
