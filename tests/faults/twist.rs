//! Answers that are changed on their way back.

use serde_json::{Value, json};

/// A change of an answer that is JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Twist {
    /// Each list loses its last item.
    OneMissing,
    /// Each list has each of its items twice.
    Twice,
    /// Each list is empty.
    NothingInLists,
    /// Each object in a list is empty.
    EmptyItems,
    /// Each `quantity` is another.
    OtherQuantity,
    /// It is of another customer.
    OtherCustomer,
    /// It is about something else that can be bought.
    OtherItem,
    /// Each `id` is null.
    NoIds,
    /// Each `id` is another.
    OtherIds,
    /// Each `status` is `cancelled`.
    Cancelled,
    /// Each `status` is a word that nobody knows.
    UnknownStatus,
}

impl Twist {
    pub(crate) fn apply(self, value: &mut Value) {
        match value {
            Value::Array(items) => {
                match self {
                    Self::OneMissing => drop(items.pop()),
                    Self::Twice => items.extend(items.clone()),
                    Self::NothingInLists => items.clear(),
                    Self::EmptyItems => items.iter_mut().for_each(empty),
                    _ => {}
                }
                items.iter_mut().for_each(|item| self.apply(item));
            }
            Value::Object(members) => {
                for (name, member) in members {
                    match self.instead(&name.to_ascii_lowercase(), member) {
                        Some(other) => *member = other,
                        None => self.apply(member),
                    }
                }
            }
            _ => {}
        }
    }

    /// What stands in the place of a member.
    fn instead(self, name: &str, member: &Value) -> Option<Value> {
        let is_text = member.is_string();
        match (self, name) {
            (Self::OtherQuantity, "quantity") => Some(json!(7)),
            (Self::OtherCustomer, "referencecustomerid" | "customerid") => {
                Some(json!("a1000000-0000-4000-8000-00000000beef"))
            }
            (Self::OtherItem, "offerid" | "catalogitemid") => Some(json!("CONTOSO00009:0001:A")),
            (Self::NoIds, "id") => Some(Value::Null),
            (Self::OtherIds, "id") if is_text => Some(json!("another-id")),
            (Self::Cancelled, "status") if is_text => Some(json!("cancelled")),
            (Self::UnknownStatus, "status") if is_text => Some(json!("perhaps")),
            _ => None,
        }
    }
}

fn empty(item: &mut Value) {
    if item.is_object() {
        *item = json!({});
    }
}
