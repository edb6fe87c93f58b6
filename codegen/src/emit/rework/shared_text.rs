//! Lets the texts of a line share one piece of memory.
//!
//! A page has thousands of lines with thirty texts each; an allocation for each of them
//! would take longer than the rest of the decoding.

use quote::ToTokens;
use syn::parse_quote;

use crate::emit::context::Context;
use crate::emit::items::structs;
use crate::emit::schemas::Form;

pub(super) fn run(file: &mut syn::File, context: &Context<'_>) -> usize {
    let lines =
        structs(file).filter(|item| context.schemas.is_alternative(&item.ident.to_string()));
    let texts = lines.flat_map(|item| &mut item.fields).filter(|field| {
        let ty = field.ty.to_token_stream().to_string().replace(' ', "");
        matches!(ty.as_str(), "Option<String>" | "Option<::std::string::String>")
    });
    let shared = texts.map(|field| field.ty = parse_quote!(Option<crate::support::Text>));
    shared.count()
}

/// Once for each text of a line.
pub(super) fn must(context: &Context<'_>) -> usize {
    let schemas = context.schemas;
    let lines = schemas.objects().filter(|(name, _)| schemas.is_alternative(name));
    let properties = lines.flat_map(|(name, _)| schemas.properties(name));
    properties.filter(|(_, property)| matches!(schemas.form(property), Form::Text)).count()
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
