//! Logging a detention without script: the names, the choice of who each is, one save for everything.

use crate::http_forms::{fill, key_of};
use crate::server::{Server, address_of, between};

const SOURCE: [(&str, &str); 4] = [
    ("citations.0.report", "R-1"),
    ("citations.0.paragraph", "5"),
    ("citations.0.hedge", "reported"),
    ("citations.0.grade", "B3"),
];

/// How somebody was taken, apart from who.
const TAKEN: [(&str, &str); 6] = [
    ("taken", "25 feb 2012"),
    ("taken_basis", "inferred"),
    ("taken_part", "year"),
    ("taken_place", "L-6"),
    ("taken_by", "Kazakh police"),
    ("incident", "I-5"),
];

#[test]
fn somebody_new_and_the_arrest_are_saved_at_once_with_their_source() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let form = [&[("who", "Unlisted Newcomer")][..], &TAKEN, &SOURCE].concat();
    let saved = fill(&mut monitor, "/detentions/new", &form);
    assert_eq!(saved.status, 303, "{}", saved.text());
    let page = monitor.get(&saved.goes()).text();
    for told in [
        "Unlisted Newcomer",
        "25 February 2012",
        "year inferred",
        "Kazakh police",
        "reported",
        "B3",
        "href=\"/incidents/I-5\"",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("Uncited"), "{page}");
    let incident = monitor.get("/incidents/I-5").text();
    assert!(incident.contains("Unlisted Newcomer"), "no part in the incident");
    assert!(monitor.get("/held").text().contains("Unlisted Newcomer"));
}

#[test]
fn nobody_is_taken_for_a_namesake_without_being_asked_about() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let form =
        [&[("who", "Nursultan Nazarbaev\nZh. Tuyakbay\nsome protesters\nUnlisted Newcomer")][..], &TAKEN, &SOURCE]
            .concat();
    let asked = fill(&mut monitor, "/detentions/new", &form);
    assert_eq!(asked.status, 422);
    let page = asked.text();
    let checked = |name: &str, value: &str| page.contains(&format!("name=\"{name}\" value=\"{value}\" checked"));
    assert!(
        page.contains("name=\"w.0.pick\" value=\"P-4\"") && !page.contains("w.0.pick\" value=\"P-4\" checked"),
        "{page}"
    );
    assert!(!page.contains("name=\"w.0.pick\" value=\"new\" checked"), "nothing is chosen for a namesake: {page}");
    assert!(checked("w.1.pick", "unsure") && page.contains("name=\"w.1.pick\" value=\"P-2\""));
    assert!(checked("w.2.pick", "group") && checked("w.3.pick", "new"));
    assert!(!page.contains("href=\"#w.3\""), "there is nobody to mistake the fourth for");
    // What the page suggests is sent with it: one more submit.
    let picks = [
        ("w.0.for", "Nursultan Nazarbaev"),
        ("w.0.pick", "P-4"),
        ("w.1.for", "Zh. Tuyakbay"),
        ("w.1.pick", "unsure"),
        ("w.2.for", "some protesters"),
        ("w.2.pick", "group"),
        ("w.3.for", "Unlisted Newcomer"),
        ("w.3.pick", "new"),
    ];
    let key = key_of(&asked);
    let saved = monitor.post("/detentions/new", &[&[("form_key", key.as_str())], &form[..], &picks].concat());
    assert_eq!((saved.status, saved.goes().as_str()), (303, "/incidents/I-5"), "{}", saved.text());
    let called = |name: &str| -> i64 {
        let conn = server.case().raw();
        conn.query_row("SELECT count(DISTINCT record_id) FROM name WHERE text = ?1", [name], |row| row.get(0)).unwrap()
    };
    assert_eq!(called("Nursultan Nazarbaev"), 1, "a second record of the same person");
    assert_eq!((called("Zh. Tuyakbay"), called("some protesters"), called("Unlisted Newcomer")), (1, 1, 1));
}

