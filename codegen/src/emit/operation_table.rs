//! Emits the operations as data.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use crate::emit::context::Context;
use crate::emit::operations::{Answer, In, Operation, Parameter};
use crate::emit::render::Module;
use crate::node::Node;

/// The table of operations, sorted by method name, and a name for each row.
pub(super) fn module(context: &Context<'_>) -> Module {
    let rows = context.operations.iter().map(row);
    let table: [Item; 3] = [
        parse_quote!(
            use crate::client::hosts::Host;
        ),
        parse_quote!(
            use crate::support::{LimitScope, Operation, OperationParameter, ParameterPlace, Retry};
        ),
        parse_quote! {
            /// Every operation of the document, sorted by the name of its method.
            pub static OPERATIONS: &[Operation] = &[#(#rows),*];
        },
    ];
    let names = context.operations.iter().enumerate().map(|(at, operation)| -> Item {
        let (name, at) = (operation.row(), Literal::usize_unsuffixed(at));
        parse_quote!(pub(crate) const #name: &Operation = &OPERATIONS[#at];)
    });
    let items = table.into_iter().chain(names).collect();
    Module::new("operation_table.rs", "The operations of the document, as data.", items)
}

fn row(operation: &Operation<'_>) -> TokenStream {
    let Operation { id, rust_name, method, path, tag, node, .. } = operation;
    let host = format_ident!("{}", operation.host);
    let retry = match node.get_text("x-pc-retry") {
        Some("read") => quote!(Read),
        Some("repeat") => quote!(Repeat),
        _ => quote!(Once),
    };
    let buys = operation.is("x-pc-buys");
    let app_only = operation.list("x-pc-auth").any(|mode| mode == "app");
    let app_user = operation.list("x-pc-auth").any(|mode| mode == "user");
    let clouds = operation.list("x-pc-clouds");
    let silent_clouds = operation.list("x-pc-clouds-silent");
    let throttled = node.get("x-pc-throttled").and_then(Node::as_bool) != Some(false);
    let limit = match node.get_text("x-pc-limit") {
        Some("partner") => quote!(Some(LimitScope::Partner)),
        Some("customer") => quote!(Some(LimitScope::Customer)),
        _ => quote!(None),
    };
    let document = match operation.answer {
        Answer::Document(kind) => quote!(Some(#kind)),
        _ => quote!(None),
    };
    let codes = operation.list("x-pc-codes").filter_map(|key| {
        let (status, code) = key.split_once('/')?;
        let status = Literal::u16_unsuffixed(status.parse().ok()?);
        Some(quote!((#status, #code)))
    });
    let parameters = operation.parameters.iter().filter_map(parameter);
    quote! {
        Operation {
            id: #id,
            rust_name: #rust_name,
            method: #method,
            host: Host::#host,
            path: #path,
            tag: #tag,
            retry: Retry::#retry,
            buys: #buys,
            app_only: #app_only,
            app_user: #app_user,
            clouds: &[#(#clouds),*],
            silent_clouds: &[#(#silent_clouds),*],
            throttled: #throttled,
            limit: #limit,
            document: #document,
            codes: &[#(#codes),*],
            parameters: &[#(#parameters),*],
        }
    }
}

fn parameter(parameter: &Parameter<'_>) -> Option<TokenStream> {
    let place = match parameter.place {
        In::Path => "Path",
        In::Query => "Query",
        In::Header => "Header",
        In::Body => return None,
    };
    let place = format_ident!("{place}");
    let Parameter { name, required, .. } = parameter;
    let example = parameter.example.as_deref().unwrap_or_default();
    Some(quote! {
        OperationParameter {
            name: #name,
            place: ParameterPlace::#place,
            required: #required,
            example: #example,
        }
    })
}
