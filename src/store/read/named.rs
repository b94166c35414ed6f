//! The names of all records of a kind.

use crate::domain::kind::Kind;
use crate::domain::name::PRIMARY;
use crate::error::Result;
use crate::store::ReadTx;

/// A name of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedAs {
    pub text: String,
    /// What the record is called by.
    pub is_primary: bool,
}

impl ReadTx<'_> {
    /// The names of every record of a kind that the reader sees, a record at a time.
    pub fn each_named(&self, kind: Kind, mut each: impl FnMut(&[NamedAs])) -> Result<()> {
        let sql = format!(
            "SELECT r.id, n.text, n.kind FROM v_{} r JOIN v_name n ON n.record_id = r.id ORDER BY r.id, n.id",
            kind.table()
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        let (mut of, mut names): (Option<i64>, Vec<NamedAs>) = (None, Vec::new());
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            if of != Some(id) {
                if !names.is_empty() {
                    each(&names);
                }
                names.clear();
                of = Some(id);
            }
            names.push(NamedAs {
                text: row.get(1)?,
                is_primary: row.get_ref(2)?.as_str().is_ok_and(|kind| kind == PRIMARY),
            });
        }
        if !names.is_empty() {
            each(&names);
        }
        Ok(())
    }
}
