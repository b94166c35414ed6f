//! The command line: what is done, what is refused, and that a refusal leaves everything as it was.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use regex::Regex;

use crate::server::{Case, Server, files_under, habeas, habeas_with, raw};
use crate::support::{has_name, words_of_people};

const ALMATY_DAY: [&str; 6] = ["--place", "Almaty", "--from", "2012-02-25", "--to", "2012-02-25"];

fn code(output: &Output) -> i32 {
    output.status.code().expect("ended by itself")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The export of a timeline as CSV, with more arguments.
fn export(case: &Case, more: &[&str]) -> Output {
    habeas(&[&["export", "timeline", "--data", case.path(), "--format", "csv"], more].concat())
}

/// Rows of a CSV export as columns by name.
fn rows(csv: &str) -> Vec<Vec<(String, String)>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let row = |record: csv::StringRecord| names.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn column(rows: &[Vec<(String, String)>], name: &str) -> Vec<String> {
    rows.iter().map(|row| row.iter().find(|(known, _)| known == name).unwrap().1.clone()).collect()
}

fn incidents(rows: &[Vec<(String, String)>]) -> Vec<String> {
    column(rows, "ref").into_iter().filter(|reference| reference.starts_with("I-")).collect()
}

/// Exit 2, nothing on stdout, one plain sentence on stderr; and the files of a directory stay as they are.
fn refuses(directory: &Path, what: &str, run: impl FnOnce() -> Output) -> String {
    let before = files_under(directory);
    let output = run();
    let said = stderr(&output);
    assert_eq!(code(&output), 2, "{what}: {said}");
    assert_eq!(stdout(&output), "", "{what}");
    assert_eq!(said.trim_end().lines().count(), 1, "{what}: {said}");
    assert!(said.trim_end().ends_with('.') && said.split(' ').count() >= 4, "{what}: {said}");
    assert!(!said.contains("Error") && !said.contains("sqlite") && !said.contains("panicked"), "{what}: {said}");
    // The lock, and what SQLite keeps beside a database while it looks at it, hold nothing.
    let database = |files: &[(std::path::PathBuf, Vec<u8>)]| -> Vec<_> {
        files.iter().filter(|(path, bytes)| !(path.ends_with("habeas.db-shm") || bytes.is_empty())).cloned().collect()
    };
    let after = files_under(directory);
    let names = |files: &[(std::path::PathBuf, Vec<u8>)]| files.iter().map(|(p, _)| p.clone()).collect::<Vec<_>>();
    assert!(database(&before) == database(&after), "{what} changed {:?} to {:?}", names(&before), names(&after));
    said
}

#[test]
fn a_case_with_a_passphrase_is_made_checked_exported_and_closed_to_others() {
    let outer = tempfile::tempdir().unwrap();
    let data = outer.path().join("D");
    let path = data.to_str().unwrap();
    let secret = |name: &str, text: &str| {
        let file = outer.path().join(name);
        fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let (right, wrong) = (secret("right", "a passphrase of some length\n"), secret("wrong", "another passphrase\n"));
    let run = |passphrase: &str, arguments: &[&str]| {
        let given = [("HABEAS_PASSPHRASE_FILE", passphrase)];
        let given = if passphrase.is_empty() { &[][..] } else { &given[..] };
        habeas_with(arguments, given)
    };

    let made = run(&right, &["init", "--data", path, "--sample"]);
    assert_eq!(code(&made), 0, "{}", stderr(&made));
    assert_eq!(stdout(&made).matches("Recovery code").count(), 1);
    assert!(!data.join("keys/data.key").exists(), "with a passphrase no key lies about");
    let checked = run(&right, &["check", "--data", path]);
    assert_eq!((code(&checked), stdout(&checked).as_str()), (0, "No problems found.\n"));
    let day: Vec<&str> =
        ["export", "timeline", "--data", path, "--format", "csv"].into_iter().chain(ALMATY_DAY).collect();
    let csv = run(&right, &day);
    assert_eq!(code(&csv), 0, "{}", stderr(&csv));
    assert_eq!(incidents(&rows(&stdout(&csv))), ["I-2", "I-4", "I-3", "I-1", "I-6", "I-5"]);

    let names = words_of_people();
    for (name, bytes) in files_under(&data) {
        assert_eq!(has_name(&bytes, &names), None, "{} holds a name", name.display());
        assert!(!bytes.windows(6).any(|w| w == b"Almaty" || w == b"SQLite"), "{} is not encrypted", name.display());
    }
    assert!(refuses(&data, "a wrong passphrase", || run(&wrong, &["check", "--data", path])).contains("passphrase"));
    assert!(refuses(&data, "no passphrase", || run("", &["check", "--data", path])).contains("passphrase"));
    let missing = outer.path().join("missing");
    refuses(&data, "a missing passphrase file", || run(missing.to_str().unwrap(), &["check", "--data", path]));
}

#[test]
fn the_day_in_almaty_is_whole_in_order_and_as_uncertain_as_its_sources() {
    let case = Case::new();
    let output = export(&case, &ALMATY_DAY);
    assert_eq!((code(&output), stderr(&output).as_str()), (0, ""));
    let csv = stdout(&output);
    let rows = rows(&csv);
    assert_eq!(incidents(&rows), ["I-2", "I-4", "I-3", "I-1", "I-6", "I-5"]);

    // One line per custody step: four taken before the rally, then reported held, then held at stations, which is inferred of
    // the three who are named.
    let lines = column(&rows, "ref");
    for step in ["E-1; E-4; E-7; E-10", "E-2; E-5; E-8", "E-11", "E-3; E-6; E-9", "E-12", "E-13", "E-20; E-21; E-22"] {
        assert_eq!(lines.iter().filter(|line| *line == step).count(), 1, "{step} in {lines:?}");
    }
    let order = |line: &str| lines.iter().position(|known| known == line).unwrap();
    assert!(order("I-4") < order("E-1; E-4; E-7; E-10") && order("E-1; E-4; E-7; E-10") < order("E-2; E-5; E-8"));
    let arrest = &rows[order("E-1; E-4; E-7; E-10")];
    let people = &arrest.iter().find(|(name, _)| name == "people").unwrap().1;
    assert_eq!(people.split("; ").count(), 4, "{people}");

    for elsewhere in ["Astana", "Zhanaozen"] {
        assert!(!csv.contains(elsewhere), "{elsewhere} is not in Almaty");
    }
    for hedged in ["Around 1,000 Kazakh protesters", "several key opposition leaders", "some protesters", "roughly 400"]
    {
        assert!(csv.contains(hedged), "{hedged} is gone");
    }
    let (texts, bases) = (column(&rows, "date_text"), column(&rows, "date_basis"));
    for ((line, text), basis) in lines.iter().zip(&texts).zip(&bases) {
        assert_eq!(basis, "inferred", "{line}");
        assert!(text.contains("inferred"), "{line}: {text}");
    }
    assert!(texts[order("I-2")].contains("before"), "an open start is in words too: {}", texts[order("I-2")]);
    assert_eq!(column(&rows, "date_earliest")[order("I-2")], "");
    assert!(column(&rows, "sources").iter().all(|sources| !sources.is_empty()));
}

#[test]
fn certain_leaves_out_the_restriction_with_the_open_start() {
    let case = Case::new();
    let all = rows(&stdout(&export(&case, &ALMATY_DAY)));
    let certain = rows(&stdout(&export(&case, &[&ALMATY_DAY[..], &["--certain"]].concat())));
    assert_eq!(incidents(&certain), ["I-4", "I-3", "I-1", "I-6", "I-5"]);
    let day =
        |rows: &[Vec<(String, String)>]| column(rows, "date_earliest").into_iter().zip(column(rows, "date_latest"));
    assert!(day(&certain).all(|(lo, hi)| lo == "2012-02-25" && hi == "2012-02-25"));
    assert_eq!(day(&all).filter(|(lo, hi)| lo == "2012-02-25" && hi == "2012-02-25").count(), certain.len());
}

#[test]
fn at_least_never_becomes_a_number() {
    let case = Case::new();
    let csv = stdout(&export(&case, &["--place", "Zhanaozen", "--from", "2011-12", "--to", "2011-12"]));
    let figures = column(&rows(&csv), "figures").join(" ");
    assert!(figures.contains("at least 17 deaths") && figures.contains("at least 15"), "{figures}");
    // The two official counts and the rising ones stand side by side.
    for count in ["10", "11", "16"] {
        assert!(Regex::new(&format!(r"\b{count}\b")).unwrap().is_match(&figures), "{count} in {figures}");
    }
}

#[test]
fn partners_and_the_public_get_no_more_than_they_may() {
    let case = Case::new();
    let lines = |audience: &str| rows(&stdout(&export(&case, &["--audience", audience])));
    let (internal, partner) = (lines("internal"), lines("partner"));
    assert!(internal.len() > 20 && partner.len() == internal.len(), "all of the sample case is internal and cited");
    assert_eq!(lines("public").len(), 0, "and none of it public");
    let hidden = case.raw();
    hidden.execute("UPDATE record SET sensitivity = 2 WHERE ref = 'I-1'", []).unwrap();
    hidden.execute("UPDATE record SET sensitivity = 0 WHERE ref IN ('I-5', 'R-1')", []).unwrap();
    hidden.execute("DELETE FROM citation WHERE record_id = (SELECT id FROM record WHERE ref = 'I-3')", []).unwrap();
    drop(hidden);
    let refs = |audience: &str| incidents(&lines(audience));
    assert!(refs("internal").contains(&"I-1".to_owned()) && refs("internal").contains(&"I-3".to_owned()));
    let partner = refs("partner");
    assert!(!partner.contains(&"I-1".to_owned()), "too sensitive for partners");
    assert!(!partner.contains(&"I-3".to_owned()), "without a source");
    assert_eq!(refs("public"), ["I-5"]);
    let public = lines("public");
    let people = [column(&public, "people"), column(&public, "organizations"), column(&public, "figures")].concat();
    assert!(people.iter().all(String::is_empty), "only what is public itself: {people:?}");
}

#[test]
fn russian_exports_speak_russian_and_say_the_same() {
    let case = Case::new();
    let (en, ru) = (export(&case, &ALMATY_DAY), export(&case, &[&ALMATY_DAY[..], &["--lang", "ru"]].concat()));
    let (en, ru) = (rows(&stdout(&en)), rows(&stdout(&ru)));
    for same in ["ref", "date", "date_earliest", "date_latest", "date_basis", "kind", "latitude", "uid"] {
        assert_eq!(column(&en, same), column(&ru, same), "{same}");
    }
    assert!(
        column(&ru, "date_text").iter().all(|text| text.contains("февраля 2012")),
        "{:?}",
        column(&ru, "date_text")
    );
    assert!(column(&ru, "type").iter().all(|label| !label.is_ascii()), "{:?}", column(&ru, "type"));
}

#[test]
fn an_exported_file_is_its_owners_alone_and_replaces_the_one_before() {
    let case = Case::new();
    let outer = tempfile::tempdir().unwrap();
    let file = outer.path().join("timeline.csv");
    fs::write(&file, "old").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let output = export(&case, &["--out", file.to_str().unwrap()]);
    assert_eq!((code(&output), stdout(&output).as_str()), (0, ""), "{}", stderr(&output));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_to_string(&file).unwrap(), stdout(&export(&case, &[])));
    assert_eq!(fs::read_dir(outer.path()).unwrap().count(), 1, "nothing is left beside it");
    let nowhere = outer.path().join("no/such/directory.csv");
    refuses(outer.path(), "a directory that is not there", || export(&case, &["--out", nowhere.to_str().unwrap()]));
}

#[test]
fn an_export_follows_links_and_is_written_into_pipes() {
    let case = Case::new();
    let outer = tempfile::tempdir().unwrap();
    let whole = stdout(&export(&case, &[]));
    let (file, link, pipe) = (outer.path().join("there.csv"), outer.path().join("link.csv"), outer.path().join("pipe"));
    // A link that leads to nothing yet, and one that leads to a file.
    std::os::unix::fs::symlink("there.csv", &link).unwrap();
    for _ in 0..2 {
        assert_eq!(code(&export(&case, &["--out", link.to_str().unwrap()])), 0);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), whole);
    }
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).unwrap()
    });
    assert_eq!(code(&export(&case, &["--out", pipe.to_str().unwrap()])), 0);
    assert_eq!(reader.join().unwrap(), whole);
    assert!(!fs::symlink_metadata(&pipe).unwrap().is_file());
}

