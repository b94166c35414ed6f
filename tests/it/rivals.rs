//! A citation of a field gives a value, whatever becomes of the record: the one that the record has, or a rival of it.

use std::collections::BTreeMap;

use habeas::domain::access::{Role, Viewer};
use habeas::domain::citation::Citation;
use habeas::domain::kind::Kind;
use habeas::domain::kind::attached::Attached;
use habeas::domain::name::Name;
use habeas::domain::record::{Draft, Fields, RecordId, Value};
use habeas::domain::time::Edtf;
use habeas::error::Result;
use habeas::store::WriteTx;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use crate::attached_rows::AttachedRows;
use crate::http_review_pages::hidden;
use crate::http_write::{checked, editor, faults, monitor};
use crate::server::{Server, between};
use crate::support::{CaseFile, sample_case, version, write, writer};

/// The values that the fields of the property take: a date, a text, a place.
#[derive(Debug, Clone)]
enum Step {
    Set(usize, usize, usize),
    Prefer(usize),
    Merge,
    Part,
}

const FIELDS: [&str; 3] = ["birth", "occupation", "birth_place"];

fn value(case: &CaseFile, field: usize, which: usize) -> Value {
    match field {
        0 => Value::Date(Edtf::parse(["1980", "1981-05-02", "1982~"][which]).unwrap()),
        1 => Value::Text(["Poet", "Driver", "Lawyer"][which].to_owned()),
        _ => Value::Ref(case.id(["L2", "L7", "L8"][which])),
    }
}

fn person(case: &CaseFile, by: &Viewer, name: &str, values: [usize; 3]) -> RecordId {
    let fields = FIELDS.iter().enumerate().map(|(field, name)| (*name, Some(value(case, field, values[field]))));
    let draft = Draft::new(Kind::Person, fields.collect());
    write(case, by, |tx| {
        let person = tx.create(&draft)?;
        let name = Name { id: 0, text: name.into(), kind: "primary".into(), lang: None, valid: None, report: None };
        tx.add_name(person, &name)?;
        Ok(person)
    })
    .unwrap()
}

fn cite(case: &CaseFile, by: &Viewer, record: RecordId, field: usize) -> i64 {
    let fields = Fields::from([
        ("report", Some(Value::Ref(case.id("A")))),
        ("field", Some(Value::Text(FIELDS[field].to_owned()))),
    ]);
    write(case, by, |tx| tx.attach(Attached::Citation, record, &fields)).unwrap()
}

fn citations(case: &CaseFile, by: &Viewer, record: RecordId) -> Vec<Citation> {
    case.store.read(by, |tx| tx.citations(&[record])).unwrap()
}

