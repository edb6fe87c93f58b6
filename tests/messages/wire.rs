//! What is said of a call that failed on the wire: in one line, in one line with the ids, and in
//! several lines.

use partner_center::Error;
use partner_center_test_support::{Reply, Script, answer, answer_with, create, read};

/// The three forms, each as a user sees it.
fn forms(error: &Error) -> String {
    format!("{error}\n\n{error:#}\n\n{error:?}")
}

async fn refused(reply: impl Fn() -> Reply) -> Error {
    let script = Script::new(std::iter::repeat_with(reply).take(4));
    read(&script.partner()).await.unwrap_err()
}

#[tokio::test]
async fn a_refusal_with_a_known_code_says_what_it_means_and_what_to_do() {
    let body = r#"{"code":"400018","description":"SKU '0009' of 'Jane Doe' is gone."}"#;
    let script = Script::new([answer(404, body)]);
    let partner = script.partner();
    let call = partner.api().get_sku("DZH318Z0BQ3Q", "0009", "US").send();
    let error = Error::from(call.await.unwrap_err());
    insta::assert_snapshot!(forms(&error), @"
    getSku: refused with 404, code 400018: the product has no such SKU in this country; check the SKU id, with its leading zeros, and the country

    getSku: refused with 404, code 400018: the product has no such SKU in this country; check the SKU id, with its leading zeros, and the country [delivery: not done; tries: 1; request id: 3d58bb03-f31a-4686-8763-de764d6fe1b0; correlation id: a833bdcd-b6d1-4eb1-88dc-97e5aab5fe3d]

    getSku: refused with 404, code 400018: the product has no such SKU in this country; check the SKU id, with its leading zeros, and the country
      because      SKU '0009' of '…' is gone.
      delivery     not done
      tries        1
      request id   3d58bb03-f31a-4686-8763-de764d6fe1b0
      correlation  a833bdcd-b6d1-4eb1-88dc-97e5aab5fe3d
    ");
}

#[tokio::test]
async fn a_refusal_with_an_unknown_code_says_what_the_status_means() {
    let error = refused(|| answer(403, r#"{"code":"424242","description":"No."}"#)).await;
    insta::assert_snapshot!(forms(&error), @"
    getCart: refused with 403, code 424242: the service forbids it to whoever signed in; check the user's roles or the application's permissions, and that the customer is this partner's

    getCart: refused with 403, code 424242: the service forbids it to whoever signed in; check the user's roles or the application's permissions, and that the customer is this partner's [delivery: not done; tries: 1; request id: 3d58bb03-f31a-4686-8763-de764d6fe1b0; correlation id: a833bdcd-b6d1-4eb1-88dc-97e5aab5fe3d]

    getCart: refused with 403, code 424242: the service forbids it to whoever signed in; check the user's roles or the application's permissions, and that the customer is this partner's
      because      No.
      delivery     not done
      tries        1
      request id   3d58bb03-f31a-4686-8763-de764d6fe1b0
      correlation  a833bdcd-b6d1-4eb1-88dc-97e5aab5fe3d
    ");
}

#[tokio::test]
async fn a_host_that_is_not_reached_is_named() {
    let error = refused(|| Reply::Unsent).await;
    insta::assert_snapshot!(forms(&error), @"
    getCart: api.contoso.test could not be reached, after 4 tries; check the network, the proxy (`HTTPS_PROXY`) and `base_url`

    getCart: api.contoso.test could not be reached; check the network, the proxy (`HTTPS_PROXY`) and `base_url` [delivery: not done; tries: 4; request id: 3d58bb03-f31a-4686-8763-de764d6fe1b0; correlation id: a833bdcd-b6d1-4eb1-88dc-97e5aab5fe3d]

    getCart: api.contoso.test could not be reached, after 4 tries; check the network, the proxy (`HTTPS_PROXY`) and `base_url`
      because      no connection could be opened
      because      connection refused
      delivery     not done
      tries        4
      request id   3d58bb03-f31a-4686-8763-de764d6fe1b0
      correlation  a833bdcd-b6d1-4eb1-88dc-97e5aab5fe3d
    ");
}

#[tokio::test]
async fn a_port_that_is_not_that_of_https_is_named_too() {
    let script = Script::new([Reply::Lost]);
    let partner = script.builder().base_url("http://localhost:8470").build().unwrap();
    let error = create(&partner).await.unwrap_err();
    insta::assert_snapshot!(error, @"createCart: no answer came from localhost:8470; it may have been carried out: look at what exists before asking again");
}

#[tokio::test]
async fn a_lost_answer_to_a_write_says_what_to_look_at() {
    let script = Script::new([Reply::Lost]);
    let error = create(&script.partner()).await.unwrap_err();
    insta::assert_snapshot!(forms(&error), @"
    createCart: no answer came from api.contoso.test; it may have been carried out: look at what exists before asking again

    createCart: no answer came from api.contoso.test; it may have been carried out: look at what exists before asking again [delivery: unknown; tries: 1; request id: 3d58bb03-f31a-4686-8763-de764d6fe1b0; correlation id: a833bdcd-b6d1-4eb1-88dc-97e5aab5fe3d]

    createCart: no answer came from api.contoso.test; it may have been carried out: look at what exists before asking again
      because      the connection broke before the answer was complete
      because      connection reset
      delivery     unknown
      tries        1
      request id   3d58bb03-f31a-4686-8763-de764d6fe1b0
      correlation  a833bdcd-b6d1-4eb1-88dc-97e5aab5fe3d
    ");
}

#[tokio::test]
async fn a_redirect_names_the_setting() {
    let to = [("location", "https://elsewhere.test/v1/carts?name=Jane")];
    let error = refused(|| answer_with(302, &to, "")).await;
    insta::assert_snapshot!(error, @"getCart: answered with another address, `https://elsewhere.test/v1/carts`, which was not followed; check `base_url`");
}

#[tokio::test]
async fn what_the_service_says_can_write_no_lines_into_a_log() {
    let body = r#"{"code":"4242\n42","description":"first\nsecond\u001b[31m"}"#;
    let error = refused(|| answer(400, body)).await;
    crate::check_line(&error.to_string());
    crate::check_line(&format!("{error:#}"));
    for line in format!("{error:?}").lines().skip(1) {
        crate::check_line(line);
        assert!(line.starts_with("  "), "{line}");
    }
}
