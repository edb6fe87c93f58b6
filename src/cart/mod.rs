//! Carts: gathering lines, correcting them, checking them out.
//!
//! The checkout is the only call of this crate that buys. It takes the cart away from its
//! caller, and is sent once.

mod applied_scope;
mod checkout;
mod difference;
mod fit;
pub(crate) mod limits;
mod line_item;
mod new_cart;
mod purchasable;
mod savings_plan;
mod total;

use bytes::Bytes;
use chrono::{DateTime, Utc};

pub use applied_scope::AppliedScope;
pub use checkout::Checkout;
pub use difference::LineProblem;
pub use limits::{LimitProblem, PurchaseLimits, Unjudged};
pub use line_item::CartLineItem;
pub use new_cart::NewCart;
pub use purchasable::{Prerequisites, Purchasable};
pub use savings_plan::SavingsPlan;
pub use total::NoTotal;

use new_cart::Asked;
use partner_center_api::Answer;
use partner_center_api::support::Undecoded;
use partner_center_api::types::{self, CartStatus};

use crate::client::{Customer, asked_for};
use crate::error::{Answered, Delivery, Error, Kind, Result, shown};
use crate::net::date::answered_at;
use crate::transport::call_options::CallOptions;
use crate::values::ids::CartId;

impl Customer {
    /// Creates a cart from lines. The service numbers them from 0, in the order given; messages
    /// count from 1.
    ///
    /// A cart buys nothing and costs nothing; left alone it expires, after seven days as
    /// the service has it now. The service may put an error on a line and create the cart
    /// nevertheless: see [`Cart::problems`].
    ///
    /// # Errors
    ///
    /// No line is given, or a line has [problems](CartLineItem::problems) that the catalog
    /// tells; all are named, and nothing is sent. After [`Delivery::Unknown`] a cart may
    /// exist, which does no harm.
    pub async fn create_cart(&self, cart: impl Into<NewCart> + Send) -> Result<Cart> {
        let (body, asked) = cart.into().to_wire()?;
        let call = self.partner().api().create_cart(self.id(), body);
        let response = call.send().await?;
        let Some(id) = response.id.clone() else {
            let why = "the cart has no id, so it cannot be checked out; it will expire";
            return Err(of_no_use(why, &response));
        };
        let served_at = answered_at(response.headers());
        Ok(Cart {
            customer: self.clone(),
            id,
            body: response.into_inner(),
            asked: Some(asked),
            in_doubt: false,
            served_at,
        })
    }

    /// Reads a cart, also one that was checked out before.
    ///
    /// After a checkout whose outcome is unknown, [`Cart::status`] tells `Ordered` once an
    /// order was placed. `Active` proves nothing as long as the checkout may be under way:
    /// [`settle`](Self::settle) waits for that.
    pub async fn cart(&self, id: &CartId) -> Result<Cart> {
        let call = self.partner().api().get_cart(self.id(), id);
        let named = |error: Error| error.with_cart(id.as_str());
        let answer = call.send().await.map_err(|error| named(error.into()))?;
        let own = answer.id.as_ref().map(CartId::as_str);
        asked_for("cart", &answer, own, id.as_str()).map_err(named)?;
        let served_at = answered_at(answer.headers());
        Ok(Cart {
            customer: self.clone(),
            id: id.clone(),
            body: answer.into_inner(),
            asked: None,
            in_doubt: false,
            served_at,
        })
    }
}

/// A cart at the service, as it was last read.
///
/// ```no_run
/// # async fn example(customer: partner_center::Customer, line: partner_center::CartLineItem) -> partner_center::Result<()> {
/// let mut cart = customer.create_cart(&[line]).await?; // costs nothing
/// for problem in cart.problems() {
///     println!("{problem}");
/// }
/// cart.update(|body| body.line_items[0].quantity = Some(2)).await?;
/// let checkout = cart.checkout().await?; // buys, and takes the cart away
/// # drop(checkout);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Cart {
    customer: Customer,
    id: CartId,
    body: types::CartResource,
    /// What it is held against; `None` for a cart that was only read.
    asked: Option<Asked>,
    /// Whether a change was sent of which nobody knows whether it was made.
    in_doubt: bool,
    /// When the service answered with it last, by the service's clock.
    served_at: Option<DateTime<Utc>>,
}

impl Cart {
    /// A cart as it was recorded.
    pub(crate) fn recorded(customer: Customer, id: CartId, body: types::CartResource) -> Self {
        Self { customer, id, body, asked: None, in_doubt: false, served_at: None }
    }

