//! Spellings of words.

/// Whether two spellings are one word: case, underscores, hyphens and spaces do not count.
pub(crate) fn same_word(one: &str, other: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> {
        text.chars()
            .filter(|letter| !matches!(letter, '_' | '-' | ' '))
            .map(|letter| letter.to_ascii_lowercase())
    }
    letters(one).eq(letters(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_separators_do_not_count() {
        for other in ["one_time", "OneTime", "onetime", "ONE-TIME", "one Time"] {
            assert!(same_word("one_time", other), "{other}");
        }
        for other in ["one_times", "onetim", "", "oneţime"] {
            assert!(!same_word("one_time", other), "{other}");
        }
    }
}
