//! Locking everything at once: whatever runs, and nothing of the case file is left in memory.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use habeas::crypto::{Unlock, slots};
use habeas::domain::access::{Actor, Role};
use habeas::domain::kind::Kind;
use habeas::domain::query::{Facets, TimelineQuery};
use habeas::domain::record::{Draft, Fields, Sensitivity, Value};
use habeas::error::Error;
use habeas::store::Store;
use regex::Regex;

use crate::server::{Answer, Browser, Case, PATIENCE, Server, between, habeas};
use crate::support::{reader, sample_case};

const PASSPHRASE: &str = "seven brave clouds";

#[test]
fn the_program_gives_itself_less_than_a_second_to_lock() {
    // What has not stopped by then ends with the process: `what_does_not_stop_in_time_ends_with_the_process`.
    assert!(habeas::web::LOCK_PATIENCE < Duration::from_secs(1));
}

/// A server whose case file has a passphrase, set in the browser.
fn guarded() -> Server {
    let server = Server::serve();
    let fields = [("new_passphrase", PASSPHRASE), ("passphrase_again", PASSPHRASE)];
    assert_eq!(server.sign_in("admin").post("/keys/passphrase", &fields).goes(), "/keys?done=passphrase");
    server
}

/// Presses the button; from its answer on everybody is answered that it is locked.
fn lock(browser: &mut Browser<'_>) {
    let csrf = browser.csrf().unwrap();
    let answer = browser.post_as_is("/lock", &[("csrf", &csrf)], &[]);
    assert_eq!((answer.status, answer.goes().as_str()), (303, "/unlock"));
    assert_eq!(browser.server.get("/timeline").status, 503);
}

fn unlock(server: &Server, passphrase: &str) -> Answer {
    server.nobody().post("/unlock", &[("passphrase", passphrase)])
}

#[test]
fn the_button_is_on_every_page_of_whoever_is_signed_in_and_on_no_other() {
    let server = Server::serve();
    let mut viewer = server.sign_in("viewer");
    for page in ["/", "/timeline", "/people/P-1", "/account", "/nothing", "/accounts"] {
        let text = viewer.get(page).text();
        assert_eq!(text.matches("action=\"/lock\"").count(), 1, "{page}");
    }
    assert!(!server.get("/signin").text().contains("/lock"));
}

#[test]
fn a_locked_server_answers_every_address_with_locked_and_nothing_else() {
    let server = Server::serve();
    let (mut viewer, mut editor) = (server.sign_in("viewer"), server.sign_in("editor"));
    let token = server.case().token("editor");
    lock(&mut viewer);
    for address in ["/", "/signin", "/timeline", "/people/P-1", "/setup/x", "/enter/x", "/export/timeline.csv", "/no"] {
        for answer in [server.get(address), editor.get(address)] {
            assert_eq!((answer.status, answer.sentence().as_str()), (503, "The case file is locked."), "{address}");
            let text = answer.text();
            for told in ["Sample case", "editor", "csrf", "Almaty"] {
                assert!(!text.contains(told), "{address} tells {told}");
            }
        }
    }
    for answer in [server.api("/api/v1/timeline", token), server.get("/api/v1/timeline")] {
        assert_eq!((answer.status, answer.error_code().as_str()), (503, "locked"));
    }
    assert_eq!((server.get("/healthz").status, server.get("/healthz").text().as_str()), (200, "locked\n"));
    assert_eq!(server.send("GET", "/", &[("Host", "example.org")], b"").status, 421);
    let mut nobody = server.nobody();
    assert_eq!(nobody.post("/language", &[("lang", "ru"), ("back", "/")]).status, 303);
    assert_eq!(nobody.get("/").sentence(), "Файл дела заблокирован.");
    // The key lies beside the file: nothing is asked at the start, and nothing here opens it.
    assert_eq!(server.get("/unlock").status, 503);
    assert!(server.get("/unlock").text().contains("started again"));
    assert_eq!(unlock(&server, "").status, 503);
    // Started again, nobody is signed in any more.
    let cookies = editor.cookies;
    let server = Server::serve_case(server.stop().0.unwrap());
    assert!(!Browser { server: &server, cookies }.is_signed_in());
}

