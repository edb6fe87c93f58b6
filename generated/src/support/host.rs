//! Where the hosts of the document are.

use std::fmt;

use crate::Host;

/// Where a host is, in some clouds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Server {
    /// Its address, without a path.
    pub url: &'static str,
    /// The clouds that it serves, by their names in the document.
    pub clouds: &'static [&'static str],
}

impl Host {
    /// Where it stands among [`Host::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Where it is in a cloud, by that cloud's name in the document; `None` where it does not
    /// serve the cloud.
    pub fn url(self, cloud: &str) -> Option<&'static str> {
        let mut servers = self.servers().iter();
        servers.find(|server| server.clouds.contains(&cloud)).map(|server| server.url)
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_found_by_cloud_and_counted_in_order() {
        for (at, host) in Host::ALL.iter().enumerate() {
            assert_eq!(host.index(), at);
            assert_eq!(Host::ALL[at], *host);
        }
        let url = Host::Prices.url("us-government");
        assert_eq!(url, Some("https://api.partner.microsoft.com"));
        assert_eq!(Host::Prices.url("china"), None);
        let china = Host::PartnerCenter.url("china");
        assert_eq!(china, Some("https://partner.partnercenterapi.microsoftonline.cn"));
        assert_eq!(Host::Prices.audience(), "https://api.partner.microsoft.com");
    }
}
