//! What memory answers is what the tables answer: to every reader, whatever is asked, whatever was written.

use std::collections::BTreeMap;
use std::sync::Arc;

use habeas::app::export;
use habeas::domain::access::{Audience, Role, Viewer};
use habeas::domain::custody::STATUSES;
use habeas::domain::kind::Kind;
use habeas::domain::kind::attached::Attached;
use habeas::domain::lang::Lang;
use habeas::domain::query::involved::Involved;
use habeas::domain::query::{Cursor, Dates, FACETS, Facets, Order, Places, Question, TimelineQuery, Which};
use habeas::domain::record::{Draft, Fields, RecordId, Revision, Sensitivity, Value};
use habeas::domain::time::{Day, Edtf, Range};
use habeas::domain::timeline::Entry;
use habeas::error::{Error, Result};
use habeas::export::{ExportContext, FORMATS, Format};
use habeas::index::{Answers, Index, Loaded, PageOf};
use habeas::store::{ReadTx, WriteTx};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::attached_rows::AttachedRows;
use crate::support::{CaseFile, editor_within, ids, reader, sample_case};

/// One write: what is done, to which record, with which of the values there are.
type Write = (u8, usize, usize);

const DATES: [&str; 8] = [
    "2012-02-25",
    "2012-03",
    "[2012-02-01..2012-02-24]",
    "[..2012-02-25]",
    "[2012-03-20..]",
    "2012-02-25~",
    "[2012-02-03,2012-02-20]",
    "2011-12/2012-02",
];
const REVIEWS: [&str; 4] = ["draft", "checked", "approved", "disputed"];
const FINDINGS: [&str; 3] = ["confirmed", "possible", "unlikely"];

fn one(tx: &WriteTx<'_>, kinds: &[Kind], at: usize) -> Result<(RecordId, i64)> {
    let ids = ids(&tx.read(), kinds);
    let id = *ids.get(at % ids.len().max(1)).ok_or(Error::NotFound)?;
    let kind = tx.read().kinds(&[id])?[0].1;
    Ok((id, tx.read().get_untyped(kind, id)?.0.version))
}

