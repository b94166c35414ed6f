//! User names: how they are written down, and which of them look alike and are one.

use unicode_normalization::UnicodeNormalization;

/// The most letters of a user name.
const LONGEST: usize = 40;

/// Small letters and digits that are taken for the one before them, by the eye or in capitals: those of Cyrillic, Greek,
/// Armenian and Latin that are drawn alike (Unicode's table of confusables, UTS 39), and digits drawn like letters.
const ALIKE: [(char, &str); 24] = [
    ('a', "аαɑ"),
    ('b', "вьβ"),
    ('c', "с"),
    ('d', "ԁ"),
    ('e', "еҽє"),
    ('g', "ɡց"),
    ('h', "нһհ"),
    ('i', "іιı"),
    ('j', "јϳ"),
    ('k', "кκ"),
    ('l', "1ӏ"),
    ('n', "ոп"),
    ('m', "м"),
    ('o', "0оοօσ"),
    ('p', "рρ"),
    ('q', "ԛզ"),
    ('r', "г"),
    ('s', "ѕ"),
    ('t', "тτ"),
    ('u', "υս"),
    ('v', "νѵ"),
    ('w', "ԝω"),
    ('x', "хχ"),
    ('y', "уγү"),
];

/// A user name as it is kept: in small letters of usual width, composed (RFC 8265, UsernameCaseMapped).
pub fn prepared(typed: &str) -> String {
    let usual: String = typed.trim().nfkc().collect();
    usual.to_lowercase().nfkc().collect()
}

/// Whether a text can be a user name: short, and of characters that can be typed and read out.
pub fn is_login(text: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    !text.is_empty() && text.chars().count() <= LONGEST && text.chars().all(allowed)
}

/// What a user name looks like: the same for two that nobody tells apart. For comparing, not for showing.
pub fn look(login: &str) -> String {
    // Two letters that run into one.
    prepared(login).replace('ς', "σ").chars().map(drawn).collect::<String>().replace("rn", "m")
}

/// The small Latin letter that a small letter or digit is drawn like, or the same.
pub fn drawn(c: char) -> char {
    ALIKE.iter().find(|(_, alike)| alike.contains(c)).map_or(c, |(latin, _)| *latin)
}

#[cfg(test)]
mod tests {
    use super::{ALIKE, is_login, look, prepared};

    #[test]
    fn user_names_that_look_alike_are_one() {
        for (one, other) in [
            ("Anna", "anna"),
            ("anna", "аnna"),
            ("ANNA", "АННА".replace('Н', "N").as_str()),
            ("сосо", "coco"),
            ("Ｉｎｇａ", "inga"),
            ("Зоя", "зоя"),
            ("и\u{306}од", "йод"),
            ("κatοs", "katos"),
            ("team0", "teamo"),
            ("asel1", "asell"),
            ("modern", "modem"),
        ] {
            assert_eq!(look(one), look(other), "{one} {other}");
        }
    }

    #[test]
    fn user_names_that_differ_to_the_eye_are_two() {
        for (one, other) in [("anna", "hanna"), ("anna", "ann.a"), ("зоя", "zoya"), ("asel", "asel2"), ("илья", "илля")]
        {
            assert_ne!(look(one), look(other), "{one} {other}");
        }
    }

    #[test]
    fn a_look_is_the_look_of_itself_and_of_what_is_kept() {
        let alike = ALIKE.iter().flat_map(|(latin, alike)| alike.chars().chain([*latin]));
        for login in alike.flat_map(|c| [c.to_string(), c.to_uppercase().to_string()]) {
            assert_eq!(look(&look(&login)), look(&login), "{login}");
            assert_eq!(look(&prepared(&login)), look(&login), "{login}");
        }
    }

    #[test]
    fn what_is_kept_is_a_user_name_whenever_it_was_typed_in_letters() {
        for typed in ["Anna", "и\u{306}од", "Ｉｎｇａ", " anna ", "Жанар_2"] {
            assert!(is_login(&prepared(typed)), "{typed}");
        }
        for typed in ["", "an na", "an\u{200b}na", "anna\u{301}\u{301}", "a/b", "<b>", &"n".repeat(41)] {
            assert!(!is_login(&prepared(typed)), "{typed}");
        }
    }
}
