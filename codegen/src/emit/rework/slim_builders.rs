//! Removes the builders of types, and lets calls take the types themselves.
//!
//! They are most of what the generator writes and of what a consumer compiles. Every type
//! has public fields and a default, which serves as well.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ImplItem, Item, parse_quote};

use crate::emit::Context;

pub(super) fn run(file: &mut syn::File, _: &Context<'_>) {
    if let Some(types) = super::module(file, "types") {
        types.retain(|item| match item {
            Item::Mod(module) => module.ident != "builder",
            Item::Impl(item) => !only_starts_a_builder(item),
            _ => true,
        });
    }
    Slim.visit_file_mut(file);
}

fn only_starts_a_builder(item: &syn::ItemImpl) -> bool {
    item.trait_.is_none()
        && item
            .items
            .iter()
            .all(|item| matches!(item, ImplItem::Fn(function) if function.sig.ident == "builder"))
}

struct Slim;

impl VisitMut for Slim {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let [types, builder, _] = names.as_slice()
            && types == "types"
            && builder == "builder"
        {
            let segments = std::mem::take(&mut path.segments);
            path.segments =
                segments.into_iter().filter(|segment| segment.ident != "builder").collect();
        }
        visit_mut::visit_path_mut(self, path);
    }

    fn visit_item_impl_mut(&mut self, item: &mut syn::ItemImpl) {
        item.items.retain(
            |item| !matches!(item, ImplItem::Fn(function) if function.sig.ident == "body_map"),
        );
        visit_mut::visit_item_impl_mut(self, item);
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut syn::ImplItemFn) {
        if function.sig.ident == "body"
            && let Some(target) = converted_to(&function.sig.generics)
        {
            *function = parse_quote! {
                pub fn body<V>(mut self, value: V) -> Self
                where
                    V: std::convert::TryInto<#target>,
                {
                    self.body = value.try_into().map_err(|_| "conversion failed".to_string());
                    self
                }
            };
        }
        visit_mut::visit_impl_item_fn_mut(self, function);
    }

    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        // A call without its body is a mistake, and no reason to send `{}`.
        if matches!(&field.member, syn::Member::Named(name) if name == "body") {
            field.expr = parse_quote!(Err("body was not initialized".to_string()));
        }
        visit_mut::visit_field_value_mut(self, field);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        // `body.and_then(|v| T::try_from(v)…)` finished the builder.
        if let Expr::MethodCall(call) = expr
            && call.method == "and_then"
            && matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("body"))
        {
            *expr = (*call.receiver).clone();
        }
        visit_mut::visit_expr_mut(self, expr);
    }
}

/// `T` of `where V: TryInto<T>`.
fn converted_to(generics: &syn::Generics) -> Option<syn::Type> {
    generics.where_clause.as_ref()?.predicates.iter().find_map(|predicate| {
        let syn::WherePredicate::Type(predicate) = predicate else { return None };
        predicate.bounds.iter().find_map(|bound| {
            let syn::TypeParamBound::Trait(bound) = bound else { return None };
            let last = bound.path.segments.last().filter(|last| last.ident == "TryInto")?;
            let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
                return None;
            };
            arguments.args.iter().find_map(|argument| match argument {
                syn::GenericArgument::Type(target) => Some(target.clone()),
                _ => None,
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::reworked;

    #[test]
    fn calls_take_types_and_types_have_no_builders() {
        let rust = r#"
            pub mod types {
                pub struct Cart;
                impl Cart { pub fn builder() -> builder::Cart { Default::default() } }
                pub mod builder { pub struct Cart; }
            }
            pub mod builder {
                pub struct CreateCart { body: Result<types::builder::Cart, String> }
                impl CreateCart {
                    pub fn new() -> Self { Self { body: Ok(::std::default::Default::default()) } }
                    pub fn body<V>(mut self, value: V) -> Self
                    where
                        V: std::convert::TryInto<types::Cart>,
                        <V as std::convert::TryInto<types::Cart>>::Error: std::fmt::Display,
                    {
                        self.body = value.try_into().map(From::from).map_err(|s| format!("{}", s));
                        self
                    }
                    pub fn body_map<F>(mut self, f: F) -> Self { self.body = self.body.map(f); self }
                    pub fn send(self) {
                        let Self { body } = self;
                        let body = body
                            .and_then(|v| types::Cart::try_from(v).map_err(|e| e.to_string()))
                            .map_err(Error::InvalidRequest)?;
                    }
                }
            }
        "#;
        insta::assert_snapshot!(reworked(super::run, "{}", rust), @r#"
        pub mod types {
            pub struct Cart;
        }
        pub mod builder {
            pub struct CreateCart {
                body: Result<types::Cart, String>,
            }
            impl CreateCart {
                pub fn new() -> Self {
                    Self {
                        body: Err("body was not initialized".to_string()),
                    }
                }
                pub fn body<V>(mut self, value: V) -> Self
                where
                    V: std::convert::TryInto<types::Cart>,
                {
                    self.body = value.try_into().map_err(|_| "conversion failed".to_string());
                    self
                }
                pub fn send(self) {
                    let Self { body } = self;
                    let body = body.map_err(Error::InvalidRequest)?;
                }
            }
        }
        "#);
    }
}
