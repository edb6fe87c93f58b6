//! Lets the support module read the body of a success, in two steps where it is JSON.
//!
//! When an answer does not fit its type, the generator's error knows neither the operation
//! nor the ids of the request, and prints the whole body. And it decodes where the body
//! arrives, though a page of two thousand lines is better decoded on a thread of its own.
//! So what the generator calls `send` becomes `exchange`, which hands on the response of a
//! success; `fetch` is that and the body, and `send` decodes it as well.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, GenericArgument, ImplItem, PathArguments, ReturnType, Type, parse_quote};

use crate::emit::Context;

pub(super) fn run(file: &mut syn::File, context: &Context<'_>) {
    for item in super::module(file, "builder").into_iter().flatten() {
        if let syn::Item::Impl(item) = item {
            let functions = std::mem::take(&mut item.items);
            item.items = functions.into_iter().flat_map(|item| divided(item, context)).collect();
        }
    }
}

/// `exchange`, `fetch` and `send` for a `send` that decodes; anything else as it is.
fn divided(item: ImplItem, context: &Context<'_>) -> Vec<ImplItem> {
    let ImplItem::Fn(mut function) = item else { return vec![item] };
    let mut decodes = false;
    if function.sig.ident == "send" {
        Reading { decodes: &mut decodes }.visit_block_mut(&mut function.block);
    }
    let output = function.sig.output.clone();
    let Some(value) = answer(&mut function.sig.output).filter(|_| decodes) else {
        return vec![ImplItem::Fn(function)];
    };
    let decoder: Expr = match page(value, context) {
        Some(page) => parse_quote!(<#page>::decode),
        None => parse_quote!(crate::support::from_json),
    };
    *value = parse_quote!(crate::support::Undecoded<#value>);
    let undecoded = function.sig.output.clone();
    response(&mut function.sig.output);
    function.sig.ident = syn::Ident::new("exchange", function.sig.ident.span());
    function.vis = syn::Visibility::Inherited;
    vec![
        ImplItem::Fn(function),
        parse_quote! {
            pub async fn fetch(self) #undecoded {
                crate::support::fetch(self.exchange().await?, #decoder).await
            }
        },
        parse_quote! {
            pub async fn send(self) #output {
                crate::support::decode(self.exchange().await?, #decoder).await
            }
        },
    ]
}

/// Has a function return the response as it is.
fn response(output: &mut ReturnType) {
    if let ReturnType::Type(_, result) = output
        && let Some(value) = first_argument(result)
    {
        *value = parse_quote!(::reqwest::Response);
    }
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

struct Reading<'a> {
    /// Whether there is a body to be decoded.
    decodes: &'a mut bool,
}

impl VisitMut for Reading<'_> {
    fn visit_arm_mut(&mut self, arm: &mut syn::Arm) {
        // A refusal is read within `Err(Error::ErrorResponse(…))`, a success bare.
        let body = bare(&arm.body);
        if let Expr::Await(awaited) = body
            && let Some(response) = call(&awaited.base, "from_response")
        {
            *arm.body = parse_quote!(Ok(#response));
            *self.decodes = true;
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
        insta::assert_snapshot!(reworked(super::run, "{}", rust), @"
        pub mod builder {
            impl<'a> GetCart<'a> {
                async fn exchange(self) -> Result<::reqwest::Response, Error<types::ApiFault>> {
                    match response.status().as_u16() {
                        200u16..=299u16 => Ok(response),
                        400u16..=499u16 => {
                            Err(
                                Error::ErrorResponse(
                                    ResponseValue::from_response(response).await?,
                                ),
                            )
                        }
                    }
                }
                pub async fn fetch(
                    self,
                ) -> Result<
                    ResponseValue<crate::support::Undecoded<types::Cart>>,
                    Error<types::ApiFault>,
                > {
                    crate::support::fetch(self.exchange().await?, crate::support::from_json)
                        .await
                }
                pub async fn send(
                    self,
                ) -> Result<ResponseValue<types::Cart>, Error<types::ApiFault>> {
                    crate::support::decode(self.exchange().await?, crate::support::from_json)
                        .await
                }
            }
        }
        ");
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
        insta::assert_snapshot!(reworked(super::run, yaml, rust), @"
        pub mod builder {
            impl<'a> ListLines<'a> {
                async fn exchange(self) -> Result<::reqwest::Response, Error> {
                    match response.status().as_u16() {
                        200u16..=299u16 => Ok(response),
                    }
                }
                pub async fn fetch(
                    self,
                ) -> Result<
                    ResponseValue<crate::support::Undecoded<types::LineCollection>>,
                    Error,
                > {
                    crate::support::fetch(
                            self.exchange().await?,
                            <types::LineCollection>::decode,
                        )
                        .await
                }
                pub async fn send(self) -> Result<ResponseValue<types::LineCollection>, Error> {
                    crate::support::decode(
                            self.exchange().await?,
                            <types::LineCollection>::decode,
                        )
                        .await
                }
            }
        }
        ");
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
