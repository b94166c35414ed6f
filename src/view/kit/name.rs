//! Names: every spelling, its kind and language, when it was in force, and who spells it so.

use maud::{Markup, html};

use super::link;
use super::source::uncited;
use super::table::{Column, table};
use crate::domain::citation::Citation;
use crate::domain::name::Name;
use crate::domain::record::{Labels, RecordId};
use crate::view::PageContext;

/// The spellings of a record's name, the primary one first.
pub fn names(cx: &PageContext<'_>, names: &[Name], labels: &Labels, citations: &[Citation]) -> Markup {
    let dated = names.iter().any(|name| name.valid.is_some());
    let heads = ["name", "name-kind", "language", "spelled-so-by", "name-valid"];
    // The columns end where the cells do.
    let columns = heads.map(|key| Column::new(cx.text(key)));
    let row = |name: &Name| {
        let mut cells = vec![
            html! { span lang=[name.lang.as_deref()] { (name.text) } },
            html! { (cx.label("name-kind", &name.kind)) },
            html! { @if let Some(lang) = &name.lang { (cx.language(lang)) } @else { (cx.text("not-stated")) } },
            speller(cx, name.report, labels, citations),
        ];
        if dated {
            cells.push(html! { @if let Some(valid) = &name.valid { (valid.words(cx.lang)) } });
        }
        cells
    };
    let columns = if dated { &columns[..] } else { columns.split_last().map_or(&columns[..], |(_, rest)| rest) };
    html! {
        h2 { (cx.text("names")) }
        (table(&cx.text("names-caption"), columns, &names.iter().map(row).collect::<Vec<_>>()))
    }
}

/// The report that spells a name so: by its source, where something else on the page is cited to it.
fn speller(cx: &PageContext<'_>, report: Option<RecordId>, labels: &Labels, citations: &[Citation]) -> Markup {
    let Some(label) = report.and_then(|report| labels.get(&report)) else { return uncited(cx) };
    let cited = citations.iter().find(|citation| citation.report_id == label.id);
    html! {
        @match cited.and_then(|citation| citation.report.source.as_ref()) {
            Some(source) => { (source.name) " " a class="ref" href=(label.address()) { (label.reference) } },
            None => (link(label)),
        }
    }
}
