//! From the pieces of a typed text to a date: what bounds it, what it lies between, what it is one of.

use crate::domain::time::parts::{
    after_any, date, is_word, parts, shared, split, split_dash, unreadable, without_beginning, without_ending,
};
use crate::domain::time::phrases::{
    ABOUT, ABOUT_BEHIND, DOUBTED, HALVES, LASTING, LIMITS, LIMITS_BEHIND, Limit, NIGHT, PRESENT, TO,
};
use crate::domain::time::token::{Parts, Token};
use crate::domain::time::{DateError, Day, Edtf, Takes, portion};

/// Reads the pieces of the text; [`DateError::NotADate`] is still empty here.
pub(in crate::domain::time) fn read_tokens(tokens: &[Token], takes: Takes) -> Result<Edtf, DateError> {
    for words in PRESENT {
        let rest = without_ending(tokens, words).map(|rest| match rest {
            [rest @ .., Token::Dash] => rest,
            [rest @ .., to] if is_word(to, &TO) => rest,
            rest => rest,
        });
        if let Some(rest) =
            rest.filter(|rest| !rest.is_empty() && rest.len() + words.len() < tokens.len() || *words == ["ongoing"])
        {
            let rest = after_any(rest, &["from", "since", "с", "со"]).unwrap_or(rest);
            return Edtf::parse(&format!("{}/..", single(rest)?.text()));
        }
    }
    for (words, before, after) in HALVES {
        if let Some(rest) = without_ending(tokens, words) {
            let rest = after_any(rest, &["from", "с", "со", "to", "по"]).unwrap_or(rest);
            return Edtf::parse(&format!("{before}{}{after}", single(rest)?.text()));
        }
    }
    let doubted = match tokens {
        [rest @ .., Token::Query] | [Token::Query, rest @ ..] => Some(rest),
        _ => after_any(tokens, &DOUBTED)
            .or_else(|| without_ending(tokens, &["uncertain"]))
            .or_else(|| without_ending(tokens, &["под", "вопросом"])),
    };
    if let Some(rest) = doubted {
        return Edtf::parse(&qualified(&roughly(rest)?, '?')?);
    }
    if let Some(rest) = night_of(tokens) {
        return night(rest);
    }
    if let Some(date) = week_of(tokens) {
        return Ok(date);
    }
    if let Some(rest) = after_any(tokens, &["between", "между"]) {
        let (a, b) = split(rest, &["and", "и"]).ok_or_else(unreadable)?;
        return between(a, b);
    }
    let from = after_any(tokens, &["from", "с", "со"]);
    if let Some((a, b)) = from.and_then(|rest| split(rest, &TO).or_else(|| split_dash(rest))) {
        return interval(a, b);
    }
    let lasting = |limit: Limit| match limit {
        Limit::NotBefore if takes != Takes::Moment => Some(("", "/..")),
        Limit::NotAfter if takes != Takes::Moment => Some(("../", "")),
        _ => None,
    };
    let said = |rest: &[Token], words: &[&str], limit: Limit| match lasting(limit)
        .filter(|_| words.iter().any(|word| LASTING.contains(word)))
    {
        Some((before, after)) => Edtf::parse(&format!("{before}{}{after}", single(rest)?)),
        None => limited(rest, limit),
    };
    if let Some(rest) = from {
        return said(rest, &["from"], Limit::NotBefore);
    }
    for (words, limit) in LIMITS {
        if let Some(rest) = without_beginning(tokens, words) {
            return said(rest, words, limit);
        }
    }
    for (words, limit) in LIMITS_BEHIND {
        if let Some(rest) = without_ending(tokens, words) {
            return said(rest, words, limit);
        }
    }
    match roughly(tokens) {
        Err(DateError::NotADate(_)) => {}
        read => return read,
    }
    if tokens.iter().any(|t| is_word(t, &["or", "или"]) || *t == Token::Slash) {
        return list(tokens, &["or", "или"], '[', ']');
    }
    if tokens.iter().any(|t| is_word(t, &["and", "и"])) {
        return list(tokens, &["and", "и"], '{', '}');
    }
    match split(tokens, &TO).or_else(|| split_dash(tokens)) {
        Some((a, b)) => interval(a, b),
        None => Err(unreadable()),
    }
}

/// "The week of 20 February": the one that begins on that day, or that the day lies in.
fn week_of(tokens: &[Token]) -> Option<Edtf> {
    let rest = after_any(tokens, &["in", "during", "на", "в"]).unwrap_or(tokens);
    let (Token::Word(week), rest) = rest.split_first()? else { return None };
    let day = portion::is_week(week).then(|| single(rest).ok())??;
    let first = day.lo().filter(|_| day.is_exact_day() && day.time().is_none())?;
    // Some begin a week on Sunday.
    let before = i64::from(first.weekday().max((first.weekday() + 1) % 7));
    Edtf::parse(&format!("[{}..{}]", first.plus(-before)?, first.plus(6)?)).ok()
}

