//! Likely duplicates: found in any script, with what speaks for and against; what somebody says they are is remembered.

use std::fs;

use serde_json::{Value as Json, json};

use crate::http_forms::fill;
use crate::http_write::{checked, editor};
use crate::server::{Browser, Case, Server, between, habeas};

/// What the API tells of likely duplicates, once the names are read.
fn told(server: &Server, account: &str, asked: &str) -> Json {
    loop {
        let answer = server.api(&format!("/api/v1/duplicates{asked}"), server.case().token(account)).json();
        if answer["ready"] == true {
            return answer;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

/// The pairs of a kind that the API tells to an account, each as its two refs.
fn pairs(server: &Server, account: &str, asked: &str) -> Vec<Vec<String>> {
    let answer = told(server, account, asked);
    let refs = |pair: &Json| {
        let mut refs: Vec<String> =
            pair["records"].as_array().unwrap().iter().map(|label| label["ref"].as_str().unwrap().to_owned()).collect();
        refs.sort();
        refs
    };
    answer["pairs"].as_array().unwrap().iter().map(refs).collect()
}

fn sorted(one: &Json, other: &Json) -> Vec<String> {
    let mut refs = [one, other].map(|record| record["ref"].as_str().unwrap().to_owned()).to_vec();
    refs.sort();
    refs
}

/// Two people who become one of name after they were entered: the second is called in another script.
fn namesakes(server: &Server, level: &str) -> (Json, Json) {
    let writer = editor(server);
    let person = |name: &str, birth: &str, level: &str| {
        let body = json!({ "reason": "Told", "name": name, "birth": birth, "sex": "male", "sensitivity": level,
                           "citations": [{ "report": "R-1", "field": "birth" }] });
        writer.create("people", &body)
    };
    let one = person("Blanket Tornado", "1950-03-02", "public");
    let other = person("Somebody else", "1950", level);
    let names = json!({ "reason": "Told", "version": other["version"], "names": [{ "text": "Торнадо Бланкет", "kind": "native" }] });
    let changed = writer.patch(&format!("people/{}", other["ref"].as_str().unwrap()), &names);
    assert_eq!(changed.status, 200, "{}", changed.text());
    (one, other)
}

/// Says what a pair is, with the form of its page.
fn decide(browser: &mut Browser<'_>, pair: &[String], to: &str, why: &str) -> String {
    let page = browser.get("/duplicates").text();
    let address = format!("action=\"/people/{}/{to}\"", pair[0]);
    let form = between(&page, &address, "</form>").unwrap_or_else(|| panic!("{address}: {page}")).to_owned();
    let hidden = |name: &str| between(&form, &format!("name=\"{name}\" value=\""), "\"").unwrap();
    let fields = [
        ("form_key", hidden("form_key")),
        ("version", hidden("version")),
        ("other", hidden("other")),
        ("back", hidden("back")),
        ("reason", why),
    ];
    let done = browser.post(&format!("/people/{}/{to}", pair[0]), &fields);
    assert_eq!(done.status, 303, "{}", done.text());
    done.goes()
}

#[test]
fn two_spellings_of_one_name_are_a_pair_until_somebody_says_what_they_are() {
    let server = Server::serve();
    let (one, other) = namesakes(&server, "public");
    let pair = sorted(&one, &other);
    assert!(pairs(&server, "editor", "").contains(&pair));
    assert_eq!(pairs(&server, "editor", &format!("?of={}", pair[0])), std::slice::from_ref(&pair));
    let all = told(&server, "editor", "");
    let told =
        all["pairs"].as_array().unwrap().iter().find(|told| told["records"][0]["ref"] == pair[0].as_str()).unwrap();
    let says =
        |matter: &str| told["evidence"].as_array().unwrap().iter().find(|found| found["matter"] == matter).unwrap();
    assert_eq!((&says("names")["for"], &says("birth")["agreement"]), (&json!(true), &json!("fits")));
    assert_eq!(says("names")["sides"], json!([["Blanket Tornado"], ["Торнадо Бланкет"]]));

    let mut browser = server.sign_in("editor");
    assert!(browser.get("/").text().contains("href=\"/duplicates\""));
    assert!(browser.get(&format!("/people/{}", pair[0])).text().contains(&format!("/people/{}/duplicates", pair[0])));
    let page = browser.get("/duplicates").text();
    assert!(page.contains(&format!("/people/{}/merge?with={}", pair[0], pair[1])), "{page}");
    assert_eq!(decide(&mut browser, &pair, "difference", "His cousin"), "/duplicates?kind=people");
    assert!(
        !pairs(&server, "editor", "").contains(&pair)
            && pairs(&server, "editor", &format!("?of={}", pair[1])).is_empty()
    );
    let apart = browser.get("/duplicates/different").text();
    assert!(apart.contains("His cousin") && apart.contains("editor"), "{apart}");
    assert!(browser.get(&format!("/people/{}", pair[1])).text().contains("is not the same as"));
    assert!(
        !browser.get("/uncited?kind=relations").text().contains("not the same"),
        "no report says what the team found"
    );

    // Taken back, it is asked again; left open, it is on the list of those.
    let tie = between(&apart, "href=\"/relations/", "/withdrawal").unwrap().to_owned();
    let form = browser.get(&format!("/relations/{tie}/withdrawal")).text();
    let hidden = |name: &str| between(&form, &format!("name=\"{name}\" value=\""), "\"").unwrap();
    let fields =
        [("form_key", hidden("form_key")), ("version", hidden("version")), ("reason", "Not a cousin after all")];
    assert_eq!(browser.post(&format!("/relations/{tie}/withdrawal"), &fields).status, 303);
    assert!(pairs(&server, "editor", "").contains(&pair));
    decide(&mut browser, &pair, "doubt", "");
    assert!(!pairs(&server, "editor", "").contains(&pair));
    assert!(browser.get("/unsure").text().contains("Blanket Tornado"));
    checked(server);
}

#[test]
fn a_pair_is_told_only_to_whoever_sees_both() {
    let server = Server::serve();
    let before = told(&server, "viewer", "");
    let (one, other) = namesakes(&server, "restricted");
    let pair = sorted(&one, &other);
    assert!(pairs(&server, "editor", "").contains(&pair));
    let after = told(&server, "viewer", "");
    assert_eq!(after["weighed"], before["weighed"], "no number tells of what is hidden");
    assert_eq!(after["records"].as_i64(), before["records"].as_i64().map(|count| count + 1));
    assert!(
        !pairs(&server, "viewer", "").contains(&pair)
            && pairs(&server, "viewer", &format!("?of={}", one["ref"].as_str().unwrap())).is_empty()
    );
    let hidden = format!("/api/v1/duplicates?of={}", other["ref"].as_str().unwrap());
    assert_eq!(server.api(&hidden, server.case().token("viewer")).status, 404);
    // What is hidden is not told to whoever enters the same name.
    let mut monitor = server.sign_in("monitor");
    let saved = fill(&mut monitor, "/people/new", &[("names.0.text", "Торнадо Бланкед"), ("names.0.kind", "primary")]);
    let text = saved.text();
    assert!(!text.contains(other["ref"].as_str().unwrap()) && !text.contains("Somebody else"), "{text}");
}

#[test]
fn whoever_enters_somebody_who_is_likely_there_is_asked_and_the_answer_is_remembered() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let form = [("names.0.text", "Жармахан Туякбай"), ("names.0.kind", "primary"), ("sex", "male")];
    let asked = fill(&mut monitor, "/people/new", &form);
    assert_eq!(asked.status, 422);
    let page = asked.text();
    assert!(page.contains("/people/P-2") && page.contains("One by: Name"), "{page}");
    let saved = fill(&mut monitor, "/people/new", &[&form[..], &[("accepted", "duplicate")]].concat());
    assert_eq!(saved.status, 303, "{}", saved.text());
    let made = saved.goes().rsplit('/').next().unwrap().to_owned();
    assert!(monitor.get("/duplicates/different").text().contains(&made));
    assert!(pairs(&server, "editor", "?of=P-2").iter().all(|pair| !pair.contains(&made)));
    // Another name is nobody's.
    let saved = fill(&mut monitor, "/people/new", &[("names.0.text", "Xyzzy Quux"), ("names.0.kind", "primary")]);
    assert_eq!(saved.status, 303, "{}", saved.text());
    checked(server);
}

#[test]
fn that_two_are_two_comes_with_a_file_and_goes_where_they_go() {
    let case = Case::new();
    let file = case.dir.path().join("two.toml");
    let text = r#"
format = "habeas-case/1"
case = "two"
title = "Two"
[[person]]
id = "A"
names = [{ text = "Blanket Tornado", kind = "primary" }]
[[person]]
id = "B"
names = [{ text = "Бланкет Торнадо", kind = "primary" }]
[[person]]
id = "C"
names = [{ text = "Blankett Tornada", kind = "primary" }]
[[relation]]
id = "T"
subject = "A"
type = "rel/not_same"
object = "B"
note = "Two cousins"
"#;
    fs::write(&file, text).unwrap();
    let done = habeas(&["import", file.to_str().unwrap(), "--data", case.path()]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let server = Server::serve_case(case);
    let mut browser = server.sign_in("editor");
    let page = browser.get("/duplicates/different").text();
    assert!(page.contains("Two cousins"), "{page}");
    let found = pairs(&server, "editor", "");
    assert_eq!(found.len(), 2, "A and C, B and C: {found:?}");
    let apart = |found: &[Vec<String>]| {
        let all: Vec<&String> = found.iter().flatten().collect();
        all.iter().filter(|one| all.iter().filter(|other| other == one).count() == 1).count()
    };
    assert_eq!(apart(&found), 2);
}

#[test]
fn incidents_and_reports_are_compared_too() {
    let server = Server::serve();
    let writer = editor(&server);
    let rally = |title: &str, accepted: Json| {
        let body = json!({ "reason": "Told", "type": "inc/rally", "title": title, "date": "2013-05-10", "place": "L-2", "accepted": accepted });
        writer.post("incidents", &body)
    };
    let one = rally("A rally in the square", json!([]));
    assert_eq!(one.status, 201, "{}", one.text());
    let body = json!({ "reason": "Told", "type": "inc/rally", "title": "Rally in the square", "date": "2013-05-10" });
    let other = writer.create("incidents", &body);
    let pair = sorted(&one.json(), &other);
    assert!(pairs(&server, "editor", "?kind=incidents").contains(&pair));
    // Whoever says that it is another one is not asked again.
    let third = rally("A rally in the square", json!(["duplicate"]));
    assert_eq!(third.status, 201, "{}", third.text());
    assert!(!pairs(&server, "editor", "?kind=incidents").contains(&sorted(&one.json(), &third.json())));
    let mut browser = server.sign_in("editor");
    for kind in ["reports", "places", "organizations", "sources"] {
        assert_eq!(browser.get(&format!("/duplicates?kind={kind}")).status, 200, "{kind}");
    }
    checked(server);
}
