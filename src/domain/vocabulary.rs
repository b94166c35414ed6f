//! Open lists: terms with labels in the languages of the interface.

use std::collections::HashMap;

use super::lang::Lang;

/// A term on its way into the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// `list/entry`.
    pub code: String,
    pub parent: Option<String>,
    /// The HURIDOCS micro-thesaurus code, as a cross-reference.
    pub huridocs: Option<String>,
    pub labels: Vec<TermLabel>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermLabel {
    pub lang: Lang,
    pub text: String,
    /// Of a relation, as read from its object.
    pub inverse: Option<String>,
}

/// All terms of a case file, in the order of each list.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    codes: Vec<String>,
    labels: HashMap<(Lang, String), TermLabel>,
}

impl Vocabulary {
    pub fn new(codes: Vec<String>, labels: impl IntoIterator<Item = (String, TermLabel)>) -> Self {
        Vocabulary { codes, labels: labels.into_iter().map(|(code, label)| ((label.lang, code), label)).collect() }
    }

    /// The label in this language, else in English, else the code itself: a term a team added has perhaps one.
    pub fn label<'a>(&'a self, lang: Lang, code: &'a str) -> &'a str {
        self.find(lang, code).map_or(code, |label| &label.text)
    }

    pub fn inverse<'a>(&'a self, lang: Lang, code: &'a str) -> &'a str {
        self.find(lang, code).map_or(code, |label| label.inverse.as_ref().unwrap_or(&label.text))
    }

    /// The codes of one list, in its order.
    pub fn list<'a>(&'a self, list: &'a str) -> impl Iterator<Item = &'a str> {
        self.codes
            .iter()
            .map(String::as_str)
            .filter(move |code| code.split_once('/').is_some_and(|(prefix, _)| prefix == list))
    }

    pub fn contains(&self, code: &str) -> bool {
        self.codes.iter().any(|known| known == code)
    }

    fn find(&self, lang: Lang, code: &str) -> Option<&TermLabel> {
        [lang, Lang::En].into_iter().find_map(|lang| self.labels.get(&(lang, code.to_owned())))
    }
}
