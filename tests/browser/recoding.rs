//! Issue 3's acceptance: a part of the seed article coded again by hand is the timeline of the sample case.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::case::{called, row};
use crate::hands::{Hands, How, PASSWORD};
use crate::harness::{Reader, Server, export_of};

/// The article alone: what other reports say of the same events is not coded again.
const ARTICLE: &str = "seed/almaty-2012.toml";

/// Those who were taken before the rally: three people, and the group they are of. What the article says of the group is
/// inferred of the three, so that each has a form of its own: its episode, the arrest, where held, and what was said later.
const TAKEN: [(&[&str], [&str; 4]); 2] =
    [(&["P1", "P2", "P3"], ["D1", "E1", "E3", "E2"]), (&["G2"], ["D4", "E10", "E12", "E11"])];

#[test]
fn acceptance_the_article_coded_by_hand_is_the_sample() {
    code_again(How { script: true, keyboard: false, width: 1280, language: "en" });
}

#[test]
fn acceptance_the_article_coded_without_script_on_a_phone_in_russian_is_the_sample() {
    code_again(How { script: false, keyboard: false, width: 390, language: "ru" });
}

#[test]
fn acceptance_the_article_coded_with_the_keyboard_alone_is_the_sample() {
    code_again(How { script: true, keyboard: true, width: 1280, language: "en" });
}

fn code_again(how: How) {
    let server = Server::new_case();
    let hands = Hands::at(&server, how);
    code(&hands);
    compare(&hands, how.language);
}

/// Codes the rally and the detentions before it.
fn code(hands: &Hands) {
    hands.open("/reports/new");
    hands.code("report", "A", &[]);
    for place in ["L1", "L2"] {
        hands.open("/places/new");
        hands.code("place", place, &[]);
    }
    hands.open("/incidents/new");
    hands.code("incident", "I1", &[]);
    for part in ["X1", "X2", "X3", "X4"] {
        hands.add("/incidents/I-1", "participations");
        hands.code("participation", part, &["incident"]);
    }
    hands.add("/incidents/I-1", "figures");
    hands.code("figure", "F1", &["about"]);

    hands.open("/incidents/new");
    hands.code("incident", "I4", &[]);
    for part in ["X8", "X12"] {
        hands.add("/incidents/I-2", "participations");
        hands.code("participation", part, &["incident"]);
    }
    for figure in ["F5", "F10"] {
        hands.add("/incidents/I-2", "figures");
        hands.code("figure", figure, &["about"]);
    }
    let mut logged = 0;
    for (who, rows) in TAKEN {
        log_the_detentions(hands, who, rows);
        for _ in who {
            logged += 1;
            hands.add(&format!("/detentions/D-{logged}"), "custody-events");
            hands.code("custody_event", rows[3], &["detention"]);
        }
    }
}

/// Arrest and custody of several, in one form.
fn log_the_detentions(hands: &Hands, who: &[&str], [detention, arrest, held, _]: [&str; 4]) {
    let (detention, arrest, held) =
        (row("detention", detention), row("custody_event", arrest), row("custody_event", held));
    hands.open("/detentions/new");
    hands.paste("who", &who.iter().map(|id| called(id).1).collect::<Vec<_>>().join("\n"));
    for (field, row, key) in [
        ("taken", &arrest, "date"),
        ("taken_basis", &arrest, "date_basis"),
        ("taken_part", &arrest, "date_part"),
        ("taken_place", &arrest, "place"),
        ("taken_by", &arrest, "organization"),
        ("taken_place_basis", &arrest, "place_basis"),
        ("taken_by_basis", &arrest, "organization_basis"),
        ("taken_note", &arrest, "note"),
        ("status_after", &held, "status_after"),
        ("certainty", &held, "certainty"),
        ("held_place", &held, "place"),
        ("status_note", &held, "note"),
        ("incident", &detention, "incident"),
    ] {
        hands.enter(field, &row[key]);
    }
    // The group takes part in the incident already, and nobody is taken for a namesake without a choice.
    if let Some(line) = who.iter().position(|id| *id == "G2") {
        hands.known_line(line, "G2");
    }
    for (prefix, row) in [("taken.", &arrest), ("status.", &held), ("", &detention)] {
        hands.unfold(&format!("{prefix}citations.0.report"));
        hands.cite(prefix, row);
    }
    hands.send();
}

/// The lines of both timelines, compared value by value. The sample's refs and uids are its own, and so are internal
/// numbers; everything else that an export says is compared: dates with basis and text, type, title, place with path,
/// basis and coordinates, people and organizations with role and certainty, figures, status, certainty, notes, and
/// every source with paragraph, hedge, grade, stance, wording and whom it quotes.
fn compare(hands: &Hands, language: &str) {
    let browser = &hands.browser;
    browser.go("/export/timeline.csv");
    if browser.has("#own_password") {
        browser.fill("#own_password", PASSWORD);
        browser.click("main form button");
    }
    let reader = Reader::new(&hands.origin, &browser.cookie());

    let (ours, sample) = (reader.get("/export/timeline.csv").body, export_of(ARTICLE, "csv", language));
    let (ours, sample) = (lines(&ours), lines(&sample));
    assert_eq!(ours.len(), 7, "two incidents, and the steps of custody: what is inferred of some stands apart");
    for (line, values) in &ours {
        assert_eq!(Some(values), sample.get(line), "{line}");
    }

    let (ours, sample) = (reader.get("/export/timeline.json").body, export_of(ARTICLE, "json", language));
    let (ours, sample) = (entries(&ours), entries(&sample));
    assert_eq!(ours.len(), 7);
    for (line, entry) in &ours {
        assert_eq!(Some(entry), sample.get(line), "{line}");
    }
}

/// The lines of a timeline as CSV by their titles, without refs and uids.
fn lines(csv: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(Result::unwrap);
    rows.map(|mut row| {
        row.retain(|column, _| !["ref", "uid"].contains(&column.as_str()));
        assert_eq!(row.len(), 18, "a column is missing");
        (row["title"].clone(), row)
    })
    .collect()
}

/// The same as JSON.
fn entries(json: &str) -> BTreeMap<String, Json> {
    let mut timeline: Json = serde_json::from_str(json).unwrap();
    strip(&mut timeline);
    let entries = timeline["entries"].as_array().unwrap();
    entries.iter().map(|entry| (entry["label"].as_str().unwrap().to_owned(), entry.clone())).collect()
}

/// Takes out what is each case file's own.
fn strip(json: &mut Json) {
    match json {
        Json::Object(values) => {
            values.retain(|key, _| !["ref", "uid", "id", "reference"].contains(&key.as_str()));
            values.values_mut().for_each(strip);
        }
        Json::Array(members) => members.iter_mut().for_each(strip),
        _ => {}
    }
}
