//! Takes every success for the documented one.
//!
//! A page shows one status, and the service answers another: a cart that is replaced gives
//! 201 on one page and 200 elsewhere. A checkout that bought must not end as an error
//! because its status was 200. The document keeps what the pages say.

use crate::load::{Document, Shape};
use crate::node::{Kind, Node};

pub(super) fn run(document: &mut Document) {
    super::each(&mut document.root, Shape::Operation, |operation| {
        if let Some(Node { kind: Kind::Map(responses), .. }) = operation.get_mut("responses") {
            // The lints see to it that all of them have one schema.
            let mut first = true;
            responses.retain_mut(|(status, _)| {
                if !status.starts_with('2') {
                    return true;
                }
                "2XX".clone_into(status);
                std::mem::take(&mut first)
            });
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::rewritten;

    #[test]
    fn successes_become_one_range_and_refusals_stay() {
        let yaml = "
paths:
  /v1/carts:
    put:
      responses:
        '200': { description: The cart. }
        '201': { description: The cart as well. }
        default: { $ref: '#/components/responses/Fault' }
";
        insta::assert_snapshot!(rewritten(super::run, yaml, "/paths/~1v1~1carts/put/responses"), @r##"
        {
          "2XX": {
            "description": "The cart."
          },
          "default": {
            "$ref": "#/components/responses/Fault"
          }
        }
        "##);
    }
}
