//! Where entering starts: what is logged most, and every kind of record.

use maud::{Markup, html};

use crate::domain::kind::Kind;
use crate::view::PageContext;

pub fn log(cx: &PageContext<'_>) -> Markup {
    html! {
        h1 { (cx.text("log-start")) }
        p class="lede" { (cx.text("log-start-lede")) }
        div class="acts" {
            a class="btn go" href="/detentions/new" { (cx.text("log-title")) }
            a class="btn" href="/reports" { (cx.text("from-report-choose")) }
            a class="btn" href="/held" { (cx.text("step-choose")) }
            a class="btn" href="/reports/new" { (cx.label("form-new", "report")) }
            a class="btn" href="/incidents/new" { (cx.label("form-new", "incident")) }
            a class="btn low" href="/drafts" { (cx.text("drafts-title")) }
        }
        h2 { (cx.text("log-any")) }
        ul class="list" {
            @for kind in Kind::ALL {
                li { a href={ "/" (kind.collection()) "/new" } { (cx.label("form-new", kind.table())) } }
            }
        }
    }
}
