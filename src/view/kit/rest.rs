//! The rest of a record: whatever its page has not placed itself, by the specification of its kind. What is saved is shown.

use std::borrow::Cow;

use maud::{Markup, html};
use serde::Serialize;
use serde_json::Value as Json;

use super::date::date;
use super::figure::figures;
use super::section::more;
use super::source::Sources;
use super::{fact, link, notes, relations, statements};
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::record::{ExternalId, Header, Labels, Record, RecordId};
use crate::pages::dossier::Dossier;
use crate::pages::history::ShownValue;
use crate::view::PageContext;
use crate::view::kit::summary::shown;

/// Everything that belongs to a record and that its page has not placed: kinds other than `placed`.
pub fn rest<T: Serialize>(
    cx: &PageContext<'_>,
    dossier: &Dossier<T>,
    sources: &Sources<'_>,
    placed: &[Kind],
) -> Markup {
    let (here, labels) = (dossier.record.id(), &dossier.labels);
    let left = |kind: Kind| !placed.contains(&kind);
    html! {
        @if left(Kind::Figure) && !dossier.figures.is_empty() {
            h2 { (cx.text("figures")) }
            dl class="facts" { (figures(cx, here, &dossier.figures, labels, sources, &dossier.citations)) }
        }
        @if left(Kind::Relation) { (relations(cx, here, &dossier.relations, labels, sources)) }
        @if left(Kind::Statement) { (statements(cx, here, &dossier.statements, labels, sources)) }
        @if left(Kind::Note) { (notes(cx, &dossier.notes, sources)) }
        (others(cx, dossier, sources))
        @for kind in dossier.more.iter().filter(|kind| left(**kind) || **kind == Kind::Figure) {
            @if !SECTIONS.contains(kind) { (more(cx, dossier, *kind)) }
        }
    }
}

/// Kinds whose rows stand in sections of their own on the pages that have them; the way to the rest of them is there.
const SECTIONS: [Kind; 6] =
    [Kind::Participation, Kind::IncidentLink, Kind::Detention, Kind::Organization, Kind::Source, Kind::Report];

/// Rows of kinds that have no place of their own on any page.
fn others<T: Serialize>(cx: &PageContext<'_>, dossier: &Dossier<T>, sources: &Sources<'_>) -> Markup {
    let here = dossier.record.id();
    html! {
        @if !dossier.others.is_empty() {
            h2 { (cx.text("other-facts")) }
            dl class="facts" {
                @for row in &dossier.others {
                    div {
                        dt { (cx.label("kind", row.header.kind.table())) " " (reference(&row.header)) (sources.of(cx, row.id())) }
                        @for (label, value) in stated(cx, &dossier.labels, sources, row, &[]) {
                            @if value.1 != Some(here) { dd { span class="meta" { (label) ": " } (value.0) } }
                        }
                        @if let Some(comment) = comment(cx, &row.header) { dd { span class="meta" { (comment) } } }
                    }
                }
            }
        }
    }
}

/// The fields of the record that its page has not placed, as rows of a list of facts.
pub fn fields<T: Serialize>(
    cx: &PageContext<'_>,
    record: &Record<T>,
    labels: &Labels,
    sources: &Sources<'_>,
    placed: &[&str],
) -> Markup {
    html! {
        @for (label, (value, _)) in stated(cx, labels, sources, record, placed) { (fact(&label, &[value])) }
    }
}

/// The same of a row that belongs to the record, in its line: the fields not placed, its comment, and its ref, which leads to
/// its history.
pub fn row<T: Serialize>(
    cx: &PageContext<'_>,
    record: &Record<T>,
    labels: &Labels,
    sources: &Sources<'_>,
    placed: &[&str],
) -> Markup {
    html! { (values(cx, record, labels, sources, placed)) " " (reference(&record.header)) }
}

/// The same without the ref, for where that stands already.
pub fn values<T: Serialize>(
    cx: &PageContext<'_>,
    record: &Record<T>,
    labels: &Labels,
    sources: &Sources<'_>,
    placed: &[&str],
) -> Markup {
    let stated = stated(cx, labels, sources, record, placed);
    let said = stated.into_iter().map(|(label, (value, _))| html! { (label) ": " (value) });
    let said: Vec<Markup> = said.chain(comment(cx, &record.header)).collect();
    html! {
        @if !said.is_empty() {
            " " span class="meta" { @for (index, part) in said.iter().enumerate() { @if index > 0 { " · " } (part) } }
        }
    }
}

/// Identifiers of the record in other systems, as a row of a list of facts. Another record with the same one may be the same
/// thing, entered twice.
pub fn identifiers<T>(cx: &PageContext<'_>, dossier: &Dossier<T>) -> Markup {
    let one = |id: &ExternalId| {
        let others: Vec<_> = id.others.iter().filter_map(|other| dossier.labels.get(other)).collect();
        html! {
            span class="meta" { (id.scheme) } " " (id.value)
            @for other in others { " " span class="meta" { (cx.text("identifier-also")) " " (link(other)) } }
        }
    };
    fact(&cx.text("identifiers"), &dossier.external_ids.iter().map(one).collect::<Vec<_>>())
}

/// The ref of a row without a page of its own, as a link to its history, where it is changed and reviewed.
pub fn reference(header: &Header) -> Markup {
    html! { a class="ref" href={ (header.address()) "/history" } { (header.reference) } }
}

fn comment(cx: &PageContext<'_>, header: &Header) -> Option<Markup> {
    header.comment.as_ref().map(|comment| html! { (cx.text("comment")) ": " (comment) })
}

/// How a date is known, in fields beside it.
const BASIS: &str = "_basis";
const PART: &str = "_part";

/// A value with what is cited for it, and the record it leads to.
type Value = (Markup, Option<RecordId>);

/// The fields that say something and are not placed, each with its label, its value and what is cited for it. What nobody said
/// is left out: a field that holds its default says nothing.
fn stated<'r, T: Serialize>(
    cx: &'r PageContext<'_>,
    labels: &'r Labels,
    sources: &'r Sources<'_>,
    record: &'r Record<T>,
    placed: &'r [&str],
) -> Vec<(Cow<'static, str>, Value)> {
    let kind = record.header.kind;
    let Ok(stored) = serde_json::to_value(&record.fields) else { return Vec::new() };
    let text = |name: &str| stored.get(name).and_then(Json::as_str);
    let value = |field: &'static Field| {
        let value = stored.get(field.name).filter(|value| !field.is_default(value))?;
        let value = ShownValue::of(Some(field.ty), value, labels)?;
        let target = if let ShownValue::Record(label) = &value { Some(label.id) } else { None };
        let cited = sources.of_field(cx, record.id(), field.name);
        let value = match (&value, [BASIS, PART].map(|part| text(&format!("{}{part}", field.name)))) {
            (ShownValue::Date(day), [Some(basis), part]) => date(cx, Some(day), basis, part),
            _ => shown(cx, kind.table(), field.name, &value),
        };
        Some((cx.label("field", field.name), (html! { (value) (cited) }, target)))
    };
    // How a date is known stands with the date.
    let of_date = |field: &Field| {
        let date = [BASIS, PART].into_iter().find_map(|part| field.name.strip_suffix(part));
        date.is_some_and(|date| text(date).is_some() && kind.field(date).is_some_and(|date| date.ty == Type::Date))
    };
    let left = |field: &&'static Field| !placed.contains(&field.name) && !of_date(field);
    kind.fields().iter().filter(left).filter_map(value).collect()
}
