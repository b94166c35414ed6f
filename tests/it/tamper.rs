//! Whoever holds the key and writes SQL past the program leaves a trace: random tamperings, each of which `check` finds.
//!
//! `HABEAS_TAMPERINGS` sets how many are tried (60 if it is not set).

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use habeas::crypto::{Unlock, slots};
use habeas::domain::access::{Actor, Role, Viewer};
use habeas::domain::record::{Fields, Value};
use habeas::store::{Settings, Store};
use rusqlite::Connection;
use rusqlite::types::Value as Sql;

use crate::server::{Case, files_under, raw};
use crate::support::{CaseFile, compartment, sample_case, version, write, writer};

/// Tables of sessions, secrets, unsaved work and work that goes on: they have no history. `derivation` says how something was derived: what it
/// says wrongly is derived anew when the file is opened.
const SESSIONS: [&str; 14] = [
    "derivation",
    "session",
    "api_token",
    "awaited_code",
    "sign_in_failure",
    "idempotency",
    "draft",
    "loading",
    "loading_line",
    "question",
    "one_time_link",
    "spare_code",
    "credential",
    "bookkeeping",
];

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn one_of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.roll(all.len())]
    }
}

/// A case with something in every table that has a history.
fn scene() -> CaseFile {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let inside = compartment(&case, "Families");
    case.store.set_compartments(Actor::PROGRAM, editor.account, &[inside]).unwrap();
    case.store.set_settings(&Settings { title: Some("A case".into()), as_on: None }).unwrap();
    let editor = Viewer { compartments: vec![inside], ..editor };
    let (kept, merged) = (case.id("P1"), case.id("P3"));
    let versions = [kept, merged].map(|id| version(&case, id));
    write(&case, &editor, |tx| tx.merge((kept, versions[0]), (merged, versions[1]), &Fields::new())).unwrap();
    let title: Fields = [("title", Some(Value::Text("Retitled".into())))].into();
    write(&case, &editor, |tx| tx.update(case.id("I3"), 1, &title)).unwrap();
    assert_eq!(case.store.check().unwrap(), []);
    case
}

/// What was done, if the database let it be done.
fn tamper(conn: &Connection, dice: &mut Dice, tables: &[(String, Vec<(String, String)>)]) -> Option<String> {
    let (table, columns) = dice.one_of(tables);
    let rows: i64 = conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
    if rows == 0 {
        return None;
    }
    // Tables without row ids are addressed by their key columns.
    let key = key_of(table);
    let select = format!("SELECT {key} FROM {table} ORDER BY {key} LIMIT 1 OFFSET {}", dice.roll(rows as usize));
    let which: Vec<Sql> =
        conn.query_row(&select, [], |row| (0..key.split(',').count()).map(|at| row.get(at)).collect()).unwrap();
    let same: Vec<String> = key.split(',').enumerate().map(|(at, name)| format!("{name} IS ?{}", at + 1)).collect();
    let same = same.join(" AND ");
    let (sql, done) = match dice.roll(10) {
        0 => (format!("DELETE FROM {table} WHERE {same}"), "a row deleted".to_owned()),
        1 => {
            let values: Vec<String> = columns.iter().map(|(name, _)| copied(table, name)).collect();
            let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
            let sql = format!(
                "INSERT INTO {table} ({}) SELECT {} FROM {table} WHERE {same}",
                names.join(", "),
                values.join(", ")
            );
            (sql, "a row copied".to_owned())
        }
        2 if table == "change" => {
            let sql = format!(
                "UPDATE change SET id = -id WHERE id IN (SELECT id FROM change WHERE {same}
                 UNION SELECT id + 1 FROM change WHERE {same});
               UPDATE change SET id = (SELECT -sum(id) FROM change WHERE id < 0) + id WHERE id < 0"
            );
            return reorder(conn, &sql, &which[0]);
        }
        3 if table == "change" => {
            (format!("DELETE FROM change WHERE id >= (SELECT id FROM change WHERE {same})"), "cut".to_owned())
        }
        _ => {
            let (name, declared) = dice.one_of(columns);
            let was: Sql = conn
                .query_row(
                    &format!("SELECT {name} FROM {table} WHERE {same}"),
                    rusqlite::params_from_iter(&which),
                    |row| row.get(0),
                )
                .unwrap();
            let is = another(dice, &was, declared, conn, (table, name));
            let sql = format!("UPDATE {table} SET {name} = {is} WHERE {same}");
            (sql, format!("{name}: {was:?} to {is}"))
        }
    };
    let changed = conn.execute(&sql, rusqlite::params_from_iter(&which)).ok()?;
    (changed > 0).then(|| format!("{table}: {done}"))
}

