//! The history is complete and portable: it outlives schemas, merges and lost logs, and an outside anchor proves its past.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use habeas::crypto::Secret32;
use habeas::domain::access::{Actor, Role, Viewer};
use habeas::domain::kind::Kind;
use habeas::domain::kind::attached::Attached;
use habeas::domain::record::{Draft, Fields, RecordId, RecordKey, Revision, Sensitivity, Value};
use habeas::error::Error;
use habeas::store::Store;
use rusqlite::Connection;
use serde_json::{Map, Value as Json};

use crate::server::{Case, habeas, raw};
use crate::support::{CaseFile, editor_within, reader, sample_case, version, write, writer};

/// A case file as the program of schema 2 wrote it: imported, changed, merged, parted, with accounts and compartments.
const SCHEMA_2: &str = include_str!("schema-2.sql");

/// The rows of schema 2 in an encrypted file, and the key.
fn old_file(dir: &Path, tampered: &str) -> (std::path::PathBuf, Secret32, String) {
    let path = dir.join("habeas.db");
    let key = Secret32::generate().unwrap();
    let hex = key.hex().to_string();
    let conn = raw(&path, &hex);
    conn.execute_batch(SCHEMA_2).unwrap();
    conn.execute_batch(tampered).unwrap();
    conn.pragma_update(None, "user_version", 2).unwrap();
    conn.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    (path, key, hex)
}

/// The changes of records as schema 2 tells them: number by number time, action, table and reason.
fn told_before(conn: &Connection) -> Vec<(String, String, String, String)> {
    told(conn, "SELECT at, action, tbl, reason FROM change ORDER BY id")
}

