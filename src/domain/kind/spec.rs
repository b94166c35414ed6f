//! The row of a kind, and the macro that writes its fields and its struct from one list.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Field, Kind};
use crate::domain::record::Sensitivity;

/// What a record of a kind is called by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// Names, with spellings, scripts and validity.
    Names,
    /// A field of its own.
    Title(&'static str),
    /// What it belongs to.
    Owner,
}

/// Everything that is particular to a kind.
#[derive(Debug)]
pub struct Spec {
    pub table: &'static str,
    /// The segment of addresses, and what the JSON API calls all records of the kind.
    pub collection: &'static str,
    /// What public refs start with.
    pub letter: &'static str,
    /// The same for records that are several: groups of people.
    pub group_letter: Option<&'static str>,
    pub fields: &'static [Field],
    /// Fields that are valid only together.
    pub groups: &'static [&'static [&'static str]],
    /// Two fields that make one value: an amount says nothing without its currency.
    pub pairs: &'static [(&'static str, &'static str)],
    /// Fields of which more than one value can be so at once: what reports give beside each other contradicts nobody.
    pub several: &'static [&'static str],
    /// What one report says in its own words, if that is what a record is.
    pub told: Option<Told>,
    /// The fields asked of a record that is made in the form of another one; without any, none is made so.
    pub inline: &'static [&'static str],
    pub naming: Naming,
    /// It has a page and an address of its own, and facts can be about it.
    pub has_page: bool,
    /// Every row is a fact that some report has to support.
    pub is_fact: bool,
    /// Two records can turn out to be one thing.
    pub is_mergeable: bool,
    /// Two rows that say the same of the same records are one.
    pub is_tie: bool,
    /// The fields that tell one from another: two that agree in them may be one thing written twice.
    pub identity: &'static [&'static str],
    /// Types of a tie that say the same when their ends change places.
    pub mutual: &'static [&'static str],
    /// Every row is a line of the timeline.
    pub is_on_timeline: bool,
    /// Flags that close a row to everybody below a level, whatever its header says.
    pub closed_by: &'static [(&'static str, Sensitivity)],
    /// The references that make a tree or an order: whoever follows them never comes back.
    pub orders: &'static [Order],
}

/// A record that is what one report says: what another report says is another record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The field of the words.
    pub words: &'static str,
    /// All fields that say what was said.
    pub fields: &'static [&'static str],
    /// The flag without which the words are the team's own.
    pub when: Option<&'static str>,
}

/// References that lead from record to record and may not lead in a circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The reference that a step starts from; without one it starts from the record itself.
    pub from: Option<&'static str>,
    pub to: &'static str,
    /// Of rows that have a type, those that make an order, each of its own.
    pub types: &'static [&'static str],
}

/// A tree: each record names the one around it.
pub(super) const fn tree(to: &'static str) -> Order {
    Order { from: None, to, types: &[] }
}

/// Rows of these types that each lead from one record to another.
pub(super) const fn order(from: &'static str, to: &'static str, types: &'static [&'static str]) -> Order {
    Order { from: Some(from), to, types }
}

impl Spec {
    /// What facts are about: with a page, and names.
    pub(super) const fn thing(table: &'static str, collection: &'static str, letter: &'static str) -> Spec {
        Spec { naming: Naming::Names, has_page: true, is_fact: false, ..Spec::fact(table, collection, letter) }
    }

    /// A fact that is shown on the pages of the records it belongs to.
    pub(super) const fn fact(table: &'static str, collection: &'static str, letter: &'static str) -> Spec {
        Spec {
            table,
            collection,
            letter,
            group_letter: None,
            fields: &[],
            groups: &[],
            pairs: &[],
            several: &[],
            told: None,
            inline: &[],
            naming: Naming::Owner,
            has_page: false,
            is_fact: true,
            is_mergeable: false,
            is_tie: false,
            identity: &[],
            mutual: &[],
            is_on_timeline: false,
            closed_by: &[],
            orders: &[],
        }
    }
}

/// A struct that holds the fields of one kind.
pub trait Fielded: DeserializeOwned + Serialize {
    const KIND: Kind;
}

/// Writes the struct of a kind and the descriptions of its fields from one list. References hold the record's key inside the
/// case file; one the reader may not see is absent.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $ty:ty = $describe:ident($($arg:expr),*),)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $(
            #[serde(default, skip_serializing_if = "crate::domain::kind::spec::absent")]
            pub $field: $ty,
        )* }

        impl crate::domain::kind::Fielded for $name {
            const KIND: crate::domain::kind::Kind = crate::domain::kind::Kind::$name;
        }

        const FIELDS: &[crate::domain::kind::Field] =
            &[$(crate::domain::kind::$describe(crate::domain::kind::spec::plain(stringify!($field)), $($arg),*),)*];
    };
}
pub(super) use record;

/// Absent values are left out of the JSON rather than written as null.
pub(super) fn absent<T: Serialize>(value: &T) -> bool {
    matches!(serde_json::to_value(value), Ok(serde_json::Value::Null))
}

/// A field's name without the mark that lets it be a word of Rust.
pub(super) const fn plain(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}
