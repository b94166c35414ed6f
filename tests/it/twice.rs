//! Nothing is there twice and nothing is impossible without being asked about: by the API, by forms, in files.

use std::fs;

use serde_json::{Value as Json, json};

use crate::http_forms::fill;
use crate::server::{Answer, Case, Server, between, habeas};

fn post(server: &Server, account: &str, collection: &str, body: &Json) -> Answer {
    static LAST: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let key = format!("twice-key-{}", LAST.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let bearer = format!("Bearer {}", server.case().token(account));
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json"), ("Idempotency-Key", &key)];
    server.send("POST", &format!("/api/v1/{collection}"), &headers, body.to_string().as_bytes())
}

fn made(server: &Server, collection: &str, mut body: Json) -> Json {
    body["reason"] = "Told".into();
    let answer = post(server, "editor", collection, &body);
    assert_eq!(answer.status, 201, "{collection}: {}", answer.text());
    answer.json()
}

/// What a body is refused with: the status, the code, and the refs or fields that it names.
fn refused(server: &Server, collection: &str, mut body: Json) -> (u16, String, Vec<String>) {
    body["reason"] = "Told".into();
    let answer = post(server, "editor", collection, &body);
    let json = answer.json();
    let named = match json["error"]["fields"]["duplicate"].as_str() {
        Some(refs) => vec![refs.to_owned()],
        None => json["error"]["fields"].as_object().map(|fields| fields.keys().cloned().collect()).unwrap_or_default(),
    };
    (answer.status, answer.error_code(), named)
}

fn merged(one: &Json, other: Json) -> Json {
    let mut both = one.clone();
    both.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    both
}

#[test]
fn what_is_there_already_is_refused_with_its_ref_until_it_is_meant() {
    let server = Server::serve();
    let report = json!({ "type": "doc/news", "title": "Arrests in the city", "published": "2013-05-10",
                         "url": "https://www.example.org/news/7?utm_source=x", "body": "They were taken. That is known." });
    let link = json!({ "from_incident": "I-1", "type": "related", "to_incident": "I-10" });
    let tie = json!({ "subject": "P-2", "type": "rel/relative_of", "object": "P-3" });
    let rally = json!({ "type": "inc/rally", "title": "A rally", "date": "2013-05-10", "place": "L-2" });
    let part = json!({ "incident": "I-1", "person": "P-2", "role": "role/witness" });
    let step = json!({ "detention": "D-1", "type": "de/hearing", "seq": 40, "date": "2012-03-20" });
    let charge = json!({ "detention": "D-1", "offence": "Hooliganism", "article": "293" });
    let figure = json!({ "about": "I-1", "measure": "fig/participants", "verbatim": "about 41 people", "qualifier": "about",
                         "best": 41, "citations": [{ "report": "R-1" }] });
    let statement = json!({ "incident": "I-1", "person": "P-2", "form": "speech", "text": "We will come again." });
    let note = json!({ "about": "I-1", "text": "The square was closed for repair." });
    let cases = [
        (
            "reports",
            &report,
            json!({ "title": "Other words", "url": "http://m.example.org/news/7/#top", "body": null }),
        ),
        ("reports", &report, json!({ "title": "ARRESTS in the city", "url": null, "body": null })),
        (
            "reports",
            &report,
            json!({ "title": "Other words", "url": null, "body": "They were taken.\n\nThat is known." }),
        ),
        ("incidents", &rally, json!({ "title": "Called otherwise" })),
        ("incident-links", &link, json!({ "from_incident": "I-10", "to_incident": "I-1" })),
        ("relations", &tie, json!({ "subject": "P-3", "object": "P-2", "title": "cousin" })),
        ("participations", &part, json!({ "note": "Said again" })),
        ("custody-events", &step, json!({ "seq": 41, "court": "O-1" })),
        ("charges", &charge, json!({ "outcome": "dropped" })),
        ("figures", &figure, json!({ "comment": "Counted again" })),
        ("statements", &statement, json!({ "topic": null })),
        ("notes", &note, json!({ "comment": "Read again" })),
    ];
    let mut first: std::collections::BTreeMap<&str, Json> = std::collections::BTreeMap::new();
    for (collection, body, other) in cases {
        let there = first.entry(collection).or_insert_with(|| made(&server, collection, body.clone())).clone();
        let again = merged(body, other);
        let expected = (409, "duplicate".to_owned(), vec![there["ref"].as_str().unwrap().to_owned()]);
        assert_eq!(refused(&server, collection, again.clone()), expected, "{collection}: {again}");
        if collection != "reports" {
            made(&server, collection, merged(&again, json!({ "accepted": ["duplicate"] })));
        }
    }
    // What differs in what tells one from another is another one.
    let report = |more: Json| merged(&report, merged(&json!({ "url": null, "body": null }), more));
    made(&server, "reports", report(json!({ "published": "2013-05-11" })));
    made(&server, "reports", report(json!({ "title": "Another" })));
    made(&server, "incidents", merged(&rally, json!({ "date": "2013-05-11" })));
    made(&server, "incidents", merged(&rally, json!({ "place": "L-3" })));
    made(&server, "participations", merged(&part, json!({ "role": "role/victim" })));
    made(&server, "relations", merged(&tie, json!({ "type": "rel/lawyer_of" })));
    assert_eq!(refused(&server, "relations", merged(&tie, json!({ "type": "rel/lawyer_of" }))).0, 409);
    made(&server, "relations", json!({ "subject": "P-3", "type": "rel/lawyer_of", "object": "P-2" }));
    // So is what another report gives, what is of another day, and what has no day where others have one.
    made(&server, "figures", merged(&figure, json!({ "citations": [{ "report": "R-2" }] })));
    made(&server, "custody-events", merged(&step, json!({ "date": "2012-03-21" })));
    (0..2).for_each(|_| drop(made(&server, "custody-events", merged(&step, json!({ "date": null })))));
    let case = server.stop().0.unwrap();
    assert_eq!(habeas(&["check", "--data", case.path()]).status.code(), Some(0));
}

#[test]
fn who_is_dead_or_unborn_does_nothing_and_no_country_lies_in_a_city_unless_it_is_meant() {
    let server = Server::serve();
    let asked = |collection: &str, body: &Json, code: &str, field: &str| {
        let named = (422, "invalid".to_owned(), vec![field.to_owned()]);
        assert_eq!(refused(&server, collection, body.clone()), named, "{body}");
        made(&server, collection, merged(body, json!({ "accepted": [code] })))
    };
    let dead = made(&server, "people", json!({ "name": "Somebody who died", "birth": "1950", "death": "2011" }));
    let at = |more: Json| merged(&json!({ "incident": "I-1", "person": dead["ref"] }), more);
    asked("participations", &at(json!({ "role": "role/speaker" })), "implausible_date", "person");
    asked("statements", &at(json!({ "form": "speech", "text": "I am here." })), "implausible_date", "person");
    made(&server, "participations", at(json!({ "role": "role/subject" })));
    let early = made(&server, "incidents", json!({ "type": "inc/rally", "title": "Long ago", "date": "1940-05" }));
    asked(
        "participations",
        &at(json!({ "role": "role/witness", "incident": early["ref"] })),
        "implausible_date",
        "person",
    );
    let place = |level: &str, parent: &Json| json!({ "name": format!("A {level}"), "level": level, "parent": parent });
    let city = made(&server, "places", place("city", &Json::Null))["ref"].clone();
    asked("places", &place("country", &city), "implausible_place", "parent");
    let region = made(&server, "places", place("region", &Json::Null))["ref"].clone();
    made(&server, "places", merged(&place("district", &city), json!({ "name": "One of its districts" })));
    made(&server, "places", merged(&place("city", &region), json!({ "name": "One of its cities" })));
    let inside = made(&server, "places", merged(&place("region", &region), json!({ "name": "Part of it" })));
    assert_eq!(inside["parent"]["ref"], region);
    let bearer = format!("Bearer {}", server.case().token("editor"));
    let smaller = json!({ "version": 1, "reason": "Told", "level": "site" }).to_string();
    let path = format!("/api/v1/places/{}", region.as_str().unwrap());
    let answer = server.send("PATCH", &path, &[("Authorization", &bearer)], smaller.as_bytes());
    assert!(answer.json()["error"]["fields"]["level"].is_string(), "{}", answer.text());
}

#[test]
fn a_death_or_a_day_that_leaves_somebody_acting_out_of_a_life_is_asked_about() {
    let server = Server::serve();
    let bearer = format!("Bearer {}", server.case().token("editor"));
    let change = |path: &str, change: Json| {
        let body = merged(&json!({ "version": 1, "reason": "Told" }), change).to_string();
        server.send("PATCH", &format!("/api/v1/{path}"), &[("Authorization", &bearer)], body.as_bytes())
    };
    let asked = |path: &str, field: &str, value: &str| {
        let answer = change(path, json!({ field: value }));
        assert!(answer.json()["error"]["fields"][field].is_string(), "{}", answer.text());
    };
    let rally = made(&server, "incidents", json!({ "type": "inc/rally", "title": "A rally", "date": "2012-05-01" }));
    let of = |person: &Json| json!({ "incident": rally["ref"], "person": person["ref"] });
    let speaker = made(&server, "people", json!({ "name": "Somebody who speaks" }));
    made(&server, "statements", merged(&of(&speaker), json!({ "form": "speech", "text": "Here I am." })));
    let honoured = made(&server, "people", json!({ "name": "Somebody it was for", "death": "2010" }));
    made(&server, "participations", merged(&of(&honoured), json!({ "role": "role/subject" })));
    let (rally, speaker) = (
        format!("incidents/{}", rally["ref"].as_str().unwrap()),
        format!("people/{}", speaker["ref"].as_str().unwrap()),
    );

    asked(&speaker, "death", "2011");
    asked(&speaker, "birth", "2012-06");
    assert_eq!(change(&speaker, json!({ "death": "2012-05" })).status, 200, "the day may have been before the death");
    asked(&rally, "date", "2012-06-01");
    let undated = made(&server, "incidents", json!({ "type": "inc/rally", "title": "Another one" }));
    made(
        &server,
        "statements",
        merged(
            &json!({ "incident": undated["ref"], "person": honoured["ref"] }),
            json!({ "form": "speech", "text": "And here." }),
        ),
    );
    asked(&format!("incidents/{}", undated["ref"].as_str().unwrap()), "date", "2012-06-02");
    let meant = json!({ "date": "2012-06-01", "accepted": ["implausible_date"] });
    assert_eq!(change(&rally, meant).status, 200);
}

#[test]
fn nothing_is_told_of_what_the_writer_may_not_see() {
    let server = Server::serve();
    let secret = json!({ "type": "doc/news", "title": "Closed", "url": "https://example.org/closed", "sensitivity": "restricted" });
    made(&server, "reports", secret);
    let open = json!({ "reason": "Told", "type": "doc/news", "title": "Open", "url": "https://example.org/closed" });
    assert_eq!(post(&server, "monitor", "reports", &open).status, 201);
}

#[test]
fn a_change_that_makes_one_the_same_as_another_is_asked_about_and_other_changes_are_not() {
    let server = Server::serve();
    let rally = json!({ "type": "inc/rally", "title": "A rally", "date": "2013-05-10", "place": "L-2" });
    made(&server, "incidents", rally.clone());
    let other = made(&server, "incidents", merged(&rally, json!({ "date": "2013-05-12" })));
    let bearer = format!("Bearer {}", server.case().token("editor"));
    let patch = |body: Json| {
        let path = format!("/api/v1/incidents/{}", other["ref"].as_str().unwrap());
        server.send("PATCH", &path, &[("Authorization", &bearer)], body.to_string().as_bytes())
    };
    let moved = patch(json!({ "version": 1, "reason": "Better", "date": "2013-05-10" }));
    assert_eq!((moved.status, moved.error_code().as_str()), (409, "duplicate"));
    let meant = patch(json!({ "version": 1, "reason": "Better", "date": "2013-05-10", "accepted": "duplicate" }));
    assert_eq!(meant.status, 200, "{}", meant.text());
    let said = patch(json!({ "version": 2, "reason": "Better", "summary": "More of it" }));
    assert_eq!(said.status, 200, "{}", said.text());
}

#[test]
fn of_many_that_are_alike_each_is_told_apart_from_a_few_only() {
    let server = Server::serve();
    let rally = json!({ "type": "inc/rally", "title": "A rally", "date": "2013-05-10", "place": "L-2" });
    let meant = merged(&rally, json!({ "accepted": ["duplicate"] }));
    let all: Vec<Json> = (0..12).map(|_| made(&server, "incidents", meant.clone())).collect();
    // The earliest first, as long as nobody said that they are two.
    let first = all[0]["ref"].as_str().unwrap().to_owned();
    assert_eq!(refused(&server, "incidents", rally.clone()), (409, "duplicate".to_owned(), vec![first]));
    let case = server.stop().0.unwrap();
    let apart = case.raw().query_row("SELECT count(*) FROM relation WHERE type = 'rel/not_same'", [], |row| row.get(0));
    assert_eq!(apart, Ok((1..12).map(|earlier: i64| earlier.min(5)).sum::<i64>()));
    assert_eq!(habeas(&["check", "--data", case.path()]).status.code(), Some(0));
}

#[test]
fn a_form_shows_what_is_there_and_asks_for_a_tick() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let form = [("type", "doc/news"), ("title", "First"), ("url", "https://example.org/a")];
    assert_eq!(fill(&mut monitor, "/reports/new", &form).status, 303);
    let again = [("type", "doc/news"), ("title", "Second"), ("url", "HTTPS://EXAMPLE.ORG/a/?fbclid=1")];
    let asked = fill(&mut monitor, "/reports/new", &again);
    let page = asked.text();
    assert_eq!(asked.status, 422);
    let question = between(&page, "<fieldset class=\"res\">", "</fieldset>").unwrap();
    assert!(question.contains("First") && question.contains("href=\"/reports/R-"), "{question}");
    assert!(question.contains("name=\"accepted\" value=\"duplicate\"") && page.contains("value=\"Second\""), "{page}");
    let ticked = fill(&mut monitor, "/reports/new", &[&again[..], &[("accepted", "duplicate")]].concat());
    assert_eq!(ticked.status, 303, "{}", ticked.text());
    // A tick stays when something else is wrong.
    let wrong = [&again[..], &[("accepted", "duplicate"), ("published", "30.02.2012")]].concat();
    let page = fill(&mut monitor, "/reports/new", &wrong).text();
    assert!(page.contains("type=\"hidden\" name=\"accepted\" value=\"duplicate\""), "{page}");
}

