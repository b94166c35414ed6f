//! Dates that are said from another day: "yesterday", "three days ago", "last Tuesday", «на прошлой неделе».

use crate::domain::time::names;
use crate::domain::time::parts::{after_any, is_word};
use crate::domain::time::token::Token;
use crate::domain::time::{DateError, Day, Edtf, Month};

/// Words for one day, and how many days before they are.
const DAYS: [(&[&str], i64); 12] = [
    (&["today"], 0),
    (&["сегодня"], 0),
    (&["yesterday"], 1),
    (&["вчера"], 1),
    (&["day", "before", "yesterday"], 2),
    (&["позавчера"], 2),
    (&["бүгін"], 0),
    (&["кеше"], 1),
    (&["this", "morning"], 0),
    (&["this", "evening"], 0),
    (&["yesterday", "morning"], 1),
    (&["вчера", "вечером"], 1),
];
const EVE: [&str; 4] = ["eve", "накануне", "канун", "қарсаңында"];
const AFTER: [&str; 4] = ["after", "following", "после", "кейін"];
const BEFORE: [&str; 5] = ["before", "prior", "preceding", "до", "бұрын"];
const BY: [&str; 4] = ["через", "за", "спустя", "exactly"];
const NEXT: [&str; 5] = ["next", "следующий", "следующую", "следующее", "предыдущий"];
/// Measures of time that nothing is counted in here.
const MEASURES: [&str; 22] = [
    "fortnight",
    "weekend",
    "weekends",
    "hour",
    "hours",
    "minute",
    "minutes",
    "decade",
    "декада",
    "декаде",
    "декады",
    "час",
    "часа",
    "часов",
    "минут",
    "выходные",
    "выходных",
    "полгода",
    "полмесяца",
    "числах",
    "числа",
    "сағат",
];
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}
const UNITS: [(Unit, &str); 4] = [
    (Unit::Day, "day days день дня дней сутки суток"),
    (Unit::Week, "week weeks неделя неделю недели недель неделе"),
    (Unit::Month, "month months месяц месяца месяцев месяце"),
    (Unit::Year, "year years лет года году"),
];
const NUMBERS: [&str; 10] = [
    "a an one один одну",
    "two два две",
    "three три",
    "four четыре",
    "five пять",
    "six шесть",
    "seven семь",
    "eight восемь",
    "nine девять",
    "ten десять",
];
const LAST: [&str; 10] =
    ["last", "past", "previous", "прошлый", "прошлую", "прошлое", "прошлой", "прошлом", "прошедший", "минувшую"];
const THIS: [&str; 6] = ["this", "этой", "этом", "эту", "этот", "нынешнем"];

/// The date as counted from a day; `None` if it is not said from another day. Without the day there is no date.
pub(in crate::domain::time) fn read(tokens: &[Token], from: Option<Day>) -> Option<Option<Edtf>> {
    let tokens = after_any(tokens, &["in", "on", "в", "во", "на"]).unwrap_or(tokens);
    let exact =
        |words: &[&str]| tokens.len() == words.len() && tokens.iter().zip(words).all(|(t, w)| is_word(t, &[*w]));
    if let Some((_, days)) = DAYS.iter().find(|(words, _)| exact(words)) {
        return Some(from.and_then(|day| day.plus(-days)).map(Edtf::day));
    }
    let date = match tokens {
        [number, unit, ago] if is_word(ago, &["ago", "назад", "earlier", "before"]) => {
            back(count(number)?, unit_of(unit)?, from)
        }
        // "A year ago", «год назад»: the word for the year was taken for one that dresses a date.
        [unit, ago] if is_word(ago, &["ago", "назад"]) => match unit_of(unit) {
            Some(unit) => back(1, unit, from),
            None => back(count(unit)?, Unit::Year, from),
        },
        [ago] if is_word(ago, &["ago", "назад"]) => back(1, Unit::Year, from),
        [last] if is_word(last, &LAST) => from.and_then(|day| span(Unit::Year, true, day)),
        [last, rest] if is_word(last, &LAST) || is_word(last, &THIS) => {
            let last = is_word(last, &LAST);
            match weekday(rest) {
                Some(weekday) => from.and_then(|day| latest(weekday, day, last)).map(Edtf::day),
                None => {
                    let unit = unit_of(rest)?;
                    from.and_then(|day| span(unit, last, day))
                }
            }
        }
        [only] => {
            let weekday = weekday(only)?;
            from.and_then(|day| latest(weekday, day, false)).map(Edtf::day)
        }
        _ => return None,
    };
    Some(date)
}

