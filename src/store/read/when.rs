//! When an entry of the timeline may have been, as a condition of SQL: what `domain::time` says, asked of the index.

use rusqlite::Row;
use rusqlite::types::Value as Sql;

use crate::domain::query::{Dates, TimelineQuery};
use crate::domain::time::{Day, Piece, Range};
use crate::store::write::entry::{Span, UNDATED};

/// A piece of a date, from the column on that says where it begins: `lo`, `hi`, `begun`, `lasting`, `open`.
pub(in crate::store) fn piece(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Piece>> {
    let day = |at: usize| -> rusqlite::Result<Option<Day>> {
        Ok(row.get::<_, Option<i32>>(first + at)?.and_then(Day::from_number))
    };
    let open: i64 = row.get(first + 4)?;
    let (lo, hi): (Option<Day>, Option<Day>) = (day(0)?, day(1)?);
    let (begun, lasting) = (day(2)?, day(3)?);
    Ok(lo.zip(hi).map(|(lo, hi)| Piece {
        lo,
        hi,
        open_before: open & Span::BEFORE != 0,
        open_after: open & Span::AFTER != 0,
        begun,
        lasting,
        doubted: false,
    }))
}

/// The condition that a question sets to the dates of an entry `e`, if it does.
pub(in crate::store) fn condition(query: &TimelineQuery) -> Option<String> {
    let range = &query.range;
    let mut all = Vec::new();
    match query.dates {
        Dates::Stated if range.is_open() => {}
        Dates::Stated => all.push(format!("{} AND {}", touches("e", range), of_a_piece(|at| touches(at, range)))),
        Dates::Open if range.is_open() => all.push("e.open <> 0".to_owned()),
        Dates::Open => all.push(format!(
            "e.open <> 0 AND NOT ({}) AND {}",
            of_a_piece(|at| touches(at, range)),
            of_a_piece(|at| open_to(at, range))
        )),
        Dates::None => all.push(format!("e.day = {UNDATED}")),
    }
    if query.certain && query.dates == Dates::Stated && !range.is_open() {
        all.push(of_a_piece(|at| surely_in(at, range)));
    }
    (!all.is_empty()).then(|| all.join(" AND "))
}

/// The days that it names.
pub(in crate::store) fn parameters(query: &TimelineQuery) -> impl Iterator<Item = (String, Sql)> {
    let names_days = query.dates != Dates::None;
    let day = |name: &str, day: Option<Day>| day.map(|day| (name.to_owned(), Sql::Integer(i64::from(day.number()))));
    let range = query.range;
    [day(":from", range.from), day(":to", range.to)].into_iter().flatten().filter(move |_| names_days)
}

/// What is asked of the entry itself, or of one of the pieces of a date with holes.
fn of_a_piece(condition: impl Fn(&str) -> String) -> String {
    format!(
        "(CASE e.pieced WHEN 0 THEN {} ELSE EXISTS (SELECT 1 FROM main.entry_piece x WHERE x.entry_id = e.id AND {}) END)",
        condition("e"),
        condition("x")
    )
}

/// `Piece::touches`.
fn touches(at: &str, range: &Range) -> String {
    both(range.to.map(|_| format!("{at}.lo <= :to")), range.from.map(|_| format!("{at}.hi >= :from")))
}

/// `Piece::is_surely_in`.
fn surely_in(at: &str, range: &Range) -> String {
    both(range.to.map(|_| format!("{at}.begun <= :to")), range.from.map(|_| format!("{at}.lasting >= :from")))
}

/// `Piece::is_open_to`.
fn open_to(at: &str, range: &Range) -> String {
    let before = range.from.map_or(String::new(), |_| format!(" AND :from < {at}.lo"));
    let after = range.to.map_or(String::new(), |_| format!(" AND :to > {at}.hi"));
    format!("(({at}.open & {}{before}) OR ({at}.open & {}{after}))", Span::BEFORE, Span::AFTER)
}

fn both(one: Option<String>, other: Option<String>) -> String {
    let all: Vec<String> = one.into_iter().chain(other).collect();
    format!("({})", all.join(" AND "))
}