/// Two changes in a row change places.
fn reorder(conn: &Connection, sql: &str, first: &Sql) -> Option<String> {
    let id: i64 = match first {
        Sql::Integer(id) => *id,
        _ => return None,
    };
    let next: bool =
        conn.query_row("SELECT EXISTS (SELECT 1 FROM change WHERE id = ?1)", [id + 1], |row| row.get(0)).unwrap();
    if !next {
        return None;
    }
    conn.execute_batch(&sql.replace("?1", &id.to_string())).ok()?;
    Some("change: two in another order".to_owned())
}

fn key_of(table: &str) -> &'static str {
    match table {
        "account_compartment" => "account_id,compartment_id",
        "term_label" => "code,lang",
        "term" => "code",
        "setting" => "key",
        "ref_counter" => "prefix",
        "redirect" => "row_id,field",
        "sort_key" => "record_id,lang",
        "name_word" => "word,name_id,record_id",
        "report_key" => "key,report_id",
        "held" => "until_day,person_id,clearance_lo,from_day",
        "entry_person" => "person_id,day,entry_id",
        "entry_place" => "place_id,day,entry_id,rank",
        "entry_piece" => "entry_id,piece",
        _ => "id",
    }
}

/// What a copy of a row holds in a column: itself, but where two rows can't be the same.
fn copied(table: &str, column: &str) -> String {
    match (table, column) {
        (_, "uid") => "randomblob(16)".to_owned(),
        ("entry", "id") | (_, "id") => format!("(SELECT max(id) + 1 FROM {table})"),
        (_, "ref") => "'Z-' || abs(random() % 1000)".to_owned(),
        ("account", "login") | ("compartment", "name") => format!("{column} || 'x'"),
        ("term_label", "lang") => "'xx'".to_owned(),
        ("term", "code") => "code || 'x'".to_owned(),
        ("setting" | "ref_counter", "key" | "prefix") => format!("{column} || 'x'"),
        ("account_compartment", "account_id") => "(SELECT max(id) FROM account)".to_owned(),
        ("name", "kind") => "'alias'".to_owned(),
        ("redirect", "field") => "'other'".to_owned(),
        ("sort_key", "lang") => "'xx'".to_owned(),
        ("entry_person" | "held", "person_id") => "person_id + 1".to_owned(),
        ("name_word", "name_id") => "name_id + 1".to_owned(),
        ("report_key", "report_id") => "report_id + 1".to_owned(),
        ("entry_place", "place_id") => "place_id + 1".to_owned(),
        ("entry_piece", "piece") => "piece + 1".to_owned(),
        (_, column) => column.to_owned(),
    }
}

