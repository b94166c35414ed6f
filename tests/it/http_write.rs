//! Writing through the JSON API: drafts, changes, versions, keys, rights, and whatever nobody should send.

use std::collections::BTreeSet;

use habeas::domain::kind::Kind;
use serde_json::{Value as Json, json};

use crate::server::{Answer, Case, Server, habeas};

/// A program that writes with the token of an account.
pub struct Writer<'s> {
    server: &'s Server,
    account: &'static str,
}

impl Writer<'_> {
    pub fn send(&self, method: &str, path: &str, key: Option<&str>, body: &str) -> Answer {
        let bearer = format!("Bearer {}", self.server.case().token(self.account));
        let mut headers = vec![("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        headers.extend(key.map(|key| ("Idempotency-Key", key)));
        self.server.send(method, &format!("/api/v1/{path}"), &headers, body.as_bytes())
    }

    /// A new record, under a key of its own.
    pub fn post(&self, collection: &str, body: &Json) -> Answer {
        self.send("POST", collection, Some(&fresh_key()), &body.to_string())
    }

    pub fn patch(&self, path: &str, body: &Json) -> Answer {
        self.send("PATCH", path, None, &body.to_string())
    }

    pub fn get(&self, path: &str) -> Json {
        self.server.api(&format!("/api/v1/{path}"), self.server.case().token(self.account)).json()
    }

    /// A new record that has to be accepted.
    pub fn create(&self, collection: &str, body: &Json) -> Json {
        let answer = self.post(collection, body);
        assert_eq!(answer.status, 201, "{collection}: {}", answer.text());
        answer.json()
    }
}

pub fn fresh_key() -> String {
    static LAST: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    format!("test-key-{}", LAST.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
}

pub fn editor(server: &Server) -> Writer<'_> {
    Writer { server, account: "editor" }
}

pub fn monitor(server: &Server) -> Writer<'_> {
    Writer { server, account: "monitor" }
}

pub fn incident(title: &str) -> Json {
    json!({ "reason": "Told by a report", "type": "inc/rally", "title": title })
}

/// Stops the server and finds nothing wrong with its case file.
pub fn checked(server: Server) -> Case {
    let case = server.stop().0.unwrap();
    let check = habeas(&["check", "--data", case.path()]);
    assert_eq!(check.status.code(), Some(0), "{}", String::from_utf8_lossy(&check.stdout));
    case
}

pub fn count(case: &Case, sql: &str) -> i64 {
    case.raw().query_row(sql, [], |row| row.get(0)).unwrap()
}

/// The fields that an answer finds fault with; it has to be a 422.
pub fn faults(answer: &Answer, about: &str) -> Vec<String> {
    assert_eq!((answer.status, answer.error_code().as_str()), (422, "invalid"), "{about}: {}", answer.text());
    answer.json()["error"]["fields"].as_object().unwrap().keys().cloned().collect()
}

