//! Saving a form: once, however often it is sent, with its draft taken away in the same transaction.

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

/// What came of a form.
pub enum Saved {
    /// Written now or before: the address to go on to.
    At(String),
    /// This filling-in was saved before with other words in it; nothing was written now.
    Before(String),
}

/// Does the write of a form once. `work` gives the record it is about and the address to go on to.
pub fn submit(
    store: &Store,
    actor: &Actor,
    form: &Submission<'_>,
    work: impl FnOnce(&mut WriteTx<'_>) -> Result<(RecordId, String)>,
) -> Result<Saved> {
    let key = form.typed.get(FORM_KEY);
    check_key(key)?;
    let fields = serde_json::to_vec(form.typed.pairs()).map_err(Error::internal)?;
    let once = Once::new(key, &[form.address.as_bytes(), &fields])?;
    store.write(actor, form.reason, |tx| {
        match tx.answered(&once) {
            Ok(Some((_, first))) => return Ok(Saved::At(first.body)),
            Ok(None) => {}
            // The same filling-in with another content: sent again after going back.
            Err(Error::Invalid(_)) => return Ok(Saved::Before(tx.answer_of(key)?)),
            Err(error) => return Err(error),
        }
        let (record, address) = work(tx)?;
        tx.keep_answer(&once, record, &KeptAnswer { status: 303, body: address.clone() })?;
        tx.drop_draft(key)?;
        Ok(Saved::At(address))
    })
}
