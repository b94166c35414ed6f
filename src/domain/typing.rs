//! Text as keyboards, copied pages and other scripts give it, with one mark for marks that mean the same.

use crate::domain::invisible::is_invisible;

/// The digits of scripts that people type dates and counts in: the first ten characters from each of these are 0 to 9.
const DIGITS: [char; 4] = ['\u{ff10}', '\u{660}', '\u{6f0}', '\u{966}'];

/// Plain digits, spaces and hyphens, full-width marks as narrow ones, "е" for "ё", nothing invisible. Letters keep their
/// case.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().map(|c| digit(c).unwrap_or(c)) {
        match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
            'ё' => out.push('е'),
            'Ё' => out.push('Е'),
            // Decomposed "й" and "ё", as some systems type and copy them.
            '\u{306}' if out.ends_with('и') => {
                out.pop();
                out.push('й');
            }
            '\u{308}' if out.ends_with('е') => {}
            c if is_invisible(c) => {}
            '\u{ff01}'..='\u{ff5e}' => out.extend(char::from_u32(u32::from(c) - 0xfee0)),
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

fn digit(c: char) -> Option<char> {
    DIGITS.into_iter().find_map(|zero| {
        let value = u32::from(c).checked_sub(u32::from(zero))?;
        char::from_digit(value, 10)
    })
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn digits_and_marks_of_other_scripts_are_plain_ones() {
        assert_eq!(plain(" ２５．０２．２０１２ "), "25.02.2012");
        assert_eq!(plain("٢٥\u{a0}۲۰۱۲\u{2013}२"), "25 2012-2");
        assert_eq!(plain("Еще\u{ad} ЁЖ \u{200b}и\u{306}"), "Еще ЕЖ й");
    }
}
