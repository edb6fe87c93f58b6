//! A refresh token in a file: private, whole, and never lost.

use std::fs;
use std::sync::Arc;

use futures::FutureExt;
use partner_center::auth::{FileRefreshTokenStore, RefreshToken, RefreshTokenStore};
use partner_center_test_support::{Script, answer, read};
use secrecy::{ExposeSecret, SecretString};

async fn load(store: &FileRefreshTokenStore) -> Result<Option<String>, String> {
    match store.load().await {
        Ok(token) => Ok(token.map(|token| token.expose_secret().to_owned())),
        Err(error) => Err(error.to_string()),
    }
}

async fn save(store: &FileRefreshTokenStore, token: &str) -> Result<(), String> {
    store.save(&SecretString::from(token)).await.map_err(|error| error.to_string())
}

fn names(folder: &tempfile::TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn what_is_saved_is_loaded_and_nothing_is_left_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileRefreshTokenStore::new(folder.path().join("token"));
    assert_eq!(load(&store).await, Ok(None));
    for token in ["0.AXoA-first_token.x", "second"] {
        save(&store, token).await.unwrap();
        assert_eq!(load(&store).await, Ok(Some(token.to_owned())));
        let again = FileRefreshTokenStore::new(store.path());
        assert_eq!(load(&again).await, Ok(Some(token.to_owned())));
    }
    assert_eq!(names(&folder), ["token"]);
}

#[tokio::test]
async fn a_token_put_there_by_hand_is_read_without_its_line_break() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileRefreshTokenStore::new(folder.path().join("token"));
    save(&store, "any").await.unwrap();
    for (text, expected) in [("by-hand\r\n", Some("by-hand")), ("", None), (" \n", None)] {
        fs::write(store.path(), text).unwrap();
        assert_eq!(load(&store).await, Ok(expected.map(str::to_owned)), "{text:?}");
    }
    for text in ["two words", "a\nb", "\u{e9}", "{\"refresh_token\": \"x\"}", "a\0"] {
        fs::write(store.path(), text).unwrap();
        let error = load(&store).await.unwrap_err();
        assert!(error.contains("is no refresh token") && !error.contains(text), "{error}");
    }
    fs::write(store.path(), "x".repeat(65 * 1024)).unwrap();
    assert!(load(&store).await.unwrap_err().contains("too long"));
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let store = FileRefreshTokenStore::new(folder.path().join("token"));
    let mode = |mode| fs::set_permissions(store.path(), fs::Permissions::from_mode(mode)).unwrap();
    save(&store, "first").await.unwrap();
    assert_eq!(fs::metadata(store.path()).unwrap().permissions().mode() & 0o777, 0o600);
    for open in [0o644, 0o640, 0o604, 0o620, 0o601] {
        mode(open);
        let error = load(&store).await.unwrap_err();
        assert!(error.contains("others have access to it"), "{error}");
        assert!(error.contains("chmod 600") && error.contains(&format!("{open:04o}")), "{error}");
    }
    mode(0o400);
    assert_eq!(load(&store).await, Ok(Some("first".to_owned())));
    // What replaces a file that others could read is private again.
    mode(0o644);
    save(&store, "second").await.unwrap();
    assert_eq!(load(&store).await, Ok(Some("second".to_owned())));
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_is_followed_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let real = FileRefreshTokenStore::new(folder.path().join("real"));
    save(&real, "first").await.unwrap();
    let link = FileRefreshTokenStore::new(folder.path().join("link"));
    std::os::unix::fs::symlink(real.path(), link.path()).unwrap();
    save(&link, "second").await.unwrap();
    assert_eq!(load(&real).await, Ok(Some("second".to_owned())));
    assert!(fs::symlink_metadata(link.path()).unwrap().is_symlink());
}

#[tokio::test]
async fn what_cannot_be_done_is_said_with_the_path() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = FileRefreshTokenStore::new(folder.path().join("none").join("token"));
    assert_eq!(load(&nowhere).await, Ok(None));
    let error = save(&nowhere, "canary").await.unwrap_err();
    assert!(error.contains("token` cannot be written"), "{error}");
    assert!(!error.contains("canary"));
    let a_folder = FileRefreshTokenStore::new(folder.path());
    assert!(load(&a_folder).await.unwrap_err().contains("cannot be read"));
    assert!(save(&a_folder, "canary").await.unwrap_err().contains("it is a folder"));
    assert!(names(&folder).is_empty(), "nothing is left behind");
}

