//! Review and the preference of a figure, from the pages of records, as a browser without script does them.

use regex::Regex;

use crate::http_forms::fill;
use crate::server::{Answer, Browser, Server, address_of, between};

/// The hidden fields of the form of a page that goes to an address.
pub fn hidden(page: &str, action: &str) -> Vec<(String, String)> {
    let form = between(page, &format!("action=\"{action}\""), "</form>")
        .unwrap_or_else(|| panic!("no form goes to {action}: {page}"));
    let field = Regex::new(r#"<input type="hidden" name="([^"]+)" value="([^"]*)">"#).unwrap();
    let fields = field.captures_iter(form).map(|found| (found[1].to_owned(), found[2].replace("&amp;", "&")));
    fields.filter(|(name, _)| name != "csrf").collect()
}

/// Opens a page and sends the form of it that goes to `action`.
pub fn act(browser: &mut Browser<'_>, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let kept = hidden(&browser.get(page).text(), action);
    again(browser, &kept, action, fields)
}

/// Sends a form that was opened before.
pub fn again(browser: &mut Browser<'_>, hidden: &[(String, String)], action: &str, fields: &[(&str, &str)]) -> Answer {
    let kept: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(action, &[&kept, fields].concat())
}

/// A new incident without a citation: the address of its page, and its ref.
pub fn rally(browser: &mut Browser<'_>, title: &str) -> (String, String) {
    let fields = [("type", "inc/rally"), ("title", title), ("date", "26 Feb 2012"), ("place", "Almaty")];
    let made = fill(browser, "/incidents/new", &fields);
    assert_eq!(made.status, 303, "{}", made.text());
    let page = made.goes();
    let reference = page.rsplit('/').next().unwrap().to_owned();
    (page, reference)
}

fn review(browser: &mut Browser<'_>, reference: &str, to: &str, reason: &str) -> Answer {
    let page = format!("/incidents/{reference}");
    act(browser, &page, &format!("{}/review", address_of(reference)), &[("to", to), ("reason", reason)])
}

#[test]
fn a_page_offers_only_the_acts_that_are_open_to_its_reader() {
    let server = Server::serve();
    let (mut monitor, mut editor, mut viewer) =
        (server.sign_in("monitor"), server.sign_in("editor"), server.sign_in("viewer"));
    let (page, reference) = rally(&mut monitor, "A second rally");
    let steps = |browser: &mut Browser<'_>| -> Vec<String> {
        let text = browser.get(&page).text();
        let button = Regex::new(r#"name="to" value="(\w+)""#).unwrap();
        let of = address_of(&reference);
        let links = ["withdrawal", "merge"].into_iter().filter(|act| text.contains(&format!("{of}/{act}\"")));
        button.captures_iter(&text).map(|found| found[1].to_owned()).chain(links.map(str::to_owned)).collect()
    };
    assert_eq!(steps(&mut monitor), ["withdrawal"], "nobody looks over what they wrote themselves");
    assert_eq!(steps(&mut editor), ["checked", "disputed", "withdrawal", "merge"]);
    assert_eq!(steps(&mut viewer), [""; 0]);
    assert_eq!(review(&mut editor, &reference, "checked", "").goes(), page);
    assert_eq!(steps(&mut editor), ["approved", "disputed", "draft", "withdrawal", "merge"]);
    assert_eq!(steps(&mut monitor), ["draft", "withdrawal"]);
    assert!(viewer.get(&page).text().contains("<span>Checked</span>"));
}

#[test]
fn an_approval_that_lacks_citations_names_each_fact_with_its_form() {
    let server = Server::serve();
    let (mut monitor, mut editor) = (server.sign_in("monitor"), server.sign_in("editor"));
    let (page, reference) = rally(&mut monitor, "A second rally");
    let figure = [("measure", "fig/participants"), ("verbatim", "at least 17")];
    let about = format!("/figures/new?about={reference}");
    let fields = [&figure[..], &[("about", reference.as_str())]].concat();
    assert_eq!(fill(&mut monitor, &about, &fields).status, 303);
    assert_eq!(review(&mut editor, &reference, "checked", "").status, 303);
    let refused = review(&mut editor, &reference, "approved", "It stands");
    assert_eq!(refused.status, 422);
    let text = refused.text();
    let number = monitor.get(&page).text();
    let fact = Regex::new(r"F-\d+").unwrap().find(&number).map(|found| found.as_str().to_owned());
    for form in [format!("{}/edit\"", address_of(&reference)), "/figures/F-".to_owned()] {
        assert!(text.contains(&form), "{form} is not there ({fact:?}): {text}");
    }
    assert!(text.contains("value=\"It stands\"") && text.contains("2 facts have no report"), "{text}");
    for uncited in
        Regex::new(r#"href="/(?:incidents|figures)/((?:I|F)-\d+)/edit">Change"#).unwrap().captures_iter(&text)
    {
        let form = format!("{}/edit", address_of(&uncited[1]));
        let version = between(&monitor.get(&form).text(), "name=\"version\" value=\"", "\"").unwrap().to_owned();
        let cited = [("version", version.as_str()), ("reason", "Its report"), ("citations.0.report", "R-1")];
        assert_eq!(fill(&mut monitor, &form, &cited).status, 303);
    }
    // By citing it the monitor changed nothing of what it says: what was checked stays so.
    assert_eq!(review(&mut editor, &reference, "approved", "").goes(), page);
    assert!(editor.get(&page).text().contains("<span>Approved</span>"));
}

#[test]
fn a_step_sent_twice_is_taken_once_and_one_on_an_older_version_is_not_taken() {
    let server = Server::serve();
    let (mut monitor, mut editor) = (server.sign_in("monitor"), server.sign_in("editor"));
    let (page, reference) = rally(&mut monitor, "A second rally");
    let action = format!("{}/review", address_of(&reference));
    let opened = hidden(&editor.get(&page).text(), &action);
    let checked = [("to", "checked"), ("reason", "Compared")];
    for _ in 0..2 {
        assert_eq!(again(&mut editor, &opened, &action, &checked).goes(), page);
    }
    assert_eq!(
        editor.get(&format!("{}/history", address_of(&reference))).text().matches("reason: Compared").count(),
        1
    );
    let late = again(&mut editor, &opened, &action, &[("to", "disputed"), ("reason", "Not at all")]);
    assert_eq!(late.status, 409);
    let text = late.text();
    assert!(text.contains("In force: version 2") && text.contains("Compared"), "what is in force is not told: {text}");
    assert!(text.contains("value=\"Not at all\""), "the reason is gone");
    let afresh = again(&mut editor, &hidden(&text, &action), &action, &[("to", "disputed"), ("reason", "Not at all")]);
    assert_eq!(afresh.goes(), page);
    assert!(editor.get(&page).text().contains("<span>Disputed</span>"));
}

#[test]
fn disputing_needs_a_reason() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let refused = review(&mut editor, "I-1", "disputed", "");
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("id=\"reason-e\""), "{}", refused.text());
    let long = review(&mut editor, "I-1", "disputed", &"x".repeat(2001));
    assert_eq!(long.status, 422);
    assert_eq!(review(&mut editor, "I-1", "disputed", "Two reports deny it").status, 303);
    assert!(editor.get("/incidents/I-1/history").text().contains("Two reports deny it"));
}

