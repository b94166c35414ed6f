//! Dates in words, with how they are known.

use maud::{Markup, html};

use crate::domain::date::{Day, Edtf};
use crate::domain::timeline::DateFact;
use crate::locale::words;
use crate::view::Reader;

/// A date in the reader's language; inferred and estimated ones say so, and which part of them is.
pub fn date(reader: &Reader<'_>, date: Option<&Edtf>, basis: &str, part: Option<&str>) -> Markup {
    let Some(date) = date else { return html! { span class="meta" { (reader.t("date-not-stated")) } } };
    let said = date.words(reader.lang);
    html! {
        @match words::basis(reader.lang, basis, part) {
            None => (said),
            Some(word) => { span class="inf" { (said) } " " span class="w" { (word) } },
        }
    }
}

/// The same for a date that comes with its basis.
pub fn date_fact(reader: &Reader<'_>, fact: &DateFact) -> Markup {
    date(reader, fact.date.as_ref(), &fact.basis, fact.part.as_deref())
}

/// "2 April 2012, 11:48 UTC" of a time that the program wrote down.
pub fn moment(reader: &Reader<'_>, at: &str) -> Markup {
    let words = match (at.get(..10).and_then(Day::parse_iso), at.get(11..16)) {
        (Some(day), Some(time)) => format!("{}, {time} UTC", day.words(reader.lang)),
        _ => at.to_owned(),
    };
    html! { time datetime=(at) { (words) } }
}
