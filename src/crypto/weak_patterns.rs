//! Long passwords that are guessed first all the same: one thing repeated, or keys in the order they lie in.

/// Rows as they are typed through, and columns: digits, alphabets, and the keyboards of the people who use this.
const ROWS: [&str; 19] = [
    "1234567890",
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "йцукенгшщзхъ",
    "фывапролджэячсмитьбю",
    "1qaz",
    "2wsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
    "8ik",
    "9ol",
    "0p",
];

/// Whether a password is one character, word or row of keys over and over, whatever stands between the repeats.
pub fn is_monotonous(password: &str) -> bool {
    let typed: Vec<char> = password.to_lowercase().chars().collect();
    let letters: Vec<char> = typed.iter().copied().filter(|c| c.is_alphanumeric()).collect();
    repeats(&typed) || repeats(&letters) || follows_rows(&letters)
}

/// Whether the text is its own beginning over and over, at least twice; the last time perhaps cut off.
fn repeats(text: &[char]) -> bool {
    (1..=text.len() / 2).any(|period| text.iter().zip(text.iter().skip(period)).all(|(a, b)| a == b))
}

/// Whether three steps of four stay on a key or go on to the next of a row.
fn follows_rows(text: &[char]) -> bool {
    let steps = text.len().saturating_sub(1);
    let easy = text.iter().zip(text.iter().skip(1)).filter(|(a, b)| a == b || are_neighbours(**a, **b)).count();
    steps > 0 && easy * 4 >= steps * 3
}

fn are_neighbours(a: char, b: char) -> bool {
    let next_to = |row: &str| {
        let mut pairs = row.chars().zip(row.chars().skip(1));
        pairs.any(|pair| pair == (a, b) || pair == (b, a))
    };
    ROWS.iter().any(|row| next_to(row))
}

#[cfg(test)]
mod tests {
    use super::is_monotonous;

    #[test]
    fn one_thing_repeated_and_rows_of_keys_are_seen() {
        let monotonous = [
            "aaaaaaaaaaaaaaaa",
            "!!!!!!!!!!!!!!!!",
            "abcabcabcabcabca",
            "password password",
            "Password-password-PASS",
            "парольпарольпароль",
            "123456789012345",
            "543210987654321",
            "abcdefghijklmnop",
            "qwertyuiopasdfgh",
            "1234567890 qwertyuiop",
            "йцукенгшщзфывапрол",
            "qwertyuiop[]asdfgh",
            "1qaz2wsx3edc4rfv",
            "zaq12wsxcde34rfv",
        ];
        for password in monotonous {
            assert!(is_monotonous(password), "{password}");
        }
    }

    #[test]
    fn sentences_and_random_passwords_are_not() {
        let varied = [
            "correct horse battery staple",
            "another horse battery staple",
            "the same words, the same wall",
            "пятнадцать букв и ещё",
            "4JX3b-9qPzu-Lw2Tk",
            "hello hello, who is there",
            "тот день был длинным",
        ];
        for password in varied {
            assert!(!is_monotonous(password), "{password}");
        }
    }
}
