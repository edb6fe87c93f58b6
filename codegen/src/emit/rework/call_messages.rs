//! Says in plain words what is wrong with the parameters of a call.
//!
//! The generator speaks of initialization, and prints types with a space around each `::`.

use syn::visit_mut::{self, VisitMut};

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
    fn visit_lit_str_mut(&mut self, text: &mut syn::LitStr) {
        let value = text.value();
        let reworded = if let Some(rust_name) = value.strip_suffix(" was not initialized") {
            format!("`{}` is missing; nothing was sent", self.name(rust_name))
        } else if value.starts_with("conversion ") {
            format!("`{}` is not of its type; nothing was sent", self.name(&self.parameter))
        } else {
            return;
        };
        *text = syn::LitStr::new(&reworded, text.span());
        visit_mut::visit_lit_str_mut(self, text);
    }
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
                }
            }
        "#;
        insta::assert_snapshot!(reworked(super::run, yaml, rust), @r#"
        pub mod builder {
            impl<'a> GetCart<'a> {
                pub fn new() -> Self {
                    Self {
                        cart_id: Err("`cart-id` is missing; nothing was sent".to_string()),
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
            }
        }
        "#);
    }
}
