//! Refresh tokens: each use may yield a successor, which must never be lost.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use partner_center::auth::{RefreshToken, RefreshTokenStore, TokenKind, TokenVersion};
use partner_center::{
    Delivery, clock::SystemClock, error::GaveUp, external::BoxFuture, transport::CallOptions,
};
use partner_center_test_support::{Reply, Script, answer, answer_with, read};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Notify;

/// Remembers every token it was given, and refuses when told to.
#[derive(Default)]
struct Store {
    saved: Mutex<Vec<String>>,
    full: Mutex<bool>,
    /// How many requests the service had seen at each save.
    script: Mutex<Option<(Script, Vec<usize>)>>,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

impl RefreshTokenStore for Store {
    fn load<'a>(&'a self) -> BoxFuture<'a, Result<Option<SecretString>, Failure>> {
        let last = self.saved.lock().unwrap().last().map(|token| token.as_str().into());
        Box::pin(async move { Ok(last) })
    }

    fn save<'a>(&'a self, token: &'a SecretString) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async move {
            if *self.full.lock().unwrap() {
                return Err("the disk is full".into());
            }
            if let Some((script, seen)) = &mut *self.script.lock().unwrap() {
                seen.push(script.asked().len());
            }
            self.saved.lock().unwrap().push(token.expose_secret().to_owned());
            Ok(())
        })
    }
}

fn rotating(number: u32) -> Reply {
    let body = format!(
        r#"{{"access_token":"token-{number}","refresh_token":"refresh-{number}","expires_in":60}}"#
    );
    answer(200, body.leak())
}

fn stored(first: &str) -> Arc<Store> {
    let store = Store::default();
    store.saved.lock().unwrap().push(first.to_owned());
    Arc::new(store)
}

#[tokio::test]
async fn the_successor_is_stored_before_the_new_token_is_used() {
    let script = Script::default().tokens([rotating(1), rotating(2)]);
    let store = stored("refresh-0");
    *store.script.lock().unwrap() = Some((script.clone(), Vec::new()));
    let credential = RefreshToken::from_store("contoso.test", "app-1", store.clone());
    let partner = script.builder_for(credential).build().unwrap();
    assert_eq!(partner.token_kind(), TokenKind::AppAndUser);

    read(&partner).await.unwrap();
    script.clock().advance(Duration::from_secs(61));
    read(&partner).await.unwrap();

    assert_eq!(*store.saved.lock().unwrap(), ["refresh-0", "refresh-1", "refresh-2"]);
    let seen = store.script.lock().unwrap().take().unwrap().1;
    assert_eq!(seen, [0, 1], "each was stored before the call that used its token");
    let asked = script.asked_for_token();
    assert!(asked[0].body.contains("refresh_token=refresh-0"));
    assert!(asked[1].body.contains("refresh_token=refresh-1"));
}

#[tokio::test]
async fn a_store_that_fails_stops_the_call_and_loses_nothing() {
    let script = Script::default().tokens([rotating(1), rotating(2)]);
    let store = stored("refresh-0");
    let credential = RefreshToken::from_store("contoso.test", "app-1", store.clone());
    let partner = script.builder_for(credential).build().unwrap();

    *store.full.lock().unwrap() = true;
    let error = read(&partner).await.unwrap_err();
    assert!(error.is_auth() && error.to_string().contains("could not be stored"), "{error}");
    assert_eq!(error.delivery(), Delivery::NotDone);
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the disk is full");
    assert!(script.asked().is_empty());
    let again = read(&partner).await.unwrap_err();
    assert!(again.to_string().contains("could not be stored"));
    assert_eq!(script.asked_for_token().len(), 1, "the new token must be safe first");

    *store.full.lock().unwrap() = false;
    read(&partner).await.unwrap();
    assert_eq!(*store.saved.lock().unwrap(), ["refresh-0", "refresh-1", "refresh-2"]);
    assert!(script.asked_for_token()[1].body.contains("refresh_token=refresh-1"));
}

