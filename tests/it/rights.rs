//! The rights filter: what a reader may not see is left out everywhere, counts and exports included.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use habeas::app::export;
use habeas::app::gather::{desk, dossier, history};
use habeas::app::intake::load_case;
use habeas::domain::access::{Actor, Audience, Role, Viewer};
use habeas::domain::custody::Asked;
use habeas::domain::kind::*;
use habeas::domain::kind::{Kind, Reference, Type};
use habeas::domain::lang::Lang;
use habeas::domain::query::{Facets, Question, TimelineQuery};
use habeas::domain::record::{RecordId, Sensitivity, Value};
use habeas::domain::time::{Day, Edtf};
use habeas::error::Error;
use habeas::export::{ExportContext, FORMATS, Format, csv, json};
use habeas::index::classes::Classes;
use habeas::index::{Answers, Index};
use habeas::store::{ReadTx, Sight, Store, Time};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value as Json};

use crate::support::{CaseFile, OTHER_REPORTS, SAMPLE, empty_case, reader, sample_case};

/// More than the sample case has lines.
const ALL: usize = 500;

#[test]
fn a_restricted_person_leaves_no_trace_for_readers_below() {
    let case = empty_case();
    let restricted = SAMPLE.replace("id = \"P5\"\n", "id = \"P5\"\nsensitivity = 3\n");
    assert_ne!(restricted, SAMPLE);
    for (name, text) in [("first", restricted.as_str()), ("second", OTHER_REPORTS)] {
        load_case::load(&case.store, &Actor::program(), name, text).unwrap();
    }
    let own = ["P5", "X2", "X15", "Q1", "Q2", "R11"].map(|id| case.id(id));
    let words = ["Unidentified protest speaker", "insatiable", "our history will not forgive us"];

    let full = reader(Role::Editor, Sensitivity::Restricted);
    let told = everything(&case.store, &full);
    assert!(own.iter().all(|id| told.ids.contains(id)) && words.iter().all(|word| told.text.contains(word)));
    for clearance in [Sensitivity::Public, Sensitivity::Internal, Sensitivity::Confidential] {
        // The highest role: what is seen hangs on the clearance alone.
        let told = everything(&case.store, &reader(Role::Editor, clearance));
        for id in own {
            assert!(!told.ids.contains(&id), "{id:?} is told at {clearance:?}");
        }
        for word in words {
            assert!(!told.text.contains(word), "{word} is told at {clearance:?}");
        }
    }
    // Everything else stays, the events included.
    let internal = reader(Role::Viewer, Sensitivity::Internal);
    let counts =
        |viewer: &Viewer| case.store.read(viewer, |tx| Kind::ALL.map(|kind| tx.count(kind)).into_iter().collect());
    let (all, seen): (Vec<i64>, Vec<i64>) = (counts(&full).unwrap(), counts(&internal).unwrap());
    let missing: Vec<(Kind, i64)> = Kind::ALL
        .into_iter()
        .zip(all.iter().zip(&seen).map(|(all, seen)| all - seen))
        .filter(|(_, n)| *n > 0)
        .collect();
    assert_eq!(missing, [(Kind::Person, 1), (Kind::Participation, 2), (Kind::Relation, 1), (Kind::Statement, 2)]);
    let hidden = uids(&case.store, &own);
    for audience in [Audience::Partner, Audience::Public] {
        for format in FORMATS {
            let text = exported(&case.store, &full, audience, format);
            assert!(words.iter().all(|word| !text.contains(word)), "{audience:?}");
            assert!(hidden.iter().all(|uid| !text.contains(uid)), "{audience:?}");
        }
    }
}

/// The uids of records, to look for them in exports.
fn uids(store: &Store, ids: &[RecordId]) -> Vec<String> {
    let labels = store.read(Actor::program().viewer(), |tx| tx.labels(ids)).unwrap();
    labels.values().map(|label| label.uid.to_string()).collect()
}

