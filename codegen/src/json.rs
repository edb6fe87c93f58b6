//! Writes [`Node`]s as JSON.

use serde_json::{Map, Value};

use crate::node::{Kind, Node};

/// The node as indented text, keys in the order of the document, numbers to the digit.
pub(crate) fn pretty(node: &Node) -> String {
    let mut out = String::new();
    write(node, 0, &mut out);
    out.push('\n');
    out
}

fn write(node: &Node, depth: usize, out: &mut String) {
    match &node.kind {
        Kind::Null => out.push_str("null"),
        Kind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Kind::Number(digits) => out.push_str(digits),
        Kind::Text(text) => quote(text, out),
        Kind::List(elements) => write_all(elements, ['[', ']'], depth, out, |element, out| {
            write(element, depth + 1, out);
        }),
        Kind::Map(entries) => write_all(entries, ['{', '}'], depth, out, |(key, value), out| {
            quote(key, out);
            out.push_str(": ");
            write(value, depth + 1, out);
        }),
    }
}

fn write_all<T>(
    items: &[T],
    [open, close]: [char; 2],
    depth: usize,
    out: &mut String,
    mut each: impl FnMut(&T, &mut String),
) {
    out.push(open);
    for (at, item) in items.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(depth + 1));
        each(item, out);
    }
    if !items.is_empty() {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
    out.push(close);
}

fn quote(text: &str, out: &mut String) {
    out.push_str(&Value::from(text).to_string());
}

/// The node as a value, keys sorted.
///
/// Sorted here, because otherwise the order, and with it the generated code, would depend
/// on whether some crate of the build turns on `serde_json/preserve_order`.
pub(crate) fn value(node: &Node) -> Value {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Bool(value) => Value::Bool(*value),
        Kind::Number(digits) => serde_json::from_str(digits).unwrap_or_default(),
        Kind::Text(text) => Value::String(text.clone()),
        Kind::List(elements) => elements.iter().map(value).collect(),
        Kind::Map(entries) => {
            let mut sorted: Vec<_> = entries.iter().collect();
            sorted.sort_by(|(one, _), (other, _)| one.cmp(other));
            let map: Map<_, _> =
                sorted.into_iter().map(|(key, node)| (key.clone(), value(node))).collect();
            Value::Object(map)
        }
    }
}
