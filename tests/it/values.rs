//! Values as people write them, on every way in: forms, the API, files.

use serde_json::{Value as Json, json};

use crate::custody_steps::import;
use crate::http_forms::fill;
use crate::http_write::editor;
use crate::server::{Answer, Browser, Case, Server};

const PLACE: [(&str, &str); 4] =
    [("names.0.text", "A settlement"), ("names.0.kind", "primary"), ("level", "city"), ("accepted", "duplicate")];

fn place(monitor: &mut Browser<'_>, more: &[(&str, &str)]) -> Answer {
    fill(monitor, "/places/new", &[&PLACE[..], more].concat())
}

/// The record that a saved form leads to.
fn saved(server: &Server, answer: &Answer) -> Json {
    assert_eq!(answer.status, 303, "{}", answer.text());
    editor(server).get(answer.goes().trim_start_matches('/'))
}

#[test]
fn a_pair_of_coordinates_in_either_field_fills_both() {
    let server = Server::serve();
    let case = Case::new();
    let mut monitor = server.sign_in("monitor");
    let at = |place: &Json| (place["latitude"].as_f64(), place["longitude"].as_f64());
    let almaty = (Some(43.25), Some(76.91));
    for (field, other, pair) in [
        ("latitude", "longitude", "43.25, 76.91"),
        ("longitude", "latitude", "43°15′ с. ш., 76,91° в. д."),
        ("latitude", "longitude", "E 76.91, N 43.25"),
    ] {
        let made = saved(&server, &place(&mut monitor, &[(field, pair), (other, "")]));
        assert_eq!(at(&made), almaty, "form: {pair}");
        let body = json!({ "reason": "Told", "name": "A settlement", "level": "city", field: pair, "accepted": ["duplicate"] });
        assert_eq!(at(&editor(&server).create("places", &body)), almaty, "API: {pair}");
        let file = format!(
            "format = \"habeas-case/1\"\ncase = \"{field}{}\"\n[[place]]\nid = \"L\"\nname = \"A settlement\"\nlevel = \"city\"\n{field} = \"{pair}\"\n",
            pair.len()
        );
        let (code, said) = import(&case, &file, &[]);
        assert_eq!(code, 0, "{said}");
        let conn = case.raw();
        let stored = conn.query_row("SELECT latitude, longitude FROM place ORDER BY id DESC LIMIT 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        });
        assert_eq!(stored.unwrap(), almaty, "file: {pair}");
    }
}

#[test]
fn a_pair_that_a_form_shows_again_stands_in_both_fields() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let page =
        place(&mut monitor, &[("latitude", ""), ("longitude", "\u{2212}33.45 \u{2212}70.66"), ("look", "1")]).text();
    for field in ["name=\"latitude\" value=\"-33.45\"", "name=\"longitude\" value=\"-70.66\""] {
        assert!(page.contains(field), "{field}: {page}");
    }
    let page = place(&mut monitor, &[("latitude", "43 15 30 N"), ("longitude", "76.91"), ("look", "1")]).text();
    assert!(page.contains("Understood:") && page.contains("43.2583333 N"), "{page}");
}

#[test]
fn coordinates_that_cannot_be_are_asked_about_and_lose_nothing() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    for (fields, says) in [
        (&[("latitude", "123.4, 43.2"), ("longitude", "")][..], "value=\"43.2, 123.4\""),
        (&[("latitude", "43.25, 76.91"), ("longitude", "80")], "id=\"latitude-e\""),
        (&[("latitude", "95"), ("longitude", "80")], "id=\"latitude-e\""),
        (&[("latitude", "76.91 E"), ("longitude", "")], "id=\"latitude-e\""),
        (&[("latitude", "near the square"), ("longitude", "")], "id=\"latitude-e\""),
    ] {
        let asked = place(&mut monitor, fields);
        assert_eq!(asked.status, 422, "{fields:?}");
        let page = asked.text();
        assert!(page.contains(says) && page.contains(&format!("value=\"{}\"", fields[0].1)), "{fields:?}: {page}");
    }
    let body = json!({ "reason": "Told", "name": "N", "level": "city", "latitude": "123.4, 43.2" });
    let refused = editor(&server).post("places", &body);
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.json()["error"]["fields"]["latitude"].is_string(), "{}", refused.text());
}

