//! Emits the properties of objects as columns of a table.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Item, parse_quote};

use crate::emit::context::Context;
use crate::emit::fields::Fields;
use crate::emit::render::Module;
use crate::emit::schemas::Form;

/// A table of columns for each alternative of a union.
pub(super) fn module(context: &Context<'_>, fields: &Fields) -> Module {
    let unions: Vec<_> = context.schemas.unions().collect();
    let shapes = unions.iter().flat_map(|union| &union.shapes);
    let tables = shapes.map(|shape| table(shape, context, fields));
    let import = parse_quote!(
        use crate::support::{Cell, Column, ColumnKind};
    );
    let items: Vec<Item> = match unions.is_empty() {
        true => Vec::new(),
        false => std::iter::once(import).chain(tables).collect(),
    };
    Module::new("types/columns.rs", "Objects as rows of a table.", items)
}

fn table(ty: &str, context: &Context<'_>, fields: &Fields) -> Item {
    let ident = format_ident!("{ty}");
    let columns = Columns { context, fields, outer: None }.of(ty);
    parse_quote! {
        impl #ident {
            /// The properties as columns, in the order of the document.
            ///
            /// What stands in an object within has a column of its own, under both names.
            pub const COLUMNS: &'static [Column<Self>] = &[#(#columns),*];
        }
    }
}

struct Columns<'t> {
    context: &'t Context<'t>,
    fields: &'t Fields,
    /// The property, and its field, whose object these are the properties of.
    outer: Option<(&'t str, &'t Ident)>,
}

impl Columns<'_> {
    fn of(&self, ty: &str) -> Vec<TokenStream> {
        let mut columns = Vec::new();
        for (property, schema) in self.context.schemas.properties(ty) {
            let Some(field) = self.fields.get(ty, property) else { continue };
            let form = self.context.schemas.form(schema);
            // One level: an object in an object within is JSON to a table.
            if let (Form::Object(inner), None) = (&form, self.outer) {
                let within = Columns { outer: Some((property, field)), ..*self };
                columns.extend(within.of(inner));
                continue;
            }
            let name = match self.outer {
                Some((outer, _)) => format!("{outer}.{property}"),
                None => property.clone(),
            };
            let kind = format_ident!("{}", kind(&form, schema.get_text("x-pc-unit")));
            let get = match form {
                Form::Object(_) | Form::Other => self.json(field),
                _ => self.scalar(field),
            };
            columns.push(quote!(Column { name: #name, kind: ColumnKind::#kind, get: |row| #get }));
        }
        columns
    }

    fn scalar(&self, field: &Ident) -> TokenStream {
        match self.outer {
            Some((_, outer)) => {
                quote!(Cell::of(row.#outer.as_ref().and_then(|inner| inner.#field.as_ref())))
            }
            None => quote!(Cell::of(row.#field.as_ref())),
        }
    }

    fn json(&self, field: &Ident) -> TokenStream {
        match self.outer {
            Some((_, outer)) => {
                quote!(Cell::json(&row.#outer.as_ref().map(|inner| &inner.#field)))
            }
            None => quote!(Cell::json(&row.#field)),
        }
    }
}

fn kind(form: &Form<'_>, unit: Option<&str>) -> &'static str {
    match form {
        Form::Text | Form::Code => "Text",
        Form::Id => "Id",
        Form::Word => "Word",
        Form::Integer => "Integer",
        Form::Flag => "Flag",
        Form::Date => "Date",
        Form::Decimal => match unit {
            Some("rate") => "Rate",
            Some("quantity") => "Quantity",
            _ => "Amount",
        },
        Form::Object(_) | Form::Other => "Json",
    }
}
