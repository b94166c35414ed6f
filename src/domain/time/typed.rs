//! Dates as people type them, in English and Russian, or as EDTF.

use crate::domain::time::parts::{
    after_any, date, is_word, parts, shared, split, split_dash, unreadable, without_beginning, without_ending,
};
use crate::domain::time::token::{self, Parts, Token};
use crate::domain::time::{DateError, Day, Edtf, TEXT_MAX};

/// What stands before a date and bounds it on one side.
#[derive(Clone, Copy)]
enum Limit {
    /// On the date or before it
    NotAfter,
    /// On the date or after it
    NotBefore,
    /// Strictly before it
    Before,
    /// Strictly after it
    After,
}

const LIMITS: [(&[&str], Limit); 25] = [
    (&["on", "or", "before"], Limit::NotAfter),
    (&["in", "or", "before"], Limit::NotAfter),
    (&["no", "later", "than"], Limit::NotAfter),
    (&["not", "later", "than"], Limit::NotAfter),
    (&["not", "after"], Limit::NotAfter),
    (&["by"], Limit::NotAfter),
    // Whether "until" takes in the day is read both ways; taking it in claims less.
    (&["until"], Limit::NotAfter),
    (&["till"], Limit::NotAfter),
    (&["up", "to"], Limit::NotAfter),
    (&["не", "позднее"], Limit::NotAfter),
    (&["не", "позже"], Limit::NotAfter),
    (&["по"], Limit::NotAfter),
    (&["on", "or", "after"], Limit::NotBefore),
    (&["in", "or", "after"], Limit::NotBefore),
    (&["no", "earlier", "than"], Limit::NotBefore),
    (&["not", "earlier", "than"], Limit::NotBefore),
    (&["not", "before"], Limit::NotBefore),
    (&["since"], Limit::NotBefore),
    (&["не", "ранее"], Limit::NotBefore),
    (&["не", "раньше"], Limit::NotBefore),
    (&["before"], Limit::Before),
    (&["до"], Limit::Before),
    (&["after"], Limit::After),
    (&["после"], Limit::After),
    (&["позже"], Limit::After),
];

const ABOUT: [&str; 10] =
    ["about", "circa", "c", "ca", "around", "approximately", "около", "примерно", "приблизительно", "ок"];

/// Endings that leave one end of an interval unknown or open, and the EDTF around the other end.
const HALVES: [(&[&str], &str, &str); 8] = [
    (&["end", "unknown"], "", "/"),
    (&["end", "open"], "", "/.."),
    (&["start", "unknown"], "/", ""),
    (&["start", "open"], "../", ""),
    (&["дата", "окончания", "неизвестна"], "", "/"),
    (&["без", "даты", "окончания"], "", "/.."),
    (&["дата", "начала", "неизвестна"], "/", ""),
    (&["без", "даты", "начала"], "../", ""),
];

/// Reads a date as people type it, or any EDTF.
///
/// Numeric dates are day first (`25/02/2012`) unless the year is; years have four digits. "before"
/// and "до" mean strictly before, "after" and "после" strictly after; "since", "from" and "с" take
/// the day in. `winter 2012` may be either of two winters and is kept as one of the two.
///
/// # Errors
/// [`DateError::NotADate`] with what was typed if it cannot be read, and the other [`DateError`]s
/// for dates that can be read but cannot be.
pub fn parse_typed(input: &str) -> Result<Edtf, DateError> {
    if input.chars().nth(TEXT_MAX).is_some() {
        return Err(DateError::TooLong);
    }
    let direct = match Edtf::parse(input) {
        Ok(date) => return Ok(date),
        Err(error) => error,
    };
    let text = token::normalize(input);
    // EDTF's own letters are capitals; people type "201x".
    if let Ok(date) = Edtf::parse(&text.to_uppercase()) {
        return Ok(date);
    }
    let read = token::tokens(&text).map(|tokens| read(&cyrillic_c(tokens)));
    match (read, direct) {
        (Some(Ok(date)), _) => Ok(date),
        // EDTF that says something impossible: its own reason is the better one.
        (_, direct) if !matches!(direct, DateError::NotADate(_)) => Err(direct),
        (None | Some(Err(DateError::NotADate(_))), _) => Err(DateError::NotADate(input.to_owned())),
        (Some(Err(error)), _) => Err(error),
    }
}