fn change(tx: &mut WriteTx<'_>, inside: i64, (what, which, value): Write) -> Result<()> {
    let date = Value::Date(Edtf::parse(DATES[value % DATES.len()]).unwrap());
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let revise = |tx: &mut WriteTx<'_>, kind: Kind, name: &'static str, value: Option<Value>| {
        let (id, version) = one(tx, &[kind], which)?;
        tx.update(id, version, &Fields::from([(name, value)])).map(drop)
    };
    const ANY: [Kind; 5] = [Kind::Person, Kind::Detention, Kind::CustodyEvent, Kind::Place, Kind::Incident];
    match what {
        0 => {
            let (id, version) = one(tx, &ANY, which)?;
            let sensitivity = Some(Sensitivity::ALL[value % 4]);
            tx.revise(id, version, &Revision { sensitivity, ..Revision::default() }).map(drop)
        }
        1 => {
            let (id, version) = one(tx, &[Kind::Place, Kind::Incident, Kind::Participation], which)?;
            let compartment = Some((value % 3 != 0).then_some(inside));
            tx.revise(id, version, &Revision { compartment, ..Revision::default() }).map(drop)
        }
        2 => {
            let (id, version) =
                one(tx, &[Kind::Incident, Kind::CustodyEvent, Kind::Participation, Kind::Place], which)?;
            tx.withdraw(id, version).map(drop)
        }
        3 => {
            let kind = [Kind::Person, Kind::Place][value % 2];
            let (kept, merged) = (one(tx, &[kind], which)?, one(tx, &[kind], value)?);
            if kept.0 == merged.0 { Ok(()) } else { tx.merge(kept, merged, &Fields::new()).map(drop) }
        }
        4 => {
            let parent = Value::Ref(one(tx, &[Kind::Place], value)?.0);
            revise(tx, Kind::Place, "parent", Some(parent).filter(|_| value % 4 != 0))
        }
        5 => revise(tx, Kind::Incident, "date", Some(date).filter(|_| value % 5 != 0)),
        6 => revise(tx, Kind::CustodyEvent, "date", Some(date).filter(|_| value % 5 != 0)),
        7 => {
            let place = Value::Ref(one(tx, &[Kind::Place], value)?.0);
            let kind = [Kind::Incident, Kind::CustodyEvent][which % 2];
            revise(tx, kind, "place", Some(place).filter(|_| value % 3 != 0))
        }
        8 => {
            let fields = Fields::from([
                ("type", text("inc/rally")),
                ("title", text("A rally")),
                ("date", Some(date)),
                ("place", Some(Value::Ref(one(tx, &[Kind::Place], which)?.0))),
                ("finding", text(FINDINGS[which % FINDINGS.len()])),
            ]);
            let incident = tx.create(&Draft::new(Kind::Incident, fields))?;
            let fields = Fields::from([
                ("incident", Some(Value::Ref(incident))),
                ("person", Some(Value::Ref(one(tx, &[Kind::Person], value)?.0))),
                ("role", text("role/participant")),
            ]);
            tx.create(&Draft::new(Kind::Participation, fields)).map(drop)
        }
        9 => {
            // The same of two: one line.
            for at in [which, which + 1] {
                let detention = one(tx, &[Kind::Detention], at)?.0;
                let fields = Fields::from([
                    ("detention", Some(Value::Ref(detention))),
                    ("type", text("de/hearing")),
                    ("seq", Some(Value::Integer(9))),
                    ("date", Some(date.clone()).filter(|_| value % 3 != 0)),
                ]);
                tx.create(&Draft::new(Kind::CustodyEvent, fields))?;
            }
            Ok(())
        }
        10 => {
            let (id, version) = one(tx, &[Kind::Incident, Kind::CustodyEvent], which)?;
            tx.review(id, version, REVIEWS[value % REVIEWS.len()]).map(drop)
        }
        11 => {
            let (kept, _) = one(tx, &[Kind::Person, Kind::Place], which)?;
            match tx.read().merged_into(kept)?.first() {
                Some(merged) => tx.unmerge(merged.merge).map(drop),
                None => Ok(()),
            }
        }
        12 => revise(tx, Kind::Place, "level", text(["city", "site", "region"][value % 3])),
        13 => {
            let cited = [Kind::Incident, Kind::CustodyEvent, Kind::Participation, Kind::Figure];
            let citation = Fields::from([
                ("report", Some(Value::Ref(one(tx, &[Kind::Report], value)?.0))),
                ("stance", text(["supports", "supports", "mentions"][which % 3])),
            ]);
            let record = one(tx, &[cited[value % cited.len()]], which)?.0;
            tx.attach(Attached::Citation, record, &citation).map(drop)
        }
        14 => {
            let (report, source) = (one(tx, &[Kind::Report], which)?.0, one(tx, &[Kind::Source], value)?.0);
            match tx.read().report_sources(report)?.first() {
                Some((first, role)) if value % 2 == 0 => tx.remove_report_source(report, *first, role),
                _ => tx.add_report_source(report, source, "publisher"),
            }
        }
        15 => {
            let (id, version) = one(tx, &[Kind::Report, Kind::Source, Kind::Participation], which)?;
            let sensitivity = Some(Sensitivity::ALL[value % 4]);
            let compartment = (value % 5 == 0).then_some(Some(inside));
            tx.revise(id, version, &Revision { sensitivity, compartment, ..Revision::default() }).map(drop)
        }
        16 => revise(tx, Kind::CustodyEvent, "status_after", text(STATUSES[value % 5]).filter(|_| value % 3 != 0)),
        17 => {
            let kind = [Kind::Report, Kind::Source][value % 2];
            let (kept, merged) = (one(tx, &[kind], which)?, one(tx, &[kind], value)?);
            if kept.0 == merged.0 { Ok(()) } else { tx.merge(kept, merged, &Fields::new()).map(drop) }
        }
        18 => {
            let (id, version) = one(tx, &[Kind::Report, Kind::Source, Kind::Figure], which)?;
            tx.withdraw(id, version).map(drop)
        }
        19 => {
            let fields = Fields::from([
                ("incident", Some(Value::Ref(one(tx, &[Kind::Incident], which)?.0))),
                ("organization", Some(Value::Ref(one(tx, &[Kind::Organization], value)?.0))),
                ("role", text(["role/organiser", "role/speaker"][value % 2])),
            ]);
            tx.create(&Draft::new(Kind::Participation, fields)).map(drop)
        }
        20 => {
            let (kind, field) = [
                (Kind::CustodyEvent, "organization"),
                (Kind::CustodyEvent, "court"),
                (Kind::Detention, "arresting_organization"),
                (Kind::Detention, "ordering_organization"),
                (Kind::Organization, "parent"),
            ][value % 5];
            let organization = Value::Ref(one(tx, &[Kind::Organization], value / 5)?.0);
            revise(tx, kind, field, Some(organization).filter(|_| value % 7 != 0))
        }
        21 => {
            let (id, version) = one(tx, &[Kind::Organization, Kind::Detention], which)?;
            let sensitivity = Some(Sensitivity::ALL[value % 4]);
            tx.revise(id, version, &Revision { sensitivity, ..Revision::default() }).map(drop)
        }
        22 => {
            let (kept, merged) = (one(tx, &[Kind::Organization], which)?, one(tx, &[Kind::Organization], value)?);
            if kept.0 == merged.0 { Ok(()) } else { tx.merge(kept, merged, &Fields::new()).map(drop) }
        }
        23 => {
            let detention = Fields::from([("person", Some(Value::Ref(one(tx, &[Kind::Person], which)?.0)))]);
            let detention = tx.create(&Draft::new(Kind::Detention, detention))?;
            let fields = Fields::from([
                ("detention", Some(Value::Ref(detention))),
                ("type", text("de/arrested")),
                ("seq", Some(Value::Integer(1))),
                ("date", Some(date).filter(|_| value % 3 != 0)),
            ]);
            tx.create(&Draft::new(Kind::CustodyEvent, fields)).map(drop)
        }
        _ => {
            let incident = Value::Ref(one(tx, &[Kind::Incident], value)?.0);
            revise(tx, Kind::Detention, "incident", Some(incident).filter(|_| value % 3 != 0))
        }
    }
}

