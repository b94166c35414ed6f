//! Following up without script: one custody step for one person or for several who are ticked, saved together.

use serde_json::Value as Json;

use crate::http_forms::{fill, key_of};
use crate::server::{Server, address_of, between};

/// Two people who were taken on 23 January 2012, and of whom there was no word since.
const BOTH: &str = "/custody-events/new?d=D-17&d=D-18";
const TICKED: [(&str, &str); 4] = [("of", "D-17"), ("d", "D-17"), ("of", "D-18"), ("d", "D-18")];

const RELEASE: [(&str, &str); 7] = [
    ("type", "de/released"),
    ("date", "24 февраля 2012"),
    ("place", "L-2"),
    ("status_after", "step"),
    ("citations.0.report", "R-1"),
    ("citations.0.paragraph", "4"),
    ("citations.0.grade", "B3"),
];

/// The step of an episode that was entered last.
fn last_step(server: &Server, reference: &str) -> Json {
    let record = server.api(&format!("/api/v1/detentions/{reference}"), server.case().token("editor")).json();
    let steps = record["events"].as_array().unwrap();
    steps.iter().max_by_key(|step| step["seq"].as_i64()).unwrap().clone()
}

#[test]
fn two_ticked_people_are_released_in_one_save_each_with_the_citation() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let held = monitor.get("/held").text();
    let form = between(&held, "<form method=\"get\" action=\"/custody-events/new\">", "</form>").unwrap();
    for ticked in ["D-17", "D-18"] {
        assert!(form.contains(&format!("type=\"checkbox\" name=\"d\" value=\"{ticked}\"")), "{form}");
    }
    let page = monitor.get(BOTH).text();
    assert_eq!(page.matches("name=\"d\" value=\"D-1").count(), 2, "{page}");
    assert!(page.contains("Vladimir Kozlov") && page.contains("Igor Vinyavsky") && page.contains("23 January 2012"));

    let saved = fill(&mut monitor, BOTH, &[&TICKED[..], &RELEASE].concat());
    let to = saved.goes();
    assert!(saved.status == 303 && to.starts_with("/held?saved=E-"), "{to}: {}", saved.text());
    for reference in ["D-17", "D-18"] {
        let step = last_step(&server, reference);
        assert_eq!((&step["type"], &step["status_after"]), (&"de/released".into(), &"released".into()), "{step}");
        assert_eq!((&step["date"]["edtf"], &step["place"]["ref"]), (&"2012-02-24".into(), &"L-2".into()));
        let citations = step["citations"].as_array().unwrap();
        assert_eq!(citations.len(), 1, "{step}");
        assert_eq!((&citations[0]["report"]["ref"], &citations[0]["grade"]), (&"R-1".into(), &"B3".into()));
    }
    let held = monitor.get(&to).text();
    let told = between(&held, "role=\"status\">", "</div>").unwrap();
    assert!(told.contains("Vladimir Kozlov") && told.contains("Igor Vinyavsky"), "{told}");
    assert!(!held.contains("name=\"d\" value=\"D-17\""), "who is released is not held");
}

#[test]
fn the_status_follows_from_the_step_unless_it_is_chosen() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let step = |kind: &'static str, status: &'static str| {
        [("of", "D-17"), ("d", "D-17"), ("type", kind), ("status_after", status)]
    };
    for (kind, status, after) in [
        ("de/sentenced", "step", Json::from("serving_sentence")),
        ("de/sentenced", "on_bail", Json::from("on_bail")),
        ("de/sentenced", "", Json::Null),
        ("de/acquitted", "step", Json::Null),
    ] {
        let saved = fill(&mut monitor, "/custody-events/new?d=D-17", &step(kind, status));
        assert_eq!(saved.goes(), "/people/P-10", "one person's step leads to the person: {}", saved.text());
        let last = last_step(&server, "D-17");
        assert_eq!((&last["type"], &last["status_after"]), (&kind.into(), &after), "{kind} {status:?}");
    }
    let look = [&step("de/sentenced", "step")[..], &[("look", "1")]].concat();
    let page = monitor.post("/custody-events/new", &look).text();
    assert!(between(&page, "id=\"status_after-r\">", "</p>").unwrap().contains("Serving a sentence"), "{page}");
    assert!(page.contains("<details id=\"law-part\" open>"), "law is asked of a sentence");
}

