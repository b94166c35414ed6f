//! Codes of countries and languages, and the names that people write for them.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::domain::lang::Lang;
use crate::domain::name::fold;
use crate::error::Message;

/// A list of codes that the world knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codes {
    /// ISO 3166-1, and parts of a country as ISO 3166-2 writes them (`KZ-ALA`).
    Country,
    /// That of a country whose national somebody is; words where that is no one country.
    Nationality,
    /// ISO 639, with a script or country where that matters (`kk-Latn`).
    Language,
}

/// A line of a table: its codes, the first of which is the one that is kept, and its names.
struct Entry {
    codes: Vec<&'static str>,
    /// In the order of `Lang::ALL`.
    names: [&'static str; 2],
    others: Vec<&'static str>,
}

/// A table, with what each folded code and name stands for.
struct Table {
    entries: Vec<Entry>,
    known: HashMap<String, usize>,
}

impl Codes {
    /// The code that a text stands for: a code in any case, or a name.
    pub fn read(self, text: &str) -> Result<String, Message> {
        let text = text.trim();
        let code = self.find(text).map(str::to_owned).or_else(|| self.with_parts(text));
        let code = code.or_else(|| (self == Codes::Nationality).then(|| text.to_owned()));
        code.ok_or_else(|| Message::new(self.unknown()).arg("value", text))
    }

    /// What a code is called; of one with parts, what the first of them is.
    pub fn name(self, code: &str, lang: Lang) -> Option<&'static str> {
        let first = code.split('-').next()?;
        let entry = self.table().entries.iter().find(|entry| entry.codes.first().is_some_and(|c| *c == first))?;
        Lang::ALL.iter().position(|known| *known == lang).and_then(|at| entry.names.get(at)).copied()
    }

    /// The message that says that a text is none of the list.
    fn unknown(self) -> &'static str {
        match self {
            Codes::Country | Codes::Nationality => "err-unknown-country",
            Codes::Language => "err-unknown-language",
        }
    }

    fn find(self, text: &str) -> Option<&'static str> {
        let table = self.table();
        // "Kazakh language", «казахский язык».
        let key = fold(text);
        let bare = [" language", " iazyk", " yazyk", " tili"].into_iter().find_map(|end| key.strip_suffix(end));
        let at = table.known.get(&key).or_else(|| bare.and_then(|bare| table.known.get(bare)))?;
        table.entries.get(*at)?.codes.first().copied()
    }

    /// `kk-Latn`, `ru_KZ`, `KZ-ALA`: parts behind a code that is known, in the case that they are written in.
    fn with_parts(self, text: &str) -> Option<String> {
        let text = text.replace('_', "-");
        let mut parts = text.split('-');
        let first = parts.next().filter(|first| first.len() <= 3)?;
        let mut code = self.find(first)?.to_owned();
        // Of a country the parts go with its code and no other: there is no "UK-ENG".
        if self == Codes::Country && !code.eq_ignore_ascii_case(first) {
            return None;
        }
        let letters = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic());
        let (mut count, mut script) = (0, false);
        for part in parts {
            count += 1;
            let part = match self {
                Codes::Country if count == 1 && (1..=3).contains(&part.len()) && !part.eq_ignore_ascii_case(first) => {
                    part.to_uppercase()
                }
                Codes::Language if part.len() == 4 && letters(part) && count == 1 => {
                    script = true;
                    let (first, rest) = part.split_at(1);
                    format!("{}{}", first.to_uppercase(), rest.to_lowercase())
                }
                Codes::Language if part.len() == 2 && count == 1 + usize::from(script) => {
                    let region = Codes::Country.find(part)?;
                    region.eq_ignore_ascii_case(part).then(|| region.to_owned())?
                }
                _ => return None,
            };
            if !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
                return None;
            }
            code = format!("{code}-{part}");
        }
        (count > 0).then_some(code)
    }

    fn table(self) -> &'static Table {
        static COUNTRIES: OnceLock<Table> = OnceLock::new();
        static LANGUAGES: OnceLock<Table> = OnceLock::new();
        match self {
            Codes::Country | Codes::Nationality => COUNTRIES.get_or_init(|| Table::read(include_str!("countries.txt"))),
            Codes::Language => LANGUAGES.get_or_init(|| Table::read(include_str!("languages.txt"))),
        }
    }
}

