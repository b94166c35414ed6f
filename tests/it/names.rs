//! Names in other scripts and spellings find those of the sample case and of its places: `habeas match`.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use habeas::domain::access::Role;
use habeas::domain::kind::attached::Attached;
use habeas::domain::kind::{Kind, Target};
use habeas::domain::name::matching::{Letters, Match};
use habeas::domain::record::{Draft, Fields, RecordId, Revision, Sensitivity, Value};
use habeas::index::Index;
use serde_json::{Value as Json, json};

use crate::http_forms::fill;
use crate::server::{Case, Server};
use crate::support::{CaseFile, empty_case, reader, version, write, writer};

/// Runs `habeas match` with these lines on standard input.
fn matched(arguments: &[&str], lines: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_habeas"));
    let command = command.arg("match").args(arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// Query, rank, name and score of each line that was printed.
fn rows(output: &Output) -> Vec<(String, usize, String, f32)> {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [query, rank, name, score] = fields.as_slice() else { panic!("{line}") };
        ((*query).to_owned(), rank.parse().unwrap(), (*name).to_owned(), score.parse().unwrap())
    };
    text.lines().map(row).collect()
}

/// Of the queries, those whose first answer is not the one that is expected.
fn not_first(rows: &[(String, usize, String, f32)], expected: &[(&str, &str)]) -> Vec<String> {
    let first = |query: &str| rows.iter().find(|row| row.0 == query && row.1 == 1).map(|row| row.2.clone());
    let wrong = expected.iter().filter(|(query, name)| first(query).as_deref() != Some(*name));
    wrong.map(|(query, name)| format!("{query}: {:?}, not {name}", first(query))).collect()
}

const PEOPLE: [(&str, &str); 14] = [
    ("Туякбай", "Zharmakhan Tuyakbai"),
    ("Tuyakbay", "Zharmakhan Tuyakbai"),
    ("Jarmakhan Tuyakbay", "Zharmakhan Tuyakbai"),
    ("Тұяқбай", "Zharmakhan Tuyakbai"),
    ("Туяқбай", "Zharmakhan Tuyakbai"),
    ("Туякбай Жармахан Айтбаевич", "Zharmakhan Tuyakbai"),
    ("Ж. Туякбай", "Zharmakhan Tuyakbai"),
    ("توياقباي", "Zharmakhan Tuyakbai"),
    ("Tuyaqbay", "Zharmakhan Tuyakbai"),
    ("Bolat Abylov", "Bulat Abilov"),
    ("Абилов", "Bulat Abilov"),
    ("Әбілов Болат", "Bulat Abilov"),
    ("Kossanov", "Amirzhan Kosanov"),
    ("Косанов", "Amirzhan Kosanov"),
];

const PLACES: [(&str, &str); 9] = [
    ("Алма-Ата", "Almaty"),
    ("Алматы", "Almaty"),
    ("Alma-Ata", "Almaty"),
    ("ألماتي", "Almaty"),
    ("阿拉木图", "Almaty"),
    ("Жанаозен", "Zhanaozen"),
    ("Жаңаөзен", "Zhanaozen"),
    ("Janaozen", "Zhanaozen"),
    ("Новый Узень", "Zhanaozen"),
];

#[test]
fn names_in_other_scripts_and_spellings_find_those_of_the_case() {
    let case = Case::new();
    for (kind, expected) in [("person", &PEOPLE[..]), ("place", &PLACES[..])] {
        let lines: String = expected.iter().map(|(query, _)| format!("{query}\n")).collect();
        let rows = rows(&matched(&["--data", case.path(), "--kind", kind], &lines));
        assert_eq!(not_first(&rows, expected), Vec::<String>::new());
    }
}

#[test]
fn a_list_is_matched_by_every_name_in_it() {
    let outer = tempfile::tempdir().unwrap();
    let list = outer.path().join("list.tsv");
    std::fs::write(&list, "Zhanaozen\nu-1\tAlmaty\tVerny|Alma-Ata\nu-2\tAstana\n\n").unwrap();
    let arguments = ["--kind", "place", "--names", list.to_str().unwrap(), "--limit", "1"];
    let found = rows(&matched(&arguments, "Верный\nAlmatı\n\nЖаңаөзен\n...\n"));
    let names: Vec<(&str, &str)> = found.iter().map(|row| (row.0.as_str(), row.2.as_str())).collect();
    assert_eq!(names, [("Верный", "Almaty"), ("Almatı", "Almaty"), ("Жаңаөзен", "Zhanaozen")]);
}

#[test]
fn two_names_a_line_are_told_how_alike_they_are() {
    let out = matched(&["--kind", "person", "--pairs"], "Абилов Болат\tBolat Abilov\nBolat Abilov\tAmirzhan Kosanov\n");
    let text = String::from_utf8(out.stdout).unwrap();
    let values: Vec<f32> = text.lines().map(|line| line.rsplit('\t').next().unwrap().parse().unwrap()).collect();
    assert!(matches!(values[..], [same, other] if same > 0.8 && other < 0.5), "{text}");
}

#[test]
fn what_cannot_be_matched_is_refused_with_a_sentence() {
    let missing = matched(&["--kind", "person", "--names", "/nowhere/list.tsv"], "");
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).starts_with("Can't read /nowhere/list.tsv"));
    let nothing = matched(&["--kind", "person"], "");
    assert_eq!(nothing.status.code(), Some(2));
}

