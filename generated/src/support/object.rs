//! Objects in their ordinary form, which generated code reads field after field.
//!
//! That code names the fields in the order in which they mostly come: each is looked for where
//! the text stands, and is not there more rarely than it is. So a field costs one comparison
//! with a known key, and its value goes straight to where it stays.

use serde::de::DeserializeOwned;

use super::reader::Reader;
use super::text::Texts;
use super::{Decimal, Text, Timestamp};

/// An object as the generated code reads it.
pub(crate) trait Pull: Default {
    /// A bit for each field.
    type Seen: AsMut<[u64]> + Default;

    /// The properties by which it says what it is. Whoever asks for those looks at no case.
    const TELLING: &'static [&'static str];

    /// Reads the fields that come next and in the ordinary order.
    fn pull(&mut self, json: &mut Object<'_, '_, Self::Seen>) -> Result<(), Stop>;
}

/// Why no further field is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The object has ended.
    End,
    /// It is not in the ordinary form, and serde should read it.
    Odd,
}

/// A text, and where in it a value stands.
type Position<'j> = (&'j str, usize);

/// An object that is being read.
///
/// It has a reader of its own, and values are read by functions that know only where they
/// stand, so that the compiler can keep the position in a register.
pub(crate) struct Object<'j, 't, S> {
    reader: Reader<'j>,
    texts: &'t mut Texts,
    /// Which fields have been read.
    seen: S,
}

