//! Records of the JSON API: by ref and by uid, with names, links and citations, and nothing a reader may not see.

use std::collections::BTreeSet;

use habeas::domain::kind::{Kind, Type};
use serde_json::Value as Json;

use crate::server::{Case, Server, habeas};

const EXAMPLES: [&str; 7] =
    ["incidents/I-1", "people/P-1", "places/L-2", "organizations/O-1", "reports/R-1", "sources/S-1", "detentions/D-1"];

#[test]
fn a_record_of_every_kind_is_read_by_ref_and_by_uid() {
    let server = Server::serve();
    let token = server.case().token("editor");
    for example in EXAMPLES {
        let (kind, reference) = example.split_once('/').unwrap();
        let answer = server.api(&format!("/api/v1/{example}"), token);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")), "{example}");
        let record = answer.json();
        assert_eq!(record["ref"], reference);
        assert_eq!(Kind::from_path(kind).map(Kind::table), record["kind"].as_str());
        for key in ["names", "citations", "external_ids", "participations", "relations", "figures", "notes"] {
            assert!(record[key].is_array(), "{key} of {example}");
        }
        assert!(record["version"].is_i64() && record["review"].is_string() && record["sensitivity"].is_string());
        let by_uid = server.api(&format!("/api/v1/{kind}/{}", record["uid"].as_str().unwrap()), token);
        assert_eq!(by_uid.json(), record, "{example}");
    }
}

#[test]
fn a_record_says_what_the_coding_says() {
    let server = Server::serve();
    let token = server.case().token("editor");
    let rally = server.api("/api/v1/incidents/I-1", token).json();
    assert_eq!((&rally["date"]["edtf"], &rally["date_basis"]), (&"2012-02-25".into(), &"inferred".into()));
    assert_eq!(rally["place"]["ref"], "L-4");
    let counts: BTreeSet<&str> =
        rally["figures"].as_array().unwrap().iter().map(|figure| figure["verbatim"].as_str().unwrap()).collect();
    assert_eq!(
        counts.into_iter().collect::<Vec<_>>(),
        ["Around 1,000 Kazakh protesters", "roughly 400", "По меньшей мере 200 человек"]
    );
    let stances: BTreeSet<&str> =
        rally["citations"].as_array().unwrap().iter().map(|citation| citation["stance"].as_str().unwrap()).collect();
    assert_eq!(stances.into_iter().collect::<Vec<_>>(), ["differs", "supports"], "conflicts are kept side by side");
    let leader = server.api("/api/v1/people/P-1", token).json();
    let spelt: Vec<&str> =
        leader["names"].as_array().unwrap().iter().map(|name| name["text"].as_str().unwrap()).collect();
    assert!(spelt.contains(&"Bulat Abilov") && spelt.contains(&"Bolat Abilov") && spelt.contains(&"Булат Абилов"));
    assert_eq!(leader["detentions"].as_array().unwrap().len(), 2, "a re-arrest is an episode of its own");
}

#[test]
fn references_are_named_by_uid_never_by_the_number_inside_the_file() {
    let server = Server::serve();
    let token = server.case().token("editor");
    for example in EXAMPLES {
        numberless(&server.api(&format!("/api/v1/{example}"), token).json(), example);
    }
    numberless(&server.api("/api/v1/timeline?limit=500", token).json(), "timeline");
}

/// No field that refers to a record holds a number, and no object has an id.
fn numberless(json: &Json, example: &str) {
    match json {
        Json::Object(map) => {
            for (name, value) in map {
                let refers = |kind: Kind| kind.field(name).is_some_and(|field| matches!(field.ty, Type::Ref(..)));
                let hidden = name == "id" || name.ends_with("_id") || Kind::ALL.into_iter().any(refers);
                assert!(!hidden || !value.is_number(), "{name} of {example} is {value}");
                numberless(value, example);
            }
        }
        Json::Array(items) => items.iter().for_each(|item| numberless(item, example)),
        _ => {}
    }
}

#[test]
fn what_is_no_record_of_that_kind_is_not_found() {
    let server = Server::serve();
    let token = server.case().token("editor");
    for path in [
        "incidents/I-999",
        "incidents/P-1",
        "people/I-1",
        "people/nobody",
        "people/0190aaaa-0000-7000-8000-000000000000",
        "participations/T-1",
        "relations/X-1",
        "incident/I-1",
        "nothing/I-1",
        "incidents/%00",
        "incidents/I-1/citations",
    ] {
        let answer = server.api(&format!("/api/v1/{path}"), token);
        assert_eq!((answer.status, answer.error_code().as_str()), (404, "not_found"), "{path}");
    }
    let answer = server.api("/api/v1/incidents/I-1?fields=all", token);
    assert_eq!((answer.status, answer.error_code().as_str()), (400, "bad_request"));
}

#[test]
fn a_hidden_record_answers_as_a_missing_one_and_leaves_the_pages_of_others() {
    // Before any server kept in the file who may see what: a write past the program is in no history to catch up from.
    let case = Case::new();
    case.raw().execute("UPDATE record SET sensitivity = 3 WHERE ref = 'P-5'", []).unwrap();
    let server = Server::serve_case(case);
    let (viewer, editor) = (server.case().token("viewer"), server.case().token("editor"));
    assert_eq!(server.api("/api/v1/people/P-5", editor).status, 200);
    let (hidden, missing) = (server.api("/api/v1/people/P-5", viewer), server.api("/api/v1/people/P-999", viewer));
    assert_eq!((hidden.status, hidden.text()), (404, missing.text()));
    let (seen, all) =
        (server.api("/api/v1/incidents/I-6", viewer).text(), server.api("/api/v1/incidents/I-6", editor).text());
    for trace in ["P-5", "Unidentified", "X-15", "Q-1", "insatiable"] {
        assert!(all.contains(trace) && !seen.contains(trace), "{trace}");
    }
    let mut browser = server.sign_in("viewer");
    for address in ["/people/P-5", "/people/P-5/history", "/participations/X-15/history"] {
        assert_eq!(browser.get(address).status, 404, "{address}");
    }
    for address in
        ["/", "/people", "/incidents/I-1", "/incidents/I-6", "/incidents/I-6/history", "/timeline", "/reports/R-1"]
    {
        let page = browser.get(address).text();
        for trace in ["P-5\"", "Unidentified", "insatiable"] {
            assert!(!page.contains(trace), "{trace} on {address}");
        }
    }
    let done = habeas(&["user", "--data", server.case().path(), "list"]);
    assert_eq!(done.status.code(), Some(2), "the case file is in use");
}