#[test]
fn questions_that_make_no_sense_are_refused_with_a_sentence() {
    let case = Case::new();
    for question in [
        &["--place", "Atlantis"][..],
        &["--person", "Nobody Here"],
        &["--person", "P-999"],
        &["--place", "P-1"],
        &["--from", "soon"],
        &["--to", "2012-02-30"],
        &["--from", "2013", "--to", "2012"],
        &["--type", "inc/nothing"],
    ] {
        let said = refuses(case.dir.path(), &question.join(" "), || export(&case, question));
        assert!(said.starts_with("--"), "the sentence names the option: {said}");
    }
    for usage in [&["--format", "xml"][..], &["--audience", "all"], &["--lang", "fr"], &["--nothing"]] {
        let output = habeas(&[&["export", "timeline", "--data", case.path()], usage].concat());
        assert_eq!((code(&output), stdout(&output).as_str()), (2, ""), "{usage:?}");
    }
}

#[test]
fn what_cannot_be_opened_is_refused_and_left_alone() {
    let case = Case::new();
    let path = case.path().to_owned();
    let check = || habeas(&["check", "--data", &path]);

    let server = Server::serve_case(case);
    let busy = check();
    assert_eq!((code(&busy), stdout(&busy).as_str()), (2, ""));
    assert!(stderr(&busy).contains("Another habeas process"), "{}", stderr(&busy));
    assert_eq!(server.get("/healthz").status, 200, "the server does not notice");
    let (case, _) = server.stop();
    let case = case.unwrap();
    assert_eq!(code(&check()), 0);

    for (shared, mode) in [("", 0o755), ("habeas.db", 0o644), ("keys", 0o750), ("keys/data.key", 0o604)] {
        let shared = case.dir.path().join(shared);
        let private = fs::metadata(&shared).unwrap().permissions();
        fs::set_permissions(&shared, fs::Permissions::from_mode(mode)).unwrap();
        let said = refuses(case.dir.path(), "a directory open to others", check);
        assert!(said.contains("chmod"), "{said}");
        fs::set_permissions(&shared, private).unwrap();
    }

    let newer = case.raw();
    newer.pragma_update(None, "user_version", 99).unwrap();
    drop(newer);
    let said = refuses(case.dir.path(), "a newer case file", check);
    assert!(said.contains("newer") && said.contains("99"), "{said}");
    let served = refuses(case.dir.path(), "a newer case file", || {
        habeas(&["serve", "--data", &path, "--listen", "127.0.0.1:0"])
    });
    assert_eq!(served, said);
}

