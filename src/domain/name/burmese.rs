//! Burmese syllables with the letters a to z, much as names are written on maps.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::tables::rows;

/// Beginnings and endings of syllables.
struct Table {
    begins: HashMap<char, &'static str>,
    /// By vowel and the letter that closes the syllable, if one does.
    ends: HashMap<(&'static str, Option<char>), &'static str>,
    /// One way to write for what can be written in several.
    rewritten: Vec<(&'static str, &'static str)>,
    left_out: Vec<&'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { begins: HashMap::new(), ends: HashMap::new(), rewritten: Vec::new(), left_out: Vec::new() };
    for (list, rest) in rows(include_str!("tables/burmese.tsv")) {
        let (one, other) = rest.split_once('\t').unwrap_or((rest, ""));
        match list {
            "begin" => table.begins.extend(one.chars().map(|c| (c, other))),
            "write" => table.rewritten.push((one, other)),
            "without" => table.left_out.push(one),
            _ => {
                let vowel = list.strip_prefix("end").unwrap_or_default().trim();
                let (closing, spelled) = (one.chars().next().filter(|c| *c != '-'), other);
                table.ends.insert((vowel, closing), spelled);
            }
        }
    }
    table
});

pub fn is_burmese(c: char) -> bool {
    ('\u{1000}'..='\u{109F}').contains(&c)
}

const KILLER: char = '်';
/// Marks of tone.
const TONES: [char; 2] = ['့', 'း'];

/// A text with its Burmese syllables as words of the letters a to z.
pub fn syllables(text: &str) -> String {
    let mut text = text.to_owned();
    if text.chars().count() > 9 {
        for said in &TABLE.left_out {
            text = text.replace(said, "");
        }
    }
    for (one, other) in &TABLE.rewritten {
        text = text.replace(one, other);
    }
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while let Some(c) = letters.get(at).copied() {
        match TABLE.begins.get(&c) {
            Some(begin) => {
                at = syllable(&letters, at + 1, begin, &mut out);
                out.push(' ');
            }
            None => {
                if !is_burmese(c) {
                    out.push(c);
                } else if matches!(c, '၊' | '။') {
                    out.push(' ');
                }
                at += 1;
            }
        }
    }
    out
}

/// Spells one syllable whose first letter was read; gives back where the next one begins.
fn syllable(letters: &[char], from: usize, begin: &str, out: &mut String) -> usize {
    let mut at = from;
    let mut run = |wanted: &dyn Fn(char) -> bool| {
        let start = at;
        while letters.get(at).is_some_and(|c| wanted(*c)) {
            at += 1;
        }
        letters.get(start..at).unwrap_or_default()
    };
    let medials = run(&|c| matches!(c, 'ျ' | 'ြ' | 'ွ' | 'ှ'));
    let vowels = run(&|c| matches!(c, 'ါ' | 'ာ' | 'ိ' | 'ီ' | 'ု' | 'ူ' | 'ေ' | 'ဲ' | 'ံ'));
    if !vowels.is_empty() && letters.get(at) == Some(&KILLER) {
        at += 1;
    }
    while letters.get(at).is_some_and(|c| TONES.contains(c)) {
        at += 1;
    }
    let closes = |c: &char| TABLE.begins.contains_key(c);
    let closing = match letters.get(at..).unwrap_or_default() {
        [c, KILLER, ..] if closes(c) => Some((*c, 2)),
        [c, tone, KILLER, ..] if closes(c) && TONES.contains(tone) => Some((*c, 3)),
        _ => None,
    };
    at += closing.map_or(0, |(_, long)| long);
    while letters.get(at).is_some_and(|c| TONES.contains(c) || *c == KILLER) {
        at += 1;
    }
    out.push_str(&begun(begin, medials));
    let has = |any: &[char]| vowels.iter().any(|c| any.contains(c));
    let vowel = if has(&['ေ']) && has(&['ာ', 'ါ']) {
        "aw"
    } else if has(&['ိ']) && has(&['ု']) {
        "o"
    } else if has(&['ိ', 'ီ']) {
        "i"
    } else if has(&['ု', 'ူ']) {
        "u"
    } else if has(&['ေ', 'ဲ']) {
        "e"
    } else {
        ""
    };
    let closing = closing.map(|(c, _)| c);
    let end = |closing| TABLE.ends.get(&(vowel, closing)).copied();
    match (vowel, closing) {
        ("u", _) if has(&['ံ']) => out.push_str("on"),
        ("i", _) if has(&['ံ']) => out.push_str("ein"),
        _ if has(&['ံ']) => out.push_str("an"),
        _ => match end(closing) {
            Some(spelled) => out.push_str(spelled),
            None => {
                out.push_str(end(None).unwrap_or_default());
                out.push_str(closing.and_then(|c| TABLE.begins.get(&c).copied()).unwrap_or_default());
            }
        },
    }
    at
}

/// The beginning of a syllable with what is written under its first letter.
fn begun(begin: &str, medials: &[char]) -> String {
    let has = |any: &[char]| medials.iter().any(|c| any.contains(c));
    let mut out = begin.to_owned();
    if has(&['ျ', 'ြ']) {
        out = match begin {
            "k" => "ky".to_owned(),
            "kh" => "ch".to_owned(),
            "g" => "gy".to_owned(),
            _ => format!("{begin}y"),
        };
    }
    if has(&['ှ']) {
        out = match out.as_str() {
            "y" | "ly" | "thy" => "sh".to_owned(),
            "" => out,
            _ => format!("h{out}"),
        };
    }
    if has(&['ွ']) {
        out.push('w');
    }
    out
}
