//! Who signs in, and what is owed; any address, as it answers.

use serde_json::value::RawValue;

use crate::exit::Outcome;
use crate::output::{Format, line, list, or_empty};
use crate::session::Session;

pub(crate) async fn whoami(session: &Session) -> Outcome {
    let partner = &session.partner;
    let profile = partner.api().get_legal_business_profile().send().await;
    line(&format!("profile  {}", session.name))?;
    line(&format!("service  {}", partner.base_url()))?;
    line(&format!("cloud    {}", partner.cloud().name()))?;
    line(&format!("sign-in  {:?}", partner.token_kind()))?;
    match profile {
        Ok(profile) => line(&format!("partner  {}", or_empty(profile.company_name.as_deref()))),
        Err(error) => {
            eprintln!(
                "the name of the partner cannot be read: {}",
                partner_center::Error::from(error)
            );
            Ok(())
        }
    }
}

pub(crate) async fn balance(session: &Session, format: Format) -> Outcome {
    let all = session.partner.balances().await?.complete()?;
    list(format, &["balance", "currency", "as of"], &all, |one| {
        vec![
            or_empty(one.balance_amount),
            or_empty(one.currency_code.as_ref()),
            or_empty(one.accounting_date),
        ]
    })
}

/// Prints what an address answers, to the last digit.
pub(crate) async fn api(session: &Session, path: &str) -> Outcome {
    let answer = session.partner.get(path).send::<Box<RawValue>>().await?;
    line(answer.get())
}