impl Table {
    fn read(text: &'static str) -> Table {
        let mut table = Table { entries: Vec::new(), known: HashMap::new() };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split('|');
            let mut next = || parts.next().unwrap_or_default();
            let (codes, names, others) = (next(), [next(), next()], next());
            let entry = Entry {
                codes: codes.split(' ').collect(),
                names,
                others: others.split("; ").filter(|other| !other.is_empty()).collect(),
            };
            let at = table.entries.len();
            for text in entry.codes.iter().chain(&entry.names).chain(&entry.others) {
                table.known.entry(fold(text)).or_insert(at);
            }
            table.entries.push(entry);
        }
        table
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::HashMap;

    use super::Codes;
    use crate::domain::lang::Lang;
    use crate::domain::name::fold;

    #[test]
    fn a_name_in_any_language_and_a_code_in_any_case_are_the_code() {
        for (codes, texts, code) in [
            (
                Codes::Country,
                "KZ, kz, KAZ, Kazakhstan, kazakhstan, Казахстан, Қазақстан, Republic of Kazakhstan, РК",
                "KZ",
            ),
            (Codes::Country, "UK, Great Britain, Великобритания, gb", "GB"),
            (Codes::Country, "Кыргызстан, Киргизия, Kyrgyz Republic", "KG"),
            (Codes::Country, "KZ-ALA, kz-ala", "KZ-ALA"),
            (Codes::Nationality, "kz, KAZ, Казахстан, Kazakhstan", "KZ"),
            (Codes::Nationality, "stateless", "stateless"),
            (Codes::Nationality, "Kazakh and Russian", "Kazakh and Russian"),
            (Codes::Language, "en, EN, eng, english, English, английский, English language", "en"),
            (Codes::Language, "ru, rus, русский, Russian, русский язык, Russian language", "ru"),
            (Codes::Language, "kk, kaz, Kazakh, казахский, қазақша, Қазақ тілі", "kk"),
            (Codes::Language, "kk-latn, kk_Latn, KAZ-Latn", "kk-Latn"),
            (Codes::Language, "ru-KZ, ru_kz", "ru-KZ"),
            (Codes::Language, "Farsi, فارسی, fa, per", "fa"),
        ] {
            for text in texts.split(", ") {
                assert_eq!(codes.read(text).as_deref(), Ok(code), "{text}");
            }
        }
    }

    #[test]
    fn what_is_in_no_list_is_refused() {
        for (codes, texts) in [
            (Codes::Country, "Atlantis|XX|KZ-ALMA|K|Almaty|Kazakhstan and Russia|KZ-A-B"),
            (Codes::Language, "Martian|xx|english and russian|en-XX|ru-Russia|english-US-x|r"),
        ] {
            for text in texts.split('|') {
                assert!(codes.read(text).is_err(), "{text}");
            }
        }
    }

    #[test]
    fn every_code_is_its_own_and_no_name_is_of_two() {
        for codes in [Codes::Country, Codes::Language] {
            let mut of: HashMap<String, &str> = HashMap::new();
            for entry in &codes.table().entries {
                let code = *entry.codes.first().unwrap();
                assert_eq!(codes.read(code).as_deref(), Ok(code));
                for text in entry.codes.iter().chain(&entry.names).chain(&entry.others) {
                    assert!(!fold(text).is_empty(), "{code}: {text}");
                    let other = of.insert(fold(text), code);
                    assert!(other.is_none_or(|other| other == code), "{text} is {code} and {other:?}");
                }
                assert!(Lang::ALL.iter().all(|lang| codes.name(code, *lang).is_some_and(|name| !name.is_empty())));
            }
        }
    }
}
