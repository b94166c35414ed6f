//! Places that the program knows by itself: offered wherever a place is typed and the case file has none called so, made with
//! what they are in once somebody says which is meant, never taken silently.

use serde_json::{Value as Json, json};

use crate::http_forms::{RALLY, fill};
use crate::http_write::{checked, count, editor, faults};
use crate::server::{Answer, Browser, Server, habeas};

const SHETPE: &str = "geonames:608324";

/// What a typed place is offered.
fn offers(browser: &mut Browser<'_>, typed: &str) -> String {
    let offered = browser.post("/suggestions", &[("kind", "place"), ("q", typed)]);
    assert_eq!(offered.status, 200, "{typed}");
    offered.text()
}

/// The form of an incident at a typed place, and what was chosen for it.
fn incident(monitor: &mut Browser<'_>, typed: &str, pick: &str) -> Answer {
    on(monitor, "26 February 2012", typed, pick)
}

fn on(monitor: &mut Browser<'_>, day: &str, typed: &str, pick: &str) -> Answer {
    let place = [("date", day), ("place", typed), ("place.for", typed), ("place.pick", pick)];
    fill(monitor, "/incidents/new", &[&RALLY[..2], &RALLY[3..], &place].concat())
}

#[test]
fn a_place_that_the_case_file_has_not_is_offered_in_any_script_with_what_it_is_in() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    for typed in ["Shetpe", "Шетпе", "шетпе", "شەتپە"] {
        let offered = offers(&mut monitor, typed);
        assert!(offered.contains(&format!("data-pick=\"{SHETPE}\"")), "{typed}: {offered}");
        assert!(offered.contains("Mangystau, Kazakhstan") && offered.contains("GeoNames (CC BY 4.0)"), "{offered}");
    }
    for typed in ["Алматы", "Alma-Ata", "Janaozen"] {
        assert!(!offers(&mut monitor, typed).contains("geonames:"), "{typed} is in the case file");
    }
    assert!(!offers(&mut monitor, "Xqzwv Ghjklm").contains("geonames:"));
    let people = monitor.post("/suggestions", &[("kind", "person"), ("q", "Shetpe")]);
    assert!(!people.text().contains("geonames:"));
}

#[test]
fn choosing_one_makes_it_with_its_region_and_names_in_the_country_that_is_there() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let asked = incident(&mut monitor, "Шетпе", "");
    assert_eq!(asked.status, 422);
    assert!(asked.text().contains(&format!("name=\"place.pick\" value=\"{SHETPE}\"")), "{}", asked.text());
    // What was chosen is still chosen where something else is wrong.
    let place = [("place", "Шетпе"), ("place.for", "Шетпе"), ("place.pick", SHETPE), ("date", "never")];
    let wrong = fill(&mut monitor, "/incidents/new", &[&place[..], &RALLY[..2], &RALLY[3..]].concat());
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text().contains(&format!("type=\"hidden\" name=\"place.pick\" value=\"{SHETPE}\"")),
        "{}",
        wrong.text()
    );
    let saved = incident(&mut monitor, "Шетпе", SHETPE);
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert!(monitor.get(&saved.goes()).text().contains("Shetpe"));
    let token = server.case().token("editor");
    let found = server.api("/api/v1/places?q=Shetpe", token).json()["matches"][0].clone();
    assert_eq!((&found["name"], &found["context"]), (&json!("Shetpe"), &json!("Mangystau, Kazakhstan")), "{found}");
    let place = server.api(&format!("/api/v1/places/{}", found["ref"].as_str().unwrap()), token).json();
    assert_eq!(place["external_ids"], json!([{ "scheme": "geonames", "value": "608324" }]), "{place}");
    assert!((place["latitude"].as_f64().unwrap() - 44.14).abs() < 0.01, "{place}");
    let names: Vec<&Json> = place["names"].as_array().unwrap().iter().map(|name| &name["text"]).collect();
    assert_eq!(names, [&json!("Shetpe"), &json!("Шетпе")]);
    let region = server.api(&format!("/api/v1/places/{}", place["parent"]["ref"].as_str().unwrap()), token).json();
    assert_eq!((&region["name"], &region["level"]), (&json!("Mangystau"), &json!("region")));
    assert_eq!(region["parent"]["ref"], "L-1", "the country that was there is the one");
    // Once it is there it is no longer offered, and means itself.
    assert!(!offers(&mut monitor, "Шетпе").contains("geonames:"));
    for (day, pick) in [("27 February 2012", SHETPE), ("28 February 2012", "")] {
        assert_eq!(on(&mut monitor, day, "Shetpe", pick).status, 303, "{day}");
    }
    let case = checked(server);
    let sql = "SELECT count(*) FROM external_id WHERE scheme = 'geonames' AND value = '608324'";
    assert_eq!(count(&case, sql), 1);
}

