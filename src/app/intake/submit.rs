//! Saving a form: once, however often it is sent, with its draft taken away in the same transaction.

use serde::{Deserialize, Serialize};

use crate::domain::access::Actor;
use crate::domain::form_data::FormData;
use crate::domain::record::RecordId;
use crate::error::{Error, Result};
use crate::store::draft::check_key;
use crate::store::idempotency::{KeptAnswer, Once};
use crate::store::{Store, WriteTx};

/// The field that names one filling-in of a form, from its first showing to its save.
pub const FORM_KEY: &str = "form_key";

/// A form as it was sent.
pub struct Submission<'s> {
    /// Its page.
    pub address: &'s str,
    pub typed: &'s FormData,
    pub reason: &'s str,
}

/// What a form made or changed, and the address to go on to.
#[derive(Debug, Serialize, Deserialize)]
pub struct Done {
    pub records: Vec<RecordId>,
    pub address: String,
}

impl Done {
    pub fn one(record: RecordId, address: String) -> Done {
        Done { records: vec![record], address }
    }
}

/// What came of a form.
pub enum Saved {
    /// Written now or before: the address to go on to.
    At(String),
    /// This filling-in was saved before with other words in it; nothing was written now. The refs of what it made or changed
    /// then, as far as the writer sees it still.
    Before(Vec<String>),
}

/// Does the write of a form once.
pub fn submit(
    store: &Store,
    actor: &Actor,
    form: &Submission<'_>,
    work: impl FnOnce(&mut WriteTx<'_>) -> Result<Done>,
) -> Result<Saved> {
    let key = form.typed.get(FORM_KEY);
    check_key(key)?;
    let fields = serde_json::to_vec(form.typed.pairs()).map_err(Error::internal)?;
    let once = Once::new(key, &[form.address.as_bytes(), &fields])?;
    store.write(actor, form.reason, |tx| {
        match tx.answered(&once) {
            Ok(Some((_, first))) => return Ok(Saved::At(done(&first.body)?.address)),
            Ok(None) => {}
            // The same filling-in with another content: sent again after going back.
            Err(Error::Invalid(_)) => {
                let records = done(&tx.answer_of(key)?)?.records;
                let mut labels = tx.read().labels(&records)?;
                let seen = records.iter().filter_map(|record| labels.remove(record));
                return Ok(Saved::Before(seen.map(|label| label.reference).collect()));
            }
            Err(error) => return Err(error),
        }
        let done = work(tx)?;
        let first =
            done.records.first().copied().ok_or_else(|| Error::internal("a form was saved and wrote nothing"))?;
        let body = serde_json::to_string(&done).map_err(Error::internal)?;
        tx.keep_answer(&once, first, &KeptAnswer { status: 303, body })?;
        tx.drop_draft(key)?;
        Ok(Saved::At(done.address))
    })
}

/// What was kept of a form.
fn done(kept: &str) -> Result<Done> {
    serde_json::from_str(kept).map_err(Error::internal)
}
