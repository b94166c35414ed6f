//! Role × act × whose it is × review × sensitivity × compartment: the program against the table written out by hand.

use habeas::domain::access::act::Act;
use habeas::domain::access::{Role, Viewer};
use habeas::domain::kind::Kind;
use habeas::domain::record::{Draft, REVIEWS, RecordId, Sensitivity, Value};
use habeas::error::{Error, Result};

use crate::attached_rows::AttachedRows;
use crate::support::{CaseFile, citing, empty_case, version, writer};

/// Who wrote the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// The one who acts.
    Own,
    /// A colleague, and the one who acts changed it last.
    Reworded,
    Colleagues,
}

/// The table. A state in which an act makes no sense is refused to everybody.
fn may(role: Role, act: Act, whose: Whose, review: &str) -> bool {
    let (own, fresh) = (whose == Whose::Own, whose == Whose::Colleagues);
    let fits = match act {
        Act::Check => ["draft", "disputed"].contains(&review),
        Act::Approve => review == "checked",
        Act::Dispute => ["draft", "checked", "approved"].contains(&review),
        Act::Reopen => ["checked", "approved", "disputed"].contains(&review),
        Act::Restore => review == "withdrawn",
        _ => review != "withdrawn",
    };
    fits && match (role, act) {
        (Role::Viewer, _) => false,
        (Role::Monitor, Act::Add) => true,
        (Role::Monitor, Act::Change | Act::Reopen | Act::Withdraw) => own && review != "approved",
        (Role::Monitor | Role::Editor, Act::Check) => fresh,
        (Role::Monitor, _) => false,
        (Role::Editor, Act::Approve) => fresh,
        (Role::Editor, _) => true,
    }
}

struct Scene {
    case: CaseFile,
    colleague: Viewer,
    report: RecordId,
}

