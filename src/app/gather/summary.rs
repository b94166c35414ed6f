//! Any record in one line, with the page where it is shown: for what a report supports, and for history.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value as Json;

use crate::app::gather::dossier::references;
use crate::domain::kind::{CustodyEvent, Detention, Figure, IncidentLink, Note, Participation, Relation, Statement};
use crate::domain::kind::{Kind, Reference, Type};
use crate::domain::record::{Labels, Record, RecordId, Values};
use crate::domain::timeline::DateFact;
use crate::error::Result;
use crate::pages::history::ShownValue;
use crate::pages::summary::{Part, RecordSummary};
use crate::store::ReadTx;

/// Describes these records. One that is not open to the reader, or whose page is not, has no description.
pub fn describe(tx: &ReadTx<'_>, ids: impl IntoIterator<Item = RecordId>) -> Result<HashMap<RecordId, RecordSummary>> {
    let ids: BTreeSet<RecordId> = ids.into_iter().collect();
    let kinds = tx.kinds(&ids.into_iter().collect::<Vec<_>>())?;
    let of = |kind: Kind| -> Vec<RecordId> { kinds.iter().filter(|(_, k)| *k == kind).map(|(id, _)| *id).collect() };

    let mut wanted: BTreeSet<RecordId> = kinds.iter().map(|(id, _)| *id).collect();
    let mut rows: Vec<Record<Values>> = Vec::new();
    for kind in Kind::ALL.into_iter().filter(|kind| kind.path().is_none()) {
        rows.extend(tx.any_many(kind, &of(kind))?);
    }
    let mut detentions: BTreeSet<RecordId> = of(Kind::Detention).into_iter().collect();
    for row in &rows {
        references(row, &mut wanted)?;
        detentions.extend(row.fields.get("detention").and_then(Json::as_i64).map(RecordId));
    }
    let detentions = tx.get_many::<Detention>(&detentions.into_iter().collect::<Vec<_>>())?;
    detentions.iter().try_for_each(|row| references(row, &mut wanted))?;
    let labels = tx.labels(&wanted.into_iter().collect::<Vec<_>>())?;

    let mut described = HashMap::new();
    for (id, kind) in &kinds {
        if kind.path().is_some()
            && let Some(label) = labels.get(id)
        {
            let parts = vec![Part::Record(label.clone())];
            described.insert(*id, RecordSummary { kind: *kind, parts, certainty: None, page: label.clone() });
        }
    }
    let mut line = Lines { labels: &labels, into: &mut described };
    let by_id: HashMap<RecordId, &Record<Detention>> = detentions.iter().map(|d| (d.id(), d)).collect();
    for row in rows {
        match row.header.kind {
            Kind::Participation => line.participation(&row.typed()?),
            Kind::Relation => line.relation(&row.typed()?),
            Kind::IncidentLink => line.incident_link(&row.typed()?),
            Kind::CustodyEvent => line.custody_event(&row.typed()?, &by_id),
            Kind::Figure => line.figure(&row.typed()?),
            Kind::Statement => line.statement(&row.typed()?),
            Kind::Note => line.note(&row.typed()?),
            _ => line.other(&row),
        }
    }
    Ok(described)
}

struct Lines<'a> {
    labels: &'a Labels,
    into: &'a mut HashMap<RecordId, RecordSummary>,
}

impl Lines<'_> {
    fn record(&self, id: Option<RecordId>) -> Option<Part> {
        id.and_then(|id| self.labels.get(&id)).cloned().map(Part::Record)
    }

    /// Keeps a description, unless the page it leads to is not open. Absent parts take their mark with them.
    fn keep<T>(
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
        self.into.insert(row.id(), RecordSummary { kind: row.header.kind, parts: line, certainty, page });
    }

    /// What a row of any kind says, by its specification: its words, then what it refers to.
    fn other(&mut self, row: &Record<Values>) {
        let kind = row.header.kind;
        let (mut parts, mut links, mut page) =
            (vec![("", Some(Part::Word("kind", kind.table().to_owned())))], Vec::new(), None);
        for field in kind.fields() {
            let Some(value) = row.fields.get(field.name).filter(|value| !field.is_default(value)) else { continue };
            let part = match (field.ty, ShownValue::of(Some(field.ty), value, self.labels)) {
                (Type::Ref(_, tie), Some(ShownValue::Record(label))) => {
                    page = page.or((tie == Reference::Owned).then_some(label.id));
                    links.push((", ", Some(Part::Record(label))));
                    continue;
                }
                (_, Some(ShownValue::Term(code))) => Part::Term(code),
                (_, Some(ShownValue::Text(text) | ShownValue::Code(_, text))) => Part::Text(text, None),
                (_, Some(ShownValue::Date(date))) => {
                    Part::Date(DateFact { date: Some(date), basis: "stated".to_owned(), part: None })
                }
                _ => continue,
            };
            parts.push((if parts.len() == 1 { ": " } else { ", " }, Some(part)));
        }
        parts.extend(links);
        self.keep(row, page, None, parts);
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
        let date = DateFact::from(event);
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
