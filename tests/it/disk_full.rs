//! A disk without room: nothing is saved, everybody is told why, what was typed is still there, and reading goes on.
//!
//! The program runs under strace, which lets writes to the database fail as a full disk does while its directory goes by
//! another name: so room is taken away and given back in the middle of its work.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::http_forms::{fill, key_of};
use crate::http_review_pages::{again, hidden, rally};
use crate::server::{Answer, Case, Server, habeas};

/// The disk of a case file: full while its directory is elsewhere.
struct Disk {
    path: PathBuf,
    full: PathBuf,
}

impl Disk {
    fn of(case: &Case) -> Disk {
        let path = case.dir.path().to_owned();
        let full = path.with_file_name(format!("{}-full", path.file_name().unwrap().to_str().unwrap()));
        Disk { path, full }
    }

    fn fill(&self) {
        fs::rename(&self.path, &self.full).unwrap();
        symlink(&self.full, &self.path).unwrap();
    }

    fn empty(&self) {
        fs::remove_file(&self.path).unwrap();
        fs::rename(&self.full, &self.path).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // A test that failed in between: its directory is taken away under its own name.
        if self.full.exists() {
            self.empty();
        }
    }
}

/// A command that runs the program, and lets no write reach the files of a database in this directory.
fn without_room_in(directory: &Path) -> Command {
    let mut command = Command::new("strace");
    command.args(["-D", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "trace=pwrite64"]);
    command.args(["-e", "inject=pwrite64:error=ENOSPC"]);
    for name in ["habeas.db", "habeas.db-wal"] {
        command.arg("-P").arg(directory.join(name));
    }
    command.arg("--").arg(env!("CARGO_BIN_EXE_habeas"));
    command
}

fn serve() -> (Server, Disk) {
    let case = Case::new();
    let disk = Disk::of(&case);
    let mut program = without_room_in(&disk.full);
    program.args(["serve", "--data", case.path(), "--listen", "127.0.0.1:0"]);
    (Server::start_program(program, 1, Some(case)), disk)
}

/// Whether it says that the disk is full, and still has all of this.
fn keeps(answer: &Answer, typed: &[&str]) {
    let text = answer.text();
    assert_eq!(answer.status, 507, "{text}");
    assert!(text.contains("The disk is full"), "{text}");
    for typed in typed {
        assert!(text.contains(typed), "{typed} is gone: {text}");
    }
}

#[test]
fn on_a_full_disk_forms_come_back_with_all_that_was_typed_and_are_saved_when_there_is_room() {
    let (server, disk) = serve();
    let mut editor = server.sign_in("editor");
    let (page, _) = rally(&mut editor, "A rally before");
    let incident = [
        ("type", "inc/picket"),
        ("title", "A rally nobody may lose"),
        ("date", "26 Feb 2012"),
        ("place", "Almaty"),
        ("summary", "Three lines\nof what was\nheard there"),
        ("citations.0.report", "R-1"),
        ("citations.0.quote", "as it was told"),
    ];
    let detention = [("who", "Adam Alfov\nBeta Bravov"), ("taken", "25 Feb 2012"), ("taken_place", "L-6")];
    let key = key_of(&editor.get("/incidents/new"));
    let opened = hidden(&editor.get(&format!("{page}/review")).text(), &format!("{page}/review"));
    // The time of last use is noted once a minute: it can't be now.
    server.case().raw().execute("UPDATE session SET seen_at = seen_at - 120", []).unwrap();
    disk.fill();

    for address in ["/", "/timeline", "/people/P-1", "/held", &page] {
        assert_eq!(editor.get(address).status, 200, "{address}: reading goes on");
    }
    let sent = [&incident[..], &[("form_key", key.as_str())]].concat();
    keeps(
        &editor.post("/incidents/new", &sent),
        &["A rally nobody may lose", "of what was", "heard there", "as it was told"],
    );
    keeps(&editor.post("/incidents/new", &[&sent[..], &[("draft", "1")]].concat()), &["A rally nobody may lose"]);
    keeps(&fill(&mut editor, "/detentions/new", &detention), &["Adam Alfov", "Beta Bravov", "25 Feb 2012"]);
    let review = [("to", "disputed"), ("reason", "Two reports differ")];
    keeps(&again(&mut editor, &opened, &format!("{page}/review"), &review), &["Two reports differ"]);
    keeps(&server.nobody().post("/signin", &[("login", "editor"), ("password", "whatever it is")]), &[]);
    let body = json!({ "reason": "Told", "type": "inc/rally", "title": "Another", "date": "2012-02-28" }).to_string();
    let bearer = format!("Bearer {}", server.case().token("editor"));
    let headers = [("Authorization", bearer.as_str()), ("Idempotency-Key", "a-disk-without-room")];
    let send = || server.send("POST", "/api/v1/incidents", &headers, body.as_bytes());
    let answer = send();
    assert_eq!((answer.status, answer.error_code().as_str()), (507, "disk_full"));
    assert!(server.log().contains("the disk is full"), "{}", server.log());

    disk.empty();
    assert_eq!(editor.post("/incidents/new", &sent).status, 303, "the same form, sent again");
    assert_eq!(again(&mut editor, &opened, &format!("{page}/review"), &review).goes(), page);
    assert_eq!(send().status, 201, "the same write, sent again");
    let timeline = editor.get("/timeline?from=2012-02-26&to=2012-02-28").text();
    assert!(timeline.contains("A rally nobody may lose") && timeline.contains("Another"));
    let (case, _) = server.stop();
    assert_eq!(habeas(&["check", "--data", case.unwrap().path()]).status.code(), Some(0));
}

#[test]
fn on_a_full_disk_a_command_says_so_and_does_nothing_by_halves() {
    let case = Case::new();
    let outer = tempfile::tempdir().unwrap();
    let file = outer.path().join("more.toml");
    let text = "format = \"habeas-case/1\"\ncase = \"more\"\n\n[[person]]\nid = \"a\"\nname = \"Adam Alfov\"\n";
    fs::write(&file, text).unwrap();
    let import = ["import", file.to_str().unwrap(), "--data", case.path()];
    let refused = without_room_in(case.dir.path()).args(import).output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    let sentence = "The disk is full: nothing was saved. Make room on it and run this again.\n";
    assert_eq!((refused.status.code(), said.as_str()), (Some(2), sentence));
    for format in ["csv", "json"] {
        let export = habeas(&["export", "timeline", "--data", case.path(), "--format", format, "--out", "/dev/full"]);
        let said = String::from_utf8(export.stderr).unwrap();
        assert!(export.status.code() == Some(2) && said.starts_with("The disk is full"), "{format}: {said}");
    }
    let done = habeas(&import);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(habeas(&["check", "--data", case.path()]).status.code(), Some(0));
}
