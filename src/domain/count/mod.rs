//! Counts as reports word them ("at least 17", «около 1000», "two dozen"), read into a qualifier and its numbers.
//!
//! Every word of a wording has to be understood: those that bear on the number, and those that only name what is counted.
//! With a word that is neither, all of it stays words: better a count without a number than one that no source gives.

/// Whether counts can both be right.
mod agree;
/// Numbers beside their wording.
mod given;
/// The words for people and what befalls them.
mod nouns;
/// The number that a wording gives, however it is spelled.
mod number;
/// From letters and digits to the parts that a count is worded with.
mod part;
/// The words of each language.
mod words;

pub use agree::exclude_each_other;
pub use given::{Given, given};
use number::Number;
use part::{Hedge, Part, Piece};

/// What a wording says in numbers, as the fields of a figure hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub qualifier: &'static str,
    pub lo: Option<i64>,
    pub best: Option<i64>,
    pub hi: Option<i64>,
}

const VAGUE: Count = Count { qualifier: "vague", lo: None, best: None, hi: None };
const ZERO: Count = Count { qualifier: "zero", lo: Some(0), best: Some(0), hi: Some(0) };

/// Reads a wording. What has no number in it that is certain to be the count is `vague`.
pub fn read(wording: &str) -> Count {
    let said = said_once(wording);
    part::parts(said.as_deref().unwrap_or(wording)).and_then(|pieces| counted(&pieces)).unwrap_or(VAGUE)
}

/// «15 (пятнадцать) человек» without what says the number a second time.
fn said_once(wording: &str) -> Option<String> {
    let (before, rest) = wording.split_once('(')?;
    let (inside, after) = rest.split_once(')')?;
    let exact = |text: &str| {
        let count = part::parts(text).and_then(|pieces| counted(&pieces));
        count.filter(|count| count.qualifier == "exact").and_then(|count| count.best)
    };
    let digits: String = before.chars().rev().take_while(|c| c.is_ascii_digit() || c.is_whitespace()).collect();
    let digits: String = digits.chars().rev().filter(char::is_ascii_digit).collect();
    let number = digits.parse().ok().or_else(|| exact(before))?;
    (exact(inside)? == number).then(|| format!("{before}{after}"))
}

/// A number with what is said of it before it is joined to the next.
#[derive(Debug, Clone, Default)]
struct Side {
    hedges: Vec<Hedge>,
    number: Option<Number>,
    /// How it is joined to the side before it.
    joined: Option<Part>,
}

fn counted(pieces: &[Piece]) -> Option<Count> {
    if pieces.iter().any(|piece| piece.part == Part::Nothing) {
        let only_names = |piece: &Piece| matches!(piece.part, Part::Nothing | Part::Noun | Part::Deed | Part::Neutral);
        return pieces.iter().all(only_names).then_some(ZERO);
    }
    let between = pieces.iter().any(|piece| piece.part == Part::Between);
    let (mut sides, mut names, mut opening) = (vec![Side::default()], false, None);
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let side = sides.last_mut()?;
        if let Some((number, length)) = Number::read(pieces.get(at..)?, between) {
            // Two numbers with nothing between them are not one count.
            if side.number.replace(number).is_some() {
                return None;
            }
            at += length;
            continue;
        }
        match piece.part {
            Part::Neutral => {}
            // "A 100-strong crowd".
            Part::Article if at == 0 && matches!(pieces.get(1).map(|p| p.part), Some(Part::Digits { .. })) => {}
            // "Half of" something is no number of people.
            Part::Noun | Part::Deed if side.number.as_ref().is_some_and(|number| number.value().is_none()) => {
                return None;
            }
            Part::Noun | Part::Deed if side.number.is_some() => names = true,
            // "Killed 17 people": the deed comes first.
            Part::Deed if pieces.get(..at)?.iter().all(|p| matches!(p.part, Part::Deed | Part::Neutral)) => {}
            // "17, including 3 children": all of it has to be understood, and the first number is the count.
            Part::Including if side.number.is_some() || side.joined == Some(Part::Comma) => {
                counted(pieces.get(at + 1..)?)?;
                sides.retain(|side| side.number.is_some());
                break;
            }
            Part::NounBefore if side.number.is_some() => names = true,
            // «Человек двадцать» is about twenty.
            Part::NounBefore => side.hedges.push(Hedge::About),
            Part::Between | Part::From | Part::With if at == 0 || side.number.is_none() && opening.is_none() => {
                opening = Some(piece.part);
            }
            Part::Hedge(hedge) => side.hedges.push(hedge),
            Part::UpTo if side.number.is_none() => side.hedges.push(Hedge::AtMost),
            Part::UpTo | Part::To | Part::Dash | Part::And | Part::Comma | Part::Or if side.number.is_some() => {
                sides.push(Side { joined: Some(piece.part), ..Side::default() });
            }
            _ => return None,
        }
        at += 1;
    }
    match (sides.as_slice(), opening) {
        ([only], None | Some(Part::From | Part::With)) => {
            let number = only.number.as_ref()?;
            let hedges = match opening {
                // «С десяток»; "с 10" alone is not said.
                Some(Part::With) if !number.is_round => return None,
                Some(Part::With) => [&[Hedge::About], only.hedges.as_slice()].concat(),
                Some(_) => [&[Hedge::AtLeast], only.hedges.as_slice()].concat(),
                None => only.hedges.clone(),
            };
            // A bare "2012" is a year.
            let bare = !names && hedges.is_empty() && number.reads_as_year;
            let value = number.value().filter(|_| !bare)?;
            limited(&hedges, value, value, number.is_round)
        }
        ([first, second], opening) => joined(first, second, opening, names),
        _ => None,
    }
}

