//! What a record said after an earlier write, as far as it can be said again.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::WriteTx;
use super::stored::value;
use crate::domain::record::{Fields, RecordId};
use crate::error::{Error, Message, Result};
use crate::store::filter;

impl WriteTx<'_> {
    /// The fields that differ from what they were after a write, as they were then; and those whose value of then can't
    /// be written any more: the record it names was withdrawn, the code is gone. What refers to a record that the writer
    /// may not see is in neither: its history does not show it.
    pub fn old_fields(&self, id: RecordId, write: i64) -> Result<(Fields, Vec<&'static str>)> {
        let kind = self.head(id)?.kind;
        // A reference to a record that was withdrawn is no secret of those who saw it.
        filter::with_withdrawn(self.conn, true)?;
        let since = self.read().history_between(&[id], write, i64::MAX);
        filter::with_withdrawn(self.conn, false)?;
        let since: Vec<_> = since?.into_iter().filter(|row| row.table == kind.table()).collect();
        if since.iter().any(|row| row.action == "create") {
            return Err(Error::invalid("change", Message::new("err-not-there-yet")));
        }
        let mut was = BTreeMap::new();
        for row in &since {
            for name in row.before.keys().chain(row.after.keys()) {
                if let Some(field) = kind.field(name) {
                    was.entry(field.name).or_insert((field, row.before.get(name).unwrap_or(&Json::Null)));
                }
            }
        }
        let now = self.stored(kind, id)?;
        let (mut fields, mut left) = (Fields::new(), Vec::new());
        for (name, (field, json)) in was {
            if now.get(name).unwrap_or(&Json::Null) == json {
                continue;
            }
            let one = Fields::from([(name, value(field, json)?)]);
            match self.check_values(kind, &one) {
                Ok(()) => fields.extend(one),
                Err(Error::Invalid(_)) => left.push(name),
                Err(error) => return Err(error),
            }
        }
        Ok((fields, left))
    }
}
