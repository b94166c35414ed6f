//! What `habeas check` finds: every way past the write path leaves a trace.

use std::fs;

use habeas::domain::access::Actor;
use habeas::domain::kind::Incident;
use habeas::domain::kind::Kind;
use habeas::domain::record::{Fields, Value};
use habeas::error::Error;
use sha2::{Digest, Sha256};

use crate::support::{CaseFile, sample_case};

/// The findings after SQL that went past the program.
fn after(sql: &str) -> Vec<String> {
    let case = sample_case();
    case.raw().execute_batch(sql).unwrap();
    findings(&case)
}

fn findings(case: &CaseFile) -> Vec<String> {
    case.store.check().unwrap().into_iter().map(|finding| finding.0).collect()
}

/// Some finding says this.
fn finds(what: &str, sql: &str) {
    let found = after(sql);
    assert!(found.iter().any(|finding| finding.contains(what)), "{sql}: {found:?}");
}

#[test]
fn pages_half_moved_from_the_log_when_the_power_went_are_no_damage() {
    let case = sample_case();
    let program = Actor::program();
    let title = |text: &str| Fields::from([("title", Some(Value::Text(text.into())))]);
    case.store.write(&program, "Corrected", |tx| tx.update(case.id("I3"), 1, &title("Another"))).unwrap();
    // Where the log would move its first page when the power goes: half of the page is there.
    let (file, log) = (case.dir.path().join("habeas.db"), case.dir.path().join("habeas.db-wal"));
    let log = fs::read(log).unwrap();
    let page = u32::from_be_bytes(log[32..36].try_into().unwrap()) as usize;
    let mut bytes = fs::read(&file).unwrap();
    let start = (page - 1) * 4096;
    assert_ne!(bytes[start..start + 512], log[56..568], "the page was changed");
    bytes[start..start + 512].copy_from_slice(&log[56..568]);
    fs::write(&file, &bytes).unwrap();
    assert_eq!(findings(&case), Vec::<String>::new());
    // Without the log it would be: this test sees half a page.
    fs::write(&file, &bytes).unwrap();
    assert!(findings(&case).iter().any(|finding| finding.contains("Damaged page")));
}

const OPEN_HISTORY: &str = "DROP TRIGGER change_is_append_only_update; DROP TRIGGER change_is_append_only_delete;
  DROP TRIGGER write_is_append_only_update; DROP TRIGGER write_is_append_only_delete;";

#[test]
fn history_refuses_to_be_changed() {
    let case = sample_case();
    for sql in [
        "UPDATE change SET content = '{}' WHERE id = 5",
        "DELETE FROM change WHERE id = 5",
        "UPDATE write SET reason = 'x'",
        "DELETE FROM write",
    ] {
        let refused = case.raw().execute_batch(sql).unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{refused}");
    }
}

#[test]
fn a_changed_history_row_breaks_the_chain() {
    for column in [
        "n = 41",
        "subject = 'x'",
        "content = '{}'",
        "row = zeroblob(16)",
        "action = 'update'",
        "tbl = 'x'",
        "salt = zeroblob(16)",
    ] {
        finds("at change 40.", &format!("{OPEN_HISTORY} UPDATE change SET {column} WHERE id = 40"));
    }
    for column in
        ["at = '2020-01-01'", "author = zeroblob(16)", "reason = 'x'", "reason_salt = zeroblob(16)", "stream_id = 7"]
    {
        let last = "(SELECT max(id) FROM write)";
        finds("the chain does not hold", &format!("{OPEN_HISTORY} UPDATE write SET {column} WHERE id = {last}"));
    }
    finds("at change 41.", &format!("{OPEN_HISTORY} DELETE FROM change WHERE id = 40"));
    finds("at change 40.", &format!("{OPEN_HISTORY} UPDATE change SET hash = zeroblob(32) WHERE id = 40"));
    // A hash stands where something was erased, and only there.
    for (table, hash) in [("change", "content_hash"), ("write", "reason_hash")] {
        let sql = format!("UPDATE {table} SET {hash} = zeroblob(32) WHERE id = (SELECT max(id) FROM {table})");
        finds("the chain does not hold", &format!("{OPEN_HISTORY} PRAGMA ignore_check_constraints = ON; {sql}"));
    }
    let swapped = "UPDATE change SET id = -id WHERE id IN (40, 41); UPDATE change SET id = 81 + id WHERE id < 0;";
    finds("at change 40.", &format!("{OPEN_HISTORY} {swapped}"));
}