#[test]
fn a_compartment_is_closed_to_everybody_outside_it() {
    let case = sample_case();
    let (incident, detention) = (case.id("I1"), case.id("D1"));
    case.raw()
        .execute_batch(&format!(
            "INSERT INTO compartment (id, uid, name) VALUES (7, randomblob(16), 'witnesses'), (8, randomblob(16), 'others');
             UPDATE record SET compartment_id = 7 WHERE id IN ({}, {})",
            incident.0, detention.0
        ))
        .unwrap();
    case.derive_again();
    let inside = |compartments: &[i64]| Viewer {
        compartments: compartments.to_vec(),
        ..reader(Role::Viewer, Sensitivity::Internal)
    };
    let outsider = Viewer { compartments: vec![8], ..reader(Role::Editor, Sensitivity::Restricted) };
    for viewer in [inside(&[]), outsider] {
        let told = everything(&case.store, &viewer);
        for id in [incident, detention, case.id("X1"), case.id("F1"), case.id("Q3"), case.id("E1"), case.id("K1")] {
            assert!(!told.ids.contains(&id), "{id:?} is told to {viewer:?}");
        }
        assert!(!told.text.contains("Day of Disagreement"), "{viewer:?}");
    }
    let told = everything(&case.store, &inside(&[8, 7]));
    assert!([incident, detention, case.id("X1"), case.id("E1")].iter().all(|id| told.ids.contains(id)));
    // Being inside lifts no sensitivity, and what goes outside the house leaves every compartment out.
    case.raw().execute("UPDATE record SET sensitivity = 2 WHERE id = ?1", [incident.0]).unwrap();
    case.derive_again();
    assert!(!everything(&case.store, &inside(&[7])).ids.contains(&incident));
    let insider = Viewer { compartments: vec![7], ..reader(Role::Editor, Sensitivity::Restricted) };
    assert!(exported(&case.store, &insider, Audience::Internal, &csv::FORMAT).contains("Day of Disagreement"));
    assert!(!exported(&case.store, &insider, Audience::Partner, &csv::FORMAT).contains("Day of Disagreement"));
}

#[test]
fn only_the_highest_clearance_learns_who_a_protected_source_is() {
    let case = sample_case();
    // S6 told the report "ODF"; O11 is the organization behind it.
    let (source, report) = (case.id("S6"), case.id("ODF"));
    let protect = |tx: &mut habeas::store::WriteTx<'_>| {
        tx.update(source, 1, &[("protected", Some(Value::Bool(true)))].into_iter().collect())
    };
    case.store.write(&Actor::program(), "asked for it", protect).unwrap();
    case.raw().execute("UPDATE record SET sensitivity = 0 WHERE id = ?1", [source.0]).unwrap();
    case.raw().execute("UPDATE record SET sensitivity = 3 WHERE id = ?1", [case.id("O11").0]).unwrap();
    let name = "Open Dialogue Foundation";
    for clearance in [Sensitivity::Public, Sensitivity::Internal, Sensitivity::Confidential] {
        let viewer = reader(Role::Editor, clearance);
        let told = everything(&case.store, &viewer);
        assert!(!told.ids.contains(&source) && !told.text.contains(name), "{clearance:?}");
        for format in FORMATS {
            assert!(!exported(&case.store, &viewer, Audience::Internal, format).contains(name), "{clearance:?}");
        }
        if clearance >= Sensitivity::Internal {
            assert!(told.ids.contains(&report), "what it told stays");
        }
    }
    let told = everything(&case.store, &reader(Role::Viewer, Sensitivity::Restricted));
    assert!(told.ids.contains(&source) && told.text.contains(name));
    let full = reader(Role::Editor, Sensitivity::Restricted);
    for format in FORMATS {
        assert!(exported(&case.store, &full, Audience::Internal, format).contains(name));
        assert!(!exported(&case.store, &full, Audience::Partner, format).contains(name), "partners never learn it");
    }
}

#[test]
fn history_tells_nothing_of_a_report_the_reader_may_not_see() {
    let case = sample_case();
    let quote = "возле Дворца республики";
    let viewer = reader(Role::Viewer, Sensitivity::Internal);
    assert!(everything(&case.store, &viewer).text.contains(quote), "the words are there to be hidden");
    case.raw().execute("UPDATE record SET sensitivity = 3 WHERE id = ?1", [case.id("GHN").0]).unwrap();
    let told = everything(&case.store, &viewer);
    assert!(!told.text.contains(quote));
    assert!(!told.ids.contains(&case.id("GHN")));
}

