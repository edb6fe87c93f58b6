//! Prints the circles among the files of a crate, or its whole graph for Graphviz.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};
use partner_center_imports::{Graph, circles};

const USAGE: &str = "usage: imports <src folder> [--dot]";

/// Fails if there is a circle.
fn main() -> ExitCode {
    match run() {
        Ok((text, code)) => {
            // A reader that has gone away is not an error.
            let _ = std::io::stdout().write_all(text.as_bytes());
            code
        }
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(String, ExitCode)> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (src, is_drawn) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [src] if !src.starts_with("--") => (src, false),
        [src, "--dot"] | ["--dot", src] => (src, true),
        _ => bail!(USAGE),
    };
    let graph = Graph::read(Path::new(src))?;
    if is_drawn {
        return Ok((graph.dot(), ExitCode::SUCCESS));
    }
    describe(&graph)
}

fn describe(graph: &Graph) -> Result<(String, ExitCode)> {
    let (files, arrows) = (graph.files().count(), graph.arrows().count());
    let mut text = format!("{files} files, {arrows} arrows\n");
    let circles = circles(graph);
    for circle in &circles {
        writeln!(text, "\na circle of {}:", circle.len())?;
        for file in circle {
            let within =
                graph.used_by(file).filter(|used| circle.iter().any(|other| other == used));
            writeln!(text, "  {file} -> {}", within.collect::<Vec<_>>().join(", "))?;
        }
    }
    if circles.is_empty() {
        text.push_str("no circle\n");
        return Ok((text, ExitCode::SUCCESS));
    }
    Ok((text, ExitCode::FAILURE))
}
