//! Asks for a document where the answer is one.
//!
//! The generator says what it accepts only where that is JSON.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, parse_quote};

use crate::emit::Context;
use crate::names::DOCUMENT;

pub(super) fn run(file: &mut syn::File, _: &Context<'_>) {
    for item in super::module(file, "builder").into_iter().flatten() {
        if let syn::Item::Impl(item) = item {
            for function in &mut item.items {
                if let syn::ImplItem::Fn(function) = function {
                    let mut streams = Streams { found: false };
                    streams.visit_block_mut(&mut function.block);
                    if streams.found {
                        Accept.visit_block_mut(&mut function.block);
                    }
                }
            }
        }
    }
}

/// Whether the answer is a stream of bytes.
struct Streams {
    found: bool,
}

impl VisitMut for Streams {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.found |= names == ["ResponseValue", "stream"];
        visit_mut::visit_path_mut(self, path);
    }
}

struct Accept;

impl VisitMut for Accept {
    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        // The headers that the caller chose come last, whichever they are.
        if call.method == "headers" {
            let request: &Expr = &call.receiver;
            *call.receiver = parse_quote! {
                #request.header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static(#DOCUMENT),
                )
            };
            return;
        }
        visit_mut::visit_expr_method_call_mut(self, call);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::reworked;

    #[test]
    fn only_a_call_that_streams_says_that_it_accepts_a_document() {
        let rust = "
            pub mod builder {
                impl<'a> GetStatement<'a> {
                    pub async fn send(self) -> Result<ResponseValue<ByteStream>, Error> {
                        let request = client.client.get(url).headers(header_map).build()?;
                        match response.status().as_u16() {
                            200u16..=299u16 => { Ok(ResponseValue::stream(response)) }
                        }
                    }
                }
                impl<'a> GetCart<'a> {
                    pub async fn send(self) {
                        let request = client.client.get(url).headers(header_map).build()?;
                    }
                }
            }
        ";
        insta::assert_snapshot!(reworked(super::run, "{}", rust), @r#"
        pub mod builder {
            impl<'a> GetStatement<'a> {
                pub async fn send(self) -> Result<ResponseValue<ByteStream>, Error> {
                    let request = client
                        .client
                        .get(url)
                        .header(
                            ::reqwest::header::ACCEPT,
                            ::reqwest::header::HeaderValue::from_static("application/pdf"),
                        )
                        .headers(header_map)
                        .build()?;
                    match response.status().as_u16() {
                        200u16..=299u16 => Ok(ResponseValue::stream(response)),
                    }
                }
            }
            impl<'a> GetCart<'a> {
                pub async fn send(self) {
                    let request = client.client.get(url).headers(header_map).build()?;
                }
            }
        }
        "#);
    }
}
