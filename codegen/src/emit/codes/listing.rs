//! The tables of codes, as documentation shows them.

use crate::emit::codes::Row;
use crate::emit::markdown;

/// A table with these columns: the keys of the rows, and `code` and `link`.
pub(super) fn listing<'r, 'n: 'r>(
    columns: &[&str],
    rows: impl IntoIterator<Item = &'r Row<'n>>,
) -> String {
    let mut lines = vec![format!("| {} |", columns.join(" | "))];
    lines.push(format!("| {} |", vec!["---"; columns.len()].join(" | ")));
    for row in rows {
        let cells: Vec<_> = columns.iter().map(|column| cell(row, column)).collect();
        lines.push(format!("| {} |", cells.join(" | ")));
    }
    format!("\n\n{}", lines.join("\n"))
}

fn cell(row: &Row<'_>, column: &str) -> String {
    match column {
        "code" => row.code.clone(),
        "link" => format!("[{}]({})", page(&row.link), row.link),
        _ => match row.number(column) {
            Some(number) => number.to_string(),
            None => markdown::for_rustdoc(&row.text(column), |_| false).replace('|', "\\|"),
        },
    }
}

/// What a page is called in its address.
fn page(link: &str) -> &str {
    let path = link.split(['?', '#']).next().unwrap_or(link).trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}
