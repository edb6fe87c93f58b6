//! Emits the operations as data.

use quote::{format_ident, quote};
use syn::parse_quote;

use crate::emit::Context;
use crate::emit::operations::Operation;
use crate::emit::render::Module;
use crate::emit::schemas::Schemas;
use crate::names::DOCUMENT;
use crate::node::Node;
use crate::union::shape_name;

/// The table of operations, sorted by method name for binary search.
pub(super) fn module(context: &Context<'_>) -> Module {
    let rows = context.operations.iter().map(|operation| row(operation, context.schemas));
    let items = vec![
        parse_quote!(
            use crate::support::{Operation, Reading, Retry};
        ),
        parse_quote!(
            use crate::types;
        ),
        parse_quote! {
            /// Every operation of the document, sorted by the name of its method.
            pub static OPERATIONS: &[Operation] = &[#(#rows),*];
        },
    ];
    Module::new("operation_table.rs", "The operations of the document, as data.", items)
}

fn row(operation: &Operation<'_>, schemas: Schemas<'_>) -> proc_macro2::TokenStream {
    let Operation { id, rust_name, method, path, tag, node, .. } = operation;
    let retry = format_ident!(
        "{}",
        match node.get_text("x-pc-retry") {
            Some("read") => "Read",
            Some("repeat") => "Repeat",
            _ => "Once",
        }
    );
    let app_only = operation.list("x-pc-auth").any(|mode| mode == "app");
    let app_user = operation.list("x-pc-auth").any(|mode| mode == "user");
    let clouds = operation.list("x-pc-clouds");
    let throttled = node.get("x-pc-throttled").and_then(Node::as_bool) != Some(false);
    let document = contents(node).any(|(kind, _)| kind == DOCUMENT);
    let answer = match answer(node, schemas) {
        Some(name) => {
            let name = format_ident!("{name}");
            quote!(Some(Reading::of::<types::#name>()))
        }
        None => quote!(None),
    };
    let codes = operation.list("x-pc-codes").filter_map(|key| {
        let (status, code) = key.split_once('/')?;
        let status = proc_macro2::Literal::u16_unsuffixed(status.parse().ok()?);
        Some(quote!((#status, #code)))
    });
    quote! {
        Operation {
            id: #id,
            rust_name: #rust_name,
            method: #method,
            path: #path,
            tag: #tag,
            retry: Retry::#retry,
            app_only: #app_only,
            app_user: #app_user,
            clouds: &[#(#clouds),*],
            throttled: #throttled,
            document: #document,
            answer: #answer,
            codes: &[#(#codes),*],
        }
    }
}

/// What a success of an operation can be.
fn contents(operation: &Node) -> impl Iterator<Item = &(String, Node)> {
    let responses = operation.get("responses").map(Node::entries).unwrap_or_default();
    let successes = responses.iter().filter(|(status, _)| status.starts_with('2'));
    let contents = successes.filter_map(|(_, response)| response.get("content"));
    contents.flat_map(Node::entries)
}

/// The schema of an answer that is read as a whole: neither a document nor a list with a
/// decoder of its own.
fn answer<'d>(operation: &'d Node, schemas: Schemas<'_>) -> Option<&'d str> {
    let (kind, content) = contents(operation).next()?;
    let name = content.get("schema").and_then(shape_name).filter(|_| kind != DOCUMENT)?;
    schemas.pages().all(|(page, _)| page != name).then_some(name)
}
