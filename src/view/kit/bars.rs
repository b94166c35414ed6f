//! Custody as server-made SVG, one bar per episode, with the same in a table behind it.

use maud::{Markup, html};

use super::chart::swatch;
use super::custody;
use super::date::date;
use super::source::Sources;
use super::table::{Column, table};
use crate::domain::custody::span::{Confidence, CustodySpan, first_day, in_order, stretches};
use crate::domain::custody::{CustodyState, Episode};
use crate::domain::time::{Day, Month};
use crate::locale::words;
use crate::view::PageContext;

const WIDTH: i64 = 720;
const MARGIN: i64 = 8;
/// Where the first row starts, below the axis.
const TOP: i64 = 38;
const ROW: i64 = 66;
const BAR: i64 = 24;
/// Half the width of what marks a step without custody.
const MARK: i64 = 7;
/// The words of the axis stay whole when they are this far from the edge.
const EDGE: i64 = 48;
/// The axis has no more words than fit on a phone.
const TICKS: i64 = 6;

/// The bars of these episodes up to the day the page counts to; nothing if none of them has a date.
pub fn bars(cx: &PageContext<'_>, episodes: &[Episode], sources: &Sources<'_>) -> Markup {
    let episodes = in_order(episodes);
    let Some(axis) = Axis::over(&episodes, cx.on) else { return html! {} };
    let caption = cx.text_with("bars-caption", &[("day", axis.last.words(cx.lang).into())]);
    let rows: Vec<Row<'_>> = episodes.iter().map(|episode| Row::of(episode, &axis)).collect();
    html! {
        figure {
            (drawing(cx, &axis, &rows, &caption))
            figcaption { (key(cx, &rows)) }
        }
        details {
            summary { (cx.text("as-a-table")) }
            (as_table(cx, &rows, &caption, sources))
        }
    }
}

/// The days from left to right.
struct Axis {
    first: Day,
    last: Day,
}

impl Axis {
    fn over(episodes: &[&Episode], on: Day) -> Option<Axis> {
        let earliest = episodes.iter().filter_map(|episode| first_day(episode)).min()?;
        let last = on.max(earliest);
        // A little room before the first day, where dates without a beginning are drawn.
        let room = (earliest.days_until(last) / 20).max(7);
        Some(Axis { first: earliest.plus(-room).unwrap_or(earliest), last })
    }

    fn x(&self, day: Day) -> i64 {
        let days = self.first.days_until(self.last).max(1);
        let day = self.first.days_until(day).clamp(0, days);
        MARGIN + day * (WIDTH - 2 * MARGIN) / days
    }

    /// The first days of months, so many apart that there are only a few.
    fn ticks(&self) -> Vec<Month> {
        let (from, to) = (self.first.month(), self.last.month());
        let months = i64::from(to.year - from.year) * 12 + i64::from(to.month) - i64::from(from.month);
        let every = [1, 2, 3, 6, 12, 24, 60, 120].into_iter().find(|every| months / every <= TICKS).unwrap_or(600);
        let mut ticks = Vec::new();
        let mut month = from.next();
        while month <= to {
            if (i64::from(month.year) * 12 + i64::from(month.month) - 1) % every == 0 {
                ticks.push(month);
            }
            month = month.next();
        }
        ticks
    }
}

/// One episode: its stretches, or the days of its steps where it is one without custody.
struct Row<'a> {
    episode: &'a Episode,
    stretches: Vec<CustodySpan>,
    marks: Vec<Day>,
}

