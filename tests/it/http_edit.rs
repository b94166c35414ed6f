//! Changing records through their forms: what stands in the lists, and two people at once.

use crate::http_forms::{fill, key_of};
use crate::server::{Answer, Browser, Server, between};

fn hidden(page: &Answer, name: &str) -> String {
    between(&page.text(), &format!("name=\"{name}\" value=\""), "\"").unwrap_or_else(|| panic!("no {name}")).to_owned()
}

/// A form of a record that is there, as its page shows it, with these fields typed.
fn change(browser: &mut Browser<'_>, opened: &Answer, address: &str, fields: &[(&str, &str)]) -> Answer {
    let [key, version, seen] = ["form_key", "version", "seen"].map(|name| hidden(opened, name));
    let kept = [("form_key", key.as_str()), ("version", version.as_str()), ("seen", seen.as_str())];
    browser.post(address, &[&kept[..], fields].concat())
}

#[test]
fn the_second_of_two_changes_is_put_beside_the_first_and_nothing_typed_is_lost() {
    let server = Server::serve();
    let (mut first, mut second) = (server.sign_in("editor"), server.enter(server.case().link("editor again")));
    let (opened, also) = (first.get("/incidents/I-3/edit"), second.get("/incidents/I-3/edit"));
    let saved = change(
        &mut first,
        &opened,
        "/incidents/I-3/edit",
        &[("title", "Titled by the first"), ("time_note", "timed by the first"), ("reason", "First reading")],
    );
    assert_eq!(saved.status, 303);
    let old_note = hidden(&also, "time_note");
    let late = change(
        &mut second,
        &also,
        "/incidents/I-3/edit",
        &[
            ("title", "Titled by the second"),
            ("time_note", &old_note),
            ("place_note", "placed by the second"),
            ("reason", "Second reading"),
            ("citations.9.report", "R-1"),
            ("external_ids.9.value", "X/1"),
            ("compartment", ""),
        ],
    );
    assert_eq!(late.status, 409);
    let page = late.text();
    for told in [
        "Titled by the first",
        "Titled by the second",
        "timed by the first",
        "placed by the second",
        "First reading",
        "Second reading",
        "name=\"citations.9.report\"",
        "name=\"external_ids.9.value\"",
        "name=\"compartment\"",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let chosen = |name: &str, value: &str| page.contains(&format!("name=\"{name}.choice\" value=\"{value}\" checked"));
    assert!(chosen("time_note", "saved"), "the second did not touch it: {page}");
    assert!(chosen("place_note", "mine"), "the first did not touch it");
    assert!(first.get("/incidents/I-3").text().contains("Titled by the first"), "overwritten");
    // Chosen field by field, it is saved over the version that was shown.
    let done = change(
        &mut second,
        &late,
        "/incidents/I-3/edit",
        &[
            ("title.choice", "words"),
            ("title.mine", "Titled by the second"),
            ("title.words", "Titled by both"),
            ("time_note.choice", "saved"),
            ("time_note.mine", &old_note),
            ("place_note.choice", "mine"),
            ("place_note.mine", "placed by the second"),
            ("reason", "Both read"),
        ],
    );
    assert_eq!(done.status, 303, "{}", done.text());
    let page = second.get("/incidents/I-3").text();
    for told in ["Titled by both", "timed by the first", "placed by the second"] {
        assert!(page.contains(told), "{told}: {page}");
    }
}

#[test]
fn names_are_changed_and_taken_away_in_the_form_of_their_record() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let opened = editor.get("/people/P-1/edit");
    let rows: Vec<String> = (0..9)
        .map_while(|row| between(&opened.text(), &format!("name=\"names.{row}.id\" value=\""), "\"").map(str::to_owned))
        .collect();
    assert!(rows.len() >= 2, "the sample spells P-1 in several ways");
    let alias = hidden(&opened, "names.1.text");
    let saved = change(
        &mut editor,
        &opened,
        "/people/P-1/edit",
        &[
            ("names.0.id", &rows[0]),
            ("names.0.text", "Bulat M. Abilov"),
            ("names.0.kind", "primary"),
            ("names.1.id", &rows[1]),
            ("names.1.remove", "1"),
            ("reason", "As the court spells it"),
        ],
    );
    assert_eq!(saved.status, 303, "{}", saved.text());
    let page = editor.get("/people/P-1").text();
    assert!(page.contains("Bulat M. Abilov") && !page.contains(&format!(">{alias}<")), "{page}");
    assert!(editor.get("/people/P-1/history").text().contains("As the court spells it"));
    // A record keeps a primary name.
    let opened = editor.get("/people/P-1/edit");
    let gone = [("names.0.id", rows[0].as_str()), ("names.0.remove", "1"), ("reason", "None left")];
    assert_eq!(change(&mut editor, &opened, "/people/P-1/edit", &gone).status, 422);
}

#[test]
fn a_monitor_cites_what_a_colleague_wrote_and_does_not_change_it() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let opened = monitor.get("/incidents/I-3/edit");
    let title = hidden(&opened, "title").replace("&quot;", "\"");
    let cited = [
        ("title", title.as_str()),
        ("citations.7.report", "R-1"),
        ("citations.7.paragraph", "11"),
        ("reason", "A further paragraph"),
    ];
    let saved = change(&mut monitor, &opened, "/incidents/I-3/edit", &cited);
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert!(monitor.get("/incidents/I-3").text().contains("¶ 11"));
    let opened = monitor.get("/incidents/I-3/edit");
    let changed = change(&mut monitor, &opened, "/incidents/I-3/edit", &[("title", "Mine now"), ("reason", "Better")]);
    assert_eq!(changed.status, 403);
}

