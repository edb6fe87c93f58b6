//! What a test may change about the emulator while it runs.

mod after_purchase;
mod carts;
mod clouds;
mod exports;
mod habits;
mod inventory;
mod new_customers;
mod prices;

use serde::{Deserialize, Deserializer, Serialize};

pub use crate::chaos::Chaos;
pub use after_purchase::{ArtifactLinks, BillingPeriod, LineTokens, ModernInvoices, Reservations};
pub use carts::{
    CartErrorCodes, CartPrices, ExpiredCart, FriendlyNames, LineProblems, OrderedCart,
    PartlyOrderedCart, RepeatedCheckout,
};
pub use clouds::{Cloud, SilentOperations};
pub use exports::{BillingPermission, ExportCounts, ExportEnd, ExportFiles, ManifestPlace};
pub use habits::Habits;
pub use inventory::{InventoryByResourceType, RetiredInventoryCheck};
pub use new_customers::{AgreementConfirmations, Verdict};
pub use prices::PriceCredentials;

/// How the emulator behaves; every member can be changed at any time.
///
/// As JSON the names are camelCase, and a partial object changes only what it names.
/// Lengths of time are whole seconds of the [emulator's clock](crate::EmulatorClock).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Settings {
    /// Whether answers show the oddities of the service. Default: `wire`.
    pub profile: Profile,
    /// The cloud that the emulator stands for: operations that it does not have are answered with
    /// 404 and code 1000. Default: `global`.
    pub cloud: Cloud,
    /// What becomes of operations of which no page says whether the cloud has them. Default:
    /// `served`.
    pub silent_operations: SilentOperations,
    /// Which answers start with a byte order mark, in the `wire` profile. Default: `carts`.
    pub byte_order_mark: ByteOrderMark,
    /// How long a registration takes. Default: 5.
    pub registration_seconds: u64,
    /// When an order line goes from `Unfulfilled` to `PrefulfillmentPending`. Default: 3.
    pub prefulfillment_seconds: u64,
    /// When an order line is fulfilled, counted from the order. Default: 8.
    pub fulfillment_seconds: u64,
    /// The state that new orders are put into, such as `pending_review`, instead of being fulfilled;
    /// null for none. Default: null.
    pub order_state: Option<String>,
    /// How long a new order is missing from the customer's list of orders. Default: 900.
    pub order_list_delay_seconds: u64,
    /// How often a subscription can be changed; null for any number of times. Default: null.
    pub subscription_updates: Option<u32>,
    /// How long a new subscription's provisioning status stays `pending`. Default: 900.
    pub subscription_status_seconds: u64,
    /// How long a cart lives. Default: 604800, seven days.
    pub cart_lifetime_seconds: u64,
    /// What an expired cart is answered with. Default: `notFound`.
    pub expired_cart: ExpiredCart,
    /// What an ordered cart is answered with once its life is over. Default: `readable`.
    pub ordered_cart: OrderedCart,
    /// How long after the order a cart still says `Active`. Default: 0.
    pub ordered_status_delay_seconds: u64,
    /// The status of a cart of which some order groups were bought and others were not. Default:
    /// `ordered`.
    pub partly_ordered_cart: PartlyOrderedCart,
    /// What a second checkout of a cart is answered with. Default: `repeat`.
    pub repeated_checkout: RepeatedCheckout,
    /// Where a cart line that cannot be bought shows. Default: `mixed`.
    pub line_problems: LineProblems,
    /// How the code of an error on a cart line is written. Default: `numbers`.
    pub cart_error_codes: CartErrorCodes,
    /// Which cart lines carry a price. Default: `all`.
    pub cart_prices: CartPrices,
    /// Whether `renewsTo` on a cart line is refused, as it has been in practice. Default: false.
    pub refuse_renews_to: bool,
    /// Whether additional resellers need `partnerOnRecordAttestationAccepted`. Default: false.
    pub require_partner_attestation: bool,
    /// Whether the name of a cart line goes on to the order line. Default: `kept`.
    pub friendly_names: FriendlyNames,
    /// What a partner's confirmation of an agreement is answered with. Default: `retired`.
    pub agreement_confirmations: AgreementConfirmations,
    /// How long the review of a qualification takes. Default: 259200, three days.
    pub qualification_seconds: u64,
    /// How the review of a qualification ends. Default: `approved`.
    pub qualification_verdict: Verdict,
    /// How long availability ids stay valid; null for as long as nobody rotates them. Default:
    /// null.
    pub availability_lifetime_seconds: Option<u64>,
    /// Whether the inventory check that was retired on 25 September 2026 is served. Default:
    /// `byDate`.
    pub check_inventory: RetiredInventoryCheck,
    /// What the inventory check by resource type is answered with. Default: `list`.
    pub inventory_by_resource_type: InventoryByResourceType,
    /// Habits of the wire that some SDKs cannot read. Default: all on.
    pub habits: Habits,
    /// How many requests are let through; as JSON, null lets all of them through.
    #[serde(deserialize_with = "throttle_or_none")]
    pub throttle: Throttle,
    /// How many requests meet trouble, at random.
    pub chaos: Chaos,
    /// How long an access token lives. Default: 3599.
    pub token_lifetime_seconds: u64,
    /// What becomes of a refresh token that has been used. Default: `keep`.
    pub refresh_tokens: RefreshTokens,
    /// How long a refresh token is good without being used; seeded ones do not end. Default:
    /// 7776000, 90 days.
    pub refresh_token_seconds: u64,
    /// What a user does when a browser asks them to sign in. Default: `signsIn`.
    pub browser_user: BrowserUser,
    /// What the user does with a device code. Default: `signsIn`.
    pub device_user: DeviceUser,
    /// How long after a device code was given out its user does so. Default: 10.
    pub device_user_seconds: u64,
    /// How long a device code is good for. Default: 900.
    pub device_code_seconds: u64,
    /// The certificates that applications may sign assertions with: SHA-1 or SHA-256 thumbprints,
    /// 40 or 64 hexadecimal digits. Empty for any. Signatures are not checked. Default: empty.
    pub certificates: Vec<String>,
    /// Audiences of access tokens that are accepted. Default: Partner Center's, global and
    /// 21Vianet.
    pub accepted_audiences: Vec<String>,
    /// Whether user tokens say that the user signed in with a second factor. Default: true.
    pub user_mfa: bool,
    /// Whether user tokens without a second factor are refused with 900421. Default: false.
    pub require_mfa: bool,
    /// Whether app-only tokens are refused where the document asks for a user. Default: true.
    pub enforce_user_only: bool,
    /// Whether a write without `Content-Length` is answered with 411. Default: false.
    pub length_required: bool,
    /// How far the `Date` of answers is ahead of the emulator's clock; negative if it is behind, as
    /// on a service whose clock is wrong. Default: 0.
    pub date_offset_seconds: i64,
    /// How many customers a page has when the request does not say. Default: 100.
    pub customer_page_size: u32,
    /// How long after its fulfillment an order line shows as an entitlement. Default: 0.
    pub entitlement_delay_seconds: u64,
    /// Which contract reservations are shown in. Default: `mixed`.
    pub reservations: Reservations,
    /// How links to the details of a reservation are written. Default: `relative`.
    pub artifact_links: ArtifactLinks,
    /// How long a billing period is. Default: `month`, that of the calendar, in UTC.
    pub billing_period: BillingPeriod,
    /// How long after the end of its period an invoice is made. Default: 0.
    pub invoice_delay_seconds: u64,
    /// How long it takes until a day's usage shows among what is unbilled. Default: 86400.
    pub usage_delay_seconds: u64,
    /// What `size` and `offset` do to invoices of the new commerce. Default: `firstPage`.
    pub modern_invoices: ModernInvoices,
    /// Where the token of the next page of one-time lines stands. Default: `asShown`.
    pub line_tokens: LineTokens,
    /// How many lines a page has when the request does not say. Default: 2000, also the most.
    pub line_page_size: u32,
    /// How many lines are printed in a statement. Default: 500.
    pub statement_lines: u32,
    /// How the host of prices answers a token that is good, and not for it. Default: `badRequest`.
    pub price_credentials: PriceCredentials,
    /// How many rows a price sheet has at least; made-up ones follow those of the catalog. Default: 0.
    pub price_sheet_rows: u64,
    /// Whether prices of the next month are announced; a future sheet is otherwise answered with
    /// 404. Default: false.
    pub future_prices: bool,
    /// Whether the application may read bills on Microsoft Graph. Default: `granted`.
    pub billing_permission: BillingPermission,
    /// How long an export takes. Default: 25.
    pub export_seconds: u64,
    /// How exports end. Default: `succeeded`.
    pub export_end: ExportEnd,
    /// How long an export is kept; then it is answered with 410. Default: 86400.
    pub export_lifetime_seconds: u64,
    /// Where a finished export says that its manifest is. Default: `link`.
    pub export_manifest: ManifestPlace,
    /// How many lines a file of an export has at most. Default: 2000.
    pub export_file_lines: u32,
    /// How the files of an export are written. Default: `gzip`.
    pub export_files: ExportFiles,
    /// Whether a manifest counts the lines of its files. Default: `none`.
    pub export_counts: ExportCounts,
    /// The version of the data of exports: another one gives another eTag. Default: 1.
    pub export_version: u32,
    /// How long the token of a manifest opens its files. Default: 43200, twelve hours.
    pub sas_seconds: u64,
    /// How many of the latest requests are kept to be read back. Default: 1000.
    pub kept_requests: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            profile: Profile::Wire,
            cloud: Cloud::Global,
            silent_operations: SilentOperations::Served,
            byte_order_mark: ByteOrderMark::Carts,
            registration_seconds: 5,
            prefulfillment_seconds: 3,
            fulfillment_seconds: 8,
            order_state: None,
            order_list_delay_seconds: 15 * 60,
            subscription_updates: None,
            subscription_status_seconds: 15 * 60,
            cart_lifetime_seconds: 7 * 24 * 60 * 60,
            expired_cart: ExpiredCart::NotFound,
            ordered_cart: OrderedCart::Readable,
            ordered_status_delay_seconds: 0,
            partly_ordered_cart: PartlyOrderedCart::Ordered,
            repeated_checkout: RepeatedCheckout::Repeat,
            line_problems: LineProblems::Mixed,
            cart_error_codes: CartErrorCodes::Numbers,
            cart_prices: CartPrices::All,
            refuse_renews_to: false,
            require_partner_attestation: false,
            friendly_names: FriendlyNames::Kept,
            agreement_confirmations: AgreementConfirmations::Retired,
            qualification_seconds: 3 * 24 * 60 * 60,
            qualification_verdict: Verdict::Approved,
            availability_lifetime_seconds: None,
            check_inventory: RetiredInventoryCheck::ByDate,
            inventory_by_resource_type: InventoryByResourceType::List,
            habits: Habits::default(),
            throttle: Throttle::default(),
            chaos: Chaos::default(),
            token_lifetime_seconds: 3_599,
            refresh_tokens: RefreshTokens::Keep,
            refresh_token_seconds: 90 * 24 * 60 * 60,
            browser_user: BrowserUser::SignsIn,
            device_user: DeviceUser::SignsIn,
            device_user_seconds: 10,
            device_code_seconds: 900,
            certificates: Vec::new(),
            accepted_audiences: vec![
                "https://api.partnercenter.microsoft.com".into(),
                "https://partner.partnercenterapi.microsoftonline.cn".into(),
            ],
            user_mfa: true,
            require_mfa: false,
            enforce_user_only: true,
            length_required: false,
            date_offset_seconds: 0,
            customer_page_size: 100,
            entitlement_delay_seconds: 0,
            reservations: Reservations::Mixed,
            artifact_links: ArtifactLinks::Relative,
            billing_period: BillingPeriod::Month,
            invoice_delay_seconds: 0,
            usage_delay_seconds: 24 * 60 * 60,
            modern_invoices: ModernInvoices::FirstPage,
            line_tokens: LineTokens::AsShown,
            line_page_size: 2_000,
            statement_lines: 500,
            price_credentials: PriceCredentials::BadRequest,
            price_sheet_rows: 0,
            future_prices: false,
            billing_permission: BillingPermission::Granted,
            export_seconds: 25,
            export_end: ExportEnd::Succeeded,
            export_lifetime_seconds: 24 * 60 * 60,
            export_manifest: ManifestPlace::Link,
            export_file_lines: 2_000,
            export_files: ExportFiles::Gzip,
            export_counts: ExportCounts::None,
            export_version: 1,
            sas_seconds: 12 * 60 * 60,
            kept_requests: 1_000,
        }
    }
}

