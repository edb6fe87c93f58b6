//! Refresh tokens: whose they are, what for, and how long they are good.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use crate::state::world::World;
use crate::tokens::denied::{Denied, denied, lacks};
use crate::tokens::grant::{Grant, Held, Presented};
use crate::tokens::tenant::same_tenant;
use crate::tokens::wanted::Wanted;

/// Each refresh token that works, or has expired.
#[derive(Debug, Default)]
pub(crate) struct Refreshes(BTreeMap<String, Refresh>);

/// What is remembered about a refresh token.
#[derive(Clone, Debug)]
pub(crate) struct Refresh {
    tenant: String,
    /// The application that it is for; a seeded token is for the first one that uses it.
    application: Option<String>,
    wanted: Wanted,
    /// When it was given out or used. None for a seeded one, which does not end: tests move the
    /// clock by months, and it has to be good for the first sign-in whenever that is.
    used: Option<SystemTime>,
}

impl Refresh {
    /// As a consent before the emulator was started would have given it.
    pub(crate) fn seeded(tenant: &str) -> Self {
        let (application, wanted, used) = (None, Wanted::default(), None);
        Self { tenant: tenant.to_owned(), application, wanted, used }
    }

    pub(crate) fn given(tenant: &str, application: &str, wanted: Wanted, now: SystemTime) -> Self {
        let application = Some(application.to_owned());
        Self { tenant: tenant.to_owned(), application, wanted, used: Some(now) }
    }
}

impl Refreshes {
    pub(crate) fn insert(&mut self, text: String, token: Refresh) {
        self.0.insert(text, token);
    }

    pub(crate) fn remove(&mut self, text: &str) {
        self.0.remove(text);
    }

    /// Remembers that an application used a token.
    pub(crate) fn touch(&mut self, text: &str, application: &str, now: SystemTime) {
        if let Some(token) = self.0.get_mut(text) {
            token.application.get_or_insert_with(|| application.to_owned());
            token.used = token.used.map(|_| now);
        }
    }

    /// The grant behind the refresh token of a form.
    pub(crate) fn find(&self, world: &World, presented: &Presented<'_>) -> Result<Grant, Denied> {
        let Some(text) = presented.form.get("refresh_token") else {
            return lacks("refresh_token");
        };
        let Some(token) = self.0.get(text) else {
            let text = "The refresh token is unknown, was used before, or was given to another application.";
            return denied(400, "invalid_grant", 70_000, text);
        };
        let tenant = same_tenant(world, presented.tenant, &token.tenant, 700_016)?;
        let application = presented.application;
        if token.application.as_ref().is_some_and(|owner| !owner.eq_ignore_ascii_case(application))
        {
            let text = "The refresh token was given to another application.";
            return denied(400, "invalid_grant", 70_000, text);
        }
        let life = Duration::from_secs(world.settings.refresh_token_seconds);
        let ended =
            |used: SystemTime| used.checked_add(life).is_some_and(|end| presented.now >= end);
        if token.used.is_some_and(ended) {
            let text = "The refresh token has expired, since it was not used for too long.";
            return denied(400, "invalid_grant", 700_082, text);
        }
        Ok(Grant::of_user(tenant, token.wanted.clone(), Held::Refresh(text.to_owned())))
    }
}
