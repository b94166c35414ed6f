//! Facets: what the entries of a timeline are counted by, each described once.
//!
//! A description says which values there are, where an entry has its value, and how one is asked for. Questions, counts,
//! filters, the form, the panel beside the answer, the API and the command line follow it: a new facet is a new line.

use super::TimelineQuery;
use super::question::{PLACE, Question};
use crate::domain::custody::STATUSES;
use crate::domain::custody::step::LegalState;
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::record::{REVIEWS, SENSITIVITIES};
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
    /// The kind of its record, one of those that make lines.
    Kind,
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
    /// The level of its record.
    Level,
    /// Of a custody step, what it says of custody; where it says nothing, what the last step before it in its episode says that
    /// the reader sees. Incidents have none.
    Status,
    /// Of a custody step, how the case stands in law after it, by all steps of its episode up to it that the reader sees, in the
    /// order of the timeline. Incidents have none, nor steps before anything is said.
    LegalState,
    /// Of an incident, the roles of the people and organizations in it, codes of this list of the vocabulary. Steps have none.
    Roles(&'static str),
    /// The organizations in it: of an incident those that take part, of a step whoever acted and its court, of a taking also who
    /// arrested and who ordered it. One that is asked for takes in those that are part of it.
    Organizations,
    /// Sources of the reports that support it or what belongs to it, its participations and figures, as far as the reader sees
    /// all three: report, source and what is cited.
    Sources(Behind),
    /// Whether an open contradiction is about it, or about what belongs to it: its participations and figures; of a taking also
    /// the detention.
    Contradicted,
    /// Whether somebody whom it is about was detained more than once.
    Detained,
    /// The compartment of its record; only its members see the record at all.
    Compartment,
    /// From how many sources it is known, out of the same reports: one of `SOURCING`.
    Sourcing,
}

/// Which sources count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// Those that some of the reports have.
    Any,
    /// Those that all of the reports have: without it nothing would be known.
    All,
}

/// Whether it is contradicted.
const CONTRADICTED: &[&str] = &[YES, NO];
pub const YES: &str = "yes";
pub const NO: &str = "no";

/// How often somebody was detained whom it is about: who has most episodes counts.
const DETAINED: &[&str] = &[AGAIN, ONCE];
pub const AGAIN: &str = "again";
pub const ONCE: &str = "once";

/// From how many sources something is known.
pub const SOURCING: &[&str] = &[UNCITED, SINGLE, SEVERAL];
/// No report supports it.
pub const UNCITED: &str = "uncited";
/// One report supports it, or all that do have a source in common.
pub const SINGLE: &str = "single";
/// Several reports support it, and no source is behind all of them. A report whose sources the reader does not see stands for
/// one of its own.
pub const SEVERAL: &str = "several";

/// What stands behind something, as far as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support<S> {
    /// How many reports support it.
    pub reports: usize,
    /// The sources of any of them.
    pub any: Vec<S>,
    /// The sources of all of them.
    pub all: Vec<S>,
}

impl<S> Default for Support<S> {
    fn default() -> Support<S> {
        Support { reports: 0, any: Vec::new(), all: Vec::new() }
    }
}

impl<S: Copy + PartialEq> Support<S> {
    /// Adds a report with its sources, each once.
    pub fn add(&mut self, sources: &[S]) {
        match self.reports {
            0 => self.all.extend(sources),
            _ => self.all.retain(|source| sources.contains(source)),
        }
        self.reports += 1;
        self.any.extend(sources.iter().filter(|source| !self.any.contains(source)).copied().collect::<Vec<_>>());
    }

    pub fn clear(&mut self) {
        self.reports = 0;
        self.any.clear();
        self.all.clear();
    }

    pub fn behind(&self, behind: Behind) -> &[S] {
        match behind {
            Behind::Any => &self.any,
            Behind::All => &self.all,
        }
    }

    pub fn sourcing(&self) -> &'static str {
        match (self.reports, self.all.as_slice()) {
            (0, _) => UNCITED,
            (1, _) => SINGLE,
            (_, []) => SEVERAL,
            (_, _) => SINGLE,
        }
    }
}

/// A record that a timeline lists is in force.
const IN_FORCE: &[&str] = match REVIEWS.split_last() {
    Some((_withdrawn, others)) => others,
    None => REVIEWS,
};

/// The kinds whose records are lines of a timeline.
const LINES: &[&str] = &[INCIDENT, "custody_event"];
pub const INCIDENT: &str = "incident";
/// The facet of the kind of a record.
pub const KIND: &str = "kind";

