//! From words of the command line to a request.

use partner_center::cart::PurchaseLimits;
use partner_center::types::{BillingCycleType, Segment};
use partner_center::{
    AppliedScope, Customer, Money, PurchaseLine, PurchaseRequest, ReservationTarget, Term,
};

use crate::arguments::{Scope, Wishes};
use crate::exit::{Failure, Outcome};
use crate::find;

/// What was asked for. What was left out is found out where that is safe, and said.
pub(crate) async fn request(wishes: &Wishes, customer: &Customer) -> Outcome<PurchaseRequest> {
    // All that is wrong with the words, before anything is sent.
    let lines = lines(wishes)?;
    let limits = wishes.max_total.as_deref().map(money).transpose()?;
    let segment = match &wishes.segment {
        Some(word) => segment(word)?,
        None => find::segment(customer).await?,
    };
    let mut lines = lines.into_iter();
    let first = lines.next().ok_or_else(|| Failure::usage("name what to buy"))?;
    let request = lines.fold(PurchaseRequest::new(first), PurchaseRequest::line);
    let request = request.segment(segment);
    Ok(match limits {
        Some(limit) => request.limits(PurchaseLimits::new().spend_at_most(limit)),
        None => request,
    })
}

fn lines(wishes: &Wishes) -> Outcome<Vec<PurchaseLine>> {
    wishes.items.iter().map(|item| line(wishes, item)).collect()
}

fn line(wishes: &Wishes, item: &str) -> Outcome<PurchaseLine> {
    let wrong =
        || Failure::usage(format!("`{item}` is not PRODUCT:SKU, such as CONTOSO00001:0001"));
    let (product, sku) = item.split_once(':').ok_or_else(wrong)?;
    if product.is_empty() || sku.is_empty() || sku.contains(':') {
        return Err(wrong());
    }
    let mut line = PurchaseLine::sku(product, sku, wishes.quantity);
    if let Some(term) = &wishes.term {
        line = line.term(Term::from(term.as_str()));
    }
    if let Some(cycle) = &wishes.billing_cycle {
        line = line.billing_cycle(BillingCycleType::from(cycle.as_str()));
    }
    if let Some(subscription) = &wishes.reserve_for {
        let scope = match wishes.scope {
            Scope::Shared => AppliedScope::Shared,
            Scope::Single => AppliedScope::Single,
        };
        line = line.reservation(ReservationTarget::new(subscription.as_str(), scope));
    }
    Ok(line)
}

fn segment(word: &str) -> Outcome<Segment> {
    let known = ["commercial", "education", "government", "nonprofit"];
    match known.iter().find(|known| known.eq_ignore_ascii_case(word)) {
        Some(known) => Ok(Segment::from(*known)),
        None => Err(Failure::usage(format!(
            "there is no segment `{word}`: give one of {}",
            known.join(", ")
        ))),
    }
}

/// An amount with its currency, in either order: `100.50USD`, `USD 100.50`.
pub(crate) fn money(text: &str) -> Outcome<Money> {
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect();
    let digits: String = text.chars().filter(|c| !c.is_ascii_alphabetic() && *c != ' ').collect();
    let is_whole = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match digits.parse() {
        Ok(amount) if letters.len() == 3 && is_whole && !digits.is_empty() => {
            Ok(Money { amount, currency: letters.to_ascii_uppercase().as_str().into() })
        }
        _ => Err(Failure::usage(format!(
            "`{text}` is not an amount with its currency, such as 100.00USD"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_a_currency_and_no_sign() {
        for text in ["100.50USD", "usd100.50", "100.50 USD"] {
            assert_eq!(money(text).unwrap().to_string(), "100.50 USD", "{text}");
        }
        for text in ["100", "USD", "-1USD", "1,5EUR", "1e3USD", "1.2.3USD", "10USDX"] {
            assert!(money(text).is_err(), "{text}");
        }
    }
}
