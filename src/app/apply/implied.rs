//! What follows from what was said of a record: the numbers in the wording of a figure, the place of a step in its episode
//! and the status that it brings.

use serde_json::{Map, Value as Json};

use super::said;
use crate::domain::age;
use crate::domain::change::RowChange;
use crate::domain::citation::certainty_of;
use crate::domain::count;
use crate::domain::kind::CERTAINTIES;
use crate::domain::kind::CustodyEvent;
use crate::domain::kind::Kind;
use crate::domain::kind::attached::Attached;
use crate::domain::record::{Fields, Value};
use crate::domain::time::Edtf;
use crate::error::{Error, Result};
use crate::store::ReadTx;

const TYPE: &str = "type";
const STATUS: &str = "status_after";
const SENTENCE: &str = "sentence";

/// Adds it to a new record, where nobody said otherwise. To say that a field is empty is to say something.
pub fn complete(tx: &ReadTx<'_>, kind: Kind, fields: &mut Fields) -> Result<()> {
    match kind {
        Kind::Figure => counted(fields),
        Kind::Person => born(fields),
        Kind::CustodyEvent => {
            next_step(tx, fields)?;
            if !fields.contains_key(STATUS)
                && let Some(Some(Value::Text(code))) = fields.get(TYPE)
                && let Some(status) = own_status(tx, code, text(fields, SENTENCE))?
            {
                fields.insert(STATUS, Some(status));
            }
        }
        _ => {}
    }
    Ok(())
}

/// Adds it to what is to be different of a record: a step that becomes one of another type brings the status of that, where
/// the one that is there was none of its own and `said` is no other.
pub fn follow(
    tx: &ReadTx<'_>,
    kind: Kind,
    fields: &mut Fields,
    (stored, said): (&Map<String, Json>, &Fields),
) -> Result<()> {
    match kind {
        Kind::Person => born_otherwise(fields, stored)?,
        Kind::Figure => counted_otherwise(fields, stored),
        _ => {}
    }
    let Some(Some(Value::Text(code))) = fields.get(TYPE) else { return Ok(()) };
    if kind != Kind::CustodyEvent || fields.contains_key(STATUS) || matches!(said.get(STATUS), Some(Some(_))) {
        return Ok(());
    }
    let was = stored.get(STATUS).and_then(Json::as_str).map(|status| Value::Text(status.to_owned()));
    let before = |name: &str| stored.get(name).and_then(Json::as_str);
    let brought = own_status(tx, before(TYPE).unwrap_or_default(), before(SENTENCE))?;
    let sentence = if fields.contains_key(SENTENCE) { text(fields, SENTENCE) } else { before(SENTENCE) };
    let brings = own_status(tx, code, sentence)?;
    if brings != was && (was.is_none() || was == brought) {
        fields.insert(STATUS, brings);
    }
    Ok(())
}

/// The status that a step brings by itself.
fn own_status(tx: &ReadTx<'_>, code: &str, sentence: Option<&str>) -> Result<Option<Value>> {
    Ok(tx.step(code)?.brings_with(sentence).map(|status| Value::Text(status.code().to_owned())))
}

fn text<'f>(fields: &'f Fields, name: &str) -> Option<&'f str> {
    match fields.get(name) {
        Some(Some(Value::Text(text))) => Some(text),
        _ => None,
    }
}

/// A fact of which nobody says how firm it is stands as firmly as the citation puts it that puts it most firmly.
pub fn hedged<'r>(kind: Kind, fields: &mut Fields, rows: impl Iterator<Item = &'r RowChange>) {
    let Some(certainty) = kind.fields().iter().find(|field| field.follows_its_source()) else { return };
    if matches!(fields.get(certainty.name), Some(Some(_))) {
        return;
    }
    let supports = |row: &&RowChange| {
        row.what == Attached::Citation && matches!(said(&row.values, "stance"), None | Some("supports"))
    };
    let put = rows.filter(supports).map(|row| certainty_of(said(&row.values, "hedge").unwrap_or_default()));
    if let Some(put) = put.min_by_key(|put| CERTAINTIES.iter().position(|known| known == put)) {
        fields.insert(certainty.name, Some(Value::Text(put.to_owned())));
    }
}

