//! Removes the constructor that makes an HTTP client of its own.
//!
//! That client gives up after 15 seconds in all, which cuts long answers short and leaves a
//! checkout in doubt. Whoever makes a client says how patient it is.

use syn::{ImplItem, Item};

use crate::emit::Context;

pub(super) fn run(file: &mut syn::File, _: &Context<'_>) {
    for item in &mut file.items {
        if let Item::Impl(item) = item
            && item.trait_.is_none()
        {
            item.items.retain(
                |item| !matches!(item, ImplItem::Fn(function) if function.sig.ident == "new"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::reworked;

    #[test]
    fn only_the_constructor_with_a_client_of_its_own_goes() {
        let rust = "
            impl Client {
                pub fn new(baseurl: &str) -> Self { todo() }
                pub fn new_with_client(baseurl: &str, client: reqwest::Client) -> Self { todo() }
            }
        ";
        insta::assert_snapshot!(reworked(super::run, "{}", rust), @r#"
        impl Client {
            pub fn new_with_client(baseurl: &str, client: reqwest::Client) -> Self {
                todo()
            }
        }
        "#);
    }
}
