//! Sentences as reports word them, in English and Russian: "2 years 6 months", "15 суток", "about 7 years", "life", "time served".
//!
//! What is not wholly understood is not computed: "7 years, two of them suspended" stays words.

use length::{Between, Unit};
use serde::Serialize;
use words::Token;

pub use length::Length;

/// What is imposed beside the term.
mod besides;
/// Lengths by the calendar.
mod length;
/// The words that they are said with.
mod words;

/// How a sentence is served.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    #[default]
    InCustody,
    /// Not at all, unless something else happens.
    Suspended,
    /// Community service, a ban on travel, a fine.
    AtLiberty,
    /// It was by the time it was passed.
    TimeServed,
}

/// What the words of a sentence say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sentence {
    pub least: Option<Length>,
    pub most: Option<Length>,
    pub how: How,
    /// For life, or until somebody decides otherwise.
    pub endless: bool,
    /// The words say "about".
    pub doubted: bool,
    /// The length, where the words say nothing else.
    pub plain: Option<Length>,
}

impl Sentence {
    /// Reads a wording. Of one that is not wholly understood it says nothing.
    pub fn read(said: &str) -> Sentence {
        let read = |said: &str| words::tokens(said).and_then(|tokens| Reader::read(&tokens));
        // The words say something else too.
        let main = || Some(Sentence { plain: None, ..read(&besides::without(said)?)? });
        read(said).or_else(main).unwrap_or_default()
    }
}

/// Whether two wordings are of sentences that cannot both be the one that was passed: their lengths are understood, and no length
/// is both.
pub fn sentences_differ(one: &str, other: &str) -> bool {
    let (one, other) = (Sentence::read(one), Sentence::read(other));
    let is_longer = |one: Sentence, other: Sentence| {
        one.least.zip(other.most).is_some_and(|(least, most)| least.in_days() > most.in_days())
    };
    is_longer(one, other)
        || is_longer(other, one)
        || one.endless != other.endless && (one.most.or(other.most)).is_some()
}

/// Puts together what tokens say, one after the other.
#[derive(Default)]
struct Reader {
    sentence: Sentence,
    how: Option<How>,
    bound: Option<Token>,
    /// Numbers that wait for their unit, and whether the next one belongs to them: "two to five".
    numbers: Vec<f64>,
    linked: bool,
    /// The ends of a range, or one length; each with its smallest unit.
    lengths: Vec<(Between, Unit)>,
    /// The next length is the other end of a range.
    opens: bool,
    /// "Between" was said: "and" stands between the ends.
    between: bool,
    /// "From" was said: without another end it is a limit.
    from: bool,
    /// "+" was said: what follows is added.
    adds: bool,
    /// A comma or "and" was said since the last length; and within one.
    parted: bool,
    joined: bool,
    /// "Suspended" was said of it: a length that comes after is of another sentence.
    is_complete: bool,
}

impl Reader {
    fn read(tokens: &[Token]) -> Option<Sentence> {
        let mut reader = Reader { opens: true, ..Reader::default() };
        let mut before = None;
        for token in tokens {
            reader.take(*token, before)?;
            before = Some(*token);
        }
        let is_parted = tokens.iter().any(|token| matches!(token, Token::And | Token::Comma));
        reader.finish(is_parted, tokens)
    }

    fn take(&mut self, token: Token, before: Option<Token>) -> Option<()> {
        let waits = !self.numbers.is_empty();
        let begun = !self.lengths.is_empty();
        match token {
            // "Two of five years" is no range.
            Token::Number(more) if waits && self.adds => {
                *self.numbers.last_mut()? += more;
                self.adds = false;
            }
            Token::Number(_) if waits && !self.linked => return None,
            Token::Number(number) => self.numbers.push(number),
            Token::Half => self.half(before)?,
            Token::Unit(unit) => self.unit(unit, true)?,
            // "Около года".
            Token::Units(unit) => {
                let bounded = [Token::About, Token::AtLeast, Token::AtMost, Token::UpTo];
                self.unit(unit, before.is_some_and(|before| bounded.contains(&before)))?;
            }
            Token::To | Token::UpTo | Token::Dash | Token::Or if waits => self.linked = true,
            Token::And if waits && self.between => self.linked = true,
            Token::And | Token::Comma if waits => return None,
            Token::To | Token::UpTo | Token::Dash if begun => self.opens = true,
            Token::And if begun && self.between => self.opens = true,
            // "Sentenced to": with nothing before it, it says nothing. A dash is no minus.
            Token::To | Token::Beside => {}
            Token::Dash | Token::Or => return None,
            Token::Between => self.between = true,
            Token::From => self.from = true,
            Token::Plus if waits || begun => self.adds = true,
            Token::Plus => return None,
            Token::And | Token::Comma => self.parted = true,
            Token::UpTo | Token::AtLeast | Token::AtMost if self.bound.is_some() => return None,
            Token::UpTo => self.bound = Some(Token::AtMost),
            Token::AtLeast | Token::AtMost => self.bound = Some(token),
            Token::About => self.sentence.doubted = true,
            Token::Endless => self.sentence.endless = true,
            // "2 years and 6 months suspended" may mean the second alone.
            Token::How(_) if self.joined => return None,
            Token::How(how) if self.how.is_none_or(|said| said == how) => {
                self.how = Some(how);
                self.is_complete = begun;
            }
            Token::How(_) => return None,
        }
        Some(())
    }

