//! What a record was after an earlier write, as far as it can be said again.

use habeas::domain::access::{Role, Viewer};
use habeas::domain::kind::Kind;
use habeas::domain::name::Name;
use habeas::domain::record::{Draft, Fields, RecordId, Sensitivity, Value};

use crate::attached_rows::AttachedRows;
use crate::support::{CaseFile, faults, sample_case, version, write, writer};

/// The number of the last write.
fn last(case: &CaseFile) -> i64 {
    case.raw().query_row("SELECT max(id) FROM change", [], |row| row.get(0)).unwrap()
}

fn update(case: &CaseFile, by: &Viewer, id: RecordId, field: &'static str, value: Value) {
    let version = version(case, id);
    write(case, by, |tx| tx.update(id, version, &Fields::from([(field, Some(value))]))).unwrap();
}

fn old(case: &CaseFile, by: &Viewer, id: RecordId, change: i64) -> (Fields, Vec<&'static str>) {
    write(case, by, |tx| tx.old_fields(id, change)).unwrap()
}

#[test]
fn a_reference_to_a_hidden_record_is_neither_set_back_nor_told_of() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let (incident, open) = (case.id("I3"), case.id("L2"));
    let hidden = write(&case, &editor, |tx| {
        let level = Fields::from([("level", Some(Value::Text("site".into()))), ("parent", Some(Value::Ref(open)))]);
        let id = tx.create(&Draft { sensitivity: Sensitivity::Restricted, ..Draft::new(Kind::Place, level) })?;
        let name = Name { id: 0, text: "A flat".into(), kind: "primary".into(), lang: None, valid: None, report: None };
        tx.add_name(id, &name)?;
        Ok(id)
    })
    .unwrap();
    update(&case, &editor, incident, "place", Value::Ref(hidden));
    let there = last(&case);
    update(&case, &editor, incident, "place", Value::Ref(open));
    let whole = Fields::from([("place", Some(Value::Ref(hidden)))]);
    assert_eq!(old(&case, &editor, incident, there), (whole, vec![]));
    let other = Viewer { clearance: Sensitivity::Internal, ..editor };
    assert_eq!(old(&case, &other, incident, there), (Fields::new(), vec![]));
}

#[test]
fn a_value_that_cannot_be_written_any_more_is_named() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let incident = case.id("I3");
    let was: String =
        case.raw().query_row("SELECT type FROM incident WHERE id = ?1", [incident.0], |row| row.get(0)).unwrap();
    let other: String = case
        .raw()
        .query_row("SELECT code FROM term WHERE code LIKE 'inc/%' AND code <> ?1", [&was], |row| row.get(0))
        .unwrap();
    let before = last(&case);
    update(&case, &editor, incident, "type", Value::Text(other));
    update(&case, &editor, incident, "time_note", Value::Text("at noon".into()));
    let note = case.store.read(&editor, |tx| tx.history_between(&[incident], before, i64::MAX)).unwrap();
    assert_eq!(note.len(), 2);
    assert_eq!(old(&case, &editor, incident, before).0.get("type"), Some(&Some(Value::Text(was.clone()))));
    case.raw().execute("UPDATE term SET active = 0 WHERE code = ?1", [&was]).unwrap();
    let (fields, left) = old(&case, &editor, incident, before);
    assert_eq!((fields.keys().copied().collect::<Vec<_>>(), left), (vec!["time_note"], vec!["type"]));
}

#[test]
fn no_record_goes_back_to_before_it_was_there() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let result = write(&case, &editor, |tx| tx.old_fields(case.id("I3"), 0).map(|(_, left)| left));
    assert_eq!(faults(result), [("change".to_owned(), "err-not-there-yet")]);
}
