//! What reports contradict each other on: found, told alike by the page and the API, and told to nobody who may not see it.

use serde_json::{Value as Json, json};

use crate::http_write::{checked, editor};
use crate::server::{Browser, Server};

/// The contradictions that the API tells to an account, as many as it says there are.
fn told(server: &Server, account: &str, browser: &mut Browser<'_>) -> Vec<Json> {
    let answer = server.api("/api/v1/contradictions", server.case().token(account)).json();
    let lines = answer["contradictions"].as_array().unwrap().clone();
    assert_eq!(answer["open"], lines.len());
    let page = browser.get("/contradictions").text();
    assert_eq!(page.matches("class=\"contra\"").count(), lines.len());
    let desk = browser.get("/").text();
    assert_eq!(desk.contains("href=\"/contradictions\""), !lines.is_empty());
    lines
}

fn about(lines: &[Json], reference: &Json) -> Vec<Json> {
    lines.iter().filter(|line| line["about"]["ref"] == *reference).cloned().collect()
}

#[test]
fn nobody_learns_of_a_contradiction_by_a_report_that_he_or_she_does_not_see() {
    let server = Server::serve();
    let writer = editor(&server);
    let secret = writer.create(
        "reports",
        &json!({ "reason": "Kept", "type": "doc/news", "title": "Closed memo", "sensitivity": "restricted" }),
    );
    let open = writer.create(
        "reports",
        &json!({ "reason": "Kept", "type": "doc/news", "title": "Open paper", "sensitivity": "public" }),
    );
    let made = writer.create(
        "people",
        &json!({ "reason": "Told", "name": "Somebody public", "birth": "1980", "sensitivity": "public", "citations": [
            { "report": open["ref"], "field": "birth" },
            { "report": secret["ref"], "field": "birth", "gives": "1999-12-31" },
            { "report": secret["ref"], "field": "occupation", "gives": "Courier" },
            { "report": secret["ref"], "stance": "contradicts" },
        ] }),
    );
    writer.create(
        "figures",
        &json!({ "reason": "Told", "about": made["ref"], "measure": "fig/killed", "verbatim": "3 people",
                 "sensitivity": "public", "citations": [{ "report": open["ref"] }] }),
    );
    writer.create(
        "figures",
        &json!({ "reason": "Told", "about": made["ref"], "measure": "fig/killed", "verbatim": "exactly 876543 people",
                 "sensitivity": "restricted", "citations": [{ "report": secret["ref"] }] }),
    );
    assert_eq!(about(&told(&server, "editor", &mut server.sign_in("editor")), &made["ref"]).len(), 3);
    let mut browser = server.sign_in("viewer");
    let seen = told(&server, "viewer", &mut browser);
    assert!(about(&seen, &made["ref"]).is_empty(), "{seen:?}");
    let path = format!("/people/{}", made["ref"].as_str().unwrap());
    let person = server.api(&format!("/api/v1{path}"), server.case().token("viewer")).text();
    let pages = ["/contradictions", "/contradictions?list=decided", "/", &path, &format!("{path}/history")];
    for seen in pages.map(|page| browser.get(page).text()).into_iter().chain([person]) {
        // Longer than what a token may hold by chance.
        for hidden in ["1999-12-31", "December 1999", "Courier", "876543", "876,543", "Closed memo"] {
            assert!(!seen.contains(hidden), "{hidden}");
        }
    }
    checked(server);
}

#[test]
fn somebody_let_go_by_one_report_and_held_later_by_another_is_a_contradiction() {
    let server = Server::serve();
    let writer = editor(&server);
    let step = |detention: &Json, code: &str, date: &str, status: Json| {
        writer.create(
            "custody-events",
            &json!({ "reason": "Told", "detention": detention["ref"], "type": code, "date": date, "status_after": status,
                     "citations": [{ "report": "R-1" }] }),
        );
    };
    let episode = |name: &str| {
        let person = writer.create("people", &json!({ "reason": "Told", "name": name }));
        let detention = writer.create("detentions", &json!({ "reason": "Told", "person": person["ref"] }));
        step(&detention, "de/arrested", "2012-02-01", json!("held"));
        detention
    };
    let (both, bail) = (episode("Told both ways"), episode("Taken back"));
    step(&both, "de/released", "2012-02-05", json!("released"));
    step(&both, "de/status_report", "2012-02-20", json!("held"));
    // A bail may be revoked, and what a month leaves open can both be.
    step(&bail, "de/bail_granted", "2012-02-05", json!("on_bail"));
    step(&bail, "de/remanded", "2012-02-20", json!("held"));
    let open = episode("Perhaps before");
    step(&open, "de/status_report", "2012-02", json!("held"));
    step(&open, "de/released", "2012-02-20", json!("released"));
    let lines = told(&server, "editor", &mut server.sign_in("editor"));
    let found = about(&lines, &both["ref"]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["on"], "custody");
    let sides: Vec<&Json> = found[0]["sides"].as_array().unwrap().iter().map(|side| &side["event"]["type"]).collect();
    assert_eq!(sides, ["de/released", "de/status_report"]);
    assert!(about(&lines, &bail["ref"]).is_empty() && about(&lines, &open["ref"]).is_empty());
    checked(server);
}

