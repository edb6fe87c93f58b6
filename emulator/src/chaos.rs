//! Trouble at random: which request meets which, by a seed.

use serde::{Deserialize, Serialize};

use crate::faults::{Action, When};
use crate::ids::scrambled;

/// How many of the requests to operations of the document meet trouble, in percent. Requests for
/// tokens do not, and scripted faults come first. Default: none do.
///
/// Which ones is a function of the seed and of how many requests came before, so that a client
/// that asks for the same things in the same order meets the same trouble.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Chaos {
    /// Where the draws begin. Default: 0.
    pub seed: u64,
    /// The connection is cut before anything is done.
    pub lost_before: u32,
    /// The connection is cut when all is done.
    pub lost_after: u32,
    /// All is done, and the connection is cut in the middle of the answer.
    pub cut_in_body: u32,
    /// A status from 500 to 504, with the service's body, a web page or nothing; for one half of
    /// them all is done.
    pub server_errors: u32,
    /// 429, which asks for a second; nothing is done.
    pub throttled: u32,
    /// All is done, and the answer is a success that is not JSON.
    pub garbage: u32,
    /// The longest that an answer is late, in milliseconds; each is by a random part of it. A
    /// frozen clock is advanced instead.
    pub latency_milliseconds: u64,
}

impl Chaos {
    pub(crate) fn is_calm(&self) -> bool {
        *self == Self { seed: self.seed, ..Self::default() }
    }

    /// What happens to the request that comes after `earlier` others.
    pub(crate) fn strike(&self, earlier: u64) -> Vec<Action> {
        let mut bits = scrambled(self.seed ^ scrambled(earlier));
        let mut draw = |end: u64| {
            bits = scrambled(bits.wrapping_add(1));
            bits % end
        };
        let mut actions = Vec::new();
        if self.latency_milliseconds > 0 {
            let milliseconds = draw(self.latency_milliseconds.saturating_add(1));
            actions.push(Action::Delay { seconds: 0, milliseconds });
        }
        let lot = draw(100);
        let mut end = 0;
        let mut falls_to = |percent: u32| {
            end += u64::from(percent);
            lot < end
        };
        if falls_to(self.lost_before) {
            actions.push(Action::cut(When::Before));
        } else if falls_to(self.lost_after) {
            actions.push(Action::cut(When::After));
        } else if falls_to(self.cut_in_body) {
            actions.push(Action::cut(When::MidBody));
        } else if falls_to(self.server_errors) {
            let when = Some(if draw(2) == 0 { When::Before } else { When::After });
            actions.push(match draw(5) {
                0 => refuse(500, when),
                1 => refuse(501, when),
                2 => Action::Html { status: 502, when },
                3 => Action::Empty { status: 503, when },
                _ => Action::Html { status: 504, when },
            });
        } else if falls_to(self.throttled) {
            actions.push(Action::too_many("1"));
        } else if falls_to(self.garbage) {
            let when = Some(When::After);
            actions.push(match draw(3) {
                0 => Action::Html { status: 200, when },
                1 => Action::Empty { status: 200, when },
                _ => Action::Garbage { status: 200, when },
            });
        }
        actions
    }
}

fn refuse(status: u16, when: Option<When>) -> Action {
    let mut action = Action::refuse(status, "0");
    if let Action::Refuse { when: at, .. } = &mut action {
        *at = when;
    }
    action
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stormy() -> Chaos {
        Chaos {
            seed: 7,
            lost_before: 5,
            lost_after: 5,
            cut_in_body: 2,
            server_errors: 5,
            throttled: 5,
            garbage: 2,
            latency_milliseconds: 300,
        }
    }

    /// How many of 20,000 requests meet what `is` looks for, in hundredths of a percent.
    #[track_caller]
    fn check(percent: u64, is: impl Fn(&Action) -> bool) {
        let struck = |number| stormy().strike(number).iter().any(&is);
        let found = (0..20_000).filter(|number| struck(*number)).count() as u64;
        assert!(found.abs_diff(200 * percent) < 100, "{found} for {percent} %");
    }

    #[test]
    fn each_trouble_comes_about_as_often_as_asked() {
        check(5, |action| *action == Action::cut(When::Before));
        check(5, |action| *action == Action::cut(When::After));
        check(2, |action| *action == Action::cut(When::MidBody));
        check(5, |action| *action == Action::too_many("1"));
        check(2, |action| {
            matches!(
                action,
                Action::Html { status: 200, .. }
                    | Action::Empty { status: 200, .. }
                    | Action::Garbage { .. }
            )
        });
        check(24, Action::is_decisive);
        check(100, |action| matches!(action, Action::Delay { milliseconds: 0..=300, .. }));
    }

    #[test]
    fn the_same_seed_gives_the_same_trouble_and_another_seed_other_trouble() {
        let strikes = |chaos: Chaos| (0..200).map(|at| chaos.strike(at)).collect::<Vec<_>>();
        assert_eq!(strikes(stormy()), strikes(stormy()));
        assert_ne!(strikes(stormy()), strikes(Chaos { seed: 8, ..stormy() }));
        assert!(Chaos { seed: 8, ..Chaos::default() }.is_calm() && !stormy().is_calm());
    }

    #[test]
    fn a_hundred_percent_are_all() {
        let chaos = Chaos { throttled: 100, ..Chaos::default() };
        assert!((0..500).all(|at| chaos.strike(at) == [Action::too_many("1")]));
        let chaos = Chaos { lost_before: 40, throttled: u32::MAX, ..Chaos::default() };
        assert!((0..500).all(|at| chaos.strike(at).len() == 1));
    }
}
