//! A server that is killed while people save: whatever it answered is there when it starts again, and nothing half.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;

use crate::rig::{Saved, Saver, Savers, api, random, size};
use crate::rig_forms::forms;
use crate::server::{Case, Server, files_under, habeas};

/// People who save at once.
const WRITERS: u64 = 4;
/// How long a first answer is waited for, in hundredths of a second.
const PATIENCE: u64 = 3_000;
/// After so many kills the next server gets a new case file, so that checking it stays quick.
const KILLS_PER_FILE: u64 = 25;

#[test]
fn a_server_killed_while_programs_save_keeps_every_save_it_acknowledged() {
    survives(api);
}

#[test]
fn a_server_killed_while_people_save_forms_keeps_every_save_it_acknowledged() {
    survives(forms);
}

/// What a client knows of an incident it saved.
struct Known {
    key: String,
    version: i64,
    title: String,
}

/// What was sent when the server went away, and never answered.
enum Unanswered {
    Creation { title: String, once: String },
    Change { key: String, version: i64, title: String },
}

fn survives(savers: Savers) {
    let cycles = size("HABEAS_CRASH_CYCLES", 10);
    let (mut acknowledged, mut unanswered, mut arrived) = (0, 0, 0);
    let mut left = Case::new();
    let mut known: BTreeMap<String, (i64, String)> = BTreeMap::new();
    for cycle in 0..cycles {
        if cycle > 0 && cycle % KILLS_PER_FILE == 0 {
            (left, known) = (Case::new(), BTreeMap::new());
        }
        let server = Server::serve_case(left);
        let answered = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..WRITERS)
            .map(|n| write_until_it_ends(savers(&server), format!("{cycle}-{n}"), Arc::clone(&answered)))
            .collect();
        // Every other server is killed only once it has answered somebody: on a busy machine none would have before.
        for _ in 0..PATIENCE {
            if cycle % 2 == 0 || answered.load(Ordering::Relaxed) {
                break;
            }
            sleep(Duration::from_millis(10));
        }
        sleep(Duration::from_millis(random(400)));
        left = server.kill();
        let ended: Vec<_> = writers.into_iter().map(|writer| writer.join().unwrap()).collect();
        checked(&left);

        // The program itself recovers the file, and each client asks it for everything it was told is saved.
        let server = Server::serve_case(left);
        let mut asker = savers(&server);
        for (saved, last) in ended {
            acknowledged += saved.iter().map(|known| known.version).sum::<i64>();
            unanswered += 1;
            let mut open = None;
            match last {
                // Sent again it is one incident, whether or not the first sending arrived.
                Unanswered::Creation { title, once } => {
                    let Saved::Done { key, version: 1 } = asker.create(&title, &once).unwrap() else {
                        panic!("{title} is not new")
                    };
                    known.insert(key, (1, title));
                }
                Unanswered::Change { key, version, title } => open = Some((key, version + 1, title)),
            }
            for Known { key, version, title } in saved {
                let found = asker.read(&key).unwrap();
                let is_open =
                    open.as_ref().is_some_and(|(of, version, title)| *of == key && found == (*version, title.clone()));
                arrived += u64::from(is_open);
                assert!(
                    is_open || found == (version, title.clone()),
                    "{key}: {found:?}, acknowledged {version} {title}"
                );
                known.insert(key, found);
            }
        }
        drop(asker);
        left = server.kill();
        let there = incidents(&left);
        assert_eq!(there, known, "cycle {cycle}: more, less or other than was acknowledged since the file was new");
    }
    eprintln!(
        "{cycles} kills: {acknowledged} saves acknowledged, 0 lost; {unanswered} unanswered, {arrived} of the changes among them had arrived"
    );
    assert!(acknowledged > 0, "nothing was saved");
}

/// Makes an incident and changes it, and so on until the server is gone.
fn write_until_it_ends(
    mut saver: Box<dyn Saver>,
    name: String,
    answered: Arc<AtomicBool>,
) -> JoinHandle<(Vec<Known>, Unanswered)> {
    spawn(move || {
        let mut saved = Vec::new();
        for n in 0.. {
            let (title, once) = (format!("Rig {name}-{n}"), format!("rig-key-{name}-{n}"));
            let Ok(answer) = saver.create(&title, &once) else { return (saved, Unanswered::Creation { title, once }) };
            let Saved::Done { key, version } = answer else { panic!("{title} is not new") };
            answered.store(true, Ordering::Relaxed);
            saved.push(Known { key: key.clone(), version, title });
            let title = format!("Rig {name}-{n}, said better");
            let Ok(answer) = saver.change(&key, version, &title) else {
                return (saved, Unanswered::Change { key, version, title });
            };
            assert_eq!(answer, Saved::Done { key: key.clone(), version: version + 1 }, "nobody else changes it");
            saved.pop();
            saved.push(Known { key, version: version + 1, title });
        }
        unreachable!()
    })
}

/// `habeas check` finds nothing, in a copy: what the kill left is for the server to recover.
pub fn checked(case: &Case) {
    let copy = Case::of(&files_under(case.dir.path()));
    let check = habeas(&["check", "--data", copy.path()]);
    if check.status.code() != Some(0) {
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("damaged");
        let _ = fs::remove_dir_all(&kept);
        let _ = fs::rename(copy.dir.keep(), &kept);
        panic!(
            "{}{}\nkept in {}",
            String::from_utf8_lossy(&check.stdout),
            String::from_utf8_lossy(&check.stderr),
            kept.display()
        );
    }
}

/// The incidents of rigs that a case file holds, each whole: version and title by uid.
pub fn incidents(case: &Case) -> BTreeMap<String, (i64, String)> {
    let conn = case.raw();
    let mut rows = conn
        .prepare(
            "SELECT hex(r.uid), r.version, i.title, r.comment, count(c.id),
                    (SELECT count(*) FROM change h WHERE h.subject = r.uid AND h.tbl = 'incident')
               FROM incident i JOIN record r ON r.id = i.id LEFT JOIN citation c ON c.record_id = r.id
              WHERE i.title LIKE 'Rig %' GROUP BY r.id",
        )
        .unwrap();
    let rows = rows.query_map([], |row| {
        let (title, comment): (String, String) = (row.get(2)?, row.get(3)?);
        let (version, cited, changes): (i64, i64, i64) = (row.get(1)?, row.get(4)?, row.get(5)?);
        assert_eq!((&comment, cited, changes), (&title, 1, version), "{title} is half there");
        Ok((uuid::Uuid::parse_str(&row.get::<_, String>(0)?).unwrap().to_string(), (version, title)))
    });
    rows.unwrap().map(Result::unwrap).collect()
}
