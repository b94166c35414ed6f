//! What must not leave the pages: no name in an address, a title or the server's log; nothing loaded from elsewhere.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use percent_encoding::percent_decode_str;
use serde_json::Value as Json;

use crate::case::names;
use crate::harness::Demo;
use crate::pages::{CRAWLED, PAGES, loads, title};

/// DESIGN 9: a page weighs at most this, with its style sheet.
const HEAVIEST: usize = 100_000;

/// What chromium says of every kind of page, opened once for all tests.
struct Opened {
    pages: Vec<OpenedPage>,
    /// What it says of a page that breaks the policy.
    broken: Vec<String>,
    origin: String,
    /// What the server logged meanwhile.
    log: String,
}

struct OpenedPage {
    path: &'static str,
    console: Vec<String>,
    /// The addresses of what it loaded.
    loaded: Json,
}

static OPENED: LazyLock<Opened> = LazyLock::new(|| {
    let demo = Demo::start();
    let browser = demo.browser();
    let open = |path: &&'static str| {
        browser.go(path);
        let loaded = browser.run("return performance.getEntriesByType('resource').map(e => e.name)", vec![]);
        OpenedPage { path, console: browser.console(), loaded }
    };
    let pages = PAGES.iter().map(open).collect();
    browser.run("document.body.setAttribute('style', 'color: red')", vec![]);
    Opened { pages, broken: browser.console(), origin: demo.origin.clone(), log: demo.log() }
});

#[test]
fn no_url_or_title_holds_a_name() {
    let names = names();
    let mut found = Vec::new();
    for (path, page) in &CRAWLED.pages {
        let path_says = percent_decode_str(path).decode_utf8_lossy().to_lowercase();
        let title_says = title(&page.body).to_lowercase();
        assert!(!page.html || !title_says.is_empty(), "{path} has no title");
        for name in names.iter().filter(|name| path_says.contains(*name) || title_says.contains(*name)) {
            found.push(format!("{path}, titled {title_says:?}: {name}"));
        }
    }
    assert!(found.is_empty(), "names in addresses or titles:\n{}", found.join("\n"));
}

#[test]
fn names_do_not_reach_the_server_log() {
    let demo = Demo::start();
    let reader = demo.reader();
    // What people do by mistake: a name where a ref belongs, a name as a user name, a name in a form of something else.
    for path in
        ["/people/Bulat%20Abilov", "/timeline?person=Abilov", "/timeline?place=Almaty", "/Abilov", "/enter/Abilov"]
    {
        assert!(reader.get(path).status < 500, "{path}");
    }
    for (path, field) in [("/signin", "login"), ("/signin", "Abilov"), ("/language", "lang"), ("/signout", "csrf")] {
        assert!(reader.post(path, &[(field, "Abilov")]).status < 500, "{path}");
    }
    let log = [&CRAWLED.log, &OPENED.log, &demo.log()].map(String::as_str).concat();
    let log = percent_decode_str(&log).decode_utf8_lossy().to_lowercase();
    let leaked: Vec<String> = names().into_iter().filter(|name| log.contains(name)).collect();
    assert!(leaked.is_empty(), "names in the server's log: {leaked:?}\n{log}");
}

#[test]
fn no_page_violates_the_content_security_policy() {
    // Of a page that is not there it says that.
    for page in OPENED.pages.iter().filter(|page| !page.path.contains("999")) {
        // Chromium asks for an icon by itself, whatever the page says.
        let complaints: Vec<&String> = page.console.iter().filter(|line| !line.contains("/favicon.ico")).collect();
        assert!(complaints.is_empty(), "chromium complains about {}: {complaints:?}", page.path);
    }
    // A page that did break the policy would be heard of.
    assert!(OPENED.broken.iter().any(|line| line.contains("Content Security Policy")), "there is no policy");
}

#[test]
fn pages_load_nothing_from_elsewhere() {
    for page in &OPENED.pages {
        let loaded = page.loaded.as_array().unwrap().iter().map(|url| url.as_str().unwrap());
        let elsewhere: Vec<&str> = loaded.filter(|url| !url.starts_with(&OPENED.origin)).collect();
        assert!(elsewhere.is_empty(), "{} loads {elsewhere:?}", page.path);
    }
}

#[test]
fn no_page_is_heavier_than_100_kb() {
    let demo = Demo::start();
    let reader = demo.reader();
    let mut found = BTreeSet::new();
    for path in PAGES {
        let page = reader.get(path);
        let weight = page.body.len() + loads(&page.body).iter().map(|part| reader.get(part).body.len()).sum::<usize>();
        if weight > HEAVIEST {
            found.insert(format!("{path}: {weight} bytes"));
        }
    }
    assert!(found.is_empty(), "too heavy: {found:?}");
}
