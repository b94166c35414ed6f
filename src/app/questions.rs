//! Asking for a timeline: what a form, an address or a command line gives, turned into a query.

use std::collections::BTreeSet;

use crate::app::apply::Resolution;
use crate::app::form::{resolve_typed, with_context};
use crate::app::gather::changes::{LOOKED_AT, beginning};
use crate::domain::form_data::FormData;
use crate::domain::kind::{Kind, Target};
use crate::domain::lang::Lang;
use crate::domain::name::matching::Why;
use crate::domain::query::question::{
    CERTAIN, CHANGED_SINCE, DETENTION, ENTERED_SINCE, FROM, PERSON, PLACE, PLACES, TEXT, TO,
};
use crate::domain::query::{Facet, NoQuestion, PARAMETERS, Places, Question, Takes, TimelineQuery, Values};
use crate::domain::record::RecordId;
use crate::domain::time::{Range, parse_range_bound};
use crate::domain::vocabulary::Vocabulary;
use crate::domain::words::Stems;
use crate::domain::words::asked::{AskedWords, NoWords};
use crate::error::{Error, FieldError, Message, Result};
use crate::index::Answers;
use crate::locale::question::{Part, parts};
use crate::locale::text;
use crate::pages::form::{Link, References};
use crate::store::{Keyed, ReadTx};

/// So many of those that may be meant are told where nothing is called exactly so.
const MEANT: usize = 3;

/// The query of a question, or what is wrong with each field.
pub fn resolve(question: &Question, tx: &ReadTx<'_>, knows_term: impl Fn(&str) -> bool) -> Result<TimelineQuery> {
    let mut errors = Vec::new();
    let mut query = TimelineQuery {
        certain: question.asks(CERTAIN),
        dates: question.dates(),
        places: question.places(),
        order: question.order(),
        range: range(question, &mut errors),
        ..TimelineQuery::default()
    };
    for parameter in PARAMETERS.iter().filter(|parameter| question.asks(parameter.name)) {
        let name = parameter.name;
        let (of, left_out) = (parameter.excludes.unwrap_or(name), parameter.excludes.is_some());
        for value in question.all(name) {
            match parameter.takes {
                Takes::Record(kind) => match find(tx, kind, value)? {
                    Ok(id) if of == PLACE => query.place.part(left_out).push(id),
                    Ok(id) if of == PERSON => query.person.part(left_out).push(id),
                    Ok(id) if of == DETENTION => query.detention.push(id),
                    Ok(id) => match Facet::named(of) {
                        Some(facet) => query.records.entry(facet.name).or_default().part(left_out).push(id),
                        None => return Err(Error::internal(format!("nothing is narrowed by {name}"))),
                    },
                    Err(say) => errors.push(FieldError::new(name, say)),
                },
                Takes::Value(facet) => {
                    let is_known = match facet.values {
                        // Whoever is not in a compartment is told of none.
                        Values::Compartment => tx.compartment_names()?.contains(value),
                        // Of a closed list every value is known; a code is in the vocabulary.
                        _ => facet.admits(value) && (!facet.list().is_empty() || knows_term(value)),
                    };
                    if is_known {
                        query.values.entry(facet.name).or_default().part(left_out).push(value.clone());
                    } else {
                        let say = Message::new("err-unknown-code").arg("value", value.as_str());
                        errors.push(FieldError::new(name, say));
                    }
                }
                Takes::Words | Takes::Date | Takes::Flag | Takes::Choice(_) => {}
            }
        }
    }
    if query.places == Places::Around && !question.asks(PLACE) {
        errors.push(FieldError::new(PLACES, Message::new("err-around-which")));
    }
    if errors.is_empty() { Ok(query) } else { Err(Error::Invalid(errors)) }
}

/// The same with what has to be looked for first, as far as the reader of `answers` sees it: the lines whose texts have the words
/// that are asked for, and those of which something was written since a day.
pub fn with_found(query: TimelineQuery, question: &Question, answers: &Answers<'_>) -> Result<TimelineQuery> {
    let mut query = query;
    if question.asks(TEXT) {
        let refused = |no: NoWords| refusal(TEXT, Message::new(no.key()));
        let asked = AskedWords::read(question.get(TEXT), &Stems::default()).map_err(refused)?;
        query.among = Some(answers.entries_of(&answers.with_words(&asked)?)?);
    }
    let tx = answers.tables();
    if question.asks(ENTERED_SINCE) {
        query.entered_after = Some(before(tx, question, ENTERED_SINCE)?);
    }
    if question.asks(CHANGED_SINCE) {
        let touched = tx.touched_since(before(tx, question, CHANGED_SINCE)?, LOOKED_AT)?;
        if touched.len() == LOOKED_AT {
            return Err(refusal(CHANGED_SINCE, Message::new("err-changed-too-much").arg("n", LOOKED_AT)));
        }
        let records: BTreeSet<RecordId> = touched.iter().map(|line| line.record).collect();
        let lines = tx.lines_with(&records.into_iter().collect::<Vec<_>>())?;
        query.among = Some(match query.among {
            Some(known) => {
                let known: BTreeSet<RecordId> = known.into_iter().collect();
                lines.into_iter().filter(|line| known.contains(line)).collect()
            }
            None => lines,
        });
    }
    Ok(query)
}

fn refusal(field: &str, say: Message) -> Error {
    Error::Invalid(vec![FieldError::new(field, say)])
}

