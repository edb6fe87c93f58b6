//! References beside descriptions, which 3.1 has and 3.0 has not.

use crate::node::{Kind, Node};

/// Takes the wrapping of single references away: `allOf: [{ $ref: … }]` beside other keys. Tools
/// then show the description of a property, and not that of its type.
pub(super) fn flatten(node: &mut Node) {
    match &mut node.kind {
        Kind::List(elements) => elements.iter_mut().for_each(flatten),
        Kind::Map(entries) => {
            for (key, value) in entries.iter_mut() {
                flatten(value);
                let single = match (key.as_str(), value.elements()) {
                    ("allOf", [one]) => one.get("$ref").cloned(),
                    _ => None,
                };
                if let Some(target) = single {
                    "$ref".clone_into(key);
                    *value = target;
                }
            }
        }
        _ => {}
    }
}
