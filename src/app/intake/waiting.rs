//! What of a part of a file has to wait: a record until those are there that its fields refer to; of its rows (names,
//! citations, sources) those that refer to what comes later. So a part is written whose references all lead somewhere.

use std::collections::HashMap;

use crate::domain::change::{Content, FieldValue, REVIEW, RecordChange, RowChange, SAME, Subject, WrittenReference};
use crate::domain::gazetteer::GazetteerKey;
use crate::domain::kind::Kind;
use crate::domain::kind::attached::Attached;
use crate::domain::name::PRIMARY;
use crate::domain::record::{RecordId, Value};
use crate::error::Result;

/// A line of a file, and what it wants written.
pub struct ReadLine {
    pub number: usize,
    pub text: String,
    pub record: RecordChange,
    /// The rows of `record` by their numbers in the line.
    pub rows: Vec<usize>,
    /// Rows that wait, and the record of the file that one of them waits for.
    pub aside: Option<(Vec<usize>, String)>,
}

impl ReadLine {
    pub fn new(number: usize, text: String, record: RecordChange) -> ReadLine {
        let rows = (0..record.rows.len()).collect();
        ReadLine { number, text, record, rows, aside: None }
    }

    /// The same, where the record is there already and only these rows are to be added.
    pub fn rest(self, made: RecordId, left: &[usize]) -> ReadLine {
        let mut record =
            RecordChange::new(self.record.at.clone(), Subject::Known(WrittenReference::Record(made), None));
        let (mut rows, mut numbers) = (Vec::new(), Vec::new());
        for (number, row) in self.record.rows.into_iter().enumerate().filter(|(number, _)| left.contains(number)) {
            rows.push(row);
            numbers.push(number);
        }
        record.rows = rows;
        ReadLine { record, rows: numbers, ..self }
    }

    fn set_rows_aside(&mut self, mut is_there: impl FnMut(&str) -> Result<bool>) -> Result<()> {
        let (mut kept, mut numbers, mut aside, mut missing) = (Vec::new(), Vec::new(), Vec::new(), None);
        for (row, number) in std::mem::take(&mut self.record.rows).into_iter().zip(std::mem::take(&mut self.rows)) {
            match first_missing(references(&row.values), &mut is_there)? {
                Some(name) => {
                    aside.push(number);
                    missing.get_or_insert(name);
                }
                None => {
                    kept.push(row);
                    numbers.push(number);
                }
            }
        }
        (self.record.rows, self.rows) = (kept, numbers);
        self.aside = missing.map(|missing| (aside, missing));
        Ok(())
    }
}

/// A line that waits whole, and the record of the file that it waits for.
pub type Waiting = (ReadLine, String);

/// Parts lines into those that can be written, and those that wait whole, each with the record it waits for. `is_there` says
/// whether something that is called so is there already.
pub fn set_aside(
    lines: Vec<ReadLine>,
    mut is_there: impl FnMut(&str) -> Result<bool>,
) -> Result<(Vec<ReadLine>, Vec<Waiting>)> {
    let mut own: HashMap<String, usize> = HashMap::new();
    for (index, line) in lines.iter().enumerate() {
        own.extend(line.record.name.clone().map(|name| (name, index)));
    }
    // Who needs the record of a line, and lines that lack one.
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); lines.len()];
    let mut lacking: Vec<(usize, String)> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        for name in needed(&line.record) {
            match own.get(name) {
                Some(other) => needed_by.get_mut(*other).into_iter().for_each(|needing| needing.push(index)),
                None if is_there(name)? => {}
                None => lacking.push((index, name.to_owned())),
            }
        }
    }
    let mut waits: Vec<Option<String>> = vec![None; lines.len()];
    while let Some((index, missing)) = lacking.pop() {
        let Some(waits) = waits.get_mut(index).filter(|waits| waits.is_none()) else { continue };
        *waits = Some(missing);
        if let Some(name) = lines.get(index).and_then(|line| line.record.name.clone()) {
            let needing = needed_by.get(index).into_iter().flatten();
            lacking.extend(needing.map(|needing| (*needing, name.clone())));
            own.remove(&name);
        }
    }
    let (mut ready, mut waiting) = (Vec::new(), Vec::new());
    for (mut line, waits) in lines.into_iter().zip(waits) {
        match waits {
            Some(missing) => waiting.push((line, missing)),
            None => {
                line.set_rows_aside(|name| Ok(own.contains_key(name) || is_there(name)?))?;
                ready.push(line);
            }
        }
    }
    Ok((ready, waiting))
}

fn first_missing<'r>(
    names: impl Iterator<Item = &'r str>,
    is_there: &mut impl FnMut(&str) -> Result<bool>,
) -> Result<Option<String>> {
    for name in names {
        if !is_there(name)? {
            return Ok(Some(name.to_owned()));
        }
    }
    Ok(None)
}

