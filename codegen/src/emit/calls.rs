//! Emits the operations: for each a method that begins the call, and the call that it begins.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{ImplItem, Item, Type, parse_quote};

use crate::emit::call_docs as docs;
use crate::emit::context::Context;
use crate::emit::operations::{Answer, In, Operation, Parameter, ty};
use crate::emit::render::Module;
use crate::emit::schemas::Schemas;
use crate::union::shape_name;

/// What a module of operations can import from the support module.
const IMPORTS: [&str; 6] =
    ["Answer", "BadParameter", "ByteStream", "CallError", "Request", "Undecoded"];

/// A module for each tag of the document, and one that lists them.
pub(super) fn modules(context: &Context<'_>) -> Vec<Module> {
    let mut by_tag: BTreeMap<String, Vec<&Operation<'_>>> = BTreeMap::new();
    for operation in context.operations.iter() {
        by_tag.entry(operation.tag.to_snake_case()).or_default().push(operation);
    }
    let mut modules = vec![index(by_tag.keys())];
    modules.extend(by_tag.iter().map(|(tag, operations)| module(tag, operations, context.schemas)));
    modules
}

fn index<'t>(tags: impl Iterator<Item = &'t String>) -> Module {
    let names: Vec<_> = tags.map(|tag| format_ident!("{tag}")).collect();
    let declared = names.iter().map(|name| parse_quote!(mod #name;));
    let exported = names.iter().map(|name| parse_quote!(pub use self::#name::*;));
    let items = declared.chain(exported).collect();
    Module::new("operations/mod.rs", "Calls of operations, to be completed and sent.", items)
}

fn module(tag: &str, operations: &[&Operation<'_>], schemas: Schemas<'_>) -> Module {
    let methods = operations.iter().map(|operation| method(operation));
    let mut items: Vec<Item> = vec![parse_quote!(impl Client { #(#methods)* })];
    items.extend(operations.iter().flat_map(|operation| call(operation, schemas)));
    let text = items.iter().map(|item| item.to_token_stream().to_string()).collect::<String>();
    let used = IMPORTS.iter().filter(|name| text.contains(**name));
    let used = used.map(|name| format_ident!("{name}"));
    let imports: [Item; 3] = [
        parse_quote!(
            use crate::client::operation_table as table;
        ),
        parse_quote!(use crate::support::{self, #(#used),*};),
        parse_quote!(
            use crate::{Client, types};
        ),
    ];
    Module::new(
        format!("operations/{tag}.rs"),
        format!("The operations of the tag {tag}, and their calls."),
        imports.into_iter().chain(items).collect(),
    )
}

/// The method that begins a call. What the service refuses to do without is given to it; the
/// rest has setters.
fn method(operation: &Operation<'_>) -> ImplItem {
    let name = format_ident!("{}", operation.rust_name);
    let call = &operation.call;
    let doc = docs::operation(operation);
    let deprecated = operation.is("deprecated").then(|| {
        let note = "the service is going to end this operation; its documentation says what \
                    takes its place";
        quote!(#[deprecated = #note])
    });
    let needed = operation.own_parameters().filter(|own| own.required);
    let arguments = needed.map(|Parameter { ident, ty, .. }| {
        let ty = given(ty);
        quote!(#ident: #ty)
    });
    let fields = operation.own_parameters().map(|Parameter { ident, ty, required, .. }| {
        match (required, is_plain(ty)) {
            (true, true) => quote!(#ident),
            (true, false) => quote!(#ident: #ident.into()),
            (false, _) => quote!(#ident: None),
        }
    });
    parse_quote! {
        #[doc = #doc]
        #deprecated
        pub fn #name(&self, #(#arguments),*) -> #call<'_> {
            #call { client: self, #(#fields,)* headers: Default::default() }
        }
    }
}

/// The type of a call, and what it does.
fn call(operation: &Operation<'_>, schemas: Schemas<'_>) -> [Item; 2] {
    let call = &operation.call;
    let doc = docs::call(operation);
    let fields =
        operation.own_parameters().map(|Parameter { ident, ty, required, .. }| match required {
            true => quote!(#ident: #ty),
            false => quote!(#ident: Option<#ty>),
        });
    let setters = operation.own_parameters().filter(|own| !own.required).map(setter);
    let request = request(operation);
    let ends = ends(operation, schemas);
    [
        parse_quote! {
            #[doc = #doc]
            #[derive(Clone, Debug)]
            #[must_use = "a call does nothing until it is sent"]
            pub struct #call<'a> {
                client: &'a Client,
                #(#fields,)*
                headers: support::CommonHeaders,
            }
        },
        parse_quote! {
            impl #call<'_> {
                #(#setters)*
                support::common_headers!();
                #request
                #(#ends)*
            }
        },
    ]
}

fn setter(parameter: &Parameter<'_>) -> ImplItem {
    let (name, doc) = (&parameter.ident, docs::setter(parameter));
    let ty = given(&parameter.ty);
    let value = match is_plain(&parameter.ty) {
        true => quote!(value),
        false => quote!(value.into()),
    };
    parse_quote! {
        #[doc = #doc]
        pub fn #name(mut self, value: #ty) -> Self {
            self.#name = Some(#value);
            self
        }
    }
}

/// What a value is given as.
fn given(ty: &Type) -> Type {
    match is_plain(ty) {
        true => ty.clone(),
        false => parse_quote!(impl Into<#ty>),
    }
}

/// Whether a value is given as it is: with `Into`, a number in a call would have no type.
fn is_plain(ty: &Type) -> bool {
    let plain = ["i32", "i64", "bool"];
    matches!(ty, Type::Path(ty) if plain.iter().any(|name| ty.path.is_ident(name)))
}

fn request(operation: &Operation<'_>) -> ImplItem {
    let row = operation.row();
    let steps = operation.own_parameters().map(|own| step(own, operation.path));
    parse_quote! {
        /// What is asked, without what the transport adds.
        pub fn request(&self) -> Result<Request, BadParameter> {
            Request::of(table::#row) #(#steps)* .common(&self.headers).finish()
        }
    }
}

/// How a parameter gets into the request.
fn step(parameter: &Parameter<'_>, path: &str) -> TokenStream {
    let Parameter { ident, name, .. } = parameter;
    let perhaps = match parameter.required {
        true => quote!(Some(&self.#ident)),
        false => quote!(self.#ident.as_ref()),
    };
    match parameter.place {
        In::Path if path.contains(&format!("'{{{name}}}'")) => {
            quote!(.argument(#name, &self.#ident))
        }
        In::Path => quote!(.segment(#name, &self.#ident)),
        In::Query => quote!(.query(#name, #perhaps)),
        In::Header => quote!(.header(#name, #perhaps)),
        In::Body => quote!(.json(&self.#ident)),
    }
}

/// `send`, and `fetch` where there is something to decode.
fn ends(operation: &Operation<'_>, schemas: Schemas<'_>) -> Vec<ImplItem> {
    let sends = docs::send(operation);
    let schema = match operation.answer {
        Answer::Json(schema) => schema,
        Answer::Nothing => {
            return vec![parse_quote! {
                #[doc = #sends]
                pub async fn send(self) -> Result<Answer<()>, CallError> {
                    support::send(self.client, self.request(), support::nothing()).await
                }
            }];
        }
        Answer::Document(_) => {
            return vec![parse_quote! {
                #[doc = #sends]
                pub async fn send(self) -> Result<Answer<ByteStream>, CallError> {
                    support::stream(self.client, self.request()).await
                }
            }];
        }
    };
    let ty = ty(schema);
    let is_page = schemas.pages().any(|(page, _)| Some(page) == shape_name(schema));
    let decoding = match is_page {
        true => quote!(support::page(#ty::decode)),
        false => quote!(support::json()),
    };
    let fetches = docs::fetch();
    vec![
        parse_quote! {
            #[doc = #sends]
            pub async fn send(self) -> Result<Answer<#ty>, CallError> {
                support::send(self.client, self.request(), #decoding).await
            }
        },
        parse_quote! {
            #[doc = #fetches]
            pub async fn fetch(self) -> Result<Answer<Undecoded<#ty>>, CallError> {
                support::fetch(self.client, self.request(), #decoding).await
            }
        },
    ]
}
