//! Records that may be of one: each pair with the line that was pasted, and what can be done with it.

use maud::{Markup, html};

use crate::domain::access::Right;
use crate::domain::record::Label;
use crate::pages::unsure::{Pair, UnsurePage};
use crate::view::PageContext;
use crate::view::kit::act::{FormState, guard, refused};
use crate::view::kit::name_link;
use crate::view::kit::section::pages;

/// The pairs. `came` is of the one that was `asked` about.
pub fn unsure(cx: &PageContext<'_>, page: &UnsurePage, came: FormState<'_>) -> Markup {
    html! {
        h1 { (cx.text("unsure-title")) }
        p class="lede" { (cx.text("unsure-lede")) }
        @if came.stale { div class="alert" role="alert" { h2 { (cx.text("act-stale")) } } }
        (refused(cx, came.errors))
        @if page.pairs.is_empty() { p { (cx.text("unsure-none")) } }
        ul class="list" { @for pair in &page.pairs { (self::pair(cx, pair)) } }
        (pages(cx, ("/unsure", "from"), page.next.as_deref(), page.continued))
    }
}

fn pair(cx: &PageContext<'_>, pair: &Pair) -> Markup {
    let [(this, _), (other, _)] = &pair.sides;
    let reference = pair.tie.reference.as_str();
    html! {
        li id=(reference) {
            @for (index, (label, context)) in pair.sides.iter().enumerate() {
                @if index > 0 { " " (cx.text("unsure-or")) " " }
                (side(label, context.as_deref()))
            }
            @if let Some(line) = &pair.line { p class="meta" { (cx.text_with("log-as-pasted", &[("line", line.as_str().into())])) } }
            div class="acts" {
                @if cx.may(Right::Edit) && this.kind == other.kind && this.kind.is_mergeable() {
                    a class="btn" href={ (this.address()) "/merge?with=" (other.reference) } { (cx.text("unsure-same")) }
                }
                @if cx.may(Right::Create) {
                    form method="post" action={ (pair.tie.address()) "/difference" } {
                        (guard(cx, &format!("different-{reference}-{}", pair.tie.version), pair.tie.version))
                        button class="btn" { (cx.text("unsure-different")) span class="vh" { " " (reference) } }
                    }
                }
            }
        }
    }
}

/// A record, with what tells it from the other.
fn side(label: &Label, context: Option<&str>) -> Markup {
    html! {
        (name_link(label)) " " span class="ref" { (label.reference) }
        @if let Some(context) = context { " " span class="meta" { (context) } }
    }
}
