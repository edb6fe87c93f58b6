//! What is changed in the syntax tree that the generator made.
//!
//! Only what no change of the document can bring about. Each file has one reason.

mod answers;
mod call_messages;
mod deprecated;
mod documents;
mod growth;
mod keep_unknown;
mod path_segments;
pub(super) mod serde_attribute;
mod shared_text;
mod short_paths;
mod slim_builders;
mod stray_header;
mod total_timeout;
mod wire_fields;

use crate::emit::Context;

/// Every change, in the order it is made; later ones may rely on earlier ones.
const REWORKS: &[fn(&mut syn::File, &Context<'_>)] = &[
    slim_builders::run,
    short_paths::run,
    total_timeout::run,
    stray_header::run,
    path_segments::run,
    answers::run,
    documents::run,
    deprecated::run,
    call_messages::run,
    wire_fields::run,
    shared_text::run,
    growth::run,
    // Last among those that touch fields: it writes out what their attributes say.
    keep_unknown::run,
];

/// Makes every change.
pub(super) fn run_all(file: &mut syn::File, context: &Context<'_>) {
    for rework in REWORKS {
        rework(file, context);
    }
}

/// The items of a module within `file`.
fn module<'f>(file: &'f mut syn::File, name: &str) -> Option<&'f mut Vec<syn::Item>> {
    file.items.iter_mut().find_map(|item| match item {
        syn::Item::Mod(module) if module.ident == name => {
            module.content.as_mut().map(|(_, items)| items)
        }
        _ => None,
    })
}

/// The structs of the document's types.
pub(super) fn structs(file: &mut syn::File) -> impl Iterator<Item = &mut syn::ItemStruct> {
    module(file, "types").into_iter().flatten().filter_map(|item| match item {
        syn::Item::Struct(item) => Some(item),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Document;

    /// What a rework makes of the text of a file, for a document.
    #[track_caller]
    pub(super) fn reworked(
        rework: fn(&mut syn::File, &Context<'_>),
        yaml: &str,
        rust: &str,
    ) -> String {
        let document = Document::from_root(yaml);
        let mut file = syn::parse_str(rust).unwrap();
        rework(&mut file, &Context::of(&document));
        prettyplease::unparse(&file)
    }
}