/// What follows "night of", «в ночь на»; or the day that "at night" follows.
fn night_of(tokens: &[Token]) -> Option<&[Token]> {
    let rest = after_any(tokens, &["в", "in", "at", "on"]).unwrap_or(tokens);
    if let Some(rest) = after_any(rest, &NIGHT) {
        let words = ["from", "between", "on", "с", "со", "между"];
        return Some(after_any(rest, &words).unwrap_or(rest));
    }
    match tokens {
        [rest @ .., at, night] if is_word(night, &NIGHT) && is_word(at, &["at", "в"]) => Some(rest),
        [rest @ .., night] if is_word(night, &NIGHT) => Some(rest),
        _ => None,
    }
}

/// A night: the two days that it lies in. Of "the night of 25 February" nobody says whether it began or ended on that day.
fn night(tokens: &[Token]) -> Result<Edtf, DateError> {
    // «В ночь на 25 февраля» ends on that day.
    if let Some(rest) = after_any(tokens, &["на", "to", "into"]) {
        let date = single(rest)?;
        let day = date.lo().filter(|_| date.is_exact_day()).ok_or_else(unreadable)?;
        let before = day.plus(-1).ok_or(DateError::Unsupported)?;
        return Edtf::parse(&format!("[{before}..{day}]"));
    }
    let both = split(tokens, &["to", "and", "на", "по", "и"]).or_else(|| split_dash(tokens));
    let both = both.or_else(|| {
        let at = tokens.iter().position(|token| *token == Token::Slash)?;
        Some((tokens.get(..at)?, tokens.get(at + 1..)?))
    });
    if let Some((a, b)) = both {
        let (a, b) = shared(parts(a)?, parts(b)?)?;
        let (a, b) = (date(&a)?, date(&b)?);
        let follow = a.is_exact_day() && b.is_exact_day() && a.time().or(b.time()).is_none();
        let follow = follow && a.lo().and_then(|day| day.plus(1)) == b.lo();
        return if follow { Edtf::parse(&format!("[{a}..{b}]")) } else { Err(unreadable()) };
    }
    let date = single(tokens)?;
    let day = date.lo().filter(|_| date.is_exact_day() && date.time().is_none()).ok_or_else(unreadable)?;
    match (day.plus(-1), day.plus(1)) {
        (Some(before), Some(after)) => Edtf::parse(&format!("[{before}..{after}]")),
        _ => Err(DateError::Unsupported),
    }
}

/// One date, perhaps "about".
fn roughly(tokens: &[Token]) -> Result<Edtf, DateError> {
    let about =
        after_any(tokens, &ABOUT).or_else(|| ABOUT_BEHIND.iter().find_map(|words| without_ending(tokens, words)));
    match about {
        Some(rest) => Edtf::parse(&qualified(&single(rest)?, '~')?),
        None => single(tokens),
    }
}

/// The text of a single date with a qualifier more.
fn qualified(date: &Edtf, mark: char) -> Result<String, DateError> {
    if date.time().is_some() {
        return Err(DateError::TimeAlone);
    }
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
    if date.time().is_some() {
        return Err(DateError::TimeAlone);
    }
    // Of what lies between two days, "before" and "after" claim no more than holds of all of them.
    let (earliest, latest) = if is_single(&date) { (date.lo(), date.hi()) } else { (date.hi(), date.lo()) };
    let day = |bound: Option<Day>, days: i64| {
        let day = bound.and_then(|day| day.plus(days));
        day.map(Day::iso).ok_or(DateError::Unsupported)
    };
    let text = match limit {
        Limit::NotAfter if is_single(&date) => format!("[..{date}]"),
        Limit::NotAfter => format!("[..{}]", day(date.hi(), 0)?),
        Limit::NotBefore if is_single(&date) => format!("[{date}..]"),
        Limit::NotBefore => format!("[{}..]", day(date.lo(), 0)?),
        Limit::Before => format!("[..{}]", day(earliest, -1)?),
        Limit::After => format!("[{}..]", day(latest, 1)?),
    };
    Edtf::parse(&text)
}

fn between(a: &[Token], b: &[Token]) -> Result<Edtf, DateError> {
    let (a, b) = shared(parts(a)?, parts(b)?)?;
    // EDTF wants one precision at both ends, without seasons or decades.
    let shape = |p: &Parts| (p.month.is_some(), p.day.is_some());
    let plain = |p: &Parts| {
        p.season.is_none()
            && !p.decade
            && p.portion.is_none()
            && p.quarter.is_none()
            && p.century.is_none()
            && p.calendar.is_none()
    };
    let same = shape(&a) == shape(&b) && plain(&a) && plain(&b);
    let (a, b) = (date(&a)?, date(&b)?);
    if a.time().or(b.time()).is_some() {
        return Err(DateError::TimeAlone);
    }
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
    match (a.time().or(b.time()), is_single(&a) && is_single(&b)) {
        (Some(_), _) => Err(DateError::TimeAlone),
        (None, true) => Edtf::parse(&format!("{a}/{b}")),
        // When it began or ended is itself uncertain, which a period cannot say.
        (None, false) => Err(unreadable()),
    }
}

/// Dates joined by commas and "or" or "and"; the earlier ones may leave their month and year to the last.
fn list(tokens: &[Token], words: &[&str], open: char, close: char) -> Result<Edtf, DateError> {
    let joins = |t: &Token| is_word(t, words) || (open == '[' && *t == Token::Slash);
    let pieces: Vec<&[Token]> = tokens.split(joins).collect();
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
