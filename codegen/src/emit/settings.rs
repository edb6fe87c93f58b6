//! The choices made in the generator's name.

use progenitor::{GenerationSettings, InterfaceStyle, TagStyle, TypeImpl};

use crate::emit::schemas::Schemas;
use crate::names::BY_HAND;

/// The settings for a document with these schemas.
pub(super) fn settings(schemas: Schemas<'_>) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_tag(TagStyle::Merged)
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq");
    for (name, path) in BY_HAND {
        settings.with_replacement(name, path, [TypeImpl::Display].into_iter());
    }
    for name in schemas.enums().chain(schemas.texts()).map(|(name, _)| name) {
        let both = [TypeImpl::Display, TypeImpl::FromStr];
        settings.with_replacement(name, format!("crate::types::{name}"), both.into_iter());
    }
    for union in schemas.unions() {
        settings.with_replacement(
            union.name,
            format!("crate::types::{}", union.name),
            [].into_iter(),
        );
    }
    settings
}
