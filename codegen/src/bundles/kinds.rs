//! Unions whose shapes say which they are.
//!
//! In the sources a discriminator says how shapes are told apart. Other generators need it in the
//! shapes: each gets attributes of its own, whose word is one of those that mean it.

use crate::bundles::parts::{reference, schemas, texts};
use crate::node::{Kind, Node};

/// Says in each shape of each union which words mean it.
pub(super) fn tell(root: &mut Node) {
    let Some(all) = schemas(root) else { return };
    let unions: Vec<Node> = all.iter().map(|(_, schema)| schema.clone()).collect();
    for discriminator in unions.iter().filter_map(|union| union.get("x-pc-discriminator")) {
        let path: Vec<&str> = discriminator
            .get("path")
            .map(Node::elements)
            .unwrap_or_default()
            .iter()
            .filter_map(Node::as_text)
            .collect();
        let [outer, inner] = path[..] else { continue };
        for (shape, words) in discriminator.get("words").map(Node::entries).unwrap_or_default() {
            let own = format!("{shape}Attributes");
            let words = words.elements().iter().filter_map(Node::as_text);
            all.push((own.clone(), attributes(discriminator, inner, words)));
            let shape = all.iter_mut().find(|(name, _)| name == shape);
            let property = shape
                .and_then(|(_, schema)| schema.get_mut("properties"))
                .and_then(|properties| properties.get_mut(outer));
            if let Some(property) = property {
                let target = reference(property, &own);
                let list = Kind::List(vec![target]);
                if let Some(all_of) = property.get_mut("allOf") {
                    all_of.kind = list;
                }
            }
        }
    }
}

fn attributes<'a>(like: &Node, name: &str, words: impl Iterator<Item = &'a str>) -> Node {
    let text = |text: &str| Node::text(&like.place, text);
    let word = Node::map(
        &like.place,
        vec![
            ("description".to_owned(), text("The kind of line. Compare without regard to case.")),
            ("type".to_owned(), text("string")),
            ("enum".to_owned(), texts(like, words)),
        ],
    );
    Node::map(
        &like.place,
        vec![
            ("description".to_owned(), text("What kind of line it is.")),
            ("type".to_owned(), text("object")),
            ("properties".to_owned(), Node::map(&like.place, vec![(name.to_owned(), word)])),
        ],
    )
}
