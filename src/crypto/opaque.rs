//! Secrets that people type, as they are compared: letters that look the same are the same, however a keyboard composed them.
//!
//! The OpaqueString profile of RFC 8265: every space is a space, and the text is in NFC. Nothing else is changed, no case
//! and no width.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The form in which a secret is sealed or hashed.
pub fn prepared(typed: &str) -> Zeroizing<String> {
    filled(typed, typed.chars().map(|c| if is_space(c) { ' ' } else { c }).nfc())
}

/// The forms in which a typed secret may have been sealed or hashed: as it is prepared now, and as it was before there was
/// this rule, typed on the same keyboard or on one that composes its letters the other way. One form for most secrets.
pub fn forms(typed: &str) -> Vec<Zeroizing<String>> {
    let mut forms = vec![prepared(typed)];
    for older in [Zeroizing::new(typed.to_owned()), filled(typed, typed.nfc()), filled(typed, typed.nfd())] {
        if !forms.contains(&older) {
            forms.push(older);
        }
    }
    forms
}

/// Room for all of it at once: the old memory of a text that grows is not wiped.
fn filled(typed: &str, chars: impl Iterator<Item = char>) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(typed.len() * 4));
    text.extend(chars);
    text
}

/// The spaces beside the one on the keyboard (general category Zs).
fn is_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

#[cfg(test)]
mod tests {
    use super::{forms, prepared};

    #[test]
    fn a_secret_is_the_same_however_its_letters_and_spaces_were_typed() {
        for (one, other) in [
            ("Е\u{308}лка и\u{306}од", "Ёлка йод"),
            ("cafe\u{301} au lait", "café\u{a0}au\u{3000}lait"),
            ("\u{1112}\u{1161}\u{11ab}", "\u{d55c}"),
        ] {
            assert_eq!(prepared(one), prepared(other), "{one}");
        }
        for (one, other) in [("Lantern", "lantern"), ("１２", "12"), ("ﬁ", "fi"), ("a  b", "a b"), (" a", "a")] {
            assert_ne!(prepared(one), prepared(other), "{one} and {other} are two secrets");
        }
    }

    #[test]
    fn a_secret_from_before_is_found_in_the_form_it_was_typed_in() {
        let typed = ["йод\u{a0}лампа", "и\u{306}од\u{a0}лампа"];
        for (before, now) in typed.into_iter().flat_map(|before| typed.map(|now| (before, now))) {
            assert!(forms(now).iter().any(|form| form.as_str() == before), "{before:?} typed as {now:?}");
        }
        assert_eq!(forms("seven brave clouds").len(), 1, "what is typed in one way costs one try");
    }
}
