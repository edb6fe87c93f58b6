//! Lists whose items are read one by one where one of them is odd: those that come in one answer,
//! and pages.

use std::borrow::Cow;
use std::collections::BTreeMap;

use partner_center_api::Answer;
use partner_center_api::support::{Undecoded, UnreadableObject, items_one_by_one};
use partner_center_api::types::{
    Agreement, AgreementCollection, AgreementMetadata, AgreementMetadataCollection, Availability,
    AvailabilityCollection, AzureEntitlement, AzureEntitlementCollection, CustomerCollection,
    CustomerResource, Entitlement, EntitlementCollection, EstimateLink, EstimateLinkCollection,
    Invoice, InvoiceCollection, InvoiceSummary, InvoiceSummaryCollection, Order, OrderAttachment,
    OrderAttachmentCollection, OrderCollection, OrderLineItemActivationLink,
    OrderLineItemActivationLinkCollection, OrderLineItemProvisioningStatus,
    OrderLineItemProvisioningStatusCollection, Product, ProductCollection, ProductPromotion,
    ProductPromotionCollection, PromotionEligibilities, PromotionEligibilitiesCollection, Sku,
    SkuCollection, Subscription, SubscriptionCollection,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::error::{Answered, Delivery, Error};
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
pub(crate) fn whole<L: WholeList>(answer: Answer<Undecoded<L>>) -> Result<Listed<L::Item>, Error> {
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

/// Items that were read one by one.
type OneByOne<T> = Vec<Result<T, UnreadableObject>>;

/// A page of a list without its items, and its items one by one: those that have the documented
/// form, and the others as they came.
pub(crate) fn apart<L: PagedList>(
    answer: Answer<Undecoded<L>>,
) -> Result<(L, OneByOne<L::Item>), Error> {
    let body = answer.bytes().clone();
    match answer.try_map(Undecoded::decode) {
        Ok(page) => {
            let mut page = page.into_inner();
            let items = std::mem::take(page.items_mut());
            Ok((page, items.into_iter().map(Ok).collect()))
        }
        Err(error) => match (without_items::<L>(&body), items_one_by_one::<L::Item>(&body)) {
            (Some(page), Ok(items)) => {
                let count = items.iter().filter(|item| item.is_err()).count();
                tracing::warn!(count, "items of a page could not be read");
                Ok((page, items))
            }
            _ => Err(error.into()),
        },
    }
}

/// A list that comes in pages, as one of them.
pub(crate) trait PagedList: DeserializeOwned {
    type Item: DeserializeOwned;

    fn items_mut(&mut self) -> &mut Vec<Self::Item>;
}

impl PagedList for CustomerCollection {
    type Item = CustomerResource;

    fn items_mut(&mut self) -> &mut Vec<CustomerResource> {
        &mut self.items
    }
}

impl PagedList for InvoiceCollection {
    type Item = Invoice;

    fn items_mut(&mut self) -> &mut Vec<Invoice> {
        &mut self.items
    }
}

/// The list as it would be without its items.
fn without_items<L: DeserializeOwned>(body: &[u8]) -> Option<L> {
    #[derive(Deserialize)]
    struct Onward<'a> {
        #[serde(alias = "Links", borrow, default)]
        links: Option<&'a RawValue>,
        #[serde(alias = "ContinuationToken", borrow, default, rename = "continuationToken")]
        token: Option<&'a RawValue>,
    }
    let onward: Onward<'_> = serde_json::from_slice(body).ok()?;
    let links = onward.links.map_or("null", RawValue::get);
    let token = onward.token.map_or("null", RawValue::get);
    let list = format!(r#"{{"items":[],"links":{links},"continuationToken":{token}}}"#);
    serde_json::from_str(&list).ok()
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