#[test]
fn a_record_with_citations_is_created_and_read_back() {
    let server = Server::serve();
    let writer = editor(&server);
    let created = writer.create(
        "incidents",
        &json!({
            "reason": "From the article", "type": "inc/rally", "title": "  Cafe\u{301} rally ", "place": "L-2",
            "date": "25 Feb 2012", "sensitivity": "confidential", "comment": "Look again\r\nin March",
            "citations": [
                { "report": "R-1", "paragraph": 2, "grade": "B2", "hedge": "reported", "via": "S-1" },
                { "report": "R-1", "field": "date", "stance": "mentions", "note": "the day only" },
            ],
        }),
    );
    assert_eq!(created, writer.get(&format!("incidents/{}", created["ref"].as_str().unwrap())));
    assert_eq!((&created["title"], &created["date"]["edtf"]), (&"Café rally".into(), &"2012-02-25".into()));
    assert_eq!((&created["place"]["ref"], &created["version"]), (&"L-2".into(), &1.into()));
    assert_eq!((&created["sensitivity"], &created["review"]), (&"confidential".into(), &"draft".into()));
    assert_eq!(created["comment"], "Look again\nin March");
    let cited = created["citations"].as_array().unwrap();
    let first = cited.iter().find(|citation| citation["paragraph"] == 2).unwrap();
    assert_eq!(
        (&first["grade"], &first["hedge"], &first["via"]["ref"]),
        (&"B2".into(), &"reported".into(), &"S-1".into())
    );
    let second = cited.iter().find(|citation| citation["field"] == "date").unwrap();
    assert_eq!(
        (&second["grade"], &second["hedge"], &second["stance"]),
        (&"F6".into(), &"asserted".into(), &"mentions".into())
    );
    let lines = writer.get("timeline?limit=500");
    assert!(lines["entries"].as_array().unwrap().iter().any(|line| line["ref"] == created["ref"]), "it is indexed");

    let person = writer.create(
        "people",
        &json!({ "reason": "Named", "name": "Айгуль Ә.", "names": [{ "text": "Aigul A.", "kind": "transliteration",
                 "lang": "en", "valid": "2010/2012", "report": created["citations"][0]["report"]["uid"] }] }),
    );
    assert_eq!((&person["name"], &person["names"][1]["report"]["ref"]), (&"Айгуль Ә.".into(), &"R-1".into()));
    let report = writer.create(
        "reports",
        &json!({ "reason": "Found", "type": "doc/analysis", "title": "A report", "body": "One.\nTwo words.",
                 "sources": [{ "source": "S-1", "role": "publisher" }] }),
    );
    assert_eq!(
        (&report["sources"][0]["source"]["ref"], &report["sources"][0]["role"]),
        (&"S-1".into(), &"publisher".into())
    );
    checked(server);
}

#[test]
fn a_record_of_every_kind_can_be_created_by_a_monitor_and_changed_by_its_author() {
    let server = Server::serve();
    let writer = monitor(&server);
    let bodies = [
        ("incidents", json!({ "type": "inc/rally", "title": "A rally" })),
        ("people", json!({ "name": "A group", "unit": "group", "identified": false })),
        ("places", json!({ "name": "A square", "level": "site", "parent": "L-2", "latitude": 43.2, "longitude": 76 })),
        ("organizations", json!({ "name": "A court", "type": "org/court", "state_actor": true })),
        ("reports", json!({ "type": "doc/analysis", "title": "A report", "published": "2012-03" })),
        ("sources", json!({ "name": "An agency", "type": "src/agency", "reliability": "C" })),
        ("detentions", json!({ "person": "P-1", "start": "between 1 and 24 Feb 2012", "arrest_place": "L-2" })),
        ("participations", json!({ "incident": "I-1", "person": "P-1", "role": "role/addressee" })),
        ("relations", json!({ "subject": "O-1", "type": "rel/branch_of", "object": "O-3", "valid": "2012/.." })),
        ("incident-links", json!({ "from_incident": "I-3", "type": "precedes", "to_incident": "I-10" })),
        (
            "custody-events",
            json!({ "detention": "D-1", "seq": 90, "type": "de/acquitted", "status_after": "released" }),
        ),
        ("charges", json!({ "detention": "D-1", "article": "373", "outcome": "pending" })),
        (
            "figures",
            json!({ "about": "I-1", "measure": "fig/arrested", "qualifier": "exact", "lo": 4, "best": 4, "hi": 4, "verbatim": "four" }),
        ),
        ("statements", json!({ "incident": "I-1", "form": "denial", "text": "We did not", "direct": true })),
        ("notes", json!({ "about": "I-1", "text": "Background" })),
    ];
    let collections: BTreeSet<&str> = bodies.iter().map(|(collection, _)| *collection).collect();
    assert_eq!(collections, Kind::ALL.iter().map(|kind| kind.collection()).collect());
    for (collection, mut body) in bodies {
        body["reason"] = "Entered".into();
        let created = writer.create(collection, &body);
        assert_eq!(Kind::from_collection(collection).map(Kind::table), created["kind"].as_str());
        let path = format!("{collection}/{}", created["uid"].as_str().unwrap());
        let changed = writer.patch(&path, &json!({ "version": 1, "reason": "Said better", "comment": "Better" }));
        assert_eq!((changed.status, &changed.json()["version"]), (200, &2.into()), "{path}: {}", changed.text());
        assert_eq!(changed.json()["comment"], "Better");
        // Null takes away.
        let changed = writer.patch(&path, &json!({ "version": 2, "reason": "Said too much", "comment": null })).json();
        assert!(changed["version"] == 3 && changed.get("comment").is_none(), "{changed}");
    }
    checked(server);
}