#[test]
fn of_several_places_of_one_name_none_is_taken_silently() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let places = "SELECT count(*) FROM place";
    let before = count(server.case(), places);
    for pick in ["", "geonames:1", "geonames:x", "P-1"] {
        let asked = incident(&mut monitor, "Springfield", pick);
        assert_eq!(asked.status, 422, "{pick}");
        assert!(asked.text().matches("value=\"geonames:").count() > 3, "{pick}: {}", asked.text());
    }
    assert_eq!(count(server.case(), places), before);
}

#[test]
fn a_program_and_a_file_are_told_which_places_there_are_and_name_one_by_its_number() {
    let server = Server::serve();
    let writer = editor(&server);
    let rally = |place: &str| {
        json!({ "reason": "Told", "type": "inc/rally", "title": "A rally", "date": "2012-02-25", "place": place,
                "sensitivity": "confidential", "citations": [{ "report": "R-1", "paragraph": 2 }] })
    };
    let refused = writer.post("incidents", &rally("Springfield"));
    assert_eq!(faults(&refused, "Springfield"), ["place"]);
    assert!(refused.text().matches("geonames:").count() > 1, "{}", refused.text());
    assert_eq!(faults(&writer.post("incidents", &rally("geonames:1")), "unknown number"), ["place"]);
    let made = writer.create("incidents", &rally("geonames:5375480"));
    assert_eq!(made["place"]["name"], "Mountain View");
    let place = writer.get(&format!("places/{}", made["place"]["ref"].as_str().unwrap()));
    assert_eq!(place["sensitivity"], "confidential", "it is seen by those who see what it was made for");
    let state = writer.get(&format!("places/{}", place["parent"]["ref"].as_str().unwrap()));
    let country = writer.get(&format!("places/{}", state["parent"]["ref"].as_str().unwrap()));
    assert_eq!((&state["level"], &state["name"]), (&json!("region"), &json!("California")));
    assert_eq!((&country["level"], &country["iso"]), (&json!("country"), &json!("US")));
    let other = writer.create("incidents", &rally("geonames:5391959"));
    let other = writer.get(&format!("places/{}", other["place"]["ref"].as_str().unwrap()));
    assert_eq!(other["parent"]["ref"], place["parent"]["ref"], "both are in the one state");
    let case = checked(server);
    let dir = tempfile::tempdir().unwrap();
    let import = |place: &str| {
        let file = dir.path().join("more.toml");
        let head = "format = \"habeas-case/1\"\ncase = \"more\"\n";
        let incident = "[[incident]]\nid = \"I1\"\ntype = \"inc/rally\"\ntitle = \"Another\"\ndate = \"2012-03-01\"\n";
        std::fs::write(&file, format!("{head}{incident}place = \"{place}\"\n")).unwrap();
        habeas(&["import", file.to_str().unwrap(), "--data", case.path()])
    };
    let refused = import("Шетпе");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned() + &String::from_utf8_lossy(&refused.stdout);
    assert!(refused.status.code() == Some(2) && said.contains(SHETPE), "{said}");
    let loaded = import(SHETPE);
    assert_eq!(loaded.status.code(), Some(0), "{}", String::from_utf8_lossy(&loaded.stderr));
    let sql = "SELECT count(*) FROM incident i JOIN external_id x ON x.record_id = i.place_id WHERE x.value = '608324'";
    assert_eq!(count(&case, sql), 1);
}
