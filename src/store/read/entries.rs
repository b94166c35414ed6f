//! What lines of the timeline print, read for many lines at once: one query per kind of record, however many there are.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::domain::citation::Citation;
use crate::domain::kind::{CustodyEvent, Detention, Figure, Incident, Participation};
use crate::domain::record::{Labels, RecordId};
use crate::domain::timeline::{Entry, Party, PlaceOf, Step, What};
use crate::error::Result;
use crate::store::ReadTx;
use crate::store::read::known::Known;
use crate::store::read::row::Stated;
use crate::store::read::timeline::{Line, Lines, Records};

impl ReadTx<'_> {
    /// Everything that a page of lines prints.
    pub fn entries(&self, lines: &[Line]) -> Result<Vec<Entry>> {
        let lines: Vec<Records<'_>> = lines.iter().map(Line::records).collect();
        let mut known = Known::of(self);
        let mut details = self.details(&lines, &mut known)?;
        Ok(lines.into_iter().filter_map(|line| details.entry(line, &known)).collect())
    }

    /// The same line by line, of so many lines read at once.
    pub fn each_entry(&self, lines: &Lines, at_once: usize, mut each: impl FnMut(Entry) -> Result<()>) -> Result<()> {
        let (mut known, mut lines) = (Known::of(self), lines.iter());
        loop {
            let some: Vec<Records<'_>> = lines.by_ref().take(at_once).collect();
            if some.is_empty() {
                return Ok(());
            }
            known.make_room();
            let mut details = self.details(&some, &mut known)?;
            some.into_iter().filter_map(|line| details.entry(line, &known)).try_for_each(&mut each)?;
        }
    }

    /// Reads everything the lines print, in one query per kind of record.
    fn details(&self, lines: &[Records<'_>], known: &mut Known) -> Result<Details> {
        let of = |incidents: bool| -> Vec<RecordId> {
            let of_kind = lines.iter().filter(|line| line.is_incident == incidents);
            of_kind.flat_map(|line| line.ids.iter().copied()).collect()
        };
        let (incidents, events) = (of(true), of(false));
        let mut details = Details {
            incidents: by_id(self.stated_of(&incidents)?),
            events: by_id(self.stated_of(&events)?),
            event_places: self.entry_places(&events)?,
            ..Details::default()
        };
        let detentions: Vec<RecordId> = details.events.values().filter_map(|event| event.fields.detention).collect();
        details.detentions = by_id(self.stated_of(&detentions)?);
        let around = details.detentions.values().filter_map(|detention| detention.fields.incident);
        let around: BTreeSet<RecordId> = around.filter(|id| !details.incidents.contains_key(id)).collect();
        details.incidents.extend(by_id(self.stated_of(&around.into_iter().collect::<Vec<_>>())?));
        let participations = self.stated_referencing::<Participation>("incident", &incidents)?;
        let figures = self.stated_referencing::<Figure>("about", &incidents)?;

        let of_incidents = participations.iter().map(|part| part.id).chain(figures.iter().map(|figure| figure.id));
        let cited: Vec<RecordId> = incidents.iter().chain(&events).copied().chain(of_incidents).collect();
        for citation in self.citations_of(&cited, known)? {
            details.citations.entry(citation.record).or_default().push(citation);
        }
        let parties = participations.iter().flat_map(|part| [part.fields.person, part.fields.organization]);
        let held = details.detentions.values().map(|detention| detention.fields.person);
        let groups = figures.iter().map(|figure| figure.fields.group);
        known.learn(self, parties.chain(held).chain(groups).flatten())?;
        let places = details.incidents.values().filter_map(|incident| incident.fields.place);
        known.learn_places(self, places.chain(details.event_places.values().map(|(place, _)| *place)))?;
        for part in participations {
            if let Some(incident) = part.fields.incident {
                details.participations.entry(incident).or_default().push(part);
            }
        }
        for figure in figures {
            if let Some(about) = figure.fields.about {
                details.figures.entry(about).or_default().push(figure);
            }
        }
        Ok(details)
    }
}

/// Everything read for some lines, apart from what many lines name.
#[derive(Default)]
struct Details {
    incidents: HashMap<RecordId, Stated<Incident>>,
    events: HashMap<RecordId, Stated<CustodyEvent>>,
    detentions: HashMap<RecordId, Stated<Detention>>,
    /// Where a step counts, and whose place it is.
    event_places: HashMap<RecordId, (RecordId, PlaceOf)>,
    participations: HashMap<RecordId, Vec<Stated<Participation>>>,
    figures: HashMap<RecordId, Vec<Stated<Figure>>>,
    citations: HashMap<RecordId, Vec<Citation>>,
}

impl Details {
    /// What one line prints. What belongs to it alone is taken out.
    fn entry(&mut self, line: Records<'_>, known: &Known) -> Option<Entry> {
        if line.is_incident { self.incident(line, known) } else { self.custody(line, known) }
    }

