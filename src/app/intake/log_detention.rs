//! Logging a detention: one form, for one person or for many who were taken together, saved whole or not at all.

use std::collections::BTreeSet;

use crate::app::apply::{OFFERED, Resolution};
use crate::app::form::{FormLink, Written, anchor, build_fields, build_rows, resolve_typed, with_context, write};
use crate::app::intake::log_same::{report_of, same_episode};
use crate::app::intake::submit::Done;
use crate::domain::change::{ACCEPTED, COMMENT, Content, FieldValue, Place, RowChange, Subject, WrittenReference};
use crate::domain::custody::{Status, step};
use crate::domain::form_data::FormData;
use crate::domain::invisible::visible;
use crate::domain::kind::attached::Attached;
use crate::domain::kind::value::{clean, from_text};
use crate::domain::kind::{Kind, MAY_BE_SAME, Target, Type};
use crate::domain::kind::{Participation, Report};
use crate::domain::logging::{CUSTODY, LINES_MAX, PART_OF, PersonLine, TAKEN, USUAL_TAKING, Who};
use crate::domain::name::fold;
use crate::domain::name::matching::{Match, Why};
use crate::domain::pasted::{PastedLine, is_group, lines};
use crate::domain::record::{DUPLICATE, Label, RecordId, RecordKey, Value};
use crate::error::{Error, Message, Result};
use crate::pages::form::{FormField, FormRows, Link, Understood};
use crate::read::form::Reader;
use crate::store::{ReadTx, WriteTx};

/// The form as it is shown.
#[derive(Debug)]
pub struct DetentionForm {
    pub typed: FormData,
    pub lines: Vec<PersonLine>,
    pub taken: Vec<FormField>,
    pub custody: Vec<FormField>,
    pub part_of: Vec<FormField>,
    /// What supports everything; what supports the arrest and the status alone, where they have their own.
    pub source: FormRows,
    pub taken_source: FormRows,
    pub status_source: FormRows,
    /// The report that is cited, with its text.
    pub report: Option<(Label, Option<String>)>,
    /// The compartments that the records can be put into.
    pub compartments: Vec<String>,
}

const TAKEN_SOURCE: &str = "taken.";
const STATUS_SOURCE: &str = "status.";

/// What the address of the form keeps from the one before, beside the report: a parameter, and the field it fills.
const KEPT: [(&str, &str, Kind); 4] = [
    ("place", "taken_place", Kind::Place),
    ("by", "taken_by", Kind::Organization),
    ("held", "held_place", Kind::Place),
    ("incident", "incident", Kind::Incident),
];

/// The same of what is no record: the date as it was understood, and codes.
const KEPT_CODES: [(&str, &str); 5] = [
    ("date", "taken"),
    ("basis", "taken_basis"),
    ("part", "taken_part"),
    ("hedge", "citations.0.hedge"),
    ("grade", "citations.0.grade"),
];

/// Fills in what the address says: report, places, organization, incident, person and date.
pub fn prefilled(tx: &ReadTx<'_>, asked: &[(String, String)]) -> Result<FormData> {
    let mut typed = FormData::default();
    for (name, value) in asked {
        if let Some((_, field)) = KEPT_CODES.iter().find(|(parameter, _)| parameter == name) {
            typed.set(field, value.clone());
            continue;
        }
        let mut fill = |field: &str, kind: Kind| -> Result<()> {
            let key = RecordKey::parse(value).ok_or(Error::NotFound)?;
            typed.set_link(field, &tx.label(tx.resolve_kind(&key, kind)?)?);
            Ok(())
        };
        match (name.as_str(), KEPT.iter().find(|(parameter, ..)| parameter == name)) {
            (_, Some((_, field, kind))) => fill(field, *kind)?,
            ("cite", _) => fill("citations.0.report", Kind::Report)?,
            ("person", _) => {
                let key = RecordKey::parse(value).ok_or(Error::NotFound)?;
                let label = tx.label(tx.resolve_kind(&key, Kind::Person)?)?;
                typed.set("who", label.name.clone());
                typed.set("w.0.for", label.name);
                typed.set("w.0.pick", label.reference);
            }
            ("saved", _) => {}
            _ => return Err(Error::bad("err-unknown-parameter")),
        }
    }
    Ok(typed)
}