    /// "Two and a half years", "two years and a half".
    fn half(&mut self, before: Option<Token>) -> Option<()> {
        match (before, self.numbers.last_mut(), self.lengths.last_mut()) {
            (Some(Token::Number(_)), Some(number), _) => *number += 0.5,
            (Some(Token::Unit(_) | Token::Units(_)), _, Some((length, unit))) => {
                *length = length.plus(unit.times(0.5)?);
            }
            (None | Some(Token::Beside | Token::How(_)), None, None) => self.numbers.push(0.5),
            _ => return None,
        }
        Some(())
    }

    fn unit(&mut self, unit: Unit, may_stand_alone: bool) -> Option<()> {
        if self.is_complete {
            return None;
        }
        match self.numbers.as_slice() {
            // "A year", "полгода".
            [] if may_stand_alone => self.add(1.0, unit)?,
            [number] => self.add(*number, unit)?,
            [from, to] if from < to => {
                let (from, to) = (*from, *to);
                self.add(from, unit)?;
                self.opens = true;
                self.add(to, unit)?;
            }
            _ => return None,
        }
        self.numbers.clear();
        (self.linked, self.parted) = (false, false);
        Some(())
    }

    /// The next part of a length, or the beginning of another one.
    fn add(&mut self, number: f64, unit: Unit) -> Option<()> {
        let mut length = unit.times(number)?;
        if self.sentence.doubted {
            let about = unit.about(number);
            length = Between { least: length.least.minus(about), most: length.most.plus(about) };
        }
        match self.lengths.last_mut() {
            Some((last, smallest)) if !self.opens => {
                if !unit.is_smaller_than(*smallest) && !self.adds {
                    return None;
                }
                (*last, *smallest) = (last.plus(length), unit);
                self.joined |= self.parted;
            }
            _ => self.lengths.push((length, unit)),
        }
        (self.opens, self.adds) = (false, false);
        Some(())
    }

    fn finish(self, is_parted: bool, tokens: &[Token]) -> Option<Sentence> {
        let Reader { mut sentence, how, bound, numbers, lengths, from, adds, .. } = self;
        let bound = bound.or((from && lengths.len() == 1).then_some(Token::AtLeast));
        sentence.how = how.unwrap_or_default();
        let lengths: Vec<Between> = lengths.into_iter().map(|(length, _)| length).collect();
        let says_another_thing = match sentence.how {
            How::InCustody => lengths.is_empty() != sentence.endless,
            // "7 years and a fine" is one in custody.
            How::AtLiberty => is_parted || sentence.endless,
            How::Suspended => sentence.endless,
            How::TimeServed => sentence.endless || !lengths.is_empty(),
        };
        if says_another_thing || adds || !numbers.is_empty() {
            return None;
        }
        (sentence.least, sentence.most) = match (lengths.as_slice(), bound) {
            ([], None) => (None, None),
            ([length], None) => (Some(length.least), Some(length.most)),
            ([length], Some(Token::AtLeast)) => (Some(length.least), None),
            ([length], Some(_)) => (None, Some(length.most)),
            ([from, to], None) => (Some(from.least), Some(to.most)),
            _ => return None,
        };
        let bare = |token: &Token| {
            matches!(
                token,
                Token::Number(_) | Token::Unit(_) | Token::Units(_) | Token::And | Token::Comma | Token::Half
            )
        };
        let exact = sentence.least.filter(|least| sentence.most == Some(*least) && least.hours == 0);
        sentence.plain = exact.filter(|_| tokens.iter().all(bare));
        Some(sentence)
    }
}

