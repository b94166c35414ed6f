//! How the case stands in law after custody steps: one rule for the tables and for memory.

use std::collections::HashMap;

use rusqlite::{Row, params};

use crate::domain::custody::step::{LegalState, Steps};
use crate::domain::custody::{DENIED, STATED};
use crate::domain::query::{Facet, TimelineQuery, Values, Which};
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::ReadTx;
use crate::store::read::row::json_ids;

/// Behind the code of a state that is said with a hedge.
const HEDGED: &str = "?";

/// What a step `s` says that bears on the law.
pub(super) const SAYS: &str = "s.type, s.sentence, s.certainty";

/// What a step says of its case, from the columns of `SAYS`, which begin there: the code of a state, marked where it is hedged.
/// Nothing of a step that is denied or says nothing of the law.
pub(super) fn says(row: &Row<'_>, first: usize, steps: &Steps) -> rusqlite::Result<Option<String>> {
    let (code, sentence): (String, Option<String>) = (row.get(first)?, row.get(first + 1)?);
    let certainty: String = row.get(first + 2)?;
    let says = steps.of(&code).legal_with(sentence.as_deref()).filter(|_| certainty != DENIED);
    Ok(says.map(|says| format!("{}{}", says.code(), if certainty == STATED { "" } else { HEDGED })))
}

/// How a case stands after steps that say this, one after the other.
pub fn case_after<'s>(said: impl IntoIterator<Item = &'s str>) -> Option<LegalState> {
    said.into_iter().fold(None, |stands, said| {
        let code = said.trim_end_matches(HEDGED);
        LegalState::parse(code).map(|says| says.after(stands, code == said)).or(stands)
    })
}

/// What is asked of the facet, and its name.
pub(super) fn asked(query: &TimelineQuery) -> Option<(&'static str, &Which<String>)> {
    let of_law = |name: &str| Facet::named(name).is_some_and(|facet| matches!(facet.values, Values::LegalState));
    query.values.iter().find(|(name, _)| of_law(name)).map(|(name, which)| (*name, which))
}

impl ReadTx<'_> {
    /// How the case stands after each of these steps, or after any, as far as the reader sees those before it.
    pub(super) fn cases_in_law(&self, among: Option<&[RecordId]>) -> Result<HashMap<RecordId, LegalState>> {
        let which = match among {
            None => "?1 IS NULL",
            Some(_) => {
                "s.detention_id IN (SELECT k.detention_id FROM main.custody_event k JOIN json_each(?1) t ON t.value = k.id)"
            }
        };
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT s.detention_id, s.id, {SAYS} FROM v_custody_event s CROSS JOIN main.entry o ON o.id = s.id
              WHERE {which} ORDER BY s.detention_id, o.day, o.seq, o.id"
        ))?;
        let steps = self.steps()?;
        let mut cases = HashMap::new();
        let mut stands: Option<(i64, LegalState)> = None;
        let mut rows = statement.query(params![among.map(json_ids)])?;
        while let Some(row) = rows.next()? {
            let detention: i64 = row.get(0)?;
            let before = stands.filter(|(of, _)| *of == detention).map(|(_, state)| state.code());
            let said = says(row, 2, &steps)?;
            stands = case_after(before.into_iter().chain(said.as_deref())).map(|state| (detention, state));
            if let Some((_, state)) = stands {
                cases.insert(RecordId(row.get(1)?), state);
            }
        }
        Ok(cases)
    }
}

#[cfg(test)]
mod tests {
    use super::case_after;
    use crate::domain::custody::step::LegalState::{Acquitted, Charged, Sentenced};

    #[test]
    fn a_hearing_or_a_hedge_undoes_no_sentence_and_after_an_acquittal_another_case_begins() {
        assert_eq!(case_after([]), None);
        assert_eq!(case_after(["charged", "sentenced", "on_trial"]), Some(Sentenced));
        assert_eq!(case_after(["sentenced", "acquitted?"]), Some(Sentenced));
        assert_eq!(case_after(["on_trial", "acquitted?"]), Some(Acquitted));
        assert_eq!(case_after(["sentenced", "acquitted", "charged"]), Some(Charged));
    }
}
