//! Open lists: terms with labels in the languages of the interface.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::custody::{Steps, step};
use super::kind::{Kind, Type};
use super::lang::Lang;
use crate::error::Message;

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
    parents: BTreeMap<String, String>,
    steps: Steps,
}

impl Vocabulary {
    /// Out of the codes in their order, their labels, and the parents of those that have one.
    pub fn new(
        codes: Vec<String>,
        labels: impl IntoIterator<Item = (String, TermLabel)>,
        parents: BTreeMap<String, String>,
    ) -> Self {
        let labels = labels.into_iter().map(|(code, label)| ((label.lang, code), label)).collect();
        let steps = Steps::new(parents.clone());
        Vocabulary { codes, labels, parents, steps }
    }

    /// What the codes of steps of custody do.
    pub fn steps(&self) -> &Steps {
        &self.steps
    }

    /// The label in this language, else in English, else the code itself: a term a team added has perhaps one.
    pub fn label<'a>(&'a self, lang: Lang, code: &'a str) -> &'a str {
        self.find(lang, code).map_or(code, |label| &label.text)
    }

    pub fn inverse<'a>(&'a self, lang: Lang, code: &'a str) -> &'a str {
        self.find(lang, code).map_or(code, |label| label.inverse.as_ref().unwrap_or(&label.text))
    }

    /// What is wrong with each of these terms beside the others and those that are there: the field, and why.
    pub fn faults_beside(&self, terms: &[Term]) -> Vec<Option<(&'static str, Message)>> {
        let of_kinds = Kind::ALL.into_iter().flat_map(Kind::fields);
        let lists: BTreeSet<&str> =
            of_kinds.filter_map(|field| if let Type::Term(list) = field.ty { Some(list) } else { None }).collect();
        let plain = |name: &str| {
            let letter = |c: char| c.is_ascii_lowercase();
            name.starts_with(letter) && name.chars().all(|c| letter(c) || c.is_ascii_digit() || c == '_')
        };
        let known = |code: &str| self.contains(code) || terms.iter().any(|term| term.code == code);
        let parents = parents_with(&self.parents, terms);
        let astray: BTreeSet<&str> = step::astray(terms, &parents).into_iter().map(|term| term.code.as_str()).collect();
        let fault = |Term { code, parent, .. }: &Term| match code.split_once('/') {
            Some((list, name)) if plain(list) && plain(name) => match parent {
                _ if !lists.contains(list) => Some(("code", Message::new("err-term-list").arg("list", list))),
                Some(parent) if !known(parent) => {
                    Some(("parent", Message::new("err-unknown-code").arg("value", parent)))
                }
                _ => match circle_through(code, &parents) {
                    Some(circle) => Some(("parent", Message::new("err-circle").arg("names", circle.join(" → ")))),
                    None => astray
                        .contains(code.as_str())
                        .then(|| ("parent", Message::new("err-step-astray").arg("code", code))),
                },
            },
            _ => Some(("code", Message::new("err-term-code").arg("code", code))),
        };
        terms.iter().map(fault).collect()
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

/// The parents of terms as these will have them.
pub fn parents_with(there: &BTreeMap<String, String>, terms: &[Term]) -> BTreeMap<String, String> {
    let mut parents = there.clone();
    for term in terms {
        match &term.parent {
            Some(parent) => drop(parents.insert(term.code.clone(), parent.clone())),
            None => drop(parents.remove(&term.code)),
        }
    }
    parents
}

/// The circle that a term lies on, from parent to parent back to itself.
pub fn circle_through<'t>(code: &'t str, parents: &'t BTreeMap<String, String>) -> Option<Vec<&'t str>> {
    let mut circle = vec![code];
    let mut here = code;
    // A circle that does not come back to this term is that of others.
    while circle.len() <= parents.len() {
        here = parents.get(here)?;
        circle.push(here);
        if here == code {
            return Some(circle);
        }
    }
    None
}
