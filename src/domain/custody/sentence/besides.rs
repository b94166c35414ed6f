//! What is imposed beside a term and leaves its length as it is: confiscation, a fine, a ban, a right to parole.

/// What joins it to the term.
const JOINED_BY: &[&str] = &["and", "with", "plus", "и", "с", "со", "плюс"];

/// What it is, by the beginning of the word. It lasts for no time of its own.
const AT_ONCE: &[&str] = &["confiscat", "forfeit", "fine", "конфискац", "штраф"];

/// The same, of what may say how long it lasts.
const FOR_A_TIME: &[&str] = &["ban", "disqualif", "parole", "запрет", "лишени", "правом"];

/// How far behind what joins it: "and a 5-year ban", "with the possibility of parole".
const NEAR: usize = 4;

/// Beginnings of words by which it may be that the term itself is not served, or that another one follows.
const OF_THE_TERM: &[&str] = &[
    "suspen",
    "condition",
    "probat",
    "defer",
    "prison",
    "imprison",
    "jail",
    "colon",
    "arrest",
    "custod",
    "deten",
    "term",
    "sentence",
    "house",
    "minus",
    "условн",
    "отсроч",
    "испыт",
    "пробац",
    "тюр",
    "колон",
    "арест",
    "страж",
    "свобод",
    "срок",
    "минус",
];

/// The same, of whole words.
const ONE_OF_TWO: &[&str] = &["or", "или", "less", "without", "без"];

/// Beginnings of units: a length that belongs to nothing else may be another term.
const UNITS: &[&str] =
    &["year", "month", "week", "day", "hour", "yr", "лет", "год", "мес", "недел", "сут", "дн", "ден", "час"];

/// The wording without what stands beside the term; nothing where nothing does, or where that may say something of the term.
pub(super) fn without(said: &str) -> Option<String> {
    let text = said.to_lowercase().replace('ё', "е").replace(['\u{a0}', '\u{202f}'], " ");
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for word in text.split([' ', ',', ';', '(', ')']) {
        words.extend((!word.is_empty()).then_some((at, word)));
        at += word.len() + 1;
    }
    let begins = |word: &str, stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
    let is_beside = |(_, word): &&(usize, &str)| begins(word, AT_ONCE) || begins(word, FOR_A_TIME);
    let (begin, beside) = words.iter().enumerate().skip(1).find_map(|(number, (begin, word))| {
        let is_joined = JOINED_BY.contains(word) || text.get(..*begin)?.trim_end().ends_with(',');
        let beside = words.get(number..)?;
        (is_joined && beside.iter().take(NEAR + 1).any(|word| is_beside(&word))).then_some((*begin, beside))
    })?;
    let any = |stems: &[&str]| beside.iter().any(|(_, word)| begins(word, stems));
    let is_of_the_term = any(OF_THE_TERM) || beside.iter().any(|(_, word)| ONE_OF_TWO.contains(word));
    let is_another = any(UNITS) && !any(FOR_A_TIME);
    let main = text.get(..begin)?.trim_end_matches([',', ' ']);
    (!is_of_the_term && !is_another).then(|| main.to_owned())
}