/// What each citation gives, as its record is now.
fn given(case: &CaseFile, by: &Viewer, records: &[RecordId]) -> BTreeMap<i64, String> {
    let mut given = BTreeMap::new();
    for record in records {
        let (_, stored) = case.store.read(by, |tx| tx.get_untyped(Kind::Person, *record)).unwrap();
        for citation in citations(case, by, *record) {
            let field = citation.field.clone().unwrap();
            let is = match &stored[&field] {
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let gives = citation.gives_record.map(|label| label.id.0.to_string()).or(citation.gives);
            assert_eq!(citation.stance == "differs", gives.is_some(), "{field}");
            assert_ne!(gives.as_ref(), Some(&is), "{field}: a rival is another value");
            given.insert(citation.id, gives.unwrap_or(is));
        }
    }
    given
}

#[test]
fn whatever_becomes_of_a_record_its_citations_give_the_values_they_gave() {
    let steps = prop_oneof![
        4 => (0..2usize, 0..3usize, 0..3usize).prop_map(|(who, field, which)| Step::Set(who, field, which)),
        2 => (0..8usize).prop_map(Step::Prefer),
        1 => Just(Step::Merge),
        1 => Just(Step::Part),
    ];
    let run = (prop::array::uniform2(prop::array::uniform3(0..3usize)), prop::collection::vec(steps, 1..12));
    let case = sample_case();
    let by = writer(&case, "editor", Role::Editor);
    let mut runner = TestRunner::new(Config { cases: 40, failure_persistence: None, ..Config::default() });
    runner
        .run(&run, |(values, steps)| {
            let both = [person(&case, &by, "One", values[0]), person(&case, &by, "Other", values[1])];
            let rows: Vec<i64> = both
                .iter()
                .flat_map(|id| (0..FIELDS.len()).map(|field| cite(&case, &by, *id, field)).collect::<Vec<_>>())
                .collect();
            let meant = given(&case, &by, &both);
            assert_eq!(meant.len(), 6);
            let mut merge: Option<i64> = None;
            for step in steps {
                match step {
                    Step::Set(who, field, which) => {
                        let who = if merge.is_some() { both[0] } else { both[who] };
                        let fields = Fields::from([(FIELDS[field], Some(value(&case, field, which)))]);
                        let at = version(&case, who);
                        write(&case, &by, |tx| tx.update(who, at, &fields)).unwrap();
                    }
                    Step::Prefer(row) => {
                        let row = rows[row % rows.len()];
                        let record = case.store.read(&by, |tx| tx.cited_record(row)).unwrap().unwrap();
                        let at = version(&case, record);
                        write(&case, &by, |tx| tx.prefer_value(row, at, true)).unwrap();
                        let (_, stored) = case.store.read(&by, |tx| tx.get_untyped(Kind::Person, record)).unwrap();
                        let preferred = citations(&case, &by, record).into_iter().find(|c| c.id == row).unwrap();
                        assert_eq!((preferred.stance.as_str(), preferred.preferred), ("supports", true));
                        assert!(stored.contains_key(&preferred.field.unwrap()));
                    }
                    Step::Merge if merge.is_none() => {
                        let at = both.map(|id| version(&case, id));
                        let done = write(&case, &by, |tx| tx.merge((both[0], at[0]), (both[1], at[1]), &Fields::new()));
                        merge = Some(done.unwrap());
                    }
                    Step::Part => {
                        if let Some(done) = merge.take() {
                            write(&case, &by, |tx| tx.unmerge(done)).unwrap();
                        }
                    }
                    Step::Merge => {}
                }
                let now = if merge.is_some() { given(&case, &by, &both[..1]) } else { given(&case, &by, &both) };
                prop_assert_eq!(&now, &meant);
            }
            Ok(())
        })
        .unwrap();
    assert!(case.store.check().unwrap().is_empty());
}

#[test]
fn an_old_state_brought_back_has_the_citations_of_then() -> Result<()> {
    let case = sample_case();
    let by = writer(&case, "editor", Role::Editor);
    let id = person(&case, &by, "One", [0, 0, 0]);
    let row = cite(&case, &by, id, 0);
    let at = version(&case, id);
    let before: i64 = case.raw().query_row("SELECT max(id) FROM change", [], |row| row.get(0)).unwrap();
    write(&case, &by, |tx| tx.update(id, at, &Fields::from([("birth", Some(value(&case, 0, 1)))])))?;
    let stance = |tx: &WriteTx<'_>| -> Result<String> { Ok(tx.read().citations_in(&[row])?[0].stance.clone()) };
    assert_eq!(write(&case, &by, |tx| stance(tx))?, "differs");
    let write_id: i64 =
        case.raw().query_row("SELECT write_id FROM change WHERE id = ?1", [before], |row| row.get(0)).unwrap();
    let (old, left) = write(&case, &by, |tx| tx.old_fields(id, write_id))?;
    assert_eq!((old.len(), left.len()), (1, 0));
    let at = version(&case, id);
    write(&case, &by, |tx| tx.update(id, at, &old))?;
    assert_eq!(write(&case, &by, |tx| stance(tx))?, "supports");
    Ok(())
}

#[test]
fn a_report_gives_another_value_on_every_way_in_and_it_is_a_value_of_the_field() {
    let server = Server::serve();
    let writer = editor(&server);
    let cited = |field: &str, gives: serde_json::Value| {
        let mut citation = json!({ "report": "R-2", "grade": "C3" });
        citation["field"] = field.into();
        for (name, value) in gives.as_object().unwrap() {
            citation[name] = value.clone();
        }
        json!({ "reason": "Told", "name": "Somebody born", "birth": "1980", "birth_place": "L-2", "accepted": ["duplicate"], "citations": [
            { "report": "R-1", "field": "birth", "grade": "B2" }, citation ] })
    };
    let made = writer.create("people", &cited("birth", json!({ "gives": "about 1981" })));
    let rival = &made["citations"][1];
    assert_eq!((&rival["stance"], &rival["gives"]), (&json!("differs"), &json!("1981~")), "{made}");
    // What the record says itself is support.
    let same = writer.create("people", &cited("birth", json!({ "gives": "1980" })));
    assert_eq!((&same["citations"][1]["stance"], &same["citations"][1]["gives"]), (&json!("supports"), &json!(null)));
    let place = writer.create("people", &cited("birth_place", json!({ "gives_record": "L-7" })));
    let other = place["citations"].as_array().unwrap().iter().find(|c| c["field"] == "birth_place").unwrap();
    assert_eq!((&other["stance"], &other["gives_record"]["ref"]), (&json!("differs"), &json!("L-7")));
    for (field, gives, at) in [
        ("birth", json!({ "gives": "soon" }), "citations[1].gives"),
        ("birth", json!({ "gives_record": "L-7" }), "citations[1].gives_record"),
        ("birth", json!({ "stance": "differs" }), "citations[1].stance"),
        ("birth_place", json!({ "gives": "Astana" }), "citations[1].gives"),
        ("birth_place", json!({ "gives_record": "P-1" }), "citations[1].gives_record"),
        ("sex", json!({ "gives": "many" }), "citations[1].gives"),
        ("description", json!({ "gives": "Another text" }), "citations[1].field"),
        ("nothing", json!({ "gives": "1" }), "citations[1].field"),
    ] {
        assert_eq!(faults(&writer.post("people", &cited(field, gives.clone())), "gives"), [at], "{field} {gives}");
    }
    checked(server);
}

#[test]
fn a_rival_value_stands_beside_the_field_and_an_editor_prefers_it_with_a_reason() {
    let server = Server::serve();
    let writer = editor(&server);
    let made = writer.create(
        "people",
        &json!({ "reason": "Told", "name": "Somebody born", "birth": "1980",
                 "citations": [{ "report": "R-1", "field": "birth", "grade": "B2" }] }),
    );
    let path = format!("people/{}", made["ref"].as_str().unwrap());
    let change = json!({ "version": made["version"], "reason": "Another report", "birth": "1981",
                         "citations": [{ "report": "R-2", "field": "birth", "grade": "C3" }] });
    let changed = writer.patch(&path, &change).json();
    let rival = changed["citations"].as_array().unwrap().iter().find(|c| c["stance"] == "differs").unwrap();
    assert_eq!(rival["gives"], "1980");
    let row = rival["row"].as_i64().unwrap();

    let mut browser = server.sign_in("editor");
    let page = browser.get(&format!("/{path}")).text();
    let beside = between(&page, "class=\"rival\"", "</a></span>").unwrap();
    assert!(beside.contains("1980") && beside.contains("B2"), "{beside}");
    let address = format!("/citations/{row}/preference");
    assert!(beside.contains(&address), "{beside}");
    let list = browser.get("/contradictions").text();
    assert!(list.contains("1980") && list.contains("1981"), "{list}");
    // Somebody who may not edit sees it, and is not offered the choice.
    let mut other = server.sign_in("monitor");
    assert!(!other.get(&format!("/{path}")).text().contains(&address));
    assert_eq!(other.get(&address).status, 403);
    let _ = monitor(&server);

    let form = browser.get(&address).text();
    let send = |reason: &'static str| {
        let mut fields = hidden(&form, &address);
        fields.push(("reason".to_owned(), reason.to_owned()));
        fields
    };
    let post = |browser: &mut crate::server::Browser<'_>, fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        browser.post(&address, &fields)
    };
    assert_eq!(post(&mut browser, send("")).status, 422);
    let done = post(&mut browser, send("The passport says so"));
    assert_eq!(done.status, 303, "{}", done.text());
    let now = writer.get(&path);
    assert_eq!(now["birth"]["edtf"], "1980");
    let stances: BTreeMap<String, String> = now["citations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["report"]["ref"].as_str().unwrap().to_owned(), c["stance"].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(stances["R-1"], "supports");
    assert_eq!(stances["R-2"], "differs");
    // It is decided now.
    assert!(!browser.get("/contradictions").text().contains("1981"));
    assert!(browser.get("/contradictions?list=decided").text().contains("1981"));
    checked(server);
}