#[test]
fn a_demo_stays_locked_until_it_is_started_again() {
    let (server, link, _) = Server::demo();
    let mut browser = server.enter(&link);
    lock(&mut browser);
    assert_eq!((browser.get("/unlock").status, unlock(&server, "anything at all").status), (503, 503));
}

#[test]
fn the_passphrase_opens_it_again_and_everybody_signs_in_again() {
    let server = guarded();
    let (mut viewer, mut editor) = (server.sign_in("viewer"), server.sign_in("editor"));
    assert_eq!(server.get("/unlock").goes(), "/", "there is nothing to unlock");
    lock(&mut viewer);
    assert!(server.get("/").text().contains("href=\"/unlock\""));
    assert_eq!(server.get("/unlock").status, 200);
    let foreign = [("Origin", "http://example.org")];
    assert_eq!(server.nobody().post_as_is("/unlock", &[("passphrase", PASSPHRASE)], &foreign).status, 403);
    let wrong = unlock(&server, "nine quiet rivers");
    assert!(wrong.status == 422 && !wrong.text().contains("nine quiet rivers"), "{}", wrong.text());
    assert_eq!(server.get("/timeline").status, 503);
    // The page that was asked for stays on the way: over the passphrase and the sign-in.
    let asked = server.get("/people/P-2?after=x").text();
    let way = between(&asked, "class=\"btn go\" href=\"", "\"").unwrap().to_owned();
    assert!(way.starts_with("/unlock?back=%2Fpeople%2FP-2"), "{way}");
    assert!(server.get(&way).text().contains("name=\"back\" value=\"/people/P-2"), "{way}");
    let back = "/people/P-2";
    assert!(!server.get("/unlock?back=//example.org/").text().contains("value=\"//example.org"));
    let opened = server.nobody().post("/unlock", &[("passphrase", PASSPHRASE), ("back", back)]);
    assert_eq!(opened.goes(), "/signin?back=%2Fpeople%2FP-2");
    assert_eq!(server.get("/healthz").text(), "ok\n");
    assert!(!editor.is_signed_in() && !viewer.is_signed_in());
    assert_eq!(server.api("/api/v1/timeline", server.case().token("editor")).status, 200, "tokens stay");
    assert_eq!(server.sign_in("monitor").get("/people/P-1").status, 200);
}

#[test]
fn after_five_wrong_passphrases_the_next_has_to_wait() {
    let server = guarded();
    lock(&mut server.sign_in("viewer"));
    for _ in 0..5 {
        assert_eq!(unlock(&server, "nine quiet rivers").status, 422);
    }
    let answer = unlock(&server, PASSPHRASE);
    assert!(answer.status == 429 && answer.text().contains("has to wait: 1 second"), "{}", answer.text());
    // Asking within the wait costs nothing.
    let answer = until("the wait is over", || Some(unlock(&server, PASSPHRASE)).filter(|answer| answer.status != 429));
    assert_eq!(answer.goes(), "/signin");
}

