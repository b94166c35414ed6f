//! What is kept in memory follows every commit, and goes when the case file is locked.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use habeas::domain::access::{Actor, Role, Viewer};
use habeas::domain::kind::Kind;
use habeas::domain::record::{Draft, Fields, RecordId, Revision, Sensitivity, Value};
use habeas::error::Error;
use habeas::index::Index;
use habeas::index::classes::Classes;
use habeas::store::{Committed, Follower, ReadTx, WriteTx};

use crate::support::{CaseFile, reader, sample_case, version};

/// Keeps what it is told, and the classes in step with it.
#[derive(Default)]
struct Watching {
    classes: Mutex<Classes>,
    last: Mutex<Committed>,
}

impl Follower for Watching {
    fn committed(&self, now: &ReadTx<'_>, committed: &Committed) {
        now.placed_with(&committed.reclassified, |row| self.classes.lock().unwrap().put(&row)).unwrap();
        *self.last.lock().unwrap() = committed.clone();
    }

    fn locked(&self) {
        *self.classes.lock().unwrap() = Classes::default();
    }
}

fn readers() -> Vec<Viewer> {
    let of =
        |clearance| [vec![], vec![7]].map(|compartments| Viewer { compartments, ..reader(Role::Editor, clearance) });
    Sensitivity::ALL.into_iter().flat_map(of).collect()
}

/// The classes that followed are those of the file, and count what the filter counts.
fn in_step(case: &CaseFile, watching: &Watching, index: &Index, after: &str) {
    let mut fresh = Classes::default();
    case.store.placed(|row| fresh.put(&row)).unwrap();
    for viewer in readers() {
        let mask = watching.classes.lock().unwrap().mask(&viewer);
        assert!(mask.iter().eq(fresh.mask(&viewer).iter()), "{after}: {viewer:?}");
        for kind in Kind::ALL {
            let counted = case.store.read(&viewer, |tx| tx.count(kind)).unwrap();
            let kept = index.read(&case.store, &viewer, |_, answers| {
                assert!(answers.is_from_memory());
                answers.count(kind)
            });
            assert_eq!(kept.unwrap(), counted, "{after}: {kind:?} for {viewer:?}");
        }
    }
}

#[test]
fn what_is_kept_in_memory_follows_every_write_and_is_gone_when_the_case_file_is_locked() {
    let case = sample_case();
    case.raw().execute("INSERT INTO compartment (id, name, uid) VALUES (7, 'witnesses', randomblob(16))", []).unwrap();
    let (watching, index) = (Arc::new(Watching::default()), Arc::new(Index::default()));
    case.store.placed(|row| watching.classes.lock().unwrap().put(&row)).unwrap();
    case.store.follow(watching.clone());
    index.build(&case.store).unwrap();
    case.store.follow(index.clone());
    in_step(&case, &watching, &index, "the start");

    let actor = Actor::program().within(vec![7]);
    let write = |what: &str, work: &dyn Fn(&mut WriteTx<'_>) -> Result<(), Error>| {
        case.store.write(&actor, "Because", |tx| work(tx)).unwrap();
        in_step(&case, &watching, &index, what);
        watching.last.lock().unwrap().clone()
    };
    let (one, other) = (case.id("P1"), case.id("P2"));
    let made: Mutex<Option<RecordId>> = Mutex::new(None);
    let told = write("a new record", &|tx| {
        let fields = Fields::from([("about", Some(Value::Ref(one))), ("text", Some(Value::Text("Known".into())))]);
        *made.lock().unwrap() = Some(tx.create(&Draft::new(Kind::Note, fields))?);
        Ok(())
    });
    let note = made.lock().unwrap().unwrap();
    assert!([&told.created, &told.records, &told.reclassified].iter().all(|set| set.contains(&note)), "{told:?}");

    let change = |tx: &mut WriteTx<'_>, id, revision: &Revision| tx.revise(id, version(&case, id), revision).map(drop);
    let level = Revision { sensitivity: Some(Sensitivity::Restricted), ..Revision::default() };
    let told = write("a person for few", &|tx| change(tx, one, &level));
    assert!(told.reclassified.contains(&one) && told.created.is_empty(), "{told:?}");
    let inside = Revision { compartment: Some(Some(7)), ..Revision::default() };
    write("a compartment", &|tx| change(tx, case.id("I1"), &inside));
    let fields = Fields::from([("protected", Some(Value::Bool(true)))]);
    let protected = Revision { fields, ..Revision::default() };
    write("a protected source", &|tx| change(tx, case.id("S6"), &protected));
    let comment = Revision { comment: Some(Some("Looked at".into())), ..Revision::default() };
    let told = write("a comment", &|tx| change(tx, other, &comment));
    assert!(told.records.contains(&other) && told.reclassified.is_empty(), "{told:?}");

    let incident = case.id("I2");
    write("withdrawn", &|tx| tx.withdraw(incident, version(&case, incident)).map(drop));
    write("restored", &|tx| tx.restore(incident, version(&case, incident)).map(drop));
    let told = write("merged", &|tx| {
        tx.merge((one, version(&case, one)), (other, version(&case, other)), &Fields::new()).map(drop)
    });
    assert_eq!(told.merged, [(other, one)]);
    let merge = case.store.read(actor.viewer(), |tx| tx.merged_into(one)).unwrap().remove(0).merge;
    let told = write("parted", &|tx| tx.unmerge(merge).map(drop));
    assert_eq!(told.parted, [(other, one)]);

    let viewer = reader(Role::Editor, Sensitivity::Restricted);
    assert!(case.store.shut(Duration::from_secs(10)));
    assert!(matches!(index.read(&case.store, &viewer, |_, answers| answers.count(Kind::Person)), Err(Error::Locked)));
    assert_eq!(watching.classes.lock().unwrap().mask(&viewer).iter().count(), 0);
}
