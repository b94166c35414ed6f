//! Whether the numbers that are given for a figure are those of its wording.

use super::agree::bounds;
use super::read;

/// How given numbers lie to what the wording says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// They say what the wording says, or less.
    Fits,
    /// They rule out what the wording allows.
    SaysOtherwise,
    /// The wording is not understood as a count, and a number stands nowhere in it.
    NotInWording,
}

/// The most words that a number is looked for in.
const WORDS: usize = 5;

/// Compares numbers (lowest, best, highest) with their wording. What this organization counted is its own.
pub fn given(wording: &str, qualifier: &str, [lo, best, hi]: [Option<i64>; 3]) -> Given {
    let numbers = [lo, best, hi];
    if qualifier == "derived" || numbers == [None; 3] {
        return Given::Fits;
    }
    // What does not go together by itself is refused for that.
    if qualifier == "exact" && (lo != best || best != hi) || lo.zip(hi).is_some_and(|(lo, hi)| lo > hi) {
        return Given::Fits;
    }
    let said = read(wording);
    if (said.qualifier, [said.lo, said.best, said.hi]) == (qualifier, numbers) {
        return Given::Fits;
    }
    let words = numbers_in(wording);
    // "More than n" is kept as n + 1 or more, "fewer than n" as n - 1 or fewer.
    let beside = match qualifier {
        "more_than" => -1,
        "fewer_than" => 1,
        _ => 0,
    };
    let is_worded = |number: i64| words.contains(&number) || words.contains(&number.saturating_add(beside));
    if said.qualifier == "vague" {
        let worded = numbers.into_iter().flatten().all(is_worded);
        return if worded { Given::Fits } else { Given::NotInWording };
    }
    let (from, to) = bounds(qualifier, numbers);
    let (lowest, highest) = bounds(said.qualifier, [said.lo, said.best, said.hi]);
    let best_is_said = best.is_none_or(|best| [said.lo, said.best, said.hi].contains(&Some(best)) || is_worded(best));
    if from <= lowest && highest <= to && best_is_said { Given::Fits } else { Given::SaysOtherwise }
}

/// The numbers that stand in a wording, in digits or in words, whatever they count.
fn numbers_in(wording: &str) -> Vec<i64> {
    let parts = wording.split(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | ',' | '\'' | '’'));
    let words: Vec<&str> = parts.map(|part| part.trim_matches(['.', ','])).filter(|part| !part.is_empty()).collect();
    let mut found: Vec<i64> = words.iter().filter_map(|word| word.parse().ok()).collect();
    for at in 0..words.len() {
        for length in 1..=WORDS {
            let Some(some) = words.get(at..at + length) else { break };
            let count = read(&some.join(" "));
            found.extend([count.lo, count.best, count.hi].into_iter().flatten());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Given, given};

    #[test]
    fn numbers_that_rule_out_what_the_wording_allows_say_otherwise() {
        for (wording, qualifier, numbers, expected) in [
            ("at least 17 deaths", "at_least", [Some(17), None, None], Given::Fits),
            ("at least 17 deaths", "exact", [Some(17), Some(17), Some(17)], Given::SaysOtherwise),
            ("at least 17 deaths", "at_least", [Some(18), None, None], Given::SaysOtherwise),
            ("at least 17 deaths", "at_least", [Some(10), None, None], Given::Fits),
            ("at least 17 deaths", "at_least", [Some(17), Some(40), None], Given::SaysOtherwise),
            ("up to 30", "at_least", [Some(30), None, None], Given::SaysOtherwise),
            ("17 deaths", "exact", [Some(71), Some(71), Some(71)], Given::SaysOtherwise),
            ("17 deaths", "at_least", [Some(17), None, None], Given::Fits),
            ("17 deaths", "vague", [None, None, None], Given::Fits),
            ("nobody", "exact", [Some(3), Some(3), Some(3)], Given::SaysOtherwise),
            ("about 1,000 people", "exact", [Some(1000), Some(1000), Some(1000)], Given::SaysOtherwise),
            ("about 1,000 people", "about", [None, Some(1000), None], Given::Fits),
            ("several people", "exact", [Some(5), Some(5), Some(5)], Given::NotInWording),
            ("dozens", "about", [None, Some(24), None], Given::NotInWording),
            ("three demonstrators into a van", "exact", [Some(3), Some(3), Some(3)], Given::Fits),
            ("a crowd of some 2,000 shouted", "more_than", [Some(2001), None, None], Given::Fits),
            ("three other organizers", "derived", [Some(6), None, None], Given::Fits),
        ] {
            assert_eq!(given(wording, qualifier, numbers), expected, "{wording} {qualifier} {numbers:?}");
        }
    }
}
