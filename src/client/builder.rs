//! Settings of a client, checked before it exists.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use partner_center_api::Host;
use reqwest::Url;
use secrecy::SecretString;

use super::http::{self, Proxy, Sending};
use super::partner::PartnerCenter;
use super::tls_roots::TlsRoots;
use crate::auth::{CachedTokens, MfaCheck, TokenCheck, TokenEndpoint, TokenSource, TokenVersion};
use crate::clock::entropy::{Entropy, SystemEntropy};
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, Result, shown};
use crate::net::body_log::BodyLog;
use crate::net::http_sender::HttpSender;
use crate::net::origin::{Origin, PlainHttp, trusted_url};
use crate::net::retry::RetryPolicy;
use crate::net::timeouts::Timeouts;
use crate::transport::{
    DocumentRules, HostAccess, Hosts, Identity, Limits, RateLimits, RequestQueues, RetryBudget,
    RetryTokens, Shared,
};
use crate::values::cloud::Cloud;

/// The longest answer that is read by default: 64 MiB.
const RESPONSE_LIMIT: usize = 64 * 1024 * 1024;

/// How long before its end a token is renewed by default.
const REFRESH_AHEAD: Duration = Duration::from_secs(5 * 60);

/// Builds a [`PartnerCenter`]. Everything but the credential has a default.
///
/// ```
/// use partner_center::{Cloud, PartnerCenter, auth::ClientSecret, transport::RetryPolicy};
///
/// # fn main() -> partner_center::Result<()> {
/// let secret = ClientSecret::new("contoso.onmicrosoft.com", "the application id", "the secret");
/// let partner = PartnerCenter::builder(secret)
///     .cloud(Cloud::UsGovernment)
///     .application("Contoso Shop")
///     .retry(RetryPolicy::new().tries(2))
///     .build()?;
/// # Ok(())
/// # }
/// ```
pub struct PartnerCenterBuilder {
    credential: Arc<dyn TokenSource>,
    cloud: Cloud,
    base_url: Option<String>,
    authority: Option<String>,
    audience: Option<String>,
    /// Where other hosts are; of one that is named twice, the last counts.
    host_urls: Vec<(Host, String)>,
    token_version: TokenVersion,
    plain_http: PlainHttp,
    tls_roots: Option<TlsRoots>,
    proxy: Option<Proxy>,
    http: Option<reqwest::Client>,
    sender: Option<Arc<dyn HttpSender>>,
    clock: Option<Arc<dyn Clock>>,
    entropy: Arc<dyn Entropy>,
    locale: String,
    application: Option<String>,
    limits: Limits,
    bodies: BodyLog,
    refresh_ahead: Duration,
    mfa: MfaCheck,
}

impl PartnerCenter {
    /// Begins a client that signs in with `credential`.
    pub fn builder(credential: impl TokenSource) -> PartnerCenterBuilder {
        PartnerCenterBuilder::new(Arc::new(credential))
    }
}

impl PartnerCenterBuilder {
    fn new(credential: Arc<dyn TokenSource>) -> Self {
        Self {
            credential,
            cloud: Cloud::default(),
            base_url: None,
            authority: None,
            audience: None,
            host_urls: Vec::new(),
            token_version: TokenVersion::default(),
            plain_http: PlainHttp::default(),
            tls_roots: None,
            proxy: None,
            http: None,
            sender: None,
            clock: None,
            entropy: Arc::new(SystemEntropy),
            locale: "en-US".to_owned(),
            application: None,
            limits: Limits {
                timeouts: Timeouts::new(),
                retry: RetryPolicy::new(),
                budget: RetryBudget::new(),
                rates: RateLimits::new(),
                rules: DocumentRules::new(),
                response: RESPONSE_LIMIT,
            },
            bodies: BodyLog::default(),
            refresh_ahead: REFRESH_AHEAD,
            mfa: MfaCheck::default(),
        }
    }

