//! Withdrawing records and bringing them back, from their pages.

use crate::http_review_pages::{act, again, hidden, rally};
use crate::server::{Case, Server, address_of, between, habeas};

#[test]
fn what_is_withdrawn_is_said_before_and_gone_after_and_comes_back() {
    let server = Server::serve();
    let (mut editor, mut viewer) = (server.sign_in("editor"), server.sign_in("viewer"));
    let before = viewer.get("/people/P-1").text();
    let page = editor.get("/people/P-1/withdrawal");
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(text.contains("facts go with it") && text.contains("/incidents/I-"), "what goes is not listed: {text}");
    let refused = act(&mut editor, "/people/P-1/withdrawal", "/people/P-1/withdrawal", &[("reason", " ")]);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("id=\"reason-e\""));
    assert_eq!(viewer.get("/people/P-1").status, 200);

    let opened = hidden(&text, "/people/P-1/withdrawal");
    for _ in 0..2 {
        let gone = again(&mut editor, &opened, "/people/P-1/withdrawal", &[("reason", "Not a person of this case")]);
        assert_eq!(gone.goes(), "/withdrawn", "sent twice, withdrawn once");
    }
    let answer = viewer.get("/people/P-1");
    assert_eq!(answer.status, 404);
    assert!(!answer.text().contains("/withdrawn"), "a viewer learns of it");
    let told = editor.get("/people/P-1");
    assert!(
        told.status == 404
            && told.text().contains("P-1 was withdrawn")
            && told.text().contains("/withdrawn?from=P-1#P-1")
    );
    let detention = editor.get("/detentions/D-1");
    assert!(detention.status == 404 && detention.text().contains("belongs to a record that was withdrawn"));
    let list = editor.get("/withdrawn").text();
    assert!(list.contains("Not a person of this case") && list.contains("editor"), "{list}");

    let nothing = act(&mut editor, "/withdrawn", "/people/P-1/restoration", &[("reason", "")]);
    assert_eq!(nothing.status, 422);
    let back = act(&mut editor, "/withdrawn", "/people/P-1/restoration", &[("reason", "It was him")]);
    assert_eq!(back.goes(), "/people/P-1");
    let draft = |page: &str| {
        page.replace("<span>Approved</span>", "<span>Draft</span>")
            .replace("<span>Checked</span>", "<span>Draft</span>")
    };
    assert_eq!(main(&draft(&viewer.get("/people/P-1").text())), main(&draft(&before)), "it is not whole");
    assert!(editor.get("/withdrawn").text().contains("There are none."));
    let case: Case = server.stop().0.unwrap();
    assert_eq!(habeas(&["check", "--data", case.path()]).status.code(), Some(0));
}

fn main(page: &str) -> String {
    page.split_once("<main").unwrap().1.split_once("</main>").unwrap().0.to_owned()
}

#[test]
fn monitors_withdraw_what_is_theirs_and_see_no_list() {
    let server = Server::serve();
    let (mut monitor, mut editor) = (server.sign_in("monitor"), server.sign_in("editor"));
    let (page, reference) = rally(&mut monitor, "A rally that was none");
    let form = format!("{}/withdrawal", address_of(&reference));
    assert_eq!(monitor.get("/withdrawn").status, 403);
    let others = monitor.get("/incidents/I-1/withdrawal");
    assert!(
        others.status == 200 && !others.text().contains("action=\"/incidents/I-1/withdrawal\""),
        "{}",
        others.text()
    );
    let forced = [("version", "1"), ("reason", "x"), ("form_key", "withdraw-I-1-1")];
    assert_eq!(monitor.post("/incidents/I-1/withdrawal", &forced).status, 403);
    assert_eq!(act(&mut monitor, &form, &form, &[("reason", "A mistake")]).goes(), "/");
    assert_eq!((monitor.get(&page).status, editor.get(&page).status), (404, 404));
    assert!(!monitor.get(&page).text().contains("withdrawn#"));
    let fields = [("version", "2"), ("reason", "x"), ("form_key", "restore-key")];
    assert_eq!(monitor.post(&format!("{}/restoration", address_of(&reference)), &fields).status, 403);
}

