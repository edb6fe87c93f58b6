//! Calls of what follows a purchase: entitlements, cancelling, invoices.

use partner_center_emulator::seed::*;
use partner_center_emulator::{ManifestPlace, Reservations};
use serde_json::{Value, json};

use super::Caller;
use crate::client::Client;
use crate::purchase::customer;

impl Caller {
    pub(super) fn after_the_purchase(&mut self, result: &Value) {
        let entitlements = customer("/entitlements");
        let held = self.get("listEntitlements", &format!("{entitlements}?showExpiry=true"));
        let artifact = |item: &Value| {
            item["entitledArtifacts"][0]["link"]["uri"].as_str().map(|uri| format!("/v1{uri}"))
        };
        let path = held["items"].as_array().unwrap().iter().find_map(artifact).unwrap();
        self.get("getReservedInstanceArtifact", &path);
        self.get("getReservedInstanceArtifact", &path.replace("resource/", "resource/0"));
        for reservations in [Reservations::Current, Reservations::Former] {
            self.client.emulator.change(|settings| settings.reservations = reservations);
            let held = self.get("listEntitlements", &entitlements);
            let path = held["items"].as_array().unwrap().iter().find_map(artifact).unwrap();
            self.get("getReservedInstanceArtifact", &path);
        }
        let unbilled = "/v1/invoices/unbilled/lineitems?provider=onetime&period=current&size=1";
        let usage = format!("{unbilled}&invoicelineitemtype=usagelineitems");
        self.client.advance(9 * 24 * 60 * 60);
        self.client.renew();
        self.get("listUnbilledLineItems", &format!("{usage}&currencycode=USD"));
        let lines = format!("{unbilled}&invoicelineitemtype=billinglineitems");
        self.get("listUnbilledLineItems", &format!("{lines}&currencycode=USD"));
        self.get("listUnbilledLineItems", &lines);
        for currency in ["USD", "x"] {
            let path = format!("/v1/invoices/estimates/links?currencycode={currency}");
            self.get("listEstimateLinks", &path);
        }
        for order in result["orders"].as_array().unwrap() {
            let path = customer(&format!("/orders/{}", order["id"].as_str().unwrap()));
            self.get("listOrderActivationLinks", &format!("{path}/activationlinks"));
            for line in [0, 9] {
                let path = format!("{path}/lineitems/{line}/activationlinks");
                self.get("listOrderLineItemActivationLinks", &path);
            }
            for _ in 0..2 {
                let answer = self.client.patch(&path, json!({ "status": "cancelled" }));
                self.keep("cancelOrder", answer);
            }
        }
        self.without_a_cart();
        self.subscriptions();
        self.client.advance(30 * 24 * 60 * 60);
        self.client.renew();
        self.invoices();
        self.exports();
    }

    /// Exports of bills, with the manifest in each of its places.
    fn exports(&mut self) {
        let main = std::mem::replace(&mut self.client, Client::new());
        self.client = main.at("graph.microsoft.com");
        let billing = "/v1.0/reports/partners/billing";
        for place in [ManifestPlace::Link, ManifestPlace::Inline, ManifestPlace::Text] {
            self.client.emulator.change(|settings| settings.export_manifest = place);
            let path = format!("{billing}/reconciliation/billed/export");
            let answer = self.client.post(&path, json!({ "invoiceId": INVOICE_ONE_TIME }));
            let (_, id) = answer.header("location").rsplit_once('/').unwrap();
            let operation = format!("{billing}/operations/{id}");
            self.get("getBillingOperation", &operation);
            self.client.advance(25);
            let done = self.get("getBillingOperation", &operation);
            if let Some(link) = done["resourceLocation@odata.navigationLink"].as_str() {
                let (_, path) = link.split_once("graph.microsoft.com").unwrap();
                self.get("getBillingManifest", path);
            }
        }
        self.get("getBillingManifest", &format!("{billing}/manifests/none"));
        self.client = main;
    }

    fn without_a_cart(&mut self) {
        let orders = customer("/orders");
        let item = self.client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "US");
        let line = json!({ "lineItemNumber": 0, "offerId": item, "quantity": 1 });
        let order = self.post("createOrder", &orders, json!({ "lineItems": [line] }));
        self.post("createOrder", &orders, json!({}));
        let path = format!("{orders}/{}/attachments", order["id"].as_str().unwrap());
        self.get("listOrderAttachments", &path);
    }

    fn subscriptions(&mut self) {
        let path = customer(&format!("/subscriptions/{SUBSCRIPTION_SOFTWARE}"));
        for change in [json!({ "autoRenewEnabled": false }), json!({ "status": "gone" })] {
            let answer = self.client.patch(&path, change);
            self.keep("updateSubscription", answer);
        }
        let token = self.client.refresh(SANDBOX_TENANT, SANDBOX_REFRESH_TOKEN).token();
        let sandbox = self.client.with_token(token);
        let path = format!(
            "/v1/customers/{CUSTOMER_SANDBOX}/subscriptions/{SUBSCRIPTION_SANDBOX}/activate"
        );
        for _ in 0..2 {
            let answer = sandbox.press(&path);
            self.keep("activateSubscription", answer);
        }
    }

    fn invoices(&mut self) {
        self.get("getInvoiceSummary", "/v1/invoices/summary");
        self.get("listInvoiceSummaries", "/v1/invoices/summaries");
        let listed = self.get("listInvoices", "/v1/invoices?size=2&offset=0");
        self.get("listInvoices", "/v1/invoices?size=2&offset=2");
        self.get("listInvoices", "/v1/invoices?filter=soon");
        let ids = listed["items"].as_array().unwrap().iter().map(|invoice| &invoice["id"]);
        let mut ids: Vec<&str> = ids.map(|id| id.as_str().unwrap()).collect();
        ids.extend([INVOICE_VOID_NOTE, "none"]);
        for id in ids {
            let path = format!("/v1/invoices/{id}");
            let invoice = self.get("getInvoice", &path);
            let answer = self.client.get(&format!("{path}/documents/statement"));
            self.answers.push(("getInvoiceStatement".into(), answer));
            for detail in invoice["invoiceDetails"].as_array().into_iter().flatten() {
                let provider = detail["billingProvider"].as_str().unwrap();
                let kind = detail["invoiceLineItemType"].as_str().unwrap();
                let path = format!(
                    "{path}/lineitems?provider={provider}&invoicelineitemtype={kind}&size=7&currencycode={}",
                    invoice["currencyCode"].as_str().unwrap()
                );
                self.get("listInvoiceLineItems", &path);
                if let Some(uri) = detail["links"]["self"]["uri"].as_str() {
                    self.get("listInvoiceLineItemsByPath", &format!("/v1{uri}?size=7"));
                }
            }
        }
        self.get("listInvoiceLineItems", &format!("/v1/invoices/{INVOICE_LEGACY}/lineitems"));
        for receipt in [RECEIPT, "none"] {
            let path = format!(
                "/v1/invoices/{INVOICE_WITH_RECEIPT}/receipts/{receipt}/documents/statement"
            );
            let answer = self.client.get(&path);
            self.answers.push(("getInvoiceReceiptStatement".into(), answer));
        }
    }
}
