//! Facets: what the entries of a timeline are counted by, each described once.
//!
//! A description says which values there are, where an entry has its value, and how one is asked for. Questions, counts,
//! filters, the form, the panel beside the answer, the API and the command line follow it: a new facet is a new line.

use super::question::{PLACE, Question};
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::record::REVIEWS;
use crate::domain::time::{Month, Range};

#[derive(Debug)]
pub struct Facet {
    /// In questions and answers.
    pub name: &'static str,
    /// In questions, for the values that are left out; nothing of months, which are asked for by their ends.
    pub not: &'static str,
    pub values: Values,
    /// For the help of the command line.
    pub help: &'static str,
}

/// Which values there are, and where an entry has its own.
#[derive(Debug)]
pub enum Values {
    /// The type of the entry, a code of one of these lists of the vocabulary.
    Type(&'static [&'static str]),
    /// Its settlement: a site counts for the place around it, and what is asked for takes in everything inside.
    Places,
    /// The months it lies in: in one for certain or in several possibly.
    Months,
    /// What the header of its record says, one of a closed list. Records that make one line may differ.
    Header(&'static [&'static str]),
    /// What the field of this name says in records of this kind, one of a closed list; others have none.
    Field(Kind),
}

/// A record that a timeline lists is in force.
const IN_FORCE: &[&str] = match REVIEWS.split_last() {
    Some((_withdrawn, others)) => others,
    None => REVIEWS,
};

/// In the order of the panel.
pub const FACETS: &[Facet] = &[
    Facet {
        name: "type",
        not: "not-type",
        values: Values::Type(&["inc", "de"]),
        help: "A code of the vocabulary, like inc/rally or de/arrested",
    },
    Facet {
        name: PLACE,
        not: "not-place",
        values: Values::Places,
        help: "A place, with everything inside it: name, public ref or uid",
    },
    Facet { name: "month", not: "", values: Values::Months, help: "" },
    Facet {
        name: "review",
        not: "not-review",
        values: Values::Header(IN_FORCE),
        help: "How far it was reviewed: draft, checked, approved or disputed",
    },
    Facet {
        name: "finding",
        not: "not-finding",
        values: Values::Field(Kind::Incident),
        help: "Your own finding on it: confirmed, likely, possible, unlikely or unknown",
    },
];

impl Facet {
    pub fn named(name: &str) -> Option<&'static Facet> {
        FACETS.iter().find(|facet| facet.name == name)
    }

    /// Its closed list; none of the vocabulary, of places and of months.
    pub fn list(&self) -> &'static [&'static str] {
        match self.values {
            Values::Header(list) => list,
            Values::Field(kind) => match kind.field(self.name) {
                Some(Field { ty: Type::Choice(list), .. }) => list,
                _ => &[],
            },
            Values::Type(_) | Values::Places | Values::Months => &[],
        }
    }

    /// Whether a text can be one of its values. Whether a code is in force is the vocabulary's to say.
    pub fn admits(&self, value: &str) -> bool {
        match self.values {
            Values::Type(lists) => value.split_once('/').is_some_and(|(list, _)| lists.contains(&list)),
            _ => self.list().contains(&value),
        }
    }

    /// The same question, narrowed to one value: instead of others of this facet that it asks for, and what it left out.
    pub fn narrow(&self, question: &Question, value: &str) -> Question {
        match self.values {
            Values::Months => {
                Month::parse_iso(value).map_or(question.clone(), |month| question.in_month(month, &Range::default()))
            }
            _ => question.with(self.name, value).without_value(self.not, value),
        }
    }

    /// The same question without what has this value.
    pub fn leave_out(&self, question: &Question, value: &str) -> Question {
        question.without_value(self.name, value).and(self.not, value)
    }
}
