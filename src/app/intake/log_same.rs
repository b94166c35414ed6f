//! A report of an arrest that is known already: it is added to the episode that is there, and no other is made.

use crate::app::intake::log_detention::{Together, since_then, take_part};
use crate::domain::change::{Content, Place, RecordChange, Subject, WrittenReference};
use crate::domain::custody::Episode;
use crate::domain::form_data::FormData;
use crate::domain::kind::{Detention, Kind};
use crate::domain::logging::{LINES_MAX, PersonLine, SAME, Who};
use crate::domain::record::{RecordId, RecordKey, Value};
use crate::error::{Error, Message, Result};
use crate::read::form::Reader;
use crate::store::ReadTx;

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

/// Adds what the form says to an episode that is there: its report supports the arrest, and what it says of the time since is a
/// step. Gives the number of the episode among the records of the change.
pub fn report_of(
    reader: &mut Reader<'_>,
    line: &str,
    person: WrittenReference,
    takes_part: bool,
    (same, together): (&Episode, &Together),
) -> usize {
    let said = together.said_of_taking("taken").map(|value| &value.content);
    // A report of another day does not support the day that is there.
    if let (Some(Content::Value(Value::Date(said))), Some(start)) = (said, same.start())
        && !said.agrees_with(start).is_possible()
    {
        let say = Message::new("err-same-episode-differs").arg("ref", &same.detention.header.reference);
        reader.fault(line, say.arg("date", start.text()));
    }
    if let Some(taking) = same.taking() {
        cited(reader, line, taking.id(), together.taken_source);
    }
    let episode = cited(reader, line, same.detention.id(), together.source);
    let detention = WrittenReference::Record(same.detention.id());
    since_then(reader, (line, detention, None), together);
    take_part(reader, line, person, takes_part, together);
    episode
}

/// A record that is there and gets citations.
fn cited(reader: &mut Reader<'_>, line: &str, id: RecordId, support: Option<usize>) -> usize {
    let known = Subject::Known(WrittenReference::Record(id), None);
    reader.change.records.push(RecordChange { support, ..RecordChange::new(Place::path(line), known) });
    reader.change.records.len() - 1
}
