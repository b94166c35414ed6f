//! Pages for everybody: axe finds nothing, the keyboard reaches everything, narrow screens show everything.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::driver::Key;
use crate::harness::{Browser, Demo};
use crate::pages::PAGES;

/// WCAG 2.2 AA and all it builds on, with axe's own advice. Returns one line for every rule that is broken.
const AXE: &str = "
const [type, values, done] = arguments;
axe.run(document, { runOnly: { type, values }, resultTypes: ['violations'], preload: false }).then(
  result => done(result.violations.map(({ id, nodes }) => `${id}, ${nodes.length} times, first ${
    nodes[0].target.join(' ')}: ${nodes[0].failureSummary.replace(/\\s+/g, ' ')}`)),
  error => done(['axe failed: ' + error]));";

const TAGS: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/// Elements that stick out of the window, or the page itself if nothing does.
const STICKS_OUT: &str = "
const width = arguments[0], page = document.documentElement;
if (Math.max(page.scrollWidth, document.body.scrollWidth) <= width) return [];
const out = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1);
return [`the page is ${page.scrollWidth} wide`, ...out.slice(0, 5).map(
  e => `${e.tagName.toLowerCase()}.${e.className}: ${e.textContent.trim().slice(0, 40)}`)];";

/// Numbers everything that the Tab key should stop at, and returns how many there are.
const NUMBER_STOPS: &str = "
const all = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex=\"0\"]');
// Of a group of radio buttons the key stops at one; the arrow keys go on from there.
const groups = new Set(), stops = [...all].filter(e => {
  if (e.disabled || !e.checkVisibility({ visibilityProperty: true })) return false;
  if (e.type !== 'radio') return true;
  const chosen = document.querySelector(`input[type=radio][name=\"${e.name}\"]:checked`);
  if (chosen ? e !== chosen : groups.has(e.name)) return false;
  groups.add(e.name);
  return true;
});
stops.forEach((e, number) => { e.dataset.stop = number; });
return stops.length;";

/// What has the focus: its number, whether it is marked and in sight, and how it reads.
const FOCUSED: &str = "
const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
const marked = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== 'none';
const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
  && box.top < innerHeight && box.left < innerWidth;
return { stop: e.dataset.stop === undefined ? null : Number(e.dataset.stop), marked, seen,
         says: `${e.tagName.toLowerCase()} ${e.id} ${(e.textContent || e.name || '').trim().slice(0, 40)}` };";

#[test]
fn every_page_passes_axe_in_english() {
    every_page_passes_axe("en");
}

#[test]
fn every_page_passes_axe_in_russian() {
    every_page_passes_axe("ru");
}

fn every_page_passes_axe(language: &str) {
    let demo = Demo::start();
    let browser = demo.browser();
    browser.go("/");
    browser.click(&format!("button[name=lang][value={language}]"));
    let mut found = Vec::new();
    for path in PAGES {
        browser.go(path);
        assert_eq!(browser.run("return document.documentElement.lang", vec![]), language, "{path}");
        found.extend(axe(&browser));
    }
    assert!(found.is_empty(), "axe has findings, in {language}:\n{}", found.join("\n"));
}

/// Width, height and darkness of the screens that axe looks at, in a language, and what it looks for: each value of each at
/// least once, and not every combination, which shows nothing more. In the dark nothing changes but colors.
fn screens(language: &str) -> &'static [(u32, u32, bool, &'static str, &'static [&'static str])] {
    match language {
        "en" => {
            &[(1280, 800, false, "tag", &TAGS), (390, 844, true, "rule", &["color-contrast", "link-in-text-block"])]
        }
        _ => &[(390, 844, false, "tag", &TAGS)],
    }
}

/// The findings of axe on the page shown, on the screens of its language.
pub fn axe(browser: &Browser) -> Vec<String> {
    browser.run(include_str!("axe.min.js"), vec![]);
    let language = browser.run("return document.documentElement.lang", vec![]);
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for &(width, height, dark, by, rules) in screens(language.as_str().unwrap()) {
        browser.resize(width, height);
        browser.dark(dark);
        let look = format!("{}, {width} wide, {}", browser.path(), if dark { "dark" } else { "light" });
        let findings = browser.run_async(AXE, vec![json!(by), json!(rules)]);
        for finding in findings.as_array().unwrap() {
            found.entry(finding.as_str().unwrap().to_owned()).or_insert(look.clone());
        }
    }
    found.into_iter().map(|(finding, look)| format!("{look}: {finding}")).collect()
}

#[test]
fn axe_finds_what_is_wrong() {
    let demo = Demo::start();
    let browser = demo.browser();
    browser.go("/");
    browser.run("document.body.append(document.createElement('input'))", vec![]);
    assert!(axe(&browser).iter().any(|finding| finding.contains("label")), "an input without a label has to be found");
}

#[test]
fn no_page_scrolls_sideways() {
    let demo = Demo::start();
    let browser = demo.browser();
    let mut found = Vec::new();
    for path in PAGES {
        browser.resize(390, 844);
        browser.go(path);
        for width in [390, 320] {
            browser.resize(width, 844);
            let out = browser.run(STICKS_OUT, vec![json!(width)]);
            found.extend(out.as_array().unwrap().iter().map(|line| format!("{path} at {width}: {line}")));
        }
    }
    assert!(found.is_empty(), "pages scroll sideways:\n{}", found.join("\n"));
}

#[test]
fn the_focus_is_visible_and_the_keyboard_reaches_everything() {
    let demo = Demo::start();
    let browser = demo.browser();
    browser.resize(1280, 800);
    for path in ["/", "/timeline", "/timeline/people", "/incidents/I-1"] {
        browser.go(path);
        let stops = browser.run(NUMBER_STOPS, vec![]).as_u64().unwrap();
        assert!(stops > 5, "{path} has {stops} places to stop at");
        for expected in 0..stops {
            browser.press(Key::Tab);
            let focused = browser.run(FOCUSED, vec![]);
            assert_eq!(focused["stop"], json!(expected), "{path}: out of order or out of reach: {focused}");
            assert_eq!(focused["marked"], Json::Bool(true), "{path}: the focus does not show: {focused}");
            assert_eq!(focused["seen"], Json::Bool(true), "{path}: the focus is out of sight: {focused}");
        }
    }
}

#[test]
fn the_first_stop_of_the_keyboard_skips_to_the_content() {
    let demo = Demo::start();
    let browser = demo.browser();
    browser.go("/timeline");
    browser.press(Key::Tab);
    browser.press(Key::Enter);
    assert_eq!(browser.run("return location.hash", vec![]), "#main");
}
