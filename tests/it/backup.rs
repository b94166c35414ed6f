//! Backups: one file holds everything and gives it back, nothing that is not as it was written is taken for one.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

use habeas::crypto::{RecoveryCode, Unlock, slots};
use regex::Regex;
use tempfile::TempDir;

use crate::server::{Case, Server, habeas, habeas_with, raw};
use crate::support::{has_name, words_of_people};

const BY_CODE: &str = "HABEAS_RECOVERY_CODE_FILE";
const BY_PASSPHRASE: &str = "HABEAS_PASSPHRASE_FILE";

/// A case file with a recovery code we know, and a directory for what is made of it.
struct Desk {
    case: Case,
    outer: TempDir,
    code: String,
}

impl Desk {
    fn new() -> Desk {
        let case = Case::new();
        let renewed = done(habeas(&["recovery", "--data", case.path(), "renew"]));
        let outer = tempfile::tempdir().unwrap();
        let code = outer.path().join("code");
        fs::write(&code, code_in(&renewed)).unwrap();
        Desk { case, outer, code: code.to_str().unwrap().to_owned() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.outer.path().join(name)
    }

    fn back_up(&self, name: &str) -> Output {
        habeas(&["backup", "--data", self.case.path(), "--out", self.path(name).to_str().unwrap()])
    }

    fn restore(&self, file: &Path, to: &str, more: &[&str]) -> Output {
        let to = self.path(to);
        let arguments = ["restore", file.to_str().unwrap(), "--data", to.to_str().unwrap()];
        habeas_with(&[&arguments, more].concat(), &[(BY_CODE, &self.code)])
    }

    /// The names in the directory, in order.
    fn names(&self) -> Vec<String> {
        names(self.outer.path())
    }
}

/// A backup with its recovery code, made once: most tests only read it.
static BACKUP: LazyLock<(Vec<u8>, String)> = LazyLock::new(|| {
    let desk = Desk::new();
    done(desk.back_up("backup"));
    (fs::read(desk.path("backup")).unwrap(), fs::read_to_string(&desk.code).unwrap())
});

/// Restores bytes with the right code and says how it went, and what then lies in the directory besides them.
fn restored(bytes: &[u8]) -> (i32, String, Vec<String>) {
    let outer = tempfile::tempdir().unwrap();
    let (file, code, to) = (outer.path().join("backup"), outer.path().join("code"), outer.path().join("to"));
    fs::write(&file, bytes).unwrap();
    fs::write(&code, &BACKUP.1).unwrap();
    let arguments = ["restore", file.to_str().unwrap(), "--data", to.to_str().unwrap()];
    let output = habeas_with(&arguments, &[(BY_CODE, code.to_str().unwrap())]);
    (output.status.code().unwrap(), text(&output.stderr), names(outer.path()))
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What a command that worked said.
pub fn done(output: Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// The one plain sentence of a command that ended with a code other than 0.
pub fn refused(output: Output, code: i32) -> String {
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{}{said}", text(&output.stdout));
    assert!(said.lines().count() == 1 && said.trim_end().ends_with('.') && !said.contains("panicked"), "{said}");
    said
}

/// The recovery code in what a command printed.
pub fn code_in(printed: &str) -> String {
    Regex::new(r"[0-9A-Z]{5}(-[0-9A-Z]{5}){6}").unwrap().find(printed).expect("a recovery code").as_str().to_owned()
}

#[test]
fn a_backup_restores_to_a_file_that_checks_clean_and_exports_the_same_bytes() {
    let desk = Desk::new();
    let said = done(desk.back_up("backup"));
    assert!(said.contains("recovery code ONLY"), "a case file without a passphrase: {said}");
    assert_eq!(desk.names(), ["backup", "code"]);
    let backup = desk.path("backup");
    assert_eq!(fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);

    assert!(done(desk.restore(&backup, "to", &["--dry-run"])).starts_with("Nothing wrong; made nothing."));
    assert_eq!(desk.names(), ["backup", "code"]);
    assert!(done(desk.restore(&backup, "to", &[])).contains("recovery code only"));
    assert_eq!(desk.names(), ["backup", "code", "to"]);
    let to = desk.path("to");
    assert_eq!(names(&to), ["habeas.db", "habeas.head", "keys"], "and no write-ahead log");
    assert_eq!(names(&to.join("keys")), ["recovery.age"], "no plain key");

    let to = to.to_str().unwrap();
    let there = |arguments: &[&str]| habeas_with(arguments, &[(BY_CODE, desk.code.as_str())]);
    assert_eq!(done(there(&["check", "--data", to])), "No problems found.\n");
    // What is written there from now on is a stream of its own; what the original had is part of it.
    let original = done(habeas(&["audit", "head", "--data", desk.case.path()]));
    assert!(
        done(there(&["audit", "verify", "--data", to, "--head", original.trim()])).contains("is part of the history")
    );
    let stream = |head: &str| head.split(' ').next().unwrap_or_default().to_owned();
    assert_ne!(stream(&done(there(&["audit", "head", "--data", to]))), stream(&original));
    for format in ["csv", "json"] {
        let export = |data| ["export", "timeline", "--data", data, "--format", format];
        let before = done(habeas(&export(desk.case.path())));
        assert!(before.len() > 10_000 && before == done(there(&export(to))), "{format} differs");
    }
    let said = refused(habeas(&["check", "--data", to]), 2);
    assert!(said.contains(BY_CODE), "without the code it says what opens it: {said}");
}

#[test]
fn a_backup_holds_no_plain_name_and_no_key() {
    let desk = Desk::new();
    done(desk.back_up("backup"));
    let bytes = fs::read(desk.path("backup")).unwrap();
    assert_eq!(has_name(&bytes, &words_of_people()), None);
    let key = fs::read_to_string(desk.case.dir.path().join("keys/data.key")).unwrap();
    let key = Regex::new("[0-9a-f]{64}").unwrap().find(&key).unwrap().as_str().to_owned();
    for secret in [key.as_str(), "data-key/1", "SQLite", "Almaty", "CREATE TABLE"] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
    }
}

#[test]
fn one_flipped_byte_anywhere_in_a_backup_is_refused_and_leaves_nothing() {
    let whole = &BACKUP.0;
    let lines: Vec<usize> = whole.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at).take(3).collect();
    let made = whole.windows(4).position(|four| four == b"made").unwrap() + 9;
    let hash = whole.windows(6).position(|six| six == b"sha256").unwrap() + 12;
    let size = whole.windows(6).position(|six| six == b"\"size\"").unwrap() + 7;
    let mut offsets = vec![0, 7, lines[0] - 1, lines[0], made, size, hash, lines[1] - 1, lines[1]];
    offsets.extend([lines[1] + 1, lines[1] + 40, lines[2], lines[2] + 1, lines[2] + 30, lines[2] + 300]);
    offsets.extend([whole.len() / 3, whole.len() / 2, whole.len() - 5000, whole.len() - 1]);
    for at in offsets {
        for bit in [1, 0x20] {
            let mut changed = whole.clone();
            changed[at] ^= bit;
            let (code, said, left) = restored(&changed);
            assert!(code == 1 || code == 2, "byte {at}, bit {bit:#x}: {code} {said}");
            assert!(said.lines().count() == 1 && !said.contains("panicked"), "byte {at}: {said}");
            assert_eq!(left, ["backup", "code"], "byte {at}");
        }
    }
    assert_eq!(restored(whole).0, 0, "and the whole one is sound");
}

#[test]
fn a_backup_that_was_cut_short_or_went_on_is_refused_and_leaves_nothing() {
    let whole = &BACKUP.0;
    let long = [whole.as_slice(), b"\n"].concat();
    let cuts = [0, 5, 15, 16, 100, 300, 500, 1000, whole.len() / 2, whole.len() - 1];
    for bytes in cuts.iter().map(|at| &whole[..*at]).chain([long.as_slice()]) {
        let (code, said, left) = restored(bytes);
        assert!(code == 1 || code == 2, "{} bytes: {code} {said}", bytes.len());
        assert_eq!(left, ["backup", "code"], "{} bytes", bytes.len());
    }
    for foreign in [&b"PK\x03\x04"[..], b"habeas-backup/2\n{}\n", &[b'a'; 100_000]] {
        let (code, _, left) = restored(foreign);
        assert_eq!((code, left.len()), (2, 2), "a file that is no backup of ours");
    }
}

#[test]
fn a_manifest_that_was_made_to_fit_other_parts_is_refused() {
    let whole = &BACKUP.0;
    let ends: Vec<usize> = whole.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at).take(3).collect();
    let json = text(&whole[ends[0]..ends[1]]);
    let fits =
        |json: &str, parts: &[u8]| [&whole[..ends[0]], json.as_bytes(), &whole[ends[1]..=ends[2]], parts].concat();
    // Names that would leave the directory, or that are not ours.
    for name in ["../../stolen", "/tmp/stolen", "keys/data.key", "keys/../x", "habeas.db-wal"] {
        let (code, said, left) = restored(&fits(&json.replace("keys/recovery.age", name), &whole[ends[2] + 1..]));
        assert_eq!((code, left), (1, vec!["backup".to_owned(), "code".to_owned()]), "{name}: {said}");
    }
    // Another database of the same size with its right hash: only the code tells.
    let mut parts = whole[ends[2] + 1..].to_vec();
    let last = parts.len() - 1;
    parts[last] ^= 1;
    let size = Regex::new(r#""habeas.db","size":(\d+),"sha256":"([0-9a-f]+)""#).unwrap();
    let found = size.captures(&json).unwrap();
    let database = &parts[parts.len() - found[1].parse::<usize>().unwrap()..];
    let json = json.replace(&found[2], &sha256(database));
    let (code, said, left) = restored(&fits(&json, &parts));
    assert_eq!((code, left.len()), (1, 2), "{said}");
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    habeas::crypto::hex::encode(&Sha256::digest(bytes))
}

#[test]
fn a_backup_with_a_passphrase_opens_with_it_and_with_no_other() {
    let outer = tempfile::tempdir().unwrap();
    let at = |name: &str| outer.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("right"), "seven brave clouds\n").unwrap();
    fs::write(at("wrong"), "nine quiet rivers\n").unwrap();
    let (right, wrong) = ([(BY_PASSPHRASE, at("right"))], [(BY_PASSPHRASE, at("wrong"))]);
    let run = |arguments: &[&str], with: &[(&str, String)]| {
        habeas_with(arguments, &with.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
    };
    done(run(&["init", "--data", &at("case")], &right));
    assert!(
        done(run(&["backup", "--data", &at("case"), "--out", &at("backup")], &right)).contains("passphrase of today")
    );
    let before = names(outer.path());
    let said = refused(run(&["restore", &at("backup"), "--data", &at("to")], &wrong), 2);
    assert_eq!(said, "The passphrase does not open this case file.\n");
    refused(run(&["restore", &at("backup"), "--data", &at("to")], &[]), 2);
    assert_eq!(names(outer.path()), before);
    // An empty directory is taken over.
    fs::create_dir(at("to")).unwrap();
    done(run(&["restore", &at("backup"), "--data", &at("to")], &right));
    assert_eq!(names(&outer.path().join("to/keys")), ["passphrase.age", "recovery.age"]);
    assert_eq!(done(run(&["check", "--data", &at("to")], &right)), "No problems found.\n");
}

#[test]
fn what_let_somebody_in_before_a_backup_lets_nobody_in_after_it_is_restored() {
    let desk = Desk::new();
    let token = done(habeas(&["user", "--data", desk.case.path(), "token", "editor"]));
    let server = Server::serve_case(desk.case);
    let session = server.sign_in("editor").cookies;
    let links =
        [("enter", "monitor"), ("setup", "setup")].map(|(way, of)| format!("/{way}/{}", server.case().link(of)));
    assert_eq!(server.api("/api/v1/timeline", token.trim()).status, 200);
    let (case, _) = server.stop();
    let desk = Desk { case: case.unwrap(), ..desk };
    done(desk.back_up("backup"));
    let said = done(desk.restore(&desk.path("backup"), "to", &[]));
    assert!(said.contains("Sign-ins, one-time links and API tokens of that day work no more"), "{said}");

    let to = desk.path("to").to_str().unwrap().to_owned();
    let mut program = Command::new(env!("CARGO_BIN_EXE_habeas"));
    program.args(["serve", "--data", &to, "--listen", "127.0.0.1:0"]).env(BY_CODE, &desk.code);
    let server = Server::start_program(program, 1, None);
    assert_eq!(server.api("/api/v1/timeline", token.trim()).status, 401);
    let mut nobody = server.nobody();
    for link in links {
        assert_eq!(nobody.get(&link).status, 400, "{link}");
    }
    nobody.cookies = session;
    assert!(!nobody.is_signed_in());
    drop(server);
    let again = habeas_with(&["user", "--data", &to, "token", "editor"], &[(BY_CODE, desk.code.as_str())]);
    assert_ne!(done(again), token, "whoever holds the key makes another");
}

#[test]
fn nothing_is_restored_over_or_backed_up_over_something_else() {
    let desk = Desk::new();
    fs::write(desk.path("taken"), "a holiday picture").unwrap();
    assert!(refused(desk.back_up("taken"), 2).contains("exists already"));
    assert_eq!(fs::read_to_string(desk.path("taken")).unwrap(), "a holiday picture");
    refused(desk.back_up("no/such/directory"), 2);

    done(desk.back_up("backup"));
    let backup = desk.path("backup");
    fs::create_dir(desk.path("full")).unwrap();
    fs::write(desk.path("full/holiday.jpg"), "x").unwrap();
    let before = desk.names();
    assert!(refused(desk.restore(&backup, "full", &[]), 2).contains("not empty"));
    assert_eq!(names(&desk.path("full")), ["holiday.jpg"]);
    for (to, why) in [("taken", "a file"), ("no/such/directory", "a missing parent"), ("..", "no name of its own")] {
        let said = refused(desk.restore(&backup, to, &[]), 2);
        assert_eq!(desk.names(), before, "{why}: {said}");
    }
    refused(desk.restore(&desk.path("missing"), "to", &[]), 2);
    assert_eq!(desk.names(), before);
}

#[test]
fn a_damaged_case_file_is_not_backed_up_as_if_it_were_sound() {
    let desk = Desk::new();
    // A value of several pages at the end of the file. SQLite copies a page that does not decrypt as an empty one, and
    // in the copy an empty last page of a value looks sound: only the original tells.
    let long = "INSERT INTO setting (key, value) VALUES ('long', hex(randomblob(15000)))";
    desk.case.raw().execute(long, []).unwrap();
    let whole = fs::read(desk.case.database()).unwrap();
    let pages = whole.len() / 4096;
    for page in (1..pages).step_by(pages / 10).chain(pages - 8..pages) {
        let mut bytes = whole.clone();
        bytes[page * 4096 + 100] ^= 1;
        fs::write(desk.case.database(), &bytes).unwrap();
        assert!(refused(desk.back_up("backup"), 1).contains("damaged"), "page {page}");
        assert_eq!(desk.names(), ["code"], "page {page}");
    }
}

#[test]
fn an_interrupted_backup_leaves_no_file_under_the_final_name() {
    let desk = Desk::new();
    let out = desk.path("backup");
    let mut interrupted = 0;
    for delay in (0..16).map(|step| Duration::from_millis(5 + step * 25)) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_habeas"))
            .args(["backup", "--data", desk.case.path(), "--out", out.to_str().unwrap()])
            .env_remove(BY_PASSPHRASE)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(delay);
        child.kill().unwrap();
        let ended = child.wait().unwrap();
        if out.exists() {
            done(desk.restore(&out, "to", &["--dry-run"]));
            fs::remove_file(&out).unwrap();
        } else {
            assert!(!ended.success(), "a backup that said it was done is there");
            interrupted += 1;
        }
    }
    assert!(interrupted > 0, "the kills came too late to show anything");
    done(desk.back_up("backup"));
    assert_eq!(desk.names(), ["backup", "code"], "what the others left is gone");
    assert_eq!(done(habeas(&["check", "--data", desk.case.path()])), "No problems found.\n");
}

