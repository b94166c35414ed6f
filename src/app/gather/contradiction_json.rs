//! Contradictions as the JSON API gives them.

use serde_json::{Map, Value as Json, json};

use crate::app::gather::record_json::date_json;
use crate::pages::contradiction::{Contradicted, ContradictionLine, ContradictionList, Says, Side, StepSaid};
use crate::pages::history::ShownValue;

/// A page of contradictions, with the numbers of all.
pub fn contradictions_json(list: &ContradictionList) -> Json {
    json!({
        "open": list.open,
        "decided": list.decided,
        "contradictions": list.lines.iter().map(line).collect::<Vec<_>>(),
        "next": list.next,
    })
}

fn line(line: &ContradictionLine) -> Json {
    let (on, what) = match &line.what {
        Contradicted::Field(_, field) => ("field", Some(field.name)),
        Contradicted::Whole => ("record", None),
        Contradicted::Measure(code) => ("measure", Some(code.as_str())),
        Contradicted::Step(code) => ("step", Some(code.as_str())),
        Contradicted::Custody => ("custody", None),
    };
    json!({
        "about": line.record,
        "on": on,
        "what": what,
        "decided": line.is_decided,
        "sides": line.sides.iter().map(side).collect::<Vec<_>>(),
    })
}

fn side(side: &Side) -> Json {
    let mut told = said(&side.says);
    told.insert("in_force".to_owned(), side.in_force.into());
    told.insert("preferred".to_owned(), side.preferred.into());
    told.insert("citations".to_owned(), json!(side.citations));
    Json::Object(told)
}

fn said(says: &Says) -> Map<String, Json> {
    let told = match says {
        Says::Value(value) => vec![("value", value_json(value))],
        Says::So => vec![("holds", true.into())],
        Says::NotSo => vec![("holds", false.into())],
        Says::Figure(figure, reference) => vec![(
            "figure",
            json!({
                "ref": reference, "verbatim": figure.verbatim, "qualifier": figure.qualifier, "lo": figure.lo,
                "best": figure.best, "hi": figure.hi, "as_of": figure.as_of.as_ref().map(date_json),
                "claimed_by": figure.claimed_by,
            }),
        )],
        Says::Step(StepSaid { reference, code, date, .. }) => {
            vec![("event", json!({ "ref": reference, "type": code, "date": date.as_ref().map(date_json) }))]
        }
    };
    told.into_iter().map(|(name, json)| (name.to_owned(), json)).collect()
}

/// A value as a record has it: a record named, a date with its days, codes and texts as they stand.
fn value_json(value: &ShownValue) -> Json {
    match value {
        ShownValue::Record(label) => json!(label),
        ShownValue::Date(date) => date_json(date),
        ShownValue::Bool(flag) => (*flag).into(),
        ShownValue::Term(text) | ShownValue::Choice(text) | ShownValue::Code(_, text) | ShownValue::Text(text) => {
            text.as_str().into()
        }
    }
}
