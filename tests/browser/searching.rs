//! Searching from any page: by the key, without script, and on a telephone.

use crate::accessibility::axe;
use crate::harness::{Browser, Demo, Server};
use crate::pages::says;

#[test]
fn the_key_leads_to_the_search_and_enter_to_what_is_meant() {
    let demo = Demo::start();
    let browser = demo.browser();
    browser.go("/timeline");
    browser.type_here("/");
    browser.leave_by("Alma-Ata\u{E007}");
    assert_eq!(browser.path(), "/places/L-2");
    browser.type_here("/");
    browser.leave_by("oil workers\u{E007}");
    says(&browser, &["3 TEXTS WITH THESE WORDS"]);
    assert!(browser.has("mark") && !browser.path().contains("oil"), "{}", browser.path());
    let found = axe(&browser);
    assert!(found.is_empty(), "{}", found.join("\n"));
    // Where somebody types, the key is a letter.
    browser.go("/detentions/new");
    browser.type_in("input[name=reason], #seek", "24/02");
    assert_eq!(browser.path(), "/detentions/new");
}

#[test]
fn a_search_leads_on_and_is_kept_without_script_on_a_telephone() {
    let server = Server::demo();
    let browser = server.browser(&["--blink-settings=scriptEnabled=false"]);
    browser.go(&server.link);
    browser.resize(390, 844);
    search(&browser, "opposition");
    says(&browser, &["PEOPLE AND GROUPS", "11 TEXTS WITH THESE WORDS", "3 lines of the timeline have them"]);
    browser.follow("main", "3 lines of the timeline have them");
    says(&browser, &["3 LINES", "opposition"]);
    assert!(!browser.path().contains("opposition"));
    browser.click("nav.facet a[href*='place=L-2']");
    says(&browser, &["1 LINE"]);
    browser.click_here("details:has(#kept-name) > summary");
    browser.fill("#kept-name", "Arrests in Almaty");
    browser.click("form[action='/q'] button");
    says(&browser, &["1 LINE"]);
    assert!(browser.path().starts_with("/q/"), "{}", browser.path());
    browser.go("/q");
    browser.follow("main", "Arrests in Almaty");
    says(&browser, &["1 LINE"]);
    search(&browser, "zzzz");
    says(&browser, &["Nothing was found"]);
}

fn search(browser: &Browser, typed: &str) {
    browser.fill("#seek", typed);
    browser.click("form.seek button");
}
