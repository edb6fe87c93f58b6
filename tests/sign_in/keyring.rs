//! A refresh token in a keyring, played by the mock store of `keyring-core`.

use std::sync::Arc;

use keyring_core::api::{CredentialStore, CredentialStoreApi};
use keyring_core::mock::{Cred, Store};
use partner_center::auth::{KeyringRefreshTokenStore, RefreshToken, RefreshTokenStore};
use partner_center_test_support::{Script, answer, read};
use secrecy::{ExposeSecret, SecretString};

fn mock() -> Arc<Store> {
    Store::new().unwrap()
}

fn store(mock: &Arc<Store>) -> KeyringRefreshTokenStore {
    let store: Arc<CredentialStore> = mock.clone();
    KeyringRefreshTokenStore::new(&*store, "partner-center", "contoso.test").unwrap()
}

#[tokio::test]
async fn a_rotated_token_goes_to_the_store_that_was_given() {
    let mock = mock();
    let store = store(&mock);
    assert!(store.load().await.unwrap().is_none());
    store.save(&SecretString::from("refresh-0")).await.unwrap();
    let body = r#"{"access_token":"token-1","refresh_token":"refresh-1","expires_in":60}"#;
    let script = Script::default().tokens([answer(200, body)]);
    let credential = RefreshToken::from_store("contoso.test", "app-1", store.clone());
    read(&script.builder_for(credential).build().unwrap()).await.unwrap();

    assert!(script.asked_for_token()[0].body.contains("refresh_token=refresh-0"));
    assert_eq!(store.load().await.unwrap().unwrap().expose_secret(), "refresh-1");
    let entry = mock.build("partner-center", "contoso.test", None).unwrap();
    assert_eq!(entry.get_secret().unwrap(), b"refresh-1");
    assert!(keyring_core::get_default_store().is_none(), "the default is left alone");
}

#[tokio::test]
async fn failures_name_the_entry_and_never_what_is_in_it() {
    let canary = b"canary-7f3a".to_vec();
    for (failure, words) in [
        (keyring_core::Error::BadEncoding(canary.clone()), "not what was put there"),
        (keyring_core::Error::BadDataFormat(canary, "bad".into()), "not what was put there"),
        (keyring_core::Error::TooLong("secret".into(), 2560), "2560 bytes at most"),
        (keyring_core::Error::NoStorageAccess("locked".into()), "locked"),
    ] {
        let mock = mock();
        let store = store(&mock);
        let entry = mock.build("partner-center", "contoso.test", None).unwrap();
        entry.as_any().downcast_ref::<Cred>().unwrap().set_error(failure);
        let error = store.load().await.unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(text.contains("`partner-center`") && text.contains(words), "{text}");
        assert!(!text.contains("canary") && !text.contains("99, 97, 110"), "{text}");
    }
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let mock = mock();
    let store = store(&mock);
    let entry = mock.build("partner-center", "contoso.test", None).unwrap();
    entry.set_secret(b"\xff\xfe").unwrap();
    assert!(store.load().await.unwrap_err().to_string().contains("is no refresh token"));
    entry.set_secret(b"").unwrap();
    assert!(store.load().await.unwrap().is_none());
}

#[tokio::test]
async fn an_entry_is_replaced_only_where_the_old_token_still_is() {
    let store = store(&mock());
    store.save(&"refresh-0".into()).await.unwrap();
    for (old, replaced) in [("other", false), ("refresh-0", true), ("refresh-0", false)] {
        assert_eq!(store.replace(&old.into(), &"refresh-1".into()).await.unwrap(), replaced);
    }
    assert_eq!(store.load().await.unwrap().unwrap().expose_secret(), "refresh-1");
}