#[test]
fn names_of_countries_and_languages_are_their_codes_and_unknown_ones_are_refused() {
    let server = Server::serve();
    let case = Case::new();
    let mut monitor = server.sign_in("monitor");
    let made = saved(&server, &place(&mut monitor, &[("iso", "Казахстан"), ("names.0.lang", "english")]));
    assert_eq!((&made["iso"], &made["names"][0]["lang"]), (&json!("KZ"), &json!("en")));
    let page = monitor.get(&format!("/places/{}", made["ref"].as_str().unwrap())).text();
    assert!(page.contains("Kazakhstan (KZ)"), "{page}");
    let report =
        |lang: &str| json!({ "reason": "Told", "type": "doc/news", "title": format!("In {lang}"), "lang": lang });
    assert_eq!(editor(&server).create("reports", &report("русский"))["lang"], "ru");
    let refused = editor(&server).post("reports", &report("Martian"));
    assert!(refused.status == 422 && refused.text().contains("Martian is no language"), "{}", refused.text());
    let refused = place(&mut monitor, &[("iso", "Atlantis")]);
    assert!(refused.status == 422 && refused.text().contains("Atlantis is no country"), "{}", refused.text());
    let file = |iso: &str| {
        format!(
            "format = \"habeas-case/1\"\ncase = \"{iso}\"\n[[place]]\nid = \"L\"\nname = \"N\"\nname_lang = \"Russian\"\nlevel = \"country\"\niso = \"{iso}\"\n"
        )
    };
    let (code, said) = import(&case, &file("Kyrgyzstan"), &[]);
    assert_eq!(code, 0, "{said}");
    let (code, said) = import(&case, &file("Atlantis"), &[]);
    assert!(code == 2 && said.contains("line 8: `iso`: Atlantis is no country"), "{said}");
    let stored = "SELECT iso || n.lang FROM place JOIN name n ON n.record_id = place.id ORDER BY place.id DESC LIMIT 1";
    assert_eq!(case.raw().query_row(stored, [], |row| row.get::<_, String>(0)).unwrap(), "KGru");
}

#[test]
fn characters_that_nobody_sees_are_taken_out_on_every_way_in() {
    let server = Server::serve();
    let case = Case::new();
    let mut monitor = server.sign_in("monitor");
    let hidden = "Bu\u{200B}lat\u{AD} Ab\u{FEFF}i\u{E0041}lov\u{202E}";
    let kept = "شاه\u{200C}رخ";
    let typed = [
        ("names.0.text", hidden),
        ("names.1.text", kept),
        ("names.0.kind", "primary"),
        ("names.1.kind", "native"),
        ("accepted", "duplicate"),
    ];
    let made = saved(&server, &fill(&mut monitor, "/people/new", &typed));
    assert_eq!((&made["names"][0]["text"], &made["names"][1]["text"]), (&json!("Bulat Abilov"), &json!(kept)), "form");
    let body = json!({ "reason": "Told", "name": hidden, "occupation": "Wri\u{200D}ter", "accepted": ["duplicate"] });
    let made = editor(&server).create("people", &body);
    assert_eq!((&made["name"], &made["occupation"]), (&json!("Bulat Abilov"), &json!("Writer")), "API");
    let file = format!("format = \"habeas-case/1\"\ncase = \"seen\"\n[[person]]\nid = \"P\"\nname = \"{hidden}\"\n");
    let (code, said) = import(&case, &file, &[]);
    assert_eq!(code, 0, "{said}");
    let pasted = fill(&mut monitor, "/detentions/new", &[("who", hidden), ("look", "1")]).text();
    assert!(pasted.contains("name=\"w.0.for\" value=\"Bulat Abilov\""), "{pasted}");
    let called = "SELECT count(*) FROM name WHERE text = 'Bulat Abilov' AND kind = 'primary'";
    // The sample case has one of the name.
    assert_eq!(server.case().raw().query_row(called, [], |row| row.get::<_, i64>(0)).unwrap(), 3);
    assert_eq!(case.raw().query_row(called, [], |row| row.get::<_, i64>(0)).unwrap(), 2);
}

