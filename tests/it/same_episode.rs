//! A report of an arrest that is known already is added to the episode that is there, on every way in, and nothing that it says
//! is lost.

use serde_json::{Value as Json, json};

use crate::http_review_pages::hidden;
use crate::http_write::{checked, editor};
use crate::server::{Case, Server, habeas};

/// Somebody arrested on 1 February in L-2, as R-1 says: the person and the episode.
fn held(server: &Server) -> (Json, Json) {
    let writer = editor(server);
    let person = writer.create("people", &json!({ "reason": "Told", "name": "Held Already" }));
    let detention = writer.create("detentions", &json!({ "reason": "Told", "person": person["ref"] }));
    writer.create(
        "custody-events",
        &json!({ "reason": "Told", "detention": detention["ref"], "type": "de/arrested", "date": "2012-02-01",
                 "place": "L-2", "citations": [{ "report": "R-1" }] }),
    );
    (person, detention)
}

/// What is cited for a record: report, field, stance and what it gives.
fn cited(record: &Json) -> Vec<String> {
    let told = |c: &Json| {
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        let gives = if c["gives"].is_string() { text(&c["gives"]) } else { text(&c["gives_record"]["ref"]) };
        format!("{} {} {} {gives}", text(&c["report"]["ref"]), text(&c["field"]), text(&c["stance"]))
    };
    let mut cited: Vec<String> = record["citations"].as_array().unwrap().iter().map(told).collect();
    cited.sort();
    cited
}

#[test]
fn the_api_asks_and_takes_the_answer_and_keeps_what_the_report_gives() {
    let server = Server::serve();
    let (person, detention) = held(&server);
    let writer = editor(&server);
    let mut body = json!({ "reason": "Told again", "person": person["ref"], "start": "2012-02-03", "arrest_place": "L-2",
                           "stated_reason": "Unauthorised rally", "citations": [{ "report": "R-2", "grade": "C3" }] });
    let asked = writer.post("detentions", &body);
    assert_eq!((asked.status, &asked.json()["error"]["fields"]["same"]), (422, &detention["ref"]));
    body["same"] = detention["ref"].clone();
    let answer = writer.post("detentions", &body);
    assert_eq!((answer.status, &answer.json()["ref"]), (200, &detention["ref"]), "{}", answer.text());
    let now = writer.get(&format!("detentions/{}", detention["ref"].as_str().unwrap()));
    assert_eq!(cited(&now), ["R-2  supports ", "R-2 stated_reason differs Unauthorised rally"]);
    assert_eq!(now["events"].as_array().unwrap().len(), 1);
    let taking = &now["events"][0];
    assert_eq!(taking["date"]["edtf"], "2012-02-01");
    assert_eq!(
        cited(taking),
        ["R-1  supports ", "R-2  supports ", "R-2 date differs 2012-02-03", "R-2 place supports "]
    );
    let person = writer.get(&format!("people/{}", person["ref"].as_str().unwrap()));
    assert_eq!(person["detentions"].as_array().unwrap().len(), 1);
    checked(server);
}

#[test]
fn what_cannot_be_added_is_told_and_nothing_is_written() {
    let server = Server::serve();
    let (person, detention) = held(&server);
    let writer = editor(&server);
    let faulty = |change: &dyn Fn(&mut Json)| {
        let mut body = json!({ "reason": "Told again", "person": person["ref"], "start": "2012-02-01",
                               "same": detention["ref"], "citations": [{ "report": "R-2" }] });
        change(&mut body);
        let answer = writer.post("detentions", &body);
        assert_eq!(answer.status, 422, "{}", answer.text());
        let fields = answer.json()["error"]["fields"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        fields.join(" ")
    };
    assert_eq!(faulty(&|body| body["person"] = "P-2".into()), "same");
    assert_eq!(faulty(&|body| body["same"] = "D-999".into()), "same");
    assert_eq!(faulty(&|body| body["same"] = "P-2".into()), "same");
    assert_eq!(faulty(&|body| drop(body.as_object_mut().unwrap().remove("person"))), "person");
    assert_eq!(faulty(&|body| drop(body.as_object_mut().unwrap().remove("citations"))), "start");
    assert_eq!(faulty(&|body| body["health"] = "Ill".into()), "health");
    assert_eq!(faulty(&|body| body["comment"] = "Ours".into()), "comment");
    let other = json!({ "reason": "Told", "name": "Somebody", "same": detention["ref"] });
    assert_eq!(writer.post("people", &other).status, 422);
    let now = writer.get(&format!("detentions/{}", detention["ref"].as_str().unwrap()));
    assert!(cited(&now).is_empty());
    let change = json!({ "version": now["version"], "reason": "Told", "same": "D-1" });
    assert_eq!(writer.patch(&format!("detentions/{}", detention["ref"].as_str().unwrap()), &change).status, 422);
    checked(server);
}

#[test]
fn the_form_of_a_detention_offers_the_same_episode_and_a_monitor_may_take_it() {
    let server = Server::serve();
    let (person, detention) = held(&server);
    let mut browser = server.sign_in("monitor");
    let (person, detention) = (person["ref"].as_str().unwrap(), detention["ref"].as_str().unwrap());
    let address = format!("/people/{person}/detentions/new");
    let typed = [("start", "3 February 2012"), ("citations.0.report", "R-2"), ("citations.0.report.pick", "R-2")];
    let send = |browser: &mut crate::server::Browser<'_>, page: &str, more: &[(&str, &str)]| {
        let mut fields = hidden(page, &address);
        fields.extend(typed.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        browser.post(&address, &fields)
    };
    let page = browser.get(&address).text();
    let asked = send(&mut browser, &page, &[]);
    let offer = format!("<input type=\"checkbox\" name=\"same\" value=\"{detention}\">");
    assert_eq!(asked.status, 422, "{}", asked.text());
    assert!(asked.text().contains(&offer), "{}", asked.text());
    let saved = send(&mut browser, &asked.text(), &[("same", detention)]);
    assert_eq!((saved.status, saved.goes()), (303, format!("/detentions/{detention}")), "{}", saved.text());
    let now = editor(&server).get(&format!("detentions/{detention}"));
    assert!(cited(&now["events"][0]).contains(&"R-2 date differs 2012-02-03".to_owned()), "{now}");
    checked(server);
}

#[test]
fn a_file_that_is_loaded_says_so_too() {
    let case = Case::new();
    let file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
    let text = "format = \"habeas-case/1\"\ncase = \"again\"\nuses = [\"almaty-2012\"]\n\n[[detention]]\nid = \"D\"\n\
                same = \"D-1\"\nperson = \"P1\"\nstated_reason = \"Told otherwise\"\ncite = [{ report = \"A\", grade = \"B3\" }]\n";
    std::fs::write(file.path(), text).unwrap();
    let loaded = habeas(&["import", file.path().to_str().unwrap(), "--data", case.path()]);
    assert_eq!(loaded.status.code(), Some(0), "{}", String::from_utf8_lossy(&loaded.stderr));
    let server = Server::serve_case(case);
    let now = editor(&server).get("detentions/D-1");
    assert!(cited(&now).iter().any(|cited| cited.contains("stated_reason differs Told otherwise")), "{now}");
    checked(server);
}
