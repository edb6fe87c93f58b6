//! Authorization codes, and what has to come with them.

use sha2::{Digest, Sha256};

use crate::request::Pairs;
use crate::tokens::base64;
use crate::tokens::denied::{Denied, denied};

/// What was said when a code was given out; what was not said is not asked for again.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) tenant: String,
    client: Option<String>,
    redirect: Option<String>,
    challenge: Option<Challenge>,
}

/// What the proof of the code (PKCE) must come to.
#[derive(Clone, Debug)]
struct Challenge {
    hashed: bool,
    value: String,
}

impl Code {
    /// A code that was asked for with `query`.
    pub(crate) fn new(tenant: String, query: &Pairs) -> Self {
        let get = |name| query.get(name).map(str::to_owned);
        Self {
            tenant,
            client: get("client_id"),
            redirect: get("redirect_uri"),
            challenge: get("code_challenge").map(|value| Challenge {
                hashed: query.get("code_challenge_method") == Some("S256"),
                value,
            }),
        }
    }

    /// Whether the one who brings the code in `form` is the one who asked for it.
    pub(crate) fn check(&self, form: &Pairs) -> Result<(), Denied> {
        let differs = |said: &Option<String>, name| {
            said.as_deref().is_some_and(|said| form.get(name) != Some(said))
        };
        if differs(&self.client, "client_id") {
            return denied(400, "invalid_grant", 700_005, "The code is another application's.");
        }
        if differs(&self.redirect, "redirect_uri") {
            let text = "The reply address is not the one that the code was asked for with.";
            return denied(400, "invalid_grant", 500_112, text);
        }
        let Some(challenge) = &self.challenge else {
            return Ok(());
        };
        let fits = form.get("code_verifier").is_some_and(|verifier| challenge.is_met_by(verifier));
        if fits {
            return Ok(());
        }
        denied(400, "invalid_grant", 50_148, "The code verifier does not match the challenge.")
    }
}

impl Challenge {
    fn is_met_by(&self, verifier: &str) -> bool {
        if self.hashed {
            base64::encode(&Sha256::digest(verifier)) == self.value
        } else {
            verifier == self.value
        }
    }
}