fn told(conn: &Connection, sql: &str) -> Vec<(String, String, String, String)> {
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn a_file_of_schema_2_is_brought_over_with_its_history_and_nothing_is_left_to_find() {
    let dir = tempfile::tempdir().unwrap();
    let (path, key, hex) = old_file(dir.path(), "");
    let (before, last): (_, Vec<u8>) = {
        let conn = raw(&path, &hex);
        (
            told_before(&conn),
            conn.query_row("SELECT hash FROM change ORDER BY id DESC LIMIT 1", [], |row| row.get(0)).unwrap(),
        )
    };
    let store = Store::open(&path, key).unwrap();
    assert_eq!(store.check().unwrap(), []);
    let conn = raw(&path, &hex);
    let after = told(
        &conn,
        "SELECT w.at, c.action, c.tbl, w.reason FROM change c JOIN write w ON w.id = c.write_id
          WHERE c.tbl NOT IN ('stream', 'account', 'compartment', 'term', 'setting', 'merge') ORDER BY c.id",
    );
    assert_eq!(after, before, "change by change");
    // The first row of the new chain holds the end of the old one.
    let (table, content): (String, String) = conn
        .query_row("SELECT tbl, content FROM change WHERE id = 1", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let last: String = last.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(table == "stream" && content.contains(&last), "{content}");
    let page = store.account_changes(None, None).unwrap();
    let events: Vec<String> = page.iter().rev().map(|change| format!("{:?}", change.event)).collect();
    for wanted in ["Added", "Granted", "Disabled", "CompartmentMade", "Entered", "Left"] {
        assert!(events.iter().any(|event| event.starts_with(wanted)), "{wanted}: {events:?}");
    }
}

#[test]
fn what_a_field_was_before_is_told_of_a_file_brought_over_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let (path, key, _) = old_file(dir.path(), "");
    let store = Store::open(&path, key).unwrap();
    let program = store.key_holder().unwrap();
    let find = |title: &str| {
        store
            .read(program.viewer(), |tx| {
                Ok(tx
                    .list_all::<habeas::domain::kind::Incident>()?
                    .into_iter()
                    .find(|i| i.fields.title == title)
                    .unwrap()
                    .id())
            })
            .unwrap()
    };
    let told = store.read(program.viewer(), |tx| tx.history(&[find("A gathering on the square")], None)).unwrap();
    let retitled = told.iter().find(|row| row.after.contains_key("title") && row.action == "update").unwrap();
    assert_eq!((retitled.before["title"].as_str(), retitled.by.as_str()), (Some("A gathering"), "editor"));
    assert_eq!(retitled.reason, "Corrected");
    let closed = told.iter().find(|row| row.after.contains_key("compartment")).unwrap();
    assert_eq!(closed.after["compartment"], "Families");
    let graded = told.iter().find(|row| row.after.contains_key("grade") && row.action == "update").unwrap();
    assert_eq!((graded.before["grade"].as_str(), graded.after["grade"].as_str()), (Some("F6"), Some("B2")));
}

#[test]
fn a_merge_made_in_schema_2_is_undone_after_it() {
    let dir = tempfile::tempdir().unwrap();
    let (path, key, hex) = old_file(dir.path(), "");
    let store = Store::open(&path, key).unwrap();
    let sql = "SELECT id, kept_id, merged_id FROM merge WHERE undone_at IS NULL";
    let conn = raw(&path, &hex);
    let (merge, kept, merged): (i64, i64, i64) =
        conn.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let editor = store.key_holder().unwrap();
    store.write(&editor, "Two after all", |tx| tx.unmerge(merge)).unwrap();
    assert_eq!(store.check().unwrap(), []);
    let names = |id: i64| -> Vec<String> {
        let names = store.read(editor.viewer(), |tx| tx.names(&[RecordId(id)])).unwrap();
        names[&RecordId(id)].iter().map(|name| name.text.clone()).collect()
    };
    assert_eq!(
        (names(kept), names(merged)),
        (vec!["Ermek".to_owned()], vec!["Yermek".to_owned(), "Ермек К.".to_owned()])
    );
    let of = |id: i64| -> i64 {
        conn.query_row("SELECT count(*) FROM detention WHERE person_id = ?1", [id], |row| row.get(0)).unwrap()
    };
    assert_eq!((of(kept), of(merged)), (0, 1));
}

#[test]
fn a_broken_history_of_schema_2_is_brought_over_and_what_was_found_goes_on_being_told() {
    let dir = tempfile::tempdir().unwrap();
    let (path, key, _) = old_file(
        dir.path(),
        "DROP TRIGGER change_is_append_only_update; UPDATE change SET reason = 'another' WHERE id = 40;",
    );
    let store = Store::open(&path, key).unwrap();
    let found: Vec<String> = store.check().unwrap().into_iter().map(|finding| finding.0).collect();
    assert!(found.len() == 1 && found[0].contains("did not hold at change 40"), "{found:?}");
}

#[test]
fn a_row_of_schema_2_that_was_changed_past_its_history_is_found_after_it() {
    let dir = tempfile::tempdir().unwrap();
    let (path, key, _) = old_file(dir.path(), "UPDATE person SET occupation = 'Forged' WHERE occupation IS NOT NULL;");
    let found = Store::open(&path, key).unwrap().check().unwrap();
    assert!(found.iter().all(|finding| finding.0.starts_with("Changed past the history: P-")), "{found:?}");
    assert!(!found.is_empty());
}

#[test]
fn a_file_that_cannot_be_brought_over_whole_is_left_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    // A change of a record that is not there, and a change of something unknown.
    for odd in [
        "DROP TRIGGER change_is_append_only_update; UPDATE change SET tbl = 'nothing' WHERE id = 40;",
        "PRAGMA foreign_keys = OFF; DELETE FROM record WHERE id = (SELECT record_id FROM change WHERE id = 40);",
    ] {
        let (path, key, hex) = old_file(dir.path(), odd);
        let before = {
            let conn = raw(&path, &hex);
            told_before(&conn)
        };
        assert!(matches!(Store::open(&path, key), Err(Error::Damaged(_))));
        let conn = raw(&path, &hex);
        assert_eq!(told_before(&conn), before);
        let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(version, 2);
        drop(conn);
        fs::remove_file(&path).unwrap();
    }
}

#[test]
fn a_file_of_schema_2_cut_in_the_middle_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (path, key, _) = old_file(dir.path(), "");
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    assert!(Store::open(&path, key).is_err());
    assert_eq!(fs::metadata(&path).unwrap().len(), bytes.len() as u64 / 2, "and left as it is");
}

#[test]
fn a_history_row_of_an_unknown_kind_or_field_is_named() {
    for (sql, wanted) in [
        ("UPDATE change SET tbl = 'spaceship' WHERE id = 40", "change 40 is of a table that does not exist"),
        ("UPDATE change SET content = json_set(content, '$.shoe_size', 41) WHERE id = 40", "change 40 writes a field"),
        ("UPDATE change SET action = 'forget' WHERE id = 40", "change 40 does what no change does"),
    ] {
        let case = sample_case();
        case.raw().execute_batch(&format!("DROP TRIGGER change_is_append_only_update; {sql}")).unwrap();
        let found = case.store.check().unwrap();
        assert!(found.iter().any(|finding| finding.0.contains(wanted)), "{sql}: {found:?}");
    }
}

