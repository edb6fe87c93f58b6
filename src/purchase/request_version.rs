//! The form in which requests are stored.

use serde::de::{Deserialize, Deserializer, Error};
use serde::{Serialize, Serializer};

/// The form that this version of the library writes.
const CURRENT: u32 = 1;

/// Says in which form a request is stored, and refuses a form that this library does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RequestVersion;

impl Serialize for RequestVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(CURRENT)
    }
}

impl<'de> Deserialize<'de> for RequestVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            CURRENT => Ok(Self),
            other => Err(D::Error::custom(format!(
                "the request is of version {other}, and this program knows version {CURRENT}: \
                 read it with the program that wrote it, or with a newer partner-center"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::purchase::{PurchaseLine, PurchaseRequest};

    fn stored() -> Value {
        let line = PurchaseLine::sku("CONTOSO00001", "0002", 3).friendly_name("Contoso tools");
        let request = PurchaseRequest::new(line).inventory_must_be_known();
        serde_json::to_value(request).unwrap()
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Value), refusal: &str) {
        let mut request = stored();
        change(&mut request);
        let error = serde_json::from_value::<PurchaseRequest>(request).unwrap_err().to_string();
        assert!(error.contains(refusal), "{error}");
    }

    #[test]
    fn a_request_says_its_version_and_comes_back_as_it_was() {
        let request = stored();
        assert_eq!(request["version"], json!(1));
        assert_eq!(request["inventoryMustBeKnown"], json!(true));
        let read: PurchaseRequest = serde_json::from_value(request.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), request);
    }

    #[test]
    fn a_request_without_a_version_is_of_the_first() {
        let mut request = stored();
        request.as_object_mut().unwrap().remove("version");
        let read: PurchaseRequest = serde_json::from_value(request).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), stored());
    }

    #[test]
    fn what_is_not_known_is_refused() {
        check(|request| request["version"] = json!(2), "of version 2");
        check(|request| request["inventory_must_be_known"] = json!(true), "unknown field");
        check(|request| request["segement"] = json!("education"), "unknown field `segement`");
        check(|request| request["lines"][0]["avalability"] = json!("A"), "`avalability`");
        check(|request| request["lines"][0]["billing_cycle"] = json!("one_time"), "unknown field");
        check(
            |request| {
                request["lines"][0]["reservation"] =
                    json!({ "subscription": "s", "scope": "shared", "regoin": "westeurope" });
            },
            "`regoin`",
        );
    }
}
