//! Emits what the document says of error codes.

use proc_macro2::{Literal, TokenStream};
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
    // People look codes up by size.
    rows.sort_by_key(|(code, status, _)| (code.len(), *code, *status));
    let listing = listing(
        &["code", "status", "name", "meaning", "cause", "remedy", "retry", "bought"],
        rows.iter().map(|(.., row)| *row),
    );
    rows.sort_by_key(|(code, status, _)| (*code, *status));
    let rows = rows.into_iter().map(|(code, status, row)| {
        let status = Literal::u32_unsuffixed(status);
        let [name, meaning, cause, remedy] = texts(row);
        let link = link(row);
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
                cause: #cause,
                remedy: #remedy,
                repeat: Repeat::#repeat,
                bought: Bought::#bought,
                link: #link,
            }
        }
    });
    let table = parse_quote! {
        /// Every code of a refusal that the document knows, sorted by code and status.
        #[doc = #listing]
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
    let listing =
        listing(&["code", "name", "meaning", "cause", "remedy"], rows.iter().map(|(_, row)| *row));
    let rows = rows.into_iter().map(|(code, row)| {
        let code = Literal::u32_unsuffixed(code);
        let [name, meaning, cause, remedy] = texts(row);
        let link = link(row);
        quote! {
            CartCode {
                code: #code,
                name: #name,
                meaning: #meaning,
                cause: #cause,
                remedy: #remedy,
                link: #link,
            }
        }
    });
    let table = parse_quote! {
        /// Every code of a cart line's error that the document knows, sorted by code.
        #[doc = #listing]
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

/// The table as documentation shows it.
fn listing<'n>(columns: &[&str], rows: impl Iterator<Item = &'n Node>) -> String {
    let mut lines = vec![format!("| {} |", columns.join(" | "))];
    lines.push(format!("| {} |", vec!["---"; columns.len()].join(" | ")));
    for row in rows {
        let cells = columns.iter().map(|column| {
            let node = row.get(column);
            let number = node.and_then(Node::as_u32).map(|number| number.to_string());
            let text = number.or_else(|| node?.as_text().map(in_one_line)).unwrap_or_default();
            text.replace('|', "\\|")
        });
        lines.push(format!("| {} |", cells.collect::<Vec<_>>().join(" | ")));
    }
    format!("\n\n{}", lines.join("\n"))
}

/// The page of the vendor about this code, where it is not the one that lists them all.
fn link(row: &Node) -> TokenStream {
    match row.get_text("link") {
        Some(link) => quote!(Some(#link)),
        None => quote!(None),
    }
}

fn texts(row: &Node) -> [String; 4] {
    ["name", "meaning", "cause", "remedy"]
        .map(|key| in_one_line(row.get_text(key).unwrap_or_default()))
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