/// What is there as soon as it is there.
fn until<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(started.elapsed() < PATIENCE, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn the_key_is_gone_from_the_memory_of_a_locked_server() {
    let server = Server::serve();
    let text = fs::read_to_string(server.case().dir.path().join("keys/data.key")).unwrap();
    let hex = Regex::new("[0-9a-f]{64}").unwrap().find(&text).unwrap().as_str().to_owned();
    let key = slots::open(&server.case().dir.path().join("keys"), Unlock::KeyFile).unwrap();
    let held = |what: &[u8]| memory_holds(server.pid(), what);
    let mut editor = server.sign_in("editor");
    assert_eq!(editor.get("/timeline").status, 200);
    assert!(held(key.bytes()), "an open server holds it: the search finds what is there");
    lock(&mut editor);
    assert!(!held(key.bytes()), "the key is still in memory");
    assert!(!held(hex.as_bytes()) && !held(hex.to_uppercase().as_bytes()), "its digits are still in memory");
}

/// Whether the writable memory of a process holds these bytes.
fn memory_holds(pid: u32, what: &[u8]) -> bool {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let mut memory = fs::File::open(format!("/proc/{pid}/mem")).unwrap();
    maps.lines().filter(|line| line.contains(" rw")).any(|line| {
        let (from, to) = line.split(' ').next().unwrap().split_once('-').unwrap();
        let (from, to) = (u64::from_str_radix(from, 16).unwrap(), u64::from_str_radix(to, 16).unwrap());
        let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
        memory.seek(SeekFrom::Start(from)).unwrap();
        memory.read_exact(&mut bytes).is_ok() && bytes.windows(what.len()).any(|window| window == what)
    })
}

#[test]
fn locking_waits_for_nobody_who_writes_and_loses_nothing_they_were_told_is_saved() {
    let server = Server::serve();
    let mut viewer = server.sign_in("viewer");
    let bearer = format!("Bearer {}", server.case().token("editor"));
    let saves = AtomicUsize::new(0);
    let saved: Vec<String> = std::thread::scope(|scope| {
        let write = |writer: usize| {
            let (server, bearer, saves) = (&server, &bearer, &saves);
            scope.spawn(move || {
                let mut saved = Vec::new();
                // They write until it is locked.
                for n in 0..10_000 {
                    let key = format!("while-locking-{writer}-{n}");
                    let headers = [("Authorization", bearer.as_str()), ("Idempotency-Key", &key)];
                    let body = r#"{"type":"inc/rally","title":"A rally","reason":"While it is locked"}"#;
                    let answer = server.send("POST", "/api/v1/incidents", &headers, body.as_bytes());
                    if answer.status != 201 {
                        assert_eq!((answer.status, answer.error_code().as_str()), (503, "locked"));
                        break;
                    }
                    saved.push(answer.json()["ref"].as_str().unwrap().to_owned());
                    saves.fetch_add(1, Ordering::SeqCst);
                }
                saved
            })
        };
        let writers: Vec<_> = (0..4).map(write).collect();
        until("they write", || (saves.load(Ordering::SeqCst) > 8).then_some(()));
        lock(&mut viewer);
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    assert!(saved.len() > 8 && saved.len() < 40_000, "{} saves", saved.len());
    let case = server.stop().0.unwrap();
    let known = |reference: &String| {
        let sql = "SELECT count(*) FROM record WHERE ref = ?1";
        case.raw().query_row(sql, [reference], |row| row.get::<_, i64>(0)).unwrap() == 1
    };
    assert!(saved.iter().all(known));
    assert_checks(&case);
}

#[test]
fn locking_does_not_wait_for_a_write_that_waits_for_another_process() {
    let server = Server::serve();
    let mut viewer = server.sign_in("viewer");
    let other = server.case().raw();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let bearer = format!("Bearer {}", server.case().token("editor"));
    let before = sleeps(server.pid());
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let headers = [("Authorization", bearer.as_str()), ("Idempotency-Key", "waits-for-another")];
            let body = r#"{"type":"inc/rally","title":"A rally","reason":"It waits"}"#;
            server.send("POST", "/api/v1/incidents", &headers, body.as_bytes())
        });
        // A thread that sleeps again and again asks for the file again and again: it waits already.
        let asks_again = |(thread, now): (&String, &u64)| now - before.get(thread).unwrap_or(&0) > 8;
        until("it waits", || sleeps(server.pid()).iter().any(asks_again).then_some(()));
        // The other process goes on holding the file: whoever waited for it would be answered that it is busy.
        lock(&mut viewer);
        let answer = waiting.join().unwrap();
        assert_eq!((answer.status, answer.error_code().as_str()), (503, "locked"));
    });
    drop(other);
    assert_checks(&server.stop().0.unwrap());
}

