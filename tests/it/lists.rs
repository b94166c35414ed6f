//! Lists: every record that a reader may see, once, in the alphabet of his or her language, however long they are.

use std::collections::BTreeSet;

use habeas::domain::access::{Actor, Role, Viewer};
use habeas::domain::collation;
use habeas::domain::kind::Kind;
use habeas::domain::lang::Lang;
use habeas::domain::name::Name;
use habeas::domain::query::list::{List, PAGE, Start};
use habeas::domain::query::place::NamePlace;
use habeas::domain::record::{Draft, Fields, RecordId, Sensitivity, Value};
use habeas::store::WriteTx;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::attached_rows::AttachedRows;
use crate::support::{CaseFile, empty_case, reader};

const LISTS: [List; 6] =
    [List::People, List::Groups, List::Organizations, List::Places(None), List::Reports, List::Sources];

fn name(text: &str) -> Name {
    Name { id: 0, text: text.to_owned(), kind: "primary".to_owned(), lang: None, valid: None, report: None }
}

fn make(
    tx: &mut WriteTx<'_>,
    kind: Kind,
    fields: &[(&'static str, Value)],
    called: &str,
    level: Sensitivity,
) -> RecordId {
    let fields: Fields = fields.iter().map(|(name, value)| (*name, Some(value.clone()))).collect();
    let id = tx.create(&Draft { sensitivity: level, ..Draft::new(kind, fields) }).unwrap();
    tx.add_name(id, &name(called)).unwrap();
    id
}

fn person(tx: &mut WriteTx<'_>, called: &str, level: Sensitivity) -> RecordId {
    make(tx, Kind::Person, &[], called, level)
}

fn write<T>(case: &CaseFile, work: impl FnOnce(&mut WriteTx<'_>) -> T) -> T {
    case.store.write(&Actor::program(), "Because", |tx| Ok(work(tx))).unwrap()
}

/// All of a list, page by page from one end.
fn walk(case: &CaseFile, viewer: &Viewer, list: List, lang: Lang, backwards: bool) -> Vec<RecordId> {
    let read = |start: &Start| case.store.read(viewer, |tx| tx.listed(list, lang, start)).unwrap();
    let at = |id: Option<&RecordId>| NamePlace::of(&case.store.read(viewer, |tx| tx.label(*id.unwrap())).unwrap());
    let mut page = read(&Start::First);
    let mut all = page.ids.clone();
    while page.after {
        page = read(&Start::After(at(page.ids.last())));
        assert!(page.before && !page.ids.is_empty() && page.ids.len() <= PAGE);
        all.extend(&page.ids);
    }
    if !backwards {
        return all;
    }
    let mut reversed: Vec<RecordId> = page.ids.iter().rev().copied().collect();
    while page.before {
        page = read(&Start::Before(at(page.ids.first())));
        assert!(page.after);
        reversed.extend(page.ids.iter().rev());
    }
    reversed
}

#[test]
fn lists_hold_every_record_a_reader_may_see_once_in_the_order_of_the_alphabet() {
    let one = (prop_oneof!["[А-Яа-яЁёІіЎўҚқ]{1,3}", "[A-Za-zÉé]{1,3}", "[«\"]?[0-9]{0,2}[А-Яа-яЁё]{0,3}"], 0..4i64);
    let mut runner = TestRunner::new(Config { cases: 6, ..Config::default() });
    runner
        .run(&proptest::collection::vec(one, 40..140), |people| {
            let case = empty_case();
            let made: Vec<(RecordId, String, i64)> = write(&case, |tx| {
                let make = |(text, level): &(String, i64)| {
                    let text = if text.trim().is_empty() { "x".to_owned() } else { text.clone() };
                    (person(tx, &text, Sensitivity::from_level(*level).unwrap()), text, *level)
                };
                people.iter().map(make).collect()
            });
            for (lang, clearance) in Lang::ALL.into_iter().flat_map(|lang| [0, 1, 3].map(|level| (lang, level))) {
                let viewer = reader(Role::Viewer, Sensitivity::from_level(clearance).unwrap());
                let mut seen: Vec<_> = made.iter().filter(|(_, _, level)| *level <= clearance).collect();
                seen.sort_by_key(|(id, text, _)| (collation::key(lang, text), *id));
                let expected: Vec<RecordId> = seen.iter().map(|(id, ..)| *id).collect();
                prop_assert_eq!(&walk(&case, &viewer, List::People, lang, false), &expected);
                let mut backwards = walk(&case, &viewer, List::People, lang, true);
                backwards.reverse();
                prop_assert_eq!(&backwards, &expected);

                let page = |start: &Start| case.store.read(&viewer, |tx| tx.listed(List::People, lang, start)).unwrap();
                let letters: Vec<String> =
                    seen.iter().map(|(_, text, _)| collation::letter(text)).fold(Vec::new(), |mut all, l| {
                        if all.last() != Some(&l) {
                            all.push(l)
                        }
                        all
                    });
                prop_assert_eq!(
                    letters.iter().collect::<BTreeSet<_>>().len(),
                    letters.len(),
                    "a letter stands together"
                );
                let told = page(&Start::First).letters;
                prop_assert_eq!(told, if expected.len() > PAGE { letters.clone() } else { Vec::new() });
                for letter in letters {
                    let first = seen.iter().find(|(_, text, _)| collation::letter(text) == letter).map(|(id, ..)| *id);
                    prop_assert_eq!(page(&Start::Letter(letter.clone())).ids.first().copied(), first, "{}", letter);
                }
            }
            prop_assert!(case.store.check().unwrap().is_empty());
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_record_stands_where_its_name_and_kind_put_it_whatever_is_changed() {
    let case = empty_case();
    let viewer = reader(Role::Editor, Sensitivity::Restricted);
    let lists = |case: &CaseFile| LISTS.map(|list| walk(case, &viewer, list, Lang::Ru, false));
    let (one, other, city, country) = write(&case, |tx| {
        let level = Sensitivity::Internal;
        let country = make(tx, Kind::Place, &[("level", Value::Text("country".into()))], "Казахстан", level);
        let city = [("level", Value::Text("city".into())), ("parent", Value::Ref(country))];
        (person(tx, "Яков", level), person(tx, "Борис", level), make(tx, Kind::Place, &city, "Алматы", level), country)
    });
    assert_eq!(lists(&case)[0], [other, one]);
    assert_eq!(lists(&case)[3], [country], "places are listed level by level");
    assert_eq!(walk(&case, &viewer, List::Places(Some(country)), Lang::Ru, false), [city]);

    let row = case.store.read(&viewer, |tx| Ok(tx.names(&[one])?[&one][0].id)).unwrap();
    write(&case, |tx| tx.change_name(one, row, &name("Арман")).unwrap());
    assert_eq!(lists(&case)[0], [one, other], "a new name is another place in the list");
    write(&case, |tx| {
        let version = tx.read().get_untyped(Kind::Person, other).unwrap().0.version;
        let unit = Fields::from([("unit", Some(Value::Text("group".into())))]);
        tx.update(other, version, &unit).unwrap();
        let version = tx.read().get_untyped(Kind::Place, city).unwrap().0.version;
        tx.update(city, version, &Fields::from([("parent", None)])).unwrap();
    });
    assert_eq!((&lists(&case)[0], &lists(&case)[1]), (&vec![one], &vec![other]), "a group is in the list of groups");
    assert_eq!(lists(&case)[3], [city, country]);
    assert!(case.store.check().unwrap().is_empty());

    // A place around one that the reader does not see is none for this reader.
    write(&case, |tx| {
        let version = tx.read().get_untyped(Kind::Place, city).unwrap().0.version;
        tx.update(city, version, &Fields::from([("parent", Some(Value::Ref(country)))])).unwrap();
    });
    case.raw().execute("UPDATE record SET sensitivity = 3 WHERE id = ?1", [country.0]).unwrap();
    let below = reader(Role::Editor, Sensitivity::Internal);
    assert_eq!(walk(&case, &below, List::Places(None), Lang::Ru, false), [city]);
}

#[test]
fn check_finds_a_record_that_is_listed_where_it_does_not_belong() {
    let case = empty_case();
    let id = write(&case, |tx| person(tx, "Яков", Sensitivity::Internal));
    for damage in [
        "UPDATE sort_key SET key = x'00' WHERE lang = 'ru'",
        "UPDATE sort_key SET list = 'groups'",
        "DELETE FROM sort_key WHERE lang = 'en'",
    ] {
        let sql = format!("CREATE TEMP TABLE kept AS SELECT * FROM sort_key; {damage};");
        let raw = case.raw();
        raw.execute_batch(&sql).unwrap();
        let found = case.store.check().unwrap();
        assert_eq!(found.len(), 1, "{damage}: {found:?}");
        assert!(found[0].0.contains(&id.0.to_string()));
        raw.execute_batch("DELETE FROM sort_key; INSERT INTO sort_key SELECT * FROM kept;").unwrap();
    }
    assert!(case.store.check().unwrap().is_empty());
}
