//! Lets the support module read the body of a success, in two steps where it is JSON.
//!
//! When an answer does not fit its type, the generator's error knows neither the operation
//! nor the ids of the request, and prints the whole body. And it decodes where the body
//! arrives, though a page of two thousand lines is better decoded on a thread of its own.
//! So what the generator calls `send` becomes `fetch`, which decodes nothing, and `send` is
//! that and the decoding.

use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, GenericArgument, ImplItem, ImplItemFn, PathArguments, ReturnType, Type, parse_quote,
};

use crate::emit::Context;

pub(super) fn run(file: &mut syn::File, context: &Context<'_>) {
    for item in super::module(file, "builder").into_iter().flatten() {
        if let syn::Item::Impl(item) = item {
            let functions = std::mem::take(&mut item.items);
            item.items = functions.into_iter().flat_map(|item| divided(item, context)).collect();
        }
    }
}

/// `fetch` and `send` for a `send` that decodes; anything else as it is.
fn divided(item: ImplItem, context: &Context<'_>) -> Vec<ImplItem> {
    let ImplItem::Fn(mut function) = item else { return vec![item] };
    let page = answer(&mut function.sig.output).and_then(|value| page(value, context));
    let mut reading = Reading { page, decodes: false };
    if function.sig.ident == "send" {
        reading.visit_block_mut(&mut function.block);
    }
    if !reading.decodes {
        return vec![ImplItem::Fn(function)];
    }
    let output = function.sig.output.clone();
    let send: ImplItemFn = parse_quote! {
        pub async fn send(self) #output {
            crate::support::decode(self.fetch().await?)
        }
    };
    function.sig.ident = syn::Ident::new("fetch", function.sig.ident.span());
    if let Some(value) = answer(&mut function.sig.output) {
        *value = parse_quote!(crate::support::Undecoded<#value>);
    }
    vec![ImplItem::Fn(function), ImplItem::Fn(send)]
}

/// `T` of `Result<ResponseValue<T>, …>`.
fn answer(output: &mut ReturnType) -> Option<&mut Type> {
    let ReturnType::Type(_, result) = output else { return None };
    first_argument(first_argument(result)?)
}

/// The type of an answer that is a page with a decoder of its own.
fn page(value: &Type, context: &Context<'_>) -> Option<Type> {
    let Type::Path(ty) = value else { return None };
    let name = ty.path.segments.last()?.ident.to_string();
    context.schemas.pages().any(|(page, _)| page == name).then(|| value.clone())
}

