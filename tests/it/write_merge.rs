//! Two records of one thing made one, and two again.

use std::collections::BTreeMap;

use habeas::app::gather::record_json::any_json;
use habeas::domain::access::{Actor, Role, Viewer};
use habeas::domain::kind::Kind;
use habeas::domain::kind::Place;
use habeas::domain::name::Name;
use habeas::domain::record::{Draft, Fields, RecordId, RecordKey, Sensitivity, Value};
use habeas::domain::time::Day;
use habeas::error::{Error, Result};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value as Json;

use crate::attached_rows::AttachedRows;
use crate::support::{CaseFile, faults, sample_case, version, write, writer};

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

fn to(id: RecordId) -> Option<Value> {
    Some(Value::Ref(id))
}

fn merge(case: &CaseFile, by: &Viewer, kept: RecordId, merged: RecordId, chosen: &Fields) -> Result<i64> {
    let versions = [kept, merged].map(|id| version(case, id));
    write(case, by, |tx| tx.merge((kept, versions[0]), (merged, versions[1]), chosen))
}

/// Every record as the API gives it, but for version and time of its last change.
fn told(case: &CaseFile) -> BTreeMap<RecordId, Json> {
    let conn = case.raw();
    let mut statement = conn.prepare("SELECT id FROM record").unwrap();
    let ids = statement.query_map([], |row| row.get(0)).unwrap().map(|id| RecordId(id.unwrap()));
    read(case, ids)
}

/// Those of these records that are there.
fn read(case: &CaseFile, ids: impl IntoIterator<Item = RecordId>) -> BTreeMap<RecordId, Json> {
    fn still(json: &mut Json) {
        match json {
            Json::Object(map) => {
                map.remove("version");
                map.remove("updated_at");
                map.values_mut().for_each(still);
            }
            Json::Array(items) => items.iter_mut().for_each(still),
            _ => {}
        }
    }
    let on = Day::from_ymd(2012, 4, 2).unwrap();
    case.store
        .read(Actor::program().viewer(), |tx| {
            let ids: Vec<RecordId> = ids.into_iter().collect();
            let kinds = tx.kinds(&ids)?;
            kinds
                .into_iter()
                .map(|(id, kind)| {
                    let mut json = any_json(tx, kind, id, on)?;
                    still(&mut json);
                    Ok((id, json))
                })
                .collect()
        })
        .unwrap()
}

/// Another record of the same person as P1, with ties of its own and some of those that P1 has.
fn double(case: &CaseFile, by: &Viewer) -> RecordId {
    let (known, incident, friend) = (case.id("P1"), case.id("I1"), case.id("P2"));
    write(case, by, |tx| {
        let double = tx.create(&Draft::new(Kind::Person, [("occupation", text("Poet"))].into()))?;
        let primary =
            Name { id: 0, text: "A double".into(), kind: "primary".into(), lang: None, valid: None, report: None };
        tx.add_name(double, &primary)?;
        let spelt = tx.read().names(&[known])?.remove(&known).unwrap_or_default();
        tx.add_name(double, &Name { kind: "alias".into(), ..spelt[0].clone() })?;
        tx.add_external_id(double, "elsewhere", "17")?;
        let relation = |subject, object| {
            Draft::new(
                Kind::Relation,
                [("subject", to(subject)), ("type", text("rel/member_of")), ("object", to(object))].into(),
            )
        };
        tx.create(&relation(double, known))?;
        tx.create(&relation(double, friend))?;
        for person in [known, double] {
            let fields = [("incident", to(incident)), ("person", to(person)), ("role", text("role/addressee"))];
            tx.create(&Draft::new(Kind::Participation, fields.into()))?;
        }
        tx.create(&Draft::new(Kind::Detention, [("person", to(double))].into()))?;
        tx.create(&Draft::new(Kind::Note, [("about", to(double)), ("text", text("Background"))].into()))?;
        Ok(double)
    })
    .unwrap()
}