#[test]
fn dates_that_cannot_be_are_refused_and_those_that_hardly_can_are_meant_with_a_reason() {
    let server = Server::serve();
    let dead = json!({ "name": "Nobody", "birth": "1980", "death": "1970" });
    assert_eq!(refused(&server, "people", dead.clone()), (422, "invalid".into(), vec!["death".into()]));
    let meant = merged(&dead, json!({ "accepted": "implausible_date" }));
    assert_eq!(refused(&server, "people", meant).0, 422, "nobody dies before being born, whoever means it");
    made(&server, "people", json!({ "name": "Nobody", "birth": "1980~", "death": "[1970..1990]" }));
    let planned = json!({ "type": "inc/rally", "title": "Planned", "date": "25.02.2097" });
    assert_eq!(refused(&server, "incidents", planned.clone()), (422, "invalid".into(), vec!["date".into()]));
    made(&server, "incidents", merged(&planned, json!({ "accepted": "implausible_date" })));
    let report = made(&server, "reports", json!({ "type": "doc/news", "title": "Early", "published": "2013-05-09" }));
    let cited = |date: &str| {
        json!({ "type": "inc/rally", "title": date, "date": date, "place": "L-2",
                "citations": [{ "report": report["ref"] }] })
    };
    let late = refused(&server, "incidents", cited("2013-05-10"));
    assert_eq!(late, (422, "invalid".into(), vec!["citations[0].report".into()]));
    made(&server, "incidents", merged(&cited("2013-05-10"), json!({ "accepted": "implausible_date" })));
    made(&server, "incidents", cited("2013-05-09"));
    made(&server, "incidents", cited("2013-05"));
    let mut monitor = server.sign_in("monitor");
    let form = [("type", "inc/rally"), ("title", "Planned"), ("date", "25.02.2096"), ("accepted", "implausible_date")];
    let asked = fill(&mut monitor, "/incidents/new", &form);
    assert!(asked.status == 422 && asked.text().contains("name=\"accepted_reason\""), "{}", asked.text());
    let why = [&form[..], &[("accepted_reason", "Announced for then")]].concat();
    let saved = fill(&mut monitor, "/incidents/new", &why);
    assert_eq!(saved.status, 303, "{}", saved.text());
    let history = monitor.get(&format!("{}/history", saved.goes())).text();
    assert!(history.contains("Announced for then"), "{history}");
}

