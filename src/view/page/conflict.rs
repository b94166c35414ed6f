//! Two changes of one record: both versions field by field, to choose from.

use maud::{Markup, html};

use crate::domain::conflict::{ChangedBy, Conflict, Differing};
use crate::domain::kind::Type;
use crate::view::Reader;
use crate::view::kit::date::moment;
use crate::view::kit::fields::{picked, value};
use crate::view::layout::csrf;

pub fn conflict(reader: &Reader<'_>, page: &Conflict, action: &str) -> Markup {
    let reference = page.header.reference.as_str();
    let first = page.since.first();
    html! {
        p class="hd" {
            b { (reader.word("kind", page.header.kind.table())) }
            span class="ref" { (reference) }
            span { (reader.tw("conflict-version", &[("version", page.header.version.into())])) }
        }
        h1 { (reader.t("conflict-title")) }
        p class="lede" {
            @if let Some(write) = first { (write.by) ", " (moment(reader, &write.at)) ": " (write.reason) ". " }
            (reader.t("conflict-lede"))
        }
        form method="post" action=(action) id="form" data-keep="/drafts" {
            (csrf(reader))
            input type="hidden" name="form_key" value=(page.key);
            input type="hidden" name="version" value=(page.header.version);
            input type="hidden" name="seen" value=(first.map_or(0, |write| write.id));
            @for (name, value) in page.carried.iter().filter(|(name, _)| name != "reason") {
                input type="hidden" name=(name) value=(value);
            }
            p class="ui" {
                (reader.tw("conflict-counts", &[("n", page.fields.len().into()), ("same", page.same.into())]))
            }
            @for field in &page.fields { (differing(reader, page.header.kind.table(), field)) }
            div class="f" {
                label for="reason" { (reader.word("field", "reason")) }
                input id="reason" name="reason" autocomplete="off" value=(reason(page));
            }
            div class="bar" {
                button class="btn go" name="save" value="1" {
                    (reader.tw("conflict-save", &[("version", (page.header.version + 1).into())]))
                }
                a class="btn" href={ "/edit/" (reference) } { (reader.t("conflict-leave")) }
                span class="meta" role="status" data-kept=(reader.t("form-kept")) data-lost=(reader.t("form-not-kept"))
                    data-out=(reader.t("form-signed-out")) {}
            }
        }
    }
}

fn reason(page: &Conflict) -> &str {
    page.carried.iter().find(|(name, _)| name == "reason").map_or("", |(_, reason)| reason)
}

/// One field: mine, the saved one, and a line for other words. What only one of the two changed is chosen already.
fn differing(reader: &Reader<'_>, table: &str, field: &Differing) -> Markup {
    let (mine, saved) = (&field.mine, &field.saved);
    let name = mine.field.name;
    let choice = format!("{name}.choice");
    let words = format!("{name}.words");
    let is_typed = matches!(mine.field.ty, Type::Text | Type::Prose | Type::Date | Type::Integer | Type::Real);
    let radio = |value: &str, checked: bool| html! { input type="radio" name=(choice) value=(value) checked[checked]; };
    html! {
        fieldset class="cf" id=(name) {
            legend {
                (reader.word("field", name)) " "
                span class="hint" {
                    @match field.by {
                        ChangedBy::Me => (reader.t("conflict-only-you")),
                        ChangedBy::Them => (reader.t("conflict-only-they")),
                        ChangedBy::Both => (reader.t("conflict-both")),
                    }
                    @if let Some(was) = &field.was { "; " (reader.t("conflict-was")) " " (was) }
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
                    span { span class="lab2" { (reader.t("conflict-yours")) } (value(reader, table, mine)) }
                }
                label class="ch" {
                    (radio("saved", field.by == ChangedBy::Them))
                    span { span class="lab2" { (reader.t("conflict-saved")) } (value(reader, table, saved)) }
                }
                @if is_typed {
                    div {
                        label class="ch" { (radio("words", false)) span { span class="lab2" { (reader.t("conflict-words")) } } }
                        label class="vh" for=(words) { (reader.word("field", name)) ", " (reader.t("conflict-words")) }
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