#[test]
fn nothing_is_served_beyond_this_computer_and_nothing_made_over_something_else() {
    let case = Case::new();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080"] {
        let said = refuses(case.dir.path(), address, || habeas(&["serve", "--data", case.path(), "--listen", address]));
        assert!(said.contains("TLS"), "{said}");
        let demo = habeas(&["demo", "--listen", address]);
        assert_eq!((code(&demo), stdout(&demo).as_str()), (2, ""), "{address}");
    }
    let named = refuses(case.dir.path(), "another computer's name", || {
        habeas(&["serve", "--data", case.path(), "--listen", "example.org:8080"])
    });
    assert!(named.contains("example.org:8080 is no name of this computer"), "{named}");
    assert!(
        refuses(case.dir.path(), "init over a case file", || habeas(&["init", "--data", case.path()]))
            .contains("already")
    );
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("holiday.jpg"), "x").unwrap();
    refuses(other.path(), "init over something else", || habeas(&["init", "--data", other.path().to_str().unwrap()]));
    let empty = tempfile::tempdir().unwrap();
    fs::set_permissions(empty.path(), fs::Permissions::from_mode(0o700)).unwrap();
    for command in ["check", "serve"] {
        refuses(empty.path(), "no case file", || habeas(&[command, "--data", empty.path().to_str().unwrap()]));
    }
}

