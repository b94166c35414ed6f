//! The record made of what was typed: its fields, what is attached to it, and the records made in passing.

use std::collections::BTreeSet;

use super::{Meant, meant, target, under_new, under_row};
use crate::domain::attached::{self, fields_of, lists};
use crate::domain::change::Content;
use crate::domain::count;
use crate::domain::input::{clean, from_text};
use crate::domain::kind::{Field, Kind, Target, Type};
use crate::domain::name::Name;
use crate::domain::record::{ACCEPTABLE, Draft, Fields, RecordId, RecordKey, Revision, Sensitivity, Value};
use crate::domain::records::CustodyEvent;
use crate::domain::source::NewCitation;
use crate::domain::typed::Typed;
use crate::error::{Error, FieldError, Result, Say};
use crate::store::WriteTx;

/// One save of a form. It goes on after a fault, so that all of them are told at once; `finish` then refuses, and the
/// transaction takes everything back.
pub struct Saving<'s, 'w> {
    pub tx: &'s mut WriteTx<'w>,
    typed: &'s Typed,
    errors: Vec<FieldError>,
    /// What supports the facts that are made in passing.
    support: Vec<NewCitation>,
    sensitivity: Sensitivity,
    compartment: Option<(i64, String)>,
    accepted: BTreeSet<&'static str>,
}

impl<'s, 'w> Saving<'s, 'w> {
    pub fn new(tx: &'s mut WriteTx<'w>, typed: &'s Typed) -> Result<Self> {
        let sensitivity = Sensitivity::parse(typed.get("sensitivity")).unwrap_or(Sensitivity::Internal);
        let wanted = typed.get("compartment");
        let compartment = tx.read().compartments()?.into_iter().find(|(_, name)| name == wanted);
        // A warning is meant for a reason of its own; without one it stands.
        let why = ["accepted_reason", "reason"].into_iter().any(|field| !typed.get(field).trim().is_empty());
        let accepted =
            ACCEPTABLE.iter().copied().filter(|warning| why && typed.all("accepted").any(|said| said == *warning));
        let accepted = accepted.collect();
        Ok(Saving { tx, typed, errors: Vec::new(), support: Vec::new(), sensitivity, compartment, accepted })
    }

    /// Refuses if anything was wrong, and tells it in the order of the form.
    pub fn finish(mut self) -> Result<()> {
        self.errors.sort_by_key(|error| self.typed.place(&error.field));
        if self.errors.is_empty() { Ok(()) } else { Err(Error::Invalid(self.errors)) }
    }

    /// The first thing wrong with a field is said, and no other.
    pub fn fault(&mut self, field: impl Into<String>, say: Say) {
        let field = field.into();
        if self.errors.iter().all(|error| error.field != field) {
            self.errors.push(FieldError { field, say });
        }
    }

    /// Takes over what the write path refused, under the names of the form.
    pub fn taken<T>(&mut self, prefix: &str, done: Result<T>) -> Result<Option<T>> {
        self.taken_as(|field| format!("{prefix}{field}"), done)
    }

