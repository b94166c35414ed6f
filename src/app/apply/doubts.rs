//! What is asked about a change once all of it is written: whether something is there a second time, whether a report can
//! know what it is cited for, whether what comes approved has a source. What is meant is said (`accepted`).

use std::collections::HashMap;

use super::{Applier, Row, accepted, place_of, said};
use crate::app::gather::duplicate::likely_of;
use crate::domain::change::{Fault, Place, REVIEW, RecordChange, Subject};
use crate::domain::kind::attached::Attached;
use crate::domain::kind::{Kind, NOT_SAME};
use crate::domain::record::{DUPLICATE, IMPLAUSIBLE_DATE, Label, RecordId};
use crate::error::{DUPLICATE_KEY, Error, Message, Result};
use crate::pages::duplicate::Weighed;
use crate::store::{ASKED, TooEarly};

impl<'a> Applier<'a, '_> {
    pub(super) fn doubt(&mut self) -> Result<()> {
        let indexes = 0..self.change.records.len();
        let order: HashMap<RecordId, usize> =
            indexes.filter_map(|index| Some((self.records.of(index)?.0, index))).collect();
        for (index, record) in self.change.records.iter().enumerate() {
            let Some((id, kind)) = self.records.of(index) else { continue };
            let written = self.written.get(index).cloned().unwrap_or_default();
            let changed = |fields: &[&str]| written.iter().any(|name| fields.contains(name));
            let meant = accepted(record);
            // Of two in one input the second is the one too many.
            let others = match changed(kind.identity()) {
                true => self.tx.twins(kind, id, &|other| order.get(&other).is_some_and(|at| *at > index))?,
                false => Vec::new(),
            };
            match (others.first(), meant.contains(DUPLICATE)) {
                (Some((field, other)), false) => self.twice(record, field, other, None),
                (None, false) => self.namesakes((kind, id), record)?,
                (_, true) => self.told_apart((kind, id), record, &others)?,
            }
            if changed(&["date", "start", "as_of", "published"]) || self.cites(record) {
                self.too_early(kind, id, record, meant.contains(IMPLAUSIBLE_DATE))?;
            }
            self.approved_uncited(id, record)?;
        }
        Ok(())
    }

    fn twice(&mut self, record: &RecordChange, field: &str, other: &Label, evidence: Option<&Weighed>) {
        let say = Message::new(DUPLICATE_KEY).arg("ref", &other.reference).arg("name", &other.name);
        let say = if other.kind.path().is_some() { say.arg("at", other.address()) } else { say };
        let say = match evidence {
            Some(evidence) => say.arg("for", evidence.matters(true)).arg("against", evidence.matters(false)),
            None => say,
        };
        self.faults.add(Fault::of(at_field(record, field), field, say.arg("accept", DUPLICATE)));
    }

    /// Somebody who is entered may be there already, by another spelling of the name.
    fn namesakes(&mut self, (kind, id): (Kind, RecordId), record: &RecordChange) -> Result<()> {
        if !record.is_entered || !kind.has_names() {
            return Ok(());
        }
        for likely in likely_of(&self.tx.read(), kind, id, ASKED)? {
            let other = self.tx.read().label(likely.pair.1)?;
            self.twice(record, "names", &other, Some(&likely));
        }
        Ok(())
    }

    /// Of what is said to be another one that is remembered.
    fn told_apart(
        &mut self,
        (kind, id): (Kind, RecordId),
        record: &RecordChange,
        twins: &[(&'static str, Label)],
    ) -> Result<()> {
        if !record.is_entered || !kind.is_mergeable() {
            return Ok(());
        }
        let mut others: Vec<RecordId> = twins.iter().map(|(_, other)| other.id).collect();
        if kind.has_names() {
            let likely = likely_of(&self.tx.read(), kind, id, ASKED)?;
            others.extend(likely.into_iter().map(|likely| likely.pair.1));
        }
        for other in others {
            self.tx.decide(NOT_SAME, (id, other), None)?;
        }
        Ok(())
    }

    pub(super) fn too_early(&mut self, kind: Kind, id: RecordId, record: &RecordChange, is_meant: bool) -> Result<()> {
        let found = match kind {
            Kind::Report => self.tx.cites_too_early(id)?,
            _ => self.tx.cited_too_early(kind, id)?,
        };
        let Some(TooEarly { fact, happened, report, published }) = found else { return Ok(()) };
        if is_meant {
            return self.tx.with_reason().or_else(|error| match error {
                Error::Invalid(errors) => {
                    for error in errors {
                        self.faults.add(Fault::of(record.at.under(&error.field), &error.field, error.say));
                    }
                    Ok(())
                }
                other => Err(other),
            });
        }
        let named = |label: &Label| label.reference.clone();
        let say = Message::new("err-cited-before")
            .arg("report", named(&report))
            .arg("published", published.iso())
            .arg("fact", named(&fact))
            .arg("day", happened.iso())
            .arg("accept", IMPLAUSIBLE_DATE);
        let at = match kind {
            Kind::Report => at_field(record, "published"),
            _ => self.cited_at(record),
        };
        self.faults.add(Fault::of(at, "report", say));
        Ok(())
    }

    /// What comes approved rests on reports as what is approved here does: itself, and the facts that belong to it.
    fn approved_uncited(&mut self, id: RecordId, record: &RecordChange) -> Result<()> {
        let is_new = matches!(record.subject, Subject::New(_));
        if !is_new || said(&record.header, REVIEW.name) != Some("approved") {
            return Ok(());
        }
        if let Some((_, _, reference)) = self.tx.read().unsupported(id)?.into_iter().next() {
            let at = place_of(&record.header, REVIEW.name).unwrap_or_else(|| record.at.clone());
            self.faults.add(Fault::of(at, REVIEW.name, Message::new("err-uncited").arg("ref", reference)));
        }
        Ok(())
    }

    fn cites(&self, record: &RecordChange) -> bool {
        record.support.is_some() || record.rows.iter().any(|row| row.what == Attached::Citation)
    }

    /// Where the change says which report it cites.
    fn cited_at(&self, record: &RecordChange) -> Place {
        let shared = record.support.and_then(|support| self.shared.get(support)).into_iter().flatten();
        let mut rows = record.rows.iter().chain(shared.map(|Row { said, .. }| *said));
        let cited = rows.find(|row| row.what == Attached::Citation);
        let date = || {
            at_field(record, if record.fields.iter().any(|value| value.field == "start") { "start" } else { "date" })
        };
        cited.map_or_else(date, |row| place_of(&row.values, "report").unwrap_or_else(|| row.at.clone()))
    }
}

fn at_field(record: &RecordChange, field: &str) -> Place {
    place_of(&record.fields, field).unwrap_or_else(|| record.at.under(field))
}
