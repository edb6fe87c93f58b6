//! Warns of operations that the service is going to end.
//!
//! The generator ignores `deprecated`.

use syn::{ImplItem, Item, parse_quote};

use crate::emit::Context;
use crate::node::Node;

pub(super) fn run(file: &mut syn::File, context: &Context<'_>) {
    for item in &mut file.items {
        let Item::Impl(item) = item else { continue };
        for function in &mut item.items {
            if let ImplItem::Fn(function) = function
                && let Some(operation) =
                    context.operations.by_rust_name(&function.sig.ident.to_string())
                && operation.node.get("deprecated").and_then(Node::as_bool) == Some(true)
            {
                function.attrs.push(parse_quote! {
                    #[deprecated = "the service is going to end this operation; its documentation says what takes its place"]
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::reworked;

    #[test]
    fn what_the_document_calls_deprecated_is_deprecated() {
        let yaml = "
paths:
  /v1/old: { get: { operationId: listOld, deprecated: true } }
  /v1/new: { get: { operationId: listNew } }
";
        let rust = "
            impl Client {
                pub fn list_old(&self) -> ListOld<'_> { ListOld::new(self) }
                pub fn list_new(&self) -> ListNew<'_> { ListNew::new(self) }
            }
        ";
        insta::assert_snapshot!(reworked(super::run, yaml, rust), @r#"
        impl Client {
            #[deprecated = "the service is going to end this operation; its documentation says what takes its place"]
            pub fn list_old(&self) -> ListOld<'_> {
                ListOld::new(self)
            }
            pub fn list_new(&self) -> ListNew<'_> {
                ListNew::new(self)
            }
        }
        "#);
    }
}
