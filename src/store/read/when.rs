//! When an entry of the timeline may have been, as a condition of SQL: what `domain::time` says, asked of the index.

use rusqlite::types::Value as Sql;

use crate::domain::query::{Dates, TimelineQuery};
use crate::domain::time::{Day, Range};
use crate::store::write::entry::UNDATED;

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
    format!("(({at}.open & 1{before}) OR ({at}.open & 2{after}))")
}

fn both(one: Option<String>, other: Option<String>) -> String {
    let all: Vec<String> = one.into_iter().chain(other).collect();
    format!("({})", all.join(" AND "))
}
