//! Settings of a client in the environment of its process.

use std::ffi::OsString;

use super::builder::PartnerCenterBuilder;
use super::partner::PartnerCenter;
#[cfg(feature = "__certificate")]
use crate::auth::{Certificate, ClientCertificate};
use crate::auth::{ClientSecret, FileRefreshTokenStore, RefreshToken, TokenEndpoint, TokenVersion};
use crate::error::{Error, Result};
use crate::net::origin::{PlainHttp, trusted_url};
use crate::transport::Host;
use crate::values::cloud::Cloud;

const TENANT: &str = "PARTNER_CENTER_TENANT";
const CLIENT_ID: &str = "PARTNER_CENTER_CLIENT_ID";
const CLIENT_SECRET: &str = "PARTNER_CENTER_CLIENT_SECRET";
const CERTIFICATE: &str = "PARTNER_CENTER_CERTIFICATE";
const REFRESH_TOKEN: &str = "PARTNER_CENTER_REFRESH_TOKEN";
const REFRESH_TOKEN_FILE: &str = "PARTNER_CENTER_REFRESH_TOKEN_FILE";
const CLOUD: &str = "PARTNER_CENTER_CLOUD";
const BASE_URL: &str = "PARTNER_CENTER_BASE_URL";
/// Where other hosts are than the one that most calls go to.
const HOST_URLS: [(Host, &str); 2] =
    [(Host::Prices, "PARTNER_CENTER_PRICES_URL"), (Host::Graph, "PARTNER_CENTER_GRAPH_URL")];
const AUTHORITY: &str = "PARTNER_CENTER_AUTHORITY";
const PLAIN_HTTP: &str = "PARTNER_CENTER_ALLOW_PLAIN_HTTP";

/// What the process was given under a name.
type Read<'a> = &'a dyn Fn(&str) -> Option<OsString>;

impl PartnerCenter {
    /// Builds a client from the environment of the process, and sends nothing.
    ///
    /// ```no_run
    /// use partner_center::PartnerCenter;
    ///
    /// let partner = PartnerCenter::from_env()?;
    /// # Ok::<(), partner_center::Error>(())
    /// ```
    ///
    /// | variable | what it says | where it is left out |
    /// |---|---|---|
    /// | `PARTNER_CENTER_TENANT` | the partner's tenant: a directory id or a domain | refused |
    /// | `PARTNER_CENTER_CLIENT_ID` | the id of the application | refused |
    /// | `PARTNER_CENTER_CLIENT_SECRET` | the secret of the application | see below |
    /// | `PARTNER_CENTER_CERTIFICATE` | in place of a secret: a PEM file with certificate and key (feature `certificate`) | see below |
    /// | `PARTNER_CENTER_REFRESH_TOKEN` | a refresh token of a user; its successors are kept in memory | see below |
    /// | `PARTNER_CENTER_REFRESH_TOKEN_FILE` | in place of that: the file of a [`FileRefreshTokenStore`], where its successors are kept, too | see below |
    /// | `PARTNER_CENTER_CLOUD` | `global`, `us-government` or `china` | `global` |
    /// | `PARTNER_CENTER_BASE_URL` | where calls go, without `/v1` | the cloud's address |
    /// | `PARTNER_CENTER_GRAPH_URL` | where exports of bills are asked for, [on a host of their own](PartnerCenterBuilder::host_url) | the cloud's address; nowhere, if `PARTNER_CENTER_BASE_URL` is set |
    /// | `PARTNER_CENTER_PRICES_URL` | where calls about prices go, [on a host of their own](PartnerCenterBuilder::host_url) | the cloud's address; nowhere, if `PARTNER_CENTER_BASE_URL` is set |
    /// | `PARTNER_CENTER_AUTHORITY` | where tokens come from, without the tenant | the cloud's address |
    /// | `PARTNER_CENTER_ALLOW_PLAIN_HTTP` | a host that may be reached by plain http, such as an emulator in a container; [never one that real secrets are sent to](PartnerCenterBuilder::allow_plain_http) | this machine alone |
    ///
    /// With a refresh token a user signs in, and the application proves itself by its secret or
    /// certificate, if it has one. Without a refresh token the application signs in alone, and
    /// must have one of the two. [`auth`](crate::auth) says which operations want a user.
    ///
    /// A variable that is set to nothing counts as one that is left out. White space around a
    /// value is ignored. No value of a secret is ever printed.
    ///
    /// # Errors
    ///
    /// A variable is missing, contradicts another one or cannot be used. The error names the
    /// variable and says what to do. Then what [`build`](PartnerCenterBuilder::build) refuses.
    pub fn from_env() -> Result<Self> {
        PartnerCenterBuilder::from_env()?.build()
    }
}

