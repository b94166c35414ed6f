//! Gathering a place's page: the tree inside it, what happened there, and who is held there.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::dossier;
use crate::domain::custody::Holding;
use crate::domain::date::Day;
use crate::domain::overview::{PlaceNode, PlacePage};
use crate::domain::query::{PAGE, TimelineQuery};
use crate::domain::record::{Labels, Record, RecordId};
use crate::domain::records::Place;
use crate::domain::source::Citation;
use crate::error::{Error, Result};
use crate::store::ReadTx;

/// No tree of places is deeper; places entered as inside each other end here.
const DEEPEST: usize = 20;

/// Gathers the page of a place; custody is told as on `on`.
pub fn gather(tx: &ReadTx<'_>, id: RecordId, on: Day) -> Result<PlacePage> {
    let dossier = dossier::gather::<Place>(tx, id)?;
    let around = tx.place_paths(&[id])?.remove(&id).unwrap_or_default();
    let labels = tx.labels(&around)?;
    let places = tx.places_inside(id)?;
    let inside: BTreeSet<RecordId> = places.iter().map(Record::id).collect();
    let mut held = tx.holdings(on)?;
    held.retain(|holding| holding.place.as_ref().is_some_and(|place| inside.contains(&place.id)));
    let tree = Forest::read(tx, places, &held)?.node(id, DEEPEST).ok_or(Error::NotFound)?;

    let query = TimelineQuery { place: Some(id), ..TimelineQuery::default() };
    let summary = tx.timeline_summary(&query)?;
    let (entries, _) = tx.timeline_page(&query, None, PAGE)?;
    let mut citations: Vec<Citation> = dossier.citations.clone();
    let steps: Vec<RecordId> = held.iter().flat_map(|h| h.episode.events.iter().map(Record::id)).collect();
    let shown = shown_steps(&held, on);
    citations.extend(tx.citations(&steps)?.into_iter().filter(|citation| shown.contains(&citation.record)));

    Ok(PlacePage {
        path: around.iter().filter_map(|id| labels.get(id)).cloned().collect(),
        dossier,
        tree,
        held,
        months: summary.months().to_vec(),
        entries,
        total: summary.total,
        citations: in_order(citations),
    })
}

/// The steps that give the status and the place of those held.
fn shown_steps(held: &[Holding], on: Day) -> BTreeSet<RecordId> {
    let of = |holding: &Holding| {
        let status = holding.episode.status_event(on).map(Record::id);
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

/// All places the reader may see, as trees from the countries down.
pub fn forest(tx: &ReadTx<'_>, on: Day) -> Result<Vec<PlaceNode>> {
    let places = tx.all::<Place>()?;
    let roots: Vec<RecordId> = places.iter().filter(|place| place.fields.parent.is_none()).map(Record::id).collect();
    let forest = Forest::read(tx, places, &tx.holdings(on)?)?;
    let mut trees: Vec<PlaceNode> = roots.into_iter().filter_map(|root| forest.node(root, DEEPEST)).collect();
    trees.sort_by(|a, b| a.label.name.cmp(&b.label.name));
    Ok(trees)
}

/// Places with what is counted for each, ready to be made a tree of.
struct Forest {
    places: HashMap<RecordId, Record<Place>>,
    children: HashMap<RecordId, Vec<RecordId>>,
    labels: Labels,
    incidents: HashMap<RecordId, i64>,
    held: HashMap<RecordId, i64>,
}

impl Forest {
    fn read(tx: &ReadTx<'_>, places: Vec<Record<Place>>, held: &[Holding]) -> Result<Forest> {
        let ids: Vec<RecordId> = places.iter().map(Record::id).collect();
        let mut children: HashMap<RecordId, Vec<RecordId>> = HashMap::new();
        for place in &places {
            if let Some(parent) = place.fields.parent {
                children.entry(parent).or_default().push(place.id());
            }
        }
        let mut held_at: HashMap<RecordId, i64> = HashMap::new();
        for place in held.iter().filter_map(|holding| holding.place.as_ref()) {
            *held_at.entry(place.id).or_default() += 1;
        }
        Ok(Forest {
            labels: tx.labels(&ids)?,
            incidents: tx.incidents_at(&ids)?,
            held: held_at,
            places: places.into_iter().map(|place| (place.id(), place)).collect(),
            children,
        })
    }

    /// A place with everything inside it, `depth` levels down.
    fn node(&self, id: RecordId, depth: usize) -> Option<PlaceNode> {
        let depth = depth.checked_sub(1)?;
        let place = &self.places.get(&id)?.fields;
        let children = self.children.get(&id).into_iter().flatten();
        let mut inside: Vec<PlaceNode> = children.filter_map(|child| self.node(*child, depth)).collect();
        inside.sort_by_key(|node| (!node.named, node.label.id));
        let own = |counts: &HashMap<RecordId, i64>| counts.get(&id).copied().unwrap_or(0);
        Some(PlaceNode {
            label: self.labels.get(&id)?.clone(),
            level: place.level.clone(),
            site_type: place.site_type.clone(),
            named: place.named,
            incidents: own(&self.incidents) + inside.iter().map(|node| node.incidents).sum::<i64>(),
            held: own(&self.held) + inside.iter().map(|node| node.held).sum::<i64>(),
            inside,
        })
    }
}
