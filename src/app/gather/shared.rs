//! Gathering what several records share: what the facts about one lead to, and those about another too.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value as Json, json};

use crate::app::gather::dossier::references;
use crate::app::gather::summary::describe;
use crate::domain::collation;
use crate::domain::kind::{Incident, Kind, OF_THE_TEAM, Participation, Target, Type};
use crate::domain::lang::Lang;
use crate::domain::record::{Labels, Record, RecordId, RecordKey, Values};
use crate::error::{Error, Message, Result};
use crate::pages::shared::{ASKED_OF, CHOSEN, FACTS, LOOKED_AT, SHOWN, Shared, SharedPage, Way};
use crate::store::ReadTx;

/// By record that is reached: from which of those asked of, by their numbers, with the facts that say so.
type Ways = BTreeMap<RecordId, BTreeMap<usize, BTreeSet<RecordId>>>;

/// The records that keys name, each once.
pub fn chosen(tx: &ReadTx<'_>, keys: &[RecordKey]) -> Result<Vec<(Kind, RecordId)>> {
    if keys.len() > CHOSEN {
        return Err(Error::Bad(Message::new("err-shared-too-many").arg("most", CHOSEN)));
    }
    let mut chosen: Vec<(Kind, RecordId)> = Vec::new();
    for key in keys {
        let (id, kind) = tx.resolve(key)?;
        if !ASKED_OF.contains(&kind) {
            return Err(Error::NotFound);
        }
        if !chosen.contains(&(kind, id)) {
            chosen.push((kind, id));
        }
    }
    Ok(chosen)
}

/// What these records share; nothing yet where there is one of them.
pub fn gather(tx: &ReadTx<'_>, lang: Lang, chosen: &[(Kind, RecordId)]) -> Result<SharedPage> {
    let mut ways = Ways::new();
    let (mut ties, mut partly) = (BTreeSet::new(), Vec::new());
    for (number, (kind, id)) in chosen.iter().enumerate() {
        let reach = Reach::of(tx, *kind, *id)?;
        partly.extend(reach.is_partial.then_some(*id));
        ties.extend(chosen.iter().filter_map(|(_, other)| reach.named.get(other)).flatten().copied());
        for (to, facts) in reach.to {
            ways.entry(to).or_default().insert(number, facts);
        }
    }
    ways.retain(|to, by| by.len() > 1 && !chosen.iter().any(|(_, id)| id == to));
    without_what_is_around(tx, &mut ways)?;

    let mut wanted: BTreeSet<RecordId> = ways.keys().copied().collect();
    wanted.extend(chosen.iter().map(|(_, id)| *id));
    let labels = tx.labels(&wanted.into_iter().collect::<Vec<_>>())?;
    let ties: Vec<RecordId> = ties.into_iter().collect();
    let shared = by_kind(lang, &labels, ways);
    let of_ways = shared.iter().flat_map(|(_, of_kind, _)| of_kind).flat_map(|shared| &shared.ways);
    let shown: Vec<RecordId> = of_ways.flat_map(|way| &way.facts).chain(&ties).copied().collect();
    let known = |id: &RecordId| labels.get(id).cloned();
    Ok(SharedPage {
        chosen: chosen.iter().filter_map(|(_, id)| known(id)).collect(),
        facts: describe(tx, shown.iter().copied())?,
        citations: tx.citations(&shown)?,
        partly: partly.iter().filter_map(known).collect(),
        ties,
        shared,
    })
}

/// The kinds that come first, in their order; then all others.
const FIRST: [Kind; 5] = [Kind::Incident, Kind::Detention, Kind::Person, Kind::Organization, Kind::Place];

/// What is shared, kind by kind; of each kind what most lead to first, then by name.
fn by_kind(lang: Lang, labels: &Labels, ways: Ways) -> Vec<(Kind, Vec<Shared>, usize)> {
    let mut kinds: BTreeMap<Kind, Vec<Shared>> = BTreeMap::new();
    for (to, by) in ways {
        let Some(what) = labels.get(&to).cloned() else { continue };
        let way = |(of, facts): (usize, BTreeSet<RecordId>)| Way {
            of,
            more: facts.len().saturating_sub(FACTS),
            facts: facts.into_iter().take(FACTS).collect(),
        };
        let ways = by.into_iter().map(way).collect();
        kinds.entry(what.kind).or_default().push(Shared { what, ways });
    }
    let in_order = |(kind, mut of_kind): (Kind, Vec<Shared>)| {
        of_kind.sort_by_cached_key(|shared| {
            (usize::MAX - shared.ways.len(), collation::key(lang, shared.what.shown()), shared.what.id)
        });
        let more = of_kind.len().saturating_sub(SHOWN);
        of_kind.truncate(SHOWN);
        (kind, of_kind, more)
    };
    let mut shared: Vec<_> = kinds.into_iter().map(in_order).collect();
    shared.sort_by_key(|(kind, ..)| FIRST.iter().position(|first| first == kind).unwrap_or(FIRST.len()));
    shared
}

