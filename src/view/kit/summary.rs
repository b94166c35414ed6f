//! Any record in one line, and stored values as people read them.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::domain::kind::Kind;
use crate::domain::record::Sensitivity;
use crate::locale::words;
use crate::pages::history::ShownValue;
use crate::pages::summary::{Part, RecordSummary};
use crate::view::PageContext;
use crate::view::kit::date::date_fact;
use crate::view::kit::{figure, link, name_link, with_certainty};

/// A fact in one line, as certain as it is, linked to the page where it is shown.
pub fn described(cx: &PageContext<'_>, fact: &RecordSummary) -> Markup {
    let line = html! { @for part in &fact.parts { (self::part(cx, part)) } };
    html! {
        (with_certainty(cx, fact.certainty.as_deref().unwrap_or("stated"), &line))
        " " (shown_at(fact))
    }
}

/// The ref of the page where a fact is shown: a link, unless the line itself is one.
fn shown_at(fact: &RecordSummary) -> Markup {
    let reference = &fact.page.reference;
    html! {
        @if fact.page.kind.path().is_some() && fact.kind.path().is_none() {
            a class="ref" href=(fact.page.address()) { (reference) }
        } @else {
            span class="ref" { (reference) }
        }
    }
}

/// The same as text alone, for where a link can't stand.
pub fn plain(cx: &PageContext<'_>, fact: &RecordSummary) -> String {
    let word = |part: &Part| match part {
        Part::Record(label) => label.name.clone(),
        Part::Term(code) => cx.term(code).to_owned(),
        Part::Word(list, value) => cx.label(list, value).into_owned(),
        Part::Text(text, _) | Part::Quote(text, _) => text.clone(),
        Part::Figure(figure) => figure.verbatim.clone(),
        Part::Date(fact) => {
            fact.date.as_ref().map_or_else(|| cx.text("date-not-stated").into_owned(), |date| date.words(cx.lang))
        }
        Part::Mark(mark) => (*mark).to_owned(),
    };
    fact.parts.iter().map(word).collect()
}

fn part(cx: &PageContext<'_>, part: &Part) -> Markup {
    html! {
        @match part {
            Part::Record(label) => (name_link(label)),
            Part::Term(code) => (cx.term(code)),
            Part::Word(list, value) => (cx.label(list, value)),
            Part::Text(text, lang) => span lang=[lang.as_deref()] { (text) },
            Part::Quote(text, lang) => q lang=[lang.as_deref()] { (text) },
            Part::Figure(figure) => { (figure::wording(cx, figure)) (figure::claim(cx, figure)) },
            Part::Date(fact) => (date_fact(cx, fact)),
            Part::Mark(mark) => (mark),
        }
    }
}

/// What a matter is called in which two records are compared: a field, or what is seen of several.
pub fn matter(cx: &PageContext<'_>, name: &str) -> String {
    let list = if Kind::ALL.iter().any(|kind| kind.field(name).is_some()) { "field" } else { "matter" };
    cx.label(list, name).into_owned()
}

/// A stored value of a field of a table.
pub fn shown(cx: &PageContext<'_>, table: &str, field: &str, value: &ShownValue) -> Markup {
    html! {
        @match value {
            ShownValue::Record(label) => (link(label)),
            ShownValue::Term(code) => (cx.term(code)),
            ShownValue::Choice(code) => (choice(cx, table, field, code)),
            ShownValue::Code(codes, code) => (cx.code(*codes, code)),
            ShownValue::Date(date) => (date.words(cx.lang)),
            ShownValue::Bool(flag) => (cx.text(if *flag { "yes" } else { "no" })),
            ShownValue::Text(text) if field == "field" => (cx.label("field", text)),
            ShownValue::Text(text) => (text),
        }
    }
}

/// The word for a value of a closed list, by the field that holds it.
pub fn choice<'a>(cx: &PageContext<'_>, table: &str, field: &str, code: &'a str) -> Cow<'a, str> {
    match field {
        "reliability" => Cow::Borrowed(code),
        "sensitivity" => {
            let level = code.parse().ok().and_then(Sensitivity::from_level);
            level.map_or(Cow::Borrowed(code), |level| cx.label("sensitivity", level.code()))
        }
        _ => cx.label(&words::list_of(table, field), code),
    }
}
