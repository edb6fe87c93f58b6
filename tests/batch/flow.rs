//! What becomes of rows.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use partner_center::PurchaseLine;
use partner_center::batch::{Batch, BatchRow, RowState, Rows};
use partner_center::cart::PurchaseLimits;
use partner_center::journal::{EntryState, Journal, MemoryJournal, PurchaseKey};
use partner_center_emulator::{Action, Fault, When, seed};
use partner_center_test_support::{request, software};

use crate::stage::{Stage, checked, row, row_of, rows};

#[tokio::test]
async fn every_row_of_a_csv_file_is_bought_once() {
    let stage = Stage::new();
    let text = format!(
        "key,customer,product,sku,quantity,segment\n\
         a,{us},{product},0001,1,commercial\n\
         b,{de},{product},0001,2,commercial\n\
         b,,{product},0005,1,\n",
        us = seed::CUSTOMER_US,
        de = seed::CUSTOMER_DE,
        product = seed::PRODUCT_PERPETUAL,
    );
    for earlier in [0, 2] {
        let rows = Rows::csv(std::io::Cursor::new(text.clone())).check().await.unwrap();
        let report = stage.batch().run(rows).await.unwrap();
        assert!(report.is_all_bought(), "{report}");
        assert_eq!((report.rows, report.earlier), (2, earlier), "{report}");
        assert_eq!(stage.bought().len(), 2);
    }
}

#[tokio::test]
async fn one_bad_row_in_a_file_keeps_all_from_being_bought() {
    let stage = Stage::new();
    let told = Arc::new(Mutex::new(Vec::new()));
    let watch = told.clone();
    let mut wrong = rows(3);
    wrong[1] = row(2, 0);
    wrong.push(row(1, 1));
    wrong.push(BatchRow { customer: "../orders".into(), ..row(9, 1) });
    let limits = PurchaseLimits::new().quantity_per_line(1);
    wrong.push(row_of(10, request(software(2)).limits(limits)));
    let rows = Rows::of(wrong).on_problem(move |problem| {
        watch.lock().unwrap().push((problem.line, problem.field.clone().unwrap()));
    });
    let refused = rows.check().await.unwrap_err();
    assert_eq!(refused.count(), 4, "{refused:?}");
    assert!(refused.problems()[1].reason.contains("is that of line 1, too"), "{refused:?}");
    let told = told.lock().unwrap().clone();
    let told: Vec<_> = told.iter().map(|(line, field)| (*line, field.as_str())).collect();
    assert_eq!(told, [(2, "request"), (4, "key"), (5, "customer"), (6, "request.limits")]);
    assert_eq!(stage.emulator.requests().total, 0);
}

#[tokio::test]
async fn without_a_row_there_is_nothing_to_run() {
    let refused = Rows::json_lines("\n \n".as_bytes()).check().await.unwrap_err();
    assert!(refused.to_string().contains("there is no row"), "{refused}");
}

#[tokio::test]
async fn one_row_that_fails_stops_no_other() {
    let stage = Stage::new();
    let mut mixed = rows(3);
    mixed.push(row_of(4, request(PurchaseLine::sku("CONTOSO00001", "9999", 1))));
    let refused = BatchRow { customer: seed::CUSTOMER_NO_AGREEMENT.into(), ..row(5, 1) };
    mixed.push(BatchRow { request: request(software(1)).segment("education".into()), ..refused });
    let results = stage.results(mixed.clone()).await;
    let states: Vec<_> = results.iter().map(|result| result.state).collect();
    let bought = RowState::Bought;
    assert_eq!(states[..4], [bought, bought, bought, RowState::Failed], "{results:#?}");
    assert!(matches!(states[4], RowState::NotBought | RowState::Failed), "{results:#?}");
    assert!(results.iter().all(|result| result.settled == result.state.is_settled()));
    assert!(results[3].message.contains("nothing was bought"), "{}", results[3]);
    assert!(results[3].request_id.is_some() && results[0].correlation_id.is_some());
    let orders = results.iter().flat_map(|result| &result.orders);
    let mut orders: Vec<_> = orders.map(|order| order.as_str().to_owned()).collect();
    orders.sort();
    let mut placed = stage.bought();
    placed.sort();
    assert_eq!(orders, placed);
}

#[tokio::test]
async fn a_row_in_doubt_is_settled_at_the_end_while_the_others_go_on() {
    for when in [When::Before, When::After] {
        let stage = Stage::new();
        stage.fault("checkoutCart", Action::cut(when));
        let mut waits = 0;
        let mut order = Vec::new();
        let batch = Batch::new(&stage.partner, stage.journal.clone())
            .concurrency(1)
            .on_progress(|report| waits += usize::from(report.waiting_until.is_some()))
            .on_row(|result| order.push(result.line));
        let report = batch.run(checked(rows(3)).await).await.unwrap();
        assert!(report.is_all_bought(), "{when:?}: {report}");
        assert_eq!(order, [2, 3, 1], "{when:?}");
        assert!(waits > 0);
        assert_eq!(stage.bought().len(), 3, "{when:?}");
    }
}

