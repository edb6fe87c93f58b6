//! What a code of the service means, and what to do about it.
//!
//! `cargo run --example explain -- 800089` takes any number of codes: numbers or names of
//! refusals and of lines of a cart, and `AADSTS` codes of the sign-in. It exits with 1 when it
//! does not know one of them.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;

fn main() -> ExitCode {
    let codes: Vec<String> =
        std::env::args_os().skip(1).map(|code| code.to_string_lossy().into_owned()).collect();
    if codes.is_empty() || codes.iter().any(|code| code == "--help" || code == "-h") {
        eprintln!("usage: explain CODE...\n\nfor instance: explain 800089 10001 AADSTS50076");
        return ExitCode::from(2);
    }
    let mut all_known = true;
    for code in codes {
        let found = partner_center::error::explain(&code);
        if found.is_empty() {
            all_known = false;
            eprintln!("{code:?} is not among the codes known to this version");
        }
        for explanation in found {
            println!("{explanation}\n");
        }
    }
    if all_known { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