#[test]
fn the_chain_holds_over_what_was_erased_and_that_it_was_is_told() {
    for (table, columns, hash) in
        [("change", ["content", "salt"], "content_hash"), ("write", ["reason", "reason_salt"], "reason_hash")]
    {
        let case = sample_case();
        let raw = case.raw();
        let id: i64 = raw.query_row(&format!("SELECT max(id) FROM {table}"), [], |row| row.get(0)).unwrap();
        let [text, salt] = columns;
        let sql = format!("SELECT {text}, {salt} FROM {table} WHERE id = {id}");
        let (erased, salt_of): (String, Vec<u8>) =
            raw.query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let kept = Sha256::new().chain_update(&salt_of).chain_update(&erased).finalize();
        let set = format!("UPDATE {table} SET {text} = NULL, {salt} = NULL, {hash} = ?1 WHERE id = {id}");
        raw.execute_batch(OPEN_HISTORY).unwrap();
        raw.execute(&set, [kept.as_slice()]).unwrap();
        let found = case.store.check().unwrap();
        assert!(
            found.iter().any(|found| found.0.starts_with(&format!("Erased history: what change {id} "))),
            "{found:?}"
        );
        assert!(!found.iter().any(|found| found.0.contains("does not hold")), "{found:?}");
        // Another hash in its place breaks it.
        raw.execute(&set, [[0; 32]]).unwrap();
        assert!(case.store.check().unwrap().iter().any(|found| found.0.contains("does not hold")));
    }
}

#[test]
fn a_history_cut_off_at_its_end_is_found() {
    finds("history", &format!("{OPEN_HISTORY} DELETE FROM change WHERE id = (SELECT max(id) FROM change)"));
    finds("history", &format!("{OPEN_HISTORY} DELETE FROM change WHERE id > 500"));
}

#[test]
fn a_row_changed_past_the_history_is_found() {
    for sql in [
        "UPDATE incident SET title = 'Something else' WHERE id = (SELECT id FROM record WHERE ref = 'I-3')",
        "UPDATE incident SET place_note = 'here' WHERE id = (SELECT id FROM record WHERE ref = 'I-3')",
        "UPDATE figure SET lo = 18 WHERE verbatim = 'at least 17 deaths'",
        "UPDATE custody_event SET status_after = 'released' WHERE id = (SELECT id FROM record WHERE ref = 'E-3')",
        "UPDATE source SET protected = 1 WHERE id = (SELECT id FROM record WHERE ref = 'S-1')",
        "UPDATE statement SET text = 'x' WHERE id = (SELECT id FROM record WHERE ref = 'Q-1')",
    ] {
        finds("Changed past the history", sql);
    }
    // Numbers that only the checks of the tables keep out of a flag.
    for sql in [
        "UPDATE place SET named = 2 WHERE named = 1",
        "UPDATE account SET admin = 2 WHERE id = (SELECT max(id) FROM account)",
    ] {
        finds("Changed past the history", &format!("PRAGMA ignore_check_constraints = ON; {sql}"));
    }
}

#[test]
fn what_points_at_records_changed_past_the_history_is_found() {
    for sql in [
        "UPDATE citation SET paragraph = 99 WHERE id = (SELECT min(id) FROM citation)",
        "UPDATE citation SET hedge = 'denied' WHERE id = (SELECT min(id) FROM citation)",
        "UPDATE citation SET grade = 'A1' WHERE id = (SELECT min(id) FROM citation)",
        "DELETE FROM citation WHERE id = (SELECT min(id) FROM citation)",
        "UPDATE name SET text = 'Almaty!' WHERE text = 'Almaty'",
        "UPDATE name SET kind = 'alias' WHERE text = 'Almaty'",
        "DELETE FROM name WHERE text = 'Alma-Ata'",
        "UPDATE report_source SET role = 'quoted' WHERE rowid_of = 0",
        "DELETE FROM report_source WHERE report_id = (SELECT id FROM record WHERE ref = 'R-1')",
        "UPDATE external_id SET value = 'almaty-2012/P99' WHERE value = 'almaty-2012/P1'",
        "INSERT INTO external_id (uid, scheme, value, record_id) SELECT randomblob(16), 'x', 'y', min(id) FROM record",
        "INSERT INTO citation (uid, record_id, report_id) SELECT randomblob(16), id, id FROM report LIMIT 1",
    ] {
        let sql = sql.replace("WHERE rowid_of = 0", "WHERE role = 'publisher'");
        finds("Changed past the history", &sql);
    }
}

