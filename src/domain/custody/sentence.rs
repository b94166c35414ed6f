//! Lengths of sentences as reports word them, in English and Russian: "2 years 6 months", "15 суток", "from 2 to 5 years", "life".
//!
//! What is not wholly understood is not computed: "7 years, two of them suspended" stays words.

use crate::domain::count;
use crate::domain::time::Day;

/// A length by the calendar: months, then days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Length {
    pub months: i64,
    pub days: i64,
}

impl Length {
    /// The day so much later; in a month without such a day, its last.
    pub fn after(self, day: Day) -> Option<Day> {
        let (year, month, of_month) = day.ymd();
        let months = i64::from(year) * 12 + i64::from(month) - 1 + self.months;
        let (year, month) =
            (i32::try_from(months.div_euclid(12)).ok()?, u32::try_from(months.rem_euclid(12)).ok()? + 1);
        let day = (1..=of_month).rev().find_map(|day| Day::from_ymd(year, month, day))?;
        day.plus(self.days)
    }

    fn plus(self, other: Length) -> Length {
        Length { months: self.months + other.months, days: self.days + other.days }
    }
}

/// What the words of a sentence say of its length.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sentence {
    pub least: Option<Length>,
    pub most: Option<Length>,
    pub suspended: bool,
    pub endless: bool,
    /// The length, where the words say nothing else.
    pub plain: Option<Length>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token {
    Number(f64),
    Unit(Length),
    /// Between the two ends of a range.
    To,
    And,
    AtLeast,
    AtMost,
    Suspended,
    Endless,
    /// Says where or how a sentence is served, and nothing of its length.
    Beside,
}

const MONTH: Length = Length { months: 1, days: 0 };
const YEAR: Length = Length { months: 12, days: 0 };
const DAY: Length = Length { months: 0, days: 1 };
const WEEK: Length = Length { months: 0, days: 7 };
const HALF_YEAR: Length = Length { months: 6, days: 0 };

/// What words mean, the longest first where one begins like another. A number is read as counts are.
const WORDS: &[(Token, &[&str])] = &[
    (
        Token::AtLeast,
        &[
            "at least",
            "not less than",
            "no less than",
            "or more",
            "minimum of",
            "не менее",
            "не меньше",
            "как минимум",
            "и более",
        ],
    ),
    (
        Token::AtMost,
        &["up to", "at most", "not more than", "no more than", "maximum of", "не более", "не больше", "максимум"],
    ),
    (
        Token::Endless,
        &[
            "life imprisonment",
            "life sentence",
            "life in prison",
            "for life",
            "life",
            "until further notice",
            "indefinitely",
            "indefinite",
            "пожизненное лишение свободы",
            "пожизненное заключение",
            "пожизненное",
            "пожизненно",
            "бессрочно",
            "на неопределённый срок",
            "на неопределенный срок",
            "до особого распоряжения",
        ],
    ),
    (
        Token::Suspended,
        &["suspended sentence", "suspended", "conditional", "probation", "условно", "условный срок", "условного срока"],
    ),
    (Token::Unit(YEAR), &["years", "year", "yrs", "yr", "лет", "года", "году", "год", "годам", "г"]),
    (Token::Unit(MONTH), &["months", "month", "месяцев", "месяца", "месяц", "мес"]),
    (Token::Unit(WEEK), &["weeks", "week", "недель", "недели", "неделя", "неделю"]),
    (Token::Unit(DAY), &["days", "day", "дней", "дня", "день", "суток", "сутки"]),
    (Token::Unit(HALF_YEAR), &["half a year", "полугода", "полгода"]),
    (Token::To, &["to", "до", "–", "—", "-"]),
    (Token::And, &["and", "и"]),
    (
        Token::Beside,
        &[
            "from",
            "between",
            "от",
            "of",
            "in",
            "a",
            "the",
            "for",
            "term",
            "sentence",
            "prison",
            "imprisonment",
            "jail",
            "custody",
            "detention",
            "arrest",
            "administrative",
            "behind bars",
            "penal",
            "labour",
            "labor",
            "camp",
            "colony",
            "strict",
            "strict-regime",
            "maximum-security",
            "general",
            "general-regime",
            "regime",
            "security",
            "high-security",
            "лишения свободы",
            "лишение свободы",
            "заключения",
            "тюрьмы",
            "тюремного",
            "в",
            "на",
            "срок",
            "сроком",
            "колонии",
            "строгого",
            "общего",
            "особого",
            "режима",
            "административного",
            "ареста",
            "ограничения свободы",
        ],
    ),
];