    /// Sets the cloud; otherwise [`Cloud::Global`].
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = cloud;
        self
    }

    /// Sets where calls go, without `/v1`, instead of the cloud's address. Tokens go there
    /// and nowhere else. Other hosts are then nowhere, until [`host_url`](Self::host_url) says
    /// where they are.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets where calls go that are on another host, such as those about prices, instead of the
    /// cloud's address. Tokens are asked for each host, by the audience that the document has for
    /// it, and go there and nowhere else.
    ///
    /// ```
    /// use partner_center::{PartnerCenter, auth::StaticToken, transport::Host};
    ///
    /// # fn main() -> partner_center::Result<()> {
    /// let partner = PartnerCenter::builder(StaticToken::app_and_user("token"))
    ///     .base_url("http://127.0.0.1:8470")
    ///     .authority("http://127.0.0.1:8470")
    ///     .host_url(Host::Prices, "http://127.0.0.1:8471")
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn host_url(mut self, host: Host, url: impl Into<String>) -> Self {
        match host {
            Host::PartnerCenter => self.base_url = Some(url.into()),
            other => self.host_urls.push((other, url.into())),
        }
        self
    }

    /// Sets where tokens come from, without the tenant, instead of the cloud's address.
    pub fn authority(mut self, url: impl Into<String>) -> Self {
        self.authority = Some(url.into());
        self
    }

    /// Sets what tokens are asked for, instead of the cloud's audience: the `resource` of
    /// the v1 endpoint; `/.default` is added for the v2.0 endpoint. A token whose claim `aud`
    /// says that it is for another service is not sent.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// Sets which protocol the token endpoint speaks; otherwise [`TokenVersion::V2`].
    pub fn token_version(mut self, version: TokenVersion) -> Self {
        self.token_version = version;
        self
    }

    /// Lets tokens go to `host` in plain http, for an emulator in a container: a name such as
    /// `emulator`, or an address, without scheme and port. Whoever is on the way can read
    /// them, so never name a host that real secrets are sent to.
    pub fn allow_plain_http(mut self, host: impl Into<String>) -> Self {
        self.plain_http.allow(host.into());
        self
    }

    /// Sets which certificate authorities are trusted; otherwise [`TlsRoots::platform`].
    pub fn tls_roots(mut self, roots: TlsRoots) -> Self {
        self.tls_roots = Some(roots);
        self
    }

    /// Sends through a proxy, such as `http://proxy.contoso.test:3128`, with a user and a
    /// password before the host where it wants them. Otherwise the environment says:
    /// `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`.
    ///
    /// Where calls or sign-in go by plain http there is no proxy, since it would get to see
    /// the tokens; asking for one is refused.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(Proxy::Through(SecretString::from(url.into())));
        self
    }

    /// Sends without a proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = Some(Proxy::None);
        self
    }

    /// Sends with a `reqwest::Client` of your own: its proxies, its TLS, its connect limit.
    ///
    /// Build it with `redirect(reqwest::redirect::Policy::none())`: an answer that it got
    /// elsewhere is an error here, but the request has been there by then. A total time-out
    /// of its own would cut writes short.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Sends with something else than a `reqwest::Client`, such as an in-process service.
    pub fn http_sender(mut self, sender: impl HttpSender) -> Self {
        self.sender = Some(Arc::new(sender));
        self
    }

    /// Sets the clock; otherwise [`SystemClock`], which needs a tokio runtime.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Sets where ids and the spread of pauses come from; otherwise [`SystemEntropy`].
    pub fn entropy(mut self, entropy: impl Entropy) -> Self {
        self.entropy = Arc::new(entropy);
        self
    }

    /// Sets the language of texts in answers (`X-Locale`), such as `de-DE`; otherwise
    /// `en-US`.
    pub fn locale(mut self, locale: impl Into<String>) -> Self {
        self.locale = locale.into();
        self
    }

    /// Names the program to the service (`MS-PartnerCenter-Application`): up to 256
    /// printable ASCII characters.
    pub fn application(mut self, name: impl Into<String>) -> Self {
        self.application = Some(name.into());
        self
    }

    /// Sets how long things may take; [`Timeouts`] lists the defaults.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.limits.timeouts = timeouts;
        self
    }

    /// Sets how often to try; [`RetryPolicy`] lists the defaults.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.limits.retry = policy;
        self
    }

    /// Sets how many further tries all calls of the client may have between them;
    /// [`RetryBudget`] lists the defaults.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.limits.budget = budget;
        self
    }

    /// Sets how many requests go out a minute; [`RateLimits`] lists the defaults.
    pub fn rate_limits(mut self, limits: RateLimits) -> Self {
        self.limits.rates = limits;
        self
    }

    /// Sets which calls are refused because the document says that they cannot succeed;
    /// [`DocumentRules`] lists the defaults.
    pub fn document_rules(mut self, rules: DocumentRules) -> Self {
        self.limits.rules = rules;
        self
    }

    /// Sets the longest answer that is read whole, in bytes; otherwise 64 MiB. Documents
    /// that are streamed are not limited.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.limits.response = bytes;
        self
    }

    /// Logs the bodies of calls, redacted, as `tracing` events of the level `DEBUG` and the
    /// target `partner_center::body`, within the span of their call. Otherwise no body is in
    /// any log.
    ///
    /// What stays of a body are its structure, its numbers, and its ids, words, codes and
    /// dates, so prices and customer ids among them; of names, addresses, descriptions, links
    /// and all other texts only how long they are, and nothing of what is called a secret or a
    /// token. Bodies of sign-ins and streamed documents are not logged. Each body of up to
    /// 256 KiB is read once more for it and shown up to 16 KiB.
    pub fn log_bodies(mut self) -> Self {
        self.bodies = BodyLog(true);
        self
    }

    /// Sets how long before its end a token is renewed, at most half its life; otherwise 5
    /// minutes.
    pub fn refresh_ahead(mut self, ahead: Duration) -> Self {
        self.refresh_ahead = ahead;
        self
    }

    /// Sets what to do with a token whose user has not passed multi-factor authentication;
    /// otherwise it is refused before it is used.
    pub fn mfa_check(mut self, check: MfaCheck) -> Self {
        self.mfa = check;
        self
    }

    /// Checks the settings and builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// An address that is neither `https` nor `http` on the machine itself, a base address that
    /// ends in `/v1`, a locale or
    /// application name that is no header value, a retry policy with 0 tries, `https` without
    /// the feature `rustls` and without a client or sender of your own, roots or a proxy that
    /// cannot be read or would be without effect, or an HTTP client that cannot be made.
    pub fn build(self) -> Result<PartnerCenter> {
        self.limits.retry.check()?;
        self.plain_http.check()?;
        let addresses = self.addresses()?;
        let identity = Identity::new(&self.locale, self.application.as_deref())?;
        let hosts = self.hosts(&addresses);

        let schemes = addresses.schemes();
        let brought = self.http.is_some() || self.sender.is_some();
        check_settings(&schemes, brought, self.tls_roots.as_ref(), self.proxy.as_ref())?;
        let sender: Arc<dyn HttpSender> = match (self.sender, self.http) {
            (Some(sender), _) => sender,
            (None, Some(client)) => Arc::new(client),
            (None, None) => {
                let settings = Sending {
                    connect: self.limits.timeouts.connect,
                    roots: self.tls_roots.unwrap_or_default(),
                    // A proxy on the way of plain http would get to see tokens.
                    proxy: if schemes.any_http { Some(Proxy::None) } else { self.proxy },
                };
                Arc::new(http::sending(settings)?)
            }
        };
        let clock = self.clock.unwrap_or_else(|| Arc::new(SystemClock::new()));
        let shared = Shared {
            cloud: self.cloud.clone(),
            hosts,
            identity,
            sender,
            retry_tokens: RetryTokens::new(self.limits.budget),
            queues: RequestQueues::new(self.limits.rates, clock.clone()),
            clock,
            entropy: self.entropy,
            limits: self.limits,
            bodies: self.bodies,
        };
        let base_url = addresses.base.as_str().trim_end_matches('/').to_owned();
        Ok(PartnerCenter::new(Arc::new(shared), base_url))
    }
}