/// The records that have to be there when a record is written: those of its fields, and of such rows as decide about it.
fn needed(record: &RecordChange) -> impl Iterator<Item = &str> {
    let known = match &record.subject {
        Subject::Known(WrittenReference::Named(name), _) => Some(name.as_str()),
        _ => None,
    };
    let weighs = rows_weigh(record);
    let rows = record.rows.iter().filter(move |row| weighs || is_primary(row)).flat_map(|row| references(&row.values));
    known.into_iter().chain(references(&record.fields)).chain(rows)
}

/// Whether the rows of a record decide what is made of it: what comes approved has to be cited, an episode that is there
/// already gets what its citations give, and an age is of the day of the report that says so.
fn rows_weigh(record: &RecordChange) -> bool {
    let says = |values: &[FieldValue], field: &str| values.iter().any(|value| value.field == field);
    let is_person = matches!(record.subject, Subject::New(Kind::Person));
    says(&record.header, REVIEW.name)
        || says(&record.header, SAME.name)
        || is_person && says(&record.fields, "age") && !says(&record.fields, "age_as_of")
}

fn is_primary(row: &RowChange) -> bool {
    let says = |value: &FieldValue| {
        value.field == "kind" && matches!(&value.content, Content::Value(Value::Text(kind)) if kind == PRIMARY)
    };
    row.what == Attached::Name && row.values.iter().any(says)
}

/// What values refer to by the names of the file. A place of the gazetteer is made where it is missing.
fn references(values: &[FieldValue]) -> impl Iterator<Item = &str> {
    values.iter().filter_map(|value| match &value.content {
        Content::Reference(WrittenReference::Named(name)) if GazetteerKey::parse(name).is_none() => Some(name.as_str()),
        _ => None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{ReadLine, set_aside};
    use crate::read::exchange::Lines;

    /// Of what is ready how many of its rows wait; of what waits, what for.
    type Parted = (Vec<(usize, usize)>, Vec<(usize, String)>);

    fn parted(lines: &[&str], there: &[&str]) -> Parted {
        let mut file = Lines::open(r#"{"format": "habeas-case/1", "case": "x"}"#).unwrap();
        let read = |(index, text): (usize, &&str)| ReadLine::new(index, String::new(), file.read(index, text).unwrap());
        let lines: Vec<ReadLine> = lines.iter().enumerate().map(read).collect();
        let (ready, waiting) = set_aside(lines, |name| Ok(there.contains(&name))).unwrap();
        let aside = |line: ReadLine| (line.number, line.aside.map_or(0, |(rows, _)| rows.len()));
        (
            ready.into_iter().map(aside).collect(),
            waiting.into_iter().map(|(line, missing)| (line.number, missing)).collect(),
        )
    }

    const PERSON: &str = r#"{"person": {"id": "P1", "name": "A", "cite": [{"report": "R1"}, {"report": "R2"}]}}"#;
    const INCIDENT: &str = r#"{"incident": {"id": "I1", "type": "inc/rally", "place": "L1"}}"#;
    const PART: &str = r#"{"participation": {"incident": "I1", "person": "P1", "role": "role/speaker"}}"#;

    #[test]
    fn a_record_waits_for_what_its_fields_name_and_whoever_needs_it_waits_too() {
        let waits = |line, missing: &str| (line, missing.to_owned());
        assert_eq!(parted(&[PART, INCIDENT, PERSON], &["R1", "R2", "L1"]), (vec![(0, 0), (1, 0), (2, 0)], vec![]));
        assert_eq!(
            parted(&[PART, INCIDENT, PERSON], &["R1", "R2"]),
            (vec![(2, 0)], vec![waits(0, "I1"), waits(1, "L1")])
        );
        assert_eq!(parted(&[INCIDENT], &["L1", "I1"]), (vec![(0, 0)], vec![]));
    }

    #[test]
    fn rows_wait_alone_unless_they_decide_about_their_record() {
        assert_eq!(parted(&[PERSON], &["R2"]), (vec![(0, 1)], vec![]));
        let approved = PERSON.replace(r#""name""#, r#""review": "approved", "name""#);
        assert_eq!(parted(&[&approved], &["R2"]), (vec![], vec![(0, "R1".to_owned())]));
        let spelled = PERSON.replace(r#""name": "A""#, r#""name": "A", "name_report": "R1""#);
        assert_eq!(parted(&[&spelled], &["R2"]), (vec![], vec![(0, "R1".to_owned())]));
    }

    #[test]
    fn a_place_of_the_gazetteer_is_never_missing() {
        let incident = INCIDENT.replace("\"L1\"", "\"geonames:608324\"");
        assert_eq!(parted(&[&incident], &[]), (vec![(0, 0)], vec![]));
    }
}