#[test]
fn a_server_listens_at_every_address_of_its_name() {
    let server = Server::start(&["demo", "--listen", "localhost:0"], 2, None);
    assert_eq!(server.get("/healthz").status, 200);
    let name = format!("localhost:{}", server.port);
    assert_eq!(code(&habeas(&["healthcheck", "--listen", &name])), 0);
    // Where this computer speaks IPv6, whoever opens the name comes there first.
    if TcpListener::bind("[::1]:0").is_ok() {
        let other = TcpListener::bind(format!("[::1]:{}", server.port));
        assert!(other.is_err(), "nobody else answers at that port of localhost");
    }
    let taken = habeas(&["demo", "--listen", &name]);
    assert_eq!((code(&taken), stdout(&taken).as_str()), (2, ""), "{}", stderr(&taken));
}

#[test]
fn one_changed_byte_anywhere_in_the_database_is_found() {
    let case = Case::new();
    let file = case.database();
    let whole = fs::read(&file).unwrap();
    assert!(whole.len() > 200_000, "everything is in the database, nothing left in a log beside it");
    assert!(!case.dir.path().join("habeas.db-wal").exists());
    let pages = whole.len() / 4096;
    let offsets = [0, 15, 16, 40, 4095, 4096, 5000, pages / 3 * 4096 + 17, pages / 2 * 4096 + 4090, whole.len() - 1];
    for offset in offsets {
        let mut changed = whole.clone();
        changed[offset] ^= 1;
        fs::write(&file, &changed).unwrap();
        let output = habeas(&["check", "--data", case.path()]);
        assert_eq!(code(&output), 1, "byte {offset} of {}: {}{}", whole.len(), stdout(&output), stderr(&output));
        assert!(stdout(&output).contains("found"), "byte {offset}: {}", stdout(&output));
        assert!(!stderr(&output).contains("panicked"), "byte {offset}");
    }
    let mut short = whole.clone();
    short.truncate((pages / 2) * 4096);
    fs::write(&file, &short).unwrap();
    assert_eq!(code(&habeas(&["check", "--data", case.path()])), 1, "half of the file is gone");
    fs::write(&file, &whole).unwrap();
    assert_eq!(code(&habeas(&["check", "--data", case.path()])), 0, "and the whole one is sound");
}