#[test]
fn a_stale_change_is_a_conflict_with_the_current_record_and_writes_nothing() {
    let server = Server::serve();
    let writer = editor(&server);
    let version = writer.get("incidents/I-1")["version"].as_i64().unwrap();
    let first = writer.patch("incidents/I-1", &json!({ "version": version, "reason": "First", "title": "The first" }));
    assert_eq!(first.status, 200);
    for body in [
        json!({ "version": version, "reason": "Second", "title": "The second", "sensitivity": "public" }),
        // Nor is anything added to a version its writer has not read.
        json!({ "version": version, "reason": "Second", "citations": [{ "report": "R-1", "note": "The second" }] }),
    ] {
        let second = writer.patch("incidents/I-1", &body);
        let answer = second.json();
        assert_eq!((second.status, &answer["error"]["code"]), (409, &"conflict".into()));
        assert!(answer["error"]["message"].as_str().unwrap().ends_with('.'));
        assert_eq!(answer["current"], first.json(), "what the writer has to look at");
    }
    assert_eq!(writer.get("incidents/I-1"), first.json());
    let case = checked(server);
    assert_eq!(count(&case, "SELECT count(*) FROM write WHERE reason = 'Second'"), 0);
}

#[test]
fn every_write_is_in_the_history_with_its_reason() {
    let server = Server::serve();
    let writer = monitor(&server);
    let uid = writer.create("incidents", &incident("A rally"))["uid"].as_str().unwrap().to_owned();
    let body = json!({ "version": 1, "reason": "The article was corrected", "title": "Another", "sensitivity": "public",
                       "citations": [{ "report": "R-1" }] });
    assert_eq!(writer.patch(&format!("incidents/{uid}"), &body).status, 200);
    let case = checked(server);
    let mut told = Vec::new();
    let conn = case.raw();
    let mut rows = conn
        .prepare(
            "SELECT c.tbl, c.action, w.reason, c.content, a.login FROM change c JOIN write w ON w.id = c.write_id
             JOIN account a ON a.uid = w.author ORDER BY c.id DESC LIMIT 3",
        )
        .unwrap();
    let mut rows = rows.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let text = |column| row.get::<_, String>(column).unwrap();
        assert_eq!(text(4), "monitor");
        told.push((text(0), text(1), text(2), serde_json::from_str::<Json>(&text(3)).unwrap()));
    }
    let (table, action, reason, after) = &told[1];
    assert_eq!((table.as_str(), action.as_str(), reason.as_str()), ("incident", "update", "The article was corrected"));
    assert_eq!(*after, json!({ "title": "Another", "sensitivity": 0 }), "only what differs");
    assert_eq!((told[0].0.as_str(), told[0].2.as_str()), ("citation", "The article was corrected"));
    assert_eq!((told[2].1.as_str(), told[2].2.as_str()), ("create", "Told by a report"));
}

#[test]
fn fifty_requests_with_one_key_at_once_make_one_record() {
    let server = Server::serve();
    let writer = editor(&server);
    let body = incident("Only once").to_string();
    let answers: Vec<(u16, String)> = std::thread::scope(|scope| {
        let send = || writer.send("POST", "incidents", Some("the-one-key"), &body);
        let threads: Vec<_> = (0..50).map(|_| scope.spawn(send)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).map(|answer| (answer.status, answer.text())).collect()
    });
    assert_eq!(answers[0].0, 201, "{}", answers[0].1);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "all get the first answer");
    // It stays the first answer when the record has moved on.
    let uid = serde_json::from_str::<Json>(&answers[0].1).unwrap()["uid"].as_str().unwrap().to_owned();
    let change = json!({ "version": 1, "reason": "Corrected", "title": "Only once, corrected" }).to_string();
    let change = |key| writer.send("PATCH", &format!("incidents/{uid}"), Some(key), &change);
    let changed = change("another-key");
    assert_eq!((changed.status, changed.text()), (200, change("another-key").text()), "no conflict with itself");
    assert_eq!(change("a-third-key").status, 409);
    assert_eq!(writer.send("POST", "incidents", Some("the-one-key"), &body).text(), answers[0].1);
    let case = checked(server);
    assert_eq!(count(&case, "SELECT count(*) FROM incident WHERE title LIKE 'Only once%'"), 1);
    assert_eq!(count(&case, "SELECT count(*) FROM idempotency"), 2);
}

