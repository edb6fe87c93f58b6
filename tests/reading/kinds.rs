//! The five kinds of line, by both ways of paging, billed and not billed yet.

use futures::TryStreamExt;
use partner_center::invoice::LineItemQuery;
use partner_center::types::{InvoiceLineItem, LineItemKind, Period};
use partner_center::{PurchaseLine, PurchaseRequest, listing::Listing};
use partner_center_emulator::{LineTokens, Profile, seed};

use crate::stage::{LINES, Stage, key};

fn five() -> [(&'static str, &'static str, LineItemQuery, LineItemKind); 5] {
    [
        ("office", "billinglineitems", LineItemQuery::office(), LineItemKind::LicenseBased),
        ("azure", "billinglineitems", LineItemQuery::azure(), LineItemKind::UsageBased),
        ("azure", "usagelineitems", LineItemQuery::azure_usage(), LineItemKind::DailyUsage),
        ("onetime", "billinglineitems", LineItemQuery::one_time(), LineItemKind::OneTime),
        (
            "onetime",
            "usagelineitems",
            LineItemQuery::one_time_usage("USD"),
            LineItemKind::DailyRatedUsage,
        ),
    ]
}

/// All lines of a list, which are of that kind and none of them twice.
async fn read(list: Listing<InvoiceLineItem>, kind: LineItemKind) -> usize {
    let lines: Vec<_> = list.items().try_collect().await.unwrap();
    assert!(lines.iter().all(|line| line.kind() == Some(kind)), "{kind:?}: {lines:?}");
    let different: std::collections::HashSet<_> = lines.iter().map(key).collect();
    assert_eq!(different.len(), lines.len(), "{kind:?} twice");
    lines.len()
}

#[tokio::test]
async fn each_kind_is_read_to_its_end() {
    for profile in [Profile::Wire, Profile::Plain] {
        let stage = Stage::with(|settings| settings.profile = profile);
        for (provider, word, lines, kind) in five() {
            for (count, requests) in [(0, 1), (1, 1), (10, 1), (11, 2), (25, 3)] {
                let invoice = stage.invoice_of(count, provider, word);
                let before = stage.asked(LINES);
                let list = stage.partner.line_items(&invoice, lines.clone().page_size(10));
                assert_eq!(read(list, kind).await as u64, count, "{provider} {word}");
                assert_eq!(stage.asked(LINES) - before, requests, "{provider} {word} {count}");
            }
        }
    }
}

#[tokio::test]
async fn the_token_is_found_wherever_it_stands() {
    for place in [LineTokens::AsShown, LineTokens::Body, LineTokens::Link] {
        let stage = Stage::with(|settings| settings.line_tokens = place);
        for (provider, word, lines, kind) in five() {
            let invoice = stage.invoice_of(7, provider, word);
            let list = stage.partner.line_items(&invoice, lines.page_size(2));
            assert_eq!(read(list, kind).await, 7, "{place:?}");
        }
    }
}

#[tokio::test]
async fn two_thousand_lines_come_at_a_time_unless_told_otherwise() {
    let stage = Stage::new();
    let invoice = stage.invoice(4_001);
    let list = stage.partner.line_items(&invoice, LineItemQuery::one_time());
    let pages: Vec<_> = list.pages().map_ok(|page| page.items.len()).try_collect().await.unwrap();
    assert_eq!(pages, [2_000, 2_000, 1]);
}

#[tokio::test]
async fn lines_that_are_not_billed_yet_come_in_the_same_way() {
    for place in [LineTokens::AsShown, LineTokens::Body, LineTokens::Link] {
        let stage = Stage::with(|settings| {
            settings.line_tokens = place;
            settings.invoice_delay_seconds = 30 * 24 * 3_600;
            settings.usage_delay_seconds = 0;
        });
        // The emulator bills what was since its start: all of January.
        stage.emulator.clock().advance(std::time::Duration::from_secs(31 * 24 * 3_600));
        let usage = LineItemQuery::one_time_usage("USD").period(Period::Previous).page_size(7);
        let list = stage.partner.unbilled_line_items("USD", usage).unwrap();
        // Two meters run every day of January.
        assert_eq!(read(list, LineItemKind::DailyRatedUsage).await, 62, "{place:?}");
        assert_eq!(stage.asked("listUnbilledLineItems"), 9);

        let customer = stage.partner.customer(seed::CUSTOMER_US);
        let software = PurchaseLine::sku(seed::PRODUCT_PERPETUAL, seed::SKU_PERPETUAL, 1);
        let request = PurchaseRequest::new(software).segment("commercial".into());
        for _ in 0..3 {
            assert!(customer.purchase(&request).run().await.unwrap().is_complete());
        }
        let charges = LineItemQuery::one_time().period(Period::Current).page_size(1);
        let list = stage.partner.unbilled_line_items("USD", charges).unwrap();
        assert_eq!(read(list, LineItemKind::OneTime).await, 3, "{place:?}");
    }
}

#[tokio::test]
async fn the_running_period_is_what_is_asked_for_unless_told_otherwise() {
    let stage = Stage::new();
    let list = stage.partner.unbilled_line_items("eur", LineItemQuery::one_time()).unwrap();
    read(list, LineItemKind::OneTime).await;
    let asked = stage.emulator.transcript().pop().unwrap().path;
    assert!(asked.contains("period=current") && asked.contains("currencycode=eur"), "{asked}");
}

#[tokio::test]
async fn the_details_of_an_invoice_lead_to_its_lines() {
    let stage = Stage::new();
    for (invoice, kinds) in [
        ("G000000101", vec![LineItemKind::OneTime, LineItemKind::DailyRatedUsage]),
        (
            "D020000A02",
            vec![LineItemKind::LicenseBased, LineItemKind::UsageBased, LineItemKind::DailyUsage],
        ),
    ] {
        let invoice = stage.partner.invoice(&invoice.into()).await.unwrap();
        let id = invoice.id.clone().unwrap();
        let mut found = Vec::new();
        for detail in &invoice.invoice_details {
            let lines = LineItemQuery::of_detail(&invoice, detail).unwrap();
            let list = stage.partner.line_items(&id, lines);
            let line = list.items().try_next().await.unwrap().unwrap();
            found.push(line.kind().unwrap());
        }
        assert_eq!(found, kinds);
    }
}

#[tokio::test]
async fn usage_with_and_without_earned_credit_is_told_apart() {
    let stage = Stage::new();
    let invoice = "G000000101".into();
    let mut counts = Vec::new();
    for lines in [
        LineItemQuery::one_time_usage("USD"),
        LineItemQuery::one_time_usage("USD").with_earned_credit(),
        LineItemQuery::one_time_usage("USD").without_earned_credit(),
    ] {
        let list = stage.partner.line_items(&invoice, lines);
        counts.push(read(list, LineItemKind::DailyRatedUsage).await);
    }
    assert_eq!(counts, [60, 30, 30]);
}

#[tokio::test]
async fn estimate_links_tell_what_is_not_billed_yet() {
    let stage = Stage::new();
    let links = stage.partner.estimate_links("USD").await.unwrap();
    let told: Vec<_> = links
        .iter()
        .map(|link| format!("{} {}", link.type_.as_ref().unwrap(), link.period.as_ref().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            "daily_rated_usage current",
            "daily_rated_usage previous",
            "non_consumption current",
            "non_consumption previous",
        ]
    );
}
