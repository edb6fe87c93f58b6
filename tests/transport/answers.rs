//! Requests as the service expects them, answers as it gives them.

use partner_center::Delivery;
use partner_center_test_support::{Reply, Script, answer, answer_with, checkout, create, read};

const CHECKED_OUT: &str = r#"{"orders":[{"id":"order-1"}]}"#;

#[tokio::test]
async fn the_headers_of_a_read_and_of_a_write_without_body() {
    let script = Script::new([answer(200, "{}"), answer(201, CHECKED_OUT)]);
    let partner = script.builder().locale("de-DE").application("Fabrikam Shop").build().unwrap();
    read(&partner).await.unwrap();
    checkout(&partner).await.unwrap();
    let shown: Vec<String> = script
        .asked()
        .iter()
        .map(|ask| {
            let mut lines: Vec<_> = ask
                .headers
                .iter()
                .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
                .collect();
            lines.sort();
            format!("{}\n{}", ask.line, lines.join("\n"))
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n\n"), @"
    GET /v1/customers/5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21/carts/a3c1d9e4-7b0f-4a68-9f1e-2d4b6c8e0f13
    accept: application/json
    authorization: Bearer token-1
    ms-contract-version: v1
    ms-correlationid: a833bdcd-b6d1-4eb1-88dc-97e5aab5fe3d
    ms-partnercenter-application: Fabrikam Shop
    ms-requestid: 3d58bb03-f31a-4686-8763-de764d6fe1b0
    x-locale: de-DE

    POST /v1/customers/5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21/carts/a3c1d9e4-7b0f-4a68-9f1e-2d4b6c8e0f13/checkout
    accept: application/json
    authorization: Bearer token-1
    content-length: 0
    ms-contract-version: v1
    ms-correlationid: 027a617d-2237-46c9-87f4-e5c44c95357a
    ms-partnercenter-application: Fabrikam Shop
    ms-requestid: c4e77f0c-e2a3-4df5-9932-ef6461dfa32a
    x-locale: de-DE
    ");
}

#[tokio::test]
async fn a_byte_order_mark_and_doubled_headers_do_no_harm() {
    let headers = [
        ("content-type", "application/json; charset=utf-8"),
        ("ms-requestid", "r-1,r-1"),
        ("x-locale", "en-US,en-US"),
    ];
    let script = Script::new([answer_with(200, &headers, "\u{feff}{\"id\":\"cart-1\"}")]);
    let partner = script.partner();
    let call = partner.api().get_cart("a", "b");
    let response = call.send().await.unwrap();
    assert_eq!(response.headers()["ms-requestid"], "r-1");
    assert_eq!(response.headers()["x-locale"], "en-US");
    assert_eq!(response.into_inner().id.unwrap().as_str(), "cart-1");
}

#[tokio::test]
async fn every_shape_of_a_refusal_is_read() {
    for (status, body, code, description, unread) in [
        (
            400,
            "\u{feff}{\"code\":\"800002\",\"description\":\"bad\",\"data\":[],\"source\":\"s\"}",
            Some("800002"),
            Some("bad"),
            false,
        ),
        (400, r#"{"code":800002}"#, Some("800002"), None, false),
        (404, r#"{"statusCode":404,"message":"none"}"#, None, Some("none"), false),
        (403, "", None, None, false),
        (403, "<html>no</html>", None, None, true),
        (403, "plainly no", None, None, true),
        (403, "[]", None, None, true),
    ] {
        let script = Script::new([answer(status, body)]);
        let error = read(&script.partner()).await.unwrap_err();
        assert!(error.is_refused(), "{body}");
        assert_eq!(error.status(), Some(status));
        assert_eq!((error.code(), error.description()), (code, description), "{body}");
        assert_eq!(error.body().is_some(), unread, "{body}");
    }
}

#[tokio::test]
async fn an_error_tells_the_ids_that_were_sent_and_others_that_the_answer_names() {
    let other = [("ms-requestid", "r-1,r-1"), ("ms-correlationid", "c-1")];
    let script = Script::new([answer_with(404, &other, ""), answer(404, "")]);
    let partner = script.partner();
    for answered in [(Some("r-1"), Some("c-1")), (None, None)] {
        let error = read(&partner).await.unwrap_err();
        let asked = script.asked().pop().unwrap();
        assert_eq!(error.request_id(), Some(asked.header("ms-requestid")));
        assert_eq!(error.correlation_id(), Some(asked.header("ms-correlationid")));
        assert_eq!((error.answered_request_id(), error.answered_correlation_id()), answered);
    }
}

#[tokio::test]
async fn an_answer_tells_what_was_sent_for_it() {
    let script = Script::new([answer(503, ""), answer(200, "{}")]);
    let answer = script.partner().api().get_cart("a", "b").send().await.unwrap();
    let asked = script.asked();
    assert_eq!(answer.sent().request_id(), Some(asked[1].header("ms-requestid")));
    assert_eq!(answer.sent().correlation_id(), Some(asked[1].header("ms-correlationid")));
    assert_eq!(answer.sent().tries(), 2);
}

#[tokio::test]
async fn a_refusal_without_body_is_explained_by_its_challenge() {
    let challenge = r#"Bearer error="invalid_token", error_description="the audience is wrong""#;
    let refused = || answer_with(401, &[("www-authenticate", challenge)], "");
    let script = Script::new([refused(), refused()]);
    let error = read(&script.partner()).await.unwrap_err();
    assert!(error.is_auth());
    assert_eq!(error.description(), Some("the audience is wrong"));
}

#[tokio::test]
async fn a_page_of_html_is_an_error_with_its_status_and_beginning() {
    let page = || answer_with(502, &[("content-type", "text/html")], "<html>Bad Gateway</html>");
    let script = Script::new([page(), page(), page(), page()]);
    let error = read(&script.partner()).await.unwrap_err();
    assert_eq!(error.status(), Some(502));
    assert_eq!(error.body(), Some("<html>Bad Gateway</html>"));
    insta::assert_snapshot!(error, @"getCart: refused with 502, after 4 tries: the service failed; try again later");

    // The same page with 200 is as bad: a success that is none.
    let html = [("content-type", "text/html")];
    let script = Script::new([answer_with(200, &html, "<html>Sorry</html>"), answer(200, "{}")]);
    read(&script.partner()).await.unwrap();
    assert_eq!(script.asked().len(), 2);
}

#[tokio::test]
async fn a_success_that_cannot_be_read_says_what_that_means() {
    for body in ["{\"orders\":", "<html>", "", "{\"orders\":7}"] {
        let script = Script::new([answer(201, body)]);
        let error = checkout(&script.partner()).await.unwrap_err();
        assert!(error.is_unreadable(), "{error}");
        assert_eq!(error.delivery(), Delivery::Unknown);
        assert_eq!(error.status(), Some(201));
        assert_eq!(error.body().unwrap_or_default(), body);
        assert!(error.request_id().is_some());
        assert_eq!(script.asked().len(), 1);
        assert_eq!(
            error.to_string(),
            "checkoutCart: the answer (201) could not be used, its body does not have the \
             documented form; the service had accepted the request, so it was most likely \
             bought: do not buy it again, but settle the cart with `Customer::settle`"
        );
    }
    let script = Script::new([answer(200, r#"{"lineItems":7}"#)]);
    let error = read(&script.partner()).await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::NotDone);
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("invalid type"));
    insta::assert_snapshot!(error, @"getCart: the answer (200) could not be used, its body does not have the documented form");
}

#[tokio::test]
async fn a_success_with_another_status_than_documented_is_a_success() {
    for status in [200, 201, 202] {
        let script = Script::new([answer(status, "{}")]);
        create(&script.partner()).await.unwrap();
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_leaves_a_write_in_doubt_and_a_read_to_try_again() {
    let script = Script::new([Reply::Cut(201)]);
    let error = create(&script.partner()).await.unwrap_err();
    assert_eq!((error.status(), error.delivery()), (Some(201), Delivery::Unknown));
    assert!(error.to_string().contains("its body broke off; the service had accepted"), "{error}");

    let script = Script::new([Reply::Cut(200), answer(200, "{}")]);
    read(&script.partner()).await.unwrap();

    // The status of a refusal is known even so.
    let script = Script::new([Reply::Cut(404)]);
    assert!(read(&script.partner()).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn an_answer_over_the_limit_is_refused_once() {
    let script = Script::new([answer(200, r#"{"id":"0123456789"}"#)]);
    let partner = script.builder().response_limit(10).build().unwrap();
    let error = read(&partner).await.unwrap_err();
    assert_eq!(script.asked().len(), 1);
    insta::assert_snapshot!(error, @"getCart: the answer (200) could not be used, its body is larger than 10 bytes: raise the client's response limit");
}

#[tokio::test]
async fn a_known_code_is_explained() {
    let script = Script::new([answer(400, r#"{"code":"800009"}"#)]);
    let error = checkout(&script.partner()).await.unwrap_err();
    assert_eq!(error.explain().unwrap().code, "800009");
    assert_eq!(error.remedy(), Some(error.explain().unwrap().remedy));
}

#[tokio::test]
async fn what_the_body_says_is_in_no_error_that_it_causes() {
    for body in [
        r#"{"lineItems":"canary-7f3a"}"#,
        r#"{"expirationTimestamp":"canary-7f3a"}"#,
        r#"{"lineItems":[{"quantity":"canary-7f3a"}]}"#,
        r#"{"canary-7f3a"#,
        r#"{"id":canary-7f3a}"#,
    ] {
        let script = Script::new(std::iter::repeat_with(|| answer(201, body)).take(4));
        let error = create(&script.partner()).await.unwrap_err();
        assert!(error.is_unreadable() && error.body().unwrap().contains("canary"), "{error}");
        let mut shown = format!("{error} {error:?}");
        let mut source = std::error::Error::source(&error);
        while let Some(inner) = source {
            shown += &format!(" {inner} {inner:?}");
            source = inner.source();
        }
        assert!(!shown.contains("canary"), "{shown}");
    }
}

#[tokio::test]
async fn what_is_fetched_has_its_body_and_its_value() {
    let script =
        Script::new([answer(200, r#"{"id":"cart-1"}"#), answer(200, r#"{"lineItems":7}"#)]);
    let partner = script.partner();
    let fetch = || partner.api().get_cart("a", "b").fetch();
    let fetched = fetch().await.unwrap().into_inner();
    assert_eq!(&fetched.bytes()[..], br#"{"id":"cart-1"}"#);
    assert_eq!(fetched.clone().decode().unwrap(), fetched.decode().unwrap());

    // JSON of another form is not asked for again, and its error comes with the decoding.
    let fetched = fetch().await.unwrap().into_inner();
    assert_eq!(&fetched.bytes()[..], br#"{"lineItems":7}"#);
    let error = partner_center::Error::from(fetched.decode().unwrap_err());
    assert!(error.is_unreadable() && error.operation() == Some("getCart"), "{error}");
    assert_eq!(script.asked().len(), 2);
}