impl Scene {
    fn create(&self, by: &Viewer, kind: Kind, fields: &[(&'static str, &str)]) -> RecordId {
        let fields = fields.iter().map(|(name, text)| (*name, Some(Value::Text((*text).to_owned())))).collect();
        self.written(by, |tx| {
            let id = tx.create(&Draft::new(kind, fields))?;
            if kind == Kind::Incident {
                tx.add_citation(id, &citing(self.report))?
            }
            Ok(id)
        })
    }

    /// Writes as somebody, whatever their role.
    fn written<T>(&self, by: &Viewer, work: impl FnOnce(&mut habeas::store::WriteTx<'_>) -> Result<T>) -> T {
        let by = Viewer { role: Role::Editor, clearance: Sensitivity::Restricted, compartments: vec![7], ..by.clone() };
        self.case.store.write(&by.actor().unwrap(), "Set up", work).unwrap()
    }

    /// An incident in a review state, of `whose`.
    fn incident(&self, actor: &Viewer, whose: Whose, review: &str) -> RecordId {
        let author = if whose == Whose::Own { actor } else { &self.colleague };
        let id = self.create(author, Kind::Incident, &[("type", "inc/rally"), ("title", "A rally")]);
        if whose == Whose::Reworded {
            let title = [("title", Some(Value::Text("Reworded".to_owned())))].into();
            self.written(actor, |tx| tx.update(id, 1, &title));
        }
        // As it came about does not matter here; a state has to be one that the acts can meet.
        let deleted = (review == "withdrawn").then_some("2012-04-02T00:00:00Z");
        let sql = "UPDATE record SET review = ?2, deleted_at = ?3 WHERE id = ?1";
        self.case.raw().execute(sql, (id.0, review, deleted)).unwrap();
        id
    }

    fn act(&self, by: &Viewer, act: Act, id: RecordId, other: RecordId) -> Result<()> {
        let actor = by.actor().ok_or(Error::Forbidden)?;
        let (at, others) = (version(&self.case, id), version(&self.case, other));
        self.case.store.write(&actor, "Because", |tx| match act {
            Act::Add => tx.add_citation(id, &citing(self.report)),
            Act::Change => tx.update(id, at, &[("title", Some(Value::Text("Else".to_owned())))].into()).map(drop),
            Act::Check => tx.review(id, at, "checked").map(drop),
            Act::Approve => tx.review(id, at, "approved").map(drop),
            Act::Dispute => tx.review(id, at, "disputed").map(drop),
            Act::Reopen => tx.review(id, at, "draft").map(drop),
            Act::Withdraw => tx.withdraw(id, at).map(drop),
            Act::Restore => tx.restore(id, at).map(drop),
            Act::Merge => tx.merge((id, at), (other, others), &[].into()).map(drop),
            Act::Prefer => unreachable!("of figures alone"),
        })
    }
}

fn scene() -> Scene {
    let case = empty_case();
    case.raw().execute_batch("INSERT INTO compartment (id, uid, name) VALUES (7, randomblob(16), 'ours')").unwrap();
    let colleague = writer(&case, "colleague", Role::Monitor);
    let mut scene = Scene { case, colleague, report: RecordId(0) };
    scene.report = scene.create(&scene.colleague, Kind::Report, &[("type", "doc/analysis"), ("title", "A report")]);
    scene
}

/// Acts on incidents.
fn acts() -> impl Iterator<Item = Act> {
    Act::ALL.into_iter().filter(|act| act.suits(Kind::Incident))
}

#[test]
fn every_act_is_open_to_whom_the_table_says() {
    let scene = scene();
    let mut allowed = 0;
    for role in Role::ALL {
        let by = writer(&scene.case, role.code(), role);
        for whose in [Whose::Own, Whose::Reworded, Whose::Colleagues] {
            for review in REVIEWS {
                for act in acts() {
                    let other = scene.incident(&scene.colleague, Whose::Own, "draft");
                    let id = scene.incident(&by, whose, review);
                    let about = format!("{role:?} {act:?} {whose:?} {review}");
                    // What a page offers is what the store does.
                    let read = |tx: &habeas::store::ReadTx<'_>| tx.acts(&by, id);
                    let offered = match *review {
                        "withdrawn" => scene.case.store.read_withdrawn(&by, read).unwrap_or_default(),
                        _ => scene.case.store.read(&by, read).unwrap(),
                    };
                    let expected = may(role, act, whose, review);
                    assert_eq!(offered.contains(&act), expected, "offered: {about}");
                    let done = scene.act(&by, act, id, other);
                    match (&done, expected) {
                        (Ok(()), true) => allowed += 1,
                        (Err(Error::Forbidden | Error::NotFound | Error::Invalid(_)), false) => {}
                        other => panic!("{about}: {other:?}"),
                    }
                }
            }
        }
    }
    assert!(allowed > 60, "{allowed}");
}

#[test]
fn no_act_reaches_a_record_that_is_not_open_to_its_writer() {
    let scene = scene();
    let full = writer(&scene.case, "full", Role::Editor);
    for sensitivity in Sensitivity::ALL {
        for clearance in Sensitivity::ALL {
            for (closed, inside) in [(false, false), (true, false), (true, true)] {
                let compartments = if inside { vec![7] } else { Vec::new() };
                let by = Viewer { clearance, compartments, ..full.clone() };
                let open = sensitivity <= clearance && (!closed || inside);
                for act in acts() {
                    // Any state in which an editor may do it to a colleague's record.
                    let review =
                        REVIEWS.iter().find(|review| may(Role::Editor, act, Whose::Colleagues, review)).unwrap();
                    let other = scene.incident(&scene.colleague, Whose::Own, "draft");
                    let id = scene.incident(&by, Whose::Colleagues, review);
                    let sql = "UPDATE record SET sensitivity = ?2, compartment_id = ?3 WHERE id = ?1";
                    scene.case.raw().execute(sql, (id.0, sensitivity.level(), closed.then_some(7))).unwrap();
                    // Its report and the other record are open to everybody.
                    let everybody = "UPDATE record SET sensitivity = 0 WHERE id IN (?1, ?2)";
                    scene.case.raw().execute(everybody, (scene.report.0, other.0)).unwrap();
                    let done = scene.act(&by, act, id, other);
                    let about = format!("{act:?} {sensitivity:?} {clearance:?} {closed} {inside}: {done:?}");
                    assert!(if open { done.is_ok() } else { matches!(done, Err(Error::NotFound)) }, "{about}");
                }
            }
        }
    }
}