#[test]
fn a_hidden_record_and_a_missing_one_are_not_told_apart() {
    let case = sample_case();
    case.raw().execute("UPDATE record SET sensitivity = 3 WHERE id = ?1", [case.id("P1").0]).unwrap();
    let viewer = reader(Role::Monitor, Sensitivity::Confidential);
    let ask = |id: RecordId| {
        case.store.read(&viewer, |tx| {
            assert!(tx.get::<Person>(id)?.is_none());
            assert!(tx.names(&[id])?.is_empty() && tx.external_ids(id)?.is_empty());
            assert!(tx.history(&[id], None)?.is_empty() && tx.citations(&[id])?.is_empty());
            tx.label(id)
        })
    };
    assert!(matches!(ask(case.id("P1")), Err(Error::NotFound)));
    assert!(matches!(ask(RecordId(999_999)), Err(Error::NotFound)));
    assert!(case.store.read(&viewer, |tx| tx.named(Kind::Person, "Bulat Abilov")).unwrap().is_empty());
    let write = |tx: &mut habeas::store::WriteTx<'_>| tx.update(case.id("P1"), 1, &Default::default());
    let actor = viewer.actor().unwrap();
    assert!(matches!(case.store.write(&actor, "try", write), Err(Error::NotFound)));
}

#[test]
fn counts_facets_histogram_and_exports_agree_with_counting_by_hand_for_every_clearance() {
    let case = sample_case();
    let known = known(&case);
    let ids: Vec<RecordId> = known.keys().copied().collect();
    case.raw().execute("INSERT INTO compartment (id, uid, name) VALUES (7, randomblob(16), 'witnesses'), (8, randomblob(16), 'others')", []).unwrap();
    // Mostly readable, so that lines and groups of lines are left to count.
    let sensitivity = prop_oneof![1 => Just(0_i64), 6 => Just(1), 1 => Just(2), 1 => Just(3), 1 => Just(-1)];
    let compartment = prop_oneof![30 => Just(None), 1 => Just(Some(7_i64)), 1 => Just(Some(8))];
    let closed = (sensitivity, compartment, prop::bool::weighted(0.1));
    let mut runner =
        TestRunner::new(Config { failure_persistence: None, max_shrink_iters: 10, ..Config::with_cases(10) });
    let agreed = runner.run(&prop::collection::vec(closed, ids.len()), |closed| {
        let closed = closed.into_iter().map(|(level, compartment, protected)| Closed { level, compartment, protected });
        let closed: BTreeMap<RecordId, Closed> = ids.iter().copied().zip(closed).collect();
        let mut raw = case.raw();
        let tx = raw.transaction().unwrap();
        for (id, closed) in &closed {
            // -1 stands for a record that was taken back.
            let gone = (closed.level < 0).then_some("2026-01-01");
            tx.execute(
                "UPDATE record SET sensitivity = ?2, deleted_at = ?3, compartment_id = ?4 WHERE id = ?1",
                rusqlite::params![id.0, closed.level.max(0), gone, closed.compartment],
            )
            .unwrap();
            tx.execute("UPDATE source SET protected = ?2 WHERE id = ?1", rusqlite::params![id.0, closed.protected])
                .unwrap();
        }
        tx.commit().unwrap();
        case.derive_again();
        let mut classes = Classes::default();
        case.store.placed(|row| classes.put(&row)).unwrap();
        for clearance in Sensitivity::ALL {
            for compartments in [vec![], vec![8], vec![7, 8]] {
                let viewer = Viewer { compartments, ..reader(Role::Editor, clearance) };
                let seen = seen(&known, &closed, &viewer);
                let mask = classes.mask(&viewer);
                prop_assert_eq!(
                    mask.iter().map(|id| RecordId(id as i64)).collect::<BTreeSet<_>>(),
                    seen.clone(),
                    "{:?}",
                    viewer
                );
                if viewer.compartments == [8] {
                    agrees(&case, &known, (&seen, &classes), &viewer)?;
                }
            }
        }
        Ok(())
    });
    assert!(agreed.is_ok(), "{agreed:?}");
}

