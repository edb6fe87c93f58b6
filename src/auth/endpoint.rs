//! The address that hands out tokens, and what they are for.

use reqwest::Url;

use crate::error::{Error, Result};
use crate::net::origin::{PlainHttp, trusted_url};

/// Which protocol the token endpoint speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TokenVersion {
    /// `/{tenant}/oauth2/token`, asked for a `resource`.
    V1,
    /// `/{tenant}/oauth2/v2.0/token`, asked for a `scope`.
    #[default]
    V2,
}

/// Where tokens come from, and what they are for.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenEndpoint {
    authority: Url,
    audience: String,
    version: TokenVersion,
}

impl TokenEndpoint {
    pub(crate) fn new(
        authority: &str,
        audience: &str,
        version: TokenVersion,
        plain_http: &PlainHttp,
    ) -> Result<Self> {
        let authority = trusted_url("authority", authority, plain_http)?;
        Ok(Self { authority, audience: audience.trim_end_matches('/').to_owned(), version })
    }

    /// The address that hands out tokens for `tenant`.
    ///
    /// # Errors
    ///
    /// A tenant that is neither a directory id nor a domain name.
    pub fn token_url(&self, tenant: &str) -> Result<Url> {
        self.address(tenant, "token")
    }

    /// The address where a user of `tenant` signs in with a browser.
    ///
    /// # Errors
    ///
    /// As for [`token_url`](Self::token_url).
    pub fn authorize_url(&self, tenant: &str) -> Result<Url> {
        self.address(tenant, "authorize")
    }

    /// The address that hands out device codes for `tenant`.
    pub(super) fn device_code_url(&self, tenant: &str) -> Result<Url> {
        self.address(tenant, "devicecode")
    }

    fn address(&self, tenant: &str, last: &str) -> Result<Url> {
        // The tenant is a segment of an address that receives secrets, so only the
        // characters of a GUID or a domain name are let through.
        let dots_only = tenant.chars().all(|c| c == '.');
        let odd = tenant.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '-' && *c != '.');
        if dots_only || odd.is_some() || tenant.len() > 253 {
            // Not shown itself: a secret may stand in its place by mistake.
            let why = match odd {
                Some(odd) => format!("it has {odd:?} in it"),
                None if dots_only => "it says nothing".to_owned(),
                None => format!("it has {} characters", tenant.len()),
            };
            return Err(Error::invalid(
                "tenant",
                format!(
                    "this is not a tenant, {why}: give its directory id or a domain name of it"
                ),
            ));
        }
        let mut url = self.authority.clone();
        let version: &[&str] = match self.version {
            TokenVersion::V1 => &["oauth2"],
            TokenVersion::V2 => &["oauth2", "v2.0"],
        };
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().push(tenant).extend(version).push(last);
        }
        Ok(url)
    }

    /// What tokens are for: the `resource` of the v1 endpoint.
    pub fn audience(&self) -> &str {
        &self.audience
    }

    /// The same as a scope, for the v2.0 endpoint.
    pub fn scope(&self) -> String {
        format!("{}/.default", self.audience)
    }

    /// The scope for tokens of a user, with the one that makes the v2.0 endpoint add a
    /// refresh token.
    pub(super) fn user_scope(&self) -> String {
        format!("{} offline_access", self.scope())
    }

    /// The same authority, for tokens of another audience.
    pub(crate) fn for_audience(&self, audience: &str) -> Self {
        Self { audience: audience.trim_end_matches('/').to_owned(), ..self.clone() }
    }

    /// The same authority and audience, spoken to in the words of `version`.
    pub(super) fn speaking(&self, version: TokenVersion) -> Self {
        Self { version, ..self.clone() }
    }

    /// Which protocol the endpoint speaks.
    pub fn version(&self) -> TokenVersion {
        self.version
    }

    /// Whether it is reached by https.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.authority.scheme() == "https"
    }

    /// The host, for messages.
    pub(crate) fn host(&self) -> &str {
        self.authority.host_str().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(version: TokenVersion) -> TokenEndpoint {
        let (authority, audience) = ("https://login.contoso.test/", "https://api.contoso.test");
        TokenEndpoint::new(authority, audience, version, &PlainHttp::default()).unwrap()
    }

    #[test]
    fn each_version_has_its_address() {
        let url = |version| endpoint(version).token_url("contoso.test").unwrap().to_string();
        assert_eq!(url(TokenVersion::V1), "https://login.contoso.test/contoso.test/oauth2/token");
        assert_eq!(
            url(TokenVersion::V2),
            "https://login.contoso.test/contoso.test/oauth2/v2.0/token"
        );
    }

    #[test]
    fn a_tenant_that_would_change_the_address_is_refused() {
        for tenant in ["", ".", "..", "a/b", "a?b", "a#b", "a%2fb", "a b", "ä", "a\nb", "a\\b"] {
            let error = endpoint(TokenVersion::V2).token_url(tenant).unwrap_err();
            assert!(error.is_invalid() && error.to_string().contains("tenant"), "{error}");
        }
    }

    #[test]
    fn what_stands_in_the_place_of_a_tenant_is_not_shown() {
        for tenant in ["canary~7f3a", &"canary".repeat(50)] {
            let error = endpoint(TokenVersion::V2).token_url(tenant).unwrap_err().to_string();
            assert!(!error.contains("canary"), "{error}");
        }
    }
}
