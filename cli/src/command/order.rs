//! Orders of a customer.

use partner_center::journal::EntryState;
use partner_center::order::Fulfillment;
use partner_center::purchase::{PurchaseRecord, PurchaseState};
use partner_center::types::Order;
use partner_center::{Customer, OrderId};

use crate::arguments::OrderCommand;
use crate::command::purchases::all;
use crate::exit::{Exit, Failure, Outcome};
use crate::find;
use crate::output::{Format, json, line, list, one, or_empty};
use crate::session::Session;

pub(crate) async fn run(session: &Session, command: OrderCommand, format: Format) -> Outcome {
    match command {
        OrderCommand::List(of) => {
            let customer = find::customer(&session.partner, &of.customer).await?;
            let all: Vec<Order> = customer.orders().await?.complete()?;
            list(format, &["id", "created", "status", "lines"], &all, |one| {
                vec![
                    or_empty(one.id.as_ref()),
                    or_empty(one.creation_date),
                    or_empty(one.status.as_ref()),
                    one.line_items.len().to_string(),
                ]
            })
        }
        OrderCommand::Show { of, order } => {
            let customer = find::customer(&session.partner, &of.customer).await?;
            let found = customer.order_with_prices(&order.as_str().into()).await?;
            one(format, &found, |found| {
                let price = partner_center::values::total_price(found);
                vec![
                    ("id", or_empty(found.id.as_ref())),
                    ("created", or_empty(found.creation_date)),
                    ("status", or_empty(found.status.as_ref())),
                    ("price", or_empty(price)),
                    ("lines", found.line_items.len().to_string()),
                ]
            })
        }
        OrderCommand::Cancel { of, order, line, yes } => {
            if !yes {
                return Err(Failure::usage(
                    "giving back cannot be undone: add `--yes`; nothing was given back",
                ));
            }
            let customer = find::customer(&session.partner, &of.customer).await?;
            let found = customer.order(&order.as_str().into()).await?;
            let left = customer.cancel_lines(&found, &line).await?;
            one(format, &left, |left| {
                vec![
                    ("id", or_empty(left.id.as_ref())),
                    ("status", or_empty(left.status.as_ref())),
                    ("lines", left.line_items.len().to_string()),
                ]
            })
        }
        OrderCommand::Watch { customer, order, last } => {
            let (customer, orders) = match (customer, order, last) {
                (Some(customer), Some(order), _) => (
                    find::customer(&session.partner, &customer).await?,
                    vec![order.as_str().into()],
                ),
                (_, _, true) => last_purchase(session).await?,
                _ => {
                    return Err(Failure::usage("name `--customer` and the order, or `--last`"));
                }
            };
            for id in &orders {
                watch(session, &customer, id, format).await?;
            }
            Ok(())
        }
    }
}

async fn watch(session: &Session, customer: &Customer, id: &OrderId, format: Format) -> Outcome {
    let told = |state: &Fulfillment| {
        eprintln!("order {id}: {}", or_empty(state.order.status.as_ref()));
    };
    let done = customer.wait_for_fulfillment(id, session.interval(), told).await?;
    match format {
        Format::Json | Format::Jsonl => json(&done.order),
        Format::Table | Format::Tsv => {
            line(&format!("order {id} is {}", or_empty(done.order.status.as_ref())))
        }
    }
}

/// The orders of the purchase that was made last.
async fn last_purchase(session: &Session) -> Outcome<(Customer, Vec<OrderId>)> {
    let journal = session.journal().await?;
    let entries = all(&journal, &[EntryState::Bought]).await?;
    let last = entries.into_iter().max_by_key(|entry| entry.since);
    let none = || Failure::new(Exit::NotFound, "no purchase is recorded as bought");
    let record = PurchaseRecord::of(&last.ok_or_else(none)?)?;
    let PurchaseState::Bought(bought) = record.state() else { return Err(none()) };
    let customer = session.partner.customer(record.customer().clone());
    Ok((customer, bought.orders().to_vec()))
}
