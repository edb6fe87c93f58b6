//! What the code makes of something, beside what the model makes of it.

use partner_center_purchase_model::state::{
    BUSY, GONE, IDS, QUIET, REFUSED, SUBMITTED, Stage, WHY_EMPTY, WHY_GONE, WHY_TWO,
};
use partner_center_purchase_model::{Event, Judged, NEVER, Policy};
use uuid::Uuid;

use super::super::super::{
    CartSeen, Carted, CheckoutAnswer, Doubt, Intent, ListSeen, Looked, Next, PurchaseState,
    Question,
};
use super::super::{at, checkout, refusal};
use super::Difference;
use super::setting::Setting;
use crate::values::ids::OrderId;

impl Setting {
    /// What the code makes of it, and whether that is what the model does.
    pub(super) fn judge(&self, judged: &Judged) -> Option<Difference> {
        let r = &judged.before;
        let doubt = self.doubt(judged, r.age);
        match judged.event {
            Event::Asks => self.asks(judged, doubt),
            Event::Answered { answer, groups } => self.answered(judged, answer, groups),
            Event::ReadOrdered => {
                let state = doubt.cart_read(CartSeen::Ordered, at(0), at(0), &self.policy);
                self.compare(judged, state)
            }
            Event::ReadActive { counts } => {
                let mut begun = self.begun(r, counts, self.p.wait_active);
                if !counts && self.p.life != NEVER && judged.left == 0 {
                    let lapsed = i64::from(self.p.active_by_lapse) - 1 - i64::from(judged.dead);
                    begun = begun.min(at(lapsed));
                }
                let state = doubt.cart_read(CartSeen::Active, begun, at(0), &self.policy);
                self.compare(judged, state)
            }
            Event::ReadGone { .. } => {
                let state = doubt.cart_read(CartSeen::Gone, at(0), at(0), &self.policy);
                self.compare(judged, state)
            }
            Event::Listed { .. } => self.listed(judged, doubt),
        }
    }

    pub(super) fn asks(&self, judged: &Judged, doubt: Doubt) -> Option<Difference> {
        let r = &judged.before;
        let now = Intent::new(Uuid::nil(), at(0), None);
        if r.stage == Stage::Carted {
            let sent = Carted { cart: doubt.cart }.send(now);
            assert!(sent.alone && !sent.doubt && sent.before.open.is_empty(), "{judged:?}");
            return None;
        }
        let looked = Looked { cart: Some((CartSeen::Active, at(0))), list: false };
        let next = doubt.next(&self.policy, self.p.tag, looked, at(0));
        let difference = match next {
            Next::AskAgain => None,
            _ if self.p.life != NEVER && judged.left == 0 => Some(Difference::LapsedIsNotAsked),
            _ if r.refused && r.sure == 0 => Some(Difference::RefusedIsNotAsked),
            _ if r.no_ids => Some(Difference::NoIdsIsNotAsked),
            _ => panic!("{next:?} of {judged:?}"),
        };
        let open = doubt.open.clone();
        let sent = doubt.ask_again(now, self.policy.waits_are());
        let after = &judged.after;
        assert_eq!((sent.alone, sent.doubt), (after.alone, after.doubt), "{judged:?}");
        assert_eq!(sent.before.open, open, "{judged:?}");
        assert!(!sent.before.refused, "{judged:?}");
        difference
    }

    pub(super) fn answered(&self, judged: &Judged, answer: u8, groups: u8) -> Option<Difference> {
        let says = match answer {
            IDS if groups == self.all() => CheckoutAnswer::Ordered(checkout(&["order-0"])),
            IDS => CheckoutAnswer::OrderedInPart(checkout(&["order-0"])),
            REFUSED => CheckoutAnswer::Refused(refusal()),
            GONE => CheckoutAnswer::Gone(refusal()),
            BUSY => CheckoutAnswer::Busy,
            SUBMITTED => CheckoutAnswer::Submitted,
            _ => CheckoutAnswer::Unclear,
        };
        let mut state = self.sent(judged).answered(says, at(0));
        if let PurchaseState::Doubt(doubt) = &mut state
            && answer == BUSY
        {
            assert_eq!(doubt.open.pop(), Some(self.intent(judged.before.age).end(at(0))));
            assert_eq!(self.compare(judged, state), None);
            return Some(Difference::BusyStaysOpen);
        }
        self.compare(judged, state)
    }

