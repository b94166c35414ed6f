//! Watched questions and what was written since a day: what is new or changed is told, and of what is hidden no number.

use serde_json::{Value as Json, json};

use crate::http_write::{Writer, checked, editor};
use crate::server::{Browser, Case, Server, between, habeas};

/// Keeps the timeline of Almaty under a name, and watches it.
fn watch(browser: &mut Browser<'_>) -> String {
    let kept = browser.post("/q", &[("shows", "timeline"), ("name", "Almaty"), ("place", "L-2"), ("watch", "1")]);
    assert_eq!(kept.status, 303, "{}", kept.text());
    kept.goes()
}

/// What the API tells an account that is new and changed in the question it watches.
fn news(server: &Server, account: &str) -> (i64, i64) {
    let answer = server.api("/api/v1/watched", server.case().token(account)).json();
    let line = &answer["watched"][0];
    (line["new"].as_i64().unwrap(), line["changed"].as_i64().unwrap())
}

fn changes(server: &Server, account: &str) -> Json {
    server.api("/api/v1/changes", server.case().token(account)).json()
}

fn incident(writer: &Writer<'_>, place: &str, level: &str) -> Json {
    let body = json!({ "reason": "Told", "type": "inc/rally", "title": format!("A rally, {level}, {place}"),
                       "date": if level == "internal" { "2013-02-01" } else { "2013-01-01" },
                       "place": place, "sensitivity": level, "accepted": ["duplicate"] });
    writer.create("incidents", &body)
}

