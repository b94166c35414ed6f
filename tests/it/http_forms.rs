//! The forms of records, as a browser without script sends them: what is understood, what is refused, what is kept.

use crate::server::{Answer, Browser, Server, between};

/// The key of a form as its page shows it.
pub fn key_of(page: &Answer) -> String {
    between(&page.text(), "name=\"form_key\" value=\"", "\"").unwrap().to_owned()
}

/// Fills in a form that was just opened, and sends it.
pub fn fill(browser: &mut Browser<'_>, address: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(address);
    assert_eq!(page.status, 200, "{address}");
    let key = key_of(&page);
    let path = address.split('?').next().unwrap();
    browser.post(path, &[&[("form_key", key.as_str())], fields].concat())
}

/// An incident in Almaty that R-1 tells, without its place.
pub const RALLY: [(&str, &str); 6] = [
    ("type", "inc/rally"),
    ("title", "A second rally"),
    ("date", "26 февраля 2012"),
    ("citations.0.report", "R-1"),
    ("citations.0.paragraph", "4"),
    ("citations.0.grade", "B3"),
];

fn with<'f>(fields: &[(&'f str, &'f str)], more: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    [fields, more].concat()
}

#[test]
fn a_form_makes_a_record_with_its_citation_and_goes_to_its_page() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let answer = fill(&mut monitor, "/incidents/new", &with(&RALLY, &[("place", "almaty")]));
    assert_eq!(answer.status, 303, "{}", answer.text());
    let page = monitor.get(&answer.goes()).text();
    for told in ["A second rally", "26 February 2012", "href=\"/places/L-2\"", "B3"] {
        assert!(page.contains(told), "{told}: {page}");
    }
}

#[test]
fn a_date_that_is_counted_from_the_report_is_offered_and_saved_as_inferred() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let with_date = |date| {
        with(&RALLY, &[]).into_iter().map(move |(name, value)| match name {
            "date" => (name, date),
            _ => (name, value),
        })
    };
    let typed: Vec<_> = with_date("26 февраля").chain([("date_basis", "stated"), ("date_part", "")]).collect();
    let asked = fill(&mut monitor, "/incidents/new", &typed);
    let text = asked.text();
    assert!(asked.status == 422 && text.contains("Take 26 February 2012"), "{text}");
    for offered in [("date", "2012-02-26"), ("date_basis", "inferred"), ("date_part", "year")] {
        let (name, value) = offered;
        assert!(text.contains(&format!("name=\"{name}.nearest\" value=\"{value}\"")), "{name}: {text}");
    }
    let offered = [
        ("use", "date.nearest"),
        ("date.nearest", "2012-02-26"),
        ("date_basis.nearest", "inferred"),
        ("date_part.nearest", "year"),
    ];
    let taken = fill(&mut monitor, "/incidents/new", &with(&typed, &offered)).text();
    assert!(taken.contains("name=\"date\" value=\"2012-02-26\""), "{taken}");
    for chosen in ["<option value=\"inferred\" selected>", "<option value=\"year\" selected>"] {
        assert!(taken.contains(chosen), "{chosen}: {taken}");
    }
    // Words that say more than the date are kept in the note beside it.
    let typed: Vec<_> = with_date("6 Esfand 1390").chain([("time_note", "at noon")]).collect();
    let asked = fill(&mut monitor, "/incidents/new", &typed).text();
    assert!(
        asked.contains("Take 25 February 2012") && asked.contains("name=\"date.said\" value=\"6 Esfand 1390\""),
        "{asked}"
    );
    let offered = [("use", "date.nearest"), ("date.nearest", "2012-02-25"), ("date.said", "6 Esfand 1390")];
    let taken = fill(&mut monitor, "/incidents/new", &with(&typed, &offered)).text();
    assert!(taken.contains("name=\"time_note\" value=\"at noon; 6 Esfand 1390\""), "{taken}");
    // What the report cannot tell is said: on which of its days it was published is not known.
    let typed: Vec<_> = with_date("yesterday").collect();
    let asked = fill(&mut monitor, "/incidents/new", &typed).text();
    assert!(asked.contains("is counted from another day"), "{asked}");
}