#[test]
fn a_lowered_sensitivity_is_found() {
    finds("Changed past the history", "UPDATE record SET sensitivity = 0 WHERE ref = 'P-5'");
    finds("Changed past the history", "UPDATE record SET version = 2 WHERE ref = 'P-5'");
}

#[test]
fn dangling_citations_and_references_are_found() {
    finds(
        "Dangling reference: citation",
        "UPDATE citation SET report_id = 99999 WHERE id = (SELECT min(id) FROM citation)",
    );
    finds(
        "Dangling reference: citation",
        "UPDATE citation SET record_id = 99999 WHERE id = (SELECT min(id) FROM citation)",
    );
    finds(
        "Dangling reference: participation",
        "UPDATE participation SET person_id = 99999 WHERE person_id IS NOT NULL",
    );
    finds(
        "Dangling reference: record",
        "UPDATE record SET merged_into = 99999 WHERE id = (SELECT id FROM record WHERE ref = 'P-3')",
    );
    finds("Dangling citation", "UPDATE citation SET field = 'shoe_size' WHERE id = (SELECT min(id) FROM citation)");
    finds(
        "are not in its report",
        "UPDATE report SET body = 'Nothing of the kind' WHERE id = (SELECT id FROM record WHERE ref = 'R-1')",
    );
}

#[test]
fn wrong_key_columns_are_found() {
    finds("Wrong key: incident.date", "UPDATE incident SET date_lo = date_lo - 1 WHERE date = '2012-02-25'");
    finds("Wrong key: incident.date", "UPDATE incident SET date_hi = NULL WHERE date = '2012-02-25'");
    finds("Wrong key: custody_event.date", "UPDATE custody_event SET date_hi = date_hi + 1 WHERE date = '2012-02-25'");
    finds("Wrong key: name", "UPDATE name SET key = 'elsewhere' WHERE text = 'Almaty'");
    finds("Wrong key: name.valid", "UPDATE name SET valid_lo = 0 WHERE text = 'Alma-Ata'");
}

#[test]
fn an_index_out_of_step_is_found() {
    for sql in [
        "UPDATE entry SET day = day + 1 WHERE type = 'inc/clash'",
        "UPDATE entry SET seq = 99 WHERE type = 'inc/clash'",
        "UPDATE entry SET type = 'inc/rally' WHERE type = 'inc/clash'",
        "UPDATE entry SET place_id = NULL WHERE type = 'inc/clash'",
        "UPDATE entry SET line = randomblob(16) WHERE type = 'de/held'",
        "DELETE FROM entry_person WHERE person_id = (SELECT id FROM record WHERE ref = 'P-2')",
        "DELETE FROM entry_place WHERE place_id = (SELECT id FROM record WHERE ref = 'L-2')",
        "INSERT INTO entry_person SELECT (SELECT id FROM record WHERE ref = 'P-4'), day, id FROM entry WHERE type = 'inc/clash'",
        "INSERT INTO entry_place SELECT (SELECT id FROM record WHERE ref = 'L-3'), day, id, 0, NULL FROM entry WHERE type = 'inc/clash'",
        "PRAGMA foreign_keys = OFF; DELETE FROM entry WHERE type = 'inc/clash'",
        "INSERT INTO entry (id, kind, type, day, seq) SELECT id, 'incident', 'inc/rally', 0, 0 FROM record WHERE ref = 'P-1'",
    ] {
        finds("Index out of step", sql);
    }
}

#[test]
fn findings_hold_no_name() {
    let names = crate::support::words_of_people();
    let case = sample_case();
    case.raw()
        .execute_batch("UPDATE name SET key = 'x'; UPDATE person SET occupation = 'x'; UPDATE citation SET field = 'x'")
        .unwrap();
    let all = findings(&case).join("\n");
    assert!(all.lines().count() > 100);
    assert_eq!(crate::support::has_name(all.as_bytes(), &names), None);
}

