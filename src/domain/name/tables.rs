//! The tables that names are read by: data files beside this one, one entry a line, `#` before what is said of them.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Raised whenever a table or a rule of folding, sounds or keys changes, so that whatever was kept of them is made anew.
pub const VERSION: u32 = 2;

/// Lines of a table as fields.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split_once('\t').unwrap_or((line, "")))
}

/// How letters are spelled with the letters a to z.
pub(super) static LETTERS: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| {
    let entry = |(letter, spelled): (&'static str, &'static str)| Some((letter.chars().next()?, spelled));
    rows(include_str!("tables/letters.tsv")).filter_map(entry).collect()
});

/// Letters and the symbols of their sound, the longest first.
pub(super) static SOUNDS: LazyLock<Vec<(&'static [u8], &'static [u8])>> = LazyLock::new(|| {
    let entry = |(letters, symbols): (&'static str, &'static str)| (letters.as_bytes(), symbols.as_bytes());
    let mut rules: Vec<(&[u8], &[u8])> = rows(include_str!("tables/sounds.tsv")).map(entry).collect();
    rules.sort_by_key(|(letters, _)| std::cmp::Reverse(letters.len()));
    rules
});

/// What a word is, by the list of `tables/words.tsv` that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listed {
    Particle,
    Title,
    Article,
    Generic,
}

pub(super) static LISTED: LazyLock<HashMap<&'static str, Listed>> = LazyLock::new(|| {
    let entry = |(list, words): (&str, &'static str)| {
        let listed = match list {
            "particle" => Listed::Particle,
            "title" => Listed::Title,
            "article" => Listed::Article,
            "generic" => Listed::Generic,
            _ => return None,
        };
        Some(words.split(' ').map(move |word| (word, listed)))
    };
    rows(include_str!("tables/words.tsv")).filter_map(entry).flatten().collect()
});

/// Endings of patronymics.
pub(super) static PATRONYMIC: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let lines = rows(include_str!("tables/words.tsv")).filter(|(list, _)| *list == "patronymic");
    lines.flat_map(|(_, endings)| endings.split(' ')).collect()
});

/// Forms of one given name have one number.
pub(super) static GIVEN: LazyLock<HashMap<&'static str, Vec<u16>>> = LazyLock::new(|| {
    let mut names: HashMap<&str, Vec<u16>> = HashMap::new();
    for (number, (forms, _)) in (0..).zip(rows(include_str!("tables/given.tsv"))) {
        forms.split(' ').for_each(|form| names.entry(form).or_default().push(number));
    }
    names
});

/// What else a place is called.
pub(super) static PLACES: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut places: HashMap<&str, Vec<&str>> = HashMap::new();
    let lines = include_str!("tables/places.tsv").lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let names: Vec<&str> = line.split('\t').collect();
        for name in &names {
            let others = names.iter().copied().filter(|other| other != name);
            places.entry(name).or_default().extend(others);
        }
    }
    places
});
