//! Words of a report: the paragraph they stand in, and the nearest to words that it does not have.

use std::collections::HashMap;

/// The paragraphs of a text as they are numbered on its page, from one: lines that hold something.
pub fn paragraphs(body: &str) -> impl Iterator<Item = &str> {
    body.lines().filter(|line| !line.trim().is_empty())
}

/// What is wrong with a place in a text, or with words said to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misquote<'b> {
    /// The text has only so many paragraphs.
    NoSuchParagraph(usize),
    /// The words stand in another paragraph.
    InParagraph(usize),
    /// The words are not in the text; these are, in this paragraph.
    Nearest(usize, &'b str),
    /// Nothing in the text is like them.
    Nowhere,
}

/// Looks up a paragraph and words in a text. Words may run on into the paragraphs that follow.
pub fn check<'b>(body: &'b str, paragraph: Option<usize>, quote: Option<&str>) -> Option<Misquote<'b>> {
    let count = paragraphs(body).count();
    if paragraph.is_some_and(|paragraph| paragraph > count) {
        return Some(Misquote::NoSuchParagraph(count));
    }
    let quote = quote?;
    let mut starts = starts_in(body, quote).peekable();
    let Some(first) = starts.peek().copied() else {
        return Some(nearest(body, quote).map_or(Misquote::Nowhere, |(n, words)| Misquote::Nearest(n, words)));
    };
    let paragraph = paragraph?;
    (!starts.any(|start| start == paragraph)).then_some(Misquote::InParagraph(first))
}

/// The numbers of the paragraphs in which these words start.
fn starts_in<'a>(body: &'a str, quote: &'a str) -> impl Iterator<Item = usize> + 'a {
    let ends: Vec<usize> = body
        .split_inclusive('\n')
        .scan(0, |at, line| {
            *at += line.len();
            Some((*at, line))
        })
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(end, _)| end)
        .collect();
    body.match_indices(quote).map(move |(at, _)| ends.partition_point(|end| *end <= at) + 1)
}

/// How much of the words has to be there for a passage to be like them.
const ALIKE: (usize, usize) = (3, 5);
/// Longer wording is not compared with every passage of a text: it would take too long.
const COMPARED: usize = 120;

/// The passage of a text that is nearest to these words, with its paragraph: the same words but for quotation marks,
/// dashes, case and spaces, or at least three in five of them. Nothing if there is none.
pub fn nearest<'b>(body: &'b str, quote: &str) -> Option<(usize, &'b str)> {
    let wanted: Vec<String> = words(quote).map(|(_, word)| word).collect();
    if wanted.len() > COMPARED {
        return None;
    }
    let mut counts: HashMap<&str, i64> = HashMap::new();
    wanted.iter().for_each(|word| *counts.entry(word).or_default() += 1);
    let mut best: Option<((usize, usize), usize, &str)> = None;
    for (index, paragraph) in paragraphs(body).enumerate() {
        let here: Vec<(std::ops::Range<usize>, String)> = words(paragraph).collect();
        let window = wanted.len().min(here.len());
        for part in here.windows(window.max(1)) {
            let score = (shared(part, &counts), in_order(part, &wanted));
            if score.0 > 0
                && best.as_ref().is_none_or(|(known, ..)| score > *known)
                && let (Some((first, _)), Some((last, _))) = (part.first(), part.last())
                && let Some(words) = paragraph.get(first.start..last.end)
            {
                best = Some((score, index + 1, words));
            }
        }
    }
    let ((score, _), paragraph, words) = best?;
    (score * ALIKE.1 >= wanted.len() * ALIKE.0).then_some((paragraph, words))
}

/// How many of the wanted words a passage has, each as often as it is wanted.
fn shared(part: &[(std::ops::Range<usize>, String)], wanted: &HashMap<&str, i64>) -> usize {
    let mut left: HashMap<&str, i64> = HashMap::new();
    let mut shared = 0;
    for (_, word) in part {
        if let Some(count) = wanted.get(word.as_str()) {
            let used = left.entry(word).or_default();
            if *used < *count {
                *used += 1;
                shared += 1;
            }
        }
    }
    shared
}

/// How many of them stand where they are wanted.
fn in_order(part: &[(std::ops::Range<usize>, String)], wanted: &[String]) -> usize {
    part.iter().zip(wanted).filter(|((_, word), wanted)| word == *wanted).count()
}

/// The words of a text, in lower case, with where they stand. Marks and spaces are none.
fn words(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, String)> + '_ {
    let inside = |c: char| c.is_alphanumeric();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find(inside)?;
        let rest = text.get(start..)?;
        let end = start + rest.find(|c| !inside(c)).unwrap_or(rest.len());
        at = end;
        Some((start..end, rest.get(..end - start)?.to_lowercase()))
    })
}

#[cfg(test)]
mod tests {
    use super::{Misquote, check, nearest};

    const BODY: &str =
        "First words.\n\n  \nThe court\u{a0}said: “it’s over” – and left.\nThe court sat again. First words.";

    #[test]
    fn empty_lines_are_not_numbered_and_there_is_none_after_the_last() {
        assert_eq!(check(BODY, Some(3), None), None);
        assert_eq!(check(BODY, Some(4), None), Some(Misquote::NoSuchParagraph(3)));
    }

    #[test]
    fn words_in_another_paragraph_are_found_there() {
        assert_eq!(check(BODY, Some(1), Some("sat again")), Some(Misquote::InParagraph(3)));
        assert_eq!(check(BODY, Some(3), Some("First words")), None, "the second time counts too");
        assert_eq!(check(BODY, None, Some("sat again")), None);
        assert_eq!(check(BODY, Some(2), Some("left.\nThe court")), None, "they may run on");
    }

    #[test]
    fn marks_dashes_and_spaces_do_not_hide_words() {
        let found = Some((2, "The court\u{a0}said: “it’s over” – and left"));
        assert_eq!(nearest(BODY, "the court said: \"it's over\" - and left."), found);
        assert_eq!(check(BODY, Some(2), Some("court said")), Some(Misquote::Nearest(2, "court\u{a0}said")));
    }

    #[test]
    fn a_mistyped_word_finds_its_passage_and_other_words_none() {
        assert_eq!(nearest(BODY, "The cuort sat again"), Some((3, "The court sat again")));
        assert_eq!(check(BODY, None, Some("nobody was there")), Some(Misquote::Nowhere));
        assert_eq!(nearest("", "words"), None);
        assert_eq!(nearest(BODY, "…"), None);
    }
}
