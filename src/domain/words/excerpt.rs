//! A piece of a text around what was found in it, with the words that were found.

use super::Stems;
use super::asked::AskedWords;

/// Letters of an excerpt, about.
const LONG: usize = 220;

/// Words that were found in a text are looked at for the best piece, no more than these: each with all others.
const LOOKED_AT: usize = 1000;

/// A piece of text, in parts that were found and parts that were not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// Text, and whether it is a word that was looked for.
    pub parts: Vec<(String, bool)>,
    /// Whether there is text before and behind it.
    pub from_inside: bool,
    pub goes_on: bool,
    /// Different words of it that were looked for.
    pub found: usize,
}

/// The piece of a text with most of what is looked for; nothing where nothing of it is.
pub fn excerpt(text: &str, asked: &AskedWords, stems: &Stems) -> Option<Excerpt> {
    let found: Vec<(usize, usize, usize)> = stems
        .tokens(text)
        .iter()
        .filter_map(|token| {
            let which = asked.wanted().position(|word| word.is(&token.folded, &token.term))?;
            Some((token.start, token.end, which))
        })
        .take(LOOKED_AT)
        .collect();
    let within = |from: usize| found.iter().filter(move |(start, end, _)| *start >= from && end - from <= LONG);
    let different = |from: usize| {
        let mut which: Vec<usize> = within(from).map(|(.., which)| *which).collect();
        which.sort_unstable();
        which.dedup();
        which.len()
    };
    // Of several as good ones the first.
    let (first, ..) = *found.iter().rev().max_by_key(|(start, ..)| different(*start))?;
    let last = within(first).map(|(_, end, _)| *end).max().unwrap_or(first);
    let middle = first.midpoint(last);
    let start = word_start(text, middle.saturating_sub(LONG / 2).min(first));
    let end = word_end(text, (start + LONG).max(last));
    let mut parts = Vec::new();
    let mut at = start;
    for (from, to, _) in found.iter().filter(|(from, to, _)| *from >= start && *to <= end) {
        parts.extend(text.get(at..*from).filter(|text| !text.is_empty()).map(|text| (text.to_owned(), false)));
        parts.extend(text.get(*from..*to).map(|text| (text.to_owned(), true)));
        at = *to;
    }
    parts.extend(text.get(at..end).filter(|text| !text.is_empty()).map(|text| (text.to_owned(), false)));
    Some(Excerpt { parts, from_inside: start > 0, goes_on: end < text.len(), found: different(first) })
}

/// The beginning of the word around a byte.
fn word_start(text: &str, at: usize) -> usize {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    text.get(..at)
        .and_then(|before| before.rfind(char::is_whitespace).map(|space| space + 1))
        .map_or(0, |start| text.get(start..).map_or(start, |rest| start + (rest.len() - rest.trim_start().len())))
}

/// The end of the word around a byte.
fn word_end(text: &str, at: usize) -> usize {
    let at = (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    text.get(at..).and_then(|behind| behind.find(char::is_whitespace)).map_or(text.len(), |space| at + space)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::{AskedWords, Stems, excerpt};

    fn shown(text: &str, typed: &str) -> Option<String> {
        let stems = Stems::default();
        let excerpt = excerpt(text, &AskedWords::read(typed, &stems).unwrap(), &stems)?;
        let part = |(text, found): &(String, bool)| if *found { format!("[{text}]") } else { text.clone() };
        Some(excerpt.parts.iter().map(part).collect())
    }

    #[test]
    fn what_was_found_is_shown_in_its_form() {
        assert_eq!(
            shown("Oil workers were striking.", "strike worker").as_deref(),
            Some("Oil [workers] were [striking].")
        );
        assert_eq!(shown("Nothing of it", "strike"), None);
    }

    #[test]
    fn of_a_long_text_the_piece_with_most_of_it_is_shown() {
        let text = format!("strike {}the strike of oil workers{}", "word ".repeat(100), " word".repeat(100));
        let shown = shown(&text, "strike oil workers").unwrap();
        assert!(shown.contains("[strike] of [oil] [workers]") && shown.len() < 400, "{shown}");
    }

    proptest! {
        #[test]
        fn an_excerpt_is_a_piece_of_the_text(text in "(?s)[ a-cа-в北.\n]{0,900}", typed in "[a-cа-в]{1,2}( [a-cа-в]{1,2})?") {
            let stems = Stems::default();
            let asked = AskedWords::read(&typed, &stems).unwrap();
            if let Some(found) = excerpt(&text, &asked, &stems) {
                let whole: String = found.parts.iter().map(|(text, _)| text.as_str()).collect();
                prop_assert!(text.contains(&whole));
                prop_assert!(found.found > 0 && found.parts.iter().any(|(_, found)| *found));
            }
        }
    }
}