#[test]
fn an_update_writes_version_history_and_index_and_leaves_nothing_to_find() {
    let case = sample_case();
    let id = case.id("I3");
    let program = Actor::program();
    let changes: Fields =
        [("title", Some(Value::Text("Renamed".into()))), ("day_seq", Some(Value::Integer(31)))].into();
    assert_eq!(case.store.write(&program, "A better title", |tx| tx.update(id, 1, &changes)).unwrap(), 2);
    case.store
        .read(program.viewer(), |tx| {
            let incident = tx.get::<Incident>(id)?.unwrap();
            assert_eq!((incident.header.version, incident.fields.title.as_str()), (2, "Renamed"));
            let row = tx.history(&[id], None)?.remove(0);
            assert_eq!(
                (row.action.as_str(), row.reason.as_str(), row.table.as_str()),
                ("update", "A better title", "incident")
            );
            assert_eq!(row.before.keys().collect::<Vec<_>>(), ["day_seq", "review", "title"], "only what changed");
            assert_eq!(row.after["review"], "draft", "what was checked was something else");
            assert_eq!((&row.before["day_seq"], &row.after["day_seq"]), (&30.into(), &31.into()));
            assert_eq!(row.after["title"], "Renamed");
            Ok(())
        })
        .unwrap();
    assert_eq!(findings(&case), Vec::<String>::new());
    // The same values again are no change.
    assert_eq!(case.store.write(&program, "Again", |tx| tx.update(id, 2, &changes)).unwrap(), 2);
}

#[test]
fn a_stale_version_is_refused_and_nothing_of_the_write_is_kept() {
    let case = sample_case();
    let id = case.id("I3");
    let program = Actor::program();
    let title = |text: &str| -> Fields { [("title", Some(Value::Text(text.into())))].into() };
    case.store.write(&program, "First", |tx| tx.update(id, 1, &title("First"))).unwrap();
    let before = crate::server::files_under(case.dir.path()).len();
    let history = |case: &CaseFile| case.store.read(program.viewer(), |tx| Ok(tx.history(&[id], None)?.len())).unwrap();
    let rows = history(&case);
    for version in [1, 3, 0, -1] {
        let refused = case.store.write(&program, "Second", |tx| {
            tx.update(case.id("I4"), 1, &title("Taken along"))?;
            tx.update(id, version, &title("Second"))
        });
        assert!(matches!(refused, Err(Error::Stale { current: 2 })), "{refused:?}");
    }
    let now = case
        .store
        .read(program.viewer(), |tx| {
            Ok((tx.get::<Incident>(id)?.unwrap(), tx.get::<Incident>(case.id("I4"))?.unwrap()))
        })
        .unwrap();
    assert_eq!((now.0.fields.title.as_str(), now.0.header.version, now.1.header.version), ("First", 2, 1));
    assert_eq!((history(&case), crate::server::files_under(case.dir.path()).len()), (rows, before));
    assert_eq!(findings(&case), Vec::<String>::new());
}

#[test]
fn a_refused_value_leaves_nothing_behind() {
    let case = sample_case();
    let program = Actor::program();
    let count = || case.store.read(program.viewer(), |tx| tx.count(Kind::Incident)).unwrap();
    let before = count();
    let bad: [Fields; 3] = [
        [("type", Some(Value::Text("inc/nothing".into())))].into(),
        [("place", Some(Value::Ref(case.id("P1"))))].into(),
        [("title", None)].into(),
    ];
    for fields in bad {
        let refused = case.store.write(&program, "Bad", |tx| tx.update(case.id("I3"), 1, &fields));
        assert!(matches!(refused, Err(Error::Invalid(_))), "{fields:?}: {refused:?}");
    }
    assert_eq!(count(), before);
    assert_eq!(findings(&case), Vec::<String>::new());
}

#[test]
fn a_value_outside_its_closed_list_is_found() {
    let unknown = |column: &str| format!("Unknown value: {column} of row ");
    finds(
        &unknown("custody_event.status_after"),
        "UPDATE custody_event SET status_after = 'asleep' WHERE id = (SELECT min(id) FROM custody_event)",
    );
    finds(&unknown("person.sex"), "UPDATE person SET sex = 'x' WHERE id = (SELECT min(id) FROM person)");
    finds(&unknown("citation.hedge"), "UPDATE citation SET hedge = 'x' WHERE id = (SELECT min(id) FROM citation)");
    finds(&unknown("name.kind"), "UPDATE name SET kind = 'x' WHERE id = (SELECT min(id) FROM name)");
    finds(&unknown("record.review"), "UPDATE record SET review = 'fine' WHERE ref = 'I-1'");
    finds(&unknown("record.kind"), "PRAGMA foreign_keys = OFF; UPDATE record SET kind = 'rumour' WHERE ref = 'I-1'");
    finds(&unknown("account.role"), "UPDATE account SET role = 'boss' WHERE id = 2");
    finds("Unknown step: de/stray", "INSERT INTO term (code) VALUES ('de/stray')");
    finds(
        "Circle: inc/picket → inc/rally → inc/picket, by term.parent.",
        "UPDATE term SET parent = 'inc/picket' WHERE code = 'inc/rally';
         UPDATE term SET parent = 'inc/rally' WHERE code = 'inc/picket'",
    );
}
