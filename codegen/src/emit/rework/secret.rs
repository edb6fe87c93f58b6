//! Keeps secrets out of what `Debug` shows.
//!
//! What is printed by a program that looks for a mistake ends up in logs, and those are read by
//! others. The field itself stays what it is: whoever gets a first password has to hand it on.

use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Item, ItemStruct, Path, Token, parse_quote};

use super::serde_attribute::{put, take, wire_name};
use crate::emit::context::Context;
use crate::emit::items::module;
use crate::emit::schemas::is_secret;

pub(super) fn run(file: &mut syn::File, context: &Context<'_>) -> usize {
    let Some(types) = module(file, "types") else { return 0 };
    let mut impls: Vec<Item> = Vec::new();
    for item in types.iter_mut() {
        if let Item::Struct(item) = item
            && context.schemas.has_secret(&item.ident.to_string())
            && stop_deriving(item)
        {
            impls.push(debug(item, context));
        }
    }
    let made = impls.len();
    types.extend(impls);
    made
}

/// Once for each object with a secret.
pub(super) fn must(context: &Context<'_>) -> usize {
    let schemas = context.schemas;
    schemas.objects().filter(|(name, _)| schemas.has_secret(name)).count()
}

/// Takes the derived `Debug` away, and tells whether there was one.
fn stop_deriving(item: &mut ItemStruct) -> bool {
    let is_debug = |path: &Path| path.segments.last().is_some_and(|last| last.ident == "Debug");
    let mut found = false;
    for attribute in item.attrs.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let parser = Punctuated::<Path, Token![,]>::parse_terminated;
        let Ok(paths) = attribute.parse_args_with(parser) else { continue };
        found |= paths.iter().any(is_debug);
        let kept = paths.into_iter().filter(|path| !is_debug(path));
        *attribute = parse_quote!(#[derive(#(#kept),*)]);
    }
    found
}

fn debug(item: &mut ItemStruct, context: &Context<'_>) -> Item {
    let (ident, name) = (item.ident.clone(), item.ident.to_string());
    let secrets: Vec<&str> = (context.schemas.properties(&name).iter())
        .filter(|(_, property)| is_secret(property))
        .map(|(name, _)| name.as_str())
        .collect();
    let fields = item.fields.iter_mut().map(|field| {
        let metas = take(field);
        let hidden = wire_name(field, &metas).is_some_and(|name| secrets.contains(&&*name));
        put(field, &metas);
        let (field, text) = (&field.ident, field.ident.as_ref().map(ToString::to_string));
        match hidden {
            true => quote!(.field(#text, &self.#field.as_ref().map(|_| "(redacted)"))),
            false => quote!(.field(#text, &self.#field)),
        }
    });
    let fields: Vec<_> = fields.collect();
    parse_quote! {
        /// Without what is a secret.
        impl ::std::fmt::Debug for #ident {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(#name) #(#fields)* .finish()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::reworked;

    #[test]
    fn debug_shows_that_there_is_a_secret_and_not_what_it_is() {
        let yaml = "
components:
  schemas:
    Login:
      type: object
      properties: { userName: { type: string }, passWord: { type: string, x-pc-secret: true } }
    Line: { type: object, properties: { id: { type: string } } }
";
        let rust = r#"
            pub mod types {
                #[derive(Clone, Debug)]
                pub struct Login {
                    #[serde(rename = "userName")]
                    pub user_name: Option<String>,
                    #[serde(rename = "passWord")]
                    pub pass_word: Option<String>,
                }
                #[derive(Clone, Debug)]
                pub struct Line { pub id: Option<String> }
            }
        "#;
        insta::assert_snapshot!(reworked(super::run, yaml, rust), @r#"
        pub mod types {
            #[derive(Clone)]
            pub struct Login {
                #[serde(rename = "userName")]
                pub user_name: Option<String>,
                #[serde(rename = "passWord")]
                pub pass_word: Option<String>,
            }
            #[derive(Clone, Debug)]
            pub struct Line {
                pub id: Option<String>,
            }
            /// Without what is a secret.
            impl ::std::fmt::Debug for Login {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.debug_struct("Login")
                        .field("user_name", &self.user_name)
                        .field("pass_word", &self.pass_word.as_ref().map(|_| "(redacted)"))
                        .finish()
                }
            }
        }
        "#);
    }
}