#[tokio::test]
async fn a_newer_sign_in_outranks_a_token_that_was_never_stored() {
    let script = Script::default().tokens([rotating(1), rotating(2)]);
    let store = stored("refresh-0");
    let credential = RefreshToken::from_store("contoso.test", "app-1", store.clone());
    let partner = script.builder_for(credential).build().unwrap();

    *store.full.lock().unwrap() = true;
    read(&partner).await.unwrap_err();
    *store.full.lock().unwrap() = false;
    store.save(&"signed-in-anew".into()).await.unwrap();
    read(&partner).await.unwrap();
    assert_eq!(*store.saved.lock().unwrap(), ["refresh-0", "signed-in-anew", "refresh-2"]);
    assert!(script.asked_for_token()[1].body.contains("refresh_token=signed-in-anew"));

    // Nothing of it is left for the next time.
    script.clock().advance(Duration::from_secs(61));
    read(&partner).await.unwrap();
    assert!(script.asked_for_token()[2].body.contains("refresh_token=refresh-2"));
}

#[tokio::test]
async fn an_empty_store_says_what_to_do() {
    let script = Script::default();
    let credential = RefreshToken::from_store("contoso.test", "app-1", Store::default());
    let error = read(&script.builder_for(credential).build().unwrap()).await.unwrap_err();
    insta::assert_snapshot!(error, @"getCart: no access token: the store holds no refresh token: sign in interactively once with `auth::DeviceCode`, as `cargo run --example sign_in -- --store FILE` does, and store the one that this yields");
}