/// Another value of the same type, as SQL.
fn another(dice: &mut Dice, was: &Sql, declared: &str, conn: &Connection, (table, column): (&str, &str)) -> String {
    // Half of the time a value that stands elsewhere in the column: the likeliest of lies.
    if dice.roll(2) == 0 {
        let sql = format!("SELECT quote({column}) FROM {table} WHERE {column} IS NOT ?1 ORDER BY random() LIMIT 1");
        if let Ok(found) = conn.query_row(&sql, [was], |row| row.get::<_, String>(0)) {
            return found;
        }
    }
    match (was, declared) {
        (Sql::Null, "INTEGER") => "1".to_owned(),
        (Sql::Null, "REAL") => "1.5".to_owned(),
        (Sql::Null, "BLOB") => "randomblob(16)".to_owned(),
        (Sql::Null, _) => "'x'".to_owned(),
        (Sql::Integer(number), _) => (number + 1).to_string(),
        (Sql::Real(number), _) => (number + 0.000_001).to_string(),
        (Sql::Text(text), _) if text.is_empty() => "'x'".to_owned(),
        (Sql::Text(_), _) => format!("{column} || ' '"),
        (Sql::Blob(bytes), _) => format!("randomblob({})", bytes.len()),
    }
}

/// The tables that are in the history, and the derived ones, with their columns.
fn tables(conn: &Connection) -> Vec<(String, Vec<(String, String)>)> {
    let sql = "SELECT m.name, c.name, c.type FROM sqlite_schema m, pragma_table_info(m.name) c
                WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, c.cid";
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let mut tables: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for row in rows {
        let (table, column, declared) = row.unwrap();
        if !SESSIONS.contains(&table.as_str()) {
            tables.entry(table).or_default().push((column, declared));
        }
    }
    assert!(tables.len() > 25, "{tables:?}");
    tables.into_iter().collect()
}

#[test]
fn every_tampering_by_whoever_holds_the_key_is_found() {
    let tamperings: usize = std::env::var("HABEAS_TAMPERINGS").map_or(60, |set| set.parse().unwrap());
    let CaseFile { store, dir, .. } = scene();
    drop(store);
    let whole = files_under(dir.path());
    let hands = std::thread::available_parallelism().map_or(1, usize::from);
    let seeds = (0..hands as u64).map(|hand| 0x9e37_79b9_7f4a_7c15 ^ (hand << 32));
    let missed: Vec<String> = std::thread::scope(|scope| {
        let whole = &whole;
        let hand = |seed| scope.spawn(move || tamper_with(whole, &mut Dice(seed), tamperings.div_ceil(hands)));
        let hands: Vec<_> = seeds.map(hand).collect();
        hands.into_iter().flat_map(|hand| hand.join().unwrap()).collect()
    });
    assert!(missed.is_empty(), "{} of {tamperings} not found: {missed:#?}", missed.len());
}

/// Tampers so many times with a case of these files, each time as it was. Returns what was not found.
fn tamper_with(whole: &[(PathBuf, Vec<u8>)], dice: &mut Dice, times: usize) -> Vec<String> {
    let case = Case::of(whole);
    let key = || slots::open(&case.dir.path().join("keys"), Unlock::KeyFile).unwrap();
    let hex = key().hex().to_string();
    let (mut done, mut missed) = (0, Vec::new());
    while done < times {
        for (name, bytes) in whole {
            fs::write(case.dir.path().join(name), bytes).unwrap();
        }
        let conn = raw(&case.database(), &hex);
        conn.execute_batch(
            "PRAGMA ignore_check_constraints = ON; DROP TRIGGER change_is_append_only_update;
             DROP TRIGGER change_is_append_only_delete; DROP TRIGGER write_is_append_only_update;
             DROP TRIGGER write_is_append_only_delete;",
        )
        .unwrap();
        let did = tamper(&conn, dice, &tables(&conn));
        drop(conn);
        let Some(did) = did else { continue };
        done += 1;
        let store = match Store::open(&case.database(), key()) {
            Ok(store) => store,
            Err(error) => {
                missed.push(format!("not opened: {error:?}: {did}"));
                continue;
            }
        };
        match store.check() {
            Ok(found) if found.is_empty() && store.lost().is_none() => missed.push(did),
            Ok(_) => {}
            Err(error) => missed.push(format!("not checked: {error:?}: {did}")),
        }
    }
    missed
}
