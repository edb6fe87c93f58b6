//! A cart that is checked out.

use chrono::{DateTime, Utc};
use partner_center_api::types;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::values::ids::CartId;

/// A cart as it was when it was to be checked out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SentCart {
    id: CartId,
    body: types::CartResource,
    #[serde(default)]
    request_ids: Vec<Uuid>,
}

/// How many ids of requests are kept: a cart in doubt is asked for again a few times an hour at
/// most.
const REQUESTS: usize = 100;

impl SentCart {
    pub(in crate::purchase) fn new(id: CartId, body: types::CartResource) -> Self {
        Self { id, body, request_ids: Vec::new() }
    }

    /// The same cart, with this for all of it.
    pub(super) fn with_body(self, body: types::CartResource) -> Self {
        Self { body, ..self }
    }

    /// It was sent under this id.
    pub(super) fn sent_under(&mut self, request_id: Uuid) {
        let is_new = !request_id.is_nil() && !self.request_ids.contains(&request_id);
        if is_new && self.request_ids.len() < REQUESTS {
            self.request_ids.push(request_id);
        }
    }

    /// The `MS-RequestId` of each request to check it out, which support asks for: the first 100.
    pub fn request_ids(&self) -> &[Uuid] {
        &self.request_ids
    }

    /// Its id. Empty for an order that was asked for [without a cart](super::Doubt::is_of_order).
    pub fn id(&self) -> &CartId {
        &self.id
    }

    /// All of it, as the service wrote it. A cart of which only the id is known has no lines.
    pub fn body(&self) -> &types::CartResource {
        &self.body
    }

    /// When the service will forget it; `None` where it did not say.
    pub fn expires(&self) -> Option<DateTime<Utc>> {
        self.body.expiration_timestamp?.to_utc()
    }

    /// Whether it can become several orders: one for each group, as the service has grouped its
    /// lines. Where that is not known, it can.
    pub(super) fn is_several(&self) -> bool {
        match &self.body.line_items[..] {
            [] => true,
            [_] => false,
            [first, rest @ ..] => {
                let group = &first.order_group;
                group.is_none() || rest.iter().any(|line| line.order_group != *group)
            }
        }
    }
}
