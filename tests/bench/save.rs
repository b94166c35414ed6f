//! How long a save takes through HTTP, beside one bare INSERT into the same kind of file on the same disk.
//! `cargo bench --bench save`; without `--bench`, as `cargo test` runs it, a few saves to see that it works.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, clippy::print_stdout)]

#[allow(dead_code)]
#[path = "../it/server.rs"]
mod server;
#[path = "../it/wire.rs"]
mod wire;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use server::{Server, raw};
use wire::Wire;

/// What a save on the sample case may take, by median.
const GOAL: Duration = Duration::from_millis(30);
const KEY: &str = "6f0e5b1c9a7d4e3f8b2a1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f";

fn main() -> ExitCode {
    let measures = std::env::args().any(|argument| argument == "--bench");
    let saves = if measures { 500 } else { 3 };
    let server = Server::serve();
    let bare = tempfile::tempdir_in(server.case().dir.path().parent().unwrap()).unwrap();
    let bare = raw(&bare.path().join("bare.db"), KEY);
    let layout = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE bare (text TEXT NOT NULL) STRICT;";
    bare.execute_batch(layout).unwrap();
    let mut browser = server.sign_in("editor");
    let csrf = browser.csrf().unwrap();
    let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let bearer = format!("Bearer {}", server.case().token("editor"));
    let mut client = Client { bearer, wire: Wire::to(server.port), keys: 0, cookie: cookies.join("; "), csrf };

    let (mut inserts, mut events, mut changes, mut forms) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // By turns, so that all of them meet the same disk.
    for save in 0..saves {
        let detention = json!({ "reason": "Told by a report", "person": "G-1", "start": "25 Feb 2012" });
        let detention = client.send("POST", "detentions", &detention).0["uid"].clone();
        let event = json!({ "reason": "Told by a report", "detention": detention, "seq": 1, "type": "de/arrested",
                            "date": "25 Feb 2012", "status_after": "held",
                            "citations": [{ "report": "R-1", "paragraph": 2, "hedge": "reported", "grade": "B2" }] });
        let (event, took) = client.send("POST", "custody-events", &event);
        events.push(took);
        let path = format!("custody-events/{}", event["uid"].as_str().unwrap());
        let change = json!({ "reason": "Read again", "version": 1, "note": format!("As told, {save}") });
        changes.push(client.send("PATCH", &path, &change).1);
        forms.push(client.log(save));
        let started = Instant::now();
        bare.execute("INSERT INTO bare VALUES (?1)", [format!("As told, {save}")]).unwrap();
        inserts.push(started.elapsed());
    }
    if !measures {
        return ExitCode::SUCCESS;
    }
    let baseline = median(&mut inserts);
    println!("{saves} saves each, sample case, one client        median       p95   × baseline");
    for (name, times) in [
        ("one bare INSERT, synchronous=FULL (baseline)", &mut inserts),
        ("custody event with a citation (POST)", &mut events),
        ("one field of it changed (PATCH)", &mut changes),
        ("a detention logged by its form, all of it", &mut forms),
    ] {
        let (median, p95) = (median(times), times[times.len() * 95 / 100]);
        let ratio = median.as_secs_f64() / baseline.as_secs_f64();
        println!("{name:<46}{:>7} ms {:>7} ms {ratio:>8.1}", milliseconds(median), milliseconds(p95));
    }
    let met = [&mut events, &mut changes, &mut forms].into_iter().all(|times| median(times) <= GOAL);
    println!("goal: median at most {} ms: {}", GOAL.as_millis(), if met { "met" } else { "missed" });
    if met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Client {
    wire: Wire,
    bearer: String,
    keys: u64,
    cookie: String,
    csrf: String,
}

impl Client {
    /// A write that has to be accepted: the record, and how long it took until the answer was read.
    fn send(&mut self, method: &str, path: &str, body: &Json) -> (Json, Duration) {
        self.keys += 1;
        let (key, body) = (format!("bench-key-{}", self.keys), body.to_string());
        let headers = [("Authorization", self.bearer.as_str()), ("Idempotency-Key", &key)];
        let started = Instant::now();
        let answer = self.wire.send(method, &format!("/api/v1/{path}"), &headers, body.as_bytes()).unwrap();
        let took = started.elapsed();
        assert!(matches!(answer.status, 200 | 201), "{method} {path}: {}", answer.text());
        (answer.json(), took)
    }

    /// A new person, the episode, the arrest, where they are held, and the part in the incident, by one form.
    fn log(&mut self, save: i32) -> Duration {
        let (who, key) = (format!("N. N. {save}"), format!("bench-form-{save}"));
        let fields = [
            ("csrf", self.csrf.as_str()),
            ("form_key", &key),
            ("who", &who),
            ("w.0.for", &who),
            ("w.0.pick", "new"),
            ("taken", "25 Feb 2012"),
            ("taken_place", "L-6"),
            ("taken_by", "O-2"),
            ("held_place", "L-5"),
            ("incident", "I-5"),
            ("citations.0.report", "R-1"),
            ("citations.0.paragraph", "5"),
        ];
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let headers = [("Cookie", self.cookie.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        let started = Instant::now();
        let answer = self.wire.send("POST", "/detentions/new", &headers, body.as_bytes()).unwrap();
        let took = started.elapsed();
        assert_eq!(answer.status, 303, "{}", answer.text());
        took
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1e3)
}
