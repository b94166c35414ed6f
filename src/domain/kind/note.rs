//! Background a report gives of a record.

use super::Type::Prose;
use super::field::SUBJECT;
use super::{Spec, record};
use crate::domain::record::RecordId;

record! {
    Note {
        about: Option<RecordId> = required(SUBJECT),
        text: String = required(Prose),
    }
}

pub(super) const SPEC: Spec =
    Spec { fields: FIELDS, identity: &["about", "text"], ..Spec::fact("note", "notes", "W") };
