//! A field of a kind: its name, its type, what it refers to, and what it says when nobody does.

use super::Kind;
use crate::domain::codes::Codes;
use crate::domain::position::Axis;
use crate::domain::time::Takes;

/// What a reference may point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    One(Kind),
    /// Any record that stands on its own, or a detention: what figures, notes and relations are about.
    Subject,
    /// Any record: what a citation may be added to.
    Any,
}

impl Target {
    /// Whether a record of a kind may be pointed at.
    pub fn admits(self, kind: Kind) -> bool {
        match self {
            Target::One(wanted) => kind == wanted,
            Target::Subject => kind.is_subject(),
            Target::Any => true,
        }
    }

    /// The kind that can be made out of the text typed into a reference.
    pub fn created_inline(self) -> Option<Kind> {
        match self {
            Target::One(kind) if !kind.inline().is_empty() => Some(kind),
            _ => None,
        }
    }

    /// Its name in addresses and in the markup of forms.
    pub fn code(self) -> &'static str {
        match self {
            Target::One(kind) => kind.table(),
            Target::Subject => "subject",
            Target::Any => "any",
        }
    }

    pub fn parse(code: &str) -> Option<Target> {
        match code {
            "subject" => Some(Target::Subject),
            "any" => Some(Target::Any),
            table => Kind::parse(table).map(Target::One),
        }
    }
}

/// What happens to a row whose reference points at a record the reader may not see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// The row belongs to that record and is left out with it.
    Owned,
    /// The row stands by itself; only the reference is left out.
    Linked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// One line of text.
    Text,
    /// Text of several paragraphs.
    Prose,
    Integer,
    Real,
    /// How old somebody is said to be: a number, or words.
    Age,
    /// One coordinate of a point.
    Degrees(Axis),
    Bool,
    /// EDTF text, stored with its earliest and latest day.
    Date,
    /// A code of one vocabulary list, `list/entry`.
    Term(&'static str),
    /// A code of a list that the world knows, or the name of what it stands for.
    Code(Codes),
    /// One of a closed list.
    Choice(&'static [&'static str]),
    Ref(Target, Reference),
}

#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The name in exchange files, forms, history and citations.
    pub name: &'static str,
    pub ty: Type,
    pub required: bool,
    /// What the schema says of it when nobody does; a field that has one is never empty. Of one that is required, what
    /// forms propose.
    pub default: Option<&'static str>,
    /// Of a date, whether it is a moment or lasts.
    pub takes: Takes,
}

impl Field {
    /// The column that holds it: references end in `_id`.
    pub fn column(&self) -> String {
        match self.ty {
            Type::Ref(..) => format!("{}_id", self.name),
            _ => self.name.to_owned(),
        }
    }

    /// Whether what nobody says of it follows from how the citations of its record hedge it.
    pub fn follows_its_source(&self) -> bool {
        self.ty == CERTAINTY
    }

    /// Whether a stored value is what the schema says of the field when nobody does.
    pub fn is_default(&self, value: &serde_json::Value) -> bool {
        let default = self.default.filter(|_| !self.required);
        default.is_some_and(|default| {
            value.as_str().map_or_else(|| value.to_string().as_str() == default, |text| text == default)
        })
    }
}

pub const fn field(name: &'static str, ty: Type) -> Field {
    Field { name, ty, required: false, default: None, takes: Takes::Moment }
}

/// A date that lasts, or may.
pub(in crate::domain) const fn dated(name: &'static str, takes: Takes) -> Field {
    Field { takes, ..field(name, Type::Date) }
}

pub const fn required(name: &'static str, ty: Type) -> Field {
    Field { required: true, ..field(name, ty) }
}

/// Has to be given; forms propose a value.
pub(in crate::domain) const fn proposed(name: &'static str, ty: Type, proposal: &'static str) -> Field {
    Field { default: Some(proposal), ..required(name, ty) }
}

pub(in crate::domain) const fn usual(name: &'static str, ty: Type, default: &'static str) -> Field {
    Field { default: Some(default), ..field(name, ty) }
}

pub(in crate::domain) const fn link(kind: Kind) -> Type {
    Type::Ref(Target::One(kind), Reference::Linked)
}

pub(super) const fn owner(kind: Kind) -> Type {
    Type::Ref(Target::One(kind), Reference::Owned)
}

pub(super) const SUBJECT: Type = Type::Ref(Target::Subject, Reference::Owned);

/// How firmly a fact stands, as its report puts it.
pub const CERTAINTIES: &[&str] = &["stated", "reported", "apparent", "alleged", "inferred", "denied"];
pub(super) const CERTAINTY: Type = Type::Choice(CERTAINTIES);

/// Whether a report states a value or somebody concluded it, and of a date which part was concluded.
pub(in crate::domain) const BASES: Type = Type::Choice(&["stated", "inferred", "estimated", "unknown"]);
pub(in crate::domain) const PARTS: Type = Type::Choice(&["year", "month", "day"]);

pub(super) const ADMIRALTY: Type = Type::Choice(&["A", "B", "C", "D", "E", "F"]);
