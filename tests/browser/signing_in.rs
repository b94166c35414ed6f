//! Coming in and going out, by forms as a browser sends them: headers, cookies, tokens and all.

use crate::accessibility::axe;
use crate::harness::{Browser, Demo, Server};
use crate::pages::says;

const PASSWORD: &str = "a lantern in the window";

#[test]
fn the_first_account_is_set_up_signs_out_and_signs_in_again() {
    let server = Server::new_case();
    let browser = server.browser(&["--blink-settings=scriptEnabled=false"]);

    browser.go(&server.link);
    set_up(&browser, "saule", "short");
    says(&browser, &["Too short"]);
    set_up(&browser, "saule", PASSWORD);
    assert_eq!(browser.path(), "/", "the account is signed in");

    browser.go(&server.link);
    says(&browser, &["used"]);
    browser.go("/");
    browser.click("form[action='/signout'] button");
    assert_eq!(browser.path(), "/signin");

    browser.go("/timeline");
    assert!(!browser.text().contains("saule"), "signed out, pages are still shown");
    sign_in_here(&browser, "saule", "a lantern in the river");
    says(&browser, &["do not match"]);
    sign_in_here(&browser, "saule", PASSWORD);
    assert_eq!(browser.path(), "/timeline", "the page that was asked for");
}

#[test]
fn pages_before_sign_in_pass_axe() {
    let server = Server::new_case();
    let browser = server.browser(&[]);
    let mut found = Vec::new();
    for language in ["ru", "en"] {
        browser.go(&server.link);
        browser.click(&format!("button[name=lang][value={language}]"));
        assert_eq!(browser.run("return document.documentElement.lang", vec![]), language);
        found.extend(axe(&browser));
        set_up(&browser, "saule", "short");
        found.extend(axe(&browser));
        sign_in(&browser, "nobody", "nothing");
        found.extend(axe(&browser));
        browser.go("/setup/wrong");
        found.extend(axe(&browser));
    }
    assert!(found.is_empty(), "axe has findings:\n{}", found.join("\n"));
}

pub fn set_up(browser: &Browser, login: &str, password: &str) {
    browser.fill("#login", login);
    browser.fill("#password", password);
    browser.fill("#repeat", password);
    browser.click("main form button");
}

pub fn sign_in(browser: &Browser, login: &str, password: &str) {
    browser.go("/signin");
    sign_in_here(browser, login, password);
}

/// The same on the page that asks for it.
fn sign_in_here(browser: &Browser, login: &str, password: &str) {
    browser.fill("#login", login);
    browser.fill("#password", password);
    browser.click("main form button");
}

#[test]
fn one_click_on_any_page_locks_everything() {
    let demo = Demo::start();
    let browser = demo.browser();
    browser.resize(360, 800);
    for language in ["ru", "en"] {
        demo.reader().speak(language);
        browser.go("/people/P-2");
        let too_wide = browser.run("return document.documentElement.scrollWidth > window.innerWidth", vec![]);
        assert_eq!(too_wide, false, "the button finds room on a phone ({language})");
    }
    browser.click("form[data-lock] button");
    assert_eq!(browser.path(), "/unlock");
    says(&browser, &["The case file is locked", "started again"]);
    assert!(axe(&browser).is_empty(), "axe has findings:\n{}", axe(&browser).join("\n"));
    browser.go("/people/P-2");
    says(&browser, &["The case file is locked"]);
    assert_eq!(demo.reader().get("/timeline").status, 503);
}
