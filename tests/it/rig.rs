//! What the rigs share: how much they do, and clients that save. A rig takes any client, so that what holds for
//! programs with a token is tried with whatever else saves.

use std::hash::{BuildHasher, RandomState};
use std::io;

use serde_json::{Value as Json, json};

use crate::server::{Answer, Server};
use crate::wire::Wire;

/// How much a rig does: what the variable says, or what fits into every test run.
pub fn size(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{variable} is no number")))
}

/// A number below another, different in every run.
pub fn random(below: u64) -> u64 {
    RandomState::new().hash_one(()) % below
}

/// What came of a save that was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// Acknowledged: the record's key and the version it is in now.
    Done { key: String, version: i64 },
    /// Somebody else was first. What the answer says is in force now.
    Stale { version: i64, title: String },
}

/// Somebody who saves incidents. Every incident has its title as its comment too, and one citation, so that half of a
/// save would show. An error: the server is gone, and whether it saved is not known. Any answer that is neither an
/// acknowledgement nor a conflict fails the test.
pub trait Saver: Send {
    /// A new incident. `once` names the sending: sent again with the same, it is the same incident.
    fn create(&mut self, title: &str, once: &str) -> io::Result<Saved>;
    /// Another title for the version that was read.
    fn change(&mut self, key: &str, version: i64, title: &str) -> io::Result<Saved>;
    /// Version and title in force.
    fn read(&mut self, key: &str) -> io::Result<(i64, String)>;
    /// The key of the incident with a public ref.
    fn key_of(&mut self, reference: &str) -> io::Result<String>;
}

/// How a rig gets its clients, one for each thread.
pub type Savers = fn(&Server) -> Box<dyn Saver>;

/// Clients of the JSON API, with the token of an editor.
pub fn api(server: &Server) -> Box<dyn Saver> {
    Box::new(Api { wire: Wire::to(server.port), bearer: format!("Bearer {}", server.case().token("editor")) })
}

struct Api {
    wire: Wire,
    bearer: String,
}

impl Api {
    fn send(&mut self, method: &str, path: &str, once: Option<&str>, body: &str) -> io::Result<Answer> {
        let mut headers = vec![("Authorization", self.bearer.as_str()), ("Content-Type", "application/json")];
        headers.extend(once.map(|once| ("Idempotency-Key", once)));
        self.wire.send(method, &format!("/api/v1/{path}"), &headers, body.as_bytes())
    }
}

impl Saver for Api {
    fn create(&mut self, title: &str, once: &str) -> io::Result<Saved> {
        let body = json!({ "reason": "Entered", "type": "inc/rally", "title": title, "comment": title, "place": "L-2",
                           "date": "25 Feb 2012", "accepted": "duplicate", "citations": [{ "report": "R-1", "paragraph": 2 }] });
        let answer = self.send("POST", "incidents", Some(once), &body.to_string())?;
        assert_eq!(answer.status, 201, "{}", answer.text());
        Ok(done(&answer.json()))
    }

    fn change(&mut self, key: &str, version: i64, title: &str) -> io::Result<Saved> {
        let body = json!({ "reason": "Said better", "version": version, "title": title, "comment": title });
        let answer = self.send("PATCH", &format!("incidents/{key}"), None, &body.to_string())?;
        match answer.status {
            200 => Ok(done(&answer.json())),
            409 => {
                let (version, title) = in_force(&answer.json()["current"]);
                Ok(Saved::Stale { version, title })
            }
            status => panic!("{status}: {}", answer.text()),
        }
    }

    fn read(&mut self, key: &str) -> io::Result<(i64, String)> {
        let answer = self.send("GET", &format!("incidents/{key}"), None, "")?;
        assert_eq!(answer.status, 200, "{key}: {}", answer.text());
        let record = answer.json();
        assert_eq!(record["citations"].as_array().map(Vec::len), Some(1), "{record}");
        Ok(in_force(&record))
    }

    fn key_of(&mut self, reference: &str) -> io::Result<String> {
        let answer = self.send("GET", &format!("incidents/{reference}"), None, "")?;
        assert_eq!(answer.status, 200, "{reference}: {}", answer.text());
        Ok(answer.json()["uid"].as_str().unwrap().to_owned())
    }
}

fn done(record: &Json) -> Saved {
    Saved::Done { key: record["uid"].as_str().unwrap().to_owned(), version: record["version"].as_i64().unwrap() }
}

fn in_force(record: &Json) -> (i64, String) {
    let (title, version) = (record["title"].as_str().unwrap(), record["version"].as_i64().unwrap());
    assert_eq!(record["comment"], title, "both were saved together");
    (version, title.to_owned())
}
