//! What decimal numbers of lines count: money, prices or things.
//!
//! An export keeps ten digits after the point of the one and twenty-two of the other.

use crate::finding::Findings;
use crate::load::Document;
use crate::node::Node;
use crate::union::{alternatives, is_union, shape_name};

pub(super) fn check(document: &Document, findings: &mut Findings) {
    let unions = document.schemas().iter().filter(|(_, schema)| is_union(schema));
    let shapes: Vec<_> =
        unions.flat_map(|(_, schema)| alternatives(schema)).filter_map(shape_name).collect();
    for (name, schema) in document.schemas() {
        for (_, property) in schema.get("properties").map(Node::entries).unwrap_or_default() {
            let unit = property.get("x-pc-unit");
            match (is_decimal(property), unit) {
                (true, None) if shapes.contains(&name.as_str()) => {
                    let message = "this number of a line does not say what it counts";
                    let remedy = "write `x-pc-unit: amount`, `rate` or `quantity`";
                    findings.add(&property.place, "unit", message, remedy);
                }
                (false, Some(unit)) => {
                    let message = "only a `Decimal` has a unit";
                    findings.add(&unit.place, "unit", message, "remove it, or refer to `Decimal`");
                }
                _ => {}
            }
        }
    }
}

fn is_decimal(property: &Node) -> bool {
    let wrapped = property.get("allOf").and_then(|parts| parts.elements().first());
    shape_name(wrapped.unwrap_or(property)) == Some("Decimal")
}