#[test]
fn one_altered_history_row_is_found() {
    let case = Case::new();
    let raw = case.raw();
    raw.execute_batch("DROP TRIGGER change_is_append_only_update").unwrap();
    raw.execute("UPDATE change SET content = '{}' WHERE id = 100", []).unwrap();
    drop(raw);
    let output = habeas(&["check", "--data", case.path()]);
    assert_eq!(code(&output), 1);
    assert!(stdout(&output).contains("history") && stdout(&output).contains("100"), "{}", stdout(&output));
}

const SMALL: &str =
    "format = \"habeas-case/1\"\ncase = \"small\"\n\n[[person]]\nid = \"P1\"\nname = \"Somebody Else\"\n";

#[test]
fn a_faulty_case_file_is_refused_with_line_and_reason_and_nothing_is_loaded() {
    let case = Case::new();
    let outer = tempfile::tempdir().unwrap();
    let file = outer.path().join("faulty.toml");
    let person = |more: &str| format!("{SMALL}{more}\n");
    let incident = |more: &str| person(&format!("[[incident]]\ntype = \"inc/rally\"\ntitle = \"A rally\"\n{more}"));
    let faults = [
        ("an unknown key", person("shoe_size = 44"), 7, "shoe_size"),
        ("an unknown table", person("[[persons]]\nid = \"P2\""), 7, "persons"),
        ("a key of another kind", person("site_type = \"site/road\""), 7, "site_type"),
        ("an unknown code", incident("place_basis = \"guessed\""), 10, "place_basis"),
        (
            "a term that is not in the vocabulary",
            person("[[incident]]\ntype = \"inc/nothing\"\ntitle = \"x\""),
            8,
            "inc/nothing",
        ),
        ("a term of another list", person("[[incident]]\ntype = \"role/speaker\"\ntitle = \"x\""), 8, "type"),
        ("an unknown reference", incident("place = \"L99\""), 10, "L99"),
        ("a reference to another kind", incident("place = \"P1\""), 10, "place"),
        ("a bad date", incident("date = \"2012-02-30\""), 10, "date"),
        ("a date in words", incident("date = \"last spring\""), 10, "date"),
        ("a missing field", person("[[incident]]\ntype = \"inc/rally\""), 7, "title"),
        ("a text where a number belongs", incident("day_seq = \"first\""), 10, "day_seq"),
        ("a sensitivity that is none", person("sensitivity = 4"), 7, "sensitivity"),
        ("the same id twice", person("[[person]]\nid = \"P1\"\nname = \"Another\""), 7, "P1"),
        ("a citation of nothing", person("cite = [{ report = \"R9\" }]"), 7, "R9"),
        ("a grade that is none", person("cite = [{ report = \"P1\", grade = \"Z9\" }]"), 7, "grade"),
        ("no TOML", person("= ="), 7, ""),
        ("another format", SMALL.replace("habeas-case/1", "habeas-case/2"), 1, "habeas-case/2"),
        (
            "figures that do not fit",
            person(
                "[[figure]]\nabout = \"P1\"\nmeasure = \"fig/killed\"\nqualifier = \"exact\"\nlo = 3\nbest = 2\nhi = 1\nverbatim = \"3, 2 or 1\"",
            ),
            10,
            "qualifier",
        ),
        (
            "numbers that say otherwise than their wording",
            person(
                "[[figure]]\nabout = \"P1\"\nmeasure = \"fig/killed\"\nqualifier = \"exact\"\nlo = 17\nbest = 17\nhi = 17\nverbatim = \"at least 17\"",
            ),
            11,
            "lo",
        ),
    ];
    let before = fs::read(case.database()).unwrap();
    for (what, text, line, named) in faults {
        fs::write(&file, text).unwrap();
        for more in [&["--dry-run"][..], &[]] {
            let arguments = [&["import", file.to_str().unwrap(), "--data", case.path()], more].concat();
            let output = habeas(&arguments);
            let said = stderr(&output);
            assert_eq!((code(&output), stdout(&output).as_str()), (2, ""), "{what}: {said}");
            assert!(said.starts_with("Nothing was loaded from faulty.toml"), "{what}: {said}");
            assert!(said.contains(&format!("line {line}: ")) && said.contains(named), "{what}: {said}");
        }
    }
    let checked = habeas(&["check", "--data", case.path()]);
    assert_eq!(code(&checked), 0, "{}", stdout(&checked));
    assert!(fs::read(case.database()).unwrap() == before, "nothing was loaded, nothing changed");
}

