//! What spreadsheets make of a cell: they run what looks like a formula, and make days and numbers of what looks like one.

use std::borrow::Cow;

use crate::domain::time::names_month;

/// A cell that a spreadsheet would run as a formula gets an apostrophe in front; plain numbers are left.
pub fn neutral(cell: &str) -> Cow<'_, str> {
    let risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if risky && cell.parse::<f64>().is_err() { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The same for a cell that is to stay a text: "February 2012" would become its first day, "1-2" the second of January.
pub fn as_text(cell: &str) -> Cow<'_, str> {
    if is_read_otherwise(cell) { Cow::Owned(format!("'{cell}")) } else { neutral(cell) }
}

/// Whether a spreadsheet may take a text for a number or a day.
fn is_read_otherwise(cell: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '\u{a0}' | '-' | '–' | '/' | '.' | ',' | ':' | '%');
    let words: Vec<&str> = cell.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    // The month of some other language: a word and a year.
    let has_year = || cell.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4);
    let is_of_a_date = |word: &&str| {
        let word = word.to_lowercase();
        names_month(&word) || ["am", "pm", "г", "год", "года"].contains(&word.as_str())
    };
    cell.trim().parse::<f64>().is_ok()
        || cell.contains(char::is_numeric)
            && cell.chars().all(plain)
            && (words.iter().all(is_of_a_date) || words.len() == 1 && has_year())
}

#[cfg(test)]
mod tests {
    use super::{as_text, neutral};

    #[test]
    fn cells_that_a_spreadsheet_would_run_are_neutralised() {
        assert_eq!(neutral("=1+1"), "'=1+1");
        assert_eq!(neutral("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(neutral("-x"), "'-x");
        assert_eq!(neutral("-12.5"), "-12.5");
        assert_eq!(neutral("Almaty"), "Almaty");
        assert_eq!(as_text("=1+1"), "'=1+1");
    }

    #[test]
    fn texts_that_a_spreadsheet_would_take_for_a_day_or_number_stay_texts() {
        for text in [
            "2012-02",
            "2012",
            "February 2012",
            "Feb 2012",
            "февраль 2012 г.",
            "25 февраля 2012 г.",
            "1-2",
            "10/12",
            "1e5",
            "007",
            "Mar 5",
            "12:30",
            "MAY 2012",
            "2012-21",
            "-5",
            "März 2012",
            "3 mayo 2012",
        ] {
            assert_eq!(as_text(text), format!("'{text}"), "{text}");
        }
        for text in [
            "in or before 2012",
            "about 10 May 2013",
            "[2012-02-12..2012-02-24]",
            "2012-02~",
            "E-18; E-19",
            "Marching bands, 12",
            "Almaty",
            "May",
            "",
            "25 February 2012 (year inferred)",
            "¶ 4",
        ] {
            assert_eq!(as_text(text), text, "{text}");
        }
    }
}