    pub(super) fn listed(&self, judged: &Judged, doubt: Doubt) -> Option<Difference> {
        let Event::Listed { ours, by_hand, counts, gone } = judged.event else { unreachable!() };
        let ids = |groups: u8| {
            let groups = (0..2).filter(move |group| groups >> group & 1 == 1);
            groups.map(|group| OrderId::from(format!("order-{group}"))).collect::<Vec<_>>()
        };
        let is_tagged = self.p.tag && self.p.tag_kept;
        let mut candidates = if is_tagged { Vec::new() } else { ids(ours) };
        candidates.extend(by_hand.then(|| OrderId::from("by-hand")));
        let seen = ListSeen {
            tagged: self.p.tag.then(|| if is_tagged { ids(ours) } else { Vec::new() }),
            tagged_is_all: is_tagged && ours == self.all(),
            candidates,
            ..ListSeen::default()
        };
        let begun = match counts {
            true => at(0),
            // When it was proven it does not count, whichever way the wait is counted.
            false => {
                self.begun(&judged.before, false, self.p.gone_by_age).min(doubt.proof.unwrap())
            }
        };
        let cart = gone.then_some((CartSeen::Gone, at(0)));
        let state = doubt.list_read(seen, Looked { cart, list: true }, begun, &self.policy);
        if let PurchaseState::Bought(bought) = &state {
            assert_eq!(bought.orders(), ids(judged.after.note), "{judged:?}");
        }
        self.compare(judged, state)
    }

    /// Whether the state is what the model has, or differs from it on purpose.
    pub(super) fn compare(&self, judged: &Judged, state: PurchaseState) -> Option<Difference> {
        let (before, after) = (&judged.before, &judged.after);
        let is_lapsed = self.p.life != NEVER && judged.left == 0;
        let counts = matches!(
            judged.event,
            Event::ReadActive { counts: true } | Event::Listed { counts: true, .. }
        );
        match (after.stage, &state) {
            (Stage::Doubt | Stage::Sent, PurchaseState::Doubt(doubt)) => {
                self.compare_doubts(judged, doubt);
                None
            }
            (Stage::Nothing, PurchaseState::Nothing(_)) => None,
            (Stage::Bought, PurchaseState::Bought(bought)) => {
                assert_eq!(bought.is_in_part(), after.note != self.all(), "{judged:?}");
                None
            }
            (Stage::Person, PurchaseState::Person(person)) => {
                let why = match person.question() {
                    Question::Which => WHY_TWO,
                    Question::Whether => WHY_GONE,
                    Question::Where => WHY_EMPTY,
                    Question::Twice => panic!("one worker has one attempt"),
                };
                assert_eq!(why, after.note, "{judged:?}");
                None
            }
            // The model would ask the cart, which is no longer there to be asked.
            (_, PurchaseState::Nothing(_) | PurchaseState::Person(_))
                if is_lapsed && counts && before == after && self.p.policy == Policy::SameCart =>
            {
                Some(Difference::LapsedIsNotAsked)
            }
            _ => panic!("{state:?} of {judged:?}"),
        }
    }

    pub(super) fn compare_doubts(&self, judged: &Judged, doubt: &Doubt) {
        let after = &judged.after;
        let last = doubt.open.iter().map(Intent::at).max();
        let age = (after.age != QUIET).then(|| self.intent(after.age).at());
        assert_eq!(last, age, "{judged:?}");
        let flags = (after.refused, after.no_ids);
        assert_eq!((doubt.refused, doubt.no_ids), flags, "{judged:?}");
        // A proof of now is one of a second ago, when all is shifted.
        let proof = (after.sure > 0).then(|| at(-i64::from(after.sure)));
        let is_new = after.sure == 1 && doubt.proof == Some(at(0));
        assert!(doubt.proof == proof || is_new, "{judged:?} {:?}", doubt.proof);
    }
}