fn first_argument(ty: &mut Type) -> Option<&mut Type> {
    let Type::Path(ty) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &mut ty.path.segments.last_mut()?.arguments
    else {
        return None;
    };
    arguments.args.iter_mut().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

struct Reading {
    /// The type of the answer, if it decodes itself.
    page: Option<Type>,
    /// Whether there is a body to be decoded.
    decodes: bool,
}

impl VisitMut for Reading {
    fn visit_arm_mut(&mut self, arm: &mut syn::Arm) {
        // A refusal is read within `Err(Error::ErrorResponse(…))`, a success bare.
        let body = bare(&arm.body);
        if let Expr::Await(awaited) = body
            && let Some(arguments) = call(&awaited.base, "from_response")
        {
            *arm.body = match &self.page {
                Some(page) => {
                    parse_quote!(crate::support::fetch_for(#arguments, <#page>::decode).await)
                }
                None => parse_quote!(crate::support::fetch(#arguments).await),
            };
            self.decodes = true;
        } else if let Some(empty) = call(body, "Ok").and_then(|arguments| arguments.first())
            && let Some(arguments) = call(empty, "empty")
        {
            *arm.body = parse_quote!(crate::support::no_body(#arguments).await);
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

/// The arguments of a call of a function of this name.
fn call<'e>(
    expr: &'e Expr,
    name: &str,
) -> Option<&'e syn::punctuated::Punctuated<Expr, syn::Token![,]>> {
    let Expr::Call(call) = expr else { return None };
    let Expr::Path(function) = &*call.func else { return None };
    let called = function.path.segments.last().is_some_and(|last| last.ident == name);
    called.then_some(&call.args)
}

#[cfg(test)]
mod tests {
    use super::super::tests::reworked;

    #[test]
    fn a_success_is_fetched_by_us_and_a_refusal_is_not() {
        let rust = "
            pub mod builder {
                impl<'a> GetCart<'a> {
                    pub async fn send(self) -> Result<ResponseValue<types::Cart>, Error<types::ApiFault>> {
                        match response.status().as_u16() {
                            200u16..=299u16 => { ResponseValue::from_response(response).await }
                            400u16..=499u16 => {
                                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
                            }
                        }
                    }
                }
            }
        ";
        insta::assert_snapshot!(reworked(super::run, "{}", rust), @r#"
        pub mod builder {
            impl<'a> GetCart<'a> {
                pub async fn fetch(
                    self,
                ) -> Result<
                    ResponseValue<crate::support::Undecoded<types::Cart>>,
                    Error<types::ApiFault>,
                > {
                    match response.status().as_u16() {
                        200u16..=299u16 => crate::support::fetch(response).await,
                        400u16..=499u16 => {
                            Err(
                                Error::ErrorResponse(
                                    ResponseValue::from_response(response).await?,
                                ),
                            )
                        }
                    }
                }
                pub async fn send(
                    self,
                ) -> Result<ResponseValue<types::Cart>, Error<types::ApiFault>> {
                    crate::support::decode(self.fetch().await?)
                }
            }
        }
        "#);
    }

    #[test]
    fn a_page_of_one_of_several_decodes_itself() {
        let yaml = "
components:
  schemas:
    LineCollection:
      properties: { items: { type: array, items: { $ref: '#/components/schemas/Line' } } }
    Line:
      oneOf: [{ $ref: '#/components/schemas/OneLine' }]
      x-pc-discriminator: { path: [a], words: {}, fallback: { properties: [b, c], pairs: [] } }
";
        let rust = "
            pub mod builder {
                impl<'a> ListLines<'a> {
                    pub async fn send(self) -> Result<ResponseValue<types::LineCollection>, Error> {
                        match response.status().as_u16() {
                            200u16..=299u16 => { ResponseValue::from_response(response).await }
                        }
                    }
                }
            }
        ";
        insta::assert_snapshot!(reworked(super::run, yaml, rust), @r#"
        pub mod builder {
            impl<'a> ListLines<'a> {
                pub async fn fetch(
                    self,
                ) -> Result<
                    ResponseValue<crate::support::Undecoded<types::LineCollection>>,
                    Error,
                > {
                    match response.status().as_u16() {
                        200u16..=299u16 => {
                            crate::support::fetch_for(response, <types::LineCollection>::decode)
                                .await
                        }
                    }
                }
                pub async fn send(self) -> Result<ResponseValue<types::LineCollection>, Error> {
                    crate::support::decode(self.fetch().await?)
                }
            }
        }
        "#);
    }

    #[test]
    fn an_answer_without_a_body_is_checked_to_have_none() {
        let rust = "
            pub mod builder {
                impl<'a> Register<'a> {
                    pub async fn send(self) -> Result<ResponseValue<()>, Error<types::ApiFault>> {
                        match response.status().as_u16() {
                            200u16..=299u16 => { Ok(ResponseValue::empty(response)) }
                        }
                    }
                }
            }
        ";
        insta::assert_snapshot!(reworked(super::run, "{}", rust), @r#"
        pub mod builder {
            impl<'a> Register<'a> {
                pub async fn send(self) -> Result<ResponseValue<()>, Error<types::ApiFault>> {
                    match response.status().as_u16() {
                        200u16..=299u16 => crate::support::no_body(response).await,
                    }
                }
            }
        }
        "#);
    }
}