impl<'a> Row<'a> {
    fn of(episode: &'a Episode, axis: &Axis) -> Row<'a> {
        let stretches = stretches(episode, axis.first, axis.last);
        let marks = match stretches.is_empty() {
            true => episode.by(axis.last).filter_map(|event| event.fields.date.as_ref()?.sort_day()).collect(),
            false => Vec::new(),
        };
        Row { episode, stretches, marks }
    }
}

fn drawing(cx: &PageContext<'_>, axis: &Axis, rows: &[Row<'_>], caption: &str) -> Markup {
    let heights = || (0..).map(|row| TOP + row * ROW);
    let bottom = heights().nth(rows.len()).unwrap_or(TOP);
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (bottom) } role="img" aria-labelledby="cb-t" {
            title id="cb-t" { (caption) }
            @for (index, month) in axis.ticks().into_iter().enumerate() {
                @let x = axis.x(month.first());
                line class="ch-g" x1=(x) x2=(x) y1="26" y2=(bottom) {}
                text class="ch-f" x=(x.clamp(EDGE, WIDTH - EDGE)) y="18" text-anchor="middle" {
                    (month.short(cx.lang)) @if index == 0 || month.month == 1 { " " (month.year) }
                }
            }
            @for (row, top) in rows.iter().zip(heights()) {
                text class="ch-s" x=(MARGIN) y=(top + 16) { (row_title(cx, row)) }
                @for stretch in &row.stretches {
                    @let x = axis.x(stretch.from);
                    rect class=(class(stretch.surety)) x=(x) y=(top + 26) width=((axis.x(stretch.until) - x).max(4)) height=(BAR) {}
                }
                @for day in &row.marks { circle class="ch-o" cx=(axis.x(*day).max(MARK)) cy=(top + 26 + BAR / 2) r=(MARK) {} }
            }
        }
    }
}

/// The ref, the day of the taking, and the length of the term, or what was done instead.
fn row_title(cx: &PageContext<'_>, row: &Row<'_>) -> String {
    let mut title = row.episode.detention.header.reference.clone();
    if let Some(start) = row.episode.start() {
        title.push_str(&format!(" · {}", start.words(cx.lang)));
    }
    if let Some(term) = row.episode.term(cx.on) {
        title.push_str(&format!(" · {}", words::sentence(cx.lang, &term.said)));
    }
    if let Some(step) = row.episode.by(cx.on).next_back().filter(|_| !row.marks.is_empty()) {
        title.push_str(&format!(" · {}", cx.term(&step.fields.r#type)));
    }
    title
}

fn class(surety: Confidence) -> &'static str {
    match surety {
        Confidence::Stated => "ch-b",
        Confidence::Hedged => "ch-p",
        Confidence::NotKnown => "ch-u",
    }
}

/// What the bars mean, as far as they occur.
fn key(cx: &PageContext<'_>, rows: &[Row<'_>]) -> Markup {
    let drawn = |surety: Confidence| rows.iter().flat_map(|row| &row.stretches).any(|stretch| stretch.surety == surety);
    let entries = [
        ("ch-b", "bar-stated", drawn(Confidence::Stated)),
        ("ch-p", "bar-hedged", drawn(Confidence::Hedged)),
        ("ch-u", "bar-not-known", drawn(Confidence::NotKnown)),
        ("ch-o", "bar-no-custody", rows.iter().any(|row| !row.marks.is_empty())),
    ];
    html! {
        p class="key" {
            @for (class, words, _) in entries.into_iter().filter(|(_, _, drawn)| *drawn) { span { (swatch(class)) (cx.text(words)) } }
        }
    }
}

fn as_table(cx: &PageContext<'_>, rows: &[Row<'_>], caption: &str, sources: &Sources<'_>) -> Markup {
    let columns = ["episode", "taken", "latest-status", "until"].map(|key| Column::new(cx.text(key)));
    let row = |row: &Row<'_>| {
        let detention = &row.episode.detention;
        let taken = row.episode.taken();
        let status = row.episode.status_event(cx.on);
        vec![
            html! { a href=(detention.header.address()) { (detention.header.reference) } },
            html! {
                (date(cx, taken.date, taken.basis, taken.part)) (sources.all_of(cx, taken.said_by.0))
            },
            html! {
                (custody::latest(cx, row.episode))
                @if let Some(event) = status.filter(|_| !row.episode.had_died(cx.on)) { (sources.all_of(cx, event.id())) }
            },
            until(cx, row),
        ]
    };
    table(caption, &columns, &rows.iter().map(row).collect::<Vec<_>>())
}

/// The end of an episode: the day of the last word where that sets free, or what a term computes to.
fn until(cx: &PageContext<'_>, row: &Row<'_>) -> Markup {
    if row.episode.had_died(cx.on) {
        return date(cx, row.episode.died.as_ref(), "stated", None);
    }
    match (row.episode.state(cx.on), row.episode.status_event(cx.on), row.episode.term(cx.on)) {
        (Some(CustodyState::Free), Some(event), _) => custody::step_date(cx, &event.fields),
        (_, _, Some(term)) => html! { (custody::term_end(cx, &term)) },
        (None, ..) => html! { (cx.text("bar-no-custody")) },
        _ => html! { (cx.text("not-known")) },
    }
}