#[test]
fn typing_a_name_in_any_script_offers_who_or_what_is_there() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let mut offers = |kind: &str, text: &str, name: &str| {
        let offered = monitor.post("/suggestions", &[("kind", kind), ("q", text)]);
        assert_eq!(offered.status, 200, "{text}");
        offered.text().contains(name)
    };
    for (text, name) in PEOPLE {
        assert!(offers("person", text, name), "{text} does not offer {name}");
    }
    for (text, name) in PLACES {
        assert!(offers("place", text, name), "{text} does not offer {name}");
    }
    // Nobody is called so.
    assert!(!offers("person", "Xqzwv Ghjklm", "P-"));
}

#[test]
fn a_name_that_was_just_saved_is_found_in_another_script() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let saved = fill(
        &mut monitor,
        "/places/new",
        &[("names.0.text", "Шетпе"), ("names.0.kind", "primary"), ("level", "locality"), ("parent", "L-1")],
    );
    assert!(saved.status < 400, "{}", saved.text());
    let offered = monitor.post("/suggestions", &[("kind", "place"), ("q", "Shetpe")]);
    assert!(offered.text().contains("Шетпе"), "{}", offered.text());
}

/// What the API finds.
fn api(server: &Server, collection: &str, typed: &str, more: &str) -> Vec<Json> {
    let typed: String = form_urlencoded::byte_serialize(typed.as_bytes()).collect();
    let answer = server.api(&format!("/api/v1/{collection}?q={typed}{more}"), server.case().token("editor"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["matches"].as_array().unwrap().clone()
}

#[test]
fn the_api_finds_people_and_places_in_any_script_with_the_reason_and_what_tells_them_apart() {
    let server = Server::serve();
    for (collection, expected) in [("people", &PEOPLE[..]), ("places", &PLACES[..])] {
        for (typed, name) in expected {
            let found = api(&server, collection, typed, "");
            let first = found.first().unwrap_or_else(|| panic!("{typed} finds nothing"));
            assert_eq!(first["name"], **name, "{typed}: {found:?}");
            assert!(first["score"].as_f64().unwrap() > 0.6 && first["why"].is_string(), "{first}");
        }
    }
    let almaty = &api(&server, "places", "Alma-Ata", "")[0];
    assert_eq!((&almaty["why"], &almaty["context"]), (&json!("same_name"), &json!("Kazakhstan")), "{almaty}");
    let held = &api(&server, "people", "Abilov", "")[0];
    assert!(held["custody"]["status"].is_string(), "{held}");
    assert_eq!(api(&server, "people", "a", "&limit=2").len(), 2);
    for wrong in ["limit=0", "limit=51", "letters=latin", "query=a"] {
        let answer = server.api(&format!("/api/v1/people?{wrong}"), server.case().token("editor"));
        assert_eq!(answer.status, 400, "{wrong}");
    }
}

#[test]
fn names_of_other_scripts_can_be_left_out_of_a_search() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let saved = fill(
        &mut monitor,
        "/places/new",
        &[("names.0.text", "Шетпе"), ("names.0.kind", "primary"), ("level", "locality"), ("parent", "L-1")],
    );
    assert!(saved.status < 400, "{}", saved.text());
    let names = |typed: &str, more: &str| -> Vec<Json> {
        api(&server, "places", typed, more).into_iter().map(|found| found["name"].clone()).collect()
    };
    assert_eq!(names("Shetpe", ""), ["Шетпе"]);
    assert_eq!(names("Shetpe", "&letters=as_typed"), [json!(null); 0]);
    assert_eq!(names("ШЕТПЕ", "&letters=as_typed"), ["Шетпе"]);
    assert_eq!(names("Шетпа", "&letters=as_typed"), ["Шетпе"], "slips are of the same script");
    assert!(monitor.post("/search", &[("q", "Shetpe")]).goes().starts_with("/places/"));
    let page = monitor.post("/search", &[("q", "Shetpe"), ("letters", "as_typed")]).goes();
    let shown = monitor.get(&page).text();
    assert!(page.starts_with("/q/") && !shown.contains("Шетпе"), "{shown}");
    assert!(shown.contains("Names in other scripts were left out") && shown.contains(" checked"), "{shown}");
}

/// Places that are called so, at a level.
fn called(case: &CaseFile, names: &[String], sensitivity: Sensitivity) -> Vec<RecordId> {
    let editor = writer(case, &format!("{sensitivity:?}"), Role::Editor);
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let make = |name: &String, tx: &mut habeas::store::WriteTx<'_>| {
        let fields = Fields::from([("level", text("locality"))]);
        let id = tx.create(&Draft { sensitivity, ..Draft::new(Kind::Place, fields) })?;
        tx.attach(Attached::Name, id, &Fields::from([("text", text(name)), ("kind", text("primary"))])).map(|_| id)
    };
    write(case, &editor, |tx| names.iter().map(|name| make(name, tx)).collect()).unwrap()
}

