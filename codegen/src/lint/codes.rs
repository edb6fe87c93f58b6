//! The tables of codes, and the codes that operations name.

use crate::finding::{Findings, Place};
use crate::load::{CART_CODES, CODES, Document, SIGN_IN_CODES, find_code};
use crate::node::{Kind, Node};

/// The words of `retry`.
const RETRY: &[&str] = &["never", "later", "after-change"];

/// The words of `bought`.
const BOUGHT: &[&str] = &["no", "unknown"];

pub(super) fn check(document: &Document, findings: &mut Findings) {
    match &document.codes {
        Some(table) => refusals(table, findings),
        None => missing(CODES, findings),
    }
    match &document.cart_codes {
        Some(table) => cart_errors(table, findings),
        None => missing(CART_CODES, findings),
    }
    match &document.sign_in_codes {
        Some(table) => sign_in_refusals(table, findings),
        None => missing(SIGN_IN_CODES, findings),
    }
    for operation in document.operations() {
        let mut seen: Vec<&str> = Vec::new();
        for node in operation.node.get("x-pc-codes").map(Node::elements).unwrap_or_default() {
            let Some(key) = node.as_text() else { continue };
            if seen.contains(&key) {
                let message = format!("the code {key} is listed twice");
                findings.add(&node.place, "codes", message, "list it once");
            }
            seen.push(key);
            let known = document.codes.as_ref().is_none_or(|codes| find_code(codes, key).is_some());
            if !known {
                let message = format!("there is no code {key} in codes.yaml");
                let remedy = "write status and code as \"404/400013\", or add the code there";
                findings.add(&node.place, "codes", message, remedy);
            }
        }
    }
}

fn missing(file: &str, findings: &mut Findings) {
    let message = format!("there is no {file}, or it cannot be read");
    findings.add(&Place::whole(file), "codes", message, "write a list of codes");
}

fn refusals(table: &Node, findings: &mut Findings) {
    let mut before: Option<(String, u32)> = None;
    for row in rows(table, findings) {
        let status = row.get("status").and_then(Node::as_u32);
        match status {
            // The vendor's list has a code under 200; a success with an error in it is possible.
            Some(200..=599) => {}
            _ => wrong(row, "status", "an HTTP status from 200 to 599", findings),
        }
        let code = row.get_text("code");
        match code {
            Some(code) if !code.is_empty() => {}
            _ => wrong(row, "code", "text, in quotes", findings),
        }
        texts(row, &["name", "meaning", "cause", "remedy"], findings);
        one_of(row, "retry", RETRY, findings);
        one_of(row, "bought", BOUGHT, findings);
        if status.is_some_and(|status| status >= 500) && row.get_text("bought") == Some("no") {
            let place = row.get("bought").map_or(&row.place, |node| &node.place);
            let message = "this says that nothing was done, although the service failed";
            findings.add(place, "codes", message, "a status of 500 and above is `unknown`");
        }
        known_keys(
            row,
            &["status", "code", "name", "meaning", "cause", "remedy", "retry", "bought", "link"],
            findings,
        );
        if let (Some(status), Some(code)) = (status, code) {
            let key = (code.to_owned(), status);
            if before.as_ref().is_some_and(|before| in_order(before) >= in_order(&key)) {
                let message = format!("{status}/{code} is out of order, or there twice");
                let remedy = "sort by code, as a number, and then by status";
                findings.add(&row.place, "codes", message, remedy);
            }
            before = Some(key);
        }
    }
}

/// Codes are numbers written as text; people look them up by size.
fn in_order((code, status): &(String, u32)) -> (usize, &str, u32) {
    (code.len(), code, *status)
}

fn cart_errors(table: &Node, findings: &mut Findings) {
    numbered(table, findings);
    for row in table.elements() {
        texts(row, &["name", "meaning", "cause", "remedy"], findings);
        one_of(row, "retry", RETRY, findings);
        one_of(row, "bought", BOUGHT, findings);
        known_keys(
            row,
            &["code", "name", "meaning", "cause", "remedy", "retry", "bought", "link"],
            findings,
        );
    }
}

fn sign_in_refusals(table: &Node, findings: &mut Findings) {
    numbered(table, findings);
    for row in table.elements() {
        texts(row, &["meaning", "cause", "remedy"], findings);
        one_of(row, "retry", RETRY, findings);
        one_of(row, "interaction", &["none", "sign-in", "mfa"], findings);
        known_keys(
            row,
            &["code", "meaning", "cause", "remedy", "retry", "interaction", "link"],
            findings,
        );
    }
}

/// The codes are whole numbers, in their order.
fn numbered(table: &Node, findings: &mut Findings) {
    let mut before = None;
    for row in rows(table, findings) {
        let code = row.get("code").and_then(Node::as_u32);
        if code.is_none() {
            wrong(row, "code", "a whole number", findings);
        } else if before >= code {
            let message = "this code is out of order, or there twice";
            findings.add(&row.place, "codes", message, "sort by code");
        }
        before = code.or(before);
    }
}

fn rows<'n>(table: &'n Node, findings: &mut Findings) -> &'n [Node] {
    if !matches!(table.kind, Kind::List(_)) {
        let message = format!("the table of codes is {}", table.kind_name());
        findings.add(&table.place, "codes", message, "write a list of codes");
    }
    table.elements()
}

fn texts(row: &Node, keys: &[&str], findings: &mut Findings) {
    for key in keys {
        if row.get_text(key).is_none_or(|text| text.trim().is_empty()) {
            wrong(row, key, "text", findings);
        }
    }
    let is_address = |node: &Node| node.as_text().is_some_and(|text| text.starts_with("https://"));
    if row.get("link").is_some_and(|link| !is_address(link)) {
        wrong(row, "link", "an address that begins with https", findings);
    }
}

fn one_of(row: &Node, key: &str, words: &[&str], findings: &mut Findings) {
    if !row.get_text(key).is_some_and(|word| words.contains(&word)) {
        wrong(row, key, &format!("one of {}", words.join(", ")), findings);
    }
}

fn known_keys(row: &Node, keys: &[&str], findings: &mut Findings) {
    for (key, node) in row.entries() {
        if !keys.contains(&key.as_str()) {
            let message = format!("`{key}` means nothing here");
            let remedy = format!("a code has {}", keys.join(", "));
            findings.add(&node.place, "codes", message, remedy);
        }
    }
}

fn wrong(row: &Node, key: &str, expected: &str, findings: &mut Findings) {
    let (place, what) = match row.get(key) {
        Some(node) => (&node.place, "is not what it should be"),
        None => (&row.place, "is missing"),
    };
    let message = format!("`{key}` of this code {what}");
    findings.add(place, "codes", message, format!("`{key}` is {expected}"));
}
