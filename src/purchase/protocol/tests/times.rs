//! The waits are those of the model, with a second for a tick.
//!
//! There, a read counts that is begun in the tick in which a wait ends. Here it has to be begun
//! after it, so one second later; and a token is good up to its end, there up to the tick before,
//! which makes it two. What is counted from the lapse of a cart differs by two for the same reason.

use std::time::Duration;

use partner_center_purchase_model::{NEVER, Params};

use super::super::waits::TOKEN_LENIENCY;
use super::super::{Intent, Waits};
use super::{at, intent};

fn waits(p: &Params) -> Waits {
    let seconds = |ticks: u8| Duration::from_secs(ticks.into());
    Waits::default()
        .delivery(seconds(p.late))
        .work(seconds(p.work))
        .clocks(seconds(p.skew))
        .cart_shows(seconds(p.stale))
        .list_shows(seconds(p.lag))
}

/// Each setting, with three values for each time, or four.
fn each_setting(mut see: impl FnMut(&Params)) {
    for setting in 0..4_u32.pow(6) {
        let [budget, late, work, skew, stale, lag] =
            [0, 2, 4, 6, 8, 10].map(|shift| u8::try_from(setting >> shift & 3).unwrap());
        let mut p = Params::correct();
        (p.budget, p.late, p.work) = (budget, late, work);
        (p.skew, p.stale, p.lag) = (skew, stale, lag);
        p.waits();
        see(&p);
    }
}

/// A token that the service takes up to so many seconds after the intent.
fn with_token(ticks: u8) -> Intent {
    let end = at(i64::from(ticks) - i64::from(TOKEN_LENIENCY));
    Intent::new(uuid::Uuid::nil(), at(0), Some(end))
}

#[test]
fn a_request_with_an_end_is_waited_for_as_long_as_in_the_model() {
    each_setting(|p| {
        let open = [intent(0).end(at(p.budget.into()))];
        assert_eq!(waits(p).shown_by_cart(&open), Some(at(p.wait_active.into())), "{p:?}");
        assert_eq!(waits(p).shown_by_list(&open), Some(at(p.gone_by_age.into())), "{p:?}");
        let quiet = p.budget + p.late + p.work + p.skew;
        assert_eq!(waits(p).quiet_after(&open), Some(at(quiet.into())), "{p:?}");
    });
}

#[test]
fn a_request_that_only_its_token_ends_is_waited_for_a_second_longer() {
    each_setting(|p| {
        let mut p = *p;
        (p.stall, p.late, p.token) = (true, NEVER, p.late + 1);
        p.waits();
        let open = [with_token(p.token)];
        assert_eq!(waits(&p).shown_by_cart(&open), Some(at(i64::from(p.wait_active) + 1)), "{p:?}");
        assert_eq!(waits(&p).shown_by_list(&open), Some(at(i64::from(p.gone_by_age) + 1)), "{p:?}");
    });
}

#[test]
fn what_ends_first_counts() {
    each_setting(|p| {
        let mut p = *p;
        p.token = p.stale + 1;
        p.waits();
        let open = [with_token(p.token).end(at(p.budget.into()))];
        let shown = waits(&p).shown_by_cart(&open).unwrap();
        let later = (shown - at(p.wait_active.into())).num_seconds();
        assert!((0..=1).contains(&later), "{p:?}");
    });
}

#[test]
fn a_lapse_is_waited_for_a_second_longer() {
    each_setting(|p| {
        let shown = waits(p).shown_by_list_after_lapse(at(0));
        assert_eq!(shown, at(i64::from(p.gone_by_lapse) + 1), "{p:?}");
        let shown = waits(p).shown_by_cart_after_lapse(at(0));
        assert_eq!(shown, at(i64::from(p.active_by_lapse) + 1), "{p:?}");
    });
}

#[test]
fn a_proof_is_waited_for_as_long_as_in_the_model() {
    each_setting(|p| {
        let shown = waits(p).shown_by_list_after_proof(at(0));
        assert_eq!(shown, at(p.wait_list.into()), "{p:?}");
    });
}

#[test]
fn a_request_that_nothing_ends_is_waited_for_without_end() {
    let open = [intent(0).end(at(0)), intent(0)];
    assert_eq!(Waits::default().shown_by_cart(&open), None);
    assert_eq!(Waits::default().shown_by_list(&open), None);
}

#[test]
fn the_last_of_several_requests_is_waited_for() {
    let waits = Waits::default();
    let open = [intent(0).end(at(500)), intent(10).end(at(20))];
    assert_eq!(waits.quiet_after(&open), waits.quiet_after(&open[..1]));
}

#[test]
fn a_wait_is_rounded_up() {
    let waits = Waits::default().delivery(Duration::from_millis(1001));
    assert_eq!(waits, Waits::default().delivery(Duration::from_secs(2)));
}

#[test]
fn clocks_that_are_seen_to_be_apart_are_waited_for_in_addition() {
    let waits = Waits::default().clocks(Duration::from_secs(30));
    let apart = waits.with_clocks_apart(Duration::from_millis(89_500));
    assert_eq!(apart, Waits::default().clocks(Duration::from_secs(120)));
}
