//! What came of many scenarios.

use std::collections::BTreeMap;
use std::fmt;

use crate::books::{Claim, Outcome};
use crate::fault::Blame;
use crate::scenario::Scenario;
use crate::user::User;

/// What came of many scenarios, by user.
#[derive(Default)]
pub(crate) struct Table {
    rows: BTreeMap<User, Row>,
    /// What must not be.
    wrong: Vec<String>,
    /// What nobody can see through, and where it led.
    misled: Vec<String>,
}

#[derive(Clone, Copy, Default)]
struct Row {
    scenarios: usize,
    bought: usize,
    nothing: usize,
    in_part: usize,
    doubts: usize,
    persons: usize,
    duplicates: usize,
    untrue: usize,
    misled: usize,
    hangs: usize,
    most_requests: u32,
}

impl Table {
    /// Enters how a scenario ended.
    pub(crate) fn enter(&mut self, scenario: &Scenario, outcome: &Outcome) {
        let row = self.rows.entry(scenario.user).or_default();
        row.scenarios += 1;
        row.most_requests = row.most_requests.max(outcome.requests);
        match &outcome.last {
            Some(Claim::Bought(_)) => row.bought += 1,
            Some(Claim::InPart(_)) => row.in_part += 1,
            Some(Claim::Nothing) => row.nothing += 1,
            Some(Claim::Doubt) => row.doubts += 1,
            Some(Claim::Person) => row.persons += 1,
            None => row.hangs += 1,
        }
        let place = format!("{:?}, {} at {}", scenario.user, scenario.fault.name, scenario.place);
        let is_naive = scenario.user == User::Naive;
        let mut told = outcome.untrue.clone();
        if outcome.last.is_none() {
            self.wrong.push(format!("{place}: it runs for ever"));
        }
        if outcome.is_duplicate() && (is_naive || scenario.fault.blame == Blame::Client) {
            row.duplicates += 1;
            if !is_naive {
                told.push(format!("{} orders instead of {}", outcome.orders, outcome.wanted));
            }
        } else if outcome.is_duplicate() {
            told.push(format!("{} orders instead of {}", outcome.orders, outcome.wanted));
        }
        if told.is_empty() {
            return;
        }
        let told = told.into_iter().map(|told| format!("{place}: {told}"));
        if scenario.fault.blame == Blame::Client {
            row.untrue += outcome.untrue.len();
            self.wrong.extend(told);
        } else {
            row.misled += 1;
            self.misled.extend(told);
        }
    }

    /// Both.
    pub(crate) fn and(mut self, other: Self) -> Self {
        for (user, row) in other.rows {
            self.rows.entry(user).or_default().add(row);
        }
        self.wrong.extend(other.wrong);
        self.misled.extend(other.misled);
        self
    }

    /// How often a user bought twice.
    pub(crate) fn duplicates(&self, user: User) -> usize {
        self.rows.get(&user).map_or(0, |row| row.duplicates)
    }

    /// Nobody who listens bought twice, nobody was told an untruth, nothing ran for ever.
    #[track_caller]
    pub(crate) fn check(&self) {
        let shown: Vec<_> = self.wrong.iter().take(40).map(String::as_str).collect();
        assert!(self.wrong.is_empty(), "{self}{} wrong:\n{}", self.wrong.len(), shown.join("\n"));
    }
}

impl Row {
    fn add(&mut self, other: Self) {
        self.scenarios += other.scenarios;
        self.bought += other.bought;
        self.nothing += other.nothing;
        self.in_part += other.in_part;
        self.doubts += other.doubts;
        self.persons += other.persons;
        self.duplicates += other.duplicates;
        self.untrue += other.untrue;
        self.misled += other.misled;
        self.hangs += other.hangs;
        self.most_requests = self.most_requests.max(other.most_requests);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<22}{:>10}{:>8}{:>8}{:>8}{:>8}{:>8}{:>11}{:>8}{:>7}{:>8}{:>10}",
            "user",
            "scenarios",
            "bought",
            "nothing",
            "in part",
            "doubt",
            "person",
            "duplicates",
            "untrue",
            "hangs",
            "misled",
            "requests",
        )?;
        for (user, row) in &self.rows {
            writeln!(
                f,
                "{:<22}{:>10}{:>8}{:>8}{:>8}{:>8}{:>8}{:>11}{:>8}{:>7}{:>8}{:>10}",
                format!("{user:?}"),
                row.scenarios,
                row.bought,
                row.nothing,
                row.in_part,
                row.doubts,
                row.persons,
                row.duplicates,
                row.untrue,
                row.hangs,
                row.misled,
                row.most_requests,
            )?;
        }
        writeln!(
            f,
            "Naive does not listen, so that duplicates are its own. misled: the service itself \
             denied what it had done, or was later than the waits allow for; {} times.",
            self.misled.len()
        )
    }
}
