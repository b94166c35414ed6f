//! Where entering starts: what is logged most, and every kind of record.

use maud::{Markup, html};

use crate::domain::kind::Kind;
use crate::view::Reader;

pub fn log(reader: &Reader<'_>) -> Markup {
    html! {
        h1 { (reader.t("log-start")) }
        p class="lede" { (reader.t("log-start-lede")) }
        div class="acts" {
            a class="btn go" href="/log/detention" { (reader.t("log-title")) }
            a class="btn" href="/reports" { (reader.t("from-report-choose")) }
            a class="btn" href="/held" { (reader.t("step-choose")) }
            a class="btn" href="/new/reports" { (reader.word("form-new", "report")) }
            a class="btn" href="/new/incidents" { (reader.word("form-new", "incident")) }
            a class="btn low" href="/drafts" { (reader.t("drafts-title")) }
        }
        h2 { (reader.t("log-any")) }
        ul class="list" {
            @for kind in Kind::ALL {
                li { a href={ "/new/" (kind.collection()) } { (reader.word("form-new", kind.table())) } }
            }
        }
    }
}
