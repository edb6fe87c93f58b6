//! Operations on another host than most: where that is, and whom their tokens are for.

use std::path::Path;

use super::document::{findings, small};

const RECEIPT: &str = "payments/operations.yaml";

/// The small document with the receipt on a host of its own, and one more edit of a file.
#[track_caller]
fn elsewhere(file: &str, from: &str, to: &str) -> Vec<String> {
    let mut files = small();
    for (file, from, to) in [
        (
            RECEIPT,
            "receipt:\n",
            "receipt:\n  servers:\n    - url: https://paper.example.com\n      x-pc-host: Paper\n\
             \x20     x-pc-clouds: [global]\n",
        ),
        (
            RECEIPT,
            "operationId: getReceipt\n",
            "operationId: getReceipt\n    security:\n      - appOnly: ['https://paper.example.com/.default']\n",
        ),
        (
            "openapi.yaml",
            "paths:\n",
            "components:\n  securitySchemes:\n    appOnly:\n      type: oauth2\n      flows:\n\
             \x20       clientCredentials:\n          tokenUrl: https://login.example.com\n\
             \x20         scopes: { 'https://paper.example.com/.default': All. }\npaths:\n",
        ),
        (file, from, to),
    ] {
        let text = files.get_mut(Path::new(file)).expect("the small document has it");
        assert!(text.contains(from), "{file} does not contain {from:?}");
        *text = text.replacen(from, to, 1);
    }
    let found = findings(&files);
    let about_servers = found.lines().filter(|line| !line.starts_with(' '));
    about_servers.filter(|line| !line.is_empty()).map(what).collect()
}

/// The message of a finding, without its place and rule.
fn what(line: &str) -> String {
    let message = line.splitn(3, ':').nth(2).unwrap_or(line);
    message.trim().trim_end_matches(" [server]").to_owned()
}

#[test]
fn an_operation_may_be_on_another_host() {
    assert_eq!(elsewhere(RECEIPT, "Paper", "Paper"), ["nothing"]);
}

#[test]
fn a_host_has_an_https_address_a_name_and_clouds() {
    for (from, to, message) in [
        (
            "https://paper.",
            "http://paper.",
            "`http://paper.example.com` is not the https address of a host",
        ),
        (
            ".com\n",
            ".com/v1\n",
            "`https://paper.example.com/v1` is not the https address of a host",
        ),
        (
            "https://paper.",
            "https://jane@paper.",
            "`https://jane@paper.example.com` is not the https address of a host",
        ),
        ("x-pc-host: Paper", "x-pc-host: the-paper", "this server does not say which host it is"),
        ("x-pc-host: Paper", "x-pc-hots: Paper", "`x-pc-hots` means nothing here"),
        (
            "x-pc-clouds: [global]\n  get",
            "x-pc-clouds: [mars]\n  get",
            "this server does not say which clouds it serves",
        ),
    ] {
        let found = elsewhere(RECEIPT, from, to);
        assert!(found.iter().any(|line| line == message), "{from} {to}: {found:#?}");
    }
}

#[test]
fn an_operation_is_served_where_its_host_is() {
    let found = elsewhere(RECEIPT, "x-pc-clouds: [global]\n  get", "x-pc-clouds: [china]\n  get");
    assert_eq!(found, ["no server of this operation is in this cloud"]);
}

#[test]
fn tokens_for_another_host_have_one_declared_scope() {
    let scope = "['https://paper.example.com/.default']";
    for (to, messages) in [
        ("[]", vec!["this operation does not say what its tokens are for"]),
        ("['https://paper.example.com/read']", vec!["this is not the scope of `Paper`"]),
        ("['https://ink.example.com/.default']", vec!["this scope is not declared"]),
    ] {
        assert_eq!(elsewhere(RECEIPT, scope, to), messages, "{to}");
    }
}

#[test]
fn both_ways_to_say_who_may_call_agree() {
    let found = elsewhere(RECEIPT, "- appOnly:", "- appUser:");
    let message = |word| format!("`security` and `x-pc-auth` do not agree about `{word}`");
    assert_eq!(found, [message("app"), message("user")]);
}

#[test]
fn servers_stand_at_the_path() {
    let (from, to) = (
        "operationId: getReceipt\n",
        "operationId: getReceipt\n    servers: [{ url: 'https://ink.example.com' }]\n",
    );
    assert_eq!(elsewhere(RECEIPT, from, to), ["a single operation has servers of its own"]);
}