pub fn show(tx: &ReadTx<'_>, typed: FormData) -> Result<DetentionForm> {
    let source = build_rows(tx, Attached::Citation, "", &typed)?;
    let report = source.rows.iter().flat_map(|row| &row.fields).find_map(|form_field| match &form_field.read {
        Understood::Record(Link::Chosen(label)) if label.kind == Kind::Report => Some(label.clone()),
        _ => None,
    });
    let body = report.as_ref().map(|report| tx.get::<Report>(report.id)).transpose()?.flatten();
    Ok(DetentionForm {
        lines: who(tx, &typed)?,
        taken: build_fields(tx, TAKEN, &typed)?,
        custody: build_fields(tx, CUSTODY, &typed)?,
        part_of: build_fields(tx, PART_OF, &typed)?,
        taken_source: build_rows(tx, Attached::Citation, TAKEN_SOURCE, &typed)?,
        status_source: build_rows(tx, Attached::Citation, STATUS_SOURCE, &typed)?,
        source,
        compartments: tx.compartment_names()?,
        report: report.map(|label| (label, body.and_then(|report| report.fields.body))),
        typed,
    })
}

/// Who the typed lines are. A choice holds for the line it was made for, wherever that stands now. Without one a ref is its
/// record, a likeness is left unsure, a name that nothing resembles is new; and nobody is taken for a namesake.
fn who(tx: &ReadTx<'_>, typed: &FormData) -> Result<Vec<PersonLine>> {
    let mut choices = choices(typed);
    let mut line = |pasted: PastedLine<'_>| -> Result<PersonLine> {
        let PastedLine { typed: text, name, age, born } = pasted;
        let matches = with_context(tx, tx.matches(Target::One(Kind::Person), name, OFFERED)?)?;
        let made =
            choices.iter().position(|(chosen, _)| chosen == name || chosen == text).map(|at| choices.remove(at).1);
        let chosen = made.clone().filter(|who| is_there(who, &matches));
        let is_open = match made {
            Some(_) => chosen.is_none(),
            None => !matches.is_empty() || RecordKey::parse(name).is_some(),
        };
        let same = |why: Why| matches.iter().find(|found| found.why == why);
        let who = match (chosen, same(Why::Ref), same(Why::SameName).or(same(Why::OtherOrder))) {
            (Some(chosen), ..) => Some(chosen),
            (None, Some(found), _) => Some(Who::Known(found.label.reference.clone())),
            (None, None, Some(_)) => None,
            _ if is_group(name) => Some(Who::NewGroup),
            _ if matches.is_empty() => Some(Who::NewPerson),
            _ => Some(Who::Unsure),
        };
        let age = corrected(typed, name).or_else(|| age.map(str::to_owned)).filter(|age| !age.trim().is_empty());
        let born = born.map(str::to_owned);
        Ok(PersonLine { typed: text.to_owned(), text: name.to_owned(), who, is_open, matches, age, born })
    };
    lines(&visible(typed.get("who"), false)).into_iter().take(LINES_MAX).map(&mut line).collect()
}

/// Whether a choice is among those that the line offers.
fn is_there(who: &Who, matches: &[Match]) -> bool {
    match who {
        Who::Known(reference) => matches.iter().any(|found| found.label.reference == *reference),
        _ => true,
    }
}

/// What was chosen, each with the line that it was chosen for.
fn choices(typed: &FormData) -> Vec<(String, Who)> {
    let choice = |number: usize| {
        let who = match typed.get(&format!("w.{number}.pick")) {
            "new" => Who::NewPerson,
            "group" => Who::NewGroup,
            "unsure" => Who::Unsure,
            reference => RecordKey::parse(reference).map(|_| Who::Known(reference.to_owned()))?,
        };
        Some((typed.get(&format!("w.{number}.for")).to_owned(), who))
    };
    (0..LINES_MAX).filter_map(choice).collect()
}

/// The age that stands beside a line in the form, which may not be the one that the line has.
fn corrected(typed: &FormData, name: &str) -> Option<String> {
    let at = (0..LINES_MAX).find(|number| typed.get(&format!("w.{number}.for")) == name)?;
    let field = format!("w.{at}.age");
    typed.has(&field).then(|| typed.get(&field).to_owned())
}

/// Whether two lines name the same person; two groups may be called alike.
fn is_twice(one: &PersonLine, other: &PersonLine) -> bool {
    let known = |line: &PersonLine| matches!(line.who, Some(Who::Known(_)));
    let group = |line: &PersonLine| line.who == Some(Who::NewGroup);
    if known(one) || known(other) {
        return one.who == other.who;
    }
    fold(&one.text) == fold(&other.text) && !(group(one) && group(other))
}

