//! Enums that may grow: words of the service, known and unknown.

/// Whether two spellings are one word: case, underscores, hyphens and spaces do not count.
///
/// The service writes one and the same word as `one_time`, `OneTime` and `onetime`.
pub(crate) fn same_word(one: &str, other: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = u8> {
        text.bytes()
            .filter(|byte| !matches!(byte, b'_' | b'-' | b' '))
            .map(|byte| byte.to_ascii_lowercase())
    }
    letters(one).eq(letters(other))
}

/// Gives an open enum its traits.
///
/// The generated code declares the variants, the last of which is `Other(Box<str>)`, and
/// supplies `as_str` and `From<&str>`. Known words are written as the document spells
/// them; unknown ones are kept, and written, as they came.
macro_rules! open_enum {
    ($name:ident) => {
        impl $name {
            /// Whether the document knows this word.
            pub fn is_known(&self) -> bool {
                !::std::matches!(self, Self::Other(_))
            }
        }

        impl crate::support::ParameterValue for $name {
            fn text(&self) -> ::std::borrow::Cow<'_, str> {
                self.as_str().into()
            }
        }

        impl crate::support::AsCell for $name {
            fn as_cell(&self) -> crate::support::Cell<'_> {
                crate::support::Cell::Text(self.as_str())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::std::convert::From<&$name> for $name {
            fn from(word: &$name) -> Self {
                word.clone()
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                struct Word;

                impl ::serde::de::Visitor<'_> for Word {
                    type Value = $name;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str("a word")
                    }

                    fn visit_str<E: ::serde::de::Error>(
                        self,
                        text: &str,
                    ) -> ::std::result::Result<$name, E> {
                        Ok($name::from(text))
                    }
                }

                deserializer.deserialize_str(Word)
            }
        }
    };
}

pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_are_one() {
        for other in ["one_time", "OneTime", "onetime", "ONE-TIME", "One Time"] {
            assert!(same_word("one_time", other), "{other}");
        }
        for other in ["one_times", "on_time", "", "onetimé"] {
            assert!(!same_word("one_time", other), "{other}");
        }
    }
}
