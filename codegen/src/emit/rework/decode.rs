//! Lets `support::decode` read the body of a success.
//!
//! When an answer does not fit its type, the generator's error knows neither the operation
//! nor the ids of the request, and prints the whole body.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, parse_quote};

use crate::emit::Context;

pub(super) fn run(file: &mut syn::File, _: &Context<'_>) {
    Decode.visit_file_mut(file);
}

struct Decode;

impl VisitMut for Decode {
    fn visit_arm_mut(&mut self, arm: &mut syn::Arm) {
        // A refusal is read within `Err(Error::ErrorResponse(…))`, a success bare.
        if let Expr::Await(awaited) = bare(&arm.body)
            && let Expr::Call(call) = &*awaited.base
            && let Expr::Path(function) = &*call.func
            && function.path.segments.last().is_some_and(|last| last.ident == "from_response")
        {
            let arguments = &call.args;
            *arm.body = parse_quote!(crate::support::decode(#arguments).await);
        }
        visit_mut::visit_arm_mut(self, arm);
    }
}

/// The expression of a block that is nothing else.
fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Block(block) => match block.block.stmts.as_slice() {
            [syn::Stmt::Expr(only, None)] => only,
            _ => expr,
        },
        _ => expr,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::reworked;

    #[test]
    fn a_success_is_decoded_by_us_and_a_refusal_is_not() {
        let rust = "
            async fn send() {
                match response.status().as_u16() {
                    200u16 => { ResponseValue::from_response(response).await }
                    400u16..=499u16 => {
                        Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
                    }
                }
            }
        ";
        insta::assert_snapshot!(reworked(super::run, "{}", rust), @r#"
        async fn send() {
            match response.status().as_u16() {
                200u16 => crate::support::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
                }
            }
        }
        "#);
    }
}
