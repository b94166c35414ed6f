//! What several records share: what facts about more than one lead to, to each reader what he or she sees, each with its source.

use serde_json::{Value as Json, json};

use crate::custody_steps::import;
use crate::http_write::editor;
use crate::server::{Answer, Browser, Case, Server, between};

const FILE: &str = r#"
format = "habeas-case/1"
case = "shared"

[[report]]
id = "R"
type = "doc/news"
title = "Two were seen"

[[place]]
id = "CITY"
name = "The city"
level = "city"

[[place]]
id = "SQUARE"
name = "The square"
level = "site"
parent = "CITY"

[[place]]
id = "STATION"
name = "The station"
level = "site"
parent = "CITY"

[[person]]
id = "A"
name = "Somebody A"

[[person]]
id = "B"
name = "Somebody B"

[[person]]
id = "C"
name = "Somebody C"

[[organization]]
id = "POLICE"
name = "Those who took them"
type = "org/police"

[[incident]]
id = "RALLY"
type = "inc/rally"
title = "A rally"
date = "2012-03-01"
place = "SQUARE"

[[participation]]
id = "PA"
incident = "RALLY"
person = "A"
role = "role/participant"
cite = [{ report = "R", para = 1 }]

[[participation]]
id = "PC"
incident = "RALLY"
person = "C"
role = "role/participant"

[[participation]]
id = "PO"
incident = "RALLY"
organization = "POLICE"
role = "role/alleged_perpetrator"

[[detention]]
id = "DB"
person = "B"

[[custody_event]]
id = "EB"
detention = "DB"
type = "de/arrested"
date = "2012-04-01"
place = "STATION"
organization = "POLICE"
cite = [{ report = "R", para = 2 }]

[[relation]]
id = "T"
subject = "A"
object = "B"
type = "rel/spouse_of"
"#;

fn case() -> Server {
    let case = Case::new();
    let loaded = import(&case, FILE, &[]);
    assert_eq!(loaded.0, 0, "{}", loaded.1);
    Server::serve_case(case)
}

/// The refs that the records of the file have, by their names.
fn refs(server: &Server, names: &[&str]) -> Vec<String> {
    let conn = server.case().raw();
    let of = |name: &&str| -> String {
        let sql =
            "SELECT r.ref FROM record r LEFT JOIN name n ON n.record_id = r.id LEFT JOIN incident i ON i.id = r.id
                    WHERE n.text = ?1 OR i.title = ?1";
        conn.query_row(sql, [name], |row| row.get(0)).unwrap()
    };
    names.iter().map(of).collect()
}

