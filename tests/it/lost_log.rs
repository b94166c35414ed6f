//! Saved work that is lost with the write-ahead log is told; after a moment of quiet nothing is only in the log.
//!
//! `HABEAS_LOST_LOGS` sets how many logs are cut, flipped and removed (12 if it is not set).

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use habeas::crypto::{Unlock, slots};
use habeas::domain::access::Actor;
use habeas::domain::kind::Kind;
use habeas::domain::record::{Draft, Fields, Value};
use habeas::store::Store;

use crate::server::habeas;
use crate::support::{CaseFile, sample_case};

/// Saves some notes, one by one.
fn save(store: &Store, about: habeas::domain::record::RecordId, notes: usize) {
    for n in 0..notes {
        let fields: Fields =
            [("about", Some(Value::Ref(about))), ("text", Some(Value::Text(format!("Saved {n}"))))].into();
        store.write(&Actor::program(), "Saved", |tx| tx.create(&Draft::new(Kind::Note, fields.clone()))).unwrap();
    }
}

/// The files of a case as they are now: what a crash would leave.
fn now(case: &CaseFile) -> Vec<(PathBuf, Vec<u8>)> {
    crate::server::files_under(case.dir.path())
}

/// A data directory of these files. The index of the log is made anew.
fn crashed(files: &[(PathBuf, Vec<u8>)]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().join("case");
    for (name, bytes) in files.iter().filter(|(name, _)| !name.ends_with("habeas.db-shm")) {
        let path = to.join(name);
        habeas::crypto::files::create_private_dir(path.parent().unwrap()).ok();
        fs::write(&path, bytes).unwrap();
        private(&path);
    }
    (dir, to)
}

fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

fn check(dir: &Path) -> (Option<i32>, String) {
    let output = habeas(&["check", "--data", dir.to_str().unwrap()]);
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_log_cut_flipped_or_removed_is_told_and_what_is_left_opens() {
    let runs: usize = std::env::var("HABEAS_LOST_LOGS").map_or(12, |set| set.parse().unwrap());
    let case = sample_case();
    save(&case.store, case.id("I1"), 8);
    let files = now(&case);
    let log = &files.iter().find(|(name, _)| name.ends_with("habeas.db-wal")).expect("a log").1;
    assert!(log.len() > 10_000, "the saves are in the log");
    for run in 0..runs {
        let (_dir, data) = crashed(&files);
        let path = data.join("habeas.db-wal");
        match run % 3 {
            0 => fs::remove_file(&path).unwrap(),
            1 => fs::write(&path, &log[..log.len() * (run + 1) / (runs + 2)]).unwrap(),
            _ => {
                let mut flipped = log.clone();
                let at = 40 + (run * 7919) % (log.len() - 4200);
                flipped[at] ^= 1 << (run % 8);
                fs::write(&path, flipped).unwrap();
            }
        }
        let (code, said) = check(&data);
        assert_eq!(code, Some(1), "run {run}: {said}");
        assert!(said.contains("Saved work is missing"), "run {run}: {said}");
        // What is left opens, and goes on under numbers that nobody was given.
        let key = slots::open(&data.join("keys"), Unlock::KeyFile).unwrap();
        let store = Store::open(&data.join("habeas.db"), key).unwrap();
        assert!(store.lost().is_some());
        save(&store, case.id("I1"), 1);
        assert!(store.lost().is_none());
        assert_eq!(store.check().unwrap(), []);
        drop(store);
        let (code, said) = check(&data);
        assert!(code == Some(0) && said.contains("Note: on"), "the loss is written down: {said}");
    }
}

#[test]
fn a_log_that_is_whole_after_a_crash_is_no_loss() {
    let case = sample_case();
    save(&case.store, case.id("I1"), 3);
    let (_dir, data) = crashed(&now(&case));
    assert_eq!(check(&data), (Some(0), "No problems found.\n".to_owned()));
}

#[test]
fn an_older_head_is_no_alarm_and_one_that_cannot_be_read_tells_nothing() {
    let case = sample_case();
    let head = case.dir.path().join("habeas.head");
    let older = fs::read(&head).unwrap();
    save(&case.store, case.id("I1"), 1);
    for bytes in [older, Vec::new(), b"half a li".to_vec()] {
        let (_dir, data) = crashed(&now(&case));
        fs::write(data.join("habeas.head"), bytes).unwrap();
        assert_eq!(check(&data).0, Some(0));
    }
}

#[test]
fn an_older_database_in_the_place_of_a_newer_one_is_told() {
    let case = sample_case();
    case.store.check().unwrap();
    let (_before, older) = crashed(&now(&case));
    save(&case.store, case.id("I1"), 2);
    let (_dir, data) = crashed(&now(&case));
    fs::remove_file(data.join("habeas.db-wal")).unwrap();
    fs::copy(older.join("habeas.db"), data.join("habeas.db")).unwrap();
    let (code, said) = check(&data);
    assert!(code == Some(1) && said.contains("Saved work is missing"), "{said}");
}

#[test]
fn once_nobody_writes_for_a_moment_the_log_is_empty() {
    let case = sample_case();
    save(&case.store, case.id("I1"), 4);
    let log = case.dir.path().join("habeas.db-wal");
    assert!(fs::metadata(&log).unwrap().len() > 0);
    // It takes two seconds; a slow machine may take longer.
    let until = Instant::now() + Duration::from_secs(60);
    while fs::metadata(&log).unwrap().len() > 0 {
        assert!(Instant::now() < until, "the log is still there");
        std::thread::sleep(Duration::from_millis(50));
    }
    // Without the log nothing is missing.
    let (_dir, data) = crashed(&now(&case));
    let _ = fs::remove_file(data.join("habeas.db-wal"));
    assert_eq!(check(&data).0, Some(0));
}
