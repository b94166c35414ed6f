//! Passwords that everybody tries first: the words they are made of, as a short list of our own.

/// Lower case, by kind: the words of passwords in English, Russian and Russian typed in Latin letters, first names,
/// keys in a row. Left out are the plain words that sentences are made of.
const BASES: &str = include_str!("common.txt");

/// Whether a password is made of nothing but such words, with digits and signs around and between them. A digit or
/// sign in the place of a letter (`p@ssw0rd`) counts as the letter.
pub fn is_common(password: &str) -> bool {
    let text: Vec<char> = password.to_lowercase().chars().collect();
    let bases: Vec<Vec<char>> = BASES.lines().filter(|l| !l.starts_with('#')).flat_map(words).collect();
    // reached[n]: the first n characters are made of bases, digits and signs.
    let mut reached = vec![false; text.len() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    for at in 0..text.len() {
        let rest = text.get(at..).unwrap_or_default();
        if reached.get(at) != Some(&true) {
            continue;
        }
        if rest.first().is_some_and(|c| !c.is_alphabetic()) {
            mark(&mut reached, at + 1);
        }
        for base in bases.iter().filter(|base| starts_with(rest, base)) {
            mark(&mut reached, at + base.len());
        }
    }
    text.iter().any(|c| c.is_alphabetic()) && reached.last() == Some(&true)
}

fn words(line: &str) -> impl Iterator<Item = Vec<char>> {
    line.split_whitespace().map(|word| word.chars().collect())
}

fn mark(reached: &mut [bool], at: usize) {
    if let Some(here) = reached.get_mut(at) {
        *here = true;
    }
}

fn starts_with(text: &[char], base: &[char]) -> bool {
    text.len() >= base.len() && base.iter().zip(text).all(|(letter, typed)| stands_for(*typed, *letter))
}

fn stands_for(typed: char, letter: char) -> bool {
    let others = match letter {
        'a' => "4@",
        'e' => "3",
        'i' => "1!",
        'l' => "1",
        'o' | 'о' => "0",
        's' => "5$",
        't' => "7",
        'з' => "3",
        'ч' => "4",
        _ => "",
    };
    typed == letter || others.contains(typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_of_nothing_but_common_words_and_digits_are_seen() {
        let common = [
            "passwordpassword1",
            "Password12345678",
            "P@ssw0rd!P@ssw0rd!1",
            "iloveyou1234567",
            "welcome-to-admin-123",
            "adminadminadmin2012",
            "qwerty123password",
            "ghbdtn-gfhjkm-2012",
            "парольпривет12345",
            "natasha-sergey-1987",
            "letmein letmein monkey",
            "almaty2012kazakhstan",
        ];
        for password in common {
            assert!(is_common(password), "{password}");
        }
    }

    #[test]
    fn one_word_of_ones_own_is_enough_and_digits_alone_are_not_judged_here() {
        let own = [
            "correct horse battery staple",
            "passwords are a nuisance",
            "a lantern in the window",
            "пятнадцать букв и ещё",
            "4JX3b-9qPzu-Lw2Tk",
            "730184650917342",
            "",
        ];
        for password in own {
            assert!(!is_common(password), "{password}");
        }
    }

    #[test]
    fn the_list_has_each_word_once_in_lower_case_and_none_too_short_to_mean_something() {
        let mut words: Vec<&str> =
            BASES.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace).collect();
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert!(count > 300 && words.len() == count, "{count} words, {} different", words.len());
        assert!(words.iter().all(|word| word.to_lowercase() == **word && word.chars().count() >= 2));
    }
}