#[test]
fn a_key_is_good_for_one_request_of_one_account() {
    let server = Server::serve();
    let (editor, monitor) = (editor(&server), monitor(&server));
    let (body, other) = (incident("One").to_string(), incident("Another").to_string());
    assert_eq!(editor.send("POST", "incidents", Some("shared-key"), &body).status, 201);
    for (collection, body) in [("incidents", &other), ("notes", &body)] {
        let reused = editor.send("POST", collection, Some("shared-key"), body);
        assert_eq!(faults(&reused, collection), ["Idempotency-Key"]);
        assert!(reused.json()["error"]["message"].as_str().unwrap().contains("another request"));
    }
    // A key is no secret between accounts, and no obstacle.
    let own = monitor.send("POST", "incidents", Some("shared-key"), &other);
    assert_eq!((own.status, &own.json()["title"]), (201, &"Another".into()));
    let long = "k".repeat(201);
    for key in [None, Some(""), Some("short"), Some("with a space"), Some("schlüssel"), Some(long.as_str())] {
        assert_eq!(faults(&editor.send("POST", "incidents", key, &body), "keys"), ["Idempotency-Key"], "{key:?}");
    }
    // A write that was refused is no write: the key is still free.
    let refused = editor.send("POST", "incidents", Some("second-try"), &json!({ "reason": "x" }).to_string());
    assert_eq!(refused.status, 422);
    assert_eq!(editor.send("POST", "incidents", Some("second-try"), &body).status, 201);
    checked(server);
}

#[test]
fn a_first_answer_tells_nothing_that_was_closed_since() {
    let server = Server::serve();
    let body = incident("To be closed").to_string();
    let citing = json!({ "reason": "x", "type": "inc/rally", "title": "Stays open", "place": "L-2",
                         "citations": [{ "report": "R-2" }] })
    .to_string();
    let send = |server: &Server, key, body: &str| monitor(server).send("POST", "incidents", Some(key), body);
    assert_eq!(send(&server, "closed-key", &body).status, 201);
    let first = send(&server, "citing-key", &citing).json();
    assert_eq!((first["citations"].as_array().unwrap().len(), &first["place"]["ref"]), (1, &"L-2".into()));
    let case = server.stop().0.unwrap();
    case.raw()
        .execute_batch(
            "UPDATE record SET sensitivity = 3
              WHERE ref = 'R-2' OR id IN (SELECT record_id FROM idempotency WHERE key = 'closed-key')",
        )
        .unwrap();
    let server = Server::serve_case(case);
    let again = send(&server, "closed-key", &body);
    assert_eq!((again.status, again.error_code().as_str()), (404, "not_found"));
    let again = send(&server, "citing-key", &citing);
    assert_eq!((again.status, &again.json()["uid"], &again.json()["citations"]), (201, &first["uid"], &json!([])));
    let case = server.stop().0.unwrap();
    let made = "SELECT count(*) FROM incident WHERE title IN ('To be closed', 'Stays open')";
    assert_eq!(count(&case, made), 2, "and nothing is written again");
}

#[test]
fn a_key_is_forgotten_after_a_week() {
    let server = Server::serve();
    let body = incident("Twice").to_string();
    assert_eq!(editor(&server).send("POST", "incidents", Some("weekold-key"), &body).status, 201);
    let case = server.stop().0.unwrap();
    case.raw().execute("UPDATE idempotency SET at = at - 7 * 86400 + 60", []).unwrap();
    let server = Server::serve_case(case);
    let other = incident("Another").to_string();
    assert_eq!(editor(&server).send("POST", "incidents", Some("weekold-key"), &other).status, 422);
    let case = server.stop().0.unwrap();
    case.raw().execute("UPDATE idempotency SET at = at - 120", []).unwrap();
    let server = Server::serve_case(case);
    assert_eq!(editor(&server).send("POST", "incidents", Some("weekold-key"), &body).status, 201);
    let case = checked(server);
    assert_eq!(count(&case, "SELECT count(*) FROM incident WHERE title = 'Twice'"), 2);
    assert_eq!(count(&case, "SELECT count(*) FROM idempotency"), 1);
}

