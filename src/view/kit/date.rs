//! Dates in words, with how they are known.

use maud::{Markup, html};

use crate::domain::date::Edtf;
use crate::domain::timeline::DateFact;
use crate::view::Reader;

/// A date in the reader's language; inferred and estimated ones say so, and which part of them is.
pub fn date(reader: &Reader<'_>, date: Option<&Edtf>, basis: &str, part: Option<&str>) -> Markup {
    let Some(date) = date else { return html! { span class="meta" { (reader.t("date-not-stated")) } } };
    let words = date.words(reader.lang);
    html! {
        @match basis_word(reader, basis, part) {
            None => (words),
            Some(word) => { span class="inf" { (words) } " " span class="w" { (word) } },
        }
    }
}

/// The same for a date that comes with its basis.
pub fn date_fact(reader: &Reader<'_>, fact: &DateFact) -> Markup {
    date(reader, fact.date.as_ref(), &fact.basis, fact.part.as_deref())
}

/// How a date is known, in a word; nothing for a stated one.
pub fn basis_word(reader: &Reader<'_>, basis: &str, part: Option<&str>) -> Option<String> {
    match (basis, part) {
        ("stated", _) => None,
        ("inferred", Some(part)) => Some(reader.word("part-inferred", part).into_owned()),
        (basis, _) => Some(reader.word("basis", basis).into_owned()),
    }
}

/// The date in plain words, for exports and charts: "25 February 2012 (year inferred)".
pub fn plain(reader: &Reader<'_>, fact: &DateFact) -> String {
    let Some(date) = &fact.date else { return reader.t("date-not-stated").into_owned() };
    let words = date.words(reader.lang);
    match basis_word(reader, &fact.basis, fact.part.as_deref()) {
        None => words,
        Some(word) => format!("{words} ({word})"),
    }
}
