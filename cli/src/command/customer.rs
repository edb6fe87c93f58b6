//! Customers, and what they hold.

use futures_util::TryStreamExt;
use partner_center::types::{CustomerResource, Entitlement, Subscription};

use crate::arguments::{CustomerCommand, OfCustomer};
use crate::exit::Outcome;
use crate::find;
use crate::output::{Format, list, one, or_empty};
use crate::session::Session;

pub(crate) async fn run(session: &Session, command: CustomerCommand, format: Format) -> Outcome {
    match command {
        CustomerCommand::List => {
            let all: Vec<CustomerResource> =
                session.partner.customers().items().try_collect().await?;
            list(format, &["id", "domain", "name"], &all, |one| {
                let company = one.company_profile.as_ref();
                vec![
                    or_empty(one.id.as_ref()),
                    or_empty(company.and_then(|company| company.domain.as_deref())),
                    or_empty(company.and_then(|company| company.company_name.as_deref())),
                ]
            })
        }
        CustomerCommand::Show { customer } => {
            let found = find::customer(&session.partner, &customer).await?.details().await?;
            one(format, &found, |found| {
                let company = found.company_profile.as_ref();
                let address = company.and_then(|company| company.address.as_ref());
                let domain = company.and_then(|company| company.domain.as_deref());
                let name = company.and_then(|company| company.company_name.as_deref());
                let country = address.and_then(|address| address.country.as_ref());
                vec![
                    ("id", or_empty(found.id.as_ref())),
                    ("name", or_empty(name)),
                    ("domain", or_empty(domain)),
                    ("country", or_empty(country)),
                    ("relationship", or_empty(found.relationship_to_partner.as_ref())),
                ]
            })
        }
    }
}

pub(crate) async fn entitlements(session: &Session, of: &OfCustomer, format: Format) -> Outcome {
    let customer = find::customer(&session.partner, &of.customer).await?;
    let all: Vec<Entitlement> = customer.entitlements().await?.complete()?;
    list(format, &["product", "SKU", "quantity", "kind", "order"], &all, |one| {
        let order = one.reference_order.as_ref().and_then(|order| order.id.as_ref());
        vec![
            or_empty(one.product_id.as_ref()),
            or_empty(one.sku_id.as_ref()),
            or_empty(one.quantity),
            or_empty(one.entitlement_type.as_ref()),
            or_empty(order),
        ]
    })
}

pub(crate) async fn subscriptions(session: &Session, of: &OfCustomer, format: Format) -> Outcome {
    let customer = find::customer(&session.partner, &of.customer).await?;
    let all: Vec<Subscription> = customer.subscriptions().await?.complete()?;
    list(format, &["id", "name", "quantity", "status", "renews"], &all, |one| {
        vec![
            or_empty(one.id.as_ref()),
            or_empty(one.friendly_name.as_deref().or(one.offer_name.as_deref())),
            or_empty(one.quantity),
            or_empty(one.status.as_ref()),
            or_empty(one.auto_renew_enabled),
        ]
    })
}
