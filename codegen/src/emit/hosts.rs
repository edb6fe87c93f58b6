//! Emits the hosts that operations are on.

use quote::format_ident;
use syn::{Arm, Item, parse_quote};

use crate::emit::context::Context;
use crate::emit::render::Module;
use crate::load::Host;

/// An enum of the hosts, and what the document says of each.
pub(super) fn module(context: &Context<'_>) -> Module {
    let hosts = context.document.hosts();
    let variants = hosts.iter().map(|host| -> syn::Variant {
        let (name, doc) = (format_ident!("{}", host.name), doc(host));
        parse_quote!(#[doc = #doc] #name)
    });
    let names: Vec<_> = hosts.iter().map(|host| format_ident!("{}", host.name)).collect();
    let texts = hosts.iter().map(|host| host.name);
    let audiences = hosts.iter().map(|host| host.audience);
    let servers = hosts.iter().map(servers);
    let items: Vec<Item> = vec![
        parse_quote!(
            use crate::support::Server;
        ),
        parse_quote! {
            /// A host that operations are on. Tokens are made for one of them.
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[non_exhaustive]
            pub enum Host { #(#variants,)* }
        },
        parse_quote! {
            impl Host {
                /// Every host of the document, in the order of [`index`](Self::index).
                pub const ALL: &'static [Self] = &[#(Self::#names),*];

                /// Its name in the document.
                pub const fn name(self) -> &'static str {
                    match self { #(Self::#names => #texts,)* }
                }

                /// What tokens for it are for: the `resource` of the v1 token endpoint. The scope
                /// of the v2.0 endpoint is this and `/.default`.
                pub const fn audience(self) -> &'static str {
                    match self { #(Self::#names => #audiences,)* }
                }

                /// Where it is.
                pub const fn servers(self) -> &'static [Server] {
                    match self { #(#servers,)* }
                }
            }
        },
    ];
    Module::new("hosts.rs", "The hosts that operations are on.", items)
}

fn doc(host: &Host<'_>) -> String {
    match host.servers.first() {
        Some(server) => format!("`{}`", server.url),
        None => "Where most operations are.".to_owned(),
    }
}

fn servers(host: &Host<'_>) -> Arm {
    let name = format_ident!("{}", host.name);
    let servers = host.servers.iter().map(|server| -> syn::Expr {
        let (url, clouds) = (server.url, &server.clouds);
        parse_quote!(Server { url: #url, clouds: &[#(#clouds),*] })
    });
    parse_quote!(Self::#name => &[#(#servers),*])
}
