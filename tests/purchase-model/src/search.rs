//! Visits every state that can be reached, and looks at each.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::time::{Duration, Instant};

use crate::params::Params;
use crate::state::{Stage, State};
use crate::steps::{Label, Next, Steps};

/// A quick hash: the keys are our own.
#[derive(Default)]
pub(crate) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 29
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    /// P3 as well: it needs the edges.
    pub(crate) settles: bool,
    /// A person is asked only if somebody bought the same by hand.
    pub(crate) person_needs_foreign: bool,
    /// A person is never asked.
    pub(crate) no_person: bool,
    /// "Nothing" is never an end.
    pub(crate) no_nothing: bool,
    /// Only what begins with this is a violation.
    pub(crate) only: &'static str,
}

pub(crate) struct Report {
    pub(crate) states: usize,
    pub(crate) edges: usize,
    pub(crate) time: Duration,
    pub(crate) broken: Option<(&'static str, Vec<Label>)>,
    /// Ends seen: bought, nothing, person with several orders, without a cart, without an order.
    pub(crate) ends: [usize; 5],
    pub(crate) full: bool,
    /// How often each thing happened.
    pub(crate) happened: BTreeMap<&'static str, usize>,
}

fn violations(s: &State, wanted: &Wanted, found: &mut Vec<&'static str>) {
    found.clear();
    let r = &s.record;
    let made = s.made();
    if s.orders.iter().any(|order| order.count > 1) {
        found.push("P1 bought twice");
    }
    if (r.stage == Stage::Nothing || s.told_nothing) && made != 0 {
        found.push("P2 says nothing, but bought");
    }
    if r.stage == Stage::Bought {
        if r.wrong || r.note & !made != 0 {
            found.push("P4 says bought with an order that is not ours");
        }
        if made & !r.note != 0 {
            found.push("P2 says a part was not bought, but it was");
        }
    }
    if r.stage == Stage::Person
        && (wanted.no_person || wanted.person_needs_foreign && s.foreign.count == 0)
    {
        found.push("P3 asks a person without need");
    }
    if r.stage == Stage::Nothing && wanted.no_nothing {
        found.push("P3 ends with nothing though the service would have sold");
    }
}

pub(crate) fn explore(p: &Params, wanted: Wanted, alike: bool, limit: usize) -> Report {
    let began = Instant::now();
    let steps = Steps::new(p, alike);
    let mut index: HashMap<State, u32, BuildHasherDefault<Mix>> = HashMap::default();
    let mut states = vec![State::start()];
    let mut parents = vec![u32::MAX];
    let mut from: Vec<u32> = vec![0];
    let mut good: Vec<u32> = Vec::new();
    let mut ends = [0; 5];
    let mut edges = 0;
    let mut happened: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut out: Vec<Next> = Vec::new();
    let mut broken = None;
    let mut found = Vec::new();
    let mut at = 0;
    index.insert(states[0], 0);
    while at < states.len() {
        let state = states[at];
        match state.record.stage {
            Stage::Bought => ends[0] += 1,
            Stage::Nothing => ends[1] += 1,
            Stage::Person => ends[1 + usize::from(state.record.note)] += 1,
            _ => {}
        }
        violations(&state, &wanted, &mut found);
        if let Some(what) = found.iter().find(|what| what.starts_with(wanted.only)) {
            broken = Some((*what, trace(&steps, &states, &parents, at as u32)));
            break;
        }
        steps.next(&state, &mut out);
        for next in &out {
            edges += 1;
            *happened.entry(next.label.1).or_default() += 1;
            let id = *index.entry(next.state).or_insert_with(|| {
                states.push(next.state);
                parents.push(at as u32);
                (states.len() - 1) as u32
            });
            if wanted.settles && next.good {
                good.push(id);
            }
        }
        from.push(good.len() as u32);
        at += 1;
        if states.len() > limit {
            break;
        }
    }
    let full = broken.is_none() && at == states.len();
    if full
        && wanted.settles
        && let Some(stuck) = unsettled(&states, &from, &good)
    {
        broken = Some(("P3 cannot be settled from here", trace(&steps, &states, &parents, stuck)));
    }
    Report { states: states.len(), edges, time: began.elapsed(), broken, ends, full, happened }
}

/// A state from which no way without crashes and losses leads to an end, if there is one.
fn unsettled(states: &[State], from: &[u32], good: &[u32]) -> Option<u32> {
    let mut starts = vec![0u32; states.len() + 1];
    for to in good {
        starts[*to as usize + 1] += 1;
    }
    for i in 0..states.len() {
        starts[i + 1] += starts[i];
    }
    let mut fill = starts.clone();
    let mut back = vec![0u32; good.len()];
    for source in 0..states.len() {
        for edge in from[source]..from[source + 1] {
            let to = good[edge as usize] as usize;
            back[fill[to] as usize] = source as u32;
            fill[to] += 1;
        }
    }
    let mut can: Vec<bool> = states.iter().map(|s| s.record.settled()).collect();
    let mut queue: Vec<u32> = (0..states.len() as u32).filter(|i| can[*i as usize]).collect();
    while let Some(i) = queue.pop() {
        let i = i as usize;
        for edge in starts[i]..starts[i + 1] {
            let source = back[edge as usize];
            if !can[source as usize] {
                can[source as usize] = true;
                queue.push(source);
            }
        }
    }
    can.iter().position(|can| !can).map(|i| i as u32)
}

fn trace(steps: &Steps, states: &[State], parents: &[u32], end: u32) -> Vec<Label> {
    let mut path = vec![end];
    while parents[path[path.len() - 1] as usize] != u32::MAX {
        path.push(parents[path[path.len() - 1] as usize]);
    }
    path.reverse();
    let mut out = Vec::new();
    path.windows(2)
        .map(|pair| {
            steps.next(&states[pair[0] as usize], &mut out);
            let wanted = &states[pair[1] as usize];
            out.iter().find(|next| next.state == *wanted).map_or((2, "?"), |next| next.label)
        })
        .collect()
}
