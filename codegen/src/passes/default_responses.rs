//! Splits a `default` response into `4XX` and `5XX`, and leaves no other refusal.
//!
//! The generator counts `default` among the successes *and* among the errors, and allows one
//! type of each. The document keeps `default`, and beside it what a refusal by the gateway
//! looks like, as the service has them; the fault type reads both.

use crate::load::{Document, Shape};
use crate::node::{Kind, Node};

pub(super) fn run(document: &mut Document) {
    super::each(&mut document.root, Shape::Operation, |operation| {
        if let Some(Node { kind: Kind::Map(responses), .. }) = operation.get_mut("responses") {
            let default = responses.iter().find(|(status, _)| status == "default").cloned();
            responses.retain(|(status, _)| status.starts_with('2'));
            if let Some((_, fault)) = default {
                responses.push(("4XX".to_owned(), fault.clone()));
                responses.push(("5XX".to_owned(), fault));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::rewritten;

    #[test]
    fn a_default_becomes_two_ranges_and_other_refusals_go() {
        let yaml = "
paths:
  /v1/carts:
    get:
      responses:
        '200': { description: The carts. }
        '429': { description: Too many calls. }
        default: { $ref: '#/components/responses/Fault' }
";
        insta::assert_snapshot!(rewritten(super::run, yaml, "/paths/~1v1~1carts/get/responses"), @r##"
        {
          "200": {
            "description": "The carts."
          },
          "4XX": {
            "$ref": "#/components/responses/Fault"
          },
          "5XX": {
            "$ref": "#/components/responses/Fault"
          }
        }
        "##);
    }
}
