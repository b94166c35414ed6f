//! Searching: names, words, refs and addresses lead to what is meant; no address has words in it; nothing hidden is found.

use std::collections::BTreeSet;

use habeas::domain::access::{Actor, Role, Viewer};
use habeas::domain::record::{RecordId, Revision, Sensitivity};
use habeas::domain::words::Stems;
use habeas::domain::words::asked::AskedWords;
use habeas::error::Result;
use habeas::index::{Answers, Index};
use serde_json::json;

use crate::server::{Browser, Server, address_of, between, habeas};
use crate::support::{CaseFile, compartment, reader, sample_case, version};

/// Where a search leads.
fn leads(browser: &mut Browser<'_>, typed: &str) -> String {
    let answer = browser.post("/search", &[("q", typed)]);
    assert_eq!(answer.status, 303, "{typed}: {}", answer.text());
    answer.goes()
}

/// What a search shows.
fn found(browser: &mut Browser<'_>, typed: &str) -> String {
    let page = leads(browser, typed);
    assert!(page.starts_with("/q/"), "{typed} leads to {page}");
    let answer = browser.get(&page);
    assert_eq!(answer.status, 200);
    answer.text()
}

#[test]
fn what_is_obviously_meant_is_opened() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    assert_eq!(leads(&mut editor, "P-1"), "/people/P-1");
    assert_eq!(leads(&mut editor, " i-2 "), "/incidents/I-2");
    for typed in ["Alma-Ata", "Алма-Ата", "Алматы", "almaty"] {
        assert_eq!(leads(&mut editor, typed), "/places/L-2", "{typed}");
    }
    for typed in ["Zhanaozen", "Жанаозен", "Janaozen"] {
        assert_eq!(leads(&mut editor, typed), "/places/L-8", "{typed}");
    }
    // Where it is may be said as well, and leaves out what is elsewhere.
    for typed in ["Almaty, Kazakhstan", "Алматы (Казахстан)", "Алма-Ата, Qazaqstan"] {
        assert_eq!(leads(&mut editor, typed), "/places/L-2", "{typed}");
    }
    assert!(leads(&mut editor, "Almaty, Astana").starts_with("/q/"));
    // A ref in marks, with a letter of another keyboard, or behind the name as pages print it.
    for typed in ["P-2,", "«Р-2»", "(p\u{2011}2)"] {
        assert_eq!(leads(&mut editor, typed), "/people/P-2", "{typed}");
    }
    let person = server.api("/api/v1/people/P-2", server.case().token("editor")).json();
    let printed = person["names"][0]["text"].as_str().unwrap().to_owned();
    assert_eq!(leads(&mut editor, &format!("{printed} (P-2)")), "/people/P-2");
    assert_ne!(leads(&mut editor, &format!("{printed} (P-1)")), "/people/P-1", "the ref of somebody else");
    // What only looks like a ref is a name where there is no such record.
    let club = json!({ "reason": "Told", "name": "С-300", "type": "org/ngo" }).to_string();
    let bearer = format!("Bearer {}", server.case().token("editor"));
    let made = server.send(
        "POST",
        "/api/v1/organizations",
        &[("Authorization", &bearer), ("Idempotency-Key", "club-once")],
        club.as_bytes(),
    );
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(leads(&mut editor, "С-300"), address_of(made.json()["ref"].as_str().unwrap()));
    // What tells namesakes apart: how much there is of each, and how it stands.
    let tuyakbay = found(&mut editor, "Туякбай");
    let told = between(&tuyakbay, "href=\"/people/P-2\"", "</li>").unwrap();
    assert!(told.contains("2 detentions") && told.contains("as of"), "{told}");
    // One word of a name is not the name.
    for typed in ["Туякбай", "Tuyakbay", "Тұяқбай", "Абилов", "Kossanov"] {
        assert!(found(&mut editor, typed).contains("People and groups"), "{typed}");
    }
    let address =
        |n: u8| server.api(&format!("/api/v1/reports/R-{n}"), server.case().token("editor")).json()["url"].clone();
    let (n, url) = (1..9).find_map(|n| Some((n, address(n).as_str()?.to_owned()))).unwrap();
    assert_eq!(leads(&mut editor, &format!("{url}#top")), format!("/reports/R-{n}"));
    assert_eq!(leads(&mut editor, "  "), "/search");
}

