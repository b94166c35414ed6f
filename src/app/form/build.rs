//! A form as it is shown: every field of a record with what was typed into it and what was understood.

use super::{anchor, from_gazetteer, resolve_typed, target, with_context};
use crate::app::apply::Resolution;
use crate::domain::age;
use crate::domain::form_data::{FormData, under_new, under_row};
use crate::domain::kind::attached::Attached;
use crate::domain::kind::value::typed_date;
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::position::{self, Axis, Coordinates};
use crate::domain::time::Edtf;
use crate::error::{Message, Result};
use crate::pages::form::{FormField, FormRow, FormRows, FormSection, Link, Understood};
use crate::store::ReadTx;

/// How much of a record a form shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Whole,
    /// Of a record made inline: what it is known again by.
    Inline,
}

/// A record made inline may need another one, and that a third; no form goes deeper.
const DEPTH: usize = 3;

/// Builds the fields of a kind. `prefix` stands before every name: empty for the record of the form itself.
pub fn build_form(tx: &ReadTx<'_>, kind: Kind, prefix: &str, typed: &FormData, extent: Extent) -> Result<FormSection> {
    Builder { tx, typed }.section(kind, prefix, extent, 0)
}

/// Builds fields that are of no one kind.
pub fn build_fields(tx: &ReadTx<'_>, fields: &'static [Field], typed: &FormData) -> Result<Vec<FormField>> {
    fields.iter().map(|field| Builder { tx, typed }.form_field("", field, 0)).collect()
}

/// Builds the rows of one list.
pub fn build_rows(tx: &ReadTx<'_>, what: Attached, prefix: &str, typed: &FormData) -> Result<FormRows> {
    Builder { tx, typed }.rows(what, prefix, 0)
}

struct Builder<'t> {
    tx: &'t ReadTx<'t>,
    typed: &'t FormData,
}

impl Builder<'_> {
    fn section(&self, kind: Kind, prefix: &str, extent: Extent, depth: usize) -> Result<FormSection> {
        let asked = |field: &&Field| extent == Extent::Whole || kind.inline().contains(&field.name);
        let fields = kind.fields().iter().filter(asked).map(|field| self.form_field(prefix, field, depth));
        let shown = Attached::ALL.into_iter().filter(|what| what.admits(kind));
        // What is made inline has the name that was typed, and is cited with the record it is made for.
        let shown = shown.filter(|what| extent == Extent::Whole || *what == Attached::Source);
        Ok(FormSection {
            kind,
            fields: fields.collect::<Result<_>>()?,
            lists: shown.map(|what| self.rows(what, prefix, depth)).collect::<Result<_>>()?,
        })
    }

    fn form_field(&self, prefix: &str, field: &'static Field, depth: usize) -> Result<FormField> {
        let name = format!("{prefix}{}", field.name);
        let typed = match self.typed.has(&name) {
            true => self.typed.get(&name),
            false if field.follows_its_source() => "",
            false => field.default.unwrap_or_default(),
        };
        if let Type::Degrees(axis) = field.ty {
            let (typed, read) = self.coordinate(prefix, axis);
            return Ok(FormField { field, typed, name, read });
        }
        let read = match (field.ty, target(field)) {
            (Type::Age, _) => self.born(prefix, typed)?,
            (Type::Code(codes), _) if !typed.trim().is_empty() => match codes.read(typed) {
                Ok(code) => Understood::Code(codes, code),
                Err(why) => Understood::NotRead(why),
            },
            (Type::Date, _) if !typed.trim().is_empty() => {
                match typed_date(field, typed.trim(), anchor(self.tx, self.typed)?) {
                    Ok(date) => Understood::Date(date),
                    Err(why) => Understood::NotRead(why),
                }
            }
            (_, Some(target)) => Understood::Record(match resolve_typed(self.tx, target, &name, self.typed)? {
                Resolution::Nothing => Link::Nothing,
                Resolution::Record(label) => Link::Chosen(label),
                Resolution::Listed(listed) => Link::Listed(listed),
                Resolution::Open(matches) => {
                    let listed = from_gazetteer(target, typed, &matches);
                    Link::Open(with_context(self.tx, matches)?, listed)
                }
                Resolution::New => match target.created_inline().filter(|_| depth < DEPTH) {
                    Some(kind) => Link::New(self.section(kind, &under_new(&name), Extent::Inline, depth + 1)?),
                    None => Link::Open(Vec::new(), Vec::new()),
                },
            }),
            _ => Understood::AsTyped,
        };
        Ok(FormField { field, typed: typed.to_owned(), name, read })
    }

    /// What an age comes to, on the day beside it or that of the report.
    fn born(&self, prefix: &str, typed: &str) -> Result<Understood> {
        let said = self.typed.get(&format!("{prefix}age_as_of")).trim();
        let anchor = anchor(self.tx, self.typed)?;
        let as_of = match (said, Kind::Person.field("age_as_of")) {
            ("", _) => anchor.filter(|anchor| anchor.of_report && anchor.is_exact).map(|anchor| Edtf::day(anchor.day)),
            (said, Some(field)) => typed_date(field, said, anchor).ok(),
            _ => None,
        };
        Ok(age::birth(Some(typed), as_of.as_ref()).map_or(Understood::AsTyped, Understood::Born))
    }

    /// One coordinate. A pair in its field or in that of the other fills both, unless the other says something else.
    fn coordinate(&self, prefix: &str, axis: Axis) -> (String, Understood) {
        let typed = |axis: Axis| self.typed.get(&format!("{prefix}{}", axis.field())).trim();
        let read =
            |axis: Axis| Some(typed(axis)).filter(|text| !text.is_empty()).map(|text| position::read(axis, text));
        let other = axis.other();
        let told = |text: &str, degrees: f64| match text.parse() == Ok(degrees) {
            true => (text.to_owned(), Understood::AsTyped),
            false => (text.to_owned(), Understood::Degrees(axis, degrees)),
        };
        match (read(axis), read(other)) {
            (None, Some(Ok(Coordinates::Both(pair)))) => told(&pair.on(axis).to_string(), pair.on(axis)),
            (None, _) => (String::new(), Understood::AsTyped),
            (Some(Ok(Coordinates::One(degrees))), _) => told(typed(axis), degrees),
            (Some(Ok(Coordinates::Both(pair))), beside) => {
                let said = beside.and_then(|read| read.ok()).and_then(|said| said.on(other, other));
                match said.is_none_or(|said| said == pair.on(other)) {
                    true => told(&pair.on(axis).to_string(), pair.on(axis)),
                    false => {
                        let why = Message::new("err-coordinates-twice").arg("field", other.field());
                        (typed(axis).to_owned(), Understood::NotRead(why))
                    }
                }
            }
            (Some(Err(why)), _) => (typed(axis).to_owned(), Understood::NotRead(why)),
        }
    }

    /// The rows there are, and an empty one to go on with.
    fn rows(&self, what: Attached, prefix: &str, depth: usize) -> Result<FormRows> {
        let list = what.list();
        let count = self.typed.rows(&format!("{prefix}{list}")).max(1);
        let row = |number: usize| -> Result<FormRow> {
            let under = under_row(prefix, list, number);
            let fields = what.asked().map(|field| self.form_field(&under, field, depth)).collect::<Result<_>>()?;
            Ok(FormRow {
                fields,
                stored: Some(self.typed.get(&format!("{under}id")).to_owned()).filter(|row| !row.is_empty()),
                removed: self.typed.get(&format!("{under}remove")) == "1",
            })
        };
        Ok(FormRows { what, rows: (0..count).map(row).collect::<Result<_>>()? })
    }
}
