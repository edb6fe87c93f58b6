//! Objects that are read field by field, by the names of the fields.
//!
//! What serde derives does the same and more: it also reads lists, numbers in the place of names,
//! and fields that must be there. No type of the document has use for that, and compiling it for
//! all of them took a third of the time that this crate takes.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor};

/// A type that is nothing until its fields have been read.
pub(crate) trait Fields: Default {
    /// The names of the fields in the document, and then for each another that is read as well.
    const NAMES: &'static [&'static str];

    /// The field that is there even where it holds nothing: the items of a list. An object without
    /// it is something else.
    const NEEDED: Option<usize> = None;

    /// Reads the value of the field `at`, counted from nothing.
    fn read<'de, A: MapAccess<'de>>(&mut self, at: usize, map: &mut A) -> Result<(), A::Error>;
}

/// Reads a `T`, which messages call `name`.
pub(crate) fn read_fields<'de, T: Fields, D: Deserializer<'de>>(
    deserializer: D,
    name: &'static str,
) -> Result<T, D::Error> {
    deserializer.deserialize_struct(name, T::NAMES, Object(name, PhantomData))
}

struct Object<T>(&'static str, PhantomData<T>);

impl<'de, T: Fields> Visitor<'de> for Object<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", self.0)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut value = T::default();
        let mut seen = Seen::default();
        // Fields mostly come in the order of the document.
        let mut next = 0;
        while let Some(at) = map.next_key_seed(Name { names: T::NAMES, next })? {
            let Some(at) = at else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if seen.replace(at) {
                return Err(A::Error::duplicate_field(T::NAMES.get(at).unwrap_or(&"")));
            }
            value.read(at, &mut map)?;
            next = at + 1;
        }
        match T::NEEDED {
            Some(at) if !seen.has(at) => Err(self.without(at)),
            _ => Ok(value),
        }
    }
}

impl<T: Fields> Object<T> {
    /// The name stands without quotation marks, since what is quoted is taken for text of the
    /// body and kept out of logs.
    fn without<E: serde::de::Error>(&self, at: usize) -> E {
        let field = T::NAMES.get(at).unwrap_or(&"");
        E::custom(format_args!("the answer is not of the form {}: it has no {field}", self.0))
    }
}

/// Which fields have been read: nearly no type has more than a few dozen.
#[derive(Default)]
struct Seen {
    first: u128,
    others: Vec<usize>,
}

impl Seen {
    /// Notes a field, and tells whether it was noted before.
    fn replace(&mut self, at: usize) -> bool {
        let seen = self.has(at);
        match bit(at) {
            Some(bit) => self.first |= bit,
            None => self.others.push(at),
        }
        seen
    }

    /// Whether a field was noted.
    fn has(&self, at: usize) -> bool {
        bit(at).map_or_else(|| self.others.contains(&at), |bit| self.first & bit != 0)
    }
}

fn bit(at: usize) -> Option<u128> {
    u32::try_from(at).ok().and_then(|at| 1_u128.checked_shl(at))
}

/// Reads the name of a field as its number.
#[derive(Clone, Copy)]
struct Name {
    names: &'static [&'static str],
    /// The field that is looked at first.
    next: usize,
}

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        let (names, others) = self.names.split_at(self.names.len() / 2);
        let (before, after) = names.split_at(names.len().min(self.next));
        let is_it = |known: &&str| *known == name;
        let found = after.iter().position(is_it).map(|at| before.len() + at);
        Ok(found
            .or_else(|| before.iter().position(is_it))
            .or_else(|| others.iter().position(is_it)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// More fields than have a bit of their own.
    #[derive(Default)]
    struct Many(BTreeMap<usize, Option<u32>>);

    impl Fields for Many {
        const NAMES: &'static [&'static str] = &{
            let mut names = [""; 260];
            (names[0], names[130]) = ("first", "First");
            (names[1], names[131]) = ("second", "Second");
            (names[129], names[259]) = ("last", "Last");
            names
        };

        fn read<'de, A: MapAccess<'de>>(&mut self, at: usize, map: &mut A) -> Result<(), A::Error> {
            self.0.insert(at, map.next_value()?);
            Ok(())
        }
    }

    fn read(json: &str) -> Result<[Option<u32>; 3], String> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let many: Many =
            read_fields(&mut deserializer, "Many").map_err(|error| error.to_string())?;
        Ok([0, 1, 129].map(|at| many.0.get(&at).copied().flatten()))
    }

    #[test]
    fn fields_are_found_in_any_order_by_either_name_and_others_are_skipped() {
        let expected = Ok([Some(1), Some(2), Some(3)]);
        assert_eq!(read(r#"{"first":1,"second":2,"last":3}"#), expected);
        assert_eq!(read(r#"{"Last":3,"other":[{}],"second":2,"First":1}"#), expected);
        assert_eq!(read(r#"{"FIRST":1,"last":null}"#), Ok([None; 3]));
    }

    #[test]
    fn a_field_that_comes_twice_under_whatever_name_is_a_mistake() {
        for (json, name) in [
            (r#"{"first":1,"First":1}"#, "first"),
            (r#"{"second":2,"last":null,"second":2}"#, "second"),
            (r#"{"last":3,"Last":3}"#, "last"),
        ] {
            let error = read(json).unwrap_err();
            assert!(error.starts_with(&format!("duplicate field `{name}`")), "{error}");
        }
    }

    /// A list, which is known by its items.
    #[derive(Default)]
    struct List(Vec<u32>);

    impl Fields for List {
        const NAMES: &'static [&'static str] = &["links", "items", "Links", "Items"];
        const NEEDED: Option<usize> = Some(1);

        fn read<'de, A: MapAccess<'de>>(&mut self, at: usize, map: &mut A) -> Result<(), A::Error> {
            match at {
                1 => self.0 = map.next_value::<Option<_>>()?.unwrap_or_default(),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
            Ok(())
        }
    }

    #[test]
    fn an_object_without_the_field_that_is_always_there_is_something_else() {
        let list = |json: &str| {
            let mut deserializer = serde_json::Deserializer::from_str(json);
            let list: Result<List, _> = read_fields(&mut deserializer, "Names");
            list.map(|list| list.0).map_err(|error| error.to_string())
        };
        assert_eq!(list(r#"{"Items":[1],"links":{}}"#), Ok(vec![1]));
        for json in [r#"{"items":[]}"#, r#"{"items":null}"#] {
            assert_eq!(list(json), Ok(Vec::new()));
        }
        for json in ["{}", r#"{"Message":"ok","links":{}}"#, r#"{"value":{"items":[1]}}"#] {
            let error = list(json).unwrap_err();
            let start = "the answer is not of the form Names: it has no items at line 1";
            assert!(error.starts_with(start), "{error}");
        }
    }

    #[test]
    fn only_an_object_is_read() {
        for json in ["[1,2]", "7", "null"] {
            let error = read(json).unwrap_err();
            assert!(error.contains("expected struct Many"), "{error}");
        }
    }
}