#[test]
fn forty_pasted_names_are_forty_episodes_in_one_transaction() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let names: Vec<String> = (1..=40).map(|n| format!("N. N. {n}")).collect();
    let episodes =
        || -> i64 { server.case().raw().query_row("SELECT count(*) FROM detention", [], |row| row.get(0)).unwrap() };
    let before = episodes();
    let names = names.join("\n");
    let faulty = [&[("who", names.as_str()), ("status_date", "31 февраля 2012")][..], &TAKEN, &SOURCE].concat();
    let refused = fill(&mut monitor, "/detentions/new", &faulty);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("href=\"#status_date\"") && refused.text().contains("N. N. 40"));
    assert_eq!(episodes(), before, "half of a save");
    let form = [&[("who", names.as_str())][..], &TAKEN, &SOURCE].concat();
    let saved = fill(&mut monitor, "/detentions/new", &form);
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert_eq!(episodes(), before + 40);
}

#[test]
fn what_is_wrong_is_told_by_the_name_of_its_field_in_the_order_of_the_form() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let faulty = [
        ("who", "Unlisted Newcomer"),
        ("taken", "31 February 2012"),
        ("taken_place", "nowhere known"),
        ("citations.0.report", "R-1"),
        ("citations.0.paragraph", "five"),
    ];
    let page = fill(&mut monitor, "/detentions/new", &faulty).text();
    let alert = between(&page, "role=\"alert\">", "</ul>").unwrap();
    let at = |label: &str| alert.find(&format!(">{label}: ")).unwrap_or_else(|| panic!("{label}: {alert}"));
    assert!(at("When taken") < at("Where taken") && at("Where taken") < at("Paragraph"), "{alert}");
}

#[test]
fn too_many_names_are_a_fault_of_the_field_and_stay_in_it() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let names = (1..=2000).map(|n| format!("Worker {n}")).collect::<Vec<_>>().join("\n");
    let refused = fill(&mut monitor, "/detentions/new", &[&[("who", names.as_str())][..], &TAKEN, &SOURCE].concat());
    assert_eq!(refused.status, 422);
    let page = refused.text();
    assert!(page.contains("href=\"#who\"") && page.contains("Worker 2000"));
}

#[test]
fn the_next_form_keeps_report_place_incident_and_date() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let form = [&[("who", "Unlisted Newcomer"), ("next", "1")][..], &TAKEN, &SOURCE].concat();
    let saved = fill(&mut monitor, "/detentions/new", &form);
    assert_eq!(saved.status, 303, "{}", saved.text());
    let next = monitor.get(&saved.goes());
    assert_eq!(next.status, 200);
    let page = next.text();
    for kept in [
        "name=\"taken\" value=\"2012-02-25\"",
        "name=\"taken_place.pick\" value=\"L-6\"",
        "name=\"incident.pick\" value=\"I-5\"",
        "name=\"citations.0.report.pick\" value=\"R-1\"",
        "value=\"inferred\" selected",
        "value=\"reported\" selected",
        "value=\"B3\" selected",
    ] {
        assert!(page.contains(kept), "{kept} is gone: {page}");
    }
    assert!(!saved.goes().contains("Newcomer"), "a name in the address");
}

#[test]
fn arrest_and_status_may_have_sources_of_their_own() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let own = [
        ("who", "Unlisted Newcomer"),
        ("held_place", "L-5"),
        ("status.citations.0.report", "R-1"),
        ("status.citations.0.paragraph", "6"),
        ("status.citations.0.hedge", "apparent"),
        ("law", "Administrative code"),
        ("article", "373"),
    ];
    let saved = fill(&mut monitor, "/detentions/new", &[&own[..], &TAKEN, &SOURCE].concat());
    assert_eq!(saved.status, 303, "{}", saved.text());
    let page = monitor.get(&saved.goes()).text();
    for told in ["¶ 5", "¶ 6", "apparent", "Local police stations", "373"] {
        assert!(page.contains(told), "{told}: {page}");
    }
}

