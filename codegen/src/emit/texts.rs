//! Emits the types around text: identifiers and codes.

use quote::format_ident;
use syn::parse_quote;

use crate::emit::context::Context;
use crate::emit::render::Module;

/// One type for each named schema that is plain text, so that no two can be swapped.
pub(super) fn module(context: &Context<'_>) -> Module {
    let items = context.schemas.texts().map(|(name, schema)| {
        let ident = format_ident!("{name}");
        let doc = schema.get_text("description").unwrap_or_default();
        let lines = crate::emit::docs::lines(doc, context);
        parse_quote! {
            crate::support::string_id! {
                #(#[doc = #lines])*
                #ident
            }
        }
    });
    Module::new("types/texts.rs", "Identifiers and other text with a meaning.", items.collect())
}