/// A record as the program knows it, for counting by hand.
struct Known {
    kind: Kind,
    uid: String,
    reference: String,
    fields: Map<String, Json>,
    /// What the reports say of it, for telling apart lines of several people.
    cited: BTreeSet<String>,
}

impl Known {
    fn id(&self, field: &str) -> Option<RecordId> {
        self.fields.get(field).and_then(Json::as_i64).map(RecordId)
    }

    fn text(&self, field: &str) -> &str {
        self.fields.get(field).and_then(Json::as_str).unwrap_or_default()
    }

    fn days(&self) -> (Option<Day>, Option<Day>) {
        let date = Edtf::parse(self.text("date")).ok();
        (date.as_ref().and_then(Edtf::lo), date.as_ref().and_then(Edtf::hi))
    }
}

fn known(case: &CaseFile) -> BTreeMap<RecordId, Known> {
    fn all<T: Fielded>(tx: &ReadTx<'_>, into: &mut BTreeMap<RecordId, Known>) -> Result<(), Error> {
        for record in tx.list_all::<T>()? {
            let Json::Object(fields) = serde_json::to_value(&record.fields).unwrap() else { panic!() };
            let citations = tx.citations(&[record.id()])?;
            let cited = citations.iter().map(|c| {
                let via = c.via.as_ref().map(|via| via.id);
                format!(
                    "{:?}",
                    (c.report_id, &c.field, &c.stance, c.paragraph, &c.page, &c.quote, &c.hedge, via, c.grade, &c.note)
                )
            });
            let (uid, reference) = (record.header.uid.to_string(), record.header.reference.clone());
            into.insert(record.id(), Known { kind: T::KIND, uid, reference, cited: cited.collect(), fields });
        }
        Ok(())
    }
    let mut known = BTreeMap::new();
    let read = |tx: &ReadTx<'_>| {
        all::<Person>(tx, &mut known)?;
        all::<Organization>(tx, &mut known)?;
        all::<Place>(tx, &mut known)?;
        all::<Source>(tx, &mut known)?;
        all::<Report>(tx, &mut known)?;
        all::<Incident>(tx, &mut known)?;
        all::<Participation>(tx, &mut known)?;
        all::<Relation>(tx, &mut known)?;
        all::<IncidentLink>(tx, &mut known)?;
        all::<Detention>(tx, &mut known)?;
        all::<CustodyEvent>(tx, &mut known)?;
        all::<Figure>(tx, &mut known)?;
        all::<Statement>(tx, &mut known)?;
        all::<Note>(tx, &mut known)
    };
    case.store.read(Actor::program().viewer(), read).unwrap();
    assert!(known.len() > 200);
    known
}

/// What closes a record to readers.
#[derive(Debug)]
struct Closed {
    /// -1: taken back.
    level: i64,
    compartment: Option<i64>,
    /// Of a source alone.
    protected: bool,
}

/// A record is seen if it is open and everything it belongs to is seen.
fn seen(known: &BTreeMap<RecordId, Known>, closed: &BTreeMap<RecordId, Closed>, viewer: &Viewer) -> BTreeSet<RecordId> {
    fn is_seen(
        id: RecordId,
        known: &BTreeMap<RecordId, Known>,
        all: &BTreeMap<RecordId, Closed>,
        viewer: &Viewer,
    ) -> bool {
        let (record, closed) = (&known[&id], &all[&id]);
        let owners = record.kind.fields().iter().filter(|field| matches!(field.ty, Type::Ref(_, Reference::Owned)));
        (0..=viewer.clearance.level()).contains(&closed.level)
            && closed.compartment.is_none_or(|compartment| viewer.compartments.contains(&compartment))
            && !(record.kind == Kind::Source && closed.protected && viewer.clearance < Sensitivity::Restricted)
            && owners.filter_map(|field| record.id(field.name)).all(|owner| is_seen(owner, known, all, viewer))
    }
    known.keys().copied().filter(|id| is_seen(*id, known, closed, viewer)).collect()
}