/// Whether answers show the oddities of the service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Profile {
    /// As the service writes: byte order mark, doubled and swapped headers, mixed casing, several
    /// forms of dates.
    #[default]
    Wire,
    /// The same facts without the oddities.
    Plain,
}

/// Which answers start with a byte order mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ByteOrderMark {
    /// Successful answers about carts, checkout among them.
    Carts,
    /// Every JSON answer of the API.
    All,
    /// None.
    None,
}

/// What becomes of a refresh token that has been used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RefreshTokens {
    /// It works again, beside the new one that was given for it.
    Keep,
    /// It is refused with `invalid_grant`.
    SingleUse,
}

/// What a user does when a browser asks them to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BrowserUser {
    /// Signs in and agrees.
    SignsIn,
    /// Declines: the browser goes back with `access_denied`.
    Declines,
}

/// What the user does with a device code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DeviceUser {
    /// Types it in, and agrees.
    SignsIn,
    /// Types it in, and declines.
    Declines,
    /// Nothing, so that the code expires.
    StaysAway,
}

/// How many requests are let through, counted for each partner and each area in a sliding window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Throttle {
    /// Requests that a window lets through; 4294967295 for no limit. Default: 500.
    pub limit: u32,
    /// Length of the window. Default: 60.
    pub window_seconds: u64,
    /// Areas that are counted: tags of the document, in lower case. Default: orders, subscriptions,
    /// customers.
    pub areas: Vec<String>,
}

