//! Emits the open enums.

use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use crate::emit::context::Context;
use crate::emit::render::Module;
use crate::names::variant;
use crate::node::Node;

/// One open enum for each named schema with words.
pub(super) fn module(context: &Context<'_>) -> Module {
    let items = context.schemas.enums().flat_map(|(name, schema)| open_enum(name, schema));
    Module::new("types/enums.rs", "Words of the service. Each list may grow.", items.collect())
}

fn open_enum(name: &str, schema: &Node) -> [Item; 4] {
    let ident = format_ident!("{name}");
    let doc = schema.get_text("description").unwrap_or_default();
    let meanings = schema.get("x-pc-enum");
    let words: Vec<&str> = schema
        .get("enum")
        .map(Node::elements)
        .unwrap_or_default()
        .iter()
        .filter_map(Node::as_text)
        .collect();
    let variants: Vec<_> = words.iter().map(|word| format_ident!("{}", variant(word))).collect();
    let docs = words.iter().map(|word| {
        let meaning = meanings.and_then(|meanings| meanings.get_text(word)).unwrap_or_default();
        format!("`{word}`: {meaning}")
    });
    let declaration = parse_quote! {
        #[doc = #doc]
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #ident {
            #(#[doc = #docs] #variants,)*
            /// A word that the document does not know, as the service spells it.
            Other(Box<str>),
        }
    };
    let inherent = parse_quote! {
        impl #ident {
            /// The words that the document knows, as it spells them.
            pub const KNOWN: &'static [&'static str] = &[#(#words),*];

            /// The word on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #words,)*
                    Self::Other(word) => word,
                }
            }
        }
    };
    let known = quote! { #(#words => return Self::#variants,)* };
    let reading = parse_quote! {
        impl From<&str> for #ident {
            fn from(text: &str) -> Self {
                match text {
                    #known
                    _ => {}
                }
                match Self::KNOWN.iter().position(|word| crate::support::same_word(word, text)) {
                    Some(at) => Self::from(Self::KNOWN[at]),
                    None => Self::Other(text.into()),
                }
            }
        }
    };
    [declaration, inherent, reading, parse_quote!(crate::support::open_enum!(#ident);)]
}
