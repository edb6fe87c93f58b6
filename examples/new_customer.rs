//! A customer that does not exist yet, up to its first purchase: domain, address, tenant,
//! agreement, order.
//!
//! `cargo run --example new_customer` does it in an emulator inside the program. With `--real DOMAIN`
//! it creates a customer with that domain at the service that the environment names, which cannot
//! be undone, and buys nothing; `-- --help` says more.
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[path = "shared/mod.rs"]
mod shared;

use std::process::ExitCode;

use lexopt::prelude::*;
use partner_center::new_customer::{CreatedCustomer, NewCustomer, PostalAddress};
use partner_center::types::Segment;
use partner_center::{Error, PartnerCenter, PurchaseLine, PurchaseRequest, Result};
use partner_center_emulator::{Emulator, Options, seed};

use shared::command_line::{begin, report};
use shared::embedded;

const HELP: &str = "\
A customer that does not exist yet, up to its first purchase.

usage: cargo run --example new_customer [-- --real DOMAIN]

  --real DOMAIN  create a customer with this domain at the service that the variables
                 PARTNER_CENTER_... name; its address is that of an invented company, so
                 do it in a sandbox only. Nothing is bought there.
  --help         print this

Without it, everything happens in an emulator inside the program.";

#[tokio::main]
async fn main() -> ExitCode {
    let domain = match begin(arguments(), HELP) {
        Ok(domain) => domain,
        Err(code) => return code,
    };
    let done = match domain {
        Some(domain) => real(&domain).await,
        None => embedded_purchase().await.map(drop),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

/// The domain for the real service, if that is meant. `None` when help is asked for.
fn arguments() -> Result<Option<Option<String>>, lexopt::Error> {
    let mut domain = None;
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("real") => domain = Some(parser.value()?.string()?),
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(domain))
}

async fn real(domain: &str) -> Result<()> {
    let partner = PartnerCenter::from_env()?;
    let created = create(&partner, domain).await?;
    println!("it cannot buy yet: {}", created.customer.agreement_status().await?);
    Ok(())
}

/// The whole way, in an emulator, where the customer accepts when it is told to. Gives how many
/// orders were placed.
async fn embedded_purchase() -> Result<usize> {
    let emulator = Emulator::new(Options::new());
    let partner = embedded::builder(&emulator, embedded::user()).build()?;
    let created = create(&partner, "tailspin.onmicrosoft.example").await?;
    let customer = &created.customer;
    let line = PurchaseLine::sku(seed::PRODUCT_PERPETUAL, seed::SKU_PERPETUAL, 2);
    let request = PurchaseRequest::new(line).segment(Segment::Commercial);

    println!("\nA plan, and a try");
    println!("  {}", customer.plan(&request).await?.agreement);
    match customer.purchase(&request).run().await {
        Ok(_) => return Err(Error::invalid("purchase", "it went through without an agreement")),
        Err(refused) => println!("  {refused}"),
    }

    println!("\nThe customer accepts in the admin center");
    emulator.accept_agreement(customer.id().as_str());
    println!("  {}", customer.agreement_status().await?);

    println!("\nThe purchase");
    let purchase = customer.purchase(&request).run().await?;
    for id in purchase.order_ids() {
        println!("  order {id}");
    }
    Ok(purchase.order_ids().count())
}

/// Looks before it leaps: the rules of the country, the address, the domain; then the customer.
async fn create(partner: &PartnerCenter, domain: &str) -> Result<CreatedCustomer> {
    println!("The address");
    let rules = partner.country_rules("US".parse()?).await?;
    let mut address = PostalAddress::new("US".parse()?, "Seattle", "410 Terry Avenue North")
        .state("WA")
        .postal_code("98109")
        .person("Robin", "Vale");
    let problems = rules.problems(&address);
    if !problems.is_empty() {
        return Err(Error::invalid("address", problems.join("; ")));
    }
    let check = partner.check_address(&address).await?;
    println!("  it is {}", check.status);
    match (check.is_safe(), check.suggestions.first()) {
        // A program for people would let somebody choose.
        (_, Some(better)) => address = address.moved_to(better)?,
        (true, None) => {}
        (false, None) => return Err(Error::invalid("address", "the service does not know it")),
    }

    println!("\nThe domain");
    if !partner.domain_is_free(domain).await? {
        return Err(Error::invalid("domain", format!("{domain} is taken")));
    }
    println!("  {domain} is free");

    println!("\nThe customer");
    let new = NewCustomer::new(domain, "Tailspin Toys", address)
        .email("robin.vale@tailspin.example")
        .culture("en-US", "en");
    let creation = partner.new_customer(&new);
    println!("  request id, to go on with after a crash: {}", creation.request_id());
    let created = creation.create().await?;
    println!("  {} was created", created.customer.id());
    if let Some(sign_in) = &created.first_sign_in {
        // Its password is shown once: hand it to the customer, and keep it out of logs.
        println!("  its administrator is {}@{domain}", sign_in.user_name());
    }
    Ok(created)
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn a_new_customer_comes_to_its_first_order() {
        assert_eq!(super::embedded_purchase().await.unwrap(), 1);
    }
}