#[test]
fn a_viewer_writes_nothing_and_a_monitor_does_not_change_what_is_not_theirs() {
    let server = Server::serve();
    let viewer = Writer { server: &server, account: "viewer" };
    let (editor, monitor) = (editor(&server), monitor(&server));
    let retitled = |version: i64| json!({ "version": version, "reason": "Mine is better", "title": "Mine" });
    for answer in [viewer.post("incidents", &incident("No")), viewer.patch("incidents/I-1", &retitled(1))] {
        assert_eq!((answer.status, answer.error_code().as_str()), (403, "forbidden"));
    }
    let own = monitor.create("incidents", &incident("Own"))["ref"].as_str().unwrap().to_owned();
    let others = editor.create("incidents", &incident("Of an editor"))["ref"].as_str().unwrap().to_owned();
    assert_eq!(monitor.patch(&format!("incidents/{own}"), &retitled(1)).status, 200);
    assert_eq!(monitor.patch(&format!("incidents/{others}"), &retitled(1)).status, 403);
    // They add to what they see: citations, names, steps.
    let added = json!({ "version": 1, "reason": "Another report", "citations": [{ "report": "R-1", "paragraph": 3 }] });
    let answer = monitor.patch(&format!("incidents/{others}"), &added);
    assert_eq!((answer.status, answer.json()["citations"].as_array().unwrap().len()), (200, 1), "{}", answer.text());
    // Approved is nobody's own any more.
    let case = server.stop().0.unwrap();
    case.raw().execute("UPDATE record SET review = 'approved' WHERE ref = ?1", [&own]).unwrap();
    let server = Server::serve_case(case);
    let monitor = self::monitor(&server);
    let again = json!({ "version": 2, "reason": "Mine is better", "title": "Mine again" });
    let refused = monitor.patch(&format!("incidents/{own}"), &again);
    assert_eq!((refused.status, refused.error_code().as_str()), (403, "forbidden"));
    // Nobody writes above their clearance.
    let above = json!({ "reason": "x", "type": "inc/rally", "title": "T", "sensitivity": "confidential" });
    assert_eq!(faults(&monitor.post("incidents", &above), "clearance"), ["sensitivity"]);
    let above = json!({ "reason": "x", "type": "src/agency", "name": "T", "protected": true });
    assert_eq!(faults(&monitor.post("sources", &above), "protected"), ["protected"]);
}

#[test]
fn a_hidden_record_can_not_be_told_from_a_missing_one_by_writing() {
    let case = Case::new();
    case.raw().execute("UPDATE record SET sensitivity = 3 WHERE ref IN ('P-5', 'R-2', 'S-2')", []).unwrap();
    let server = Server::serve_case(case);
    let writer = monitor(&server);
    let same = |hidden: Answer, missing: Answer| {
        assert_eq!((hidden.status, hidden.text()), (missing.status, missing.text()));
        assert!(matches!(hidden.status, 404 | 422));
    };
    let participation =
        |person: &str| json!({ "reason": "x", "incident": "I-1", "person": person, "role": "role/addressee" });
    let refused = writer.post("participations", &participation("P-5"));
    assert_eq!(faults(&refused, "hidden"), ["person"]);
    assert!(refused.json()["error"]["fields"]["person"].as_str().unwrap().contains("no such record"));
    same(refused, writer.post("participations", &participation("P-999")));
    let cited = |report: &str, via: &str| json!({ "version": 1, "reason": "x", "citations": [{ "report": report, "via": via }] });
    let version = writer.get("incidents/I-1")["version"].clone();
    let patch = |mut body: Json| {
        body["version"] = version.clone();
        writer.patch("incidents/I-1", &body)
    };
    same(patch(cited("R-2", "S-1")), patch(cited("R-999", "S-1")));
    same(patch(cited("R-1", "S-2")), patch(cited("R-1", "S-999")));
    let named = |report: &str| json!({ "reason": "x", "name": "N", "names": [{ "text": "M", "report": report }] });
    same(writer.post("people", &named("R-2")), writer.post("people", &named("R-999")));
    let told = |source: &str| json!({ "reason": "x", "type": "doc/analysis", "title": "T", "sources": [{ "source": source, "role": "publisher" }] });
    same(writer.post("reports", &told("S-2")), writer.post("reports", &told("S-999")));
    let change = json!({ "version": 1, "reason": "x", "occupation": "y" });
    same(writer.patch("people/P-5", &change), writer.patch("people/P-999", &change));
}

