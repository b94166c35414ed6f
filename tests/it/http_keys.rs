//! Keys and backups in the browser, for administrators: what the commands do, while the server runs.

use std::fs;

use crate::backup::{code_in, done, refused};
use crate::server::{Browser, Case, Server, between, habeas_with};

const PASSPHRASE: &str = "seven brave clouds";
const BY_PASSPHRASE: &str = "HABEAS_PASSPHRASE_FILE";
const BY_CODE: &str = "HABEAS_RECOVERY_CODE_FILE";

fn set(admin: &mut Browser<'_>, passphrase: &str, again: &str) -> (String, String) {
    let answer = admin.post("/keys/passphrase", &[("new_passphrase", passphrase), ("passphrase_again", again)]);
    (answer.goes(), answer.text())
}

/// Whether `habeas check` opens a case file with a secret and finds nothing wrong.
fn opens(data: &str, by: &str, secret: &str) -> bool {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("secret");
    fs::write(&file, format!("{secret}\n")).unwrap();
    habeas_with(&["check", "--data", data], &[(by, file.to_str().unwrap())]).status.success()
}

#[test]
fn an_administrator_sets_changes_and_removes_the_passphrase() {
    let server = Server::serve();
    let mut admin = server.sign_in("admin");
    let key_file = server.case().dir.path().join("keys/data.key");
    assert!(admin.get("/keys").text().contains("none is set"));
    for (passphrase, again, said) in [
        ("7 chars", "7 chars", "at least 8 characters"),
        (PASSPHRASE, "seven brave cloud", "The two passphrases differ"),
        ("two lines\nof it", "two lines\nof it", "one line"),
    ] {
        let (status, text) = set(&mut admin, passphrase, again);
        assert!(status == "422" && text.contains(said), "{passphrase}: {text}");
        assert!(!text.contains(&format!("value=\"{passphrase}\"")), "it is never shown again");
    }
    assert!(key_file.exists());
    assert_eq!(set(&mut admin, PASSPHRASE, PASSPHRASE).0, "/keys?done=passphrase");
    assert!(!key_file.exists());
    assert!(admin.get("/keys?done=passphrase").text().contains("The new passphrase is set"));
    assert_eq!(set(&mut admin, "nine quiet rivers", "nine quiet rivers").0, "/keys?done=passphrase");
    assert_eq!(admin.get("/timeline").status, 200, "the server goes on");

    let cookies = admin.cookies;
    let case = server.stop().0.unwrap();
    assert!(opens(case.path(), BY_PASSPHRASE, "nine quiet rivers") && !opens(case.path(), BY_PASSPHRASE, PASSPHRASE));
    // As at the start of the day: the passphrase, and then the browser.
    let outer = tempfile::tempdir().unwrap();
    let file = outer.path().join("passphrase");
    fs::write(&file, "nine quiet rivers\n").unwrap();
    let change = ["passphrase", "--data", case.path(), "--remove"];
    done(habeas_with(&change, &[(BY_PASSPHRASE, file.to_str().unwrap())]));
    let server = Server::serve_case(case);
    let mut admin = Browser { server: &server, cookies };
    assert_eq!(set(&mut admin, PASSPHRASE, PASSPHRASE).0, "/keys?done=passphrase");
    assert_eq!(admin.post("/keys/passphrase", &[("remove", "true")]).goes(), "/keys?done=removed");
    assert!(admin.get("/keys?done=removed").text().contains("the key lies beside the file"));
    assert!(server.case().dir.path().join("keys/data.key").exists());
}

#[test]
fn a_recovery_code_is_tested_and_renewed_and_shown_once() {
    let server = Server::serve();
    let mut admin = server.sign_in("admin");
    let first = code_in(&admin.post("/keys/recovery", &[]).text());
    let mut tested = |code: &str| {
        let answer = admin.post("/keys/recovery/test", &[("recovery_code", code)]);
        assert!(!answer.text().contains(code) || code.is_empty(), "it is never shown again");
        (answer.goes(), answer.text())
    };
    assert_eq!(tested(&first).0, "/keys?done=code");
    assert_eq!(tested(&first.to_lowercase().replace('-', " ")).0, "/keys?done=code");
    let mut slip = first.clone();
    slip.replace_range(0..1, if slip.starts_with('7') { "8" } else { "7" });
    for (code, said) in [("", "Given: 0"), ("ABCDE", "Given: 5"), (slip.as_str(), "Group 1 ")] {
        let (status, text) = tested(code);
        assert!(status == "422" && text.contains(said), "{code}: {text}");
    }
    let second = code_in(&admin.post("/keys/recovery", &[]).text());
    assert!(!admin.get("/keys").text().contains(&second));
    let mut tested = |code: &str| admin.post("/keys/recovery/test", &[("recovery_code", code)]);
    let old = tested(&first);
    assert!(old.status == 422 && old.text().contains("does not open"), "{}", old.text());
    assert_eq!(tested(&second).goes(), "/keys?done=code");
    let case = server.stop().0.unwrap();
    assert!(opens(case.path(), BY_CODE, &second) && !opens(case.path(), BY_CODE, &first));
}