#[cfg(test)]
mod tests {
    use super::{How, Length, Sentence, sentences_differ};

    /// Months and days.
    type Told = Option<(i64, i64)>;

    fn read(said: &str) -> (Told, Told) {
        let Sentence { least, most, .. } = Sentence::read(said);
        let both = |length: Option<Length>| length.map(|length| (length.months, length.days));
        (both(least), both(most))
    }

    fn exact(months: i64, days: i64) -> (Told, Told) {
        (Some((months, days)), Some((months, days)))
    }

    #[test]
    fn a_length_is_what_its_words_say() {
        for (said, months, days) in [
            ("7 years", 84, 0),
            ("seven years in a strict-regime colony", 84, 0),
            ("sentenced to seven years in prison", 84, 0),
            ("a seven-year prison term", 84, 0),
            ("7-year sentence", 84, 0),
            ("7 лет лишения свободы", 84, 0),
            ("7-летний срок", 84, 0),
            ("семилетний срок", 84, 0),
            ("twenty five years", 300, 0),
            ("двадцать пять лет", 300, 0),
            ("к семи годам колонии", 84, 0),
            ("2 years 6 months", 30, 0),
            ("2 years and 6 months", 30, 0),
            ("2 года и 6 месяцев", 30, 0),
            ("2 г. 6 мес.", 30, 0),
            ("2.5 years", 30, 0),
            ("2,5 года", 30, 0),
            ("2½ years", 30, 0),
            ("two and a half years", 30, 0),
            ("two years and a half", 30, 0),
            ("a year and a half", 18, 0),
            ("полтора года", 18, 0),
            ("полутора лет", 18, 0),
            ("два с половиной года", 30, 0),
            ("a year", 12, 0),
            ("a year and a day", 12, 1),
            ("полгода", 6, 0),
            ("15 days", 0, 15),
            ("15 days’ administrative arrest", 0, 15),
            ("15 суток", 0, 15),
            ("15 суток административного ареста", 0, 15),
            ("пятнадцатисуточный арест", 0, 15),
            ("two weeks", 0, 14),
            ("a fortnight", 0, 14),
            ("1 year, 3 months and 10 days", 15, 10),
            ("18 months suspended", 18, 0),
            ("18 months, suspended", 18, 0),
            ("suspended sentence of 2 years and 6 months", 30, 0),
            ("2557 days", 0, 2557),
            ("5 (пять) лет", 60, 0),
            ("7 (seven) years", 84, 0),
            ("2 года колонии-поселения", 24, 0),
            ("10+5 days", 0, 15),
            ("10 days + 5 days", 0, 15),
            ("3y 6m", 42, 0),
            ("six-and-a-half years", 78, 0),
        ] {
            assert_eq!(read(said), exact(months, days), "{said}");
        }
        assert_eq!(Sentence::read("48 hours").most.map(|length| length.hours), Some(48));
    }

    #[test]
    fn a_range_has_two_ends_and_a_limit_one() {
        for said in [
            "2 to 5 years",
            "from 2 to 5 years",
            "2-5 years",
            "2–5 лет",
            "от 2 до 5 лет",
            "between two and five years",
            "between 2 years and 5 years",
            "two or five years",
        ] {
            assert_eq!(read(said), (Some((24, 0)), Some((60, 0))), "{said}");
        }
        assert_eq!(read("6 months to 2 years"), (Some((6, 0)), Some((24, 0))));
        for said in [
            "at least 3 years",
            "не менее 3 лет",
            "more than 3 years",
            "свыше трёх лет",
            "3 years or more",
            "from 3 years",
            "от 3 лет",
        ] {
            assert_eq!(read(said), (Some((36, 0)), None), "{said}");
        }
        for said in ["up to 5 years", "до 5 лет", "less than 5 years", "почти пять лет"] {
            assert_eq!(read(said), (None, Some((60, 0))), "{said}");
        }
    }