#[test]
fn bad_values_are_refused_at_their_field_and_nothing_is_written() {
    let server = Server::serve();
    let writer = editor(&server);
    let long = "x".repeat(2001);
    let cases: &[(&str, Json, &[&str])] = &[
        // Text that steers machines, or of which nothing is seen.
        ("incidents", json!({ "title": "\u{200B}\u{202E}" }), &["title"]),
        ("incidents", json!({ "title": "a\u{0}b" }), &["title"]),
        ("incidents", json!({ "title": "a\u{1b}[31m" }), &["title"]),
        ("incidents", json!({ "title": "two\nlines" }), &["title"]),
        ("incidents", json!({ "title": long }), &["title"]),
        ("incidents", json!({ "title": "  " }), &["title"]),
        ("incidents", json!({ "title": null }), &["title"]),
        ("incidents", json!({ "reason": "" }), &["reason"]),
        ("incidents", json!({ "reason": null }), &["reason"]),
        ("incidents", json!({ "reason": "\u{202E}" }), &["reason"]),
        ("incidents", json!({ "comment": "a\u{7}" }), &["comment"]),
        // Dates that can't be.
        ("incidents", json!({ "date": "30.02.2012" }), &["date"]),
        ("incidents", json!({ "date": "2012-13" }), &["date"]),
        ("incidents", json!({ "date": "2012-03/2012-02" }), &["date"]),
        ("incidents", json!({ "date": "some day" }), &["date"]),
        ("incidents", json!({ "date": 20120225 }), &["date"]),
        ("incidents", json!({ "date": { "edtf": "2012" } }), &["date"]),
        // Names of fields, types and codes.
        ("incidents", json!({ "titel": "T", "id": 7 }), &["id", "titel"]),
        ("incidents", json!({ "version": 1 }), &["version"]),
        ("incidents", json!({ "review": "approved" }), &["review"]),
        ("incidents", json!({ "name": "No names here" }), &["name"]),
        ("incidents", json!({ "names": [], "sources": [] }), &["names", "sources"]),
        ("incidents", json!({ "sensitivity": "secret" }), &["sensitivity"]),
        ("incidents", json!({ "sensitivity": 1 }), &["sensitivity"]),
        ("incidents", json!({ "sensitivity": null }), &["sensitivity"]),
        ("incidents", json!({ "type": "inc/nothing" }), &["type"]),
        ("incidents", json!({ "type": "role/addressee" }), &["type"]),
        (
            "incidents",
            json!({ "finding": "perhaps", "day_seq": "4", "place_basis": 3 }),
            &["day_seq", "finding", "place_basis"],
        ),
        ("incidents", json!({ "day_seq": 1.5 }), &["day_seq"]),
        ("incidents", json!({ "day_seq": 99999999999999999999_u128 as f64 }), &["day_seq"]),
        // References.
        ("incidents", json!({ "place": "P-1" }), &["place"]),
        ("incidents", json!({ "place": "L-999" }), &["place"]),
        ("incidents", json!({ "place": "Almaty" }), &["place"]),
        ("incidents", json!({ "place": 3 }), &["place"]),
        ("incidents", json!({ "place": "0190aaaa-0000-7000-8000-000000000000" }), &["place"]),
        // What is attached.
        ("incidents", json!({ "citations": {} }), &["citations"]),
        ("incidents", json!({ "citations": ["R-1"] }), &["citations[0]"]),
        ("incidents", json!({ "citations": [{}] }), &["citations[0].report"]),
        ("incidents", json!({ "citations": [{ "report": "R-1" }, { "report": "S-1" }] }), &["citations[1].report"]),
        ("incidents", json!({ "citations": [{ "report": "R-1", "field": "occupation" }] }), &["citations[0].field"]),
        ("incidents", json!({ "citations": [{ "report": "R-1", "paragraph": 0 }] }), &["citations[0].paragraph"]),
        ("incidents", json!({ "citations": [{ "report": "R-1", "grade": "B7" }] }), &["citations[0].grade"]),
        (
            "incidents",
            json!({ "citations": [{ "report": "R-1", "hedge": "sure", "stance": "yes" }] }),
            &["citations[0].hedge", "citations[0].stance"],
        ),
        ("incidents", json!({ "citations": [{ "report": "R-1", "quot": "x" }] }), &["citations[0].quot"]),
        ("people", json!({ "name": null }), &["name"]),
        ("people", json!({ "name": "\u{202E}" }), &["name"]),
        ("people", json!({ "names": [{ "text": "A", "kind": "nick" }] }), &["names[0].kind"]),
        ("people", json!({ "names": [{ "text": "N", "kind": "primary" }] }), &["names[0]"]),
        ("people", json!({ "names": [{ "kind": "alias" }] }), &["names[0].text"]),
        ("people", json!({ "identified": "yes" }), &["identified"]),
        ("reports", json!({ "sources": [{ "source": "S-1" }] }), &["sources[0].role"]),
        // Values that do not go together.
        ("places", json!({ "latitude": 43.2 }), &["latitude"]),
        ("places", json!({ "latitude": 91, "longitude": 0 }), &["latitude"]),
        ("places", json!({ "geo_precision": 8 }), &["geo_precision"]),
        ("figures", json!({ "qualifier": "exact", "lo": 3, "best": 4, "hi": 4 }), &["qualifier"]),
        ("figures", json!({ "qualifier": "about", "best": -1 }), &["best"]),
        ("participations", json!({ "organization": "O-1" }), &["person"]),
        ("incident-links", json!({ "to_incident": "I-1" }), &["to_incident"]),
        ("custody-events", json!({ "sentence": 15 }), &["sentence"]),
    ];
    let whole = |collection: &str| match collection {
        "incidents" => json!({ "type": "inc/rally", "title": "Refused" }),
        "people" => json!({ "name": "N" }),
        "reports" => json!({ "type": "doc/analysis", "title": "Refused" }),
        "places" => json!({ "name": "N", "level": "city" }),
        "figures" => json!({ "about": "I-1", "measure": "fig/arrested", "qualifier": "vague", "verbatim": "some" }),
        "participations" => json!({ "incident": "I-1", "person": "P-1", "role": "role/addressee" }),
        "incident-links" => json!({ "from_incident": "I-1", "type": "precedes", "to_incident": "I-2" }),
        _ => json!({ "detention": "D-1", "seq": 91, "type": "de/acquitted" }),
    };
    let before = seen_by(&writer);
    for (collection, wrong, fields) in cases {
        let mut body = whole(collection);
        body["reason"] = "Refused".into();
        body.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        let answer = writer.post(collection, &body);
        assert_eq!(faults(&answer, &wrong.to_string()), *fields, "{collection} {wrong}: {}", answer.text());
    }
    // The first thing wrong with a field is what is said of it.
    let hidden = json!({ "reason": "Refused", "name": "\u{7}", "names": [{ "text": "a\u{7}b" }] });
    let answer = writer.post("people", &hidden).json();
    for field in ["name", "names[0].text"] {
        assert!(answer["error"]["fields"][field].as_str().unwrap().contains("characters"), "{answer}");
    }
    // What a change needs, and what it can't take away.
    for (body, fields) in [
        (json!({ "reason": "Refused", "title": "T" }), "version"),
        (json!({ "version": "1", "reason": "Refused", "title": "T" }), "version"),
        (json!({ "version": 1, "title": "T" }), "reason"),
        (json!({ "version": 1, "reason": "Refused", "title": null }), "title"),
        (json!({ "version": 1, "reason": "Refused", "date_basis": null }), "date_basis"),
    ] {
        assert_eq!(faults(&writer.patch("incidents/I-1", &body), &body.to_string()), [fields]);
    }
    assert_eq!(seen_by(&writer), before);
    let case = checked(server);
    assert_eq!(count(&case, "SELECT count(*) FROM write WHERE reason = 'Refused'"), 0);
}