#[test]
fn everything_that_pointed_at_the_merged_record_points_at_the_kept_one() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let kept = case.id("P1");
    let merged = double(&case, &editor);
    let count = |sql: &str, id: RecordId| -> i64 { case.raw().query_row(sql, [id.0], |row| row.get(0)).unwrap() };
    let own_detentions = count("SELECT count(*) FROM detention WHERE person_id = ?1", kept);
    let label = case.store.read(&editor, |tx| tx.label(merged)).unwrap();
    merge(&case, &editor, kept, merged, &[("occupation", text("Poet"))].into()).unwrap();
    assert_eq!(case.store.check().unwrap(), []);

    // Its ref and uid lead to the kept one.
    for key in [RecordKey::Ref(label.reference.clone()), RecordKey::Uid(label.uid)] {
        let (id, now) = case
            .store
            .read(&editor, |tx| {
                let (id, _) = tx.resolve(&key)?;
                Ok((id, tx.label(id)?))
            })
            .unwrap();
        assert!(id == kept && !key.names(&now));
    }
    assert!(matches!(case.store.read(&editor, |tx| tx.label(merged)), Err(Error::NotFound)));
    let (names, ids) = case.store.read(&editor, |tx| Ok((tx.names(&[kept])?, tx.external_ids(kept)?))).unwrap();
    let primary: Vec<_> = names[&kept].iter().filter(|name| name.kind == "primary").collect();
    assert!(primary.len() == 1 && primary[0].text != "A double");
    assert!(names[&kept].iter().any(|name| name.text == "A double" && name.kind == "alias"));
    let spellings = names[&kept].iter().filter(|name| name.text == primary[0].text).count();
    assert_eq!(spellings, 1, "a spelling that the kept one has is not there twice");
    assert!(ids.iter().any(|id| (id.scheme.as_str(), id.value.as_str()) == ("elsewhere", "17")));
    assert_eq!(count("SELECT count(*) FROM detention WHERE person_id = ?1", kept), own_detentions + 1);
    assert_eq!(count("SELECT count(*) FROM note WHERE about_id = ?1", merged), 0);
    // The tie between the two is withdrawn, the second participation that said the same is one with the first.
    let open = "AND id IN (SELECT id FROM record WHERE deleted_at IS NULL AND merged_into IS NULL)";
    let live = |sql: &str, id| count(&format!("{sql} {open}"), id);
    assert_eq!(live("SELECT count(*) FROM relation WHERE ?1 IN (subject_id, object_id)", merged), 0);
    assert_eq!(live("SELECT count(*) FROM participation WHERE role = 'role/addressee' AND person_id = ?1", kept), 1);
    assert_eq!(live("SELECT count(*) FROM participation WHERE person_id = ?1", merged), 0);
    let line = case.store.read(&editor, |tx| tx.merged_into(kept)).unwrap().remove(0);
    assert_eq!((line.reference, line.by.as_str(), line.reason.as_str()), (label.reference, "editor", "Because"));
}

#[test]
fn a_merge_undone_leaves_everything_as_it_was() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let double = double(&case, &editor);
    let pairs = [("P1", "P3"), ("O1", "O2"), ("S1", "S2"), ("I1", "I2"), ("L9", "L10")];
    let pairs = pairs.map(|(kept, merged)| (case.id(kept), case.id(merged)));
    let before = told(&case);
    for (kept, merged) in pairs.into_iter().chain([(case.id("P1"), double), (double, case.id("P1"))]) {
        let merge = merge(&case, &editor, kept, merged, &Fields::new()).unwrap();
        assert!(!read(&case, [merged]).contains_key(&merged), "{merged:?} is there beside {kept:?}");
        assert_eq!(case.store.check().unwrap(), [], "{kept:?} {merged:?}");
        let undone = write(&case, &editor, |tx| tx.unmerge(merge)).unwrap();
        assert_eq!((undone.left, undone.kept, undone.merged), (vec![], kept, merged));
        let after = told(&case);
        for (id, json) in &after {
            assert_eq!(Some(json), before.get(id), "{id:?}");
        }
        assert_eq!(after.len(), before.len());
        assert_eq!(faults(write(&case, &editor, |tx| tx.unmerge(merge))), [("merge".into(), "err-merge-undone")]);
    }
    assert_eq!(case.store.check().unwrap(), []);
}

