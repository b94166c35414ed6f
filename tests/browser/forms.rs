//! The forms with something in them: lines, matches, new records and errors read well to everybody, and fit.

use serde_json::json;

use crate::accessibility::axe;
use crate::driver::Key;
use crate::harness::{Browser, Demo};
use crate::logging::wait;
use crate::pages::says;

/// Somebody there, somebody like it, a group, and somebody new.
const FOUR: &str = "Igor Vinyavsky\nZh. Tuyakbay\nsome protesters\nUnlisted Newcomer";

#[test]
fn acceptance_a_day_that_cannot_be_is_told_before_the_form_is_sent() {
    let demo = Demo::start();
    let browser = demo.browser();
    browser.go("/incidents/new");
    browser.type_in("#date", "31.02.2012");
    browser.press(Key::Tab);
    browser.await_one("#date-r.err");
    says(&browser, &["There is no such day"]);
    browser.type_in("#date", "25 Feb 2012");
    browser.press(Key::Tab);
    browser.await_one("#date-r:not(.err)");
    says(&browser, &["Understood: 25 February 2012"]);
}

#[test]
fn a_pair_pasted_into_one_field_fills_both_before_the_form_is_sent() {
    let demo = Demo::start();
    let browser = demo.browser();
    browser.go("/places/new");
    let both = |latitude: &str, longitude: &str| {
        let value = |field: &str, value: &str| format!("document.getElementById('{field}').value === '{value}'");
        wait(&browser, &format!("{} && {}", value("latitude", latitude), value("longitude", longitude)));
    };
    browser.insert("#longitude", "43°15′ N 76°54′ E");
    browser.press(Key::Tab);
    both("43.25", "76.9");
    browser.type_in("#latitude", "44");
    browser.press(Key::Tab);
    both("44", "76.9");
    browser.insert("#iso", "Казахстан");
    browser.press(Key::Tab);
    browser.await_one("#iso-r");
    says(&browser, &["Understood: Kazakhstan (KZ)"]);
}

#[test]
fn acceptance_forms_with_lines_and_errors_pass_axe_and_fit() {
    let demo = Demo::start();
    let browser = demo.browser();
    let mut found = Vec::new();
    for language in ["ru", "en"] {
        demo.reader().speak(language);
        browser.resize(1280, 800);
        browser.go("/detentions/new?cite=R-1");
        browser.type_in("#who", FOUR);
        for (field, typed) in [
            ("taken", "31 февраля 2012"),
            ("status_date", "2012-02-25"),
            ("taken_place", "A square without a name"),
            ("incident", "rally"),
            ("citations\\.0\\.paragraph", "five"),
        ] {
            browser.type_in(&format!("#{field}"), typed);
        }
        browser.click(".bar .go");
        assert!(browser.has("main .alert") && browser.has("#w\\.3") && browser.has("#taken-e"), "{}", browser.text());
        found.extend(axe(&browser));
        fits(&browser, language);

        // A record that is made inline, and another in it.
        browser.resize(1280, 800);
        browser.go("/incidents/new");
        for (field, typed) in [("place", "A square"), ("place.new.parent", "A town")] {
            let at = format!("[id=\"{field}\"]");
            browser.type_in(&at, typed);
            let new = format!("[id=\"{field}-list\"] [data-pick=new][data-name=\"{typed}\"]");
            browser.await_one(&new);
            browser.click_here(&new);
            browser.await_one(&format!(".f:has(> {at}) fieldset.new"));
        }
        browser.click(".bar .go");
        assert!(
            browser.has("main .alert") && browser.has("[id=\"place.new.parent.new.level-e\"]"),
            "{}",
            browser.text()
        );
        found.extend(axe(&browser));
        fits(&browser, language);

        // The list while one types.
        browser.resize(1280, 800);
        browser.go("/participations/new?incident=I-1");
        browser.type_in("#person", "abil");
        browser.await_one("#person-list [role=option]");
        found.extend(axe(&browser));

        // Forms that were left are drafts.
        browser.resize(1280, 800);
        // The next page may overtake what the one that was left still sends.
        browser.go("/new");
        let kept = "main a[href^='/participations/new?draft=']";
        for _ in 0..20 {
            browser.go("/drafts");
            if browser.has(kept) {
                break;
            }
        }
        assert!(browser.has(kept), "{}", browser.text());
        found.extend(axe(&browser));
        fits(&browser, language);
    }
    assert!(found.is_empty(), "axe has findings:\n{}", found.join("\n"));
}

fn fits(browser: &Browser, language: &str) {
    for width in [390, 320] {
        browser.resize(width, 844);
        let fits = browser.run("return document.documentElement.scrollWidth <= arguments[0]", vec![json!(width)]);
        assert_eq!(fits, true, "{} is wider than {width} ({language})", browser.path());
    }
}
