//! The desk: each number of open work leads to as many lines.

use std::fmt::Write as _;
use std::fs;

use regex::Regex;

use crate::http_forms::key_of;
use crate::server::{Browser, Case, Server, between, habeas};

/// Open work of every sort, on more than one page each: people and groups without a word since their arrest, with terms
/// that ran out, let go, and perhaps held; facts that nothing is cited for.
fn more() -> String {
    let mut text = "format = \"habeas-case/1\"\ncase = \"desk\"\n".to_owned();
    for n in 0..140 {
        let unit = if n % 7 == 0 { "group" } else { "individual" };
        let title = format!("[[person]]\nid = \"p{n}\"\nname = \"Person {n}\"\nunit = \"{unit}\"");
        let detention = format!("[[detention]]\nid = \"d{n}\"\nperson = \"p{n}\"");
        let _ = write!(text, "\n{title}\n\n{detention}\n");
        let steps: &[(&str, &str)] = match n % 5 {
            0 | 1 => &[("de/arrested", "date = \"2012-01-05\"")],
            2 => &[
                ("de/arrested", "date = \"2012-01-05\""),
                ("de/sentenced", "date = \"2012-01-07\"\nsentence = \"15 days\""),
            ],
            3 => &[("de/arrested", "date = \"2012-01-05\""), ("de/released", "date = \"2012-01-06\"")],
            _ => &[("de/arrested", "date = \"[2012-03-01..2012-05-01]\"")],
        };
        for (seq, (step, said)) in steps.iter().enumerate() {
            let seq = seq + 1;
            let _ = write!(
                text,
                "\n[[custody_event]]\nid = \"e{n}-{seq}\"\ndetention = \"d{n}\"\nseq = {seq}\ntype = \"{step}\"\n{said}\n"
            );
        }
    }
    text
}

/// How many lines there are at an address, on all of its pages.
fn lines(browser: &mut Browser<'_>, address: &str) -> usize {
    let (mut count, mut next) = (0, address.to_owned());
    let following = Regex::new(r#"rel="next" href="([^"]+)""#).unwrap();
    loop {
        let page = browser.get(&next);
        assert_eq!(page.status, 200, "{next}");
        let text = page.text();
        let main = between(&text, "<main", "</main>").unwrap();
        count += match main.matches("<tr role=\"row\"><th scope=\"row\"").count() {
            0 if main.contains("<section class=\"contra\"") => main.matches("<section class=\"contra\"").count(),
            0 => between(main, "<ul class=\"list\">", "</main>").unwrap_or(main).matches("<li").count(),
            rows => rows,
        };
        match following.captures(main) {
            Some(found) => next = found[1].replace("&amp;", "&"),
            None => return count,
        }
    }
}

/// Follows every link with a number on the desk: those of open work, and those of who is held. Says which there were.
fn follow(browser: &mut Browser<'_>) -> Vec<String> {
    let text = browser.get("/").text();
    let work = between(&text, "<caption>Open work", "</table>").unwrap_or_default();
    let row =
        Regex::new(r#"(?s)<tr role="row"><th[^>]*>(.*?)</th><td[^>]*><span class="v">(\d+)</span></td>(.*?)</tr>"#)
            .unwrap();
    let link = Regex::new(r#"<a href="([^"]+)">([^<]*)</a>"#).unwrap();
    let counted = Regex::new(r#"<a href="(/uncited[^"]+)">[^<]*: (\d+)</a>"#).unwrap();
    let mut numbers: Vec<(String, usize)> = Vec::new();
    for found in row.captures_iter(work) {
        let number = found[2].parse().unwrap();
        let of = link.captures(&found[1]).unwrap_or_else(|| panic!("{} leads nowhere", &found[1]));
        numbers.push((of[1].to_owned(), number));
        numbers.extend(counted.captures_iter(&found[3]).map(|of| (of[1].to_owned(), of[2].parse().unwrap())));
    }
    let held = Regex::new(r#"<a href="(/held\?list=[^"]+)">([^<]*\d[^<]*)</a>"#).unwrap();
    let digits = Regex::new(r"\d+").unwrap();
    for found in held.captures_iter(&text).filter(|found| !found[1].contains("silent")) {
        let all = digits.find_iter(&found[2]).map(|number| number.as_str().parse::<usize>().unwrap()).sum();
        numbers.push((found[1].to_owned(), all));
    }
    for (address, number) in &numbers {
        let address = address.replace("&amp;", "&");
        assert_eq!(lines(browser, &address), *number, "{address}");
    }
    numbers.into_iter().map(|(address, _)| address).collect()
}

#[test]
fn every_number_of_open_work_on_the_desk_leads_to_as_many_lines() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    assert!(!follow(&mut monitor).is_empty(), "the sample case has open work");
    let (case, _) = server.stop();
    let case: Case = case.unwrap();
    let outer = tempfile::tempdir().unwrap();
    let file = outer.path().join("more.toml");
    fs::write(&file, more()).unwrap();
    let loaded = habeas(&["import", file.to_str().unwrap(), "--data", case.path()]);
    assert!(loaded.status.success(), "{}", String::from_utf8_lossy(&loaded.stderr));

    let server = Server::serve_case(case);
    let mut monitor = server.sign_in("monitor again");
    for n in 0..3 {
        let key = key_of(&monitor.get("/incidents/new"));
        let title = format!("Draft {n}");
        assert_eq!(
            monitor.post("/incidents/new", &[("form_key", &key), ("title", &title), ("draft", "1")]).status,
            303
        );
    }
    let led = follow(&mut monitor);
    for work in [
        "/contradictions",
        "silent=30",
        "term_run_out",
        "/uncited",
        "kind=custody-events",
        "/drafts",
        "possibly",
        "list=in_custody",
    ] {
        assert!(led.iter().any(|address| address.contains(work)), "{work} is not on the desk: {led:?}");
    }
}

#[test]
fn facts_that_nothing_is_cited_for_are_listed_for_whoever_sees_them_and_no_longer_once_cited() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let before = lines(&mut editor, "/uncited");
    let key = key_of(&editor.get("/incidents/new"));
    let fields = [
        ("form_key", key.as_str()),
        ("type", "inc/rally"),
        ("title", "Nothing says so"),
        ("date", "26 Feb 2012"),
        ("sensitivity", "restricted"),
    ];
    let made = editor.post("/incidents/new", &fields).goes();
    let reference = made.rsplit('/').next().unwrap().to_owned();
    let listed = editor.get("/uncited?kind=incidents").text();
    assert!(listed.contains(&format!("href=\"{made}/edit\"")) && listed.contains("Nothing says so"), "{listed}");
    assert_eq!(lines(&mut editor, "/uncited"), before + 1);
    assert!(!server.sign_in("viewer").get("/uncited").text().contains(&reference), "a hidden record is told of");
    let bearer = format!("Bearer {}", server.case().token("editor"));
    let body = r#"{"version": 1, "reason": "Read", "citations": [{"report": "R-1", "paragraph": 1}]}"#;
    let headers = [("Authorization", bearer.as_str()), ("Idempotency-Key", "cites-what-was-not")];
    let cited = server.send("PATCH", &format!("/api/v1{made}"), &headers, body.as_bytes());
    assert_eq!(cited.status, 200, "{}", cited.text());
    assert_eq!(lines(&mut editor, "/uncited"), before);
    for address in ["/uncited?kind=people", "/uncited?kind=x", "/uncited?from=x"] {
        assert_eq!(editor.get(address).status, 400, "{address}");
    }
}
