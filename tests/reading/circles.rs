//! Which token leads on, and lists that lead round in a circle.

use futures::{StreamExt, TryStreamExt};
use partner_center::invoice::LineItemQuery;
use partner_center::types::InvoiceLineItem;
use partner_center::{
    Error,
    listing::{Listing, Position},
};
use partner_center_emulator::{Action, Fault};
use partner_center_test_support::{Reply, Script, answer};

use crate::stage::{LINES, Stage, all};

const CIRCLE: &str = "listInvoiceLineItems: the answer (200) could not be used, its token leads \
                      back to a page that was read before";

/// A page with one line of that name, whose tokens stand in link and body as given.
fn page(name: &str, link: Option<&str>, body: Option<&str>) -> Reply {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let headers = link.map_or(String::new(), |token| {
        format!(r#"{{"key":"MS-ContinuationToken","value":{}}}"#, quoted(token))
    });
    let next = format!(
        r#""links":{{"next":{{"uri":"/invoices/G1/lineitems&nvoicelineitemtype=x?size=0?seekOperation=Next","method":"GET","headers":[{headers}]}}}}"#
    );
    let token =
        body.map_or(String::new(), |token| format!(r#","continuationToken":{}"#, quoted(token)));
    let links = if link.is_some() { format!(",{next}") } else { String::new() };
    let page = format!(
        r#"{{"totalCount":99,"items":[{{"productName":"{name}","attributes":{{"objectType":"OneTimeInvoiceLineItem"}}}}]{links}{token}}}"#
    );
    answer(200, page.leak())
}

fn lines(script: &Script) -> Listing<InvoiceLineItem> {
    script.partner().line_items(&"G1".into(), LineItemQuery::one_time())
}

/// What is read until the end or an error, and the tokens that were sent.
async fn read(script: &Script) -> (Vec<String>, Option<Error>, Vec<String>) {
    let mut items = lines(script).items();
    let (mut names, mut error) = (Vec::new(), None);
    while let Some(item) = items.next().await {
        match item {
            Ok(InvoiceLineItem::OneTime(line)) => {
                names.push(line.product_name.unwrap().to_string())
            }
            Ok(other) => panic!("{other:?}"),
            Err(refused) => error = Some(refused),
        }
    }
    (names, error, sent(script))
}

fn sent(script: &Script) -> Vec<String> {
    script.asked().iter().map(|asked| asked.header("ms-continuationtoken").to_owned()).collect()
}

#[tokio::test]
async fn the_token_of_the_link_comes_before_that_of_the_body_and_the_latest_page_decides() {
    let script = Script::new([
        page("a", Some("link-1"), Some("body-1")),
        page("b", None, Some("body-2")),
        page("c", Some(""), Some("body-3")),
        page("d", Some("link \"4\", =/+"), None),
        page("e", None, Some("")),
    ]);
    let (names, error, tokens) = read(&script).await;
    assert_eq!(names.concat(), "abcde");
    assert!(error.is_none());
    assert_eq!(tokens, ["", "link-1", "body-2", "body-3", "link \"4\", =/+"]);
}

#[tokio::test]
async fn a_list_ends_where_neither_link_nor_body_has_a_token() {
    for last in [page("b", None, None), page("b", None, Some(""))] {
        let script = Script::new([page("a", Some("1"), None), last]);
        let (names, error, tokens) = read(&script).await;
        assert_eq!((names.join(""), tokens.join(",")), ("ab".to_owned(), ",1".to_owned()));
        assert!(error.is_none());
    }
}

#[tokio::test]
async fn a_repeated_token_is_an_error_and_no_loop() {
    for (pages, expected) in [
        (vec![("a", "1"), ("b", "1"), ("x", "1")], "ab"),
        (vec![("a", "1"), ("b", "2"), ("c", "1"), ("x", "2")], "abc"),
        (vec![("a", "1"), ("b", "2"), ("c", "3"), ("d", "2"), ("x", "3")], "abcd"),
    ] {
        for in_link in [true, false] {
            let script = Script::new(pages.iter().map(|(name, token)| match in_link {
                true => page(name, Some(token), None),
                false => page(name, None, Some(token)),
            }));
            let (names, error, tokens) = read(&script).await;
            assert_eq!(names.concat(), expected);
            assert_eq!(error.unwrap().to_string(), CIRCLE);
            assert_eq!(tokens.len(), expected.len(), "nothing is asked for once more");
        }
    }
}

#[tokio::test]
async fn after_a_circle_the_same_page_is_asked_where_it_leads_and_nothing_is_repeated() {
    let script = Script::new([page("a", Some("1"), None), page("b", Some("1"), None)]);
    let mut items = lines(&script).items();
    assert_eq!(items.by_ref().take_while(|item| std::future::ready(item.is_ok())).count().await, 2);
    let position = items.position().clone();
    assert_eq!((position.items_before(), position.used()), (2, 1));

    script.then(page("b", Some("2"), None));
    script.then(page("c", None, None));
    let list = lines(&script).starting_at(position).unwrap();
    let rest: Vec<_> = list.items().try_collect().await.unwrap();
    assert!(matches!(&rest[..], [InvoiceLineItem::OneTime(line)]
        if *line.product_name.as_ref().unwrap() == "c"));
    assert_eq!(sent(&script), ["", "1", "1", "2"]);
}

#[tokio::test]
async fn a_circle_over_several_pages_is_still_one_after_a_resumption() {
    let script = Script::new([
        page("a", Some("1"), None),
        page("b", Some("2"), None),
        page("c", Some("1"), None),
    ]);
    let (names, error, _) = read(&script).await;
    assert_eq!((names.concat().as_str(), error.unwrap().to_string().as_str()), ("abc", CIRCLE));

    let script = Script::new([
        page("a", Some("1"), None),
        page("b", Some("2"), None),
        page("c", Some("1"), None),
    ]);
    let mut items = lines(&script).items();
    while let Some(Ok(_)) = items.next().await {}
    let stored = serde_json::to_string(items.position()).unwrap();

    script.then(page("c", Some("1"), None));
    let list = lines(&script).starting_at(serde_json::from_str(&stored).unwrap()).unwrap();
    let rest: Vec<_> = list.items().collect().await;
    assert_eq!(rest.len(), 1, "nothing is given twice");
    assert_eq!(rest[0].as_ref().unwrap_err().to_string(), CIRCLE);
    assert_eq!(sent(&script), ["", "1", "2", "2"]);
}

#[tokio::test]
async fn an_error_about_a_page_tells_what_was_sent_for_it() {
    let script =
        Script::new([page("a", Some("1"), None), answer(503, ""), page("b", Some("1"), None)]);
    let (names, error, _) = read(&script).await;
    let (error, asked) = (error.unwrap(), script.asked());
    assert_eq!((names.concat().as_str(), error.status(), error.tries()), ("ab", Some(200), 2));
    assert_eq!(error.request_id(), Some(asked[2].header("ms-requestid")));
    assert_eq!(error.correlation_id(), Some(asked[2].header("ms-correlationid")));
    assert_eq!(error.answered_request_id(), None);
}

#[tokio::test]
async fn the_emulators_circle_is_found() {
    let stage = Stage::new();
    let invoice = stage.invoice(10);
    stage.fault(Fault::on(LINES, Action::RepeatToken {}).skip(2).times(0));
    let mut items = stage.lines(&invoice).items();
    let mut given = 0;
    let error = loop {
        match items.next().await.unwrap() {
            Ok(_) => given += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((given, error.to_string().as_str()), (6, CIRCLE));
    let position: Position = items.position().clone();
    assert!(items.next().await.is_none());

    stage.emulator.clear_faults();
    let rest = all(stage.lines(&invoice).starting_at(position).unwrap()).await;
    assert_eq!(rest, all(stage.lines(&invoice)).await[6..]);
}