impl PartnerCenterBuilder {
    /// Begins with what the environment of the process says, so that more can be set.
    /// [`PartnerCenter::from_env`] lists the variables.
    ///
    /// ```no_run
    /// use partner_center::PartnerCenterBuilder;
    ///
    /// let partner = PartnerCenterBuilder::from_env()?.application("Contoso Shop").build()?;
    /// # Ok::<(), partner_center::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`PartnerCenter::from_env`].
    pub fn from_env() -> Result<Self> {
        Environment(&|name| std::env::var_os(name)).builder()
    }

    /// Sets the cloud and the addresses that the environment of the process names, for a client
    /// whose credential comes from elsewhere: the variables of [`PartnerCenter::from_env`] from
    /// `PARTNER_CENTER_CLOUD` on. What the environment leaves out stays as it is.
    ///
    /// ```no_run
    /// use partner_center::{PartnerCenter, auth::StaticToken};
    ///
    /// # fn token() -> String { String::new() }
    /// let partner = PartnerCenter::builder(StaticToken::app_only(token()))
    ///     .cloud_from_env()?
    ///     .build()?;
    /// # Ok::<(), partner_center::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A cloud that is unknown, or an address that is none or would carry tokens in plain http.
    pub fn cloud_from_env(self) -> Result<Self> {
        Environment(&|name| std::env::var_os(name)).addressed(self)
    }
}

/// The variables of a process, wherever they come from.
struct Environment<'a>(Read<'a>);

