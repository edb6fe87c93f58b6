//! Who signed in, as the authority tells an application that asks for it.

use std::time::SystemTime;

use sha2::{Digest, Sha256};

use crate::base64url;
use crate::ids::guid_of;
use crate::json::{Json, Object, object};
use crate::state::partner::Partner;
use crate::state::world::World;
use crate::tokens::version::Version;

/// How long what is said about a user may be relied on, in seconds.
const LIFE: u64 = 3_600;

/// The one user that a partner has.
pub(crate) struct User {
    id: String,
    name: String,
    tenant: String,
}

impl User {
    pub(crate) fn of(world: &World, tenant: &str) -> Self {
        let partner = world.partner(tenant);
        let tenant = partner.map_or(tenant, |partner: &Partner| &partner.tenant).to_owned();
        let domain = partner.map_or("example", |partner| &partner.domain);
        // The same id as that of whoever makes a call with such a user's token.
        Self { id: guid_of(&format!("user of {tenant}")), name: format!("admin@{domain}"), tenant }
    }

    /// The `id_token`, with an empty signature: the key set of the authority is empty, and an
    /// application that trusts the token endpoint needs none.
    pub(crate) fn id_token(&self, said: &Occasion<'_>) -> String {
        let header = object! { "typ": "JWT", "alg": "RS256", "kid": "emulator" };
        let issued = said.now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let mut claims = object! {
            "aud": said.application,
            "iss": issuer(said.version, said.origin, &self.tenant),
            "iat": issued,
            "nbf": issued,
            "exp": issued + LIFE,
            "name": "Contoso Administrator",
            "nonce": said.nonce,
            "c_hash": said.code.map(|code| base64url::encode(&Sha256::digest(code)[..16])),
            "oid": &self.id,
            "sub": guid_of(&format!("{} at {}", self.id, said.application)),
            "tid": &self.tenant,
        };
        match said.version {
            Version::One => {
                claims.put("upn", &self.name);
                claims.put("unique_name", &self.name);
                claims.put("ver", "1.0");
            }
            Version::Two => {
                claims.put("preferred_username", &self.name);
                claims.put("ver", "2.0");
            }
        }
        format!("{}.{}.{}", segment(header), segment(claims), base64url::encode(&[0; 256]))
    }

    /// What the libraries of Microsoft keep accounts apart by.
    pub(crate) fn client_info(&self) -> String {
        segment(object! { "uid": &self.id, "utid": &self.tenant })
    }
}

/// Who is told about a user, where and when.
pub(crate) struct Occasion<'a> {
    pub(crate) version: Version,
    pub(crate) origin: &'a str,
    pub(crate) application: &'a str,
    pub(crate) nonce: Option<&'a str>,
    /// The code that it is said together with.
    pub(crate) code: Option<&'a str>,
    pub(crate) now: SystemTime,
}

/// The name that the authority has in what it says, and in the documents about it.
pub(crate) fn issuer(version: Version, origin: &str, tenant: &str) -> String {
    match version {
        Version::One => format!("https://sts.windows.net/{tenant}/"),
        Version::Two => format!("{origin}/{tenant}/v2.0"),
    }
}

fn segment(object: Object) -> String {
    base64url::encode(Json::from(object).to_string().as_bytes())
}
