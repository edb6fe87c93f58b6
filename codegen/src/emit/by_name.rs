//! Emits reading and writing by the name of a schema.

use quote::format_ident;
use syn::{Arm, parse_quote};

use crate::emit::context::Context;
use crate::emit::render::Module;
use crate::names::{BY_HAND, schema_name};

/// For tools that are told at run time what a text should be.
pub(super) fn module(context: &Context<'_>) -> Module {
    let mut names: Vec<&str> = context.schemas.all().map(|(name, _)| name).collect();
    names.sort_unstable_by_key(|name| schema_name(name));
    let arms = names.iter().map(|name| -> Arm {
        let by_hand = BY_HAND.iter().find(|(own, _)| own == name);
        let ty: syn::Type = match by_hand.and_then(|(_, path)| syn::parse_str(path).ok()) {
            Some(ty) => ty,
            None => {
                let ident = format_ident!("{name}");
                parse_quote!(types::#ident)
            }
        };
        let name = schema_name(name);
        parse_quote!(#name => read_and_write::<#ty>(json))
    });
    let names = names.iter().map(|name| schema_name(name));
    let items = vec![
        parse_quote!(
            use ::serde::{Serialize, de::DeserializeOwned};
        ),
        parse_quote!(
            use crate::types;
        ),
        parse_quote! {
            /// The schemas of the document, sorted.
            pub const NAMES: &[&str] = &[#(#names),*];
        },
        parse_quote! {
            /// Decodes `json` with the type of a schema and encodes the value again; `None`
            /// where the document has no schema of that name.
            ///
            /// # Errors
            ///
            /// The text does not decode.
            pub fn recode(schema: &str, json: &str) -> Option<Result<String, ::serde_json::Error>> {
                Some(match schema {
                    #(#arms,)*
                    _ => return None,
                })
            }
        },
        parse_quote! {
            fn read_and_write<T: DeserializeOwned + Serialize>(
                json: &str,
            ) -> Result<String, ::serde_json::Error> {
                ::serde_json::from_str::<T>(json).and_then(|value| ::serde_json::to_string(&value))
            }
        },
    ];
    Module::new("by_name.rs", "Reading and writing by the name of a schema.", items)
}
