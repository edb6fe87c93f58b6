//! Where the lines of an invoice are: version 1 or version 2.

use chrono::{DateTime, TimeZone, Utc};

use crate::values::cloud::Cloud;

/// Which way lines of invoices come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillingVersion {
    /// As pages, from Partner Center: [`PartnerCenter::line_items`](crate::PartnerCenter::line_items).
    V1,
    /// As exports, from Microsoft Graph: [`PartnerCenter::reconciliation`](crate::PartnerCenter::reconciliation).
    V2,
}

/// Which version to ask, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VersionChoice {
    /// The one to ask first.
    pub version: BillingVersion,
    /// The one to ask next, where the first has nothing (code 5000).
    pub otherwise: Option<BillingVersion>,
    /// Why, in words for people.
    pub why: &'static str,
}

impl BillingVersion {
    /// Where the lines of an invoice are: by the cloud, by the letter that its id begins with, and
    /// by the period that it bills, of which `None` means that it is not known.
    ///
    /// ```
    /// use partner_center::Cloud;
    /// use partner_center::reconciliation::BillingVersion;
    ///
    /// let choice = BillingVersion::of(&Cloud::Global, "D020000A01", None);
    /// assert_eq!(choice.version, BillingVersion::V1);
    /// println!("{}", choice.why);
    /// ```
    pub fn of(
        cloud: &Cloud,
        invoice: &str,
        period_end: impl Into<Option<DateTime<Utc>>>,
    ) -> VersionChoice {
        let (v1, v2) = (Self::V1, Self::V2);
        let choice = |version, otherwise, why| VersionChoice { version, otherwise, why };
        if *cloud != Cloud::Global {
            return choice(v1, None, "this cloud has no exports, so that its lines come as pages");
        }
        if invoice.starts_with(['D', 'd']) {
            return choice(
                v1,
                None,
                "the invoice is a legacy one, whose lines come as pages alone",
            );
        }
        match period_end.into() {
            Some(end) if end < first_of(2024, 2) => {
                choice(v1, None, "exports begin with the period of February 2024")
            }
            Some(end) if end < first_of(2025, 4) => choice(
                v2,
                Some(v1),
                "of periods between February 2024 and March 2025 some are exported, and the \
                 others come as pages",
            ),
            Some(_) => choice(v2, None, "lines of periods after March 2025 are exported alone"),
            None => choice(
                v2,
                Some(v1),
                "nothing says which period it bills, and lines of today are exported alone",
            ),
        }
    }
}

fn first_of(year: i32, month: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, month, 1, 0, 0, 0).single().unwrap_or(DateTime::<Utc>::MIN_UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_follows_from_cloud_letter_and_period() {
        use BillingVersion::{V1, V2};

        let found = |cloud: Cloud, id: &str, end: Option<DateTime<Utc>>| {
            let choice = BillingVersion::of(&cloud, id, end);
            (choice.version, choice.otherwise)
        };
        let end = |year, month| Some(first_of(year, month));
        assert_eq!(found(Cloud::UsGovernment, "G1", end(2026, 1)), (V1, None));
        assert_eq!(found(Cloud::China, "G1", None), (V1, None));
        assert_eq!(found(Cloud::Global, "d1", end(2026, 1)), (V1, None));
        assert_eq!(found(Cloud::Global, "G1", end(2024, 1)), (V1, None));
        assert_eq!(found(Cloud::Global, "G1", end(2024, 2)), (V2, Some(V1)));
        assert_eq!(found(Cloud::Global, "G1", end(2025, 3)), (V2, Some(V1)));
        assert_eq!(found(Cloud::Global, "G1", end(2025, 4)), (V2, None));
        assert_eq!(found(Cloud::Global, "G1", None), (V2, Some(V1)));
    }
}