#[test]
fn a_tie_between_records_that_became_one_keeps_what_was_written_until_they_part() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let [first, second, third, fourth] = [1, 2, 3, 4].map(|n| {
        let title = [("title", text(&format!("Rally {n}"))), ("type", text("inc/rally"))].into();
        write(&case, &editor, |tx| tx.create(&Draft::new(Kind::Incident, title))).unwrap()
    });
    for (from, to_incident) in [(first, second), (third, first), (second, fourth)] {
        let link = [("from_incident", to(from)), ("type", text("related")), ("to_incident", to(to_incident))].into();
        write(&case, &editor, |tx| tx.create(&Draft::new(Kind::IncidentLink, link))).unwrap();
    }
    let before = told(&case);
    let chain = [(second, first), (third, second), (fourth, third)];
    let star = [(first, second), (first, third), (first, fourth)];
    // A merge is undone while its kept record is in force: of a chain the last one first.
    let undone = [(chain, [2, 1, 0]), (star, [0, 1, 2]), (star, [1, 2, 0]), (star, [2, 0, 1]), (star, [2, 1, 0])];
    for (pairs, order) in undone {
        let merges = pairs.map(|(kept, merged)| merge(&case, &editor, kept, merged, &Fields::new()).unwrap());
        assert_eq!(case.store.check().unwrap(), vec![], "all are one");
        for undone in order {
            write(&case, &editor, |tx| tx.unmerge(merges[undone])).unwrap();
            assert_eq!(case.store.check().unwrap(), vec![], "{order:?}");
        }
        let after = told(&case);
        for (id, record) in &before {
            assert_eq!(Some(record), after.get(id), "{order:?}");
        }
    }
}

#[test]
fn what_changed_since_a_merge_is_named_and_left_when_it_is_undone() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let (kept, merged) = (case.id("P1"), double(&case, &editor));
    let merge = merge(&case, &editor, kept, merged, &[("occupation", text("Poet"))].into()).unwrap();
    let row = case.store.read(&editor, |tx| tx.names(&[kept])).unwrap()[&kept]
        .iter()
        .find(|name| name.text == "A double")
        .unwrap()
        .id;
    write(&case, &editor, |tx| {
        tx.remove_name(kept, row)?;
        tx.remove_external_id(kept, "elsewhere", "17")
    })
    .unwrap();
    write(&case, &editor, |tx| tx.update(kept, version(&case, kept), &[("occupation", text("Engineer"))].into()))
        .unwrap();
    let mut left: Vec<String> =
        write(&case, &editor, |tx| tx.unmerge(merge)).unwrap().left.into_iter().map(|(_, what)| what).collect();
    left.sort();
    assert_eq!(left, ["external_ids", "names", "occupation"]);
    assert_eq!(case.store.check().unwrap(), []);
}

#[test]
fn merging_is_for_editors_of_two_open_records_of_one_kind_in_force() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let (kept, merged) = (case.id("P1"), case.id("P3"));
    let none = Fields::new();
    let monitor = writer(&case, "monitor", Role::Monitor);
    assert!(matches!(merge(&case, &monitor, kept, merged, &none), Err(Error::Forbidden)));
    assert_eq!(faults(merge(&case, &editor, kept, kept, &none)), [("merged".into(), "err-merge-itself")]);
    for (one, other) in [(kept, case.id("I1")), (case.id("E1"), case.id("E2")), (case.id("ODF"), case.id("D2"))] {
        assert_eq!(faults(merge(&case, &editor, one, other, &none)), [("merged".into(), "err-wrong-kind")]);
    }
    let stale = write(&case, &editor, |tx| tx.merge((kept, 1), (merged, 77), &none));
    assert!(matches!(stale, Err(Error::Stale { .. })));
    let silent = case.store.write(&editor.actor().unwrap(), "", |tx| {
        tx.merge((kept, version(&case, kept)), (merged, version(&case, merged)), &none)
    });
    assert_eq!(faults(silent), [("reason".into(), "err-required")]);
    // Nothing becomes open by it, and nothing part of itself.
    case.raw().execute("UPDATE record SET sensitivity = 2 WHERE id = ?1", [merged.0]).unwrap();
    assert_eq!(faults(merge(&case, &editor, kept, merged, &none)), [("merged".into(), "err-merge-opens")]);
    let below = Viewer { clearance: Sensitivity::Internal, ..editor.clone() };
    assert!(matches!(merge(&case, &below, kept, merged, &none), Err(Error::NotFound)));
    let place = case.id("L2");
    let around = case.store.read(&editor, |tx| tx.get::<Place>(place)).unwrap().unwrap().fields.parent.unwrap();
    for (one, other) in [(place, around), (around, place)] {
        assert_eq!(faults(merge(&case, &editor, one, other, &none)), [("merged".into(), "err-merge-inside")]);
    }
    // The address of a merged record tells those below its sensitivity nothing.
    merge(&case, &editor, merged, kept, &none).unwrap();
    let key = case.raw().query_row("SELECT ref FROM record WHERE id = ?1", [kept.0], |row| row.get(0)).unwrap();
    let key = RecordKey::Ref(key);
    assert!(matches!(case.store.read(&below, |tx| tx.resolve(&key)), Err(Error::NotFound)));
    assert_eq!(case.store.read(&editor, |tx| tx.resolve(&key)).unwrap().0, merged);
}