    /// When the service answered with it last, by the service's clock.
    pub(crate) fn served_at(&self) -> Option<DateTime<Utc>> {
        self.served_at
    }

    /// The cart's id. Keep it before checking out: it is the way back after a doubt.
    pub fn id(&self) -> &CartId {
        &self.id
    }

    /// The customer it is for.
    pub fn customer(&self) -> &Customer {
        &self.customer
    }

    /// The same cart with other settings for the calls made through it, such as the request
    /// id of its checkout.
    #[must_use = "the cart it returns has the options"]
    pub fn with(mut self, options: CallOptions) -> Self {
        self.customer = self.customer.with(options);
        self
    }

    /// The whole cart as the service wrote it.
    pub fn body(&self) -> &types::CartResource {
        &self.body
    }

    /// The lines as the service holds them.
    pub fn line_items(&self) -> &[types::CartLineItemResource] {
        &self.body.line_items
    }

    /// Active until it is checked out, then ordered; `None` where the answer did not say.
    pub fn status(&self) -> Option<&CartStatus> {
        self.body.status.as_ref()
    }

    /// When the service will forget it; `None` where the answer did not say.
    pub fn expires(&self) -> Option<DateTime<Utc>> {
        self.body.expiration_timestamp?.to_utc()
    }

    /// Why it must not be checked out as it is: errors that the service put on lines, and
    /// lines that are not what was asked for. Empty when nothing stands against it.
    ///
    /// A cart that was only read is searched for errors alone.
    pub fn problems(&self) -> Vec<LineProblem> {
        let mut problems = difference::refused(&self.body.line_items);
        if let Some(asked) = &self.asked {
            problems.extend(difference::differences(asked, &self.body.line_items));
        }
        problems
    }

    /// Replaces all lines.
    ///
    /// # Errors
    ///
    /// As [`Customer::create_cart`], and as [`update`](Self::update).
    pub async fn replace_lines(&mut self, lines: &[CartLineItem]) -> Result<()> {
        let attests = self.attests_partners();
        let (wanted, asked) = NewCart::from(lines).attesting(attests).to_wire()?;
        let mut body = self.body.clone();
        body.line_items = wanted.line_items;
        self.put(body, asked).await
    }

    /// Changes the cart and sends all of it back, with what this version does not know.
    ///
    /// What is the service's to write is left out: errors and prices of lines, their order groups,
    /// unset dates. A line without a number gets the next one. Asking for the same content twice does
    /// no harm, so a failed try is repeated.
    ///
    /// # Errors
    ///
    /// The service refused the change; the cart is then as it was before. Or its answer was
    /// lost, with [`Delivery::Unknown`]: then nobody knows what the cart holds, and it is not
    /// checked out before [`refresh`](Self::refresh) has read it again.
    pub async fn update(
        &mut self,
        change: impl FnOnce(&mut types::CartResource) + Send,
    ) -> Result<()> {
        let mut body = self.body.clone();
        change(&mut body);
        let asked = Asked::by_hand(&mut body, self.attests_partners());
        self.put(body, asked).await
    }

    fn attests_partners(&self) -> bool {
        self.asked.as_ref().is_some_and(|asked| asked.attests_partners)
    }

    async fn put(&mut self, mut body: types::CartResource, asked: Asked) -> Result<()> {
        for date in [
            &mut body.creation_timestamp,
            &mut body.last_modified_timestamp,
            &mut body.expiration_timestamp,
        ] {
            date.take_if(|date| date.is_unset());
        }
        // The service does not repeat it in its answers.
        if asked.attests_partners {
            body.partner_on_record_attestation_accepted = Some(true);
        }
        let named = |error: Error| error.with_cart(self.id.as_str());
        let call = self.customer.partner().api().update_cart(self.customer.id(), &self.id, body);
        let before = self.asked.replace(asked);
        // Until it is known what the cart holds, also where this future is dropped.
        self.in_doubt = true;
        let answer = match call.send().await {
            Ok(answer) => answer,
            Err(error) => {
                let error = named(error.into());
                if error.delivery() == Delivery::NotDone {
                    self.in_doubt = false;
                    self.asked = before;
                }
                return Err(error);
            }
        };
        let id = answer.id.as_ref().map(CartId::as_str);
        asked_for("cart", &answer, id, self.id.as_str()).map_err(named)?;
        self.body = answer.into_inner();
        self.in_doubt = false;
        Ok(())
    }

    /// Reads the cart again. It is then held against what was asked for last.
    pub async fn refresh(&mut self) -> Result<()> {
        self.body = self.customer.cart(&self.id).await?.body;
        self.in_doubt = false;
        Ok(())
    }

