//! Lines of invoices, and those that no invoice has yet.

mod addresses;
mod page;
mod query;
pub(crate) mod shapes;
mod token;

use std::time::SystemTime;

use crate::call::Call;
use crate::fault_codes::{BAD_INPUT, BAD_WORD};
use crate::json::object;
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::routes::invoices;
use crate::routes::invoices::lines::page::page;
use crate::routes::invoices::lines::query::{Form, Lines};
use crate::routes::invoices::lines::shapes::paper::Paper;
use crate::routes::links;
use crate::state::line::Line;
use crate::state::pair::{Pair, plain};
use crate::state::period::Period;
use crate::state::world::World;

/// The words of a query that say which lines are meant.
fn pair(call: &Call<'_>) -> Result<Pair, Refusal> {
    let needed = |name: &str| match call.query(name) {
        Some(word) => Ok(word.to_owned()),
        None => refuse_for(BAD_INPUT, format!("The query has no `{name}`.")),
    };
    Pair::read(&needed("provider")?, &needed("invoicelineitemtype")?)
}

/// `GET /invoices/{invoice-id}/lineitems?provider=…`
pub(crate) fn list(world: &mut World, call: &mut Call<'_>) -> Answer {
    let pair = pair(call)?;
    if pair == Pair::OneTimeUsage {
        let currency = currency(call)?;
        let invoice = invoices::find(world, call)?;
        if !invoice.currency.eq_ignore_ascii_case(&currency) {
            let text = format!("The invoice is in {}, not in {currency}.", invoice.currency);
            return refuse_for(BAD_INPUT, text);
        }
    }
    of_invoice(world, call, pair)
}

/// `GET /invoices/{invoice-id}/lineitems/{billing-provider}/{invoice-line-item-type}`
pub(crate) fn list_by_path(world: &mut World, call: &mut Call<'_>) -> Answer {
    let kind = call.parameter("invoice-line-item-type");
    let pair = Pair::read(&call.parameter("billing-provider"), &kind)?;
    of_invoice(world, call, pair)
}

fn of_invoice(world: &World, call: &Call<'_>, pair: Pair) -> Answer {
    let found = invoices::find(world, call)?;
    let credited;
    let invoice = match credit(call)? {
        Some(credit) if pair == Pair::OneTimeUsage => {
            let mut some = found.clone();
            some.meters.retain(|(meter, _)| meter.earned_credit.is_zero() != credit);
            some.made = some.made.filter(|_| !credit);
            credited = some;
            &credited
        }
        _ => found,
    };
    let paper = Paper {
        partner: invoices::partner(world, call)?,
        invoice: Some(&invoice.id),
        wire: world.settings.is_wire(),
        habits: world.settings.shown_habits(),
    };
    let lines = Lines {
        paper,
        form: Form::Invoice,
        pair,
        count: invoice.count(pair),
        line: &|number| invoice.line(pair, number),
    };
    page(&world.settings, call, &lines)
}

/// `GET /invoices/unbilled/lineitems`
pub(crate) fn unbilled(world: &mut World, call: &mut Call<'_>) -> Answer {
    let pair = pair(call)?;
    if !pair.is_modern() {
        return refuse_for(BAD_INPUT, "Only lines of the provider `onetime` are shown unbilled.");
    }
    let currency = currency(call)?;
    let length = world.settings.billing_period;
    let current = Period::containing(call.now, length);
    let is_current = match call.query("period").map(plain).as_deref() {
        Some("current") => true,
        Some("previous") => false,
        Some(other) => {
            return refuse_for(BAD_WORD, format!("The period `{other}` is not known."));
        }
        None => return refuse_for(BAD_INPUT, "The query has no `period`."),
    };
    let lines: Vec<Line> = if pair == Pair::OneTimeBilling {
        let wanted = |date: SystemTime| (date >= current.start) == is_current;
        let lines = world.unbilled(&call.partner, &currency, wanted);
        lines.into_iter().map(|line| Line::OneTime(Box::new(line))).collect()
    } else {
        let period = if is_current { current } else { current.previous(length) };
        let credit = credit(call)?;
        let usage = world.unbilled_usage(&call.partner, &currency, period, call.now);
        usage
            .into_iter()
            .filter(|usage| {
                credit.is_none_or(|credit| usage.meter.earned_credit.is_zero() != credit)
            })
            .map(|usage| Line::RatedUsage(Box::new(usage)))
            .collect()
    };
    let paper = Paper {
        partner: invoices::partner(world, call)?,
        invoice: None,
        wire: world.settings.is_wire(),
        habits: world.settings.shown_habits(),
    };
    let at = |number: u64| lines.get(usize::try_from(number).ok()?).cloned();
    let lines = Lines { paper, form: Form::Unbilled, pair, count: lines.len() as u64, line: &at };
    page(&world.settings, call, &lines)
}

/// `GET /invoices/estimates/links`
pub(crate) fn estimate_links(world: &mut World, call: &mut Call<'_>) -> Answer {
    let currency = currency(call)?;
    let wire = world.settings.is_wire();
    // The page advises against both of the providers that its links have.
    let usage = if wire { "provider=Marketplace" } else { "provider=onetime" };
    let other = if wire { "provider=all" } else { "provider=onetime" };
    let usage = format!("{usage}&invoicelineitemtype=UsageLineItems");
    let other = format!("{other}&invoicelineitemtype=billinglineitems");
    let mut items = Vec::new();
    for (kind, title, description, query) in [
        ("daily_rated_usage", "Daily rated usage", "Usage that has not been billed.", usage),
        ("non_consumption", "Charges", "What has not been billed, other than usage.", other),
    ] {
        for (capital, word) in [("Current", "current"), ("Previous", "previous")] {
            let uri = format!(
                "/invoices/unbilled/lineitems?{query}&currencycode={currency}&period={word}&size=2000"
            );
            items.push(object! {
                "type": kind,
                "title": title,
                "description": description,
                "period": if wire { capital } else { word },
                "link": links::get(uri),
            });
        }
    }
    Ok(Reply::json(
        200,
        object! {
            "totalCount": items.len(),
            "items": items,
            "attributes": links::attributes("Collection"),
        },
    ))
}

/// The currency that has to be named: three letters.
fn currency(call: &Call<'_>) -> Result<String, Refusal> {
    match call.query("currencycode") {
        Some(code) if code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic()) => {
            Ok(code.to_ascii_uppercase())
        }
        Some(other) => {
            refuse_for(BAD_INPUT, format!("The currency `{other}` is not three letters."))
        }
        None => refuse_for(BAD_INPUT, "The query has no `currencycode`."),
    }
}

fn credit(call: &Call<'_>) -> Result<Option<bool>, Refusal> {
    match call.query("hasPartnerEarnedCredit").map(str::to_ascii_lowercase).as_deref() {
        None => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(_) => refuse_for(BAD_INPUT, "`hasPartnerEarnedCredit` is neither true nor false."),
    }
}
