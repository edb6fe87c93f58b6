//! Where the sign-in takes place.

use std::path::PathBuf;

use partner_center::auth::{
    AuthorizationCode, Certificate, DeviceCode, FileRefreshTokenStore, RefreshToken,
};
use partner_center::transport::{HttpSender, ServiceSender};
use partner_center::{Error, PartnerCenter, Result};
use partner_center_emulator::{Emulator, Options, Settings, seed};
use reqwest::{Method, Request, Url};

use crate::arguments::Arguments;
use crate::shared::embedded;
use crate::shared::environment::{required, variable};

/// Where the sign-in takes place, and who signs in.
pub(crate) struct Stage {
    pub(crate) partner: PartnerCenter,
    pub(crate) store: FileRefreshTokenStore,
    /// Said once, so that nobody is in doubt.
    pub(crate) place: String,
    application: Application,
    /// Plays the user and the browser.
    emulator: Option<Emulator>,
    /// Removed when the program ends.
    _folder: Option<tempfile::TempDir>,
}

struct Application {
    tenant: String,
    client_id: String,
    proof: Proof,
}

enum Proof {
    Nothing,
    Secret(String),
    Certificate(Certificate),
}

impl Stage {
    pub(crate) fn set(arguments: &Arguments) -> Result<Self> {
        match variable("TENANT") {
            Some(tenant) => Self::elsewhere(tenant, arguments),
            None => Self::embedded(arguments),
        }
    }

    /// An emulator inside the program, whose user signs in after two seconds.
    fn embedded(arguments: &Arguments) -> Result<Self> {
        let mut settings = Settings::default();
        settings.device_user_seconds = 2;
        let emulator = Emulator::new(Options::new().settings(settings));
        let folder = tempfile::tempdir()
            .map_err(|error| Error::invalid("--store", format!("no temporary folder: {error}")))?;
        let store = arguments.store.clone().unwrap_or_else(|| folder.path().join("token"));
        let store = FileRefreshTokenStore::new(store);
        let application = Application {
            tenant: seed::CONTOSO_TENANT.to_owned(),
            client_id: seed::CONTOSO_CLIENT.to_owned(),
            proof: Proof::Secret(seed::CONTOSO_SECRET.to_owned()),
        };
        let credential = application.refresh_token(&store);
        let partner = embedded::builder(&emulator, credential).application("sign_in").build()?;
        Ok(Self {
            partner,
            store,
            place: "in an emulator inside this program, which plays the user as well".to_owned(),
            application,
            emulator: Some(emulator),
            _folder: Some(folder),
        })
    }

    /// A running emulator, or the real service.
    fn elsewhere(tenant: String, arguments: &Arguments) -> Result<Self> {
        let application =
            Application { tenant, client_id: required("CLIENT_ID")?, proof: proof()? };
        let store = arguments.store.clone();
        let store = store.unwrap_or_else(|| PathBuf::from("partner-center.token"));
        let store = FileRefreshTokenStore::new(store);
        let credential = application.refresh_token(&store);
        let builder = PartnerCenter::builder(credential).cloud_from_env()?;
        let partner = builder.application("sign_in").build()?;
        Ok(Self {
            place: format!("at {}", partner.base_url()),
            partner,
            store,
            application,
            emulator: None,
            _folder: None,
        })
    }

    pub(crate) fn device_code(&self) -> DeviceCode {
        let Application { tenant, client_id, proof } = &self.application;
        let device = DeviceCode::new(tenant, client_id);
        match proof {
            Proof::Nothing => device,
            Proof::Secret(secret) => device.client_secret(secret.as_str()),
            Proof::Certificate(certificate) => device.client_certificate(certificate.clone()),
        }
    }

    pub(crate) fn authorization_code(&self) -> AuthorizationCode {
        let Application { tenant, client_id, proof } = &self.application;
        let mut code = AuthorizationCode::new(tenant, client_id);
        if let Some(address) = variable("REDIRECT") {
            code = code.redirect(address);
        }
        match proof {
            Proof::Nothing => code,
            Proof::Secret(secret) => code.client_secret(secret.as_str()),
            Proof::Certificate(certificate) => code.client_certificate(certificate.clone()),
        }
    }

    /// Opens an address as a browser would, where there is nobody to do so.
    pub(crate) fn browse(&self, url: &Url) {
        let Some(emulator) = self.emulator.clone() else { return };
        let request = Request::new(Method::GET, url.clone());
        tokio::spawn(async move {
            let answer = ServiceSender::new(emulator).execute(request).await;
            let location = answer.ok().and_then(|answer| {
                Some(answer.headers().get("location")?.to_str().ok()?.to_owned())
            });
            if let Some(location) = location {
                // What comes of it is the program's to say.
                let _ = reqwest::get(location).await;
            }
        });
    }
}

impl Application {
    /// What the client signs in with once there is a refresh token in `store`.
    fn refresh_token(&self, store: &FileRefreshTokenStore) -> RefreshToken {
        let credential = RefreshToken::from_store(&self.tenant, &self.client_id, store.clone());
        match &self.proof {
            Proof::Nothing => credential,
            Proof::Secret(secret) => credential.client_secret(secret.as_str()),
            Proof::Certificate(certificate) => credential.client_certificate(certificate.clone()),
        }
    }
}

fn proof() -> Result<Proof> {
    if let Some(path) = variable("CERTIFICATE") {
        let text = std::fs::read(&path)
            .map_err(|error| Error::invalid("PARTNER_CENTER_CERTIFICATE", error.to_string()))?;
        return Ok(Proof::Certificate(Certificate::from_pem(text)?));
    }
    Ok(variable("CLIENT_SECRET").map_or(Proof::Nothing, Proof::Secret))
}
