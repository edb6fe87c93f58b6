//! One row of a table of codes.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::node::Node;

/// How the codes of a table are written.
#[derive(Clone, Copy)]
pub(super) enum Written {
    /// As texts, which need not be numbers.
    Texts,
    /// As numbers.
    Numbers,
    /// As numbers behind a prefix. The page about such a code has its number at the end.
    Behind(&'static str),
}

/// A row of one of the tables.
pub(super) struct Row<'n> {
    node: &'n Node,
    /// The code as it is on the wire.
    pub(super) code: String,
    /// The same in Rust.
    literal: Literal,
    pub(super) status: Option<u32>,
    /// The page about it.
    pub(super) link: String,
}

impl<'n> Row<'n> {
    /// A row about the code of `node`, on `page` unless it names another.
    pub(super) fn of(node: &'n Node, written: Written, page: &str) -> Option<Self> {
        let number = || node.get("code").and_then(Node::as_u32);
        let (code, literal, page) = match written {
            Written::Texts => {
                let code = node.get_text("code")?;
                (code.to_owned(), Literal::string(code), page.to_owned())
            }
            Written::Numbers => {
                let number = number()?;
                (number.to_string(), Literal::u32_unsuffixed(number), page.to_owned())
            }
            Written::Behind(prefix) => {
                let number = number()?;
                let code = format!("{prefix}{number}");
                let literal = Literal::string(&code);
                (code, literal, format!("{page}{number}"))
            }
        };
        let status = node.get("status").and_then(Node::as_u32);
        let link = node.get_text("link").map_or(page, str::to_owned);
        Some(Self { node, code, literal, status, link })
    }

    /// A text of the row, in one line.
    pub(super) fn text(&self, column: &str) -> String {
        let text = self.node.get_text(column).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What a column is in the row's value: the field and what it holds.
    pub(super) fn field(&self, column: &str) -> TokenStream {
        let word = self.node.get_text(column);
        match column {
            "code" => {
                let literal = &self.literal;
                quote!(code: #literal)
            }
            "status" => {
                let status = Literal::u32_unsuffixed(self.status.unwrap_or_default());
                quote!(status: #status)
            }
            "link" => {
                let link = &self.link;
                quote!(link: #link)
            }
            "retry" => match word {
                Some("later") => quote!(repeat: Repeat::Later),
                Some("after-change") => quote!(repeat: Repeat::AfterChange),
                _ => quote!(repeat: Repeat::Never),
            },
            "bought" => match word {
                Some("no") => quote!(bought: Bought::No),
                _ => quote!(bought: Bought::Unknown),
            },
            "interaction" => match word {
                Some("mfa") => quote!(interaction: Interaction::Mfa),
                Some("sign-in") => quote!(interaction: Interaction::SignIn),
                _ => quote!(interaction: Interaction::None),
            },
            _ => {
                let (name, text) = (format_ident!("{column}"), self.text(column));
                quote!(#name: #text)
            }
        }
    }
}