#[tokio::test]
async fn a_doubt_that_nobody_waits_for_stays_one_and_is_settled_by_the_next_run() {
    let stage = Stage::new();
    stage.fault("checkoutCart", Action::cut(When::Before));
    let batch = stage.batch().concurrency(1).waiting(Duration::ZERO);
    let report = batch.run(checked(rows(2)).await).await.unwrap();
    assert_eq!((report.bought, report.in_doubt), (1, 1), "{report}");
    let report = stage.batch().run(checked(rows(2)).await).await.unwrap();
    assert!(report.is_all_bought(), "{report}");
    assert_eq!((report.earlier, stage.bought().len()), (1, 2));
}

#[tokio::test]
async fn a_reason_that_passes_is_outlasted_and_only_so_often() {
    for (operation, action, times) in [
        ("getSku", Action::refuse(404, "400018"), 1),
        // More than one call of a row tries by itself.
        ("createCart", Action::refuse(500, "800003"), 14),
        ("checkoutCart", Action::refuse(400, "800082"), 3),
    ] {
        let stage = Stage::new();
        stage.emulator.fault(Fault::on(operation, action).times(times));
        let results = stage.results(rows(1)).await;
        let is_passing = operation != "getSku";
        assert_eq!(results[0].state.is_settled(), is_passing, "{operation}: {}", results[0]);
        assert_eq!(stage.bought().len(), usize::from(is_passing), "{operation}");
    }
    let stage = Stage::new();
    stage.emulator.fault(Fault::on("createCart", Action::refuse(500, "800003")).times(1_000));
    let results = stage.results(rows(1)).await;
    assert_eq!(results[0].state, RowState::Failed, "{}", results[0]);
    assert!(stage.bought().is_empty());
}

#[tokio::test]
async fn what_was_refused_is_begun_anew_where_that_is_asked_for() {
    let stage = Stage::new();
    stage.fault("checkoutCart", Action::refuse(403, "13605"));
    for _ in 0..2 {
        let report = stage.batch().run(checked(rows(1)).await).await.unwrap();
        assert_eq!(report.not_bought, 1, "{report}");
    }
    let report = stage.batch().try_refused_again().run(checked(rows(1)).await).await.unwrap();
    assert!(report.is_all_bought(), "{report}");
    assert_eq!((report.earlier, stage.bought().len()), (0, 1));
}

#[tokio::test]
async fn a_key_that_was_used_for_something_else_fails_alone() {
    let stage = Stage::new();
    stage.results(rows(1)).await;
    let results = stage.results(vec![row(1, 7), row(2, 1)]).await;
    assert_eq!(results[0].state, RowState::Failed);
    assert!(results[0].message.contains("with other contents"), "{}", results[0]);
    assert_eq!(results[1].state, RowState::Bought);
    assert_eq!(stage.bought().len(), 2);
}

#[tokio::test]
async fn a_row_in_other_hands_is_left_alone_until_their_time_is_over() {
    let stage = Stage::new();
    let key = PurchaseKey::new("row 1").unwrap();
    let other = MemoryJournal::new();
    // Another worker has begun it and is gone.
    let (customer, wanted) = (stage.customer(), request(software(1)));
    let begun = customer.purchase(&wanted).recorded(other.clone(), key.clone()).worker("gone");
    assert!(begun.run().await.unwrap().is_bought());
    let mut entry = other.read(&key).await.unwrap().unwrap();
    assert_eq!(entry.state, EntryState::Bought);
    let mut record: serde_json::Value = serde_json::from_str(&entry.record).unwrap();
    record["state"] = serde_json::json!({ "chosen": {} });
    let since: partner_center::external::chrono::DateTime<_> = entry.since;
    entry.record = record.to_string();
    (entry.revision, entry.state) = (1, EntryState::Chosen);
    entry.claims = Vec::new();
    let until = since + Duration::from_secs(300);
    entry.lease = Some(partner_center::journal::Lease { worker: "gone".to_owned(), until });
    stage.journal.write(&entry).await.unwrap();
    let before = stage.bought().len();
    let results = stage.results(rows(1)).await;
    assert_eq!(results[0].state, RowState::Bought, "{}", results[0]);
    assert!(results[0].at >= until, "{}", results[0].at);
    assert_eq!(stage.bought().len(), before + 1);
}
