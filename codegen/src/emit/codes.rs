//! Emits what the document says about error codes.

mod listing;
mod row;

use quote::{format_ident, quote};
use syn::parse_quote;

use crate::emit::render::Module;
use crate::load::Document;
use crate::node::Node;
use row::{Row, Written};

/// One table of codes.
struct Table {
    file: &'static str,
    /// What the file holds.
    about: &'static str,
    /// The name of the table, and what is said of it.
    name: &'static str,
    doc: &'static str,
    /// The type of its rows, and what else they are made of.
    row: &'static str,
    imports: [&'static str; 3],
    written: Written,
    /// The columns, as documentation shows them.
    columns: &'static [&'static str],
    /// Where the vendor lists the codes.
    page: &'static str,
}

/// The codes of refusals.
const REFUSALS: Table = Table {
    file: "codes.rs",
    about: "The codes of refusals.",
    name: "CODES",
    doc: " Every code of a refusal that the document knows, sorted by code and status.",
    row: "Code",
    imports: ["Bought", "Code", "Repeat"],
    written: Written::Texts,
    columns: &["code", "status", "name", "meaning", "cause", "remedy", "retry", "bought", "link"],
    page: "https://learn.microsoft.com/partner-center/developer/error-codes",
};

/// The codes of the errors of cart lines.
const LINES: Table = Table {
    file: "cart_codes.rs",
    about: "The codes of the errors of cart lines.",
    name: "CART_CODES",
    doc: " Every code of a cart line's error that the document knows, sorted by code.",
    row: "CartCode",
    imports: ["Bought", "CartCode", "Repeat"],
    written: Written::Numbers,
    columns: &["code", "name", "meaning", "cause", "remedy", "retry", "bought", "link"],
    page: "https://learn.microsoft.com/partner-center/developer/cart-resources",
};

/// The codes of the sign-in service, whose answers carry their own descriptions.
const SIGN_INS: Table = Table {
    file: "sign_in_codes.rs",
    about: "The codes of the sign-in service.",
    name: "SIGN_IN_CODES",
    doc: " The codes of the sign-in service that the document knows, sorted by number.",
    row: "SignInCode",
    imports: ["Interaction", "Repeat", "SignInCode"],
    written: Written::Behind("AADSTS"),
    columns: &["code", "meaning", "cause", "remedy", "retry", "interaction", "link"],
    page: "https://login.microsoftonline.com/error?code=",
};

/// The three tables.
pub(super) fn modules(document: &Document) -> [Module; 3] {
    [
        REFUSALS.module(document.codes.as_ref()),
        LINES.module(document.cart_codes.as_ref()),
        SIGN_INS.module(document.sign_in_codes.as_ref()),
    ]
}

impl Table {
    fn module(&self, list: Option<&Node>) -> Module {
        let mut rows = self.rows(list);
        let listing = listing::listing(self.columns, &rows);
        if matches!(self.written, Written::Texts) {
            // For binary search, which compares texts.
            rows.sort_by(|a, b| (&a.code, a.status).cmp(&(&b.code, b.status)));
        }
        let row = format_ident!("{}", self.row);
        let fields = self.fields();
        let rows = rows.iter().map(|values| {
            let fields = fields.iter().map(|column| values.field(column));
            quote!(#row { #(#fields),* })
        });
        let (doc, name) = (self.doc, format_ident!("{}", self.name));
        let table = parse_quote! {
            #[doc = #doc]
            #[doc = #listing]
            pub static #name: &[#row] = &[#(#rows),*];
        };
        let imports = self.imports.map(|name| format_ident!("{name}"));
        let imports = parse_quote!(use crate::support::{#(#imports),*};);
        Module::new(self.file, self.about, vec![imports, table])
    }

    /// The rows as people look them up: by size.
    fn rows<'n>(&self, list: Option<&'n Node>) -> Vec<Row<'n>> {
        let nodes = list.map(Node::elements).unwrap_or_default().iter();
        let mut rows: Vec<_> =
            nodes.filter_map(|node| Row::of(node, self.written, self.page)).collect();
        rows.sort_by(|a, b| {
            (a.code.len(), &a.code, a.status).cmp(&(b.code.len(), &b.code, b.status))
        });
        rows
    }

    /// The columns in the order of the row's fields, which begin with a status where they have
    /// one.
    fn fields(&self) -> Vec<&'static str> {
        let mut fields = self.columns.to_vec();
        fields.sort_by_key(|column| *column != "status");
        fields
    }
}
