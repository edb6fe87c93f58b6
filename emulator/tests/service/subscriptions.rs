//! Subscriptions: they renew by default, are switched off, cancelled in time, and never shrink.

use partner_center_emulator::Profile;
use partner_center_emulator::seed::*;
use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::purchase::customer;

const DAY: u64 = 24 * 60 * 60;

/// A subscription that was bought.
struct Bought {
    client: Client,
    order: String,
    path: String,
}

impl Bought {
    fn new() -> Self {
        Self::of(SKU_SOFTWARE_SUBSCRIPTION, "P1Y")
    }

    fn of(sku: &str, term: &str) -> Self {
        let mut client = Client::new();
        let item = client.item(PRODUCT_SOFTWARE_SUBSCRIPTION, sku, "US");
        let line = json!({
            "lineItemNumber": 0, "offerId": item, "quantity": 4, "termDuration": term,
        });
        let order = client.post(&customer("/orders"), json!({ "lineItems": [line] })).expect(201);
        let order = order["id"].as_str().unwrap().to_owned();
        client.advance(60);
        client.renew();
        let listed = customer(&format!("/subscriptions?order_id={order}"));
        let id = client.get(&listed).expect(200)["items"][0]["id"].as_str().unwrap().to_owned();
        Self { client, order, path: customer(&format!("/subscriptions/{id}")) }
    }

    fn read(&self) -> Value {
        self.client.get(&self.path).expect(200)
    }

    fn patch(&self, change: Value) -> Answer {
        self.client.patch(&self.path, change)
    }

    /// Reads it, changes it, and sends all of it back, as other clients do.
    fn change(&self, name: &str, to: impl Into<Value>) -> Answer {
        let mut whole = self.read();
        whole[name] = to.into();
        self.patch(whole)
    }

    fn pass(&mut self, days: u64) {
        self.client.advance(days * DAY);
        self.client.renew();
    }

    /// What each order did, and how many of it there are.
    fn orders(&self) -> Vec<(String, String, u64)> {
        let listed = self.client.get(&customer("/orders")).expect(200);
        let all = listed["items"].as_array().unwrap().iter();
        let own = all.filter(|order| {
            order["lineItems"][0]["subscriptionId"]
                .as_str()
                .is_some_and(|id| self.path.ends_with(id))
        });
        own.map(|order| {
            let line = &order["lineItems"][0];
            (
                order["transactionType"].as_str().unwrap().to_owned(),
                line["transactionType"].as_str().unwrap().to_owned(),
                line["quantity"].as_u64().unwrap(),
            )
        })
        .collect()
    }

    /// What is charged for it so far.
    fn charged(&self) -> Vec<f64> {
        let mut amounts = Vec::new();
        self.client.emulator.change(|settings| settings.profile = Profile::Plain);
        let invoices = self.client.get("/v1/invoices?size=100&offset=0").expect(200);
        for invoice in invoices["items"].as_array().unwrap() {
            let path = format!(
                "/v1/invoices/{}/lineitems?provider=onetime&invoicelineitemtype=billinglineitems",
                invoice["id"].as_str().unwrap()
            );
            let answer = self.client.get(&format!("{path}&size=2000"));
            if answer.status != 200 {
                continue;
            }
            let own = answer.json()["items"].as_array().unwrap().clone();
            let own = own.into_iter().filter(|line| {
                let id = line["subscriptionId"].as_str().filter(|id| !id.is_empty());
                id.is_some_and(|id| self.path.ends_with(id))
            });
            amounts.extend(own.map(|line| line["subtotal"].as_f64().unwrap()));
        }
        amounts
    }
}

fn triple(system: &str, line: &str, quantity: u64) -> (String, String, u64) {
    (system.to_owned(), line.to_owned(), quantity)
}