#[test]
fn no_merge_puts_a_region_into_a_city() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let place = |level: &str, parent: Option<RecordId>| {
        let fields = Fields::from([("level", text(level)), ("parent", parent.map(Value::Ref))]);
        write(&case, &editor, |tx| {
            let id = tx.create(&Draft::new(Kind::Place, fields))?;
            let text = format!("A {level}");
            tx.add_name(id, &Name { id: 0, text, kind: "primary".to_owned(), lang: None, valid: None, report: None })?;
            Ok(id)
        })
        .unwrap()
    };
    let (country, city) = (place("country", None), place("city", None));
    place("region", Some(country));
    let none = Fields::new();
    assert_eq!(faults(merge(&case, &editor, city, country, &none)), [("merged".into(), "err-merge-smaller")]);
    merge(&case, &editor, country, city, &none).unwrap();
}

#[test]
fn reports_and_episodes_of_one_person_are_merged_and_part_again_as_they_were() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let none = Fields::new();
    let others = faults(merge(&case, &editor, case.id("D1"), case.id("D2"), &none));
    assert_eq!(others, [("merged".into(), "err-merge-other-owner")]);
    let again = write(&case, &editor, |tx| {
        let again = tx.create(&Draft::new(Kind::Detention, [("person", to(case.id("P2")))].into()))?;
        let step = [("detention", to(again)), ("seq", Some(Value::Integer(1))), ("type", text("de/lawyer_met"))];
        tx.create(&Draft::new(Kind::CustodyEvent, step.into()))?;
        Ok(again)
    })
    .unwrap();
    let before = told(&case);
    let cited = |report: RecordId| case.store.read(&editor, |tx| Ok(tx.citations_of_report(report)?.len())).unwrap();
    let (one, other) = (case.id("ODF"), case.id("Eurasianet"));
    let both = cited(one) + cited(other);
    let merges = [
        merge(&case, &editor, case.id("D2"), again, &none).unwrap(),
        merge(&case, &editor, one, other, &none).unwrap(),
    ];
    let steps = case.store.read(&editor, |tx| tx.with_steps(tx.get_many(&[case.id("D2")])?)).unwrap();
    assert_eq!(steps[0].events.len(), 4);
    assert_eq!(cited(one), both);
    assert_eq!(case.store.check().unwrap(), []);
    for merge in merges {
        write(&case, &editor, |tx| tx.unmerge(merge).map(drop)).unwrap();
    }
    assert_eq!(told(&case), before);
    assert_eq!(case.store.check().unwrap(), []);
}

/// A write that may be refused; each number picks what it is done to.
#[derive(Debug, Clone)]
enum Step {
    Merge(usize, usize),
    Unmerge(usize),
    Withdraw(usize),
    Restore(usize),
    Review(usize, usize),
    Retitle(usize),
    RemoveCitation(usize),
    Prefer(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let n = 0..500_usize;
    let step = prop_oneof![
        3 => (n.clone(), n.clone()).prop_map(|(a, b)| Step::Merge(a, b)),
        2 => n.clone().prop_map(Step::Unmerge),
        2 => n.clone().prop_map(Step::Withdraw),
        2 => n.clone().prop_map(Step::Restore),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Step::Review(a, b)),
        2 => n.clone().prop_map(Step::Retitle),
        1 => n.clone().prop_map(Step::RemoveCitation),
        1 => n.prop_map(Step::Prefer),
    ];
    proptest::collection::vec(step, 1..40)
}

