//! The incidents somebody took part in, by role.

use std::collections::{BTreeMap, HashMap};

use maud::{Markup, html};

use super::rest;
use super::source::Sources;
use super::{fact, link_to, with_certainty};
use crate::domain::kind::{Incident, Participation};
use crate::domain::record::{Labels, Record, RecordId};
use crate::domain::time::Edtf;
use crate::view::PageContext;
use crate::view::kit::date::date;

/// The fields that a line shows, on whatever page.
pub const SHOWN: &[&str] = &["incident", "person", "organization", "role", "act", "certainty", "note"];

/// One list entry for each role: the incidents by date, with act, certainty and sources.
pub fn by_role(
    cx: &PageContext<'_>,
    participations: &[Record<Participation>],
    incidents: &HashMap<RecordId, Record<Incident>>,
    labels: &Labels,
    sources: &Sources<'_>,
) -> Markup {
    let incident = |row: &Record<Participation>| row.fields.incident.and_then(|id| incidents.get(&id));
    let mut roles: BTreeMap<&str, Vec<&Record<Participation>>> = BTreeMap::new();
    for participation in participations {
        roles.entry(&participation.fields.role).or_default().push(participation);
    }
    for rows in roles.values_mut() {
        rows.sort_by_key(|row| {
            let fields = incident(row).map(|incident| &incident.fields);
            (fields.and_then(|f| f.date.as_ref()).and_then(Edtf::sort_day), fields.map(|f| f.day_seq))
        });
    }
    let line = |row: &&Record<Participation>| {
        let Participation { incident: id, act, certainty, note, .. } = &row.fields;
        let link = link_to(labels, *id)?;
        Some(html! {
            (with_certainty(cx, certainty, &link))
            @if let Some(act) = act { ", " (cx.term(act)) }
            @if let Some(note) = note { ", " (note) }
            (sources.of(cx, row.id()))
            (rest::row(cx, *row, labels, sources, SHOWN))
            @if let Some(incident) = incident(row) {
                " " span class="meta" {
                    (date(cx, incident.fields.date.as_ref(), &incident.fields.date_basis, incident.fields.date_part.as_deref()))
                }
            }
        })
    };
    html! {
        @if !roles.is_empty() {
            dl class="facts" {
                @for (role, rows) in &roles { (fact(cx.term(role), &rows.iter().filter_map(line).collect::<Vec<_>>())) }
            }
        }
    }
}