#[test]
fn software_renews_by_default_and_is_charged_again() {
    let mut bought = Bought::new();
    let before = bought.read();
    assert_eq!((&before["autoRenewEnabled"], &before["status"]), (&true.into(), &"active".into()));
    bought.pass(366);
    let after = bought.read();
    assert_eq!(after["status"], "active");
    assert_ne!(after["commitmentEndDate"], before["commitmentEndDate"]);
    assert!(after["cancellationAllowedUntilDate"].is_string(), "a renewal can be cancelled");
    let renewed = [triple("UserPurchase", "New", 4), triple("SystemPurchase", "Renew", 4)];
    assert_eq!(bought.orders(), renewed);
    bought.pass(40);
    let charged = bought.charged();
    assert_eq!(charged.len(), 2, "{charged:?}");
    assert_eq!(charged[0], charged[1]);
}

#[test]
fn what_does_not_renew_expires_and_takes_no_more_changes() {
    let mut bought = Bought::new();
    let off = bought.change("autoRenewEnabled", false).expect(200);
    assert_eq!(off["autoRenewEnabled"], false);
    bought.pass(366);
    assert_eq!(bought.read()["status"], "expired");
    assert_eq!(bought.orders(), [triple("UserPurchase", "New", 4)]);
    bought.patch(json!({ "autoRenewEnabled": true })).refused(400, "900277");
}

#[test]
fn a_trial_does_not_renew_and_cannot_be_made_to() {
    let mut bought = Bought::of(SKU_TRIAL, "P1M");
    assert_eq!(bought.read()["autoRenewEnabled"], false);
    bought.patch(json!({ "autoRenewEnabled": true })).refused(400, "800093");
    bought.pass(32);
    assert_eq!(bought.read()["status"], "expired");
}

#[test]
fn it_is_cancelled_within_seven_days_for_the_days_that_are_left() {
    let mut bought = Bought::new();
    bought.pass(5);
    let window = bought.read();
    assert_eq!(window["refundOptions"][0]["expiresAt"], window["cancellationAllowedUntilDate"]);
    let gone = bought.change("status", "deleted").expect(200);
    assert_eq!((&gone["status"], &gone["autoRenewEnabled"]), (&"deleted".into(), &false.into()));
    assert!(gone["cancellationAllowedUntilDate"].is_null());
    let order = bought.client.get(&customer(&format!("/orders/{}", bought.order))).expect(200);
    assert_eq!(order["status"], "cancelled");
    bought.patch(json!({ "friendlyName": "Again" })).refused(400, "900279");
    bought.pass(40);
    let [charge, refund] = bought.charged()[..] else { panic!("{:?}", bought.charged()) };
    assert!(refund < 0.0 && -refund < charge && -refund > charge * 0.97, "{charge} {refund}");
}

#[test]
fn after_seven_days_it_is_not_cancelled_before_it_renews() {
    let mut bought = Bought::new();
    bought.pass(8);
    bought.change("status", "deleted").refused(400, "900213");
    let order = customer(&format!("/orders/{}", bought.order));
    bought.client.patch(&order, json!({ "status": "cancelled" })).refused(400, "900213");
    bought.pass(360);
    bought.change("status", "deleted").expect(200);
    let after = [triple("UserPurchase", "New", 4), triple("SystemPurchase", "Renew", 0)];
    assert_eq!(bought.orders(), after, "the first term was used");
}

#[test]
fn more_licenses_are_bought_and_fewer_are_refused() {
    let mut bought = Bought::new();
    assert_eq!(bought.change("quantity", 10).expect(200)["quantity"], 10);
    let entry = bought.client.emulator.ledger().pop().unwrap();
    assert_eq!((entry.operation_id.as_str(), entry.effect.orders.len()), ("updateSubscription", 1));
    bought.change("quantity", 3).refused(400, "900257");
    bought.change("quantity", 0).refused(400, "800002");
    bought.pass(1);
    let grown = [triple("UserPurchase", "New", 4), triple("UserPurchase", "AddQuantity", 6)];
    assert_eq!(bought.orders(), grown);
    bought.pass(370);
    assert_eq!(bought.orders()[2], triple("SystemPurchase", "Renew", 10));
}

