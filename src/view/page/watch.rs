//! Questions that somebody watches: on the desk with how much is new, and the lines that are new or changed.

use maud::{Markup, html};

use crate::domain::query::kept::KeptQuestion;
use crate::locale::Arg;
use crate::pages::watch::{NewsLine, NewsPage, WatchedLine};
use crate::view::PageContext;
use crate::view::kit::date::moment;
use crate::view::kit::entry;
use crate::view::kit::section::pages;
use crate::view::kit::table::{Column, table};
use crate::view::layout::csrf;

/// Where the news of a question are.
pub fn address(question: &KeptQuestion) -> String {
    format!("{}/news", question.address())
}

/// The watched questions on the desk, each with what is new.
pub fn on_desk(cx: &PageContext<'_>, watched: &[WatchedLine]) -> Markup {
    let columns = [
        Column::new(cx.text("watched-question")),
        Column::number(cx.text("watched-new")),
        Column::number(cx.text("watched-changed")),
        Column::new(cx.text("watched-since")),
    ];
    let row = |line: &WatchedLine| {
        let name = html! { a href=(address(&line.watched.question)) { (line.watched.question.name.as_deref().unwrap_or_default()) } };
        let number = |pick: fn(&(i64, i64)) -> i64| match &line.counts {
            Some(counts) => html! { (pick(counts)) @if line.is_partial { "+" } },
            None => html! { (cx.text("watched-not-asked")) },
        };
        vec![name, number(|counts| counts.0), number(|counts| counts.1), moment(cx, &line.watched.at)]
    };
    let rows: Vec<Vec<Markup>> = watched.iter().map(row).collect();
    html! {
        @if !rows.is_empty() {
            h2 { (cx.text("watched-title")) a href="/q" { (cx.text("kept-title")) } }
            (table(&cx.text("watched-caption"), &columns, &rows))
        }
    }
}

/// The lines of one question that are new or changed. `seen` is how the form says up to where they were.
pub fn news(cx: &PageContext<'_>, page: &NewsPage, seen: &str) -> Markup {
    let question = &page.watched.question;
    let (new, changed) = page.counts;
    let counts: [(&'static str, Arg<'_>); 2] = [("new", new.into()), ("changed", changed.into())];
    let mut numbered = 0;
    html! {
        h1 { (question.name.as_deref().unwrap_or_default()) }
        p class="lede" { (cx.text_with("watched-counts", &counts)) " " (cx.text("watched-since")) ": " (moment(cx, &page.watched.at)) "." }
        @if page.is_partial { p class="meta" { (cx.text("watched-partial")) } }
        div class="acts" {
            form method="post" action={ (question.address()) "/watch" } {
                (csrf(cx))
                input type="hidden" name="seen" value=(seen);
                button class="btn go" { (cx.text("watched-seen")) }
            }
            a class="btn" href=(question.address()) { (cx.text("watched-whole")) }
            (stop(cx, question))
        }
        @if page.lines.is_empty() { p { (cx.text("watched-nothing")) } }
        @for line in &page.lines { (self::line(cx, line, &mut numbered)) }
        (pages(cx, (&address(question), "cursor"), page.next.as_deref(), page.continued))
    }
}

fn line(cx: &PageContext<'_>, line: &NewsLine, numbered: &mut usize) -> Markup {
    let offset = *numbered;
    *numbered += entry::source_count(&line.entry);
    html! {
        section class="day" {
            p class="meta" {
                span class="stamp" { (cx.text(if line.is_new { "watched-is-new" } else { "watched-is-changed" })) } " "
                @if let Some(last) = &line.last { (last.by) ", " (moment(cx, &last.at)) " · " }
                a href={ (line.entry.label.address()) "/history" } { (cx.text("history")) span class="vh" { " " (line.entry.label.reference) } }
            }
            (entry::entry(cx, &line.entry, offset, true))
        }
    }
}

/// Watches a question from now on.
pub fn start(cx: &PageContext<'_>, question: &KeptQuestion) -> Markup {
    html! {
        form method="post" action={ (question.address()) "/watch" } class="acts" {
            (csrf(cx))
            button class="btn" { (cx.text("watched-do")) (named(question)) }
        }
    }
}

/// Watches it no longer.
pub fn stop(cx: &PageContext<'_>, question: &KeptQuestion) -> Markup {
    html! {
        form method="post" action={ (question.address()) "/watch/removal" } class="acts" {
            (csrf(cx))
            button class="btn low" { (cx.text("watched-stop")) (named(question)) }
        }
    }
}

fn named(question: &KeptQuestion) -> Markup {
    html! { span class="vh" { ": " (question.name.as_deref().unwrap_or_default()) } }
}
