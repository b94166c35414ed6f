//! From the pieces of a typed text to a date: what bounds it, what it lies between, what it is one of.

use crate::domain::time::calendar::Calendar;
use crate::domain::time::parts::{
    after_any, date, is_word, parts, shared, split, split_dash, splits, unreadable, without_beginning, without_ending,
};
use crate::domain::time::phrases::{
    ABOUT, ABOUT_BEFORE, ABOUT_BEHIND, DOUBTED, HALVES, INCLUSIVE, LASTING, LIMITS, LIMITS_BEHIND, Limit, NIGHT,
    PRESENT, TO,
};
use crate::domain::time::reading::{Ask, Why};
use crate::domain::time::token::{Parts, Token};
use crate::domain::time::{DateError, Day, Edtf, Takes, names, portion};

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
    if let Some(rest) = INCLUSIVE.iter().find_map(|words| without_ending(tokens, words)) {
        return inclusive(rest, takes);
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
    if let Some((a, b)) = from.and_then(ends) {
        return interval(a, b, takes);
    }
    if let Some(date) = two_limits(tokens) {
        return date;
    }
    let lasting = |limit: Limit| match limit {
        Limit::NotBefore if takes != Takes::Moment => Some(("", "/..")),
        Limit::NotAfter if takes != Takes::Moment => Some(("../", "")),
        _ => None,
    };
    let said = |rest: &[Token], words: &[&str], limit: Limit| match lasting(limit)
        .filter(|_| words.iter().any(|word| LASTING.contains(word)))
    {
        Some((before, after)) => match end(&parts(rest)?)? {
            date if is_single(&date) => Edtf::parse(&format!("{before}{date}{after}")),
            _ if takes == Takes::Either => limited(rest, limit),
            _ => Err(unreadable()),
        },
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
        let (tokens, mark) = about(tokens).map_or((tokens, ""), |rest| (rest, "~"));
        return list(tokens, &["or", "или"], ('[', ']'), mark);
    }
    if tokens.iter().any(|t| is_word(t, &["and", "и"])) {
        return list(tokens, &["and", "и"], ('{', '}'), "");
    }
    match ends(tokens) {
        Some((a, b)) => interval(a, b, takes),
        None => Err(unreadable()),
    }
}

/// The two ends of a period; "mid-February – early March" is parted by its second dash.
fn ends(tokens: &[Token]) -> Option<(&[Token], &[Token])> {
    let is_date = |(a, b): &(&[Token], &[Token])| parts(a).is_ok() && parts(b).is_ok();
    let dashes = || splits(tokens, |token| *token == Token::Dash);
    split(tokens, &TO).or_else(|| dashes().find(is_date)).or_else(|| split_dash(tokens))
}

/// «До 25 февраля включительно»: the day belongs to it. Of one day alone that says nothing.
fn inclusive(tokens: &[Token], takes: Takes) -> Result<Edtf, DateError> {
    let tokens = match tokens.split_first() {
        Some((first, rest)) if is_word(first, &["до", "before"]) => [&[Token::Word("по".to_owned())], rest].concat(),
        Some((first, _)) if is_word(first, &["after", "после", "позже", "позднее"]) => {
            return Err(unreadable());
        }
        _ => tokens.to_vec(),
    };
    let date = read_tokens(&tokens, takes)?;
    let is_bounded = date.text().contains('/') || date.text().starts_with("[..") || date.text().ends_with("..]");
    if is_bounded { Ok(date) } else { Err(unreadable()) }
}

/// "After 10 and before 15 February": what lies between two limits.
fn two_limits(tokens: &[Token]) -> Option<Result<Edtf, DateError>> {
    let limit = |tokens: &'_ [Token]| -> Option<(Limit, usize)> {
        LIMITS.iter().find_map(|(words, limit)| without_beginning(tokens, words).map(|_| (*limit, words.len())))
    };
    let joins = |token: &Token| is_word(token, &["and", "but", "и", "но"]);
    let (a, b) = splits(tokens, joins).find(|(a, b)| limit(a).is_some() && limit(b).is_some())?;
    let ((lower, before), (upper, after)) = (limit(a)?, limit(b)?);
    if !matches!((lower, upper), (Limit::After | Limit::NotBefore, Limit::Before | Limit::NotAfter)) {
        return None;
    }
    let both = || {
        let (a, b) = shared(parts(a.get(before..).unwrap_or_default())?, parts(b.get(after..).unwrap_or_default())?)?;
        let (a, b) = (beyond(&a, lower)?, beyond(&b, upper)?);
        match (a.lo(), b.hi()) {
            (Some(lo), Some(hi)) if lo == hi => Ok(Edtf::day(lo)),
            (Some(lo), Some(hi)) => Edtf::parse(&format!("[{lo}..{hi}]")),
            _ => Err(unreadable()),
        }
    };
    Some(both())
}

