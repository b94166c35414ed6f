//! A question in words: what it asks for, part by part, as pages and files say it.

use super::words::facet_value;
use super::{text, text_with};
use crate::domain::lang::Lang;
use crate::domain::query::question::{CERTAIN, CHANGED_SINCE, DATES, ENTERED_SINCE, FROM, PLACE, PLACES, TO};
use crate::domain::query::{Dates, PARAMETERS, Places, Question, Takes, TimelineQuery};
use crate::domain::time::{Edtf, parse_range_bound};
use crate::domain::timeline::LeftOut;
use crate::domain::vocabulary::Vocabulary;
use crate::locale::words::word;

/// One thing that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub heading: String,
    pub text: String,
    /// The same question without it.
    pub without: Question,
}

/// What a question asks for, as it was understood: every value is a part of its own, and can be taken off. `name_of` tells what
/// the record of a parameter is called that stands there among its values.
pub fn parts(
    lang: Lang,
    vocabulary: &Vocabulary,
    (question, query): (&Question, &TimelineQuery),
    name_of: impl Fn(&str, usize) -> Option<String>,
) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut add = |heading: String, text: String, without: Question| parts.push(Part { heading, text, without });
    for parameter in PARAMETERS.iter().filter(|parameter| question.asks(parameter.name)) {
        let name = parameter.name;
        let of = parameter.excludes.unwrap_or(name);
        for (at, value) in question.all(name).iter().enumerate() {
            let (heading, said) = match parameter.takes {
                Takes::Record(_) => {
                    let Some(called) = name_of(name, at) else { continue };
                    let said = match query.places {
                        Places::Inside if name == PLACE => {
                            text_with(lang, "place-all-inside", &[("place", called.into())]).into_owned()
                        }
                        _ => called,
                    };
                    (word(lang, "filter", of), said)
                }
                Takes::Value(facet) => (word(lang, "field", of), facet_value(lang, vocabulary, facet, value)),
                Takes::Words => (word(lang, "filter", name), value.clone()),
                Takes::Date if [ENTERED_SINCE, CHANGED_SINCE].contains(&name) => {
                    let day = parse_range_bound(value, false).ok().and_then(|day| Edtf::parse(&day.iso()).ok());
                    (word(lang, "filter", name), day.map_or_else(|| value.clone(), |day| day.words(lang)))
                }
                Takes::Date | Takes::Flag | Takes::Choice(_) => continue,
            };
            let joined = match (parameter.excludes, at) {
                (Some(_), _) => Some("asked-except"),
                (None, 0) => None,
                (None, _) => Some("asked-or"),
            };
            let said = match joined {
                Some(key) => text_with(lang, key, &[("value", said.into())]).into_owned(),
                None => said,
            };
            let without = question.without_value(name, value);
            add(heading, said, if without.asks(PLACE) || name != PLACE { without } else { without.without(PLACES) });
        }
    }
    let places = match query.places {
        Places::Inside => None,
        Places::Around => Some("asked-places-around"),
        Places::None => Some("asked-places-none"),
    };
    if let Some(key) = places {
        add(text(lang, "filter-places").into_owned(), text(lang, key).into_owned(), question.without(PLACES));
    }
    if !query.range.is_open() {
        let range = query.range.words(lang);
        let certainty = text(lang, if query.certain { "certainly-in" } else { "possibly-in" });
        let said = match query.dates {
            Dates::Stated => format!("{range}, {certainty}"),
            Dates::Open | Dates::None => range,
        };
        let without = [FROM, TO, DATES, CERTAIN].iter().fold(question.clone(), |rest, name| rest.without(name));
        add(text(lang, "filter-date").into_owned(), said, without);
    }
    if query.dates != Dates::Stated {
        add(text(lang, "filter-dates").into_owned(), word(lang, DATES, query.dates.code()), question.without(DATES));
    }
    parts
}

/// Lines that are not listed, and why, as a sentence.
pub fn left_out(lang: Lang, left_out: &LeftOut) -> String {
    let place = match left_out.places {
        Places::Inside => None,
        Places::Around => Some("left-out-place-around"),
        Places::None => Some("left-out-place-none"),
    };
    let dates = match left_out.dates {
        Dates::Stated => None,
        Dates::Open => Some("left-out-dates-open"),
        Dates::None => Some("left-out-dates-none"),
    };
    let why: Vec<_> = place.into_iter().chain(dates).map(|key| text(lang, key)).collect();
    let why = why.join(&format!(" {} ", text(lang, "and")));
    text_with(lang, "left-out", &[("n", left_out.count.into()), ("why", why.into())]).into_owned()
}
