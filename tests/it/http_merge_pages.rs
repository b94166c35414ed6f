//! Two records made one from their pages, and parted again.

use crate::http_forms::fill;
use crate::http_review_pages::{act, again, hidden};
use crate::server::{Browser, Case, Server, address_of, between, habeas};

/// A new person with an occupation: the ref.
fn person(browser: &mut Browser<'_>, name: &str, occupation: &str) -> String {
    let fields =
        [("names.0.text", name), ("names.0.kind", "primary"), ("occupation", occupation), ("accepted", "duplicate")];
    let made = fill(browser, "/people/new", &fields);
    assert_eq!(made.status, 303, "{}", made.text());
    made.goes().rsplit('/').next().unwrap().to_owned()
}

/// Whether the radio button of a name and value is chosen.
fn chosen(page: &str, name: &str, value: &str) -> bool {
    page.contains(&format!("name=\"{name}\" value=\"{value}\" checked"))
}

#[test]
fn the_other_record_is_found_by_name_and_no_name_gets_into_an_address() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let find = |browser: &mut Browser<'_>, fields: &[(&str, &str)]| browser.post("/people/P-2/merge", fields);
    assert_eq!(editor.get("/people/P-2/merge").status, 200);
    let asked = find(&mut editor, &[("other", "Abilov")]);
    assert_eq!(asked.status, 422);
    let text = asked.text();
    assert!(text.contains("name=\"other.pick\" value=\"P-1\"") && !text.contains("value=\"new\""), "{text}");
    assert_eq!(find(&mut editor, &[("other", "P-1")]).goes(), "/people/P-2/merge?with=P-1");
    let picked = find(&mut editor, &[("other", "Abilov"), ("other.for", "Abilov"), ("other.pick", "P-1")]);
    assert_eq!(picked.goes(), "/people/P-2/merge?with=P-1");
    for not in ["", "P-2", "I-1", "Nobody of that name"] {
        assert_eq!(find(&mut editor, &[("other", not)]).status, 422, "{not}");
    }
    for (address, status) in
        [("/people/P-2/merge?with=P-2", 404), ("/people/P-2/merge?with=I-1", 404), ("/notes/W-1/merge", 404)]
    {
        assert_eq!(editor.get(address).status, status, "{address}");
    }
}

#[test]
fn two_records_become_one_with_what_was_chosen_and_can_be_parted() {
    let server = Server::serve();
    let (mut monitor, mut editor, mut viewer) =
        (server.sign_in("monitor"), server.sign_in("editor"), server.sign_in("viewer"));
    let kept = person(&mut monitor, "Ermek", "");
    let other = person(&mut monitor, "Yermek", "engineer");
    let (page, action) = (format!("{}/merge?with={other}", address_of(&kept)), format!("{}/merge", address_of(&kept)));
    let sides = editor.get(&page).text();
    for told in ["Ermek", "Yermek", "engineer", "monitor"] {
        assert!(sides.contains(told), "{told} is not shown: {sides}");
    }
    assert!(chosen(&sides, "keep", &kept) && chosen(&sides, "occupation.choice", &other), "nothing is chosen: {sides}");
    let fields = [("keep", kept.as_str()), ("occupation.choice", other.as_str()), ("reason", "The same")];
    let silent = act(&mut editor, &page, &action, &[fields[0], fields[1], ("reason", "")]);
    assert_eq!(silent.status, 422);
    assert!(chosen(&silent.text(), "occupation.choice", &other), "the choice is gone");
    let opened = hidden(&editor.get(&page).text(), &action);
    let merged = again(&mut editor, &opened, &action, &fields);
    assert_eq!(merged.goes(), format!("/people/{kept}"));
    assert_eq!(again(&mut editor, &opened, &action, &fields).goes(), merged.goes(), "sent twice, merged once");
    let text = viewer.get(&merged.goes()).text();
    for told in ["Yermek", "engineer", &format!("{other} was merged into this one"), "The same"] {
        assert!(text.contains(told), "{told} is not told: {text}");
    }
    assert!(!text.contains("/merges/"), "a viewer is offered to undo it");
    let old = viewer.get(&format!("/people/{other}"));
    assert_eq!((old.status, old.goes()), (303, merged.goes()), "the old address leads to the kept record");
    let history = editor.get(&format!("{}/history", address_of(&kept))).text();
    let undo = between(&history, "action=\"/merges/", "/").map(|merge| format!("/merges/{merge}/reversal")).unwrap();
    assert_eq!(act(&mut editor, &merged.goes(), &undo, &[("reason", "")]).status, 422);
    let parted = act(&mut editor, &merged.goes(), &undo, &[("reason", "Two people")]);
    assert_eq!(parted.goes(), merged.goes());
    assert!(!viewer.get(&merged.goes()).text().contains("engineer"));
    assert!(viewer.get(&format!("/people/{other}")).text().contains("engineer"));
    let case: Case = server.stop().0.unwrap();
    assert_eq!(habeas(&["check", "--data", case.path()]).status.code(), Some(0));
}

