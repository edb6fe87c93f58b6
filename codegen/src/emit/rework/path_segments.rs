//! Makes ids in paths pass the check of `support::segment`.
//!
//! The generator percent-encodes them, which does not stop an empty or dotted id from
//! leading to another resource. And it formats what need only be joined, which for a call is
//! slow enough to be seen.

use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Stmt, Token, parse_quote};

use crate::emit::Context;
use crate::emit::operations::Operation;

pub(super) fn run(file: &mut syn::File, context: &Context<'_>) {
    for item in super::module(file, "builder").into_iter().flatten() {
        if let syn::Item::Impl(item) = item
            && let syn::Type::Path(call) = &*item.self_ty
            && let Some(name) = call.path.segments.last()
            && let Some(operation) = context.operations.by_call(&name.ident.to_string())
        {
            Check { operation }.visit_item_impl_mut(item);
        }
    }
}

struct Check<'c, 'd> {
    operation: &'c Operation<'d>,
}

impl VisitMut for Check<'_, '_> {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        let mut statements = Vec::with_capacity(block.stmts.len());
        for mut statement in std::mem::take(&mut block.stmts) {
            statements.extend(self.checks(&mut statement));
            statements.push(statement);
        }
        block.stmts = statements;
        visit_mut::visit_block_mut(self, block);
    }
}

impl Check<'_, '_> {
    /// What has to come before `let url = format!(…)`, which becomes a mere joining of pieces.
    fn checks(&self, statement: &mut Stmt) -> Vec<Stmt> {
        let Some(url) = url(statement) else { return Vec::new() };
        let Some((template, arguments)) = formatted(url) else { return Vec::new() };
        let mut checks = Vec::new();
        let mut literals = template.split("{}");
        let mut pieces: Vec<Expr> = literals.next().and_then(literal).into_iter().collect();
        for (argument, after) in arguments.iter().zip(literals) {
            if let Some(variable) = encoded(argument)
                && let Some(parameter) = (self.operation.parameters.iter())
                    .find(|parameter| variable == parameter.rust_name.as_str())
            {
                let name = parameter.name;
                checks.push(parse_quote! {
                    let #variable = crate::support::segment(#name, &#variable)?;
                });
                pieces.push(parse_quote!(&*#variable));
            } else {
                pieces.push(parse_quote!(&*#argument));
            }
            pieces.extend(literal(after));
        }
        *url = parse_quote!([#(#pieces),*].concat());
        checks
    }
}

/// The value of `let url = …`.
fn url(statement: &mut Stmt) -> Option<&mut Expr> {
    let Stmt::Local(syn::Local { pat: syn::Pat::Ident(name), init: Some(init), .. }) = statement
    else {
        return None;
    };
    (name.ident == "url").then_some(&mut *init.expr)
}

/// The template and the arguments of `format!(…)`.
fn formatted(expr: &Expr) -> Option<(String, Vec<Expr>)> {
    let Expr::Macro(expr) = expr else { return None };
    let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
    let mut arguments = expr.mac.parse_body_with(parser).ok()?.into_iter();
    let Some(Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(template), .. })) = arguments.next()
    else {
        return None;
    };
    expr.mac.path.is_ident("format").then(|| (template.value(), arguments.collect()))
}

fn literal(text: &str) -> Option<Expr> {
    (!text.is_empty()).then(|| parse_quote!(#text))
}

/// `x` of `encode_path(&x.to_string())`.
fn encoded(expr: &Expr) -> Option<syn::Ident> {
    let Expr::Call(call) = expr else { return None };
    let Expr::Path(function) = &*call.func else { return None };
    if !function.path.is_ident("encode_path") {
        return None;
    }
    let Expr::Reference(reference) = call.args.first()? else { return None };
    let Expr::MethodCall(to_string) = &*reference.expr else { return None };
    let Expr::Path(variable) = &*to_string.receiver else { return None };
    variable.path.get_ident().cloned()
}

#[cfg(test)]
mod tests {
    use super::super::tests::reworked;

    #[test]
    fn an_id_is_checked_under_its_name_in_the_document() {
        let yaml = "
paths:
  /v1/carts/{cart-id}:
    get: { operationId: getCart, parameters: [{ name: cart-id, in: path }] }
";
        let rust = r#"
            pub mod builder {
                impl<'a> GetCart<'a> {
                    pub fn send(self) {
                        let url = format!("{}/v1/carts/{}", client.baseurl, encode_path(&cart_id.to_string()),);
                    }
                }
            }
        "#;
        insta::assert_snapshot!(reworked(super::run, yaml, rust), @r#"
        pub mod builder {
            impl<'a> GetCart<'a> {
                pub fn send(self) {
                    let cart_id = crate::support::segment("cart-id", &cart_id)?;
                    let url = [&*client.baseurl, "/v1/carts/", &*cart_id].concat();
                }
            }
        }
        "#);
    }
}