impl Environment<'_> {
    fn builder(&self) -> Result<PartnerCenterBuilder> {
        let (tenant, client_id) = match (self.get(TENANT)?, self.get(CLIENT_ID)?) {
            (Some(tenant), Some(client_id)) => (tenant, client_id),
            (tenant, client_id) => return Err(missing(tenant.is_some(), client_id.is_some())),
        };
        check_tenant(&tenant)?;
        self.addressed(self.signed_in(tenant, client_id)?)
    }

    /// A user where there is a refresh token, else the application alone.
    fn signed_in(&self, tenant: String, client_id: String) -> Result<PartnerCenterBuilder> {
        let secret = self.get(CLIENT_SECRET)?;
        let certificate = self.get(CERTIFICATE)?;
        one_of([(CLIENT_SECRET, &secret), (CERTIFICATE, &certificate)])?;
        let Some(user) = self.user(&tenant, &client_id)? else {
            return match (secret, certificate) {
                (Some(secret), _) => {
                    Ok(PartnerCenter::builder(ClientSecret::new(tenant, client_id, secret)))
                }
                (None, Some(file)) => with_certificate(tenant, client_id, &file),
                (None, None) => Err(nobody_signs_in()),
            };
        };
        let user = match (secret, certificate) {
            (Some(secret), _) => user.client_secret(secret),
            (None, Some(file)) => proven_by(user, &file)?,
            (None, None) => user,
        };
        Ok(PartnerCenter::builder(user))
    }

    /// The user whose refresh token was given, if one was.
    fn user(&self, tenant: &str, client_id: &str) -> Result<Option<RefreshToken>> {
        let (token, file) = (self.get(REFRESH_TOKEN)?, self.get(REFRESH_TOKEN_FILE)?);
        one_of([(REFRESH_TOKEN, &token), (REFRESH_TOKEN_FILE, &file)])?;
        if let Some(token) = token {
            return Ok(Some(RefreshToken::new(tenant, client_id, token)));
        }
        let Some(file) = file else { return Ok(None) };
        let store = FileRefreshTokenStore::new(&file);
        // What else can be wrong with the file is said when it is read, by its name.
        if !store.path().exists() {
            let why = format!(
                "there is no file `{file}`: let a user sign in once and keep the token there, as \
                 `cargo run --example sign_in -- --store FILE` does"
            );
            return Err(Error::invalid(REFRESH_TOKEN_FILE, why));
        }
        Ok(Some(RefreshToken::from_store(tenant, client_id, store)))
    }

    /// The cloud and the addresses, checked here so that a mistake is told by its variable.
    fn addressed(&self, mut builder: PartnerCenterBuilder) -> Result<PartnerCenterBuilder> {
        let mut plain_http = PlainHttp::default();
        if let Some(host) = self.get(PLAIN_HTTP)? {
            plain_http.allow(host.clone());
            plain_http.check().map_err(|error| in_variable(PLAIN_HTTP, &error))?;
            builder = builder.allow_plain_http(host);
        }
        if let Some(name) = self.get(CLOUD)? {
            let cloud: Result<Cloud> = name.parse();
            builder = builder.cloud(cloud.map_err(|error| in_variable(CLOUD, &error))?);
        }
        let (base_url, authority) = (self.get(BASE_URL)?, self.get(AUTHORITY)?);
        if let Some(url) = &base_url {
            trusted_url(BASE_URL, url, &plain_http)?;
            builder = builder.base_url(url);
        }
        if let Some(url) = &authority {
            trusted_url(AUTHORITY, url, &plain_http)?;
            builder = builder.authority(url);
        }
        both_or_neither(base_url.as_deref(), authority.as_deref())?;
        for (host, name) in HOST_URLS {
            let Some(url) = self.get(name)? else { continue };
            trusted_url(name, &url, &plain_http)?;
            no_tokens_of_others(name, &url, authority.as_deref())?;
            builder = builder.host_url(host, url);
        }
        Ok(builder)
    }

    /// A variable that says something.
    fn get(&self, name: &'static str) -> Result<Option<String>> {
        let Some(value) = (self.0)(name) else { return Ok(None) };
        // The value is not shown: it may be a secret.
        let value = value.into_string().map_err(|_| {
            Error::invalid(name, "its value is not Unicode text: set it anew, or leave it out")
        })?;
        let value = value.trim();
        Ok(Some(value.to_owned()).filter(|value| !value.is_empty()))
    }
}

/// An emulator over plain http gives its own tokens: one of Microsoft is none of its business, and
/// its own is of no use to Microsoft.
fn both_or_neither(base_url: Option<&str>, authority: Option<&str>) -> Result<()> {
    let (name, other) = match (base_url, authority) {
        (Some(url), None) if is_plain(url) => (AUTHORITY, BASE_URL),
        (None, Some(url)) if is_plain(url) => (BASE_URL, AUTHORITY),
        _ => return Ok(()),
    };
    Err(not_set(name, other))
}

/// An emulator over plain http is to get no token of Microsoft, whichever host it stands for.
fn no_tokens_of_others(name: &str, url: &str, authority: Option<&str>) -> Result<()> {
    match authority {
        None if is_plain(url) => Err(not_set(AUTHORITY, name)),
        _ => Ok(()),
    }
}

fn is_plain(url: &str) -> bool {
    url.starts_with("http://")
}

fn not_set(name: &'static str, other: &str) -> Error {
    let why = format!(
        "it is not set, though `{other}` leads to an emulator: set it too, as a rule to the same \
         address"
    );
    Error::invalid(name, why)
}

/// Says all that is missing at once, and what it is.
fn missing(has_tenant: bool, has_client_id: bool) -> Error {
    let tenant = "set it to the partner's tenant, a directory id or a domain such as \
                  `contoso.onmicrosoft.com`";
    let client_id = "set it to the application (client) id of a registered application";
    match (has_tenant, has_client_id) {
        (true, _) => Error::invalid(CLIENT_ID, format!("it is not set: {client_id}")),
        (false, true) => Error::invalid(TENANT, format!("it is not set: {tenant}")),
        (false, false) => Error::invalid(
            TENANT,
            format!("it is not set: {tenant}; {CLIENT_ID} is not set either: {client_id}"),
        ),
    }
}