#[tokio::test]
async fn a_save_that_was_dropped_does_not_undo_a_later_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileRefreshTokenStore::new(folder.path().join("token"));
    for round in 0..50 {
        let (old, new) = (format!("old-{round}"), format!("new-{round}"));
        let token = SecretString::from(old);
        // Begun, and dropped while it may be anywhere.
        let _ = store.save(&token).now_or_never();
        save(&store, &new).await.unwrap();
        assert_eq!(load(&store).await, Ok(Some(new)));
    }
}

#[tokio::test]
async fn readers_never_see_half_a_token() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileRefreshTokenStore::new(folder.path().join("token"));
    let tokens: Vec<String> = (0..20).map(|n| n.to_string().repeat(3000)).collect();
    save(&store, &tokens[0]).await.unwrap();
    let reading = async {
        for _ in 0..200 {
            let seen = load(&store).await.unwrap().unwrap();
            assert!(tokens.contains(&seen), "{} characters", seen.len());
        }
    };
    let writing = async {
        for token in &tokens {
            save(&store, token).await.unwrap();
        }
    };
    tokio::join!(reading, writing);
}

#[tokio::test]
async fn a_rotated_token_is_in_the_file_before_its_access_token_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileRefreshTokenStore::new(folder.path().join("token"));
    save(&store, "refresh-0").await.unwrap();
    let body = r#"{"access_token":"token-1","refresh_token":"refresh-1","expires_in":60}"#;
    let script = Script::default().tokens([answer(200, body)]);
    let credential = RefreshToken::from_store("contoso.test", "app-1", store.clone());
    read(&script.builder_for(credential).build().unwrap()).await.unwrap();
    assert_eq!(load(&store).await, Ok(Some("refresh-1".to_owned())));

    // And where the file cannot be written, the call fails before it is sent.
    let nowhere = Arc::new(FileRefreshTokenStore::new(folder.path().join("none").join("token")));
    let script = Script::default();
    let credential = RefreshToken::from_store("contoso.test", "app-1", nowhere);
    let error = read(&script.builder_for(credential).build().unwrap()).await.unwrap_err();
    assert!(error.to_string().contains("holds no refresh token"), "{error}");
}

async fn replace(store: &impl RefreshTokenStore, old: &str, new: &str) -> bool {
    store.replace(&old.into(), &new.into()).await.unwrap()
}

#[tokio::test]
async fn a_token_is_replaced_only_where_the_old_one_still_is() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileRefreshTokenStore::new(folder.path().join("token"));
    assert!(!replace(&store, "refresh-0", "refresh-1").await, "there is none");
    save(&store, "refresh-0").await.unwrap();
    assert!(replace(&store, "refresh-0", "refresh-1").await);
    assert!(!replace(&store, "refresh-0", "refresh-2").await);
    assert_eq!(load(&store).await, Ok(Some("refresh-1".to_owned())));
    assert_eq!(names(&folder), ["token"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_that_replace_one_token_one_succeeds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    // Each with a store of its own, as other processes would have.
    let store = FileRefreshTokenStore::new(&path);
    for round in 0..20 {
        let old = format!("refresh-{round}");
        save(&store, &old).await.unwrap();
        let racing = (0..8).map(|racer| {
            let (store, old) = (FileRefreshTokenStore::new(&path), old.clone());
            let new = format!("{old}-by-{racer}");
            tokio::spawn(async move { replace(&store, &old, &new).await.then_some(new) })
        });
        let won: Vec<_> = futures::future::join_all(racing).await;
        let won: Vec<_> = won.into_iter().filter_map(Result::unwrap).collect();
        assert_eq!(won.len(), 1, "{won:?}");
        assert_eq!(load(&store).await, Ok(won.first().cloned()));
    }
}

#[test]
fn no_runtime_is_needed() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileRefreshTokenStore::new(folder.path().join("token"));
    save(&store, "refresh-0").now_or_never().unwrap().unwrap();
    assert!(replace(&store, "refresh-0", "refresh-1").now_or_never().unwrap());
    assert_eq!(load(&store).now_or_never(), Some(Ok(Some("refresh-1".to_owned()))));
}

#[cfg(unix)]
#[tokio::test]
async fn who_holds_the_lock_of_the_folder_is_not_waited_for_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileRefreshTokenStore::new(folder.path().join("token"));
    let lock = fs::File::open(folder.path()).unwrap();
    lock.lock().unwrap();
    save(&store, "refresh-0").await.unwrap();
    assert_eq!(load(&store).await, Ok(Some("refresh-0".to_owned())));
}
