//! A handler for each operation of the document.

pub(crate) mod activation;
pub(crate) mod balances;
pub(crate) mod cancellation;
pub(crate) mod cart_errors;
pub(crate) mod carts;
pub(crate) mod catalog;
pub(crate) mod checkout;
pub(crate) mod customers;
pub(crate) mod enablement;
pub(crate) mod entitlements;
pub(crate) mod inventory;
pub(crate) mod invoice_filter;
pub(crate) mod invoices;
pub(crate) mod line_checks;
pub(crate) mod line_items;
pub(crate) mod line_links;
pub(crate) mod line_page;
pub(crate) mod line_shapes;
pub(crate) mod line_token;
pub(crate) mod lines;
pub(crate) mod links;
pub(crate) mod orders;
pub(crate) mod statements;
pub(crate) mod subscriptions;
pub(crate) mod words;

use crate::call::Call;
use crate::reply::Answer;
use crate::state::world::World;

/// Does what an operation asks for.
pub(crate) type Handler = fn(&mut World, &mut Call<'_>) -> Answer;

/// The handler of an operation, by its id in the document.
pub(crate) fn handler(operation: &str) -> Option<Handler> {
    Some(match operation {
        "registerSubscription" => enablement::register,
        "getSubscriptionRegistrationStatus" => enablement::status,
        "listProducts" => catalog::list_products,
        "getProduct" => catalog::get_product,
        "listSkus" => catalog::list_skus,
        "getSku" => catalog::get_sku,
        "checkInventory" => inventory::check,
        "listAvailabilities" => catalog::list_availabilities,
        "getAvailability" => catalog::get_availability,
        "createCart" => carts::create,
        "getCart" => carts::get,
        "updateCart" => carts::update,
        "checkoutCart" => checkout::checkout,
        "getOrder" => orders::get,
        "listOrders" => orders::list,
        "getOrderProvisioningStatus" => orders::provisioning_status,
        "cancelOrder" => cancellation::cancel,
        "listOrderLineItemActivationLinks" => activation::of_line,
        "listOrderActivationLinks" => activation::of_order,
        "listSubscriptions" => subscriptions::list,
        "getSubscription" => subscriptions::get,
        "getSubscriptionProvisioningStatus" => subscriptions::provisioning_status,
        "listCustomers" => customers::list,
        "getCustomer" => customers::get,
        "listEntitlements" => entitlements::list,
        "getReservedInstanceArtifact" => entitlements::artifact,
        "getInvoiceSummary" => balances::summary,
        "listInvoiceSummaries" => balances::summaries,
        "listInvoices" => invoices::list,
        "getInvoice" => invoices::get,
        "listInvoiceLineItems" => line_items::list,
        "listInvoiceLineItemsByPath" => line_items::list_by_path,
        "listUnbilledLineItems" => line_items::unbilled,
        "listEstimateLinks" => line_items::estimate_links,
        "getInvoiceStatement" => statements::statement,
        "getInvoiceReceiptStatement" => statements::receipt,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::document::Document;

    #[test]
    fn every_operation_of_the_document_has_a_handler() {
        let operations = &Document::get().operations;
        let missing: Vec<&str> = operations
            .iter()
            .map(|operation| operation.id.as_str())
            .filter(|id| super::handler(id).is_none())
            .collect();
        assert!(
            missing.is_empty(),
            "these operations answer 501, write handlers for them: {missing:?}"
        );
    }
}
