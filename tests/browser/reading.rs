//! The case can be read, from the desk to the report that says so, by clicking; with script and without; all of it.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use crate::case::{addresses, citations, wordings};
use crate::harness::{Browser, Demo, Reader, Server};
use crate::pages::{CRAWLED, PAGES, one_line, says, text};

#[test]
fn the_case_can_be_read_from_the_desk_without_script() {
    let server = Server::demo();
    let browser = server.browser(&["--blink-settings=scriptEnabled=false"]);
    browser.go("data:text/html,<p>off</p><script>document.body.textContent='on'</script>");
    assert_eq!(browser.text(), "off", "this browser runs script");
    read_the_case(&browser, &server.link);
}

#[test]
fn the_case_can_be_read_with_script() {
    let server = Server::demo();
    read_the_case(&server.browser(&[]), &server.link);
}

/// From the printed link to the report, and out.
fn read_the_case(browser: &Browser, link: &str) {
    browser.go(link);
    assert_eq!(browser.path(), "/", "the link leads to the desk");

    // Places open level by level.
    browser.follow("nav", "Places");
    browser.follow("main", "Kazakhstan");
    browser.follow("main", "Almaty");
    assert_eq!(browser.path(), "/places/L-2");
    says(browser, &["Pre-emptive detentions of opposition leaders, Almaty", "Road near Almaty's main square"]);

    browser.follow("main", "\"Day of Disagreement\" rally, Almaty");
    assert_eq!(browser.path(), "/incidents/I-1");
    says(browser, &["Around 1,000", "roughly 400", "year inferred", "¶ 4"]);

    browser.follow("main", "Pre-emptive detentions of opposition leaders, Almaty");
    assert_eq!(browser.path(), "/incidents/I-4");
    says(browser, &["several key opposition leaders", "in the hours before the event"]);

    browser.follow("main", "Bulat Abilov");
    assert_eq!(browser.path(), "/people/P-1");
    says(browser, &["Bolat Abilov", "Azat party", "28 January 2012", "15 days"]);

    browser.click("main a[href='/detentions/D-1']");
    assert_eq!(browser.path(), "/detentions/D-1");
    says(browser, &["Local police stations (Almaty)", "apparent", "No word for at most 37 days"]);

    browser.click("main a[href='/reports/R-1']");
    assert_eq!(browser.path(), "/reports/R-1");
    says(browser, &["RFE/RL's Kazakh Service", "¶ 1"]);
    // Its page shows the first of what it is cited for, and leads to all of it.
    browser.click("main a[href='/reports/R-1/citations']");
    while !browser.text().contains("at least 17 deaths") {
        browser.click("main a[href*='/citations?after=']");
    }
    assert!(browser.path().starts_with("/reports/R-1/citations"));

    browser.click("form[action='/signout'] button");
    browser.go("/incidents/I-1");
    assert!(!browser.text().contains("Abilov"), "signed out, the page is still shown");
}

#[test]
fn every_row_of_the_case_is_reachable_by_clicking_from_the_desk() {
    let pages = &CRAWLED.pages;
    let broken: Vec<_> =
        pages.iter().filter(|(_, page)| page.status != 200).map(|(path, page)| (path, page.status)).collect();
    assert!(broken.is_empty(), "links lead to {broken:?}");

    let reached: BTreeSet<&str> = pages.keys().map(String::as_str).collect();
    let missed: Vec<String> = addresses().into_iter().filter(|path| !reached.contains(path.as_str())).collect();
    assert!(missed.is_empty(), "no link leads to {missed:?}");

    let said: Vec<String> = pages.values().filter(|page| page.html).map(|page| text(&page.body)).collect();
    let unsaid = wordings().into_iter().filter(|(_, words)| {
        let words = one_line(words);
        !said.iter().any(|page| page.contains(&words))
    });
    let unsaid: Vec<String> = unsaid.map(|(place, words)| format!("{place}: {words}")).collect();
    assert!(unsaid.is_empty(), "{} wordings of the case are on no page:\n{}", unsaid.len(), unsaid.join("\n"));
}

#[test]
fn every_citation_is_listed_on_its_report_under_its_paragraph() {
    let demo = Demo::start();
    let reader = demo.reader();
    // How a citation ends wherever it is printed: hedge and grade.
    let grade = Regex::new(r" · [A-F][1-6]\b").unwrap();
    let mut wrong = Vec::new();
    let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for ((path, paragraph), count) in citations() {
        let pages = lists.entry(path.clone()).or_insert_with(|| list_of(&reader, &path));
        let mut listed = 0;
        for page in pages.iter() {
            let under = page.split_once(&format!("<h3 id=\"p{paragraph}\">")).map_or("", |(_, rest)| rest);
            let under = text(under.split("<h3").next().unwrap().split("<h2").next().unwrap());
            listed += grade.find_iter(&under).count();
        }
        if listed != count {
            wrong.push(format!("{path} ¶ {paragraph}: {listed} listed, {count} coded"));
        }
    }
    assert!(wrong.is_empty(), "citations are missing:\n{}", wrong.join("\n"));
}

/// All pages of what a report is cited for. Its own page shows the first of them.
fn list_of(reader: &Reader, report: &str) -> Vec<String> {
    let next = Regex::new(r#"href="([^"]*/citations\?after=[0-9a-f]+)""#).unwrap();
    let mut pages = vec![reader.get(&format!("{report}/citations")).body];
    while let Some(more) = next.captures(pages.last().unwrap()).map(|found| found[1].to_owned()) {
        pages.push(reader.get(&more).body);
    }
    pages
}

#[test]
fn no_page_shows_a_code_instead_of_its_word() {
    let demo = Demo::start();
    let reader = demo.reader();
    // `inc/rally` is a term without a label, `status-held` a message that is missing in this language.
    let lists =
        "action|basis|certainty|choice|field|form|hedge|kind|level|qualifier|review|role|stance|status|table|type|unit";
    let code = format!(r"(?:^|\s)(?:inc|de|org|src|doc|site|role|act|rel|fig|dem)/[a-z_]+|\b(?:{lists})-[a-z_]+\b");
    let code = Regex::new(&code).unwrap();
    let mut found = BTreeSet::new();
    for language in ["en", "ru"] {
        reader.speak(language);
        for path in PAGES {
            let text = text(&reader.get(path).body);
            found.extend(code.find_iter(&text).map(|code| format!("{path}, {language}: {}", code.as_str().trim())));
        }
    }
    assert!(found.is_empty(), "codes on pages: {found:#?}");
}