#[test]
fn a_faulty_form_comes_back_with_each_fault_at_its_field_and_everything_typed() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let faulty = [
        ("type", "inc/rally"),
        ("title", "hidden \u{1b} order"),
        ("summary", "Kept \"as\" <typed>"),
        ("date", "30.02.2012"),
        ("place", "Nowhere of that name"),
        ("day_seq", "4O"),
        ("citations.0.report", "R-99"),
        ("citations.0.paragraph", "-1"),
    ];
    let answer = fill(&mut monitor, "/incidents/new", &faulty);
    assert_eq!(answer.status, 422);
    let page = answer.text();
    for field in ["title", "date", "place", "day_seq", "citations.0.report"] {
        assert!(page.contains(&format!("href=\"#{field}\"")), "no fault is told of {field}");
        assert!(page.contains(&format!("id=\"{field}-e\"")) && page.contains(&format!("id=\"{field}\"")), "{field}");
    }
    for kept in [
        "Kept &quot;as&quot; &lt;typed&gt;",
        "value=\"30.02.2012\"",
        "value=\"4O\"",
        "value=\"R-99\"",
        "value=\"Nowhere of that name\"",
    ] {
        assert!(page.contains(kept), "{kept} is gone");
    }
}

#[test]
fn ten_megabytes_in_a_field_are_a_fault_of_the_field() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let long = "x".repeat(10 * 1024 * 1024);
    let answer = fill(&mut monitor, "/incidents/new", &with(&RALLY, &[("summary", &long)]));
    assert_eq!(answer.status, 422);
    let page = answer.text();
    assert!(page.contains("href=\"#summary\"") && page.contains(&long), "the text or its fault is gone");
}

#[test]
fn a_form_sent_twice_makes_one_record_and_leads_to_it() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let key = key_of(&monitor.get("/incidents/new"));
    let fields = with(&RALLY, &[("form_key", &key)]);
    let (first, second) = (monitor.post("/incidents/new", &fields), monitor.post("/incidents/new", &fields));
    assert_eq!((first.status, second.status), (303, 303));
    assert_eq!(first.goes(), second.goes());
    // Gone back, changed and sent again: nothing is written without a word, and nothing typed is lost.
    let changed = with(&RALLY, &[("form_key", &key), ("summary", "another thought")]);
    let again = monitor.post("/incidents/new", &changed);
    assert_eq!(again.status, 409);
    assert!(again.text().contains("another thought") && key_of(&again) != key);
}

#[test]
fn a_name_that_several_have_is_asked_about_and_the_choice_holds_for_what_was_typed() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let part = [("incident", "I-1"), ("role", "role/speaker"), ("person", "Abilov")];
    let asked = fill(&mut monitor, "/participations/new", &part);
    assert_eq!(asked.status, 422);
    let page = asked.text();
    assert!(
        page.contains("name=\"person.pick\" value=\"P-1\"") && page.contains("name=\"person.pick\" value=\"new\""),
        "{page}"
    );
    let key = key_of(&asked);
    let chosen = with(&part, &[("form_key", &key), ("person.for", "Abilov"), ("person.pick", "P-1")]);
    let other = with(
        &[("incident", "I-1"), ("role", "role/speaker"), ("person", "Kosanov")],
        &[("form_key", &key), ("person.for", "Abilov"), ("person.pick", "P-1")],
    );
    assert_eq!(monitor.post("/participations/new", &other).status, 422, "the choice was for another text");
    assert_eq!(monitor.post("/participations/new", &chosen).status, 303);
}

#[test]
fn a_record_made_inline_is_saved_with_the_form_or_not_at_all() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let places = |browser: &mut Browser<'_>| browser.get("/places").text().matches("href=\"/places/L-").count();
    let before = places(&mut monitor);
    let new_place = [("place", "Republic Square"), ("place.for", "Republic Square"), ("place.pick", "new")];
    // Its level is asked for.
    let asked = fill(&mut monitor, "/incidents/new", &with(&RALLY, &new_place));
    assert_eq!(asked.status, 422);
    assert!(asked.text().contains("href=\"#place.new.level\""));
    let more = [("place.new.level", "site"), ("place.new.parent", "Almaty"), ("day_seq", "no number")];
    let refused = fill(&mut monitor, "/incidents/new", &[&RALLY[..], &new_place, &more].concat());
    assert_eq!((refused.status, places(&mut monitor)), (422, before), "a place without its incident");
    let saved = fill(&mut monitor, "/incidents/new", &[&RALLY[..], &new_place, &more[..2]].concat());
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert!(monitor.get(&saved.goes()).text().contains("Republic Square"));
}