#[test]
fn two_sentences_of_one_day_that_no_length_fits_are_a_contradiction() {
    let server = Server::serve();
    let writer = editor(&server);
    let sentenced = |name: &str, told: [(&str, &str); 2]| {
        let person = writer.create("people", &json!({ "reason": "Told", "name": name }));
        let detention = writer.create("detentions", &json!({ "reason": "Told", "person": person["ref"] }));
        for (date, sentence) in told {
            writer.create(
                "custody-events",
                &json!({ "reason": "Told", "detention": detention["ref"], "type": "de/sentenced", "date": date,
                         "sentence": sentence }),
            );
        }
        detention["ref"].clone()
    };
    let both = sentenced("Told of two lengths", [("2012-03-10", "7 years"), ("2012-03-10", "5 years")]);
    let worded =
        sentenced("Told in two languages", [("2012-03-10", "7 years"), ("2012-03-10", "7 лет лишения свободы")]);
    let again = sentenced("Sentenced again", [("2011-03-10", "7 years"), ("2012-03-10", "15 days")]);
    let mut browser = server.sign_in("editor");
    let lines = told(&server, "editor", &mut browser);
    let found = about(&lines, &both);
    assert_eq!((found.len(), &found[0]["on"], &found[0]["what"]), (1, &json!("step"), &json!("de/sentenced")));
    assert!(about(&lines, &worded).is_empty() && about(&lines, &again).is_empty());
    let page = browser.get("/contradictions").text();
    assert!(page.contains(", 7 years</b>") && page.contains(", 5 years</b>"), "each side says which");
    checked(server);
}

#[test]
fn how_a_report_writes_a_word_contradicts_nobody() {
    let server = Server::serve();
    let writer = editor(&server);
    let person = |gives: &str| {
        writer.create(
            "people",
            &json!({ "reason": "Told", "name": format!("Somebody {gives}"), "occupation": "Truck driver", "citations": [
                { "report": "R-1", "field": "occupation" }, { "report": "R-2", "field": "occupation", "gives": gives } ] }),
        )
    };
    let (same, other) = (person("truck-driver"), person("Teacher"));
    let lines = told(&server, "editor", &mut server.sign_in("editor"));
    assert!(about(&lines, &same["ref"]).is_empty());
    let found = about(&lines, &other["ref"]);
    assert_eq!((&found[0]["on"], &found[0]["what"]), (&json!("field"), &json!("occupation")));
    let values: Vec<&Json> = found[0]["sides"].as_array().unwrap().iter().map(|side| &side["value"]).collect();
    assert_eq!(values, ["Truck driver", "Teacher"]);
    checked(server);
}

#[test]
fn a_detention_says_of_itself_what_it_says_within_its_person() {
    let server = Server::serve();
    let writer = editor(&server);
    let person = writer.create("people", &json!({ "reason": "Told", "name": "Died later", "death": "2012-03-20" }));
    let detention = writer.create("detentions", &json!({ "reason": "Told", "person": person["ref"] }));
    let path = format!("detentions/{}", detention["ref"].as_str().unwrap());
    let steps = [
        ("de/arrested", json!({})),
        ("de/sentenced", json!({ "sentence": "7 years" })),
        ("de/sentenced", json!({ "sentence": "15 days" })),
        ("de/sentence_changed", json!({ "sentence": "5 years", "certainty": "alleged" })),
    ];
    for (code, more) in steps {
        let mut body = json!({ "reason": "Told", "detention": detention["ref"], "type": code, "date": "2012-03-01" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        writer.create("custody-events", &body);
    }
    let mut within = writer.get(&format!("people/{}", person["ref"].as_str().unwrap()))["detentions"][0].clone();
    let alone = writer.get(&path);
    assert_eq!(alone["status"]["status"], "dead");
    assert_eq!(alone["legal_state"]["term"]["said"], "7 years");
    assert_eq!(alone["legal_state"]["beside"][0]["said"], "15 days");
    let perhaps = &alone["legal_state"]["perhaps"][0];
    assert_eq!((&perhaps["certainty"], &perhaps["term"]["said"]), (&json!("alleged"), &json!("5 years")));
    for (name, value) in within.as_object_mut().unwrap() {
        assert_eq!(&alone[name], value, "{name}");
    }
    assert!(server.sign_in("editor").get(&format!("/{path}")).text().contains("20 March 2012"));
    checked(server);
}
