//! Lists that take no more memory than an honest answer needs.
//!
//! An item of three bytes, `{}`, becomes a value of a kilobyte and more: without a bound, an answer
//! of four megabytes takes seven gigabytes.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// How many bytes the items of a list take at most, with the lists in them. What real items have
/// in their texts is as long as in the answer, and does not count.
const MOST: usize = 256 * 1024 * 1024;

/// A list; null is an empty one.
pub(crate) struct Bounded<T>(pub(crate) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Bounded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let _list = List::enter();
        deserializer.deserialize_option(Items(PhantomData)).map(Self)
    }
}

struct Items<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_none<E>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_unit<E>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element()? {
            if !List::take(size_of::<T>()) {
                return Err(too_long());
            }
            all.push(item);
        }
        Ok(all)
    }
}

fn too_long<E: serde::de::Error>() -> E {
    let most = MOST / (1024 * 1024);
    E::custom(format_args!(
        "a list is too long: its items would take more than {most} MiB of memory"
    ))
}

/// What the items of a list take together that are read one by one.
#[derive(Default)]
pub(super) struct Taken(usize);

impl Taken {
    /// Reads an item. One that does not decode is no failure of the list, and one that there is
    /// no room for is.
    pub(super) fn read<T: DeserializeOwned>(
        &mut self,
        json: &str,
    ) -> Result<Result<T, serde_json::Error>, serde_json::Error> {
        let _list = List::enter();
        List::take(self.0);
        let read = serde_json::from_str(json);
        let room = List::take(size_of::<T>());
        self.0 = READING.get().1;
        if room { Ok(read) } else { Err(too_long()) }
    }
}

thread_local! {
    /// How many lists are being read, one within the other, and how many bytes their items take.
    static READING: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

/// A list that is being read by this thread.
struct List;

impl List {
    fn enter() -> Self {
        let (depth, taken) = READING.get();
        READING.set((depth + 1, if depth == 0 { 0 } else { taken }));
        Self
    }

    /// Whether there is room for another item.
    fn take(bytes: usize) -> bool {
        let (depth, taken) = READING.get();
        let taken = taken.saturating_add(bytes);
        READING.set((depth, taken));
        taken <= MOST
    }
}

impl Drop for List {
    fn drop(&mut self) {
        let (depth, taken) = READING.get();
        READING.set((depth.saturating_sub(1), taken));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Result<Vec<T>, String> {
        let read = serde_json::from_str::<Bounded<T>>(json);
        read.map(|list| list.0).map_err(|error| error.to_string())
    }

    /// An item that says that it takes nearly a third of what there is room for.
    #[derive(Debug, Deserialize)]
    #[serde(from = "u8")]
    struct Large;

    impl From<u8> for Large {
        fn from(_: u8) -> Self {
            List::take(MOST / 3 - 1);
            Self
        }
    }

    #[test]
    fn null_and_nothing_are_empty_lists() {
        for json in ["null", "[]"] {
            assert_eq!(read::<u8>(json), Ok(Vec::new()));
        }
        assert_eq!(read("[1,2]"), Ok(vec![1, 2]));
        assert!(read::<u8>("7").unwrap_err().starts_with("invalid type: integer `7`"));
    }

    #[test]
    fn a_list_is_refused_where_its_items_take_too_much() {
        assert_eq!(read::<Large>("[1,2,3]").map(|all| all.len()), Ok(3));
        let error = read::<Large>("[1,2,3,4]").unwrap_err();
        assert!(error.starts_with("a list is too long: its items would take more"), "{error}");
    }

    #[test]
    fn what_an_earlier_list_took_does_not_count() {
        for _ in 0..10 {
            assert_eq!(read::<Large>("[1,2,3]").map(|all| all.len()), Ok(3));
            assert!(read::<Large>(r#"[1,2,3,"#).is_err());
        }
    }
}
