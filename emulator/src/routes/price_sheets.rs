//! Price sheets and exchange rates, as files that are made while they are read.

mod archive;
mod months;
mod rows;
mod views;

use bytes::Bytes;

use crate::body::{Made, Pieces};
use crate::call::Call;
use crate::fault_codes::{BAD_INPUT, NOT_FOUND};
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::routes::price_sheets::months::Month;
use crate::routes::price_sheets::rows::Rows;
use crate::routes::price_sheets::views::View;
use crate::settings::ByteOrderMark;
use crate::state::world::World;

/// How many rows are made at a time.
const PIECE: usize = 256;

const MARK: &str = "\u{feff}";

pub(crate) fn sheet(world: &mut World, call: &mut Call<'_>) -> Answer {
    let market = call.parameter("market").to_ascii_uppercase();
    let view = View::read(&call.parameter("pricesheet-view"))?;
    let month = month_of_sheet(world, call, view)?;
    if !world.markets.contains_key(&market) {
        return refuse_for(NOT_FOUND, format!("There is no market `{market}`."));
    }
    let rows = Rows::of(world, view, &market, month, call.now);
    file(world, call, "sheets", rows)
}

pub(crate) fn exchange_rates(world: &mut World, call: &mut Call<'_>) -> Answer {
    let month = Month::read(&call.parameter("month"))?;
    if month > Month::of(call.now) {
        return refuse_for(NOT_FOUND, "The month has not begun.");
    }
    let rows = Rows::of_rates(world, month);
    file(world, call, "fxrates", rows)
}

/// Which month's prices a sheet has.
fn month_of_sheet(world: &World, call: &Call<'_>, view: View) -> Result<Month, Refusal> {
    let now = Month::of(call.now);
    let asked = call.query("month").map(Month::read).transpose()?;
    match call.query("timeline").unwrap_or("current").to_ascii_lowercase().as_str() {
        "current" => Ok(now),
        "history" => match asked {
            None => refuse_for(BAD_INPUT, "A sheet of the past needs its `month`."),
            Some(month) if month > now || !view.has(month) => {
                refuse_for(NOT_FOUND, "There is no sheet of that month.")
            }
            Some(month) => Ok(month),
        },
        "future" if view == View::Marketplace => {
            refuse_for(BAD_INPUT, "There is no future sheet of the marketplace.")
        }
        "future" if world.settings.future_prices => Ok(now.next()),
        "future" => refuse_for(NOT_FOUND, "No prices of the future are announced."),
        other => refuse_for(BAD_INPUT, format!("There is no timeline `{other}`.")),
    }
}

/// The file with these rows, as CSV, or as an archive for whoever asks for `deflate`.
fn file(world: &World, call: &Call<'_>, name: &str, rows: Rows) -> Answer {
    const KIND: &str = "application/octet-stream";
    let is_marked =
        world.settings.is_wire() && world.settings.byte_order_mark == ByteOrderMark::All;
    let pieces = move || pieces(rows.clone(), is_marked);
    let accepted = call.request.header("accept-encoding").unwrap_or_default();
    let reply = match accepted.split(',').any(|word| word.trim().eq_ignore_ascii_case("deflate")) {
        true => Reply::raw(200, archive::of(&format!("{name}.csv"), pieces()), KIND),
        false => Reply::made(200, Made::new(pieces), KIND),
    };
    Ok(reply.header("Content-Disposition", format!("attachment; filename={name}.csv")))
}

fn pieces(rows: Rows, is_marked: bool) -> Pieces {
    let mark = if is_marked { MARK } else { "" };
    let mut lines = std::iter::once(mark.to_owned()).chain(rows.lines());
    Box::new(std::iter::from_fn(move || {
        let piece: String = lines.by_ref().take(PIECE).collect();
        (!piece.is_empty()).then(|| Bytes::from(piece))
    }))
}
