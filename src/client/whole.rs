//! Lists that the service gives in one answer.

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

    /// Whether it links to a next page.
    fn goes_on(&self) -> bool;

    fn into_items(self) -> Vec<Self::Item>;
}

/// The items of a list, if all of them came. The document has no next page of such a list, so one
/// that goes on cannot be followed; and to give the part that came for the whole is no answer.
///
/// An item that does not have the documented form is reported beside the others.
pub(crate) fn whole<L: WholeList>(answer: Answer<Undecoded<L>>) -> Result<Listed<L::Item>> {
    let answered = Answered::of(&answer);
    let body = answer.bytes().clone();
    let (list, listed) = match answer.try_map(Undecoded::decode) {
        Ok(list) => (list.into_inner(), None),
        Err(error) => {
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
    ($($list:ident of $item:ident,)*) => {
        $(impl WholeList for $list {
            type Item = $item;

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
    AgreementCollection of Agreement,
    AgreementMetadataCollection of AgreementMetadata,
    AvailabilityCollection of Availability,
    AzureEntitlementCollection of AzureEntitlement,
    OrderAttachmentCollection of OrderAttachment,
    ProductCollection of Product,
    ProductPromotionCollection of ProductPromotion,
    PromotionEligibilitiesCollection of PromotionEligibilities,
    SkuCollection of Sku,
    EntitlementCollection of Entitlement,
    EstimateLinkCollection of EstimateLink,
    InvoiceSummaryCollection of InvoiceSummary,
    OrderCollection of Order,
    OrderLineItemActivationLinkCollection of OrderLineItemActivationLink,
    OrderLineItemProvisioningStatusCollection of OrderLineItemProvisioningStatus,
    SubscriptionCollection of Subscription,
}
