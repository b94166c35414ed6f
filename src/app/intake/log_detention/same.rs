//! A report of an arrest that is known already: it is added to the episode that is there, and no other is made.

use crate::app::intake::log_detention::episode::{Together, since_then, take_part};
use crate::app::intake::log_detention::parts::{Parts, add};
use crate::domain::change::{Content, FieldValue, Place, RecordChange, SAME as SAME_RECORD, Subject, WrittenReference};
use crate::domain::custody::Episode;
use crate::domain::form_data::FormData;
use crate::domain::kind::{Detention, Kind};
use crate::domain::logging::{LINES_MAX, PersonLine, SAME, Who};
use crate::domain::record::{RecordKey, Value};
use crate::error::{Error, Result};
use crate::read::form::Reader;
use crate::store::ReadTx;

/// What an episode says of its arrest, and the fields of the form that say it.
const SAID_OF_ARREST: [(&str, &str); 3] =
    [("start", "taken"), ("arrest_place", "taken_place"), ("arresting_organization", "taken_by")];

/// The episode of a line that is said to be there already: one of the same person.
pub fn same_episode(tx: &ReadTx<'_>, typed: &FormData, line: &PersonLine) -> Result<Option<Episode>> {
    let Some(Who::Known(person)) = &line.who else { return Ok(None) };
    // A choice stays with the line that it was made for.
    let of_line = |number: &usize| typed.get(&format!("w.{number}.for")) == line.text;
    let said = (0..LINES_MAX).filter(of_line).map(|number| typed.get(&format!("w.{number}.{SAME}")));
    let Some(key) = said.into_iter().find_map(RecordKey::parse) else { return Ok(None) };
    let person = RecordKey::parse(person).ok_or(Error::NotFound)?;
    let person = tx.resolve_kind(&person, Kind::Person)?;
    let detention = tx.resolve_kind(&key, Kind::Detention)?;
    let episode = tx.with_steps(tx.get_many::<Detention>(&[detention])?)?.pop();
    Ok(episode.filter(|episode| episode.detention.fields.person == Some(person)))
}

/// Adds what the form says to an episode that is there: what its report says of the arrest is kept as what that report gives,
/// and what it says of the time since is a step. Gives the number of the episode among the records of the change.
pub fn report_of(
    reader: &mut Reader<'_>,
    line: &str,
    person: WrittenReference,
    takes_part: bool,
    (same, together): (&Episode, &Together),
) -> usize {
    let reference = &same.detention.header.reference;
    let mut said = Parts::default().says("person", Content::Reference(person.clone()), line);
    let is_cited = together.taken_source.is_some();
    if is_cited || differs(same, together) {
        for (field, of_the_form) in SAID_OF_ARREST {
            said = said.with(field, together.said_of_taking(of_the_form));
        }
    }
    let reason = together.said_since("stated_reason");
    if is_cited {
        said = said.with("stated_reason", reason);
    }
    let episode = add(reader, Kind::Detention, None, said, together.taken_source);
    if let Some(record) = reader.change.records.get_mut(episode) {
        let content = Content::Value(Value::Text(reference.clone()));
        record.header.push(FieldValue { field: SAME_RECORD.name, content, at: Place::path(line) });
    }
    // What supports everything else may be another report than the one of the arrest.
    if together.source != together.taken_source {
        let known = Subject::Known(WrittenReference::Record(same.detention.id()), None);
        let cited = RecordChange { support: together.source, ..RecordChange::new(Place::path(line), known) };
        reader.change.records.push(cited);
    }
    // Words have a place of their own: those of the step that is there are another report's, and stay.
    for words in [together.said_of_taking("taken_note"), reason.filter(|_| !is_cited)].into_iter().flatten() {
        if words.content != Content::Nothing {
            let about = Content::Reference(WrittenReference::Record(same.detention.id()));
            let note = Parts::default().says("about", about, line).with("text", Some(words));
            add(reader, Kind::Note, None, note, together.taken_source);
        }
    }
    since_then(reader, (line, WrittenReference::Record(same.detention.id()), None), together);
    take_part(reader, line, person, takes_part, together);
    episode
}

/// Whether the day of the arrest is another one: without a report that can't be kept, and is told.
fn differs(same: &Episode, together: &Together) -> bool {
    match (together.said_of_taking("taken").map(|value| &value.content), same.start()) {
        (Some(Content::Value(Value::Date(said))), Some(start)) => !said.agrees_with(start).is_possible(),
        _ => false,
    }
}
