//! What is a tree or an order has no circle, whatever is written and in whichever way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use habeas::app::gather::place;
use habeas::domain::access::{Role, Viewer};
use habeas::domain::custody::Asked;
use habeas::domain::kind::{Kind, Order, Target, Type};
use habeas::domain::lang::Lang;
use habeas::domain::record::{Draft, Fields, RecordId, Revision, Sensitivity, Value};
use habeas::domain::time::Day;
use habeas::error::{Error, Result};
use habeas::index::Answers;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use crate::server::{Server, habeas as run};
use crate::support::{CaseFile, empty_case, reader, version, write, writer};

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

/// An order with the kind of its rows, and the type of those that make it.
type One = (Kind, &'static Order, Option<&'static str>);

/// Every order that the kinds describe.
fn orders() -> Vec<One> {
    let mut all = Vec::new();
    for kind in Kind::ALL {
        for order in kind.orders() {
            let types = order.types.iter().map(|of| (kind, order, Some(*of)));
            all.extend(types.chain(order.types.is_empty().then_some((kind, order, None))));
        }
    }
    all
}

/// The kind of record that stands in an order: of those that can be anything, people.
fn stands((kind, order, _): One) -> Kind {
    match kind.field(order.to).unwrap().ty {
        Type::Ref(Target::One(target), _) => target,
        _ => Kind::Person,
    }
}

fn draft(kind: Kind) -> Draft {
    let fields = match kind {
        Kind::Place => vec![("level", text("site"))],
        Kind::Organization => vec![("type", text("org/ngo"))],
        Kind::Report => vec![("type", text("doc/news")), ("title", text("A report"))],
        Kind::Incident => vec![("type", text("inc/rally")), ("title", text("A rally"))],
        _ => vec![],
    };
    Draft::new(kind, fields.into_iter().collect())
}

fn nodes(case: &CaseFile, by: &Viewer, one: One, count: usize) -> Vec<RecordId> {
    write(case, by, |tx| (0..count).map(|_| tx.create(&draft(stands(one)))).collect()).unwrap()
}

/// Leads from one record to another; gives the row that does.
fn lead(case: &CaseFile, by: &Viewer, (kind, order, of): One, from: RecordId, to: RecordId) -> Result<RecordId> {
    let Some(start) = order.from else {
        let fields = Fields::from([(order.to, Some(Value::Ref(to)))]);
        return write(case, by, |tx| tx.update(from, version(case, from), &fields)).map(|_| from);
    };
    let fields = [(start, Some(Value::Ref(from))), (order.to, Some(Value::Ref(to))), ("type", text(of.unwrap()))];
    write(case, by, |tx| tx.create(&Draft::new(kind, fields.into())))
}

/// The field that is refused, and what is said of it.
fn refused<T: std::fmt::Debug>(result: Result<T>) -> (String, &'static str, String) {
    match result {
        Err(Error::Invalid(mut errors)) => {
            let error = errors.remove(0);
            (error.field, error.say.key, error.say.args.into_iter().map(|(_, value)| value).collect())
        }
        other => panic!("{other:?}"),
    }
}

fn reference(case: &CaseFile, id: RecordId) -> String {
    case.raw().query_row("SELECT ref FROM record WHERE id = ?1", [id.0], |row| row.get(0)).unwrap()
}

#[test]
fn every_tree_and_order_that_the_issue_names_is_described() {
    let named: BTreeSet<String> = orders()
        .iter()
        .map(|(kind, order, of)| format!("{} {} {}", kind.table(), order.to, of.unwrap_or("")))
        .collect();
    let wanted = [
        "place parent ",
        "organization parent ",
        "report parent ",
        "incident_link to_incident part_of",
        "incident_link to_incident precedes",
        "incident_link to_incident led_to",
        "relation object rel/subset_of",
        "relation object rel/parent_of",
    ];
    assert_eq!(named, wanted.map(str::to_owned).into());
}

