//! Counts as reports word them ("at least 17", «около 1000»), read into a qualifier and its numbers.
//!
//! It reads only what is plain. Words it does not know stay words: better a count without a number than one that no
//! source gives.

/// What a wording says in numbers, as the fields of a figure hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub qualifier: &'static str,
    pub lo: Option<i64>,
    pub best: Option<i64>,
    pub hi: Option<i64>,
}

const LIMITS: [(&[&str], &str); 5] = [
    (&["at least", "no fewer than", "no less than", "не менее", "не меньше", "как минимум", "минимум"], "at_least"),
    (&["more than", "over", "above", "более", "больше", "свыше"], "more_than"),
    (&["at most", "up to", "no more than", "не более", "не больше", "максимум"], "at_most"),
    (&["fewer than", "less than", "under", "below", "менее", "меньше"], "fewer_than"),
    (
        &[
            "about",
            "around",
            "roughly",
            "approximately",
            "some",
            "nearly",
            "almost",
            "circa",
            "около",
            "примерно",
            "приблизительно",
            "порядка",
            "почти",
        ],
        "about",
    ),
];

const SPELLED: [(&[&str], i64); 13] = [
    (&["one", "один", "одна", "одного"], 1),
    (&["two", "два", "две", "двое"], 2),
    (&["three", "три", "трое"], 3),
    (&["four", "четыре", "четверо"], 4),
    (&["five", "пять", "пятеро"], 5),
    (&["six", "шесть", "шестеро"], 6),
    (&["seven", "семь", "семеро"], 7),
    (&["eight", "восемь"], 8),
    (&["nine", "девять"], 9),
    (&["ten", "десять"], 10),
    (&["eleven", "одиннадцать"], 11),
    (&["twelve", "двенадцать"], 12),
    (&["twenty", "двадцать"], 20),
];

/// Reads a wording. What has no number in it that is certain to be the count is `vague`.
pub fn read(wording: &str) -> Count {
    let text = wording.trim().to_lowercase();
    if matches!(text.as_str(), "none" | "no one" | "nobody" | "0" | "zero" | "никто" | "никого") {
        return Count { qualifier: "zero", lo: Some(0), best: Some(0), hi: Some(0) };
    }
    for (openings, qualifier) in LIMITS {
        for opening in openings {
            if let Some(rest) = text.strip_prefix(opening).and_then(|rest| rest.strip_prefix(' '))
                && let Some((number, _)) = number(rest)
            {
                return limited(qualifier, number);
            }
        }
    }
    range(&text).or_else(|| exact(&text)).unwrap_or(VAGUE)
}

const VAGUE: Count = Count { qualifier: "vague", lo: None, best: None, hi: None };

fn limited(qualifier: &'static str, n: i64) -> Count {
    let nothing = Count { qualifier, ..VAGUE };
    match qualifier {
        "at_least" => Count { lo: Some(n), ..nothing },
        // "More than n" is n + 1 or more, "fewer than n" n - 1 or fewer: the fields hold what is counted.
        "more_than" => Count { lo: n.checked_add(1), ..nothing },
        "at_most" => Count { hi: Some(n), ..nothing },
        "fewer_than" => Count { hi: Some((n - 1).max(0)), ..nothing },
        _ => Count { best: Some(n), ..nothing },
    }
}

/// "10 to 20", "between 10 and 20", "10–20", «от 10 до 20».
fn range(text: &str) -> Option<Count> {
    let text = text.strip_prefix("between ").or_else(|| text.strip_prefix("от ")).unwrap_or(text);
    let (lo, rest) = number(text)?;
    let rest = rest.trim_start();
    let rest = ["-", "–", "—", "to ", "and ", "до "].iter().find_map(|between| rest.strip_prefix(between))?;
    let (hi, _) = number(rest.trim_start())?;
    (lo < hi).then_some(Count { qualifier: "range", lo: Some(lo), best: None, hi: Some(hi) })
}

/// A number alone, or before what is counted.
fn exact(text: &str) -> Option<Count> {
    let (n, rest) = number(text)?;
    // "17 or more", "20 to": something is said of the number that is not read here.
    let plain =
        rest.chars().all(|c| c.is_alphabetic() || c == ' ') && !rest.contains(" or ") && !rest.contains(" или ");
    plain.then_some(Count { qualifier: "exact", lo: Some(n), best: Some(n), hi: Some(n) })
}

/// The number a text begins with, in digits (`1,000`, `1 000`) or spelled, and what follows it.
fn number(text: &str) -> Option<(i64, &str)> {
    let word = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    if let Some((_, n)) = SPELLED.iter().find(|(words, _)| words.contains(&word)) {
        return Some((*n, &text[word.len()..]));
    }
    let (mut digits, mut end) = (String::new(), 0);
    for (at, c) in text.char_indices() {
        let grouped = matches!(c, ',' | ' ' | '\u{a0}' | '\u{202f}' | '.') && is_group(&text[at + c.len_utf8()..]);
        if c.is_ascii_digit() {
            digits.push(c);
            end = at + 1;
        } else if digits.is_empty() || !grouped {
            break;
        }
    }
    digits.parse().ok().map(|n| (n, &text[end..]))
}

/// Three digits and no fourth: what follows a separator of thousands.
fn is_group(rest: &str) -> bool {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    digits == 3
}

#[cfg(test)]
mod tests {
    use super::read;

    fn said(text: &str) -> (&'static str, Option<i64>, Option<i64>, Option<i64>) {
        let count = read(text);
        (count.qualifier, count.lo, count.best, count.hi)
    }

    #[test]
    fn plain_wordings_become_numbers_with_their_qualifier() {
        assert_eq!(said("At least 17"), ("at_least", Some(17), None, None));
        assert_eq!(said("around 1,000"), ("about", None, Some(1000), None));
        assert_eq!(said("more than 200 people"), ("more_than", Some(201), None, None));
        assert_eq!(said("fewer than 100"), ("fewer_than", None, None, Some(99)));
        assert_eq!(said("up to 30"), ("at_most", None, None, Some(30)));
        assert_eq!(said("10 to 20 women"), ("range", Some(10), None, Some(20)));
        assert_eq!(said("17"), ("exact", Some(17), Some(17), Some(17)));
        assert_eq!(said("three demonstrators"), ("exact", Some(3), Some(3), Some(3)));
        assert_eq!(said("около 1 000 человек"), ("about", None, Some(1000), None));
        assert_eq!(said("не менее 17"), ("at_least", Some(17), None, None));
        assert_eq!(said("nobody"), ("zero", Some(0), Some(0), Some(0)));
    }

    #[test]
    fn what_is_not_plain_stays_words() {
        for text in
            ["several", "a handful", "dozens", "17 or more", "20-10", "hundreds", "несколько", "", "about a hundred"]
        {
            assert_eq!(said(text), ("vague", None, None, None), "{text}");
        }
    }
}
