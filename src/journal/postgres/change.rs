//! A change, and what became of one whose commit was not answered.

use deadpool_postgres::{Client, Pool, Transaction};
use tokio_postgres::IsolationLevel;
use uuid::Uuid;

use super::entries;
use super::refusal::{no_connection, refusal, said};
use crate::journal::{Entry, JournalError, PurchaseKey};

/// What is to be changed.
pub(super) enum Change<'a> {
    /// The id tells this write from an equal one of another worker.
    Write(&'a Entry, Uuid),
    Forget(&'a PurchaseKey, u64),
}

/// Why a change was not acknowledged.
enum Failure {
    /// Its commit was not sent, so that nothing was changed.
    Before(JournalError),
    /// Its commit was sent.
    AtCommit(tokio_postgres::Error),
}

impl Change<'_> {
    /// Makes the change, over a second connection where the first was lost before the commit.
    pub(super) async fn make(&self, pool: &Pool) -> Result<(), JournalError> {
        let mut tried = self.attempt(pool).await;
        if matches!(&tried, Err(Failure::Before(error)) if error.is_unavailable()) {
            drop_idle(pool);
            tried = self.attempt(pool).await;
        }
        match tried {
            Ok(()) => Ok(()),
            Err(Failure::Before(error)) => Err(error),
            Err(Failure::AtCommit(error)) => self.confirm(pool, error).await,
        }
    }

    async fn attempt(&self, pool: &Pool) -> Result<(), Failure> {
        let mut client = connection(pool).await.map_err(Failure::Before)?;
        let transaction = start(&mut client).await.map_err(Failure::Before)?;
        self.carry_out(&transaction).await.map_err(Failure::Before)?;
        transaction.commit().await.map_err(Failure::AtCommit)
    }

    async fn carry_out(&self, transaction: &Transaction<'_>) -> Result<(), JournalError> {
        entries::begin(transaction, self.key()).await?;
        match self {
            Self::Write(entry, write) => entries::write(transaction, entry, *write).await,
            Self::Forget(key, revision) => entries::forget(transaction, key, *revision).await,
        }
    }

    /// Reads back what became of a commit that was not answered, `lost` being why. The lock of
    /// the key says that the transaction has ended.
    async fn confirm(&self, pool: &Pool, lost: tokio_postgres::Error) -> Result<(), JournalError> {
        drop_idle(pool);
        let Ok(stored) = self.read_back(pool).await else {
            return Err(JournalError::unconfirmed().with_source(said(lost)));
        };
        let not_made = || refusal(lost);
        match self {
            Self::Write(entry, write) => match stored {
                Some((_, by)) if by == write.to_string() => Ok(()),
                Some((stored, _)) if stored.revision < entry.revision => Err(not_made()),
                None if entry.revision == 1 => Err(not_made()),
                Some(_) if entry.revision == 1 => Err(JournalError::exists(&entry.key)),
                _ => Err(JournalError::stale(&entry.key)),
            },
            Self::Forget(_, revision) => match stored {
                Some((stored, _)) if stored.revision == *revision => Err(not_made()),
                _ => Ok(()),
            },
        }
    }

    async fn read_back(&self, pool: &Pool) -> Result<Option<(Entry, String)>, JournalError> {
        let mut client = connection(pool).await?;
        let transaction = start(&mut client).await?;
        entries::begin(&transaction, self.key()).await?;
        entries::read(transaction.client(), self.key()).await
    }

    fn key(&self) -> &PurchaseKey {
        match self {
            Self::Write(entry, _) => &entry.key,
            Self::Forget(key, _) => key,
        }
    }
}

pub(super) async fn connection(pool: &Pool) -> Result<Client, JournalError> {
    pool.get().await.map_err(no_connection)
}

/// Lets go of all connections that nobody uses: where one was lost, most are, and each shows it
/// only when it is used.
pub(super) fn drop_idle(pool: &Pool) {
    pool.retain(|_, _| false);
}

/// Each statement sees what was committed before it, whatever the server's default is.
pub(super) async fn start(client: &mut Client) -> Result<Transaction<'_>, JournalError> {
    let begun = client.build_transaction().isolation_level(IsolationLevel::ReadCommitted);
    begun.read_only(false).start().await.map_err(refusal)
}
