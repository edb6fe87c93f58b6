//! Emits what the document says of error codes.

use proc_macro2::{Ident, Literal};
use quote::{format_ident, quote};
use syn::parse_quote;

use crate::emit::Context;
use crate::emit::code_listing::listing;
use crate::emit::render::Module;
use crate::node::Node;

/// Where the vendor lists the codes of refusals.
const REFUSALS: &str = "https://learn.microsoft.com/partner-center/developer/error-codes";

/// Where the vendor lists the codes of lines of a cart.
const LINES: &str = "https://learn.microsoft.com/partner-center/developer/cart-resources";

/// Where the sign-in service says what it has to say of a code.
const SIGN_INS: &str = "https://login.microsoftonline.com/error?code=";

/// A row of one of the tables.
pub(super) struct Row<'n> {
    node: &'n Node,
    /// The code as it is on the wire.
    pub(super) code: String,
    /// The page about it.
    pub(super) link: String,
}

impl<'n> Row<'n> {
    fn new(node: &'n Node, code: String, page: &str) -> Self {
        let link = node.get_text("link").unwrap_or(page).to_owned();
        Self { node, code, link }
    }

    /// A text of the row, in one line.
    pub(super) fn text(&self, key: &str) -> String {
        let text = self.node.get_text(key).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(super) fn number(&self, key: &str) -> Option<u32> {
        self.node.get(key).and_then(Node::as_u32)
    }

    fn repeat(&self) -> Ident {
        format_ident!(
            "{}",
            match self.node.get_text("retry") {
                Some("later") => "Later",
                Some("after-change") => "AfterChange",
                _ => "Never",
            }
        )
    }

    fn bought(&self) -> Ident {
        let no = self.node.get_text("bought") == Some("no");
        format_ident!("{}", if no { "No" } else { "Unknown" })
    }

    fn interaction(&self) -> Ident {
        format_ident!(
            "{}",
            match self.node.get_text("interaction") {
                Some("mfa") => "Mfa",
                Some("sign-in") => "SignIn",
                _ => "None",
            }
        )
    }
}

/// The codes of refusals, sorted by code and status for binary search.
pub(super) fn codes(context: &Context<'_>) -> Module {
    let mut rows: Vec<_> = elements(context.document.codes.as_ref())
        .filter_map(|node| {
            let status = node.get("status")?.as_u32()?;
            Some((status, Row::new(node, node.get_text("code")?.to_owned(), REFUSALS)))
        })
        .collect();
    // People look codes up by size.
    rows.sort_by(|(one, a), (other, b)| {
        (a.code.len(), &a.code, one).cmp(&(b.code.len(), &b.code, other))
    });
    let listing = listing(
        &["code", "status", "name", "meaning", "cause", "remedy", "retry", "bought", "link"],
        rows.iter().map(|(_, row)| row),
    );
    rows.sort_by(|(one, a), (other, b)| (&a.code, one).cmp(&(&b.code, other)));
    let rows = rows.iter().map(|(status, row)| {
        let status = Literal::u32_unsuffixed(*status);
        let [name, meaning, cause, remedy] =
            ["name", "meaning", "cause", "remedy"].map(|key| row.text(key));
        let (repeat, bought) = (row.repeat(), row.bought());
        let Row { code, link, .. } = row;
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
    let rows = numbered(context.document.cart_codes.as_ref(), |number| {
        (number.to_string(), LINES.to_owned())
    });
    let listing = listing(
        &["code", "name", "meaning", "cause", "remedy", "retry", "bought", "link"],
        rows.iter().map(|(_, row)| row),
    );
    let rows = rows.iter().map(|(code, row)| {
        let code = Literal::u32_unsuffixed(*code);
        let [name, meaning, cause, remedy] =
            ["name", "meaning", "cause", "remedy"].map(|key| row.text(key));
        let (repeat, bought, link) = (row.repeat(), row.bought(), &row.link);
        quote! {
            CartCode {
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
        /// Every code of a cart line's error that the document knows, sorted by code.
        #[doc = #listing]
        pub static CART_CODES: &[CartCode] = &[#(#rows),*];
    };
    let imports = parse_quote!(
        use crate::support::{Bought, CartCode, Repeat};
    );
    Module::new("cart_codes.rs", "The codes of the errors of cart lines.", vec![imports, table])
}

/// The codes of the sign-in service.
pub(super) fn sign_in_codes(context: &Context<'_>) -> Module {
    let rows = numbered(context.document.sign_in_codes.as_ref(), |number| {
        (format!("AADSTS{number}"), format!("{SIGN_INS}{number}"))
    });
    let listing = listing(
        &["code", "meaning", "cause", "remedy", "retry", "interaction", "link"],
        rows.iter().map(|(_, row)| row),
    );
    let rows = rows.iter().map(|(_, row)| {
        let [meaning, cause, remedy] = ["meaning", "cause", "remedy"].map(|key| row.text(key));
        let (repeat, interaction) = (row.repeat(), row.interaction());
        let Row { code, link, .. } = row;
        quote! {
            SignInCode {
                code: #code,
                meaning: #meaning,
                cause: #cause,
                remedy: #remedy,
                repeat: Repeat::#repeat,
                interaction: Interaction::#interaction,
                link: #link,
            }
        }
    });
    let table = parse_quote! {
        /// The codes of the sign-in service that the document knows, sorted by number.
        #[doc = #listing]
        pub static SIGN_IN_CODES: &[SignInCode] = &[#(#rows),*];
    };
    let imports = parse_quote!(
        use crate::support::{Interaction, Repeat, SignInCode};
    );
    Module::new("sign_in_codes.rs", "The codes of the sign-in service.", vec![imports, table])
}

/// Rows whose codes are numbers; `names` gives what such a code is called, and its page.
fn numbered(table: Option<&Node>, names: impl Fn(u32) -> (String, String)) -> Vec<(u32, Row<'_>)> {
    let mut rows: Vec<_> = elements(table)
        .filter_map(|node| {
            let number = node.get("code")?.as_u32()?;
            let (code, page) = names(number);
            Some((number, Row::new(node, code, &page)))
        })
        .collect();
    rows.sort_by_key(|(number, _)| *number);
    rows
}

fn elements(table: Option<&Node>) -> impl Iterator<Item = &Node> {
    table.map(Node::elements).unwrap_or_default().iter()
}
