//! Taking away a timeline, or who was held on a day: every line, streamed in one of the formats.

use std::collections::BTreeSet;
use std::io::Write;

use crate::app::gather::held as who_is_held;
use crate::app::questions;
use crate::domain::access::{Audience, Viewer};
use crate::domain::citation::Citation;
use crate::domain::custody::{Holding, Standing};
use crate::domain::kind::Kind;
use crate::domain::lang::Lang;
use crate::domain::query::{PAGE_MAX, Question, TimelineQuery};
use crate::domain::record::{RecordId, RecordKey};
use crate::domain::time::Day;
use crate::domain::timeline::LeftOut;
use crate::error::{Error, Result};
use crate::export::held::{HeldHead, HeldRow};
use crate::export::{self, ExportContext, Format, Head};
use crate::index::Index;
use crate::locale::{text, words};
use crate::pages::held::{HeldFilter, HeldPage, count};
use crate::store::{ReadTx, Store, Time};

/// Lines that are read at once.
const AT_ONCE: usize = 5000;

/// What a question of `viewer` asks for, or what is wrong with it. A line is not found by words that those it is for do not see.
pub fn query(
    (store, index): (&Store, &Index),
    viewer: &Viewer,
    audience: Audience,
    question: &Question,
    knows_term: impl Fn(&str) -> bool,
) -> Result<TimelineQuery> {
    let query = store.read(viewer, |tx| questions::resolve(question, tx, knows_term))?;
    index.read(store, &viewer.for_audience(audience), |_, answers| questions::with_found(query, question, answers))
}

/// Writes all lines from one snapshot of the file, so many at a time: memory stays flat however many there are. Gives back
/// what the question leaves out.
pub fn timeline(
    (store, index): (&Store, &Index),
    viewer: &Viewer,
    (question, query): (&Question, &TimelineQuery),
    context: &ExportContext<'_>,
    format: &Format,
    out: &mut dyn Write,
) -> Result<Vec<LeftOut>> {
    let query = TimelineQuery { cited_only: !context.audience.gets_uncited(), ..query.clone() };
    index.read_whole(store, &viewer.for_audience(context.audience), (&query, format.facets), |tx, whole| {
        let mut writer = (format.writer)(out, context);
        let references = questions::references(tx, question)?;
        let asked = questions::in_words(context.lang, context.vocabulary, (question, &query), &references);
        writer.start(context, &Head { asked: &asked, summary: &whole.summary, left_out: &whole.left_out })?;
        tx.each_entry(&whole.lines, AT_ONCE, |entry| export::write(&mut *writer, context, entry))?;
        writer.finish()?;
        Ok(whole.left_out.clone())
    })
}

/// Writes all who are held, or may be, from one snapshot of the file. Who gets nothing uncited gets nobody whose last word no
/// report supports.
pub fn held(
    store: &Store,
    viewer: &Viewer,
    (filter, place): (&HeldFilter, Option<&RecordKey>),
    context: &ExportContext<'_>,
    format: &Format,
    out: &mut dyn Write,
) -> Result<()> {
    // What is not there is told to whoever asks; what these readers may not see is there, with nobody in it for them.
    let find = |tx: &ReadTx<'_>| place.map(|key| tx.resolve_kind(key, Kind::Place)).transpose();
    store.read(viewer, find)?;
    store.read_by(&viewer.for_audience(context.audience), None, Time::Unbounded, |tx| {
        let named = match find(tx) {
            Err(Error::NotFound) => None,
            found => Some(found?),
        };
        let mut words = match named {
            Some(place) => who_is_held::all(tx, filter, context.lang, place)?,
            None => Vec::new(),
        };
        if !context.audience.gets_uncited() {
            let said_by: Vec<RecordId> = words.iter().map(|word| word.said_by()).collect();
            let cited: BTreeSet<RecordId> =
                tx.citations(&said_by)?.iter().filter(|c| c.backs()).map(|c| c.record).collect();
            words.retain(|word| cited.contains(&word.said_by()));
        }
        let list = |list: Standing| words.iter().filter(move |word| word.standing(filter.on) == list);
        let counts = Standing::ALL.into_iter().map(|standing| (standing, count(list(standing)))).collect();
        let mut writer = (format.held)(out, context);
        let place = match named {
            Some(place) => place.map(|place| tx.label(place)).transpose()?.map(|label| label.name),
            None => Some(text(context.lang, "asked-not-named").into_owned()),
        };
        let asked = held_in_words(context.lang, filter, place);
        writer.start(context, &HeldHead { on: filter.on, asked, counts })?;
        let people: Vec<RecordId> = words.iter().map(|word| word.person).collect();
        for people in people.chunks(PAGE_MAX) {
            let shown = who_is_held::shown(tx, people, filter.on, filter.asked)?;
            let citations = tx.citations(&shown.iter().flat_map(HeldPage::cited).collect::<Vec<_>>())?;
            held_rows(tx, filter.on, (&shown, &citations), |row| writer.row(context, row))?;
        }
        writer.finish()
    })
}

/// What was asked of who was held, heading by heading.
fn held_in_words(lang: Lang, filter: &HeldFilter, place: Option<String>) -> Vec<[String; 2]> {
    let heading = |key: &str| text(lang, key).into_owned();
    let word = |list: &str, code: &str| words::word(lang, list, code);
    let asked = [
        ("held-on", Some(filter.on.words(lang))),
        ("place", place),
        ("held-list", filter.list.map(|list| word("held-list", list.code()))),
        ("status", filter.status.as_deref().map(|status| word("status", status))),
        ("certainty", filter.certainty.as_deref().map(|certainty| word("certainty", certainty))),
        ("held-silent-days", filter.silent.map(|days| days.to_string())),
    ];
    asked.into_iter().filter_map(|(key, said)| Some([heading(key), said?])).collect()
}

/// What is told of each of these who are held, or may be: with its sources and the places around.
pub fn held_rows(
    tx: &ReadTx<'_>,
    on: Day,
    (shown, citations): (&[Holding], &[Citation]),
    mut tell: impl FnMut(&HeldRow<'_>) -> Result<()>,
) -> Result<()> {
    let places: Vec<RecordId> = shown.iter().filter_map(|holding| Some(holding.place.as_ref()?.id)).collect();
    let paths = tx.place_paths(&places)?;
    let around = tx.labels(&paths.values().flatten().copied().collect::<Vec<_>>())?;
    shown.iter().try_for_each(|holding| {
        let path = holding.place.as_ref().and_then(|place| paths.get(&place.id));
        let place_path = path.into_iter().flatten().filter_map(|id| around.get(id)).collect();
        tell(&HeldRow { on, holding, citations: HeldPage::citations_of(citations, holding), place_path })
    })
}
