//! Emits the module that the client itself is in.

use syn::{Item, parse_quote};

use crate::emit::render::Module;
use crate::load::Document;

/// The root of the client.
pub(super) fn module(document: &Document) -> Module {
    let info = document.root.get("info");
    let text = |key: &str| info.and_then(|info| info.get_text(key)).unwrap_or_default();
    let doc = format!("{}.\n\n{}", text("title"), text("description"));
    let items: Vec<Item> = vec![
        parse_quote!(
            #[cfg(feature = "by-name")]
            pub mod by_name;
        ),
        parse_quote!(
            mod cart_codes;
        ),
        parse_quote!(
            mod codes;
        ),
        parse_quote!(
            mod hosts;
        ),
        parse_quote!(
            mod operation_table;
        ),
        parse_quote!(
            pub mod operations;
        ),
        parse_quote!(
            mod sign_in_codes;
        ),
        parse_quote!(
            pub mod types;
        ),
        parse_quote!(
            pub use self::cart_codes::CART_CODES;
        ),
        parse_quote!(
            pub use self::codes::CODES;
        ),
        parse_quote!(
            pub use self::hosts::Host;
        ),
        parse_quote!(
            pub use self::operation_table::OPERATIONS;
        ),
        parse_quote!(
            pub use self::sign_in_codes::SIGN_IN_CODES;
        ),
        parse_quote! {
            #[doc = #doc]
            #[derive(Clone, Debug)]
            pub struct Client {
                pub(crate) transport: crate::support::SharedTransport,
            }
        },
        parse_quote! {
            impl Client {
                /// A client that sends its requests through `transport`.
                pub fn new(transport: crate::support::SharedTransport) -> Self {
                    Self { transport }
                }
            }
        },
    ];
    Module::new("mod.rs", "The client that the document describes.", items)
}