/// The date that is said from another one: "two days after 25 February 2012", «накануне 16 декабря 2011».
pub(in crate::domain::time) fn beside(
    tokens: &[Token],
    read_again: &impl Fn(&[Token]) -> Result<Edtf, DateError>,
) -> Option<Edtf> {
    let day = |tokens: &[Token]| {
        let date = read_again(tokens).ok().filter(|date| date.is_exact_day() && date.time().is_none())?;
        date.lo()
    };
    let tokens = after_any(tokens, &["in", "on", "в", "на"]).unwrap_or(tokens);
    if let Some(rest) = after_any(tokens, &EVE) {
        return day(rest)?.plus(-1).map(Edtf::day);
    }
    let at = tokens.iter().position(|token| is_word(token, &AFTER) || is_word(token, &BEFORE))?;
    let (distance, rest) = tokens.split_at_checked(at)?;
    let (way, rest) = rest.split_first()?;
    let distance = after_any(distance, &NEXT).unwrap_or(distance);
    let (count, unit) = match distance {
        [by, number, unit] if is_word(by, &BY) => (count(number)?, unit_of(unit)?),
        [by, unit] if is_word(by, &BY) => (1, unit_of(unit)?),
        [number, unit] => (count(number)?, unit_of(unit)?),
        // "The week after" may be the next one, or seven days.
        [day] if unit_of(day)? == Unit::Day => (1, Unit::Day),
        _ => return None,
    };
    // "Prior to".
    let rest = after_any(rest, &["to"]).unwrap_or(rest);
    back(if is_word(way, &AFTER) { -count } else { count }, unit, Some(day(rest)?))
}

/// Whether a word measures time, so that a date without it is another one.
pub(in crate::domain::time) fn measures(token: &Token) -> bool {
    unit_of(token).is_some() || is_word(token, &EVE) || is_word(token, &MEASURES)
}

fn weekday(token: &Token) -> Option<u32> {
    match token {
        Token::Word(word) => names::weekday_of(word),
        _ => None,
    }
}

fn unit_of(token: &Token) -> Option<Unit> {
    let Token::Word(word) = token else { return None };
    UNITS.iter().find(|(_, words)| words.split(' ').any(|known| known == word)).map(|(unit, _)| *unit)
}

/// A number of up to three digits, or a word for one up to ten.
pub(in crate::domain::time) fn count(token: &Token) -> Option<i64> {
    match token {
        Token::Number(number, 1..=3) => Some(i64::from(*number)),
        Token::Word(word) => {
            let at = NUMBERS.iter().position(|words| words.split(' ').any(|known| known == word))?;
            i64::try_from(at).ok().map(|at| at + 1)
        }
        _ => None,
    }
}

/// So many days back is that day; so many weeks or months back is about then.
fn back(count: i64, unit: Unit, from: Option<Day>) -> Option<Edtf> {
    let from = from?;
    let (year, month, _) = from.ymd();
    let count32 = i32::try_from(count).ok()?;
    let text = match unit {
        Unit::Day => from.plus(-count)?.iso(),
        Unit::Week => format!("{}~", from.plus(-7 * count)?),
        Unit::Month => format!("{}~", Month::new(year, month)?.plus(-count32)?),
        Unit::Year => format!("{:04}~", year - count32),
    };
    Edtf::parse(&text).ok()
}

/// The latest such weekday that is not after a day, or before it.
fn latest(weekday: u32, day: Day, before: bool) -> Option<Day> {
    let back = (i64::from(day.weekday()) - i64::from(weekday)).rem_euclid(7);
    day.plus(if back == 0 && before { -7 } else { -back })
}

/// The week, month or year of a day, or the one before.
fn span(unit: Unit, last: bool, from: Day) -> Option<Edtf> {
    let back = i32::from(last);
    let text = match unit {
        Unit::Day => from.plus(-i64::from(back))?.iso(),
        Unit::Week => {
            let monday = from.plus(-i64::from(from.weekday()) - 7 * i64::from(back))?;
            format!("[{monday}..{}]", monday.plus(6)?)
        }
        Unit::Month => from.month().plus(-back)?.iso(),
        Unit::Year => format!("{:04}", from.ymd().0 - back),
    };
    Edtf::parse(&text).ok()
}
