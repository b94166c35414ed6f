//! The second factor, from the picture to the code at sign-in, by forms alone.

use std::time::{SystemTime, UNIX_EPOCH};

use regex::Regex;
use totp_rs::{Builder, Secret};

use crate::accessibility::axe;
use crate::harness::{Browser, Server};
use crate::pages::says;
use crate::signing_in::{set_up, sign_in};

const PASSWORD: &str = "a lantern in the window";

#[test]
fn a_second_factor_is_set_up_and_signs_in_without_script() {
    let server = Server::new_case();
    let browser = server.browser(&["--blink-settings=scriptEnabled=false"]);
    browser.go(&server.link);
    set_up(&browser, "saule", PASSWORD);
    browser.go("/account");
    browser.follow("main", "Set up a second factor");
    let secret = secret(&browser);
    let now = step();
    give(&browser, "000000");
    says(&browser, &["That code is not right"]);
    give(&browser, &code(&secret, now));
    let spare = spare_codes(&browser);
    assert_eq!(spare.len(), 10);
    browser.follow("main", "Account");
    says(&browser, &["10 spare codes are left"]);

    for (typed, path) in [("000000", "/signin/code"), (&code(&secret, now + 1), "/"), (&spare[0], "/")] {
        browser.go("/");
        if browser.path() == "/" {
            browser.click("form[action='/signout'] button");
        }
        sign_in(&browser, "saule", PASSWORD);
        assert_eq!(browser.path(), "/signin/code");
        browser.fill("#code", typed);
        browser.click("main form button");
        assert_eq!(browser.path(), path, "after {typed}");
    }
    browser.go("/account/second-factor");
    browser.fill("#code", &spare[1]);
    browser.fill("#own_password", PASSWORD);
    browser.click("button[formaction='/account/second-factor/removal']");
    says(&browser, &["The second factor is off."]);
}

#[test]
fn pages_of_the_second_factor_pass_axe_in_both_languages_on_a_phone() {
    let server = Server::new_case();
    let browser = server.browser(&[]);
    browser.resize(390, 844);
    browser.go(&server.link);
    set_up(&browser, "saule", PASSWORD);
    let mut found = Vec::new();
    let mut look = || found.extend(axe(&browser));
    browser.go("/account/second-factor");
    let secret = secret(&browser);
    for language in ["ru", "en"] {
        browser.click(&format!("button[name=lang][value={language}]"));
        browser.go("/account/second-factor");
        assert_eq!(browser.run("return document.documentElement.lang", vec![]), language);
        look();
        give(&browser, "000000");
        look();
    }
    let set = browser.run("return document.documentElement.scrollWidth <= 390", vec![]);
    assert_eq!(set, true, "the page is no wider than a phone");
    let script = "document.querySelector('input[name=secret]').value = arguments[0]";
    browser.run(script, vec![secret.clone().into()]);
    give(&browser, &code(&secret, step()));
    let spare = spare_codes(&browser);
    look();
    for language in ["ru", "en"] {
        browser.go("/account/second-factor");
        browser.click(&format!("button[name=lang][value={language}]"));
        look();
        browser.click("form[action='/signout'] button");
        sign_in(&browser, "saule", PASSWORD);
        look();
        browser.fill("#code", "wrong");
        browser.click("main form button");
        look();
        browser.fill("#code", if language == "ru" { &spare[0] } else { &spare[1] });
        browser.click("main form button");
        assert_eq!(browser.path(), "/");
    }
    assert!(found.is_empty(), "axe has findings:\n{}", found.join("\n"));
}

/// Fills in the form that sets it up.
fn give(browser: &Browser, code: &str) {
    browser.fill("#code", code);
    browser.fill("#own_password", PASSWORD);
    browser.click("main form button");
}

/// The secret, as a person reads it off the page.
fn secret(browser: &Browser) -> String {
    let groups = Regex::new(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}").unwrap();
    groups.find(&browser.text()).expect("the secret as text").as_str().replace(' ', "")
}

fn spare_codes(browser: &Browser) -> Vec<String> {
    let code = Regex::new(r"\b[0-9a-z]{5}-[0-9a-z]{5}\b").unwrap();
    code.find_iter(&browser.text()).map(|found| found.as_str().to_owned()).collect()
}

fn code(secret: &str, step: u64) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    Builder::new().with_secret(secret).build().unwrap().generate(step * 30).to_string()
}

fn step() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 30
}