fn nobody_signs_in() -> Error {
    Error::invalid(
        CLIENT_SECRET,
        format!(
            "nothing says who signs in: set {CLIENT_SECRET} or {CERTIFICATE} for the application \
             alone, or {REFRESH_TOKEN} or {REFRESH_TOKEN_FILE} for a user"
        ),
    )
}

/// Refuses two variables that say the same thing in different ways.
fn one_of([(one, first), (other, second)]: [(&'static str, &Option<String>); 2]) -> Result<()> {
    match (first, second) {
        (Some(_), Some(_)) => {
            let why = format!("{one} is set, too, and only one of them can be used: unset one");
            Err(Error::invalid(other, why))
        }
        _ => Ok(()),
    }
}

/// The tenant goes into an address, so its form is known before there is any.
fn check_tenant(tenant: &str) -> Result<()> {
    let cloud = Cloud::default();
    let (authority, audience) = (cloud.authority(), cloud.audience());
    let plain_http = PlainHttp::default();
    TokenEndpoint::new(authority, audience, TokenVersion::default(), &plain_http)
        .and_then(|endpoint| endpoint.token_url(tenant))
        .map(drop)
        .map_err(|error| in_variable(TENANT, &error))
}

/// The same, told by the variable where it was told by a setting.
fn in_variable(name: &'static str, error: &Error) -> Error {
    let text = error.to_string();
    let message = text.split_once(": ").map_or(text.as_str(), |(_, message)| message);
    Error::invalid(name, message)
}

#[cfg(feature = "__certificate")]
fn certificate(file: &str) -> Result<Certificate> {
    let pem = std::fs::read(file).map_err(|error| {
        let why =
            format!("`{file}` cannot be read, {error}: name a PEM file with certificate and key");
        Error::invalid(CERTIFICATE, why)
    })?;
    Certificate::from_pem(pem).map_err(|error| in_variable(CERTIFICATE, &error))
}

#[cfg(feature = "__certificate")]
fn with_certificate(tenant: String, client_id: String, file: &str) -> Result<PartnerCenterBuilder> {
    let certificate = certificate(file)?;
    Ok(PartnerCenter::builder(ClientCertificate::new(tenant, client_id, certificate)))
}

#[cfg(feature = "__certificate")]
fn proven_by(user: RefreshToken, file: &str) -> Result<RefreshToken> {
    Ok(user.client_certificate(certificate(file)?))
}

#[cfg(not(feature = "__certificate"))]
fn with_certificate(_: String, _: String, _: &str) -> Result<PartnerCenterBuilder> {
    Err(no_certificates())
}

#[cfg(not(feature = "__certificate"))]
fn proven_by(_: RefreshToken, _: &str) -> Result<RefreshToken> {
    Err(no_certificates())
}

#[cfg(not(feature = "__certificate"))]
fn no_certificates() -> Error {
    let why = "this build knows no certificates: enable the feature `certificate`, or set a secret";
    Error::invalid(CERTIFICATE, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::TokenKind;

    const ALONE: [(&str, &str); 3] = [
        (TENANT, "contoso.example"),
        (CLIENT_ID, "the-application"),
        (CLIENT_SECRET, "a-secret-that-nobody-sees"),
    ];

    /// The variables of a common case, and some of this one.
    fn with(more: &[(&str, &str)]) -> Result<PartnerCenterBuilder> {
        of(&[&ALONE, more].concat())
    }

    /// Of a name that is given twice, the last one counts.
    fn of(variables: &[(&str, &str)]) -> Result<PartnerCenterBuilder> {
        let read = |name: &str| {
            let found = variables.iter().rev().find(|(given, _)| *given == name);
            found.map(|(_, value)| OsString::from(value))
        };
        Environment(&read).builder()
    }

    #[track_caller]
    fn refused(builder: Result<PartnerCenterBuilder>) -> String {
        let error = builder.expect_err("it was to be refused");
        assert!(error.is_invalid());
        assert!(!format!("{error:?}").contains("nobody-sees"), "{error:?}");
        error.to_string()
    }

    #[test]
    fn an_application_signs_in_alone() {
        let partner = with(&[]).unwrap().build().unwrap();
        assert_eq!(partner.token_kind(), TokenKind::AppOnly);
        assert_eq!(partner.cloud(), &Cloud::Global);
        assert_eq!(partner.base_url(), "https://api.partnercenter.microsoft.com");
    }

    #[test]
    fn a_refresh_token_signs_a_user_in_with_and_without_a_secret() {
        let user = with(&[(REFRESH_TOKEN, "token")]).unwrap();
        let native = with(&[(REFRESH_TOKEN, "token"), (CLIENT_SECRET, "")]).unwrap();
        for builder in [user, native] {
            assert_eq!(builder.build().unwrap().token_kind(), TokenKind::AppAndUser);
        }
    }

    #[test]
    fn a_refresh_token_may_be_in_a_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().display().to_string();
        let partner = with(&[(REFRESH_TOKEN_FILE, &path)]).unwrap().build().unwrap();
        assert_eq!(partner.token_kind(), TokenKind::AppAndUser);
        let said = refused(with(&[(REFRESH_TOKEN_FILE, "/nowhere/the.token")]));
        assert!(said.starts_with("PARTNER_CENTER_REFRESH_TOKEN_FILE: there is no file"), "{said}");
        assert!(said.contains("`/nowhere/the.token`") && said.contains("sign_in"), "{said}");
    }

    #[test]
    fn cloud_and_addresses_are_taken_and_more_can_be_set() {
        let partner = with(&[
            (CLOUD, "china"),
            (BASE_URL, " http://localhost:8470 "),
            (AUTHORITY, "http://localhost:8470"),
        ]);
        let partner = partner.unwrap().application("Contoso Shop").build().unwrap();
        assert_eq!(partner.cloud(), &Cloud::China);
        assert_eq!(partner.base_url(), "http://localhost:8470");
    }

    #[test]
    fn everything_that_is_missing_is_named_at_once() {
        let said = refused(of(&[]));
        assert!(said.contains(TENANT) && said.contains(CLIENT_ID), "{said}");
        let said = refused(with(&[(CLIENT_ID, "  ")]));
        assert!(said.starts_with("PARTNER_CENTER_CLIENT_ID: it is not set: "), "{said}");
        assert!(!said.contains(TENANT), "{said}");
        let said = refused(with(&[(CLIENT_SECRET, "")]));
        for way in [CLIENT_SECRET, CERTIFICATE, REFRESH_TOKEN, REFRESH_TOKEN_FILE] {
            assert!(said.contains(way), "{said}");
        }
    }

    #[test]
    fn two_variables_for_one_thing_are_refused() {
        let said = refused(with(&[(CERTIFICATE, "partner.pem")]));
        assert!(said.starts_with("PARTNER_CENTER_CERTIFICATE: "), "{said}");
        assert!(said.contains("PARTNER_CENTER_CLIENT_SECRET is set, too"), "{said}");
        let said = refused(with(&[(REFRESH_TOKEN, "token"), (REFRESH_TOKEN_FILE, "file")]));
        assert!(said.contains("unset one"), "{said}");
    }

    #[test]
    fn what_cannot_be_used_is_told_by_its_variable() {
        for (name, value, says) in [
            (TENANT, "contoso example", "give its directory id or a domain name"),
            (CLOUD, "mars", "`mars` is unknown: use `global`"),
            (CLOUD, "germany", "closed on 29 October 2021"),
            (BASE_URL, "localhost", "is not an address"),
            (BASE_URL, "http://emulator:8470", "would carry tokens unencrypted"),
            (AUTHORITY, "https://user:nobody-sees@host", "it carries a user"),
            (PLAIN_HTTP, "http://emulator", "is not a host"),
        ] {
            let said = refused(with(&[(name, value)]));
            assert!(said.starts_with(&format!("{name}: ")), "{said}");
            assert!(said.contains(says), "{said}");
        }
    }

    #[test]
    fn an_emulator_is_named_for_calls_and_for_tokens_or_for_neither() {
        for (set, missing) in [(BASE_URL, AUTHORITY), (AUTHORITY, BASE_URL)] {
            let said = refused(with(&[(set, "http://localhost:8470")]));
            assert!(
                said.starts_with(&format!("{missing}: it is not set, though `{set}`")),
                "{said}"
            );
            assert!(with(&[(set, "https://partner.contoso.test")]).is_ok());
        }
    }

    #[test]
    fn plain_http_to_another_machine_has_to_be_named() {
        let emulator = [(BASE_URL, "http://emulator:8470"), (AUTHORITY, "http://emulator:8470")];
        let partner = with(&[&emulator[..], &[(PLAIN_HTTP, "emulator")]].concat()).unwrap();
        assert_eq!(partner.build().unwrap().base_url(), "http://emulator:8470");
    }

    #[test]
    fn every_other_host_can_be_placed_and_gets_no_token_of_others() {
        let placed: Vec<Host> = HOST_URLS.iter().map(|(host, _)| *host).collect();
        let others = Host::ALL.iter().filter(|host| **host != Host::PartnerCenter);
        assert_eq!(placed, others.copied().collect::<Vec<_>>());

        for (host, name) in HOST_URLS {
            let plain = (name, "http://127.0.0.1:8471");
            let said = refused(with(&[plain]));
            assert!(said.starts_with("PARTNER_CENTER_AUTHORITY: it is not set"), "{said}");
            assert!(said.contains(name), "{host}: {said}");
            let emulator = (AUTHORITY, "http://127.0.0.1:8470");
            let base = (BASE_URL, "http://127.0.0.1:8470");
            assert!(with(&[plain, emulator, base]).unwrap().build().is_ok());
            let said = refused(with(&[(name, "http://prices.contoso.test"), emulator, base]));
            assert!(said.starts_with(name) && said.contains("use https"), "{said}");
        }
    }

    #[cfg(feature = "__certificate")]
    #[test]
    fn a_certificate_is_read_from_its_file_or_refused_by_its_variable() {
        let tests = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sign_in/fixtures");
        let pem = tempfile::NamedTempFile::new().unwrap();
        let read = |name| std::fs::read_to_string(format!("{tests}/{name}")).unwrap();
        std::fs::write(pem.path(), read("cert.pem") + &read("key.pem")).unwrap();
        let path = pem.path().display().to_string();
        let proven = [(CLIENT_SECRET, ""), (CERTIFICATE, path.as_str())];
        let alone = with(&proven).unwrap().build().unwrap();
        assert_eq!(alone.token_kind(), TokenKind::AppOnly);
        let user = with(&[&proven[..], &[(REFRESH_TOKEN, "token")]].concat()).unwrap();
        assert_eq!(user.build().unwrap().token_kind(), TokenKind::AppAndUser);

        let said = refused(with(&[(CLIENT_SECRET, ""), (CERTIFICATE, "/nowhere.pem")]));
        assert!(said.starts_with("PARTNER_CENTER_CERTIFICATE: `/nowhere.pem` cannot"), "{said}");
        std::fs::write(pem.path(), "nothing").unwrap();
        let said = refused(with(&proven));
        assert!(said.starts_with("PARTNER_CENTER_CERTIFICATE: "), "{said}");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_text_is_refused_and_not_shown() {
        use std::os::unix::ffi::OsStringExt;
        let read = |name: &str| match name {
            CLIENT_SECRET => Some(OsString::from_vec(b"nobody-sees\xff".to_vec())),
            _ => Some(OsString::from("contoso.example")),
        };
        let said = refused(Environment(&read).builder());
        assert!(said.starts_with("PARTNER_CENTER_CLIENT_SECRET: its value is not"), "{said}");
    }

    #[test]
    fn no_secret_is_in_what_is_printed_of_the_builder() {
        let builder = with(&[(REFRESH_TOKEN, "another-that-nobody-sees")]).unwrap();
        let printed = format!("{builder:?}") + &format!("{:?}", builder.build().unwrap());
        assert!(!printed.contains("nobody-sees"), "{printed}");
    }
}
