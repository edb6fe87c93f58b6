//! A file for each group of commands.

mod account;
mod batch;
mod buy;
mod customer;
mod emulator;
mod explain;
mod invoice;
mod order;
mod product;
mod profile;
mod purchases;

use crate::arguments::{Arguments, Command};
use crate::exit::Outcome;
use crate::session::Session;

/// Runs a command.
pub(crate) async fn run(arguments: Arguments) -> Outcome {
    let Arguments { global, command } = arguments;
    let format = global.output;
    match command {
        Command::Emulator(own) => return emulator::run(&own).await,
        Command::Profile(own) => return profile::run(own, format),
        Command::Explain { codes } => return explain::run(&codes),
        _ => {}
    }
    let session = Session::open(global.profile.as_deref()).await?;
    match command {
        Command::Whoami => account::whoami(&session).await,
        Command::Balance => account::balance(&session, format).await,
        Command::Api { path } => account::api(&session, &path).await,
        Command::Customer(own) => customer::run(&session, own, format).await,
        Command::Product(own) => product::run(&session, own, format).await,
        Command::Plan(wishes) => buy::plan(&session, &wishes, format).await,
        Command::Buy(own) => buy::buy(&session, own, format).await,
        Command::Batch(own) => batch::run(&session, own).await,
        Command::Purchases(own) => purchases::run(&session, own).await,
        Command::Order(own) => order::run(&session, own, format).await,
        Command::Entitlement(own) => customer::entitlements(&session, &own, format).await,
        Command::Subscription(own) => customer::subscriptions(&session, &own, format).await,
        Command::Invoice(own) => invoice::run(&session, own, format).await,
        Command::Reconcile(own) => invoice::reconcile(&session, own).await,
        Command::Emulator(_) | Command::Profile(_) | Command::Explain { .. } => Ok(()),
    }
}
