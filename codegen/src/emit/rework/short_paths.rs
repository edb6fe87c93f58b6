//! Writes names of the prelude and of the document without the way to them.
//!
//! Signatures are read more often than written, and `::std::option::Option` says no more
//! than `Option`. A lint keeps schemas from taking the names of the prelude.

use syn::visit_mut::{self, VisitMut};

use crate::emit::context::Context;
use crate::emit::items::module;
use crate::emit::schemas::Form;

/// Names that need no path.
const PRELUDE: [&str; 6] = ["Option", "String", "Vec", "Box", "TryInto", "Result"];

pub(super) fn run(file: &mut syn::File, _: &Context<'_>) -> usize {
    let mut shorten = Shorten { shortened: 0 };
    for item in module(file, "types").into_iter().flatten() {
        shorten.visit_item_mut(item);
    }
    shorten.shortened
}

/// Once for each property that can be absent, which is `Option` on its way.
pub(super) fn must(context: &Context<'_>) -> usize {
    let schemas = context.schemas;
    let properties = schemas.objects().flat_map(|(name, _)| schemas.properties(name));
    properties.filter(|(_, property)| !matches!(schemas.form(property), Form::Other)).count()
}

struct Shorten {
    shortened: usize,
}

impl VisitMut for Shorten {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let drop = match names.as_slice() {
            ["std", _, name] if PRELUDE.contains(name) => 2,
            ["crate", "types", _] => 2,
            _ => 0,
        };
        if drop > 0 {
            self.shortened += 1;
            let segments = std::mem::take(&mut path.segments);
            path.segments = segments.into_iter().skip(drop).collect();
            path.leading_colon = None;
        }
        visit_mut::visit_path_mut(self, path);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::reworked;

    #[test]
    fn names_of_the_prelude_and_of_types_stand_alone() {
        let rust = "
            pub mod types {
                pub struct Line {
                    pub id: ::std::option::Option<crate::types::LineId>,
                    pub all: ::std::vec::Vec<::std::collections::BTreeMap<String, i32>>,
                }
            }
        ";
        insta::assert_snapshot!(reworked(super::run, "{}", rust), @r#"
        pub mod types {
            pub struct Line {
                pub id: Option<LineId>,
                pub all: Vec<::std::collections::BTreeMap<String, i32>>,
            }
        }
        "#);
    }
}