/// A city is shared with each site in it: it is told only where something else leads to it too.
fn without_what_is_around(tx: &ReadTx<'_>, ways: &mut Ways) -> Result<()> {
    let places = tx.settlements(&ways.keys().copied().collect::<Vec<_>>())?;
    let of_sites: Vec<RecordId> = places
        .iter()
        .filter(|(site, city)| site != city && ways.get(site).is_some_and(|by| ways.get(city) == Some(by)))
        .map(|(_, city)| *city)
        .collect();
    of_sites.iter().for_each(|city| drop(ways.remove(city)));
    Ok(())
}

/// What the facts about one record lead to.
#[derive(Default)]
struct Reach {
    /// The record itself; a place with everything inside it. They lead to others, and not to each other.
    own: BTreeSet<RecordId>,
    /// With the facts that do.
    to: HashMap<RecordId, BTreeSet<RecordId>>,
    /// Those of them that a fact names, and not only what it leads to.
    named: HashMap<RecordId, BTreeSet<RecordId>>,
    is_partial: bool,
}

impl Reach {
    fn of(tx: &ReadTx<'_>, kind: Kind, id: RecordId) -> Result<Reach> {
        let mut own = if kind == Kind::Place { tx.places_inside(id)? } else { Vec::new() };
        let is_partial = own.len() > LOOKED_AT;
        own.truncate(LOOKED_AT);
        own.push(id);
        let mut reach = Reach { own: own.into_iter().collect(), is_partial, ..Reach::default() };
        let mut facts = tx.any_many(kind, &[id])?;
        facts.iter_mut().for_each(|own| without_what_it_is_inside(kind, own));
        reach.lead(id, &facts)?;

        let own: Vec<RecordId> = reach.own.iter().copied().collect();
        let mut rows = reach.rows(tx, kind, &own)?;
        // What is said of an episode or of its steps is said of whoever is held, and where.
        let episodes: Vec<RecordId> =
            rows.iter().filter(|row| row.header.kind == Kind::Detention).map(Record::id).collect();
        rows.extend(reach.rows(tx, Kind::Detention, &episodes)?);
        let of_steps: BTreeSet<RecordId> = rows.iter().filter_map(|row| reference(row, "detention")).collect();
        let other_episodes: Vec<RecordId> = of_steps.into_iter().filter(|of| !episodes.contains(of)).collect();
        let held: HashMap<RecordId, Record<Values>> =
            tx.any_many(Kind::Detention, &other_episodes)?.into_iter().map(|row| (row.id(), row)).collect();
        reach.lead(id, &rows)?;
        for row in &rows {
            let person = reference(row, "detention").and_then(|of| reference(held.get(&of)?, "person"));
            person.into_iter().for_each(|person| reach.put(person, row.id()));
        }
        reach.named.clone_from(&reach.to);
        reach.through_incidents(tx, kind, id)?;
        reach.add_cities(tx)?;
        facts.extend(rows);
        let cited: Vec<RecordId> = facts.iter().map(Record::id).collect();
        for citation in tx.citations(&cited)? {
            reach.put(citation.report_id, citation.record);
        }
        Ok(reach)
    }

    fn put(&mut self, to: RecordId, fact: RecordId) {
        if !self.own.contains(&to) {
            self.to.entry(to).or_default().insert(fact);
        }
    }