impl Default for Throttle {
    fn default() -> Self {
        Self {
            limit: 500,
            window_seconds: 60,
            areas: ["orders", "subscriptions", "customers"].map(Into::into).into(),
        }
    }
}

impl Throttle {
    /// No limit.
    pub fn off() -> Self {
        Self { limit: u32::MAX, ..Self::default() }
    }

    pub(crate) fn is_off(&self) -> bool {
        self.limit == u32::MAX
    }
}

fn throttle_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Throttle, D::Error> {
    Option::deserialize(deserializer).map(|throttle| throttle.unwrap_or_else(Throttle::off))
}

/// What is wrong with a change, and where.
type Misread = serde_path_to_error::Error<serde_json::Error>;

impl Settings {
    /// These settings with what `change` names changed.
    pub(crate) fn merged(&self, change: &serde_json::Value) -> Result<Self, Misread> {
        let mut merged = serde_json::to_value(self).unwrap_or_default();
        merge(&mut merged, change);
        serde_path_to_error::deserialize(merged)
    }

    /// The habits that show in this profile.
    pub(crate) fn shown_habits(&self) -> Habits {
        let Habits { untyped_lines, damaged_line_links, versioned_customer_links, attribute_lists } =
            self.habits;
        let wire = self.is_wire();
        Habits {
            untyped_lines: wire && untyped_lines,
            damaged_line_links: wire && damaged_line_links,
            versioned_customer_links: wire && versioned_customer_links,
            attribute_lists,
        }
    }