impl<S: AsMut<[u64]>> Object<'_, '_, S> {
    /// A field with this key, if it comes next. A field that comes twice is a mistake, and
    /// serde's to explain.
    #[inline(always)]
    fn field(
        &mut self,
        index: usize,
        key: &str,
        read: impl FnOnce(Position<'_>, &mut Texts) -> Option<usize>,
    ) -> Result<(), Stop> {
        if !self.reader.eat_key(key) {
            return Ok(());
        }
        let seen = self.seen.as_mut().get_mut(index / 64).ok_or(Stop::Odd)?;
        let bit = 1 << (index % 64);
        if *seen & bit != 0 {
            return Err(Stop::Odd);
        }
        *seen |= bit;
        let at = (self.reader.whole(), self.reader.position());
        let end = read(at, self.texts).ok_or(Stop::Odd)?;
        self.reader.back_to(end);
        match self.reader.more() {
            Some(true) => Ok(()),
            Some(false) => Err(Stop::End),
            None => Err(Stop::Odd),
        }
    }
}

/// One method for each form that a field can have.
macro_rules! forms {
    ($($(#[$doc:meta])* $form:ident $([$of:ident: $($bound:tt)+])?: $field:ty;)*) => {
        #[allow(dead_code, reason = "not every form need be in the document")]
        impl<S: AsMut<[u64]>> Object<'_, '_, S> {
            $(
                $(#[$doc])*
                #[inline(always)]
                pub(crate) fn $form$(<$of: $($bound)+>)?(
                    &mut self,
                    index: usize,
                    key: &str,
                    field: &mut $field,
                ) -> Result<(), Stop> {
                    #[inline(never)]
                    fn read$(<$of: $($bound)+>)?(
                        (json, at): Position<'_>,
                        texts: &mut Texts,
                        field: &mut $field,
                    ) -> Option<usize> {
                        let mut reader = Reader::at(json, at);
                        reader.$form(field, texts)?;
                        Some(reader.position())
                    }
                    self.field(index, key, |at, texts| read(at, texts, field))
                }
            )*
        }
    };
}

forms! {
    /// Text that is kept.
    text [T: From<Text>]: Option<T>;
    /// The same, or a whole number that is kept as text.
    id [T: From<Text>]: Option<T>;
    /// What is made of text and does not keep it so.
    word [T: for<'t> From<&'t str>]: Option<T>;
    /// A whole number.
    integer [T: TryFrom<i64>]: Option<T>;
    /// An exact number, in a string or without.
    decimal: Option<Decimal>;
    /// A date and time.
    date: Option<Timestamp>;
    /// True or false.
    flag: Option<bool>;
    /// An object that is read so as well.
    object [T: Pull]: Option<T>;
    /// A list, which mostly is empty; serde reads what is in it.
    list [T: DeserializeOwned]: Vec<T>;
    /// Something that serde reads.
    json [T: DeserializeOwned + Default]: T;
}

/// Each method reads a value of a field; `None` where serde should.
impl Reader<'_> {
    /// Reads the fields of an object.
    pub(crate) fn fields<P: Pull>(&mut self, object: &mut P, texts: &mut Texts) -> Option<()> {
        self.expect(b'{')?;
        self.spaces();
        if self.eat(b'}') {
            return Some(());
        }
        let reader = Reader::at(self.whole(), self.position());
        let mut json = Object { reader, texts, seen: P::Seen::default() };
        loop {
            let before = json.reader.position();
            match object.pull(&mut json) {
                Err(Stop::End) => break,
                Err(Stop::Odd) => return None,
                // Some fields were found; those that mostly come earlier may still follow.
                Ok(()) if json.reader.position() > before => {}
                Ok(()) if json.reader.unknown_field(P::TELLING)? => {}
                Ok(()) => break,
            }
        }
        self.back_to(json.reader.position());
        Some(())
    }

    /// Passes over a field with a key that is none of the ordinary ones: whether another
    /// follows.
    #[cold]
    fn unknown_field(&mut self, telling: &[&str]) -> Option<bool> {
        let key = self.plain_string()?;
        // With a capital it may be a field in the other spelling.
        let is_known = key.starts_with(|first: char| first.is_ascii_uppercase())
            || telling.iter().any(|name| name.eq_ignore_ascii_case(key));
        // As it may be one with spaces behind it, or one whose kind is said in another case.
        if is_known || !self.eat(b':') {
            return None;
        }
        self.spaces();
        self.skip()?;
        self.more()
    }

    #[inline]
    fn text<T: From<Text>>(&mut self, field: &mut Option<T>, texts: &mut Texts) -> Option<()> {
        // It is not, or the field would have come twice; now there is nothing to drop.
        if field.is_some() {
            return None;
        }
        let start = self.position();
        let text = match self.eat_plain_string() {
            Some(()) => texts.piece(self.whole(), start + 1, self.position() - 1)?,
            None => {
                self.back_to(start);
                if self.eat_null() {
                    return Some(());
                }
                self.escaped_string()?.into()
            }
        };
        *field = Some(text.into());
        Some(())
    }

    #[inline]
    fn id<T: From<Text>>(&mut self, field: &mut Option<T>, texts: &mut Texts) -> Option<()> {
        if matches!(self.peek()?, b'"' | b'n') {
            return self.text(field, texts);
        }
        // Other numbers have no digits of their own, and serde refuses them.
        let start = self.position();
        self.whole_number()?;
        *field = Some(Text::from(self.since(start)?).into());
        Some(())
    }

    #[inline]
    fn word<T>(&mut self, field: &mut Option<T>, _: &mut Texts) -> Option<()>
    where
        T: for<'t> From<&'t str>,
    {
        let start = self.position();
        if let Some(text) = self.plain_string() {
            *field = Some(text.into());
            return Some(());
        }
        self.back_to(start);
        if !self.eat_null() {
            *field = Some(self.escaped_string()?.as_str().into());
        }
        Some(())
    }

    fn integer<T: TryFrom<i64>>(&mut self, field: &mut Option<T>, _: &mut Texts) -> Option<()> {
        if !self.eat_null() {
            *field = Some(self.whole_number()?.try_into().ok()?);
        }
        Some(())
    }

    #[inline]
    fn decimal(&mut self, field: &mut Option<Decimal>, _: &mut Texts) -> Option<()> {
        let start = self.position();
        let is_quoted = self.eat(b'"');
        if let Some((number, length)) = Decimal::leading(self.left()) {
            self.on(length);
            if !is_quoted || self.eat(b'"') {
                *field = Some(number);
                return Some(());
            }
        }
        self.back_to(start);
        if self.eat_null() {
            return Some(());
        }
        let text = if is_quoted { self.plain_string()? } else { self.number()? };
        // Empty text is no number, and no mistake.
        if !text.is_empty() {
            *field = Some(text.parse().ok()?);
        }
        Some(())
    }

    #[inline]
    fn date(&mut self, field: &mut Option<Timestamp>, _: &mut Texts) -> Option<()> {
        if let Some((date, length)) = Timestamp::leading(self.left()) {
            self.on(length);
            *field = Some(date);
        } else if !self.eat_null() {
            *field = Some(self.plain_string()?.parse().ok()?);
        }
        Some(())
    }

    fn flag(&mut self, field: &mut Option<bool>, _: &mut Texts) -> Option<()> {
        if !self.eat_null() {
            let is_true = self.eat_all("true");
            (is_true || self.eat_all("false")).then_some(())?;
            *field = Some(is_true);
        }
        Some(())
    }

    #[inline]
    fn object<T: Pull>(&mut self, field: &mut Option<T>, texts: &mut Texts) -> Option<()> {
        if !self.eat_null() {
            let mut object = T::default();
            self.fields(&mut object, texts)?;
            *field = Some(object);
        }
        Some(())
    }

    #[inline]
    fn list<T: DeserializeOwned>(&mut self, field: &mut Vec<T>, texts: &mut Texts) -> Option<()> {
        if self.eat_all("[]") { Some(()) } else { self.json(field, texts) }
    }

    #[inline]
    fn json<T>(&mut self, field: &mut T, _: &mut Texts) -> Option<()>
    where
        T: DeserializeOwned + Default,
    {
        if !self.eat_null() {
            *field = self.parse()?;
        }
        Some(())
    }

    fn eat_null(&mut self) -> bool {
        self.peek() == Some(b'n') && self.eat_all("null")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{InvoiceLineItem, OneTimeInvoiceLineItem, ResourceAttributes};

    /// Reads it; whether in the quick way, which then agrees with serde.
    fn is_quick(json: &str) -> bool {
        let mut line = OneTimeInvoiceLineItem::default();
        let (mut reader, mut texts) = (Reader::new(json), Texts::default());
        let quick =
            reader.fields(&mut line, &mut texts).filter(|()| reader.rest().is_empty()).is_some();
        if quick {
            assert_eq!(line, serde_json::from_str(json).unwrap(), "{json}");
            let expected: OneTimeInvoiceLineItem = serde_json::from_str(json).unwrap();
            assert_eq!(format!("{line:?}"), format!("{expected:?}"), "to the last digit");
        }
        quick
    }

    #[test]
    fn ordinary_fields_are_read_in_any_order_and_with_spaces() {
        for json in [
            "{}",
            "{ }",
            r#"{"skuId":"1"}"#,
            r#"{"skuId": "1" , "productId":	"2"
            }"#,
            r#"{"attributes":{},"skuId":"1","partnerId":"2","novel":[1,{"a":"}"}],"skuName":"3"}"#,
            r#"{"novel":null}"#,
            r#"{"customerName":"\"\\\/\b\f\n\r\t\u00e9\u20AC"}"#,
            r#"{"customerName":null,"mpnId":null,"quantity":null,"orderDate":null}"#,
            r#"{"productQualifiers":null,"attributes":null}"#,
            r#"{"productQualifiers":[],"attributes":{"novel":1,"objectType":"x"}}"#,
            r#"{"productQualifiers":["a"],"mpnId":-7,"resellerMpnId":"7"}"#,
            r#"{"unitPrice":1.50,"quantity":"-2.0","subtotal":"","taxTotal":"007","currency":"EUR"}"#,
            r#"{"unitPrice":0.0000123456789012345678,"quantity":-0,"subtotal":"1e2"}"#,
            r#"{"orderDate":"2030-01-31","chargeStartDate":"","chargeEndDate":"2030-01-31T08:00:00.5-08:00"}"#,
            r#"{"invoiceLineItemType":"Novel","billingProvider":"one\u005ftime"}"#,
        ] {
            assert!(is_quick(json), "{json}");
        }
    }

    #[test]
    fn everything_else_is_left_to_serde() {
        for json in [
            "",
            "[]",
            "{",
            r#"{"skuId""#,
            r#"{"skuId":"1""#,
            r#"{"skuId":"1",}"#,
            r#"{"skuId" :"1"}"#,
            r#"{"skuId":"1" "productId":"2"}"#,
            r#"{"SkuId":"1"}"#,
            r#"{"Novel":"1"}"#,
            r#"{"sku\u0049d":"1"}"#,
            r#"{"skuId":"1","skuId":"1"}"#,
            r#"{"skuId":null,"skuId":null}"#,
            r#"{"skuId":"1","productId":"2","skuId":null}"#,
            r#"{"productQualifiers":[],"productQualifiers":[]}"#,
            r#"{"aTTRIBUTES":{"objectType":"DailyUsageLineItem"}}"#,
            r#"{"attributes":{"objecttype":"DailyUsageLineItem"}}"#,
            r#"{"attributes":{"objectType":"a","objectType":"b"}}"#,
            r#"{"attributes":[]}"#,
            r#"{"customerName":"\ud83d\ude00"}"#,
            r#"{"customerName":"\u00g9"}"#,
            r#"{"customerName":"\u+0e9"}"#,
            r#"{"customerName":"\x"}"#,
            r#"{"customerName":7}"#,
            "{\"customerName\":\"\t\"}",
            r#"{"mpnId":1.0}"#,
            r#"{"mpnId":18446744073709551615}"#,
            r#"{"unitPrice":007}"#,
            r#"{"unitPrice":1e2}"#,
            r#"{"unitPrice":"x"}"#,
            r#"{"orderDate":"soon"}"#,
            r#"{"orderDate":7}"#,
            r#"{"productQualifiers":["a",1]}"#,
            r#"{"novel":01}"#,
        ] {
            assert!(!is_quick(json), "{json}");
        }
    }

    /// An object with the fields `f0`, `f1` and so on, some of which are beyond the first word.
    #[derive(Default)]
    struct Wide([Option<i64>; 3]);

    impl Pull for Wide {
        type Seen = [u64; 3];

        const TELLING: &'static [&'static str] = &[];

        fn pull(&mut self, json: &mut Object<'_, '_, Self::Seen>) -> Result<(), Stop> {
            let Self([one, two, three]) = self;
            json.integer(0, "\"f0\":", one)?;
            json.integer(64, "\"f64\":", two)?;
            json.integer(130, "\"f130\":", three)
        }
    }

    #[test]
    fn an_object_can_have_any_number_of_fields() {
        let read = |json: &str| {
            let mut wide = Wide::default();
            Reader::new(json).fields(&mut wide, &mut Texts::default()).map(|()| wide.0)
        };
        assert_eq!(read(r#"{"f130":3,"f64":2,"f0":1}"#), Some([Some(1), Some(2), Some(3)]));
        for twice in ["f0", "f64", "f130"] {
            assert_eq!(read(&format!(r#"{{"{twice}":null,"{twice}":1}}"#)), None, "{twice}");
        }
    }

    #[test]
    fn what_says_of_an_object_what_it_is_is_known_to_the_quick_way() {
        assert_eq!(ResourceAttributes::TELLING, ["objectType"]);
        let [one, other] = <InvoiceLineItem as super::super::Union>::PROPERTIES;
        for word in ["attributes", one, other] {
            assert!(OneTimeInvoiceLineItem::TELLING.contains(&word), "{word}");
        }
    }
}
