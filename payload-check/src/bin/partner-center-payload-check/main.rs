//! Tells whether captured payloads fit: the program behind `cargo xtask check-payload`.

mod arguments;
mod input;
mod output;

use std::io::{self, Write};
use std::process::ExitCode;

use partner_center_payload_check::{Error, schemas};

use arguments::{Arguments, Command};
use output::{Format, Outcome};

/// The exit code where nothing could be said: unreadable input, an unknown schema name, or
/// arguments that make no sense.
const NOTHING_SAID: u8 = 3;

fn main() -> ExitCode {
    let result = match Arguments::parse() {
        Ok(Command::Help) => write!(io::stdout(), "{}", arguments::HELP).map(|()| 0),
        Ok(Command::Check(arguments)) => run(&arguments),
        Err(error) => {
            writeln!(io::stderr(), "error: {error}\n\n{}", arguments::USAGE).map(|()| NOTHING_SAID)
        }
    };
    ExitCode::from(result.unwrap_or(NOTHING_SAID))
}

/// Checks every file; the worst one decides the exit code.
fn run(arguments: &Arguments) -> io::Result<u8> {
    if let Err(error) = known(&arguments.schema) {
        writeln!(io::stderr(), "error: {error}")?;
        if let Error::UnknownSchema { .. } = error {
            writeln!(io::stderr(), "\nschemas of the document:")?;
            for name in schemas() {
                writeln!(io::stderr(), "  {name}")?;
            }
        }
        return Ok(NOTHING_SAID);
    }
    let format = if arguments.json { Format::Json } else { Format::Text };
    let mut worst = 0;
    for file in &arguments.files {
        let outcome = Outcome::of(&arguments.schema, input::read(file));
        worst = worst.max(outcome.exit_code());
        // Each file locks it again, so that a long run shows what it has found so far.
        let mut stdout = io::stdout().lock();
        output::write(&mut stdout, format, &file.to_string_lossy(), &arguments.schema, &outcome)?;
        stdout.flush()?;
    }
    Ok(worst)
}

/// Whether there is such a schema, asked before any file is read.
fn known(schema: &str) -> Result<(), Error> {
    partner_center_payload_check::check(schema, "null").map(|_| ())
}