/// What a reader sees that a write could have changed.
fn seen_by(writer: &Writer<'_>) -> Vec<Json> {
    let list = ["incidents/I-1", "people/P-1", "timeline?limit=500"];
    list.iter().map(|path| writer.get(path)).collect()
}

#[test]
fn what_is_no_json_object_or_too_much_is_refused() {
    let server = Server::serve();
    let writer = editor(&server);
    let deep = format!("{{\"title\":{}1{}}}", "[".repeat(5000), "]".repeat(5000));
    for body in ["", "{", "[]", "null", "7", "title=x", "{\"title\":\"\\ud800\"}", "{\"latitude\":1e999}", &deep] {
        let answer = writer.send("POST", "incidents", Some("bad-body-key"), body);
        assert_eq!((answer.status, answer.error_code().as_str()), (400, "bad_request"), "{body:.40}");
    }
    // Signs that mean something in forms mean nothing here.
    let body = json!({ "reason": "a&b=%00%zz&&&", "type": "inc/rally", "title": "50 % & more" });
    assert_eq!(writer.create("incidents", &body)["title"], "50 % & more");
    for megabytes in [2, 10] {
        let body = json!({ "reason": "x", "type": "inc/rally", "title": "T", "summary": "x".repeat(megabytes << 20) });
        let answer = writer.post("incidents", &body);
        assert_eq!((answer.status, answer.error_code().as_str()), (413, "too_large"), "{megabytes} MB");
    }
    let fits = json!({ "reason": "x", "type": "inc/rally", "title": "T", "summary": "x".repeat(900_000) });
    assert_eq!(writer.post("incidents", &fits).status, 201);
    for (method, path, status) in [
        ("POST", "nothing", 404),
        ("POST", "incident", 404),
        ("POST", "timeline", 405),
        ("POST", "incidents/I-1", 405),
        ("PUT", "incidents/I-1", 405),
        ("DELETE", "incidents/I-1", 405),
        ("PATCH", "incidents/P-1", 404),
        ("PATCH", "incidents/I-999", 404),
        ("PATCH", "nothing/I-1", 404),
        ("POST", "incidents?dry=1", 400),
    ] {
        let body = json!({ "version": 1, "reason": "x" }).to_string();
        assert_eq!(writer.send(method, path, Some("some-key"), &body).status, status, "{method} {path}");
    }
    checked(server);
}

