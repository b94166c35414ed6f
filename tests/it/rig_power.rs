//! The power goes while people save: what the server answered is on the disk. A writer that syncs less loses saves here,
//! which shows that this test would see it.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::thread::spawn;

use crate::power_cut::{Files, Trace, Unsynced, database_files, traced};
use crate::rig::{Saved, api, size};
use crate::rig_killed::{checked, incidents};
use crate::server::{Case, Server, files_under, raw};

/// Incidents that each client makes and changes.
const INCIDENTS: u64 = 40;
const CLIENTS: u64 = 2;
/// Rows of the writers that are no server.
const ROWS: u64 = 300;
const ROWS_KEY: &str = "6f0e5b1c9a7d4e3f8b2a1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f";

#[test]
fn a_power_cut_takes_no_save_that_the_server_acknowledged() {
    let case = Case::new();
    let (others, start): (Vec<_>, Vec<_>) =
        files_under(case.dir.path()).into_iter().partition(|(name, _)| !name.starts_with("habeas.db"));
    let start: Files = start.into_iter().map(|(name, bytes)| (name.to_str().unwrap().to_owned(), bytes)).collect();
    let log = tempfile::tempdir().unwrap();
    let log = log.path().join("calls");
    let mut program = traced(Path::new(env!("CARGO_BIN_EXE_habeas")), &log);
    program.args(["serve", "--data", case.path(), "--listen", "127.0.0.1:0"]);
    let server = Server::start_program(program, 1, Some(case));
    let process = server.id();
    let clients: Vec<_> = (0..CLIENTS).map(|n| (n, api(&server))).collect();
    let clients = clients.into_iter().map(|(client, mut saver)| {
        spawn(move || {
            for incident in 0..INCIDENTS {
                // Even numbers are new incidents, the odd ones after them their changes.
                let number = 2 * (client * INCIDENTS + incident);
                let title = |number| format!("Rig cut {number};");
                let Saved::Done { key, version } =
                    saver.create(&title(number), &format!("power-cut-{number}")).unwrap()
                else {
                    panic!("{number} is not new")
                };
                saver.change(&key, version, &title(number + 1)).unwrap();
            }
        })
    });
    clients.collect::<Vec<_>>().into_iter().for_each(|client| client.join().unwrap());
    let case = server.kill();
    let trace = Trace::read(&log, process, start);
    assert_eq!(trace.told.len() as u64, 2 * CLIENTS * INCIDENTS, "all answers are in the log");
    assert!(trace.cut(trace.lines, Unsynced::Kept) == database_files(case.dir.path()), "all writes are in the log");

    let cuts = size("HABEAS_POWER_CUTS", 12);
    let mut lost = Vec::new();
    for (index, moment) in trace.moments(cuts).into_iter().enumerate() {
        let unsynced = if index % 2 == 0 { Unsynced::Lost } else { Unsynced::Torn };
        let mut files = others.clone();
        files.extend(trace.cut(moment, unsynced).into_iter().map(|(name, bytes)| (name.into(), bytes)));
        let case = Case::of(&files);
        checked(&case);
        let there: BTreeSet<String> = incidents(&case).into_values().map(|(_, title)| title).collect();
        let is = |number: u64| there.contains(&format!("Rig cut {number};"));
        let gone = trace.told_before(moment).filter(|n| !is(*n) && (n % 2 == 1 || !is(n + 1)));
        lost.extend(gone.map(|number| format!("{number} at line {moment}, {unsynced:?}")));
    }
    eprintln!("{cuts} power cuts under a server: {} acknowledged saves lost", lost.len());
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn a_writer_that_does_not_sync_every_commit_loses_rows_in_the_same_power_cuts() {
    let cuts = size("HABEAS_POWER_CUTS", 12);
    let measured = ["FULL", "NORMAL"].map(|synchronous| {
        let (trace, told) = rows(synchronous);
        let mut cuts_with_losses = 0;
        let mut lost = 0;
        for moment in trace.moments(cuts) {
            let there = rows_in(&trace.cut(moment, Unsynced::Lost));
            let gone = trace.told_before(moment).filter(|number| !there.contains(number)).count();
            lost += gone;
            cuts_with_losses += u64::from(gone > 0);
        }
        eprintln!(
            "synchronous={synchronous}, {told} rows: {cuts_with_losses} of {cuts} power cuts lost rows, {lost} in all"
        );
        (lost, cuts_with_losses)
    });
    assert_eq!(measured[0], (0, 0), "FULL");
    assert!(measured[1].1 > cuts / 2, "NORMAL lost something in {} of {cuts} only: the rig is blind", measured[1].1);
}

/// Rows written into an encrypted file by a process of its own, each told when it is committed.
fn rows(synchronous: &str) -> (Trace, usize) {
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("habeas.db");
    let conn = raw(&database, ROWS_KEY);
    conn.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE saved (number INTEGER PRIMARY KEY)").unwrap();
    drop(conn);
    let start = database_files(dir.path());
    let log = dir.path().join("calls");
    let writer = traced(&std::env::current_exe().unwrap(), &log)
        .args(["--exact", "rig_power::a_process_of_the_power_cut_rig", "--ignored", "--nocapture"])
        .env("HABEAS_RIG_DATABASE", &database)
        .env("HABEAS_RIG_SYNCHRONOUS", synchronous)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let process = writer.id();
    assert!(writer.wait_with_output().unwrap().status.success());
    let trace = Trace::read(&log, process, start);
    let told = trace.told.len();
    assert_eq!(told as u64, ROWS);
    (trace, told)
}

fn rows_in(files: &Files) -> BTreeSet<u64> {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(dir.path().join(name), bytes).unwrap();
    }
    let conn = raw(&dir.path().join("habeas.db"), ROWS_KEY);
    let mut rows = conn.prepare("SELECT number FROM saved").unwrap();
    rows.query_map([], |row| row.get::<_, i64>(0)).unwrap().map(|row| row.unwrap().unsigned_abs()).collect()
}

#[test]
#[ignore = "no test, but the process that the test above runs"]
fn a_process_of_the_power_cut_rig() {
    let (Ok(database), Ok(synchronous)) =
        (std::env::var("HABEAS_RIG_DATABASE"), std::env::var("HABEAS_RIG_SYNCHRONOUS"))
    else {
        return;
    };
    let conn = raw(Path::new(&database), ROWS_KEY);
    // The log is moved into the file often enough that cuts fall on that too.
    conn.execute_batch(&format!("PRAGMA synchronous = {synchronous}; PRAGMA wal_autocheckpoint = 100;")).unwrap();
    for number in 0..i64::try_from(ROWS).unwrap() {
        conn.execute("INSERT INTO saved VALUES (?1)", [number]).unwrap();
        std::io::stdout().write_all(format!("cut {number};\n").as_bytes()).unwrap();
    }
}