#[test]
fn what_is_left_out_is_neither_opened_nor_listed_by_name() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    assert!(!found(&mut editor, "-Almaty").contains("/places/L-2\""));
    let listed = |page: &str| between(page, "<main", "</main>").unwrap().contains("/people/P-2\"");
    assert!(listed(&found(&mut editor, "Tuyakbay")));
    assert!(!listed(&found(&mut editor, "Tuyakbay -Жармахан")));
    let all = |typed: &str| {
        server.api(&format!("/api/v1/timeline?text={typed}"), server.case().token("editor")).json()["total"].clone()
    };
    assert_eq!((all("rally%20OR"), all("OR%20rally")), (all("rally"), all("rally")));
    // A question in which nobody is called exactly so says who may be meant.
    let asked = server.api("/api/v1/timeline?person=Tuyakbay", server.case().token("editor"));
    assert!(asked.status == 422 && asked.text().contains("P-2 ("), "{}", asked.text());
}

#[test]
fn words_are_found_in_every_text_and_shown_where_they_stand() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let page = found(&mut editor, "oil workers");
    assert!(page.contains("name begins so") && !page.contains("spelled otherwise"), "{page}");
    assert!(page.contains("<mark>") && page.contains("with these words"), "{page}");
    assert!(found(&mut editor, "zzzz").contains("Nothing was found"));
    for typed in ["-", "\"\"", "-oil", "OR", "\"oil", "(", "'; DROP TABLE record; --", "\u{202E}", "%", "a", "🙂"] {
        assert_eq!(editor.post("/search", &[("q", typed)]).status, 303, "{typed}");
        found(&mut editor, typed);
    }
    let long = "word ".repeat(2000);
    assert!(found(&mut editor, &long).contains("longer than what can be looked for"));
}

#[test]
fn no_address_and_no_title_has_words_that_were_looked_for() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let page = found(&mut editor, "opposition");
    let timeline = page.split("href=\"").find(|rest| rest.starts_with("/timeline?words=")).unwrap();
    let timeline = timeline.split('"').next().unwrap().to_owned();
    let shown = editor.get(&timeline).text();
    for text in [&page, &shown] {
        for part in text.split("href=\"").skip(1).chain(text.split("action=\"").skip(1)) {
            assert!(!part.split('"').next().unwrap().contains("opposition"), "{part:.100}");
        }
        assert!(!text.split("<title>").nth(1).unwrap().split("</title>").next().unwrap().contains("opposition"));
    }
    // The form of the timeline keeps them likewise, and every facet leads on with them.
    let asked = editor.post("/questions", &[("text", "opposition"), ("place", "L-2")]);
    assert_eq!((asked.status, asked.goes().contains("opposition")), (303, false));
    let narrowed = editor.get(&asked.goes()).text();
    assert!(narrowed.contains("value=\"opposition\"") && narrowed.contains("words="), "{narrowed}");
    let csv = editor.get(&asked.goes().replace("/timeline?", "/export/timeline.csv?"));
    let lines = csv.text().lines().count();
    assert!(csv.status == 200 && lines > 1 && lines < 10, "{lines}");
    assert_eq!(editor.post("/questions", &[("text", "-oil")]).status, 422);
    let none = leads(&mut editor, "-oil");
    for page in ["/timeline", "/export/timeline.csv"] {
        assert_eq!(editor.get(&format!("{page}?words={}", &none[3..])).status, 422, "{page}");
    }
}

#[test]
fn a_question_is_for_whoever_asked_it_until_it_is_shared_under_a_name() {
    let server = Server::serve();
    let (mut editor, mut viewer) = (server.sign_in("editor"), server.sign_in("viewer"));
    let private = leads(&mut editor, "opposition");
    assert_eq!(viewer.get(&private).status, 404);
    assert_eq!(viewer.get(&format!("/timeline?words={}", &private[3..])).status, 404);
    let asked = [("shows", "timeline"), ("text", "opposition"), ("place", "L-2")];
    assert_eq!(editor.post("/q", &asked).status, 422, "a name is wanted");
    let unseen = editor.post("/q", &[&asked[..], &[("name", "\u{200b}\u{2066}")]].concat());
    assert_eq!(unseen.status, 422, "one that somebody sees");
    let named = editor.post("/q", &[&asked[..], &[("name", "Ours")]].concat()).goes();
    let shared =
        editor.post("/q", &[&asked[..], &[("name", "Of\u{202e} all\u{200b}"), ("shared", "1")]].concat()).goes();
    assert!(editor.get(&shared).text().contains("value=\"opposition\""));
    assert_eq!((viewer.get(&named).status, viewer.get(&shared).status), (404, 200));
    let list = viewer.get("/q").text();
    assert!(list.contains("Of all") && !list.contains("Ours"), "{list}");
    assert_eq!(viewer.post(&format!("{shared}/removal"), &[]).status, 303);
    assert_eq!(viewer.get(&shared).status, 200, "what is another's stays");
    assert_eq!(editor.post(&format!("{shared}/removal"), &[]).status, 303);
    assert_eq!(viewer.get(&shared).status, 404);
}

