//! What memory held is kept in the case file: used if it is whole and of this file, left aside with a word in the log if not.

use std::time::{Duration, Instant};

use habeas::domain::access::{Actor, Role};
use habeas::domain::kind::Kind;
use habeas::domain::record::{Draft, Fields, Sensitivity, Value};
use habeas::index::{Index, Loaded};
use rusqlite::Connection;

use crate::server::{Case, PATIENCE, Server};
use crate::support::{CaseFile, reader, sample_case};

/// A case file in which memory is kept, and one note that was written since.
fn kept() -> CaseFile {
    let case = sample_case();
    let index = Index::default();
    assert_eq!(index.load(&case.store).unwrap(), Loaded::Nothing);
    index.build(&case.store).unwrap();
    index.keep(&case.store).unwrap();
    let about = case.id("P1");
    let fields = Fields::from([("about", Some(Value::Ref(about))), ("text", Some(Value::Text("Known since".into())))]);
    case.store.write(&Actor::program(), "Because", |tx| tx.create(&Draft::new(Kind::Note, fields))).unwrap();
    case
}

fn notes(case: &CaseFile, index: &Index) -> i64 {
    let viewer = reader(Role::Editor, Sensitivity::Restricted);
    index
        .read(&case.store, &viewer, |_, answers| {
            assert!(answers.is_from_memory());
            answers.count(Kind::Note)
        })
        .unwrap()
}

#[test]
fn what_is_kept_is_taken_up_with_everything_that_was_written_since() {
    let case = kept();
    let (loaded, built) = (Index::default(), Index::default());
    assert_eq!(loaded.load(&case.store).unwrap(), Loaded::Here);
    built.build(&case.store).unwrap();
    assert_eq!(notes(&case, &loaded), notes(&case, &built));
    // Keeping what is kept already writes nothing.
    loaded.keep(&case.store).unwrap();
    let pieces = |conn: &Connection| conn.query_row("SELECT max(id) FROM memory_piece", [], |row| row.get::<_, i64>(0));
    let before = pieces(&case.raw()).unwrap();
    loaded.keep(&case.store).unwrap();
    assert_eq!(pieces(&case.raw()).unwrap(), before);
    assert_eq!(case.store.check().unwrap(), []);
}

#[test]
fn what_was_cut_flipped_taken_from_elsewhere_or_left_behind_is_read_anew() {
    for (what, sql) in [
        ("cut", "UPDATE memory_piece SET content = substr(content, 1, length(content) - 7)"),
        ("a piece gone", "DELETE FROM memory_piece"),
        (
            "flipped",
            "UPDATE memory_piece SET content = CAST(substr(content, 1, 999) || x'ff00' || substr(content, 1002) AS BLOB)",
        ),
        ("not written to its end", "UPDATE memory_kept SET hash = NULL"),
        ("of another version", "UPDATE memory_kept SET layout = zeroblob(32)"),
        ("of another history", "UPDATE memory_kept SET chain = randomblob(32)"),
        ("of another stream", "UPDATE memory_kept SET stream = randomblob(16)"),
        ("behind", "DELETE FROM memory_commit"),
        ("followed by nonsense", "UPDATE memory_commit SET touched = 'nonsense'"),
    ] {
        let case = kept();
        assert!(case.raw().execute(sql, []).unwrap() > 0, "{what}");
        let index = Index::default();
        assert!(matches!(index.load(&case.store).unwrap(), Loaded::Unusable(_)), "{what}");
        index.build(&case.store).unwrap();
        let built = Index::default();
        built.build(&case.store).unwrap();
        assert_eq!(notes(&case, &index), notes(&case, &built), "{what}");
        // It is kept anew, and nothing was wrong with the file.
        assert_eq!(case.store.check().unwrap(), [], "{what}");
        index.keep(&case.store).unwrap();
        assert_eq!(Index::default().load(&case.store).unwrap(), Loaded::Here, "{what}");
    }
}

fn waits_until_kept(case: &Case) {
    let started = Instant::now();
    let kept = "SELECT count(*) FROM memory_kept WHERE hash IS NOT NULL";
    while case.raw().query_row(kept, [], |row| row.get::<_, i64>(0)).unwrap() == 0 {
        assert!(started.elapsed() < PATIENCE, "nothing was kept");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_server_keeps_it_and_says_in_the_log_when_it_cannot_be_used() {
    let server = Server::serve();
    waits_until_kept(server.case());
    let (case, log) = server.stop();
    assert!(!log.contains("read anew"), "{log}");
    let server = Server::serve_case(case.unwrap());
    assert!(server.sign_in("viewer").get("/timeline").text().contains("2012"));
    let (case, log) = server.stop();
    assert!(!log.contains("read anew"), "{log}");
    let case = case.unwrap();
    case.raw().execute("UPDATE memory_kept SET layout = zeroblob(32), hash = NULL", []).unwrap();
    let server = Server::serve_case(case);
    waits_until_kept(server.case());
    let (_, log) = server.stop();
    assert!(log.contains("the index is read anew: another version of the program kept it"), "{log}");
}
