//! How long things may take.

use std::time::Duration;

use partner_center_api::support::Retry;

/// How long a connection, a try and a whole call may take.
///
/// | what | default |
/// |---|---|
/// | opening a connection | 10 s |
/// | one try of an operation that reads, body included | 60 s |
/// | one try of an operation that changes something | 120 s |
/// | a call with all its tries, pauses and sign-ins | 300 s |
///
/// A write that is cut off leaves doubt, so its time is generous: carts and checkouts have
/// been seen to take minutes. For the same reason none is begun with less left of the call's
/// time than one try may take, or than half of the call's time if that is less: such a call
/// ends before it is sent, and says so.
///
/// A [statement](crate::PartnerCenter::statement) that is streamed may take as long as it
/// likes, and each piece of it as long as one try of an operation that reads. The byte stream
/// of a generated operation has no limit but those of whoever reads it.
///
/// ```
/// use std::time::Duration;
///
/// use partner_center::transport::Timeouts;
///
/// let timeouts = Timeouts::new().call(Duration::from_secs(60)).read_try(Duration::from_secs(20));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    pub(crate) connect: Duration,
    pub(crate) read_try: Duration,
    pub(crate) write_try: Duration,
    pub(crate) call: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self::new()
    }
}

impl Timeouts {
    /// The defaults above.
    pub fn new() -> Self {
        Self {
            connect: Duration::from_secs(10),
            read_try: Duration::from_secs(60),
            write_try: Duration::from_secs(120),
            call: Duration::from_secs(300),
        }
    }

    /// Sets how long opening a connection may take. A `reqwest::Client` of your own brings
    /// its own limit.
    pub fn connect(mut self, limit: Duration) -> Self {
        self.connect = limit;
        self
    }

    /// Sets how long one try of an operation that reads may take.
    pub fn read_try(mut self, limit: Duration) -> Self {
        self.read_try = limit;
        self
    }

    /// Sets how long one try of an operation that changes something may take. Less than two
    /// minutes buys doubt.
    pub fn write_try(mut self, limit: Duration) -> Self {
        self.write_try = limit;
        self
    }

    /// Sets how long a whole call may take.
    pub fn call(mut self, limit: Duration) -> Self {
        self.call = limit;
        self
    }

    pub(crate) fn one_try(&self, retry: Retry) -> Duration {
        match retry {
            Retry::Read => self.read_try,
            Retry::Repeat | Retry::Once => self.write_try,
        }
    }
}