    /// Submits the cart, which is spent whatever the outcome. **This buys.**
    ///
    /// The cart becomes one order for each order group. It has succeeded when each line of the
    /// cart was ordered once, and nothing else was.
    ///
    /// It is sent once. Another try is made only where the service certainly did not act:
    /// its gateway turned the request away unread (429), no connection was opened, or the token
    /// was renewed after a 401. Dropping the future once it was polled may leave an order.
    ///
    /// # Errors
    ///
    /// Before anything is sent: the cart has [problems](Self::problems), is past its
    /// [expiry](Self::expires), was ordered before, or is not one that can be. After:
    ///
    /// | [`Error::delivery`] | what happened |
    /// | --- | --- |
    /// | [`NotDone`](Delivery::NotDone) | Nothing was bought: no connection was opened, the token or the rate was refused, or the service said no with a code that the document knows to mean so, to the checkout or to each group. |
    /// | [`InPart`](Delivery::InPart) | The service refused some groups and ordered the others, which [`Error::orders`] has. |
    /// | [`Unknown`](Delivery::Unknown) | Anything else: no answer, an answer of somebody else, or one that does not fit the cart. [Settle](Customer::settle) a doubt about the cart, [given up](crate::purchase::Doubt::given_up) now, before buying again. |
    ///
    /// Each of them names the cart, by [`Error::cart_id`].
    pub async fn checkout(self) -> Result<Checkout> {
        self.checked()?;
        self.submit().await.0
    }

    /// Sends the checkout, whatever is known against it, and gives the answer's body as it came,
    /// too.
    pub(crate) async fn submit(self) -> (Result<Checkout>, Option<Bytes>) {
        let call = self.customer.partner().api().checkout_cart(self.customer.id(), &self.id);
        let named = |error: Error| error.with_cart(self.id.as_str());
        let answer = match call.fetch().await {
            Ok(answer) => answer,
            Err(error) => return (Err(named(error.into())), None),
        };
        let body = answer.bytes().clone();
        let result = match answer.try_map(Undecoded::decode) {
            Ok(answer) => self.judged(answer),
            Err(error) => Err(named(error.into())),
        };
        (result, Some(body))
    }

    /// What a checkout that was answered with a success did.
    fn judged(&self, answer: Answer<types::CartCheckoutResult>) -> Result<Checkout> {
        let misfits = fit::misfits(&self.body, self.customer.id(), &answer);
        match checkout::failure(&answer, &misfits) {
            None => {
                let result = answer.into_inner();
                let (orders, order_errors) = (result.orders, result.order_errors);
                Ok(Checkout { cart_id: self.id.clone(), orders, order_errors })
            }
            Some((delivery, why)) => {
                let mut failed = of_no_use(&why, &answer);
                if delivery != Delivery::Unknown {
                    failed = failed.with_kind(Kind::Incomplete { why: why.into() });
                }
                let failed = failed.with_delivery(delivery);
                Err(failed.with_cart(self.id.as_str()).with_checkout(answer.into_inner()))
            }
        }
    }

    /// Whether nothing that is known here stands against a checkout.
    pub(crate) fn checked(&self) -> Result<()> {
        let refuse = |why: String| {
            let why = format!("cart {} was not checked out: {why}", self.id);
            Err(Error::invalid("cart", why).with_cart(self.id.as_str()))
        };
        if self.in_doubt {
            let why = "the answer to its last change was lost: read it again with `refresh`";
            return refuse(why.to_owned());
        }
        let problems = self.problems();
        if !problems.is_empty() {
            let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
            return refuse(format!(
                "{}; change what is asked for, or the cart with `Cart::update`",
                problems.join("; ")
            ));
        }
        match self.status() {
            None | Some(CartStatus::Active) => {}
            Some(CartStatus::Ordered) => {
                let why = "it was checked out before; its orders are among the customer's";
                return refuse(why.to_owned());
            }
            Some(other) => {
                let other = shown(other.as_str());
                return refuse(format!(
                    "its status is `{other}`, which this version does not know"
                ));
            }
        }
        if let Some(expires) = self.expires()
            && expires <= self.customer.partner().clock().now()
        {
            return refuse(format!("it expired at {expires}; create a new one"));
        }
        Ok(())
    }
}

/// A write was accepted, and the answer is silent about what came of it.
fn of_no_use<T>(why: &str, response: &Answer<T>) -> Error {
    Answered::of(response).unusable(Delivery::Unknown, why)
}
