//! Logging from a report and following people up, as a person does it: with script and without, on a laptop and on a
//! phone, in English and Russian.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::harness::{Browser, Server};
use crate::pages::says;

const NO_SCRIPT: &str = "--blink-settings=scriptEnabled=false";
const TEXT: &str = "First words.\nSecond words.\nThird words.\nAround 1,000 Kazakh protesters rallied.\nLast words.";
const QUOTE: &str = "[id='citations.0.quote']";
const PARAGRAPH: &str = "[id='citations.0.paragraph']";

/// Selects the first so many letters of a paragraph, as a mouse does.
const SELECT: &str = "
const text = document.querySelector(arguments[0]).firstChild, range = document.createRange();
range.setStart(text, 0);
range.setEnd(text, arguments[1]);
getSelection().removeAllRanges();
getSelection().addRange(range);";

/// Done when the script has seen what was selected: its timer was set before this one, and is as long.
const TAKEN: &str = "
document.addEventListener('selectionchange', () => setTimeout(arguments[2], 200), { once: true });";

/// The widths of a laptop and of a phone, each with a language.
const SCREENS: [(u32, &str); 2] = [(1280, "en"), (390, "ru")];

/// Waits until something is so in the page.
pub fn wait(browser: &Browser, condition: &str) {
    let start = Instant::now();
    while browser.run(&format!("return {condition}"), vec![]) != Json::Bool(true) {
        assert!(start.elapsed() < Duration::from_secs(30), "{condition} never was so: {}", browser.text());
        thread::sleep(Duration::from_millis(20));
    }
}

/// The page is no wider than its screen, and in the language asked for.
fn fits(browser: &Browser, width: u32, language: &str) {
    let page = "return [document.documentElement.scrollWidth, document.documentElement.lang]";
    let found = browser.run(page, vec![]);
    assert!(found[0].as_u64().unwrap() <= u64::from(width), "{} scrolls sideways: {found}", browser.path());
    assert_eq!(found[1], json!(language), "{}", browser.path());
}

/// Signs in and pastes a report; the page to log from it follows.
fn paste_report(browser: &Browser, title: &str, width: u32, language: &str) {
    browser.resize(width, 800);
    browser.click(&format!("button[name=lang][value={language}]"));
    browser.go("/reports/new");
    browser.choose("#type", "doc/news");
    browser.fill("#title", title);
    // The same text twice would be the same report.
    browser.fill("#body", &format!("{TEXT}\n\n{width}"));
    browser.click(".bar .go");
    assert!(browser.path().starts_with("/reports/R-"), "{}: {}", browser.path(), browser.text());
    fits(browser, width, language);
}

/// Fills in the figure that the fourth paragraph gives, saves it, and is back at the paragraph.
fn save_figure(browser: &Browser, width: u32, language: &str) {
    fits(browser, width, language);
    browser.fill("#about", "I-1");
    browser.choose("#measure", "fig/participants");
    browser.click(".bar .go");
    let path = browser.path();
    assert!(path.contains("?saved=F-") && path.ends_with("&paragraph=4#p4"), "{path}: {}", browser.text());
    fits(browser, width, language);
    says(browser, &["Around 1,000 Kazakh protesters"]);
    let here = "const here = document.querySelector('li[aria-current]');
        return [here.id, here.querySelector('mark').textContent, here.querySelector('[role=status]').checkVisibility()]";
    assert_eq!(browser.run(here, vec![]), json!(["p4", "Around 1,000 Kazakh protesters", true]));
}

#[test]
fn a_figure_is_logged_from_a_pasted_report_without_script() {
    let server = Server::demo();
    let browser = server.browser(&[NO_SCRIPT]);
    browser.go(&server.link);
    for (width, language) in SCREENS {
        paste_report(&browser, "Pasted without script", width, language);
        browser.click("[data-take='4']");
        fits(&browser, width, language);
        browser.fill(QUOTE, "Around 1,000 Kazakh protesters");
        browser.click("button[formaction$='?kind=figures#add']");
        save_figure(&browser, width, language);
    }
}

#[test]
fn words_selected_in_the_text_are_the_wording_and_stay_when_the_kind_is_chosen() {
    let server = Server::demo();
    let browser = server.browser(&[]);
    browser.go(&server.link);
    for (width, language) in SCREENS {
        paste_report(&browser, "Pasted with script", width, language);
        let quote = |words: &str| format!("document.querySelector(\"{QUOTE}\").value === {}", json!(words));
        browser.run(SELECT, vec![json!("#p2 [data-words]"), json!(6)]);
        wait(&browser, &quote("Second"));
        browser.run(SELECT, vec![json!("#p4 [data-words]"), json!(30)]);
        wait(&browser, &quote("Around 1,000 Kazakh protesters"));
        wait(&browser, &format!("document.querySelector(\"{PARAGRAPH}\").value === '4'"));
        browser.click("button[formaction$='?kind=figures#add']");
        assert_eq!(
            browser.run("return document.getElementById('verbatim').value", vec![]),
            json!("Around 1,000 Kazakh protesters")
        );
        // What somebody types over it is not lost by selecting other words.
        browser.fill(QUOTE, "words of my own");
        browser.run_async(&format!("{SELECT}{TAKEN}"), vec![json!("#p2 [data-words]"), json!(6)]);
        assert_eq!(browser.run(&format!("return {}", quote("words of my own")), vec![]), Json::Bool(true));
        browser.fill(QUOTE, "Around 1,000 Kazakh protesters");
        save_figure(&browser, width, language);
    }
    let errors: Vec<String> = browser.console();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn ticked_people_are_released_together_without_script() {
    let server = Server::demo();
    let browser = server.browser(&[NO_SCRIPT]);
    browser.go(&server.link);
    release(&browser, 390, "ru", ["D-17", "D-18"], |_| {});
}

#[test]
fn the_status_and_what_law_asks_follow_the_step_as_it_is_chosen() {
    let server = Server::demo();
    let browser = server.browser(&[]);
    browser.go(&server.link);
    release(&browser, 1280, "en", ["D-17", "D-18"], |browser| {
        browser.choose("#type", "de/sentenced");
        wait(browser, "document.getElementById('status_after-r').textContent.includes('Serving a sentence')");
        wait(browser, "document.getElementById('law-part').open");
    });
    let errors = browser.console();
    assert!(errors.is_empty(), "{errors:?}");
}

/// Ticks two people on the page of who is held, and saves one release for both.
fn release(browser: &Browser, width: u32, language: &str, who: [&str; 2], first: impl Fn(&Browser)) {
    browser.resize(width, 800);
    browser.click(&format!("button[name=lang][value={language}]"));
    browser.go("/held");
    fits(browser, width, language);
    for episode in who {
        browser.tick(&format!("input[name=d][value={episode}]"));
    }
    browser.click("form[action='/custody-events/new'] .go");
    assert_eq!(browser.path(), format!("/custody-events/new?d={}&d={}", who[0], who[1]));
    fits(browser, width, language);
    first(browser);
    browser.choose("#type", "de/released");
    browser.fill("#date", "24 февраля 2012");
    browser.fill("[id='citations.0.report']", "R-1");
    browser.click(".bar .go");
    assert!(browser.path().starts_with("/held?saved=E-"), "{}: {}", browser.path(), browser.text());
    fits(browser, width, language);
    let left = browser.run("return document.querySelectorAll('input[value=D-17], input[value=D-18]').length", vec![]);
    assert_eq!(left, json!(0), "who is released is not held");
    for episode in who {
        browser.go(&format!("/detentions/{episode}"));
        says(browser, &["R-1"]);
    }
}