    /// The same, where the form has other names for fields.
    pub fn taken_as<T>(&mut self, name: impl Fn(&str) -> String, done: Result<T>) -> Result<Option<T>> {
        match done {
            Ok(done) => Ok(Some(done)),
            Err(Error::Invalid(errors)) => {
                for error in errors {
                    self.fault(name(&error.field), error.say);
                }
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Facts made from here on are supported by these.
    pub fn support(&mut self, citations: &[NewCitation]) {
        self.support = citations.to_vec();
    }

    /// Creates the record whose fields stand under `prefix`, with its names and sources, supported by `citations` if it
    /// is a fact. Nothing if a fault was found.
    pub fn create(&mut self, kind: Kind, prefix: &str, citations: &[NewCitation]) -> Result<Option<RecordId>> {
        let fields = self.fields(kind, prefix)?;
        let names = if kind.has_names() { self.names(prefix)? } else { Vec::new() };
        if kind.has_names() && !names.iter().any(|(_, name)| name.kind == "primary") {
            self.fault(format!("{prefix}names.0.text"), Say::new("err-required"));
        }
        let sources = if kind == Kind::Report { self.sources(prefix)? } else { Vec::new() };
        let id = self.create_with(kind, prefix, fields, citations)?;
        let Some(id) = id else { return Ok(None) };
        self.add(id, names, sources)?;
        Ok(Some(id))
    }

    /// Adds the new names and sources of the form to a record, and changes or takes away those that it shows.
    pub fn attach(&mut self, kind: Kind, id: RecordId) -> Result<()> {
        let (_, stored) = super::stored(&self.tx.read(), kind, id)?;
        for (list, _) in lists(kind) {
            for number in 0..self.typed.rows(list) {
                self.attached(id, list, number, &stored)?;
            }
        }
        let names = if kind.has_names() { self.names("")? } else { Vec::new() };
        let sources = if kind == Kind::Report { self.sources("")? } else { Vec::new() };
        self.add(id, names, sources)
    }

    fn add(
        &mut self,
        id: RecordId,
        names: Vec<(String, Name)>,
        sources: Vec<(String, (RecordId, String))>,
    ) -> Result<()> {
        for (at, name) in names {
            let done = self.tx.add_name(id, &name);
            self.taken(&at, done)?;
        }
        for (at, (source, role)) in sources {
            let done = self.tx.add_report_source(id, source, &role);
            self.taken(&at, done)?;
        }
        Ok(())
    }

    /// Creates a record of fields that were put together elsewhere; faults are told under `prefix`.
    pub fn create_with(
        &mut self,
        kind: Kind,
        prefix: &str,
        fields: Fields,
        citations: &[NewCitation],
    ) -> Result<Option<RecordId>> {
        let comment = self.line(&format!("{prefix}comment"), Type::Prose);
        let draft = self.draft(kind, fields, comment);
        let done = self.tx.create(&draft);
        let Some(id) = self.taken(prefix, done)? else { return Ok(None) };
        self.cite(id, citations)?;
        Ok(Some(id))
    }

    /// A record to be made, as sensitive as the form says.
    pub fn draft(&self, kind: Kind, fields: Fields, comment: Option<String>) -> Draft {
        let given: Fields = fields.into_iter().filter(|(_, value)| value.is_some()).collect();
        Draft {
            sensitivity: self.sensitivity,
            comment,
            compartment: self.compartment.as_ref().map(|(id, _)| *id),
            accepted: self.accepted.clone(),
            ..Draft::new(kind, given)
        }
    }

    /// Ties citations to a record; what is wrong with one is told at its row.
    pub fn cite(&mut self, id: RecordId, citations: &[NewCitation]) -> Result<()> {
        self.cite_from("", id, citations)
    }

    /// The same, of citations whose rows stand under a prefix.
    pub fn cite_from(&mut self, prefix: &str, id: RecordId, citations: &[NewCitation]) -> Result<()> {
        for (row, citation) in citations.iter().enumerate() {
            let done = self.tx.add_citation(id, citation);
            self.taken(&under_row(prefix, "citations", row), done)?;
        }
        Ok(())
    }

    /// Changes what the form has of a record; what it has not stays.
    pub fn revise(&mut self, kind: Kind, id: RecordId, version: i64) -> Result<()> {
        let mut fields = self.fields(kind, "")?;
        // What the form shows unchanged is not written: behind an empty reference may be a record that its writer
        // may not see.
        let (header, stored) = self.tx.read().any(kind, id)?;
        fields.retain(|name, value| !crate::app::apply::is_stored(value.as_ref(), stored.get(*name)));
        let comment = self.line("comment", Type::Prose);
        let (inside, name) = self.compartment.clone().unzip();
        if !self.errors.is_empty() {
            return Ok(());
        }
        let differs = |name: &str, differs: bool| self.typed.has(name) && differs;
        let revision = Revision {
            fields,
            sensitivity: differs("sensitivity", header.sensitivity != self.sensitivity).then_some(self.sensitivity),
            comment: differs("comment", header.comment != comment).then_some(comment),
            compartment: differs("compartment", header.compartment != name).then_some(inside),
            accepted: self.accepted.clone(),
        };
        // Adding is for everybody who may create; only changing asks for more.
        let done = match revision.is_empty() {
            true => self.tx.in_force(id, version),
            false => self.tx.revise(id, version, &revision).map(drop),
        };
        self.taken("", done)?;
        Ok(())
    }

    /// The values of a kind's fields, as far as the form has them.
    pub fn fields(&mut self, kind: Kind, prefix: &str) -> Result<Fields> {
        let mut fields = self.row(kind.fields(), prefix)?;
        match kind {
            Kind::Figure => counted(&mut fields),
            Kind::CustodyEvent => self.next_step(&mut fields)?,
            _ => {}
        }
        Ok(fields)
    }

    /// What a reference comes to: a record that is there, or one made in passing. Nothing if it was left empty or is
    /// still open, which is a fault.
    pub fn link(&mut self, target: Target, name: &str) -> Result<Option<RecordId>> {
        match (meant(&self.tx.read(), target, name, self.typed)?, target.made_in_passing()) {
            (Meant::Nothing, _) => Ok(None),
            (Meant::Record(label), _) => Ok(Some(label.id)),
            (Meant::New, Some(kind)) => self.make(kind, name),
            (Meant::Open(matches), None) if matches.is_empty() => {
                self.fault(name, Say::new("err-no-such-name"));
                Ok(None)
            }
            (Meant::Open(_) | Meant::New, _) => {
                self.fault(name, Say::new("err-choose"));
                Ok(None)
            }
        }
    }

    /// Makes a record in passing: called what was typed, and a fact supported by what supports the rest.
    fn make(&mut self, kind: Kind, name: &str) -> Result<Option<RecordId>> {
        let under = under_new(name);
        let Some(called) = self.line(name, Type::Text) else { return Ok(None) };
        // Without script, a form that says "new" has not shown yet what is asked of it: a group is not made a person.
        if !kind.brief().iter().any(|field| self.typed.has(&format!("{under}{field}"))) {
            self.fault(name, Say::new("err-look-at-new"));
        }
        let mut fields = self.row(kind.fields(), &under)?;
        if kind.field("title").is_some() {
            fields.insert("title", Some(Value::Text(called.clone())));
        }
        let sources = if kind == Kind::Report { self.sources(&under)? } else { Vec::new() };
        let support = if kind.is_fact() { self.support.clone() } else { Vec::new() };
        let Some(id) = self.create_with(kind, &under, fields, &support)? else { return Ok(None) };
        let names = if kind.has_names() { vec![(under, self.called(called))] } else { Vec::new() };
        self.add(id, names, sources)?;
        Ok(Some(id))
    }

    /// A primary name, spelled so by the report that supports the form.
    pub fn called(&self, text: String) -> Name {
        let report = self.support.first().map(|citation| citation.report);
        Name { id: 0, text, kind: "primary".to_owned(), lang: None, valid: None, report }
    }

    /// The new citations of the form.
    pub fn citations(&mut self, prefix: &str) -> Result<Vec<NewCitation>> {
        let rows = self.rows("citations", prefix)?;
        Ok(rows.into_iter().filter_map(|(_, row)| attached::citation(row)).collect())
    }

    /// One row of a list that is stored. Only what was typed differently is written: adding to a record is for more
    /// people than changing it.
    fn attached(&mut self, id: RecordId, list: &'static str, number: usize, stored: &Typed) -> Result<()> {
        let under = under_row("", list, number);
        let row = self.typed.get(&format!("{under}id"));
        let known =
            (0..stored.rows(list)).map(|n| under_row("", list, n)).find(|at| stored.get(&format!("{at}id")) == row);
        let Some(at) = known.filter(|_| !row.is_empty()) else { return Ok(()) };
        let removed = self.typed.get(&format!("{under}remove")) == "1";
        let same = |field: &Field| {
            ["", ".pick"].into_iter().all(|part| {
                let (typed, before) = (format!("{under}{}{part}", field.name), format!("{at}{}{part}", field.name));
                !self.typed.has(&typed) || self.typed.get(&typed).trim() == stored.get(&before).trim()
            })
        };
        if !removed && fields_of(list).iter().all(same) {
            return Ok(());
        }
        let fields = self.row(fields_of(list), &under)?;
        let key = row.parse().unwrap_or(0);
        let done = match (list, removed) {
            ("names", true) => self.tx.remove_name(id, key),
            ("names", false) => self.tx.change_name(id, key, &attached::name(fields)),
            ("citations", true) => self.tx.remove_citation(id, key),
            ("citations", false) => match attached::citation(fields) {
                Some(citation) => self.tx.change_citation(id, key, &citation),
                None => Err(Error::invalid("report", Say::new("err-required"))),
            },
            _ => self.told_by(id, &at, stored, fields, removed),
        };
        self.taken(&under, done)?;
        Ok(())
    }

    /// A source of a report has no number: another source or role is another row.
    fn told_by(&mut self, id: RecordId, at: &str, stored: &Typed, fields: Fields, removed: bool) -> Result<()> {
        let key = RecordKey::parse(stored.get(&format!("{at}source.pick"))).ok_or(Error::NotFound)?;
        let before = self.tx.read().resolve_kind(&key, Kind::Source)?;
        self.tx.remove_report_source(id, before, stored.get(&format!("{at}role")))?;
        match attached::source(fields).filter(|_| !removed) {
            Some((source, role)) => self.tx.add_report_source(id, source, &role),
            None => Ok(()),
        }
    }

    fn names(&mut self, prefix: &str) -> Result<Vec<(String, Name)>> {
        Ok(self.rows("names", prefix)?.into_iter().map(|(at, row)| (at, attached::name(row))).collect())
    }

    fn sources(&mut self, prefix: &str) -> Result<Vec<(String, (RecordId, String))>> {
        let rows = self.rows("sources", prefix)?;
        Ok(rows.into_iter().filter_map(|(at, row)| Some((at, attached::source(row)?))).collect())
    }

    /// The rows of a list that are not stored yet, each with the prefix of its fields. Rows left empty are none.
    fn rows(&mut self, list: &'static str, prefix: &str) -> Result<Vec<(String, Fields)>> {
        let fields = fields_of(list);
        let mut rows = Vec::new();
        for number in 0..self.typed.rows(&format!("{prefix}{list}")) {
            let under = under_row(prefix, list, number);
            if self.typed.has(&format!("{under}id")) || self.is_left_empty(fields, &under) {
                continue;
            }
            let row = self.row(fields, &under)?;
            for field in fields.iter().filter(|field| field.required) {
                if !matches!(row.get(field.name), Some(Some(_))) {
                    self.fault(format!("{under}{}", field.name), Say::new("err-required"));
                }
            }
            rows.push((under, row));
        }
        Ok(rows)
    }

    /// Nothing but what a form fills in by itself. A choice alone says nothing: what it is a choice for comes first.
    fn is_left_empty(&self, fields: &[Field], under: &str) -> bool {
        let typed = |field: &&Field| !self.typed.get(&format!("{under}{}", field.name)).trim().is_empty();
        !fields.iter().filter(|field| !matches!(field.ty, Type::Choice(_))).any(|field| typed(&field))
    }

    /// The values of these fields, as far as the form has them.
    pub fn row(&mut self, fields: &'static [Field], prefix: &str) -> Result<Fields> {
        let mut row = Fields::new();
        for field in fields {
            let name = format!("{prefix}{}", field.name);
            if !self.typed.has(&name) {
                continue;
            }
            let value = match target(field) {
                Some(target) => self.link(target, &name)?.map(Value::Ref),
                None => match from_text(field, self.typed.get(&name)) {
                    Ok(Content::Value(value)) => Some(value),
                    Ok(_) => None,
                    Err(say) => {
                        self.fault(name, say);
                        continue;
                    }
                },
            };
            // A field with a usual value is never empty: left so, it says the usual.
            match (value, field.default) {
                (None, Some(_)) => {}
                (value, _) => drop(row.insert(field.name, value)),
            }
        }
        Ok(row)
    }

    /// A text of the form, cleaned; a fault if it can't be kept.
    pub fn line(&mut self, name: &str, ty: Type) -> Option<String> {
        match clean(self.typed.get(name), ty) {
            Ok(text) => Some(text).filter(|text| !text.is_empty()),
            Err(say) => {
                self.fault(name, say);
                None
            }
        }
    }

    /// A step without an order of its own comes after those that are there.
    pub fn next_step(&mut self, fields: &mut Fields) -> Result<()> {
        if let (Some(Some(Value::Ref(detention))), None | Some(None)) = (fields.get("detention"), fields.get("seq")) {
            let steps = self.tx.read().with::<CustodyEvent>("detention", &[*detention])?;
            let last = steps.iter().map(|step| step.fields.seq).max().unwrap_or(0);
            fields.insert("seq", Some(Value::Integer(last.saturating_add(1))));
        }
        Ok(())
    }
}

/// A figure of which only the wording was typed says what the wording says.
fn counted(fields: &mut Fields) {
    let nothing = |name: &str| matches!(fields.get(name), None | Some(None));
    if let Some(Some(Value::Text(wording))) = fields.get("verbatim")
        && ["qualifier", "lo", "best", "hi"].into_iter().all(nothing)
    {
        let count = count::read(wording);
        fields.insert("qualifier", Some(Value::Text(count.qualifier.to_owned())));
        for (name, number) in [("lo", count.lo), ("best", count.best), ("hi", count.hi)] {
            fields.insert(name, number.map(Value::Integer));
        }
    }
}
