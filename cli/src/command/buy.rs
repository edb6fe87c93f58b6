//! Plans and purchases.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use partner_center::external::CancellationToken;
use partner_center::journal::{EntryState, Journal, PurchaseKey, SqliteJournal};
use partner_center::purchase::{Confirmation, Settlement};
use partner_center::{Cart, Customer, Plan, PurchaseRequest};
use sha2::{Digest, Sha256};

use crate::arguments::{BuyArguments, Wishes};
use crate::exit::{Exit, Failure, Outcome};
use crate::find;
use crate::output::{Format, json, line};
use crate::session::Session;
use crate::wishes::request;

/// How long the same line of a command means the same purchase after that has ended.
const SAME: TimeDelta = TimeDelta::hours(24);

/// How long a doubt is waited for before the command ends with 5.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) async fn plan(session: &Session, wishes: &Wishes, format: Format) -> Outcome {
    let customer = find::customer(&session.partner, &wishes.customer).await?;
    let request = request(wishes, &customer).await?;
    show(&customer.plan(&request).await?, format)
}

fn show(plan: &Plan, format: Format) -> Outcome {
    match format {
        Format::Json | Format::Jsonl => json(plan),
        Format::Table | Format::Tsv => line(&plan.to_string()),
    }
}

pub(crate) async fn buy(session: &Session, arguments: BuyArguments, format: Format) -> Outcome {
    let customer = find::customer(&session.partner, &arguments.wishes.customer).await?;
    let request = request(&arguments.wishes, &customer).await?;
    let journal = session.journal().await?;
    let key = match &arguments.key {
        Some(own) => PurchaseKey::new(own.as_str())?,
        None => derived(&journal, &customer, &request, session.partner.clock().now()).await?,
    };
    if arguments.dry_run {
        show(&customer.plan(&request).await?, format)?;
        eprintln!("nothing was bought: this is what `buy` would do, as `{key}`");
        return Ok(());
    }
    may_spend(session, &arguments)?;
    let stop = stop_on_interrupt();
    let is_agreed = arguments.yes;
    let purchase = customer
        .purchase(&request)
        .recorded(journal, key.clone())
        .worker(worker())
        .waiting(PATIENCE)
        .cancel_with(stop)
        .on_progress(|progress| eprintln!("{progress}"))
        .confirm_with(move |cart| {
            let question = question(cart);
            async move {
                if is_agreed {
                    eprintln!("{question} yes");
                    return Confirmation::Buy;
                }
                match agreed(&question) {
                    true => Confirmation::Buy,
                    false => Confirmation::stop("the answer was not yes"),
                }
            }
        });
    match purchase.run().await {
        Ok(settlement) => ended(&settlement, &key, format),
        Err(failed) => Err(stopped(&failed.into(), &key)),
    }
}

/// What follows from the end of a purchase.
pub(crate) fn ended(settlement: &Settlement, key: &PurchaseKey, format: Format) -> Outcome {
    match format {
        Format::Json | Format::Jsonl => json(settlement)?,
        Format::Table | Format::Tsv => line(&settlement.to_string())?,
    }
    let exit = match settlement {
        Settlement::Bought(_) => return Ok(()),
        Settlement::BoughtInPart(_) => Exit::InPart,
        Settlement::NotBought(_) => Exit::Failed,
        _ => Exit::InDoubt,
    };
    let message = match exit {
        Exit::InPart => format!("a part of `{key}` was refused; the rest was bought"),
        Exit::Failed => format!("nothing of `{key}` was bought"),
        _ => format!(
            "`{key}` may have been bought: do not buy it again; `partner-center purchases resume \
             '{key}'` settles it"
        ),
    };
    Err(Failure::new(exit, message))
}

/// A failure that has a record, which knows more than the error.
pub(crate) fn stopped(error: &partner_center::Error, key: &PurchaseKey) -> Failure {
    let failure = Failure::from(error.clone());
    match failure.exit {
        Exit::InDoubt => Failure::new(
            Exit::InDoubt,
            format!(
                "{}\n  do not buy it again: `partner-center purchases resume '{key}'` settles it",
                failure.message
            ),
        ),
        _ => failure,
    }
}

/// Refuses to spend money by mistake.
fn may_spend(session: &Session, arguments: &BuyArguments) -> Outcome {
    if session.is_live && !arguments.live {
        return Err(Failure::usage(format!(
            "`{}` is no emulator: add `--live` to spend money; nothing was bought",
            session.name
        )));
    }
    if !arguments.yes && !io::stdin().is_terminal() {
        return Err(Failure::usage(
            "nobody can be asked here: add `--yes` to buy without a question; nothing was bought",
        ));
    }
    Ok(())
}

fn question(cart: &Cart) -> String {
    match cart.total() {
        Ok(total) => format!("Buy for {total} before tax?"),
        Err(unknown) => format!("Buy, although {unknown}?"),
    }
}

fn agreed(question: &str) -> bool {
    eprint!("{question} [y/N] ");
    let mut answer = String::new();
    let read = io::stderr().flush().and_then(|()| io::stdin().read_line(&mut answer));
    read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes")
}

/// Cancelled by the first interruption; before the checkout that ends the purchase.
pub(crate) fn stop_on_interrupt() -> CancellationToken {
    let stop = CancellationToken::new();
    let cancel = stop.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            eprintln!("stopping as soon as that is safe");
            cancel.cancel();
        }
    });
    stop
}

/// The name under which this machine's commands go on with each other's purchases.
pub(crate) fn worker() -> String {
    "the partner-center command".to_owned()
}

/// The key of a line that names none: that of the same purchase as long as it has not ended, or
/// was bought within a day; else the next one.
async fn derived(
    journal: &SqliteJournal,
    customer: &Customer,
    request: &PurchaseRequest,
    now: DateTime<Utc>,
) -> Outcome<PurchaseKey> {
    let contents = serde_json::to_string(request)
        .map_err(|error| Failure::new(Exit::Failed, error.to_string()))?;
    let home = customer.partner().base_url();
    let digest = Sha256::digest(format!("{home}\n{}\n{contents}", customer.id()));
    let name = digest.iter().take(8).fold(String::new(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    });
    for number in 1_u32.. {
        let key = PurchaseKey::new(format!("buy-{name}-{number}"))?;
        let Some(entry) = journal.read(&key).await.map_err(partner_center::Error::from)? else {
            if number > 1 {
                eprintln!("an earlier purchase like this one has ended: this is another");
            }
            return Ok(key);
        };
        // What was refused is asked for anew: nothing of it can be bought any more.
        let is_over = match entry.state {
            EntryState::Nothing => true,
            EntryState::Bought => now - entry.since >= SAME,
            _ => false,
        };
        if !is_over {
            eprintln!("`{key}` is the same purchase, {}: it is not made twice", entry.state);
            return Ok(key);
        }
    }
    Err(Failure::new(Exit::Failed, "no key is left"))
}
