//! Two records that may be one: which other one is meant, and both side by side to choose from.

use maud::{Markup, html};

use super::act::top;
use crate::domain::access::act::Act;
use crate::domain::form_data::FormData;
use crate::domain::kind::{Kind, Target};
use crate::domain::name::Name;
use crate::error::FieldError;
use crate::pages::actions::{CurrentRecord, MergePreview, Side};
use crate::pages::form::{FormField, Link, OTHER};
use crate::pages::summary::RecordSummary;
use crate::view::PageContext;
use crate::view::kit::act::{FormState, guard, reason};
use crate::view::kit::date::moment;
use crate::view::kit::fields::value;
use crate::view::kit::form::{Reference, reference};
use crate::view::kit::link;
use crate::view::kit::summary::described;
use crate::view::kit::table::{Column, table};
use crate::view::layout::csrf;

/// Asks which record is the same.
pub fn find(
    cx: &PageContext<'_>,
    standing: &CurrentRecord,
    typed: &FormData,
    link: &Link,
    errors: &[FieldError],
) -> Markup {
    let header = &standing.header;
    let title = cx.text_with("merge-title", &[("ref", header.reference.as_str().into())]);
    let fault = errors.first();
    html! {
        (top(cx, standing, &title, FormState { errors, ..FormState::default() }))
        @if standing.offered.has(Act::Merge) {
            p { (cx.text("merge-lede")) }
            form method="post" action={ (header.address()) "/merge" } class="act" data-links {
                (csrf(cx))
                (reference(cx, &Reference { name: OTHER, label: &cx.text("merge-other"), target: Target::One(header.kind), typed: typed.get(OTHER), link, fault }))
                div class="bar" { button class="btn go" { (cx.text("merge-compare")) } }
            }
        } @else {
            p { (cx.text("merge-closed")) }
        }
    }
}

/// Both records, with what to keep of each. What `typed` says is chosen; otherwise the first one and its values.
pub fn sides(
    cx: &PageContext<'_>,
    standing: &CurrentRecord,
    page: &MergePreview,
    typed: &FormData,
    came: FormState<'_>,
) -> Markup {
    let [this, other] = &page.sides;
    let title = cx.text_with(
        "merge-sides-title",
        &[("ref", this.header.reference.as_str().into()), ("other", other.header.reference.as_str().into())],
    );
    let key = format!(
        "merge-{}-{}-{}-{}",
        this.header.reference, this.header.version, other.header.reference, other.header.version
    );
    html! {
        (top(cx, standing, &title, came))
        form method="post" action={ (this.header.address()) "/merge" } class="act" {
            (guard(cx, &key, this.header.version))
            input type="hidden" name="with" value=(other.header.reference);
            input type="hidden" name="with_version" value=(other.header.version);
            (both(cx, page, typed))
            p class="meta" { (cx.text_with("merge-same", &[("n", page.same.into())])) }
            fieldset class="res" {
                legend { (cx.text("merge-keep")) }
                @for (kept, gone) in [(this, other), (other, this)] {
                    label class="ch" {
                        input type="radio" name="keep" value=(kept.header.reference) checked[is_kept(typed, kept, this)];
                        span {
                            b { (cx.text_with("merge-keep-one", &[("ref", kept.header.reference.as_str().into())])) }
                            span class="meta" { (cx.text_with("merge-keep-note", &[("ref", kept.header.reference.as_str().into()), ("other", gone.header.reference.as_str().into())])) }
                        }
                    }
                }
            }
            (reason(cx, &key, "act-reason-hint", came))
            div class="bar" {
                button class="btn go" { (cx.text("merge-do")) }
                a class="btn" href={ (this.header.address()) "/merge" } { (cx.text("merge-another")) }
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
fn both(cx: &PageContext<'_>, page: &MergePreview, typed: &FormData) -> Markup {
    let sides = &page.sides;
    let head = |side: &Side| format!("{} {}", side.label.name, side.header.reference);
    let columns = [Column::new(cx.text("history-field")), Column::new(head(&sides[0])), Column::new(head(&sides[1]))];
    let row = |label: Markup, cell: &dyn Fn(&Side) -> Markup| vec![label, cell(&sides[0]), cell(&sides[1])];
    let mut rows = vec![row(html! { (cx.text("merge-record")) }, &|side| link(&side.label))];
    if page.kind.has_names() {
        rows.push(row(html! { (cx.text("names")) }, &|side| names(&side.names)));
    }
    rows.extend(page.differing.iter().map(|pair| choice(cx, page, pair, typed)));
    for (kind, facts) in &page.facts {
        let cell = |facts: &[RecordSummary]| self::facts(cx, facts);
        rows.push(vec![html! { (facts_of(cx, *kind)) }, cell(&facts[0]), cell(&facts[1])]);
    }
    rows.push(row(html! { (cx.text("sources")) }, &|side| reports(cx, side)));
    rows.push(row(html! { (cx.label("field", "sensitivity")) }, &|side| {
        html! { (cx.label("sensitivity", side.header.sensitivity.code())) @if let Some(within) = &side.header.compartment { ", " (within) } }
    }));
    rows.push(row(html! { (cx.text("merge-entered")) }, &|side| {
        html! { (side.by) ", " (moment(cx, &side.header.created_at)) }
    }));
    table(&cx.text("merge-caption"), &columns, &rows)
}

fn facts_of(cx: &PageContext<'_>, kind: Kind) -> String {
    cx.label("kind", kind.table()).into_owned()
}

/// A field that differs: one of the two values stays. One that says something goes before one that says nothing.
fn choice(cx: &PageContext<'_>, page: &MergePreview, pair: &[FormField; 2], typed: &FormData) -> Vec<Markup> {
    let name = pair[0].field.name;
    let field = cx.label("field", name);
    let chosen = typed.get(&format!("{name}.choice"));
    let usual = usize::from(pair[0].typed.trim().is_empty());
    let cell = |side: usize| {
        let reference = page.sides[side].header.reference.as_str();
        let checked = if chosen.is_empty() { side == usual } else { chosen == reference };
        html! {
            label class="ch" {
                input type="radio" name={ (name) ".choice" } value=(reference) checked[checked];
                span { span class="vh" { (field) ", " (reference) ": " } (value(cx, page.kind.table(), &pair[side])) }
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

fn facts(cx: &PageContext<'_>, facts: &[RecordSummary]) -> Markup {
    html! {
        @if facts.is_empty() { span class="meta" { (cx.text("merge-none")) } }
        @if !facts.is_empty() { ul { @for fact in facts { li { (described(cx, fact)) } } } }
    }
}

fn reports(cx: &PageContext<'_>, side: &Side) -> Markup {
    html! {
        @if side.reports.is_empty() { span class="stamp" { (cx.text("uncited")) } }
        @if !side.reports.is_empty() {
            ul {
                @for (report, citations) in &side.reports {
                    li { (report.shown()) " " span class="meta" { (cx.text_with("merge-citations", &[("n", (*citations).into())])) } }
                }
            }
        }
    }
}
