//! The list of operations, as a reviewer wants to see it: what is asked, where, and what
//! may be tried again.

use partner_center_api::OPERATIONS;

#[test]
fn each_operation_has_its_method_path_and_retry_class() {
    let mut rows: Vec<_> = OPERATIONS
        .iter()
        .map(|operation| {
            format!(
                "{:?} {} {} {}",
                operation.retry, operation.method, operation.path, operation.id
            )
        })
        .collect();
    rows.sort();
    insta::assert_snapshot!(rows.join("\n"), @r"
    Once PATCH /v1/customers/{customer-id}/orders/{order-id} cancelOrder
    Once POST /v1/customers/{customer-id}/carts createCart
    Once POST /v1/customers/{customer-id}/carts/{cart-id}/checkout checkoutCart
    Read GET /v1/customers listCustomers
    Read GET /v1/customers/{customer-id} getCustomer
    Read GET /v1/customers/{customer-id}/artifacts/{artifact-type}/groups/{group-id}/lineitems/{line-item-id}/resource/{resource-id} getReservedInstanceArtifact
    Read GET /v1/customers/{customer-id}/carts/{cart-id} getCart
    Read GET /v1/customers/{customer-id}/entitlements listEntitlements
    Read GET /v1/customers/{customer-id}/orders listOrders
    Read GET /v1/customers/{customer-id}/orders/{order-id} getOrder
    Read GET /v1/customers/{customer-id}/orders/{order-id}/activationlinks listOrderActivationLinks
    Read GET /v1/customers/{customer-id}/orders/{order-id}/lineitems/{line-item-number}/activationlinks listOrderLineItemActivationLinks
    Read GET /v1/customers/{customer-id}/orders/{order-id}/provisioningstatus getOrderProvisioningStatus
    Read GET /v1/customers/{customer-id}/subscriptions listSubscriptions
    Read GET /v1/customers/{customer-id}/subscriptions/{subscription-id} getSubscription
    Read GET /v1/customers/{customer-id}/subscriptions/{subscription-id}/provisioningstatus getSubscriptionProvisioningStatus
    Read GET /v1/customers/{customer-id}/subscriptions/{subscription-id}/registrationstatus getSubscriptionRegistrationStatus
    Read GET /v1/invoices listInvoices
    Read GET /v1/invoices/estimates/links listEstimateLinks
    Read GET /v1/invoices/summaries listInvoiceSummaries
    Read GET /v1/invoices/summary getInvoiceSummary
    Read GET /v1/invoices/unbilled/lineitems listUnbilledLineItems
    Read GET /v1/invoices/{invoice-id} getInvoice
    Read GET /v1/invoices/{invoice-id}/documents/statement getInvoiceStatement
    Read GET /v1/invoices/{invoice-id}/lineitems listInvoiceLineItems
    Read GET /v1/invoices/{invoice-id}/lineitems/{billing-provider}/{invoice-line-item-type} listInvoiceLineItemsByPath
    Read GET /v1/invoices/{invoice-id}/receipts/{receipt-id}/documents/statement getInvoiceReceiptStatement
    Read GET /v1/products listProducts
    Read GET /v1/products/{product-id} getProduct
    Read GET /v1/products/{product-id}/skus listSkus
    Read GET /v1/products/{product-id}/skus/{sku-id} getSku
    Read GET /v1/products/{product-id}/skus/{sku-id}/availabilities listAvailabilities
    Read GET /v1/products/{product-id}/skus/{sku-id}/availabilities/{availability-id} getAvailability
    Read POST /v1/extensions/product/checkInventory checkInventory
    Repeat POST /v1/customers/{customer-id}/subscriptions/{subscription-id}/registrations registerSubscription
    Repeat PUT /v1/customers/{customer-id}/carts/{cart-id} updateCart
    ");
}

#[test]
fn whatever_is_not_a_read_says_so() {
    for operation in OPERATIONS {
        let asks = operation.method == "GET" || operation.id == "checkInventory";
        let read = operation.retry == partner_center_api::Retry::Read;
        assert_eq!(asks, read, "{}", operation.id);
    }
}