#[test]
fn every_fault_of_a_case_file_is_named_at_once() {
    let case = Case::new();
    let outer = tempfile::tempdir().unwrap();
    let file = outer.path().join("faulty.toml");
    fs::write(&file, format!("{SMALL}a = 1\nb = 2\n[[incident]]\ntype = \"inc/rally\"\n")).unwrap();
    let said = stderr(&habeas(&["import", file.to_str().unwrap(), "--data", case.path()]));
    for line in ["line 7: ", "line 8: ", "line 9: "] {
        assert!(said.contains(line), "{said}");
    }
}

#[test]
fn a_case_file_loads_once_and_a_dry_run_keeps_nothing() {
    let case = Case::new();
    let outer = tempfile::tempdir().unwrap();
    let file = outer.path().join("small.toml");
    fs::write(&file, SMALL).unwrap();
    let import = |more: &[&str]| habeas(&[&["import", file.to_str().unwrap(), "--data", case.path()], more].concat());
    let people = || -> i64 {
        case.raw().query_row("SELECT count(*) FROM name WHERE text = 'Somebody Else'", [], |row| row.get(0)).unwrap()
    };
    let dry = import(&["--dry-run"]);
    assert_eq!((code(&dry), stdout(&dry).as_str()), (0, "Nothing wrong; kept nothing. Records: 1. Citations: 0.\n"));
    assert_eq!(people(), 0);
    let done = import(&[]);
    assert_eq!((code(&done), stdout(&done).as_str()), (0, "Loaded. Records: 1. Citations: 0.\n"));
    assert_eq!(people(), 1);
    let again = import(&[]);
    assert_eq!((code(&again), stdout(&again).as_str()), (2, ""));
    assert!(stderr(&again).contains("line 4: "), "{}", stderr(&again));
    assert_eq!(people(), 1);
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("seed/almaty-2012.toml");
    let again = habeas(&["import", sample.to_str().unwrap(), "--data", case.path()]);
    assert_eq!(code(&again), 2, "the sample case is there already");
    assert_eq!(code(&habeas(&["check", "--data", case.path()])), 0);
    let missing = outer.path().join("missing.toml");
    refuses(outer.path(), "a missing file", || habeas(&["import", missing.to_str().unwrap(), "--data", case.path()]));
}

