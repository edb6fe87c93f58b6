//! Calls that are written by hand, under what the document knows of their path.

use partner_center::transport::Retry;
use partner_center::{Delivery, PartnerCenter, Result};
use partner_center_test_support::{Script, answer};
use serde_json::Value;

async fn checkout(partner: &PartnerCenter, retry: Retry) -> Result<Value> {
    let call = partner.post("/v1/customers/a/carts/b/checkout", retry);
    Ok(call.send::<Value>().await?.into_inner())
}

#[tokio::test]
async fn a_checkout_is_one_whoever_writes_it() {
    for (status, body) in [
        (409, r#"{"code":"800060"}"#),
        (409, r#"{"code":"800064"}"#),
        (400, r#"{"code":"800065"}"#),
        (409, ""),
        (503, ""),
    ] {
        // Whatever its method, it is sent once, and the error says that the outcome is unknown.
        for retry in [Retry::Read, Retry::Repeat, Retry::Once] {
            let script = Script::new([answer(status, body)]);
            let error = checkout(&script.partner(), retry).await.unwrap_err();
            assert_eq!(error.delivery(), Delivery::Unknown, "{status} {body} {retry:?}");
            assert_eq!(error.operation(), Some("checkoutCart"));
            assert_eq!(script.asked().len(), 1, "{status} {body} {retry:?}");
        }
    }
}

#[tokio::test]
async fn what_the_document_lacks_is_tried_again_by_what_its_caller_says() {
    for (retry, tries) in [(Retry::Once, 1), (Retry::Repeat, 2)] {
        let script = Script::new([answer(503, ""), answer(200, "{}")]);
        let partner = script.partner();
        let call = partner.put("/v1/customers/a/profiles/billing", retry);
        let sent = call.json(&serde_json::json!({ "email": "a" })).send::<Value>().await;
        assert_eq!(sent.is_ok(), tries == 2, "{retry:?}");
        assert_eq!(script.asked().len(), tries, "{retry:?}");
    }
    let script = Script::default();
    let read = script.partner().patch("/v1/customers/a/x", Retry::Read).send::<Value>().await;
    assert!(read.unwrap_err().to_string().contains("is not a read; nothing was sent"));
    assert!(script.asked().is_empty());
}

#[tokio::test]
async fn headers_of_the_client_are_not_a_callers_to_set() {
    let script = Script::default();
    let partner = script.partner();
    for name in ["Host", "authorization", "content-length", "Transfer-Encoding"] {
        let error = partner.get("/v1/x").header(name, "1").send::<Value>().await.unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains("nothing was sent"), "{error}");
        let mut request = partner.api().list_customers().request().unwrap();
        let name: http::HeaderName = name.parse().unwrap();
        request.headers_mut().insert(name, http::HeaderValue::from_static("1"));
        let sent = partner.api().send::<Value>(request).await.map_err(partner_center::Error::from);
        assert!(sent.unwrap_err().is_invalid());
    }
    assert!(script.asked().is_empty());
}

#[tokio::test]
async fn an_empty_value_is_nothing_where_the_document_has_no_body() {
    for body in ["", "null", "{}", r#""""#] {
        let script = Script::new([answer(202, body)]);
        let partner = script.partner();
        partner.api().register_subscription("a", "b").send().await.unwrap();
        assert_eq!(script.asked().len(), 1, "{body}");
    }
}
