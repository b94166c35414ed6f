//! Who was held on a day, taken away as a file.

use serde_json::Value as Json;

use crate::server::Case;
use crate::server::{Server, habeas};

fn rows(csv: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(csv.as_bytes()).records().map(Result::unwrap).collect()
}

#[test]
fn who_was_held_is_the_same_on_the_page_and_in_every_file() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    for question in ["", "?on=2012-02-14", "?on=2012-03-01&place=L-2", "?list=unknown", "?status=held&certainty=stated"]
    {
        let page = editor.get(&format!("/held{question}")).text();
        let csv = editor.get(&format!("/export/held.csv{question}"));
        assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
        let json: Json = serde_json::from_str(&editor.get(&format!("/export/held.json{question}")).text()).unwrap();
        let (rows, held) = (rows(&csv.text()), json["held"].as_array().unwrap());
        assert_eq!(rows.len(), held.len(), "{question}");
        for (row, held) in rows.iter().zip(held) {
            assert_eq!((row.get(2), row.get(5)), (held["person"]["ref"].as_str(), held["detention"].as_str()));
            assert!(
                page.contains(&format!("/detentions/{}", held["detention"].as_str().unwrap())),
                "{question}: {held}"
            );
            assert!(!row.get(23).unwrap().is_empty(), "with its sources: {row:?}");
        }
        // A program is told the same, page by page.
        let token = server.case().token("editor");
        let (mut listed, mut next) = (Vec::new(), String::new());
        let join = if question.is_empty() { '?' } else { '&' };
        loop {
            let page = server.api(&format!("/api/v1/held{question}{join}after={next}"), token).json();
            assert_eq!((&page["on"], &page["counts"]), (&json["on"], &json["counts"]), "{question}");
            listed.extend(page["held"].as_array().unwrap().iter().map(|held| held["detention"].clone()));
            match page["next"].as_str() {
                Some(after) => next = after.to_owned(),
                None => break,
            }
        }
        assert_eq!(listed, held.iter().map(|held| held["detention"].clone()).collect::<Vec<_>>(), "{question}");
        let counts = json["counts"].as_object().unwrap().values();
        let counted: u64 = counts.map(|n| n["people"].as_u64().unwrap() + n["groups"].as_u64().unwrap()).sum();
        assert_eq!(counted, rows.len() as u64, "{question}");
        assert!(!question.is_empty() || rows.len() > 5);
    }
    assert_eq!(editor.get("/export/held.csv?on=[..2012]").status, 422);
    let refused = editor.get("/held?on=[..2012]");
    assert!(refused.status == 422 && refused.text().contains("is not one day"), "{}", refused.text());
    assert_eq!(editor.get("/export/held.pdf").status, 404);
    assert_eq!(editor.get("/export/held.csv?person=P-1").status, 400);
}

#[test]
fn the_command_line_takes_away_what_the_page_does() {
    let case = Case::new();
    let path = case.path().to_owned();
    let taken = habeas(&["export", "held", "--data", &path, "--format", "csv", "--on", "2012-02-14"]);
    assert_eq!(taken.status.code(), Some(0), "{}", String::from_utf8_lossy(&taken.stderr));
    let by_hand = rows(&String::from_utf8_lossy(&taken.stdout));
    let server = Server::serve_case(case);
    let csv = server.sign_in("editor").get("/export/held.csv?on=2012-02-14").text();
    assert_eq!(by_hand, rows(&csv));
    let wrong = habeas(&["export", "held", "--data", &path, "--format", "csv", "--on", "[..2012]"]);
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn a_file_says_how_each_day_and_place_is_known() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let json: Json = serde_json::from_str(&editor.get("/export/held.json").text()).unwrap();
    let csv = rows(&editor.get("/export/held.csv").text());
    let held = json["held"].as_array().unwrap();
    for (row, held) in csv.iter().zip(held) {
        for (at, said) in [(25, &held["as_of"]["basis"]), (26, &held["taken"]["basis"]), (27, &held["place"]["basis"])]
        {
            let code = row.get(at).unwrap().to_lowercase();
            assert_eq!((code.is_empty(), said.is_string()), (!said.is_string(), !code.is_empty()), "{at}: {held}");
        }
        assert_eq!(row.get(29) == Some("true"), held["place"]["earlier"] == true, "{held}");
    }
    let inferred = |held: &&Json| held["taken"]["basis"] == "inferred" && held["place"]["earlier"] == true;
    assert!(held.iter().any(|held| inferred(&held)), "the year is inferred, the place is from an earlier word");
    assert!(held.iter().any(|held| held["place"]["basis"] == "inferred" || held["place"]["certainty"] == "inferred"));
}

#[test]
fn a_spreadsheet_says_below_its_lines_what_was_asked() {
    let server = Server::serve();
    let text = server.sign_in("editor").get("/export/held.csv-excel?list=unknown&place=L-1&status=unknown").text();
    let below = text.split_once("\r\n\"\"\r\n").unwrap().1;
    for said in ["As on,2 April 2012", "Place,", "List,Status unknown", "Status,", "Lines,", "Made on,"] {
        assert!(below.contains(said), "{said}: {below}");
    }
}

#[test]
fn the_first_sentence_says_how_many_of_the_list_there_are_that_was_asked_for() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    for list in ["possibly", "term_run_out", "unknown"] {
        let counts = server.api(&format!("/api/v1/held?list={list}"), server.case().token("editor")).json();
        let (people, groups) = (&counts["counts"][list]["people"], &counts["counts"][list]["groups"]);
        let page = editor.get(&format!("/held?list={list}")).text();
        let lede = crate::server::between(&page, "<p class=\"lede\">", "</p>").unwrap();
        assert!(lede.ends_with(&format!("People: {people}, groups: {groups}.")), "{lede}");
    }
}

#[test]
fn a_file_for_readers_who_may_not_see_the_place_that_is_asked_for_has_nobody_and_says_so() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    for format in ["csv", "json", "csv-excel"] {
        let file = editor.get(&format!("/export/held.{format}?audience=public&place=L-2"));
        let text = file.text();
        assert!(file.status == 200 && !text.is_empty() && !text.contains("Almaty"), "{format}: {text}");
        assert_eq!(text.contains("something that is not named here"), format == "csv-excel", "{text}");
    }
    let unknown = editor.get("/export/held.csv?place=L-999");
    assert_eq!(unknown.status, 404, "{}", unknown.text());
    let asked = editor.get("/export/timeline.csv-excel?audience=public&place=L-2").text();
    assert!(asked.contains("something that is not named here") && !asked.contains("Almaty"), "{asked}");
}
