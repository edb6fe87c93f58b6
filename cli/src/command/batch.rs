//! Many purchases from a file.

use std::io::{self, IsTerminal};

use partner_center::batch::{Batch, BatchReport, BatchStopped, CheckedRows, Rows};

use crate::arguments::BatchArguments;
use crate::command::buy::{PATIENCE, stop_on_interrupt, worker};
use crate::command::purchases::{IN_DOUBT, all};
use crate::exit::{Exit, Failure, Outcome};
use crate::output::line;
use crate::session::Session;

pub(crate) async fn run(session: &Session, arguments: BatchArguments) -> Outcome {
    let rows = checked(&arguments).await?;
    if arguments.dry_run {
        return line("every row can be read; nothing was sent");
    }
    if session.is_live && !arguments.live {
        return Err(Failure::usage(format!(
            "`{}` is no emulator: add `--live` to spend money; nothing was bought",
            session.name
        )));
    }
    if !arguments.yes {
        return Err(Failure::usage(
            "a batch asks nobody: look at it with `--dry-run`, then add `--yes`; nothing was bought",
        ));
    }
    let journal = session.journal().await?;
    let mut batch = Batch::new(&session.partner, journal)
        .worker(worker())
        .waiting(PATIENCE)
        .cancel_with(stop_on_interrupt())
        .on_row(|result| {
            // A reader that has gone away must not end the purchases.
            let _ = line(&result.to_string());
        })
        .on_progress(|report| {
            if io::stderr().is_terminal() {
                eprint!("\r{report}  ");
            }
        });
    if let Some(results) = arguments.results {
        batch = batch.results(results);
    }
    match batch.run(rows).await {
        Ok(report) => ended(&report),
        Err(stopped) => Err(interrupted(session, &stopped).await),
    }
}

/// How a batch ends that was stopped. Whatever stopped it, what may have been bought comes first.
async fn interrupted(session: &Session, stopped: &BatchStopped) -> Failure {
    let own = match stopped.is_cancelled() {
        true => Failure::new(Exit::Interrupted, "stopped: the same line goes on with it"),
        false => Failure::from(stopped.error().clone()),
    };
    let open = match session.journal().await {
        Ok(journal) => all(&journal, IN_DOUBT).await.map(|open| open.len()),
        Err(failure) => Err(failure),
    };
    let doubt = match open {
        Ok(0) => return own,
        Ok(count) => format!("{count} purchases may have been made"),
        Err(_) => "purchases may have been made, since their record cannot be read".to_owned(),
    };
    let message = format!(
        "{}\n  {doubt}: do not make them otherwise; the same line settles them, and \
         `partner-center purchases list` shows them",
        own.message
    );
    Failure::new(Exit::InDoubt, message)
}

/// All rows, or all that is wrong with them.
async fn checked(arguments: &BatchArguments) -> Outcome<CheckedRows> {
    let rows = Rows::file(&arguments.file)?;
    let checked = rows.on_problem(|problem| eprintln!("{problem}")).check().await;
    checked.map_err(|error| Failure::usage(partner_center::Error::from(error).to_string()))
}

/// What follows from the end of a batch. Doubt comes before everything else.
fn ended(report: &BatchReport) -> Outcome {
    line(&report.to_string())?;
    let exit = if report.in_doubt > 0 || report.ask_person > 0 {
        Exit::InDoubt
    } else if report.bought_in_part > 0 {
        Exit::InPart
    } else if report.is_all_bought() {
        return Ok(());
    } else {
        Exit::Failed
    };
    let message = match exit {
        Exit::InDoubt => {
            "some rows may have been bought: do not buy them otherwise; the same line settles them"
        }
        Exit::InPart => "of some rows a part was refused",
        _ => "some rows were not bought; nothing of them can be in doubt",
    };
    Err(Failure::new(exit, message))
}