#[test]
fn a_change_is_made_in_whole_or_not_at_all() {
    let bought = Bought::new();
    bought.patch(json!({ "friendlyName": "New name", "quantity": 1 })).refused(400, "900257");
    assert_eq!(bought.read()["friendlyName"], "Contoso Analytics");
    assert!(bought.client.emulator.ledger().pop().unwrap().effect.is_none());
    let renamed = bought.change("friendlyName", "New name").expect(200);
    assert_eq!(renamed["friendlyName"], "New name");
}

#[test]
fn changes_are_counted_and_what_changes_nothing_is_not() {
    let bought = Bought::new();
    bought.client.emulator.change(|settings| settings.subscription_updates = Some(1));
    bought.patch(json!({ "autoRenewEnabled": true })).expect(200);
    bought.patch(json!({ "autoRenewEnabled": false })).expect(200);
    bought.patch(json!({ "autoRenewEnabled": true })).refused(400, "900311");
}

#[test]
fn what_is_suspended_is_changed_by_lifting_that_first() {
    let bought = Bought::new();
    bought.change("status", "suspended").expect(200);
    bought.change("quantity", 10).refused(400, "900280");
    bought.change("status", "active").expect(200);
    bought.change("quantity", 10).expect(200);
}

#[test]
fn an_entity_tag_that_is_sent_must_be_the_right_one() {
    let client = Client::new();
    let path = customer(&format!("/subscriptions/{SUBSCRIPTION_ACTIVE}"));
    let tag = client.get(&path).expect(200)["attributes"]["etag"].as_str().unwrap().to_owned();
    let named =
        |tag: &str| client.with_token(client.token.clone().unwrap()).header("if-match", tag);
    let change = json!({ "friendlyName": "Production" });
    named("\"stale\"").patch(&path, change.clone()).refused(400, "2055");
    named(&format!("\"{tag}\"")).patch(&path, change).expect(200);
}

#[test]
fn azure_is_renamed_and_not_cancelled_here() {
    let client = Client::new();
    let path = customer(&format!("/subscriptions/{SUBSCRIPTION_ACTIVE}"));
    client.patch(&path, json!({ "status": "deleted" })).refused(400, "800096");
    client.patch(&path, json!({ "quantity": 2 })).refused(400, "800095");
    client.patch(&path, json!({ "id": SUBSCRIPTION_REGISTERED })).refused(400, "800002");
}

#[test]
fn an_azure_plan_has_azure_subscriptions() {
    let client = Client::new();
    let plan = customer(&format!("/subscriptions/{SUBSCRIPTION_REGISTERED}"));
    let listed = client.get(&format!("{plan}/azureEntitlements")).expect(200);
    assert_eq!(listed["items"][0]["subscriptionId"], SUBSCRIPTION_REGISTERED);
    assert_eq!(listed["items"][0]["id"], client.get(&plan).expect(200)["entitlementId"]);
    let other = customer(&format!("/subscriptions/{SUBSCRIPTION_ACTIVE}"));
    client.get(&format!("{other}/azureEntitlements")).refused(400, "800011");
}

#[test]
fn a_sandbox_activates_once() {
    let client = Client::new();
    let client = client.with_token(client.refresh(SANDBOX_TENANT, SANDBOX_REFRESH_TOKEN).token());
    let path =
        format!("/v1/customers/{CUSTOMER_SANDBOX}/subscriptions/{SUBSCRIPTION_SANDBOX}/activate");
    assert_eq!(client.press(&path).expect(200)["status"], "Success");
    client.press(&path).refused(400, "800041");
}

#[test]
fn software_has_a_link_and_only_a_sandbox_activates() {
    let bought = Bought::new();
    let links = bought.client.get(&format!("{}/activationlinks", bought.path)).expect(200);
    assert!(links["items"][0]["link"]["uri"].as_str().unwrap().contains("token="));
    bought.client.press(&format!("{}/activate", bought.path)).refused(400, "800021");
}