#[test]
fn somebody_who_is_held_already_is_taken_again_only_if_that_is_meant_and_said_why() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let who = [("who", "Igor Vinyavsky"), ("w.0.for", "Igor Vinyavsky"), ("w.0.pick", "P-11")];
    let form = [&who[..], &TAKEN, &SOURCE].concat();
    let warned = fill(&mut monitor, "/detentions/new", &form);
    assert_eq!(warned.status, 422);
    assert!(warned.text().contains("href=\"#w.0\"") && warned.text().contains("value=\"detained_twice\""));
    let meant = [&form[..], &[("accepted", "detained_twice")]].concat();
    assert_eq!(fill(&mut monitor, "/detentions/new", &meant).status, 422, "without a reason");
    let meant = [&meant[..], &[("accepted_reason", "Two reports, two prisons")]].concat();
    let saved = fill(&mut monitor, "/detentions/new", &meant);
    assert_eq!(saved.status, 303, "{}", saved.text());
    let episode = saved.goes().rsplit('/').next().unwrap().to_owned();
    assert!(monitor.get(&format!("{}/history", address_of(&episode))).text().contains("Two reports, two prisons"));
}

#[test]
fn a_report_of_an_arrest_that_is_known_is_added_to_the_episode_that_is_there() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let who = [("who", "Igor Vinyavsky"), ("w.0.for", "Igor Vinyavsky"), ("w.0.pick", "P-11")];
    let warned = fill(&mut monitor, "/detentions/new", &[&who[..], &TAKEN, &SOURCE].concat());
    assert!(warned.text().contains("name=\"w.0.same\" value=\"D-18\""), "{}", warned.text());
    let same = [("w.0.same", "D-18")];
    let uncited = fill(&mut monitor, "/detentions/new", &[&who[..], &same, &TAKEN].concat());
    assert_eq!(uncited.status, 422);
    assert!(uncited.text().contains("nobody could tell who says so"), "{}", uncited.text());

    let token = server.case().token("editor");
    let episodes = |server: &Server| {
        let person = server.api("/api/v1/people/P-11", token).json();
        person["detentions"].as_array().unwrap().clone()
    };
    let before = episodes(&server);
    let taken = [
        ("taken", "January 2012"),
        ("held_place", "L-5"),
        ("status_after", "held"),
        ("status_date", "1 February 2012"),
    ];
    let saved = fill(&mut monitor, "/detentions/new", &[&who[..], &same, &taken, &SOURCE].concat());
    assert_eq!((saved.status, saved.goes().as_str()), (303, "/detentions/D-18"), "{}", saved.text());
    let after = episodes(&server);
    assert_eq!(after.len(), before.len(), "no other episode");
    let (events, was) = (after[0]["events"].as_array().unwrap(), before[0]["events"].as_array().unwrap());
    assert_eq!(events.len(), was.len() + 1, "what is said of the time since is a step of it");
    for cited in [&after[0], &events[0], &events[1]] {
        assert!(cited["citations"].as_array().unwrap().iter().any(|c| c["report"]["ref"] == "R-1"), "{cited}");
    }
    assert_eq!(events[0]["date"]["edtf"], "2012-01-23", "the day stays");
}

#[test]
fn another_day_of_an_arrest_that_is_known_is_what_its_report_gives() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let who = [("who", "Igor Vinyavsky"), ("w.0.for", "Igor Vinyavsky"), ("w.0.pick", "P-11"), ("w.0.same", "D-18")];
    let saved = fill(&mut monitor, "/detentions/new", &[&who[..], &TAKEN, &SOURCE].concat());
    assert_eq!((saved.status, saved.goes().as_str()), (303, "/detentions/D-18"), "{}", saved.text());
    let token = server.case().token("editor");
    let episode = server.api("/api/v1/detentions/D-18", token).json();
    let taking = &episode["events"][0];
    assert_eq!(taking["date"]["edtf"], "2012-01-23", "the day that was there stays");
    let rivals = taking["citations"].as_array().unwrap();
    assert!(
        rivals.iter().any(|c| c["report"]["ref"] == "R-1" && c["field"] == "date" && c["stance"] == "differs"),
        "{taking}"
    );
    assert!(monitor.get("/contradictions").text().contains("D-18"));
}

