//! What two records are compared in: their names and fields, what has both of them, and what others say of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

use serde_json::Value as Json;

use crate::domain::change::FILES;
use crate::domain::citation::Citation;
use crate::domain::custody::Episode;
use crate::domain::duplicate::{
    Agreement, IDENTIFIERS, INCIDENTS, Likelihood, Matter, NAMES, PEOPLE, PLACES, POSITION, REPORTS, SOURCES, TAKEN,
    TIED, TIES, compare, likelihood, matters, of_names,
};
use crate::domain::kind::{Incident, Kind, MAY_BE_SAME, NOT_SAME, Participation, Relation, Type};
use crate::domain::name::Name;
use crate::domain::position::Position;
use crate::domain::record::{ExternalId, Record, RecordId, Values};
use crate::domain::time::Day;
use crate::error::Result;
use crate::pages::duplicate::{Evidence, Said, Weighed, What};
use crate::store::ReadTx;

/// So many of what two records share are shown.
const SHOWN: usize = 3;

/// Weighs pairs of records of a kind.
pub fn weigh(tx: &ReadTx<'_>, kind: Kind, pairs: &[(RecordId, RecordId)]) -> Result<Vec<Weighed>> {
    let ids: BTreeSet<RecordId> = pairs.iter().flat_map(|(one, other)| [*one, *other]).collect();
    let known = Known::read(tx, kind, &ids.into_iter().collect::<Vec<_>>())?;
    let weighed = pairs.iter().map(|pair| {
        let mut evidence = known.evidence(tx, *pair)?;
        let likelihood = likelihood(kind, evidence.iter().map(|evidence| evidence.weight));
        evidence.retain(|evidence| evidence.matter == NAMES || evidence.weight != 0.0);
        evidence.sort_by(|one, other| {
            (other.matter == NAMES, other.weight.abs())
                .partial_cmp(&(one.matter == NAMES, one.weight.abs()))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        Ok(Weighed { pair: *pair, likelihood, evidence })
    });
    weighed.collect()
}

/// The records that one that was entered just now is likely a duplicate of, the likeliest first.
pub fn likely_of(tx: &ReadTx<'_>, kind: Kind, id: RecordId, most: usize) -> Result<Vec<Weighed>> {
    let pairs = tx.likely_pairs_of(kind, id, SEARCHED)?;
    let mut likely = weigh(tx, kind, &pairs)?;
    likely.retain(|weighed| Likelihood::of(weighed.likelihood) >= Likelihood::Likely);
    likely.sort_by(|one, other| other.likelihood.total_cmp(&one.likelihood));
    likely.truncate(most);
    Ok(likely)
}

/// So many of those whose names are alike are weighed when one is entered.
const SEARCHED: usize = 20;

/// What is known of the records that are compared, read at once.
struct Known {
    kind: Kind,
    rows: HashMap<RecordId, Values>,
    names: HashMap<RecordId, Vec<Name>>,
    /// Parts in incidents, by the record that is compared.
    parts: HashMap<RecordId, Vec<Record<Participation>>>,
    /// Places of those incidents, settlements for what lies in them.
    settlements: HashMap<RecordId, RecordId>,
    ties: HashMap<RecordId, Vec<Record<Relation>>>,
    episodes: HashMap<RecordId, Vec<Episode>>,
    paths: HashMap<RecordId, Vec<RecordId>>,
    citations: HashMap<RecordId, Vec<Citation>>,
}

impl Known {
    fn read(tx: &ReadTx<'_>, kind: Kind, ids: &[RecordId]) -> Result<Known> {
        let rows: HashMap<RecordId, Values> =
            tx.any_many(kind, ids)?.into_iter().map(|row| (row.id(), row.fields)).collect();
        let mut known = Known {
            kind,
            rows,
            names: if kind.has_names() { tx.names(ids)? } else { HashMap::new() },
            parts: HashMap::new(),
            settlements: HashMap::new(),
            ties: HashMap::new(),
            episodes: HashMap::new(),
            paths: HashMap::new(),
            citations: HashMap::new(),
        };
        let field = match kind {
            Kind::Person => Some("person"),
            Kind::Organization => Some("organization"),
            Kind::Incident => Some("incident"),
            _ => None,
        };
        if let Some(field) = field {
            let parts = tx.referencing::<Participation>(field, ids)?;
            let of = |part: &Participation| match kind {
                Kind::Person => part.person,
                Kind::Organization => part.organization,
                _ => part.incident,
            };
            known.parts = by(parts, |part| of(&part.fields));
        }
        if known.compares(TIES) {
            let mut ties = tx.referencing::<Relation>("subject", ids)?;
            ties.extend(tx.referencing::<Relation>("object", ids)?);
            for tie in ties {
                for end in [tie.fields.subject, tie.fields.object].into_iter().flatten() {
                    known.ties.entry(end).or_default().push(tie.clone());
                }
            }
        }
        if kind == Kind::Person {
            known.read_custody(tx, ids)?;
        }
        let places = known.rows.values().flat_map(|row| {
            let fields = kind.fields().iter().filter(|field| of_place(field.ty));
            fields.filter_map(|field| row.get(field.name)?.as_i64().map(RecordId)).collect::<Vec<_>>()
        });
        let places: BTreeSet<RecordId> = places.chain(known.settlements.keys().copied()).collect();
        known.paths = tx.place_paths(&places.into_iter().collect::<Vec<_>>())?;
        let cited: Vec<RecordId> = match kind {
            Kind::Incident => ids.to_vec(),
            _ => known.shared_parts(),
        };
        known.citations = by(tx.citations(&cited)?, |citation| Some(citation.record));
        Ok(known)
    }

    fn compares(&self, matter: &str) -> bool {
        matters(self.kind).iter().any(|known| known.name == matter)
    }

    fn read_custody(&mut self, tx: &ReadTx<'_>, ids: &[RecordId]) -> Result<()> {
        let episodes = tx.episodes(ids)?;
        let incidents: BTreeSet<RecordId> =
            self.parts.values().flatten().filter_map(|part| part.fields.incident).collect();
        let incidents = tx.get_many::<Incident>(&incidents.into_iter().collect::<Vec<_>>())?;
        let of_incident: HashMap<RecordId, RecordId> =
            incidents.into_iter().filter_map(|incident| Some((incident.id(), incident.fields.place?))).collect();
        let places: BTreeSet<RecordId> = of_incident.values().copied().collect();
        let settlements = tx.settlements(&places.into_iter().collect::<Vec<_>>())?;
        let where_was =
            |incident: (RecordId, RecordId)| (incident.0, settlements.get(&incident.1).copied().unwrap_or(incident.1));
        self.settlements = of_incident.into_iter().map(where_was).collect();
        self.episodes = by(episodes, |episode| episode.detention.fields.person);
        Ok(())
    }

    /// The parts in incidents that more than one of the records has a part in.
    fn shared_parts(&self) -> Vec<RecordId> {
        let mut of: HashMap<RecordId, Vec<RecordId>> = HashMap::new();
        for part in self.parts.values().flatten() {
            of.entry(part.fields.incident.unwrap_or(part.id())).or_default().push(part.id());
        }
        of.into_values().filter(|parts| parts.len() > 1).flatten().collect()
    }

    /// Everything that two of them were compared in.
    fn evidence(&self, tx: &ReadTx<'_>, pair: (RecordId, RecordId)) -> Result<Vec<Evidence>> {
        let mut all = Vec::new();
        let names = self.of_names(tx, pair);
        let same_name = names.as_ref().is_some_and(|names| names.agreement == Agreement::Same);
        all.extend(names);
        for matter in matters(self.kind) {
            let found = match matter.name {
                IDENTIFIERS => identifiers(&tx.external_ids(pair.0)?, &tx.external_ids(pair.1)?),
                INCIDENTS => self.incidents(pair, same_name),
                TIES => self.ties(pair),
                TIED => tied(tx, pair)?,
                PLACES => self.places(pair),
                TAKEN => self.taken(pair),
                PEOPLE => self.people(pair),
                REPORTS => self.reports(pair),
                SOURCES => sources(tx, pair)?,
                POSITION => self.position(pair),
                name => self.field(pair, name),
            };
            all.extend(found.map(|found| found.weighed(matter)));
        }
        Ok(all)
    }

    fn of_names(&self, tx: &ReadTx<'_>, (one, other): (RecordId, RecordId)) -> Option<Evidence> {
        let texts = |id: RecordId| -> Vec<&str> {
            self.names.get(&id).into_iter().flatten().map(|name| name.text.as_str()).collect()
        };
        let (ones, others) = (texts(one), texts(other));
        let alike = tx.alikeness(self.kind, &ones, &others)?;
        let (agreement, weight) = of_names(alike);
        let said = |names: &[&str], at: usize| -> Vec<Said> {
            names.get(at).map(|name| Said { what: What::Text((*name).to_owned()), by: None }).into_iter().collect()
        };
        let sides = [said(&ones, alike.names.0), said(&others, alike.names.1)];
        Some(Evidence { matter: NAMES, agreement, weight, sides })
    }

    fn field(&self, (one, other): (RecordId, RecordId), name: &'static str) -> Option<Found> {
        let field = self.kind.field(name)?;
        let value = |id: RecordId| self.rows.get(&id)?.get(name);
        let (first, second) = (value(one)?, value(other)?);
        let mut agreement = compare(field, first, second)?;
        // What lies inside the other can be said of both.
        let place = |value: &Json| value.as_i64().map(RecordId);
        let places = place(first).zip(place(second)).filter(|_| of_place(field.ty));
        if agreement == Agreement::Differs && places.is_some_and(|(one, other)| self.is_around(one, other)) {
            agreement = Agreement::Fits;
        }
        let said = |id: RecordId, value: &Json| {
            vec![Said { what: What::Value(field.ty, value.clone()), by: Some((id, Some(name))) }]
        };
        Some(Found { agreement, sides: [said(one, first), said(other, second)] })
    }

    /// Whether one of two places lies inside the other.
    fn is_around(&self, one: RecordId, other: RecordId) -> bool {
        let inside = |inner, outer| self.paths.get(&inner).is_some_and(|path| path.contains(&outer));
        inside(one, other) || inside(other, one)
    }

    /// The incidents that both have a part in. Whoever is named beside the other in one report, by another name, is another.
    fn incidents(&self, (one, other): (RecordId, RecordId), same_name: bool) -> Option<Found> {
        let incident = |part: &Record<Participation>| part.fields.incident;
        let mut shared: Vec<[&Record<Participation>; 2]> = Vec::new();
        for part in self.parts.get(&one).into_iter().flatten() {
            let theirs = self.parts.get(&other).into_iter().flatten();
            let same = theirs.filter(|theirs| incident(theirs).is_some() && incident(theirs) == incident(part));
            shared.extend(same.map(|theirs| [part, theirs]).take(1));
        }
        let reports = |part: &Record<Participation>| -> BTreeSet<RecordId> {
            self.citations.get(&part.id()).into_iter().flatten().map(|citation| citation.report_id).collect()
        };
        let beside = |[part, theirs]: &[&Record<Participation>; 2]| !reports(part).is_disjoint(&reports(theirs));
        let agreement = if !same_name && shared.iter().any(beside) { Agreement::Differs } else { Agreement::Same };
        let said = |side: usize| -> Vec<Said> {
            let parts = shared.iter().take(SHOWN).filter_map(|parts| parts.get(side));
            let told = parts
                .filter_map(|part| Some(Said { what: What::Record(incident(part)?), by: Some((part.id(), None)) }));
            told.collect()
        };
        (!shared.is_empty()).then(|| Found { agreement, sides: [said(0), said(1)] })
    }

    /// Whom or what both are tied to in the same way.
    fn ties(&self, (one, other): (RecordId, RecordId)) -> Option<Found> {
        let ends = |id: RecordId| -> BTreeMap<(String, RecordId, bool), RecordId> {
            let ties = self.ties.get(&id).into_iter().flatten();
            let end = |tie: &Record<Relation>| {
                let Relation { subject, r#type, object, .. } = &tie.fields;
                let outward = *subject == Some(id);
                let far = if outward { *object } else { *subject };
                let decides = r#type == NOT_SAME || r#type == MAY_BE_SAME;
                Some(((r#type.clone(), far.filter(|_| !decides)?, outward), tie.id()))
            };
            ties.filter_map(end).collect()
        };
        let (ones, others) = (ends(one), ends(other));
        let shared: Vec<_> =
            ones.iter().filter_map(|(end, tie)| Some((end.1, *tie, *others.get(end)?))).take(SHOWN).collect();
        let said = |pick: fn(&(RecordId, RecordId, RecordId)) -> RecordId| -> Vec<Said> {
            shared.iter().map(|tie| Said { what: What::Record(tie.0), by: Some((pick(tie), None)) }).collect()
        };
        (!shared.is_empty())
            .then(|| Found { agreement: Agreement::Same, sides: [said(|tie| tie.1), said(|tie| tie.2)] })
    }

    fn places(&self, (one, other): (RecordId, RecordId)) -> Option<Found> {
        let places = |id: RecordId| -> BTreeSet<RecordId> {
            let incidents = self.parts.get(&id).into_iter().flatten().filter_map(|part| part.fields.incident);
            incidents.filter_map(|incident| self.settlements.get(&incident).copied()).collect()
        };
        let shared = places(one).intersection(&places(other)).copied().collect();
        both(&shared)
    }

    /// Whether both were taken on one day, in one place as far as that is known.
    fn taken(&self, (one, other): (RecordId, RecordId)) -> Option<Found> {
        let taken = |id: RecordId| {
            let episodes = self.episodes.get(&id).into_iter().flatten();
            episodes.filter_map(move |episode| {
                let taken = episode.taken();
                let date = taken.date.filter(|date| date.is_exact_day())?;
                Some((date.lo()?, episode.detention.fields.arrest_place, taken.said_by))
            })
        };
        let said = |(day, _, by): (Day, Option<RecordId>, (RecordId, &'static str))| {
            let date = Json::String(day.iso());
            vec![Said { what: What::Value(Type::Date, date), by: Some((by.0, Some(by.1))) }]
        };
        let pairs = taken(one).flat_map(|first| taken(other).map(move |second| (first, second)));
        let (first, second) = pairs.into_iter().find(|(first, second)| first.0 == second.0)?;
        let places = first.1.zip(second.1);
        let apart = places.is_some_and(|(one, other)| one != other && !self.is_around(one, other));
        let agreement = if apart { Agreement::Differs } else { Agreement::Same };
        Some(Found { agreement, sides: [said(first), said(second)] })
    }

    /// Whether the same people and organizations have a part in both incidents.
    fn people(&self, (one, other): (RecordId, RecordId)) -> Option<Found> {
        let people = |id: RecordId| -> BTreeSet<RecordId> {
            let parts = self.parts.get(&id).into_iter().flatten();
            parts.filter_map(|part| part.fields.person.or(part.fields.organization)).collect()
        };
        let (ones, others) = (people(one), people(other));
        if ones.is_empty() || others.is_empty() {
            return None;
        }
        let shared = ones.intersection(&others).copied().collect();
        both(&shared).or_else(|| Some(Found { agreement: Agreement::Differs, sides: [some(&ones), some(&others)] }))
    }

    /// Whether one report tells of both.
    fn reports(&self, (one, other): (RecordId, RecordId)) -> Option<Found> {
        let reports = |id: RecordId| -> BTreeSet<RecordId> {
            self.citations.get(&id).into_iter().flatten().map(|citation| citation.report_id).collect()
        };
        let shared: BTreeSet<RecordId> = reports(one).intersection(&reports(other)).copied().collect();
        both(&shared).map(|found| Found { agreement: Agreement::Differs, ..found })
    }

    fn position(&self, (one, other): (RecordId, RecordId)) -> Option<Found> {
        let position = |id: RecordId| {
            let row = self.rows.get(&id)?;
            let (latitude, longitude) = (row.get("latitude")?.as_f64()?, row.get("longitude")?.as_f64()?);
            Some(Position { latitude, longitude })
        };
        let (first, second) = (position(one)?, position(other)?);
        let agreement = match first.kilometres(second) {
            near if near < 2.0 => Agreement::Same,
            near if near < 20.0 => Agreement::Fits,
            _ => Agreement::Differs,
        };
        let said = |id: RecordId, Position { latitude, longitude }: Position| {
            vec![Said { what: What::Text(format!("{latitude}, {longitude}")), by: Some((id, Some("latitude"))) }]
        };
        Some(Found { agreement, sides: [said(one, first), said(other, second)] })
    }
}

/// What was found in one matter.
struct Found {
    agreement: Agreement,
    sides: [Vec<Said>; 2],
}

impl Found {
    fn weighed(self, matter: &Matter) -> Evidence {
        let Found { agreement, sides } = self;
        Evidence { matter: matter.name, agreement, weight: matter.weight(agreement), sides }
    }
}

fn of_place(ty: Type) -> bool {
    matches!(ty, Type::Ref(target, _) if target.admits(Kind::Place) && !target.admits(Kind::Person))
}

fn by<T, K: Hash + Eq>(rows: Vec<T>, key: impl Fn(&T) -> Option<K>) -> HashMap<K, Vec<T>> {
    let mut all: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        if let Some(key) = key(&row) {
            all.entry(key).or_default().push(row);
        }
    }
    all
}

fn some(records: &BTreeSet<RecordId>) -> Vec<Said> {
    records.iter().take(SHOWN).map(|id| Said { what: What::Record(*id), by: None }).collect()
}

/// What both have; nothing if they have nothing.
fn both(shared: &BTreeSet<RecordId>) -> Option<Found> {
    (!shared.is_empty()).then(|| Found { agreement: Agreement::Same, sides: [some(shared), some(shared)] })
}

/// What other systems call both: one identifier is one thing, two of one system are two.
fn identifiers(ones: &[ExternalId], others: &[ExternalId]) -> Option<Found> {
    let told = |id: &&ExternalId| id.scheme != FILES;
    let pairs = || ones.iter().flat_map(|one| others.iter().map(move |other| (one, other)));
    let in_one_system = |(one, other): &(&ExternalId, &ExternalId)| one.scheme == other.scheme;
    let same = pairs().filter(in_one_system).find(|(one, other)| one.value == other.value);
    let differ = || pairs().filter(|(one, _)| told(one)).find(in_one_system);
    let (one, other) = same.or_else(differ)?;
    let said = |id: &ExternalId| vec![Said { what: What::Text(format!("{}: {}", id.scheme, id.value)), by: None }];
    let agreement = if one.value == other.value { Agreement::Same } else { Agreement::Differs };
    Some(Found { agreement, sides: [said(one), said(other)] })
}

/// That the two are tied to each other: whoever is somebody's brother is somebody else.
fn tied(tx: &ReadTx<'_>, (one, other): (RecordId, RecordId)) -> Result<Option<Found>> {
    let ties = tx.ties_between(one, other)?;
    let tie = ties.into_iter().find(|(_, tie)| tie != NOT_SAME && tie != MAY_BE_SAME);
    Ok(tie.map(|(id, tie)| {
        let said = || vec![Said { what: What::Value(Type::Term("rel"), tie.clone().into()), by: Some((id, None)) }];
        Found { agreement: Agreement::Differs, sides: [said(), said()] }
    }))
}

/// Who told two reports.
fn sources(tx: &ReadTx<'_>, (one, other): (RecordId, RecordId)) -> Result<Option<Found>> {
    let of = |report: RecordId| -> Result<BTreeSet<RecordId>> {
        Ok(tx.report_sources(report)?.into_iter().map(|(source, _)| source).collect())
    };
    let (ones, others) = (of(one)?, of(other)?);
    if ones.is_empty() || others.is_empty() {
        return Ok(None);
    }
    let shared = ones.intersection(&others).copied().collect();
    let differ = || Found { agreement: Agreement::Differs, sides: [some(&ones), some(&others)] };
    Ok(Some(both(&shared).unwrap_or_else(differ)))
}