/// Reads one bound of a query: a day, or with `end` the last day of what was typed, otherwise its first.
///
/// # Errors
/// As [`parse_typed`]; [`DateError::NotADate`] also where the date is open on the side asked for.
pub fn parse_range_bound(input: &str, end: bool) -> Result<Day, DateError> {
    let date = parse_typed(input)?;
    let bound = if end { date.hi() } else { date.lo() };
    bound.ok_or_else(|| DateError::NotADate(input.to_owned()))
}

/// The Latin "c" is often typed for the Russian "с", which looks the same: among Cyrillic words it is one.
fn cyrillic_c(mut tokens: Vec<Token>) -> Vec<Token> {
    let russian =
        tokens.iter().any(|t| matches!(t, Token::Word(w) if w.chars().any(|c| ('\u{400}'..'\u{500}').contains(&c))));
    for token in &mut tokens {
        if russian && *token == Token::Word("c".to_owned()) {
            *token = Token::Word("с".to_owned());
        }
    }
    tokens
}

/// Reads the pieces of the text; [`DateError::NotADate`] is still empty here.
fn read(tokens: &[Token]) -> Result<Edtf, DateError> {
    for (words, before, after) in HALVES {
        if let Some(rest) = without_ending(tokens, words) {
            let rest = after_any(rest, &["from", "с", "со", "to", "по"]).unwrap_or(rest);
            return Edtf::parse(&format!("{before}{}{after}", single(rest)?.text()));
        }
    }
    let doubted = match tokens {
        [rest @ .., Token::Query] => Some(rest),
        _ => without_ending(tokens, &["uncertain"]).or_else(|| without_ending(tokens, &["под", "вопросом"])),
    };
    if let Some(rest) = doubted {
        return Edtf::parse(&qualified(&roughly(rest)?, '?')?);
    }
    if let Some(rest) = after_any(tokens, &["between", "между"]) {
        let (a, b) = split(rest, &["and", "и"]).ok_or_else(unreadable)?;
        return between(a, b);
    }
    let from = after_any(tokens, &["from", "с", "со"]);
    let to = ["to", "until", "till", "through", "по", "до"];
    if let Some((a, b)) = from.and_then(|rest| split(rest, &to).or_else(|| split_dash(rest))) {
        return interval(a, b);
    }
    if let Some(rest) = from {
        return limited(rest, Limit::NotBefore);
    }
    for (words, limit) in LIMITS {
        if let Some(rest) = without_beginning(tokens, words) {
            return limited(rest, limit);
        }
    }
    if let Ok(date) = roughly(tokens) {
        return Ok(date);
    }
    if tokens.iter().any(|t| is_word(t, &["or", "или"])) {
        return list(tokens, &["or", "или"], '[', ']');
    }
    if tokens.iter().any(|t| is_word(t, &["and", "и"])) {
        return list(tokens, &["and", "и"], '{', '}');
    }
    match split(tokens, &to).or_else(|| split_dash(tokens)) {
        Some((a, b)) => interval(a, b),
        // Read again for its reason: an impossible day is told apart from no date.
        None => roughly(tokens),
    }
}

/// One date, perhaps "about".
fn roughly(tokens: &[Token]) -> Result<Edtf, DateError> {
    match after_any(tokens, &ABOUT) {
        Some(rest) => Edtf::parse(&qualified(&single(rest)?, '~')?),
        None => single(tokens),
    }
}

/// The text of a single date with a qualifier more.
fn qualified(date: &Edtf, mark: char) -> Result<String, DateError> {
    if !is_single(date) {
        return Err(unreadable());
    }
    Ok(match date.text().strip_suffix('~') {
        Some(bare) => format!("{bare}%"),
        None => format!("{}{mark}", date.text()),
    })
}