#[test]
fn words_about_an_arrest_that_is_known_are_a_note_of_its_episode_and_cited() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let who = [("who", "Igor Vinyavsky"), ("w.0.for", "Igor Vinyavsky"), ("w.0.pick", "P-11"), ("w.0.same", "D-18")];
    let words = [("taken", "January 2012"), ("taken_note", "Six officers came"), ("stated_reason", "A leaflet")];
    let saved = fill(&mut monitor, "/detentions/new", &[&who[..], &words, &SOURCE].concat());
    assert_eq!(saved.status, 303, "{}", saved.text());
    let token = server.case().token("editor");
    let episode = server.api("/api/v1/detentions/D-18", token).json();
    let note = episode["notes"].as_array().unwrap().iter().find(|note| note["text"] == "Six officers came");
    assert_eq!(note.unwrap()["citations"][0]["report"]["ref"], "R-1", "{episode}");
    let page = monitor.get("/detentions/D-18").text();
    assert!(page.contains("Six officers came") && page.contains("A leaflet"), "{page}");
    // Without a report they are kept too, and marked as uncited.
    let words = [("taken", "January 2012"), ("taken_note", "It was cold"), ("stated_reason", "A poster")];
    let saved = fill(&mut monitor, "/detentions/new", &[&who[..], &words].concat());
    assert_eq!(saved.status, 303, "{}", saved.text());
    let page = monitor.get("/detentions/D-18").text();
    assert!(page.contains("It was cold") && page.contains("A poster"), "{page}");
}

#[test]
fn a_log_that_says_nothing_of_the_status_adds_no_step_for_it() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let form = [&[("who", "Unlisted Newcomer"), ("status_after", "")][..], &TAKEN, &SOURCE].concat();
    let saved = fill(&mut monitor, "/detentions/new", &form);
    assert_eq!(saved.status, 303, "{}", saved.text());
    let record = server.api(&format!("/api/v1{}", saved.goes()), server.case().token("editor")).json();
    let events = record["events"].as_array().unwrap().clone();
    assert_eq!(events.len(), 1, "{events:?}");
    assert!(events[0].get("status_after").is_none(), "{events:?}");
    let unknown = monitor.get("/held?list=unknown").text();
    assert!(unknown.contains("Unlisted Newcomer"), "taken, and nothing said of what followed");
}

#[test]
fn a_ref_that_names_nobody_a_choice_that_is_gone_and_an_invisible_name_are_asked_for_again() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let people = monitor.get("/people").text();
    for who in [
        &[("who", "P-998")][..],
        &[("who", "L-2")],
        &[("who", "Aman Nobody"), ("w.0.for", "Aman Nobody"), ("w.0.pick", "P-998")],
        &[("who", "\u{200B}")],
    ] {
        let refused = fill(&mut monitor, "/detentions/new", &[who, &TAKEN, &SOURCE].concat());
        assert_eq!(refused.status, 422, "{who:?}");
    }
    assert_eq!(monitor.get("/people").text().matches("P-").count(), people.matches("P-").count(), "nobody was made");
}

#[test]
fn a_pasted_list_is_cleaned_a_choice_stays_with_its_line_and_one_name_twice_is_asked_about() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let list = "1. Unlisted Newcomer (34)\n2) Nursultan Nazarbaev\n3) Unlisted Newcomer";
    let form = [&[("who", list)][..], &TAKEN, &SOURCE].concat();
    let asked = fill(&mut monitor, "/detentions/new", &form);
    let page = asked.text();
    assert!(asked.status == 422 && page.contains("As pasted: 1. Unlisted Newcomer (34)"), "{page}");
    assert!(
        page.contains("href=\"#w.1\"") && page.contains("href=\"#w.2\"") && page.contains("value=\"duplicate\""),
        "{page}"
    );
    // The first line was deleted since: what was chosen for the second holds for it.
    let left = "2) Nursultan Nazarbaev";
    let picks = [
        ("w.0.for", "Unlisted Newcomer"),
        ("w.0.pick", "new"),
        ("w.1.for", "Nursultan Nazarbaev"),
        ("w.1.pick", "P-4"),
    ];
    let saved = fill(&mut monitor, "/detentions/new", &[&[("who", left)][..], &picks, &TAKEN, &SOURCE].concat());
    assert_eq!(saved.status, 303, "{}", saved.text());
    let twice =
        [&[("who", list), ("accepted", "duplicate")][..], &[("w.1.for", "Nursultan Nazarbaev"), ("w.1.pick", "new")]];
    let saved = fill(&mut monitor, "/detentions/new", &[&twice.concat()[..], &TAKEN, &SOURCE].concat());
    assert_eq!(saved.status, 303, "{}", saved.text());
    let told: i64 = server
        .case()
        .raw()
        .query_row("SELECT count(*) FROM record WHERE comment = '1. Unlisted Newcomer (34)'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(told, 1, "what was taken off a line is lost");
}