/// Two numbers: the ends of a range, or two limits.
fn joined(first: &Side, second: &Side, opening: Option<Part>, names: bool) -> Option<Count> {
    let (mut a, b) = (first.number.clone()?, second.number.clone()?);
    let by = second.joined?;
    let limits = matches!((first.hedges.as_slice(), second.hedges.as_slice()), ([_, ..], [_]));
    if limits && opening.is_none() && matches!(by, Part::And | Part::Comma | Part::To | Part::UpTo) {
        let (a, b) = (a.value()?, b.value()?);
        let (low, high) = (limited(&first.hedges, a, a, false)?, limited(&second.hedges, b, b, false)?);
        return match (low.lo, low.hi, high.lo, high.hi) {
            (Some(lo), None, None, Some(hi)) if lo <= hi => {
                Some(Count { qualifier: "range", lo: Some(lo), best: None, hi: Some(hi) })
            }
            _ => None,
        };
    }
    let ends = match opening {
        Some(Part::Between) => by == Part::And,
        Some(_) => matches!(by, Part::To | Part::UpTo | Part::Dash),
        None => matches!(by, Part::To | Part::UpTo | Part::Dash | Part::Or),
    };
    // What follows the second number is said of both.
    if !ends || (!second.hedges.is_empty() && !first.hedges.is_empty()) {
        return None;
    }
    a.share_scale(&b);
    let years = a.reads_as_year && b.reads_as_year && !names && first.hedges.is_empty();
    let hedges = [first.hedges.as_slice(), second.hedges.as_slice()].concat();
    let (from, to) = (a.value()?, b.value()?);
    (from < to && !years).then(|| limited(&hedges, from, to, a.is_round || b.is_round)).flatten()
}

/// What is said of a number, or of all from one to another.
fn limited(hedges: &[Hedge], from: i64, to: i64, is_round: bool) -> Option<Count> {
    let about = hedges.contains(&Hedge::About);
    let mut limits: Vec<Hedge> = hedges.iter().copied().filter(|hedge| *hedge != Hedge::About).collect();
    limits.dedup();
    let nothing = VAGUE;
    Some(match (limits.as_slice(), about) {
        ([], false) if from == to && from == 0 => ZERO,
        ([], false) if from == to && !is_round => {
            Count { qualifier: "exact", lo: Some(from), best: Some(from), hi: Some(to) }
        }
        ([], false) if from < to && !is_round => Count { qualifier: "range", lo: Some(from), best: None, hi: Some(to) },
        // A limit that is itself about something bounds nothing.
        ([] | [_], _) if from == to && (about || limits.is_empty()) => {
            Count { qualifier: "about", best: Some(from), ..nothing }
        }
        ([], _) => Count { qualifier: "about", lo: Some(from), hi: Some(to), ..nothing },
        ([Hedge::AtLeast], false) => Count { qualifier: "at_least", lo: Some(from), ..nothing },
        // "More than n" is n + 1 or more, "fewer than n" n - 1 or fewer: the fields hold what is counted.
        ([Hedge::MoreThan], false) => Count { qualifier: "more_than", lo: Some(from.checked_add(1)?), ..nothing },
        ([Hedge::AtMost], false) => Count { qualifier: "at_most", hi: Some(to), ..nothing },
        ([Hedge::FewerThan], false) => Count { qualifier: "fewer_than", hi: Some((to - 1).max(0)), ..nothing },
        _ => return None,
    })
}
