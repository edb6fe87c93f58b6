//! The tables of codes, as documentation shows them.

use super::row::Row;
use crate::emit::markdown;

/// A table with these columns: the keys of the rows, and `code` and `link`.
pub(super) fn listing(columns: &[&str], rows: &[Row<'_>]) -> String {
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
        "status" => row.status.map(|status| status.to_string()).unwrap_or_default(),
        _ => markdown::for_rustdoc(&row.text(column), |_| false).replace('|', "\\|"),
    }
}

/// What a page is called in its address.
fn page(link: &str) -> &str {
    let path = link.split(['?', '#']).next().unwrap_or(link).trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}
