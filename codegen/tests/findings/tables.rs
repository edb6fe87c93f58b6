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
