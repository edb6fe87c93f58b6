//! Removes the header `api-version`, and the room for headers.
//!
//! The generator sends the version of the document under that name with every request; the
//! service lists no such header. And it makes room for all headers that an operation may have,
//! most of which are left to the transport, so that each call would pay for what it does not use.

use quote::ToTokens;
use syn::parse_quote;
use syn::visit_mut::{self, VisitMut};

use crate::emit::Context;

pub(super) fn run(file: &mut syn::File, _: &Context<'_>) {
    Remove.visit_file_mut(file);
}

struct Remove;

impl VisitMut for Remove {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        block.stmts.retain(|statement| {
            let syn::Stmt::Expr(syn::Expr::MethodCall(call), _) = statement else { return true };
            !(call.method == "append"
                && call.args.first().is_some_and(|name| {
                    name.to_token_stream().to_string().contains("\"api-version\"")
                }))
        });
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        let is_map = matches!(&local.pat, syn::Pat::Ident(name) if name.ident == "header_map");
        if let Some(value) = local.init.as_mut().filter(|_| is_map) {
            *value.expr = parse_quote!(::reqwest::header::HeaderMap::new());
        }
        visit_mut::visit_local_mut(self, local);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::reworked;

    #[test]
    fn the_version_of_the_document_is_not_sent() {
        let rust = r#"
            fn send() {
                let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
                header_map.append(HeaderName::from_static("api-version"), Client::api_version());
                header_map.append("X-Locale", value);
            }
        "#;
        insta::assert_snapshot!(reworked(super::run, "{}", rust), @r#"
        fn send() {
            let mut header_map = ::reqwest::header::HeaderMap::new();
            header_map.append("X-Locale", value);
        }
        "#);
    }
}
