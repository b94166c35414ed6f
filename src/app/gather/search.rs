//! Gathering what a search found: records by name, and texts by words.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use crate::app::form::with_context;
use crate::app::gather::summary::describe;
use crate::domain::kind::{Kind, Naming, Target};
use crate::domain::name::fold;
use crate::domain::name::matching::{Letters, Match, Why};
use crate::domain::query::Question;
use crate::domain::query::question::TEXT;
use crate::domain::record::{Label, RecordId};
use crate::domain::words::Stems;
use crate::domain::words::asked::AskedWords;
use crate::domain::words::excerpt::{Excerpt, excerpt};
use crate::domain::words::named::AskedNames;
use crate::error::Result;
use crate::index::{Answers, Hit};
use crate::pages::search::{KnownPerson, SearchPage, TextHit};
use crate::store::{Keyed, ReadTx};

/// Records by name of each kind, and texts.
const NAMED: usize = 8;
const TEXTS: usize = 25;

/// Kinds that are looked for by name, in the order of the page.
const KINDS: [Kind; 4] = [Kind::Person, Kind::Place, Kind::Organization, Kind::Source];

/// The one record that is obviously meant: its ref or uid was typed, the address of a report, or a name that nothing else has.
pub fn obvious(tx: &ReadTx<'_>, typed: &str, letters: Letters) -> Result<Option<Label>> {
    let typed = typed.trim();
    match tx.keyed(Target::Any, typed)? {
        Keyed::Record(id, kind) if kind.path().is_some() => return tx.label(id).map(Some),
        Keyed::Record(id, _) => return Ok(describe(tx, [id])?.remove(&id).map(|summary| summary.page)),
        Keyed::Nothing => return Ok(None),
        Keyed::No => {}
    }
    if let [report] = tx.reports_at(typed)?.as_slice() {
        return tx.label(*report).map(Some);
    }
    if AskedNames::read(typed).leaves_out() {
        return Ok(None);
    }
    let mut found: BTreeMap<RecordId, Match> = BTreeMap::new();
    for kind in KINDS {
        let of_kind = tx.matches_in(Target::One(kind), typed, letters, NAMED)?;
        found.extend(of_kind.into_iter().map(|found| (found.label.id, found)));
    }
    let is_only_one = found.len() == 1;
    found.retain(|_, found| is_whole_name(found, typed) && (is_only_one || found.why <= Why::SameSounds));
    Ok(found.pop_first().map(|(_, found)| found.label).filter(|_| found.is_empty()))
}

/// Whether what was typed is all of a name, in whatever letters, and not one word of several.
fn is_whole_name(found: &Match, typed: &str) -> bool {
    let words = |text: &str| fold(text).split(' ').count();
    match found.why {
        Why::Ref | Why::SameName | Why::OtherOrder => true,
        Why::SameSounds | Why::Alike => words(found.spelled.as_deref().unwrap_or(&found.label.name)) == words(typed),
        _ => false,
    }
}

/// What is found for a text; its question is kept at `uid`.
pub fn gather(answers: &Answers<'_>, typed: &str, letters: Letters, uid: Uuid) -> Result<SearchPage> {
    let tx = answers.tables();
    let mut page = SearchPage { typed: typed.to_owned(), letters, ..SearchPage::default() };
    let names = AskedNames::read(typed);
    let is_meant = |found: &Match| {
        names.admits(&found.label.name) && found.spelled.as_deref().is_none_or(|spelled| names.admits(spelled))
    };
    for kind in KINDS.into_iter().filter(|_| !names.text.is_empty()) {
        let mut matches = tx.matches_in(Target::One(kind), &names.text, letters, NAMED)?;
        matches.retain(is_meant);
        if kind == Kind::Person {
            page.people = known_of(tx, &matches)?;
        }
        let matches = with_context(tx, matches)?;
        page.named.extend((!matches.is_empty()).then_some((kind, matches)));
    }
    let stems = Stems::default();
    let asked = match AskedWords::read(typed, &stems) {
        Ok(asked) => asked,
        Err(no) => {
            page.no_words = Some(no.key());
            return Ok(page);
        }
    };
    let hits = answers.with_words(&asked)?;
    page.texts_in_all = hits.len();
    page.lines = answers.entries_of(&hits)?.len();
    let question = Question::default().with(TEXT, typed).kept_at(uid);
    page.timeline = format!("/timeline?{}", question.to_query(&[]));
    let best = &Hit::best(hits, TEXTS);
    let (mut records, texts, labels) = (describe(tx, best.iter().copied())?, tx.texts(best, best)?, tx.labels(best)?);
    for id in best {
        let parts = texts.get(id).into_iter().flatten().flatten();
        let best_part = parts.filter_map(|part| excerpt(part, &asked, &stems)).max_by_key(|excerpt| excerpt.found);
        if let (Some(record), Some(label)) = (records.remove(id), labels.get(id)) {
            let excerpt = best_part.filter(|excerpt| !is_title(label, excerpt)).unwrap_or_default();
            page.texts.push(TextHit { record, excerpt });
        }
    }
    Ok(page)
}

/// What the file has of people who were found.
fn known_of(tx: &ReadTx<'_>, people: &[Match]) -> Result<HashMap<RecordId, KnownPerson>> {
    let people: Vec<RecordId> = people.iter().map(|found| found.label.id).collect();
    let (incidents, mut episodes) = (tx.incidents_of(&people)?, tx.episodes_by_person(&people)?);
    let mut known = |person: RecordId| KnownPerson {
        incidents: incidents.get(&person).copied().unwrap_or_default(),
        episodes: episodes.remove(&person).unwrap_or_default(),
    };
    Ok(people.iter().map(|person| (*person, known(*person))).collect())
}

/// Whether an excerpt only says again what the record is called.
fn is_title(label: &Label, excerpt: &Excerpt) -> bool {
    let is_titled = matches!(label.kind.spec().naming, Naming::Title(_));
    is_titled && excerpt.parts.iter().map(|(text, _)| text.as_str()).collect::<String>() == label.name
}
