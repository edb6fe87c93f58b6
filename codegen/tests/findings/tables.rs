//! Tables of codes, and quirks.

use super::*;

#[test]
fn a_code_has_all_that_is_asked_of_it() {
    check!("codes.yaml", "retry: after-change, bought: 'no'" => "retry: perhaps", @r#"
    spec/codes.yaml:1: `bought` of this code is missing [codes]
      at /0
      `bought` is one of no, unknown

    spec/codes.yaml:1: `retry` of this code is not what it should be [codes]
      at /0/retry
      `retry` is one of never, later, after-change
    "#);
}

#[test]
fn a_failure_of_the_service_is_in_doubt() {
    check!("codes.yaml", "status: 404" => "status: 500", @r#"
    spec/carts/operations.yaml:11: there is no code 404/800008 in codes.yaml [codes]
      at /cart/get/x-pc-codes/0
      write status and code as "404/400013", or add the code there

    spec/codes.yaml:1: this says that nothing was done, although the service failed [codes]
      at /0/bought
      a status of 500 and above is `unknown`
    "#);
}

#[test]
fn a_code_of_a_line_and_of_the_sign_in_says_what_can_be_done() {
    check!("cart-codes.yaml", "retry: after-change, bought: 'no'" => "retry: perhaps", @"
    spec/cart-codes.yaml:1: `bought` of this code is missing [codes]
      at /0
      `bought` is one of no, unknown

    spec/cart-codes.yaml:1: `retry` of this code is not what it should be [codes]
      at /0/retry
      `retry` is one of never, later, after-change
    ");
    check!("sign-in-codes.yaml", "interaction: mfa" => "interaction: perhaps, name: Mfa", @"
    spec/sign-in-codes.yaml:1: `interaction` of this code is not what it should be [codes]
      at /0/interaction
      `interaction` is one of none, sign-in, mfa

    spec/sign-in-codes.yaml:1: `name` means nothing here [codes]
      at /0/name
      a code has code, meaning, cause, remedy, retry, interaction, link
    ");
    check!("sign-in-codes.yaml", "50076" => "AADSTS50076", @"
    spec/sign-in-codes.yaml:1: `code` of this code is not what it should be [codes]
      at /0/code
      `code` is a whole number
    ");
}

#[test]
fn codes_are_sorted_and_occur_once() {
    check!("codes.yaml", "- { status" => "- { status: 400, code: '900000', name: A, retry: never, bought: 'no', meaning: B, cause: D, remedy: C }\n- { status", @r#"
    spec/codes.yaml:2: 404/800008 is out of order, or there twice [codes]
      at /1
      sort by code, as a number, and then by status
    "#);
}

#[test]
fn a_quirk_cites_its_evidence() {
    check!("quirks.md", "(https://example.com/carts)" => "", @r#"
    spec/quirks.md:3: Q-LINEID cites nothing [quirk]
      link to the page that shows it
    "#);
}
