//! A journal in PostgreSQL, over lines that break.
//!
//! These tests need a server, which `PARTNER_CENTER_TEST_POSTGRES` leads to; `.ci/postgres` starts
//! one. Without it they pass over, except where `CI_REQUIRES_POSTGRES` says that they must not.

use std::env;
use std::error::Error as _;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use partner_center::external::chrono::DateTime;
use partner_center::journal::{
    Entry, EntryQuery, EntryState, Journal, PostgresJournal, PurchaseKey, conformance,
};
use tokio_postgres::{Client, NoTls};

use crate::proxy::{Break, Proxy};

/// A schema of its own on the server, which goes with `end`.
struct Stage {
    client: Client,
    server: String,
    schema: String,
}

impl Stage {
    /// `None` where there is no server.
    async fn new() -> Option<Self> {
        static STAGES: AtomicU32 = AtomicU32::new(0);

        let Ok(server) = env::var("PARTNER_CENTER_TEST_POSTGRES") else {
            let is_required = env::var_os("CI_REQUIRES_POSTGRES").is_some();
            assert!(!is_required, "PARTNER_CENTER_TEST_POSTGRES has no server's address");
            eprintln!("skipped: PARTNER_CENTER_TEST_POSTGRES has no server's address");
            return None;
        };
        let number = STAGES.fetch_add(1, Ordering::Relaxed);
        let schema = format!("partner_center_test_{}_{number}", process::id());
        let (client, line) = tokio_postgres::connect(&server, NoTls).await.expect("a server");
        tokio::spawn(line);
        client.batch_execute(&format!("CREATE SCHEMA {schema}")).await.expect("a schema");
        Some(Self { client, server, schema })
    }

    fn address(&self, options: &str) -> String {
        let Self { server, schema, .. } = self;
        format!("{server} application_name={schema} options='-c search_path={schema} {options}'")
    }

    fn journal(&self) -> PostgresJournal {
        PostgresJournal::connect(&self.address("")).expect("the address is understood")
    }

    async fn prepared(&self) -> PostgresJournal {
        let journal = self.journal();
        journal.prepare().await.expect("tables");
        journal
    }

    /// A journal whose line can break.
    async fn proxied(&self) -> (PostgresJournal, Proxy) {
        let proxy = Proxy::to(&self.server.parse().expect("it was understood before")).await;
        let config: tokio_postgres::Config = self.server.parse().expect("so it was");
        let user = config.get_user().unwrap_or("postgres");
        let database = config.get_dbname().unwrap_or(user);
        let (port, schema) = (proxy.port, &self.schema);
        let address = format!(
            "host=127.0.0.1 port={port} user={user} dbname={database} \
             options='-c search_path={schema}'"
        );
        (PostgresJournal::connect(&address).expect("the address is understood"), proxy)
    }

    async fn run(&self, sql: &str) {
        let sql = format!("SET search_path = {}; {sql}", self.schema);
        self.client.batch_execute(&sql).await.expect("the server does so");
    }

    async fn end(self) {
        self.run(&format!("DROP SCHEMA {} CASCADE", self.schema)).await;
    }
}

fn entry(revision: u64) -> Entry {
    let key = PurchaseKey::new("shop order 4711").expect("it is a key");
    let record = revision.to_string();
    let mut entry = Entry::new(key, EntryState::Sent, DateTime::UNIX_EPOCH, record);
    entry.revision = revision;
    entry.claims = vec![format!("order {revision}").into()];
    entry
}

#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_to_what_every_journal_has_to() {
    let Some(stage) = Stage::new().await else { return };
    stage.prepared().await;
    conformance::check(async || Ok(stage.journal())).await;
    // Over one set of connections, too.
    let journal = stage.journal();
    stage.run("TRUNCATE partner_center_journal_claim").await;
    conformance::check(async || Ok(journal.clone())).await;
    stage.end().await;
}

#[tokio::test]
async fn tables_that_are_missing_are_made_once_by_whoever_comes_first() {
    let Some(stage) = Stage::new().await else { return };
    let (one, other) = (stage.journal(), stage.journal());
    for error in
        [one.read(&entry(1).key).await.unwrap_err(), one.write(&entry(1)).await.unwrap_err()]
    {
        assert!(error.is_unusable() && error.to_string().contains("prepare"), "{error}");
    }
    let (first, second) = tokio::join!(one.prepare(), other.prepare());
    first.and(second).unwrap();
    one.write(&entry(1)).await.unwrap();
    other.prepare().await.unwrap();
    assert_eq!(other.read(&entry(1).key).await.unwrap(), Some(entry(1)));
    stage.end().await;
}

#[tokio::test]
async fn what_a_newer_version_has_written_is_refused() {
    let Some(stage) = Stage::new().await else { return };
    let journal = stage.prepared().await;
    journal.write(&entry(1)).await.unwrap();
    stage.run("UPDATE partner_center_journal_entry SET state = 'refunded'").await;
    let error = journal.read(&entry(1).key).await.unwrap_err();
    assert!(error.is_newer() && error.to_string().contains("`refunded`"), "{error}");
    assert!(journal.list(&EntryQuery::of([])).await.unwrap_err().is_newer());

    stage.run("UPDATE partner_center_journal SET version = 2").await;
    assert!(journal.write(&entry(2)).await.unwrap_err().is_newer());
    assert!(journal.prepare().await.unwrap_err().is_newer());
    stage.end().await;
}

