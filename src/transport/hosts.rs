//! The hosts that a client reaches, each with tokens of its own.

use partner_center_api::Host;

use crate::auth::{CachedTokens, TokenEndpoint};
use crate::error::{Error, Result};
use crate::net::origin::Origin;

/// A host as a client reaches it. Its tokens go to its origin and to no other.
pub(crate) struct HostAccess {
    pub(crate) host: Host,
    pub(crate) origin: Origin,
    pub(crate) tokens: CachedTokens,
    /// Where its tokens come from, and what they are for.
    pub(crate) endpoint: TokenEndpoint,
}

/// Every host of the document, as far as the client knows where it is.
pub(crate) struct Hosts {
    main: HostAccess,
    /// By [`Host::index`], so that a call finds its host without looking for it. The main one is
    /// not among them.
    others: Box<[Option<HostAccess>]>,
}

impl Hosts {
    /// `main` is where most operations are; `other` says of each other host how it is reached.
    pub(crate) fn new(main: HostAccess, other: impl Fn(Host) -> Option<HostAccess>) -> Self {
        let others = Host::ALL.iter().map(|host| match host {
            Host::PartnerCenter => None,
            host => other(*host),
        });
        Self { main, others: others.collect() }
    }

    /// Where most operations are.
    pub(crate) fn main(&self) -> &HostAccess {
        &self.main
    }

    /// How a host is reached.
    pub(super) fn of(&self, host: Host) -> Result<&HostAccess> {
        match host {
            Host::PartnerCenter => Ok(&self.main),
            other => {
                let known = self.others.get(other.index()).and_then(Option::as_ref);
                known.ok_or_else(|| unknown(other))
            }
        }
    }
}

fn unknown(host: Host) -> Error {
    Error::invalid(
        "host_url",
        format!(
            "the operation is on another host, `{host}`, and nothing says where that is for this \
             client: in the cloud there is none, or the client was pointed elsewhere by \
             `base_url`; nothing was sent: set it with \
             `PartnerCenterBuilder::host_url(Host::{host}, …)`"
        ),
    )
}
