//! What looks like a token and is none: harmless.
//!
//! Whether the page for a wrong hint is asked for before the right one is known depends on
//! which thread is quicker; the tests of `src/listing/pages.rs` make it so.

use futures::{StreamExt, TryStreamExt};
use partner_center::invoice::LineItemQuery;
use partner_center::types::InvoiceLineItem;
use partner_center_emulator::{Action, LineTokens};
use serde_json::json;

use crate::stage::{LINES, Stage, all, key};
use crate::tapped::Tapped;

/// A line of an unknown kind, with an object that has the members of a page.
fn misleading() -> serde_json::Value {
    json!({
        "attributes": { "objectType": "LineItemOfTomorrow" },
        "page": { "continuationToken": "elsewhere" },
        "links": { "headers": [{ "key": "MS-ContinuationToken", "value": "elsewhere" }] },
    })
}

#[tokio::test]
async fn what_was_fetched_for_a_wrong_hint_is_thrown_away() {
    // With the token before the items, the end of a page has none of its own.
    let stage = Stage::with(|settings| settings.line_tokens = LineTokens::Body);
    let invoice = stage.invoice(6);
    let mut expected = all(stage.lines(&invoice)).await;
    expected[3] = misleading().to_string();
    let before = stage.asked(LINES);
    stage.second_page(Action::OddItem { position: 1, item: misleading() });
    let found: Vec<_> = stage.lines(&invoice).items().try_collect().await.unwrap();
    assert!(matches!(found[3], InvoiceLineItem::Other(_)));
    let same = |one: &str, other: &str| {
        serde_json::from_str::<serde_json::Value>(one).unwrap()
            == serde_json::from_str::<serde_json::Value>(other).unwrap()
    };
    assert!(found.iter().zip(&expected).all(|(found, expected)| same(&key(found), expected)));
    assert_eq!(found.len(), 6);
    // Three pages, and at most one that the service did not know.
    assert!(stage.asked(LINES) - before <= 4);
}

#[tokio::test]
async fn a_hint_on_the_last_page_adds_nothing_to_the_list() {
    let stage = Stage::new();
    let invoice = stage.invoice(2);
    for _ in 0..2 {
        stage.fault(partner_center_emulator::Fault::on(
            LINES,
            Action::OddItem { position: 1, item: misleading() },
        ));
        let mut items = stage.lines(&invoice).items();
        assert!(items.next().await.unwrap().is_ok());
        assert!(items.next().await.unwrap().is_ok());
        assert!(items.next().await.is_none());
    }
}

#[tokio::test]
async fn a_list_that_misleads_is_fetched_for_nothing_once_and_not_always() {
    let stage = Stage::new();
    let invoice = stage.invoice(10);
    let expected = all(stage.lines(&invoice)).await;
    // Where the value comes before its key, the token of the body is what can be seen.
    let partner = Tapped::partner(&stage, |number, body| {
        let mut page: serde_json::Value = serde_json::from_str(&body).unwrap();
        let link = page["links"]["next"].take();
        if let Some(token) = link["headers"][0]["value"].as_str() {
            let token = token.to_owned();
            page["links"]["next"] = json!({
                "headers": [{ "Value": token, "key": "MS-ContinuationToken" }],
            });
            page["continuationToken"] = json!(format!("elsewhere-{number}"));
        }
        page.to_string()
    });
    let before = stage.asked(LINES);
    let lines = LineItemQuery::one_time().page_size(2);
    assert_eq!(all(partner.line_items(&invoice, lines)).await, expected);
    assert!((5..=6).contains(&(stage.asked(LINES) - before)));
}
