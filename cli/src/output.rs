//! What the command prints: a table for people, or JSON for programs.

use std::io::{self, Write};

use clap::ValueEnum;
use comfy_table::{Table, presets};
use serde::Serialize;

use crate::exit::{Exit, Failure, Outcome};

/// The form of what is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table for people.
    #[default]
    Table,
    /// One JSON text. Amounts are exact.
    Json,
    /// A JSON text a line, for lists.
    Jsonl,
    /// Cells with tabs between them, without a head.
    Tsv,
}

/// Prints a list: cells for people, the objects themselves for programs.
pub(crate) fn list<T: Serialize>(
    format: Format,
    head: &[&str],
    items: &[T],
    cells: impl Fn(&T) -> Vec<String>,
) -> Outcome {
    match format {
        Format::Json => json(items),
        Format::Jsonl => items.iter().try_for_each(|item| line(&text(item)?)),
        Format::Tsv => items.iter().try_for_each(|item| {
            let clean = |cell: String| cell.replace(['\t', '\n', '\r'], " ");
            line(&cells(item).into_iter().map(clean).collect::<Vec<_>>().join("\t"))
        }),
        Format::Table if items.is_empty() => {
            eprintln!("none");
            Ok(())
        }
        Format::Table => {
            let mut table = Table::new();
            table.load_style(presets::NOTHING);
            table.set_header(head);
            for item in items {
                table.add_row(cells(item).iter().map(|cell| plain(cell)));
            }
            line(&table.trim_fmt())
        }
    }
}

/// Prints one thing: pairs for people, the object itself for programs.
pub(crate) fn one<T: Serialize>(
    format: Format,
    item: &T,
    pairs: impl FnOnce(&T) -> Vec<(&'static str, String)>,
) -> Outcome {
    match format {
        Format::Json => json(item),
        Format::Jsonl => line(&text(item)?),
        Format::Table | Format::Tsv => {
            let pairs = pairs(item);
            let width = pairs.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
            pairs.into_iter().filter(|(_, value)| !value.is_empty()).try_for_each(
                |(name, value)| match format {
                    Format::Tsv => line(&format!("{name}\t{}", plain(&value))),
                    _ => line(&format!("{name:width$}  {}", plain(&value))),
                },
            )
        }
    }
}

/// Prints a JSON text in lines.
pub(crate) fn json<T: Serialize + ?Sized>(item: &T) -> Outcome {
    let text = serde_json::to_string_pretty(item);
    line(&text.map_err(|error| Failure::new(Exit::Failed, error.to_string()))?)
}

fn text<T: Serialize>(item: &T) -> Outcome<String> {
    serde_json::to_string(item).map_err(|error| Failure::new(Exit::Failed, error.to_string()))
}

/// Prints a line. A reader that has gone away ends the command, and is no failure.
pub(crate) fn line(text: &str) -> Outcome {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        other => other.map_err(|error| {
            Failure::new(Exit::Failed, format!("standard output cannot be written: {error}"))
        }),
    }
}

/// A text of the service without what would move the cursor.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// What is there, or nothing.
pub(crate) fn or_empty(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
