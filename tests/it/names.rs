//! Names in other scripts and spellings find those of the sample case and of its places: `habeas match`.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use crate::http_forms::fill;
use crate::server::{Case, Server};

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
