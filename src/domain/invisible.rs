//! Characters that nobody sees: they come along with what is pasted, make two names of one, and turn the order of what is read.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;

/// Text without them. Joiners stay where a script needs them; marks of direction, and no more than those, where `marks` says.
pub fn visible(text: &str, marks: bool) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let next = || text.get(at..).and_then(|rest| rest.chars().find(|c| !is_invisible(*c)));
        let stays = match c {
            JOINER | NON_JOINER => joins(out.chars().next_back(), next()),
            _ if is_variation(c) => out.chars().next_back().is_some_and(has_variants),
            _ if is_direction_mark(c) => marks,
            _ => !is_invisible(c),
        };
        if stays {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

const NON_JOINER: char = '\u{200C}';
const JOINER: char = '\u{200D}';

/// Whether a joiner between these two says how their letters are written: between letters of scripts that join them, or behind
/// the sign that takes the vowel from a letter.
fn joins(before: Option<char>, next: Option<char>) -> bool {
    let letter = |c: char| is_joining(c) && (c.is_alphabetic() || is_combining_mark(c));
    let Some(before) = before.filter(|c| letter(*c)) else { return false };
    next.is_some_and(letter) || is_virama(before)
}

/// Scripts whose letters change with the letters beside them: Arabic to Mandaic, those of India and around it, Mongolian.
fn is_joining(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{8FF}' | '\u{900}'..='\u{DFF}' | '\u{F00}'..='\u{109F}' | '\u{1780}'..='\u{18AF}'
        | '\u{1A20}'..='\u{1BFF}' | '\u{A880}'..='\u{A9DF}' | '\u{AA00}'..='\u{AADF}' | '\u{ABC0}'..='\u{ABFF}'
        | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10A00}'..='\u{10A5F}' | '\u{11000}'..='\u{11FFF}')
}

fn is_virama(c: char) -> bool {
    matches!(
        c,
        '\u{94D}'
            | '\u{9CD}'
            | '\u{A4D}'
            | '\u{ACD}'
            | '\u{B4D}'
            | '\u{BCD}'
            | '\u{C4D}'
            | '\u{CCD}'
            | '\u{D4D}'
            | '\u{DCA}'
            | '\u{1039}'
            | '\u{17D2}'
            | '\u{1B44}'
            | '\u{A9C0}'
    )
}

/// Say which form of the character before them is meant; of most there is one.
fn is_variation(c: char) -> bool {
    matches!(c, '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

fn has_variants(c: char) -> bool {
    matches!(c, '\u{1820}'..='\u{18AA}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}')
}

/// Without a width or a shape: format characters, fillers, tags, selectors, and what turns the order of reading.
pub fn is_invisible(c: char) -> bool {
    is_variation(c)
        || matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{13430}'..='\u{1343F}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_nobody_sees_is_taken_out() {
        let hidden = "\u{200B}\u{AD}\u{FEFF}\u{E0041}\u{E007F}\u{202E}\u{2066}\u{2069}\u{200E}\u{200F}\u{61C}\u{2060}\u{34F}\
                      \u{180E}\u{3164}\u{FE0F}\u{200D}\u{200C}\u{2063}\u{FFF9}";
        for c in hidden.chars() {
            assert_eq!(visible(&format!("{c}Bu{c}{c}lat Аби{c}лов{c}"), false), "Bulat Абилов", "U+{:X}", u32::from(c));
        }
    }

    #[test]
    fn joiners_stay_where_the_script_needs_them() {
        for text in ["می\u{200C}خواهم", "क्\u{200D}ष", "ক্\u{200C}ষ", "ന്\u{200D}", "شاه\u{200C}رخ"]
        {
            assert_eq!(visible(text, false), text);
        }
        assert_eq!(visible("\u{200C}می \u{200D}خواهم\u{200C}", false), "می خواهم");
        assert_eq!(visible("می\u{200B}\u{200C}\u{200C}خواهم", false), "می\u{200C}خواهم");
    }

    #[test]
    fn marks_of_direction_stay_where_they_may() {
        assert_eq!(visible("ا\u{200F}(a)\u{202B}\u{200B}", true), "ا\u{200F}(a)");
    }

    #[test]
    fn taking_them_out_twice_changes_nothing() {
        for text in ["a\u{200D}\u{200D}b", "می\u{200C}\u{AD}\u{200D}خ", "葛\u{E0100}\u{FE0F}飾", "\u{200C}"] {
            let once = visible(text, false);
            assert_eq!(visible(&once, false), once);
        }
    }
}
