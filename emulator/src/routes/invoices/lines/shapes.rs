//! The five shapes that a line of an invoice takes on the wire.

mod daily_rated;
mod legacy;
mod one_time;
pub(crate) mod paper;

use crate::json::Object;
use crate::routes::invoices::lines::shapes::paper::Paper;
use crate::state::line::Line;

/// The line of that number; on the wire, some have oddities that others do not have.
pub(crate) fn print(paper: &Paper<'_>, number: u64, line: &Line) -> Object {
    match line {
        Line::OneTime(line) => one_time::print(paper, number, line),
        Line::License(line) => legacy::license(paper, line),
        Line::Consumption(line) => legacy::consumption(paper, number, line),
        Line::DailyUsage(usage) => legacy::daily(paper, usage),
        Line::RatedUsage(usage) => daily_rated::print(paper, number, usage),
    }
}
