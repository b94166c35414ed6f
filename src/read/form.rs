//! Forms: what was typed, by the names of its fields.
//!
//! Fields of a record made inline stand under the reference it is made for (`place.new.level`), those of attached rows
//! under their list and number (`citations.0.report`). A field that the form does not have says nothing.

use super::key;
use crate::domain::change::{
    ACCEPTED, COMMENT, Change, Content, Fault, FieldValue, HEADER, Place, REVIEW, RecordChange, RowAct, RowChange,
    SAME, Subject, WrittenReference, refused,
};
use crate::domain::form_data::{FormData, NEW, under_new, under_row};
use crate::domain::invisible::visible;
use crate::domain::kind::attached::Attached;
use crate::domain::kind::value::{clean, from_text};
use crate::domain::kind::{Field, Kind, Naming, Type};
use crate::domain::record::{Value, asks_why};
use crate::domain::time::Anchor;
use crate::error::{Error, Message};

/// What a stored row of a form is known by, and that it is to go.
const ROW: Field = key("id", Type::Integer);
const REMOVE: &str = "remove";

/// Reads one form. What supports its facts is read first: records made inline are supported by it too.
pub struct Reader<'t> {
    typed: &'t FormData,
    pub change: Change,
    support: Option<usize>,
    /// What the dates of the form are counted from.
    anchor: Option<Anchor>,
}

