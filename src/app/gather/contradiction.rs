//! Gathering contradictions: a page of them, and one side to be preferred.

use crate::app::gather::summary::describe;
use crate::domain::citation::contradiction::{Contradiction, On};
use crate::domain::citation::{CONTRADICTS, Citation, DIFFERS, SUPPORTS};
use crate::domain::kind::{CustodyEvent, Field, Figure, Kind, Type};
use crate::domain::query::place::RowPlace;
use crate::domain::record::{Record, RecordId};
use crate::error::{Error, Result};
use crate::index::Answers;
use crate::pages::contradiction::{
    Contradicted, ContradictionLine, ContradictionList, Listed, Preference, Says, Side, StepSaid,
};
use crate::pages::history::ShownValue;
use crate::store::ReadTx;

/// Contradictions on a page: each is a table of its own.
const LINES: usize = 25;

/// A page of the contradictions behind a place in their order. `cursor` says how a place is written in an address.
pub fn gather(
    answers: &Answers<'_>,
    listed: Listed,
    after: Option<RowPlace>,
    cursor: impl Fn(&RowPlace) -> Result<String>,
) -> Result<ContradictionList> {
    let tx = answers.tables();
    let (decided, open): (Vec<_>, Vec<_>) = answers.contradictions()?.into_iter().partition(|found| found.is_decided);
    let counts = (open.len(), decided.len());
    let all = if listed == Listed::Open { open } else { decided };
    let behind = |found: &Contradiction| after.is_none_or(|place| found.id < place.id.0);
    let mut shown: Vec<Contradiction> = all.into_iter().filter(behind).take(LINES + 1).collect();
    let more = shown.len() > LINES;
    shown.truncate(LINES);
    let next = match shown.last() {
        Some(last) if more => Some(cursor(&RowPlace { day: 0, id: RecordId(last.id) })?),
        _ => None,
    };
    let lines = shown.iter().map(|found| line(tx, found)).collect::<Result<Vec<_>>>()?;
    Ok(ContradictionList {
        listed,
        open: counts.0,
        decided: counts.1,
        lines: lines.into_iter().flatten().collect(),
        next,
        continued: after.is_some(),
    })
}