/// Where everything is that a client speaks to.
struct Addresses {
    base: Url,
    /// Other hosts, as far as it is known where they are.
    others: Vec<(Host, Url)>,
    endpoint: TokenEndpoint,
}

impl Addresses {
    fn schemes(&self) -> Schemes {
        let urls = || self.others.iter().map(|(_, url)| url).chain([&self.base]);
        let is_encrypted = self.endpoint.is_encrypted();
        Schemes {
            any_https: urls().any(|url| url.scheme() == "https") || is_encrypted,
            any_http: urls().any(|url| url.scheme() == "http") || !is_encrypted,
        }
    }
}

impl PartnerCenterBuilder {
    fn audience_of_main(&self) -> &str {
        self.audience.as_deref().unwrap_or(self.cloud.audience())
    }

    /// Refuses an address that must not get a token.
    fn addresses(&self) -> Result<Addresses> {
        let base = self.base_url.as_deref().unwrap_or(self.cloud.base_url());
        let base = trusted_url("base_url", base, &self.plain_http)?;
        check_version("base_url", &base)?;
        let others = self.other_hosts()?;
        let authority = self.authority.as_deref().unwrap_or(self.cloud.authority());
        let (audience, version) = (self.audience_of_main(), self.token_version);
        let endpoint = TokenEndpoint::new(authority, audience, version, &self.plain_http)?;
        Ok(Addresses { base, others, endpoint })
    }