/// The number of the last change before the day that a parameter names.
fn before(tx: &ReadTx<'_>, question: &Question, name: &str) -> Result<i64> {
    let typed = question.get(name);
    let day = parse_range_bound(typed, false).map_err(|error| refusal(name, error.message(typed)))?;
    tx.change_before(&beginning(day).ok_or_else(|| refusal(name, Message::new("err-malformed-input")))?)
}

fn range(question: &Question, errors: &mut Vec<FieldError>) -> Range {
    let mut bound = |field: &str, end: bool| {
        let text = question.get(field);
        (!text.is_empty()).then(|| parse_range_bound(text, end))?.map_or_else(
            |error| {
                errors.push(FieldError::new(field, error.message(text)));
                None
            },
            Some,
        )
    };
    let (from, to) = (bound(FROM, false), bound(TO, true));
    Range::new(from, to).unwrap_or_else(|error| {
        errors.push(FieldError::new(TO, Message::new(error.key())));
        Range::default()
    })
}

/// A record of a kind by uid, ref or name; otherwise what to say.
fn find(tx: &ReadTx<'_>, kind: Kind, text: &str) -> Result<std::result::Result<RecordId, Message>> {
    match tx.keyed(Target::One(kind), text)? {
        Keyed::Record(id, _) => return Ok(Ok(id)),
        Keyed::Nothing => return Ok(Err(Message::new("err-no-such-record"))),
        Keyed::No => {}
    }
    Ok(match tx.named(kind, text)?.as_slice() {
        [only] => Ok(*only),
        // By a part of the name, or in another spelling, it may be there.
        [] => match tx.matches(Target::One(kind), text, MEANT)?.as_slice() {
            // With its ref behind it, or with what it is in.
            [only] if only.why <= Why::SameName => Ok(only.label.id),
            [] => Err(Message::new("err-no-such-name")),
            like => {
                let refs: Vec<String> =
                    like.iter().map(|found| format!("{} ({})", found.label.reference, found.label.name)).collect();
                Err(Message::new("err-not-called-so").arg("like", refs.join(", ")))
            }
        },
        several => Err(Message::new("err-several-of-name").arg("n", several.len())),
    })
}

/// What the records of a question are called; one that cannot be found stays as it was typed.
pub fn references(tx: &ReadTx<'_>, question: &Question) -> Result<References> {
    let mut references = References::new();
    for parameter in PARAMETERS.iter() {
        if let Takes::Record(kind) = parameter.takes {
            let link = |text: &String| match find(tx, kind, text)? {
                Ok(id) => Ok(Link::Chosen(tx.label(id)?)),
                Err(_) => Ok(Link::Open(Vec::new(), Vec::new())),
            };
            let links = question.all(parameter.name).iter().map(link).collect::<Result<_>>()?;
            references.insert(parameter.name, links);
        }
    }
    Ok(references)
}

/// What a question asks for, with the names of the records that it names.
pub fn in_words(
    lang: Lang,
    vocabulary: &Vocabulary,
    asked: (&Question, &TimelineQuery),
    references: &References,
) -> Vec<Part> {
    let name_of = |name: &str, at: usize| match references.get(name)?.get(at)? {
        Link::Chosen(label) => Some(label.shown().to_owned()),
        // What is left out by it, or what nothing answers, is asked for all the same.
        Link::Open(matches, _) if matches.is_empty() => Some(text(lang, "asked-not-named").into_owned()),
        _ => None,
    };
    parts(lang, vocabulary, asked, name_of)
}

/// A question out of its form, where records are given by typing, and what each of them means. Nobody is written down
/// here, so that the only person of a name is taken at once. Of several values the first is typed, the others are there already.
pub fn read_form(tx: &ReadTx<'_>, typed: &FormData) -> Result<std::result::Result<(Question, References), NoQuestion>> {
    let mut open = References::new();
    let mut pairs = Vec::new();
    for parameter in PARAMETERS.iter() {
        let name = parameter.name;
        let mut values: Vec<String> = typed.all(name).map(str::to_owned).collect();
        if let (Takes::Record(kind), Some(first)) = (parameter.takes, values.first_mut()) {
            match resolve_typed(tx, Target::One(kind), name, typed)? {
                Resolution::Record(label) => *first = label.reference,
                Resolution::Open(mut matches) => {
                    match matches.iter().filter(|found| found.why == Why::SameName).count() {
                        1 => *first = matches.swap_remove(0).label.reference,
                        _ => drop(open.insert(name, vec![Link::Open(with_context(tx, matches)?, Vec::new())])),
                    }
                }
                Resolution::Nothing | Resolution::New | Resolution::Listed(_) => {}
            }
        }
        pairs.extend(values.into_iter().map(|value| (name, value)));
    }
    let question = match Question::read(pairs.iter().map(|(name, value)| (*name, value.as_str()))) {
        Ok(question) => question,
        Err(no) => return Ok(Err(no)),
    };
    let mut references = references(tx, &question)?;
    for (name, links) in open {
        if let (Some(known), Some(link)) =
            (references.get_mut(name).and_then(|known| known.first_mut()), links.into_iter().next())
        {
            *known = link;
        }
    }
    Ok(Ok((question, references)))
}

/// What is wrong with the records of a form that do not come to one.
pub fn unclear(references: &References) -> Vec<FieldError> {
    let fault = |(name, links): (&&'static str, &Vec<Link>)| match links.first()? {
        Link::Open(matches, _) if matches.is_empty() => Some(FieldError::new(*name, Message::new("err-no-such-name"))),
        Link::Open(matches, _) => Some(FieldError::new(*name, Message::new("err-which").arg("n", matches.len()))),
        _ => None,
    };
    references.iter().filter_map(fault).collect()
}
