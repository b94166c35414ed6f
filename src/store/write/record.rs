//! Records: created, changed, numbered.

use std::borrow::Cow;

use rusqlite::params;
use rusqlite::types::Value as Sql;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::stored::{insert_row, json, push_columns, stored, stored_value, update_row};
use super::values::explain;
use super::{WasEntered, WriteTx};
use crate::domain::access::Actor;
use crate::domain::access::act::Act;
use crate::domain::kind::{Kind, Reference, Type};
use crate::domain::record::{Draft, Fields, MISENTERED, RecordId, Revision, Value};
use crate::error::{Error, FieldError, Message, Result};
use crate::store::audit::chain::Action;
use crate::store::audit::content::{Table, unusual};

impl WriteTx<'_> {
    /// Creates a record: header, row, history.
    pub fn create(&mut self, draft: &Draft) -> Result<RecordId> {
        let kind = draft.kind;
        if draft.review != "draft" && self.actor.viewer().account != Actor::PROGRAM {
            // What was looked over elsewhere comes with a case file; here somebody else has to look.
            return Err(Error::Forbidden);
        }
        let mut errors = Vec::new();
        for field in kind.fields().iter().filter(|field| field.required) {
            if !matches!(draft.fields.get(field.name), Some(Some(_))) {
                errors.push(FieldError::new(field.name, Message::new("err-required")));
            }
        }
        errors.extend(self.above_clearance(kind, Some(draft.sensitivity), &draft.fields));
        errors.extend(self.outside(draft.compartment));
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        self.check_values(kind, &draft.fields)?;
        self.check_rules(kind, None, &draft.fields, &draft.accepted)?;

        let (id, reference) = self.insert_header(draft)?;
        let (mut columns, mut values) = (vec!["id".to_owned()], vec![Sql::Integer(id.0)]);
        let mut content = header_content(draft, reference);
        for (name, value) in &draft.fields {
            if let (Some(field), Some(value)) = (kind.field(name), value) {
                push_columns(
                    field,
                    Some(&self.redirected(kind.table(), id.0, name, value)?),
                    &mut columns,
                    &mut values,
                );
                content.insert((*name).to_owned(), json(value));
            }
        }
        insert_row(self.conn, kind.table(), &columns, values).map_err(|error| explain(kind, error))?;
        let table = Table::Record(kind);
        let content = self.portable(table, id.0, unusual(table, content))?;
        let subject = self.subject(id)?;
        let change = self.log(kind.table(), &subject, None, Action::Create, content)?;
        if change != id.0 {
            return Err(Error::internal("a record has another number than the change that made it"));
        }
        self.touched.create(id);
        self.sight.put(id, kind);
        self.one_preferred(kind, id)?;
        if kind == Kind::CustodyEvent {
            self.say_taking_once(id)?;
        }
        Ok(id)
    }

    /// Changes fields of the version the writer has read. A newer version in force is `Error::Stale`, and
    /// nothing is written.
    pub fn update(&mut self, id: RecordId, version: i64, changes: &Fields) -> Result<i64> {
        self.revise(id, version, &Revision { fields: changes.clone(), ..Revision::default() })
    }

    /// The same, for changes of the header too. What was checked or approved is a draft again when what it says
    /// changes.
    pub fn revise(&mut self, id: RecordId, version: i64, revision: &Revision) -> Result<i64> {
        let head = self.head(id)?;
        self.allow(Act::Change, &head)?;
        self.unchanged_since(id, &head, version)?;
        let (kind, current) = (head.kind, head.version);
        let before = self.stored(kind, id)?;
        let fields = self.without_unseen(kind, &before, &revision.fields)?;
        let mut errors: Vec<FieldError> = self.above_clearance(kind, revision.sensitivity, &fields).collect();
        errors.extend(revision.compartment.and_then(|compartment| self.outside(compartment)));
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        self.check_values(kind, &fields)?;
        self.check_rules(kind, Some((id, &before)), &fields, &revision.accepted)?;
        self.set_fields(kind, id, &before, &fields)?;
        self.revise_header(id, revision)?;
        let mut after = self.stored(kind, id)?;
        let reworded = kind.fields().iter().any(|field| before.get(field.name) != after.get(field.name));
        if reworded && matches!(head.review.as_str(), "checked" | "approved") {
            self.set_review(id, "draft")?;
            after.insert("review".to_owned(), "draft".into());
        }
        let wrongly = revision.accepted.contains(MISENTERED);
        let was = if wrongly { WasEntered::Wrongly } else { WasEntered::Rightly };
        let Some(version) = self.log_update_of(kind, id, (&before, &after), was)? else { return Ok(current) };
        self.one_preferred(kind, id)?;
        if kind == Kind::CustodyEvent {
            self.say_taking_once(id)?;
        }
        Ok(version)
    }

    /// The next public ref of a kind. Groups of people are counted apart from individuals.
    pub fn reserve_reference(&mut self, kind: Kind, unit: Option<&Value>) -> Result<String> {
        let unit = unit.and_then(|unit| if let Value::Text(unit) = unit { Some(unit.as_str()) } else { None });
        let prefix = kind.ref_prefix_of(unit);
        let number: i64 = self
            .conn
            .prepare_cached(
                "INSERT INTO ref_counter (prefix, last) VALUES (?1, 1)
                 ON CONFLICT (prefix) DO UPDATE SET last = last + 1 RETURNING last",
            )?
            .query_row(params![prefix], |row| row.get(0))?;
        Ok(format!("{prefix}-{number}"))
    }

    /// The header of a new record; returns its key and ref.
    fn insert_header(&mut self, draft: &Draft) -> Result<(RecordId, String)> {
        let unit = draft.fields.get("unit").and_then(Option::as_ref);
        let reference = match &draft.reference {
            Some(reserved) => reserved.clone(),
            None => self.reserve_reference(draft.kind, unit)?,
        };
        let account = self.actor.viewer().account;
        // The row has the number of the change that makes it, which is the next one.
        let (id, uid) = (RecordId(self.ledger.next_id()), Uuid::now_v7());
        self.conn
            .prepare_cached(
                "INSERT INTO record (id, uid, ref, kind, sensitivity, review, comment, compartment_id, created_at, created_by,
                                     updated_at, updated_by)
                 VALUES (?10, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?8, ?9)",
            )?
            .execute(params![
                uid.as_bytes().as_slice(),
                reference,
                draft.kind.table(),
                draft.sensitivity.level(),
                draft.review,
                draft.comment,
                draft.compartment,
                self.ledger.at(),
                account,
                id.0
            ])?;
        self.uids.put(id, uid);
        Ok((id, reference))
    }

    fn revise_header(&self, id: RecordId, revision: &Revision) -> Result<()> {
        if let Some(sensitivity) = revision.sensitivity {
            self.conn
                .prepare_cached("UPDATE record SET sensitivity = ?2 WHERE id = ?1")?
                .execute(params![id.0, sensitivity.level()])?;
        }
        if let Some(compartment) = revision.compartment {
            self.conn
                .prepare_cached("UPDATE record SET compartment_id = ?2 WHERE id = ?1")?
                .execute(params![id.0, compartment])?;
        }
        if let Some(comment) = &revision.comment {
            self.conn
                .prepare_cached("UPDATE record SET comment = ?2 WHERE id = ?1")?
                .execute(params![id.0, comment])?;
        }
        Ok(())
    }

    /// A form shows nothing where a field refers to a record that is hidden from its writer, and sends nothing back:
    /// that takes nothing away.
    fn without_unseen<'f>(
        &self,
        kind: Kind,
        before: &Map<String, Json>,
        fields: &'f Fields,
    ) -> Result<Cow<'f, Fields>> {
        let mut kept = Cow::Borrowed(fields);
        for field in kind.fields().iter().filter(|field| matches!(field.ty, Type::Ref(_, Reference::Linked))) {
            let hidden = match before.get(field.name).and_then(Json::as_i64) {
                Some(target) => self.read().kinds(&[RecordId(target)])?.is_empty(),
                None => false,
            };
            if hidden && fields.get(field.name) == Some(&None) {
                kept.to_mut().remove(field.name);
            }
        }
        Ok(kept)
    }

    /// Writes fields into a record's row, which is as `before` says.
    pub(super) fn set_fields(
        &self,
        kind: Kind,
        id: RecordId,
        before: &Map<String, Json>,
        fields: &Fields,
    ) -> Result<()> {
        let (mut columns, mut values) = (Vec::new(), Vec::new());
        for (name, value) in fields {
            if let Some(field) = kind.field(name) {
                if self.leads_there(value.as_ref(), stored_value(field, before)?.as_ref())? {
                    continue;
                }
                let value = match value {
                    Some(value) => Some(self.redirected(kind.table(), id.0, name, value)?),
                    None => {
                        self.drop_redirect(id.0, name)?;
                        None
                    }
                };
                push_columns(field, value.as_ref(), &mut columns, &mut values);
            }
        }
        update_row(self.conn, kind.table(), id.0, &columns, values).map_err(|error| explain(kind, error))
    }

    /// The fields of a record as they are stored, defaults included.
    pub(super) fn stored(&self, kind: Kind, id: RecordId) -> Result<Map<String, Json>> {
        stored(self.conn, kind, id)?.ok_or_else(|| Error::internal(format!("{} {} has no row", kind.table(), id.0)))
    }
}

/// What the history says of a new record's header.
fn header_content(draft: &Draft, reference: String) -> Map<String, Json> {
    let mut content = Map::from_iter([
        ("ref".to_owned(), Json::from(reference)),
        ("sensitivity".to_owned(), Json::from(draft.sensitivity.level())),
        ("review".to_owned(), Json::from(draft.review)),
    ]);
    content.extend(draft.comment.clone().map(|comment| ("comment".to_owned(), comment.into())));
    content.extend(draft.compartment.map(|compartment| ("compartment".to_owned(), compartment.into())));
    content
}