#[test]
fn the_api_counts_dates_from_the_report_that_is_cited_as_forms_do() {
    let server = Server::serve();
    let writer = editor(&server);
    let report = json!({ "reason": "Told", "type": "doc/news", "title": "The day after", "published": "2012-02-28" });
    let report = writer.create("reports", &report)["ref"].clone();
    let offered = |date: &str, citations: Json| {
        let body =
            json!({ "reason": "Told", "type": "inc/rally", "title": "A rally", "date": date, "citations": citations });
        let refused = writer.post("incidents", &body);
        assert_eq!(refused.status, 422, "{date}: {}", refused.text());
        assert!(refused.json()["error"]["fields"]["date"].is_string(), "{}", refused.text());
        refused.json()["error"]["offered"]["date"].clone()
    };
    let cited = json!([{ "report": report }]);
    assert_eq!(offered("yesterday", cited.clone()), json!(["2012-02-27"]));
    assert_eq!(offered("27 February", cited.clone()), json!(["2012-02-27"]));
    assert_eq!(offered("02/03/2012", cited.clone()), json!(["2012-03-02", "2012-02-03"]));
    assert_eq!(offered("nonsense", cited.clone()), Json::Null);
    // Today tells no year of what somebody reports.
    assert_eq!(offered("27 February", json!([])), Json::Null);
    // A change is counted from what its record cites.
    let body = json!({ "reason": "Told", "type": "inc/rally", "title": "A rally", "citations": cited });
    let made = writer.create("incidents", &body);
    let path = format!("incidents/{}", made["ref"].as_str().unwrap());
    let refused =
        writer.patch(&path, &json!({ "version": made["version"], "reason": "Told", "date": "three days ago" }));
    assert_eq!(refused.json()["error"]["offered"]["date"], json!(["2012-02-25"]), "{}", refused.text());
}

#[test]
fn an_age_with_its_day_gives_the_years_of_birth_on_every_way_in() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let case = Case::new();
    let writer = editor(&server);
    let told = |person: &Json| {
        let text = |value: &Json| value.as_str().unwrap_or("-").to_owned();
        [text(&person["age"]), text(&person["birth"]["edtf"]), text(&person["birth_basis"])]
    };
    let inferred = ["34", "[1977..1978]", "inferred"].map(str::to_owned);
    let form = [
        ("names.0.text", "Somebody"),
        ("names.0.kind", "primary"),
        ("age", "34"),
        ("birth", ""),
        ("accepted", "duplicate"),
    ];
    let with = |more: &[(&'static str, &'static str)]| [&form[..], &[("birth_basis", "stated")], more].concat();
    let looked = fill(&mut monitor, "/people/new", &with(&[("age_as_of", "March 2012"), ("look", "1")])).text();
    assert!(looked.contains("Born: <b>between 1977 and 1978</b>"), "{looked}");
    let made = saved(&server, &fill(&mut monitor, "/people/new", &with(&[("age_as_of", "March 2012")])));
    assert_eq!(told(&made), inferred, "form");
    let page = monitor.get(&format!("/people/{}", made["ref"].as_str().unwrap())).text();
    assert!(
        page.contains("between 1977 and 1978") && page.contains("inferred") && page.contains("March 2012"),
        "{page}"
    );
    let refused = fill(&mut monitor, "/people/new", &with(&[("age_as_of", "")]));
    assert!(refused.status == 422 && refused.text().contains("id=\"age_as_of-e\""), "{}", refused.text());

    let report = json!({ "reason": "Told", "type": "doc/news", "title": "An age", "published": "2012-03-15" });
    let report = writer.create("reports", &report)["ref"].clone();
    let body = json!({ "reason": "Told", "name": "Somebody", "age": 34, "accepted": ["duplicate"], "citations": [{ "report": report }] });
    let made = writer.create("people", &body);
    assert_eq!((told(&made), &made["age_as_of"]["edtf"]), (inferred.clone(), &json!("2012-03-15")), "API");
    // Another age is another birth, as long as that follows from it.
    let path = format!("people/{}", made["ref"].as_str().unwrap());
    let change = |version: &Json, field: &str, value: Json| {
        writer.patch(&path, &json!({ "version": version, "reason": "Told", field: value }))
    };
    let made = change(&made["version"], "age", json!("about 40")).json();
    assert_eq!(told(&made), ["about 40", "1972~", "inferred"]);
    let made = change(&made["version"], "birth", json!("1970")).json();
    let made = change(&made["version"], "age", json!("41")).json();
    assert_eq!(told(&made)[1], "1970", "what was said of the birth stays");
    let refused = change(&made["version"], "age", json!(20));
    assert!(refused.status == 422 && refused.json()["error"]["fields"]["age"].is_string(), "{}", refused.text());
    assert_eq!(change(&made["version"], "age", json!(340)).status, 422);

    let file = "format = \"habeas-case/1\"\ncase = \"age\"\n[[person]]\nid = \"P\"\nname = \"Somebody\"\nage = 34\nage_as_of = \"2012-03\"\n";
    let (code, said) = import(&case, file, &[]);
    assert_eq!(code, 0, "{said}");
    let stored = "SELECT age || ' ' || birth || ' ' || birth_basis FROM person ORDER BY id DESC LIMIT 1";
    let stored = case.raw().query_row(stored, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(stored, inferred.join(" "), "file");
}

