//! Any record in one line, with the page where it is shown: for what a report supports, and for history.

use std::collections::{BTreeSet, HashMap};

use super::dossier::references;
use crate::domain::kind::Kind;
use crate::domain::overview::{Described, Part};
use crate::domain::record::{Labels, Record, RecordId};
use crate::domain::records::{
    CustodyEvent, Detention, Fielded, Figure, IncidentLink, Note, Participation, Relation, Statement,
};
use crate::domain::timeline::DateFact;
use crate::error::Result;
use crate::store::ReadTx;

/// Describes these records. One that is not open to the reader, or whose page is not, has no description.
pub fn describe(tx: &ReadTx<'_>, ids: impl IntoIterator<Item = RecordId>) -> Result<HashMap<RecordId, Described>> {
    let ids: BTreeSet<RecordId> = ids.into_iter().collect();
    let kinds = tx.kinds(&ids.into_iter().collect::<Vec<_>>())?;
    let of = |kind: Kind| -> Vec<RecordId> { kinds.iter().filter(|(_, k)| *k == kind).map(|(id, _)| *id).collect() };

    let mut wanted: BTreeSet<RecordId> = kinds.iter().map(|(id, _)| *id).collect();
    let events = read::<CustodyEvent>(tx, &of(Kind::CustodyEvent), &mut wanted)?;
    let detentions: BTreeSet<RecordId> =
        events.iter().filter_map(|event| event.fields.detention).chain(of(Kind::Detention)).collect();
    let detentions = read::<Detention>(tx, &detentions.into_iter().collect::<Vec<_>>(), &mut wanted)?;
    let participations = read::<Participation>(tx, &of(Kind::Participation), &mut wanted)?;
    let relations = read::<Relation>(tx, &of(Kind::Relation), &mut wanted)?;
    let links = read::<IncidentLink>(tx, &of(Kind::IncidentLink), &mut wanted)?;
    let figures = read::<Figure>(tx, &of(Kind::Figure), &mut wanted)?;
    let statements = read::<Statement>(tx, &of(Kind::Statement), &mut wanted)?;
    let notes = read::<Note>(tx, &of(Kind::Note), &mut wanted)?;
    let labels = tx.labels(&wanted.into_iter().collect::<Vec<_>>())?;

    let mut described = HashMap::new();
    for (id, kind) in &kinds {
        if kind.path().is_some()
            && let Some(label) = labels.get(id)
        {
            let parts = vec![Part::Record(label.clone())];
            described.insert(*id, Described { kind: *kind, parts, certainty: None, page: label.clone() });
        }
    }
    let mut line = Lines { labels: &labels, into: &mut described };
    let by_id: HashMap<RecordId, &Record<Detention>> = detentions.iter().map(|d| (d.id(), d)).collect();
    participations.iter().for_each(|row| line.participation(row));
    relations.iter().for_each(|row| line.relation(row));
    links.iter().for_each(|row| line.incident_link(row));
    events.iter().for_each(|row| line.custody_event(row, &by_id));
    figures.iter().for_each(|row| line.figure(row));
    statements.iter().for_each(|row| line.statement(row));
    notes.iter().for_each(|row| line.note(row));
    Ok(described)
}

/// Reads rows, and notes what they refer to.
fn read<T: Fielded>(tx: &ReadTx<'_>, ids: &[RecordId], wanted: &mut BTreeSet<RecordId>) -> Result<Vec<Record<T>>> {
    let rows = tx.many::<T>(ids)?;
    rows.iter().try_for_each(|row| references(row, wanted))?;
    Ok(rows)
}

struct Lines<'a> {
    labels: &'a Labels,
    into: &'a mut HashMap<RecordId, Described>,
}

impl Lines<'_> {
    fn record(&self, id: Option<RecordId>) -> Option<Part> {
        id.and_then(|id| self.labels.get(&id)).cloned().map(Part::Record)
    }

    /// Keeps a description, unless the page it leads to is not open. Absent parts take their mark with them.
    fn keep<T: Fielded>(
        &mut self,
        row: &Record<T>,
        page: Option<RecordId>,
        certainty: Option<&str>,
        parts: Vec<(&'static str, Option<Part>)>,
    ) {
        let Some(page) = page.and_then(|page| self.labels.get(&page)).cloned() else { return };
        let mut line = Vec::new();
        for (mark, part) in parts {
            if let Some(part) = part {
                if !line.is_empty() {
                    line.push(Part::Mark(mark));
                }
                line.push(part);
            }
        }
        let certainty = certainty.map(str::to_owned);
        self.into.insert(row.id(), Described { kind: T::KIND, parts: line, certainty, page });
    }

    fn participation(&mut self, row: &Record<Participation>) {
        let Participation { incident, person, organization, role, act, certainty, .. } = &row.fields;
        let parts = vec![
            ("", self.record(person.or(*organization))),
            (", ", Some(Part::Term(role.clone()))),
            (", ", act.clone().map(Part::Term)),
            (": ", self.record(*incident)),
        ];
        self.keep(row, *incident, Some(certainty), parts);
    }

    fn relation(&mut self, row: &Record<Relation>) {
        let Relation { subject, r#type, object, certainty, .. } = &row.fields;
        let parts =
            vec![("", self.record(*subject)), (" · ", Some(Part::Term(r#type.clone()))), (" · ", self.record(*object))];
        self.keep(row, *subject, Some(certainty), parts);
    }

    fn incident_link(&mut self, row: &Record<IncidentLink>) {
        let IncidentLink { from_incident, r#type, to_incident, certainty, .. } = &row.fields;
        let parts = vec![
            ("", self.record(*from_incident)),
            (" · ", Some(Part::Word("incident-link", r#type.clone()))),
            (" · ", self.record(*to_incident)),
        ];
        self.keep(row, *from_incident, Some(certainty), parts);
    }

    fn custody_event(&mut self, row: &Record<CustodyEvent>, detentions: &HashMap<RecordId, &Record<Detention>>) {
        let event = &row.fields;
        let person = event.detention.and_then(|id| detentions.get(&id)).and_then(|detention| detention.fields.person);
        let date =
            DateFact { date: event.date.clone(), basis: event.date_basis.clone(), part: event.date_part.clone() };
        let parts = vec![
            ("", Some(Part::Term(event.r#type.clone()))),
            (": ", self.record(person)),
            (", ", Some(Part::Date(date))),
        ];
        self.keep(row, event.detention, Some(&event.certainty), parts);
    }

    fn figure(&mut self, row: &Record<Figure>) {
        let figure = &row.fields;
        let parts = vec![
            ("", Some(Part::Term(figure.measure.clone()))),
            (": ", Some(Part::Figure(Box::new(figure.clone())))),
            (", ", self.record(figure.about)),
        ];
        self.keep(row, figure.about, None, parts);
    }

    fn statement(&mut self, row: &Record<Statement>) {
        let Statement { incident, person, organization, form, text, lang, direct, .. } = &row.fields;
        let words = if *direct { Part::Quote } else { Part::Text };
        let parts = vec![
            ("", Some(Part::Word("form", form.clone()))),
            (": ", Some(words(text.clone(), lang.clone()))),
            (", ", self.record(person.or(*organization))),
            (", ", self.record(*incident)),
        ];
        self.keep(row, incident.or(*person).or(*organization), None, parts);
    }

    fn note(&mut self, row: &Record<Note>) {
        let parts = vec![("", Some(Part::Text(row.fields.text.clone(), None))), (", ", self.record(row.fields.about))];
        self.keep(row, row.fields.about, None, parts);
    }
}