    #[test]
    fn what_is_imposed_beside_a_term_makes_it_neither_longer_nor_unreadable() {
        for said in [
            "7 лет с конфискацией имущества",
            "7 лет лишения свободы с конфискацией имущества",
            "7 years with confiscation of property",
            "7 years and a 5-year ban on public activity",
            "7 years’ imprisonment and a fine of 100,000 tenge",
            "7 years in prison, and a fine of 20 MCI",
            "7 years and a travel ban",
            "7 лет колонии и штраф 100 000 тенге",
            "7 лет со штрафом",
            "7 лет с лишением права заниматься журналистикой на 3 года",
            "7 лет, с запретом на общественную деятельность на 5 лет",
        ] {
            assert_eq!(read(said), exact(84, 0), "{said}");
            assert_eq!(Sentence::read(said).plain, None, "{said} says more than its length");
        }
        for said in [
            "пожизненно, с правом УДО через 25 лет",
            "life with the possibility of parole after 25 years",
            "life imprisonment with confiscation of property",
        ] {
            assert!(Sentence::read(said).endless, "{said}");
        }
        for said in [
            "7 years and a fine, suspended",
            "7 years and a fine, 3 years",
            "7 years with confiscation and 2 years of house arrest",
            "7 years or a fine",
            "7 лет, а с запретом на выезд 2 года колонии",
        ] {
            assert_eq!(Sentence::read(said), Sentence::default(), "{said}");
        }
    }

    #[test]
    fn about_so_long_is_a_fifth_less_or_more_and_one_at_least() {
        assert_eq!(read("about 7 years"), (Some((60, 0)), Some((108, 0))));
        for said in ["about a year", "около года"] {
            assert_eq!(read(said), (Some((0, 0)), Some((24, 0))), "{said}");
        }
        assert_eq!(read("примерно 15 суток"), (Some((0, 12)), Some((0, 18))));
        assert!(Sentence::read("about 7 years").doubted && !Sentence::read("7 years").doubted);
    }

    #[test]
    fn sentences_differ_where_no_length_is_both() {
        for (one, other) in [("7 years", "5 years"), ("7 years", "7 years 6 months"), ("life", "25 years")] {
            assert!(sentences_differ(one, other) && sentences_differ(other, one), "{one}, {other}");
        }
        for (one, other) in [
            ("7 years", "7 лет лишения свободы"),
            ("about 7 years", "6 years"),
            ("7 years", "a long term"),
            ("life", "пожизненно"),
        ] {
            assert!(!sentences_differ(one, other) && !sentences_differ(other, one), "{one}, {other}");
        }
    }

    #[test]
    fn a_part_of_a_month_is_some_number_of_days() {
        assert_eq!(read("полтора месяца"), (Some((1, 14)), Some((1, 16))));
    }

    #[test]
    fn what_is_not_wholly_understood_is_not_computed() {
        for said in [
            "7 years, two of them suspended",
            "7 years, 2 years suspended",
            "15 days, 3 years suspended",
            "3 years suspended, 15 days",
            "2 years and 6 months suspended",
            "7 years or a fine",
            "7 years less time served",
            "several years",
            "years in prison",
            "15",
            "-3 years",
            "– 3 года",
            "0 years",
            "5 to 2 years",
            "a long term",
            "7 years minus time served",
            "ten years to life",
            "lifetime",
            "2 of 5 years",
            "4000 years",
            "",
        ] {
            assert_eq!(Sentence::read(said), Sentence::default(), "{said}");
        }
    }

    #[test]
    fn a_sentence_says_how_it_is_served() {
        for said in ["life", "life imprisonment", "пожизненно", "until further notice", "indefinite", "death"]
        {
            assert!(Sentence::read(said).endless, "{said}");
        }
        let how = |said: &str| Sentence::read(said).how;
        for said in [
            "5 лет условно",
            "5 лет условно со штрафом",
            "18 months suspended",
            "a suspended sentence",
            "two years on probation",
        ] {
            assert_eq!(how(said), How::Suspended, "{said}");
        }
        for said in [
            "community service",
            "100 hours of community service",
            "travel ban",
            "a two-year travel ban",
            "3 года ограничения свободы",
            "подписка о невыезде",
            "3 years of exile",
            "5 years in absentia",
            "2 years of supervised release",
            "5 лет заочно",
        ] {
            assert_eq!(how(said), How::AtLiberty, "{said}");
        }
        for said in ["time served", "sentenced to time served", "отбытый срок"] {
            assert_eq!(how(said), How::TimeServed, "{said}");
        }
        assert_eq!(how("7 years"), How::InCustody);
    }
}
