//! Names, identifiers, citations and refs, as programs write them and name records by them.

use serde_json::{Value as Json, json};

use crate::http_review_pages::act;
use crate::http_write::{checked, editor, faults, monitor};
use crate::server::{Answer, Server, between};

#[test]
fn identifiers_of_other_systems_are_given_and_taken_away_and_name_one_record() {
    let server = Server::serve();
    let writer = editor(&server);
    let known = json!([{ "scheme": "archive", "value": "A/7" }]);
    let created = writer.create(
        "people",
        &json!({ "reason": "Named", "name": "Somebody in an archive", "external_ids": known.clone() }),
    );
    assert_eq!(created["external_ids"], known);
    let path = format!("people/{}", created["ref"].as_str().unwrap());
    let again = json!({ "reason": "x", "name": "Another", "external_ids": known.clone() });
    assert_eq!(faults(&writer.post("people", &again), "taken"), ["external_ids[0]"]);
    let half = json!({ "reason": "x", "name": "Another", "external_ids": [{ "value": "B" }] });
    assert_eq!(faults(&writer.post("people", &half), "half"), ["external_ids[0].scheme"]);
    let goes = |value: &str| json!({ "version": 1, "reason": "Not this one", "external_ids": [{ "scheme": "archive", "value": value, "remove": true }] });
    assert_eq!(faults(&writer.patch(&path, &goes("A/8")), "none"), ["external_ids[0].row"]);
    let gone = writer.patch(&path, &goes("A/7"));
    assert_eq!((gone.status, &gone.json()["external_ids"]), (200, &json!([])), "{}", gone.text());
    checked(server);
}

#[test]
fn an_identifier_of_a_hidden_record_is_taken_without_a_word_and_found_by_those_who_see_both() {
    let server = Server::serve();
    let (below, above) = (monitor(&server), editor(&server));
    let known = json!([{ "scheme": "archive", "value": "A/7" }]);
    let named = |name: &str| json!({ "reason": "Named", "name": name, "external_ids": known.clone() });
    let with = |mut body: Json, name: &str, value: Json| {
        body[name] = value;
        body
    };
    let hidden = above.create("people", &with(named("Zq above"), "sensitivity", json!("restricted")));
    let hidden = hidden["ref"].as_str().unwrap();
    // Neither a new record nor one that is there tells of the hidden one, and what is visible is still unique.
    let open = below.create("people", &named("Zq below"));
    assert_eq!(open["external_ids"], known);
    let open = open["ref"].as_str().unwrap();
    assert_eq!(faults(&below.post("people", &named("Zq third")), "seen"), ["external_ids[0]"]);
    assert_eq!(faults(&above.post("people", &named("Zq third")), "seen"), ["external_ids[0]"]);
    let other = below.create("people", &json!({ "reason": "Named", "name": "Zq third" }));
    let other = format!("people/{}", other["ref"].as_str().unwrap());
    let change = json!({ "version": 1, "reason": "Looked up", "external_ids": known.clone() });
    assert_eq!(faults(&below.patch(&other, &change), "seen"), ["external_ids[0]"]);

    let mut editor = server.sign_in("editor");
    for (one, other) in [(hidden, open), (open, hidden)] {
        let page = editor.get(&format!("/people/{one}")).text();
        let told = between(&page, "also names", "</span>").unwrap();
        assert!(told.contains(other), "{one} does not lead to {other}: {told}");
    }
    let page = server.sign_in("monitor").get(&format!("/people/{open}")).text();
    assert!(page.contains("A/7") && !page.contains("also names") && !page.contains(hidden), "{page}");

    // What was seen until it was withdrawn is no secret: an identifier stays taken, so that it can come back.
    let mine = above.create(
        "people",
        &json!({ "reason": "Named", "name": "Zq gone", "external_ids": [{ "scheme": "archive", "value": "A/8" }] }),
    );
    let form = format!("/people/{}/withdrawal", mine["ref"].as_str().unwrap());
    assert_eq!(act(&mut editor, &form, &form, &[("reason", "A mistake")]).status, 303);
    let again =
        json!({ "reason": "Named", "name": "Zq new", "external_ids": [{ "scheme": "archive", "value": "A/8" }] });
    assert_eq!(faults(&below.post("people", &again), "withdrawn"), ["external_ids[0]"]);
    checked(server);
}

