//! Who the lines of the form are: found, chosen, or made.

use crate::app::apply::{OFFERED, Resolution};
use crate::app::form::{resolve_typed, with_context};
use crate::app::intake::log_detention::Together;
use crate::app::intake::log_detention::parts::{Parts, add, term};
use crate::domain::change::{COMMENT, Content, FieldValue, Place, RowChange, Subject, WrittenReference};
use crate::domain::form_data::FormData;
use crate::domain::invisible::visible;
use crate::domain::kind::value::{clean, from_text};
use crate::domain::kind::{Kind, MAY_BE_SAME, NOT_SAME, Report, Target, Type};
use crate::domain::logging::{LINES_MAX, PersonLine, Who};
use crate::domain::name::fold;
use crate::domain::name::matching::{Match, Why};
use crate::domain::pasted::{PastedLine, is_group, lines};
use crate::domain::record::{RecordKey, Value};
use crate::error::Result;
use crate::read::form::Reader;
use crate::store::ReadTx;

/// Who the typed lines are. A choice holds for the line it was made for, wherever that stands now. Without one a ref is its
/// record, a likeness is left unsure, a name that nothing resembles is new; and nobody is taken for a namesake.
pub(super) fn who(tx: &ReadTx<'_>, typed: &FormData) -> Result<Vec<PersonLine>> {
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
pub(super) fn is_there(who: &Who, matches: &[Match]) -> bool {
    match who {
        Who::Known(reference) => matches.iter().any(|found| found.label.reference == *reference),
        _ => true,
    }
}

/// What was chosen, each with the line that it was chosen for.
pub(super) fn choices(typed: &FormData) -> Vec<(String, Who)> {
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
pub(super) fn corrected(typed: &FormData, name: &str) -> Option<String> {
    let at = (0..LINES_MAX).find(|number| typed.get(&format!("w.{number}.for")) == name)?;
    let field = format!("w.{at}.age");
    typed.has(&field).then(|| typed.get(&field).to_owned())
}

/// Whether two lines name the same person; two groups may be called alike.
pub(super) fn is_twice(one: &PersonLine, other: &PersonLine) -> bool {
    let known = |line: &PersonLine| matches!(line.who, Some(Who::Known(_)));
    let group = |line: &PersonLine| line.who == Some(Who::NewGroup);
    if known(one) || known(other) {
        return one.who == other.who;
    }
    fold(&one.text) == fold(&other.text) && !(group(one) && group(other))
}

/// Who a line is: a record that is there, or one to be made.
pub(super) fn person(
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

/// Whoever a line may mean is tied to the record that was made of it, with the line: until somebody finds out, or as another.
pub(super) fn tie_offered(
    reader: &mut Reader<'_>,
    number: usize,
    line: &PersonLine,
    person: &WrittenReference,
    source: Option<usize>,
) {
    let (what, source) = match line.who {
        Some(Who::Unsure) => (MAY_BE_SAME, source),
        // Who was offered is somebody else: that no report says.
        Some(Who::NewPerson | Who::NewGroup) => (NOT_SAME, None),
        Some(Who::Known(_)) | None => return,
    };
    let at = format!("w.{number}");
    for found in &line.matches {
        let tie = Parts::default()
            .says("subject", Content::Reference(person.clone()), &at)
            .says("type", term(what), &at)
            .says("object", Content::Reference(WrittenReference::Key(found.label.reference.clone())), &at)
            .says("certainty", term("inferred"), &at)
            .says("note", Content::Value(Value::Text(line.typed.clone())), &at);
        add(reader, Kind::Relation, None, tie, source);
    }
}

/// What a line says of somebody beside the name: an age, if it is known of which day, or a year of birth.
pub(super) fn told(line: &PersonLine, as_of: Option<&FieldValue>, at: &str) -> Vec<FieldValue> {
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
pub(super) fn as_of(tx: &ReadTx<'_>, typed: &FormData, together: &Together) -> Result<Option<FieldValue>> {
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
pub(super) fn citing(reader: &Reader<'_>, source: Option<usize>, field: &'static str) -> Vec<RowChange> {
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
