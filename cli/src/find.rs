//! Finding what a person names otherwise than by its id.

use futures_util::TryStreamExt;
use partner_center::types::{CustomerResource, QualificationVettingStatus, Segment};
use partner_center::{Customer, PartnerCenter};

use crate::exit::{Exit, Failure, Outcome};
use crate::output::plain;

/// How many candidates are named.
const TOLD: usize = 10;

/// The customer of an id, a domain or a name, if it is one.
pub(crate) async fn customer(partner: &PartnerCenter, wanted: &str) -> Outcome<Customer> {
    if is_guid(wanted) {
        return Ok(partner.customer(wanted));
    }
    let mut all = partner.customers().items();
    let mut found: Vec<CustomerResource> = Vec::new();
    while let Some(one) = all.try_next().await? {
        let company = one.company_profile.as_ref();
        let fits = |text: Option<&str>| text.is_some_and(|text| text.eq_ignore_ascii_case(wanted));
        let domain = company.and_then(|company| company.domain.as_deref());
        let name = company.and_then(|company| company.company_name.as_deref());
        if fits(domain) || fits(name) {
            found.push(one);
        }
    }
    match &found[..] {
        [one] => match &one.id {
            Some(id) => Ok(partner.customer(id.clone())),
            None => Err(Failure::new(Exit::Failed, "the customer has no id")),
        },
        [] => Err(Failure::new(
            Exit::NotFound,
            format!(
                "no customer has the domain or name `{wanted}`: see `partner-center customer list`"
            ),
        )),
        several => {
            let shown: Vec<String> = several.iter().take(TOLD).map(described).collect();
            Err(Failure::usage(format!(
                "several customers are called `{wanted}`, give the id of one:\n  {}",
                shown.join("\n  ")
            )))
        }
    }
}

fn described(one: &CustomerResource) -> String {
    let company = one.company_profile.as_ref();
    let text = |text: Option<&str>| plain(text.unwrap_or("?"));
    format!(
        "{}  {}  {}",
        one.id.as_ref().map_or("?", |id| id.as_str()),
        text(company.and_then(|company| company.domain.as_deref())),
        text(company.and_then(|company| company.company_name.as_deref())),
    )
}

fn is_guid(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    let is_hex = |c: char| c.is_ascii_hexdigit() || c == '-';
    groups == [8, 4, 4, 4, 12] && text.chars().all(is_hex)
}

/// The one segment that a customer without qualifications buys in, and why; a customer with some
/// could buy in several.
pub(crate) async fn segment(customer: &Customer) -> Outcome<Segment> {
    let held = customer.qualifications().await.map_err(|error| {
        Failure::usage(format!(
            "the qualifications of the customer cannot be read, so that its segment is not known: \
             name it with `--segment commercial` or another ({error})"
        ))
    })?;
    let stands = |status: Option<&QualificationVettingStatus>| {
        !matches!(status, Some(QualificationVettingStatus::Denied))
    };
    let names: Vec<String> = held
        .iter()
        .filter(|one| stands(one.vetting_status.as_ref()))
        .filter_map(|one| one.qualification.as_ref().map(ToString::to_string))
        .filter(|name| !name.eq_ignore_ascii_case("none"))
        .collect();
    if names.is_empty() {
        eprintln!("segment: commercial, since the customer has no qualification");
        return Ok(Segment::Commercial);
    }
    Err(Failure::usage(format!(
        "the customer is qualified for {}: name the segment to buy in with `--segment commercial`, \
         education, government or nonprofit",
        names.join(", ")
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_told_from_a_name() {
        assert!(is_guid("a1000000-0000-4000-8000-000000000001"));
        for other in [
            "northwind.example",
            "a1000000-0000-4000-8000-00000000000",
            "zz000000-0000-4000-8000-000000000001",
        ] {
            assert!(!is_guid(other), "{other}");
        }
    }
}
