//! Catalog item ids.

use partner_center::{types, values::CatalogItemId};

/// An id is three parts with colons between them, is written as it came, and goes into JSON
/// and back; anything else is refused.
///
/// # Panics
///
/// Something of this does not hold.
pub fn check(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    let plain = |part: &&str| {
        !part.is_empty() && part.chars().all(|c| ('!'..='~').contains(&c) && c != '/')
    };
    let parts: Vec<_> = text.split(':').collect();
    let expected = parts.len() == 3 && parts.iter().all(plain);
    let json = serde_json::to_string(text).expect("text is JSON");
    match text.parse::<CatalogItemId>() {
        Ok(id) => {
            assert!(expected, "{text:?}");
            let found =
                [id.product_id().as_str(), id.sku_id().as_str(), id.availability_id().as_str()];
            assert_eq!(found[..], parts[..]);
            assert_eq!(id.to_string(), text);
            assert_eq!(types::CatalogItemId::from(&id), text);
            assert_eq!(serde_json::to_string(&id).ok().as_ref(), Some(&json));
            assert_eq!(serde_json::from_str::<CatalogItemId>(&json).ok(), Some(id));
        }
        Err(error) => {
            assert!(!expected, "{text:?}");
            assert!(error.is_invalid());
            let message = error.to_string();
            assert!(crate::is_one_line(&message), "{message:?}");
            assert!(message.chars().count() < 1_000, "{message}");
            assert!(serde_json::from_str::<CatalogItemId>(&json).is_err(), "{text:?}");
        }
    }
}
