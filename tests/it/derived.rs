//! `habeas check` finds whatever is derived and no longer agrees, also what stands in an index for nothing.

use habeas::store::check::Finding;

use crate::support::{CaseFile, sample_case};

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
        "INSERT INTO entry_place SELECT (SELECT max(id) FROM place), day, id FROM entry WHERE place_id <> (SELECT max(id) FROM place) LIMIT 1",
        "INSERT INTO entry_person SELECT (SELECT max(id) FROM person), day + 9, id FROM entry LIMIT 1",
        "INSERT INTO entry (id, kind, type, day, seq) SELECT min(id), 'incident', 'inc/rally', 1, 1 FROM person",
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
