//! Names: every spelling, when it was in force, and which report spells it so.

use maud::{Markup, html};

use super::link_to;
use super::source::uncited;
use super::table::{Column, table};
use crate::domain::name::Name;
use crate::domain::record::Labels;
use crate::view::Reader;

/// A table of spellings, in the order given: the primary one first.
pub fn names(reader: &Reader<'_>, caption: &str, names: &[Name], labels: &Labels) -> Markup {
    let columns =
        ["name-spelling", "name-what", "name-in-force", "name-spelled-by"].map(|key| Column::new(reader.t(key)));
    let row = |name: &Name| {
        vec![
            html! { span lang=[name.lang.as_deref()] { (name.text) } },
            html! { (reader.word("name-kind", &name.kind)) },
            match &name.valid {
                Some(valid) => html! { (valid.words(reader.lang)) },
                None => html! { span class="meta" { (reader.t("not-stated")) } },
            },
            link_to(labels, name.report).unwrap_or_else(|| uncited(reader)),
        ]
    };
    html! { @if !names.is_empty() { (table(caption, &columns, &names.iter().map(row).collect::<Vec<_>>())) } }
}
