//! Records that may be of one: ties that wait for somebody to find out.

use rusqlite::params;

use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::ReadTx;

/// From a tie on, in the order they were entered. The type stands in the text: the index is of just these.
const OPEN: &str = "SELECT id FROM main.relation WHERE type = 'rel/may_be_same' AND id >= ?1 ORDER BY id";

impl ReadTx<'_> {
    /// The ties of records that may be of one, from one on, no more than `limit`.
    pub fn unsure(&self, from: Option<RecordId>, limit: Option<usize>) -> Result<Vec<RecordId>> {
        self.first_seen(OPEN, params![from.map_or(0, |from| from.0)], "relation", limit)
    }
}

#[cfg(test)]
mod tests {
    use super::OPEN;
    use crate::domain::kind::MAY_BE_SAME;
    use crate::store::filter::plan::{laid_out, plan};

    #[test]
    fn they_are_found_by_an_index_of_their_own() {
        assert!(OPEN.contains(MAY_BE_SAME));
        let plan = plan(&laid_out(), OPEN);
        assert!(plan.iter().any(|step| step.contains("relation_unsure")), "{plan:#?}");
    }
}
