//! The known name that is nearest to a misspelt one.

/// The name that is most like `typed`, if one is like it at all.
pub(crate) fn nearest(typed: &str, names: &[&'static str]) -> Option<&'static str> {
    // Nobody mistypes this much, and the table below grows with it.
    if typed.len() > 128 {
        return None;
    }
    let typed = typed.to_lowercase();
    let far = names.iter().map(|name| (distance(&typed, &name.to_lowercase()), *name));
    let (steps, name) = far.min_by_key(|(steps, _)| *steps)?;
    (steps <= 2.max(typed.chars().count() / 3)).then_some(name)
}

/// How many letters must be put in, taken out or replaced to make one text of another.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut left = line + 1;
        let mut above_left = std::mem::replace(&mut row[0], left);
        for (column, same) in other.iter().map(|candidate| *candidate == letter).enumerate() {
            let above = row[column + 1];
            left = (above_left + usize::from(!same)).min(above + 1).min(left + 1);
            above_left = std::mem::replace(&mut row[column + 1], left);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, expected: Option<&str>) {
        let names = ["Cart", "CartLineItem", "Order", "OrderCollection", "Sku"];
        assert_eq!(nearest(typed, &names), expected);
    }

    #[test]
    fn a_slip_finds_the_name() {
        check("cart", Some("Cart"));
        check("CartLineItems", Some("CartLineItem"));
        check("OrderColection", Some("OrderCollection"));
        check("Skus", Some("Sku"));
    }

    #[test]
    fn another_word_finds_nothing() {
        check("Entitlement", None);
        check(&"Cart".repeat(100), None);
    }

    #[test]
    fn the_distance_is_counted_in_letters() {
        assert_eq!(distance("", ""), 0);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("über", "uber"), 1);
    }
}