/// A figure of which only the wording was given says what the wording says.
fn counted(fields: &mut Fields) {
    let nothing = |name: &str| matches!(fields.get(name), None | Some(None));
    if let Some(Some(Value::Text(wording))) = fields.get("verbatim")
        && ["qualifier", "lo", "best", "hi"].into_iter().all(nothing)
    {
        let count = count::read(wording);
        fields.insert("qualifier", Some(Value::Text(count.qualifier.to_owned())));
        for (name, number) in [("lo", count.lo), ("best", count.best), ("hi", count.hi)] {
            if let Some(number) = number {
                fields.insert(name, Some(Value::Integer(number)));
            }
        }
    }
}

/// Other words are another count, where the numbers before were those of the words before and nobody says others.
fn counted_otherwise(fields: &mut Fields, stored: &Map<String, Json>) {
    const COUNT: [&str; 4] = ["qualifier", "lo", "best", "hi"];
    let Some(Some(Value::Text(wording))) = fields.get("verbatim").cloned() else { return };
    let was = count::read(stored.get("verbatim").and_then(Json::as_str).unwrap_or_default());
    let number = |name: &str| stored.get(name).and_then(Json::as_i64);
    let of_words = stored.get("qualifier").and_then(Json::as_str) == Some(was.qualifier)
        && [number("lo"), number("best"), number("hi")] == [was.lo, was.best, was.hi];
    if of_words && COUNT.iter().all(|name| !fields.contains_key(name)) {
        fields.extend(COUNT.map(|name| (name, None)));
        fields.insert("verbatim", Some(Value::Text(wording)));
        counted(fields);
    }
}

/// Somebody of whom only an age is said was born as that says, which is inferred.
fn born(fields: &mut Fields) {
    let as_of = match fields.get("age_as_of") {
        Some(Some(Value::Date(date))) => Some(date),
        _ => None,
    };
    let birth = age::birth(text(fields, "age"), as_of);
    if let Some(birth) = birth.filter(|_| !fields.contains_key("birth")) {
        infer_birth(fields, Some(birth));
    }
}

fn infer_birth(fields: &mut Fields, birth: Option<Edtf>) {
    let basis = if birth.is_some() { "inferred" } else { "stated" };
    fields.insert("birth", birth.map(Value::Date));
    fields.insert("birth_basis", Some(Value::Text(basis.to_owned())));
}

/// Another age or another day of it is another birth, where that was inferred from the ones before or not known.
fn born_otherwise(fields: &mut Fields, stored: &Map<String, Json>) -> Result<()> {
    if fields.contains_key("birth") || !["age", "age_as_of"].into_iter().any(|name| fields.contains_key(name)) {
        return Ok(());
    }
    let before = |name: &str| stored.get(name).and_then(Json::as_str);
    let date = |text: Option<&str>| text.map(Edtf::parse).transpose().map_err(Error::internal);
    let was = age::birth(before("age"), date(before("age_as_of"))?.as_ref());
    if before("birth") != was.as_ref().map(Edtf::text) {
        return Ok(());
    }
    let as_of = match fields.get("age_as_of") {
        Some(Some(Value::Date(date))) => Some(date.clone()),
        Some(_) => None,
        None => date(before("age_as_of"))?,
    };
    let said = if fields.contains_key("age") { text(fields, "age") } else { before("age") };
    let is = age::birth(said, as_of.as_ref());
    if is != was {
        infer_birth(fields, is);
    }
    Ok(())
}

/// A step without an order of its own comes after those that are there.
fn next_step(tx: &ReadTx<'_>, fields: &mut Fields) -> Result<()> {
    if let (Some(Some(Value::Ref(detention))), None | Some(None)) = (fields.get("detention"), fields.get("seq")) {
        let steps = tx.referencing::<CustodyEvent>("detention", &[*detention])?;
        let last = steps.iter().map(|step| step.fields.seq).max().unwrap_or(0);
        fields.insert("seq", Some(Value::Integer(last.saturating_add(1))));
    }
    Ok(())
}
