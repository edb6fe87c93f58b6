//! The eighty-eight faults.

use std::time::Duration;

use partner_center_emulator::{Action, Caller, When};

use crate::fault::{Blame, Fault, What};
use crate::twist::Twist;

/// All faults.
pub(crate) fn faults() -> Vec<Fault> {
    let mut all = pages();
    all.extend(codes());
    all.extend(lies());
    all.extend(cuts());
    all.extend(successes());
    all.extend(twists());
    all.extend(other_statuses());
    all.extend(late());
    all.extend(throttled());
    all
}

const MOMENTS: [(When, &str); 2] = [(When::Before, "before"), (When::After, "after")];

/// What something between here and the service writes, before or after the work.
fn pages() -> Vec<Fault> {
    let mut all = Vec::new();
    for (moment, word) in MOMENTS {
        let when = Some(moment);
        for status in [400, 403, 404, 409, 500, 502] {
            let action = Action::Html { status, when };
            all.push(Fault::emulated(format!("{status} page {word}"), action));
        }
        for status in [403, 404, 408, 409, 503] {
            let action = Action::Empty { status, when };
            all.push(Fault::emulated(format!("{status} empty {word}"), action));
        }
        for status in [400, 403, 404, 500] {
            let action = said(status, r#"{"code":"987654","description":"No."}"#, moment);
            all.push(Fault::emulated(format!("{status} unknown code {word}"), action));
        }
    }
    all
}

/// Refusals of the service: true ones, and those that speak of something under way.
fn codes() -> Vec<Fault> {
    let mut all = Vec::new();
    for (status, code) in
        [(400, "800009"), (403, "13605"), (403, "800069"), (404, "800008"), (500, "800003")]
    {
        all.push(Fault::emulated(format!("{status}/{code} before"), Action::refuse(status, code)));
    }
    for (status, code) in [(400, "800065"), (409, "800060"), (409, "800064"), (500, "800003")] {
        let name = format!("{status}/{code} after");
        all.push(Fault::emulated(name, Action::lie(status, code)));
    }
    let unread = Action::Empty { status: 401, when: Some(When::Before) };
    all.push(Fault::emulated("401 empty before", unread));
    all
}

/// Refusals in the service's own words, or in its gateway's, after the work.
fn lies() -> Vec<Fault> {
    let mut all: Vec<_> = [(400, "800009"), (403, "13605"), (403, "800089"), (404, "800008")]
        .into_iter()
        .map(|(status, code)| {
            Fault::emulated(format!("{status}/{code} after"), Action::lie(status, code))
        })
        .collect();
    let unread = Action::Empty { status: 401, when: Some(When::After) };
    all.push(Fault::emulated("401 empty after", unread));
    let body = r#"{"statusCode":429,"message":"Too many requests."}"#;
    all.push(Fault::emulated("429 of the gateway after", said(429, body, When::After)));
    all.into_iter().map(|fault| fault.blame(Blame::ServiceLies)).collect()
}

fn cuts() -> Vec<Fault> {
    [(When::Before, "before"), (When::After, "after"), (When::MidBody, "in the body")]
        .into_iter()
        .map(|(when, word)| Fault::emulated(format!("cut {word}"), Action::cut(when)))
        .collect()
}

/// Successes that say nothing, or something else.
fn successes() -> Vec<Fault> {
    let mut all = Vec::new();
    for (moment, word) in MOMENTS {
        let when = Some(moment);
        all.push(Fault::emulated(
            format!("200 garbage {word}"),
            Action::Garbage { status: 200, when },
        ));
        all.push(Fault::emulated(format!("200 page {word}"), Action::Html { status: 200, when }));
    }
    for (name, body) in [
        ("200 {}", "{}"),
        ("200 null", "null"),
        ("200 []", "[]"),
        ("200 message", r#"{"Message":"ok"}"#),
        ("200 no items", r#"{"items":[],"totalCount":0}"#),
        ("200 no orders", r#"{"orders":[],"orderErrors":[]}"#),
        ("200 an empty order", r#"{"orders":[{}]}"#),
        ("200 a fault", r#"{"code":400072,"description":"No.","data":[]}"#),
    ] {
        all.push(Fault::emulated(name, said(200, body, When::After)));
    }
    all.push(Fault::emulated("204 empty", Action::Empty { status: 204, when: Some(When::After) }));
    all
}

/// Successes that are nearly right.
fn twists() -> Vec<Fault> {
    [
        ("one missing", Twist::OneMissing),
        ("everything twice", Twist::Twice),
        ("empty lists", Twist::NothingInLists),
        ("empty items", Twist::EmptyItems),
        ("another quantity", Twist::OtherQuantity),
        ("another customer", Twist::OtherCustomer),
        ("another item", Twist::OtherItem),
        ("no ids", Twist::NoIds),
        ("other ids", Twist::OtherIds),
        ("cancelled", Twist::Cancelled),
        ("an unknown status", Twist::UnknownStatus),
    ]
    .into_iter()
    .map(|(name, twist)| {
        let fault = Fault::twisted(name, twist);
        // An id is all that there is to tell an order by.
        if twist == Twist::OtherIds { fault.blame(Blame::ServiceLies) } else { fault }
    })
    .collect()
}

/// Answers with statuses that no operation has.
fn other_statuses() -> Vec<Fault> {
    [101, 301, 303, 304, 307]
        .into_iter()
        .map(|status| {
            let mut action = said(status, "", When::After);
            if let Action::Refuse { headers, .. } = &mut action {
                headers.insert("Location".to_owned(), "http://elsewhere.test/".to_owned());
            }
            Fault::emulated(format!("{status} after"), action)
        })
        .collect()
}

/// What comes late, or never, or twice.
fn late() -> Vec<Fault> {
    let late = |seconds, caller| Action::late(Duration::from_secs(seconds), caller);
    let twice = |seconds| Action::twice(Duration::from_secs(seconds));
    vec![
        Fault::emulated("arrives 50 s after a cut", late(50, Caller::Cut)),
        Fault::emulated("arrives while it is waited for", late(30, Caller::Waits)),
        Fault::emulated("arrives 20 s after it was given up", late(140, Caller::Waits)),
        Fault::emulated("arrives after ten minutes", late(600, Caller::Cut))
            .blame(Blame::BeyondTheWaits),
        Fault::emulated("arrives twice at once", twice(0)),
        Fault::emulated("arrives twice, 50 s apart", twice(50)),
        Fault { name: "no body".to_owned(), what: What::NoBody, blame: Blame::Client },
    ]
}

fn throttled() -> Vec<Fault> {
    vec![
        Fault::emulated("429 for 7 s", Action::too_many("7")),
        Fault::emulated("429 for a day", Action::too_many("86400")),
        Fault::emulated("429 empty after", Action::Empty { status: 429, when: Some(When::After) }),
    ]
}

/// An answer with this body.
fn said(status: u16, body: &str, moment: When) -> Action {
    let mut action = Action::refuse(status, "");
    if let Action::Refuse { body: said, when, .. } = &mut action {
        (*said, *when) = (Some(body.to_owned()), Some(moment));
    }
    action
}