#[test]
fn pages_of_people_and_episodes_lead_to_the_form() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    assert!(monitor.get("/people/P-10").text().contains("href=\"/custody-events/new?d=D-17\""));
    assert!(monitor.get("/detentions/D-17").text().contains("href=\"/custody-events/new?d=D-17\""));
    let mut viewer = server.sign_in("viewer");
    for address in ["/people/P-10", "/detentions/D-17", "/held"] {
        let page = viewer.get(address).text();
        assert!(!page.contains("/custody-events/new") && !page.contains("name=\"d\""), "{address}");
    }
    assert_eq!(viewer.get(BOTH).status, 403);
    assert_eq!(
        viewer
            .post("/custody-events/new", &[&TICKED[..], &RELEASE, &[("form_key", "a-key-long-enough")]].concat())
            .status,
        403
    );
    assert_ne!(last_step(&server, "D-17")["type"], "de/released");
}

#[test]
fn what_is_wrong_is_told_once_and_everybody_stays_ticked_or_not() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let before = (last_step(&server, "D-17"), last_step(&server, "D-18"));
    let faulty = [
        ("of", "D-17"),
        ("d", "D-17"),
        ("of", "D-18"),
        ("type", "de/fined"),
        ("date", "30.02.2012"),
        ("place", "Nowhere of that name"),
        ("fine_amount", "a lot"),
        ("note", "Kept \"as\" typed"),
    ];
    let answer = fill(&mut monitor, BOTH, &faulty);
    let page = answer.text();
    assert_eq!(answer.status, 422);
    for field in ["date", "place", "fine_amount"] {
        assert_eq!(page.matches(&format!("href=\"#{field}\"")).count(), 1, "{field}: {page}");
    }
    for kept in ["value=\"30.02.2012\"", "value=\"a lot\"", "value=\"Kept &quot;as&quot; typed\""] {
        assert!(page.contains(kept), "{kept} is gone");
    }
    assert!(
        page.contains("name=\"d\" value=\"D-17\" checked") && page.contains("name=\"d\" value=\"D-18\">"),
        "{page}"
    );

    let nobody = fill(&mut monitor, BOTH, &[&[("of", "D-17"), ("of", "D-18")][..], &RELEASE].concat());
    assert!(nobody.status == 422 && nobody.text().contains("href=\"#d\""), "{}", nobody.text());
    assert!(nobody.text().contains("name=\"d\" value=\"D-18\">"), "both are still offered");
    let no_step = fill(&mut monitor, BOTH, &TICKED);
    assert!(no_step.status == 422 && no_step.text().contains("href=\"#type\""), "{}", no_step.text());
    assert_eq!(before, (last_step(&server, "D-17"), last_step(&server, "D-18")), "nothing was saved");
}

#[test]
fn a_release_before_the_arrest_is_refused_beside_the_one_it_concerns_and_nothing_is_saved() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    // Taken on 23 January, and on 28 January.
    let both = [("of", "D-17"), ("d", "D-17"), ("of", "D-15"), ("d", "D-15")];
    let release = [("type", "de/released"), ("date", "25 January 2012"), ("status_after", "step")];
    let answer = fill(&mut monitor, "/custody-events/new?d=D-17&d=D-15", &[&both[..], &release].concat());
    let page = answer.text();
    assert_eq!(answer.status, 422);
    assert!(page.contains("href=\"#d.D-15.date\"") && !page.contains("id=\"d.D-17.date\""), "{page}");
    let beside = between(&page, "value=\"D-15\" checked", "</p>").unwrap();
    assert!(
        beside.contains("Togusov") && beside.contains("28 January 2012") && beside.contains("class=\"err\""),
        "{beside}"
    );
    for reference in ["D-17", "D-15"] {
        assert_ne!(last_step(&server, reference)["type"], "de/released", "{reference}");
    }
}

