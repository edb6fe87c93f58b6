//! A whole one-time purchase, step by step, with an account of each: from the catalog to what
//! the customer holds and what the partner is billed.
//!
//! `cargo run --example one_time_purchase` buys from an emulator inside the program, and
//! `-- --cloud us-government` from one that has what the cloud of the US Government has; `-- --help`
//! says how to point it elsewhere.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod arguments;
mod bill;
mod rights;
mod say;
#[path = "../shared/mod.rs"]
mod shared;
mod stage;
#[cfg(test)]
mod tests;
mod time;
mod wishes;

use std::process::ExitCode;
use std::time::Duration;

use partner_center::catalog::InventoryContext;
use partner_center::{
    CartLineItem, CatalogItem, Checkout, Cloud, Customer, Delivery, Error, Prerequisites,
    Purchasable, PurchaseRequest, Result,
    order::{self, Fulfillment},
};

use arguments::Arguments;
use say::Say;
use shared::command_line::{self, begin};
use stage::Stage;
use wishes::Wish;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match begin(Arguments::from_env(), arguments::HELP) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    let bought = async {
        buy(&Say::default(), &Stage::set(arguments.cloud.clone()).await?, &arguments).await
    };
    match bought.await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

async fn buy(say: &Say, stage: &Stage, arguments: &Arguments) -> Result<()> {
    let customer = stage.partner.customer(stage.customer.clone());

    say.step("Who buys");
    let details = customer.details().await?;
    let country = customer.country().await?;
    let company = details.company_profile.and_then(|profile| profile.company_name);
    say.line(&format!("{} in {country}", company.as_deref().unwrap_or("(no name)")));
    say.line(&stage.place);

    say.step("What can be bought");
    // Outside of the global cloud, the catalog is documented by customer.
    let catalog = match stage.partner.cloud() {
        Cloud::UsGovernment | Cloud::China => customer.catalog(),
        _ => stage.partner.catalog(country),
    };
    for wish in &stage.wishes {
        let products = catalog.products(wish.view.clone()).await?;
        let skus = catalog.skus(&wish.product).await?;
        say.line(&format!(
            "products under {}: {}; SKUs of {}: {}",
            wish.view,
            products.len(),
            wish.product,
            skus.len()
        ));
    }

    say.step("A plan, which changes nothing");
    let mut request: Option<PurchaseRequest> = None;
    for wish in &stage.wishes {
        let line = wish.purchase_line(wish.quantity);
        request = Some(match request {
            Some(request) => request.line(line),
            None => PurchaseRequest::new(line),
        });
    }
    let mut request = request.ok_or_else(|| Error::invalid("wishes", "there are none"))?;
    if let Some(segment) = &stage.segment {
        request = request.segment(segment.clone());
    }
    let plan = customer.plan(&request).await?;
    for line in &plan.lines {
        say::planned(say, line);
    }
    plan.warnings.iter().for_each(|warning| say.line(&format!("mind: {warning}")));
    if !arguments.may_buy(stage) {
        say.step("Nothing was bought");
        say.line("this is a real service: add --buy-for-real to go on from here");
        return Ok(());
    }
    if arguments.plan_only {
        say.step("Nothing was bought, as asked");
        return Ok(());
    }

    let mut purchasables = Vec::new();
    for (wish, line) in stage.wishes.iter().zip(plan.lines) {
        purchasables.push(make_ready(say, &customer, wish, line.item).await?);
    }

    say.step("A cart, and a correction");
    let lines = |quantity: fn(&Wish) -> u32| -> Vec<CartLineItem> {
        stage
            .wishes
            .iter()
            .zip(&purchasables)
            .map(|(wish, purchasable)| wish.cart_line(purchasable.clone(), quantity(wish)))
            .collect()
    };
    let mut cart = customer.create_cart(&lines(|wish| wish.quantity)).await?;
    say.line(&format!("cart {} with {} lines", cart.id(), cart.line_items().len()));
    if let Some(expires) = cart.expires() {
        say.line(&format!("it expires at {expires}"));
    }
    say.line(&format!("the first line asks for {}", stage.wishes[0].quantity));
    cart.replace_lines(&lines(|wish| wish.corrected)).await?;
    say.line(&format!("and now for {}", stage.wishes[0].corrected));
    for line in cart.line_items() {
        say::cart_line(say, line);
    }

    say.step("Checkout");
    let checkout = cart.checkout().await.inspect_err(|error| {
        error.orders().iter().filter_map(|order| order.id.as_ref()).for_each(|id| {
            say.line(&format!("order {id} was placed, and not everything was"));
        });
        error.order_errors().iter().for_each(|refused| say::order_error(say, refused));
    })?;
    let orders = follow(say, &customer, &checkout).await?;

    say.step("What was bought");
    say.block(&say::table(&orders).to_string());

    rights::show(say, &customer, &orders).await?;
    bill::show(say, &stage.partner, &stage.time, &orders, arguments).await
}

/// Does what the SKU asks for before it can go into a cart.
async fn make_ready(
    say: &Say,
    customer: &Customer,
    wish: &Wish,
    item: CatalogItem,
) -> Result<Purchasable> {
    let mut done = Prerequisites::none();
    if let Some(subscription) = wish.subscription.as_ref().filter(|_| item.needs_registration()) {
        say.step("Enabling the Azure subscription");
        let registration = match customer.registration(subscription).await? {
            Some(registration) => registration,
            None => {
                customer.register(subscription).await?;
                let bar = say.spinner(&format!("registering {subscription}"));
                let every = Duration::from_secs(15);
                let registration = customer.wait_for_registration(subscription, every).await;
                bar.finish_and_clear();
                registration?
            }
        };
        say.line(&format!("{} is registered", registration.subscription_id()));
        done = done.registered(registration);
    }
    if item.needs_inventory_check() {
        say.step("Checking the inventory");
        let mut place = InventoryContext::new();
        place = wish.subscription.iter().cloned().fold(place, InventoryContext::subscription);
        place = wish.region.iter().fold(place, InventoryContext::region);
        let inventory = customer.check_inventory(&item, &place).await?;
        say.line(&format!(
            "{}: {}",
            item.title(),
            say::stock(&inventory.of(&item.product_id, &item.sku_id))
        ));
        done = done.inventory(inventory);
    }
    item.purchasable(&done)
}

/// Follows every order until it is fulfilled, and reads what it cost.
async fn follow(say: &Say, customer: &Customer, checkout: &Checkout) -> Result<Vec<Fulfillment>> {
    let mut orders = Vec::new();
    for id in checkout.order_ids() {
        say.line(&format!("order {id} was placed"));
        let bar = say.spinner("waiting for it to be fulfilled");
        let mut last = String::new();
        let watch = |seen: &Fulfillment| {
            let now = say::progress(seen);
            if now != last {
                bar.suspend(|| say.line(&now));
                last = now;
            }
        };
        let fulfillment = customer.wait_for_fulfillment(id, order::POLL_INTERVAL, watch).await;
        bar.finish_and_clear();
        let mut fulfillment = fulfillment?;
        fulfillment.order = customer.order_with_prices(id).await?;
        orders.push(fulfillment);
    }
    Ok(orders)
}

/// Says what failed, and above all whether something may have been bought.
fn report(error: &Error) {
    command_line::report(error);
    eprintln!(
        "  {}",
        match error.delivery() {
            Delivery::NotDone => "what was asked for was not done",
            Delivery::InPart => "a part of it was done: do not ask for all of it again",
            Delivery::Unknown => "it may have been done: look at the customer's orders first",
        }
    );
}
