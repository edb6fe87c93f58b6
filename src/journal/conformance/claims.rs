//! Whose an order is.

use super::made::{done, entry, forget, holds, next, opened, refused};
use crate::journal::{Claim, Entry, Journal, JournalError};
use crate::values::OrderId;

fn claiming(key: &str, orders: &[&str]) -> Entry {
    let claims = orders.iter().map(|order| OrderId::new(*order)).collect();
    Entry { claims, ..entry(key) }
}

pub(super) async fn an_order_is_claimed_once<J: Journal>(
    open: &impl AsyncFn() -> Result<J, JournalError>,
) {
    let journal = opened(open).await;
    let one = claiming("claims one", &["Order-1", "order-1", "order-2"]);
    done(journal.write(&one).await, "claiming orders");
    let is_of_one = |error: &JournalError| {
        error.claim().is_some_and(|claim| claim.by == one.key && claim.order == "ORDER-1")
    };
    let other = claiming("claims other", &["order-3", "ORDER-1"]);
    refused(journal.write(&other).await, is_of_one, "claiming an order of another purchase");
    let orders = ["order-3", "ORDER-1", "none", "order-2"].map(OrderId::new);
    let claims = done(opened(open).await.claimed(&orders).await, "claimed");
    let by_one = |order: &str| Claim { order: order.into(), by: one.key.clone() };
    let expected = [by_one("ORDER-1"), by_one("order-2")];
    assert_eq!(claims, expected, "claims of a refused write, or not those of a good one");
    assert_eq!(done(journal.claimed(&[]).await, "claimed"), [], "claims that nobody asked for");

    let without = claiming("claims other", &["order-3"]);
    done(journal.write(&without).await, "claiming another order");
    let more = Entry { claims: vec!["order-2".into()], ..next(&without, "{}") };
    refused(journal.write(&more).await, |error| error.claim().is_some(), "claiming later on");
    holds(&journal, &without).await;
    forget(&journal, &[one, without]).await;
}

pub(super) async fn a_claim_outlives_its_entry<J: Journal>(
    open: &impl AsyncFn() -> Result<J, JournalError>,
) {
    let journal = opened(open).await;
    let first = claiming("claims kept", &["kept-1"]);
    done(journal.write(&first).await, "claiming an order");
    let second = Entry { claims: vec!["kept-2".into()], ..next(&first, "{}") };
    done(journal.write(&second).await, "leaving a claim out");
    forget(&journal, &[second]).await;

    let later = claiming("claims late", &["KEPT-1"]);
    let is_claimed = |error: &JournalError| error.claim().is_some();
    refused(journal.write(&later).await, is_claimed, "claiming an order of a forgotten purchase");
    let claims = done(journal.claimed(&["kept-1".into(), "kept-2".into()]).await, "claimed");
    assert_eq!(claims.len(), 2, "a claim did not outlive its entry: {claims:?}");

    let again = claiming("claims kept", &["kept-1"]);
    done(journal.write(&again).await, "claiming an order of one's own again");
    forget(&journal, &[again]).await;
}
