//! Runs the table of the model; `README.md` says how.

use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match partner_center_purchase_model::run(&arguments, &mut io::stdout()) {
        Ok(true) => ExitCode::SUCCESS,
        // A reader that has gone away has not seen the end.
        Ok(false) | Err(_) => ExitCode::FAILURE,
    }
}
