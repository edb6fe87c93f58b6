//! Who buys.

use partner_center_api::support::BoxFuture;
use partner_center_api::types;

use super::asked_for::asked_for;
use super::partner::PartnerCenter;
use super::whole::{apart, whole};
use crate::error::{Answered, Error, Result};
use crate::listing::Listed;
use crate::listing::{Decoded, Listing, RawPage, Ready, Source, Start, next_by_token};
use crate::transport::call_options::CallOptions;
use crate::values::country::Country;
use crate::values::ids::{CustomerId, SubscriptionId};

impl PartnerCenter {
    /// The way to one customer. Nothing is sent yet, and nothing is checked.
    pub fn customer(&self, id: impl Into<CustomerId>) -> Customer {
        Customer { partner: self.clone(), id: id.into() }
    }

    /// The partner's customers, as the list has them: company and relationship. Read the
    /// [details](Customer::details) of one for its billing profile.
    ///
    /// The service chooses how many come at a time.
    pub fn customers(&self) -> Listing<types::CustomerResource> {
        Listing::new(Customers(self.clone()))
    }
}

struct Customers(PartnerCenter);

impl Source<types::CustomerResource> for Customers {
    fn name(&self) -> &str {
        "customers"
    }

    fn operation(&self) -> &'static str {
        "listCustomers"
    }

    fn may_repeat(&self) -> bool {
        // They are read as they are fetched.
        false
    }

    fn fetch(
        &self,
        start: Start,
    ) -> BoxFuture<'static, Result<Box<dyn RawPage<types::CustomerResource>>>> {
        let partner = self.0.clone();
        Box::pin(async move {
            let call = partner.api().list_customers();
            let call = match start {
                Start::Token(token) => {
                    call.seek_operation(types::SeekOperation::Next).ms_continuation_token(token)
                }
                Start::Beginning => call,
                _ => {
                    let message = "it starts in a way in which no page of this list does";
                    return Err(Error::invalid("position", message));
                }
            };
            let answer = call.fetch().await?;
            let answered = Some(Answered::of(&answer));
            let (page, items) = apart(answer)?;
            let next = next_by_token(page.links.as_ref(), page.continuation_token);
            let page = Decoded::apart(items, next);
            Ok(Box::new(Ready { page, answered }) as Box<dyn RawPage<_>>)
        })
    }
}

/// One customer of the partner: a directory tenant.
///
/// A cheap handle and the way to everything about the customer: subscriptions, carts, orders
/// and entitlements.
///
/// ```no_run
/// use partner_center::{PurchaseLine, PurchaseRequest};
///
/// # async fn example(partner: partner_center::PartnerCenter) -> partner_center::Result<()> {
/// let customer = partner.customer("a1000000-0000-4000-8000-000000000001");
/// let request = PurchaseRequest::new(PurchaseLine::sku("CONTOSO00001", "0001", 1));
///
/// let plan = customer.plan(&request).await?; // reads only
/// let purchase = customer.purchase(&request).run().await?; // buys
/// for id in purchase.order_ids() {
///     let order = customer.order(id).await?;
///     println!("{:?} in {}", order.status, plan.country);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Customer {
    partner: PartnerCenter,
    id: CustomerId,
}

impl Customer {
    /// The customer's id.
    pub fn id(&self) -> &CustomerId {
        &self.id
    }

    /// The partner on whose behalf this handle speaks.
    pub fn partner(&self) -> &PartnerCenter {
        &self.partner
    }

    /// The same customer with other settings for the calls made through the handle that this
    /// returns.
    #[must_use = "the handle it returns has the options; this one stays as it is"]
    pub fn with(&self, options: CallOptions) -> Self {
        Self { partner: self.partner.with(options), id: self.id.clone() }
    }

    /// Reads the customer with company and billing profile.
    pub async fn details(&self) -> Result<types::CustomerResource> {
        let answer = self.partner.api().get_customer(&self.id).send().await?;
        let came = answer.id.as_ref().map(CustomerId::as_str);
        asked_for("customer", &answer, came, self.id.as_str())?;
        Ok(answer.into_inner())
    }

    /// The country of the customer's billing profile, in which purchases are made.
    ///
    /// # Errors
    ///
    /// Besides what any read can meet: the profile names no country.
    pub async fn country(&self) -> Result<Country> {
        let details = self.details().await?;
        let address = details.billing_profile.and_then(|profile| profile.default_address);
        match address.and_then(|address| address.country) {
            Some(country) => country.as_str().parse(),
            None => Err(Error::invalid(
                "country",
                format!("the billing profile of customer {} names no country; give one", self.id),
            )),
        }
    }

    /// The customer's subscriptions. Perpetual software is not among them: what the
    /// customer holds of that shows among the entitlements.
    pub async fn subscriptions(&self) -> Result<Listed<types::Subscription>> {
        let call = self.partner.api().list_subscriptions(&self.id);
        whole(call.fetch().await?)
    }

    /// One subscription.
    pub async fn subscription(&self, id: &SubscriptionId) -> Result<types::Subscription> {
        let call = self.partner.api().get_subscription(&self.id, id);
        let answer = call.send().await?;
        let came = answer.id.as_ref().map(SubscriptionId::as_str);
        asked_for("subscription", &answer, came, id.as_str())?;
        Ok(answer.into_inner())
    }
}
