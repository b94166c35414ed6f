//! Two records of one thing, side by side, and what is kept of each.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::app::apply::Resolution;
use crate::app::form::{Extent, build_form, resolve_typed, stored, with_context};
use crate::app::gather::actions::in_order;
use crate::domain::change::Content;
use crate::domain::citation::ReportLabel;
use crate::domain::form_data::FormData;
use crate::domain::kind::value::{Dates, from_given};
use crate::domain::kind::{Field, Kind, Target, Type};
use crate::domain::record::{Fields, RecordId, RecordKey, Value};
use crate::domain::time::Edtf;
use crate::error::{Error, Message, Result};
use crate::pages::actions::{MergePreview, Side};
use crate::pages::form::{FormField, Link, OTHER, Understood};
use crate::read::json::given;
use crate::store::{ReadTx, WriteTx};

/// What was typed for a record besides those that are there: the one it means, or those it may mean.
pub fn other(tx: &ReadTx<'_>, target: Target, there: &[RecordId], typed: &FormData) -> Result<Link> {
    Ok(match resolve_typed(tx, target, OTHER, typed)? {
        Resolution::Record(label) if !there.contains(&label.id) => Link::Chosen(label),
        Resolution::Open(mut matches) => {
            matches.retain(|found| !there.contains(&found.label.id));
            Link::Open(with_context(tx, matches)?, Vec::new())
        }
        Resolution::Record(_) | Resolution::Nothing | Resolution::New | Resolution::Listed(_) => Link::Nothing,
    })
}

/// Another record of the kind, by its key.
pub fn another(tx: &ReadTx<'_>, (kind, id): (Kind, RecordId), key: &str) -> Result<RecordId> {
    let key = RecordKey::parse(key).ok_or_else(|| Error::bad("err-unknown-parameter"))?;
    let other = tx.resolve_kind(&key, kind)?;
    if other == id { Err(Error::NotFound) } else { Ok(other) }
}

/// The two records, field by field and fact by fact.
pub fn sides(tx: &ReadTx<'_>, kind: Kind, ids: [RecordId; 2]) -> Result<MergePreview> {
    let [this, other] = ids;
    let fields = |id: RecordId| -> Result<Vec<FormField>> {
        let (_, typed) = stored(tx, kind, id)?;
        Ok(build_form(tx, kind, "", &typed, Extent::Whole)?.fields)
    };
    let (mut differing, mut same) = (Vec::new(), 0);
    for pair in fields(this)?.into_iter().zip(fields(other)?) {
        if says(&pair.0) == says(&pair.1) { same += 1 } else { differing.push([pair.0, pair.1]) }
    }
    let rows = [tx.belongings(this)?, tx.belongings(other)?];
    let mut facts = BTreeMap::new();
    for (side, rows) in rows.iter().enumerate() {
        for fact in in_order(tx, rows)? {
            let of_kind: &mut [Vec<_>; 2] = facts.entry(fact.kind).or_default();
            of_kind[side].push(fact);
        }
    }
    let [own, others] = &rows;
    Ok(MergePreview {
        kind,
        sides: [side(tx, kind, this, own)?, side(tx, kind, other, others)?],
        differing,
        same,
        facts: facts.into_iter().collect(),
    })
}

fn side(tx: &ReadTx<'_>, kind: Kind, id: RecordId, rows: &[RecordId]) -> Result<Side> {
    let cited = [&[id], rows].concat();
    let mut reports: Vec<(Arc<ReportLabel>, usize)> = Vec::new();
    for citation in tx.citations(&cited)? {
        match reports.iter_mut().find(|(report, _)| report.label.id == citation.report_id) {
            Some((_, count)) => *count += 1,
            None => reports.push((citation.report, 1)),
        }
    }
    Ok(Side {
        header: tx.get_untyped(kind, id)?.0,
        label: tx.label(id)?,
        names: tx.names(&[id])?.remove(&id).unwrap_or_default(),
        reports,
        by: tx.entered_by(id)?,
    })
}

/// What a field says: of a reference which record, of everything else the text.
fn says(form_field: &FormField) -> String {
    match &form_field.read {
        Understood::Record(Link::Chosen(label)) => label.reference.clone(),
        _ => form_field.typed.clone(),
    }
}

/// Merges as the form says: `keep` is the ref of the record that stays, `FIELD.choice` the ref of the one whose value
/// does.
pub fn merge(
    tx: &mut WriteTx<'_>,
    kind: Kind,
    [this, other]: [(RecordId, i64); 2],
    typed: &FormData,
) -> Result<RecordId> {
    let named = |id: RecordId, name: &str| -> Result<bool> { Ok(tx.read().label(id)?.reference == typed.get(name)) };
    let (kept, merged) = if named(this.0, "keep")? {
        (this, other)
    } else if named(other.0, "keep")? {
        (other, this)
    } else {
        return Err(Error::invalid("keep", Message::new("err-required")));
    };
    let mut chosen = Fields::new();
    let (_, values) = tx.read().get_untyped(kind, merged.0)?;
    for field in kind.fields() {
        if named(merged.0, &format!("{}.choice", field.name))? {
            chosen.insert(field.name, value(field, values.get(field.name).unwrap_or(&Json::Null))?);
        }
    }
    tx.merge(kept, merged, &chosen)?;
    Ok(kept.0)
}

/// A stored value as it is written.
fn value(field: &Field, json: &Json) -> Result<Option<Value>> {
    match (field.ty, json) {
        (Type::Ref(..), Json::Number(number)) => Ok(number.as_i64().map(|id| Value::Ref(RecordId(id)))),
        (Type::Date, Json::String(text)) => Ok(Some(Value::Date(Edtf::parse(text).map_err(Error::internal)?))),
        _ => match from_given(field, given(json), Dates::Edtf) {
            Ok(Content::Value(value)) => Ok(Some(value)),
            Ok(_) => Ok(None),
            Err(say) => Err(Error::invalid(field.name, say)),
        },
    }
}
