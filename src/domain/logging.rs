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

/// One typed line: a person or group, and who that is.
#[derive(Debug, Clone)]
pub struct PersonLine {
    pub text: String,
    pub who: Who,
    /// Records that may be meant.
    pub matches: Vec<Match>,
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

/// The names in a pasted list, one a line; empty lines are none.
pub fn lines(who: &str) -> Vec<&str> {
    who.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// Whether a line names several people rather than one: it begins with a word or number that says so.
pub fn is_group(line: &str) -> bool {
    const SEVERAL: [&str; 22] = [
        "some",
        "several",
        "many",
        "few",
        "dozens",
        "hundreds",
        "other",
        "others",
        "about",
        "around",
        "at",
        "over",
        "more",
        "несколько",
        "некоторые",
        "десятки",
        "сотни",
        "группа",
        "другие",
        "около",
        "более",
        "a",
    ];
    let first = line.split_whitespace().next().unwrap_or_default().to_lowercase();
    first.chars().all(|c| c.is_ascii_digit()) || SEVERAL.contains(&first.as_str())
}

#[cfg(test)]
mod tests {
    use super::{is_group, lines};

    #[test]
    fn empty_lines_are_nobody() {
        assert_eq!(lines("Bulat Abilov\r\n\r\n  \n Amirzhan Kosanov "), ["Bulat Abilov", "Amirzhan Kosanov"]);
    }

    #[test]
    fn a_line_that_begins_with_a_quantity_is_a_group() {
        assert!(
            ["some protesters", "several other leaders", "17 men", "Несколько человек", "a few wives"]
                .into_iter()
                .all(is_group)
        );
        assert!(!["Bulat Abilov", "Амиржан Косанов"].into_iter().any(is_group));
    }
}
