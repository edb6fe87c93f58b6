//! Authorization codes, and what has to come with them.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use crate::base64url;
use crate::request::Pairs;
use crate::state::world::World;
use crate::tokens::denied::{Denied, denied, lacks};
use crate::tokens::grant::{Grant, Held, Presented};
use crate::tokens::tenant::same_tenant;
use crate::tokens::wanted::Wanted;

/// How long a code is good for.
const LIFE: Duration = Duration::from_secs(600);

/// Each authorization code that was given out.
#[derive(Debug, Default)]
pub(crate) struct Codes(BTreeMap<String, Code>);

/// What was said when a code was given out; what was not said is not asked for again.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    tenant: String,
    application: Option<String>,
    redirect: Option<String>,
    challenge: Option<Challenge>,
    nonce: Option<String>,
    wanted: Wanted,
    given: SystemTime,
    is_used: bool,
}

/// What the proof of the code (PKCE) must come to.
#[derive(Clone, Debug)]
struct Challenge {
    hashed: bool,
    value: String,
}

impl Code {
    /// A code that was asked for with `query`.
    pub(crate) fn new(tenant: String, query: &Pairs, wanted: Wanted, given: SystemTime) -> Self {
        let get = |name| query.get(name).map(str::to_owned);
        Self {
            tenant,
            application: get("client_id"),
            redirect: get("redirect_uri"),
            challenge: get("code_challenge").map(|value| Challenge {
                hashed: query.get("code_challenge_method") == Some("S256"),
                value,
            }),
            nonce: get("nonce"),
            wanted,
            given,
            is_used: false,
        }
    }

    /// Whether the one who brings the code is the one who asked for it.
    fn check(&self, presented: &Presented<'_>) -> Result<(), Denied> {
        let Presented { form, application, .. } = presented;
        if self.application.as_ref().is_some_and(|owner| !owner.eq_ignore_ascii_case(application)) {
            return denied(400, "invalid_grant", 70_000, "The code is another application's.");
        }
        let redirect = form.get("redirect_uri");
        if self.redirect.as_deref().is_some_and(|said| redirect != Some(said)) {
            let text = "The reply address is not the one that the code was asked for with.";
            return denied(400, "invalid_grant", 500_112, text);
        }
        match (&self.challenge, form.get("code_verifier")) {
            (None, _) => Ok(()),
            (Some(_), None) => {
                let text =
                    "The code was asked for with a challenge, and `code_verifier` is missing.";
                denied(400, "invalid_grant", 50_148, text)
            }
            (Some(challenge), Some(verifier)) if challenge.is_met_by(verifier) => Ok(()),
            _ => {
                let text = "The code verifier does not match the challenge.";
                denied(400, "invalid_grant", 501_481, text)
            }
        }
    }
}

impl Challenge {
    fn is_met_by(&self, verifier: &str) -> bool {
        if self.hashed {
            base64url::encode(&Sha256::digest(verifier)) == self.value
        } else {
            verifier == self.value
        }
    }
}

impl Codes {
    pub(crate) fn insert(&mut self, text: String, code: Code) {
        self.0.insert(text, code);
    }

    /// Remembers that a code was used.
    pub(crate) fn use_up(&mut self, text: &str) {
        if let Some(code) = self.0.get_mut(text) {
            code.is_used = true;
        }
    }

    /// The grant behind the code of a form.
    pub(crate) fn find(&self, world: &World, presented: &Presented<'_>) -> Result<Grant, Denied> {
        let Some(text) = presented.form.get("code") else {
            return lacks("code");
        };
        let Some(code) = self.0.get(text) else {
            let text = "The code is none of this authority's.";
            return denied(400, "invalid_grant", 9_002_313, text);
        };
        let tenant = same_tenant(world, presented.tenant, &code.tenant, 700_005)?;
        code.check(presented)?;
        if code.is_used {
            return denied(400, "invalid_grant", 54_005, "The code was used before.");
        }
        if presented.now >= code.given + LIFE {
            return denied(400, "invalid_grant", 70_008, "The code has expired.");
        }
        let grant = Grant::of_user(tenant, code.wanted.clone(), Held::Code(text.to_owned()));
        Ok(Grant { nonce: code.nonce.clone(), ..grant })
    }
}