#[tokio::test]
async fn a_connection_that_was_lost_is_replaced() {
    let Some(stage) = Stage::new().await else { return };
    let journal = stage.prepared().await;
    journal.write(&entry(1)).await.unwrap();
    let ended = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{}'",
        stage.schema
    );
    stage.run(&ended).await;
    journal.write(&entry(2)).await.unwrap();
    stage.run(&ended).await;
    assert_eq!(journal.read(&entry(2).key).await.unwrap(), Some(entry(2)));
    stage.end().await;
}

#[tokio::test]
async fn a_write_whose_commit_was_not_answered_is_read_back() {
    let Some(stage) = Stage::new().await else { return };
    stage.prepared().await;
    let (journal, proxy) = stage.proxied().await;
    for revision in [1, 2] {
        proxy.breaks(Break::BeforeCommit);
        let error = journal.write(&entry(revision)).await.unwrap_err();
        assert!(error.is_unavailable(), "revision {revision} was not written: {error}");
        let stored = journal.read(&entry(1).key).await.unwrap();
        assert_eq!(stored, (revision > 1).then(|| entry(revision - 1)));

        proxy.breaks(Break::AfterCommit);
        journal.write(&entry(revision)).await.unwrap();
        assert_eq!(journal.read(&entry(1).key).await.unwrap(), Some(entry(revision)));
    }
    proxy.breaks(Break::BeforeCommit);
    assert!(journal.forget(&entry(2).key, 2).await.unwrap_err().is_unavailable());
    proxy.breaks(Break::AfterCommit);
    journal.forget(&entry(2).key, 2).await.unwrap();
    assert_eq!(journal.read(&entry(2).key).await.unwrap(), None);
    stage.end().await;
}

#[tokio::test]
async fn a_write_that_cannot_be_read_back_is_said_to_be_unconfirmed() {
    let Some(stage) = Stage::new().await else { return };
    let direct = stage.prepared().await;
    let (journal, proxy) = stage.proxied().await;
    proxy.breaks(Break::ForGood);
    // Its first connection is refused by the proxy as well.
    assert!(journal.write(&entry(1)).await.unwrap_err().is_unavailable());
    proxy.breaks(Break::Nothing);
    journal.write(&entry(1)).await.unwrap();
    proxy.breaks(Break::ForGood);
    let error = journal.write(&entry(2)).await.unwrap_err();
    assert!(error.is_unconfirmed() && error.to_string().contains("read the entry"), "{error}");
    assert_eq!(direct.read(&entry(2).key).await.unwrap(), Some(entry(2)));
    stage.end().await;
}

#[tokio::test]
async fn others_are_not_waited_for_without_end() {
    let Some(stage) = Stage::new().await else { return };
    stage.prepared().await;
    let address = stage.address("-c statement_timeout=50");
    let hurried = PostgresJournal::connect(&address).unwrap();
    stage
        .run(
            "BEGIN; SELECT pg_advisory_xact_lock(\
             hashtextextended('partner_center_journal shop order 4711', 0))",
        )
        .await;
    let error = hurried.write(&entry(1)).await.unwrap_err();
    assert!(error.is_busy() && error.to_string().contains("try again"), "{error}");
    stage.run("ROLLBACK").await;
    hurried.write(&entry(1)).await.unwrap();
    stage.end().await;
}

#[tokio::test]
async fn a_commit_is_durable_whatever_the_server_is_set_to() {
    let Some(stage) = Stage::new().await else { return };
    stage.prepared().await;
    stage
        .run(
            "CREATE TABLE seen (setting TEXT);
             CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO seen SELECT current_setting('synchronous_commit');
                RETURN NEW;
             END $$;
             CREATE TRIGGER see BEFORE INSERT ON partner_center_journal_entry
             FOR EACH ROW EXECUTE FUNCTION see();",
        )
        .await;
    let careless = stage.address("-c synchronous_commit=off");
    PostgresJournal::connect(&careless).unwrap().write(&entry(1)).await.unwrap();
    let seen = stage.client.query_one("SELECT setting FROM seen", &[]).await.unwrap();
    assert_eq!(seen.get::<_, &str>(0), "on");
    stage.end().await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_the_password() {
    let address = "host=/nonexistent user=shop password=hunter2 dbname=purchases";
    let journal = PostgresJournal::connect(address).unwrap();
    let error = journal.write(&entry(1)).await.unwrap_err();
    assert!(error.is_unavailable(), "{error}");
    assert!(error.to_string().starts_with("journal in database `purchases` at /nonexistent: "));
    let text = format!("{error:?} {journal:?} {:?}", error.source());
    assert!(!text.contains("hunter2"), "{text}");
}
