//! Which addresses may receive a token.

use std::net::IpAddr;

use reqwest::Url;

use crate::error::{Error, Result};
use crate::values::address::without_user;
use crate::values::cloud::GERMANY_CLOSED;

/// The longest address that is sent, in bytes. Servers of this family read no longer one.
const LONGEST: usize = 16 * 1024;

/// The one origin that a client's tokens go to.
#[derive(Clone, Debug)]
pub(crate) struct Origin(Url);

impl Origin {
    pub(crate) fn of(base: &Url) -> Self {
        Self(base.clone())
    }

    /// The address of a target: a path, encoded, with its query.
    ///
    /// Refuses a target that is too long to be read, and one that parsing would change. Requests
    /// encode each id as one segment; this is the second look, for the day when one does not: an
    /// id that changed the path would reach another resource, or another host.
    pub(crate) fn url(&self, target: &str) -> Result<Url> {
        let length = self.0.as_str().trim_end_matches('/').len() + target.len();
        if length > LONGEST {
            return Err(too_long(length));
        }
        let path = target.split('?').next().unwrap_or_default();
        // Joined to an address that has been parsed, so that its host is not read once more.
        let joined = match self.0.path().trim_end_matches('/') {
            "" => self.0.join(target),
            below => self.0.join(&[below, target].concat()),
        };
        let is_below = |url: &Url| self.is_of(url) && url.path().ends_with(path);
        match joined {
            Ok(url) if target.starts_with('/') && is_below(&url) => Ok(url),
            _ => Err(Error::invalid(
                "path",
                "the address would not be the one that was written; nothing was sent: \
                 percent-encode each id on its own",
            )),
        }
    }

    /// Whether an address is of this origin.
    pub(crate) fn has(&self, address: &str) -> bool {
        Url::parse(address).is_ok_and(|url| self.is_of(&url))
    }

    fn is_of(&self, url: &Url) -> bool {
        url.scheme() == self.0.scheme()
            && url.host_str() == self.0.host_str()
            && url.port_or_known_default() == self.0.port_or_known_default()
            && is_without_user(url)
    }

    pub(crate) fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    pub(crate) fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or_default()
    }
}

fn too_long(length: usize) -> Error {
    Error::invalid(
        "path",
        format!(
            "the address has {length} bytes where {LONGEST} are the most, because of an id or a \
             filter; nothing was sent: give the id as the service returned it"
        ),
    )
}

/// Hosts that may be spoken to in plain http although they are not the machine itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlainHttp(Vec<String>);

impl PlainHttp {
    pub(crate) fn allow(&mut self, host: String) {
        self.0.push(host);
    }

    /// Refuses what is no host, since it would never be looked up and the mistake not found.
    pub(crate) fn check(&self) -> Result<()> {
        let is_host = |host: &String| {
            let url = Url::parse(&format!("http://{host}"));
            url.is_ok_and(|url| url.host_str() == Some(&host.to_ascii_lowercase()))
        };
        match self.0.iter().find(|host| !is_host(host)) {
            None => Ok(()),
            Some(host) => {
                let shown: String = host.chars().take(200).collect();
                Err(Error::invalid(
                    "allow_plain_http",
                    format!(
                        "`{shown}` is not a host: give its name or address alone, such as \
                         `emulator`"
                    ),
                ))
            }
        }
    }

    fn allows(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        is_loopback(url) || self.0.iter().any(|allowed| allowed.eq_ignore_ascii_case(host))
    }
}

/// Reads an address that will receive secrets: `https`, or `http` on the machine itself and
/// where that is allowed.
///
/// `place` is what the address is called where it was given.
pub(crate) fn trusted_url(place: &'static str, text: &str, plain_http: &PlainHttp) -> Result<Url> {
    let shown = without_user(text);
    let url = Url::parse(text.trim()).map_err(|error| {
        Error::invalid(
            place,
            format!("`{shown}` is not an address, {error}: give one such as `https://host`"),
        )
    })?;
    let secure = url.scheme() == "https" || (url.scheme() == "http" && plain_http.allows(&url));
    if !secure {
        return Err(Error::invalid(
            place,
            format!(
                "`{shown}` would carry tokens unencrypted: use https, or http on this machine \
                 only (localhost, 127.0.0.1 or [::1]), or allow it for an emulator in a \
                 container with `allow_plain_http`"
            ),
        ));
    }
    if is_of_germany(&url) {
        return Err(Error::invalid(place, GERMANY_CLOSED));
    }
    // Never shown: a user part may hold a password.
    if !is_without_user(&url) || url.query().is_some() || url.fragment().is_some() {
        return Err(Error::invalid(
            place,
            "it carries a user, a query or a fragment: give scheme, host, port and path only",
        ));
    }
    Ok(url)
}