#[test]
fn a_circle_is_refused_in_every_order_and_named_whether_made_or_changed() {
    let case = empty_case();
    let editor = writer(&case, "editor", Role::Editor);
    for one @ (kind, order, of) in orders() {
        let all = nodes(&case, &editor, one, 3);
        lead(&case, &editor, one, all[0], all[1]).unwrap();
        let row = lead(&case, &editor, one, all[1], all[2]).unwrap();
        let (field, key, names) = refused(lead(&case, &editor, one, all[2], all[0]));
        assert_eq!((field.as_str(), key), (order.to, "err-circle"), "{kind:?} {of:?}");
        let refs: Vec<String> = [2, 0, 1, 2].map(|n| reference(&case, all[n])).into();
        let mut rest = names.as_str();
        for reference in &refs {
            let (_, after) = rest.split_once(reference.as_str()).unwrap_or_else(|| panic!("{names}: no {reference}"));
            rest = after;
        }
        if order.from.is_some() {
            // A row that is there, turned to where the order began; and one of another type that becomes one of this.
            let turned = Fields::from([(order.to, Some(Value::Ref(all[0])))]);
            let turn = write(&case, &editor, |tx| tx.update(row, version(&case, row), &turned));
            assert_eq!(refused(turn).1, "err-circle", "{kind:?} {of:?}");
            let other = if kind == Kind::Relation { "rel/spouse_of" } else { "related" };
            let harmless = lead(&case, &editor, (kind, order, Some(other)), all[2], all[0]).unwrap();
            let typed = Fields::from([("type", text(of.unwrap()))]);
            let retype = write(&case, &editor, |tx| tx.update(harmless, version(&case, harmless), &typed));
            assert_eq!(refused(retype).1, "err-circle", "{kind:?} {of:?}");
        }
    }
    assert_eq!(case.store.check().unwrap(), []);
}

#[test]
fn what_is_withdrawn_leads_nowhere_and_does_not_come_back_into_a_circle() {
    let case = empty_case();
    let editor = writer(&case, "editor", Role::Editor);
    for one @ (kind, order, of) in orders() {
        // The record in the middle, or the row of the first step: in a tree that is the record which is named again.
        for in_the_middle in [true, false].into_iter().filter(|middle| *middle || order.from.is_some()) {
            let all = nodes(&case, &editor, one, 3);
            let first = lead(&case, &editor, one, all[0], all[1]).unwrap();
            lead(&case, &editor, one, all[1], all[2]).unwrap();
            let gone = if in_the_middle { all[1] } else { first };
            write(&case, &editor, |tx| tx.withdraw(gone, version(&case, gone))).unwrap();
            let back = lead(&case, &editor, one, all[2], all[0]).unwrap();
            let restore = || write(&case, &editor, |tx| tx.restore(gone, version(&case, gone)));
            assert_eq!(refused(restore()).1, "err-circle", "{kind:?} {of:?}");
            write(&case, &editor, |tx| tx.withdraw(back, version(&case, back))).unwrap();
            restore().unwrap();
        }
    }
    assert_eq!(case.store.check().unwrap(), []);
}

#[test]
fn no_merge_closes_a_circle() {
    let case = empty_case();
    let editor = writer(&case, "editor", Role::Editor);
    for one @ (kind, _, of) in orders().into_iter().filter(|one| stands(*one).is_mergeable()) {
        let all = nodes(&case, &editor, one, 3);
        lead(&case, &editor, one, all[0], all[1]).unwrap();
        lead(&case, &editor, one, all[1], all[2]).unwrap();
        let merged = write(&case, &editor, |tx| {
            let versions = [all[0], all[2]].map(|id| version(&case, id));
            tx.merge((all[0], versions[0]), (all[2], versions[1]), &Fields::new())
        });
        let (field, key, _) = refused(merged);
        assert!(field == "merged" && ["err-circle", "err-merge-inside"].contains(&key), "{kind:?} {of:?}: {key}");
    }
}

#[test]
fn a_circle_through_what_is_closed_to_the_writer_is_refused_without_a_name() {
    let case = empty_case();
    let editor = writer(&case, "editor", Role::Editor);
    let below = Viewer { account: editor.account, ..reader(Role::Editor, Sensitivity::Internal) };
    for one in orders() {
        let all = nodes(&case, &editor, one, 3);
        lead(&case, &editor, one, all[0], all[1]).unwrap();
        lead(&case, &editor, one, all[1], all[2]).unwrap();
        let close = Revision { sensitivity: Some(Sensitivity::Restricted), ..Revision::default() };
        write(&case, &editor, |tx| tx.revise(all[1], version(&case, all[1]), &close)).unwrap();
        let (_, key, names) = refused(lead(&case, &below, one, all[2], all[0]));
        assert_eq!((key, names.as_str()), ("err-circle-closed", ""), "{one:?}");
    }
}