/// Whether it was written: what can't be said is said by nobody.
fn write(case: &CaseFile, editor: &Viewer, inside: i64, write: Write) -> bool {
    match case.store.write(&editor.actor().unwrap(), "Told by a report", |tx| change(tx, inside, write)) {
        Ok(()) => true,
        Err(Error::Invalid(_) | Error::Forbidden | Error::NotFound | Error::Refused(_)) => false,
        Err(error) => panic!("{write:?}: {error:?}"),
    }
}

/// Questions of all kinds about what there is.
fn questions([places, people, sources, organizations, detentions]: [&[RecordId]; 5]) -> Vec<TimelineQuery> {
    let day = |text| Day::parse_iso(text);
    let range = |from, to| Range::new(day(from), day(to)).unwrap();
    let ranges = [
        Range::default(),
        range("2012-02-01", "2012-02-29"),
        range("2012-02-25", "2012-02-25"),
        Range { from: day("2012-03-01"), to: None },
        Range { from: None, to: day("2011-12-31") },
    ];
    let mut questions = Vec::new();
    for range in ranges {
        for dates in Dates::ALL {
            for certain in [false, true] {
                questions.push(TimelineQuery { range, dates, certain, ..TimelineQuery::default() });
            }
        }
    }
    let february = TimelineQuery { range: range("2012-02-01", "2012-02-29"), ..TimelineQuery::default() };
    for (at, place) in places.iter().enumerate() {
        let of_place = |query: &TimelineQuery| TimelineQuery { place: Which::only(*place), ..query.clone() };
        for places in Places::ALL {
            questions.push(TimelineQuery { places, ..of_place(&TimelineQuery::default()) });
        }
        questions.push(of_place(&february));
        let person =
            Which { any: people.get(at % people.len().max(1)).copied().into_iter().collect(), none: Vec::new() };
        questions.push(TimelineQuery { person, ..of_place(&TimelineQuery::default()) });
    }
    questions.push(TimelineQuery { places: Places::None, ..TimelineQuery::default() });
    questions
        .extend(people.iter().map(|person| TimelineQuery { person: Which::only(*person), ..TimelineQuery::default() }));
    let which = |any: &[&str], none: &[&str]| {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        Which { any: texts(any), none: texts(none) }
    };
    let values: [&[(&'static str, Which<String>)]; 22] = [
        &[("type", which(&["inc/rally"], &[]))],
        &[("type", which(&["inc/rally", "de/arrested", "inc/none"], &[]))],
        &[("type", which(&["inc/none"], &[]))],
        &[("type", which(&[], &["inc/rally", "de/hearing"]))],
        &[("review", which(&["approved", "checked"], &[])), ("type", which(&["inc/rally", "de/hearing"], &[]))],
        &[("review", which(&["draft"], &["disputed"])), ("finding", which(&["confirmed", "possible"], &[]))],
        &[("finding", which(&[], &["confirmed"]))],
        &[("finding", which(&["confirmed"], &[])), ("type", which(&["de/arrested"], &["inc/rally"]))],
        &[("status", which(&["held", "released"], &[])), ("sensitivity", which(&[], &["public"]))],
        &[("status", which(&[], &["held"])), ("sensitivity", which(&["public", "confidential"], &[]))],
        &[("role", which(&["role/organiser", "role/participant"], &["role/speaker"]))],
        &[("sourcing", which(&["single"], &[]))],
        &[("kind", which(&["incident"], &[])), ("review", which(&[], &["draft"]))],
        &[("contradicted", which(&["yes"], &[]))],
        &[("legal-state", which(&["sentenced", "on_trial"], &[]))],
        &[("legal-state", which(&[], &["on_trial"])), ("type", which(&[], &["de/arrested"]))],
        &[("contradicted", which(&[], &["yes"])), ("kind", which(&["incident"], &[]))],
        &[("detained", which(&["again"], &[])), ("contradicted", which(&["yes", "no"], &[]))],
        &[("detained", which(&["once"], &["again"])), ("type", which(&["de/arrested"], &[]))],
        &[("compartment", which(&["lawyers"], &[]))],
        &[("compartment", which(&[], &["lawyers"])), ("detained", which(&[], &["once"]))],
        &[("sourcing", which(&[], &["single", "uncited"])), ("role", which(&[], &["role/participant"]))],
    ];
    for values in values {
        assert!(values.iter().all(|(name, _)| FACETS.iter().any(|facet| facet.name == *name)));
        questions.push(TimelineQuery { values: values.iter().cloned().collect(), ..TimelineQuery::default() });
    }
    // Numbers of records are those of the changes that made them.
    for record in people.iter().chain(places) {
        questions.push(TimelineQuery { entered_after: Some(record.0), ..february.clone() });
    }
    for (at, source) in sources.iter().enumerate() {
        let [this, others] = [Which::only(*source), Which { any: sources.to_vec(), none: vec![*source] }];
        let sourcing = BTreeMap::from([("sourcing", which(&["single"], &[]))]);
        let records = [
            BTreeMap::from([("source", this.clone())]),
            BTreeMap::from([("only-source", this)]),
            BTreeMap::from([("source", others)]),
        ];
        let records = records[at % 3].clone();
        questions.push(TimelineQuery { records: records.clone(), ..TimelineQuery::default() });
        questions.push(TimelineQuery { records, values: sourcing, ..TimelineQuery::default() });
    }
    let halves = |ids: &[RecordId]| {
        let some = |from: usize| ids.iter().skip(from).step_by(2).copied().collect::<Vec<_>>();
        let (any, none) = (some(0), some(1));
        [
            Which { any: any.clone(), none: Vec::new() },
            Which { any: Vec::new(), none: none.clone() },
            Which { any: ids.to_vec(), none },
        ]
    };
    for place in halves(places) {
        for places in Places::ALL {
            // Around what is refused before.
            if places == Places::Around && !place.asks() {
                continue;
            }
            questions.push(TimelineQuery { place: place.clone(), places, ..february.clone() });
        }
    }
    for organization in halves(organizations) {
        let records = BTreeMap::from([("organization", organization)]);
        questions.push(TimelineQuery { records: records.clone(), ..TimelineQuery::default() });
        let values = BTreeMap::from([("type", which(&["de/arrested", "inc/rally"], &[]))]);
        questions.push(TimelineQuery { records, values, ..TimelineQuery::default() });
    }
    for detention in [detentions, &detentions[..1.min(detentions.len())]] {
        let person = Which { any: people.to_vec(), none: Vec::new() };
        questions.push(TimelineQuery { detention: detention.to_vec(), ..february.clone() });
        questions.push(TimelineQuery { detention: detention.to_vec(), person, ..TimelineQuery::default() });
    }
    for person in halves(people) {
        questions.push(TimelineQuery { person: person.clone(), ..TimelineQuery::default() });
        let values = BTreeMap::from([("type", which(&["inc/rally"], &["de/hearing"]))]);
        questions.push(TimelineQuery { person, values, ..TimelineQuery::default() });
    }
    questions
}

/// Everything that a page says, its lines with all they print, and where the next one begins.
fn page(answers: &Answers<'_>, query: &TimelineQuery, page: PageOf) -> (String, Option<Cursor>) {
    let mut timeline = answers.timeline(query, page).unwrap();
    // Groups are in no order.
    let groups = |entry: &mut Entry| std::mem::take(&mut entry.groups).into_iter().collect::<BTreeMap<_, _>>();
    let groups: Vec<_> = timeline.entries.iter_mut().map(groups).collect();
    let lines: Vec<_> = timeline.entries.iter().zip(groups).collect();
    let said = format!("{:#?} {:?} {lines:?} {:?}", timeline.summary, timeline.left_out, timeline.next);
    (said, timeline.next)
}

/// In how many turns all questions are asked: each answer of the tables is worked out line by line.
const TURNS: usize = 3;

/// What is answered to a reader whose turn it is, each beside what was asked; from the tables alone where nothing is kept in
/// memory.
fn answered(case: &CaseFile, index: &Index, viewer: &Viewer, turn: usize) -> Vec<(String, String)> {
    let some = |tx: &ReadTx<'_>, kind: Kind| ids(tx, &[kind]).into_iter().step_by(6).collect::<Vec<_>>();
    let kinds = [Kind::Place, Kind::Person, Kind::Source, Kind::Organization, Kind::Detention];
    let named = case.store.read(viewer, |tx| Ok(kinds.map(|kind| some(tx, kind)))).unwrap();
    let all = PageOf { after: None, limit: 500, records: None, facets: Facets::All };
    // Each by itself: a question has a deadline.
    let of = |query: &TimelineQuery, part: PageOf| {
        index.read(&case.store, viewer, |_, answers| Ok(page(answers, query, part))).unwrap()
    };
    let mut said: Vec<(String, String)> = questions(named.each_ref().map(Vec::as_slice))
        .into_iter()
        .enumerate()
        .skip(turn)
        .step_by(TURNS)
        .map(|(at, query)| {
            let mut said = of(&query, all).0;
            // Of some, who is in these lines: that follows from the same filter.
            if at % 4 == 0 {
                let involved = Involved::ALL[at / 4 % Involved::ALL.len()];
                let who = index.read(&case.store, viewer, |_, answers| answers.involved(&query, involved));
                said.push_str(&format!("{:?}", who.unwrap()));
            }
            (format!("{query:?}"), said)
        })
        .collect();
    for order in Order::ALL {
        let query = TimelineQuery { order, ..TimelineQuery::default() };
        let mut after = None;
        loop {
            let (page, next) = of(&query, PageOf { after, limit: 7, records: Some(2), facets: Facets::Usual });
            said.push((format!("{order:?} after {after:?}"), page));
            after = next;
            if after.is_none() {
                break;
            }
        }
    }
    let others = index.read(&case.store, viewer, |tx, answers| {
        // By the tables as well, which are told by memory who sees what.
        let counts = Kind::ALL.into_iter().map(|kind| Ok((kind, answers.count(kind)?, tx.count(kind)?)));
        let counts = counts.collect::<Result<Vec<_>>>()?;
        // Those that were found before the last writes were looked for again only around what these touched.
        Ok([format!("{counts:?}"), format!("{:#?}", answers.contradictions()?)])
    });
    said.extend(others.unwrap().map(|other| ("counts and contradictions".to_owned(), other)));
    for audience in [Audience::Internal, Audience::Partner] {
        let files = taken(case, index, viewer, audience);
        said.extend(files.into_iter().map(|file| (format!("{audience:?}"), file)));
    }
    said
}

/// Everything as each format has it, as memory finds it or the tables.
fn taken(case: &CaseFile, index: &Index, viewer: &Viewer, audience: Audience) -> Vec<String> {
    let vocabulary = case.store.vocabulary().unwrap();
    let context = ExportContext { lang: Lang::Ru, vocabulary: &vocabulary, audience, made_on: Day::MAX };
    let asked = (&Question::default(), &TimelineQuery::default());
    let file = |format: &&Format| {
        let mut out = Vec::new();
        export::timeline((&case.store, index), viewer, asked, &context, format, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    FORMATS.iter().map(file).collect()
}

/// How many lines there are for five readers, each of whom is told the same by all of these and by the tables.
fn all_agree(case: &CaseFile, indexes: &[&Index], inside: i64, turn: usize) -> std::result::Result<i64, TestCaseError> {
    let mut lines = 0;
    let readers = [(0, vec![]), (1, vec![]), (1, vec![inside]), (2, vec![]), (3, vec![inside])];
    for (at, (clearance, compartments)) in readers.into_iter().enumerate() {
        let turn = (turn + at) % TURNS;
        let viewer = Viewer { compartments, ..reader(Role::Editor, Sensitivity::ALL[clearance]) };
        let tables = answered(case, &Index::default(), &viewer, turn);
        for index in indexes {
            let is_from_memory = index.read(&case.store, &viewer, |_, answers| Ok(answers.is_from_memory()));
            prop_assert!(is_from_memory.unwrap());
            let memory = answered(case, index, &viewer, turn);
            prop_assert_eq!(memory.len(), tables.len());
            for (memory, tables) in memory.iter().zip(&tables) {
                prop_assert_eq!(memory, tables, "for {:?}", viewer.clearance);
            }
        }
        lines += case
            .store
            .read(&viewer, |tx| Ok(tx.timeline_summary(&TimelineQuery::default(), Facets::All)?.total))
            .unwrap();
    }
    Ok(lines)
}

#[test]
fn memory_answers_as_the_tables_do_whatever_is_asked_by_whom_after_whatever_was_written() {
    let one = (0u8..25, 0usize..1000, 0usize..1000);
    let config = Config { cases: 2, failure_persistence: None, max_shrink_iters: 40, ..Config::default() };
    TestRunner::new(config)
        .run(&proptest::collection::vec(one, 20..50), |writes| {
            let case = sample_case();
            let (editor, inside) = editor_within(&case, "lawyers");
            let [index, late, kept] = [(); 3].map(|()| Arc::new(Index::default()));
            index.build(&case.store).unwrap();
            case.store.follow(index.clone());
            let (all, mut written) = (writes.len(), 0);
            // Whose turn it is depends on what was written, which is different each time.
            let turn = all;
            for (done, one) in writes.into_iter().enumerate() {
                written += usize::from(write(&case, &editor, inside, one));
                if done == all / 2 {
                    all_agree(&case, &[&index], inside, turn)?;
                    index.keep(&case.store).unwrap();
                }
            }
            prop_assert!(written * 3 > all, "{} of {} written", written, all);
            // What followed is what is read afresh, and what was kept in the middle of the writes with the commits since.
            late.build(&case.store).unwrap();
            prop_assert_eq!(kept.load(&case.store).unwrap(), Loaded::Here);
            let lines = all_agree(&case, &[&index, &late, &kept], inside, turn + 1)?;
            prop_assert!(lines > 40, "{} lines", lines);
            Ok(())
        })
        .unwrap();
}
