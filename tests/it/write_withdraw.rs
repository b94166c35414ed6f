//! Records taken out of use: left out everywhere with what belongs to them, and brought back whole.

use habeas::domain::access::{Role, Viewer};
use habeas::domain::kind::Kind;
use habeas::domain::record::{Draft, RecordId, Sensitivity, Value};
use habeas::error::Error;

use crate::support::{CaseFile, faults, header, sample_case, version, write, writer};

fn counts(case: &CaseFile, viewer: &Viewer) -> Vec<i64> {
    case.store.read(viewer, |tx| Kind::ALL.into_iter().map(|kind| tx.count(kind)).collect()).unwrap()
}

fn withdraw(case: &CaseFile, by: &Viewer, id: RecordId) -> habeas::error::Result<i64> {
    write(case, by, |tx| tx.withdraw(id, version(case, id)))
}

#[test]
fn what_is_withdrawn_is_left_out_with_what_belongs_to_it_and_comes_back_whole() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    for id in ["P1", "I1", "D1", "GHN", "L2", "X1", "E1", "S6"].map(|id| case.id(id)) {
        let before = counts(&case, &editor);
        let leaving = case.store.read(&editor, |tx| tx.leaving(id)).unwrap();
        withdraw(&case, &editor, id).unwrap();
        let after = counts(&case, &editor);
        let gone: i64 = before.iter().zip(&after).map(|(before, after)| before - after).sum();
        assert_eq!(gone, 1 + i64::try_from(leaving.rows.len()).unwrap(), "what goes was listed: {id:?}");
        assert!(matches!(case.store.read(&editor, |tx| tx.label(id)), Err(Error::NotFound)));
        assert_eq!(header(&case, id).1, "withdrawn");
        assert_eq!(case.store.check().unwrap(), []);
        write(&case, &editor, |tx| tx.restore(id, version(&case, id))).unwrap();
        assert_eq!((counts(&case, &editor), header(&case, id).1.as_str()), (before, "draft"));
        assert_eq!(case.store.check().unwrap(), []);
    }
}

#[test]
fn a_withdrawn_participation_leaves_the_timeline_of_its_person() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let participation = case.id("X1");
    let (person, incident): (i64, i64) = case
        .raw()
        .query_row("SELECT person_id, incident_id FROM participation WHERE id = ?1", [participation.0], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    let indexed = || -> i64 {
        let sql = "SELECT count(*) FROM entry_person WHERE person_id = ?1 AND entry_id = ?2";
        case.raw().query_row(sql, [person, incident], |row| row.get(0)).unwrap()
    };
    assert_eq!(indexed(), 1);
    withdraw(&case, &editor, participation).unwrap();
    assert_eq!(indexed(), 0);
    write(&case, &editor, |tx| tx.restore(participation, version(&case, participation))).unwrap();
    assert_eq!(indexed(), 1);
}

#[test]
fn own_records_are_withdrawn_until_approved_and_others_by_editors_for_a_reason() {
    let case = sample_case();
    let [author, other] = ["author", "other"].map(|login| writer(&case, login, Role::Monitor));
    let editor = writer(&case, "editor", Role::Editor);
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let draft = Draft::new(Kind::Incident, [("type", text("inc/rally")), ("title", text("A rally"))].into());
    let [own, approved] = [1, 2].map(|_| write(&case, &author, |tx| tx.create(&draft)).unwrap());
    case.raw().execute("UPDATE record SET review = 'approved' WHERE id = ?1", [approved.0]).unwrap();
    assert!(matches!(withdraw(&case, &other, own), Err(Error::Forbidden)));
    assert!(matches!(withdraw(&case, &author, approved), Err(Error::Forbidden)));
    let silent = case.store.write(&author.actor().unwrap(), "", |tx| tx.withdraw(own, 1));
    assert_eq!(faults(silent), [("reason".into(), "err-required")]);
    assert!(matches!(write(&case, &author, |tx| tx.withdraw(own, 9)), Err(Error::Stale { current: 1 })));
    withdraw(&case, &author, own).unwrap();
    assert!(matches!(withdraw(&case, &author, own), Err(Error::NotFound)), "it is gone");
    assert!(matches!(write(&case, &author, |tx| tx.restore(own, 2)), Err(Error::Forbidden)));
    write(&case, &editor, |tx| tx.restore(own, 2)).unwrap();
    assert_eq!(faults(write(&case, &editor, |tx| tx.restore(own, 3))), [("review".into(), "err-review-step")]);
    withdraw(&case, &editor, approved).unwrap();
}

#[test]
fn editors_see_what_is_withdrawn_by_whom_and_why_as_far_as_they_are_cleared() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let (first, second) = (case.id("I1"), case.id("P1"));
    withdraw(&case, &editor, first).unwrap();
    withdraw(&case, &editor, second).unwrap();
    let trash = |viewer: &Viewer| case.store.read_withdrawn(viewer, |tx| tx.withdrawn(None, 100));
    let seen = trash(&editor).unwrap();
    let told: Vec<_> = seen.iter().map(|row| (row.record.id, row.by.as_str(), row.reason.as_str())).collect();
    assert_eq!(told, [(second, "editor", "Because"), (first, "editor", "Because")]);
    assert_eq!(seen[0].version, version(&case, second));
    assert!(case.store.read(&editor, |tx| tx.withdrawn(None, 100)).unwrap().is_empty(), "nowhere else");
    assert_eq!(case.store.read(&editor, |tx| tx.labels(&[first])).unwrap().len(), 0);
    for role in [Role::Viewer, Role::Monitor] {
        assert!(matches!(trash(&Viewer { role, ..editor.clone() }), Err(Error::Forbidden)));
    }
    case.raw().execute("UPDATE record SET sensitivity = 3 WHERE id = ?1", [second.0]).unwrap();
    let below = Viewer { clearance: Sensitivity::Confidential, ..editor };
    assert_eq!(trash(&below).unwrap().iter().map(|row| row.record.id).collect::<Vec<_>>(), [first]);
    let hidden = write(&case, &below, |tx| tx.restore(second, version(&case, second)));
    assert!(matches!(hidden, Err(Error::NotFound)));
}
