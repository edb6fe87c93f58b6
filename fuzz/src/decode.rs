//! Every type of the document from any text.

use partner_center_api::by_name::{NAMES, recode};
use serde_json::value::RawValue;

/// What decodes with the type of a schema is written as JSON, which decodes again and is then
/// written alike, to the letter.
///
/// # Panics
///
/// It does not.
pub fn check(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    for name in NAMES {
        let Some(Ok(once)) = recode(name, text) else { continue };
        let json = serde_json::from_str::<&RawValue>(&once);
        assert!(json.is_ok(), "{name}: writes what is not JSON: {once}");
        match recode(name, &once) {
            Some(Ok(twice)) => assert_eq!(twice, once, "{name}"),
            other => panic!("{name}: does not read what it wrote: {other:?} of {once}"),
        }
    }
}
