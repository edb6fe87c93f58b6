//! What the program prints.

use std::sync::{Arc, Mutex, PoisonError};

use comfy_table::{Table, presets};
use indicatif::ProgressBar;
use partner_center::types::{CartLineItemResource, OrderError};
use partner_center::{
    catalog::InStock, order::Fulfillment, purchase::PlannedLine, values::total_price,
};

use crate::shared::progress::spinner;

/// Where the program says what it does.
#[derive(Clone, Default)]
pub(crate) struct Say {
    /// What was said, in place of the terminal.
    kept: Option<Arc<Mutex<String>>>,
}

impl Say {
    /// Says it to nobody, and keeps it.
    #[cfg(test)]
    pub(crate) fn kept() -> Self {
        Self { kept: Some(Arc::default()) }
    }

    /// What was kept.
    #[cfg(test)]
    pub(crate) fn said(&self) -> String {
        self.kept.as_ref().map(|kept| kept.lock().unwrap().clone()).unwrap_or_default()
    }

    /// A heading.
    pub(crate) fn step(&self, title: &str) {
        self.block(&format!("\n{title}"));
    }

    /// Something to say under a heading.
    pub(crate) fn line(&self, text: &str) {
        self.block(&format!("  {text}"));
    }

    /// Whole lines as they are.
    pub(crate) fn block(&self, text: &str) {
        match &self.kept {
            None => println!("{text}"),
            Some(kept) => {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.push_str(text);
                kept.push('\n');
            }
        }
    }

    /// Shows that something is waited for.
    pub(crate) fn spinner(&self, message: &str) -> ProgressBar {
        if self.kept.is_some() {
            return ProgressBar::hidden();
        }
        spinner("  {spinner} {msg} ({elapsed})").with_message(message.to_owned())
    }
}

/// A line of a plan.
pub(crate) fn planned(say: &Say, planned: &PlannedLine) {
    let term = planned.term.as_ref().map(|term| format!(", {term}")).unwrap_or_default();
    say.line(&format!("{} x {}{term} ({})", planned.quantity, planned.item.title(), planned.id));
    if let Some(registration) = &planned.registration {
        say.line(&format!("  subscription {}: {}", registration.subscription, registration.status));
    }
    if let Some(inventory) = &planned.inventory {
        let said = inventory.of(&planned.item.product_id, &planned.item.sku_id);
        say.line(&format!("  inventory: {}", stock(&said)));
    }
    for window in planned.cancellation_windows() {
        let refund = window.type_.as_ref().map_or("a refund", |kind| kind.as_str());
        let after = window.expires_after.as_deref().unwrap_or("a time not stated");
        say.line(&format!("  cancellation: {refund} for {after}"));
    }
    for renewal in planned.renewals() {
        let to = renewal.renew_to_id.as_ref().map_or("something not stated", |id| id.as_str());
        say.line(&format!("  renews to {to}"));
    }
}

/// What the inventory says of a SKU.
pub(crate) fn stock(said: &InStock) -> String {
    match said {
        InStock::Yes => "in stock".to_owned(),
        InStock::Restricted(_) => "restricted".to_owned(),
        InStock::NotMentioned => "not mentioned".to_owned(),
        _ => "not known".to_owned(),
    }
}

/// A line of a cart.
pub(crate) fn cart_line(say: &Say, held: &CartLineItemResource) {
    say.line(&format!(
        "line {}: {} x {} in order group {}",
        held.id.unwrap_or_default(),
        held.quantity.unwrap_or_default(),
        held.catalog_item_id.as_ref().map_or("?", |id| id.as_str()),
        held.order_group.as_ref().map_or("?", |id| id.as_str()),
    ));
}

/// An order group that was refused.
pub(crate) fn order_error(say: &Say, error: &OrderError) {
    say.line(&format!(
        "order group {} was refused with {}: {}",
        error.order_group_id.as_ref().map_or("?", |id| id.as_str()),
        error.code.as_ref().map_or("?", |code| code.as_str()),
        error.description.as_deref().unwrap_or("no reason given"),
    ));
}

/// How far an order is.
pub(crate) fn progress(seen: &Fulfillment) -> String {
    let id = seen.order.id.as_ref().map_or("?", |id| id.as_str());
    let status = seen.order.status.as_ref().map_or("?", |status| status.as_str());
    match &seen.lines {
        None => format!("order {id} is {status} (its lines need a user to be read)"),
        Some(lines) => {
            let words: Vec<_> = lines
                .iter()
                .map(|line| line.status.as_ref().map_or("?", |status| status.as_str()))
                .collect();
            format!("order {id} is {status}; lines: {}", words.join(", "))
        }
    }
}

/// Everything that was bought.
pub(crate) fn table(orders: &[Fulfillment]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_header(["order", "line", "item", "quantity", "status", "order total"]);
    for seen in orders {
        let order = &seen.order;
        let total = total_price(order).map_or_else(|| "?".to_owned(), |money| money.to_string());
        for item in &order.line_items {
            let number = item.line_item_number;
            let status = seen
                .lines
                .iter()
                .flatten()
                .find(|line| line.line_item_number == number)
                .and_then(|line| line.status.as_ref())
                .map(|status| status.as_str())
                .or(order.status.as_ref().map(|status| status.as_str()))
                .unwrap_or("?");
            table.add_row([
                order.id.as_ref().map_or("?", |id| id.as_str()).to_owned(),
                number.unwrap_or_default().to_string(),
                item.friendly_name.clone().unwrap_or_else(|| "?".to_owned()),
                item.quantity.unwrap_or_default().to_string(),
                status.to_owned(),
                total.clone(),
            ]);
        }
    }
    table
}
