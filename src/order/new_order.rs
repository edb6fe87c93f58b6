//! An order that is to be bought without a cart.

use chrono::{DateTime, Utc};
use partner_center_api::types;
use uuid::Uuid;

use super::wanted::Wanted;
use crate::cart::NewCart;
use crate::error::Result;
use crate::purchase::{Doubt, Intent, tag};
use crate::values::ids::CustomerId;

/// An order that is to be bought without a cart: its lines, and the tag by which it is found after
/// a doubt.
///
/// A tag is a word such as `pc-5d20c7e9814fa36b` at the end of the friendly name of each line. One
/// is made up for each order, unless it is given or not wanted.
///
/// ```no_run
/// use partner_center::cart::CartLineItem;
/// use partner_center::order::NewOrder;
///
/// # async fn example(customer: partner_center::Customer, line: CartLineItem) -> partner_center::Result<()> {
/// match customer.place_order(&NewOrder::new([line])).await {
///     Ok(order) => println!("ordered: {:?}", order.id),
///     Err(failed) => {
///         println!("{failed}");
///         if let Some(doubt) = failed.doubt() {
///             println!("{}", customer.settle(doubt.clone()).run().await?);
///         }
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "it is only bought by `Customer::place_order`"]
pub struct NewOrder {
    content: NewCart,
    tag: Tag,
}

#[derive(Clone, Debug)]
enum Tag {
    MadeUp,
    Given(String),
    Unwanted,
}

impl NewOrder {
    /// An order of what a cart would hold: lines, or a [`NewCart`] that attests the partners on
    /// record. The lines are numbered from 0, in the order given.
    pub fn new(content: impl Into<NewCart>) -> Self {
        Self { content: content.into(), tag: Tag::MadeUp }
    }

    /// Tags its lines with a word made from `id`, which is to be stored before the order is placed.
    /// Then the order is found even if the process is killed: see [`left_behind`](Self::left_behind).
    pub fn tagged(mut self, id: Uuid) -> Self {
        self.tag = Tag::Given(tag(id));
        self
    }

    /// Leaves the friendly names of the lines alone. After a doubt, the order then cannot be told
    /// from another one that is like it, so that a person may be asked.
    pub fn untagged(mut self) -> Self {
        self.tag = Tag::Unwanted;
        self
    }

    /// The doubt about this order where another process has asked for it, at `sent` or before, with
    /// a token that ends at `token_end`, and nobody waits for the answer any more. It is the same
    /// order if it has the same lines and the same [tag](Self::tagged).
    ///
    /// # Errors
    ///
    /// What stands against placing it.
    pub fn left_behind(
        &self,
        customer: &CustomerId,
        sent: DateTime<Utc>,
        token_end: DateTime<Utc>,
    ) -> Result<Doubt> {
        let named = match &self.tag {
            Tag::Given(tag) => Some(tag.clone()),
            Tag::MadeUp | Tag::Unwanted => None,
        };
        let wanted = self.wanted(customer, named)?;
        Ok(wanted.doubt(Intent::new(Uuid::nil(), sent, Some(token_end))))
    }

    /// What is asked for, with this made-up tag where one is to be made up.
    pub(super) fn asked(&self, customer: &CustomerId, made_up: Uuid) -> Result<Wanted> {
        let tag = match &self.tag {
            Tag::MadeUp => Some(tag(made_up)),
            Tag::Given(tag) => Some(tag.clone()),
            Tag::Unwanted => None,
        };
        self.wanted(customer, tag)
    }

    fn wanted(&self, customer: &CustomerId, tag: Option<String>) -> Result<Wanted> {
        let mut cart = self.content.as_one_group()?;
        for line in &mut cart.line_items {
            let names = [line.friendly_name.as_deref(), tag.as_deref()];
            let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
            line.friendly_name = Some(name).filter(|name| !name.is_empty());
        }
        cart.links = Some(of(customer));
        Ok(Wanted { cart, tag })
    }
}

/// Says in a cart whose it would be, so that a doubt is not settled at another customer.
fn of(customer: &CustomerId) -> types::ResourceLinks {
    let mut own = types::Link::default();
    own.uri = Some(format!("/customers/{customer}/orders"));
    let mut links = types::ResourceLinks::default();
    links.self_ = Some(own);
    links
}
