//! The list of a made-up crate, and what changes of it are noticed.

use super::*;

const LIB: &str = "
    mod cart;
    pub mod values;
    pub use cart::{Cart, Checkout};
    pub use uuid::Uuid;
    pub use values::Money;
";
const CART: &str = "
    /// A cart.
    #[derive(Debug, Clone)]
    #[must_use = \"it is bought by a checkout\"]
    pub struct Cart { pub id: String, lines: u32 }
    impl Cart {
        pub fn checkout(mut self, limit: Option<u32>) -> Result<Checkout, Box<dyn Error>> { loop {} }
        fn hidden(&self) {}
    }
    impl std::fmt::Display for Cart {}
    #[non_exhaustive]
    pub enum Checkout { Done { orders: u32 }, #[deprecated(note = \"\")] Refused(String) }
    pub struct Inner;
    impl Inner { pub fn f() {} }
";
const VALUES: &str = "
    pub use self::money::*;
    mod money;
    #[cfg(feature = \"parquet\")]
    mod decimal;
    #[cfg(feature = \"parquet\")]
    pub use decimal::Decimal;
    #[cfg(test)]
    pub mod tests {}
";
const MONEY: &str = "
    string_id! { /** What it is in. */ Currency }
    pub struct Money(pub i64);
    pub trait Sum { type Of: Copy; const ZERO: u8; fn of(&self) -> Self::Of; fn is(&self) -> bool { true } }
    impl Sum for Money { type Of = i64; const ZERO: u8 = 0; fn of(&self) -> i64 { 0 } }
    impl From<Money> for String { fn from(_: Money) -> String { loop {} } }
    pub(crate) fn round() {}
    pub const fn sum<'a>(all: &'a [Money]) -> i64 where Money: Copy { 0 }
    pub static MOST: Money = Money(9);
";
const DECIMAL: &str = "
    pub struct Decimal<T>(T);
    impl<T: Copy> Decimal<T> { pub const DIGITS: u8 = 28; }
    impl super::Money { pub fn exact(self) -> Decimal<i64> { loop {} } }
";
const FILES: [(&str, &str); 5] = [
    ("lib.rs", LIB),
    ("cart.rs", CART),
    ("values/mod.rs", VALUES),
    ("values/money.rs", MONEY),
    ("values/decimal.rs", DECIMAL),
];

fn api(files: [(&str, &str); 5]) -> String {
    PublicApi::of(files, &[]).unwrap().to_string()
}

#[test]
fn everything_that_a_user_can_name_has_a_line() {
    insta::assert_snapshot!(api(FILES), @r#"
    Cart: #[derive(Clone, Debug)] #[must_use] pub struct Cart { private }
    Cart: impl std::fmt::Display for Cart
    Cart::checkout: pub fn checkout(self, limit: Option<u32>) -> Result<Checkout, Box<dyn Error>>
    Cart::id: pub String
    Checkout: #[non_exhaustive] pub enum Checkout
    Checkout::Done: Done { orders: u32 }
    Checkout::Refused: #[deprecated] Refused(String)
    Money: pub use values::Money
    Uuid: pub use uuid::Uuid
    values: pub mod
    values::Currency: string_id!
    values::Decimal: #[cfg(feature = "parquet")] pub struct Decimal<T>(private)
    values::Decimal::DIGITS: impl<T: Copy> Decimal<T>: #[cfg(feature = "parquet")] pub const DIGITS: u8
    values::MOST: pub static MOST: Money
    values::Money: impl From<Money> for String
    values::Money: impl Sum for Money { type Of = i64; const ZERO: u8 = 0; }
    values::Money: pub struct Money()
    values::Money::0: pub i64
    values::Money::exact: #[cfg(feature = "parquet")] pub fn exact(self) -> Decimal<i64>
    values::Sum: pub trait Sum
    values::Sum::Of: type Of: Copy
    values::Sum::ZERO: const ZERO: u8
    values::Sum::is: fn is(&self) -> bool by default
    values::Sum::of: fn of(&self) -> Self::Of
    values::sum: pub const fn sum<'a>(all: &'a [Money]) -> i64 where Money: Copy
    "#);
}

