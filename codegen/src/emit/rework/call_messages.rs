//! Says in plain words what is wrong with the parameters of a call.
//!
//! The generator speaks of initialization, and prints types with a space around each `::`. And
//! it has each call carry a text for each parameter that nobody has set yet; an empty one takes
//! no memory, and is put into words where it is needed.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, parse_quote};

use crate::emit::Context;

pub(super) fn run(file: &mut syn::File, context: &Context<'_>) {
    for item in super::module(file, "builder").into_iter().flatten() {
        if let syn::Item::Impl(item) = item {
            for function in &mut item.items {
                if let syn::ImplItem::Fn(function) = function {
                    let parameter = function.sig.ident.to_string();
                    Reword { parameter, context }.visit_impl_item_fn_mut(function);
                }
            }
        }
    }
}

struct Reword<'c, 'd> {
    /// The name of the function, which for a setter is that of its parameter.
    parameter: String,
    context: &'c Context<'d>,
}

impl Reword<'_, '_> {
    /// The name of a parameter in the document.
    fn name(&self, rust_name: &str) -> String {
        self.context
            .operations
            .iter()
            .flat_map(|operation| &operation.parameters)
            .find(|parameter| parameter.rust_name == rust_name)
            .map_or(rust_name, |parameter| parameter.name)
            .to_owned()
    }
}

impl VisitMut for Reword<'_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if is_uninitialized(expr) {
            *expr = parse_quote!(String::new());
        } else if let Some(parameter) = taken(expr) {
            let name = self.name(&parameter.to_string());
            *expr = parse_quote! {
                #parameter.map_err(|message| crate::support::invalid(#name, message))
            };
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_lit_str_mut(&mut self, text: &mut syn::LitStr) {
        if text.value().starts_with("conversion ") {
            let name = self.name(&self.parameter);
            let reworded = format!("`{name}` is not of its type; nothing was sent");
            *text = syn::LitStr::new(&reworded, text.span());
        }
    }
}

/// Whether this is `"… was not initialized".to_string()`.
fn is_uninitialized(expr: &Expr) -> bool {
    let Expr::MethodCall(call) = expr else { return false };
    let Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &*call.receiver else {
        return false;
    };
    call.method == "to_string" && text.value().ends_with(" was not initialized")
}

/// The parameter of `parameter.map_err(Error::InvalidRequest)`.
fn taken(expr: &Expr) -> Option<syn::Ident> {
    let Expr::MethodCall(call) = expr else { return None };
    let (Expr::Path(parameter), Some(Expr::Path(error))) = (&*call.receiver, call.args.first())
    else {
        return None;
    };
    let is_taken = call.method == "map_err"
        && error.path.segments.last().is_some_and(|last| last.ident == "InvalidRequest");
    parameter.path.get_ident().filter(|_| is_taken).cloned()
}

#[cfg(test)]
mod tests {
    use super::super::tests::reworked;

    #[test]
    fn parameters_are_called_what_the_document_calls_them() {
        let yaml = "
paths:
  /v1/carts/{cart-id}:
    get: { operationId: getCart, parameters: [{ name: cart-id, in: path }] }
";
        let rust = r#"
            pub mod builder {
                impl<'a> GetCart<'a> {
                    pub fn new() -> Self { Self { cart_id: Err("cart_id was not initialized".to_string()) } }
                    pub fn cart_id<V>(mut self, value: V) -> Self {
                        self.cart_id = value.try_into()
                            .map_err(|_| "conversion to `:: std :: string :: String` for cart_id failed".to_string());
                        self
                    }
                    pub async fn send(self) {
                        let cart_id = cart_id.map_err(Error::InvalidRequest)?;
                    }
                }
            }
        "#;
        insta::assert_snapshot!(reworked(super::run, yaml, rust), @r#"
        pub mod builder {
            impl<'a> GetCart<'a> {
                pub fn new() -> Self {
                    Self {
                        cart_id: Err(String::new()),
                    }
                }
                pub fn cart_id<V>(mut self, value: V) -> Self {
                    self.cart_id = value
                        .try_into()
                        .map_err(|_| {
                            "`cart-id` is not of its type; nothing was sent".to_string()
                        });
                    self
                }
                pub async fn send(self) {
                    let cart_id = cart_id
                        .map_err(|message| crate::support::invalid("cart-id", message))?;
                }
            }
        }
        "#);
    }
}
