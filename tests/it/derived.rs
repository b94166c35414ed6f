//! `habeas check` finds whatever is derived and no longer agrees, also what stands in an index for nothing.

use habeas::domain::access::Role;
use habeas::domain::record::{DETAINED_TWICE, Fields, Revision, Value};
use habeas::store::check::Finding;

use crate::support::{CaseFile, sample_case, writer};

/// What is found after the file was changed past the program.
fn found(case: &CaseFile, sql: &str) -> Vec<String> {
    case.raw().execute_batch(sql).unwrap();
    case.store.check().unwrap().into_iter().map(|Finding(sentence)| sentence).collect()
}

#[test]
fn an_index_that_holds_more_or_other_than_the_records_say_is_found() {
    for sql in [
        "UPDATE entry SET day = day + 1 WHERE id = (SELECT min(id) FROM entry WHERE kind = 'custody_event')",
        "UPDATE entry_person SET day = day + 1 WHERE entry_id = (SELECT min(entry_id) FROM entry_person)",
        "DELETE FROM entry_place WHERE entry_id = (SELECT min(entry_id) FROM entry_place)",
        "INSERT INTO entry_place SELECT (SELECT max(id) FROM place), day, id, 0, NULL FROM entry WHERE place_id <> (SELECT max(id) FROM place) LIMIT 1",
        "INSERT INTO entry_person SELECT (SELECT max(id) FROM person), day + 9, id FROM entry LIMIT 1",
        "INSERT INTO entry (id, kind, type, day, seq) SELECT min(id), 'incident', 'inc/rally', 1, 1 FROM person",
        // Columns that do not fit the rows they stand for, also where nobody takes part.
        "UPDATE entry SET placed = placed + 1 WHERE id NOT IN (SELECT entry_id FROM entry_person)",
        "UPDATE entry SET place_id = 1 WHERE id = (SELECT min(id) FROM entry WHERE place_id IS NULL AND kind = 'incident')",
        "DELETE FROM entry_place; DELETE FROM entry_person; DELETE FROM entry",
    ] {
        let found = found(&sample_case(), sql);
        assert!(!found.is_empty(), "{sql}");
        let of_the_index = |sentence: &String| sentence.starts_with("Index out of step: the timeline entry of record ");
        assert!(found.iter().all(of_the_index), "{sql}: {found:#?}");
    }
}

#[test]
fn days_and_keys_that_are_not_what_their_text_says_are_found() {
    for (sql, says) in [
        (
            "UPDATE incident SET date_hi = date_hi + 1 WHERE id = (SELECT min(id) FROM incident WHERE date_hi IS NOT NULL)",
            "Wrong key: incident.date",
        ),
        ("UPDATE name SET key = key || 'x' WHERE id = (SELECT min(id) FROM name)", "Wrong key: name"),
    ] {
        let found = found(&sample_case(), sql);
        assert!(found.iter().any(|sentence| sentence.starts_with(says)), "{sql}: {found:#?}");
    }
}

#[test]
fn what_is_derived_of_a_record_follows_when_something_no_longer_belongs_to_it() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor).actor().unwrap();
    let moved = [("X1", "incident", "I2"), ("D1", "person", "P2"), ("E1", "detention", "D2")];
    for (row, owner, other) in moved.map(|(row, owner, other)| (case.id(row), owner, case.id(other))) {
        let fields = Fields::from([(owner, Some(Value::Ref(other)))]);
        let revision = Revision { fields, accepted: [DETAINED_TWICE].into(), ..Revision::default() };
        case.store.write(&editor, "It was another one", |tx| tx.revise(row, 1, &revision)).unwrap();
        assert_eq!(case.store.check().unwrap(), [], "{owner}");
    }
}
