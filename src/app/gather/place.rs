//! Gathering a place's page: what is inside it, what happened there, and who is held there.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::gather::dossier;
use crate::app::gather::held::shown;
use crate::domain::citation::Citation;
use crate::domain::custody::{Asked, Holding};
use crate::domain::kind::Place;
use crate::domain::lang::Lang;
use crate::domain::query::list::{List, Start};
use crate::domain::query::{Facets, TimelineQuery, Which};
use crate::domain::record::RecordId;
use crate::domain::time::Day;
use crate::error::{Error, Result};
use crate::index::{Answers, PageOf};
use crate::pages::place::{PlaceNode, PlacePage};
use crate::store::ReadTx;

/// People held, and lines of the timeline, that the page of a place shows; all of them are pages of their own.
const HELD: usize = 20;
const LINES: usize = 20;

/// Gathers the page of a place; custody is told as on `on`, places inside it in the alphabet of a language.
pub fn gather(answers: &Answers<'_>, id: RecordId, lang: Lang, on: Day) -> Result<PlacePage> {
    let tx = answers.tables();
    let dossier = dossier::gather::<Place>(tx, id)?;
    let around = tx.place_paths(&[id])?.remove(&id).unwrap_or_default();
    let labels = tx.labels(&around)?;
    let outermost = around.first().map(|id| tx.get::<Place>(*id)).transpose()?.flatten();
    let inside = tx.listed(List::Places(Some(id)), lang, &Start::First)?;
    let mut tree = nodes(tx, &[id])?.pop().ok_or(Error::NotFound)?;
    tree.inside = nodes(tx, &inside.ids)?;

    let held = tx.last_words_inside(id, on, Asked::Now)?;
    let held_in_all = held.len();
    let held = shown(tx, &held.iter().take(HELD).map(|word| word.person).collect::<Vec<_>>(), on, Asked::Now)?;

    let query = TimelineQuery { place: Which::only(id), ..TimelineQuery::default() };
    // Places are not counted on the page of one.
    let timeline =
        answers.timeline(&query, PageOf { after: None, limit: LINES, records: Some(0), facets: Facets::Usual })?;
    let mut citations: Vec<Citation> = dossier.citations.clone();
    let steps: Vec<RecordId> = shown_steps(&held, on).into_iter().collect();
    citations.extend(tx.citations(&steps)?);

    Ok(PlacePage {
        path_goes_on: outermost.is_some_and(|place| place.fields.parent.is_some()),
        path: around.iter().filter_map(|id| labels.get(id)).cloned().collect(),
        dossier,
        tree,
        more_inside: inside.after,
        held,
        held_in_all,
        months: timeline.summary.months().to_vec(),
        total: timeline.summary.total,
        entries: timeline.entries,
        citations: in_order(citations),
    })
}

/// The steps that give the status and the place of those held.
fn shown_steps(held: &[Holding], on: Day) -> BTreeSet<RecordId> {
    let of = |holding: &Holding| {
        let status = Some(holding.word.said_by());
        let place = holding.episode.last_place(on).map(|(_, step)| step.id());
        [status, place]
    };
    held.iter().flat_map(of).flatten().collect()
}

/// Each citation once, report by report and paragraph by paragraph.
fn in_order(citations: Vec<Citation>) -> Vec<Citation> {
    let key = |c: &Citation| (c.report_id, c.paragraph, c.page.clone(), c.id);
    citations.into_iter().map(|citation| (key(&citation), citation)).collect::<BTreeMap<_, _>>().into_values().collect()
}

/// Places as they are listed, in this order, each without what is inside it.
pub fn nodes(tx: &ReadTx<'_>, ids: &[RecordId]) -> Result<Vec<PlaceNode>> {
    let (mut labels, incidents, places) = (tx.labels(ids)?, tx.incidents_inside(ids)?, tx.places_directly_inside(ids)?);
    let mut records: BTreeMap<RecordId, Place> =
        tx.get_many::<Place>(ids)?.into_iter().map(|record| (record.id(), record.fields)).collect();
    let node = |id: &RecordId| {
        let place = records.remove(id)?;
        Some(PlaceNode {
            label: labels.remove(id)?,
            level: place.level,
            site_type: place.site_type,
            named: place.named,
            incidents: incidents.get(id).copied().unwrap_or(0),
            places: places.get(id).copied().unwrap_or(0),
            inside: Vec::new(),
        })
    };
    Ok(ids.iter().filter_map(node).collect())
}
