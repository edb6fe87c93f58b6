//! A writer that is killed, again and again.

use std::env;
use std::io::{BufRead, BufReader, Write, stdout};
use std::path::Path;
use std::process::{Command, Stdio};

use partner_center::external::chrono::DateTime;
use partner_center::journal::{Entry, EntryState, Journal, PurchaseKey, SqliteJournal};

/// Names the journal to the writer, which is this very test in another process.
const JOURNAL: &str = "PARTNER_CENTER_TEST_KILLED_JOURNAL";
const ACKNOWLEDGED: &str = "acknowledged ";
const KILLS: u32 = 25;

/// What each revision looks like. Records are of several lengths, so that pages are split and
/// joined.
fn revision(revision: u64) -> Entry {
    let key = PurchaseKey::new("killed").expect("it is a key");
    let length = (revision * 7919 % 20_000) as usize;
    let record = format!("{revision} {}", "x".repeat(length));
    let mut entry = Entry::new(key, EntryState::Sent, DateTime::UNIX_EPOCH, record);
    entry.revision = revision;
    entry.claims = vec![format!("order {revision}").into()];
    entry
}

#[tokio::test]
async fn what_was_acknowledged_outlives_a_kill_at_any_moment() {
    if let Some(path) = env::var_os(JOURNAL) {
        return write(Path::new(&path)).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("purchases.sqlite");
    let mut random = fastrand::Rng::with_seed(4711);
    let mut stored = 0;
    for _ in 0..KILLS {
        let acknowledged = killed_after(&path, random.usize(1..40));
        assert!(acknowledged > stored, "the writer did not go on after revision {stored}");
        stored = checked(&path, acknowledged).await;
    }
}

/// Writes revision after revision and says so, for as long as it lives.
async fn write(path: &Path) {
    let journal = SqliteJournal::open(path).await.expect("it opens");
    let stored = journal.read(&revision(1).key).await.expect("it is read");
    let mut next = stored.map_or(1, |stored| stored.revision + 1);
    let mut out = stdout();
    loop {
        journal.write(&revision(next)).await.expect("it is written");
        writeln!(out, "{ACKNOWLEDGED}{next}").expect("the parent reads on");
        next += 1;
    }
}

/// Starts a writer, kills it at the line of that number, and says what it acknowledged last.
fn killed_after(path: &Path, lines: usize) -> u64 {
    let test = "killed::what_was_acknowledged_outlives_a_kill_at_any_moment";
    let mut writer = Command::new(env::current_exe().expect("this program has a path"))
        .args(["--exact", test, "--nocapture"])
        .env(JOURNAL, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let said =
        BufReader::new(writer.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
    let mut acknowledged = said.filter_map(|line| {
        let (_, revision) = line.split_once(ACKNOWLEDGED)?;
        revision.parse::<u64>().ok()
    });
    let at = acknowledged.nth(lines - 1);
    writer.kill().expect("it is killed");
    writer.wait().expect("it ends");
    // What it said until it was dead was said.
    acknowledged.last().or(at).expect("the writer wrote something")
}

/// Everything that was acknowledged is there, whole, and at most one more.
async fn checked(path: &Path, acknowledged: u64) -> u64 {
    let journal = SqliteJournal::open_existing(path).await.expect("it is not damaged");
    let stored =
        journal.read(&revision(1).key).await.expect("it is read").expect("there is an entry");
    let (last, most) = (stored.revision, acknowledged + 1);
    assert!((acknowledged..=most).contains(&last), "{last} is stored, {acknowledged} was said");
    assert_eq!(stored, revision(last));
    let orders: Vec<_> = (1..=last + 1).flat_map(|n| revision(n).claims).collect();
    let claimed = journal.claimed(&orders).await.expect("they are read");
    assert_eq!(claimed.len() as u64, last, "a claim without its write");
    last
}