#[test]
fn the_history_names_no_row_by_a_number_of_this_file() {
    let case = sample_case();
    let conn = case.raw();
    let mut statement = conn.prepare("SELECT tbl, content FROM change").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    let mut references = 0;
    for row in rows {
        let (table, content) = row.unwrap();
        let content: Map<String, Json> = serde_json::from_str(&content).unwrap();
        let fields = Kind::parse(&table).map(Kind::fields).or(Attached::parse(&table).map(Attached::fields));
        for field in fields.unwrap_or_default().iter().filter(|field| field.column().ends_with("_id")) {
            if let Some(value) = content.get(field.name) {
                assert!(value.as_str().is_some_and(|uid| uuid::Uuid::parse_str(uid).is_ok()), "{table}: {content:?}");
                references += 1;
            }
        }
    }
    assert!(references > 300, "{references}");
}

#[test]
fn fields_that_are_valid_only_together_are_written_together() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let id = case.id("I3");
    let later: Fields = [("date_basis", Some(Value::Text("stated".into())))].into();
    write(&case, &editor, |tx| tx.update(id, 1, &later)).unwrap();
    let content: String = case
        .raw()
        .query_row("SELECT content FROM change WHERE tbl = 'incident' ORDER BY id DESC LIMIT 1", [], |row| row.get(0))
        .unwrap();
    let content: Map<String, Json> = serde_json::from_str(&content).unwrap();
    assert!(["date", "date_basis", "date_part"].iter().all(|name| content.contains_key(*name)), "{content:?}");
    // The page of the history tells what differs, and no more.
    let told = case.store.read(Actor::program().viewer(), |tx| tx.history(&[id], None)).unwrap().remove(0);
    assert!(
        told.after.contains_key("date_basis") && !told.after.contains_key("date") && !told.before.contains_key("date")
    );
}

#[test]
fn what_is_written_for_a_merged_record_later_stands_for_the_kept_one_and_comes_back() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let (kept, merged) = (case.id("P1"), case.id("P3"));
    let versions = [kept, merged].map(|id| version(&case, id));
    let merge =
        write(&case, &editor, |tx| tx.merge((kept, versions[0]), (merged, versions[1]), &Fields::new())).unwrap();
    let fields = [
        ("incident", Some(Value::Ref(case.id("I2")))),
        ("person", Some(Value::Ref(merged))),
        ("role", Some(Value::Text("role/addressee".into()))),
    ];
    let row = write(&case, &editor, |tx| tx.create(&Draft::new(Kind::Participation, fields.into()))).unwrap();
    let person = |case: &CaseFile| -> i64 {
        case.raw().query_row("SELECT person_id FROM participation WHERE id = ?1", [row.0], |row| row.get(0)).unwrap()
    };
    assert_eq!(person(&case), kept.0);
    assert_eq!(case.store.check().unwrap(), []);
    write(&case, &editor, |tx| tx.unmerge(merge)).unwrap();
    assert_eq!(person(&case), merged.0);
    assert_eq!(case.store.check().unwrap(), []);
}

#[test]
fn naming_the_kept_record_where_the_merged_one_was_written_is_no_change() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let (kept, merged) = (case.id("P1"), case.id("P3"));
    let sql = "SELECT id FROM detention WHERE person_id = ?1";
    let row = RecordId(case.raw().query_row(sql, [merged.0], |row| row.get(0)).unwrap());
    let versions = [kept, merged].map(|id| version(&case, id));
    let merge =
        write(&case, &editor, |tx| tx.merge((kept, versions[0]), (merged, versions[1]), &Fields::new())).unwrap();
    let person = || -> i64 {
        case.raw().query_row("SELECT person_id FROM detention WHERE id = ?1", [row.0], |row| row.get(0)).unwrap()
    };
    let mut version_before = version(&case, row);
    for named in [kept, merged] {
        let changes = [("person", Some(Value::Ref(named)))].into();
        write(&case, &editor, |tx| tx.update(row, version_before, &changes)).unwrap();
        assert_eq!((person(), version(&case, row)), (kept.0, version_before));
    }
    // Beside a change of another field as well.
    let changes = [("person", Some(Value::Ref(kept))), ("warrant", Some(Value::Text("none".into())))].into();
    version_before = write(&case, &editor, |tx| tx.update(row, version_before, &changes)).unwrap();
    assert_eq!(case.store.check().unwrap(), []);
    write(&case, &editor, |tx| tx.unmerge(merge)).unwrap();
    assert_eq!((person(), version(&case, row)), (merged.0, version_before));
    assert_eq!(case.store.check().unwrap(), []);
}