    fn incident(&mut self, line: Records<'_>, known: &Known) -> Option<Entry> {
        let id = *line.ids.first()?;
        let participations = self.participations.remove(&id).unwrap_or_default();
        let figures = self.figures.remove(&id).unwrap_or_default();
        let of_it = figures.iter().map(|figure| figure.id).chain(participations.iter().map(|part| part.id));
        let cited: HashSet<RecordId> =
            participations.iter().map(|part| part.id).filter(|id| self.is_cited(*id)).collect();
        let citations = self.cited([id].into_iter().chain(of_it));
        let stated = self.incidents.get(&id)?;
        let incident = &stated.fields;
        let party = |part: &Stated<Participation>, who: Option<RecordId>| {
            Some(Party {
                who: known.label(who?)?.clone(),
                said_by: part.id,
                role: Some(part.fields.role.clone()),
                certainty: part.fields.certainty.clone(),
                cited: cited.contains(&part.id),
            })
        };
        let disputed = [(id, stated.is_disputed)].into_iter();
        let disputed = disputed.chain(figures.iter().map(|figure| (figure.id, figure.is_disputed)));
        let disputed = disputed.chain(participations.iter().map(|part| (part.id, part.is_disputed)));
        let (place, place_path) = known.place(incident.place, incident.date.as_ref());
        let label = stated.label(&incident.title);
        Some(Entry {
            members: vec![label.clone()],
            label,
            what: What::Incident { time_note: incident.time_note.clone(), summary: incident.summary.clone() },
            r#type: incident.r#type.clone(),
            date: incident.into(),
            point: incident.place.and_then(|place| known.point(place)),
            place,
            place_path,
            place_basis: incident.place_basis.clone(),
            place_of: PlaceOf::Own,
            people: participations.iter().filter_map(|part| party(part, part.fields.person)).collect(),
            organizations: participations.iter().filter_map(|part| party(part, part.fields.organization)).collect(),
            citations,
            disputed: disputed.filter_map(|(id, is_disputed)| is_disputed.then_some(id)).collect(),
            groups: figures
                .iter()
                .filter_map(|figure| known.label(figure.fields.group?))
                .map(|label| (label.id, label.clone()))
                .collect(),
            figures: figures.into_iter().map(|figure| (figure.id, figure.fields)).collect(),
        })
    }

    fn custody(&mut self, line: Records<'_>, known: &Known) -> Option<Entry> {
        let first = *line.ids.first()?;
        let cited: HashSet<RecordId> = line.ids.iter().copied().filter(|id| self.is_cited(*id)).collect();
        let citations = self.cited([first].into_iter());
        let first = self.events.get(&first)?;
        let event = &first.fields;
        let detention = &self.detentions.get(&event.detention?)?.fields;
        let steps = || line.ids.iter().filter_map(|id| self.events.get(id));
        let person = |step: &Stated<CustodyEvent>| {
            let detention = self.detentions.get(&step.fields.detention?)?;
            Some(Party {
                who: known.label(detention.fields.person?)?.clone(),
                said_by: step.id,
                role: None,
                certainty: "stated".to_owned(),
                cited: cited.contains(&step.id),
            })
        };
        let (place_id, place_of) = self.event_places.get(&first.id).copied().unzip();
        let place_of = place_of.unwrap_or_default();
        let incident = detention.incident.and_then(|id| self.incidents.get(&id));
        let (place, place_path) = known.place(place_id, event.date.as_ref());
        // A step has no name but its ref.
        let called = |step: &Stated<CustodyEvent>| step.label(&step.reference);
        Some(Entry {
            label: called(first),
            members: steps().map(called).collect(),
            what: What::Custody(Box::new(Step {
                status: event.status_after,
                certainty: event.certainty.clone(),
                note: event.note.clone(),
                law: event.law.clone(),
                article: event.article.clone(),
                verdict: event.verdict.clone(),
                sentence: event.sentence.clone(),
                fine: event.fine_amount.zip(event.fine_currency.clone()),
                incident: incident.map(|incident| incident.label(&incident.fields.title)),
            })),
            r#type: event.r#type.clone(),
            date: event.into(),
            point: place_id.and_then(|place| known.point(place)),
            place,
            place_path,
            place_basis: incident
                .filter(|_| place_of == PlaceOf::Incident)
                .map_or(&event.place_basis, |incident| &incident.fields.place_basis)
                .clone(),
            place_of,
            people: steps().filter_map(person).collect(),
            organizations: Vec::new(),
            figures: Vec::new(),
            groups: Labels::new(),
            citations,
            disputed: steps().filter(|step| step.is_disputed).map(|step| step.id).collect(),
        })
    }

    fn is_cited(&self, id: RecordId) -> bool {
        self.citations.get(&id).is_some_and(|cited| cited.iter().any(|citation| citation.backs()))
    }

    fn cited(&mut self, ids: impl Iterator<Item = RecordId>) -> Vec<Citation> {
        ids.filter_map(|id| self.citations.remove(&id)).flatten().collect()
    }
}

fn by_id<T>(records: Vec<Stated<T>>) -> HashMap<RecordId, Stated<T>> {
    records.into_iter().map(|record| (record.id, record)).collect()
}