#[test]
fn accounts_are_added_listed_changed_and_closed() {
    let case = Case::new();
    let user = |arguments: &[&str]| habeas(&[&["user", "--data", case.path()], arguments].concat());
    let added = user(&["add", "aigul", "--role", "monitor", "--clearance", "2"]);
    assert_eq!(code(&added), 0, "{}", stderr(&added));
    assert!(Regex::new(r"/setup/\S{30,}").unwrap().is_match(&stdout(&added)), "{}", stdout(&added));
    let listed = || stdout(&user(&["list"]));
    assert!(listed().contains("aigul\tmonitor\tclearance 2\n"), "{}", listed());
    assert!(!listed().contains("habeas"), "the program's own account is nobody's");
    assert_eq!(code(&user(&["role", "aigul", "--role", "editor", "--clearance", "3", "--admin"])), 0);
    assert!(listed().contains("aigul\teditor\tclearance 3\tadmin\n"), "{}", listed());
    let token = user(&["token", "aigul"]);
    assert!(code(&token) == 0 && stdout(&token).trim().len() >= 30);
    assert_ne!(stdout(&user(&["token", "aigul"])), stdout(&token), "each token is another");
    assert_eq!(code(&user(&["disable", "Aigul"])), 0, "a name is one in either case");
    assert!(listed().contains("closed"), "{}", listed());
    for (what, arguments) in [
        ("a closed account gets no token", &["token", "aigul"][..]),
        ("an account that is not there", &["role", "nobody"]),
        ("a name that is taken", &["add", "viewer"]),
        ("a name that differs in case", &["add", "Viewer"]),
        ("a name that looks like another", &["add", "\u{430}igul"]),
        ("the program's own name", &["add", "habeas"]),
        ("a name that can't be typed", &["add", "a b"]),
        ("an empty name", &["add", ""]),
    ] {
        refuses(case.dir.path(), what, || user(arguments));
    }
    let server = Server::serve_case(case);
    assert_eq!(server.api("/api/v1/timeline", stdout(&token).trim()).status, 401, "its tokens ended with it");
}

#[test]
fn a_case_made_without_a_passphrase_says_so_and_holds_no_plain_name() {
    let outer = tempfile::tempdir().unwrap();
    let data = outer.path().join("D");
    let made = habeas(&["init", "--data", data.to_str().unwrap(), "--sample"]);
    assert!(code(&made) == 0 && stdout(&made).contains("No passphrase was set"), "{}", stdout(&made));
    let names = words_of_people();
    for (name, bytes) in files_under(&data) {
        assert_eq!(has_name(&bytes, &names), None, "{} holds a name", name.display());
    }
    // The test itself works: the key opens the file, and then the names are there.
    let key = fs::read_to_string(data.join("keys/data.key")).unwrap();
    let key = Regex::new("[0-9a-f]{64}").unwrap().find(&key).expect("a key in hexadecimal").as_str().to_owned();
    let found: i64 = raw(&data.join("habeas.db"), &key)
        .query_row("SELECT count(*) FROM name WHERE text LIKE '%Abilov%'", [], |row| row.get(0))
        .unwrap();
    assert!(found > 0);
}
