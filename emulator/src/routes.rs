//! A handler for each operation of the document, in a file or folder an area.

mod agreements;
mod carts;
mod catalog;
mod customers;
mod enablement;
mod entitlements;
mod inventory;
mod invoices;
mod links;
mod new_customers;
mod orders;
mod price_sheets;
mod prices;
mod profiles;
mod promotions;
mod qualifications;
pub(crate) mod reconciliation;
mod subscriptions;
mod words;

use crate::call::Call;
use crate::reply::Answer;
use crate::routes::carts::checkout;
use crate::routes::invoices::{balances, lines, statements};
use crate::routes::orders::{activation, attachments, cancellation, creation};
use crate::routes::subscriptions::{activation as subscription_activation, azure, update};
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
        "checkInventoryByResourceType" => inventory::check_by_resource_type,
        "listAvailabilities" => catalog::list_availabilities,
        "getAvailability" => catalog::get_availability,
        "listCustomerProducts" => catalog::list_products,
        "getCustomerProduct" => catalog::get_product,
        "listCustomerSkus" => catalog::list_skus,
        "getCustomerSku" => catalog::get_sku,
        "listCustomerAvailabilities" => catalog::list_availabilities,
        "getCustomerAvailability" => catalog::get_availability,
        "createCart" => carts::create,
        "getCart" => carts::get,
        "updateCart" => carts::update,
        "checkoutCart" => checkout::checkout,
        "getOrder" => orders::get,
        "listOrders" => orders::list,
        "getOrderProvisioningStatus" => orders::provisioning_status,
        "cancelOrder" => cancellation::cancel,
        "createOrder" => creation::create,
        "listOrderAttachments" => attachments::list,
        "listOrderLineItemActivationLinks" => activation::of_line,
        "listOrderActivationLinks" => activation::of_order,
        "listSubscriptions" => subscriptions::list,
        "getSubscription" => subscriptions::get,
        "getSubscriptionProvisioningStatus" => subscriptions::provisioning_status,
        "updateSubscription" => update::update,
        "listSubscriptionActivationLinks" => subscription_activation::links,
        "activateSubscription" => subscription_activation::activate,
        "listAzureEntitlements" => azure::list,
        "listCustomers" => customers::list,
        "getCustomer" => customers::get,
        "createCustomer" => new_customers::create,
        "checkDomain" => new_customers::check_domain,
        "validateAddress" => new_customers::validate_address,
        "getCountryValidationRules" => new_customers::country_rules,
        "getRelationshipRequestUrl" => new_customers::relationship_request,
        "listQualifications" => qualifications::list,
        "createQualification" => qualifications::create,
        "listValidationCodes" => qualifications::codes,
        "getAgreementMetadata" => agreements::metadata,
        "listCustomerAgreements" => agreements::list,
        "confirmAgreement" => agreements::confirm,
        "getDirectSignStatus" => agreements::direct_sign_status,
        "getAgreementDocument" => agreements::document,
        "createEnhancedAttestation" => agreements::attest,
        "getBillingProfile" => profiles::billing,
        "getLegalBusinessProfile" => profiles::legal_business,
        "getMpnProfile" => profiles::mpn,
        "getOrganizationProfile" => profiles::organization,
        "getSupportProfile" => profiles::support,
        "listPromotions" => promotions::list,
        "getPromotion" => promotions::get,
        "verifyPromotionEligibility" => promotions::verify,
        "listEntitlements" => entitlements::list,
        "getReservedInstanceArtifact" => entitlements::artifact,
        "getInvoiceSummary" => balances::summary,
        "listInvoiceSummaries" => balances::summaries,
        "listInvoices" => invoices::list,
        "getInvoice" => invoices::get,
        "listInvoiceLineItems" => lines::list,
        "listInvoiceLineItemsByPath" => lines::list_by_path,
        "listUnbilledLineItems" => lines::unbilled,
        "listEstimateLinks" => lines::estimate_links,
        "getInvoiceStatement" => statements::statement,
        "getInvoiceReceiptStatement" => statements::receipt,
        "getPriceSheet" => price_sheets::sheet,
        "getForeignExchangeRates" => price_sheets::exchange_rates,
        "exportBilledReconciliation" => reconciliation::billed_lines,
        "exportUnbilledReconciliation" => reconciliation::unbilled_lines,
        "exportBilledUsage" => reconciliation::billed_usage,
        "exportUnbilledUsage" => reconciliation::unbilled_usage,
        "getBillingOperation" => reconciliation::operation,
        "getBillingManifest" => reconciliation::manifest,
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