/// One line of the timeline, as counted by hand.
struct Line {
    r#type: String,
    /// Where its records count: of several, not always at one place.
    places: BTreeSet<RecordId>,
    lo: Option<Day>,
    hi: Option<Day>,
}

/// The lines a reader sees: each incident, and custody steps that say the same of several people once.
fn lines(known: &BTreeMap<RecordId, Known>, seen: &BTreeSet<RecordId>) -> Vec<Line> {
    let mut lines: BTreeMap<String, Line> = BTreeMap::new();
    for id in seen {
        let record = &known[id];
        // Each place with the record that names it, if that is another one.
        let (places, key): (Vec<(Option<RecordId>, Option<RecordId>)>, _) = match record.kind {
            Kind::Incident => (vec![(record.id("place"), None)], record.reference.clone()),
            Kind::CustodyEvent => {
                let of_detention = record.id("detention").unwrap();
                let detention = &known[&of_detention];
                let (arrest, incident) = (detention.id("arrest_place"), detention.id("incident"));
                let takes = |record: &Known| record.text("type") == "de/arrested";
                let mut takings: Vec<(&RecordId, &Known)> = known
                    .iter()
                    .filter(|(other, step)| {
                        *other != id && step.kind == Kind::CustodyEvent && step.id("detention") == Some(of_detention)
                    })
                    .filter(|(_, step)| takes(step) && step.id("place").is_some())
                    .collect();
                takings.sort_by_key(|(other, step)| {
                    let (lo, hi) = step.days();
                    (lo.is_none() && hi.is_none(), lo.or(hi), step.id("seq"), **other)
                });
                let mut said = record.fields.clone();
                said.remove("detention");
                said.remove("seq");
                let taken_at: Vec<_> = takings.iter().map(|(_, step)| step.id("place")).collect();
                let key = format!("{said:?} {arrest:?} {incident:?} {taken_at:?} {:?}", record.cited);
                let mut places = vec![(record.id("place"), None)];
                places.extend(takes(record).then_some((arrest, None)));
                places.push((incident.and_then(|incident| known[&incident].id("place")), incident));
                places.extend(takings.iter().map(|(other, step)| (step.id("place"), Some(**other))));
                places.push((arrest, None));
                (places, key)
            }
            _ => continue,
        };
        let sees = |id: &RecordId| seen.contains(id);
        let place =
            places.into_iter().filter(|(_, by)| by.as_ref().is_none_or(sees)).find_map(|(at, _)| at.filter(sees));
        let (lo, hi) = record.days();
        let line = Line { r#type: record.text("type").to_owned(), places: BTreeSet::new(), lo, hi };
        lines.entry(key).or_insert(line).places.extend(place);
    }
    lines.into_values().collect()
}

/// The place a line counts for: a site counts for the first place around it that is none.
fn settlement(known: &BTreeMap<RecordId, Known>, seen: &BTreeSet<RecordId>, place: RecordId) -> RecordId {
    let around = |place: &RecordId| known[place].id("parent").filter(|parent| seen.contains(parent));
    let mut path = std::iter::successors(Some(place), around);
    path.find(|place| known[place].text("level") != "site").unwrap_or(place)
}

fn agrees(
    case: &CaseFile,
    known: &BTreeMap<RecordId, Known>,
    (seen, classes): (&BTreeSet<RecordId>, &Classes),
    viewer: &Viewer,
) -> Result<(), TestCaseError> {
    let query = TimelineQuery::default();
    let (summary, entries, counts) = case
        .store
        .read(viewer, |tx| {
            let counts: Result<Vec<i64>, Error> = Kind::ALL.into_iter().map(|kind| tx.count(kind)).collect();
            Ok((tx.timeline_summary(&query, Facets::All)?, tx.timeline_page(&query, None, ALL)?.0, counts?))
        })
        .unwrap();
    for (kind, count) in Kind::ALL.into_iter().zip(counts) {
        let by_hand = seen.iter().filter(|id| known[id].kind == kind).count();
        prop_assert_eq!(count, by_hand as i64, "{:?}", kind);
    }
    let lines = lines(known, seen);
    prop_assert_eq!(summary.total, lines.len() as i64);
    prop_assert_eq!(entries.len(), lines.len());
    let count = |of: &dyn Fn(&Line) -> Option<String>| {
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        lines.iter().filter_map(of).for_each(|key| *counts.entry(key).or_default() += 1);
        counts
    };
    let types: BTreeMap<String, i64> = summary.codes("type").iter().cloned().collect();
    prop_assert_eq!(types, count(&|line| Some(line.r#type.clone())));
    let places: BTreeMap<String, i64> =
        summary.records("place").iter().map(|(label, n)| (label.reference.clone(), *n)).collect();
    // A settlement that has lines counts all that are inside it.
    let around = |place: &RecordId| known[place].id("parent").filter(|parent| seen.contains(parent));
    let listed: BTreeSet<RecordId> =
        lines.iter().flat_map(|line| &line.places).map(|place| settlement(known, seen, *place)).collect();
    let is_inside = |place: &RecordId, of: &RecordId| std::iter::successors(Some(*place), around).any(|at| at == *of);
    let inside =
        |of: &RecordId| lines.iter().filter(|line| line.places.iter().any(|place| is_inside(place, of))).count();
    let by_hand: BTreeMap<String, i64> =
        listed.iter().map(|of| (known[of].reference.clone(), inside(of) as i64)).collect();
    prop_assert_eq!(places, by_hand);
    let months: BTreeMap<String, i64> =
        summary.months().iter().filter(|m| m.count > 0).map(|m| (m.month.iso(), m.count)).collect();
    let in_one_month = |line: &Line| {
        let (lo, hi) = (line.lo?.month(), line.hi?.month());
        (lo == hi).then(|| lo.iso())
    };
    prop_assert_eq!(months, count(&in_one_month));

    let open: BTreeSet<&str> =
        seen.iter().flat_map(|id| [known[id].uid.as_str(), known[id].reference.as_str()]).collect();
    let csv = exported(&case.store, viewer, Audience::Internal, &csv::FORMAT);
    for row in ::csv::Reader::from_reader(csv.as_bytes()).records().map(Result::unwrap) {
        for name in row[0].split("; ").chain(row[19].split("; ")) {
            prop_assert!(open.contains(name), "{} is in the CSV", name);
        }
    }
    let json: Json = serde_json::from_str(&exported(&case.store, viewer, Audience::Internal, &json::FORMAT)).unwrap();
    let mut named = BTreeSet::new();
    name_in(&json, &mut named);
    for name in named {
        prop_assert!(open.contains(name.as_str()), "{} is in the JSON", name);
    }
    // Slow, and the same code for every clearance.
    if viewer.clearance != Sensitivity::Internal {
        return Ok(());
    }
    let told = everything(&case.store, viewer);
    prop_assert!(told.ids.is_subset(seen), "told of {:?}", told.ids.difference(seen).next());
    let by_sight = everything_by(&case.store, viewer, Some(classes.sight(viewer)));
    prop_assert_eq!(&by_sight.ids, &told.ids);
    prop_assert!(by_sight.words() == told.words(), "told otherwise where memory says who sees what");
    Ok(())
}

/// Every uid and ref in a JSON document.
fn name_in(json: &Json, into: &mut BTreeSet<String>) {
    match json {
        Json::Object(map) => {
            into.extend(["uid", "ref"].iter().filter_map(|key| map.get(*key)?.as_str()).map(str::to_owned));
            map.values().for_each(|value| name_in(value, into));
        }
        Json::Array(items) => items.iter().for_each(|item| name_in(item, into)),
        _ => {}
    }
}

fn exported(store: &Store, viewer: &Viewer, audience: Audience, format: &Format) -> String {
    let vocabulary = store.vocabulary().unwrap();
    let voice = ExportContext { lang: Lang::En, vocabulary: &vocabulary, audience, made_on: Day::MAX };
    let mut out = Vec::new();
    let (asked, file) = ((&Question::default(), &TimelineQuery::default()), (store, &Index::default()));
    export::timeline(file, viewer, asked, &voice, format, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Everything the program tells a reader.
struct Told {
    text: String,
    /// The records it mentions in any way.
    ids: BTreeSet<RecordId>,
}

impl Told {
    /// Every word of it: many lists are in no order.
    fn words(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.text.split(|c: char| !c.is_alphanumeric()).collect();
        words.sort_unstable();
        words
    }
}

fn everything(store: &Store, viewer: &Viewer) -> Told {
    everything_by(store, viewer, None)
}

/// The same where memory says who sees what.
fn everything_by(store: &Store, viewer: &Viewer, sight: Option<Arc<dyn Sight>>) -> Told {
    let on = Day::from_ymd(2012, 4, 2).unwrap();
    let text = store
        .read_by(viewer, sight, Time::Bounded, |tx| {
            let query = TimelineQuery::default();
            let mut text =
                format!("{:?}", (tx.timeline_page(&query, None, ALL)?, tx.timeline_summary(&query, Facets::All)?));
            text.push_str(&format!(
                "{:?}",
                (
                    desk::gather(&Answers::of_tables(tx), on)?,
                    (
                        tx.last_words(on, Asked::Earlier)?,
                        tx.holdings_of(
                            &tx.list(Kind::Person)?.iter().map(|label| label.id).collect::<Vec<_>>(),
                            on,
                            Asked::Now
                        )?
                    ),
                    tx.contradictions(None)?,
                    tx.newest_uncited()?
                )
            ));
            text.push_str(&format!("{:?}", (tx.left_out(&query)?, tx.recent(ALL, ALL)?)));
            for kind in Kind::ALL {
                for label in tx.list(kind)? {
                    let id = label.id;
                    text.push_str(&format!("{label:?} {:?}", (tx.names(&[id])?, tx.external_ids(id)?)));
                    text.push_str(&page(tx, kind, id)?);
                    // The rows that belong to a record are in its history.
                    if kind.path().is_some() {
                        text.push_str(&written(tx, id)?);
                    }
                    match kind {
                        Kind::Report => {
                            text.push_str(&format!("{:?}", (tx.citations_of_report(id)?, tx.report_sources(id)?)));
                        }
                        Kind::Source => {
                            let reports = tx.referring(Kind::Report, (kind, id), None, None)?;
                            text.push_str(&format!("{:?}", (tx.source_reports(id, &reports)?, tx.reports_via(id)?)));
                        }
                        _ => {}
                    }
                }
            }
            Ok(text)
        })
        .unwrap();
    let mut told = Told { text, ids: BTreeSet::new() };
    let mentions = told.text.match_indices("RecordId(").map(|(at, start)| &told.text[at + start.len()..]);
    let numbers = mentions.map(|rest| rest.split(')').next().unwrap().parse().map(RecordId).unwrap());
    told.ids.extend(numbers.collect::<Vec<_>>());
    told
}

/// What a record's page shows.
fn page(tx: &ReadTx<'_>, kind: Kind, id: RecordId) -> Result<String, Error> {
    Ok(match kind {
        Kind::Person => format!("{:?}", dossier::gather::<Person>(tx, id)?),
        Kind::Organization => format!("{:?}", dossier::gather::<Organization>(tx, id)?),
        Kind::Place => format!("{:?}", dossier::gather::<Place>(tx, id)?),
        Kind::Source => format!("{:?}", dossier::gather::<Source>(tx, id)?),
        Kind::Report => format!("{:?}", dossier::gather::<Report>(tx, id)?),
        Kind::Incident => format!("{:?}", dossier::gather::<Incident>(tx, id)?),
        Kind::Detention => format!("{:?}", dossier::gather::<Detention>(tx, id)?),
        _ => String::new(),
    })
}

/// What the history page of a record shows, from its first write to its last.
fn written(tx: &ReadTx<'_>, id: RecordId) -> Result<String, Error> {
    let (mut text, mut before) = (String::new(), None);
    loop {
        let page = history::gather(tx, id, before)?;
        for write in &page.writes {
            text.push_str(&format!("{:?}", (&write.row.record, &write.fact, &write.changes, &write.row.reason)));
        }
        before = page.older;
        if before.is_none() {
            return Ok(text);
        }
    }
}