/// Whether the text is one date, which may stand inside an interval or a list.
fn is_single(date: &Edtf) -> bool {
    !date.text().starts_with(['[', '{']) && !date.text().contains('/')
}

fn limited(tokens: &[Token], limit: Limit) -> Result<Edtf, DateError> {
    let date = single(tokens)?;
    let day = |bound: Option<Day>, days: i64| {
        let day = bound.and_then(|day| day.plus(days));
        day.map(Day::iso).ok_or(DateError::Unsupported)
    };
    let text = match limit {
        Limit::NotAfter if is_single(&date) => format!("[..{date}]"),
        Limit::NotAfter => format!("[..{}]", day(date.hi(), 0)?),
        Limit::NotBefore if is_single(&date) => format!("[{date}..]"),
        Limit::NotBefore => format!("[{}..]", day(date.lo(), 0)?),
        Limit::Before => format!("[..{}]", day(date.lo(), -1)?),
        Limit::After => format!("[{}..]", day(date.hi(), 1)?),
    };
    Edtf::parse(&text)
}

fn between(a: &[Token], b: &[Token]) -> Result<Edtf, DateError> {
    let (a, b) = shared(parts(a)?, parts(b)?)?;
    // EDTF wants one precision at both ends, without seasons or decades.
    let shape = |p: &Parts| (p.month.is_some(), p.day.is_some());
    let plain = |p: &Parts| p.season.is_none() && !p.decade;
    let same = shape(&a) == shape(&b) && plain(&a) && plain(&b);
    let (a, b) = (date(&a)?, date(&b)?);
    if same {
        return Edtf::parse(&format!("[{a}..{b}]"));
    }
    match (a.lo(), b.hi()) {
        (Some(lo), Some(hi)) => Edtf::parse(&format!("[{lo}..{hi}]")),
        _ => Err(unreadable()),
    }
}

fn interval(a: &[Token], b: &[Token]) -> Result<Edtf, DateError> {
    let (a, b) = shared(parts(a)?, parts(b)?)?;
    let (a, b) = (date(&a)?, date(&b)?);
    match (a.lo(), b.hi()) {
        _ if is_single(&a) && is_single(&b) => Edtf::parse(&format!("{a}/{b}")),
        (Some(lo), Some(hi)) => Edtf::parse(&format!("{lo}/{hi}")),
        _ => Err(unreadable()),
    }
}

/// Dates joined by commas and "or" or "and"; the earlier ones may leave their month and year to the last.
fn list(tokens: &[Token], words: &[&str], open: char, close: char) -> Result<Edtf, DateError> {
    let pieces: Vec<&[Token]> = tokens.split(|t| is_word(t, words)).collect();
    let Some((last, firsts)) = pieces.split_last() else {
        return Err(unreadable());
    };
    let last = parts(last)?;
    let mut texts = Vec::new();
    for piece in firsts {
        // "February 25, 2012" is one date with a comma; "1, 3" are two.
        let whole = parts(piece).and_then(|p| shared(p, last));
        if let Ok((first, _)) = whole {
            texts.push(date(&first)?.text().to_owned());
            continue;
        }
        for piece in piece.split(|t| *t == Token::Comma) {
            let (first, _) = shared(parts(piece)?, last)?;
            let shape = |p: &Parts| (p.month.is_some(), p.day.is_some(), p.season.is_some());
            if shape(&first) != shape(&last) {
                return Err(unreadable());
            }
            texts.push(date(&first)?.text().to_owned());
        }
    }
    let (last, _) = shared(last, last)?;
    texts.push(date(&last)?.text().to_owned());
    Edtf::parse(&format!("{open}{}{close}", texts.join(",")))
}

fn single(tokens: &[Token]) -> Result<Edtf, DateError> {
    date(&parts(tokens)?)
}
