//! Passphrase and recovery code: changed, removed, tried, renewed; and whether a server answers.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::process::Output;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::backup::{code_in, done, refused};
use crate::server::{Case, Server, habeas, habeas_with};

const PASSPHRASE: &str = "HABEAS_PASSPHRASE_FILE";
const NEW: &str = "HABEAS_NEW_PASSPHRASE_FILE";
const CODE: &str = "HABEAS_RECOVERY_CODE_FILE";

/// A directory for secrets in files of their own.
struct Secrets(TempDir);

impl Secrets {
    fn new(secrets: &[(&str, &str)]) -> Secrets {
        let dir = Secrets(tempfile::tempdir().unwrap());
        secrets.iter().for_each(|(name, secret)| dir.keep(name, secret));
        dir
    }

    fn keep(&self, name: &str, secret: &str) {
        fs::write(self.0.path().join(name), format!("{secret}\n")).unwrap();
    }

    /// The program, with variables that name these files.
    fn run(&self, arguments: &[&str], with: &[(&str, &str)]) -> Output {
        let with: Vec<(&str, String)> =
            with.iter().map(|(name, file)| (*name, self.0.path().join(file).to_str().unwrap().to_owned())).collect();
        habeas_with(arguments, &with.iter().map(|(name, path)| (*name, path.as_str())).collect::<Vec<_>>())
    }
}

#[test]
fn a_changed_passphrase_opens_the_old_one_does_not_and_the_recovery_code_still_does() {
    let secrets = Secrets::new(&[("old", "seven brave clouds"), ("new", "nine quiet rivers"), ("short", "7 chars")]);
    let data = secrets.0.path().join("case");
    let path = data.to_str().unwrap();
    let made = done(secrets.run(&["init", "--data", path], &[(PASSPHRASE, "old")]));
    secrets.keep("code", &code_in(&made));
    let check = |with: &[(&str, &str)]| secrets.run(&["check", "--data", path], with);
    let change = |with: &[(&str, &str)]| secrets.run(&["passphrase", "--data", path], with);

    assert!(refused(change(&[(PASSPHRASE, "old"), (NEW, "short")]), 2).contains("too short"));
    assert!(refused(change(&[(PASSPHRASE, "old")]), 2).contains(NEW), "there is no new one");
    assert!(refused(change(&[(PASSPHRASE, "new"), (NEW, "new")]), 2).contains("does not open"));
    // Forgotten: the code opens what the passphrase no longer does.
    done(change(&[(CODE, "code"), (NEW, "new")]));
    done(check(&[(PASSPHRASE, "new")]));
    assert!(refused(check(&[(PASSPHRASE, "old")]), 2).contains("does not open"));
    done(check(&[(CODE, "code")]));
    assert!(!data.join("keys/data.key").exists());
}

#[test]
fn a_removed_passphrase_leaves_the_key_beside_the_file_and_says_so() {
    let case = Case::new();
    let secrets = Secrets::new(&[("new", "nine quiet rivers")]);
    let keys = case.dir.path().join("keys");
    done(secrets.run(&["passphrase", "--data", case.path()], &[(NEW, "new")]));
    assert!(keys.join("passphrase.age").exists() && !keys.join("data.key").exists());
    refused(habeas(&["check", "--data", case.path()]), 2);
    let said = done(secrets.run(&["passphrase", "--data", case.path(), "--remove"], &[(PASSPHRASE, "new")]));
    assert!(said.contains("the key lies beside the file"), "{said}");
    assert!(!keys.join("passphrase.age").exists() && keys.join("data.key").exists());
    done(habeas(&["check", "--data", case.path()]));
}

#[test]
fn a_renewed_recovery_code_opens_and_the_old_one_does_not() {
    let case = Case::new();
    let secrets = Secrets::new(&[("none", "")]);
    let renew = || done(habeas(&["recovery", "--data", case.path(), "renew"]));
    let test = |file: &str| secrets.run(&["recovery", "--data", case.path(), "test"], &[(CODE, file)]);
    let first = renew();
    assert_eq!(first.matches(&code_in(&first)).count(), 1, "it is printed once");
    secrets.keep("first", &code_in(&first));
    assert_eq!(done(test("first")), "The recovery code opens this case file.\n");
    let second = renew();
    // As a person types it.
    secrets.keep("second", &code_in(&second).to_lowercase().replace('-', " "));
    done(test("second"));
    assert!(refused(test("first"), 2).contains("does not open"));
    let mut slip = code_in(&second);
    slip.replace_range(0..1, if slip.starts_with('7') { "8" } else { "7" });
    secrets.keep("slip", &slip);
    assert!(refused(test("slip"), 2).starts_with("Group 1 "));
    assert!(refused(test("none"), 2).contains(CODE), "an empty file is never taken for a code");
    assert!(refused(habeas(&["recovery", "--data", case.path(), "test"]), 2).contains(CODE));
    done(habeas(&["check", "--data", case.path()]));
}

#[test]
fn a_key_that_is_not_the_databases_gets_no_new_slot() {
    let (case, other) = (Case::new(), tempfile::tempdir().unwrap());
    let data = other.path().join("other");
    done(habeas(&["init", "--data", data.to_str().unwrap()]));
    fs::copy(data.join("keys/data.key"), case.dir.path().join("keys/data.key")).unwrap();
    let before = fs::read(case.dir.path().join("keys/recovery.age")).unwrap();
    refused(habeas(&["recovery", "--data", case.path(), "renew"]), 1);
    assert_eq!(fs::read(case.dir.path().join("keys/recovery.age")).unwrap(), before);
}

#[test]
fn a_healthcheck_says_whether_a_server_answers() {
    let ask = |address: &str| habeas(&["healthcheck", "--listen", address]);
    let said = |output: &Output| String::from_utf8(output.stdout.clone()).unwrap();
    let server = Server::serve();
    let address = format!("127.0.0.1:{}", server.port);
    assert!(done(ask(&address)).ends_with("is well.\n"));
    server.stop();
    let gone = ask(&address);
    assert_eq!((gone.status.code(), said(&gone).lines().count()), (Some(1), 1), "{}", said(&gone));
    assert!(refused(ask("192.0.2.1:80"), 2).contains("not on this computer"));

    // Something that accepts and says nothing, and something else that answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let started = Instant::now();
    let output = ask(&silent.local_addr().unwrap().to_string());
    assert_eq!(output.status.code(), Some(1));
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();
    let answering = std::thread::spawn(move || {
        let (mut stream, _) = other.accept().unwrap();
        let _ = stream.write_all(b"HTTP/1.1 503 Service Unavailable\r\n\r\n");
    });
    let output = ask(&address);
    assert_eq!((output.status.code(), said(&output).lines().count()), (Some(1), 1), "{}", said(&output));
    answering.join().unwrap();
}
