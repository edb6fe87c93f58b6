//! A journal in a database of PostgreSQL.

mod change;
mod entries;
mod refusal;
mod schema;

use std::fmt;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use partner_center_api::support::BoxFuture;
use tokio_postgres::config::Host;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Config, NoTls, Socket};

use self::change::{Change, connection, drop_idle, start};
use self::refusal::refusal;
use super::{Claim, Entry, EntryQuery, Journal, JournalError, PurchaseKey};
use crate::clock::{Entropy, SystemEntropy};
use crate::values::OrderId;

/// How many connections a journal of its own has at most.
const CONNECTIONS: usize = 8;
/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// After what silence a lost server is noticed, where the caller does not say.
const SILENCE: Duration = Duration::from_secs(30);

/// A journal in a database of PostgreSQL 11 or later: for workers on several machines.
///
/// A write is one transaction, which waits ten seconds at most for others that are at work on the
/// same purchase. A connection that was lost is replaced. Where the answer to a commit was lost,
/// the entry is read back to say whether the write was made; if that is not possible either, the
/// error [says so](JournalError::is_unconfirmed). What is acknowledged is as durable as the
/// server's `fsync` and its replication make it; `synchronous_commit` is not left off.
///
/// **The tables name customers and what they bought.** They are `partner_center_journal` and those
/// that begin with this, in the first schema of the search path. Neither
/// errors nor `Debug` have the password.
///
/// Clones share their connections. They need a tokio runtime.
///
/// ```no_run
/// use partner_center::journal::PostgresJournal;
///
/// # async fn example() -> Result<(), partner_center::journal::JournalError> {
/// let journal = PostgresJournal::connect("host=/run/postgresql user=shop dbname=shop")?;
/// journal.prepare().await?; // makes the tables, where they are not there
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct PostgresJournal {
    pool: Pool,
    place: String,
}

impl PostgresJournal {
    /// A journal in the database that `config` leads to, without TLS: for a socket of the same
    /// machine or a network that can be trusted. Connects when it is first used.
    ///
    /// `config` is a [connection string](tokio_postgres::Config) of libpq's forms.
    ///
    /// # Errors
    ///
    /// `config` cannot be understood.
    pub fn connect(config: &str) -> Result<Self, JournalError> {
        Self::connect_with(config, NoTls)
    }

    /// The same with TLS, by a connector such as that of `tokio-postgres-rustls` or
    /// `postgres-native-tls`. With `sslmode=require` in `config` nothing is sent without it.
    ///
    /// # Errors
    ///
    /// `config` cannot be understood.
    pub fn connect_with<T>(config: &str, tls: T) -> Result<Self, JournalError>
    where
        T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
        T::Stream: Send + Sync,
        T::TlsConnect: Send + Sync,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        // What the parser says may quote the password.
        let mut config: Config = config.parse().map_err(|_| {
            JournalError::unusable("since its connection string cannot be understood")
        })?;
        bound(&mut config);
        let place = place(&config);
        let recycled = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let pool = Pool::builder(Manager::from_config(config, tls, recycled))
            .max_size(CONNECTIONS)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .runtime(Runtime::Tokio1)
            .build();
        let pool = pool.map_err(|error| {
            JournalError::unusable("since it can have no connections").with_source(error)
        })?;
        Ok(Self { pool, place })
    }

    /// A journal over connections of the caller's own. They must lead to one primary server.
    ///
    /// Give them time limits: a call lasts as long as its connection is waited for.
    pub fn from_pool(pool: Pool) -> Self {
        Self { pool, place: "in PostgreSQL".to_owned() }
    }

    /// Makes the tables where they are missing, and brings those of an older version up to this
    /// one. To be called when a program starts, or once by somebody who may create tables.
    ///
    /// # Errors
    ///
    /// This user may not create tables, or a newer version of this crate has written them.
    pub async fn prepare(&self) -> Result<(), JournalError> {
        self.named(self.make_tables().await)
    }

    async fn make_tables(&self) -> Result<(), JournalError> {
        let mut client = connection(&self.pool).await?;
        let transaction = start(&mut client).await?;
        schema::prepare(&transaction).await?;
        transaction.commit().await.map_err(refusal)
    }

    fn named<T>(&self, result: Result<T, JournalError>) -> Result<T, JournalError> {
        result.map_err(|error| error.at(&self.place))
    }
}

/// Notices a server that has vanished, where the caller does not say how soon.
fn bound(config: &mut Config) {
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(PATIENCE);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(SILENCE);
    }
    if config.get_keepalives_idle() == Config::new().get_keepalives_idle() {
        config.keepalives_idle(SILENCE);
    }
    if config.get_application_name().is_none() {
        config.application_name("partner-center");
    }
}

/// Asks once more where a connection was lost, which changes nothing.
async fn asked<T, F>(pool: &Pool, once: impl Fn() -> F) -> Result<T, JournalError>
where
    F: Future<Output = Result<T, JournalError>>,
{
    match once().await {
        Err(error) if error.is_unavailable() => {
            drop_idle(pool);
            once().await
        }
        done => done,
    }
}

fn place(config: &Config) -> String {
    let database = config.get_dbname().or(config.get_user()).unwrap_or("the default");
    let hosts = config.get_hosts().iter().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    });
    format!("in database `{database}` at {}", hosts.collect::<Vec<_>>().join(", "))
}

impl fmt::Debug for PostgresJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PostgresJournal").field(&self.place).finish()
    }
}

impl Journal for PostgresJournal {
    fn write<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async {
            let change = Change::Write(entry, SystemEntropy.uuid());
            self.named(change.make(&self.pool).await)
        })
    }

    fn read<'a>(
        &'a self,
        key: &'a PurchaseKey,
    ) -> BoxFuture<'a, Result<Option<Entry>, JournalError>> {
        Box::pin(async {
            let read = || async { entries::read(&**connection(&self.pool).await?, key).await };
            self.named(asked(&self.pool, read).await).map(|read| read.map(|(entry, _)| entry))
        })
    }

    fn list<'a>(
        &'a self,
        query: &'a EntryQuery,
    ) -> BoxFuture<'a, Result<Vec<Entry>, JournalError>> {
        Box::pin(async {
            let list = || async { entries::list(&**connection(&self.pool).await?, query).await };
            self.named(asked(&self.pool, list).await)
        })
    }

    fn claimed<'a>(
        &'a self,
        orders: &'a [OrderId],
    ) -> BoxFuture<'a, Result<Vec<Claim>, JournalError>> {
        Box::pin(async {
            let claimed =
                || async { entries::claimed(&**connection(&self.pool).await?, orders).await };
            self.named(asked(&self.pool, claimed).await)
        })
    }

    fn forget<'a>(
        &'a self,
        key: &'a PurchaseKey,
        revision: u64,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move {
            let change = Change::Forget(key, revision);
            self.named(change.make(&self.pool).await)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn a_password_is_in_no_message() {
        let journal = PostgresJournal::connect(
            "host=db.contoso.test user=shop password=hunter2 dbname=purchases",
        );
        let text = format!("{:?}", journal.unwrap());
        assert_eq!(text, r#"PostgresJournal("in database `purchases` at db.contoso.test")"#);
        for unreadable in ["host=db hunter2", "postgres://shop:hunter2@db:port", "hunter2=hunter2"]
        {
            let error = PostgresJournal::connect(unreadable).unwrap_err();
            assert!(error.is_unusable() && error.source().is_none());
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        }
    }
}