fn line(tx: &ReadTx<'_>, found: &Contradiction) -> Result<Option<ContradictionLine>> {
    let Some(about) = describe(tx, [found.about])?.remove(&found.about) else { return Ok(None) };
    let record = tx.label(found.about)?;
    let (what, sides) = match &found.on {
        On::Fact { field, citations } => {
            let citations = tx.citations_in(citations)?;
            let what = field.map_or(Contradicted::Whole, |field| Contradicted::Field(about.kind, field));
            (what, sides_of(tx, (found.about, about.kind), *field, citations)?)
        }
        On::Figures(ids) => {
            let figures = tx.get_many::<Figure>(ids)?;
            let measure = figures.first().map(|figure| figure.fields.measure.clone()).unwrap_or_default();
            let sides = sides(tx, figures, |figure| {
                let says = Says::Figure(Box::new(figure.fields.clone()), figure.header.reference.clone());
                (says, figure.fields.preferred)
            })?;
            (Contradicted::Measure(measure), sides)
        }
        On::Steps(ids) => {
            let steps = tx.get_many::<CustodyEvent>(ids)?;
            let step = steps.first().map(|step| step.fields.r#type.clone()).unwrap_or_default();
            (Contradicted::Step(step), sides(tx, steps, said)?)
        }
        On::Custody(ids) => (Contradicted::Custody, sides(tx, tx.get_many::<CustodyEvent>(ids)?, said)?),
    };
    Ok(Some(ContradictionLine { about, record, is_decided: found.is_decided, what, sides }))
}

fn said(step: &Record<CustodyEvent>) -> (Says, bool) {
    let CustodyEvent { r#type, date, sentence, .. } = &step.fields;
    let (reference, code) = (step.header.reference.clone(), r#type.clone());
    (Says::Step(StepSaid { reference, code, date: date.clone(), sentence: sentence.clone() }), false)
}

/// What is cited for a fact, side by side: what the record says first.
fn sides_of(
    tx: &ReadTx<'_>,
    record: (RecordId, Kind),
    field: Option<&'static Field>,
    citations: Vec<Citation>,
) -> Result<Vec<Side>> {
    let now = field.map(|field| stored(tx, record, field)).transpose()?.flatten();
    let so = now.map_or(Says::So, Says::Value);
    let mut sides = vec![Side { says: so, citations: Vec::new(), in_force: true, preferred: false }];
    if citations.iter().all(|citation| citation.stance != SUPPORTS) {
        // What supports the record as a whole is all that there is for a field of it, and the other way round.
        let whole = tx.citations(&[record.0])?.into_iter();
        let whole = whole.filter(|c| (field.is_none() || c.field.is_none()) && c.stance == SUPPORTS);
        sides.iter_mut().for_each(|side| side.citations.extend(whole.clone()));
    }
    for citation in citations {
        let key = |citation: &Citation| {
            (citation.stance.clone(), citation.gives.clone(), citation.gives_record.as_ref().map(|label| label.id))
        };
        let preferred = citation.preferred;
        let side = match citation.stance.as_str() {
            DIFFERS | CONTRADICTS => {
                let same = |side: &&mut Side| side.citations.first().is_some_and(|first| key(first) == key(&citation));
                match sides.iter_mut().skip(1).find(same) {
                    Some(side) => Some(side),
                    None => {
                        let says = ShownValue::given_by(&citation).map_or(Says::NotSo, Says::Value);
                        sides.push(Side { says, citations: Vec::new(), in_force: false, preferred: false });
                        sides.last_mut()
                    }
                }
            }
            _ => sides.first_mut(),
        };
        if let Some(side) = side {
            side.preferred |= preferred;
            side.citations.push(citation);
        }
    }
    Ok(sides)
}

/// Records that are a side each.
fn sides<T>(tx: &ReadTx<'_>, records: Vec<Record<T>>, says: impl Fn(&Record<T>) -> (Says, bool)) -> Result<Vec<Side>> {
    let citations = tx.citations(&records.iter().map(Record::id).collect::<Vec<_>>())?;
    let side = |record: &Record<T>| {
        let cited = citations.iter().filter(|citation| citation.record == record.id()).cloned().collect();
        let (says, preferred) = says(record);
        Side { says, citations: cited, in_force: false, preferred }
    };
    Ok(records.iter().map(side).collect())
}

/// What a record says in a field now.
fn stored(tx: &ReadTx<'_>, (id, kind): (RecordId, Kind), field: &'static Field) -> Result<Option<ShownValue>> {
    let (_, values) = tx.get_untyped(kind, id)?;
    let Some(value) = values.get(field.name) else { return Ok(None) };
    let target = match field.ty {
        Type::Ref(..) => value.as_i64().map(RecordId),
        _ => None,
    };
    let labels = tx.labels(&target.into_iter().collect::<Vec<_>>())?;
    Ok(ShownValue::of(Some(field.ty), value, &labels))
}

/// One citation, with what it is for.
pub fn preference(tx: &ReadTx<'_>, citation: i64) -> Result<Preference> {
    let citation = tx.citations_in(&[citation])?.pop().ok_or(Error::NotFound)?;
    let field = citation.field.as_deref().and_then(|name| citation.kind.field(name));
    let record = (citation.record, citation.kind);
    Ok(Preference {
        about: tx.label(citation.record)?,
        now: field.map(|field| stored(tx, record, field)).transpose()?.flatten(),
        field: field.map(|field| (citation.kind, field)),
        version: tx.get_untyped(citation.kind, citation.record)?.0.version,
        citation,
    })
}