#[test]
fn the_desk_says_how_old_the_last_backup_is() {
    let desk = Desk::new();
    let Desk { case, outer, .. } = desk;
    let server = Server::serve_case(case);
    assert!(server.sign_in("viewer").get("/").text().contains("No backup yet"));
    let (case, _) = server.stop();
    let case = case.unwrap();
    done(habeas(&["backup", "--data", case.path(), "--out", outer.path().join("backup").to_str().unwrap()]));
    let server = Server::serve_case(case);
    assert!(server.sign_in("monitor").get("/").text().contains("Last backup: today"));
    let (case, _) = server.stop();
    let case = case.unwrap();
    let nine_days_ago = (chrono::Utc::now() - chrono::Duration::hours(9 * 24 + 5)).to_rfc3339();
    case.raw().execute("UPDATE bookkeeping SET value = ?1 WHERE key = 'last_backup'", [nine_days_ago]).unwrap();
    let server = Server::serve_case(case);
    let mut browser = server.sign_in("editor");
    assert!(browser.get("/").text().contains("Last backup: 9 days ago"));
}

#[test]
fn a_backup_beside_a_busy_server_holds_every_write_acknowledged_before_it_began() {
    let desk = Desk::new();
    let Desk { case, outer, code } = desk;
    let data = case.path().to_owned();
    let server = Server::serve_case(case);
    let bearer = format!("Bearer {}", server.case().token("editor"));
    let acknowledged = Mutex::new(Vec::new());
    let stop = AtomicBool::new(false);
    let backups: Vec<(PathBuf, usize, Vec<String>)> = std::thread::scope(|scope| {
        for writer in 0..4 {
            let (server, bearer, acknowledged, stop) = (&server, &bearer, &acknowledged, &stop);
            scope.spawn(move || {
                let started = Instant::now();
                for n in 0.. {
                    if stop.load(Ordering::SeqCst) || started.elapsed() > Duration::from_secs(60) {
                        break;
                    }
                    let key = format!("backup-{writer}-{n}");
                    let headers = [("Authorization", bearer.as_str()), ("Idempotency-Key", &key)];
                    let body = r#"{"type":"inc/rally","title":"A rally","reason":"While a backup is made"}"#;
                    let answer = server.send("POST", "/api/v1/incidents", &headers, body.as_bytes());
                    assert_eq!(answer.status, 201, "{}", answer.text());
                    acknowledged.lock().unwrap().push(answer.json()["ref"].as_str().unwrap().to_owned());
                }
            });
        }
        let take = |n: usize| {
            while acknowledged.lock().unwrap().len() < 20 {
                std::thread::sleep(Duration::from_millis(20));
            }
            let written = acknowledged.lock().unwrap().clone();
            let out = outer.path().join(format!("backup{n}"));
            done(habeas(&["backup", "--data", &data, "--out", out.to_str().unwrap()]));
            let after = acknowledged.lock().unwrap().len();
            (out, after, written)
        };
        let taken = (0..2).map(take).collect();
        stop.store(true, Ordering::SeqCst);
        taken
    });
    let mut during = 0;
    for (n, (out, after, written)) in backups.iter().enumerate() {
        let to = outer.path().join(format!("to{n}"));
        let arguments = ["restore", out.to_str().unwrap(), "--data", to.to_str().unwrap()];
        done(habeas_with(&arguments, &[(BY_CODE, &code)]));
        let check = ["check", "--data", to.to_str().unwrap()];
        assert_eq!(done(habeas_with(&check, &[(BY_CODE, &code)])), "No problems found.\n", "backup {n}");
        let code = RecoveryCode::parse(&fs::read_to_string(&code).unwrap()).unwrap();
        let key = slots::open(&to.join("keys"), Unlock::Recovery(code)).unwrap();
        let restored = raw(&to.join("habeas.db"), &key.hex());
        for reference in written {
            let there = "SELECT count(*) FROM record WHERE ref = ?1";
            let there: i64 = restored.query_row(there, [reference], |row| row.get(0)).unwrap();
            assert_eq!(there, 1, "{reference} was acknowledged before backup {n} began");
        }
        during += after - written.len();
    }
    assert!(during > 3, "nothing was written meanwhile: {during}");
    assert!(server.sign_in("editor").get("/").text().contains("Last backup: today"), "the server's desk knows it");
}
