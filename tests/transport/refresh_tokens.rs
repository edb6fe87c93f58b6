//! Refresh tokens: each use may yield a successor, which must never be lost.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use partner_center::auth::{RefreshToken, RefreshTokenStore, TokenKind, TokenVersion};
use partner_center::{BoxFuture, Delivery};
use secrecy::{ExposeSecret, SecretString};

use super::script::{Script, answer, read};

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

fn rotating(number: u32) -> super::script::Reply {
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
    insta::assert_snapshot!(error, @"getCart: no access token: the store holds no refresh token: sign in interactively once and store the one that this yields");
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
