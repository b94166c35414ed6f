//! A process that is killed at any moment loses nothing it said was done, and leaves no half of anything.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::backup::done;
use crate::server::{habeas, raw};

const CYCLES: u64 = 15;
/// People of one load: it is there with all of them or not at all.
const PEOPLE: i64 = 25;

#[test]
fn killed_imports_lose_no_acknowledged_load_and_leave_none_half_done() {
    let outer = tempfile::tempdir().unwrap();
    let data = outer.path().join("case");
    let path = data.to_str().unwrap();
    done(habeas(&["init", "--data", path]));
    let key = fs::read_to_string(data.join("keys/data.key")).unwrap();
    let key = regex::Regex::new("[0-9a-f]{64}").unwrap().find(&key).unwrap().as_str().to_owned();

    let mut acknowledged = BTreeSet::new();
    let (mut next, mut killed) = (0, 0);
    for cycle in 0..CYCLES {
        // Loads one after the other until the time is up; the one that runs then is killed. The times are spread over
        // more than one load, so that kills fall on its start, its middle and its end.
        let until = Instant::now() + Duration::from_millis(40 + cycle * 37 % 260);
        loop {
            let case = format!("load{next}");
            let file = outer.path().join(format!("{case}.toml"));
            fs::write(&file, load(&case)).unwrap();
            next += 1;
            let mut child = Command::new(env!("CARGO_BIN_EXE_habeas"))
                .args(["import", file.to_str().unwrap(), "--data", path])
                .env_remove("HABEAS_PASSPHRASE_FILE")
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            while child.try_wait().unwrap().is_none() && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(1));
            }
            // SIGKILL; of one that has ended already it says nothing.
            let _ = child.kill();
            let output = child.wait_with_output().unwrap();
            // What it said counts, whether or not it lived to its end.
            if String::from_utf8_lossy(&output.stdout).contains("Loaded.") {
                acknowledged.insert(case);
            }
            if !output.status.success() {
                assert_eq!(output.status.code(), None, "it was killed, and did not fail by itself");
                killed += 1;
            }
            if Instant::now() >= until {
                break;
            }
        }
        assert_eq!(done(habeas(&["check", "--data", path])), "No problems found.\n", "cycle {cycle}");
        let raw = raw(&data.join("habeas.db"), &key);
        let there = |case: &str| -> i64 {
            let sql = "SELECT count(*) FROM name WHERE text LIKE ?1";
            raw.query_row(sql, [format!("Person {case} %")], |row| row.get(0)).unwrap()
        };
        for load in 0..next {
            let case = format!("load{load}");
            let people = there(&case);
            assert!(people == 0 || people == PEOPLE, "{case} is half there: {people} in cycle {cycle}");
            assert!(people == PEOPLE || !acknowledged.contains(&case), "{case} was acknowledged and is gone");
        }
    }
    assert!(killed > 0 && !acknowledged.is_empty(), "{killed} killed, {} done", acknowledged.len());
}

fn load(case: &str) -> String {
    let mut text = format!("format = \"habeas-case/1\"\ncase = \"{case}\"\n");
    for person in 0..PEOPLE {
        text.push_str(&format!("\n[[person]]\nid = \"P{person}\"\nname = \"Person {case} {person}\"\n"));
    }
    text
}
