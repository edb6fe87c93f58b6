//! What was said, held against what was done.

use partner_center_emulator::Emulator;

/// What a user was told at some time.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// The carts that were or may have been checked out up to then, and that it speaks of.
    pub(crate) carts: Vec<String>,
    pub(crate) claim: Claim,
}

/// What was claimed of some carts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// All was bought, as these orders.
    Bought(Vec<String>),
    /// A part was bought, as these orders, and the rest never will be.
    InPart(Vec<String>),
    /// Nothing was bought, nor will be.
    Nothing,
    /// It is not known.
    Doubt,
    /// A person has to look.
    Person,
}

/// How a scenario ended.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// What was told last; none where it ran for ever.
    pub(crate) last: Option<Claim>,
    /// How many orders there are in truth.
    pub(crate) orders: usize,
    /// How many there are to be.
    pub(crate) wanted: usize,
    /// What was untrue.
    pub(crate) untrue: Vec<String>,
    pub(crate) requests: u32,
}

impl Outcome {
    pub(crate) fn is_duplicate(&self) -> bool {
        self.orders > self.wanted
    }

    /// Compares all that was told with the ledger.
    pub(crate) fn of(
        said: Option<Vec<Said>>,
        emulator: &Emulator,
        wanted: usize,
        requests: u32,
    ) -> Self {
        // What is late arrives.
        emulator.summary();
        let all: Vec<_> = said.iter().flatten().collect();
        Self {
            last: all.last().map(|said| said.claim.clone()).filter(|_| said.is_some()),
            orders: orders(emulator, None).len(),
            wanted,
            untrue: all.iter().filter_map(|said| untruth(said, emulator, wanted)).collect(),
            requests,
        }
    }
}

/// The orders that these carts became, or all.
fn orders(emulator: &Emulator, carts: Option<&[String]>) -> Vec<String> {
    let is_of = |path: &str| carts.is_none_or(|carts| carts.iter().any(|cart| path.contains(cart)));
    let ledger = emulator.ledger().into_iter();
    let mut orders: Vec<_> =
        ledger.filter(|entry| is_of(&entry.path)).flat_map(|entry| entry.effect.orders).collect();
    orders.sort_unstable();
    orders
}

fn untruth(said: &Said, emulator: &Emulator, wanted: usize) -> Option<String> {
    let real = orders(emulator, Some(&said.carts));
    let is_true = match &said.claim {
        Claim::Bought(told) => same(told, &real) && told.len() == wanted,
        Claim::InPart(told) => same(told, &real) && !told.is_empty() && told.len() < wanted,
        Claim::Nothing => real.is_empty(),
        Claim::Doubt | Claim::Person => true,
    };
    (!is_true).then(|| format!("it said {:?}, and the ledger has {real:?}", said.claim))
}

fn same(told: &[String], real: &[String]) -> bool {
    let mut told = told.to_vec();
    told.sort_unstable();
    told == real
}
