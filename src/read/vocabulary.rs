//! Vocabulary files: terms with labels per language.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Reader, part};
use super::{key, toml};
use crate::domain::change::{Content, Fault, Place};
use crate::domain::kind::{Field, Type};
use crate::domain::lang::Lang;
use crate::domain::record::Value;
use crate::domain::vocabulary::{Term, TermLabel};
use crate::error::Message;

const TERM: &[Field] = &[
    key("code", Type::Text),
    key("en", Type::Text),
    key("en_inverse", Type::Text),
    key("ru", Type::Text),
    key("ru_inverse", Type::Text),
    key("parent", Type::Text),
    key("huridocs", Type::Text),
];

/// Whether a file is one of terms rather than of a case.
pub fn is_vocabulary(text: &str) -> bool {
    toml::parse(text).is_ok_and(|top| part(&top, "term").is_some() && part(&top, "format").is_none())
}

/// Reads a vocabulary file: every term with its place, or every fault found.
pub fn parse(text: &str) -> Result<Vec<(Place, Term)>, Vec<Fault>> {
    let top = toml::parse(text).map_err(|fault| vec![fault])?;
    let mut reader = Reader::default();
    let (mut terms, mut codes) = (Vec::new(), BTreeSet::new());
    for (name, value) in &top {
        if name.name != "term" {
            reader.unknown(name);
            continue;
        }
        for (at, table) in reader.tables("term", value) {
            let mut texts = BTreeMap::new();
            for (name, value) in table {
                match TERM.iter().find(|field| field.name == name.name) {
                    Some(field) => {
                        if let Content::Value(Value::Text(text)) = reader.value(field, value).content {
                            texts.insert(field.name, text);
                        }
                    }
                    None => reader.unknown(name),
                }
            }
            let mut text = |field: &str| texts.remove(field);
            let (code, en) = (text("code"), text("en"));
            for (field, text) in [("code", &code), ("en", &en)] {
                if text.is_none() {
                    reader.fault(at.clone(), field, Message::new("err-required"));
                }
            }
            let code = code.unwrap_or_default();
            if !codes.insert(code.clone()) {
                reader.fault(at.clone(), "code", Message::new("err-id-twice").arg("id", &code));
            }
            let labels = [(Lang::En, en, text("en_inverse")), (Lang::Ru, text("ru"), text("ru_inverse"))];
            let label =
                |(lang, text, inverse): (Lang, Option<String>, _)| Some(TermLabel { lang, text: text?, inverse });
            let labels = labels.into_iter().filter_map(label).collect();
            terms.push((at, Term { parent: text("parent"), huridocs: text("huridocs"), code, labels }));
        }
    }
    if reader.faults.is_empty() { Ok(terms) } else { Err(reader.faults) }
}