#[test]
fn what_changed_after_a_merge_is_told_when_it_is_undone() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let (kept, other) = (person(&mut editor, "Ermek", "clerk"), person(&mut editor, "Yermek", "engineer"));
    let (page, action) = (format!("{}/merge?with={other}", address_of(&kept)), format!("{}/merge", address_of(&kept)));
    // The other one stays: what is chosen is what the page says, whichever of the two goes.
    let fields = [("keep", other.as_str()), ("occupation.choice", kept.as_str()), ("reason", "The same")];
    let merged = act(&mut editor, &page, &action, &fields).goes();
    assert_eq!(merged, format!("/people/{other}"));
    assert!(editor.get(&merged).text().contains("clerk"));
    let form = format!("{}/edit", address_of(&other));
    let version = between(&editor.get(&form).text(), "name=\"version\" value=\"", "\"").unwrap().to_owned();
    let change = [("version", version.as_str()), ("occupation", "lawyer"), ("reason", "Read again")];
    assert_eq!(fill(&mut editor, &form, &change).status, 303);
    let text = editor.get(&merged).text();
    let undo = between(&text, "action=\"/merges/", "/").map(|merge| format!("/merges/{merge}/reversal")).unwrap();
    let parted = act(&mut editor, &merged, &undo, &[("reason", "Two people")]);
    assert_eq!(parted.status, 200);
    let told = parted.text();
    assert!(
        told.contains("Occupation") && told.contains(&format!("{}/edit", address_of(&other))),
        "what stays is not told: {told}"
    );
    assert!(editor.get(&merged).text().contains("lawyer"));
    assert!(editor.get(&format!("/people/{kept}")).text().contains("clerk"));
    assert_eq!(again(&mut editor, &hidden(&text, &undo), &undo, &[("reason", "Two people")]).goes(), merged);
}

#[test]
fn a_record_that_changed_in_the_meantime_is_not_merged_unseen() {
    let server = Server::serve();
    let (mut monitor, mut editor) = (server.sign_in("monitor"), server.sign_in("editor"));
    let (kept, other) = (person(&mut monitor, "Ermek", ""), person(&mut monitor, "Yermek", "engineer"));
    let (page, action) = (format!("{}/merge?with={other}", address_of(&kept)), format!("{}/merge", address_of(&kept)));
    let opened = hidden(&editor.get(&page).text(), &action);
    let form = format!("{}/edit", address_of(&other));
    let change = [("version", "1"), ("occupation", "teacher"), ("reason", "Read again")];
    assert_eq!(fill(&mut monitor, &form, &change).status, 303);
    let late = again(&mut editor, &opened, &action, &[("keep", &kept), ("reason", "The same")]);
    assert_eq!(late.status, 409);
    assert!(late.text().contains("teacher") && late.text().contains("value=\"The same\""), "{}", late.text());
    assert_eq!(editor.get(&format!("/people/{other}")).status, 200);
    assert_eq!(monitor.get(&page).status, 403);
}
