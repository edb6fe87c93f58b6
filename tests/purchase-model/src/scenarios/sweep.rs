//! The least waits, found by trying, against their formulas.

use std::io::{self, Write};

use super::LIMIT;
use super::table::{bounded_by_lapse, bounded_by_token};
use crate::params::{NEVER, Params, Policy, Repeated};
use crate::search::{Wanted, explore};

/// The least wait that holds, by trying.
fn least(params: &Params, set: impl Fn(&mut Params, u8)) -> u8 {
    let wanted = Wanted::default();
    (0..40)
        .find(|wait| {
            let mut p = *params;
            set(&mut p, *wait);
            explore(&p, wanted, true, LIMIT).broken.is_none()
        })
        .expect("some wait is enough")
}

/// What was tried, and what of it was not as the formulas have it.
#[derive(Default)]
struct Tried {
    lines: usize,
    wrong: Vec<String>,
}

impl Tried {
    fn compare(&mut self, what: &str, p: &Params, found: u8, formula: u8) {
        self.lines += 1;
        if found != formula {
            self.wrong.push(format!(
                "{what}: found {found}, formula {formula}: \
                 B {} L {} W {} G {} Gc {} K {} X {} D {}",
                p.budget, p.late, p.work, p.lag, p.stale, p.skew, p.life, p.token,
            ));
        }
    }
}

/// Says whether the least waits are those of the formulas.
pub(crate) fn sweep(out: &mut dyn Write) -> io::Result<bool> {
    let mut tried = Tried::default();
    for budget in 0..3 {
        for late in 0..3 {
            for work in 0..3 {
                active(&mut tried, budget, late, work);
                gone_by_age(&mut tried, budget, late, work);
            }
        }
    }
    by_token(&mut tried);
    gone_by_lapse(&mut tried);
    active_by_lapse(&mut tried);
    after_proof(&mut tried);
    for wrong in &tried.wrong {
        writeln!(out, "{wrong}")?;
    }
    let (lines, wrong) = (tried.lines, tried.wrong.len());
    writeln!(out, "sweep: {lines} minima found, {wrong} differ from the formula")?;
    Ok(wrong == 0)
}

/// One worker that only reads, at a service whose carts do not lapse.
fn reads_only() -> Params {
    let mut p = Params::correct();
    (p.workers, p.policy, p.life) = (1, Policy::ReadsOnly, NEVER);
    p
}

fn active(tried: &mut Tried, budget: u8, late: u8, work: u8) {
    for (stale, skew) in [(0, 0), (1, 0), (2, 0), (0, 1), (2, 1)] {
        let mut p = reads_only();
        (p.budget, p.late, p.work, p.stale, p.skew) = (budget, late, work, stale, skew);
        p.repeated = Repeated::Submitted;
        p.waits();
        let formula = budget + late + work + skew + stale.max(1);
        tried.compare("Active", &p, least(&p, |p, wait| p.wait_active = wait), formula);
        p.policy = Policy::SameCart;
        tried.compare("refused, Active", &p, least(&p, |p, wait| p.wait_active = wait), formula);
        p.racy = true;
        let found = least(&p, |p, wait| p.wait_again = wait);
        tried.compare("again, racy", &p, found, budget + late + work + skew + 1);
    }
}

fn gone_by_age(tried: &mut Tried, budget: u8, late: u8, work: u8) {
    for lag in 0..3 {
        for skew in 0..2 {
            let mut p = Params::correct();
            (p.workers, p.policy, p.vanish) = (1, Policy::ReadsOnly, true);
            (p.budget, p.late, p.work, p.lag, p.skew) = (budget, late, work, lag, skew);
            p.waits();
            (p.gone_by_lapse, p.wait_active) = (NEVER, NEVER);
            // Long enough for the latest request, short enough to lapse.
            p.life = budget + late + 1;
            let found = least(&p, |p, wait| p.gone_by_age = wait);
            // With no work and hardly a lag, the 404 itself is proof.
            let formula = match work + lag.max(1) {
                1 => 0,
                rest => budget + late + rest + skew,
            };
            tried.compare("gone, by age", &p, found, formula);
        }
    }
}

fn by_token(tried: &mut Tried) {
    for token in 1..4 {
        for work in 0..3 {
            for skew in 0..2 {
                let mut p = reads_only();
                (p.work, p.skew) = (work, skew);
                bounded_by_token(&mut p);
                p.token = token;
                p.waits();
                let found = least(&p, |p, wait| p.wait_active = wait);
                tried.compare("Active, token", &p, found, token + work + skew);
            }
        }
    }
}

fn gone_by_lapse(tried: &mut Tried) {
    for life in 1..5 {
        for work in 0..3 {
            for lag in 0..3 {
                for skew in 0..2 {
                    let mut p = Params::correct();
                    (p.workers, p.policy, p.vanish) = (1, Policy::ReadsOnly, true);
                    (p.life, p.work, p.lag, p.skew) = (life, work, lag, skew);
                    bounded_by_lapse(&mut p);
                    let found = least(&p, |p, wait| p.gone_by_lapse = wait);
                    let least = work + lag.max(1) - 1;
                    let formula = if least == 0 { 0 } else { least + skew };
                    tried.compare("gone, by lapse", &p, found, formula);
                }
            }
        }
    }
}

fn active_by_lapse(tried: &mut Tried) {
    for life in 1..5 {
        for work in 0..3 {
            for stale in 0..3 {
                for skew in 0..2 {
                    let mut p = reads_only();
                    (p.life, p.work, p.stale, p.skew) = (life, work, stale, skew);
                    p.lingers = true;
                    bounded_by_lapse(&mut p);
                    let found = least(&p, |p, wait| p.active_by_lapse = wait);
                    let least = work + stale.max(1) - 1;
                    let formula = if least == 0 { 0 } else { least + skew };
                    tried.compare("Active, by lapse", &p, found, formula);
                }
            }
        }
    }
}

fn after_proof(tried: &mut Tried) {
    for lag in 0..4 {
        for skew in 0..2 {
            let mut p = reads_only();
            (p.foreign, p.lag, p.skew) = (true, lag, skew);
            p.waits();
            let found = least(&p, |p, wait| p.wait_list = wait);
            let formula = if lag == 0 { 0 } else { lag + skew };
            tried.compare("list after proof", &p, found, formula);
        }
    }
}