#[test]
fn the_age_of_a_pasted_line_is_shown_offered_and_cited() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let form = [
        ("who", "1. Unlisted Newcomer, 34\n2. Unlisted Latecomer (1978 г.р.)\n3. Unlisted Third (41)"),
        ("taken", "25 feb 2012"),
        ("citations.0.report", "R-1"),
        ("citations.0.paragraph", "5"),
    ];
    let looked = fill(&mut monitor, "/detentions/new", &[&form[..], &[("look", "1")]].concat()).text();
    assert!(looked.contains("name=\"w.0.age\" value=\"34\"") && looked.contains("Born: 1978"), "{looked}");
    let corrected = [
        ("w.0.for", "Unlisted Newcomer"),
        ("w.0.pick", "new"),
        ("w.0.age", "35"),
        ("w.2.for", "Unlisted Third"),
        ("w.2.pick", "new"),
        ("w.2.age", ""),
    ];
    let saved = fill(&mut monitor, "/detentions/new", &[&form[..], &corrected].concat());
    assert_eq!(saved.status, 303, "{}", saved.text());
    let conn = server.case().raw();
    let of = |name: &str| -> (Option<String>, Option<String>, String, i64) {
        let sql = "SELECT p.age, p.birth, p.birth_basis, (SELECT count(*) FROM citation c WHERE c.record_id = p.id AND c.field IN ('age', 'birth'))
                     FROM person p JOIN name n ON n.record_id = p.id WHERE n.text = ?1";
        conn.query_row(sql, [name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap()
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(of("Unlisted Newcomer"), (text("35"), text("[1976..1977]"), "inferred".to_owned(), 1));
    assert_eq!(of("Unlisted Latecomer"), (None, text("1978"), "stated".to_owned(), 1));
    assert_eq!(of("Unlisted Third"), (None, None, "stated".to_owned(), 0));
}

#[test]
fn coordinates_that_fit_their_places_only_the_other_way_round_are_asked_about() {
    let server = Server::serve();
    let writer = editor(&server);
    let site = |name: &str, pair: &str| json!({ "reason": "Told", "name": name, "level": "site", "parent": "L-2", "latitude": pair });
    let refused = writer.post("places", &site("A square", "76.91, 43.25"));
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert_eq!(refused.json()["error"]["offered"]["latitude"], json!(["43.25, 76.91"]));
    let mut meant = site("Far", "76.91 N, 43.25 E");
    meant["accepted"] = json!("implausible_place");
    assert_eq!(writer.post("places", &meant).status, 201);
    // As far as it is, the other way round it is no nearer.
    for pair in ["43.25, 76.91", "51.18, 71.45", "48.85, 2.35"] {
        assert_eq!(writer.post("places", &site(pair, pair)).status, 201, "{pair}");
    }
    let mut monitor = server.sign_in("monitor");
    let asked = place(&mut monitor, &[("parent", "L-2"), ("latitude", "76.91"), ("longitude", "43.25")]).text();
    assert!(asked.contains("latitude.nearest") && asked.contains("value=\"implausible_place\""), "{asked}");
    let typed =
        [("latitude", "76.91"), ("longitude", "43.25"), ("use", "latitude"), ("latitude.nearest", "43.25, 76.91")];
    let taken = place(&mut monitor, &typed).text();
    assert!(
        taken.contains("name=\"latitude\" value=\"43.25\"") && taken.contains("name=\"longitude\" value=\"76.91\""),
        "{taken}"
    );
}