#[test]
fn words_that_are_not_in_the_text_come_with_the_nearest_that_are() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let text = "Police came at noon.\n\nThey were still holding several leaders.";
    let report = [("type", "doc/news"), ("title", "A short report"), ("body", text)];
    let saved = fill(&mut monitor, "/reports/new", &report);
    assert_eq!(saved.status, 303, "{}", saved.text());
    let opened = monitor.get("/notes/new?about=I-3");
    let key = key_of(&opened);
    let note = [
        ("form_key", key.as_str()),
        ("about", "I-3"),
        ("text", "Leaders were held."),
        ("citations.0.report", "A short report"),
        ("citations.0.paragraph", "2"),
        ("citations.0.quote", "still holding several key figures"),
    ];
    let refused = monitor.post("/notes/new", &note);
    assert_eq!(refused.status, 422);
    let nearest = hidden(&refused, "citations.0.quote.nearest");
    assert!(text.contains(&nearest), "{nearest}");
    let used = [&note[..], &[("citations.0.quote.nearest", nearest.as_str()), ("use", "citations.0.quote")]].concat();
    let page = monitor.post("/notes/new", &used);
    assert_eq!(page.status, 200);
    assert!(page.text().contains(&format!(">{nearest}</textarea>")), "{}", page.text());
    let beyond = [&note[..4], &[("citations.0.paragraph", "3")]].concat();
    assert_eq!(monitor.post("/notes/new", &beyond).status, 422, "the text has two paragraphs");
}

#[test]
fn a_draft_of_two_edits_goes_on_as_the_form_of_the_record() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let opened = editor.get("/incidents/I-3/edit");
    let key = hidden(&opened, "form_key");
    let draft = [
        ("form_key", key.as_str()),
        ("draft_address", "/incidents/I-3/edit"),
        ("version", "1"),
        ("time_note.choice", "mine"),
        ("time_note.mine", "all afternoon"),
        ("title.choice", "saved"),
        ("title.mine", "Another title"),
    ];
    assert_eq!(editor.post("/drafts", &draft).status, 200);
    let page = editor.get(&format!("/incidents/I-3/edit?draft={key}"));
    assert_eq!(hidden(&page, "time_note"), "all afternoon");
    assert_eq!(hidden(&page, "title"), hidden(&opened, "title"), "what was left as saved is shown as saved");
}

#[test]
fn a_record_put_into_a_compartment_in_its_form_is_closed_to_those_outside() {
    let server = Server::serve();
    let mut admin = server.sign_in("admin");
    assert!(admin.post("/compartments", &[("compartment", "Families")]).status < 400);
    let mut editor = server.sign_in("editor");
    assert!(!editor.get("/incidents/I-3/edit").text().contains("Families"), "a compartment that the editor is not in");
    let by_login = "SELECT id FROM account WHERE login = 'editor'";
    let account: i64 = server.case().raw().query_row(by_login, [], |row| row.get(0)).unwrap();
    let by_name = "SELECT CAST(id AS TEXT) FROM compartment WHERE name = 'Families'";
    let inside: String = server.case().raw().query_row(by_name, [], |row| row.get(0)).unwrap();
    assert!(admin.post(&format!("/accounts/{account}/compartments"), &[("inside", &inside)]).status < 400);
    let opened = editor.get("/incidents/I-3/edit");
    assert!(opened.text().contains("Families"));
    let kept = [("compartment", "Families"), ("reason", "Names of families")];
    assert_eq!(change(&mut editor, &opened, "/incidents/I-3/edit", &kept).status, 303);
    assert_eq!(editor.get("/incidents/I-3").status, 200);
    assert_eq!(server.sign_in("monitor").get("/incidents/I-3").status, 404);
}

#[test]
fn sources_and_identifiers_are_added_changed_and_taken_away_in_the_form_of_their_record() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let opened = editor.get("/reports/R-1/edit");
    let source = hidden(&opened, "sources.0.id");
    let role = [("sources.0.id", source.as_str()), ("sources.0.source", "S-1"), ("sources.0.role", "reporter")];
    let found = [("external_ids.0.scheme", "archive"), ("external_ids.0.value", "R/12"), ("reason", "Looked up")];
    let saved = change(&mut editor, &opened, "/reports/R-1/edit", &[&role[..], &found].concat());
    assert_eq!(saved.status, 303, "{}", saved.text());
    let record = server.api("/api/v1/reports/R-1", server.case().token("editor")).json();
    let sources = record["sources"].as_array().unwrap();
    assert!(sources.iter().any(|told| told["role"] == "reporter" && told["source"]["ref"] == "S-1"), "{record}");
    let known = record["external_ids"].as_array().unwrap();
    let row = known.iter().position(|id| id["scheme"] == "archive" && id["value"] == "R/12").unwrap();
    let opened = editor.get("/reports/R-1/edit");
    let (id, remove) = (format!("external_ids.{row}.id"), format!("external_ids.{row}.remove"));
    let number = hidden(&opened, &id);
    let gone = [(id.as_str(), number.as_str()), (remove.as_str(), "1"), ("reason", "Of another report")];
    let saved = change(&mut editor, &opened, "/reports/R-1/edit", &gone);
    assert_eq!(saved.status, 303, "{}", saved.text());
    let record = server.api("/api/v1/reports/R-1", server.case().token("editor")).json();
    assert_eq!(record["external_ids"].as_array().unwrap().len(), known.len() - 1);
    // A row that somebody else took away in the meantime is told beside it.
    let opened = editor.get("/reports/R-1/edit");
    let twice = [("external_ids.0.id", number.as_str()), ("external_ids.0.remove", "1"), ("reason", "Again")];
    assert_eq!(change(&mut editor, &opened, "/reports/R-1/edit", &twice).status, 422);
}
