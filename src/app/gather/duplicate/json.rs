//! Likely duplicates as the JSON API gives them.

use serde_json::{Value as Json, json};

use crate::app::gather::record_json::date_json;
use crate::domain::duplicate::Likelihood;
use crate::domain::kind::Kind;
use crate::domain::record::Labels;
use crate::pages::duplicate::{DuplicatesPage, Evidence, LikelyPair, Said, What};
use crate::pages::history::ShownValue;

/// A page of pairs.
pub fn duplicates_json(page: &DuplicatesPage) -> Json {
    json!({
        "kind": page.kind.table(),
        "records": page.records,
        "weighed": page.weighed,
        "ready": page.is_ready,
        "pairs": page.pairs.iter().map(|pair| pair_json(page, pair)).collect::<Vec<_>>(),
        "next": page.next,
    })
}

fn pair_json(page: &DuplicatesPage, pair: &LikelyPair) -> Json {
    json!({
        "records": pair.sides.iter().map(|(_, label)| label).collect::<Vec<_>>(),
        "likelihood": (f64::from(pair.weighed.likelihood) * 1000.0).round() / 1000.0,
        "likely": Likelihood::of(pair.weighed.likelihood).code(),
        "evidence": pair.weighed.evidence.iter().map(|found| evidence_json(page.kind, &page.labels, found)).collect::<Vec<_>>(),
    })
}

fn evidence_json(kind: Kind, labels: &Labels, found: &Evidence) -> Json {
    let side = |said: &Vec<Said>| said.iter().map(|said| said_json(labels, said)).collect::<Vec<_>>();
    json!({
        "matter": found.matter,
        "is_field": kind.field(found.matter).is_some(),
        "agreement": found.agreement.code(),
        "for": found.weight > 0.0,
        "weight": (f64::from(found.weight) * 100.0).round() / 100.0,
        "sides": found.sides.iter().map(side).collect::<Vec<_>>(),
    })
}

fn said_json(labels: &Labels, said: &Said) -> Json {
    match &said.what {
        What::Text(text) => text.as_str().into(),
        What::Record(id) => json!(labels.get(id)),
        What::Value(ty, value) => match ShownValue::of(Some(*ty), value, labels) {
            Some(ShownValue::Record(label)) => json!(label),
            Some(ShownValue::Date(date)) => date_json(&date),
            _ => value.clone(),
        },
    }
}
