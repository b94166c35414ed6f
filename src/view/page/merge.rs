//! Two records that may be one: which other one is meant, and both side by side to choose from.

use maud::{Markup, html};

use super::act::top;
use crate::domain::act::Act;
use crate::domain::form::{FormField, Link};
use crate::domain::form_data::FormData;
use crate::domain::kind::Kind;
use crate::domain::name::Name;
use crate::domain::offer::{Side, Sides, Standing};
use crate::domain::overview::Described;
use crate::error::FieldError;
use crate::view::Reader;
use crate::view::kit::act::{Came, guard, reason};
use crate::view::kit::date::moment;
use crate::view::kit::described::described;
use crate::view::kit::fields::value;
use crate::view::kit::form::{Reference, reference};
use crate::view::kit::link;
use crate::view::kit::table::{Column, table};
use crate::view::layout::csrf;

/// The name of the field for the other record.
const OTHER: &str = "other";

/// Asks which record is the same.
pub fn find(reader: &Reader<'_>, standing: &Standing, typed: &FormData, link: &Link, errors: &[FieldError]) -> Markup {
    let header = &standing.header;
    let title = reader.tw("merge-title", &[("ref", header.reference.as_str().into())]);
    let fault = errors.first();
    html! {
        (top(reader, standing, &title, Came { errors, ..Came::default() }))
        @if standing.offered.has(Act::Merge) {
            p { (reader.t("merge-lede")) }
            form method="post" action={ "/merge/" (header.reference) } class="act" data-links {
                (csrf(reader))
                (reference(reader, &Reference { name: OTHER, label: &reader.t("merge-other"), kind: header.kind, typed: typed.get(OTHER), link, fault }))
                div class="bar" { button class="btn go" { (reader.t("merge-compare")) } }
            }
        } @else {
            p { (reader.t("merge-closed")) }
        }
    }
}

/// Both records, with what to keep of each. What `typed` says is chosen; otherwise the first one and its values.
pub fn sides(reader: &Reader<'_>, standing: &Standing, page: &Sides, typed: &FormData, came: Came<'_>) -> Markup {
    let [this, other] = &page.sides;
    let title = reader.tw(
        "merge-sides-title",
        &[("ref", this.header.reference.as_str().into()), ("other", other.header.reference.as_str().into())],
    );
    let key = format!(
        "merge-{}-{}-{}-{}",
        this.header.reference, this.header.version, other.header.reference, other.header.version
    );
    html! {
        (top(reader, standing, &title, came))
        form method="post" action={ "/merge/" (this.header.reference) } class="act" {
            (guard(reader, &key, this.header.version))
            input type="hidden" name="with" value=(other.header.reference);
            input type="hidden" name="with_version" value=(other.header.version);
            (both(reader, page, typed))
            p class="meta" { (reader.tw("merge-same", &[("n", page.same.into())])) }
            fieldset class="res" {
                legend { (reader.t("merge-keep")) }
                @for (kept, gone) in [(this, other), (other, this)] {
                    label class="ch" {
                        input type="radio" name="keep" value=(kept.header.reference) checked[is_kept(typed, kept, this)];
                        span {
                            b { (reader.tw("merge-keep-one", &[("ref", kept.header.reference.as_str().into())])) }
                            span class="meta" { (reader.tw("merge-keep-note", &[("ref", kept.header.reference.as_str().into()), ("other", gone.header.reference.as_str().into())])) }
                        }
                    }
                }
            }
            (reason(reader, &key, "act-reason-hint", came))
            div class="bar" {
                button class="btn go" { (reader.t("merge-do")) }
                a class="btn" href={ "/merge/" (this.header.reference) } { (reader.t("merge-another")) }
            }
        }
    }
}

fn is_kept(typed: &FormData, side: &Side, first: &Side) -> bool {
    match typed.get("keep") {
        "" => side.header.id == first.header.id,
        keep => keep == side.header.reference,
    }
}

/// The table of the two: fields that differ with a choice, then everything else that tells them apart.
fn both(reader: &Reader<'_>, page: &Sides, typed: &FormData) -> Markup {
    let sides = &page.sides;
    let head = |side: &Side| format!("{} {}", side.label.name, side.header.reference);
    let columns = [Column::new(reader.t("history-field")), Column::new(head(&sides[0])), Column::new(head(&sides[1]))];
    let row = |label: Markup, cell: &dyn Fn(&Side) -> Markup| vec![label, cell(&sides[0]), cell(&sides[1])];
    let mut rows = vec![row(html! { (reader.t("merge-record")) }, &|side| link(&side.label))];
    if page.kind.has_names() {
        rows.push(row(html! { (reader.t("names")) }, &|side| names(&side.names)));
    }
    rows.extend(page.differing.iter().map(|pair| choice(reader, page, pair, typed)));
    for (kind, facts) in &page.facts {
        let cell = |facts: &[Described]| self::facts(reader, facts);
        rows.push(vec![html! { (facts_of(reader, *kind)) }, cell(&facts[0]), cell(&facts[1])]);
    }
    rows.push(row(html! { (reader.t("sources")) }, &|side| reports(reader, side)));
    rows.push(row(html! { (reader.word("field", "sensitivity")) }, &|side| {
        html! { (reader.word("sensitivity", side.header.sensitivity.code())) @if let Some(within) = &side.header.compartment { ", " (within) } }
    }));
    rows.push(row(html! { (reader.t("merge-entered")) }, &|side| {
        html! { (side.by) ", " (moment(reader, &side.header.created_at)) }
    }));
    table(&reader.t("merge-caption"), &columns, &rows)
}

fn facts_of(reader: &Reader<'_>, kind: Kind) -> String {
    reader.word("kind", kind.table()).into_owned()
}

/// A field that differs: one of the two values stays. One that says something goes before one that says nothing.
fn choice(reader: &Reader<'_>, page: &Sides, pair: &[FormField; 2], typed: &FormData) -> Vec<Markup> {
    let name = pair[0].field.name;
    let field = reader.word("field", name);
    let chosen = typed.get(&format!("{name}.choice"));
    let usual = usize::from(pair[0].typed.trim().is_empty());
    let cell = |side: usize| {
        let reference = page.sides[side].header.reference.as_str();
        let checked = if chosen.is_empty() { side == usual } else { chosen == reference };
        html! {
            label class="ch" {
                input type="radio" name={ (name) ".choice" } value=(reference) checked[checked];
                span { span class="vh" { (field) ", " (reference) ": " } (value(reader, page.kind.table(), &pair[side])) }
            }
        }
    };
    vec![html! { (field) }, cell(0), cell(1)]
}

fn names(names: &[Name]) -> Markup {
    html! {
        @for (index, name) in names.iter().enumerate() {
            @if index > 0 { ", " }
            span lang=[name.lang.as_deref()] { (name.text) }
        }
    }
}

fn facts(reader: &Reader<'_>, facts: &[Described]) -> Markup {
    html! {
        @if facts.is_empty() { span class="meta" { (reader.t("merge-none")) } }
        @if !facts.is_empty() { ul { @for fact in facts { li { (described(reader, fact)) } } } }
    }
}

fn reports(reader: &Reader<'_>, side: &Side) -> Markup {
    html! {
        @if side.reports.is_empty() { span class="stamp" { (reader.t("uncited")) } }
        @if !side.reports.is_empty() {
            ul {
                @for (report, citations) in &side.reports {
                    li { (report.short()) " " span class="meta" { (reader.tw("merge-citations", &[("n", (*citations).into())])) } }
                }
            }
        }
    }
}