#[tokio::test]
async fn the_grant_in_the_words_of_each_version() {
    let script = Script::default();
    for version in [TokenVersion::V1, TokenVersion::V2] {
        let credential =
            RefreshToken::new("contoso.test", "app-1", "refresh-0").client_secret("secret-1");
        let partner = script.builder_for(credential).token_version(version).build().unwrap();
        read(&partner).await.unwrap();
    }
    let bodies: Vec<_> = script.asked_for_token().into_iter().map(|ask| ask.body).collect();
    insta::assert_snapshot!(bodies.join("\n"), @"
    grant_type=refresh_token&refresh_token=refresh-0&scope=openid&client_id=app-1&client_secret=secret-1&resource=https%3A%2F%2Fapi.partnercenter.microsoft.com
    grant_type=refresh_token&refresh_token=refresh-0&scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default+offline_access&client_id=app-1&client_secret=secret-1
    ");
}

#[tokio::test]
async fn a_token_without_successor_stays_in_use() {
    let script = Script::default();
    let credential = RefreshToken::new("contoso.test", "app-1", "refresh-0");
    let partner = script.builder_for(credential).build().unwrap();
    for _ in 0..2 {
        read(&partner).await.unwrap();
        script.clock().advance(Duration::from_secs(3601));
    }
    let asked = script.asked_for_token();
    assert!(asked.iter().all(|ask| ask.body.contains("refresh_token=refresh-0")));
    assert!(asked.iter().all(|ask| !ask.body.contains("client_secret")));
}

/// Answers once it is let to.
fn held_back(reply: Reply) -> (Reply, Arc<Notify>) {
    let go = Arc::new(Notify::new());
    (Reply::After(go.clone(), Box::new(reply)), go)
}

/// Lets others do what they can.
async fn others() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_exchange_goes_on_when_its_call_is_dropped() {
    let (first, go) = held_back(rotating(1));
    let script = Script::default().tokens([first, rotating(2)]);
    let store = stored("refresh-0");
    let credential = RefreshToken::from_store("contoso.test", "app-1", store.clone());
    let partner = script.builder_for(credential).build().unwrap();
    tokio::select! {
        biased;
        _ = read(&partner) => panic!("there is no token yet"),
        () = others() => {}
    }
    go.notify_one();
    others().await;
    assert_eq!(*store.saved.lock().unwrap(), ["refresh-0", "refresh-1"], "stored by nobody's call");
    read(&partner).await.unwrap();
    assert!(script.asked_for_token()[1].body.contains("refresh_token=refresh-1"));
}

#[tokio::test]
async fn an_exchange_outlives_the_time_of_the_call_that_began_it() {
    let (first, go) = held_back(rotating(1));
    let script = Script::default().tokens([first]);
    let store = stored("refresh-0");
    let credential = RefreshToken::from_store("contoso.test", "app-1", store.clone());
    let partner = script.builder_for(credential).build().unwrap();
    let hurried = partner.with(CallOptions::new().timeout(Duration::from_secs(2)));
    let clock = script.clock();
    let (result, ()) = tokio::join!(read(&hurried), async {
        others().await;
        clock.advance(Duration::from_secs(3));
    });
    assert!(result.unwrap_err().is_auth());
    // The next one waits for the same exchange, and does not show the old token again.
    let (result, ()) = tokio::join!(read(&partner), async {
        others().await;
        go.notify_one();
    });
    result.unwrap();
    assert_eq!(script.asked_for_token().len(), 1);
    assert_eq!(*store.saved.lock().unwrap(), ["refresh-0", "refresh-1"]);
}

#[tokio::test]
async fn clients_that_share_a_credential_share_its_exchange() {
    let script = Script::default().tokens([rotating(1), rotating(2)]);
    let store = stored("refresh-0");
    let credential = Arc::new(RefreshToken::from_store("contoso.test", "app-1", store.clone()));
    let client = || script.builder_for(credential.clone());
    let (one, two) = (client().build().unwrap(), client().build().unwrap());
    let (first, second) = tokio::join!(read(&one), read(&two));
    first.unwrap();
    second.unwrap();
    assert_eq!(script.asked_for_token().len(), 1);

    // One that asks in other words waits for its turn, and then exchanges the successor.
    script.clock().advance(Duration::from_secs(61));
    let older = client().token_version(TokenVersion::V1).build().unwrap();
    let (first, second) = tokio::join!(read(&one), read(&older));
    first.unwrap();
    second.unwrap();
    let bodies: Vec<_> = script.asked_for_token().into_iter().map(|ask| ask.body).collect();
    assert!(bodies[1].contains("refresh_token=refresh-1") && bodies[1].contains("scope=https"));
    assert!(bodies[2].contains("refresh_token=refresh-2") && bodies[2].contains("resource="));
}

#[tokio::test]
async fn a_sign_in_stored_while_the_old_token_is_exchanged_is_not_overwritten() {
    let (first, go) = held_back(rotating(1));
    let script = Script::default().tokens([first, rotating(2)]);
    let store = stored("refresh-0");
    let credential = RefreshToken::from_store("contoso.test", "app-1", store.clone());
    let partner = script.builder_for(credential).build().unwrap();
    let (result, ()) = tokio::join!(read(&partner), async {
        others().await;
        store.save(&"signed-in-anew".into()).await.unwrap();
        go.notify_one();
    });
    result.unwrap();
    assert_eq!(*store.saved.lock().unwrap(), ["refresh-0", "signed-in-anew"]);
    script.clock().advance(Duration::from_secs(61));
    read(&partner).await.unwrap();
    assert!(script.asked_for_token()[1].body.contains("refresh_token=signed-in-anew"));
}

/// A store that panics the first time.
struct Panicking(Store, std::sync::atomic::AtomicBool);

impl RefreshTokenStore for Panicking {
    fn load<'a>(&'a self) -> BoxFuture<'a, Result<Option<SecretString>, Failure>> {
        self.0.load()
    }

    fn save<'a>(&'a self, token: &'a SecretString) -> BoxFuture<'a, Result<(), Failure>> {
        assert!(self.1.swap(true, std::sync::atomic::Ordering::Relaxed), "the vault is on fire");
        self.0.save(token)
    }
}

#[tokio::test]
async fn a_store_that_panics_fails_the_call_and_loses_nothing() {
    let script = Script::default().tokens([rotating(1), rotating(2)]);
    let store = Store::default();
    store.saved.lock().unwrap().push("refresh-0".to_owned());
    let store = Arc::new(Panicking(store, false.into()));
    let credential = RefreshToken::from_store("contoso.test", "app-1", store.clone());
    let partner = script.builder_for(credential).build().unwrap();
    let error = read(&partner).await.unwrap_err();
    assert!(error.is_auth() && error.to_string().contains("panicked"), "{error}");
    read(&partner).await.unwrap();
    assert_eq!(*store.0.saved.lock().unwrap(), ["refresh-0", "refresh-1", "refresh-2"]);
}