#[test]
fn a_figure_needs_only_its_wording() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let figure = |wording: &'static str| {
        [
            ("about", "I-1"),
            ("measure", "fig/participants"),
            ("verbatim", wording),
            ("qualifier", ""),
            ("lo", ""),
            ("best", ""),
            ("hi", ""),
        ]
    };
    for (wording, told) in [("at least 17", "at least 17"), ("several", "several")] {
        let saved = fill(&mut monitor, "/figures/new", &figure(wording));
        assert_eq!(saved.status, 303, "{}", saved.text());
        assert!(monitor.get("/incidents/I-1").text().contains(told));
    }
    let csv = monitor.get("/export/timeline.csv?audience=partner").status;
    assert_eq!(csv, 200);
}

#[test]
fn a_change_needs_a_reason_and_stands_in_the_history_with_it() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let page = editor.get("/incidents/I-3/edit").text();
    let version = between(&page, "name=\"version\" value=\"", "\"").unwrap().to_owned();
    let change = [("version", version.as_str()), ("time_note", "all afternoon")];
    let refused = fill(&mut editor, "/incidents/I-3/edit", &change);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("href=\"#reason\"") && refused.text().contains("all afternoon"));
    let saved = fill(&mut editor, "/incidents/I-3/edit", &with(&change, &[("reason", "Second reading")]));
    assert_eq!((saved.status, saved.goes().as_str()), (303, "/incidents/I-3"));
    let history = editor.get("/incidents/I-3/history").text();
    assert!(history.contains("Second reading") && history.contains("all afternoon"));
}

#[test]
fn what_a_form_leaves_out_stays_as_it_was() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let before = editor.get("/incidents/I-3").text();
    let page = editor.get("/incidents/I-3/edit").text();
    let version = between(&page, "name=\"version\" value=\"", "\"").unwrap().to_owned();
    let saved = fill(&mut editor, "/incidents/I-3/edit", &[("version", &version), ("reason", "Nothing changed")]);
    assert_eq!(saved.status, 303);
    assert_eq!(facts(&editor.get("/incidents/I-3").text()), facts(&before));
}

fn facts(page: &str) -> String {
    between(page, "<dl class=\"facts\">", "</dl>").unwrap().to_owned()
}

#[test]
fn a_draft_outlives_the_session_and_belongs_to_its_writer_alone() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let key = key_of(&monitor.get("/incidents/new"));
    let fields = [("form_key", key.as_str()), ("draft_address", "/incidents/new"), ("title", "Half a thought")];
    assert_eq!(monitor.post("/drafts", &fields).status, 200);
    assert_eq!(monitor.post("/signout", &[]).status, 303);
    let mut back = server.sign_in("monitor again");
    let list = back.get("/drafts").text();
    assert!(list.contains("Half a thought"));
    assert!(back.get("/").text().contains("href=\"/drafts\""), "the desk does not tell");
    let form = back.get(&format!("/incidents/new?draft={key}"));
    assert!(form.text().contains("value=\"Half a thought\""));
    let mut editor = server.sign_in("editor");
    assert!(!editor.get("/drafts").text().contains("Half a thought"));
    assert_eq!(editor.get(&format!("/incidents/new?draft={key}")).status, 404);
    // The save takes it away, and a belated copy does not bring it back.
    assert_eq!(back.post("/incidents/new", &with(&RALLY, &[("form_key", &key)])).status, 303);
    assert!(back.get("/drafts").text().matches("?draft=").count() == 0);
    assert_eq!(back.post("/drafts", &fields).status, 204);
    assert!(back.get("/drafts").text().matches("?draft=").count() == 0);
}

