//! Logging a detention: one form, for one person or for many who were taken together, saved whole or not at all.

use super::sheet::{FormLink, OFFERED, Saving, rows, slots, with_context};
use crate::domain::kind::{Kind, Target, Type};
use crate::domain::log::{CUSTODY, LINES_MAX, Line, PART_OF, TAKEN, Who, is_group, lines};
use crate::domain::matching::Why;
use crate::domain::record::{Fields, Label, RecordId, RecordKey, Value};
use crate::domain::records::{Participation, Report};
use crate::domain::sheet::{Link, Rows, Slot, Understood};
use crate::domain::source::{NewCitation, certainty_of};
use crate::domain::typed::Typed;
use crate::error::{Error, Result, Say};
use crate::store::{ReadTx, WriteTx};

/// The form as it is shown.
#[derive(Debug)]
pub struct DetentionForm {
    pub typed: Typed,
    pub lines: Vec<Line>,
    pub taken: Vec<Slot>,
    pub custody: Vec<Slot>,
    pub part_of: Vec<Slot>,
    /// What supports everything; what supports the arrest and the status alone, where they have their own.
    pub source: Rows,
    pub taken_source: Rows,
    pub status_source: Rows,
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
pub fn prefilled(tx: &ReadTx<'_>, asked: &[(String, String)]) -> Result<Typed> {
    let mut typed = Typed::default();
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

pub fn show(tx: &ReadTx<'_>, typed: Typed) -> Result<DetentionForm> {
    let source = rows(tx, "citations", "", &typed)?;
    let report = source.rows.iter().flat_map(|row| &row.slots).find_map(|slot| match &slot.read {
        Understood::Record(Link::Chosen(label)) if label.kind == Kind::Report => Some(label.clone()),
        _ => None,
    });
    let body = report.as_ref().map(|report| tx.get::<Report>(report.id)).transpose()?.flatten();
    Ok(DetentionForm {
        lines: who(tx, &typed)?,
        taken: slots(tx, TAKEN, &typed)?,
        custody: slots(tx, CUSTODY, &typed)?,
        part_of: slots(tx, PART_OF, &typed)?,
        taken_source: rows(tx, "citations", TAKEN_SOURCE, &typed)?,
        status_source: rows(tx, "citations", STATUS_SOURCE, &typed)?,
        source,
        compartments: tx.compartment_names()?,
        report: report.map(|label| (label, body.and_then(|report| report.fields.body))),
        typed,
    })
}

/// Who the typed lines are. A choice holds for the line it was made for. Without one, somebody of the very same name
/// is suggested, a likeness is left unsure, and a name that nothing resembles is new.
fn who(tx: &ReadTx<'_>, typed: &Typed) -> Result<Vec<Line>> {
    let line = |(number, text): (usize, &str)| -> Result<Line> {
        let matches = with_context(tx, tx.matches(Target::One(Kind::Person), text, OFFERED)?)?;
        let chosen = chosen(typed, number, text).filter(|who| match who {
            Who::Known(reference) => matches.iter().any(|found| found.label.reference == *reference),
            _ => true,
        });
        let same = |why: Why| matches.iter().filter(move |found| found.why == why);
        let best = same(Why::Ref).chain(same(Why::SameName)).next().filter(|_| same(Why::SameName).count() <= 1);
        let who = match (chosen, best) {
            (Some(chosen), _) => chosen,
            (None, Some(best)) => Who::Known(best.label.reference.clone()),
            (None, None) if is_group(text) => Who::NewGroup,
            (None, None) if matches.is_empty() => Who::NewPerson,
            (None, None) => Who::Unsure,
        };
        Ok(Line { text: text.to_owned(), who, matches })
    };
    lines(typed.get("who")).into_iter().take(LINES_MAX).enumerate().map(line).collect()
}

/// What was chosen for a line, if it is still the line that it was chosen for.
fn chosen(typed: &Typed, number: usize, text: &str) -> Option<Who> {
    if typed.get(&format!("w.{number}.for")) != text {
        return None;
    }
    match typed.get(&format!("w.{number}.pick")) {
        "" => None,
        "new" => Some(Who::NewPerson),
        "group" => Some(Who::NewGroup),
        "unsure" => Some(Who::Unsure),
        reference => RecordKey::parse(reference).map(|_| Who::Known(reference.to_owned())),
    }
}

/// What is the same for everybody on the form.
struct Together {
    taken: Fields,
    custody: Fields,
    incident: Option<RecordId>,
    source: Support,
    taken_source: Support,
    status_source: Support,
}

/// Citations, and where their rows stand in the form.
#[derive(Clone)]
struct Support {
    prefix: &'static str,
    citations: Vec<NewCitation>,
}

impl Support {
    /// How firmly a fact stands that only these support.
    fn certainty(&self) -> Option<Value> {
        let hedge = self.citations.first().map_or("asserted", |citation| citation.hedge.as_str());
        Some(Value::Text(certainty_of(hedge).to_owned()))
    }
}

/// Saves the form: the people, an episode for each, the arrest, what is known since, and their part in the incident.
/// Gives the first episode, and where to go on. `unsure` is the note on a record that may be one of others.
pub fn save(tx: &mut WriteTx<'_>, typed: &Typed, unsure: impl Fn(&str) -> String) -> Result<(RecordId, String)> {
    let count = lines(typed.get("who")).len();
    let people = if count <= LINES_MAX { who(&tx.read(), typed)? } else { Vec::new() };
    let mut saving = Saving::new(tx, typed)?;
    if count == 0 {
        saving.fault("who", Say::new("err-required"));
    } else if count > LINES_MAX {
        saving.fault("who", Say::new("err-too-many-lines").arg("n", LINES_MAX).arg("given", count));
    }
    for (number, line) in people.iter().enumerate() {
        // Somebody of that name, or like it, is there: that is for the monitor to say.
        if !line.matches.is_empty() && chosen(typed, number, &line.text).is_none() {
            saving.fault(format!("w.{number}"), Say::new("err-who").arg("name", &line.text));
        }
    }
    let source = Support { prefix: "", citations: saving.citations("")? };
    saving.support(&source.citations);
    let mut own = |prefix: &'static str| -> Result<Support> {
        let citations = saving.citations(prefix)?;
        Ok(if citations.is_empty() { source.clone() } else { Support { prefix, citations } })
    };
    let (taken_source, status_source) = (own(TAKEN_SOURCE)?, own(STATUS_SOURCE)?);
    let (taken, custody) = (saving.row(TAKEN, "")?, saving.row(CUSTODY, "")?);
    let incident = saving.link(Target::One(Kind::Incident), "incident")?;
    let together = Together { taken, custody, incident, source, taken_source, status_source };
    let mut episodes = Vec::new();
    for (number, line) in people.iter().enumerate() {
        if let Some(person) = person(&mut saving, number, line, &unsure)? {
            episodes.extend(episode(&mut saving, number, person, &together)?);
        }
    }
    saving.finish()?;
    let first = episodes.first().copied().ok_or_else(|| Error::internal("a log without fault made no detention"))?;
    let address = match (typed.get("next") == "1", together.incident, episodes.as_slice()) {
        (true, ..) => another(&tx.read(), &together, first)?,
        (false, _, [only]) => super::record_form::page_of(&tx.read(), *only)?,
        (false, Some(incident), _) => super::record_form::page_of(&tx.read(), incident)?,
        (false, None, _) => "/held".to_owned(),
    };
    Ok((first, address))
}

fn person(
    saving: &mut Saving<'_, '_>,
    number: usize,
    line: &Line,
    unsure: &impl Fn(&str) -> String,
) -> Result<Option<RecordId>> {
    let unit = match &line.who {
        Who::Known(reference) => {
            let key = RecordKey::parse(reference).ok_or(Error::NotFound)?;
            return saving.tx.read().resolve_kind(&key, Kind::Person).map(Some);
        }
        Who::NewGroup => "group",
        Who::NewPerson | Who::Unsure => "individual",
    };
    let fields = Fields::from([
        ("unit", Some(Value::Text(unit.to_owned()))),
        ("identified", Some(Value::Bool(unit == "individual"))),
    ]);
    let refs: Vec<&str> = line.matches.iter().map(|found| found.label.reference.as_str()).collect();
    let comment = (line.who == Who::Unsure && !refs.is_empty()).then(|| unsure(&refs.join(", ")));
    let name = match crate::domain::input::clean(&line.text, Type::Text) {
        Ok(name) => saving.called(name),
        Err(say) => {
            saving.fault(format!("w.{number}"), say);
            return Ok(None);
        }
    };
    let draft = saving.draft(Kind::Person, fields, comment);
    let done = saving.tx.create(&draft);
    let Some(id) = saving.taken_as(|_| format!("w.{number}"), done)? else { return Ok(None) };
    let done = saving.tx.add_name(id, &name);
    saving.taken_as(|_| format!("w.{number}"), done)?;
    Ok(Some(id))
}

/// The episode of one person: arrest first, then the charge, then the status since.
fn episode(
    saving: &mut Saving<'_, '_>,
    number: usize,
    person: RecordId,
    together: &Together,
) -> Result<Option<RecordId>> {
    let Together { taken, custody, incident, source, taken_source, status_source } = together;
    let from = |fields: &Fields, name: &str| fields.get(name).cloned().flatten();
    let detention = Fields::from([
        ("person", Some(Value::Ref(person))),
        ("incident", incident.map(Value::Ref)),
        ("start", from(taken, "taken")),
        ("start_basis", from(taken, "taken_basis")),
        ("start_part", from(taken, "taken_part")),
        ("arrest_place", from(taken, "taken_place")),
        ("arresting_organization", from(taken, "taken_by")),
        ("stated_reason", from(custody, "stated_reason")),
    ]);
    let Some(id) = make(saving, number, Kind::Detention, detention, source)? else { return Ok(None) };
    let step = |seq: i64, code: &str, more: Fields| {
        let mut step = Fields::from([
            ("detention", Some(Value::Ref(id))),
            ("seq", Some(Value::Integer(seq))),
            ("type", term(code)),
            ("date", from(taken, "taken")),
            ("date_basis", from(taken, "taken_basis")),
            ("date_part", from(taken, "taken_part")),
            ("organization", from(taken, "taken_by")),
        ]);
        step.extend(more);
        step
    };
    let arrest = Fields::from([
        ("place", from(taken, "taken_place")),
        ("status_after", term("held")),
        ("certainty", taken_source.certainty()),
        ("note", from(taken, "taken_note")),
    ]);
    make(saving, number, Kind::CustodyEvent, step(1, "de/arrested", arrest), taken_source)?;
    if from(custody, "law").is_some() || from(custody, "article").is_some() {
        // Nothing says on which day the charge was brought, nor by whom.
        let charge = Fields::from([
            ("date", None),
            ("date_basis", term("unknown")),
            ("date_part", None),
            ("organization", None),
            ("law", from(custody, "law")),
            ("article", from(custody, "article")),
        ]);
        make(saving, number, Kind::CustodyEvent, step(2, "de/charged", charge), source)?;
    }
    let (status, place) = (from(custody, "status_after"), from(custody, "held_place"));
    let told = ["status_date", "held_place", "status_note"].iter().any(|name| from(custody, name).is_some());
    if told || status != term("held") {
        let mut since = Fields::from([
            ("place", place.clone()),
            ("status_after", status.clone()),
            ("certainty", from(custody, "certainty").or_else(|| status_source.certainty())),
            ("note", from(custody, "status_note")),
        ]);
        // The status is as of a day; where none is given, as of the arrest.
        if let Some(date) = from(custody, "status_date") {
            since.insert("date", Some(date));
            since.insert("date_basis", from(custody, "status_date_basis"));
            since.insert("date_part", from(custody, "status_date_part"));
        }
        let code = step_type(status.as_ref(), place.is_some());
        make(saving, number, Kind::CustodyEvent, step(3, code, since), status_source)?;
    }
    if let Some(incident) = incident {
        take_part(saving, number, *incident, person, source)?;
    }
    Ok(Some(id))
}

fn term(code: &str) -> Option<Value> {
    Some(Value::Text(code.to_owned()))
}

/// The person's part in the incident, unless it is there.
fn take_part(
    saving: &mut Saving<'_, '_>,
    number: usize,
    incident: RecordId,
    person: RecordId,
    source: &Support,
) -> Result<()> {
    const ROLE: &str = "role/detainee";
    let parts = saving.tx.read().with::<Participation>("incident", &[incident])?;
    if parts.iter().any(|part| part.fields.person == Some(person) && part.fields.role == ROLE) {
        return Ok(());
    }
    let part = Fields::from([
        ("incident", Some(Value::Ref(incident))),
        ("person", Some(Value::Ref(person))),
        ("role", Some(Value::Text(ROLE.to_owned()))),
        ("act", Some(Value::Text("act/arrest".to_owned()))),
    ]);
    make(saving, number, Kind::Participation, part, source)?;
    Ok(())
}

/// Makes one of the records of a line, cited. What is wrong is told at the field of the form that it came from.
fn make(
    saving: &mut Saving<'_, '_>,
    number: usize,
    kind: Kind,
    fields: Fields,
    source: &Support,
) -> Result<Option<RecordId>> {
    // The last step tells the status; what is wrong with its date and place is told there.
    let is_status = fields.get("seq") == Some(&Some(Value::Integer(3)));
    let draft = saving.draft(kind, fields, None);
    let done = saving.tx.create(&draft);
    let told = |field: &str| match (field, is_status) {
        ("person", _) => format!("w.{number}"),
        ("start" | "date", false) => "taken".to_owned(),
        ("date", true) => "status_date".to_owned(),
        ("arrest_place" | "place", false) => "taken_place".to_owned(),
        ("place", true) => "held_place".to_owned(),
        ("arresting_organization" | "organization", _) => "taken_by".to_owned(),
        (field, _) => field.to_owned(),
    };
    let Some(id) = saving.taken_as(told, done)? else { return Ok(None) };
    saving.cite_from(source.prefix, id, &source.citations)?;
    Ok(Some(id))
}

/// The next form, with the same report as it put this one, the same incident, places, organization and date.
fn another(tx: &ReadTx<'_>, together: &Together, saved: RecordId) -> Result<String> {
    let mut kept = Vec::new();
    for (parameter, field, _) in KEPT {
        let from = together.taken.get(field).or_else(|| together.custody.get(field));
        let id = match from {
            Some(Some(Value::Ref(id))) => Some(*id),
            _ => together.incident.filter(|_| field == "incident"),
        };
        if let Some(id) = id {
            kept.push(format!("{parameter}={}", tx.label(id)?.reference));
        }
    }
    if let Some(citation) = together.source.citations.first() {
        let report = tx.label(citation.report)?.reference;
        kept.push(format!("cite={report}&hedge={}&grade={}", citation.hedge, citation.grade));
    }
    if let Some(Some(Value::Date(date))) = together.taken.get("taken") {
        let encoded: String = form_urlencoded::byte_serialize(date.text().as_bytes()).collect();
        kept.push(format!("date={encoded}"));
    }
    for (parameter, field) in [("basis", "taken_basis"), ("part", "taken_part")] {
        if let Some(Some(Value::Text(code))) = together.taken.get(field) {
            kept.push(format!("{parameter}={code}"));
        }
    }
    kept.push(format!("saved={}", tx.label(saved)?.reference));
    Ok(format!("/log/detention?{}", kept.join("&")))
}

/// The step that a status is told by.
fn step_type(status: Option<&Value>, has_place: bool) -> &'static str {
    match status {
        Some(Value::Text(status)) => match (status.as_str(), has_place) {
            ("held", true) => "de/held",
            ("released", _) => "de/released",
            ("house_arrest", _) => "de/house_arrest",
            ("on_bail", _) => "de/bail_granted",
            ("serving_sentence", _) => "de/sentenced",
            ("deported", _) => "de/deported",
            ("escaped", _) => "de/escaped",
            ("hospitalised", _) => "de/hospitalised",
            ("disappeared", _) => "de/disappeared",
            ("dead", _) => "de/died",
            _ => "de/status_report",
        },
        _ => "de/status_report",
    }
}
