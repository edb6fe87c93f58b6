//! However calls come and go, no minute sees more of them than the service allows, and little
//! of what it allows is left unused. In time that tokio makes up.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use partner_center::auth::ClientSecret;
use partner_center::transport::{HttpSender, RetryPolicy, SendError, Timeouts};
use partner_center::{
    CustomerId, PartnerCenter,
    clock::{Clock, Entropy, SeededEntropy},
    external::BoxFuture,
    transport::CallOptions,
};
use reqwest::{Request, Response};
use tokio::time::{Instant, sleep, timeout};

const MINUTE: Duration = Duration::from_secs(60);
const ALLOWED: usize = 500;

/// Time of day and time since the start, both made up.
#[derive(Clone)]
struct Paused(Instant);

impl Clock for Paused {
    fn now(&self) -> DateTime<Utc> {
        let start = DateTime::from_timestamp(1_893_456_000, 0).unwrap();
        start + TimeDelta::from_std(self.elapsed()).unwrap()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(sleep(duration))
    }
}

/// Remembers when each request for orders left, and by which path.
#[derive(Clone)]
struct Road {
    left: Arc<Mutex<Vec<(Instant, String)>>>,
    entropy: SeededEntropy,
    /// How long a token lives, and how long it takes to get one, in seconds.
    token: (u64, u64),
    /// One in so many is turned away; 0 for none.
    refuses: u64,
}

impl Road {
    fn new(seed: u64) -> Self {
        let entropy = SeededEntropy::new(seed);
        Self { left: Arc::default(), entropy, token: (3600, 0), refuses: 0 }
    }

    fn partner(&self) -> PartnerCenter {
        PartnerCenter::builder(ClientSecret::new("contoso.test", "app-1", "secret-1"))
            .base_url("https://api.contoso.test")
            .authority("https://login.contoso.test")
            .http_sender(self.clone())
            .clock(Paused(Instant::now()))
            .entropy(self.entropy.clone())
            .retry(RetryPolicy::new().tries(9))
            .timeouts(Timeouts::new().call(Duration::from_secs(1800)))
            .build()
            .unwrap()
    }

    /// A number below `end`.
    fn draw(&self, end: u64) -> u64 {
        let whole = Duration::from_millis(end.max(1) - 1);
        u64::try_from(self.entropy.jitter(whole).as_millis()).unwrap()
    }

    #[track_caller]
    fn check_every_window(&self) {
        let left = self.left.lock().unwrap();
        for pair in left.windows(ALLOWED + 1) {
            let within = pair[ALLOWED].0 - pair[0].0;
            assert!(within >= MINUTE, "{} requests in {within:?}", ALLOWED + 1);
        }
    }
}

impl HttpSender for Road {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        Box::pin(async move {
            let (life, wait) = self.token;
            if request.url().host_str() == Some("login.contoso.test") {
                sleep(Duration::from_secs(wait)).await;
                let body = format!(r#"{{"access_token":"{}","expires_in":{life}}}"#, self.draw(99));
                return Ok(http::Response::new(body).into());
            }
            let path = request.url().path().to_owned();
            self.left.lock().unwrap().push((Instant::now(), path));
            sleep(Duration::from_millis(self.draw(300))).await;
            if self.refuses > 0 && self.draw(self.refuses) == 0 {
                let response = http::Response::builder().status(429).header("retry-after", "3");
                return Ok(response.body("").unwrap().into());
            }
            Ok(http::Response::new(r#"{"items":[]}"#).into())
        })
    }
}

fn customer(number: u64) -> CustomerId {
    format!("5d0f2a6e-1b7c-4f57-8a55-{number:012}").as_str().into()
}

async fn orders(partner: &PartnerCenter, number: u64) -> Result<(), partner_center::Error> {
    partner.api().list_orders(customer(number)).send().await?;
    Ok(())
}

/// Comes and goes for six minutes: in a hurry or idle, patient or not.
async fn visitor(road: Road, partner: PartnerCenter) {
    let end = Instant::now() + 6 * MINUTE;
    while Instant::now() < end {
        match road.draw(40) {
            0 => sleep(Duration::from_secs(road.draw(70))).await,
            1..=9 => sleep(Duration::from_millis(road.draw(900))).await,
            _ => {}
        }
        let number = road.draw(5);
        match road.draw(10) {
            0 => {
                let patience = Duration::from_millis(road.draw(20_000));
                let hurried = partner.with(CallOptions::new().timeout(patience));
                let _ = orders(&hurried, number).await;
            }
            1 => {
                let patience = Duration::from_millis(road.draw(20_000));
                let _ = timeout(patience, orders(&partner, number)).await;
            }
            _ => {
                let _ = orders(&partner, number).await;
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_minute_ever_sees_more_than_the_service_allows() {
    for seed in 1..=4 {
        let mut road = Road::new(seed);
        road.refuses = [0, 0, 200][usize::try_from(seed % 3).unwrap()];
        // Tokens that end while many wait, and take long to be had.
        road.token = [(3600, 1), (90, 20)][usize::try_from(seed % 2).unwrap()];
        let partner = road.partner();
        let visitors = (0..60).map(|_| visitor(road.clone(), partner.clone()));
        futures::future::join_all(visitors).await;
        let total = road.left.lock().unwrap().len();
        assert!(total > 1_000, "{total} with seed {seed}");
        road.check_every_window();
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_takes_long_lets_no_crowd_out_when_it_comes() {
    let mut road = Road::new(7);
    road.token = (70, 25);
    let partner = road.partner();
    let calls = (0..1_800).map(|number| orders(&partner, number % 5));
    let failed = futures::future::join_all(calls).await.iter().filter(|call| call.is_err()).count();
    assert_eq!(failed, 0);
    road.check_every_window();
    let left = road.left.lock().unwrap();
    let most = (left.iter().enumerate())
        .map(|(at, first)| left[at..].iter().take_while(|next| next.0 == first.0).count())
        .max();
    assert!(most <= Some(10), "{most:?} at once");
}

#[tokio::test(start_paused = true)]
async fn under_load_nearly_all_of_the_limit_is_used() {
    let road = Road::new(8);
    let partner = road.partner();
    let start = Instant::now();
    let calls = (0..2_500).map(|number| orders(&partner, number % 5));
    assert!(futures::future::join_all(calls).await.iter().all(Result::is_ok));
    let minutes = start.elapsed().as_secs_f64() / 60.0;
    assert!(2_500.0 / minutes >= 0.97 * 500.0, "{} a minute", 2_500.0 / minutes);
    road.check_every_window();
}

#[tokio::test(start_paused = true)]
async fn calls_go_out_in_the_order_in_which_they_came() {
    let road = Road::new(9);
    let partner = road.partner();
    orders(&partner, 999).await.unwrap();
    let calls = (0..200).map(|number| orders(&partner, number));
    assert!(futures::future::join_all(calls).await.iter().all(Result::is_ok));
    let left = road.left.lock().unwrap();
    let order: Vec<_> = left[1..].iter().map(|(_, path)| path.clone()).collect();
    assert!(order.is_sorted(), "{order:?}");
}
