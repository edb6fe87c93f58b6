//! The fields that the generator gave to types, by their names on the wire.

use std::collections::BTreeMap;

use syn::Ident;

use crate::emit::items::structs;
use crate::emit::rework::serde_attribute;

/// Fields by type and name on the wire.
pub(super) struct Fields(BTreeMap<(String, String), Ident>);

impl Fields {
    /// Finds them in what the generator wrote.
    pub(super) fn of(file: &mut syn::File) -> Self {
        let mut fields = BTreeMap::new();
        for item in structs(file) {
            for field in &mut item.fields {
                let metas = serde_attribute::take(field);
                let name = serde_attribute::wire_name(field, &metas);
                serde_attribute::put(field, &metas);
                if let Some((name, ident)) = name.zip(field.ident.clone()) {
                    fields.insert((item.ident.to_string(), name), ident);
                }
            }
        }
        Self(fields)
    }

    /// The field of a type for a property.
    pub(super) fn get(&self, ty: &str, property: &str) -> Option<&Ident> {
        self.0.get(&(ty.to_owned(), property.to_owned()))
    }
}