#[test]
fn check_names_the_circles_that_are_there() {
    for one @ (kind, order, of) in orders() {
        let case = empty_case();
        let editor = writer(&case, "editor", Role::Editor);
        let all = nodes(&case, &editor, one, 3);
        let row = lead(&case, &editor, one, all[0], all[1]).unwrap();
        lead(&case, &editor, one, all[1], all[2]).unwrap();
        let sql = match order.from {
            None => format!("UPDATE {} SET {}_id = {} WHERE id = {}", kind.table(), order.to, all[0].0, all[1].0),
            Some(from) => {
                let (table, to) = (kind.table(), order.to);
                format!("UPDATE {table} SET {from}_id = {}, {to}_id = {} WHERE id = {}", all[2].0, all[1].0, row.0)
            }
        };
        case.raw().execute(&sql, []).unwrap();
        let found: Vec<String> = case.store.check().unwrap().into_iter().map(|finding| finding.0).collect();
        let circle: Vec<&String> = found.iter().filter(|said| said.starts_with("Circle: ")).collect();
        assert_eq!(circle.len(), 1, "{kind:?} {of:?}: {found:?}");
        assert!(circle[0].contains(&reference(&case, all[1])) && circle[0].contains(kind.table()), "{circle:?}");
    }
    let case = empty_case();
    let editor = writer(&case, "editor", Role::Editor);
    let two = nodes(&case, &editor, orders()[0], 2);
    for (one, other) in [(two[0], two[1]), (two[1], two[0])] {
        case.raw().execute("UPDATE record SET merged_into = ?2 WHERE id = ?1", [one.0, other.0]).unwrap();
    }
    let found = case.store.check().unwrap();
    assert!(found.iter().any(|finding| finding.0.ends_with("by merges.")), "{found:?}");
}

#[test]
fn a_circle_is_a_fault_of_its_field_for_programs_and_of_its_line_in_a_file() {
    let server = Server::serve();
    let bearer = format!("Bearer {}", server.case().token("editor"));
    let send = |method: &str, path: &str, body: serde_json::Value| {
        let key = format!("circle-{path}-{method}");
        let headers = [("Authorization", bearer.as_str()), ("Idempotency-Key", key.as_str())];
        server.send(method, &format!("/api/v1/{path}"), &headers, body.to_string().as_bytes())
    };
    let place = server.api("/api/v1/places/L-1", server.case().token("editor")).json();
    let inside = server.api("/api/v1/places/L-2", server.case().token("editor")).json();
    let body = json!({ "version": place["version"], "reason": "A mistake", "parent": inside["uid"] });
    let answer = send("PATCH", "places/L-1", body);
    assert_eq!(answer.status, 422, "{}", answer.text());
    let said = answer.json()["error"]["fields"]["parent"].to_string();
    assert!(said.contains("circle") && said.contains("L-1") && said.contains("L-2"), "{said}");

    let (case, _) = server.stop();
    let case = case.unwrap();
    let incident = |id: &str| format!("[[incident]]\nid = \"{id}\"\ntype = \"inc/rally\"\ntitle = \"{id}\"\n");
    let link = |from: &str, to: &str| {
        format!(
            "[[incident_link]]\nid = \"{from}{to}\"\nfrom_incident = \"{from}\"\ntype = \"precedes\"\nto_incident = \"{to}\"\n"
        )
    };
    let head = "format = \"habeas-case/1\"\ncase = \"circle\"\ntitle = \"Circle\"\n";
    let file = [head.into(), incident("A"), incident("B"), link("A", "B"), link("B", "A")].concat();
    let line = file.lines().count();
    let outer = tempfile::tempdir().unwrap();
    let path = outer.path().join("case.toml");
    fs::write(&path, file).unwrap();
    let output = run(&["import", path.to_str().unwrap(), "--data", case.path()]);
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(!output.status.success() && said.contains("circle"), "{said}");
    assert!(said.contains(&format!("line {line}")), "the line of the reference, {line}: {said}");
}

