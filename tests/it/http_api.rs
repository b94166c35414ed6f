//! The timeline of the JSON API: what programs outside rely on.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::server::Server;

fn keys(value: &Json) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn list<'j>(value: &'j Json, key: &str) -> &'j Vec<Json> {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is no list: {value}"))
}

fn refs(answer: &Json) -> Vec<String> {
    list(answer, "entries").iter().map(|entry| entry["ref"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_timeline_has_the_shape_of_the_contract() {
    let server = Server::serve();
    let answer = server.api("/api/v1/timeline?place=Almaty", server.case().token("editor"));
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    let answer = answer.json();
    assert_eq!(keys(&answer), ["entries", "facets", "histogram", "next", "total"]);
    for entry in list(&answer, "entries") {
        for key in ["uid", "ref", "kind", "label", "date", "place", "people", "figures", "sources"] {
            assert!(entry.as_object().unwrap().contains_key(key), "{key} of {entry}");
        }
        assert_eq!(entry["uid"].as_str().unwrap().len(), 36);
        assert!(matches!(entry["kind"].as_str(), Some("incident" | "custody")), "{entry}");
        assert!(!entry["label"].as_str().unwrap().is_empty());
        for key in ["edtf", "lo", "hi", "text", "basis"] {
            assert!(entry["date"].as_object().unwrap().contains_key(key), "{key} of {}", entry["date"]);
        }
        let place = &entry["place"];
        assert!(place["uid"].is_string() && place["name"].is_string() && place["path"].is_array(), "{place}");
        assert_eq!(place["path"][0], "Kazakhstan");
        for person in list(entry, "people") {
            assert!(person["uid"].is_string() && person["ref"].is_string() && person["name"].is_string(), "{person}");
        }
        assert!(!list(entry, "sources").is_empty(), "no fact of the article without its source: {entry}");
    }
    for facet in list(&answer["facets"], "type") {
        assert_eq!(keys(facet), ["code", "count", "label"]);
    }
    for facet in list(&answer["facets"], "place") {
        assert!(facet["uid"].is_string() && facet["count"].is_i64(), "{facet}");
    }
    for month in list(&answer, "histogram") {
        assert!(month["month"].as_str().is_some_and(|m| m.len() == 7 && m.as_bytes()[4] == b'-'), "{month}");
        assert!(month["count"].is_i64(), "{month}");
    }
}

#[test]
fn dates_and_figures_keep_their_uncertainty() {
    let server = Server::serve();
    let answer = server.api("/api/v1/timeline?limit=500", server.case().token("editor")).json();
    let entry = |reference: &str| list(&answer, "entries").iter().find(|e| e["ref"] == reference).unwrap().clone();
    let blocked = entry("I-2")["date"].clone();
    assert_eq!(
        (&blocked["edtf"], &blocked["lo"], &blocked["hi"]),
        (&"[..2012-02-25]".into(), &Json::Null, &"2012-02-25".into())
    );
    assert_eq!(blocked["basis"], "inferred");
    let killed = entry("I-10");
    let article = list(&killed, "figures").iter().find(|f| f["verbatim"] == "at least 17 deaths").unwrap().clone();
    assert_eq!((&article["qualifier"], &article["lo"], &article["hi"]), (&"at_least".into(), &17.into(), &Json::Null));
    assert!(article["text"].as_str().unwrap().contains("at least 17"), "{article}");
    assert_eq!(list(&killed, "figures").len(), 5, "every count of the killed is kept, side by side");
    assert!(list(&killed, "figures").iter().all(|figure| figure["preferred"] == false));
}

#[test]
fn pages_give_every_line_once_and_in_the_same_order() {
    let server = Server::serve();
    let token = server.case().token("editor");
    for question in
        ["", "place=Almaty&", "type=de/arrested&", "order=newest&", "person=P-1&order=newest&", "from=2012-02-25&"]
    {
        let whole = server.api(&format!("/api/v1/timeline?{question}limit=500"), token).json();
        let all = refs(&whole);
        assert!(all.len() > 1 && whole["next"].is_null(), "{question}");
        assert_eq!(whole["total"], all.len(), "{question}");
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{question} lists a line twice");
        for limit in [1, 3, all.len() - 1, all.len()] {
            let (mut paged, mut cursor, mut pages) = (Vec::new(), String::new(), 0);
            loop {
                let page = server.api(&format!("/api/v1/timeline?{question}limit={limit}{cursor}"), token).json();
                assert!(list(&page, "entries").len() <= limit);
                assert_eq!((&page["total"], &page["facets"]), (&whole["total"], &whole["facets"]), "{question}");
                paged.extend(refs(&page));
                pages += 1;
                match page["next"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            assert_eq!(paged, all, "{question} in pages of {limit}");
            assert_eq!(pages, all.len().div_ceil(limit), "{question} in pages of {limit}");
        }
    }
}

#[test]
fn newest_first_is_oldest_first_read_backwards() {
    let server = Server::serve();
    let token = server.case().token("editor");
    let mut newest = refs(&server.api("/api/v1/timeline?order=newest&limit=500", token).json());
    newest.reverse();
    assert_eq!(newest, refs(&server.api("/api/v1/timeline?order=oldest&limit=500", token).json()));
}

#[test]
fn facets_and_histogram_add_up() {
    let server = Server::serve();
    let token = server.case().token("editor");
    let sum = |counted: &[Json]| counted.iter().map(|c| c["count"].as_i64().unwrap()).sum::<i64>();
    for question in ["", "?place=Almaty", "?from=2012-01&to=2012-01", "?person=P-1", "?certain=1&from=2012-02-25"] {
        let answer = server.api(&format!("/api/v1/timeline{question}"), token).json();
        assert_eq!(answer["total"], sum(list(&answer["facets"], "type")), "{question}");
        // A country counts what is in its cities too.
        for place in list(&answer["facets"], "place") {
            assert!(place["count"].as_i64() <= answer["total"].as_i64(), "{question} {place}");
        }
        assert!(sum(list(&answer, "histogram")) <= answer["total"].as_i64().unwrap(), "{question}");
    }
    // Each facet says what choosing it would give.
    let whole = server.api("/api/v1/timeline", token).json();
    for facet in list(&whole["facets"], "type") {
        let code = facet["code"].as_str().unwrap();
        let chosen = server.api(&format!("/api/v1/timeline?type={code}"), token).json();
        assert_eq!(chosen["total"], facet["count"], "{code}");
    }
    for place in list(&whole["facets"], "place") {
        let name = place["ref"].as_str().unwrap();
        let chosen = server.api(&format!("/api/v1/timeline?place={name}"), token).json();
        assert_eq!(chosen["total"], place["count"], "{place}");
    }
}

#[test]
fn certain_leaves_out_what_only_possibly_lies_in_the_range() {
    let server = Server::serve();
    let token = server.case().token("editor");
    let day = "/api/v1/timeline?place=Almaty&from=2012-02-25&to=2012-02-25";
    let possible = refs(&server.api(day, token).json());
    let certain = refs(&server.api(&format!("{day}&certain=1"), token).json());
    assert!(possible.contains(&"I-2".to_owned()) && !certain.contains(&"I-2".to_owned()));
    let mut rest = possible.iter();
    assert!(certain.iter().all(|line| rest.any(|known| known == line)), "the same lines in the same order");
    let incidents: Vec<&String> = possible.iter().filter(|line| line.starts_with("I-")).collect();
    assert_eq!(incidents, ["I-2", "I-4", "I-3", "I-1", "I-6", "I-5"]);
    assert_eq!(refs(&server.api(&format!("{day}&certain=0"), token).json()), possible);
}

#[test]
fn a_place_is_found_by_ref_uid_and_name_in_any_script() {
    let server = Server::serve();
    let token = server.case().token("editor");
    let by = |place: &str| {
        let place: String = form_urlencoded::byte_serialize(place.as_bytes()).collect();
        refs(&server.api(&format!("/api/v1/timeline?limit=500&place={place}"), token).json())
    };
    let almaty = by("Almaty");
    let answer = server.api("/api/v1/timeline?place=Almaty", token).json();
    let facet = list(&answer["facets"], "place").iter().find(|f| f["name"] == "Almaty").unwrap().clone();
    for same in [facet["ref"].as_str().unwrap(), facet["uid"].as_str().unwrap(), "ALMATY", "Алматы", "алма-ата"]
    {
        assert_eq!(by(same), almaty, "{same}");
    }
    assert!(by("Kazakhstan").len() > almaty.len(), "with everything inside it");
}

#[test]
fn a_viewer_without_clearance_is_told_nothing() {
    let server = Server::serve();
    let (case, _) = server.stop();
    let case = case.unwrap();
    let done = crate::server::habeas(&[
        "user",
        "--data",
        case.path(),
        "role",
        "viewer",
        "--role",
        "viewer",
        "--clearance",
        "0",
    ]);
    assert!(done.status.success());
    let server = Server::serve_case(case);
    let token = server.case().token("viewer");
    let answer = server.api("/api/v1/timeline", token).json();
    assert_eq!((&answer["total"], list(&answer, "entries").len()), (&0.into(), 0));
    assert!(list(&answer["facets"], "place").is_empty() && list(&answer, "histogram").is_empty());
    let hidden = server.api("/api/v1/timeline?place=L-2", token);
    let missing = server.api("/api/v1/timeline?place=L-999", token);
    assert_eq!((hidden.status, hidden.text()), (422, missing.text()), "hidden and missing are not told apart");
    let hidden = server.api("/api/v1/timeline?place=Almaty", token);
    let missing = server.api("/api/v1/timeline?place=Atlantis", token);
    assert_eq!(hidden.text(), missing.text());
}

#[test]
fn the_answer_speaks_the_language_asked_for() {
    let server = Server::serve();
    let bearer = format!("Bearer {}", server.case().token("editor"));
    let ask = |accept: &str| {
        let headers = [("Authorization", bearer.as_str()), ("Accept-Language", accept)];
        server.send("GET", "/api/v1/timeline?place=L-2", &headers, b"").json()
    };
    let (en, ru) = (ask("en"), ask("ru-RU,ru;q=0.9,en;q=0.5"));
    assert_eq!(refs(&en), refs(&ru));
    let text = |answer: &Json| list(answer, "entries").last().unwrap()["date"]["text"].as_str().unwrap().to_owned();
    assert!(text(&en).is_ascii() && !text(&ru).is_ascii(), "{} / {}", text(&en), text(&ru));
}
