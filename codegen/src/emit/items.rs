//! Finding things in the file that the generator made.

/// The types that the generator made.
pub(super) fn types(mut file: syn::File) -> Vec<syn::Item> {
    module(&mut file, "types").map(std::mem::take).unwrap_or_default()
}

/// The items of a module within `file`.
pub(super) fn module<'f>(file: &'f mut syn::File, name: &str) -> Option<&'f mut Vec<syn::Item>> {
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
