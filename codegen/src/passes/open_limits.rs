//! Removes what would turn a field into a type of its own, or a field with a value.
//!
//! The generator makes a newtype of a string with a `pattern`, a `NonZeroU32` of a number
//! with `minimum: 1`, and an always-present field of one with a `default`. In the document
//! these inform people; in an answer, a type that refuses would lose the whole answer.

use super::each::each;
use crate::load::{Document, Shape};

const LIMITS: [&str; 13] = [
    "default",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maximum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "minimum",
    "minItems",
    "minLength",
    "multipleOf",
    "pattern",
    "title",
];

pub(super) fn run(document: &mut Document) {
    each(&mut document.root, Shape::Schema, |schema| {
        schema.retain(|key| !LIMITS.contains(&key));
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::rewritten;

    #[test]
    fn limits_and_defaults_go_and_properties_of_these_names_stay() {
        let yaml = "
components:
  schemas:
    Line:
      title: A line
      type: object
      properties:
        quantity: { type: integer, format: int32, minimum: 1, default: 1 }
        title: { type: string, maxLength: 80, pattern: '^.+$' }
";
        insta::assert_snapshot!(rewritten(super::run, yaml, "/components/schemas"), @r#"
        {
          "Line": {
            "type": "object",
            "properties": {
              "quantity": {
                "type": "integer",
                "format": "int32"
              },
              "title": {
                "type": "string"
              }
            }
          }
        }
        "#);
    }
}
