//! A server over a case file, and an editor who is signed in to it.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use habeas::config::DataDir;
use habeas::domain::access::Role;
use habeas::domain::record::Sensitivity;
use habeas::store::Store;
use habeas::store::accounts::account::{LinkPurpose, NewAccount};
use serde_json::Value as Json;

use crate::process::cpu;
use crate::server::{Answer, Server};
use crate::wire::Wire;

/// How long a server is given until everything is in memory.
const SETTLED: Duration = Duration::from_secs(600);

pub struct Client {
    pub wire: Wire,
    pub server: u32,
    pub bearer: String,
    pub cookie: String,
    pub csrf: String,
    pub asked: u32,
    pub sent: u64,
    pub running: Server,
}

impl Client {
    /// A server over a case file, and an editor signed in to it. He is a new one, whoever signed in before.
    pub fn start(store: Store, dir: DataDir, path: &Path, asked: u32) -> Client {
        let login = format!("bench-{}", store.accounts().unwrap().len());
        let (role, clearance) = (Role::Editor, Sensitivity::Restricted);
        let account = NewAccount { login: &login, name: "Bench", role, admin: false, clearance };
        let account = store.add_account(&account).unwrap();
        let link = store.create_link(LinkPurpose::Enter, Some(account), 7 * 86_400).unwrap();
        let token = store.create_api_token(account, "bench", None).unwrap();
        drop(store);
        drop(dir);
        let server = Server::start(&["serve", "--data", path.to_str().unwrap(), "--listen", "127.0.0.1:0"], 1, None);
        let mut browser = server.enter(&link);
        let csrf = browser.csrf().unwrap();
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Client {
            wire: Wire::to(server.port),
            server: server.pid(),
            bearer: format!("Bearer {token}"),
            cookie: cookies.join("; "),
            csrf,
            asked,
            sent: 0,
            running: server,
        }
    }

    /// Waits until nothing is read into memory any more: what that costs is no cost of what is asked.
    pub fn settle(&mut self) {
        let started = Instant::now();
        loop {
            let before = cpu(self.server);
            sleep(Duration::from_millis(700));
            if cpu(self.server) == before || started.elapsed() > SETTLED {
                break;
            }
        }
        // The server closes what is idle.
        self.wire = Wire::to(self.running.port);
    }

    pub fn get(&mut self, address: &str) -> Answer {
        let answer = self.wire.send("GET", address, &[("Cookie", &self.cookie)], b"").unwrap();
        assert_eq!(answer.status, 200, "{address}: {}", answer.text());
        answer
    }

    /// Sends a form.
    pub fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = [("csrf", self.csrf.as_str())];
        let fields = csrf.iter().chain(fields);
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let headers = [("Cookie", self.cookie.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        self.wire.send("POST", address, &headers, body.as_bytes()).unwrap()
    }

    pub fn send(&mut self, method: &str, path: &str, body: &Json) {
        self.sent += 1;
        let (key, body) = (format!("{}-{}", &self.csrf[..8], self.sent), body.to_string());
        let headers = [("Authorization", self.bearer.as_str()), ("Idempotency-Key", &key)];
        let answer = self.wire.send(method, &format!("/api/v1/{path}"), &headers, body.as_bytes()).unwrap();
        assert!(matches!(answer.status, 200 | 201), "{method} {path}: {}", answer.text());
    }
}
