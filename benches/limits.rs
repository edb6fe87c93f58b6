//! What the client's own limits are worth, against the emulator's throttling.
//!
//! 2,000 order reads by 32 tasks, over connections and in real time, where the service lets
//! 500 through in a sliding window. A window is six seconds here instead of sixty. The limits
//! hold if no request is turned away and all of it takes no more than a tenth longer than
//! four windows. Beside it: the same without limits.
//!
//! `cargo bench --bench limits` prints the figures and fails if the limits do not hold. Runs
//! for about a minute.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use partner_center::transport::{HttpSender, RateLimits, RetryBudget, RetryPolicy, SendError};
use partner_center::{OrderId, PartnerCenter, external::BoxFuture};
use partner_center_emulator::{Emulator, Options, Running, seed};
use partner_center_test_support::{application, one_order};
use reqwest::{Request, Response};

const READS: usize = 2_000;
const TASKS: usize = 32;
const ALLOWED: usize = 500;
const WINDOW: Duration = Duration::from_secs(6);

type Failure = Box<dyn Error + Send + Sync>;

/// Sends, and counts what is turned away.
struct Counting {
    client: reqwest::Client,
    sent: Arc<AtomicUsize>,
    refused: Arc<AtomicUsize>,
}

impl HttpSender for Counting {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        Box::pin(async move {
            self.sent.fetch_add(1, Ordering::Relaxed);
            let answer = self.client.execute(request).await?;
            if answer.status() == 429 {
                self.refused.fetch_add(1, Ordering::Relaxed);
            }
            Ok(answer)
        })
    }
}

/// What a run came to.
struct Figures {
    took: Duration,
    sent: usize,
    refused: usize,
    failed: usize,
}

async fn run(limits: RateLimits, policy: RetryPolicy) -> Result<Figures, Failure> {
    let running = Emulator::start(Options::new()).await?;
    running.emulator().change(|settings| settings.throttle.window_seconds = WINDOW.as_secs());
    let (sent, refused) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let sender = Counting {
        client: reqwest::Client::builder().no_proxy().build()?,
        sent: sent.clone(),
        refused: refused.clone(),
    };
    let partner = partner(&running, sender, limits, policy)?;
    let order = one_order(&partner).await?;
    running.emulator().clear_throttle();
    sent.store(0, Ordering::Relaxed);

    let left = Arc::new(AtomicUsize::new(READS));
    let begin = Instant::now();
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| tokio::spawn(reader(partner.clone(), order.clone(), left.clone())))
        .collect();
    let mut failed = 0;
    for task in tasks {
        failed += task.await?;
    }
    Ok(Figures {
        took: begin.elapsed(),
        sent: sent.load(Ordering::Relaxed),
        refused: refused.load(Ordering::Relaxed),
        failed,
    })
}

fn partner(
    running: &Running,
    sender: impl HttpSender,
    limits: RateLimits,
    policy: RetryPolicy,
) -> partner_center::Result<PartnerCenter> {
    PartnerCenter::builder(application())
        .base_url(running.base_url.as_str())
        .authority(running.authority.as_str())
        .http_sender(sender)
        .rate_limits(limits)
        .retry(policy)
        .retry_budget(RetryBudget::off())
        .build()
}

/// Reads until nothing is left to read; says how many reads failed.
async fn reader(partner: PartnerCenter, order: OrderId, left: Arc<AtomicUsize>) -> usize {
    let customer = partner.customer(seed::CUSTOMER_US);
    let mut failed = 0;
    let take = |left: usize| left.checked_sub(1);
    while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok() {
        failed += usize::from(customer.order(&order).await.is_err());
    }
    failed
}

fn say(what: &str, figures: &Figures) {
    let windows = figures.took.as_secs_f64() / WINDOW.as_secs_f64();
    println!(
        "{what:<34} {:>7.2} s {windows:>6.2} {:>9} {:>7} {:>7}",
        figures.took.as_secs_f64(),
        figures.sent,
        figures.refused,
        figures.failed
    );
}

#[tokio::main]
async fn main() -> Result<ExitCode, Failure> {
    println!("{READS} order reads by {TASKS} tasks; {ALLOWED} allowed in {} s", WINDOW.as_secs());
    println!(
        "{:<34} {:>9} {:>6} {:>9} {:>7} {:>7}",
        "", "time", "wins", "requests", "429", "failed"
    );
    let limits = RateLimits::new().window(WINDOW);
    let limited = run(limits, RetryPolicy::new()).await?;
    say("with limits", &limited);
    say("without limits, waiting after 429", &run(RateLimits::off(), RetryPolicy::new()).await?);
    say("without limits or further tries", &run(RateLimits::off(), RetryPolicy::never()).await?);

    let most = WINDOW.mul_f64(1.1 * READS as f64 / ALLOWED as f64);
    let holds = limited.refused == 0 && limited.failed == 0 && limited.took <= most;
    println!("the limits {}", if holds { "hold" } else { "DO NOT HOLD" });
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
