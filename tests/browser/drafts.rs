//! What is typed is kept by itself: whatever happens to the tab, the session or the server, the text is there.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::hands::PASSWORD;
use crate::harness::{Browser, Reader, Server};
use crate::pages::says;
use crate::signing_in::{set_up, sign_in};

/// A form keeps itself every four seconds; this machine may be slow.
const SECONDS: Duration = Duration::from_secs(20);

const SAID: &str = "main .bar [role=status]";

fn set_up_case() -> (Server, Browser) {
    let server = Server::new_case();
    let browser = server.browser(&[]);
    browser.go(&server.link);
    set_up(&browser, "saule", PASSWORD);
    (server, browser)
}

#[test]
fn acceptance_typed_text_outlives_the_tab_and_the_server() {
    let (mut server, browser) = set_up_case();
    browser.go("/detentions/new");
    browser.type_in("#who", "Unlisted Newcomer");
    browser.type_in("#taken_note", "left home for the rally");
    let reader = Reader::new(&server.origin, &browser.cookie());
    is_kept(&reader, "Unlisted Newcomer");
    browser.await_one(&format!("{SAID}:not(:empty)"));
    assert!(browser.text().contains("Draft kept"), "{}", browser.text());

    // A tab that is closed keeps what was typed since: nobody waits for the next few seconds.
    let first = browser.new_tab();
    browser.go("/incidents/new");
    browser.type_in("#title", "A tab closed at once");
    browser.close_tab();
    browser.to_tab(&first);
    is_kept(&reader, "A tab closed at once");

    // What was kept has been kept: the server ends without being asked, and starts again on the same data.
    browser.type_in("#taken_note", "left home for the rally, on foot");
    let draft = draft_of(&reader, "/detentions/new");
    until("the note is kept", || reader.get(&draft).body.contains("left home for the rally, on foot"));
    server.kill();
    server.start_again();
    browser.go("/drafts");
    says(&browser, &["Unlisted Newcomer", "A tab closed at once"]);
    browser.click("main a[href^='/detentions/new']");
    let typed = browser.run("return [who.value, taken_note.value]", vec![]);
    assert_eq!(typed, serde_json::json!(["Unlisted Newcomer", "left home for the rally, on foot"]));
    browser.click(".bar .go");
    assert!(browser.path().starts_with("/detentions/"), "{}", browser.text());
    browser.go("/drafts");
    assert!(!browser.text().contains("Unlisted Newcomer"), "a saved form is still a draft");
}

#[test]
fn acceptance_a_form_says_that_its_writer_was_signed_out_and_keeps_the_text() {
    let (server, browser) = set_up_case();
    browser.go("/incidents/new");
    let form = browser.new_tab();
    browser.go("/");
    browser.click("form[action='/signout'] button");
    browser.to_tab(&form);
    browser.type_in("#title", "Typed after signing out");
    browser.await_one(&format!("{SAID}:not(:empty)"));
    says(&browser, &["Signed out; kept as a draft."]);

    // Signed in again elsewhere, the form still keeps itself, though it has the token of the session before.
    let form = browser.new_tab();
    sign_in(&browser, "saule", PASSWORD);
    browser.to_tab(&form);
    browser.type_in("#title", "Typed after signing in again");
    let reader = Reader::new(&server.origin, &browser.cookie());
    is_kept(&reader, "Typed after signing in again");
    browser.click(".bar .go");
    assert_eq!(browser.path(), "/drafts", "{}", browser.text());
    says(&browser, &["Typed after signing in again"]);
}

#[test]
fn acceptance_a_form_says_that_the_server_does_not_answer_and_keeps_the_text_when_it_does() {
    let (mut server, browser) = set_up_case();
    browser.go("/incidents/new");
    server.kill();
    browser.type_in("#title", "Typed into the void");
    browser.await_one(&format!("{SAID}:not(:empty)"));
    says(&browser, &["Not kept"]);
    server.start_again();
    until("the form keeps itself again", || browser.text().contains("Draft kept"));
    is_kept(&Reader::new(&server.origin, &browser.cookie()), "Typed into the void");
}

fn is_kept(reader: &Reader, words: &str) {
    until(words, || reader.get("/drafts").body.contains(words));
}

/// The address of the draft of a form.
fn draft_of(reader: &Reader, form: &str) -> String {
    let list = reader.get("/drafts").body;
    let (_, rest) = list.split_once(&format!("href=\"{form}?draft=")).expect("the form has a draft");
    format!("{form}?draft={}", rest.split('"').next().unwrap())
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < SECONDS, "in vain: {what}");
        sleep(Duration::from_millis(100));
    }
}
