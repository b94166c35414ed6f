//! Asking for a timeline: what a form, an address or a command line gives, turned into a query.

use crate::domain::date::{Range, parse_range_bound};
use crate::domain::kind::Kind;
use crate::domain::query::{Question, TimelineQuery};
use crate::domain::record::{RecordId, RecordKey};
use crate::error::{Error, FieldError, Result, Say};
use crate::store::ReadTx;

/// The query of a question, or what is wrong with each field.
pub fn resolve(question: &Question, tx: &ReadTx<'_>, knows_term: impl Fn(&str) -> bool) -> Result<TimelineQuery> {
    let mut errors = Vec::new();
    let mut record = |field: &str, kind: Kind, text: &str| -> Result<Option<RecordId>> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        let found = find(tx, kind, text.trim())?;
        Ok(found.map_or_else(
            |say| {
                errors.push(FieldError::new(field, say));
                None
            },
            Some,
        ))
    };
    let place = record("place", Kind::Place, &question.place)?;
    let person = record("person", Kind::Person, &question.person)?;
    let mut bound = |field: &str, text: &str, end: bool| {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        parse_range_bound(text, end)
            .map_err(|error| errors.push(FieldError::new(field, Say::new(error.key()).arg("value", text))))
            .ok()
    };
    let (from, to) = (bound("from", &question.from, false), bound("to", &question.to, true));
    let range = Range::new(from, to).unwrap_or_else(|error| {
        errors.push(FieldError::new("to", Say::new(error.key())));
        Range::default()
    });
    let kind = Some(question.kind.trim()).filter(|code| !code.is_empty()).map(str::to_owned);
    if let Some(code) = kind.as_deref().filter(|code| !is_entry_type(code) || !knows_term(code)) {
        errors.push(FieldError::new("type", Say::new("err-unknown-code").arg("value", code)));
    }
    if errors.is_empty() {
        Ok(TimelineQuery {
            place,
            person,
            kind,
            range,
            certain: question.certain,
            cited_only: false,
            order: question.order,
        })
    } else {
        Err(Error::Invalid(errors))
    }
}

fn is_entry_type(code: &str) -> bool {
    code.starts_with("inc/") || code.starts_with("de/")
}

/// A record of a kind by uid, ref or name; otherwise what to say.
fn find(tx: &ReadTx<'_>, kind: Kind, text: &str) -> Result<std::result::Result<RecordId, Say>> {
    if let Some(key) = RecordKey::parse(text) {
        return match tx.resolve_kind(&key, kind) {
            Ok(id) => Ok(Ok(id)),
            Err(Error::NotFound) => Ok(Err(Say::new("err-no-such-record"))),
            Err(other) => Err(other),
        };
    }
    Ok(match tx.named(kind, text)?.as_slice() {
        [only] => Ok(*only),
        [] => Err(Say::new("err-no-such-name")),
        several => Err(Say::new("err-several-of-name").arg("n", several.len())),
    })
}