#[test]
fn a_chain_of_two_thousand_places_is_walked_once_and_not_again_for_each_place() {
    let case = empty_case();
    let editor = writer(&case, "editor", Role::Editor);
    let chain: Vec<RecordId> = write(&case, &editor, |tx| {
        let mut chain: Vec<RecordId> = Vec::new();
        for _ in 0..2000 {
            let mut next = draft(Kind::Place);
            next.fields.insert("level", text(if chain.is_empty() { "city" } else { "site" }));
            next.fields.insert("parent", chain.last().map(|around| Value::Ref(*around)));
            chain.push(tx.create(&next)?);
        }
        Ok(chain)
    })
    .unwrap();
    let on = Day::from_ymd(2012, 4, 2).unwrap();
    for n in [0, 1000, 1999] {
        let page =
            case.store.read(&editor, |tx| place::gather(&Answers::of_tables(tx), chain[n], Lang::En, on)).unwrap();
        assert_eq!(page.path.last().map(|label| label.id), n.checked_sub(1).map(|n| chain[n]));
        assert_eq!(page.tree.inside.len(), usize::from(n < 1999));
        assert_eq!((page.path.len(), page.path_goes_on), (n.min(20), n > 20), "what is not told is said to be there");
    }
    // Whoever is held in the innermost is held inside each of them, and counts for the city around all.
    let held = |kind: Kind, fields: Vec<(&'static str, Option<Value>)>| {
        write(&case, &editor, |tx| tx.create(&Draft::new(kind, fields.into_iter().collect()))).unwrap()
    };
    let person = held(Kind::Person, vec![]);
    let detention = held(Kind::Detention, vec![("person", Some(Value::Ref(person)))]);
    let step = [("type", text("de/held")), ("status_after", text("held")), ("seq", Some(Value::Integer(1)))];
    let there = [("detention", Some(Value::Ref(detention))), ("place", Some(Value::Ref(chain[1999])))];
    held(Kind::CustodyEvent, step.into_iter().chain(there).collect());
    for n in [0, 1000, 1999] {
        let words = case.store.read(&editor, |tx| tx.last_words_inside(chain[n], on, Asked::Now)).unwrap();
        assert_eq!(words.iter().map(|word| word.person).collect::<Vec<_>>(), [person]);
    }
    let settlements = case.store.read(&editor, |tx| tx.settlements(&[chain[1999], chain[30], chain[0]])).unwrap();
    assert!(settlements.len() == 3 && settlements.values().all(|settlement| *settlement == chain[0]));
    // The way from the innermost to the outermost is found, and refused.
    let one = orders().into_iter().find(|one| one.0 == Kind::Place).unwrap();
    let (_, key, names) = refused(lead(&case, &editor, one, chain[0], chain[1999]));
    assert!(key == "err-circle" && names.ends_with("…"), "{names}");
}

/// A write; each number picks what it is done to.
#[derive(Debug, Clone)]
enum Step {
    Lead(usize, usize, usize),
    Withdraw(usize),
    Restore(usize),
    Merge(usize, usize),
    Unmerge(usize),
}

