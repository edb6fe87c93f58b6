//! Prints what was found.

use std::io::{self, Write};

use partner_center_payload_check::{Finding, Report, Verdict, check};
use serde::Serialize;

use crate::NOTHING_SAID;

/// Whom the output is for.
#[derive(Clone, Copy)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs, one object a line.
    Json,
}

/// What became of one file.
pub(crate) enum Outcome {
    /// It was checked.
    Checked(Report),
    /// It could not be, and why.
    Unreadable(String),
}

impl Outcome {
    /// Checks a text, if there is one.
    pub(crate) fn of(schema: &str, text: Result<String, String>) -> Self {
        let checked = text.and_then(|text| check(schema, &text).map_err(|error| error.to_string()));
        checked.map_or_else(Self::Unreadable, Self::Checked)
    }

    /// The exit code of the program, were this the only file.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Checked(report) => match report.verdict {
                Verdict::Fits => 0,
                Verdict::Drift => 1,
                Verdict::Undecodable => 2,
                _ => NOTHING_SAID,
            },
            Self::Unreadable(_) => NOTHING_SAID,
        }
    }

    fn verdict(&self) -> &'static str {
        match self {
            Self::Checked(report) => report.verdict.as_str(),
            Self::Unreadable(_) => "unreadable",
        }
    }
}

/// One line of `--json`.
#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    schema: &'a str,
    verdict: &'a str,
    findings: Vec<Entry<'a>>,
}

/// One finding of a line; a file that cannot be read has one too, with the reason.
#[derive(Serialize)]
struct Entry<'a> {
    pointer: &'a str,
    kind: &'a str,
    detail: &'a str,
}

/// Writes what became of a file.
pub(crate) fn write(
    to: &mut impl Write,
    format: Format,
    file: &str,
    schema: &str,
    outcome: &Outcome,
) -> io::Result<()> {
    let verdict = outcome.verdict();
    let findings = match outcome {
        Outcome::Checked(report) => report.findings.iter().map(entry).collect(),
        Outcome::Unreadable(reason) => {
            vec![Entry { pointer: "", kind: "unreadable", detail: reason }]
        }
    };
    match format {
        Format::Json => {
            let line = serde_json::to_string(&Line { file, schema, verdict, findings })?;
            writeln!(to, "{line}")
        }
        Format::Text => {
            writeln!(to, "{verdict:11}  {}", printable(file))?;
            for Entry { pointer, kind, detail } in findings {
                let pointer = if pointer.is_empty() { "(all of it)" } else { pointer };
                writeln!(to, "  {}  {kind}: {}", printable(pointer), printable(detail))?;
            }
            Ok(())
        }
    }
}

fn entry(finding: &Finding) -> Entry<'_> {
    let Finding { pointer, kind, detail, .. } = finding;
    Entry { pointer, kind: kind.as_str(), detail }
}

/// The text without what a terminal would obey.
fn printable(text: &str) -> String {
    text.chars()
        .flat_map(|letter| {
            let plain = (!letter.is_control()).then_some(letter);
            let escaped = plain.is_none().then(|| letter.escape_default());
            plain.into_iter().chain(escaped.into_iter().flatten())
        })
        .collect()
}
