//! Facts in plain words, for exports and for what pages say alike.

use super::{Arg, text, text_with};
use crate::domain::citation::{Citation, SUPPORTS};
use crate::domain::count::Count;
use crate::domain::custody::sentence::Sentence;
use crate::domain::kind::{Figure, Type};
use crate::domain::lang::Lang;
use crate::domain::query::Facet;
use crate::domain::time::Edtf;
use crate::domain::timeline::DateFact;
use crate::domain::vocabulary::Vocabulary;

/// The word for a value of a closed list: `word(lang, "status", "held")` is the message `status-held`.
pub fn word(lang: Lang, list: &str, value: &str) -> String {
    text(lang, &format!("{list}-{value}")).into_owned()
}

/// The list of words that the values of a closed list are in, by the table and field that hold them.
pub fn list_of(table: &str, field: &str) -> String {
    match (table, field) {
        ("name", "kind") => "name-kind".to_owned(),
        ("report_source", "role") => "source-role".to_owned(),
        ("incident_link", "type") => "incident-link".to_owned(),
        (_, "status_after") => "status".to_owned(),
        (_, "place_basis") => "place-basis".to_owned(),
        (_, field) if field.ends_with("_basis") => "basis".to_owned(),
        (_, field) if field.ends_with("_part") => "part".to_owned(),
        (_, field) => field.replace('_', "-"),
    }
}

/// What a value of a facet is called, of those whose values are codes.
pub fn facet_value(lang: Lang, vocabulary: &Vocabulary, facet: &Facet, code: &str) -> String {
    match facet.vocabulary() {
        // What a team calls it.
        [] if facet.list().is_empty() => code.to_owned(),
        [] => word(lang, facet.name, code),
        _ => vocabulary.label(lang, code).to_owned(),
    }
}

/// How a date is known, in a word; nothing for a stated one.
pub fn basis(lang: Lang, basis: &str, part: Option<&str>) -> Option<String> {
    match (basis, part) {
        ("stated", _) => None,
        ("inferred", Some(part)) => Some(word(lang, "part-inferred", part)),
        (basis, _) => Some(word(lang, "basis", basis)),
    }
}

/// A date with how it is known: "25 February 2012 (year inferred)".
pub fn date(lang: Lang, fact: &DateFact) -> String {
    let Some(date) = &fact.date else { return text(lang, "date-not-stated").into_owned() };
    let words = date.words(lang);
    match basis(lang, &fact.basis, fact.part.as_deref()) {
        None => words,
        Some(word) => format!("{words} ({word})"),
    }
}

/// A figure as its report words it; vague words in quotes, and one the program counted says so.
pub fn figure(lang: Lang, figure: &Figure) -> String {
    match figure.qualifier.as_str() {
        "vague" => format!("“{}”", figure.verbatim),
        "derived" => {
            let n = figure.lo.or(figure.best).unwrap_or(0);
            format!("{} ({})", text_with(lang, "figure-derived", &[("n", Arg::from(n))]), text(lang, "figure-counted"))
        }
        _ => figure.verbatim.clone(),
    }
}

/// What a figure says in numbers: "at least 3". Nothing for a vague one, which has none.
pub fn counted(lang: Lang, figure: &Figure) -> Option<String> {
    let Figure { lo, best, hi, .. } = *figure;
    in_numbers(lang, &figure.qualifier, lo, best, hi)
}

/// The same, of a wording that was read.
pub fn counted_in(lang: Lang, count: &Count) -> Option<String> {
    in_numbers(lang, count.qualifier, count.lo, count.best, count.hi)
}

fn in_numbers(lang: Lang, qualifier: &str, lo: Option<i64>, best: Option<i64>, hi: Option<i64>) -> Option<String> {
    let (n, to) = match qualifier {
        "vague" | "derived" => return None,
        "at_most" => (hi?, None),
        "at_least" => (lo?, None),
        // The fields hold the first and the last number that it can be.
        "more_than" => (lo?.saturating_sub(1), None),
        "fewer_than" => (hi?.saturating_add(1), None),
        "range" => (lo?, Some(hi?)),
        "about" if best.is_none() => (lo?, Some(hi?)),
        _ => (best?, None),
    };
    let mut args = vec![("n", Arg::from(n))];
    args.extend(to.map(|to| ("to", Arg::from(to))));
    Some(match (qualifier, to) {
        ("about", Some(_)) => text_with(lang, "counted-about-range", &args).into_owned(),
        _ => text_with(lang, &format!("counted-{qualifier}"), &args).into_owned(),
    })
}

/// A sentence as its report words it. A bare length is said in the reader's language.
pub fn sentence(lang: Lang, said: &str) -> String {
    let Some(length) = Sentence::read(said).plain else { return said.to_owned() };
    let parts = [("length-years", length.months / 12), ("length-months", length.months % 12), ("days", length.days)];
    let parts = parts.into_iter().filter(|(_, n)| *n > 0);
    parts
        .map(|(message, n)| text_with(lang, message, &[("n", Arg::from(n))]).into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Where in its report a citation points: "¶ 4", "p. 12", or that the place is not given.
pub fn place_in_report(lang: Lang, citation: &Citation) -> String {
    match (citation.paragraph, &citation.page) {
        (Some(paragraph), None) => format!("¶ {paragraph}"),
        (Some(paragraph), Some(page)) => format!("{} {page}, ¶ {paragraph}", text(lang, "page-abbreviated")),
        (None, Some(page)) => format!("{} {page}", text(lang, "page-abbreviated")),
        (None, None) => text(lang, "no-paragraph").into_owned(),
    }
}

/// Stance if it is not support, with the value that is given in place of the record's; hedge and grade: "reported · B3".
pub fn strength(lang: Lang, citation: &Citation) -> String {
    let stance = match (citation.stance.as_str(), gives(lang, citation)) {
        (SUPPORTS, _) => String::new(),
        (other, None) => format!("{} · ", word(lang, "stance", other)),
        (other, Some(value)) => format!("{}: {value} · ", word(lang, "stance", other)),
    };
    format!("{stance}{}", strength_alone(lang, citation))
}

/// What a report gives in place of the record's value: a day in words, the name of a record, or as it is kept.
fn gives(lang: Lang, citation: &Citation) -> Option<String> {
    if let Some(record) = &citation.gives_record {
        return Some(record.name.clone());
    }
    let kept = citation.gives.as_deref()?;
    let field = citation.field.as_deref().and_then(|name| citation.kind.field(name));
    let date = field.filter(|field| field.ty == Type::Date).and_then(|_| Edtf::parse(kept).ok());
    Some(date.map_or_else(|| kept.to_owned(), |date| date.words(lang)))
}

/// Hedge and grade: "reported · B3".
pub fn strength_alone(lang: Lang, citation: &Citation) -> String {
    format!("{} · {}", word(lang, "hedge", &citation.hedge), citation.grade)
}
