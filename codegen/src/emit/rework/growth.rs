//! Lets types gain fields without breaking anybody.

use syn::parse_quote;

use crate::emit::context::Context;
use crate::emit::items::structs;

pub(super) fn run(file: &mut syn::File, _: &Context<'_>) -> usize {
    let named = |item: &&mut syn::ItemStruct| matches!(item.fields, syn::Fields::Named(_));
    let grown = structs(file).filter(named).map(|item| {
        item.attrs.push(parse_quote!(#[non_exhaustive]));
    });
    grown.count()
}

/// Once for each object of the document.
pub(super) fn must(context: &Context<'_>) -> usize {
    context.schemas.objects().count()
}

#[cfg(test)]
mod tests {
    use super::super::tests::reworked;

    #[test]
    fn a_type_with_fields_can_gain_more() {
        let rust = "pub mod types { pub struct Line { pub id: i32 } pub struct Bare(pub i32); }";
        insta::assert_snapshot!(reworked(super::run, "{}", rust), @r#"
        pub mod types {
            #[non_exhaustive]
            pub struct Line {
                pub id: i32,
            }
            pub struct Bare(pub i32);
        }
        "#);
    }
}
