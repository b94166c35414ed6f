//! Dates in words, with how they are known.

use maud::{Markup, html};

use crate::domain::time::{Day, Edtf};
use crate::domain::timeline::DateFact;
use crate::locale::words;
use crate::view::PageContext;

/// A date in the reader's language; inferred and estimated ones say so, and which part of them is.
pub fn date(cx: &PageContext<'_>, date: Option<&Edtf>, basis: &str, part: Option<&str>) -> Markup {
    let Some(date) = date else { return html! { span class="meta" { (cx.text("date-not-stated")) } } };
    let said = date.words(cx.lang);
    html! {
        @match words::basis(cx.lang, basis, part) {
            None => (said),
            Some(word) => { span class="inf" { (said) } " " span class="w" { (word) } },
        }
    }
}

/// The same for a date that comes with its basis.
pub fn date_fact(cx: &PageContext<'_>, fact: &DateFact) -> Markup {
    date(cx, fact.date.as_ref(), &fact.basis, fact.part.as_deref())
}

/// "2 April 2012, 11:48 UTC" of a time that the program wrote down.
pub fn moment(cx: &PageContext<'_>, at: &str) -> Markup {
    let words = match (at.get(..10).and_then(Day::parse_iso), at.get(11..16)) {
        (Some(day), Some(time)) => format!("{}, {time} UTC", day.words(cx.lang)),
        _ => at.to_owned(),
    };
    html! { time datetime=(at) { (words) } }
}
