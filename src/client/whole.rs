//! Lists that the service gives in one answer.

use std::borrow::Cow;
use std::collections::BTreeMap;

use partner_center_api::Answer;
use partner_center_api::support::{Undecoded, items_one_by_one};
use partner_center_api::types::{
    Agreement, AgreementCollection, AgreementMetadata, AgreementMetadataCollection, Availability,
    AvailabilityCollection, AzureEntitlement, AzureEntitlementCollection, Entitlement,
    EntitlementCollection, EstimateLink, EstimateLinkCollection, InvoiceSummary,
    InvoiceSummaryCollection, Order, OrderAttachment, OrderAttachmentCollection, OrderCollection,
    OrderLineItemActivationLink, OrderLineItemActivationLinkCollection,
    OrderLineItemProvisioningStatus, OrderLineItemProvisioningStatusCollection, Product,
    ProductCollection, ProductPromotion, ProductPromotionCollection, PromotionEligibilities,
    PromotionEligibilitiesCollection, Sku, SkuCollection, Subscription, SubscriptionCollection,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::error::{Answered, Delivery, Result};
use crate::listing::Listed;

/// A list that comes in one answer.
pub(crate) trait WholeList: DeserializeOwned {
    type Item: DeserializeOwned;

    /// Whether one bare object in the place of the list is a list of one, as the vendor's examples
    /// show it of the catalog by customer (Q-WRONGBODY). Not where a list that lacks something
    /// would be taken for proof, as orders are.
    const MAY_BE_BARE: bool = false;

    /// Whether it links to a next page.
    fn goes_on(&self) -> bool;

    fn into_items(self) -> Vec<Self::Item>;
}

/// The items of a list, if all of them came. The document has no next page of such a list, so one
/// that goes on cannot be followed; and to give the part that came for the whole is no answer.
///
/// An item that does not have the documented form is reported beside the others. Of a list of the
/// catalog, one bare object is its one item, which the list says.
pub(crate) fn whole<L: WholeList>(answer: Answer<Undecoded<L>>) -> Result<Listed<L::Item>> {
    let answered = Answered::of(&answer);
    let operation = answer.operation().id;
    let body = answer.bytes().clone();
    let (list, listed) = match answer.try_map(Undecoded::decode) {
        Ok(list) => (list.into_inner(), None),
        Err(error) => {
            if let Some(alone) = bare::<L>(&body) {
                tracing::warn!(
                    operation,
                    "one bare object came in the place of a list, and is read as a list of one"
                );
                return Ok(alone);
            }
            let apart = items_one_by_one::<L::Item>(&body).ok();
            match (without_items::<L>(&body), apart) {
                (Some(list), Some(apart)) => {
                    let listed = Listed::apart(apart, error.into());
                    let count = listed.unreadable().len();
                    tracing::warn!(count, "items of a list could not be read");
                    (list, Some(listed))
                }
                _ => return Err(error.into()),
            }
        }
    };
    if list.goes_on() {
        let why = "it is only a part of the list: it links to a next page, and none is documented";
        return Err(answered.unusable(Delivery::NotDone, why));
    }
    Ok(listed.unwrap_or_else(|| Listed::whole(list.into_items())))
}

/// The list of one that a bare object stands for.
fn bare<L: WholeList>(body: &[u8]) -> Option<Listed<L::Item>> {
    if !L::MAY_BE_BARE {
        return None;
    }
    let json: &RawValue = serde_json::from_slice(body).ok()?;
    // Of a property that is there twice, the last one counts.
    let fields: BTreeMap<Cow<'_, str>, &RawValue> = serde_json::from_str(json.get()).ok()?;
    let has = |name: &str| fields.keys().any(|key| key.eq_ignore_ascii_case(name));
    if !has("id") || has("items") || has("totalCount") {
        return None;
    }
    let item = serde_json::from_str(&serde_json::to_string(&fields).ok()?).ok()?;
    Some(Listed::bare(item, json.to_owned()))
}

/// The list as it would be without its items.
fn without_items<L: WholeList>(body: &[u8]) -> Option<L> {
    #[derive(Deserialize)]
    struct Onward<'a> {
        #[serde(alias = "Links", borrow, default)]
        links: Option<&'a RawValue>,
    }
    let onward: Onward<'_> = serde_json::from_slice(body).ok()?;
    let links = onward.links.map_or("null", RawValue::get);
    serde_json::from_str(&format!(r#"{{"items":[],"links":{links}}}"#)).ok()
}

macro_rules! whole_list {
    ($($list:ident of $item:ident $(, bare: $bare:literal)?;)*) => {
        $(impl WholeList for $list {
            type Item = $item;

            $(const MAY_BE_BARE: bool = $bare;)?

            fn goes_on(&self) -> bool {
                self.links.as_ref().is_some_and(|links| links.next.is_some())
            }

            fn into_items(self) -> Vec<$item> {
                self.items
            }
        })*
    };
}

whole_list! {
    AgreementCollection of Agreement;
    AgreementMetadataCollection of AgreementMetadata;
    AvailabilityCollection of Availability, bare: true;
    AzureEntitlementCollection of AzureEntitlement;
    OrderAttachmentCollection of OrderAttachment;
    ProductCollection of Product, bare: true;
    ProductPromotionCollection of ProductPromotion;
    PromotionEligibilitiesCollection of PromotionEligibilities;
    SkuCollection of Sku, bare: true;
    EntitlementCollection of Entitlement;
    EstimateLinkCollection of EstimateLink;
    InvoiceSummaryCollection of InvoiceSummary;
    OrderCollection of Order;
    OrderLineItemActivationLinkCollection of OrderLineItemActivationLink;
    OrderLineItemProvisioningStatusCollection of OrderLineItemProvisioningStatus;
    SubscriptionCollection of Subscription;
}
