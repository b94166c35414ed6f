//! Reading in the browser: languages, what is certain, links that lead somewhere, nothing private in addresses.

use std::collections::{BTreeSet, VecDeque};

use regex::Regex;

use crate::server::{Server, between};
use crate::support::{has_name, words_of_people};

/// A page without its style sheet, in bytes: what a slow line still carries.
const HEAVIEST: usize = 100 * 1024;

#[test]
fn pages_speak_the_language_the_browser_asks_for() {
    let server = Server::serve();
    let lang = |accept: &str| {
        let page = server.send("GET", "/signin", &[("Accept-Language", accept)], b"").text();
        between(&page, "<html lang=\"", "\"").unwrap().to_owned()
    };
    for (accept, expected) in [
        ("ru", "ru"),
        ("ru-KZ,ru;q=0.9,en;q=0.8", "ru"),
        ("RU", "ru"),
        ("en-GB,en;q=0.9,ru;q=0.8", "en"),
        ("kk-KZ,kk;q=0.9,ru;q=0.8", "ru"),
        ("de,fr", "en"),
        ("", "en"),
        (";;;,,,q=1", "en"),
    ] {
        assert_eq!(lang(accept), expected, "{accept:?}");
    }
    let page = server.send("GET", "/signin", &[("Accept-Language", "ru")], b"").text();
    assert!(page.contains("Войти") || page.contains("Вход"), "{page}");
}

#[test]
fn the_language_chosen_stays_with_the_account() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    assert!(editor.get("/timeline").text().contains("<html lang=\"en\""));
    let chosen = editor.post("/language", &[("lang", "ru"), ("back", "/timeline?place=L-2")]);
    assert_eq!((chosen.status, chosen.goes().as_str()), (303, "/timeline?place=L-2"));
    let page = editor.get("/timeline?place=L-2").text();
    assert!(page.contains("<html lang=\"ru\"") && page.contains("февраля 2012"), "{page}");
    // Also where the cookie of the browser is gone, and whatever the browser prefers.
    editor.cookies.remove("habeas_lang");
    let page = editor.send("GET", "/timeline", &[("Accept-Language", "en")], b"").text();
    assert!(page.contains("<html lang=\"ru\""));
    assert_eq!(editor.post("/language", &[("lang", "fr")]).status, 400);
}

#[test]
fn certain_dates_leave_out_what_only_possibly_lies_in_the_range() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let day = "/timeline?place=Almaty&from=2012-02-25&to=2012-02-25";
    let lists = |page: &str, reference: &str| page.contains(&format!("href=\"/incidents/{reference}\""));
    let possible = editor.get(&format!("{day}&certain=0")).text();
    assert!(lists(&possible, "I-2") && lists(&possible, "I-1"));
    assert!(lists(&editor.get(day).text(), "I-2"), "possible is what is meant without a word");
    let certain = editor.get(&format!("{day}&certain=1")).text();
    assert!(!lists(&certain, "I-2") && lists(&certain, "I-1"));
    let csv = editor.get(&day.replace("/timeline", "/export/timeline.csv")).text();
    let certain_csv = editor.get(&format!("{}&certain=1", day.replace("/timeline", "/export/timeline.csv"))).text();
    assert!(csv.contains("\r\nI-2,") && !certain_csv.contains("\r\nI-2,") && certain_csv.contains("\r\nI-1,"));
}

#[test]
fn a_download_is_named_and_whole() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let csv = editor.get("/export/timeline.csv");
    assert_eq!(csv.header("content-disposition"), Some("attachment; filename=\"timeline.csv\""));
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let json = editor.get("/export/timeline.json");
    assert_eq!(json.header("content-disposition"), Some("attachment; filename=\"timeline.json\""));
    let json = json.json();
    let lines = csv::Reader::from_reader(csv.body.as_slice()).into_records().map(Result::unwrap).count();
    assert_eq!(json["entries"].as_array().unwrap().len(), lines);
    assert_eq!(json["total"], lines);
}

#[test]
fn every_link_from_the_desk_leads_to_a_page_and_names_stay_out_of_addresses_titles_and_the_log() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let names = words_of_people();
    let link = Regex::new(r#"(?:href|action|src)="([^"]*)""#).unwrap();
    let (mut seen, mut waiting) = (BTreeSet::from(["/".to_owned()]), VecDeque::from(["/".to_owned()]));
    let (mut kinds, mut asked) = (BTreeSet::new(), BTreeSet::new());
    while let Some(address) = waiting.pop_front() {
        let answer = editor.get(&address);
        assert_eq!(answer.status, 200, "{address}");
        if !answer.header("content-type").is_some_and(|mime| mime.starts_with("text/html")) {
            continue;
        }
        assert!(answer.body.len() <= HEAVIEST, "{address} weighs {} bytes", answer.body.len());
        let page = answer.text();
        kinds.insert(address.split(['/', '?']).nth(1).unwrap_or_default().to_owned());
        let title = between(&page, "<title>", "</title>").unwrap();
        assert_eq!(has_name(title.as_bytes(), &names), None, "the title of {address}");
        for found in link.captures_iter(&page) {
            let target = found[1].replace("&amp;", "&");
            if target.starts_with("https://") || target.starts_with("http://") {
                // The address of a report, as its outlet gave it.
                continue;
            }
            assert_eq!(has_name(target.as_bytes(), &names), None, "an address on {address}");
            let decoded: String = form_urlencoded::parse(target.as_bytes()).map(|(k, v)| format!("{k}={v}")).collect();
            assert_eq!(has_name(decoded.as_bytes(), &names), None, "an address on {address}");
            let target = target.split('#').next().unwrap().to_owned();
            let is_form = matches!(target.as_str(), "/signout" | "/lock" | "/language" | "/questions" | "")
                || target.starts_with("/account/")
                || ["/preference", "/difference", "/doubt"].iter().any(|act| target.ends_with(act));
            // One page of each kind of question is enough: they multiply. Of the acts, the first record of each kind.
            let depth = target.matches(['&', '?']).count();
            let acts = ["/review", "/withdrawal", "/merge", "/comparison", "/duplicates"];
            let again = acts.iter().any(|act| target.ends_with(act)) && !target.contains("-1/")
                || target.starts_with("/shared?") && !target.ends_with("-1");
            // Of the questions of a timeline, the first value of each parameter.
            let asks = target.split_once('=').map(|(asks, _)| asks).filter(|asks| asks.contains("/timeline"));
            let is_asked = asks.is_some_and(|asks| !asked.insert(asks.to_owned()));
            if !is_form && !again && !is_asked && depth <= 1 && seen.insert(target.clone()) {
                assert!(target.starts_with('/'), "{target} on {address}");
                waiting.push_back(target);
            }
        }
        assert!(seen.len() < 2000, "the pages never end");
    }
    let lists = ["", "timeline", "held", "people", "places", "organizations", "reports", "sources"];
    for kind in lists.into_iter().chain(["incidents", "detentions", "figures", "new"]) {
        assert!(kinds.contains(kind), "no page of {kind:?} is linked: {kinds:?}");
    }
    let (_, log) = server.stop();
    assert!(log.lines().count() > seen.len() / 2, "the log has a line for each request");
    assert_eq!(has_name(log.as_bytes(), &names), None, "the log holds a name");
    for private in ["I-1", "P-1", "Almaty", "place=", "127.0.0.1"] {
        assert!(!log.contains(private), "the log holds {private}");
    }
}