impl<'t> Reader<'t> {
    pub fn new(typed: &'t FormData, anchor: Option<Anchor>) -> Reader<'t> {
        Reader { typed, change: Change::default(), support: None, anchor }
    }

    pub fn fault(&mut self, field: impl Into<String>, say: Message) {
        self.change.faults.push(Fault::of(Place::path(field), "", say));
    }

    /// The citations that support everything the form says.
    pub fn support(&mut self) -> Option<usize> {
        self.support = self.citations("");
        self.support
    }

    /// New citations whose rows stand under a prefix: the number of the group that they are, if there are any.
    pub fn citations(&mut self, prefix: &str) -> Option<usize> {
        let rows = self.rows(Attached::Citation, prefix, false);
        if rows.is_empty() {
            return None;
        }
        self.change.shared.push(rows);
        Some(self.change.shared.len() - 1)
    }

    /// What a citation that supports something says in a field.
    pub fn supporting(&self, support: Option<usize>, field: &str) -> Option<&FieldValue> {
        let first = self.change.shared.get(support?)?.first()?;
        first.values.iter().find(|value| value.field == field)
    }

    /// Adds the record of the form: its fields, its rows, and what supports it.
    pub fn record(&mut self, kind: Kind, subject: Subject) {
        let is_new = matches!(subject, Subject::New(_));
        let mut record = self.bare(subject);
        record.is_entered = is_new;
        // What is left open of a new record is not said: what follows from the rest fills it in.
        record.fields = self.fields(kind.fields(), "");
        record.fields.retain(|said| !is_new || said.content != Content::Nothing);
        record.header.extend(self.said(&SAME, "").filter(|said| said.content != Content::Nothing));
        record.header.extend(self.said(&COMMENT, "").filter(|said| !is_new || said.content != Content::Nothing));
        for what in Attached::ALL.into_iter().filter(|what| what.admits(kind)) {
            // Citations that are new support what is made inline as well: they are shared.
            record.rows.extend(
                self.rows(what, "", true)
                    .into_iter()
                    .filter(|row| what != Attached::Citation || row.act != RowAct::Add),
            );
        }
        self.change.records.push(record);
    }

    /// A record that the form makes, with what it says of all of them: who may see them, what is meant.
    pub fn bare(&mut self, subject: Subject) -> RecordChange {
        let mut record = RecordChange::new(Place::path(""), subject);
        for field in
            HEADER.iter().filter(|field| ![COMMENT.name, REVIEW.name, ACCEPTED.name, SAME.name].contains(&field.name))
        {
            record.header.extend(self.said(field, ""));
        }
        // A warning is meant for a reason of its own; without one it stands.
        let why = ["accepted_reason", "reason"]
            .into_iter()
            .any(|field| self.typed.all(field).any(|why| !why.trim().is_empty()));
        for warning in self.typed.all(ACCEPTED.name).filter(|warning| why || !asks_why(warning)) {
            if let Ok(content) = from_text(&ACCEPTED, warning, None) {
                record.header.push(FieldValue { field: ACCEPTED.name, content, at: Place::path(ACCEPTED.name) });
            }
        }
        record.support = self.support;
        record
    }

    /// The values of these fields, as far as the form has them.
    pub fn fields(&mut self, fields: &'static [Field], prefix: &str) -> Vec<FieldValue> {
        fields.iter().filter_map(|field| self.said(field, prefix)).collect()
    }

    fn said(&mut self, field: &'static Field, prefix: &str) -> Option<FieldValue> {
        let name = format!("{prefix}{}", field.name);
        if !self.typed.has(&name) {
            return None;
        }
        let content = match field.ty {
            Type::Ref(..) => self.reference(field, &name),
            _ => self.content(field, &name),
        };
        // A field with a usual value is never empty: left so, it says the usual.
        let says = content != Content::Nothing || field.default.is_none();
        says.then(|| FieldValue { field: field.name, content, at: Place::path(name) })
    }

    fn content(&mut self, field: &Field, name: &str) -> Content {
        from_text(field, self.typed.get(name), self.anchor).unwrap_or_else(|say| {
            self.fault(name, say);
            Content::Faulty
        })
    }

    /// What was typed into a reference; a record that is to be made of it is read with it.
    pub fn reference(&mut self, field: &Field, name: &str) -> Content {
        let text = visible(self.typed.get(name), false);
        let text = text.trim();
        if text.is_empty() {
            return Content::Nothing;
        }
        let picked = self.typed.picked(name);
        match field.ty {
            Type::Ref(target, _) if picked == Some(NEW) && target.created_inline().is_some() => {
                if let Some(kind) = target.created_inline()
                    && !self.change.records.iter().any(|record| record.name.as_deref() == Some(name))
                {
                    self.inline(kind, name);
                }
                Content::Reference(WrittenReference::Named(name.to_owned()))
            }
            _ => {
                Content::Reference(WrittenReference::Typed { text: text.to_owned(), picked: picked.map(str::to_owned) })
            }
        }
    }

    /// A record made inline: called what was typed, and a fact supported by what supports the rest.
    fn inline(&mut self, kind: Kind, name: &str) {
        let under = under_new(name);
        // Without script, a form that says "new" has not shown yet what is asked of it: a group is not made a person.
        if !kind.inline().iter().any(|field| self.typed.has(&format!("{under}{field}"))) {
            self.fault(name, Message::new("err-look-at-new"));
        }
        let mut record = self.bare(Subject::New(kind));
        (record.name, record.at) = (Some(name.to_owned()), Place::path(under.trim_end_matches('.')));
        record.support = self.support.filter(|_| kind.is_fact());
        record.fields = self.fields(kind.fields(), &under);
        let at = Place::path(name);
        let called = match clean(self.typed.get(name), Type::Text) {
            Ok(text) => Content::Value(Value::Text(text)),
            Err(say) => {
                self.fault(name, say);
                Content::Faulty
            }
        };
        match kind.spec().naming {
            Naming::Title(title) => {
                record.fields.retain(|value| value.field != title);
                record.fields.push(FieldValue { field: title, content: called, at });
            }
            Naming::Names => record.rows.push(self.primary_name(at, called)),
            Naming::Owner => {}
        }
        if Attached::Source.admits(kind) {
            record.rows.extend(self.rows(Attached::Source, &under, false));
        }
        self.change.records.push(record);
    }

    /// A primary name, spelled so by the report that supports the form.
    pub fn primary_name(&self, at: Place, text: Content) -> RowChange {
        let mut row = RowChange::primary_name(at, text);
        if let Some(FieldValue { content: content @ Content::Reference(_), at, .. }) =
            self.supporting(self.support, "report")
        {
            row.values.push(FieldValue { field: "report", content: content.clone(), at: at.clone() });
        }
        row
    }

    /// The rows of a list; those that are stored too, where the form changes a record. Rows left empty are none.
    fn rows(&mut self, what: Attached, prefix: &str, stored: bool) -> Vec<RowChange> {
        let mut rows = Vec::new();
        for number in 0..self.typed.rows(&format!("{prefix}{}", what.list())) {
            let under = under_row(prefix, what.list(), number);
            let row = format!("{under}{}", ROW.name);
            let act = match self.typed.get(&row).parse() {
                _ if !self.typed.has(&row) && self.is_left_empty(what, &under) => continue,
                _ if !self.typed.has(&row) => RowAct::Add,
                _ if !stored => continue,
                Ok(row) if self.typed.get(&format!("{under}{REMOVE}")) == "1" => RowAct::Remove(row),
                Ok(row) => RowAct::Change(row),
                Err(_) => {
                    self.fault(row, Message::new("err-no-such-row"));
                    continue;
                }
            };
            let values = if matches!(act, RowAct::Remove(_)) { Vec::new() } else { self.fields(what.fields(), &under) };
            rows.push(RowChange { at: Place::path(under.trim_end_matches('.')), what, act, values });
        }
        rows
    }

    /// Nothing but what a form fills in by itself. A choice alone says nothing: what it is a choice for comes first.
    fn is_left_empty(&self, what: Attached, under: &str) -> bool {
        let typed = |field: &&Field| !self.typed.get(&format!("{under}{}", field.name)).trim().is_empty();
        !what.fields().iter().filter(|field| !matches!(field.ty, Type::Choice(_))).any(|field| typed(&field))
    }
}

/// What a form is refused with, in its order. What a record is called stands in the first of its names.
pub fn faulty(typed: &FormData, faults: Vec<Fault>) -> Error {
    let called = Place::path("name");
    let place = |fault: Fault| match fault.at == called && !typed.has("name") {
        true => Fault { at: Place::path("names.0.text"), ..fault },
        false => fault,
    };
    match refused(faults.into_iter().map(place).collect()) {
        Error::Invalid(mut errors) => {
            errors.sort_by_key(|error| typed.place(&error.field));
            Error::Invalid(errors)
        }
        error => error,
    }
}
