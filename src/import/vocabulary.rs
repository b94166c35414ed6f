//! Vocabulary files: terms with labels per language.

use super::toml_table::{Fault, Source};
use crate::domain::lang::Lang;
use crate::domain::vocabulary::{Term, TermLabel};

/// Reads a vocabulary file: all of it, or every fault found.
pub fn parse(text: &str) -> Result<Vec<Term>, Vec<Fault>> {
    let mut source = Source::new(text);
    let mut terms = Vec::new();
    if let Some(top) = source.parse() {
        let mut top = super::toml_table::Table::new(top.get_ref(), 1);
        for mut table in top.tables("term", &mut source) {
            let line = table.line;
            let code = table.required("code", &mut source).unwrap_or_default();
            let english = table.required("en", &mut source).unwrap_or_default();
            let mut labels =
                vec![TermLabel { lang: Lang::En, text: english, inverse: table.text("en_inverse", &mut source) }];
            let inverse = table.text("ru_inverse", &mut source);
            if let Some(text) = table.text("ru", &mut source) {
                labels.push(TermLabel { lang: Lang::Ru, text, inverse });
            }
            let term = Term {
                parent: table.text("parent", &mut source),
                huridocs: table.text("huridocs", &mut source),
                code,
                labels,
            };
            table.finish(&mut source);
            if terms.iter().any(|known: &Term| known.code == term.code) {
                source.fault(line, format!("`{}` is there twice.", term.code));
            }
            terms.push(term);
        }
        top.finish(&mut source);
    }
    if source.faults.is_empty() { Ok(terms) } else { Err(source.faults) }
}
