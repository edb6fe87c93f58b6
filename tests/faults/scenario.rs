//! One fault at one place, met by one user.

use std::time::Duration;

use partner_center::{PartnerCenter, PurchaseRequest};
use partner_center_emulator::{Action, Emulator, Fault as Strike, RepeatedCheckout, When, seed};
use partner_center_test_support::{
    NEW_YEAR, builder, emulator, request, reservation, software, user,
};

use crate::between::Between;
use crate::books::Outcome;
use crate::fault::{Fault, What};
use crate::paused_time::PausedTime;
use crate::place::AFTER_A_DOUBT;
use crate::user::User;

/// One fault at one place, met by one user.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    pub(crate) place: &'static str,
    pub(crate) fault: Fault,
    pub(crate) user: User,
    times: u32,
    repeated: RepeatedCheckout,
    goods: Goods,
}

/// What is bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goods {
    /// A reservation, which takes all steps, and is one order.
    OneGroup,
    /// The same and software, which are two orders.
    TwoGroups,
}

/// What a service can do with a second checkout of a cart.
pub(crate) const REPEATED: [RepeatedCheckout; 4] = [
    RepeatedCheckout::Repeat,
    RepeatedCheckout::InProgress,
    RepeatedCheckout::BeingProcessed,
    RepeatedCheckout::AlreadySubmitted,
];

/// Longer than anybody waits.
const FOR_EVER: Duration = Duration::from_secs(30 * 24 * 60 * 60);

impl Scenario {
    pub(crate) fn new(place: &'static str, fault: Fault, user: User) -> Self {
        let repeated = RepeatedCheckout::Repeat;
        Self { place, fault, user, times: 1, repeated, goods: Goods::OneGroup }
    }

    pub(crate) fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    pub(crate) fn repeated(self, repeated: RepeatedCheckout) -> Self {
        Self { repeated, ..self }
    }

    pub(crate) fn goods(self, goods: Goods) -> Self {
        Self { goods, ..self }
    }

    fn request(&self) -> (PurchaseRequest, usize) {
        match self.goods {
            Goods::OneGroup => (request(reservation()), 1),
            Goods::TwoGroups => (request(software(1)).line(reservation()), 2),
        }
    }

    /// Plays it.
    pub(crate) fn run(&self) -> Outcome {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(self.play())
    }

    async fn play(&self) -> Outcome {
        let emulator = emulator(NEW_YEAR, |settings| {
            settings.repeated_checkout = self.repeated;
            settings.kept_requests = 1;
        });
        self.set_up(&emulator);
        let time = PausedTime::of(&emulator);
        let between = Between::new(&emulator, &time, self.place, &self.fault.what, self.times);
        let partner: PartnerCenter = builder(&emulator, user())
            .http_sender(between.clone())
            .clock(time.clone())
            .build()
            .unwrap();
        let (request, wanted) = self.request();
        let customer = partner.customer(seed::CUSTOMER_US);
        let said = tokio::time::timeout(FOR_EVER, self.user.buy(&customer, &request)).await.ok();
        // Whatever is still on its way arrives.
        tokio::time::sleep(Duration::from_secs(2 * 24 * 60 * 60)).await;
        time.keep();
        Outcome::of(said, &emulator, wanted, between.sent())
    }

    fn set_up(&self, emulator: &Emulator) {
        if AFTER_A_DOUBT.contains(&self.place) {
            emulator.fault(Strike::on("checkoutCart", Action::cut(When::After)));
        }
        if let What::Emulator(action) = &self.fault.what {
            emulator.fault(Strike::on(self.place, action.clone()).times(self.times));
        }
    }
}
