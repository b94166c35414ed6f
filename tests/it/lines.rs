//! A case taken away and loaded line by line: nothing is lost, doubled or half there, in whatever order the lines stand and
//! wherever the load was stopped.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use habeas::app::intake::load_lines::{self, LineFile, LinesLoaded, PartSize};
use habeas::app::take_case;
use habeas::domain::access::Actor;
use habeas::error::{Error, Result};
use serde_json::Value as Json;

use crate::backup::done;
use crate::server::{habeas, raw};
use crate::support::{CaseFile, empty_case, sample_case};

fn load_in(case: &CaseFile, text: &str, lines: usize) -> Result<LinesLoaded> {
    let file = LineFile { name: "case.jsonl", file: text.as_bytes(), part: PartSize { lines, bytes: 1 << 20 } };
    load_lines::load(&case.store, &Actor::program(), file, &mut |_| {})
}

fn refused(result: Result<LinesLoaded>) -> String {
    match result {
        Err(Error::Refused(sentence)) => sentence,
        other => panic!("{other:?}"),
    }
}

fn taken(case: &CaseFile, name: &str) -> String {
    let mut out = Vec::new();
    take_case::take(&case.store, Actor::program().viewer(), name, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn count(case: &CaseFile, table: &str) -> i64 {
    case.raw().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

/// The lines of a file without their order, with the ids that the records had in the file they were loaded from.
fn as_loaded(text: &str, from: &str) -> BTreeSet<String> {
    let lines: Vec<Json> = text.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut was = BTreeMap::new();
    for line in &lines {
        let record = line.as_object().unwrap().values().next().unwrap();
        for outside in record["external_ids"].as_array().into_iter().flatten() {
            let value = outside["value"].as_str().unwrap();
            if let (true, Some(id)) = (outside["scheme"] == "case", value.strip_prefix(&format!("{from}/"))) {
                was.insert(record["id"].as_str().unwrap().to_owned(), id.to_owned());
            }
        }
    }
    let own = format!("{from}/");
    lines.into_iter().map(|line| rewritten(line, &was, &own).to_string()).collect()
}

fn rewritten(json: Json, was: &BTreeMap<String, String>, own: &str) -> Json {
    match json {
        Json::String(text) => Json::String(was.get(&text).cloned().unwrap_or(text)),
        Json::Array(items) => {
            let is_own = |item: &Json| item["value"].as_str().is_some_and(|value| value.starts_with(own));
            let items: Vec<Json> =
                items.into_iter().filter(|item| !is_own(item)).map(|item| rewritten(item, was, own)).collect();
            // In the order of entry there; what was entered with another record stands elsewhere here.
            let mut texts: Vec<String> = items.iter().map(Json::to_string).collect();
            texts.sort();
            texts.into()
        }
        Json::Object(parts) => {
            let part = |(name, part)| (name, rewritten(part, was, own));
            let empty = |(_, part): &(String, Json)| part.as_array().is_none_or(|items| !items.is_empty());
            Json::Object(parts.into_iter().map(part).filter(empty).collect())
        }
        other => other,
    }
}

#[test]
fn a_case_that_is_taken_away_and_loaded_is_the_same_case() {
    let case = sample_case();
    let text = taken(&case, "moved");
    let other = empty_case();
    let loaded = load_in(&other, &text, 40).unwrap();
    for table in ["record", "citation", "name", "report_source", "entry", "held"] {
        assert_eq!(count(&other, table), count(&case, table), "{table}");
    }
    assert_eq!(i64::try_from(loaded.now.records).unwrap(), count(&case, "record"));
    assert_eq!(i64::try_from(loaded.now.citations).unwrap(), count(&case, "citation"));
    assert_eq!(count(&other, "loading_line"), 0);
    assert_eq!(other.store.check().unwrap(), []);
    assert_eq!(other.store.settings().unwrap(), case.store.settings().unwrap());
    let (before, after) = (as_loaded(&text, "nothing"), as_loaded(&taken(&other, "again"), "moved"));
    let differs: Vec<_> = before.symmetric_difference(&after).collect();
    assert!(differs.is_empty(), "{differs:#?}");
}

#[test]
fn lines_stand_in_any_order_and_what_refers_to_later_ones_waits_for_them() {
    let case = sample_case();
    let text = taken(&case, "moved");
    let (head, lines) = text.split_once('\n').unwrap();
    let mut lines: Vec<&str> = lines.lines().collect();
    lines.reverse();
    let backwards = format!("{head}\n{}\n", lines.join("\n"));
    let other = empty_case();
    load_in(&other, &backwards, 7).unwrap();
    assert_eq!(count(&other, "loading_line"), 0);
    assert_eq!(other.store.check().unwrap(), []);
    assert_eq!(as_loaded(&text, "nothing"), as_loaded(&taken(&other, "again"), "moved"));
}

const HEAD: &str = r#"{"format": "habeas-case/1", "case": "x"}"#;

fn person(id: i64) -> String {
    format!(r#"{{"person": {{"id": "P{id}", "name": "Person {id}"}}}}"#)
}

fn file(lines: &[String]) -> String {
    [&[HEAD.to_owned()], lines].concat().join("\n")
}

#[test]
fn a_fault_names_its_line_and_stops_before_its_part_and_the_mended_file_goes_on_there() {
    let case = empty_case();
    let mut lines: Vec<String> = (2..=9).map(person).collect();
    lines[5] = r#"{"person": {"id": "P7", "name": "Person 7", "sex": "none"}}"#.to_owned();
    let said = refused(load_in(&case, &file(&lines), 3));
    assert!(said.starts_with("Nothing was loaded from lines 5 to 7 of case.jsonl:\n  line 7: `sex`: "), "{said}");
    assert!(said.contains("before line 5 is loaded") && said.contains("goes on there"), "{said}");
    assert_eq!(count(&case, "person"), 3);
    lines[5] = person(7);
    let loaded = load_in(&case, &file(&lines), 3).unwrap();
    assert_eq!((loaded.before, loaded.now.records, count(&case, "person")), (4, 5, 8));
    // What is added to the end of a file that is loaded is loaded too; without it there is nothing to do.
    assert_eq!(load_in(&case, &file(&lines), 3).unwrap().now.records, 0);
    lines.push(person(10));
    assert_eq!(load_in(&case, &file(&lines), 3).unwrap().now.records, 1);
    assert_eq!((count(&case, "person"), case.store.check().unwrap().len()), (9, 0));
    // A file whose beginning is another one is not the same file.
    lines[0] = person(11);
    let said = refused(load_in(&case, &file(&lines), 3));
    assert!(said.contains("is not the file that was begun"), "{said}");
    assert_eq!(count(&case, "person"), 9);
}

#[test]
fn what_refers_to_nothing_waits_and_is_told_at_the_end() {
    let case = empty_case();
    let part =
        r#"{"participation": {"incident": "I1", "person": "P2", "role": "role/speaker", "cite": [{"report": "R1"}]}}"#;
    let mut lines = vec![person(2), part.to_owned(), person(4)];
    let said = refused(load_in(&case, &file(&lines), 2));
    assert!(said.contains("line 3: `incident`: ") && said.contains("I1"), "{said}");
    assert!(said.contains("Add lines with these records"), "{said}");
    assert_eq!((count(&case, "person"), count(&case, "participation")), (2, 0));
    lines.push(r#"{"incident": {"id": "I1", "type": "inc/rally", "title": "A rally"}}"#.to_owned());
    // The record is made as soon as it can be; its citation waits on.
    let said = refused(load_in(&case, &file(&lines), 2));
    assert!(said.contains("line 3: `report`: ") && said.contains("R1"), "{said}");
    assert_eq!((count(&case, "participation"), count(&case, "citation")), (1, 0));
    lines.push(r#"{"report": {"id": "R1", "type": "doc/news", "title": "A report"}}"#.to_owned());
    load_in(&case, &file(&lines), 2).unwrap();
    assert_eq!((count(&case, "participation"), count(&case, "citation"), count(&case, "loading_line")), (1, 1, 0));
    assert_eq!(case.store.check().unwrap(), []);
}

#[test]
fn additions_and_records_of_other_cases_are_named_as_in_any_file() {
    let case = sample_case();
    let head = r#"{"format": "habeas-case/1", "case": "more", "uses": ["almaty-2012"]}"#;
    let add = r#"{"add": {"to": "L2", "names": [{"text": "Alma Ata", "kind": "alias", "lang": "en"}], "cite": [{"report": "new"}]}}"#;
    let report = r#"{"report": {"id": "new", "type": "doc/news", "title": "A report"}}"#;
    let names = count(&case, "name");
    // Whatever came before would have meant the other one.
    let taken = r#"{"place": {"id": "L2", "name": "Somewhere else", "level": "city"}}"#;
    let said = refused(load_in(&case, &[head, taken].join("\n"), 1));
    assert!(said.contains("line 2: `id`: "), "{said}");
    load_in(&case, &[head, add, "", report].join("\n"), 1).unwrap();
    assert_eq!(count(&case, "name"), names + 1);
    assert_eq!(case.store.check().unwrap(), []);
}

#[test]
fn a_line_that_is_no_record_is_told() {
    for (line, named) in [
        ("{", "no line of JSON"),
        (r#"{"person": {}, "place": {}}"#, "one record"),
        (r#"{"thing": {}}"#, "thing"),
        (r#"{"person": 7}"#, "row"),
        (r#"{"person": {"id": "P1", "id": "P1", "name": "A"}}"#, "twice"),
        (r#"{"person": {"id": "P1", "name": "A", "colour": 1}}"#, "colour"),
        (r#"{"person": {"name": "A"}}"#, "`id`"),
    ] {
        let case = empty_case();
        let said = refused(load_in(&case, &[HEAD, line].join("\n"), 5));
        assert!(said.contains("line 2: ") && said.contains(named), "{line}: {said}");
        assert_eq!((count(&case, "record"), count(&case, "loading")), (0, 0));
    }
    for head in [
        "",
        "{}",
        r#"{"format": "habeas-case/2", "case": "x"}"#,
        r#"{"format": "habeas-case/1", "case": "x", "more": 1}"#,
    ] {
        let case = empty_case();
        let said = refused(load_in(&case, &[head, &person(1)].join("\n"), 5));
        assert!(said.starts_with("Nothing was loaded") && said.contains("line 1: "), "{head}: {said}");
    }
    assert_eq!(refused(load_in(&empty_case(), "", 5)), "case.jsonl is empty.");
}

#[test]
fn a_dry_run_of_lines_keeps_nothing_and_says_what_is_wrong() {
    let outer = tempfile::tempdir().unwrap();
    let data = outer.path().join("case");
    let (path, lines) = (data.to_str().unwrap(), outer.path().join("lines.jsonl"));
    done(habeas(&["init", "--data", path]));
    let import = |more: &[&str]| habeas(&[&["import", lines.to_str().unwrap(), "--data", path], more].concat());
    fs::write(&lines, file(&[person(2), person(3)])).unwrap();
    let said = done(import(&["--dry-run"]));
    assert_eq!(said, "Nothing wrong; kept nothing. Records: 2. Citations: 0.\n");
    fs::write(&lines, file(&[person(2), "{}".to_owned()])).unwrap();
    let output = import(&["--dry-run"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && said.contains("line 3: "), "{said}");
    let names: Vec<_> = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().contains("dry-run")), "{names:?}");
    fs::write(&lines, file(&[person(2), person(3)])).unwrap();
    assert_eq!(done(import(&[])), "Loaded. Records: 2. Citations: 0.\n");
    assert_eq!(done(import(&[])), "Loaded. Records: 0. Citations: 0. 3 lines were loaded before.\n");
    let out = outer.path().join("out.jsonl");
    done(habeas(&["export", "case", "--data", path, "--name", "y", "--out", out.to_str().unwrap()]));
    assert_eq!(fs::read_to_string(out).unwrap().lines().count(), 3);
}

#[test]
fn an_import_that_is_killed_again_and_again_loses_and_doubles_nothing() {
    const PEOPLE: i64 = 9_000;
    let outer = tempfile::tempdir().unwrap();
    let data = outer.path().join("case");
    let (path, lines) = (data.to_str().unwrap(), outer.path().join("lines.jsonl"));
    done(habeas(&["init", "--data", path]));
    let key = fs::read_to_string(data.join("keys/data.key")).unwrap();
    let key = regex::Regex::new("[0-9a-f]{64}").unwrap().find(&key).unwrap().as_str().to_owned();
    // The first notes are about the last people, so half of all lines wait for others.
    let note = |id: i64| format!(r#"{{"note": {{"about": "P{}", "text": "Somebody {id}"}}}}"#, PEOPLE + 1 - id);
    fs::write(&lines, file(&(1..=PEOPLE).flat_map(|id| [note(id), person(id)]).collect::<Vec<_>>())).unwrap();
    let raw = raw(&data.join("habeas.db"), &key);
    raw.busy_timeout(Duration::from_secs(10)).unwrap();
    let loaded = || raw.query_row("SELECT lines FROM loading", [], |row| row.get::<_, i64>(0)).unwrap_or_default();
    let (mut kills, until) = (0, Instant::now() + Duration::from_secs(300));
    loop {
        let before = loaded();
        let mut child = Command::new(env!("CARGO_BIN_EXE_habeas"))
            .args(["import", lines.to_str().unwrap(), "--data", path])
            .env_remove("HABEAS_PASSPHRASE_FILE")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // Killed in the part that comes after one that it loaded.
        while child.try_wait().unwrap().is_none() && loaded() == before && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(40 * (kills % 4)));
        let _ = child.kill();
        if child.wait().unwrap().success() {
            break;
        }
        kills += 1;
    }
    assert!(kills > 2, "{kills}");
    let count = |sql: &str| raw.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM person"), PEOPLE);
    assert_eq!(count("SELECT count(DISTINCT text) FROM note"), PEOPLE);
    assert_eq!(count("SELECT count(*) FROM note"), PEOPLE);
    assert_eq!(count("SELECT count(*) FROM loading_line"), 0);
    assert_eq!(done(habeas(&["check", "--data", path])), "No problems found.\n");
}