    /// Rows of every kind that refer to one of these records.
    fn rows(&mut self, tx: &ReadTx<'_>, to: Kind, ids: &[RecordId]) -> Result<Vec<Record<Values>>> {
        let mut found = Vec::new();
        for kind in Kind::ALL {
            let refers = |ty: Type| matches!(ty, Type::Ref(target, _) if target.admits(to));
            if !kind.fields().iter().any(|field| refers(field.ty)) {
                continue;
            }
            let mut rows = Vec::new();
            for id in ids {
                rows.extend(tx.referring(kind, (to, *id), None, Some(LOOKED_AT + 1 - rows.len().min(LOOKED_AT)))?);
            }
            self.is_partial |= rows.len() > LOOKED_AT;
            rows.truncate(LOOKED_AT);
            found.extend(tx.any_many(kind, &rows)?);
        }
        // What the team says of two records is about the file.
        found.retain(|row| {
            row.header.kind != Kind::Relation
                || !row.fields.get("type").and_then(Json::as_str).is_some_and(|tie| OF_THE_TEAM.contains(&tie))
        });
        Ok(found)
    }

    /// A fact, or an episode, leads to all that it names; what else has a page leads to itself.
    fn lead(&mut self, from: RecordId, rows: &[Record<Values>]) -> Result<()> {
        for row in rows {
            let mut named = BTreeSet::new();
            if row.header.kind.path().is_none() || row.header.kind == Kind::Detention || row.id() == from {
                references(row, &mut named)?;
            } else {
                named.insert(row.id());
            }
            named.into_iter().for_each(|to| self.put(to, row.id()));
        }
        Ok(())
    }

    /// An incident leads on: whoever had a part in it was where it was, and with those of another kind who had one.
    fn through_incidents(&mut self, tx: &ReadTx<'_>, kind: Kind, from: RecordId) -> Result<()> {
        let kinds = tx.kinds(&self.to.keys().copied().collect::<Vec<_>>())?;
        let incidents = kinds.into_iter().filter(|(id, found)| *found == Kind::Incident && *id != from);
        let incidents: Vec<RecordId> = incidents.map(|(id, _)| id).collect();
        if kind == Kind::Incident {
            return Ok(());
        }
        for incident in tx.get_many::<Incident>(&incidents)? {
            let place = incident.fields.place.filter(|_| kind != Kind::Place);
            place.into_iter().for_each(|place| self.put(place, incident.id()));
        }
        for part in tx.referencing::<Participation>("incident", &incidents)? {
            let Participation { person, organization, .. } = part.fields;
            let person = person.filter(|_| kind != Kind::Person);
            let organization = organization.filter(|_| kind != Kind::Organization);
            person.into_iter().chain(organization).for_each(|who| self.put(who, part.header.id));
        }
        Ok(())
    }

    /// What happened at a site happened in its city.
    fn add_cities(&mut self, tx: &ReadTx<'_>) -> Result<()> {
        let cities = tx.settlements(&self.to.keys().copied().collect::<Vec<_>>())?;
        for (site, city) in cities.into_iter().filter(|(site, city)| site != city) {
            for fact in self.to.get(&site).cloned().unwrap_or_default() {
                self.put(city, fact);
            }
        }
        Ok(())
    }
}

/// The record that a row names in a field.
fn reference(row: &Record<Values>, field: &str) -> Option<RecordId> {
    row.fields.get(field).and_then(Json::as_i64).map(RecordId)
}

/// That two places are in one country ties nobody.
fn without_what_it_is_inside(kind: Kind, own: &mut Record<Values>) {
    for field in kind.fields().iter().filter(|field| matches!(field.ty, Type::Ref(Target::One(of), _) if of == kind)) {
        own.fields.remove(field.name);
    }
}

/// What is shared as the JSON API gives it.
pub fn shared_json(tx: &ReadTx<'_>, page: &SharedPage) -> Result<Json> {
    let facts = tx.labels(&page.facts.keys().copied().collect::<Vec<_>>())?;
    let labels = |ids: &[RecordId]| ids.iter().filter_map(|id| facts.get(id)).collect::<Vec<_>>();
    let way = |way: &Way| json!({ "of": page.chosen.get(way.of), "facts": labels(&way.facts), "more": way.more });
    let shared =
        |shared: &Shared| json!({ "record": shared.what, "ways": shared.ways.iter().map(way).collect::<Vec<_>>() });
    let of_kind = |(kind, of_kind, more): &(Kind, Vec<Shared>, usize)| json!({ "kind": kind.table(), "records": of_kind.iter().map(shared).collect::<Vec<_>>(), "more": more });
    Ok(json!({
        "of": page.chosen,
        "ties": labels(&page.ties),
        "shared": page.shared.iter().map(of_kind).collect::<Vec<_>>(),
        "partly": page.partly,
    }))
}
