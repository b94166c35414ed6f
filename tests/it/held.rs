//! Who is held: what is kept of last words is what the steps say, to each reader, on each day, whatever is written.

use std::collections::BTreeMap;

use habeas::domain::access::{Role, Viewer};
use habeas::domain::custody::{Asked, Episode, LastWord, Status};
use habeas::domain::kind::{CERTAINTIES, Kind};
use habeas::domain::record::{DETAINED_TWICE, Fields, RecordId, Revision, Sensitivity, Value};
use habeas::domain::time::{Day, Edtf};
use habeas::error::Error;
use habeas::store::{ReadTx, Store, WriteTx};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::{CaseFile, editor_within, ids, reader, sample_case};

/// One write: what is done, to which record, with which of the values there are.
type Write = (u8, usize, usize);

const DATES: [&str; 5] = ["2012-01-10", "2012-03", "[2012-02-01..2012-02-24]", "[..2012-02-25]", "[2012-03-20..]"];

fn write(case: &CaseFile, writer: &Viewer, inside: i64, (what, which, value): Write) {
    let one = |tx: &WriteTx<'_>, kinds: &[Kind], at: usize| {
        let ids = ids(&tx.read(), kinds);
        ids[at % ids.len()]
    };
    let told = [Kind::Person, Kind::Detention, Kind::CustodyEvent, Kind::Place];
    let change = |tx: &mut WriteTx<'_>| {
        let mut revision = Revision { accepted: [DETAINED_TWICE].into(), ..Revision::default() };
        let mut set = |name: &'static str, value: Value| revision.fields = Fields::from([(name, Some(value))]);
        let id = match what {
            2 => {
                set("person", Value::Ref(one(tx, &[Kind::Person], value)));
                one(tx, &[Kind::Detention], which)
            }
            3 => {
                set("detention", Value::Ref(one(tx, &[Kind::Detention], value)));
                one(tx, &[Kind::CustodyEvent], which)
            }
            4 => {
                set("date", Value::Date(Edtf::parse(DATES[value % DATES.len()]).unwrap()));
                one(tx, &[Kind::CustodyEvent], which)
            }
            5 => {
                set("status_after", Value::Text(Status::ALL[value % Status::ALL.len()].code().to_owned()));
                one(tx, &[Kind::CustodyEvent], which)
            }
            6 => {
                set("place", Value::Ref(one(tx, &[Kind::Place], value)));
                one(tx, &[Kind::CustodyEvent], which)
            }
            8 => {
                set("death", Value::Date(Edtf::parse(DATES[value % DATES.len()]).unwrap()));
                one(tx, &[Kind::Person], which)
            }
            9 => {
                set("certainty", Value::Text(CERTAINTIES[value % CERTAINTIES.len()].to_owned()));
                one(tx, &[Kind::CustodyEvent], which)
            }
            10 => {
                set("start", Value::Date(Edtf::parse(DATES[value % DATES.len()]).unwrap()));
                one(tx, &[Kind::Detention], which)
            }
            _ => one(tx, &told, which),
        };
        let kind = tx.read().kinds(&[id])?[0].1;
        let version = tx.read().get_untyped(kind, id)?.0.version;
        match what {
            0 => revision.sensitivity = Some(Sensitivity::ALL[value % 4]),
            1 => revision.compartment = Some((value % 3 == 0).then_some(inside)),
            7 => return tx.withdraw(id, version).map(drop),
            _ => {}
        }
        tx.revise(id, version, &revision).map(drop)
    };
    match case.store.write(&writer.actor().unwrap(), "Told by a report", change) {
        // What can't be said is said by nobody.
        Ok(()) | Err(Error::Invalid(_) | Error::Forbidden) => {}
        Err(error) => panic!("{error:?}"),
    }
}

/// The last words on everybody, by their steps, as a reader sees them.
fn by_steps(tx: &ReadTx<'_>, on: Day, asked: Asked) -> Vec<LastWord> {
    let people = tx.list(Kind::Person).unwrap();
    let mut episodes: BTreeMap<RecordId, Vec<Episode>> = BTreeMap::new();
    for episode in tx.episodes(&people.iter().map(|label| label.id).collect::<Vec<_>>()).unwrap() {
        episodes.entry(episode.detention.fields.person.unwrap()).or_default().push(episode);
    }
    let mut words: Vec<LastWord> = people
        .iter()
        .filter_map(|label| LastWord::of(label.id, label.group, episodes.get(&label.id)?, on, asked))
        .collect();
    words.sort_by_cached_key(|word| word.by_silence(on));
    words
}

fn agrees(store: &Store, viewer: &Viewer) -> Result<usize, TestCaseError> {
    let mut held = 0;
    for day in ["2011-12-31", "2012-01-10", "2012-02-20", "2012-02-25", "2012-03-01", "2012-03-25", "2012-04-02"] {
        let on = Day::parse_iso(day).unwrap();
        for asked in [Asked::Now, Asked::Earlier] {
            let (kept, by_steps, inside) = store
                .read(viewer, |tx| {
                    let mut inside = Vec::new();
                    for place in ids(tx, &[Kind::Place]) {
                        inside.push((tx.places_inside(place)?, tx.last_words_inside(place, on, asked)?));
                    }
                    Ok((tx.last_words(on, asked)?, by_steps(tx, on, asked), inside))
                })
                .unwrap();
            prop_assert_eq!(&kept, &by_steps, "on {} at {:?}", day, viewer.clearance);
            for (places, words) in inside {
                let there = by_steps.iter().filter(|word| word.place.is_some_and(|place| places.contains(&place)));
                prop_assert_eq!(words.iter().collect::<Vec<_>>(), there.collect::<Vec<_>>());
            }
            held += kept.len();
        }
    }
    Ok(held)
}

#[test]
fn the_last_words_that_are_kept_are_those_that_the_steps_say_to_each_reader_on_each_day() {
    let one = (0u8..11, 0usize..1000, 0usize..1000);
    let config = Config { cases: 4, failure_persistence: None, max_shrink_iters: 60, ..Config::default() };
    TestRunner::new(config)
        .run(&proptest::collection::vec(one, 20..50), |writes| {
            let case = sample_case();
            let (editor, inside) = editor_within(&case, "lawyers");
            writes.into_iter().for_each(|one| write(&case, &editor, inside, one));
            prop_assert_eq!(case.store.check().unwrap(), []);
            let mut held = 0;
            for clearance in Sensitivity::ALL {
                for compartments in [Vec::new(), vec![inside]] {
                    held += agrees(&case.store, &Viewer { compartments, ..reader(Role::Editor, clearance) })?;
                }
            }
            prop_assert!(held > 0);
            Ok(())
        })
        .unwrap();
}
