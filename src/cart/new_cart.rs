//! What a cart is made of, before there is one.

use partner_center_api::types::{self, CurrencyCode};

use super::CartLineItem;
use crate::error::{Error, Result};

/// A cart that has not been created yet: its lines, and what is said of it as a whole.
///
/// A list of lines is one, too, so that [`Customer::create_cart`](crate::Customer::create_cart)
/// takes either.
///
/// ```no_run
/// use partner_center::cart::{CartLineItem, NewCart};
/// # async fn gather(customer: partner_center::Customer, line: CartLineItem)
/// # -> partner_center::Result<()> {
/// let cart = customer.create_cart(NewCart::new([line]).attest_partners_on_record()).await?;
/// println!("cart {} holds {} lines", cart.id(), cart.line_items().len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "it is only made by `Customer::create_cart`"]
pub struct NewCart {
    lines: Vec<CartLineItem>,
    attests_partners: bool,
}

impl NewCart {
    /// A cart with these lines, which are numbered from 0 in the order given.
    pub fn new(lines: impl IntoIterator<Item = CartLineItem>) -> Self {
        Self { lines: lines.into_iter().collect(), attests_partners: false }
    }

    /// Attests that the partners on record of its lines are those that the customer knows of.
    ///
    /// The service refuses a cart whose lines name additional resellers without it, with code
    /// 900206.
    pub fn attest_partners_on_record(mut self) -> Self {
        self.attests_partners = true;
        self
    }

    /// What an order would be made of that is created without a cart: all lines in one group, each
    /// in the currency in which the catalog sells it.
    ///
    /// # Errors
    ///
    /// As [`to_wire`](Self::to_wire).
    pub(crate) fn as_one_group(&self) -> Result<types::CartResource> {
        let (mut body, asked) = self.to_wire()?;
        for (number, line) in body.line_items.iter_mut().enumerate() {
            line.order_group = Some("0".into());
            line.currency_code = asked.currency(number).cloned();
        }
        Ok(body)
    }

    pub(super) fn attesting(mut self, attests: bool) -> Self {
        self.attests_partners = attests;
        self
    }

    /// What is sent, and what the service's cart is held against.
    ///
    /// # Errors
    ///
    /// There is no line, or lines have problems that the catalog tells; all are named.
    pub(crate) fn to_wire(&self) -> Result<(types::CartResource, Asked)> {
        let lines = lines_to_wire(&self.lines)?;
        let mut body = types::CartResource::default();
        body.partner_on_record_attestation_accepted = self.attests_partners.then_some(true);
        body.line_items.clone_from(&lines);
        let currencies = self.lines.iter().map(CartLineItem::currency);
        let asked =
            Asked { lines, attests_partners: self.attests_partners, currencies: Vec::new() };
        Ok((body, Asked { currencies: currencies.collect(), ..asked }))
    }
}

impl From<Vec<CartLineItem>> for NewCart {
    fn from(lines: Vec<CartLineItem>) -> Self {
        Self::new(lines)
    }
}

impl From<&[CartLineItem]> for NewCart {
    fn from(lines: &[CartLineItem]) -> Self {
        Self::new(lines.iter().cloned())
    }
}

impl From<&Vec<CartLineItem>> for NewCart {
    fn from(lines: &Vec<CartLineItem>) -> Self {
        Self::from(lines.as_slice())
    }
}

impl<const N: usize> From<[CartLineItem; N]> for NewCart {
    fn from(lines: [CartLineItem; N]) -> Self {
        Self::new(lines)
    }
}

impl<const N: usize> From<&[CartLineItem; N]> for NewCart {
    fn from(lines: &[CartLineItem; N]) -> Self {
        Self::from(lines.as_slice())
    }
}

/// What was asked for, which the service's cart is held against before it is checked out.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The lines as they were sent.
    pub(super) lines: Vec<types::CartLineItemResource>,
    /// The currency that the catalog has for each of them, where it is known.
    pub(super) currencies: Vec<Option<CurrencyCode>>,
    pub(super) attests_partners: bool,
}

impl Asked {
    /// What a caller who changes a cart by hand asks for. Takes out of the cart what is the
    /// service's to write, and numbers the lines that have no number.
    pub(super) fn by_hand(body: &mut types::CartResource, attests_partners: bool) -> Self {
        let own = body.partner_on_record_attestation_accepted == Some(true);
        leave_to_the_service(&mut body.line_items);
        let mut free = 1 + highest(&body.line_items);
        number(&mut body.line_items, &mut free);
        Self {
            lines: body.line_items.clone(),
            currencies: vec![None; body.line_items.len()],
            attests_partners: attests_partners || own,
        }
    }

    /// The currency that a line was chosen in.
    pub(super) fn currency(&self, number: usize) -> Option<&CurrencyCode> {
        let sent = self.lines.get(number)?.currency_code.as_ref();
        sent.or_else(|| self.currencies.get(number)?.as_ref())
    }
}

fn lines_to_wire(lines: &[CartLineItem]) -> Result<Vec<types::CartLineItemResource>> {
    if lines.is_empty() {
        return Err(Error::invalid("cart", "it has no lines; give at least one"));
    }
    let problems: Vec<_> = (1..)
        .zip(lines)
        .flat_map(|(number, line)| {
            let title = line.purchasable().item().title().to_owned();
            line.problems()
                .into_iter()
                .map(move |problem| format!("line {number} (`{title}`): {problem}"))
        })
        .collect();
    if !problems.is_empty() {
        return Err(Error::invalid("cart", problems.join("; ")));
    }
    Ok((0..).zip(lines).map(|(id, line)| line.to_wire(id)).collect())
}

fn leave_to_the_service(lines: &mut [types::CartLineItemResource]) {
    for line in lines {
        line.error = None;
        line.order_group = None;
        line.pricing = None;
        line.purchase_system = None;
        leave_to_the_service(&mut line.addon_items);
    }
}

/// The highest number of a line or an add-on; -1 where none has one.
fn highest(lines: &[types::CartLineItemResource]) -> i32 {
    let of = |line: &types::CartLineItemResource| line.id.unwrap_or(-1);
    lines.iter().map(|line| of(line).max(highest(&line.addon_items))).max().unwrap_or(-1)
}

fn number(lines: &mut [types::CartLineItemResource], free: &mut i32) {
    for line in lines {
        line.id.get_or_insert_with(|| {
            *free += 1;
            *free - 1
        });
        number(&mut line.addon_items, free);
    }
}
