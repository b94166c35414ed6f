//! Entries of which something holds that only many records together say: sets that are worked out for one reader when they are
//! asked for.

use std::collections::HashMap;
use std::sync::Arc;

use super::Seen;
use super::bits::Bits;
use super::column::at;
use super::entries::number_of;
use crate::domain::query::facet::{AGAIN, NO, ONCE, YES};
use crate::domain::query::{FACETS, Facets, TimelineQuery, Values};
use crate::domain::record::RecordId;
use crate::error::Result;

/// The entries of each such facet, by their records; nothing of those that are not asked for.
#[derive(Debug, Default)]
pub struct Derived {
    /// Those that an open contradiction is about.
    contradicted: Arc<Bits>,
    /// Those of somebody who was detained more than once, and of somebody who was.
    again: Bits,
    once: Bits,
}

impl Derived {
    /// What a question needs with the facets that are counted; `contradicted` finds out what is contradicted.
    pub fn of(
        seen: &Seen<'_>,
        (query, facets): (&TimelineQuery, Facets),
        contradicted: impl FnOnce() -> Result<Arc<Bits>>,
    ) -> Result<Derived> {
        let needs = |is_it: fn(&Values) -> bool| {
            FACETS.iter().any(|facet| is_it(&facet.values) && (facets.has(facet, query) || query.asks(facet)))
        };
        let mut derived = Derived::default();
        if needs(|values| matches!(values, Values::Contradicted)) {
            derived.contradicted = contradicted()?;
        }
        if needs(|values| matches!(values, Values::Detained)) {
            derived.find_detained(seen);
        }
        Ok(derived)
    }

    fn find_detained(&mut self, seen: &Seen<'_>) {
        let mut episodes: HashMap<u32, u32> = HashMap::new();
        for (_, person) in seen.memory.episodes.iter().filter(|(detention, _)| seen.sees(*detention)) {
            *episodes.entry(person).or_default() += 1;
        }
        for segment in &seen.memory.segments {
            for (person, row, via) in segment.people().filter(|(_, row, _)| !segment.gone.contains(*row)) {
                let id = at(&segment.ids, row) as usize;
                match episodes.get(&person) {
                    Some(count) if seen.sees(via) => {
                        self.once.insert(id);
                        if *count > 1 {
                            self.again.insert(id);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// What is told of an entry on such a facet.
    pub fn value(&self, values: &Values, entry: u32) -> Option<&'static str> {
        let entry = entry as usize;
        match values {
            Values::Contradicted => Some(if self.contradicted.contains(entry) { YES } else { NO }),
            Values::Detained if self.again.contains(entry) => Some(AGAIN),
            Values::Detained => self.once.contains(entry).then_some(ONCE),
            _ => None,
        }
    }
}

/// Records as a set.
pub fn set_of(records: &[RecordId]) -> Bits {
    let mut set = Bits::default();
    records.iter().for_each(|record| set.insert(number_of(*record) as usize));
    set
}