#[test]
fn an_exchange_ends_with_the_runtime_that_it_was_left_to() {
    let (first, _go) = held_back(rotating(1));
    let script = Script::default().tokens([first, rotating(2)]);
    let store = stored("refresh-0");
    let credential = RefreshToken::from_store("contoso.test", "app-1", store.clone());
    // Its timers are those of the runtime that a call is made on.
    let partner = script.builder_for(credential).clock(SystemClock::new()).build().unwrap();
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime().block_on(async {
        tokio::select! {
            biased;
            _ = read(&partner) => panic!("there is no token yet"),
            () = others() => {}
        }
    });
    runtime().block_on(read(&partner)).unwrap();
    assert_eq!(*store.saved.lock().unwrap(), ["refresh-0", "refresh-2"]);
}

#[test]
fn without_a_runtime_a_dropped_call_ends_its_exchange() {
    let (first, _go) = held_back(rotating(1));
    let script = Script::default().tokens([first]);
    let store = stored("refresh-0");
    let credential = RefreshToken::from_store("contoso.test", "app-1", store.clone());
    let partner = script.builder_for(credential).build().unwrap();
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut dropped = Box::pin(read(&partner));
    for _ in 0..9 {
        assert!(dropped.as_mut().poll(&mut context).is_pending());
    }
    drop(dropped);
    let mut next = Box::pin(read(&partner));
    let mut polls = (0..99).map(|_| next.as_mut().poll(&mut context));
    assert!(polls.any(|poll| matches!(poll, std::task::Poll::Ready(Ok(_)))));
    assert_eq!(script.asked_for_token().len(), 2);
}

#[tokio::test]
async fn a_store_that_does_not_answer_ends_the_exchange_and_not_all_to_come() {
    struct Hung(Arc<Store>, Mutex<u32>);

    impl RefreshTokenStore for Hung {
        fn load<'a>(&'a self) -> BoxFuture<'a, Result<Option<SecretString>, Failure>> {
            let mut times = self.1.lock().unwrap();
            *times += 1;
            if *times > 1 { self.0.load() } else { Box::pin(std::future::pending()) }
        }

        fn save<'a>(&'a self, token: &'a SecretString) -> BoxFuture<'a, Result<(), Failure>> {
            self.0.save(token)
        }
    }

    let script = Script::default().tokens([rotating(1)]);
    let store = Hung(stored("refresh-0"), Mutex::new(0));
    let credential = RefreshToken::from_store("contoso.test", "app-1", store);
    let partner = script.builder_for(credential).build().unwrap();
    let clock = script.clock();
    // The second call waits for the same store, which is given up a minute after the first one.
    for (pass, ok) in [(300, false), (61, false), (0, true)] {
        let (result, ()) = tokio::join!(read(&partner), async {
            others().await;
            clock.advance(Duration::from_secs(pass));
        });
        assert_eq!(result.is_ok(), ok);
    }
}

#[tokio::test]
async fn the_token_endpoint_is_left_alone_for_as_long_as_it_says() {
    let throttled = || answer_with(429, &[("retry-after", "150")], "");
    let credential = || RefreshToken::new("contoso.test", "app-1", "refresh-0");
    let script = Script::default().tokens([throttled(), rotating(1)]);
    read(&script.builder_for(credential()).build().unwrap()).await.unwrap();
    assert!(script.clock().sleeps()[0] >= Duration::from_secs(150));

    // A call with less time fails at once, and so do those after it.
    let script = Script::default().tokens([throttled(), rotating(1)]);
    let partner = script.builder_for(credential()).build().unwrap();
    let hurried = partner.with(CallOptions::new().timeout(Duration::from_secs(30)));
    for _ in 0..2 {
        let error = read(&hurried).await.unwrap_err();
        assert_eq!(error.gave_up(), Some(GaveUp::RetryAfter), "{error}");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(150)));
    }
    assert_eq!(script.asked_for_token().len(), 1);
}