/// What a change of one file takes away and brings.
#[track_caller]
fn check(file: &str, from: &str, to: &str, expected: &[&str]) {
    let mut changed: Vec<String> = Vec::new();
    for (name, text) in FILES {
        assert!(name != file || text.contains(from), "{file} has no {from}");
        changed.push(if name == file { text.replace(from, to) } else { text.to_owned() });
    }
    let changed = std::array::from_fn(|number| (FILES[number].0, changed[number].as_str()));
    let (before, after) = (api(FILES), api(changed));
    let (before, after): (BTreeSet<&str>, BTreeSet<&str>) =
        (before.lines().collect(), after.lines().collect());
    let gone = before.difference(&after).map(|line| format!("-{line}"));
    let come = after.difference(&before).map(|line| format!("+{line}"));
    assert_eq!(gone.chain(come).collect::<Vec<_>>(), expected);
}

#[test]
fn an_item_that_becomes_private_is_noticed() {
    check(
        "values/money.rs",
        "pub static MOST",
        "pub(crate) static MOST",
        &["-values::MOST: pub static MOST: Money"],
    );
    check("cart.rs", "pub id: String", "id: String", &["-Cart::id: pub String"]);
}

#[test]
fn a_changed_signature_is_noticed() {
    check(
        "values/money.rs",
        "fn of(&self) -> Self::Of;",
        "fn of(self) -> Self::Of;",
        &[
            "-values::Sum::of: fn of(&self) -> Self::Of",
            "+values::Sum::of: fn of(self) -> Self::Of",
        ],
    );
    check(
        "cart.rs",
        "Refused(String)",
        "Refused(Vec<String>)",
        &[
            "-Checkout::Refused: #[deprecated] Refused(String)",
            "+Checkout::Refused: #[deprecated] Refused(Vec<String>)",
        ],
    );
}

#[test]
fn a_new_re_export_is_noticed() {
    check(
        "lib.rs",
        "pub use cart::{Cart, ",
        "pub use crate::values::Sum as Total; pub use cart::{Cart, ",
        &["+Total: pub use values::Sum"],
    );
    check(
        "lib.rs",
        "{Cart, Checkout}",
        "{Cart, Checkout, Inner}",
        &["+Inner: pub struct Inner;", "+Inner::f: pub fn f()"],
    );
}

#[test]
fn an_attribute_that_goes_is_noticed() {
    check(
        "cart.rs",
        "#[non_exhaustive]",
        "",
        &["-Checkout: #[non_exhaustive] pub enum Checkout", "+Checkout: pub enum Checkout"],
    );
}

#[test]
fn what_nobody_outside_can_notice_changes_no_line() {
    check("cart.rs", "mut self, limit", "self, limit", &[]);
    check("cart.rs", "Debug, Clone", "Clone, Debug", &[]);
    check("cart.rs", "it is bought by a checkout", "buy it", &[]);
    check("cart.rs", "fn hidden(&self) {}", "", &[]);
    check("cart.rs", "loop {}", "unreachable!()", &[]);
}

#[test]
fn modules_can_be_listed_by_names_alone() {
    let api = PublicApi::of(FILES, &["cart"]).unwrap().to_string();
    let of_cart: Vec<&str> = api.lines().filter(|line| line.starts_with('C')).collect();
    assert_eq!(of_cart, ["Cart: pub struct", "Checkout: pub enum"]);
}

#[test]
fn the_root_has_the_names_that_it_shows_and_not_its_modules() {
    let api = PublicApi::of(FILES, &[]).unwrap();
    assert_eq!(api.root().collect::<Vec<_>>(), ["Cart", "Checkout", "Money", "Uuid"]);
}

#[test]
fn modules_that_show_one_another_end_somewhere() {
    let files = [("lib.rs", "pub mod a { pub use super::b; } pub mod b { pub use super::a; }")];
    let api = PublicApi::of(files, &[]).unwrap().to_string();
    let expected = ["a: pub mod", "a::b: pub use super::b", "b: pub mod", "b::a: pub use super::a"];
    assert!(expected.iter().all(|line| api.contains(line)), "{api}");
}
