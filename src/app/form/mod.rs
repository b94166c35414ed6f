//! Records through forms: what a form shows of a record, and what a form wants written.
//!
//! Driven by the descriptors in `domain::kind` and `domain::attached`: a new field or kind needs nothing here.

use chrono::{Datelike, Local};

use crate::app::apply::{Resolution, apply, resolve_reference};
use crate::domain::change::Content;
use crate::domain::form_data::FormData;
use crate::domain::kind::{Field, Kind, Report, Target, Type};
use crate::domain::record::RecordId;
use crate::domain::time::{Anchor, Day};
use crate::error::{Error, Result};
use crate::read::form::{Reader, faulty};
use crate::store::{ReadTx, WriteTx};

/// A form as it is shown.
mod build;
/// What tells a record from its namesakes.
mod context;
/// What is offered instead of what was typed.
mod offered;
/// A stored record as its form is filled with it.
mod stored;

pub use build::{Extent, build_fields, build_form, build_rows};
pub use context::{context, from_gazetteer, with_context};
pub use offered::take_offered;
pub use stored::{FormLink, stored};

/// What a reference of a form means.
pub fn resolve_typed(tx: &ReadTx<'_>, target: Target, name: &str, typed: &FormData) -> Result<Resolution> {
    resolve_reference(tx, target, typed.get(name), typed.picked(name))
}

/// What a reference points at, of a field that is one.
pub fn target(field: &Field) -> Option<Target> {
    match field.ty {
        Type::Ref(target, _) => Some(target),
        _ => None,
    }
}

/// What the dates of a form are counted from: the day of the report that it cites, or today where it cites none.
pub fn anchor(tx: &ReadTx<'_>, typed: &FormData) -> Result<Option<Anchor>> {
    const CITED: &str = "citations.0.report";
    match resolve_typed(tx, Target::One(Kind::Report), CITED, typed)? {
        Resolution::Record(label) => day_of_report(tx, label.id),
        Resolution::Nothing => Ok(today()),
        // Which report it is, is still open.
        Resolution::New | Resolution::Listed(_) | Resolution::Open(_) => Ok(None),
    }
}

pub fn today() -> Option<Anchor> {
    let today = Local::now().date_naive();
    let today = Day::from_ymd(today.year(), today.month(), today.day());
    today.map(|day| Anchor { day, is_exact: true, of_report: false })
}

/// The day of a report, if it has one.
pub fn day_of_report(tx: &ReadTx<'_>, report: RecordId) -> Result<Option<Anchor>> {
    let published = tx.get::<Report>(report)?.and_then(|report| report.fields.published);
    Ok(published.and_then(|date| Some(Anchor { day: date.hi()?, is_exact: date.is_exact_day(), of_report: true })))
}

/// What a form wrote: the records of its change, in their order.
pub struct Written<'t> {
    reader: Reader<'t>,
    typed: &'t FormData,
    records: Vec<RecordId>,
}

/// Writes what a form wants written. Faults are told under the names of the form, in its order.
pub fn write<'t>(tx: &mut WriteTx<'_>, typed: &'t FormData, reader: Reader<'t>) -> Result<Written<'t>> {
    let records = apply(tx, &reader.change)?.map_err(|faults| faulty(typed, faults))?;
    Ok(Written { reader, typed, records })
}

impl Written<'_> {
    /// One of the records, by its number in the change.
    pub fn record(&self, number: usize) -> Result<RecordId> {
        self.records.get(number).copied().ok_or_else(|| Error::internal("a form without fault left a record out"))
    }

    /// The last of them: the one that the others were made for.
    pub fn last(&self) -> Result<RecordId> {
        self.record(self.records.len().wrapping_sub(1))
    }

    /// What the citations that support something say in a field.
    pub fn supporting(&self, support: Option<usize>, field: &str) -> Option<&Content> {
        self.reader.supporting(support, field).map(|value| &value.content)
    }

    /// The record that a reference of the form led to, or that was made of it.
    pub fn referred(&self, tx: &ReadTx<'_>, target: Target, name: &str) -> Result<Option<RecordId>> {
        Ok(match resolve_typed(tx, target, name, self.typed)? {
            Resolution::Record(label) => Some(label.id),
            Resolution::New => {
                let made = self.reader.change.records.iter().position(|record| record.name.as_deref() == Some(name));
                made.and_then(|number| self.records.get(number)).copied()
            }
            Resolution::Nothing | Resolution::Listed(_) | Resolution::Open(_) => None,
        })
    }
}
