//! A list that came in one answer.

use std::ops::Deref;

use partner_center_api::support::UnreadableObject;

use serde_json::value::RawValue;

use crate::error::{Error, Result};

/// A list that came in one answer: the items that could be read, and beside them those that could
/// not.
///
/// It is used like a `Vec` of the items. The service writes an odd item now and then, a date of a
/// form of its own say; it does not cost the rest of the list. A program for which a list has to
/// be whole asks for [`complete`](Self::complete); one that gives a report shows what is
/// [unreadable](Self::unreadable).
///
/// ```no_run
/// # async fn example(customer: partner_center::Customer) -> partner_center::Result<()> {
/// let orders = customer.orders().await?;
/// for order in &orders {
///     println!("{:?}", order.id);
/// }
/// for odd in orders.unreadable() {
///     println!("item {:?} cannot be read: {}", odd.number(), odd.json());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Listed<T> {
    items: Vec<T>,
    unreadable: Vec<UnreadableObject>,
    /// Why the answer could not be read as a whole.
    error: Option<Error>,
    /// The answer, where it was no list.
    bare: Option<Box<RawValue>>,
}

impl<T> Listed<T> {
    /// A list that could be read as a whole.
    pub(crate) fn whole(items: Vec<T>) -> Self {
        Self { items, unreadable: Vec::new(), error: None, bare: None }
    }

    /// The list of one that a bare object stands for.
    pub(crate) fn bare(item: T, json: Box<RawValue>) -> Self {
        Self { bare: Some(json), ..Self::whole(vec![item]) }
    }

    /// A list whose items were read one by one, after it could not be read as a whole.
    pub(crate) fn apart(read: Vec<Result<T, UnreadableObject>>, error: Error) -> Self {
        let (mut items, mut unreadable) = (Vec::new(), Vec::new());
        for item in read {
            match item {
                Ok(item) => items.push(item),
                Err(odd) => unreadable.push(odd),
            }
        }
        let error = Some(error).filter(|_| !unreadable.is_empty());
        Self { items, unreadable, error, bare: None }
    }

    /// The items that could not be read, as they came, each with its number in the list, the
    /// first is 1.
    pub fn unreadable(&self) -> &[UnreadableObject] {
        &self.unreadable
    }

    /// The answer as it came, with all of its properties, where it was one bare object and no
    /// list: that object is then the one item of this list.
    ///
    /// The service's examples show such answers for the catalog of a customer, some with an object
    /// of another kind, such as a product where SKUs were asked for. What came may be less than was
    /// asked for.
    ///
    /// ```no_run
    /// # async fn example(customer: partner_center::Customer) -> partner_center::Result<()> {
    /// let skus = customer.catalog().skus(&"CONTOSO00001".into()).await?;
    /// if let Some(answer) = skus.bare_answer() {
    ///     println!("no list, but {answer}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn bare_answer(&self) -> Option<&RawValue> {
        self.bare.as_deref()
    }

    /// All items.
    ///
    /// # Errors
    ///
    /// One of them could not be read: then it is not known what the list holds.
    pub fn complete(self) -> Result<Vec<T>> {
        self.error.map_or(Ok(self.items), Err)
    }

    /// The items that could be read. What could not be is left behind.
    pub fn into_readable(self) -> Vec<T> {
        self.items
    }

    /// The same list with something else in the place of each item.
    pub(crate) fn map<U>(self, change: impl FnMut(T) -> U) -> Listed<U> {
        let items = self.items.into_iter().map(change).collect();
        Listed { items, unreadable: self.unreadable, error: self.error, bare: self.bare }
    }

    /// Leaves out the items that are not wanted. Those that could not be read stay: nobody knows
    /// whether they are.
    pub(crate) fn retain(&mut self, wanted: impl FnMut(&T) -> bool) {
        self.items.retain(wanted);
    }
}

impl<T> Deref for Listed<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> IntoIterator for Listed<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Listed<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// Equal where all items could be read and are these.
impl<T: PartialEq<U>, U> PartialEq<[U]> for Listed<T> {
    fn eq(&self, other: &[U]) -> bool {
        self.unreadable.is_empty() && self.items[..] == *other
    }
}

/// Equal where all items could be read and are these.
impl<T: PartialEq<U>, U, const N: usize> PartialEq<[U; N]> for Listed<T> {
    fn eq(&self, other: &[U; N]) -> bool {
        *self == other[..]
    }
}
