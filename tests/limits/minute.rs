//! A minute of the service's counting, against the emulator, in time that tokio makes up.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use partner_center::transport::{
    HttpSender, RateLimits, RetryPolicy, SendError, ServiceSender, Timeouts,
};
use partner_center::{
    PartnerCenter,
    clock::{Entropy, SeededEntropy},
    external::BoxFuture,
};
use partner_center_emulator::{Emulator, EmulatorClock, Options, seed};
use partner_center_test_support::{application, one_order};
use reqwest::{Request, Response};
use tokio::time::{Instant, sleep};

const TASKS: usize = 32;

/// An emulator some way off: requests and answers are under way for now more, now less time.
#[derive(Clone)]
struct Far {
    emulator: Emulator,
    start: (SystemTime, Instant),
    longest: Duration,
    entropy: SeededEntropy,
    refused: Arc<AtomicUsize>,
}

impl Far {
    fn new(longest: Duration) -> Self {
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000);
        Self {
            emulator: Emulator::new(Options::new().clock(EmulatorClock::frozen(start))),
            start: (start, Instant::now()),
            longest,
            entropy: SeededEntropy::new(11),
            refused: Arc::default(),
        }
    }

    fn partner(&self, limits: RateLimits, policy: RetryPolicy) -> PartnerCenter {
        PartnerCenter::builder(application())
            .base_url("http://localhost")
            .authority("http://localhost")
            .http_sender(self.clone())
            .entropy(self.entropy.clone())
            .rate_limits(limits)
            .retry(policy)
            .timeouts(Timeouts::new().call(Duration::from_secs(1800)))
            .build()
            .unwrap()
    }

    /// How many requests were turned away.
    fn refused(&self) -> usize {
        self.refused.load(Ordering::Relaxed)
    }
}

impl HttpSender for Far {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        Box::pin(async move {
            sleep(self.entropy.jitter(self.longest)).await;
            self.emulator.clock().set(self.start.0 + self.start.1.elapsed());
            let answer = ServiceSender::new(self.emulator.clone()).execute(request).await?;
            if answer.status() == 429 {
                self.refused.fetch_add(1, Ordering::Relaxed);
            }
            sleep(self.entropy.jitter(self.longest)).await;
            Ok(answer)
        })
    }
}

/// Reads an order so many times, in 32 tasks; says how long that took and how many failed.
async fn read(partner: &PartnerCenter, reads: usize) -> (Duration, usize) {
    let order = one_order(partner).await.unwrap();
    let left = AtomicUsize::new(reads);
    let failed = AtomicUsize::new(0);
    let begin = Instant::now();
    let tasks = (0..TASKS).map(|_| async {
        let more =
            || left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        while more().is_ok() {
            if partner.customer(seed::CUSTOMER_US).order(&order).await.is_err() {
                failed.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    futures::future::join_all(tasks).await;
    (begin.elapsed(), failed.into_inner())
}

const FOUR_MINUTES: Duration = Duration::from_secs(240);

#[tokio::test(start_paused = true)]
async fn two_thousand_reads_take_four_minutes_and_none_is_turned_away() {
    for milliseconds in [0, 50, 300] {
        let service = Far::new(Duration::from_millis(milliseconds));
        let partner = service.partner(RateLimits::new(), RetryPolicy::new());
        let (took, failed) = read(&partner, 2_000).await;
        assert_eq!((service.refused(), failed), (0, 0), "at {milliseconds} ms");
        let share = took.as_secs_f64() / FOUR_MINUTES.as_secs_f64();
        assert!((0.9..1.1).contains(&share), "{took:?} at {milliseconds} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn without_limits_the_service_says_no() {
    let service = Far::new(Duration::from_millis(50));
    let partner = service.partner(RateLimits::off(), RetryPolicy::never());
    let (_, failed) = read(&partner, 2_000).await;
    assert_eq!((service.refused(), failed), (1_500, 1_500), "500 in a minute, and no more");
}

#[tokio::test(start_paused = true)]
async fn a_neighbor_who_uses_up_half_of_the_limit_slows_the_queue_down() {
    let service = Far::new(Duration::from_millis(50));
    let partner = service.partner(RateLimits::new(), RetryPolicy::new().tries(9));
    // Another process of the same partner, which keeps to half of the limit.
    let neighbor = service.partner(RateLimits::new().percent(49), RetryPolicy::never());
    let order = one_order(&neighbor).await.unwrap();
    let over = Cell::new(false);
    let neighbor = async {
        while !over.get() {
            let _ = neighbor.customer(seed::CUSTOMER_US).order(&order).await;
        }
    };
    let reads = async {
        let result = read(&partner, 1_500).await;
        over.set(true);
        result
    };
    let ((took, failed), ()) = tokio::join!(reads, neighbor);
    assert_eq!(failed, 0);
    assert!(took > Duration::from_secs(240), "{took:?} for what takes three minutes alone");
    // With 32 tasks that knock for themselves it would be hundreds.
    assert!(service.refused() < 60, "{} were turned away", service.refused());
}
