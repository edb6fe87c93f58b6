//! Domains, and the tenants that exist already.

use crate::client::PartnerCenter;
use crate::error::{Answered, Delivery, Error, Result};

impl PartnerCenter {
    /// Whether nobody has a domain yet, such as `contoso.onmicrosoft.com`.
    ///
    /// The service says yes with 404 and no with 200. Neither is an error, and neither is asked for
    /// again. A domain that is free can be taken a moment later.
    ///
    /// # Errors
    ///
    /// Every other answer, which says nothing about the domain. A text that is no domain is refused
    /// before anything is sent.
    pub async fn domain_is_free(&self, domain: &str) -> Result<bool> {
        checked(domain)?;
        match self.api().check_domain(domain).send().await {
            Ok(answer) if answer.status().as_u16() == 200 => Ok(false),
            Ok(answer) => {
                let why = "its status says neither that the domain is free nor that it is taken";
                Err(Answered::of(&answer).unusable(Delivery::NotDone, why))
            }
            Err(error) => match Error::from(error) {
                // With words of its own, a 404 is about something else, such as the address.
                error if error.status() == Some(404) && error.fault().is_none() => Ok(true),
                error => Err(error),
            },
        }
    }

    /// The link by which the administrator of a tenant that exists already accepts the partner; the
    /// tenant then shows among the [customers](Self::customers). It is the same for every tenant.
    ///
    /// # Errors
    ///
    /// Besides what any read can meet: the sign-in has no user, or the cloud is that of the US
    /// Government; nothing was sent then. Or the answer has no link.
    pub async fn relationship_request_url(&self) -> Result<String> {
        let answer = self.api().get_relationship_request_url().send().await?;
        match answer.url.clone().filter(|url| !url.is_empty()) {
            Some(url) => Ok(url),
            None => Err(Answered::of(&answer).unusable(Delivery::NotDone, "it has no link")),
        }
    }
}

/// Refuses what is no domain, so that a slip is not found to be free.
pub(super) fn checked(domain: &str) -> Result<()> {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c == '-' || c.is_alphanumeric())
    };
    match domain.contains('.') && domain.len() <= 253 && domain.split('.').all(label) {
        true => Ok(()),
        false => Err(Error::invalid(
            "domain",
            "it is no domain; write it whole, such as `contoso.onmicrosoft.com`",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_domain_is_refused() {
        for domain in ["contoso.onmicrosoft.com", "a.b", "xn--bcher-kva.example", "bücher.example"]
        {
            assert!(checked(domain).is_ok(), "{domain}");
        }
        for domain in ["", "contoso", "contoso.", ".com", "a b.com", "a/b.com", "-a.com", "a@b.com"]
        {
            assert!(checked(domain).unwrap_err().is_invalid(), "{domain}");
        }
    }
}