#[test]
fn a_form_sent_after_the_session_is_over_is_kept_as_a_draft_and_not_saved() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let key = key_of(&monitor.get("/incidents/new"));
    let csrf = monitor.csrf().unwrap();
    let cookie = monitor.cookies.clone();
    monitor.post("/signout", &[]);
    monitor.cookies = cookie;
    let fields = with(&RALLY, &[("form_key", &key), ("csrf", &csrf)]);
    let answer = monitor.post_as_is("/incidents/new", &fields, &[]);
    let draft = format!("/signin?kept=1&back=%2Fincidents%2Fnew%3Fdraft%3D{key}");
    assert_eq!((answer.status, answer.goes()), (303, draft));
    let forged = with(&RALLY, &[("form_key", "another-key"), ("csrf", "wrong")]);
    assert_eq!(monitor.post_as_is("/incidents/new", &forged, &[]).goes(), "/signin", "no token, no draft");
    // Signing out took the cookie away; signing in again brought another one.
    monitor.cookies.clear();
    let fields = with(&RALLY, &[("form_key", "signed-out"), ("csrf", &csrf)]);
    let kept = monitor.post_as_is("/incidents/new", &fields, &[]).goes();
    assert!(kept.starts_with("/signin?kept=1&back="), "{kept}");
    assert!(monitor.get(&kept).text().contains("name=\"back\" value=\"/incidents/new?draft=signed-out\""));
    let mut back = server.sign_in("monitor again");
    assert_eq!(back.get("/drafts").text().matches("?draft=").count(), 2);
    let fields = with(&RALLY, &[("form_key", "signed-in-again"), ("csrf", &csrf)]);
    assert_eq!(back.post_as_is("/incidents/new", &fields, &[]).goes(), "/drafts");
    assert_eq!(back.get("/drafts").text().matches("?draft=").count(), 3);
    assert!(!back.get("/timeline").text().contains("A second rally"));
}

#[test]
fn without_script_a_button_keeps_a_draft_and_another_adds_a_row() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let more = fill(
        &mut monitor,
        "/people/new",
        &[("names.0.text", "Bulat Abilov"), ("names.0.kind", "primary"), ("add", "names")],
    );
    assert_eq!(more.status, 200);
    assert!(more.text().contains("name=\"names.1.text\"") && more.text().contains("value=\"Bulat Abilov\""));
    let kept = fill(&mut monitor, "/people/new", &[("names.0.text", "Bulat"), ("draft", "1")]);
    assert_eq!((kept.status, kept.goes().as_str()), (303, "/drafts"));
    assert!(monitor.get("/drafts").text().contains("Bulat"));
}

#[test]
fn of_very_many_drafts_the_newest_are_kept() {
    let case = crate::support::sample_case();
    let account = habeas::domain::access::Actor::PROGRAM;
    let long = habeas::domain::form_data::FormData::new(vec![("summary".to_owned(), "x".repeat(9 << 20))]);
    assert!(case.store.keep_draft(account, "too-long-a-draft", "/incidents/new", &long).is_err());
    let short = habeas::domain::form_data::FormData::new(vec![("title".to_owned(), "x".to_owned())]);
    for n in 0..250 {
        assert!(case.store.keep_draft(account, &format!("short-key-{n}"), "/incidents/new", &short).unwrap());
    }
    assert_eq!(case.store.drafts(account).unwrap().len(), 200);
}

#[test]
fn what_is_entered_at_the_address_of_a_record_belongs_to_it_or_is_refused() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let notes = |reference: &str| {
        let record = server.api(&format!("/api/v1/people/{reference}"), server.case().token("editor")).json();
        record["notes"].as_array().unwrap().len()
    };
    let (at, elsewhere) = (notes("P-3"), notes("P-2"));
    let text = ("text", "Told by neighbours");
    let form = "/people/P-3/notes/new";
    for other in ["P-2", "R-1"] {
        let refused = fill(&mut monitor, form, &[text, ("about", other)]);
        let page = refused.text();
        assert!(refused.status == 422 && page.contains("This form is for P-3."), "{other}: {page}");
        assert!(page.contains("Told by neighbours") && page.contains("href=\"#about\""), "{page}");
    }
    assert_eq!((notes("P-3"), notes("P-2")), (at, elsewhere), "nothing was saved");
    let told = |text| ("text", text);
    let same = [
        &[told("First"), ("about", "P-3")][..],
        &[told("Second"), ("about", "p-3")],
        &[told("Third"), ("about", "")],
        &[told("Fourth")],
    ];
    for same in same {
        assert_eq!(fill(&mut monitor, form, same).status, 303, "{same:?}");
    }
    assert_eq!((notes("P-3"), notes("P-2")), (at + 4, elsewhere));
    let page = monitor.get("/people/P-3/notes/new?about=P-2").text();
    assert!(
        between(&page, "name=\"about\"", ">").is_some() && page.contains("name=\"about.pick\" value=\"P-3\""),
        "{page}"
    );

    // Somebody is at either end of a tie.
    let tie = [("type", "rel/spouse_of"), ("subject", "P-2"), ("object", "P-3")];
    assert_eq!(fill(&mut monitor, "/people/P-3/relations/new", &tie).status, 303);
    assert_eq!(fill(&mut monitor, "/people/P-1/relations/new", &tie).status, 422);
}
