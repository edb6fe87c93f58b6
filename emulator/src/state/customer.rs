//! Customers and their subscriptions.

use std::time::{Duration, SystemTime};

use serde::Deserialize;

use crate::json::Object;
use crate::state::dates;

/// A customer of a partner.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Customer {
    pub(crate) id: String,
    /// The partner's tenant.
    pub(crate) partner: String,
    pub(crate) company_name: String,
    pub(crate) domain: String,
    pub(crate) country: String,
    pub(crate) culture: String,
    pub(crate) language: String,
    pub(crate) contact: Contact,
    #[serde(default = "yes")]
    pub(crate) delegated_access: bool,
    /// Whether the customer agreement has been accepted.
    #[serde(default = "yes")]
    pub(crate) agreement_accepted: bool,
    /// Whether the customer accepted it with Microsoft, and no partner on its behalf.
    #[serde(skip)]
    pub(crate) agreement_signed: bool,
    /// What partners put on record.
    #[serde(skip)]
    pub(crate) confirmations: Vec<Confirmation>,
    #[serde(skip)]
    pub(crate) qualifications: Vec<Qualification>,
    /// How it was created; the seeded ones have been there for long.
    #[serde(skip)]
    pub(crate) created: Option<Creation>,
    #[serde(default)]
    pub(crate) subscriptions: Vec<Subscription>,
}

/// That a partner put an acceptance on record.
#[derive(Clone, Debug)]
pub(crate) struct Confirmation {
    pub(crate) user: String,
    /// As it came.
    pub(crate) body: Object,
}

/// What a customer was put forward as.
#[derive(Clone, Debug)]
pub(crate) struct Qualification {
    pub(crate) name: String,
    pub(crate) asked: SystemTime,
}

/// How a customer was created.
#[derive(Clone, Debug)]
pub(crate) struct Creation {
    /// `MS-RequestId` of the request.
    pub(crate) request_id: Option<String>,
    /// The answer, which the same request gets again.
    pub(crate) answer: Object,
    /// The parts of the request that are read again.
    pub(crate) email: String,
    pub(crate) line2: Option<String>,
    pub(crate) registration_number: Option<String>,
    pub(crate) reseller: Option<String>,
}

/// Whom to write to.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Contact {
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) address_line1: String,
    pub(crate) city: String,
    #[serde(default)]
    pub(crate) state: Option<String>,
    pub(crate) postal_code: String,
    pub(crate) phone_number: String,
}

/// A subscription of a customer.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Subscription {
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) offer_id: String,
    pub(crate) offer_name: String,
    #[serde(default)]
    pub(crate) friendly_name: Option<String>,
    #[serde(default = "one")]
    pub(crate) quantity: u32,
    #[serde(default = "active")]
    pub(crate) status: String,
    /// When it began, as the answer prints it.
    pub(crate) creation_date: String,
    #[serde(default)]
    pub(crate) commitment_end_date: Option<String>,
    pub(crate) order_id: String,
    /// The reseller of record.
    #[serde(default)]
    pub(crate) partner_id: String,
    /// The base of an add-on.
    #[serde(default)]
    pub(crate) parent: Option<String>,
    #[serde(default)]
    pub(crate) term_duration: Option<String>,
    #[serde(default)]
    pub(crate) billing_cycle: Option<String>,
    #[serde(default)]
    pub(crate) is_trial: bool,
    #[serde(default = "yes")]
    pub(crate) reservations: bool,
    #[serde(default)]
    pub(crate) registration: Registration,
    /// Whether it starts another term by itself; left out, software does, unless it is a trial.
    #[serde(default)]
    pub(crate) auto_renew: Option<bool>,
    /// When the emulator provisioned it; the seeded ones have been there for long.
    #[serde(skip)]
    pub(crate) provisioned: Option<SystemTime>,
    /// When the running term began, where that was not its creation.
    #[serde(skip)]
    pub(crate) renewed: Option<SystemTime>,
    /// How often it was changed.
    #[serde(skip)]
    pub(crate) updates: u32,
    /// Whether it was activated by hand, as a sandbox does.
    #[serde(skip)]
    pub(crate) activated: bool,
}

/// How long after a purchase or a renewal software can be cancelled.
const CANCELLATION: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What a subscription is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Kind {
    /// An Azure subscription of the old commerce.
    Azure,
    /// An Azure plan.
    AzurePlan,
    /// Licenses of software.
    Software,
}

/// How far the registration for reservations has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Registration {
    #[default]
    NotRegistered,
    #[serde(skip)]
    Since(SystemTime),
    Registered,
}

fn yes() -> bool {
    true
}

fn one() -> u32 {
    1
}

fn active() -> String {
    "active".to_owned()
}

impl Subscription {
    pub(crate) fn is_azure(&self) -> bool {
        matches!(self.kind, Kind::Azure | Kind::AzurePlan)
    }

    pub(crate) fn is_active(&self) -> bool {
        self.status.eq_ignore_ascii_case("active")
    }

    /// Whether it starts another term by itself.
    pub(crate) fn renews(&self) -> bool {
        let by_kind = self.kind == Kind::Software && !self.is_trial;
        self.auto_renew.unwrap_or(by_kind)
    }

    /// When the running term began.
    pub(crate) fn term_start(&self) -> SystemTime {
        let created = || dates::read(&self.creation_date).unwrap_or(SystemTime::UNIX_EPOCH);
        self.renewed.unwrap_or_else(created)
    }

    /// When the running term ends.
    pub(crate) fn term_end(&self) -> Option<SystemTime> {
        dates::read(self.commitment_end_date.as_deref()?)
    }

    /// Until when it can be cancelled; none for what never can, or no more.
    pub(crate) fn cancellable_until(&self) -> Option<SystemTime> {
        let is_there =
            self.kind == Kind::Software && (self.is_active() || self.status == "suspended");
        is_there.then(|| self.term_start() + CANCELLATION)
    }

    pub(crate) fn is_registered(&self) -> bool {
        self.registration == Registration::Registered
    }
}

impl Customer {
    pub(crate) fn subscription(&self, id: &str) -> Option<&Subscription> {
        self.subscriptions.iter().find(|subscription| subscription.id.eq_ignore_ascii_case(id))
    }
}