impl Sentence {
    /// Reads a wording. Of one that is not wholly understood it says nothing.
    pub fn read(said: &str) -> Sentence {
        tokens(said).and_then(|tokens| of(&tokens)).unwrap_or_default()
    }
}

/// The words, each as what it means; nothing if one of them is not known.
fn tokens(said: &str) -> Option<Vec<Token>> {
    let text = said.to_lowercase().replace([',', ';', '.', '(', ')', '\u{a0}'], " ");
    let mut rest = text.trim();
    // A comma between digits is one of a fraction: "2,5 года".
    let fractions = said.to_lowercase();
    if fractions
        .chars()
        .zip(fractions.chars().skip(1))
        .any(|(mark, next)| matches!(mark, '.' | ',') && next.is_ascii_digit())
    {
        return fraction(&fractions);
    }
    let mut tokens = Vec::new();
    while !rest.is_empty() {
        let (token, after) = word(rest)?;
        tokens.push(token);
        rest = after.trim_start();
    }
    (!tokens.is_empty()).then_some(tokens)
}

/// "2.5 years", and nothing else.
fn fraction(said: &str) -> Option<Vec<Token>> {
    let (number, unit) = said.trim().split_once(' ')?;
    let number: f64 = number.replace(',', ".").parse().ok()?;
    let (unit, rest) = word(unit.trim())?;
    rest.trim().is_empty().then(|| vec![Token::Number(number), unit])
}

/// The first word or phrase of a text.
fn word(text: &str) -> Option<(Token, &str)> {
    // "strict-regime" is a word of its own; so is anything else that goes on behind a hyphen.
    let ends = |rest: &str| !rest.strip_prefix('-').unwrap_or(rest).starts_with(char::is_alphabetic);
    let phrases = WORDS.iter().flat_map(|(token, phrases)| phrases.iter().map(move |phrase| (*token, *phrase)));
    let known = phrases.filter_map(|(token, phrase)| {
        let rest = text.strip_prefix(phrase)?;
        let whole = !phrase.ends_with(|c: char| c.is_alphanumeric()) || ends(rest);
        whole.then_some((phrase.len(), token, rest))
    });
    if let Some((_, token, rest)) = known.max_by_key(|(length, ..)| *length) {
        return Some((token, rest));
    }
    number(text)
}