#[test]
fn what_is_unsure_is_listed_until_somebody_finds_out() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let log = |monitor: &mut crate::server::Browser<'_>, name: &str| {
        let form = [&[("who", name), ("w.0.for", name), ("w.0.pick", "unsure")][..], &TAKEN, &SOURCE].concat();
        let saved = fill(monitor, "/detentions/new", &form);
        assert_eq!(saved.status, 303, "{}", saved.text());
    };
    assert!(!monitor.get("/").text().contains("href=\"/unsure\""), "nothing is unsure yet");
    log(&mut monitor, "Zh. Tuyakbay");
    log(&mut monitor, "B. Abilov");
    let ties = |ty: &str| -> Vec<String> {
        let conn = server.case().raw();
        let sql = "SELECT r.ref FROM relation t JOIN record r ON r.id = t.id WHERE t.type = ?1 AND r.deleted_at IS NULL ORDER BY r.id";
        let mut statement = conn.prepare(sql).unwrap();
        statement.query_map([ty], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let open = ties("rel/may_be_same");
    assert!(open.len() >= 2, "{open:?}");
    let desk = monitor.get("/").text();
    let row = between(&desk, "href=\"/unsure\"", "</tr>").unwrap();
    assert!(row.contains(&format!(">{}<", open.len())), "the desk counts what its link shows: {row}");
    let list = monitor.get("/unsure").text();
    for told in ["As pasted: Zh. Tuyakbay", "As pasted: B. Abilov", "P-2", "P-1"]
        .into_iter()
        .chain(open.iter().map(String::as_str))
    {
        assert!(list.contains(told), "{told}: {list}");
    }
    assert!(!list.contains("/merge?with="), "monitors merge nobody");

    // Different: remembered, and off the list.
    let key = between(&list, &format!("name=\"form_key\" value=\"different-{}", open[0]), "\"").unwrap();
    let (key, version) = (format!("different-{}{key}", open[0]), "1");
    let address = format!("/relations/{}/difference", open[0]);
    let done = monitor.post(&address, &[("form_key", key.as_str()), ("version", version)]);
    assert_eq!((done.status, done.goes().as_str()), (303, "/unsure"), "{}", done.text());
    assert_eq!(ties("rel/not_same"), [open[0].clone()]);
    assert!(monitor.get("/people/P-2").text().contains("is not the same as"));

    // The same: merged, which can be undone.
    let mut editor = server.sign_in("editor");
    let list = editor.get("/unsure").text();
    let pair = between(&list, &format!("id=\"{}\"", open[1]), "The same").unwrap();
    let address = pair.rsplit("href=\"").next().unwrap().split('"').next().unwrap();
    let (merge, with) = address.split_once("?with=").unwrap();
    let page = editor.get(address).text();
    let hidden = |name: &str| between(&page, &format!("name=\"{name}\" value=\""), "\"").unwrap();
    let fields = [
        ("form_key", hidden("form_key")),
        ("version", hidden("version")),
        ("with", hidden("with")),
        ("with_version", hidden("with_version")),
        ("keep", with),
        ("reason", "One spelling of his name"),
    ];
    let merged = editor.post(merge, &fields);
    assert_eq!(merged.status, 303, "{}", merged.text());
    assert!(!ties("rel/may_be_same").contains(&open[1]));
}
