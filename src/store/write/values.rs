//! Whether values can be written at all: known codes, records of the right kind, nothing above the writer's clearance.

use rusqlite::params;

use super::WriteTx;
use crate::domain::kind::{Field, Kind, Target, Type};
use crate::domain::record::{Fields, RecordId, Sensitivity, Value};
use crate::error::{Error, FieldError, Message, Result};

impl WriteTx<'_> {
    /// Nobody writes what they could not read afterwards.
    pub(super) fn above_clearance(
        &self,
        kind: Kind,
        sensitivity: Option<Sensitivity>,
        fields: &Fields,
    ) -> impl Iterator<Item = FieldError> + use<> {
        let clearance = self.actor.viewer().clearance;
        let protects = kind == Kind::Source && fields.get("protected") == Some(&Some(Value::Bool(true)));
        let too_high = sensitivity.is_some_and(|sensitivity| sensitivity > clearance).then_some("sensitivity");
        let protected = (protects && clearance < Sensitivity::Restricted).then_some("protected");
        too_high.into_iter().chain(protected).map(|field| FieldError::new(field, Message::new("err-above-clearance")))
    }

    /// A record goes only where its writer could follow it.
    pub(super) fn outside(&self, compartment: Option<i64>) -> Option<FieldError> {
        let within = compartment.is_none_or(|id| self.actor.viewer().compartments.contains(&id));
        (!within).then(|| FieldError::new("compartment", Message::new("err-outside-compartment")))
    }

    /// Codes have to be in the vocabulary, references have to lead to a record of the right kind that the
    /// writer may see.
    pub(super) fn check_values(&self, kind: Kind, fields: &Fields) -> Result<()> {
        self.check_fields(kind.fields(), fields)
    }

    /// The same, for the fields of any row.
    pub(super) fn check_fields(&self, known: &'static [Field], fields: &Fields) -> Result<()> {
        let mut errors = Vec::new();
        for (name, value) in fields {
            let Some(field) = known.iter().find(|field| field.name == *name) else {
                errors.push(FieldError::new(*name, Message::new("err-unknown-field").arg("value", name)));
                continue;
            };
            let fault = match (field.ty, value) {
                (_, None) if field.required => Some(Message::new("err-required")),
                (Type::Term(list), Some(Value::Text(code))) => self.term_fault(list, code)?,
                (Type::Choice(list), Some(Value::Text(code))) if !list.contains(&code.as_str()) => {
                    Some(Message::new("err-unknown-code").arg("value", code))
                }
                (Type::Code(codes), Some(Value::Text(code))) => match codes.read(code) {
                    Ok(known) => (known != *code).then(|| Message::new("err-unknown-code").arg("value", code)),
                    Err(say) => Some(say),
                },
                (Type::Ref(target, _), Some(Value::Ref(id))) => self.reference_fault(target, *id)?,
                _ => None,
            };
            errors.extend(fault.map(|say| FieldError::new(*name, say)));
        }
        if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
    }

    fn term_fault(&self, list: &str, code: &str) -> Result<Option<Message>> {
        let known = code.split_once('/').is_some_and(|(prefix, _)| prefix == list)
            && self.conn.prepare_cached("SELECT 1 FROM term WHERE code = ?1 AND active = 1")?.exists(params![code])?;
        Ok((!known).then(|| Message::new("err-unknown-code").arg("value", code)))
    }

    pub(super) fn reference_fault(&self, target: Target, id: RecordId) -> Result<Option<Message>> {
        // A record that was merged may be named as the one it was: it stands for the kept one.
        let kind = self.seen(self.stands_for(id)?)?;
        let Some(kind) = kind else { return Ok(Some(Message::new("err-no-such-record"))) };
        Ok((!target.admits(kind)).then(|| Message::new("err-wrong-kind")))
    }
}

/// A table's own rules say which values do not go together; the field is one that the broken rule names.
pub(super) fn explain(kind: Kind, error: rusqlite::Error) -> Error {
    let rule = error.to_string();
    let names = |column: &str| rule.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == column);
    let mut named = kind.fields().iter().filter(|field| names(&field.column())).map(|field| field.name);
    let field = match kind {
        // Numbers that do not go together, rather than one that can't be.
        Kind::Figure if !rule.contains(">= 0") => Some("qualifier"),
        _ => named.next(),
    };
    let key = if rule.contains("NOT NULL") { "err-required" } else { "err-values-do-not-fit" };
    constraint(error, field.unwrap_or_default(), key)
}

pub(super) fn constraint(error: rusqlite::Error, field: &str, key: &'static str) -> Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation) => Error::invalid(field, Message::new(key)),
        _ => Error::Db(error),
    }
}