#[test]
fn a_value_that_was_entered_wrongly_leaves_no_rival() {
    let server = Server::serve();
    let writer = editor(&server);
    let body = json!({ "reason": "Told", "name": "Somebody born", "birth": "1980",
                       "citations": [{ "report": "R-1", "field": "birth", "grade": "B2" }] });
    let made = writer.create("people", &body);
    let path = format!("people/{}", made["ref"].as_str().unwrap());
    let mended =
        json!({ "version": made["version"], "reason": "Typed wrongly", "birth": "1981", "accepted": "misentered" });
    let mended = writer.patch(&path, &mended).json();
    assert_eq!((&mended["birth"]["edtf"], &mended["citations"][0]["stance"]), (&json!("1981"), &json!("supports")));
    // The form says the same with a tick, and has it only where something is cited for one field.
    let mut browser = server.sign_in("editor");
    let edit = format!("/{path}/edit");
    assert!(browser.get(&edit).text().contains("value=\"misentered\""));
    assert!(!browser.get("/people/P-2/edit").text().contains("value=\"misentered\""));
    for (birth, tick, stance) in [("1982", true, "supports"), ("1983", false, "differs")] {
        let mut fields = hidden(&browser.get(&edit).text(), &edit);
        fields.retain(|(name, _)| name != "birth");
        let more = [("birth", birth), ("names.0.text", "Somebody born"), ("reason", "Looked up")];
        fields.extend(more.map(|(name, value)| (name.to_owned(), value.to_owned())));
        fields.extend(tick.then(|| ("accepted".to_owned(), "misentered".to_owned())));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let sent = browser.post(&edit, &fields);
        assert_eq!(sent.status, 303, "{}", sent.text());
        let now = writer.get(&path);
        assert_eq!((&now["birth"]["edtf"], &now["citations"][0]["stance"]), (&json!(birth), &json!(stance)));
    }
    checked(server);
}

#[test]
fn a_contradiction_of_a_record_as_a_whole_is_decided_too() {
    let server = Server::serve();
    let writer = editor(&server);
    let body = json!({ "reason": "Told", "type": "inc/rally", "title": "One says so", "date": "2012-03-04", "citations": [
        { "report": "R-1", "grade": "B2" }, { "report": "R-3", "stance": "contradicts", "grade": "C3" } ],
        "accepted": "implausible_date" });
    writer.create("incidents", &body);
    let mut browser = server.sign_in("editor");
    let list = browser.get("/contradictions").text();
    let listed = between(&list, "One says so", "</section>").unwrap();
    let address = format!("/citations/{}/preference", between(listed, "/citations/", "/preference").unwrap());
    let mut fields = hidden(&browser.get(&address).text(), &address);
    fields.push(("reason".to_owned(), "Seen on film".to_owned()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let done = browser.post(&address, &fields);
    assert_eq!(done.status, 303, "{}", done.text());
    assert!(!browser.get("/contradictions").text().contains("One says so"));
    assert!(browser.get("/contradictions?list=decided").text().contains("One says so"));
    // Nobody without the right is offered the choice.
    assert!(!server.sign_in("monitor").get("/contradictions").text().contains("/preference"));
    checked(server);
}
