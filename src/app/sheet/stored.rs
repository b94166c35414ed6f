//! A stored record as its form is filled with it.

use serde_json::Value as Json;

use super::under_row;
use crate::domain::kind::{Kind, Type};
use crate::domain::record::{Header, Label, RecordId};
use crate::domain::typed::Typed;
use crate::error::Result;
use crate::store::ReadTx;

/// Fills in a reference as if it had been typed and chosen.
pub trait FormLink {
    fn set_link(&mut self, name: &str, label: &Label);
}

impl FormLink for Typed {
    fn set_link(&mut self, name: &str, label: &Label) {
        self.set(name, label.name.clone());
        self.set(&format!("{name}.for"), label.name.clone());
        self.set(&format!("{name}.pick"), label.reference.clone());
    }
}

/// The header of a record and its fields as people would type them.
pub fn stored(tx: &ReadTx<'_>, kind: Kind, id: RecordId) -> Result<(Header, Typed)> {
    let (header, values) = tx.any(kind, id)?;
    let mut typed = Typed::default();
    for field in kind.fields() {
        match (values.get(field.name), field.ty) {
            (None, _) => typed.set(field.name, ""),
            (Some(value), Type::Ref(..)) => {
                if let Some(id) = value.as_i64() {
                    typed.set_link(field.name, &tx.label(RecordId(id))?);
                }
            }
            (Some(Json::String(text)), _) => typed.set(field.name, text.clone()),
            (Some(value), _) => typed.set(field.name, value.to_string()),
        }
    }
    attached(tx, kind, id, &mut typed)?;
    typed.set("sensitivity", header.sensitivity.code());
    typed.set("compartment", header.compartment.clone().unwrap_or_default());
    typed.set("comment", header.comment.clone().unwrap_or_default());
    Ok((header, typed))
}

/// The rows of its lists, each with what it is known by: a number, or of a report's source the source and its role.
fn attached(tx: &ReadTx<'_>, kind: Kind, id: RecordId, typed: &mut Typed) -> Result<()> {
    if kind.has_names() {
        for (number, name) in tx.names(&[id])?.remove(&id).unwrap_or_default().into_iter().enumerate() {
            let at = under_row("", "names", number);
            typed.set(&format!("{at}id"), name.id.to_string());
            let (valid, report) = (name.valid.as_ref().map(|valid| valid.text().to_owned()), name.report);
            let values = [("text", Some(name.text)), ("kind", Some(name.kind)), ("lang", name.lang), ("valid", valid)];
            fill(typed, &at, values);
            link(tx, typed, &format!("{at}report"), report)?;
        }
    }
    if kind == Kind::Report {
        for (number, (source, role)) in tx.report_sources(id)?.into_iter().enumerate() {
            let at = under_row("", "sources", number);
            link(tx, typed, &format!("{at}source"), Some(source))?;
            typed.set(&format!("{at}id"), format!("{}/{role}", typed.get(&format!("{at}source.pick"))));
            typed.set(&format!("{at}role"), role);
        }
    }
    for (number, citation) in tx.citations(&[id])?.into_iter().enumerate() {
        let at = under_row("", "citations", number);
        typed.set(&format!("{at}id"), citation.id.to_string());
        let paragraph = citation.paragraph.map(|paragraph| paragraph.to_string());
        let values = [
            ("field", citation.field),
            ("paragraph", paragraph),
            ("page", citation.page),
            ("quote", citation.quote),
            ("hedge", Some(citation.hedge)),
            ("grade", Some(citation.grade.to_string())),
            ("stance", Some(citation.stance)),
            ("note", citation.note),
        ];
        fill(typed, &at, values);
        link(tx, typed, &format!("{at}report"), Some(citation.report_id))?;
        link(tx, typed, &format!("{at}via"), citation.via.map(|via| via.id))?;
    }
    Ok(())
}

fn fill<const N: usize>(typed: &mut Typed, at: &str, values: [(&str, Option<String>); N]) {
    for (name, value) in values {
        typed.set(&format!("{at}{name}"), value.unwrap_or_default());
    }
}

fn link(tx: &ReadTx<'_>, typed: &mut Typed, name: &str, id: Option<RecordId>) -> Result<()> {
    match id {
        Some(id) => typed.set_link(name, &tx.label(id)?),
        None => typed.set(name, ""),
    }
    Ok(())
}