#[test]
fn the_api_and_the_command_line_look_for_the_same_words() {
    let server = Server::serve();
    let token = server.case().token("editor");
    let total = |query: &str| server.api(&format!("/api/v1/timeline?{query}"), token).json()["total"].clone();
    assert_eq!(total("q=opposition"), total("text=opposition"));
    let (some, all) = (total("q=opposition+OR+oil"), total(""));
    assert!(some != json!(0) && some != all, "{some} of {all}");
    assert_eq!(server.api("/api/v1/timeline?q=-oil", token).status, 422);
    let (case, _) = server.stop();
    let case = case.unwrap();
    let out = habeas(&["export", "timeline", "--data", case.path(), "--format", "json", "--text", "opposition OR oil"]);
    let exported: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(exported["total"], some);
}

/// Records found, in memory and by reading every text.
fn both(case: &CaseFile, index: &Index, viewer: &Viewer, typed: &str) -> BTreeSet<RecordId> {
    let asked = AskedWords::read(typed, &Stems::default()).unwrap();
    let ids = |answers: &Answers<'_>| -> Result<BTreeSet<RecordId>> {
        Ok(answers.with_words(&asked)?.into_iter().map(|hit| hit.record).collect())
    };
    let (memory, tables) = index
        .read(&case.store, viewer, |tx, answers| {
            assert!(answers.is_from_memory());
            Ok((ids(answers)?, ids(&Answers::of_tables(tx))?))
        })
        .unwrap();
    assert_eq!(memory, tables, "{typed} for {:?}", viewer.clearance);
    memory
}

#[test]
fn words_in_memory_are_those_of_the_texts_that_a_reader_sees_after_every_write() {
    let case = sample_case();
    let inside = compartment(&case, "lawyers");
    let index = std::sync::Arc::new(Index::default());
    index.build(&case.store).unwrap();
    case.store.follow(index.clone());
    let asked = [
        "opposition",
        "oil workers",
        "\"oil workers\"",
        "Almaty -opposition",
        "arrest*",
        "police OR court",
        "rall* -\"oil workers\"",
        "задержан",
        "2012",
        "the",
        "\"the opposition\" OR strike",
    ];
    let actor = Actor::program().within(vec![inside]);
    let check = || {
        let mut found = 0;
        for clearance in Sensitivity::ALL {
            for compartments in [vec![], vec![inside]] {
                let viewer = Viewer { compartments, ..reader(Role::Editor, clearance) };
                found += asked.iter().map(|typed| both(&case, &index, &viewer, typed).len()).sum::<usize>();
            }
        }
        found
    };
    let before = check();
    assert!(before > 100, "{before}");
    let revise = |id: RecordId, revision: Revision| {
        case.store.write(&actor, "Because", |tx| tx.revise(id, version(&case, id), &revision).map(drop)).unwrap();
        check()
    };
    let (report, incident) = (case.id("R1"), case.id("I2"));
    let first =
        both(&case, &index, &reader(Role::Editor, Sensitivity::Restricted), "opposition").first().copied().unwrap();
    let hidden = revise(first, Revision { sensitivity: Some(Sensitivity::Restricted), ..Revision::default() });
    assert!(hidden < before, "what is hidden is not found");
    revise(incident, Revision { compartment: Some(Some(inside)), ..Revision::default() });
    let comment = Revision { comment: Some(Some("opposition, strike".into())), ..Revision::default() };
    assert!(revise(case.id("P1"), comment) > 0);
    case.store.write(&actor, "Because", |tx| tx.withdraw(report, version(&case, report)).map(drop)).unwrap();
    check();
    let (one, other) = (case.id("P1"), case.id("P2"));
    case.store
        .write(&actor, "Because", |tx| {
            tx.merge((one, version(&case, one)), (other, version(&case, other)), &[].into()).map(drop)
        })
        .unwrap();
    check();
}