#[test]
fn a_name_is_seen_with_its_record_and_reads_as_uncited_where_its_report_is_closed() {
    let server = Server::serve();
    let (below, above) = (monitor(&server), editor(&server));
    let closed = json!({ "reason": "Told", "type": "doc/news", "title": "Closed", "sensitivity": "restricted" });
    let report = above.create("reports", &closed)["ref"].clone();
    let spelt = json!({ "reason": "Told", "name": "Zq", "names": [{ "text": "Zq the younger", "report": report }] });
    let path = format!("people/{}", above.create("people", &spelt)["ref"].as_str().unwrap());
    for (writer, sees) in [(&above, true), (&below, false)] {
        let record = writer.get(&path);
        let name = record["names"].as_array().unwrap().iter().find(|name| name["text"] == "Zq the younger").unwrap();
        assert_eq!(name["report"].is_null(), !sees, "{name}");
        assert_eq!(record.to_string().contains("Closed"), sees);
    }
}

#[test]
fn a_citation_counts_paragraphs_from_one_and_no_report_has_a_hundred_thousand() {
    let server = Server::serve();
    let writer = monitor(&server);
    let cited = |paragraph: i64| json!({ "reason": "Told", "type": "inc/rally", "title": "A rally", "citations": [{ "report": "R-1", "paragraph": paragraph }] });
    for paragraph in [1, 141, 99_999] {
        let made = writer.create("incidents", &cited(paragraph));
        assert_eq!(made["citations"][0]["paragraph"], paragraph);
    }
    for paragraph in [i64::MIN, -1, 0, 100_000, 20_120_225, i64::MAX] {
        let answer = writer.post("incidents", &cited(paragraph));
        assert_eq!(faults(&answer, "paragraph"), ["citations[0].paragraph"], "{paragraph}: {}", answer.text());
    }
    checked(server);
}

#[test]
fn a_ref_is_the_same_in_either_case() {
    let server = Server::serve();
    let writer = monitor(&server);
    assert_eq!(writer.get("people/p-1")["ref"], "P-1");
    let figure = json!({ "reason": "Told", "about": "i-1", "measure": "fig/arrested", "verbatim": "17" });
    let figure = writer.create("figures", &figure);
    assert_eq!(figure["about"], writer.get("figures/F-1")["about"]);
    let mut editor = server.sign_in("editor");
    for (typed, meant) in [
        ("/people/p-1", "/people/P-1"),
        ("/people/p-1/history", "/people/P-1/history"),
        ("/held?place=l-2", "/held?place=L-2"),
        ("/timeline?place=l-2", "/timeline?place=L-2"),
        ("/people/p-1/merge?with=p-2", "/people/P-1/merge?with=P-2"),
    ] {
        let (typed, meant) = (editor.get(typed), editor.get(meant));
        let title = |answer: &Answer| between(&answer.text(), "<title>", "</title>").unwrap().to_owned();
        assert_eq!((typed.status, title(&typed)), (200, title(&meant)));
    }
}

#[test]
fn what_an_address_asks_for_twice_is_refused() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    for address in [
        "/people/P-1/merge?with=P-2&with=P-3",
        "/people/P-1/merge?with=P-2&with=P-2",
        "/people?letter=A&letter=B",
        "/held?on=2012-03-01&on=2012-03-02",
    ] {
        let answer = editor.get(address);
        assert!(answer.status == 400 && answer.text().contains("one thing twice"), "{address}: {}", answer.status);
    }
    assert_eq!(editor.get("/custody-events/new?d=D-17&d=D-18").status, 200, "some name several");
}
