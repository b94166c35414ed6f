//! Logging a detention: what is asked once for everybody who was taken together, and who they are.

use crate::domain::custody::{STATUSES, Status};
use crate::domain::kind::{BASES, CERTAINTIES, Field, Kind, PARTS, Type, field, link, usual};
use crate::domain::name::matching::Match;

/// How somebody can be taken: the names of the steps that tell of it.
pub const TAKINGS: &[&str] = &["arrested", "abducted", "disappeared"];

pub const USUAL_TAKING: &str = "arrested";

/// How and where they were taken.
pub const TAKEN: &[Field] = &[
    field("taken", Type::Date),
    usual("taken_basis", BASES, "stated"),
    field("taken_part", PARTS),
    field("taken_place", link(Kind::Place)),
    field("taken_by", link(Kind::Organization)),
    // Nearly always the usual: behind what is typed each time, so that the keyboard does not pass it.
    usual("taken_how", Type::Choice(TAKINGS), USUAL_TAKING),
    usual("taken_place_basis", BASES, "stated"),
    usual("taken_by_basis", BASES, "stated"),
    field("taken_note", Type::Text),
];

/// What is known of custody since: status, place, charge.
pub const CUSTODY: &[Field] = &[
    usual("status_after", Type::Choice(STATUSES), Status::Held.code()),
    field("certainty", Type::Choice(CERTAINTIES)),
    field("status_date", Type::Date),
    usual("status_date_basis", BASES, "stated"),
    field("status_date_part", PARTS),
    field("held_place", link(Kind::Place)),
    field("stated_reason", Type::Text),
    field("law", Type::Text),
    field("article", Type::Text),
    field("status_note", Type::Text),
];

/// Of which incident it was part.
pub const PART_OF: &[Field] = &[field("incident", link(Kind::Incident))];

/// Names that one form takes.
pub const LINES_MAX: usize = 500;

/// Of a line of the form: the episode that is there already, and that the report tells of too.
pub const SAME: &str = "same";

/// One typed line: a person or group, and who that is.
#[derive(Debug, Clone)]
pub struct PersonLine {
    /// The line as it was typed, and the name in it.
    pub typed: String,
    pub text: String,
    /// Nothing where somebody of that name is there: that is for whoever logs to say.
    pub who: Option<Who>,
    /// Somebody of that name, or like it, is there and nothing was chosen; or whoever was chosen is gone meanwhile; or it is
    /// the ref of nobody. That is for whoever logs to say.
    pub is_open: bool,
    /// Records that may be meant.
    pub matches: Vec<Match>,
    /// How old somebody is said to be, as the line has it or as it was corrected since; the year of birth.
    pub age: Option<String>,
    pub born: Option<String>,
}

/// Who a line means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A record that is there, by its ref.
    Known(String),
    NewPerson,
    NewGroup,
    /// A record of its own, kept apart until somebody finds out.
    Unsure,
}

impl Who {
    /// As forms send it.
    pub fn code(&self) -> &str {
        match self {
            Who::Known(reference) => reference,
            Who::NewPerson => "new",
            Who::NewGroup => "group",
            Who::Unsure => "unsure",
        }
    }
}
