//! What was said, held against what was done.

use anyhow::{Context, bail, ensure};
use partner_center::purchase::{Question, Settlement};

use crate::outcome::Outcome;
use crate::product::Product;
use crate::scenario::Scenario;

impl Scenario {
    /// What a settlement comes to, where it is true of the orders in the ledger and as good as it
    /// can be.
    pub(crate) fn judge(
        self,
        settlement: &Settlement,
        ordered: &[String],
    ) -> anyhow::Result<Outcome> {
        let all = self.product.orders();
        let is_all = ordered.len() == all;
        ensure!(ordered.len() <= all, "bought twice");
        match settlement {
            Settlement::Bought(bought) => {
                ensure!(is_all && is_same(bought.orders(), ordered), "other orders are named");
            }
            Settlement::BoughtInPart(bought) => {
                ensure!(self.trouble.refuses() && !is_all, "nothing was refused");
                ensure!(is_same(bought.orders(), ordered), "other orders are named");
            }
            Settlement::NotBought(_) => {
                ensure!(ordered.is_empty(), "it was bought");
                let may_end = !self.asks_again() || self.trouble.refuses() || self.trouble.lapses();
                ensure!(may_end, "it could have been bought");
            }
            Settlement::AskPerson(person) => {
                ensure!(self.may_ask_person(person.question(), is_all), "nobody need be asked");
                let named: Vec<_> = person.candidates().iter().map(|id| id.as_str()).collect();
                let is_named = ordered.iter().all(|order| named.contains(&order.as_str()));
                ensure!(is_named, "the orders are not among those that are shown");
            }
            _ => bail!("it is not settled"),
        }
        Outcome::of(settlement).context("it cannot end in this way")
    }

    /// A person is asked which orders it are where no tag tells and there are two, and whether it
    /// was bought at all where the cart tells nothing any more.
    fn may_ask_person(self, question: Question, is_all: bool) -> bool {
        let is_dark = !self.trouble.shows_tag() || self.trouble.refuses();
        match question {
            Question::Which => is_dark && self.product == Product::TwoGroups && is_all,
            Question::Whether => is_dark && self.trouble.lapses(),
            _ => false,
        }
    }
}

/// Whether these are the same orders, in whatever order.
pub(crate) fn is_same(named: &[partner_center::OrderId], ordered: &[String]) -> bool {
    let mut named: Vec<_> = named.iter().map(|id| id.as_str()).collect();
    let mut ordered: Vec<_> = ordered.iter().map(String::as_str).collect();
    named.sort_unstable();
    ordered.sort_unstable();
    named == ordered
}
