//! An entry in columns of text, as databases keep it.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::values::OrderId;

use super::{Entry, JournalError, Lease, PurchaseKey};

/// What is stored of an entry beside its revision.
///
/// Times are texts of one length, with all nine digits of the nanosecond: so they sort as they
/// are, lose nothing, and can be read by people.
pub(super) struct Row {
    pub(super) key: String,
    pub(super) state: String,
    pub(super) since: String,
    pub(super) worker: Option<String>,
    pub(super) until: Option<String>,
    /// As a JSON array.
    pub(super) claims: String,
    pub(super) record: String,
}

impl Row {
    pub(super) fn of(entry: &Entry) -> Result<Self, JournalError> {
        entry.check()?;
        let Entry { key, revision: _, state, since, lease, claims, record } = entry;
        let claims = serde_json::to_string(claims).map_err(|error| {
            JournalError::unfit(key, "its claims are not text").with_source(error)
        })?;
        Ok(Self {
            key: key.as_str().to_owned(),
            state: state.as_str().to_owned(),
            since: time_as_text(*since),
            worker: lease.as_ref().map(|lease| lease.worker.clone()),
            until: lease.as_ref().map(|lease| time_as_text(lease.until)),
            claims,
            record: record.clone(),
        })
    }

    /// The entry that was stored as this.
    pub(super) fn entry(self, revision: i64) -> Result<Entry, JournalError> {
        let lease = match (self.worker, self.until) {
            (Some(worker), Some(until)) => Some(Lease { worker, until: time_from_text(&until)? }),
            _ => None,
        };
        let claims: Vec<OrderId> = serde_json::from_str(&self.claims).map_err(damaged)?;
        Ok(Entry {
            key: PurchaseKey::new(self.key).map_err(damaged)?,
            revision: u64::try_from(revision).map_err(damaged)?,
            state: self.state.parse()?,
            since: time_from_text(&self.since)?,
            lease,
            claims,
            record: self.record,
        })
    }
}

/// The form in which a time is stored, and compared.
pub(super) fn time_as_text(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Nanos, true)
}

fn time_from_text(text: &str) -> Result<DateTime<Utc>, JournalError> {
    text.parse().map_err(damaged)
}

/// Something that no version of this crate has written.
pub(super) fn damaged(error: impl std::error::Error + Send + Sync + 'static) -> JournalError {
    JournalError::corrupt("since an entry is not of the form that was written").with_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_sort_as_their_texts() {
        let times = [
            "0000-01-01T00:00:00Z",
            "1969-12-31T23:59:59.999999999Z",
            "1970-01-01T00:00:00Z",
            "2026-10-05T12:00:00.1Z",
            "2026-10-05T12:00:00.100000001Z",
            "9999-12-31T23:59:59.999999999Z",
        ];
        let times = times.map(|text| text.parse::<DateTime<Utc>>().unwrap());
        let texts = times.map(time_as_text);
        assert!(texts.is_sorted(), "{texts:?}");
        assert_eq!(texts.each_ref().map(|text| time_from_text(text).unwrap()), times);
    }
}