#[test]
fn what_changed_in_the_meantime_is_not_withdrawn_unseen() {
    let server = Server::serve();
    let (mut monitor, mut editor) = (server.sign_in("monitor"), server.sign_in("editor"));
    let (page, reference) = rally(&mut monitor, "A second rally");
    let form = format!("{}/withdrawal", address_of(&reference));
    let opened = hidden(&monitor.get(&form).text(), &form);
    let checked = act(&mut editor, &page, &format!("{}/review", address_of(&reference)), &[("to", "checked")]);
    assert_eq!(checked.status, 303);
    let late = again(&mut monitor, &opened, &form, &[("reason", "A mistake")]);
    assert_eq!(late.status, 409);
    assert!(late.text().contains("value=\"A mistake\"") && late.text().contains("Checked"), "{}", late.text());
    assert_eq!(monitor.get(&page).status, 200);
}

#[test]
fn a_withdrawn_fact_is_gone_from_the_page_it_stood_on() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let answer = act(&mut editor, "/figures/F-1/withdrawal", "/figures/F-1/withdrawal", &[("reason", "Misread")]);
    let page = answer.goes();
    assert!(page.starts_with("/incidents/"), "{page}");
    assert!(editor.get("/withdrawn").text().contains("id=\"F-1\""));
    assert_eq!(act(&mut editor, "/withdrawn", "/figures/F-1/restoration", &[("reason", "Read again")]).goes(), page);
}

#[test]
fn a_page_of_what_was_withdrawn_has_fifty_and_leads_on() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let withdrawn: Vec<String> = (0..60)
        .map(|number| {
            let (_, reference) = rally(&mut editor, &format!("A rally that was none, number {number}"));
            let form = format!("{}/withdrawal", address_of(&reference));
            assert_eq!(act(&mut editor, &form, &form, &[("reason", "A mistake")]).goes(), "/withdrawn");
            reference
        })
        .collect();
    let shown = |page: &str| -> Vec<String> {
        let lines = page.split("<li id=\"").skip(1);
        lines.map(|line| line.split('"').next().unwrap().to_owned()).collect()
    };
    let first = editor.get("/withdrawn").text();
    let next = between(&first, "rel=\"next\" href=\"", "\"").unwrap().to_owned();
    let second = editor.get(&next).text();
    let listed: Vec<String> = shown(&first).into_iter().chain(shown(&second)).collect();
    assert_eq!(listed, withdrawn.iter().rev().cloned().collect::<Vec<_>>(), "all of them, the last one first");
    assert!(second.contains("href=\"/withdrawn\""), "and the way back");
    // The next page starts where it did, though the record that stood there was brought back.
    let address = format!("{}/restoration", address_of(&withdrawn[9]));
    let page = format!("/withdrawn?from={}", withdrawn[9]);
    assert_eq!(act(&mut editor, &page, &address, &[("reason", "It was one")]).status, 303);
    assert_eq!(shown(&editor.get(&next).text()), shown(&second)[1..]);
    assert_eq!(shown(&editor.get(&format!("/withdrawn?from={}", withdrawn[8])).text()), shown(&second)[1..]);
    for nowhere in ["I-1", "I-999999", "nothing"] {
        assert_eq!(editor.get(&format!("/withdrawn?from={nowhere}")).status, 400, "{nowhere}");
    }
    // Refused on whichever page, a record is there to be brought back with a reason.
    let address = format!("{}/restoration", address_of(&withdrawn[0]));
    let refused = act(&mut editor, &format!("/withdrawn?from={}", withdrawn[0]), &address, &[("reason", "")]);
    assert!(refused.status == 422 && shown(&refused.text()) == withdrawn[..1]);
}
