//! The program, from outside: exit codes and what it prints.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

/// A file of its own for each test.
fn file(name: &str, content: impl AsRef<[u8]>) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

fn run(arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_partner-center-payload-check"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that fails before it reads has closed its end.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn a_payload_that_fits_exits_with_0() {
    let path = file("fits.json", r#"{"uri": "/carts"}"#);
    let ran = run(&["Link", &path], b"");
    assert_eq!((ran.code, &*ran.stderr), (0, ""));
    assert_eq!(ran.stdout, format!("fits         {path}\n"));
}

#[test]
fn drift_exits_with_1_and_is_listed() {
    let ran = run(&["Link", "-"], br#"{"uri": "/carts", "Method": "GET", "r\u001bel": 1}"#);
    assert_eq!((ran.code, &*ran.stderr), (1, ""));
    assert_eq!(
        ran.stdout,
        "drift        -\n  \
         /Method  key-case: the document writes `method`\n  \
         /r\\u{1b}el  unknown-field: the document has no such field in Link\n  \
         /r\\u{1b}el  lost: 1 is not in what is encoded\n"
    );
}

#[test]
fn an_undecodable_payload_exits_with_2() {
    let ran = run(&["CartId", "-"], b"true");
    assert_eq!(ran.code, 2);
    assert!(
        ran.stdout.starts_with("undecodable  -\n  (all of it)  undecodable: "),
        "{}",
        ran.stdout
    );
}

#[test]
fn unreadable_input_exits_with_3_and_says_why() {
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(*b"{\0}\0").collect();
    for (path, reason) in [
        (file("broken.json", "{\"uri\":\n}"), "not JSON: expected value at line 2 column 1"),
        (file("empty.json", ""), "not JSON: EOF while parsing a value at line 1 column 0"),
        (file("latin.json", b"{\"uri\": \"\xe9\"}"), "not UTF-8 at byte 10"),
        (file("utf16.json", utf16), "not UTF-8 but UTF-16"),
        ("/no/such/file.json".to_owned(), "No such file"),
        (env!("CARGO_TARGET_TMPDIR").to_owned(), "s a directory"),
    ] {
        let ran = run(&["Link", &path], b"");
        assert_eq!(ran.code, 3, "{path}");
        assert!(ran.stdout.starts_with("unreadable   "), "{}", ran.stdout);
        assert!(ran.stdout.contains(reason), "{}", ran.stdout);
    }
}

#[test]
fn of_many_files_the_worst_counts() {
    let fits = file("many-fits.json", "{}");
    let drift = file("many-drift.json", r#"{"x": 1}"#);
    let undecodable = file("many-undecodable.json", "[1]");
    for (files, code) in [
        (vec![&*fits, &*fits], 0),
        (vec![&*drift, &*fits], 1),
        (vec![&*undecodable, &*drift, &*fits], 2),
        (vec![&*fits, "/no/such/file.json", &*undecodable], 3),
    ] {
        let arguments: Vec<_> = ["Cart"].iter().chain(&files).copied().collect();
        let ran = run(&arguments, b"");
        assert_eq!(ran.code, code, "{files:?}");
        let verdicts = ran.stdout.lines().filter(|line| !line.starts_with(' ')).count();
        assert_eq!(verdicts, files.len(), "{}", ran.stdout);
    }
}

#[test]
fn json_is_one_object_a_line() {
    let fits = file("json-fits.json", b"\xef\xbb\xbf{}");
    let drift = file("json-drift.json", "{\n  \"a/b\": 1}");
    let ran = run(&["Link", "--json", &fits, &drift, "/no/such/file.json"], b"");
    assert_eq!(ran.code, 3);
    let lines: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        ran.stdout.lines().next().unwrap(),
        format!(r#"{{"file":"{fits}","schema":"Link","verdict":"fits","findings":[]}}"#)
    );
    assert_eq!(lines[1]["verdict"], "drift");
    assert_eq!(
        lines[1]["findings"],
        serde_json::json!([
            {
                "pointer": "/a~1b",
                "kind": "unknown-field",
                "detail": "the document has no such field in Link"
            },
            {"pointer": "/a~1b", "kind": "lost", "detail": "1 is not in what is encoded"},
        ])
    );
    assert_eq!(lines[2]["verdict"], "unreadable");
    assert_eq!(lines[2]["findings"][0]["kind"], "unreadable");
    assert_eq!(lines.len(), 3);
}

#[test]
fn an_unknown_schema_exits_with_3_and_lists_the_names() {
    let ran = run(&["Carts", "-"], b"{}");
    assert_eq!((ran.code, &*ran.stdout), (3, ""));
    assert!(
        ran.stderr.starts_with("error: the document has no schema `Carts`; is `Cart` meant?\n"),
        "{}",
        ran.stderr
    );
    for name in partner_center_payload_check::schemas() {
        assert!(ran.stderr.contains(&format!("\n  {name}\n")), "{name}");
    }
}

#[test]
fn help_explains_the_exit_codes() {
    let ran = run(&["--help"], b"");
    assert_eq!((ran.code, &*ran.stderr), (0, ""));
    for part in ["usage: cargo xtask check-payload <Schema> FILE", "undecodable  2", "key-case"] {
        assert!(ran.stdout.contains(part), "{part}");
    }
}

#[test]
fn arguments_that_make_no_sense_exit_with_3() {
    for (arguments, reason) in [
        (&[][..], "the name of a schema is missing"),
        (&["Cart"], "no file is given to check as Cart"),
        (&["Cart", "--yaml", "-"], "--yaml"),
    ] {
        let ran = run(arguments, b"");
        assert_eq!((ran.code, &*ran.stdout), (3, ""), "{arguments:?}");
        assert!(ran.stderr.contains(reason), "{}", ran.stderr);
        assert!(ran.stderr.contains("usage: "), "{}", ran.stderr);
    }
}