/// Whether an address was one of Microsoft Cloud Germany.
fn is_of_germany(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    ["microsoftonline.de", "cloudapi.de", "microsoftazure.de"].iter().any(|domain| {
        host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// The address without what may name a customer.
pub(crate) fn without_query(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    let (_, _) = (url.set_username(""), url.set_password(None));
    url.into()
}

fn is_without_user(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none()
}

fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        // Names below it are reserved for the machine too, but some resolvers ask others for them.
        Err(_) => host == "localhost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base_url(text: &str) -> Result<Url> {
        trusted_url("base_url", text, &PlainHttp::default())
    }

    #[test]
    fn https_and_the_machine_itself_are_trusted() {
        for text in [
            "https://api.contoso.test",
            "https://api.contoso.test:8443/base/",
            "http://localhost:8080",
            "http://127.0.0.1:1",
            "http://127.8.9.1",
            "http://[::1]:9",
        ] {
            assert!(base_url(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn plain_http_elsewhere_is_refused_by_name_and_with_a_remedy() {
        for text in [
            "http://api.contoso.test",
            "http://10.0.0.1",
            "http://localhost.contoso.test",
            "http://api.localhost",
            "ftp://localhost",
        ] {
            let error = base_url(text).unwrap_err().to_string();
            assert!(error.contains(text) && error.contains("use https"), "{error}");
            assert!(error.starts_with("base_url: "), "{error}");
        }
    }

    #[test]
    fn the_addresses_of_a_cloud_that_is_gone_are_refused_with_the_date() {
        for text in ["https://login.microsoftonline.de", "https://graph.cloudapi.de/"] {
            assert!(base_url(text).unwrap_err().to_string().contains("29 October 2021"), "{text}");
        }
        assert!(base_url("https://not-microsoftonline.de").is_ok());
    }

    #[test]
    fn plain_http_can_be_allowed_for_one_host_by_name() {
        let mut plain_http = PlainHttp::default();
        plain_http.allow("Emulator".to_owned());
        plain_http.allow("10.0.0.7".to_owned());
        assert!(plain_http.check().is_ok());
        for (text, trusted) in [
            ("http://emulator:8080/v1", true),
            ("http://10.0.0.7", true),
            ("http://10.0.0.8", false),
            ("http://emulator.contoso.test", false),
            ("http://not-emulator", false),
            ("ftp://emulator", false),
            ("http://jane:canary@emulator", false),
        ] {
            let found = trusted_url("base_url", text, &plain_http);
            assert_eq!(found.is_ok(), trusted, "{text}");
        }
        for host in ["", "http://emulator", "emulator:80", "*", "a/b", "a b", ".."] {
            let mut plain_http = PlainHttp::default();
            plain_http.allow(host.to_owned());
            let refused = plain_http.check().is_err();
            // A star and dots pass for names; they match nothing but themselves.
            assert_eq!(refused, !matches!(host, "*" | ".."), "{host}");
        }
    }

    #[test]
    fn an_address_with_a_password_is_refused_without_showing_it() {
        let error = base_url("https://jane:canary@contoso.test").unwrap_err();
        assert!(!error.to_string().contains("canary"));
        for text in [
            "http://jane:canary@contoso.test",
            "https://jane:canary@conto so.test",
            "jane:canary@contoso.test",
            "https:/jane:canary@",
            "ftp://jane:canary@canary@contoso.test",
        ] {
            let error = base_url(text).unwrap_err().to_string();
            assert!(!error.contains("canary") && !error.contains("jane"), "{error}");
        }
        for text in ["https://contoso.test?a=b", "https://contoso.test#a", "contoso.test", ""] {
            assert!(base_url(text).is_err(), "{text}");
        }
    }

    #[track_caller]
    fn address(base: &str, target: &str) -> Result<String> {
        Origin::of(&Url::parse(base).unwrap()).url(target).map(String::from)
    }

    #[test]
    fn a_target_goes_below_the_base() {
        for (base, address_of_it) in [
            ("https://api.contoso.test", "https://api.contoso.test/v1/customers/a%2Fb?size=1"),
            (
                "https://api.contoso.test/base/",
                "https://api.contoso.test/base/v1/customers/a%2Fb?size=1",
            ),
        ] {
            assert_eq!(address(base, "/v1/customers/a%2Fb?size=1").unwrap(), address_of_it);
        }
    }

    #[test]
    fn a_target_that_parsing_would_change_is_refused() {
        for target in [
            "/v1/customers/../invoices",
            "/v1/customers/%2e%2e/invoices",
            r"/v1\customers",
            "/v1/customers/a b",
            "/v1/customers/{a}",
            ":444/v1",
            "@elsewhere.test/v1",
            ".elsewhere.test/v1",
        ] {
            let error = address("https://api.contoso.test", target).unwrap_err();
            assert!(
                error.is_invalid() && error.to_string().contains("nothing was sent"),
                "{target}"
            );
        }
    }

    #[test]
    fn an_address_that_no_server_reads_is_refused() {
        let target = |length: usize| format!("/{}", "x".repeat(length - 1));
        let base = "https://api.contoso.test";
        assert!(address(base, &target(LONGEST - base.len())).is_ok());
        let error = address(base, &target(LONGEST - base.len() + 1)).unwrap_err().to_string();
        assert!(error.contains("has 16385 bytes") && error.contains("nothing was sent"), "{error}");
    }
}
