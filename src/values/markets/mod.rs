//! The markets in which the service sells no software subscriptions.
//!
//! The list is the service's, as of November 2021, and it ages: what it says is a warning
//! to the buyer and not a refusal, unless the buyer asks for one. The service's own answer
//! to a purchase is better than any list.

mod market;
mod rows;

pub use market::Market;

/// All 110 markets without software subscriptions, by name.
///
/// Source: <https://learn.microsoft.com/partner-center/developer/make-a-one-time-purchase>.
pub fn without_software_subscriptions() -> &'static [Market] {
    rows::ROWS
}

/// The markets of the list that a country code may mean.
///
/// `country` is a code of the service or of ISO 3166-1, in any case. Usually none or one
/// answers; `BQ` and `SJ` answer with each market that shares them, since the code alone
/// does not tell which of these a customer lives in.
pub fn that_country_may_be(country: &str) -> impl Iterator<Item = &'static Market> {
    rows::ROWS.iter().filter(move |market| {
        market.code.eq_ignore_ascii_case(country) || market.iso_code.eq_ignore_ascii_case(country)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_list_has_110_markets_and_107_iso_codes() {
        let rows = without_software_subscriptions();
        let codes: BTreeSet<_> = rows.iter().map(|market| market.code).collect();
        let iso_codes: BTreeSet<_> = rows.iter().map(|market| market.iso_code).collect();
        assert_eq!((rows.len(), codes.len(), iso_codes.len()), (110, 110, 107));
        assert!(rows.is_sorted_by_key(|market| market.name));
        for code in codes.iter().chain(&iso_codes) {
            assert!(code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()));
        }
    }

    #[track_caller]
    fn check(country: &str, names: &[&str]) {
        let found: Vec<_> = that_country_may_be(country).map(|market| market.name).collect();
        assert_eq!(found, names);
    }

    #[test]
    fn a_shared_code_means_each_of_its_markets() {
        check("bq", &["Bonaire", "Saba", "Sint Eustatius"]);
        check("SJ", &["Jan Mayen", "Svalbard"]);
    }

    #[test]
    fn the_services_own_codes_mean_one() {
        check("XS", &["Saba"]);
        check("XJ", &["Jan Mayen"]);
        check("XK", &["Kosovo"]);
    }

    #[test]
    fn most_countries_are_not_listed() {
        check("US", &[]);
        check("", &[]);
    }
}
