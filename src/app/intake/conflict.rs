//! Two changes of one record: what the second writer typed beside what the first one saved, field by field.

use crate::app::apply::is_stored;
use crate::app::form::{Extent, build_form, stored};
use crate::domain::change::{Content, HEADER};
use crate::domain::form_data::FormData;
use crate::domain::history::HistoryRow;
use crate::domain::kind::attached::Attached;
use crate::domain::kind::value::from_text;
use crate::domain::kind::{Kind, Type};
use crate::domain::record::{RecordId, Value};
use crate::error::Result;
use crate::pages::conflict::{ChangedBy, Conflict, Differing};
use crate::pages::form::{FormField, Link, Understood};
use crate::store::ReadTx;

/// What is different, if the version that was opened is no longer in force.
pub fn conflict(tx: &ReadTx<'_>, kind: Kind, id: RecordId, typed: &FormData) -> Result<Option<Conflict>> {
    let (header, values) = tx.get_untyped(kind, id)?;
    if typed.get("version").parse() == Ok(header.version) {
        return Ok(None);
    }
    let (_, saved) = stored(tx, kind, id)?;
    let seen: i64 = typed.get("seen").parse().unwrap_or(0);
    let since: Vec<HistoryRow> = tx.history(&[id], None)?.into_iter().filter(|row| row.id > seen).collect();
    let mine = build_form(tx, kind, "", typed, Extent::Whole)?.fields;
    let theirs = build_form(tx, kind, "", &saved, Extent::Whole)?.fields;
    let (mut fields, mut same) = (Vec::new(), 0);
    for (mine, saved) in mine.into_iter().zip(theirs) {
        let name = mine.field.name;
        if !typed.has(name) || is_stored(value(&mine).as_ref(), values.get(name)) {
            same += 1;
            continue;
        }
        // What was there when it was opened: what the first of the writes since found.
        let mut writes = since.iter().rev().filter(|row| row.table == kind.table());
        let found = writes.find(|row| row.before.contains_key(name) || row.after.contains_key(name));
        let by = match found {
            None => ChangedBy::Me,
            Some(row) if is_stored(value(&mine).as_ref(), row.before.get(name).filter(|before| !before.is_null())) => {
                ChangedBy::Them
            }
            Some(_) => ChangedBy::Both,
        };
        let was = found.and_then(|row| row.before.get(name)?.as_str().map(str::to_owned));
        fields.push(Differing { mine, saved, was, by });
    }
    let beside = |name: &str| {
        let of_list = |what: Attached| name.strip_prefix(what.list()).is_some_and(|rest| rest.starts_with('.'));
        Attached::ALL.into_iter().any(of_list) || HEADER.iter().any(|field| field.name == name) || name == "reason"
    };
    let carried = typed.pairs().iter().filter(|(name, _)| beside(name));
    let (carried, key) = (carried.cloned().collect(), typed.get("form_key").to_owned());
    Ok(Some(Conflict { header, since, fields, same, carried, key }))
}

/// What a field comes to; what can't be read is different from anything that is stored.
fn value(form_field: &FormField) -> Option<Value> {
    match (&form_field.read, form_field.field.ty) {
        (Understood::Record(Link::Chosen(label)), _) => Some(Value::Ref(label.id)),
        (Understood::Record(Link::Nothing), _) => None,
        (_, Type::Ref(..)) => Some(Value::Text(form_field.typed.clone())),
        _ => match from_text(form_field.field, &form_field.typed, None) {
            Ok(Content::Nothing) => None,
            Ok(Content::Value(value)) => Some(value),
            _ => Some(Value::Text(form_field.typed.clone())),
        },
    }
}

/// Puts what was chosen on the page of a conflict where a form has it: `FIELD.choice` is `mine` (what stands in
/// `FIELD.mine`), `saved` (the field is left as it is) or `words` (what stands in `FIELD.words`).
pub fn choose(typed: &mut FormData) {
    let chosen: Vec<(String, String)> = typed
        .pairs()
        .iter()
        .filter_map(|(name, choice)| Some((name.strip_suffix(".choice")?.to_owned(), choice.clone())))
        .collect();
    for (field, choice) in chosen {
        let from = match choice.as_str() {
            "mine" => format!("{field}.mine"),
            "words" => format!("{field}.words"),
            _ => String::new(),
        };
        if !from.is_empty() {
            for part in ["", ".pick", ".for"] {
                let value = typed.get(&format!("{from}{part}")).to_owned();
                typed.set(&format!("{field}{part}"), value);
            }
        }
        for part in [".choice", ".mine", ".mine.pick", ".mine.for", ".words"] {
            typed.remove(&format!("{field}{part}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::choose;
    use crate::domain::form_data::FormData;

    #[test]
    fn a_choice_puts_its_text_into_the_field_and_the_saved_one_leaves_it_out() {
        let pairs = [
            ("title.choice", "mine"),
            ("title.mine", "Mine"),
            ("date.choice", "words"),
            ("date.mine", "2012"),
            ("date.words", "2012-02"),
            ("place.choice", "saved"),
            ("place.mine", "Almaty"),
        ];
        let mut typed = FormData::new(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
        choose(&mut typed);
        assert_eq!((typed.get("title"), typed.get("date"), typed.has("place")), ("Mine", "2012-02", false));
        assert!(typed.pairs().iter().all(|(name, _)| !name.contains(".choice") && !name.contains(".mine")));
    }
}
