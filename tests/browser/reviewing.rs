//! Merging and parting, and approving by another person than the author, with clicks as people make them.

use serde_json::Value as Json;

use crate::harness::{Browser, Demo, Server};
use crate::logging::wait;
use crate::pages::says;
use crate::signing_in::set_up;

const PASSWORD: &str = "a lantern in the window";

/// Opens what is folded away behind a line that begins so.
fn unfold(browser: &Browser, says: &str) {
    let open = "const line = [...document.querySelectorAll('main summary')].find((s) => s.textContent.startsWith(arguments[0]));
                line.click(); return true";
    browser.run(open, vec![says.into()]);
}

#[test]
fn two_people_are_merged_and_parted_by_clicks() {
    let demo = Demo::start();
    let browser = demo.browser();
    for (width, kept, merged) in [(1280, "P-1", "P-2"), (390, "P-3", "P-4")] {
        browser.resize(width, 800);
        browser.go(&format!("/people/{kept}"));
        browser.follow("main", "Merge");
        browser.fill("#other", merged);
        browser.click(".bar .go");
        assert_eq!(browser.path(), format!("/people/{kept}/merge?with={merged}"));
        let wide = browser.run("return document.documentElement.scrollWidth > window.innerWidth", vec![]);
        assert_eq!(wide, false, "the two do not fit on {width} pixels");
        browser.fill("form[action$='/merge'] input[name=reason]", "One and the same");
        browser.click(".bar .go");
        assert_eq!(browser.path(), format!("/people/{kept}"), "{}", browser.text());
        let line = format!("{merged} was merged into this one");
        says(&browser, &[&line]);
        browser.go(&format!("/people/{merged}"));
        assert_eq!(browser.path(), format!("/people/{kept}"), "the old address leads to the kept record");
        unfold(&browser, &line);
        browser.fill("form[action^='/merges/'] input[name=reason]", "Two people after all");
        browser.click("form[action^='/merges/'] button");
        assert!(!browser.text().contains("was merged into"), "{}", browser.text());
        browser.go(&format!("/people/{merged}"));
        assert_eq!(browser.path(), format!("/people/{merged}"));
    }
}

#[test]
fn the_other_record_is_chosen_while_one_types_and_none_is_made() {
    let demo = Demo::start();
    let browser = demo.browser();
    browser.go("/people/P-2/merge");
    browser.fill("#other", "Abilov");
    wait(&browser, "document.querySelector('[role=option][data-pick=P-1]') !== null");
    assert_eq!(browser.run("return document.querySelector('[data-pick=new]')", vec![]), Json::Null);
    let choose =
        "document.querySelector('[data-pick=P-1]').dispatchEvent(new MouseEvent('mousedown', { bubbles: true }))";
    browser.run(choose, vec![]);
    wait(&browser, "document.querySelector('[data-link] .read') !== null");
    browser.click(".bar .go");
    assert_eq!(browser.path(), "/people/P-2/merge?with=P-1", "{}", browser.text());
}

#[test]
fn a_record_is_approved_by_another_person_than_its_author() {
    let server = Server::new_case();
    let browser = server.browser(&[]);
    browser.go(&server.link);
    set_up(&browser, "first", PASSWORD);
    browser.go("/reports/new");
    browser.choose("#type", "doc/news");
    browser.fill("#title", "A report");
    browser.click(".bar .go");
    browser.go("/incidents/new");
    browser.choose("#type", "inc/rally");
    browser.fill("#title", "A rally");
    browser.fill("[id='citations.0.report']", "R-1");
    browser.click(".bar .go");
    assert_eq!(browser.path(), "/incidents/I-1", "{}", browser.text());
    let dispute = "form[action='/incidents/I-1/review'] button";
    unfold(&browser, "Review");
    let offered = "return [...document.querySelectorAll(arguments[0])].map((b) => b.value).join()";
    assert_eq!(browser.run(offered, vec![dispute.into()]), "disputed", "an author looks over what is theirs");

    browser.go("/accounts");
    browser.fill("#login", "second");
    browser.choose("#role", "editor");
    browser.click("main form[action='/accounts'] button");
    let link =
        "return [...document.querySelectorAll('main a')].find((a) => a.href.includes('/setup/')).getAttribute('href')";
    let link = browser.run(link, vec![]).as_str().unwrap().to_owned();
    browser.click("form[action='/signout'] button");
    browser.go(&link);
    browser.fill("#password", PASSWORD);
    browser.fill("#repeat", PASSWORD);
    browser.click("main form button");
    for (step, state) in [("checked", "Checked"), ("approved", "Approved")] {
        browser.go("/incidents/I-1");
        unfold(&browser, "Review");
        browser.click(&format!("form[action='/incidents/I-1/review'] button[value={step}]"));
        assert_eq!(browser.path(), "/incidents/I-1", "{}", browser.text());
        says(&browser, &[state]);
    }
}
