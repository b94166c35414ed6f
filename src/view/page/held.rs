//! Who is held: a question as on a day, and the last word on each person and group, the longest silent first.

use maud::{Markup, html};

use crate::domain::custody::{Days, Holding};
use crate::domain::held::{HeldForm, HeldPage, count, statuses};
use crate::domain::kind::CERTAINTIES;
use crate::domain::source::Citation;
use crate::error::FieldError;
use crate::locale;
use crate::view::Reader;
use crate::view::kit::date::date;
use crate::view::kit::source::named;
use crate::view::kit::table::{Column, table};
use crate::view::kit::{custody, link, link_to, with_certainty};

/// From how many days without word on it is said above the table.
const SILENT: i64 = 30;

/// The page for a question that was understood, or for one that was not: what was typed is still in the form.
pub fn held(reader: &Reader<'_>, form: &HeldForm, answer: Result<&HeldPage, &[FieldError]>) -> Markup {
    let errors = answer.err().unwrap_or_default();
    html! {
        h1 { (reader.t("nav-held")) }
        @if let Ok(page) = answer { p class="lede" { (lede(reader, page)) } }
        (alert(reader, errors))
        (question(reader, form, errors))
        @if let Ok(page) = answer {
            // Durations count to the day asked for, which need not be that of other pages.
            @let reader = &Reader { on: page.on, ..*reader };
            (in_custody(reader, page))
            (unknown(reader, page))
        }
    }
}

fn lede(reader: &Reader<'_>, page: &HeldPage) -> String {
    let day = page.on.words(reader.lang);
    match page.counts() {
        (0, 0) => reader.tw("held-nobody", &[("day", day.into())]).into_owned(),
        (people, 0) => {
            reader.tw("held-people", &[("people", people.into()), ("day", day.into())]).into_owned()
        }
        (0, groups) => {
            reader.tw("held-groups", &[("groups", groups.into()), ("day", day.into())]).into_owned()
        }
        (people, groups) => {
            let counts = [("people", people.into()), ("groups", groups.into()), ("day", day.into())];
            reader.tw("held-people-and-groups", &counts).into_owned()
        }
    }
}
