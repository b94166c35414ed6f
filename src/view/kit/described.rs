//! Any record in one line, and stored values as people read them.

use std::borrow::Cow;

use maud::{Markup, html};

use super::date::date_fact;
use super::{figure, link, name_link, with_certainty};
use crate::domain::overview::{Described, Part, Shown};
use crate::domain::record::Sensitivity;
use crate::locale::words;
use crate::view::Reader;

/// A fact in one line, as certain as it is, linked to the page where it is shown.
pub fn described(reader: &Reader<'_>, fact: &Described) -> Markup {
    let line = html! { @for part in &fact.parts { (self::part(reader, part)) } };
    html! {
        (with_certainty(reader, fact.certainty.as_deref().unwrap_or("stated"), &line))
        " " (shown_at(fact))
    }
}

/// The ref of the page where a fact is shown: a link, unless the line itself is one.
fn shown_at(fact: &Described) -> Markup {
    let reference = &fact.page.reference;
    html! {
        @match fact.page.kind.path() {
            Some(path) if fact.kind.path().is_none() => a class="ref" href={ "/" (path) "/" (reference) } { (reference) },
            _ => span class="ref" { (reference) },
        }
    }
}

/// The same as text alone, for where a link can't stand.
pub fn plain(reader: &Reader<'_>, fact: &Described) -> String {
    let word = |part: &Part| match part {
        Part::Record(label) => label.name.clone(),
        Part::Term(code) => reader.term(code).to_owned(),
        Part::Word(list, value) => reader.word(list, value).into_owned(),
        Part::Text(text, _) | Part::Quote(text, _) => text.clone(),
        Part::Figure(figure) => figure.verbatim.clone(),
        Part::Date(fact) => {
            fact.date.as_ref().map_or_else(|| reader.t("date-not-stated").into_owned(), |date| date.words(reader.lang))
        }
        Part::Mark(mark) => (*mark).to_owned(),
    };
    fact.parts.iter().map(word).collect()
}

fn part(reader: &Reader<'_>, part: &Part) -> Markup {
    html! {
        @match part {
            Part::Record(label) => (name_link(label)),
            Part::Term(code) => (reader.term(code)),
            Part::Word(list, value) => (reader.word(list, value)),
            Part::Text(text, lang) => span lang=[lang.as_deref()] { (text) },
            Part::Quote(text, lang) => q lang=[lang.as_deref()] { (text) },
            Part::Figure(figure) => (figure::wording(reader, figure)),
            Part::Date(fact) => (date_fact(reader, fact)),
            Part::Mark(mark) => (mark),
        }
    }
}

/// A stored value of a field of a table.
pub fn shown(reader: &Reader<'_>, table: &str, field: &str, value: &Shown) -> Markup {
    html! {
        @match value {
            Shown::Record(label) => (link(label)),
            Shown::Term(code) => (reader.term(code)),
            Shown::Choice(code) => (choice(reader, table, field, code)),
            Shown::Date(date) => (date.words(reader.lang)),
            Shown::Bool(flag) => (reader.t(if *flag { "yes" } else { "no" })),
            Shown::Text(text) if field == "field" => (reader.word("field", text)),
            Shown::Text(text) => (text),
        }
    }
}

/// The word for a value of a closed list, by the field that holds it.
pub fn choice<'a>(reader: &Reader<'_>, table: &str, field: &str, code: &'a str) -> Cow<'a, str> {
    match field {
        "reliability" => Cow::Borrowed(code),
        "sensitivity" => {
            let level = code.parse().ok().and_then(Sensitivity::from_level);
            level.map_or(Cow::Borrowed(code), |level| reader.word("sensitivity", level.code()))
        }
        _ => reader.word(&words::list_of(table, field), code),
    }
}