    /// Each host with the tokens that go to it.
    fn hosts(&self, addresses: &Addresses) -> Hosts {
        let Addresses { base, others, endpoint } = addresses;
        let access = |host, url: &Url, endpoint, check| HostAccess {
            host,
            origin: Origin::of(url),
            tokens: CachedTokens::new(self.credential.clone(), self.refresh_ahead, check),
            endpoint,
        };
        let cloud = self.cloud.audience();
        let check = TokenCheck::new(self.mfa, self.audience_of_main(), cloud, base);
        let main = access(Host::PartnerCenter, base, endpoint.clone(), check);
        Hosts::new(main, |host| {
            let (_, url) = others.iter().find(|(other, _)| *other == host)?;
            let check = TokenCheck::elsewhere(self.mfa, host.audience(), url);
            Some(access(host, url, endpoint.for_audience(host.audience()), check))
        })
    }

    /// Where the other hosts are, as far as that is known.
    ///
    /// The document's addresses are for a client of the service itself. One that was pointed
    /// elsewhere has tokens of elsewhere, which are none of the service's business.
    fn other_hosts(&self) -> Result<Vec<(Host, Url)>> {
        let mut known = Vec::new();
        for host in Host::ALL.iter().filter(|host| **host != Host::PartnerCenter) {
            let set = self.host_urls.iter().rfind(|(own, _)| own == host);
            let of_cloud = match self.base_url {
                None => host.url(self.cloud.name()),
                Some(_) => None,
            };
            let Some(text) = set.map(|(_, url)| url.as_str()).or(of_cloud) else { continue };
            let url = trusted_url("host_url", text, &self.plain_http)?;
            check_version("host_url", &url)?;
            known.push((*host, url));
        }
        Ok(known)
    }
}

/// Refuses an address that ends in the version, which each call adds: what it asked for would
/// not be there, and the message would speak of ids.
fn check_version(place: &'static str, base: &Url) -> Result<()> {
    let path = base.path().trim_end_matches('/').to_ascii_lowercase();
    let Some(version) = ["/v1", "/v1.0"].iter().find(|version| path.ends_with(**version)) else {
        return Ok(());
    };
    Err(Error::invalid(
        place,
        format!(
            "`{}` ends in `{version}`, which every call adds: leave it out",
            shown(base.as_str().trim_end_matches('/'))
        ),
    ))
}

/// How the addresses of a client are spoken to.
struct Schemes {
    any_https: bool,
    any_http: bool,
}

/// Refuses settings that could not be kept, or would be without effect.
fn check_settings(
    schemes: &Schemes,
    brought: bool,
    roots: Option<&TlsRoots>,
    proxy: Option<&Proxy>,
) -> Result<()> {
    if !brought && schemes.any_https && !cfg!(feature = "__rustls") {
        return Err(Error::invalid(
            "http_client",
            "this build has no TLS, which https needs: enable the feature `rustls`, or give \
             a `reqwest::Client` of your own",
        ));
    }
    let place = match (roots, proxy) {
        (Some(_), _) => "tls_roots",
        (_, Some(_)) => "proxy",
        (None, None) => return Ok(()),
    };
    if brought {
        return Err(Error::invalid(
            place,
            "it is for the HTTP client that is made here, and you have brought another: set it on \
             that one",
        ));
    }
    if schemes.any_http && matches!(proxy, Some(Proxy::Through(_))) {
        return Err(Error::invalid(
            "proxy",
            "it would get to see tokens, since this client speaks plain http: leave it out, or \
             use https",
        ));
    }
    Ok(())
}

impl fmt::Debug for PartnerCenterBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartnerCenterBuilder")
            .field("token_kind", &self.credential.kind())
            .field("cloud", &self.cloud.name())
            .field("locale", &self.locale)
            .field("application", &self.application)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
