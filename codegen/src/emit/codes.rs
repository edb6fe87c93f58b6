//! Emits what the document says of error codes.

use proc_macro2::Literal;
use quote::{format_ident, quote};
use syn::parse_quote;

use crate::emit::Context;
use crate::emit::render::Module;
use crate::node::Node;

/// The codes of refusals, sorted by code and status for binary search.
pub(super) fn codes(context: &Context<'_>) -> Module {
    let mut rows: Vec<_> = rows(context.document.codes.as_ref())
        .filter_map(|row| Some((row.get_text("code")?, row.get("status")?.as_u32()?, row)))
        .collect();
    rows.sort_by_key(|(code, status, _)| (*code, *status));
    let rows = rows.into_iter().map(|(code, status, row)| {
        let status = Literal::u32_unsuffixed(status);
        let [name, meaning, remedy] = texts(row);
        let repeat = format_ident!(
            "{}",
            match row.get_text("retry") {
                Some("later") => "Later",
                Some("after-change") => "AfterChange",
                _ => "Never",
            }
        );
        let bought = format_ident!(
            "{}",
            match row.get_text("bought") {
                Some("no") => "No",
                _ => "Unknown",
            }
        );
        quote! {
            Code {
                status: #status,
                code: #code,
                name: #name,
                meaning: #meaning,
                remedy: #remedy,
                repeat: Repeat::#repeat,
                bought: Bought::#bought,
            }
        }
    });
    let table = parse_quote! {
        /// Every code of a refusal that the document knows, sorted by code and status.
        pub static CODES: &[Code] = &[#(#rows),*];
    };
    let imports = parse_quote!(
        use crate::support::{Bought, Code, Repeat};
    );
    Module::new("codes.rs", "The codes of refusals.", vec![imports, table])
}

/// The codes of the errors of cart lines.
pub(super) fn cart_codes(context: &Context<'_>) -> Module {
    let mut rows: Vec<_> = rows(context.document.cart_codes.as_ref())
        .filter_map(|row| Some((row.get("code")?.as_u32()?, row)))
        .collect();
    rows.sort_by_key(|(code, _)| *code);
    let rows = rows.into_iter().map(|(code, row)| {
        let code = Literal::u32_unsuffixed(code);
        let [name, meaning, remedy] = texts(row);
        quote!(CartCode { code: #code, name: #name, meaning: #meaning, remedy: #remedy })
    });
    let table = parse_quote! {
        /// Every code of a cart line's error that the document knows, sorted by code.
        pub static CART_CODES: &[CartCode] = &[#(#rows),*];
    };
    let imports = parse_quote!(
        use crate::support::CartCode;
    );
    Module::new("cart_codes.rs", "The codes of the errors of cart lines.", vec![imports, table])
}

fn rows(table: Option<&Node>) -> impl Iterator<Item = &Node> {
    table.map(Node::elements).unwrap_or_default().iter()
}

fn texts(row: &Node) -> [String; 3] {
    ["name", "meaning", "remedy"].map(|key| {
        let text = row.get_text(key).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    })
}
