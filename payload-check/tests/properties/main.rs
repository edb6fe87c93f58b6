//! What holds for any payload that the document describes, and for what is left of it when it
//! is damaged.
//!
//! Chance is the same each time, so that a build does not fail for another reason than a
//! change; `PROPTEST_CASES=1000` looks at more. A failure prints the schema and the payload:
//! make them a test beside the code that is wrong. So no file of failures is
//! kept.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod draw;

use draw::{DROPPED, payload};
use partner_center_api::by_name::recode;
use partner_center_payload_check::{Finding, Kind, check, schemas};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// Payloads of each schema, unless the environment says otherwise.
const CASES: u32 = 12;

/// Calls `property` with payloads of every schema, and then with ever smaller ones where it
/// fails.
fn for_payloads_of_all_schemas(property: impl Fn(&str, &str, &[u32]) -> Result<(), String>) {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    for schema in schemas() {
        let config = Config {
            cases: asked.unwrap_or(CASES),
            failure_persistence: None,
            max_shrink_iters: 2_000,
            ..Config::default()
        };
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let choices = (vec(any::<u32>(), 0..400), vec(any::<u32>(), 12));
        let outcome = TestRunner::new_with_rng(config, rng).run(&choices, |(choices, more)| {
            let text = payload(schema, &choices);
            property(schema, &text, &more).map_err(|reason| {
                TestCaseError::fail(format!("{reason}\n    schema: {schema}\n    JSON: {text}\n"))
            })
        });
        match outcome {
            Ok(()) => {}
            // Without the choices, which say nothing to anybody.
            Err(TestError::Fail(reason, _)) => panic!("{reason}"),
            Err(other) => panic!("{other}"),
        }
    }
}

/// Whether a finding is what the payload was drawn for, and no loss.
fn is_expected(finding: &Finding) -> bool {
    let dropped = finding.pointer.split('/').any(|key| key == DROPPED);
    match finding.kind {
        Kind::UnknownField | Kind::UnknownWord | Kind::UnknownKind | Kind::KeyCase => true,
        Kind::Lost => dropped,
        _ => false,
    }
}

#[test]
fn what_the_document_describes_is_read_and_written_without_a_loss() {
    for_payloads_of_all_schemas(|schema, text, _| {
        let report = check(schema, text).map_err(|error| error.to_string())?;
        match report.findings.iter().find(|finding| !is_expected(finding)) {
            None => Ok(()),
            Some(finding) => {
                let Finding { pointer, kind, detail, .. } = finding;
                Err(format!("{kind} at `{pointer}`: {detail}"))
            }
        }
    });
}

#[test]
fn what_was_written_once_is_written_the_same_again() {
    for_payloads_of_all_schemas(|schema, text, _| {
        let once = recode(schema, text).unwrap().map_err(|error| error.to_string())?;
        match recode(schema, &once).unwrap() {
            Ok(twice) if twice == once => Ok(()),
            other => Err(format!("{once} became {other:?}")),
        }
    });
}

#[test]
fn no_damage_makes_a_panic() {
    for_payloads_of_all_schemas(|schema, text, choices| {
        let mut damaged: Vec<char> = text.chars().collect();
        for choice in choices.chunks_exact(3) {
            let at = choice[0] as usize % (damaged.len() + 1);
            let odd = ['\u{0}', '"', '\\', 'é', '9', '[', '}', ',', '-', 'e'];
            let odd = odd[choice[2] as usize % odd.len()];
            match choice[1] % 4 {
                0 => damaged.insert(at, odd),
                1 => damaged.truncate(damaged.len().max(8) - choice[2] as usize % 8),
                _ if at == damaged.len() => {}
                2 => damaged[at] = odd,
                _ => drop(damaged.remove(at)),
            }
            let text: String = damaged.iter().collect();
            let report = check(schema, &text);
            let decoded = recode(schema, &text).unwrap();
            // Whoever says that it fits can read it.
            if let Ok(report) = report
                && decoded.is_err()
                && report.findings.is_empty()
            {
                return Err(format!("fits and cannot be read: {text}"));
            }
            if let Ok(once) = decoded
                && recode(schema, &once).unwrap().map_err(|error| error.to_string())? != once
            {
                return Err(format!("{text} became {once}, which becomes something else"));
            }
        }
        Ok(())
    });
}
