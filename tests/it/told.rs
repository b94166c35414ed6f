//! What a report says stays what it said, whoever changes the record, and whether or not he or she sees the report.

use serde_json::{Value as Json, json};

use crate::http_write::{Writer, checked, editor, faults, monitor};
use crate::server::{Server, between};

/// A report that only those of clearance 3 see.
fn hidden_report(server: &Server) -> String {
    let body = json!({ "reason": "Told", "type": "doc/news", "title": "In confidence", "sensitivity": "restricted" });
    reference(&editor(server).create("reports", &body))
}

fn reference(record: &Json) -> String {
    record["ref"].as_str().unwrap().to_owned()
}

/// Adds something to a record, in the version that it has now.
fn add(writer: &Writer<'_>, path: &str, more: &Json) -> Json {
    let mut body = json!({ "version": writer.get(path)["version"], "reason": "Told" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let answer = writer.patch(path, &body);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

/// The citation of a report in a record: its field, its stance, and what it gives.
fn cited(record: &Json, report: &str) -> (String, String, String) {
    let all = record["citations"].as_array().unwrap().iter();
    let found = all.clone().find(|citation| citation["report"]["ref"] == report);
    let text = |name: &str| found.unwrap()[name].as_str().unwrap_or_default().to_owned();
    (text("field"), text("stance"), text("gives"))
}

fn rival(field: &str, gives: &str) -> (String, String, String) {
    (field.to_owned(), "differs".to_owned(), gives.to_owned())
}

#[test]
fn a_report_that_the_writer_does_not_see_is_never_said_to_give_what_he_or_she_writes() {
    let server = Server::serve();
    let (writer, other, report) = (editor(&server), monitor(&server), hidden_report(&server));
    let cite = |path: &str, field: Option<&str>| {
        add(&writer, path, &json!({ "citations": [{ "report": report, "field": field }] }));
    };

    let body = json!({ "reason": "Seen", "name": "Somebody born", "birth": "1980", "sensitivity": "public",
                       "names": [{ "text": "Somebody else", "kind": "alias" }] });
    let person = format!("people/{}", reference(&other.create("people", &body)));
    cite(&person, Some("birth"));
    let alias = writer.get(&person)["names"].as_array().unwrap().iter().find(|n| n["kind"] == "alias").unwrap().clone();
    add(&writer, &person, &json!({ "names": [{ "row": alias["row"], "report": report }] }));
    add(&other, &person, &json!({ "birth": "1981", "accepted": "misentered" }));
    add(&other, &person, &json!({ "names": [{ "row": alias["row"], "text": "Spelled anew" }] }));
    let now = writer.get(&person);
    assert_eq!(cited(&now, &report), rival("birth", "1980"));
    let alias = now["names"].as_array().unwrap().iter().find(|name| name["text"] == "Spelled anew").unwrap();
    assert!(alias["report"].is_null(), "{alias}");
    assert!(!other.get(&person).to_string().contains(&report));

    let body = json!({ "reason": "Seen", "about": "I-1", "measure": "fig/detained", "verbatim": "around 40 people",
                       "sensitivity": "public" });
    let figure = format!("figures/{}", reference(&other.create("figures", &body)));
    cite(&figure, None);
    add(
        &other,
        &figure,
        &json!({ "verbatim": "at least 400 people", "qualifier": "at_least", "lo": 400, "best": null, "hi": null }),
    );
    assert_eq!(cited(&writer.get(&figure), &report), rival("verbatim", "around 40 people"));

    let body = json!({ "reason": "Seen", "incident": "I-1", "form": "demand", "text": "We want bread.", "direct": true,
                       "sensitivity": "public" });
    let statement = format!("statements/{}", reference(&other.create("statements", &body)));
    cite(&statement, None);
    add(&other, &statement, &json!({ "text": "We want work." }));
    assert_eq!(cited(&writer.get(&statement), &report), rival("text", "We want bread."));
    checked(server);
}

#[test]
fn somebodys_own_words_are_changed_only_where_they_were_entered_wrongly() {
    let server = Server::serve();
    let writer = editor(&server);
    let body = |direct: bool| {
        json!({ "reason": "Told", "incident": "I-1", "form": "demand", "text": "We want bread.", "direct": direct,
                "citations": [{ "report": "R-1" }] })
    };
    let quoted = writer.create("statements", &body(true));
    let path = format!("statements/{}", reference(&quoted));
    let mut change = json!({ "version": quoted["version"], "reason": "Typed wrongly", "text": "We want work." });
    assert_eq!(faults(&writer.patch(&path, &change), "a direct quotation"), ["text"]);
    assert!(server.sign_in("editor").get(&format!("/{path}/edit")).text().contains("value=\"misentered\""));
    change["accepted"] = "misentered".into();
    assert_eq!(writer.patch(&path, &change).status, 200);
    // A paraphrase is the team's own.
    let retold = format!("statements/{}", reference(&writer.create("statements", &body(false))));
    add(&writer, &retold, &json!({ "text": "They want work." }));
    checked(server);
}

#[test]
fn a_value_of_two_halves_is_cited_as_both_and_can_be_preferred() {
    let server = Server::serve();
    let writer = editor(&server);
    let detention = writer.create("detentions", &json!({ "reason": "Told", "person": "P-4" }));
    let kinds = [
        (
            "custody-events",
            json!({ "detention": detention["ref"], "type": "de/fined" }),
            ("fine_amount", json!(100), "100 KZT"),
            ("fine_currency", json!("KZT"), json!("USD")),
            "100 USD",
        ),
        (
            "people",
            json!({ "name": "Somebody of age" }),
            ("age", json!("34"), "34 2012-02-25"),
            ("age_as_of", json!("2012-02-25"), json!("2010-02-01")),
            "34 2010-02-01",
        ),
        (
            "places",
            json!({ "name": "Somewhere", "level": "site", "parent": "L-2" }),
            ("latitude", json!(43.25), "43.25 76.91"),
            ("longitude", json!(76.91), json!(77.01)),
            "43.25 77.01",
        ),
    ];
    let mut browser = server.sign_in("editor");
    for (collection, mut body, (lead, value, was), (partner, then, now), is) in kinds {
        let more =
            json!({ "reason": "Told", lead: value, partner: then, "citations": [{ "report": "R-1", "field": lead }] });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let path = format!("{collection}/{}", reference(&writer.create(collection, &body)));
        let changed = add(&writer, &path, &json!({ partner: now, "accepted": ["implausible_place"] }));
        assert_eq!(cited(&changed, "R-1"), rival(lead, was));
        // Another report says both; half of a value is none.
        let version = changed["version"].clone();
        let half = was.split(' ').next().unwrap();
        let cite = |gives: &str| json!({ "version": version, "reason": "Told", "citations": [{ "report": "R-2", "field": lead, "gives": gives }] });
        assert_eq!(faults(&writer.patch(&path, &cite(half)), lead), ["citations[0].gives"]);
        let same = add(&writer, &path, &json!({ "citations": [{ "report": "R-2", "field": lead, "gives": is }] }));
        assert_eq!(cited(&same, "R-2").1, "supports");
        let row =
            same["citations"].as_array().unwrap().iter().find(|c| c["report"]["ref"] == "R-1").unwrap()["row"].clone();
        // The same through the API as with the form.
        let preferred = add(&writer, &path, &json!({ "citations": [{ "row": row, "preferred": true }] }));
        assert_eq!(cited(&preferred, "R-1").1, "supports", "{preferred}");
        assert_eq!(cited(&preferred, "R-2"), rival(lead, is));
    }
    assert!(browser.get("/contradictions?list=decided").text().contains("100 USD"));
    checked(server);
}

#[test]
fn what_was_inferred_is_inferred_again_where_its_report_is_preferred() {
    let server = Server::serve();
    let writer = editor(&server);
    let body = json!({ "reason": "Told", "type": "inc/rally", "title": "A rally", "date": "2012-02-10", "date_basis": "inferred",
                       "date_part": "year", "citations": [{ "report": "R-1", "field": "date" }] });
    let path = format!("incidents/{}", reference(&writer.create("incidents", &body)));
    let stated = json!({ "date": "2012-02-12", "date_basis": "stated", "date_part": null });
    let changed = add(&writer, &path, &stated);
    let row = changed["citations"][0]["row"].clone();
    let preferred = add(&writer, &path, &json!({ "citations": [{ "row": row, "preferred": true }] }));
    let known = [&preferred["date"]["edtf"], &preferred["date_basis"], &preferred["date_part"]];
    assert_eq!(known, ["2012-02-10", "inferred", "year"], "{preferred}");
    checked(server);
}

#[test]
fn what_is_only_alleged_or_denied_says_so_beside_the_value() {
    let server = Server::serve();
    let writer = editor(&server);
    let mut reader = server.sign_in("viewer");
    for (hedge, said) in [("alleged", Some("alleged")), ("denied", Some("denied")), ("asserted", None)] {
        let body = json!({ "reason": "Told", "name": "Somebody born", "birth": "1980", "accepted": "duplicate",
                           "citations": [{ "report": "R-1", "field": "birth", "hedge": hedge }] });
        let person = reference(&writer.create("people", &body));
        let page = reader.get(&format!("/people/{person}")).text();
        let born = between(&page, "1980<", "</dd>").unwrap().to_owned();
        let told = ["alleged", "denied"].into_iter().find(|word| born.contains(&format!(">{word}<")));
        assert_eq!(told, said, "{born}");
    }
    // The firmest report counts, and what is only denied is no support: it leaves the house as little as what nobody says.
    let body = json!({ "reason": "Told", "type": "inc/rally", "title": "A denied rally", "date": "2012-02-26",
                       "citations": [{ "report": "R-1", "hedge": "denied" }] });
    let denied = writer.create("incidents", &body);
    let path = format!("incidents/{}", reference(&denied));
    let taken = |browser: &mut crate::server::Browser<'_>| browser.get("/export/timeline.csv?audience=partner").text();
    assert!(!taken(&mut reader).contains("A denied rally"));
    add(&writer, &path, &json!({ "citations": [{ "report": "R-2", "hedge": "reported" }] }));
    assert!(taken(&mut reader).contains("A denied rally"));
    let page = reader.get(&format!("/{path}")).text();
    assert!(page.contains(">reported<") && !page.contains(">denied<"), "{page}");
    checked(server);
}

#[test]
fn who_prefers_puts_behind_only_what_he_or_she_sees() {
    let server = Server::serve();
    let writer = editor(&server);
    let incident = json!({ "reason": "Told", "type": "inc/rally", "title": "A rally", "sensitivity": "public" });
    let incident = reference(&writer.create("incidents", &incident));
    let figure = |verbatim: &str, level: &str, preferred: bool| {
        let body = json!({ "reason": "Told", "about": incident, "measure": "fig/injured", "verbatim": verbatim,
                           "sensitivity": level, "preferred": preferred });
        reference(&writer.create("figures", &body))
    };
    let hidden = figure("at least 30", "restricted", true);
    let open = figure("17 people", "public", false);
    // The editor of the tests sees all: clearance is taken from him for a moment.
    server.case().raw().execute("UPDATE account SET clearance = 0 WHERE login = 'editor'", []).unwrap();
    add(&writer, &format!("figures/{open}"), &json!({ "preferred": true }));
    server.case().raw().execute("UPDATE account SET clearance = 3 WHERE login = 'editor'", []).unwrap();
    assert_eq!(writer.get(&format!("figures/{hidden}"))["preferred"], true);
    assert_eq!(writer.get(&format!("figures/{open}"))["preferred"], true);
}

#[test]
fn a_change_of_what_is_hidden_leaves_no_line_in_the_history_and_no_reason() {
    let server = Server::serve();
    let writer = editor(&server);
    let incident =
        json!({ "reason": "Told", "type": "inc/rally", "title": "In confidence", "sensitivity": "restricted" });
    let incident = reference(&writer.create("incidents", &incident));
    let detention = reference(&writer.create("detentions", &json!({ "reason": "Told", "person": "P-4" })));
    let path = format!("detentions/{detention}");
    let version = writer.get(&path)["version"].clone();
    let change = json!({ "version": version, "reason": "Read in the secret report", "incident": incident });
    assert_eq!(writer.patch(&path, &change).status, 200);
    for (account, is_told) in [("viewer", false), ("editor", true)] {
        let mut reader = server.sign_in(account);
        for page in [format!("/{path}/history"), "/".to_owned()] {
            let told = reader.get(&page).text().contains("Read in the secret report");
            assert_eq!(told, is_told, "{account} on {page}");
        }
    }
}
