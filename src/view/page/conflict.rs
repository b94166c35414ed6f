//! Two changes of one record: both versions field by field, to choose from.

use maud::{Markup, html};

use crate::domain::kind::Type;
use crate::locale::sentence;
use crate::pages::conflict::{ChangedBy, Conflict, Differing};
use crate::view::PageContext;
use crate::view::kit::date::moment;
use crate::view::kit::fields::{picked, value};
use crate::view::layout::csrf;

pub fn conflict(cx: &PageContext<'_>, page: &Conflict, action: &str) -> Markup {
    let reference = page.header.reference.as_str();
    let first = page.since.first();
    html! {
        p class="hd" {
            b { (cx.label("kind", page.header.kind.table())) }
            span class="ref" { (reference) }
            span { (cx.text_with("conflict-version", &[("version", page.header.version.into())])) }
        }
        h1 { (cx.text("conflict-title")) }
        p class="lede" {
            @if let Some(write) = first { (write.by) ", " (moment(cx, &write.at)) ": " (sentence(&write.reason)) " " }
            (cx.text("conflict-lede"))
        }
        form method="post" action=(action) id="form" data-keep="/drafts" {
            (csrf(cx))
            input type="hidden" name="form_key" value=(page.key);
            input type="hidden" name="version" value=(page.header.version);
            input type="hidden" name="seen" value=(first.map_or(0, |write| write.id));
            @for (name, value) in page.carried.iter().filter(|(name, _)| name != "reason") {
                input type="hidden" name=(name) value=(value);
            }
            p class="ui" {
                (cx.text_with("conflict-counts", &[("n", page.fields.len().into()), ("same", page.same.into())]))
            }
            @for field in &page.fields { (differing(cx, page.header.kind.table(), field)) }
            div class="f" {
                label for="reason" { (cx.label("field", "reason")) }
                input id="reason" name="reason" autocomplete="off" value=(reason(page));
            }
            div class="bar" {
                button class="btn go" name="save" value="1" {
                    (cx.text_with("conflict-save", &[("version", (page.header.version + 1).into())]))
                }
                a class="btn" href={ (page.header.address()) "/edit" } { (cx.text("conflict-leave")) }
                span class="meta" role="status" data-kept=(cx.text("form-kept")) data-lost=(cx.text("form-not-kept"))
                    data-out=(cx.text("form-signed-out")) {}
            }
        }
    }
}

fn reason(page: &Conflict) -> &str {
    page.carried.iter().find(|(name, _)| name == "reason").map_or("", |(_, reason)| reason)
}

/// One field: mine, the saved one, and a line for other words. What only one of the two changed is chosen already.
fn differing(cx: &PageContext<'_>, table: &str, field: &Differing) -> Markup {
    let (mine, saved) = (&field.mine, &field.saved);
    let name = mine.field.name;
    let choice = format!("{name}.choice");
    let words = format!("{name}.words");
    let is_typed = match mine.field.ty {
        Type::Text
        | Type::Prose
        | Type::Date
        | Type::Integer
        | Type::Real
        | Type::Degrees(_)
        | Type::Code(_)
        | Type::Age => true,
        Type::Bool | Type::Term(_) | Type::Choice(_) | Type::Ref(..) => false,
    };
    let radio = |value: &str, checked: bool| html! { input type="radio" name=(choice) value=(value) checked[checked]; };
    html! {
        fieldset class="cf" id=(name) {
            legend {
                (cx.label("field", name)) " "
                span class="hint" {
                    @match field.by {
                        ChangedBy::Me => (cx.text("conflict-only-you")),
                        ChangedBy::Them => (cx.text("conflict-only-they")),
                        ChangedBy::Both => (cx.text("conflict-both")),
                    }
                    @if let Some(was) = &field.was { "; " (cx.text("conflict-was")) " " (was) }
                }
            }
            div class="pair3" {
                input type="hidden" name={ (name) ".mine" } value=(mine.typed);
                @if let Type::Ref(..) = mine.field.ty {
                    input type="hidden" name={ (name) ".mine.for" } value=(mine.typed);
                    input type="hidden" name={ (name) ".mine.pick" } value=(picked(mine));
                }
                label class="ch" {
                    (radio("mine", field.by != ChangedBy::Them))
                    span { span class="lab2" { (cx.text("conflict-yours")) } (value(cx, table, mine)) }
                }
                label class="ch" {
                    (radio("saved", field.by == ChangedBy::Them))
                    span { span class="lab2" { (cx.text("conflict-saved")) } (value(cx, table, saved)) }
                }
                @if is_typed {
                    div {
                        label class="ch" { (radio("words", false)) span { span class="lab2" { (cx.text("conflict-words")) } } }
                        label class="vh" for=(words) { (cx.label("field", name)) ", " (cx.text("conflict-words")) }
                        @if mine.field.ty == Type::Prose {
                            textarea id=(words) name=(words) rows="4" { (mine.typed) }
                        } @else {
                            input id=(words) name=(words) value=(mine.typed) autocomplete="off";
                        }
                    }
                }
            }
        }
    }
}
