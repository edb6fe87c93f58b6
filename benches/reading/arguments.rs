//! What the program is asked to be.

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

use crate::variant::{Reading, Variant};

/// What this process is.
pub(crate) enum Role {
    /// The one that was started by hand: it starts the others and compares.
    Compare(Plan),
    /// The server, of pages of so many lines.
    Serve(usize),
    /// One measurement.
    Read(Reading),
}

/// What to measure.
pub(crate) struct Plan {
    /// Lines on a page.
    pub(crate) lines: usize,
    /// Pages to compare times over.
    pub(crate) pages: usize,
    /// How often; the median counts.
    pub(crate) rounds: usize,
    /// Numbers of pages to show memory for, the smallest first.
    pub(crate) memory: Vec<usize>,
    /// What to measure; the floors come first.
    pub(crate) variants: &'static [Variant],
    /// Whether it is enough to say how fast it is.
    pub(crate) is_full: bool,
}

impl Plan {
    /// 320 MB, and memory up to ten times as much.
    fn full() -> Self {
        Self {
            lines: 2_000,
            pages: 100,
            rounds: 9,
            memory: vec![10, 100, 1_000],
            variants: Variant::USUAL,
            is_full: true,
        }
    }

    /// Enough to see that all of it runs.
    fn quick() -> Self {
        Self {
            lines: 200,
            pages: 5,
            rounds: 1,
            memory: vec![2, 10],
            variants: Variant::ALL,
            is_full: false,
        }
    }
}

pub(crate) fn read() -> Result<Role> {
    let mut parser = lexopt::Parser::from_env();
    let mut plan = Plan::full();
    let mut words = Vec::new();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("quick") => plan = Plan::quick(),
            Long("variants") => plan.variants = Variant::ALL,
            Long("rounds") => plan.rounds = parser.value()?.parse::<usize>()?.max(1),
            Long("pages") => plan.pages = parser.value()?.parse::<usize>()?.max(1),
            // Cargo says what kind of program it runs.
            Long("bench") => {}
            Value(word) => words.push(word.string()?),
            other => bail!("{}", other.unexpected()),
        }
    }
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    Ok(match words[..] {
        [] => Role::Compare(plan),
        ["serve", lines] => Role::Serve(lines.parse().context("how many lines on a page?")?),
        ["read", variant, address, pages] => Role::Read(Reading {
            variant: Variant::by_name(variant)?,
            address: address.parse().context("which address?")?,
            pages: pages.parse().context("how many pages?")?,
        }),
        _ => bail!(
            "use it as `cargo bench --bench reading [-- --quick | --variants | --rounds N | --pages N]`"
        ),
    })
}
