//! How fast, and in how much memory, the lines of an invoice are read.
//!
//! `cargo bench --bench reading` prints ratios: a typed reading of every line against the
//! same bytes thrown away, and against the same bytes checked to be JSON. It fails where the
//! lines take longer than the second, or too much memory. `README.md` beside this folder
//! says how it is measured and what the figures mean.
//!
//! Every measurement is a process of its own, and the server is another one: this program
//! starts itself again with a word that says what to be.

mod arguments;
mod line;
mod memory;
mod page;
mod report;
mod server;
#[path = "../shared/server_process.rs"]
mod server_process;
mod values;
mod variant;

use std::process::ExitCode;

use arguments::Role;

fn main() -> ExitCode {
    let role = arguments::read();
    let done = role.and_then(|role| match role {
        Role::Compare(plan) => report::compare(&plan),
        Role::Serve(lines) => server::serve(lines).map(|()| true),
        Role::Read(reading) => variant::run(&reading).map(|()| true),
    });
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
