//! Killed at each write and at each request, whatever else goes wrong.

use std::fmt;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use partner_center::external::futures::{StreamExt, stream};

use crate::case::{Case, Result};
use crate::outcome::Outcome;
use crate::place::Place;
use crate::scenario::Scenario;
use crate::table::Table;
use crate::trouble::Trouble;

/// How much of the matrix is run.
#[derive(Clone, Debug)]
pub enum Extent {
    /// All of it.
    Whole,
    /// The places whose description has this text.
    Places(String),
    /// So many scenarios for each trouble, and so many places in each of them, by a seed.
    Some {
        /// How many scenarios.
        scenarios: usize,
        /// How many places.
        places: usize,
        /// Which ones.
        seed: u64,
    },
}

/// After how many scenarios it is said how far the matrix has come.
const TOLD_AFTER: usize = 60;

/// What came of all cases.
pub struct Matrix {
    scenarios: usize,
    places: Table,
    troubles: Table,
    /// How many cases there were.
    pub cases: usize,
    /// In how many of them a process was killed.
    pub kills: usize,
    /// What must not be.
    pub wrong: Vec<String>,
}

impl Default for Matrix {
    fn default() -> Self {
        Self {
            scenarios: 0,
            places: Table::new("killed"),
            troubles: Table::new("trouble"),
            cases: 0,
            kills: 0,
            wrong: Vec::new(),
        }
    }
}

/// Runs the matrix with `program`, which is this crate's, on every processor that there is.
///
/// # Errors
///
/// A process could not be started, or ended in a way that is no purchase's.
pub async fn run(program: &Path, extent: Extent) -> anyhow::Result<Matrix> {
    let scenarios = match extent {
        Extent::Whole | Extent::Places(_) => Scenario::all(),
        Extent::Some { scenarios, .. } => Scenario::some(scenarios),
    };
    let mut matrix = Matrix::default();
    let all = scenarios.len();
    let jobs = scenarios.into_iter().enumerate().map(|(number, scenario)| {
        let cases = all_of(program.to_owned(), scenario, extent.clone(), number);
        async { tokio::spawn(cases).await? }
    });
    let processors = available_parallelism().map_or(1, usize::from);
    let mut done = stream::iter(jobs).buffer_unordered(processors + 1);
    while let Some(cases) = done.next().await {
        for (case, result) in cases? {
            matrix.enter(&case, result);
        }
        matrix.scenarios += 1;
        if matrix.scenarios % TOLD_AFTER == 0 {
            eprintln!("{} of {all} scenarios, {} wrong", matrix.scenarios, matrix.wrong.len());
        }
    }
    Ok(matrix)
}

/// The cases of a scenario: first the one in which nobody is killed, which shows where one can be.
async fn all_of(
    program: PathBuf,
    scenario: Scenario,
    extent: Extent,
    number: usize,
) -> anyhow::Result<Vec<(Case, Result)>> {
    let whole = Case { scenario, place: Place::Nowhere };
    let lived = whole.run(&program).await?;
    let late = scenario.trouble != Trouble::Nothing;
    let mut places = Place::all(&lived.writes, &lived.asked, late).split_off(1);
    match extent {
        Extent::Whole => {}
        Extent::Places(text) => places.retain(|place| place.to_string().contains(&text)),
        Extent::Some { places: some, seed, .. } => {
            fastrand::Rng::with_seed(seed + number as u64).shuffle(&mut places);
            places.truncate(some);
        }
    }
    let mut all = vec![(whole, lived)];
    for place in places {
        let case = Case { scenario, place };
        let result = case.run(&program).await?;
        all.push((case, result));
    }
    Ok(all)
}

impl Matrix {
    fn enter(&mut self, case: &Case, result: Result) {
        let Case { scenario, place } = case;
        self.cases += 1;
        self.kills += usize::from(result.was_killed);
        let mut outcome = result.outcome;
        if outcome.is_ok() && result.was_killed != (*place != Place::Nowhere) {
            outcome = Err(anyhow::anyhow!("the process did not come to the place"));
        }
        let outcome = outcome.unwrap_or_else(|error| {
            self.wrong.push(format!("killed {place}: {error:#}\n    {case:?}"));
            Outcome::Wrong
        });
        self.places.count(place.to_string(), outcome);
        self.troubles.count(format!("{:?}", scenario.trouble), outcome);
    }
}

impl fmt::Display for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scenarios, places, troubles, cases, kills, wrong } = self;
        writeln!(f, "{places}\n\n{troubles}\n")?;
        writeln!(
            f,
            "{cases} cases of {scenarios} scenarios, {kills} kills, {} wrong",
            wrong.len()
        )?;
        wrong.iter().try_for_each(|wrong| writeln!(f, "{wrong}"))
    }
}
