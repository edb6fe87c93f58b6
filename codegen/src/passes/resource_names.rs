//! Renames the schemas whose names belong to handles of the facade.
//!
//! `Cart` is what a buyer checks out, and `Customer` is where a purchase begins. Their wire types
//! appear on the same pages of the documentation, where only the last part of a path is shown.
//! The service calls what it answers with a *resource*, and so do the types.

use crate::load::Document;
use crate::names::{HANDLES, type_name};
use crate::node::{Kind, Node};

pub(super) fn run(document: &mut Document) {
    let renames: Vec<Rename> = HANDLES.iter().map(|name| Rename::of(name)).collect();
    rename(&mut document.root, &renames);
    let schemas = document.root.get_mut("components").and_then(|all| all.get_mut("schemas"));
    for (name, _) in schemas.map(Node::entries_mut).unwrap_or_default() {
        *name = type_name(name);
    }
}

/// How one schema is referred to, before and after.
struct Rename {
    reference: [String; 2],
    link: [String; 2],
}

impl Rename {
    fn of(name: &str) -> Self {
        let names = [name.to_owned(), type_name(name)];
        Self {
            reference: names.clone().map(|name| format!("#/components/schemas/{name}")),
            link: names.map(|name| format!("[`{name}`]")),
        }
    }
}

/// Follows the new names, in references and in links of prose.
fn rename(node: &mut Node, renames: &[Rename]) {
    match &mut node.kind {
        Kind::Text(text) => {
            for Rename { reference: [old, new], link: [old_link, new_link] } in renames {
                if text == old {
                    new.clone_into(text);
                } else if text.contains(old_link.as_str()) {
                    *text = text.replace(old_link, new_link);
                }
            }
        }
        Kind::List(items) => items.iter_mut().for_each(|item| rename(item, renames)),
        Kind::Map(entries) => entries.iter_mut().for_each(|(_, value)| rename(value, renames)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::rewritten;

    #[test]
    fn a_resource_is_told_from_the_handle_of_its_name() {
        let yaml = "
components:
  schemas:
    Cart: { type: object, description: Lines. }
    CartStatus: { type: string }
    Order:
      type: object
      description: Comes of a [`Cart`].
      properties:
        cart: { $ref: '#/components/schemas/Cart' }
        status: { $ref: '#/components/schemas/CartStatus' }
";
        insta::assert_snapshot!(rewritten(super::run, yaml, "/components/schemas"), @r##"
        {
          "CartResource": {
            "type": "object",
            "description": "Lines."
          },
          "CartStatus": {
            "type": "string"
          },
          "Order": {
            "type": "object",
            "description": "Comes of a [`CartResource`].",
            "properties": {
              "cart": {
                "$ref": "#/components/schemas/CartResource"
              },
              "status": {
                "$ref": "#/components/schemas/CartStatus"
              }
            }
          }
        }
        "##);
    }
}
