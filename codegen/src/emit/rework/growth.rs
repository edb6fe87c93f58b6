//! Lets types gain fields without breaking anybody.

use syn::parse_quote;

use crate::emit::Context;

pub(super) fn run(file: &mut syn::File, _: &Context<'_>) {
    for item in super::structs(file) {
        if matches!(item.fields, syn::Fields::Named(_)) {
            item.attrs.push(parse_quote!(#[non_exhaustive]));
        }
    }
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
