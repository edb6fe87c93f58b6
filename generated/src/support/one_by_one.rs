//! The items of a list, each on its own, where they do not decode all together.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::bounded::Taken;
use super::decode::utf8;
use super::union::UnreadableObject;

/// A list of which nothing is read but where its items are.
#[derive(Deserialize)]
struct Apart<'a> {
    #[serde(alias = "Items", borrow)]
    items: Vec<&'a RawValue>,
}

/// Reads the items of a list one by one. One that does not have the documented form is in its
/// place as it came, and costs no other.
///
/// # Errors
///
/// The body is no list, or its items would take too much memory.
pub fn items_one_by_one<T: DeserializeOwned>(
    body: &[u8],
) -> Result<Vec<Result<T, UnreadableObject>>, serde_json::Error> {
    let apart: Apart<'_> = serde_json::from_str(utf8(body)?)?;
    let mut taken = Taken::default();
    let mut items = Vec::new();
    for (number, json) in (1..).zip(apart.items) {
        items.push(match taken.read::<T>(json.get())? {
            Ok(item) => Ok(item),
            Err(error) => Err(UnreadableObject::new(json.to_owned(), &error, number)),
        });
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Order;

    fn read(text: &str) -> Vec<Result<String, (u64, String)>> {
        let items = items_one_by_one::<Order>(text.as_bytes()).unwrap().into_iter();
        let id = |order: Order| order.id.unwrap().to_string();
        items
            .map(|item| {
                item.map(id).map_err(|odd| (odd.number().unwrap(), odd.json().get().to_owned()))
            })
            .collect()
    }

    #[test]
    fn what_does_not_decode_is_in_its_place_as_it_came() {
        let text =
            r#"{"totalCount":3,"Items":[{"id":"A"}, {"id": "B", "lineItems": 7},{"id":"C"}]}"#;
        let odd = (2, r#"{"id": "B", "lineItems": 7}"#.to_owned());
        assert_eq!(read(text), [Ok("A".to_owned()), Err(odd), Ok("C".to_owned())]);
    }

    #[test]
    fn what_is_no_list_has_no_items() {
        for text in ["{}", r#"{"items":7}"#, r#"{"items":[{}"#] {
            assert!(items_one_by_one::<Order>(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn all_of_them_together_take_no_more_than_a_list() {
        let order = format!(r#"{{"lineItems":[{}{{}}]}}"#, "{},".repeat(2_000));
        let text = format!(r#"{{"items":[{},7]}}"#, vec![order; 700].join(","));
        let error = items_one_by_one::<Order>(text.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("a list is too long"), "{error}");
    }
}
