//! Our extensions: which there are, where they stand, and what they may say.

use crate::finding::Findings;
use crate::load::{Document, Shape, walk};
use crate::node::{Kind, Node};

const RETRY: [&str; 3] = ["read", "repeat", "once"];
const AUTH: [&str; 2] = ["app", "user"];
const CLOUDS: [&str; 3] = ["global", "us-government", "china"];
const LIMITS: [&str; 3] = ["partner", "customer", "none"];
const SOURCES: [&str; 3] = ["documented", "sdk-only", "assumed"];
const UNITS: [&str; 3] = ["amount", "rate", "quantity"];
const EVIDENCE: [&str; 4] = ["sdk", "example", "table", "other"];

/// What every operation states.
const REQUIRED: [&str; 6] =
    ["x-pc-retry", "x-pc-auth", "x-pc-clouds", "x-pc-codes", "x-pc-throttled", "x-pc-limit"];

pub(super) fn check(document: &Document, findings: &mut Findings) {
    walk(&document.root, Shape::Document, &mut |node, shape| {
        for (key, value) in node.entries().iter().filter(|(key, _)| key.starts_with("x-")) {
            if !matches!(shape, Shape::Map(_)) {
                extension(shape, key, value, findings);
            }
        }
        if shape == Shape::Operation {
            for key in REQUIRED.iter().filter(|key| node.get(key).is_none()) {
                let message = format!("this operation does not say {key}");
                findings.add(&node.place, "extension", message, remedy(key));
            }
            clouds_are_said_once(node, findings);
        }
    });
}

fn extension(shape: Shape, key: &str, value: &Node, findings: &mut Findings) {
    let fits = match (shape, key) {
        (Shape::Operation, "x-pc-retry") => one_of(value, &RETRY),
        (Shape::Operation, "x-pc-source") => one_of(value, &SOURCES),
        (Shape::Operation, "x-pc-auth") => some_of(value, &AUTH),
        (Shape::Operation, "x-pc-clouds" | "x-pc-clouds-silent") => some_of(value, &CLOUDS),
        (Shape::Operation, "x-pc-codes") => texts(value),
        (Shape::Operation, "x-pc-throttled") => says(value) || value.as_bool() == Some(false),
        (Shape::Operation, "x-pc-limit") => one_of(value, &LIMITS),
        (Shape::Operation, "x-pc-buys") => value.as_bool() == Some(true),
        (Shape::Operation, "x-pc-delay") | (Shape::Schema, "x-pc-absent") => says(value),
        (Shape::Schema, "x-pc-evidence") => one_of(value, &EVIDENCE),
        (Shape::Schema, "x-pc-unit") => one_of(value, &UNITS),
        (Shape::Schema, "x-pc-lenient") => one_of(value, &["number", "empty"]),
        (Shape::Schema, "x-pc-keep-unknown" | "x-pc-secret") => value.as_bool() == Some(true),
        // Their contents are checked where their schemas are.
        (Shape::Schema, "x-pc-enum" | "x-pc-names" | "x-pc-discriminator") => {
            matches!(value.kind, Kind::Map(_))
        }
        (_, "x-pc-quirks") => texts(value) && !value.elements().is_empty(),
        _ => {
            let message = format!("`{key}` means nothing here");
            let remedy = "spec/README.md lists the extensions; a new one needs a use in codegen";
            findings.add(&value.place, "extension", message, remedy);
            return;
        }
    };
    if !fits {
        let message = format!("`{key}` is not what it should be");
        findings.add(&value.place, "extension", message, remedy(key));
    }
}

/// A cloud that the vendor's page names is none about which it is silent.
fn clouds_are_said_once(operation: &Node, findings: &mut Findings) {
    let served = operation.get("x-pc-clouds").map(Node::elements).unwrap_or_default();
    let served: Vec<_> = served.iter().filter_map(Node::as_text).collect();
    let silent = operation.get("x-pc-clouds-silent").map(Node::elements).unwrap_or_default();
    for cloud in silent {
        let Some(name) = cloud.as_text().filter(|name| served.contains(name)) else { continue };
        let message = format!("`{name}` is in `x-pc-clouds` as well");
        let remedy = "a cloud is documented, or the page is silent about it, or it has no such \
                      operation: leave it in one list at most";
        findings.add(&cloud.place, "extension", message, remedy);
    }
}

fn remedy(key: &str) -> String {
    match key {
        "x-pc-retry" => format!("`{key}` is one of {}", RETRY.join(", ")),
        "x-pc-limit" => format!("`{key}` is one of {}", LIMITS.join(", ")),
        "x-pc-buys" => format!("`{key}` is true, or absent"),
        "x-pc-source" => format!("`{key}` is one of {}", SOURCES.join(", ")),
        "x-pc-unit" => format!("`{key}` is one of {}", UNITS.join(", ")),
        "x-pc-lenient" => {
            format!("`{key}` is number, on text that may come as one, or empty, on words that may")
        }
        "x-pc-discriminator" => format!("`{key}` is a map; spec/README.md shows one"),
        "x-pc-evidence" => format!("`{key}` is one of {}", EVIDENCE.join(", ")),
        "x-pc-auth" => format!("`{key}` is a list of {}", AUTH.join(", ")),
        "x-pc-clouds" | "x-pc-clouds-silent" => {
            format!("`{key}` is a list of {}", CLOUDS.join(", "))
        }
        "x-pc-codes" => format!("`{key}` is a list such as [\"404/400013\"], or []"),
        "x-pc-throttled" => format!("`{key}` is false, or says what is limited"),
        "x-pc-keep-unknown" | "x-pc-secret" => format!("`{key}` is true, or absent"),
        "x-pc-quirks" => format!("`{key}` is a list of names from quirks.md"),
        "x-pc-enum" | "x-pc-names" => format!("`{key}` is a map of texts"),
        _ => format!("`{key}` is a sentence"),
    }
}

fn says(node: &Node) -> bool {
    node.as_text().is_some_and(|text| !text.trim().is_empty())
}

fn one_of(node: &Node, words: &[&str]) -> bool {
    node.as_text().is_some_and(|word| words.contains(&word))
}

fn texts(node: &Node) -> bool {
    matches!(node.kind, Kind::List(_))
        && node.elements().iter().all(|node| node.as_text().is_some())
}

fn some_of(node: &Node, words: &[&str]) -> bool {
    let list: Vec<_> = node.elements().iter().filter_map(Node::as_text).collect();
    let distinct = list.iter().enumerate().all(|(at, word)| !list[..at].contains(word));
    texts(node) && !list.is_empty() && distinct && list.iter().all(|word| words.contains(word))
}