#[test]
fn what_a_reader_does_not_see_takes_nobodys_place_among_names_that_sound_alike() {
    let case = empty_case();
    let index = std::sync::Arc::new(Index::default());
    index.build(&case.store).unwrap();
    case.store.follow(index.clone());
    case.store.ask_for_names(index.names());
    // More than are ever compared, all of them closer to what is typed than the one that may be seen.
    let hidden: Vec<String> = (0..300).map(|n| format!("Шетпе {n}")).collect();
    let hidden = called(&case, &hidden, Sensitivity::Confidential);
    let open = called(&case, &["Шетпи".to_owned()], Sensitivity::Internal);
    let found = |clearance| -> Vec<Match> {
        let viewer = reader(Role::Viewer, clearance);
        let target = Target::One(Kind::Place);
        case.store.read(&viewer, |tx| tx.matches_in(target, "Shetpe", Letters::Any, 8)).unwrap()
    };
    let ids = |found: Vec<Match>| -> Vec<_> { found.into_iter().map(|found| found.label.id).collect() };
    assert_eq!(ids(found(Sensitivity::Internal)), open);
    assert_eq!(found(Sensitivity::Confidential).len(), 8);
    let editor = writer(&case, "editor", Role::Editor);
    let opened = Revision { sensitivity: Some(Sensitivity::Internal), ..Revision::default() };
    write(&case, &editor, |tx| tx.revise(hidden[7], version(&case, hidden[7]), &opened)).unwrap();
    assert!(ids(found(Sensitivity::Internal)).contains(&hidden[7]), "what was opened is found");
    write(&case, &editor, |tx| tx.withdraw(hidden[7], version(&case, hidden[7]))).unwrap();
    assert_eq!(ids(found(Sensitivity::Internal)), open, "what was withdrawn is not");
}