fn told(server: &Server, account: &str, of: &[String]) -> Json {
    let asked: Vec<String> = of.iter().map(|of| format!("of={of}")).collect();
    let answer = server.api(&format!("/api/v1/shared?{}", asked.join("&")), server.case().token(account));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The names of what is shared, kind by kind.
fn names(answer: &Json) -> Vec<String> {
    let of_kinds = answer["shared"].as_array().unwrap().iter();
    let records = of_kinds.flat_map(|of_kind| of_kind["records"].as_array().unwrap());
    records.map(|shared| shared["record"]["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_facts_about_both_lead_to_is_shared_and_what_ties_them_is_told_apart() {
    let server = case();
    let found =
        refs(&server, &["Somebody A", "Somebody B", "Somebody C", "The city", "A rally", "Those who took them"]);
    let [a, b, c, city, rally, police] = found.as_slice() else { panic!("{found:?}") };
    let pair = |one: &String, other: &String| told(&server, "editor", &[one.clone(), other.clone()]);

    // One was at the rally where they were, the other was taken by them, elsewhere in the city.
    let both = pair(a, b);
    assert_eq!(names(&both), ["Those who took them", "The city", "Two were seen"]);
    assert_eq!(both["ties"].as_array().unwrap().len(), 1, "{both}");
    // Both had a part in it: the city is no more than its square.
    let crowd = pair(a, c);
    assert_eq!(names(&crowd), ["A rally", "Those who took them", "The square"]);
    assert_eq!(crowd["ties"], json!([]));
    // A place counts with all inside it; who was at a rally is shared with where it was.
    assert_eq!(names(&pair(a, city)), ["A rally", "Somebody B", "Those who took them", "Two were seen"]);
    assert!(names(&pair(b, city)).contains(&"Those who took them".to_owned()));
    let incident = pair(rally, b);
    assert_eq!(names(&incident), ["Somebody A", "Those who took them", "The city", "Two were seen"]);
    assert!(pair(c, police)["ties"].as_array().unwrap().is_empty());
    // One alone shares nothing, and twice the same is one.
    assert_eq!(names(&pair(a, a)), Vec::<String>::new());
}

#[test]
fn nothing_hidden_leads_from_one_to_another() {
    let server = case();
    let found = refs(&server, &["Somebody A", "Somebody B", "Those who took them"]);
    let hide = |collection: &str, reference: &str| {
        let record = server.api(&format!("/api/v1/{collection}/{reference}"), server.case().token("editor")).json();
        let body = json!({ "version": record["version"], "reason": "Told in confidence", "sensitivity": "restricted" });
        let changed = editor(&server).patch(&format!("{collection}/{reference}"), &body);
        assert_eq!(changed.status, 200, "{}", changed.text());
    };
    hide("organizations", &found[2]);
    let people = &found[..2];
    assert_eq!(names(&told(&server, "viewer", people)), ["The city", "Two were seen"]);
    assert_eq!(names(&told(&server, "editor", people)).len(), 3);
    hide("people", &found[1]);
    let asked = format!("/api/v1/shared?of={}&of={}", people[0], people[1]);
    assert_eq!(server.api(&asked, server.case().token("viewer")).status, 404, "what is hidden is not there");
}

/// Types one more into the form of the page, and chooses.
fn add(browser: &mut Browser<'_>, page: &str, typed: &str, pick: &str) -> Answer {
    browser.get(page);
    browser.post(page, &[("other", typed), ("other.for", typed), ("other.pick", pick)])
}

#[test]
fn one_more_is_chosen_by_its_name_and_the_page_says_how_and_by_which_report() {
    let server = case();
    let found = refs(&server, &["Somebody A", "Somebody B"]);
    let mut browser = server.sign_in("viewer");
    let own = browser.get(&format!("/people/{}", found[0])).text();
    let page = format!("/shared?of={}", found[0]);
    assert!(own.contains(&format!("href=\"{page}\"")), "the page of a person leads here");
    let asked = add(&mut browser, &page, "somebody b", "");
    assert_eq!(asked.status, 422, "nobody is taken for somebody without a choice");
    assert!(asked.text().contains(&format!("value=\"{}\"", found[1])), "{}", asked.text());
    let chosen = add(&mut browser, &page, "somebody b", &found[1]);
    assert_eq!(chosen.status, 303, "{}", chosen.text());
    let way = chosen.header("location").unwrap().to_owned();
    assert_eq!(way, format!("/shared?of={}&of={}", found[0], found[1]));
    let both = browser.get(&way).text();
    let main = between(&both, "<main", "</main>").unwrap();
    for said in ["spouse", "Those who took them", "Two were seen", "id=\"s1\""] {
        assert!(main.contains(said), "{said}: {main}");
    }
    let nobody = add(&mut browser, &page, "Nobody of that name", "");
    assert_eq!(nobody.status, 422);
    assert!(nobody.text().contains("Nobody of that name"), "what was typed stays");
    assert_eq!(add(&mut browser, &page, "Somebody A", &found[0]).status, 422, "itself is no other");
    let many: Vec<String> = (0..11).map(|_| format!("of={}", found[0])).collect();
    assert_eq!(browser.get(&format!("/shared?{}", many.join("&"))).status, 400);
    assert_eq!(browser.get("/shared?of=nonsense").status, 400);
    assert_eq!(browser.get("/shared?of=P-999").status, 404);
}