#[test]
fn two_steps_of_one_number_are_an_order_and_no_fault() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let fields = [
        ("detention", Some(Value::Ref(case.id("D1")))),
        ("seq", Some(Value::Integer(1))),
        ("type", Some(Value::Text("de/charged".into()))),
    ];
    for _ in 0..2 {
        write(&case, &editor, |tx| tx.create(&Draft::new(Kind::CustodyEvent, fields.clone().into()))).unwrap();
    }
    assert_eq!(case.store.check().unwrap(), []);
}

/// The key of a case's data directory, as `habeas audit head` takes it.
fn audit(case: &Case, rest: &[&str]) -> (Option<i32>, String) {
    let output = habeas(&[&["audit"], rest, &["--data", case.path()]].concat());
    (output.status.code(), String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

#[test]
fn a_head_kept_elsewhere_proves_later_that_the_history_goes_on_from_it() {
    let case = Case::new();
    let (code, head) = audit(&case, &["head"]);
    assert_eq!((code, head.split(' ').count()), (Some(0), 3), "{head}");
    assert_eq!(audit(&case, &["verify", "--head", &head]).0, Some(0));
    assert_eq!(habeas(&["user", "--data", case.path(), "add", "later"]).status.code(), Some(0));
    let (_, later) = audit(&case, &["head"]);
    assert_ne!(later, head);
    assert_eq!(audit(&case, &["verify", "--head", &head]).0, Some(0), "still part of it");
    let parts: Vec<&str> = head.split(' ').collect();
    let (code, said) = audit(&case, &["verify", "--head", &format!("{} {} {}", parts[0], parts[1], "0".repeat(64))]);
    assert!(code == Some(1) && said.contains("Another history"), "{said}");
    let (code, said) = audit(&case, &["verify", "--head", &format!("{} 999999 {}", parts[0], parts[2])]);
    assert!(code == Some(1) && said.contains("not there"), "{said}");
    assert_eq!(audit(&case, &["verify", "--head", "nonsense"]).0, Some(2));
}

#[test]
fn a_key_of_a_ref_or_uid_leads_to_one_record_whatever_its_number() {
    let case = sample_case();
    let id = case.id("I3");
    let label = case.store.read(Actor::program().viewer(), |tx| tx.label(id)).unwrap();
    for key in [RecordKey::Ref(label.reference.clone()), RecordKey::Uid(label.uid)] {
        assert_eq!(case.store.read(Actor::program().viewer(), |tx| tx.resolve(&key)).unwrap().0, id);
    }
    // A row has the number of the change that made it.
    let made: BTreeMap<i64, String> = {
        let conn = case.raw();
        let mut statement = conn.prepare("SELECT id, tbl FROM change WHERE action = 'create'").unwrap();
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(made[&id.0], "incident");
}

#[test]
fn nobody_outside_learns_that_a_record_was_put_into_a_compartment_or_taken_out() {
    let case = sample_case();
    let (editor, inside) = editor_within(&case, "witnesses");
    let id = case.id("I1");
    for compartment in [Some(inside), None, Some(inside), None] {
        let now = version(&case, id);
        let moved = Revision { compartment: Some(compartment), ..Revision::default() };
        case.store.write(&editor.actor().unwrap(), "Moved", |tx| tx.revise(id, now, &moved)).unwrap();
    }
    let told = |viewer: &Viewer| {
        let rows = case.store.read(viewer, |tx| tx.history(&[id], None)).unwrap();
        rows.into_iter().filter(|row| row.says_anything() && row.reason == "Moved").count()
    };
    assert_eq!((told(&editor), told(&reader(Role::Editor, Sensitivity::Restricted))), (4, 0));
}
