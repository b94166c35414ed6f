//! One episode of what the form says: the arrest, the charge, how things stand since, the part in the incident.

use crate::app::intake::log_detention::parts::{Parts, add, term};
use crate::domain::change::{Content, FieldValue, Place, WrittenReference};
use crate::domain::custody::{Status, step};
use crate::domain::kind::Kind;
use crate::domain::logging::USUAL_TAKING;
use crate::domain::record::Value;
use crate::read::form::Reader;

pub(super) const ROLE: &str = "role/detainee";

/// What is the same for everybody on the form.
pub(super) struct Together {
    pub(super) taken: Vec<FieldValue>,
    pub(super) custody: Vec<FieldValue>,
    pub(super) incident: Content,
    /// What supports everything, the arrest, the status.
    pub(super) source: Option<usize>,
    pub(super) taken_source: Option<usize>,
    pub(super) status_source: Option<usize>,
}

impl Together {
    pub(super) fn said_of_taking(&self, name: &str) -> Option<&FieldValue> {
        self.taken.iter().find(|value| value.field == name)
    }

    pub(super) fn said_since(&self, name: &str) -> Option<&FieldValue> {
        self.custody.iter().find(|value| value.field == name)
    }

    /// The same, where something is said.
    fn given(&self, name: &str) -> Option<&FieldValue> {
        self.said_since(name).filter(|value| value.content != Content::Nothing)
    }

    fn status(&self) -> Option<&Content> {
        self.given("status_after").map(|value| &value.content)
    }

    /// Whether the form says anything of the time after the arrest but a status.
    fn tells_of_since(&self) -> bool {
        ["status_date", "held_place", "status_note"].into_iter().any(|name| self.given(name).is_some())
    }
}

/// The episode of one person: arrest first, then the charge, then the status since. Gives the number of the episode.
pub(super) fn episode(
    reader: &mut Reader<'_>,
    number: usize,
    person: WrittenReference,
    takes_part: bool,
    together: &Together,
) -> usize {
    let Together { incident, source, taken_source, .. } = together;
    let (taken, custody) = (|name: &str| together.said_of_taking(name), |name: &str| together.said_since(name));
    let line = format!("w.{number}");
    let name = format!("{line}.episode");
    let detention = Parts::default()
        .says("person", Content::Reference(person.clone()), &line)
        .says("incident", incident.clone(), "incident")
        .with("arresting_organization", taken("taken_by"))
        .with("stated_reason", custody("stated_reason"));
    let episode = add(reader, Kind::Detention, Some(name.clone()), detention, *source);
    let how = match taken("taken_how").map(|how| &how.content) {
        Some(Content::Value(Value::Text(code))) => code,
        _ => USUAL_TAKING,
    };
    let detention = WrittenReference::Named(name);
    let mut arrest = step((&line, &detention, Some(1)), &format!("{}/{how}", step::LIST), together)
        .with("place", taken("taken_place"))
        .with("place_basis", taken("taken_place_basis"))
        .with("note", taken("taken_note"));
    if together.status().is_none() && !together.tells_of_since() {
        // Taken, and nothing said of what followed.
        arrest = arrest.says("status_after", Content::Nothing, "status_after");
    }
    add(reader, Kind::CustodyEvent, None, arrest, *taken_source);
    since_then(reader, (&line, detention, Some(2)), together);
    take_part(reader, &line, person, takes_part, together);
    episode
}

/// A step of the day of the arrest.
pub(super) fn step(
    (line, detention, seq): (&str, &WrittenReference, Option<i64>),
    code: &str,
    together: &Together,
) -> Parts {
    let seq = seq.map(|seq| FieldValue {
        field: "seq",
        content: Content::Value(Value::Integer(seq)),
        at: Place::path("taken"),
    });
    Parts::default()
        .says("detention", Content::Reference(detention.clone()), line)
        .with("seq", seq.as_ref())
        .says("type", term(code), "status_after")
        .with("date", together.said_of_taking("taken"))
        .with("date_basis", together.said_of_taking("taken_basis"))
        .with("date_part", together.said_of_taking("taken_part"))
        .with("organization", together.said_of_taking("taken_by"))
        .with("organization_basis", together.said_of_taking("taken_by_basis"))
}

/// The charge, and the status since, as far as the form tells of them.
pub(super) fn since_then(
    reader: &mut Reader<'_>,
    (line, detention, seq): (&str, WrittenReference, Option<i64>),
    together: &Together,
) {
    let custody = |name: &str| together.said_since(name);
    let given = |name: &str| together.given(name);
    if given("law").is_some() || given("article").is_some() {
        // Nothing says on which day the charge was brought, nor by whom.
        let charge = step((line, &detention, seq), step::CHARGED, together)
            .without(&["date", "date_part", "organization", "organization_basis"])
            .says("date_basis", term("unknown"), "law")
            .with("law", custody("law"))
            .with("article", custody("article"));
        add(reader, Kind::CustodyEvent, None, charge, together.source);
    }
    let status = together.status();
    if together.tells_of_since() || status.is_some_and(|status| *status != term(Status::Held.code())) {
        let code = step_type(status, given("held_place").is_some());
        let mut since = step((line, &detention, seq.map(|seq| seq + 1)), code, together)
            .with("place", custody("held_place"))
            .with("status_after", custody("status_after"))
            .with("note", custody("status_note"));
        since = since.with("certainty", given("certainty"));
        // The status is as of a day; where none is given, as of the arrest.
        if let Some(date) = given("status_date") {
            since = since
                .with("date", Some(date))
                .with("date_basis", custody("status_date_basis"))
                .with("date_part", custody("status_date_part"));
        }
        add(reader, Kind::CustodyEvent, None, since, together.status_source);
    }
}

/// The part in the incident of somebody who has none yet.
pub(super) fn take_part(
    reader: &mut Reader<'_>,
    line: &str,
    person: WrittenReference,
    takes_part: bool,
    together: &Together,
) {
    if takes_part && together.incident != Content::Nothing {
        let part = Parts::default()
            .says("incident", together.incident.clone(), "incident")
            .says("person", Content::Reference(person), line)
            .says("role", term(ROLE), line)
            .says("act", term("act/arrest"), line);
        add(reader, Kind::Participation, None, part, together.source);
    }
}

/// The step that a status is told by. That somebody is held, without a word on where, is no more than a word.
pub(super) fn step_type(status: Option<&Content>, has_place: bool) -> &'static str {
    let status = match status {
        Some(Content::Value(Value::Text(code))) => Status::parse(code),
        _ => None,
    };
    status.filter(|status| has_place || *status != Status::Held).map_or(step::STATUS_REPORT, Status::told_by)
}
