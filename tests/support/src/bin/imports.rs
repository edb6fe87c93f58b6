//! Prints the circles among the files of a crate, or its whole graph for Graphviz.

#![allow(clippy::print_stdout)]

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};
use partner_center_test_support::imports::{Graph, circles};

const USAGE: &str = "usage: imports <src folder> [--dot]";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Fails if there is a circle.
fn run() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (src, is_drawn) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [src] if !src.starts_with("--") => (src, false),
        [src, "--dot"] | ["--dot", src] => (src, true),
        _ => bail!(USAGE),
    };
    let graph = Graph::read(Path::new(src))?;
    if is_drawn {
        print!("{}", graph.dot());
        return Ok(ExitCode::SUCCESS);
    }
    let circles = circles(&graph);
    println!("{} files, {} arrows", graph.files().count(), graph.arrows().count());
    for circle in &circles {
        println!("\na circle of {}:", circle.len());
        for file in circle {
            let within =
                graph.used_by(file).filter(|used| circle.iter().any(|other| other == used));
            println!("  {file} -> {}", within.collect::<Vec<_>>().join(", "));
        }
    }
    if circles.is_empty() {
        println!("no circle");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}