#[test]
fn a_file_has_a_fault_at_the_line_of_what_is_there_twice_or_comes_approved_without_a_source() {
    let case = Case::new();
    let outer = tempfile::tempdir().unwrap();
    let file = outer.path().join("twice.toml");
    let import = |text: &str| {
        fs::write(&file, format!("format = \"habeas-case/1\"\ncase = \"twice\"\n{text}")).unwrap();
        let done = habeas(&["import", file.to_str().unwrap(), "--data", case.path()]);
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    let incident = |id: &str, more: &str| {
        format!("[[incident]]\nid = \"{id}\"\ntype = \"inc/rally\"\ntitle = \"A rally\"\ndate = \"2013-05-10\"\n{more}")
    };
    let (code, said) = import(&[incident("A", ""), incident("B", "")].concat());
    assert!(code == Some(2) && said.contains("line 11: `title`: This is there already: I-"), "{said}");
    let (code, said) = import(&incident("A", "review = \"approved\"\n"));
    assert!(code == Some(2) && said.contains("line 8: `review`: No report is cited for I-"), "{said}");
    // Approved is what a record rests on, too.
    let person = "[[person]]\nid = \"P\"\nname = \"Somebody there\"\nreview = \"approved\"\n";
    let part = "[[participation]]\nid = \"T\"\nincident = \"A\"\nperson = \"P\"\nrole = \"role/participant\"\n";
    let (code, said) = import(&[&incident("A", ""), person, part].concat());
    assert!(code == Some(2) && said.contains("line 11: `review`: No report is cited for "), "{said}");
    let (code, said) = import(&[incident("A", ""), incident("B", "accepted = \"duplicate\"\n")].concat());
    assert_eq!(code, Some(0), "{said}");
}
