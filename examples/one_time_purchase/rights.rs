//! What the customer holds when all is done.

use std::time::Duration;

use partner_center::auth::TokenKind;
use partner_center::types::{Entitlement, Order};
use partner_center::{
    Customer, Result, entitlement,
    order::{self, Fulfillment},
    values::Timestamp,
};
use tokio::time::timeout;

use crate::say::Say;

/// How long the service may take until what was fulfilled shows.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Waits for what the orders gave rise to, and shows it.
pub(crate) async fn show(say: &Say, customer: &Customer, orders: &[Fulfillment]) -> Result<()> {
    say.step("What the customer holds");
    if customer.partner().token_kind() == TokenKind::AppOnly {
        say.line("only a user may see that, and an application is signed in alone");
        return Ok(());
    }
    for Fulfillment { order, .. } in orders {
        let Some(id) = &order.id else { continue };
        if order::conditions::cancelled(order) {
            say.line(&format!("nothing of order {id}: it was cancelled"));
            continue;
        }
        if order::conditions::failed(order) {
            let status = order.status.as_ref().map_or("unknown", |status| status.as_str());
            say.line(&format!("order {id} has failed ({status}): look at what is there"));
            continue;
        }
        if order.line_items.iter().all(|line| line.subscription_id.is_some()) {
            say.line(&format!("order {id} shows among the subscriptions"));
            continue;
        }
        let bar = say.spinner("waiting for the entitlements");
        let held =
            timeout(PATIENCE, customer.wait_for_entitlements(id, order::POLL_INTERVAL)).await;
        bar.finish_and_clear();
        match held {
            Ok(held) => {
                for one in &held? {
                    show_one(say, customer, order, one).await?;
                }
            }
            Err(_) => say.line(&format!("nothing of order {id} yet: look again later")),
        }
    }
    Ok(())
}

async fn show_one(say: &Say, customer: &Customer, order: &Order, held: &Entitlement) -> Result<()> {
    let line = order.id.as_ref().and_then(|id| {
        order.line_items.iter().find(|line| entitlement::comes_from_line(held, id, line))
    });
    let title = line.and_then(|line| line.friendly_name.as_deref()).unwrap_or("(no name)");
    let kind = held.entitlement_type.as_ref().map_or("?", |kind| kind.as_str());
    let end = held
        .expiry_date
        .as_ref()
        .map_or("for good".to_owned(), |date| format!("until {}", day(Some(date))));
    say.line(&format!("{} x {title} ({kind}), {end}", held.quantity.unwrap_or_default()));
    for reservation in customer.reservations(held).await? {
        say.line(&format!(
            "  reservation {}: {}, scope {}, from {} to {}",
            reservation.reservation_id.as_ref().map_or("?", |id| id.as_str()),
            reservation.quantity.unwrap_or_default(),
            reservation.scope_type.as_ref().map_or("?", |scope| scope.as_str()),
            day(reservation.effective_date_time.as_ref()),
            day(reservation.expiry_date_time.as_ref()),
        ));
    }
    Ok(())
}

fn day(date: Option<&Timestamp>) -> String {
    let date = date.and_then(Timestamp::to_utc);
    date.map_or("?".to_owned(), |date| date.date_naive().to_string())
}