/// In the order of the panel.
pub const FACETS: &[Facet] = &[
    Facet {
        name: KIND,
        not: "not-kind",
        values: Values::Kind,
        help: "Incidents or steps of custody: incident or custody_event",
    },
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
        name: "status",
        not: "not-status",
        values: Values::Status,
        help: "What is said of custody after the step: held, released, serving_sentence, …",
    },
    Facet {
        name: "legal-state",
        not: "not-legal-state",
        values: Values::LegalState,
        help: "How the case stands in law after the step: charged, on_trial, sentenced, …",
    },
    Facet {
        name: "role",
        not: "not-role",
        values: Values::Roles("role"),
        help: "A role of somebody in the incident: a code of the vocabulary, like role/organiser",
    },
    Facet {
        name: "organization",
        not: "not-organization",
        values: Values::Organizations,
        help: "An organization that takes part, acts or holds somebody, with its parts: name, public ref or uid",
    },
    Facet {
        name: "source",
        not: "not-source",
        values: Values::Sources(Behind::Any),
        help: "A source that reports it: name, public ref or uid",
    },
    Facet {
        name: "only-source",
        not: "not-only-source",
        values: Values::Sources(Behind::All),
        help: "A source that is behind every report of it: name, public ref or uid",
    },
    Facet {
        name: "sourcing",
        not: "not-sourcing",
        values: Values::Sourcing,
        help: "From how many sources it is known: uncited, single or several",
    },
    Facet {
        name: "contradicted",
        not: "not-contradicted",
        values: Values::Contradicted,
        help: "Whether an open contradiction is about it: yes or no",
    },
    Facet {
        name: "detained",
        not: "not-detained",
        values: Values::Detained,
        help: "Whether somebody in it was detained more than once: again or once",
    },
    Facet {
        name: "review",
        not: "not-review",
        values: Values::Header(IN_FORCE),
        help: "How far it was reviewed: draft, checked, approved or disputed",
    },
    Facet {
        name: "sensitivity",
        not: "not-sensitivity",
        values: Values::Level,
        help: "Its level: public, internal, confidential or restricted",
    },
    Facet {
        name: "compartment",
        not: "not-compartment",
        values: Values::Compartment,
        help: "The compartment of its record: a name of one you are in",
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

    /// Its closed list; none of the vocabulary, of records and of months.
    pub fn list(&self) -> &'static [&'static str] {
        match self.values {
            Values::Header(list) => list,
            Values::Kind => LINES,
            Values::Level => SENSITIVITIES,
            Values::Status => STATUSES,
            Values::LegalState => LegalState::CODES,
            Values::Sourcing => SOURCING,
            Values::Contradicted => CONTRADICTED,
            Values::Detained => DETAINED,
            Values::Field(kind) => match kind.field(self.name) {
                Some(Field { ty: Type::Choice(list), .. }) => list,
                _ => &[],
            },
            Values::Type(_) | Values::Roles(_) | Values::Months | Values::Compartment => &[],
            Values::Places | Values::Organizations | Values::Sources(_) => &[],
        }
    }

    /// The lists of the vocabulary that its values are codes of.
    pub fn vocabulary(&self) -> &[&'static str] {
        match &self.values {
            Values::Type(lists) => lists,
            Values::Roles(list) => std::slice::from_ref(list),
            _ => &[],
        }
    }

    /// The kind of its values, where these are records.
    pub fn record(&self) -> Option<Kind> {
        match self.values {
            Values::Places => Some(Kind::Place),
            Values::Organizations => Some(Kind::Organization),
            Values::Sources(_) => Some(Kind::Source),
            _ => None,
        }
    }

    /// Whether it is asked for less often: a page counts it where it is asked for, or where all are wanted.
    pub fn is_further(&self) -> bool {
        let is_usual = match self.values {
            Values::Kind | Values::Type(_) | Values::Places | Values::Months | Values::Status => true,
            Values::Organizations | Values::Sources(_) | Values::Sourcing => true,
            Values::Roles(_) | Values::Header(_) | Values::Field(_) | Values::Level | Values::Compartment => false,
            Values::LegalState | Values::Contradicted | Values::Detained => false,
        };
        !is_usual
    }

    /// Whether a text can be one of its values. Whether a code is in force is the vocabulary's to say.
    pub fn admits(&self, value: &str) -> bool {
        let of_vocabulary = |(list, _): (&str, &str)| self.vocabulary().contains(&list);
        self.list().contains(&value) || value.split_once('/').is_some_and(of_vocabulary)
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

/// Which facets are counted beside an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facets {
    All,
    /// Those that are asked for often, and those that the question asks for.
    Usual,
    /// None: only which lines there are is of interest.
    None,
}

impl Facets {
    pub fn has(self, facet: &Facet, query: &TimelineQuery) -> bool {
        match self {
            Facets::All => true,
            Facets::Usual => !facet.is_further() || query.asks(facet),
            Facets::None => false,
        }
    }
}
