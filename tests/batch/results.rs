//! The file of results.

use std::fs;
use std::time::Duration;

use partner_center::batch::{RowResult, RowState};
use partner_center_emulator::{Action, When};
use tempfile::TempDir;

use crate::stage::{Stage, checked, rows};

fn read(folder: &TempDir) -> Vec<RowResult> {
    let text = fs::read_to_string(folder.path().join("results.jsonl")).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn a_settled_row_stands_in_it_once_however_often_it_is_run() {
    let (stage, folder) = (Stage::new(), TempDir::new().unwrap());
    let file = folder.path().join("results.jsonl");
    for count in [2, 5, 5] {
        stage.batch().results(&file).run(checked(rows(count)).await).await.unwrap();
        let results = read(&folder);
        assert_eq!(results.len(), count);
        assert!(results.iter().all(|result| result.state == RowState::Bought));
    }
    assert_eq!(stage.bought().len(), 5);
}

#[tokio::test]
async fn the_last_line_of_a_row_counts() {
    let (stage, folder) = (Stage::new(), TempDir::new().unwrap());
    let file = folder.path().join("results.jsonl");
    stage.fault("checkoutCart", Action::cut(When::After));
    for patience in [0, 0, 7_200] {
        let batch = stage.batch().results(&file).waiting(Duration::from_secs(patience));
        batch.run(checked(rows(1)).await).await.unwrap();
    }
    let states: Vec<_> = read(&folder).iter().map(|result| result.state).collect();
    assert_eq!(states, [RowState::InDoubt, RowState::Bought]);
}

#[tokio::test]
async fn a_torn_line_is_cut_off_and_written_again() {
    let (stage, folder) = (Stage::new(), TempDir::new().unwrap());
    let file = folder.path().join("results.jsonl");
    stage.batch().results(&file).run(checked(rows(2)).await).await.unwrap();
    let whole = fs::read_to_string(&file).unwrap();
    let second = whole.find('\n').unwrap() + 1;
    for end in second..whole.len() {
        fs::write(&file, &whole[..end]).unwrap();
        stage.batch().results(&file).run(checked(rows(2)).await).await.unwrap();
        assert_eq!(read(&folder).len(), 2, "cut at {end}");
    }
    assert_eq!(stage.bought().len(), 2);
}

#[tokio::test]
async fn a_file_that_is_something_else_is_left_as_it_is() {
    let (stage, folder) = (Stage::new(), TempDir::new().unwrap());
    let file = folder.path().join("results.jsonl");
    for text in ["key,customer\n", "my notes", "{\"key\":\"a\"}\n"] {
        fs::write(&file, text).unwrap();
        let stopped = stage.batch().results(&file).run(checked(rows(1)).await).await.unwrap_err();
        assert!(stopped.to_string().contains("is not a result of a batch"), "{stopped}");
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
    assert_eq!(stage.emulator.requests().total, 0);
}
