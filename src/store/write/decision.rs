//! What somebody says two records are to each other: two, or not known. It is a tie like any other, so that it has a history,
//! goes with every file, can be taken back, and goes where the records go when one is merged.

use super::WriteTx;
use crate::domain::kind::{Kind, MAY_BE_SAME, NOT_SAME, Relation};
use crate::domain::record::{Draft, Fields, RecordId, Value};
use crate::error::Result;

impl WriteTx<'_> {
    /// Keeps that two records are two (`NOT_SAME`) or may be one (`MAY_BE_SAME`), with why. What was said of them before
    /// becomes that.
    pub fn decide(
        &mut self,
        what: &'static str,
        (one, other): (RecordId, RecordId),
        why: Option<&str>,
    ) -> Result<RecordId> {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let ties = self.read().ties_between(one, other)?;
        let mut said: Fields = [("type", text(what))].into();
        if let Some(why) = why {
            said.insert("note", text(why));
        }
        if let Some((tie, before)) = ties.into_iter().find(|(_, tie)| tie == NOT_SAME || tie == MAY_BE_SAME) {
            if before != what
                && let Some(record) = self.read().get::<Relation>(tie)?
            {
                self.update(tie, record.header.version, &said)?;
            }
            return Ok(tie);
        }
        said.extend([
            ("subject", Some(Value::Ref(one))),
            ("object", Some(Value::Ref(other))),
            ("certainty", text("inferred")),
        ]);
        // Whoever sees both sees what they are to each other: nobody who does is asked again.
        let level = |id| -> Result<_> {
            let kind = self.read().label(id)?.kind;
            Ok(self.read().get_untyped(kind, id)?.0.sensitivity)
        };
        let sensitivity = level(one)?.max(level(other)?);
        self.create(&Draft { sensitivity, ..Draft::new(Kind::Relation, said) })
    }
}