#[test]
fn a_backup_from_the_browser_restores_and_leaves_nothing_behind() {
    let server = Server::serve();
    let mut admin = server.sign_in("admin");
    assert!(admin.get("/keys").text().contains("No backup yet"));
    let code = code_in(&admin.post("/keys/recovery", &[]).text());
    let before = names(server.case());
    let answer = admin.post("/keys/backup", &[]);
    assert_eq!(answer.status, 200, "{}", answer.sentence());
    assert_eq!(answer.header("content-disposition"), Some("attachment; filename=\"backup.habeas\""));
    assert_eq!(names(server.case()), before);
    assert!(admin.get("/keys").text().contains("Last backup: today"));
    assert!(admin.get("/").text().contains("Last backup: today"));

    let outer = tempfile::tempdir().unwrap();
    let at = |name: &str| outer.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("backup"), &answer.body).unwrap();
    fs::write(at("code"), code).unwrap();
    let with = [(BY_CODE, at("code"))];
    let with = [(with[0].0, with[0].1.as_str())];
    done(habeas_with(&["restore", &at("backup"), "--data", &at("to")], &with));
    assert_eq!(done(habeas_with(&["check", "--data", &at("to")], &with)), "No problems found.\n");
    fs::write(at("half"), &answer.body[..answer.body.len() / 2]).unwrap();
    refused(habeas_with(&["restore", &at("half"), "--data", &at("other")], &with), 1);
}

fn names(case: &Case) -> Vec<String> {
    let entries = fs::read_dir(case.dir.path()).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn keys_ask_for_ones_own_password_and_no_page_repeats_a_secret() {
    const OWN: &str = "correct horse battery staple";
    let case = Case::new();
    // The administrator has a password, given some time ago.
    let server = Server::serve_case(case);
    let mut admin = server.sign_in("admin");
    let link = admin.post("/accounts/3/reset", &[]).text();
    let link = format!("/setup/{}", between(&link, "/setup/", "\"").unwrap());
    assert_eq!(admin.post("/accounts/3", &[("role", "viewer"), ("clearance", "1"), ("admin", "yes")]).status, 303);
    let mut second = server.nobody();
    assert_eq!(second.post(&link, &[("password", OWN), ("repeat", OWN)]).status, 303);
    server.case().raw().execute("UPDATE session SET confirmed_at = 0", []).unwrap();

    let fields = [("new_passphrase", PASSPHRASE), ("passphrase_again", PASSPHRASE)];
    let asks = second.post("/keys/passphrase", &fields);
    assert!(asks.status == 403 && !asks.text().contains(PASSPHRASE), "{}", asks.text());
    assert!(asks.text().contains("name=\"own_password\"") && asks.text().contains("href=\"/keys\""));
    for address in ["/keys/recovery", "/keys/recovery/test", "/keys/backup"] {
        assert_eq!(second.post(address, &[]).status, 403, "{address}");
    }
    assert!(server.case().dir.path().join("keys/data.key").exists(), "nothing was changed");
    let confirmed = second.post("/keys/passphrase", &[("own_password", OWN)]);
    assert!(confirmed.status == 422 && confirmed.text().contains("at least 8 characters"), "it is typed again");
    assert_eq!(second.post("/keys/passphrase", &fields).goes(), "/keys?done=passphrase");
}

#[test]
fn a_demo_has_no_keys_to_look_after() {
    let (server, link, _) = Server::demo();
    let mut browser = server.enter(&link);
    assert!(browser.get("/keys").text().contains("only in memory"));
    for address in ["/keys/passphrase", "/keys/recovery", "/keys/recovery/test", "/keys/backup"] {
        assert_eq!(browser.post(address, &[]).status, 400, "{address}");
    }
}
