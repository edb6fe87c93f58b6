//! The serde attributes of a field, as one.

use syn::punctuated::Punctuated;
use syn::{Field, Meta, Token, parse_quote};

/// Takes everything that the serde attributes of `field` say.
pub(in crate::emit) fn take(field: &mut Field) -> Vec<Meta> {
    let mut metas = Vec::new();
    field.attrs.retain(|attribute| {
        if !attribute.path().is_ident("serde") {
            return true;
        }
        let parser = Punctuated::<Meta, Token![,]>::parse_terminated;
        match attribute.parse_args_with(parser) {
            Ok(parsed) => {
                metas.extend(parsed);
                false
            }
            Err(_) => true,
        }
    });
    metas
}

/// Tells serde `metas`.
pub(in crate::emit) fn put(field: &mut Field, metas: &[Meta]) {
    if !metas.is_empty() {
        field.attrs.push(parse_quote!(#[serde(#(#metas),*)]));
    }
}

/// The name of a field on the wire.
pub(in crate::emit) fn wire_name(field: &Field, metas: &[Meta]) -> Option<String> {
    let renamed = metas.iter().find_map(|meta| match meta {
        Meta::NameValue(meta) if meta.path.is_ident("rename") => text(&meta.value),
        _ => None,
    });
    let own = field.ident.as_ref()?.to_string();
    Some(renamed.unwrap_or_else(|| own.trim_start_matches("r#").to_owned()))
}

/// The text of a literal.
pub(in crate::emit) fn text(expr: &syn::Expr) -> Option<String> {
    match expr {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}