fn number(text: &str) -> Option<(Token, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if digits > 0 {
        return Some((Token::Number(text.get(..digits)?.parse().ok()?), text.get(digits..)?));
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    match count::read(word) {
        count::Count { qualifier: "exact", best: Some(number), .. } => {
            i32::try_from(number).ok().map(|number| (Token::Number(number.into()), rest))
        }
        _ => None,
    }
}

/// The length that the tokens say together.
fn of(tokens: &[Token]) -> Option<Sentence> {
    let mut sentence = Sentence::default();
    let (mut bound, mut numbers, mut lengths): (Option<Token>, Vec<f64>, Vec<Length>) = (None, Vec::new(), Vec::new());
    let (mut opens_length, mut linked) = (true, false);
    for token in tokens {
        match token {
            // "Two of five years" is no range.
            Token::Number(_) if !numbers.is_empty() && !linked => return None,
            Token::Number(number) => numbers.push(*number),
            Token::Unit(unit) => {
                match numbers.as_slice() {
                    // "A year", "полгода".
                    [] => add(&mut lengths, *unit, opens_length),
                    [number] => add(&mut lengths, times(*number, *unit)?, opens_length),
                    [from, to] => {
                        add(&mut lengths, times(*from, *unit)?, opens_length);
                        lengths.push(times(*to, *unit)?);
                    }
                    _ => return None,
                }
                numbers.clear();
                (opens_length, linked) = (false, false);
            }
            // "До 5 лет" has nothing before it, "от 2 до 5 лет" has.
            Token::To if numbers.is_empty() && lengths.is_empty() => bound = Some(Token::AtMost),
            Token::To if numbers.is_empty() => opens_length = true,
            Token::AtLeast | Token::AtMost => bound = Some(*token),
            Token::Suspended => sentence.suspended = true,
            Token::Endless => sentence.endless = true,
            // "Between two and five years".
            Token::To | Token::And => linked = !numbers.is_empty(),
            Token::Beside => {}
        }
    }
    if !numbers.is_empty() || (sentence.endless && !lengths.is_empty()) {
        return None;
    }
    (sentence.least, sentence.most) = match (lengths.as_slice(), bound) {
        ([], None) => (None, None),
        ([length], None) => (Some(*length), Some(*length)),
        ([length], Some(Token::AtLeast)) => (Some(*length), None),
        ([length], Some(_)) => (None, Some(*length)),
        ([from, to], None) => (Some(*from), Some(*to)),
        _ => return None,
    };
    let bare = |token: &Token| matches!(token, Token::Number(_) | Token::Unit(_) | Token::And);
    sentence.plain = sentence.least.filter(|_| sentence.least == sentence.most && tokens.iter().all(bare));
    Some(sentence)
}

/// The next part of a length, or the beginning of another one.
fn add(lengths: &mut Vec<Length>, length: Length, opens: bool) {
    match lengths.last_mut() {
        Some(last) if !opens => *last = last.plus(length),
        _ => lengths.push(length),
    }
}

/// So many units; nothing where that is no whole number of months or days.
fn times(number: f64, unit: Length) -> Option<Length> {
    let whole = |each: i64| {
        let all = number * each as f64;
        (all.fract() == 0.0 && (0.0..=36_500.0).contains(&all)).then_some(all as i64)
    };
    Some(Length { months: whole(unit.months)?, days: whole(unit.days)? })
}

#[cfg(test)]
mod tests {
    use super::{Length, Sentence};

    /// Months and days.
    type Told = Option<(i64, i64)>;

    fn read(said: &str) -> (Told, Told) {
        let Sentence { least, most, .. } = Sentence::read(said);
        let both = |length: Option<Length>| length.map(|length| (length.months, length.days));
        (both(least), both(most))
    }

    #[test]
    fn a_length_is_what_its_words_say() {
        let exact = |months: i64, days: i64| (Some((months, days)), Some((months, days)));
        for (said, months, days) in [
            ("7 years", 84, 0),
            ("seven years in a strict-regime colony", 84, 0),
            ("7 лет лишения свободы", 84, 0),
            ("2 years 6 months", 30, 0),
            ("2 years and 6 months", 30, 0),
            ("2 года и 6 месяцев", 30, 0),
            ("2.5 years", 30, 0),
            ("2,5 года", 30, 0),
            ("a year", 12, 0),
            ("полгода", 6, 0),
            ("15 days", 0, 15),
            ("15 суток", 0, 15),
            ("15 суток административного ареста", 0, 15),
            ("two weeks", 0, 14),
            ("1 year, 3 months and 10 days", 15, 10),
            ("18 months suspended", 18, 0),
            ("2557 days", 0, 2557),
        ] {
            assert_eq!(read(said), exact(months, days), "{said}");
        }
    }

    #[test]
    fn a_range_has_two_ends_and_a_limit_one() {
        for said in
            ["2 to 5 years", "from 2 to 5 years", "2-5 years", "2–5 лет", "от 2 до 5 лет", "between two and five years"]
        {
            assert_eq!(read(said), (Some((24, 0)), Some((60, 0))), "{said}");
        }
        assert_eq!(read("6 months to 2 years"), (Some((6, 0)), Some((24, 0))));
        assert_eq!(read("at least 3 years"), (Some((36, 0)), None));
        assert_eq!(read("не менее 3 лет"), (Some((36, 0)), None));
        assert_eq!(read("up to 5 years"), (None, Some((60, 0))));
        assert_eq!(read("до 5 лет"), (None, Some((60, 0))));
    }

    #[test]
    fn what_is_not_wholly_understood_is_not_computed() {
        for said in [
            "7 years, two of them suspended",
            "about 7 years",
            "7 years or a fine",
            "several years",
            "15",
            "a long term",
            "7 years minus time served",
            "lifetime",
            "2 of 5 years",
            "",
        ] {
            assert_eq!(read(said), (None, None), "{said}");
        }
        for said in ["life", "life imprisonment", "пожизненно", "until further notice", "indefinite"] {
            assert!(Sentence::read(said).endless, "{said}");
        }
        assert!(Sentence::read("5 лет условно").suspended);
    }
}
