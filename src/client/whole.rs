//! Lists that the service gives in one answer.

use partner_center_api::Answer;
use partner_center_api::types::{
    Availability, AvailabilityCollection, Entitlement, EntitlementCollection, EstimateLink,
    EstimateLinkCollection, InvoiceSummary, InvoiceSummaryCollection, Order, OrderCollection,
    OrderLineItemActivationLink, OrderLineItemActivationLinkCollection,
    OrderLineItemProvisioningStatus, OrderLineItemProvisioningStatusCollection, Product,
    ProductCollection, Sku, SkuCollection, Subscription, SubscriptionCollection,
};

use crate::error::{Answered, Delivery, Result};

/// A list that comes in one answer.
pub(crate) trait WholeList {
    type Item;

    /// Whether it links to a next page.
    fn goes_on(&self) -> bool;

    fn into_items(self) -> Vec<Self::Item>;
}

/// The items of a list, if all of them came. The document has no next page of such a list, so one
/// that goes on cannot be followed; and to give the part that came for the whole is no answer.
pub(crate) fn whole<L: WholeList>(answer: Answer<L>) -> Result<Vec<L::Item>> {
    if answer.goes_on() {
        let why = "it is only a part of the list: it links to a next page, and none is documented";
        return Err(Answered::of(&answer).unusable(Delivery::NotDone, why));
    }
    Ok(answer.into_inner().into_items())
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
    AvailabilityCollection of Availability,
    ProductCollection of Product,
    SkuCollection of Sku,
    EntitlementCollection of Entitlement,
    EstimateLinkCollection of EstimateLink,
    InvoiceSummaryCollection of InvoiceSummary,
    OrderCollection of Order,
    OrderLineItemActivationLinkCollection of OrderLineItemActivationLink,
    OrderLineItemProvisioningStatusCollection of OrderLineItemProvisioningStatus,
    SubscriptionCollection of Subscription,
}
