//! The processes that carry a purchase on: each asks the protocol what to do, and does it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::super::super::{
    AfterDoubt, CartSeen, CheckoutAnswer, Chosen, Doubt, Intent, ListSeen, Looked, Next,
    PurchaseState, Sent, SettlePolicy,
};
use super::super::{at, cart, stored};
use super::service::Service;

pub(super) struct Buyer {
    pub(super) service: Service,
    policy: SettlePolicy,
    /// How far the clock of the process is ahead.
    ahead: i64,
    looked: Looked,
    /// What was done and when, for whoever reads of a failure.
    story: Vec<(i64, Note)>,
}

#[derive(Debug)]
#[expect(dead_code, reason = "a failure prints it")]
enum Note {
    Stored(Box<PurchaseState>),
    Can(Next),
    Answered(CheckoutAnswer),
    SawCart(CartSeen),
    SawList(ListSeen),
    Started { ahead: i64 },
}

impl Drop for Buyer {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{:#?}", self.service.habits);
            self.story.iter().for_each(|(now, note)| eprintln!("{now:>6} {note:?}"));
        }
    }
}

impl Buyer {
    pub(super) fn new(service: Service) -> Self {
        let policy = service.habits.policy();
        let mut buyer =
            Self { service, policy, ahead: 0, looked: Looked::default(), story: Vec::new() };
        buyer.start();
        buyer
    }

    /// Another process takes over, which knows no more than what is stored.
    fn start(&mut self) {
        let half = i64::from(self.service.habits.clocks / 2);
        self.ahead =
            [-half, half, self.service.random.i64(-half..=half)][self.service.random.usize(..3)];
        self.looked = Looked::default();
        self.note(Note::Started { ahead: self.ahead });
    }

    fn note(&mut self, note: Note) {
        self.story.push((self.service.now, note));
    }

    fn now(&self) -> DateTime<Utc> {
        at(self.service.now + self.ahead)
    }

    fn wait(&mut self, seconds: i64) {
        self.service.pass(self.service.now + seconds, None);
    }

    /// One step, after which the state is stored.
    pub(super) fn step(&mut self, state: PurchaseState) -> PurchaseState {
        if self.service.chance(self.service.habits.crashes) {
            self.start();
        }
        let next = match state {
            PurchaseState::Chosen(_) => {
                let expires = i64::from(self.service.habits.life);
                let expires = self.service.habits.says_expiry.then(|| at(expires));
                Chosen::asking(Uuid::nil()).carted(cart(self.service.habits.groups, expires)).into()
            }
            PurchaseState::Carted(carted) => {
                let intent = self.intend();
                carted.send(intent).into()
            }
            PurchaseState::Sent(sent) => self.send(sent),
            PurchaseState::Doubt(doubt) => self.settle(doubt),
            settled => settled,
        };
        self.note(Note::Stored(Box::new(next.clone())));
        stored(&next)
    }

    fn intend(&mut self) -> Intent {
        let left = self.service.random.i64(60..4000);
        let token_end = at(self.service.now + left + self.ahead);
        Intent::new(Uuid::nil(), self.now(), self.service.habits.knows_tokens.then_some(token_end))
    }

    fn token_end(&self, intent: &Intent) -> Option<i64> {
        intent.token_end().map(|end| (end - at(self.ahead)).num_seconds())
    }

    fn send(&mut self, sent: Sent) -> PurchaseState {
        let token_end = self.token_end(sent.intent());
        if self.service.chance(self.service.habits.crashes) {
            return self.crash(sent, token_end);
        }
        match self.service.random.u8(..20) {
            0 => return sent.answered(CheckoutAnswer::NotSent, self.now()),
            1 => {
                let intent = self.intend();
                return sent.with_another_token(intent).into();
            }
            _ => {}
        }
        let pause = self.service.up_to(5);
        self.wait(pause);
        let arrives = self.service.now + self.service.up_to(self.service.habits.late);
        let number = self.service.set_out(arrives, token_end);
        let patience = self.service.random.i64(0..200);
        self.service.pass(self.service.now + patience, Some(number));
        let answer = self.service.reply(number).unwrap_or(CheckoutAnswer::Unclear);
        self.note(Note::Answered(answer.clone()));
        sent.answered(answer, self.now())
    }

    /// The process stops before the request leaves or after, and nobody knows when it left.
    fn crash(&mut self, sent: Sent, token_end: Option<i64>) -> PurchaseState {
        let most = match token_end {
            Some(end) => (end + 300 - self.service.now).max(0),
            None => i64::from(self.service.habits.life),
        };
        let most = u32::try_from(most).unwrap_or(0);
        let arrives = self.service.now + self.service.up_to(most);
        if self.service.random.bool() {
            self.service.set_out(arrives, token_end);
        }
        let pause = self.service.up_to(30);
        self.wait(pause);
        self.start();
        sent.unanswered().into()
    }

    fn settle(&mut self, doubt: Doubt) -> PurchaseState {
        let now = self.now();
        let next = doubt.next(&self.policy, self.service.habits.has_tag, self.looked, now);
        self.note(Note::Can(next));
        match next {
            Next::ReadCart => self.read_cart(doubt),
            Next::ReadList => self.read_list(doubt),
            Next::AskAgain => self.ask_again(doubt),
            Next::Later(Some(later)) => {
                assert!(later > now, "there is nothing to do, and nothing to wait for");
                self.wait((later - now).num_seconds());
                self.looked = Looked::default();
                doubt.into()
            }
            Next::Later(None) => {
                assert!(is_endless(&doubt), "there is a moment that can be waited for");
                self.wait(24 * 3600);
                self.looked = Looked::default();
                doubt.into()
            }
        }
    }

    fn read_cart(&mut self, doubt: Doubt) -> PurchaseState {
        let begun = self.now();
        let (before, after) = (self.service.up_to(5), self.service.up_to(5));
        self.wait(before);
        let seen = self.service.read_cart();
        self.wait(after);
        self.note(Note::SawCart(seen));
        self.looked.cart = Some((seen, begun));
        doubt.cart_read(seen, begun, self.now(), &self.policy)
    }

    fn read_list(&mut self, doubt: Doubt) -> PurchaseState {
        let begun = self.now();
        let (before, after) = (self.service.up_to(5), self.service.up_to(5));
        self.wait(before);
        let seen = self.service.read_list();
        self.wait(after);
        self.note(Note::SawList(seen.clone()));
        self.looked.list = true;
        doubt.list_read(seen, self.looked, begun, &self.policy)
    }

    fn ask_again(&mut self, doubt: Doubt) -> PurchaseState {
        let after_doubt = self.service.habits.after_doubt;
        assert_ne!(after_doubt, AfterDoubt::ReadOnly, "nothing is to be checked out again");
        if after_doubt == AfterDoubt::AskAgain {
            assert!(!self.service.is_at_work(), "it is checked out while another can be under way");
        }
        self.looked = Looked::default();
        let intent = self.intend();
        doubt.ask_again(intent, self.policy.waits_are()).into()
    }
}

/// Whether neither a clock nor the cart says when nothing more of it can be bought.
pub(super) fn is_endless(doubt: &Doubt) -> bool {
    let endless = |intent: &Intent| intent.ended().is_none() && intent.token_end().is_none();
    doubt.open().iter().any(endless) && doubt.cart().expires().is_none()
}
