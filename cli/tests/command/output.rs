//! The forms of what is printed, and where it goes.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;

use crate::{Ended, Stage};

#[test]
fn json_is_the_objects_with_all_digits_and_a_line_each_where_asked() {
    let stage = Stage::new();
    let all: serde_json::Value = serde_json::from_str(&stage.said("invoice list -o json")).unwrap();
    let count = all.as_array().unwrap().len();
    let lines = stage.said("invoice list -o jsonl");
    assert_eq!(lines.lines().count(), count);
    assert!(lines.contains("\"totalCharges\":217.5}"), "{lines}");
    let cells = stage.said("invoice list -o tsv");
    assert!(cells.lines().all(|line| line.split('\t').count() == 5), "{cells}");
}

#[test]
fn an_error_is_json_where_json_is_asked_for() {
    let stage = Stage::new();
    let ended = stage.run("customer show nowhere.example -o json");
    let error: serde_json::Value = serde_json::from_str(&ended.err).unwrap();
    assert_eq!(error["exit"], 3);
    assert!(ended.out.is_empty());
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let stage = Stage::new();
    let mut command = stage.command("customer list -o json");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    let code = child.wait().unwrap().code();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((code, said.as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let stage = Stage::new();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let ended = Ended::of(stage.command("customer list").stdout(full).output().unwrap());
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("standard output cannot be written"), "{}", ended.err);
}
