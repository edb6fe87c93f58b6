//! A signed-in partner, and what belongs to its profile.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use partner_center::auth::{
    Certificate, ClientCertificate, ClientSecret, FileRefreshTokenStore, RefreshToken,
};
use partner_center::journal::SqliteJournal;
use partner_center::transport::Host;
use partner_center::{PartnerCenter, PartnerCenterBuilder};
use partner_center_emulator::seed;
use serde::Deserialize;

use crate::clock::EmulatorTime;
use crate::exit::{Exit, Failure, Outcome};
use crate::profile::{Profile, Profiles, folders};

const SECRET: &str = "PARTNER_CENTER_CLIENT_SECRET";

/// How often something is looked at that an emulator changes within seconds.
const EMULATED_INTERVAL: Duration = Duration::from_secs(2);

/// A signed-in partner, and what belongs to its profile.
pub(crate) struct Session {
    pub(crate) partner: PartnerCenter,
    /// Whether money can be spent.
    pub(crate) is_live: bool,
    /// The name of the profile, or `environment`.
    pub(crate) name: String,
}

impl Session {
    /// By the profile of that name, else by the one in use, else by the environment.
    pub(crate) async fn open(name: Option<&str>) -> Outcome<Self> {
        let profiles = Profiles::read()?;
        let from_environment = std::env::var_os("PARTNER_CENTER_TENANT").is_some();
        let name = match name.or(profiles.current().filter(|_| !from_environment)) {
            Some(name) => name,
            None if from_environment => {
                let partner = named(PartnerCenterBuilder::from_env()?).build()?;
                return Ok(Self { partner, is_live: true, name: "environment".to_owned() });
            }
            None => {
                return Err(Failure::usage(
                    "no profile is in use: start `partner-center emulator`, or make one with \
                     `partner-center profile set`, or set PARTNER_CENTER_TENANT and its siblings",
                ));
            }
        };
        let Some(profile) = profiles.get(name) else {
            let known = profiles.names().join(", ");
            let known = if known.is_empty() {
                "there is none".to_owned()
            } else {
                format!("there are: {known}")
            };
            return Err(Failure::usage(format!("there is no profile `{name}`; {known}")));
        };
        let partner = match profile.is_emulator {
            true => emulated(&profile).await?,
            false => builder(&profile)?.build()?,
        };
        Ok(Self { partner, is_live: !profile.is_emulator, name: profile.name })
    }

    /// Where purchases are recorded: one file for all profiles, since a record names its service.
    pub(crate) async fn journal(&self) -> Outcome<SqliteJournal> {
        let path = journal_path()?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| {
                let message = format!("`{}` cannot be made: {error}", folder.display());
                Failure::new(Exit::Failed, message)
            })?;
        }
        Ok(SqliteJournal::open(path).await.map_err(partner_center::Error::from)?)
    }

    /// How often to look at something that changes.
    pub(crate) fn interval(&self) -> Duration {
        if self.is_live { partner_center::order::POLL_INTERVAL } else { EMULATED_INTERVAL }
    }
}

pub(crate) fn journal_path() -> Outcome<PathBuf> {
    Ok(folders()?.1.join("purchases.db"))
}

fn named(builder: PartnerCenterBuilder) -> PartnerCenterBuilder {
    builder.application(format!("partner-center command {}", env!("CARGO_PKG_VERSION")))
}

/// What an emulator answers about its clock.
#[derive(Deserialize)]
struct ShownClock {
    time: DateTime<Utc>,
}

async fn emulated(profile: &Profile) -> Outcome<PartnerCenter> {
    let own = || -> Outcome<PartnerCenterBuilder> {
        let user = RefreshToken::new(
            seed::CONTOSO_TENANT,
            seed::CONTOSO_CLIENT,
            seed::CONTOSO_REFRESH_TOKEN,
        );
        let user = user.client_secret(seed::CONTOSO_SECRET);
        Ok(placed(named(PartnerCenter::builder(user)), profile)?.no_proxy())
    };
    let asked = own()?.build()?.get("/_emulator/clock").send::<ShownClock>().await;
    let shown = asked.map_err(|error| {
        let message = format!(
            "the emulator of the profile `{}` does not answer: start it with `partner-center \
             emulator` ({error})",
            profile.name
        );
        Failure::new(Exit::Failed, message)
    })?;
    Ok(own()?.clock(EmulatorTime::showing(shown.into_inner().time)).build()?)
}

fn builder(profile: &Profile) -> Outcome<PartnerCenterBuilder> {
    let need = |name: &str, value: &Option<String>| {
        value.clone().ok_or_else(|| {
            Failure::usage(format!(
                "the profile `{}` has no {name}: set it with `partner-center profile set {}`",
                profile.name, profile.name
            ))
        })
    };
    let tenant = need("tenant", &profile.tenant)?;
    let client = need("client id", &profile.client_id)?;
    let secret = std::env::var(SECRET).ok().filter(|secret| !secret.is_empty());
    let certificate = match &profile.certificate {
        Some(path) => {
            let text = std::fs::read(path)
                .map_err(|error| Failure::usage(format!("`{path}` cannot be read: {error}")))?;
            Some(Certificate::from_pem(text)?)
        }
        None => None,
    };
    let builder = match (&profile.refresh_token_file, certificate, secret) {
        (Some(file), certificate, secret) => {
            let store = FileRefreshTokenStore::new(file);
            let mut user = RefreshToken::from_store(tenant, client, store);
            if let Some(certificate) = certificate {
                user = user.client_certificate(certificate);
            } else if let Some(secret) = secret {
                user = user.client_secret(secret);
            }
            PartnerCenter::builder(user)
        }
        (None, Some(certificate), _) => {
            PartnerCenter::builder(ClientCertificate::new(tenant, client, certificate))
        }
        (None, None, Some(secret)) => {
            PartnerCenter::builder(ClientSecret::new(tenant, client, secret))
        }
        (None, None, None) => {
            let message = format!(
                "the profile `{}` does not say how to sign in: name a file with a refresh token or \
                 a certificate, or set {SECRET}",
                profile.name
            );
            return Err(Failure::new(Exit::SignIn, message));
        }
    };
    placed(named(builder).cloud(profile.cloud()?), profile)
}

/// Where the service is, if that is not where the cloud has it.
fn placed(mut builder: PartnerCenterBuilder, profile: &Profile) -> Outcome<PartnerCenterBuilder> {
    if let Some(url) = &profile.base_url {
        builder = builder.base_url(url);
    }
    if let Some(url) = &profile.authority {
        builder = builder.authority(url);
    }
    for (host, url) in [(Host::Graph, &profile.graph_url), (Host::Prices, &profile.prices_url)] {
        if let Some(url) = url {
            builder = builder.host_url(host, url);
        }
    }
    Ok(builder)
}
