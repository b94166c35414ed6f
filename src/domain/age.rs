//! How old somebody is said to be, and the years of birth that follow from it. What is said stays as it is said.

use crate::domain::count;
use crate::domain::time::{Day, Edtf};
use crate::domain::typing::plain;

/// An age in numbers. A bound that is not there was not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    lo: Option<i64>,
    hi: Option<i64>,
    /// "About 40".
    about: Option<i64>,
    in_months: bool,
}

/// Nobody has been older, in years.
const OLDEST: i64 = 125;

const YEARS: &str = "year years yr yrs y yo y/o y.o old aged age of in the лет года год годов летний летняя летнего летней летнюю \
     г возраст возрасте в жас жаста жасында his her their";
const MONTHS: &str = "month months mo месяц месяца месяцев мес месячный месячная";
const MINORS: &str = "minor underage несовершеннолетний несовершеннолетняя";

/// Reads an age; nothing of one that has no number in it.
pub fn read(text: &str) -> Option<Age> {
    let text = plain(text).to_lowercase();
    let (mut in_months, mut rest) = (false, Vec::new());
    for word in text.split_whitespace().flat_map(parted) {
        let word = word.trim_matches(['.', ',', '(', ')']);
        let is_in = |list: &str| list.split(' ').any(|known| known == word);
        if is_in(MINORS) {
            return Some(Age { lo: None, hi: Some(17), about: None, in_months: false });
        }
        if is_in(MONTHS) {
            in_months = true;
        } else if !word.is_empty() && !is_in(YEARS) {
            rest.push(word);
        }
    }
    if let [decade] = rest.as_slice()
        && let Some(tens) = decade.strip_suffix('s').and_then(|tens| tens.parse::<i64>().ok())
    {
        return (tens % 10 == 0).then_some(Age { lo: Some(tens), hi: Some(tens + 9), about: None, in_months });
    }
    let said = count::read(&rest.join(" "));
    match (said.qualifier, said.lo, said.best, said.hi) {
        ("vague", ..) => None,
        ("about", None, Some(best), None) => Some(Age { lo: None, hi: None, about: Some(best), in_months }),
        // "About 30 to 40" has no bounds.
        ("about", ..) => None,
        (_, lo, _, hi) => Some(Age { lo, hi, about: None, in_months }),
    }
}

/// "34-year-old" and «34-летний» are words with a number; "17-18" is one with two.
fn parted(word: &str) -> impl Iterator<Item = &str> {
    let mark = if word.contains(char::is_alphabetic) { '-' } else { ' ' };
    word.split(mark)
}

impl Age {
    /// Whether somebody may be as old.
    pub fn is_possible(&self) -> bool {
        let most = if self.in_months { OLDEST * 12 } else { OLDEST };
        [self.lo, self.hi, self.about].into_iter().flatten().all(|number| number <= most)
    }

    /// The years of birth, of somebody who was so old on a day; of months, the months. Nothing where the day itself is in
    /// doubt: the years would be narrower than what is known.
    pub fn birth(&self, as_of: &Edtf) -> Option<Edtf> {
        if as_of.text().contains(['~', '?', '%']) || as_of.is_period() {
            return None;
        }
        let unit = if self.in_months { 1 } else { 12 };
        let months = |day: Day| {
            let (year, month, _) = day.ymd();
            i64::from(year) * 12 + i64::from(month) - 1
        };
        let (first, last) = (as_of.lo(), as_of.hi());
        if let Some(about) = self.about {
            let (first, last) = (first?, last?);
            let year = i64::from(last.ymd().0) - about * unit / 12;
            return (first.ymd().0 == last.ymd().0).then(|| Edtf::parse(&format!("{year:04}~")).ok()).flatten();
        }
        // Somebody who is 34 has not had the 35th birthday; on the last day of a year nobody of that year waits for it.
        let earliest = match (self.hi, first) {
            (Some(hi), Some(first)) => Some(months(first.plus(1)?) - (hi + 1) * unit),
            _ => None,
        };
        let latest = match (self.lo, last) {
            (Some(lo), Some(last)) => Some(months(last) - lo * unit),
            // Nobody is said to be of an age before birth.
            (None, Some(last)) if earliest.is_some() => Some(months(last)),
            _ => None,
        };
        let at = |months: i64| match self.in_months {
            true => format!("{:04}-{:02}", months.div_euclid(12), months.rem_euclid(12) + 1),
            false => format!("{:04}", months.div_euclid(12)),
        };
        let text = match (earliest.map(at), latest.map(at)) {
            (Some(earliest), Some(latest)) if earliest == latest => earliest,
            (Some(earliest), Some(latest)) => format!("[{earliest}..{latest}]"),
            (Some(earliest), None) => format!("[{earliest}..]"),
            (None, Some(latest)) => format!("[..{latest}]"),
            (None, None) => return None,
        };
        Edtf::parse(&text).ok()
    }
}

/// The birth that follows from an age as it is said and the day it is said of.
pub fn birth(said: Option<&str>, as_of: Option<&Edtf>) -> Option<Edtf> {
    read(said?)?.birth(as_of?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{birth, read};
    use crate::domain::time::Edtf;

    fn born(age: &str, as_of: &str) -> String {
        birth(Some(age), Some(&Edtf::parse(as_of).unwrap())).map_or("-".to_owned(), |birth| birth.text().to_owned())
    }

    #[test]
    fn the_years_of_birth_follow_from_an_age_and_its_day() {
        for age in [
            "34",
            "34 years old",
            "aged 34",
            "34 года",
            "34-year-old",
            "34-летний",
            "в возрасте 34 лет",
            "34 жаста",
            "(34)",
        ] {
            assert_eq!(born(age, "2012-03"), "[1977..1978]", "{age}");
        }
        for (age, as_of, birth) in [
            ("34", "2012-12-31", "1978"),
            ("34", "2012-01-01", "[1977..1978]"),
            ("34", "[2012-03..2013-02]", "[1977..1979]"),
            ("17 or 18", "2012-03-15", "[1993..1995]"),
            ("17-18 лет", "2012-03-15", "[1993..1995]"),
            ("in his 30s", "2012-03-15", "[1972..1982]"),
            ("over 60", "2012-03-15", "[..1951]"),
            ("under 18", "2012-03-15", "[1994..2012]"),
            ("minor", "2012-03-15", "[1994..2012]"),
            ("about 40", "2012-03", "1972~"),
            ("около 40 лет", "2012-03", "1972~"),
            ("8 months old", "2012-03-15", "[2011-06..2011-07]"),
            ("0", "2012-03-15", "[2011..2012]"),
        ] {
            assert_eq!(born(age, as_of), birth, "{age} in {as_of}");
        }
    }

    #[test]
    fn what_gives_no_years_gives_none() {
        for (age, as_of) in [
            ("elderly", "2012"),
            ("34", "2012~"),
            ("34", "2012?"),
            ("34", "2010/2012"),
            ("34", "[2012..]/.."),
            ("34 or so days", "2012"),
            ("about 30 to 40", "2012"),
            ("", "2012"),
        ] {
            let Ok(as_of) = Edtf::parse(as_of) else { continue };
            assert_eq!(birth(Some(age), Some(&as_of)), None, "{age}");
        }
        assert!(!read("340").unwrap().is_possible() && read("101 years").unwrap().is_possible());
        assert!(read("18 months").unwrap().is_possible());
    }
}