#[test]
fn a_step_sent_twice_is_one_step_for_each() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let key = key_of(&monitor.get(BOTH));
    let fields = [&TICKED[..], &RELEASE, &[("form_key", key.as_str())]].concat();
    let (first, second) = (monitor.post("/custody-events/new", &fields), monitor.post("/custody-events/new", &fields));
    assert_eq!((first.status, first.goes()), (303, second.goes()));
    let page = monitor.get("/detentions/D-17").text();
    assert_eq!(page.matches("id=\"E-").count(), 2, "the arrest and the release: {page}");
}

#[test]
fn the_form_says_where_to_tick_people_when_nobody_is_and_knows_no_other_records() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let page = monitor.get("/custody-events/new").text();
    assert!(page.contains("Nobody is ticked") && !page.contains("form_key"), "{page}");
    for (address, status) in [
        ("/custody-events/new?d=P-1", 404),
        ("/custody-events/new?d=D-999", 404),
        ("/custody-events/new?person=P-1", 400),
    ] {
        assert_eq!(monitor.get(address).status, status, "{address}");
    }
}

#[test]
fn a_form_of_several_people_that_is_sent_again_names_all_that_it_saved() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    for (form, fields, letter) in [
        (BOTH, [&TICKED[..], &RELEASE[..3]].concat(), 'E'),
        (
            "/detentions/new",
            vec![("who", "Zq one\nZq two\nZq three"), ("taken", "3 March 2012"), ("taken_place", "L-2")],
            'D',
        ),
    ] {
        let key = key_of(&monitor.get(form));
        let path = form.split('?').next().unwrap();
        let fields = [&[("form_key", key.as_str())], fields.as_slice()].concat();
        let saved = monitor.post(path, &fields);
        assert_eq!(saved.status, 303, "{form}: {}", saved.text());
        assert_eq!(monitor.post(path, &fields).goes(), saved.goes(), "the same again leads to the same place");
        let again = monitor.post(path, &[fields.as_slice(), &[("citations.1.note", "an afterthought")]].concat());
        let (status, page) = (again.status, again.text());
        let named = between(&page, "saved before, as ", ". Save again").unwrap_or_default().to_owned();
        assert_eq!(status, 409);
        let refs: Vec<&str> = named.split(", ").collect();
        assert!(refs.len() >= 2 && refs.iter().all(|one| one.starts_with(letter)), "{form}: {named:?}");
        for reference in refs {
            let history = format!("{}/history", address_of(reference));
            assert_eq!(monitor.get(&history).status, 200, "{reference}");
        }
    }
}

#[test]
fn the_day_of_an_arrest_is_corrected_once_for_all_who_are_ticked() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let address = BOTH.replace("/new", "/takings");
    let page = editor.get(&address).text();
    assert!(page.contains("23 January 2012") && page.contains("Vladimir Kozlov"), "{page}");
    let version = |reference: &str| {
        let name = format!("name=\"d.{reference}.version\" value=\"");
        (format!("d.{reference}.version"), between(&page, &name, "\"").unwrap().to_owned())
    };
    let versions = [version("D-17"), version("D-18")];
    let versions: Vec<(&str, &str)> = versions.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let said = [("date", "24 January 2012"), ("citations.0.report", "R-1"), ("citations.0.grade", "B3")];
    let form = [&TICKED[..], &versions, &said].concat();
    let too_late = [&TICKED[..], &versions, &[("date", "24 January 2199")]].concat();
    assert_eq!(fill(&mut editor, &address, &too_late).status, 422);
    let saved = fill(&mut editor, &address, &form);
    assert!(saved.status == 303 && saved.goes().starts_with("/held?saved=E-"), "{}", saved.text());
    for reference in ["D-17", "D-18"] {
        let arrest = last_step(&server, reference);
        assert_eq!(
            (&arrest["type"], &arrest["date"]["edtf"]),
            (&"de/arrested".into(), &"2012-01-24".into()),
            "{arrest}"
        );
        let citations = arrest["citations"].as_array().unwrap();
        assert!(citations.iter().any(|c| c["report"]["ref"] == "R-1" && c["field"] == "date"), "{arrest}");
    }
    assert_eq!(fill(&mut editor, &address, &form).status, 409, "what was read is no longer in force");
    let nothing = [&TICKED[..], &[("date", "")]].concat();
    assert_eq!(fill(&mut editor, &address, &nothing).status, 422);
}