#[test]
fn what_follows_from_what_was_said_is_found_out_for_programs_too() {
    let server = Server::serve();
    let writer = monitor(&server);
    let figure = json!({ "reason": "Told", "about": "I-1", "measure": "fig/arrested", "verbatim": "at least 17" });
    let figure = writer.create("figures", &figure);
    assert_eq!((&figure["qualifier"], &figure["lo"]), (&"at_least".into(), &17.into()), "{figure}");
    for (wording, qualifier, bounds) in [
        ("more than 15 thousand people", "more_than", json!([15_001, null, null])),
        ("about 10 to 20", "about", json!([10, null, 20])),
        ("one in three", "vague", json!([null, null, null])),
    ] {
        let figure = json!({ "reason": "Told", "about": "I-1", "measure": "fig/arrested", "verbatim": wording });
        let figure = writer.create("figures", &figure);
        assert_eq!(figure["qualifier"], qualifier, "{figure}");
        assert_eq!(json!([figure["lo"], figure["best"], figure["hi"]]), bounds, "{figure}");
    }
    let step = json!({ "reason": "Told", "detention": "D-1", "type": "de/acquitted" });
    let (first, second) = (writer.create("custody-events", &step), writer.create("custody-events", &step));
    assert_eq!(second["seq"].as_i64(), first["seq"].as_i64().map(|seq| seq + 1));
    checked(server);
}
