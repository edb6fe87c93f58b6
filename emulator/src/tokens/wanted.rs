//! What a token is asked for: `resource` in version one, the words of `scope` in version two.

use crate::document::Document;
use crate::request::Pairs;
use crate::state::world::World;
use crate::tokens::denied::{Denied, denied, lacks};
use crate::tokens::version::Version;

/// The audience of Partner Center, for which a grant is good that names none.
const PARTNER_CENTER: &str = "https://api.partnercenter.microsoft.com";

/// Partner Center's id as an application, which may stand in place of its address.
const PARTNER_CENTER_ID: &str = "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd";

/// The audiences of other services that every tenant knows, so that a client can be seen to ask
/// for the wrong one and be refused by the API.
const OTHER_SERVICES: [&str; 8] = [
    "https://graph.windows.net",
    "https://graph.microsoft.com",
    "https://graph.microsoft.us",
    "https://graph.chinacloudapi.cn",
    "https://microsoftgraph.chinacloudapi.cn",
    "https://graph.cloudapi.de",
    "https://management.azure.com",
    "https://management.core.windows.net",
];

/// Words of `scope` that concern the user and no resource.
const ABOUT_THE_USER: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// Who asks, which decides what the words of `scope` may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asker {
    User,
    Application,
}

/// What a token is asked for; it may leave the audience open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    audience: Option<String>,
    /// The words of `scope`, as they were written.
    words: Vec<String>,
}

impl Wanted {
    /// Reads it from a form or a query.
    pub(crate) fn read(
        world: &World,
        version: Version,
        pairs: &Pairs,
        asker: Asker,
    ) -> Result<Self, Denied> {
        let scope = pairs.get("scope").unwrap_or_default();
        let words: Vec<String> = scope.split_whitespace().map(str::to_owned).collect();
        let wanted = match version {
            Version::One => Self {
                audience: pairs.get("resource").map(audience_of),
                words: words.into_iter().filter(|word| is_about_the_user(word)).collect(),
            },
            Version::Two if pairs.get("resource").is_some() => {
                let text = "The parameter `resource` is not for this version; use `scope`.";
                return denied(400, "invalid_request", 901_002, text);
            }
            Version::Two => Self { audience: one_audience(scope, &words, asker)?, words },
        };
        match wanted.audience.as_deref().filter(|audience| !is_known(world, audience)) {
            Some(unknown) => {
                let text = format!("The resource `{unknown}` was not found in the tenant.");
                denied(400, "invalid_resource", 500_011, text)
            }
            None => Ok(wanted),
        }
    }

    /// The same, refused where nothing says what the token is for.
    pub(crate) fn read_all(
        world: &World,
        version: Version,
        pairs: &Pairs,
        asker: Asker,
    ) -> Result<Self, Denied> {
        let wanted = Self::read(world, version, pairs, asker)?;
        let parameter = version.parameter();
        match (&wanted.audience, pairs.get(parameter)) {
            (Some(_), _) => Ok(wanted),
            (None, None) => lacks(parameter),
            (None, Some(scope)) => denied(
                400,
                "invalid_scope",
                70_011,
                format!("The scope `{scope}` names no resource."),
            ),
        }
    }

    /// This, and where it leaves something open, what was said `before`.
    pub(crate) fn or(mut self, before: &Self) -> Self {
        let is_open = self.audience.is_none();
        if is_open {
            self.audience.clone_from(&before.audience);
        }
        for word in &before.words {
            if (is_open || is_about_the_user(word)) && !self.words.contains(word) {
                self.words.push(word.clone());
            }
        }
        self
    }

    pub(crate) fn audience(&self) -> &str {
        self.audience.as_deref().unwrap_or(PARTNER_CENTER)
    }

    /// Whether the application wants to know who the user is.
    pub(crate) fn asks_who(&self) -> bool {
        self.words.iter().any(|word| word == "openid")
    }

    /// What was granted of the resource. Words about the user are not repeated, for the service
    /// does so for its own directory only.
    pub(crate) fn granted(&self) -> String {
        let whole = format!("{}/user_impersonation", self.audience());
        let mut granted: Vec<&str> = Vec::new();
        for word in self.words.iter().filter(|word| !is_about_the_user(word)) {
            if is_default(word) {
                granted.push(&whole);
            }
            granted.push(word);
        }
        if granted.is_empty() {
            granted.push(&whole);
        }
        let mut seen = Vec::new();
        granted.retain(|word| {
            let is_new = !seen.contains(word);
            seen.push(*word);
            is_new
        });
        granted.join(" ")
    }
}

/// The audience that all words of a scope are about.
fn one_audience(scope: &str, words: &[String], asker: Asker) -> Result<Option<String>, Denied> {
    let mut found: Option<String> = None;
    for word in words.iter().filter(|word| !is_about_the_user(word)) {
        let Some(resource) = resource_of(word) else {
            let text = format!("`{word}` in the scope `{scope}` names no resource.");
            return denied(400, "invalid_scope", 70_011, text);
        };
        if asker == Asker::Application && !is_default(word) {
            let text = format!(
                "The scope `{scope}` does not end in /.default, as client credentials need it."
            );
            return denied(400, "invalid_scope", 1_002_012, text);
        }
        let audience = audience_of(resource);
        if found.as_ref().is_some_and(|other| !other.eq_ignore_ascii_case(&audience)) {
            let text = format!("The scope `{scope}` is about more than one resource.");
            return denied(400, "invalid_scope", 28_000, text);
        }
        found = Some(audience);
    }
    Ok(found)
}

/// What stands before the permission: an address, or the id of an application.
fn resource_of(word: &str) -> Option<&str> {
    let (resource, permission) = word.rsplit_once('/')?;
    let is_resource = resource.split_once("://").is_some_and(|(_, host)| !host.is_empty())
        || crate::ids::is_guid(resource);
    Some(resource).filter(|_| is_resource && !permission.is_empty())
}

fn audience_of(resource: &str) -> String {
    let id = resource.strip_prefix("api://").unwrap_or(resource);
    if id.eq_ignore_ascii_case(PARTNER_CENTER_ID) { PARTNER_CENTER } else { resource }.to_owned()
}

fn is_known(world: &World, audience: &str) -> bool {
    let is_it = |known: &str| {
        known.trim_end_matches('/').eq_ignore_ascii_case(audience.trim_end_matches('/'))
    };
    is_it(PARTNER_CENTER)
        || OTHER_SERVICES.iter().any(|known| is_it(known))
        || world.settings.accepted_audiences.iter().any(|known| is_it(known))
        || Document::get()
            .others
            .iter()
            .any(|host| !host.audience.is_empty() && is_it(&host.audience))
}

fn is_about_the_user(word: &str) -> bool {
    ABOUT_THE_USER.iter().any(|known| known.eq_ignore_ascii_case(word))
}

fn is_default(word: &str) -> bool {
    word.rsplit_once('/').is_some_and(|(_, last)| last.eq_ignore_ascii_case(".default"))
}
