//! Browsers without script as clients of the rigs: they save incidents through the forms of records, in one session.

use std::collections::HashMap;
use std::io;
use std::sync::{LazyLock, Mutex};

use crate::rig::{Saved, Saver, api, random};
use crate::server::{Answer, Server, between};
use crate::wire::Wire;

/// The session of each case file: a link signs in once, and every client has it.
static SESSIONS: LazyLock<Mutex<HashMap<String, (String, String)>>> = LazyLock::new(Mutex::default);

/// Clients that send forms, in a session of an editor. What is in force they look up as programs do.
pub fn forms(server: &Server) -> Box<dyn Saver> {
    let mut sessions = SESSIONS.lock().unwrap();
    let (cookie, csrf) = sessions
        .entry(server.case().path().to_owned())
        .or_insert_with(|| {
            let mut browser = server.sign_in("editor");
            let csrf = browser.csrf().unwrap();
            let cookies = browser.cookies.iter().map(|(name, value)| format!("{name}={value}"));
            (cookies.collect::<Vec<_>>().join("; "), csrf)
        })
        .clone();
    Box::new(Forms { port: server.port, cookie, csrf, reader: api(server) })
}

struct Forms {
    port: u16,
    cookie: String,
    csrf: String,
    reader: Box<dyn Saver>,
}

impl Forms {
    fn send(&self, address: &str, fields: &[(&str, &str)]) -> io::Result<Answer> {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields).append_pair("csrf", &self.csrf);
        let body = body.finish();
        let headers = [("Cookie", self.cookie.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        // The server closes a connection that was idle for some seconds, which here would look as if it were gone.
        Wire::to(self.port).send("POST", address, &headers, body.as_bytes())
    }

    fn get(&self, address: &str) -> io::Result<Answer> {
        Wire::to(self.port).send("GET", address, &[("Cookie", &self.cookie)], b"")
    }
}

impl Saver for Forms {
    fn create(&mut self, title: &str, once: &str) -> io::Result<Saved> {
        let fields = [
            ("form_key", once),
            ("accepted", "duplicate"),
            ("type", "inc/rally"),
            ("title", title),
            ("comment", title),
            ("place", "L-2"),
            ("date", "25 Feb 2012"),
            ("citations.0.report", "R-1"),
            ("citations.0.paragraph", "2"),
        ];
        let answer = self.send("/incidents/new", &fields)?;
        assert_eq!(answer.status, 303, "{}", answer.text());
        // Its lasting name is not on its page: the form of its change has to be found by it all the same.
        let reference = answer.goes().rsplit('/').next().unwrap().to_owned();
        let page = self.get(&format!("/incidents/{reference}"))?;
        assert!(page.text().contains(title), "{}", page.text());
        Ok(Saved::Done { key: self.key_of(&reference)?, version: 1 })
    }

    fn change(&mut self, key: &str, version: i64, title: &str) -> io::Result<Saved> {
        let (once, read) = (format!("rig-form-{}-{}", random(u64::MAX), random(u64::MAX)), version.to_string());
        let fields = [
            ("form_key", once.as_str()),
            ("version", &read),
            ("title", title),
            ("comment", title),
            ("reason", "Said better"),
        ];
        let answer = self.send(&format!("/incidents/{key}/edit"), &fields)?;
        match answer.status {
            303 => Ok(Saved::Done { key: key.to_owned(), version: version + 1 }),
            409 => {
                let page = answer.text();
                assert!(
                    page.contains(&format!("name=\"comment\" value=\"{title}\"")),
                    "what was typed is gone: {page}"
                );
                let version = between(&page, "name=\"version\" value=\"", "\"").unwrap().parse().unwrap();
                // Where both wrote the same there is nothing to choose.
                let saved = between(&page, "<fieldset class=\"cf\" id=\"title\">", "</fieldset>").map(|field| {
                    assert!(field.contains(&format!("value=\"{title}\"")), "the title that was typed is gone: {page}");
                    between(field, "value=\"saved\"", "</label>").unwrap().rsplit("</span>").nth(1).unwrap().to_owned()
                });
                Ok(Saved::Stale { version, title: saved.unwrap_or_else(|| title.to_owned()) })
            }
            status => panic!("{status}: {}", answer.text()),
        }
    }

    fn read(&mut self, key: &str) -> io::Result<(i64, String)> {
        // Asked twice for the same reason: asking changes nothing.
        self.reader.read(key).or_else(|_| self.reader.read(key))
    }

    fn key_of(&mut self, reference: &str) -> io::Result<String> {
        self.reader.key_of(reference).or_else(|_| self.reader.key_of(reference))
    }
}
