//! Lets the texts of a line share one piece of memory.
//!
//! A page has thousands of lines with thirty texts each; an allocation for each of them
//! takes longer than all else that decoding does.

use quote::ToTokens;
use syn::parse_quote;

use crate::emit::Context;

pub(super) fn run(file: &mut syn::File, context: &Context<'_>) {
    for item in super::structs(file) {
        if context.schemas.is_alternative(&item.ident.to_string()) {
            for field in &mut item.fields {
                let ty = field.ty.to_token_stream().to_string().replace(' ', "");
                if matches!(ty.as_str(), "Option<String>" | "Option<::std::string::String>") {
                    field.ty = parse_quote!(Option<crate::support::Text>);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::reworked;

    #[test]
    fn only_the_texts_of_alternatives_are_shared() {
        let yaml = "
components:
  schemas:
    Line:
      oneOf: [{ $ref: '#/components/schemas/OneLine' }]
      x-pc-discriminator: { path: [a], words: {}, fallback: { properties: [b, c], pairs: [] } }
    OneLine: { type: object }
    Else: { type: object }
";
        let rust = "
            pub mod types {
                pub struct OneLine { pub name: Option<String>, pub all: Vec<String>, pub id: Option<i32> }
                pub struct Else { pub name: Option<String> }
            }
        ";
        insta::assert_snapshot!(reworked(super::run, yaml, rust), @r#"
        pub mod types {
            pub struct OneLine {
                pub name: Option<crate::support::Text>,
                pub all: Vec<String>,
                pub id: Option<i32>,
            }
            pub struct Else {
                pub name: Option<String>,
            }
        }
        "#);
    }
}
