//! How a program begins on the command line, and how it ends there.

use std::error::Error as _;
use std::fmt::Display;
use std::process::ExitCode;

use partner_center::Error;

/// The arguments; or how the program ends, where help was asked for or needed.
pub(crate) fn begin<T, E: Display>(read: Result<Option<T>, E>, help: &str) -> Result<T, ExitCode> {
    match read {
        Ok(Some(arguments)) => Ok(arguments),
        Ok(None) => {
            println!("{help}");
            Err(ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("{error}\n\n{help}");
            Err(ExitCode::from(2))
        }
    }
}

/// Says what failed and what to do, which is one line, and why.
pub(crate) fn report(error: &Error) {
    eprintln!("\n{error}");
    let mut source = error.source();
    while let Some(cause) = source {
        eprintln!("  because {cause}");
        source = cause.source();
    }
    if let Some(id) = error.request_id() {
        eprintln!("  request id: {id}");
    }
}