/// What begins or ends in a portion of a month or year begins or ends in that month or year, which a period can say.
fn end(parts: &Parts) -> Result<Edtf, DateError> {
    let whole = date(parts)?;
    match parts.portion {
        Some(portion) if portion.is_vague() && !is_single(&whole) => date(&Parts { portion: None, ..*parts }),
        _ => Ok(whole),
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

/// What "about" is said of.
fn about(tokens: &[Token]) -> Option<&[Token]> {
    let before = ABOUT_BEFORE.iter().find_map(|words| without_beginning(tokens, words));
    let before = before.or_else(|| after_any(tokens, &ABOUT));
    before.or_else(|| ABOUT_BEHIND.iter().find_map(|words| without_ending(tokens, words)))
}

/// One date, or a period, perhaps "about".
fn roughly(tokens: &[Token]) -> Result<Edtf, DateError> {
    let Some(rest) = about(tokens) else { return single(tokens) };
    let period = ends(after_any(rest, &["from", "с", "со"]).unwrap_or(rest));
    match period.filter(|(a, b)| parts(a).is_ok() && parts(b).is_ok()) {
        Some((a, b)) => {
            let (a, b) = shared(parts(a)?, parts(b)?)?;
            Edtf::parse(&format!("{}/{}", qualified(&date(&a)?, '~')?, qualified(&date(&b)?, '~')?))
        }
        None => Edtf::parse(&qualified(&single(rest)?, '~')?),
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
    beyond(&parts(tokens)?, limit)
}

/// What lies before or after a date.
fn beyond(parts: &Parts, limit: Limit) -> Result<Edtf, DateError> {
    if let (Some(names::WINTER), Some(year), false) = (parts.season, parts.year, parts.winter_known) {
        // Before which of the two winters, the one that ended in the year or the one that began?
        let winter = |year| beyond(&Parts { year: Some(year), winter_known: true, ..*parts }, limit);
        let both = [winter(year - 1)?, winter(year)?];
        return Err(Ask::of_all(Why::Ambiguous, both));
    }
    let date = date(parts)?;
    // «До конца 2012» ends with the year.
    let limit = match limit {
        Limit::Before if parts.portion == Some(portion::Portion::Late) => Limit::NotAfter,
        limit => limit,
    };
    if date.time().is_some() {
        return Err(DateError::TimeAlone);
    }
    // Of what lies somewhere between two days, "before" and "after" claim no more than holds of all of them.
    let is_known = is_single(&date) || parts.century.is_some() || parts.calendar == Some(Calendar::Persian);
    let (earliest, latest) = if is_known { (date.lo(), date.hi()) } else { (date.hi(), date.lo()) };
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

fn interval(a: &[Token], b: &[Token], takes: Takes) -> Result<Edtf, DateError> {
    let (a, b) = shared(parts(a)?, parts(b)?)?;
    let (a, b) = (end(&a)?, end(&b)?);
    match (a.time().or(b.time()), is_single(&a) && is_single(&b)) {
        (Some(_), _) => Err(DateError::TimeAlone),
        (None, true) => Edtf::parse(&format!("{a}/{b}")),
        // One moment lies between them, whenever they are.
        (None, false) if takes == Takes::Moment => match (a.lo(), b.hi()) {
            (Some(lo), Some(hi)) => Edtf::parse(&format!("[{lo}..{hi}]")),
            _ => Err(unreadable()),
        },
        // When it began or ended is itself uncertain, which a period cannot say.
        (None, false) => Err(unreadable()),
    }
}

/// Dates joined by commas and "or" or "and"; the earlier ones may leave their month and year to the last, and later years
/// their day and month to the first: "25 February 2011 or 2012".
fn list(tokens: &[Token], words: &[&str], (open, close): (char, char), mark: &str) -> Result<Edtf, DateError> {
    let joins = |t: &Token| is_word(t, words) || (open == '[' && *t == Token::Slash);
    let pieces: Vec<&[Token]> = tokens.split(joins).collect();
    let Some((last, firsts)) = pieces.split_last() else {
        return Err(unreadable());
    };
    let last = parts(last)?;
    let head = firsts.first().and_then(|first| parts(first.split(|t| *t == Token::Comma).next()?).ok());
    let with_head = |of: Parts| match head {
        Some(head) if is_year(&of) && !is_year(&head) && head.year.is_some() => {
            Parts { year: of.year, weekday: None, ..head }
        }
        _ => of,
    };
    let last = with_head(last);
    let mut texts = Vec::new();
    for piece in firsts {
        // "February 25, 2012" is one date with a comma; "1, 3" are two.
        let whole = parts(piece).and_then(|p| shared(with_head(p), last));
        if let Ok((first, _)) = whole {
            texts.push(date(&first)?.text().to_owned());
            continue;
        }
        // "1–3 and 5 February".
        if let Some((a, b)) = ends(piece).filter(|(a, b)| parts(a).is_ok() && parts(b).is_ok()) {
            let (b, _) = shared(parts(b)?, last)?;
            let (a, b) = shared(parts(a)?, b)?;
            texts.push(format!("{}..{}", date(&a)?, date(&b)?));
            continue;
        }
        for piece in piece.split(|t| *t == Token::Comma) {
            let (first, _) = shared(with_head(parts(piece)?), last)?;
            let shape = |p: &Parts| (p.month.is_some(), p.day.is_some(), p.season.is_some());
            if shape(&first) != shape(&last) {
                return Err(unreadable());
            }
            texts.push(date(&first)?.text().to_owned());
        }
    }
    let (last, _) = shared(last, last)?;
    texts.push(date(&last)?.text().to_owned());
    Edtf::parse(&format!("{open}{}{mark}{close}", texts.join(&format!("{mark},"))))
}

/// Whether nothing is said but a year.
fn is_year(parts: &Parts) -> bool {
    *parts == Parts { year: parts.year, ..Parts::default() } && parts.year.is_some()
}

fn single(tokens: &[Token]) -> Result<Edtf, DateError> {
    date(&parts(tokens)?)
}