fn one_of(case: &CaseFile, sql: &str, n: usize) -> Option<i64> {
    let conn = case.raw();
    let mut statement = conn.prepare(sql).unwrap();
    let all: Vec<i64> = statement.query_map([], |row| row.get(0)).unwrap().map(|row| row.unwrap()).collect();
    (!all.is_empty()).then(|| all[n % all.len()])
}

/// Does a step; whether it was done.
fn done(case: &CaseFile, by: &Viewer, step: &Step) -> bool {
    let live = "SELECT id FROM record WHERE deleted_at IS NULL AND merged_into IS NULL";
    let record = |n: usize| one_of(case, live, n).map(RecordId);
    let result = match step {
        Step::Merge(a, b) => {
            let kinds = ["person", "organization", "place", "source", "incident"];
            let sql = format!("{live} AND kind = '{}'", kinds[a % kinds.len()]);
            let pair = (one_of(case, &sql, *a), one_of(case, &sql, *b));
            let (Some(kept), Some(merged)) = pair else { return false };
            merge(case, by, RecordId(kept), RecordId(merged), &Fields::new()).map(drop)
        }
        Step::Unmerge(n) => match one_of(case, "SELECT id FROM merge WHERE undone_at IS NULL", *n) {
            Some(merge) => write(case, by, |tx| tx.unmerge(merge)).map(drop),
            None => return false,
        },
        Step::Withdraw(n) => match record(*n) {
            Some(id) => write(case, by, |tx| tx.withdraw(id, version(case, id))).map(drop),
            None => return false,
        },
        Step::Restore(n) => {
            match one_of(case, "SELECT id FROM record WHERE deleted_at IS NOT NULL", *n).map(RecordId) {
                Some(id) => write(case, by, |tx| tx.restore(id, version(case, id))).map(drop),
                None => return false,
            }
        }
        Step::Review(n, to) => {
            let Some(id) = record(*n) else { return false };
            let to = ["draft", "checked", "approved", "disputed"][to % 4];
            write(case, by, |tx| tx.review(id, version(case, id), to)).map(drop)
        }
        Step::Retitle(n) => {
            let Some(id) = one_of(case, &format!("{live} AND kind = 'incident'"), *n).map(RecordId) else {
                return false;
            };
            let title = [("title", text(&format!("Title {n}")))].into();
            write(case, by, |tx| tx.update(id, version(case, id), &title)).map(drop)
        }
        Step::RemoveCitation(n) => {
            let Some(row) = one_of(case, "SELECT id FROM citation", *n) else { return false };
            let of = "SELECT record_id FROM citation WHERE id = ?1";
            let record: i64 = case.raw().query_row(of, [row], |row| row.get(0)).unwrap();
            write(case, by, |tx| tx.remove_citation(RecordId(record), row))
        }
        Step::Prefer(n) => {
            let Some(id) = one_of(case, &format!("{live} AND kind = 'figure'"), *n).map(RecordId) else { return false };
            write(case, by, |tx| tx.prefer(id, version(case, id), n % 2 == 0)).map(drop)
        }
    };
    match result {
        Ok(()) => true,
        // A hidden or closed record, or values that don't go together: refused, and nothing is written.
        Err(Error::NotFound | Error::Invalid(_)) => false,
        Err(other) => panic!("{step:?}: {other:?}"),
    }
}

#[test]
fn no_sequence_of_writes_leaves_anything_to_find() {
    let tally = std::cell::Cell::new(0);
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    runner
        .run(&steps(), |steps| {
            let case = sample_case();
            let editor = writer(&case, "editor", Role::Editor);
            double(&case, &editor);
            for step in &steps {
                tally.set(tally.get() + usize::from(done(&case, &editor, step)));
            }
            prop_assert_eq!(case.store.check().unwrap(), vec![]);
            Ok(())
        })
        .unwrap();
    assert!(tally.get() > 40, "most writes are refused: {}", tally.get());
}