/// What is the same for everybody on the form.
pub(super) struct Together {
    taken: Vec<FieldValue>,
    custody: Vec<FieldValue>,
    incident: Content,
    /// What supports everything, the arrest, the status.
    pub(super) source: Option<usize>,
    pub(super) taken_source: Option<usize>,
    status_source: Option<usize>,
}

impl Together {
    pub(super) fn said_of_taking(&self, name: &str) -> Option<&FieldValue> {
        self.taken.iter().find(|value| value.field == name)
    }

    fn said_since(&self, name: &str) -> Option<&FieldValue> {
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

/// The fields of a record that is put together, each with the field of the form that says it.
#[derive(Default)]
pub(super) struct Parts(Vec<FieldValue>);

impl Parts {
    /// What the form says, as another field.
    pub(super) fn with(mut self, field: &'static str, said: Option<&FieldValue>) -> Parts {
        self.0.retain(|value| value.field != field);
        self.0.extend(said.map(|said| FieldValue { field, content: said.content.clone(), at: said.at.clone() }));
        self
    }

    /// What follows from the form, told of one of its fields.
    pub(super) fn says(self, field: &'static str, content: Content, at: &str) -> Parts {
        self.with(field, Some(&FieldValue { field, content, at: Place::path(at) }))
    }

    fn without(mut self, fields: &[&str]) -> Parts {
        self.0.retain(|value| !fields.contains(&value.field));
        self
    }
}

/// Saves the form: the people, an episode for each, the arrest, what is known since, and their part in the incident.
/// Gives the first episode, and where to go on.
pub fn save(tx: &mut WriteTx<'_>, typed: &FormData) -> Result<Done> {
    let count = lines(&visible(typed.get("who"), false)).len();
    let people = if count <= LINES_MAX { who(&tx.read(), typed)? } else { Vec::new() };
    let mut reader = Reader::new(typed, anchor(&tx.read(), typed)?);
    if count == 0 {
        reader.fault("who", Message::new("err-required"));
    } else if count > LINES_MAX {
        reader.fault("who", Message::new("err-too-many-lines").arg("n", LINES_MAX).arg("given", count));
    }
    let is_meant = typed.all(ACCEPTED.name).any(|warning| warning == DUPLICATE);
    for (number, line) in people.iter().enumerate() {
        if line.is_open {
            reader.fault(format!("w.{number}"), Message::new("err-who").arg("name", &line.text));
        } else if people.iter().take(number).any(|earlier| is_twice(earlier, line)) && !is_meant {
            let say = Message::new("err-line-twice").arg("line", &line.text).arg("accept", DUPLICATE);
            reader.fault(format!("w.{number}"), say);
        }
    }
    let source = reader.support();
    let (taken_source, status_source) = (reader.citations(TAKEN_SOURCE), reader.citations(STATUS_SOURCE));
    let together = Together {
        taken: reader.fields(TAKEN, ""),
        custody: reader.fields(CUSTODY, ""),
        incident: PART_OF.first().map_or(Content::Nothing, |field| reader.reference(field, "incident")),
        source,
        taken_source: taken_source.or(source),
        status_source: status_source.or(source),
    };
    let there = taking_part(&tx.read(), typed)?;
    let as_of = as_of(&tx.read(), typed, &together)?;
    let mut episodes = Vec::new();
    for (number, line) in people.iter().enumerate() {
        let person = person(&mut reader, number, line, (as_of.as_ref(), source));
        unsure(&mut reader, number, line, &person, source);
        let takes_part = !matches!(&line.who, Some(Who::Known(reference)) if there.contains(reference));
        if let Some(same) = same_episode(&tx.read(), typed, line)? {
            episodes.push(report_of(&mut reader, &format!("w.{number}"), person, takes_part, (&same, &together)));
            continue;
        }
        let number = episode(&mut reader, number, person, takes_part, &together);
        // What a line says of somebody who is there is not lost, and changes nothing of the record.
        if let (Some(Who::Known(_)), Some(_), Some(episode)) =
            (&line.who, &line.age, reader.change.records.get_mut(number))
        {
            let content = Content::Value(Value::Text(line.typed.clone()));
            episode.header.push(FieldValue { field: COMMENT.name, content, at: Place::path(format!("w.{number}")) });
        }
        episodes.push(number);
    }
    let written = write(tx, typed, reader)?;
    let episodes = episodes.into_iter().map(|number| written.record(number)).collect::<Result<Vec<_>>>()?;
    let first = episodes.first().copied().ok_or_else(|| Error::internal("a log without fault made no detention"))?;
    let incident = written.referred(&tx.read(), Target::One(Kind::Incident), "incident")?;
    let address = match (typed.get("next") == "1", incident, episodes.as_slice()) {
        (true, ..) => another(&tx.read(), &written, &together, first)?,
        (false, _, [only]) => crate::app::intake::record_form::page_of(&tx.read(), *only)?,
        (false, Some(incident), _) => crate::app::intake::record_form::page_of(&tx.read(), incident)?,
        (false, None, _) => "/held".to_owned(),
    };
    Ok(Done { records: episodes, address })
}

/// Who has the part of somebody detained in the incident already.
fn taking_part(tx: &ReadTx<'_>, typed: &FormData) -> Result<BTreeSet<String>> {
    let Resolution::Record(incident) = resolve_typed(tx, Target::One(Kind::Incident), "incident", typed)? else {
        return Ok(BTreeSet::new());
    };
    let parts = tx.referencing::<Participation>("incident", &[incident.id])?;
    let people: Vec<RecordId> =
        parts.iter().filter(|part| part.fields.role == ROLE).filter_map(|part| part.fields.person).collect();
    Ok(tx.labels(&people)?.into_values().map(|label| label.reference).collect())
}

/// Who a line is: a record that is there, or one to be made.
fn person(
    reader: &mut Reader<'_>,
    number: usize,
    line: &PersonLine,
    (as_of, source): (Option<&FieldValue>, Option<usize>),
) -> WrittenReference {
    let unit = match &line.who {
        Some(Who::Known(reference)) => return WrittenReference::Key(reference.clone()),
        Some(Who::NewGroup) => "group",
        Some(Who::NewPerson | Who::Unsure) | None => "individual",
    };
    let name = format!("w.{number}");
    let mut person = reader.bare(Subject::New(Kind::Person));
    (person.name, person.at, person.support) = (Some(name.clone()), Place::path(&name), None);
    person.fields = Parts::default()
        .says("unit", term(unit), &name)
        .says("identified", Content::Value(Value::Bool(unit == "individual")), &name)
        .0;
    let told = told(line, as_of, &name);
    if !told.is_empty() {
        person.rows.extend(citing(reader, source, if line.age.is_some() { "age" } else { "birth" }));
    }
    person.fields.extend(told);
    // What was taken off the line (a number, an age) is not lost.
    if line.typed != line.text {
        let content = Content::Value(Value::Text(line.typed.clone()));
        person.header.push(FieldValue { field: COMMENT.name, content, at: Place::path(&name) });
    }
    let called = clean(&line.text, Type::Text).map(|text| Content::Value(Value::Text(text))).unwrap_or_else(|say| {
        reader.fault(&name, say);
        Content::Faulty
    });
    person.rows.push(reader.primary_name(Place::path(&name), called));
    reader.change.records.push(person);
    WrittenReference::Named(name)
}

/// Whoever a line may mean is tied to the record that was made of it, with the line, until somebody finds out.
fn unsure(reader: &mut Reader<'_>, number: usize, line: &PersonLine, person: &WrittenReference, source: Option<usize>) {
    if line.who != Some(Who::Unsure) {
        return;
    }
    let at = format!("w.{number}");
    for found in &line.matches {
        let tie = Parts::default()
            .says("subject", Content::Reference(person.clone()), &at)
            .says("type", term(MAY_BE_SAME), &at)
            .says("object", Content::Reference(WrittenReference::Key(found.label.reference.clone())), &at)
            .says("certainty", term("inferred"), &at)
            .says("note", Content::Value(Value::Text(line.typed.clone())), &at);
        add(reader, Kind::Relation, None, tie, source);
    }
}

/// What a line says of somebody beside the name: an age, if it is known of which day, or a year of birth.
fn told(line: &PersonLine, as_of: Option<&FieldValue>, at: &str) -> Vec<FieldValue> {
    let says = |field, text: &String| {
        let field = Kind::Person.field(field)?;
        let content = from_text(field, text, None).ok()?;
        Some(FieldValue { field: field.name, content, at: Place::path(at) })
    };
    let born = line.born.as_ref().and_then(|born| says("birth", born));
    let age = line.age.as_ref().zip(as_of).and_then(|(age, as_of)| {
        let of = FieldValue { field: "age_as_of", content: as_of.content.clone(), at: as_of.at.clone() };
        Some([says("age", age)?, of])
    });
    born.into_iter().chain(age.into_iter().flatten()).collect()
}

/// The day that ages are of: that of the report, or of the arrest.
fn as_of(tx: &ReadTx<'_>, typed: &FormData, together: &Together) -> Result<Option<FieldValue>> {
    const CITED: &str = "citations.0.report";
    let report = match resolve_typed(tx, Target::One(Kind::Report), CITED, typed)? {
        Resolution::Record(label) => tx.get::<Report>(label.id)?,
        _ => None,
    };
    let published = report.and_then(|report| report.fields.published);
    let content = published.map(|date| Content::Value(Value::Date(date))).or_else(|| {
        let taken = together.taken.iter().find(|value| value.field == "taken");
        taken.map(|taken| taken.content.clone()).filter(|taken| matches!(taken, Content::Value(_)))
    });
    Ok(content.map(|content| FieldValue { field: "age_as_of", content, at: Place::path(CITED) }))
}

/// The citations that support everything, for one field of a record.
fn citing(reader: &Reader<'_>, source: Option<usize>, field: &'static str) -> Vec<RowChange> {
    let rows = source.and_then(|source| reader.change.shared.get(source)).into_iter().flatten();
    rows.map(|row| {
        let copied = row.values.iter().filter(|value| value.field != "field");
        let of_field =
            FieldValue { field: "field", content: Content::Value(Value::Text(field.to_owned())), at: row.at.clone() };
        let values = copied
            .map(|value| FieldValue { field: value.field, content: value.content.clone(), at: value.at.clone() })
            .chain([of_field])
            .collect();
        RowChange { at: row.at.clone(), what: row.what, act: row.act, values }
    })
    .collect()
}

/// The episode of one person: arrest first, then the charge, then the status since. Gives the number of the episode.
fn episode(
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
fn step((line, detention, seq): (&str, &WrittenReference, Option<i64>), code: &str, together: &Together) -> Parts {
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

const ROLE: &str = "role/detainee";

fn term(code: &str) -> Content {
    Content::Value(Value::Text(code.to_owned()))
}

/// Adds a record that is put together, cited. Gives its number.
pub(super) fn add(
    reader: &mut Reader<'_>,
    kind: Kind,
    name: Option<String>,
    parts: Parts,
    support: Option<usize>,
) -> usize {
    let mut record = reader.bare(Subject::New(kind));
    (record.name, record.fields, record.support) = (name, parts.0, support);
    reader.change.records.push(record);
    reader.change.records.len() - 1
}

/// The next form, with the same report as it put this one, the same incident, places, organization and date.
fn another(tx: &ReadTx<'_>, written: &Written<'_>, together: &Together, saved: RecordId) -> Result<String> {
    let mut kept = Vec::new();
    for (parameter, field, kind) in KEPT {
        if let Some(id) = written.referred(tx, Target::One(kind), field)? {
            kept.push(format!("{parameter}={}", tx.label(id)?.reference));
        }
    }
    if let Some(report) = written.referred(tx, Target::One(Kind::Report), "citations.0.report")? {
        kept.push(format!("cite={}", tx.label(report)?.reference));
        for part in ["hedge", "grade"] {
            if let Some(Content::Value(code)) = written.supporting(together.source, part) {
                kept.push(format!("{part}={code}"));
            }
        }
    }
    let said = |name: &str| together.said_of_taking(name).map(|value| &value.content);
    if let Some(Content::Value(date)) = said("taken") {
        let encoded: String = form_urlencoded::byte_serialize(date.to_string().as_bytes()).collect();
        kept.push(format!("date={encoded}"));
    }
    for (parameter, field) in [("basis", "taken_basis"), ("part", "taken_part")] {
        if let Some(Content::Value(code)) = said(field) {
            kept.push(format!("{parameter}={code}"));
        }
    }
    kept.push(format!("saved={}", tx.label(saved)?.reference));
    Ok(format!("/detentions/new?{}", kept.join("&")))
}

/// The step that a status is told by. That somebody is held, without a word on where, is no more than a word.
fn step_type(status: Option<&Content>, has_place: bool) -> &'static str {
    let status = match status {
        Some(Content::Value(Value::Text(code))) => Status::parse(code),
        _ => None,
    };
    status.filter(|status| has_place || *status != Status::Held).map_or(step::STATUS_REPORT, Status::told_by)
}