#[test]
fn no_sequence_of_writes_of_any_kind_makes_a_circle() {
    let n = || 0..64_usize;
    let step = prop_oneof![
        8 => (n(), n(), n()).prop_map(|(order, from, to)| Step::Lead(order, from, to)),
        2 => n().prop_map(Step::Withdraw),
        2 => n().prop_map(Step::Restore),
        1 => (n(), n()).prop_map(|(kept, merged)| Step::Merge(kept, merged)),
        1 => n().prop_map(Step::Unmerge),
    ];
    let (made, refusals) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let mut runner = TestRunner::new(Config { cases: 6, failure_persistence: None, ..Config::default() });
    runner
        .run(&proptest::collection::vec(step, 40..100), |steps| {
            let case = empty_case();
            let editor = writer(&case, "editor", Role::Editor);
            let all: BTreeMap<Kind, Vec<RecordId>> =
                orders().into_iter().map(|one| (stands(one), nodes(&case, &editor, one, 4))).collect();
            let (raw, mut merges) = (case.raw(), Vec::new());
            for step in steps {
                match done(&case, &editor, &all, &step, &mut merges) {
                    Ok(()) => made.set(made.get() + 1),
                    Err(Error::Invalid(errors)) if errors[0].say.key == "err-circle" => {
                        refusals.set(refusals.get() + 1)
                    }
                    Err(Error::NotFound | Error::Invalid(_)) => {}
                    Err(other) => panic!("{step:?}: {other:?}"),
                }
                for one in orders() {
                    prop_assert!(!has_circle(&raw, one), "{one:?} after {step:?}");
                }
            }
            Ok(())
        })
        .unwrap();
    assert!(made.get() > 80 && refusals.get() > 5, "{} made, {} refused", made.get(), refusals.get());
}

fn done(
    case: &CaseFile,
    by: &Viewer,
    all: &BTreeMap<Kind, Vec<RecordId>>,
    step: &Step,
    merges: &mut Vec<i64>,
) -> Result<()> {
    let every: Vec<RecordId> = {
        let raw = case.raw();
        let mut statement = raw.prepare("SELECT id FROM record ORDER BY id").unwrap();
        statement.query_map([], |row| Ok(RecordId(row.get(0)?))).unwrap().map(|id| id.unwrap()).collect()
    };
    let pick = |n: usize| every[n * every.len() / 64];
    match *step {
        Step::Lead(order, from, to) => {
            let one = orders()[order % orders().len()];
            let among = &all[&stands(one)];
            lead(case, by, one, among[from % among.len()], among[to % among.len()]).map(drop)
        }
        Step::Withdraw(n) => write(case, by, |tx| tx.withdraw(pick(n), version(case, pick(n)))).map(drop),
        Step::Restore(n) => write(case, by, |tx| tx.restore(pick(n), version(case, pick(n)))).map(drop),
        Step::Merge(kept, merged) => {
            let (kept, merged) = (pick(kept), pick(merged));
            let merge = write(case, by, |tx| {
                tx.merge((kept, version(case, kept)), (merged, version(case, merged)), &Fields::new())
            })?;
            merges.push(merge);
            Ok(())
        }
        Step::Unmerge(n) => match merges.get(n % merges.len().max(1)) {
            Some(merge) => write(case, by, |tx| tx.unmerge(*merge)).map(drop),
            None => Ok(()),
        },
    }
}

/// Whether rows in force between records in force lead in a circle: counted by hand, by taking away what leads nowhere.
fn has_circle(raw: &rusqlite::Connection, (kind, order, of): One) -> bool {
    let start = order.from.map_or_else(|| "id".to_owned(), |from| format!("{from}_id"));
    let of = of.map(|of| format!(" AND t.type = '{of}'")).unwrap_or_default();
    let sql = format!(
        "SELECT t.{start}, t.{to}_id FROM {table} t JOIN record r ON r.id = t.id JOIN record f ON f.id = t.{start}
           JOIN record o ON o.id = t.{to}_id
          WHERE r.deleted_at IS NULL AND r.merged_into IS NULL AND f.deleted_at IS NULL AND o.deleted_at IS NULL{of}",
        to = order.to,
        table = kind.table()
    );
    let mut kept = raw.prepare("SELECT COALESCE(merged_into, id) FROM record WHERE id = ?1").unwrap();
    let mut kept = |mut id: i64| {
        for _ in 0..64 {
            id = kept.query_row([id], |row| row.get(0)).unwrap();
        }
        id
    };
    let mut statement = raw.prepare(&sql).unwrap();
    let rows: Vec<(i64, i64)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(|row| row.unwrap()).collect();
    let mut edges: Vec<(i64, i64)> = rows.into_iter().map(|(from, to)| (kept(from), kept(to))).collect();
    loop {
        let starts: BTreeSet<i64> = edges.iter().map(|(from, _)| *from).collect();
        let before = edges.len();
        edges.retain(|(_, to)| starts.contains(to));
        if edges.len() == before {
            return !edges.is_empty();
        }
    }
}