    pub(crate) fn is_wire(&self) -> bool {
        self.profile == Profile::Wire
    }
}

fn merge(into: &mut serde_json::Value, change: &serde_json::Value) {
    match (into, change) {
        (serde_json::Value::Object(into), serde_json::Value::Object(change)) => {
            for (name, value) in change {
                merge(into.entry(name.clone()).or_insert(serde_json::Value::Null), value);
            }
        }
        (into, change) => *into = change.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_partial_object_changes_only_what_it_names() {
        let settings = Settings::default().merged(&json!({ "throttle": { "limit": 2 } })).unwrap();
        assert_eq!(settings.throttle, Throttle { limit: 2, ..Throttle::default() });
        assert_eq!(settings.profile, Profile::Wire);
    }

    #[test]
    fn throttling_is_switched_off_with_null_and_on_again_with_a_limit() {
        let off = Settings::default().merged(&json!({ "throttle": null })).unwrap();
        assert!(off.throttle.is_off());
        let on = off.merged(&json!({ "throttle": { "limit": 2 } })).unwrap();
        assert_eq!(on.throttle, Throttle { limit: 2, ..Throttle::default() });
    }

    #[test]
    fn a_misspelt_setting_is_an_error() {
        assert!(Settings::default().merged(&json!({ "lineProblem": "mixed" })).is_err());
        assert!(Settings::default().merged(&json!({ "throttle": { "max": 2 } })).is_err());
    }
}