#[test]
fn a_fact_without_a_page_is_reviewed_from_its_form() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let answer = act(
        &mut editor,
        "/figures/F-1/edit",
        "/figures/F-1/review",
        &[("to", "disputed"), ("reason", "Counted wrongly")],
    );
    assert_eq!(answer.status, 303);
    let address = answer.goes();
    assert!(address.starts_with("/incidents/") || address.starts_with("/people/"), "{address}");
    assert!(editor.get("/figures/F-1/review").text().contains("<span>Disputed</span>"));
}

#[test]
fn editors_prefer_one_of_figures_that_disagree_and_take_it_back() {
    let server = Server::serve();
    let (mut monitor, mut editor) = (server.sign_in("monitor"), server.sign_in("editor"));
    assert!(!monitor.get("/incidents/I-1").text().contains("/preference"));
    let text = editor.get("/incidents/I-1").text();
    let form = Regex::new(r#"action="(/figures/F-\d+/preference)""#).unwrap();
    let actions: Vec<&str> = form.captures_iter(&text).map(|found| found.get(1).unwrap().as_str()).collect();
    assert!(actions.len() > 1, "{text}");
    let refused = act(&mut editor, "/incidents/I-1", actions[1], &[("reason", "")]);
    assert_eq!(refused.status, 422);
    let preferred = act(&mut editor, "/incidents/I-1", actions[1], &[("reason", "Counted on the spot")]);
    assert_eq!(preferred.goes(), "/incidents/I-1");
    let told = monitor.get("/incidents/I-1").text();
    assert!(told.contains("Sources differ. One is preferred.") && told.contains(">preferred</span>"));
    assert_eq!(act(&mut editor, "/incidents/I-1", actions[0], &[("reason", "Read again")]).status, 303);
    assert_eq!(monitor.get("/incidents/I-1").text().matches(">preferred</span>").count(), 1);
    let none = act(&mut editor, "/incidents/I-1", actions[0], &[("reason", "Neither")]);
    assert_eq!(none.status, 303);
    assert!(!monitor.get("/incidents/I-1").text().contains(">preferred</span>"));
    assert_eq!(
        monitor.post("/figures/F-1/preference", &[("version", "1"), ("reason", "x"), ("form_key", "12345678")]).status,
        403
    );
}