#[test]
fn what_does_not_stop_in_time_ends_with_the_process() {
    let mut server = Server::serve();
    let form = |mut browser: Browser<'_>, path: &str, fields: &str| {
        let body = format!("csrf={}&{fields}", browser.csrf().unwrap());
        let cookie = &browser.cookies["habeas_session"];
        format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: habeas_session={cookie}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let passphrase = "new_passphrase=seven+brave+clouds&passphrase_again=seven+brave+clouds";
    // Work of a few seconds that holds the key and asks nobody whether it may go on.
    let slow = form(server.sign_in("admin"), "/keys/passphrase", passphrase);
    let lock = form(server.sign_in("viewer"), "/lock", "");
    let port = server.port;
    let send = |request: &str| {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    };
    let idle = memory(server.pid());
    let _slow = send(&slow);
    // A slot is made with a hundred megabytes and more: it has begun.
    until("it works", || (memory(server.pid()) > idle + 64 * 1024).then_some(()));
    let _lock = send(&lock);
    // Had it stopped in time, or the work been waited for, the server would go on.
    until("the process ends", || server.has_ended().then_some(()));
    // The slots are as they were.
    assert_checks(&server.stop().0.unwrap());
}

/// Kilobytes of memory that a process has in use.
fn memory(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// How often each thread of a process has gone to sleep by itself.
fn sleeps(pid: u32) -> BTreeMap<String, u64> {
    let count = |task: fs::DirEntry| {
        let status = fs::read_to_string(task.path().join("status")).unwrap_or_default();
        let times = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
        Some((task.file_name().into_string().unwrap(), times.trim().parse().unwrap()))
    };
    fs::read_dir(format!("/proc/{pid}/task")).unwrap().map(Result::unwrap).filter_map(count).collect()
}

#[test]
fn a_shut_store_has_no_connection_and_no_key_and_what_ran_is_rolled_back() {
    let case = sample_case();
    let (store, path) = (&case.store, case.dir.path().join("habeas.db"));
    let before = changes(&case.raw());
    let viewer = reader(Role::Editor, Sensitivity::Restricted);
    let (writing, reading) = (AtomicBool::new(false), AtomicBool::new(false));
    std::thread::scope(|scope| {
        // One that writes and reads without end in one transaction, one that only reads, one that waits to write.
        let writes = scope.spawn(|| {
            store.write::<()>(&Actor::program(), "Without end", |tx| {
                loop {
                    let site = Fields::from([("level", Some(Value::Text("site".into())))]);
                    tx.create(&Draft::new(Kind::Place, site))?;
                    writing.store(true, Ordering::SeqCst);
                }
            })
        });
        let reads = scope.spawn(|| {
            store.read::<()>(&viewer, |tx| {
                loop {
                    tx.timeline_summary(&TimelineQuery::default(), Facets::All)?;
                    reading.store(true, Ordering::SeqCst);
                }
            })
        });
        until("both work", || (writing.load(Ordering::SeqCst) && reading.load(Ordering::SeqCst)).then_some(()));
        let waits = scope.spawn(|| store.end_all_sessions());
        // None of them ends by itself.
        assert!(store.shut(PATIENCE), "something did not stop");
        assert_eq!(store.connections(), 0);
        assert!(matches!(store.key(), Err(Error::Locked)));
        assert!(writes.join().unwrap().is_err() && reads.join().unwrap().is_err());
        assert!(matches!(waits.join().unwrap(), Err(Error::Locked)));
        assert!(matches!(store.settings(), Err(Error::Locked)));
    });
    assert_eq!(changes(&case.raw()), before);
    let key = slots::open(&case.dir.path().join("keys"), Unlock::KeyFile).unwrap();
    assert!(Store::open(&path, key).unwrap().check().unwrap().is_empty());
}

fn changes(conn: &rusqlite::Connection) -> i64 {
    conn.query_row("SELECT count(*) FROM change", [], |row| row.get(0)).unwrap()
}

fn assert_checks(case: &Case) {
    let check = habeas(&["check", "--data", case.path()]);
    assert_eq!(check.status.code(), Some(0), "{}", String::from_utf8_lossy(&check.stdout));
}

#[test]
fn nothing_of_a_lock_lies_around() {
    let server = Server::serve();
    lock(&mut server.sign_in("viewer"));
    let left = |name: &str| Path::new(server.case().path()).join(name).exists();
    assert!(!left("habeas.db-wal"), "the log was moved into the file when the last connection closed");
}
