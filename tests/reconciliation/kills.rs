//! An export that is cut off at any step, and goes on.

use std::fs;
use std::path::Path;
use std::time::Duration;

use partner_center::Error;
use partner_center::reconciliation::SavedExport;
use partner_center_emulator::{Action, ExportEnd, Fault, When, seed};
use partner_center_test_support::Stage;

use crate::{BLOB, EXPORT, MANIFEST, OPERATION, asked, folder};

fn stage() -> Stage {
    Stage::with(|settings| settings.export_file_lines = 2)
}

async fn save(stage: &Stage, folder: &Path) -> Result<SavedExport, Error> {
    stage.partner.reconciliation(seed::INVOICE_ONE_TIME).save(folder).await
}

/// All bytes of an export, in the order of its files.
fn bytes(saved: &SavedExport) -> Vec<u8> {
    saved.files().flat_map(|path| fs::read(path).unwrap()).collect()
}

fn refusal(status: u16) -> Action {
    Action::Refuse {
        status,
        code: None,
        body: None,
        content_type: None,
        headers: Vec::new().into_iter().collect(),
        when: None,
    }
}

#[tokio::test]
async fn whatever_is_cut_off_the_same_call_ends_with_the_same_bytes() {
    let whole = {
        let (stage, folder) = (stage(), folder());
        bytes(&save(&stage, folder.path()).await.unwrap())
    };
    for operation in [EXPORT, OPERATION, MANIFEST, BLOB] {
        for skip in 0..3 {
            let (stage, folder) = (stage(), folder());
            // It goes wrong for good, as for a process that is killed there.
            let fault = Fault::on(operation, refusal(418)).skip(skip).times(100);
            stage.emulator.fault(fault);
            let first = save(&stage, folder.path()).await;
            stage.emulator.clear_faults();
            let begun = asked(&stage)[0];
            let saved = save(&stage, folder.path()).await.unwrap();
            assert_eq!(bytes(&saved), whole, "{operation} {skip}");
            assert!(first.is_ok() || operation != EXPORT || skip == 0);
            // An export that was stored is not asked for again.
            let again = asked(&stage)[0] - begun;
            assert_eq!(again, u64::from(operation == EXPORT && skip == 0), "{operation} {skip}");
        }
    }
}

#[tokio::test]
async fn a_file_that_breaks_off_is_fetched_again_and_the_others_are_not() {
    let (stage, folder) = (stage(), folder());
    let cut = Action::Cut { when: When::MidBody };
    stage.emulator.fault(Fault::on(BLOB, cut).skip(1));
    let saved = save(&stage, folder.path()).await.unwrap();
    let files = saved.files().count() as u64;
    assert_eq!(asked(&stage)[3], files + 1);
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len() as u64, files + 1, "{names:?}");
}

#[tokio::test]
async fn an_export_that_is_no_longer_kept_is_begun_anew() {
    let (stage, folder) = (stage(), folder());
    stage.emulator.fault(Fault::on(BLOB, refusal(418)).times(9));
    save(&stage, folder.path()).await.unwrap_err();
    stage.emulator.clear_faults();
    stage.pass(Duration::from_secs(24 * 60 * 60));
    save(&stage, folder.path()).await.unwrap();
    assert_eq!(asked(&stage)[0], 2);
}

#[tokio::test]
async fn a_secret_that_has_ended_is_asked_for_again() {
    let (stage, folder) = (stage(), folder());
    stage.emulator.change(|settings| settings.sas_seconds = 60);
    let started = stage.partner.reconciliation(seed::INVOICE_ONE_TIME).start().await.unwrap();
    let manifest = started.wait(&stage.partner, |_| {}).await.unwrap();
    stage.pass(Duration::from_secs(60));
    let before = stage.asked(MANIFEST);
    manifest.save(&stage.partner, folder.path()).await.unwrap();
    assert_eq!(stage.asked(MANIFEST), before + 1);
}

#[tokio::test]
async fn files_of_other_data_are_fetched_anew() {
    let (stage, folder) = (stage(), folder());
    stage.emulator.fault(Fault::on(BLOB, refusal(418)).skip(1).times(9));
    save(&stage, folder.path()).await.unwrap_err();
    stage.emulator.clear_faults();
    let before = asked(&stage)[3];
    stage.emulator.change(|settings| settings.export_version = 2);
    let saved = save(&stage, folder.path()).await.unwrap();
    assert_eq!(asked(&stage)[3] - before, saved.files().count() as u64, "the first one too");
}

#[tokio::test]
async fn a_future_that_is_dropped_leaves_what_the_next_one_goes_on_from() {
    let (stage, folder) = (stage(), folder());
    let gate = stage.emulator.clone();
    let mut saving = Box::pin(save(&stage, folder.path()));
    // As far as the export has begun, and no farther.
    while !gate.requests().by_operation.contains_key(OPERATION) {
        let step = std::future::poll_fn(|context| {
            let polled = saving.as_mut().poll(context);
            std::task::Poll::Ready(polled.is_ready())
        });
        assert!(!step.await, "it has ended");
        tokio::task::yield_now().await;
    }
    drop(saving);
    save(&stage, folder.path()).await.unwrap();
    assert_eq!(asked(&stage)[0], 1);
}

#[tokio::test]
async fn an_export_that_failed_is_begun_anew_by_the_next_call() {
    let (stage, folder) = (stage(), folder());
    stage.emulator.change(|settings| settings.export_end = ExportEnd::Failed);
    let error = save(&stage, folder.path()).await.unwrap_err();
    assert_eq!(error.code(), Some("5000"));
    assert_eq!(asked(&stage)[0], 1);
    stage.emulator.change(|settings| settings.export_end = ExportEnd::Succeeded);
    stage.emulator.fault(Fault::on(OPERATION, failed_operation()));
    save(&stage, folder.path()).await.unwrap();
    assert_eq!(asked(&stage)[0], 2);
}

fn failed_operation() -> Action {
    let body = r#"{"status":"failed","error":{"code":"5000","message":"nothing"}}"#;
    Action::Refuse {
        status: 200,
        code: None,
        body: Some(body.to_owned()),
        content_type: Some("application/json".to_owned()),
        headers: Vec::new().into_iter().collect(),
        when: None,
    }
}