fn patch(writer: &Writer<'_>, collection: &str, record: &Json, mut body: Json) -> Json {
    let path = format!("{collection}/{}", record["ref"].as_str().unwrap());
    body["version"] = writer.get(&path)["version"].clone();
    body["reason"] = "Told".into();
    let answer = writer.patch(&path, &body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// A server whose viewer sees what is public only.
pub fn with_public_viewer() -> Server {
    let case = Case::new();
    let done = habeas(&["user", "--data", case.path(), "role", "viewer", "--clearance", "0"]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    Server::serve_case(case)
}

#[test]
fn what_is_new_or_changed_since_somebody_looked_is_on_the_desk_until_it_is_seen() {
    let server = Server::serve();
    let writer = editor(&server);
    let mut browser = server.sign_in("monitor");
    let question = watch(&mut browser);
    assert_eq!(news(&server, "monitor"), (0, 0));
    let made = incident(&writer, "L-2", "public");
    incident(&writer, "L-8", "public");
    let part = json!({ "reason": "Told", "incident": "I-1", "person": "P-2", "role": "role/witness" });
    writer.create("participations", &part);
    assert_eq!(news(&server, "monitor"), (1, 1), "one line is new, and a fact of another");
    let desk = browser.get("/").text();
    assert!(desk.contains(&format!("{question}/news")), "{desk}");
    let page = browser.get(&format!("{question}/news")).text();
    for told in [made["ref"].as_str().unwrap(), "I-1", ">new<", ">changed<"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("public, L-8"), "what the question does not ask for");
    // What was written after the page was made stays new.
    let seen = between(&page, "name=\"seen\" value=\"", "\"").unwrap().to_owned();
    let later = incident(&writer, "L-2", "internal");
    let done = browser.post(&format!("{question}/watch"), &[("seen", &seen)]);
    assert_eq!((done.status, done.goes()), (303, format!("{question}/news")));
    assert_eq!(news(&server, "monitor"), (1, 0));
    assert!(browser.get(&done.goes()).text().contains(later["ref"].as_str().unwrap()));
    // No number that we did not seal.
    assert_eq!(browser.post(&format!("{question}/watch"), &[("seen", "1")]).status, 400);
    assert_eq!(browser.post(&format!("{question}/watch/removal"), &[]).status, 303);
    assert_eq!(browser.get(&format!("{question}/news")).status, 404);
    assert!(!browser.get("/").text().contains(&format!("{question}/news")));
    checked(server);
}

#[test]
fn of_hidden_changes_no_number_tells() {
    let server = with_public_viewer();
    let writer = editor(&server);
    let [one, other] = ["first", "second"].map(|which| {
        let place = json!({ "reason": "Told", "name": format!("Hidden {which} site"), "level": "site", "parent": "L-2",
                            "sensitivity": "restricted", "accepted": ["duplicate"] });
        writer.create("places", &place)
    });
    let open = incident(&writer, "L-2", "public");
    let mut browser = server.sign_in("viewer");
    let kept = browser.post("/q", &[("shows", "timeline"), ("name", "Everything"), ("watch", "1"), ("from", "2010")]);
    assert_eq!(kept.status, 303, "{}", kept.text());
    let now = || (news(&server, "viewer"), changes(&server, "viewer"));
    let before = now();
    assert_eq!(before.0, (0, 0));
    // A hidden line; a hidden fact of an open line; a hidden report cited for it; a hidden place instead of another.
    incident(&writer, "L-2", "restricted");
    let part = json!({ "reason": "Told", "incident": open["ref"], "person": "P-2", "role": "role/witness" });
    writer.create("participations", &part);
    let report = json!({ "reason": "Kept", "type": "doc/news", "title": "Closed memo", "sensitivity": "restricted" });
    let report = writer.create("reports", &report);
    patch(&writer, "incidents", &open, json!({ "citations": [{ "report": report["ref"] }] }));
    assert_eq!(now(), before);
    patch(&writer, "incidents", &open, json!({ "place": one["ref"] }));
    let before = now();
    patch(&writer, "incidents", &open, json!({ "place": other["ref"] }));
    assert_eq!(now(), before);
    assert!(!browser.get("/changes").text().contains("Closed memo"));
    assert!(changes(&server, "editor")["all"].as_i64() > before.1["all"].as_i64());
}

#[test]
fn what_was_written_since_a_day_is_told_by_record_and_by_who_wrote() {
    let server = Server::serve();
    let writer = editor(&server);
    let made = incident(&writer, "L-2", "public");
    patch(&writer, "incidents", &json!({ "ref": "I-1" }), json!({ "comment": "Looked at" }));
    let told = changes(&server, "editor");
    let lines = |told: &Json| told["records"].as_array().unwrap().clone();
    let record = lines(&told).into_iter().find(|line| line["record"]["ref"] == made["ref"]).unwrap();
    assert_eq!(record["new"], true);
    let wrote = told["by"].as_array().unwrap().iter().find(|writer| writer["name"] == "editor").unwrap();
    let id = wrote["id"].as_i64().unwrap();
    let own = server.api(&format!("/api/v1/changes?by={id}"), server.case().token("editor")).json();
    assert_eq!(own["all"], 2);
    let mut browser = server.sign_in("editor");
    let page = browser.get(&format!("/changes?by={id}")).text();
    assert!(page.contains("I-1") && page.contains(made["ref"].as_str().unwrap()), "{page}");
    assert!(browser.get("/").text().contains("href=\"/changes\""));
    let none = browser.get("/changes?since=2099-01-01").text();
    assert!(none.contains("Nothing was written since"), "{none}");
    for (wrong, status) in [("since=never", 422), ("since=2026-02-31", 422), ("by=me", 400), ("x=1", 400)] {
        assert_eq!(browser.get(&format!("/changes?{wrong}")).status, status, "{wrong}");
    }
    // All pages together have every record once.
    let (mut refs, mut address) = (Vec::new(), "/api/v1/changes?since=2000".to_owned());
    loop {
        let page = server.api(&address, server.case().token("editor")).json();
        refs.extend(lines(&page).iter().map(|line| line["record"]["ref"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        assert!(page["all"].as_u64().unwrap() > 50);
        address = format!("/api/v1/changes?since=2000&after={next}");
    }
    let all = refs.len();
    refs.sort();
    refs.dedup();
    assert_eq!(refs.len(), all);
}
