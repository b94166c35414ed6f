//! Organizations in lines, and who in them was detained more than once, are told from what the reader sees, counted by hand from
//! its records.

use std::collections::{BTreeMap, BTreeSet};

use habeas::domain::access::{Role, Viewer};
use habeas::domain::custody::StepEffect;
use habeas::domain::kind::{CustodyEvent, Detention, Organization, Participation};
use habeas::domain::query::TimelineQuery;
use habeas::domain::record::{RecordId, Sensitivity};
use habeas::domain::timeline::Summary;
use habeas::index::Index;
use habeas::store::ReadTx;

use crate::support::{CaseFile, reader, sample_case, summaries};

type Numbers = BTreeMap<String, i64>;
type InRecords = BTreeMap<RecordId, BTreeSet<RecordId>>;

/// The organizations and the people of each incident and step.
fn in_records(tx: &ReadTx<'_>) -> (InRecords, InRecords) {
    let (mut organizations, mut people) = (InRecords::new(), InRecords::new());
    let add = |of: &mut InRecords, record: Option<RecordId>, who: Option<RecordId>| {
        if let (Some(record), Some(who)) = (record, who) {
            of.entry(record).or_default().insert(who);
        }
    };
    for part in tx.list_all::<Participation>().unwrap() {
        add(&mut organizations, part.fields.incident, part.fields.organization);
        add(&mut people, part.fields.incident, part.fields.person);
    }
    let detentions = tx.list_all::<Detention>().unwrap();
    for step in tx.list_all::<CustodyEvent>().unwrap() {
        let detention = &detentions.iter().find(|of| Some(of.id()) == step.fields.detention).unwrap().fields;
        let is_taking = tx.step(&step.fields.r#type).unwrap().effect == StepEffect::Begins;
        let taken_by = [detention.arresting_organization, detention.ordering_organization];
        let acting = [step.fields.organization, step.fields.court];
        for who in acting.into_iter().chain(taken_by.into_iter().filter(|_| is_taking)) {
            add(&mut organizations, Some(step.id()), who);
        }
        add(&mut people, Some(step.id()), detention.person);
    }
    (organizations, people)
}

fn by_hand(tx: &ReadTx<'_>) -> [Numbers; 2] {
    let (organizations, people) = in_records(tx);
    let tree: BTreeMap<RecordId, Option<RecordId>> =
        tx.list_all::<Organization>().unwrap().into_iter().map(|one| (one.id(), one.fields.parent)).collect();
    let mut episodes: BTreeMap<RecordId, usize> = BTreeMap::new();
    for detention in tx.list_all::<Detention>().unwrap() {
        *episodes.entry(detention.fields.person.unwrap()).or_default() += 1;
    }
    let [mut by_organization, mut detained] = [Numbers::new(), Numbers::new()];
    for line in tx.timeline_page(&TimelineQuery::default(), None, 1000).unwrap().0 {
        let members = || line.members.iter().map(|member| member.id);
        let mut around = BTreeSet::new();
        for organization in members().filter_map(|id| organizations.get(&id)).flatten() {
            let mut here = Some(*organization);
            while let Some(known) = here.filter(|known| around.insert(*known)) {
                here = tree[&known];
            }
        }
        for organization in around {
            *by_organization.entry(tx.label(organization).unwrap().reference).or_default() += 1;
        }
        let often = |id: RecordId| people.get(&id)?.iter().filter_map(|person| episodes.get(person)).max().copied();
        let told: BTreeSet<&str> = members().filter_map(often).map(|n| if n > 1 { "again" } else { "once" }).collect();
        told.into_iter().for_each(|value| *detained.entry(value.to_owned()).or_default() += 1);
    }
    [by_organization, detained]
}

fn told(summary: &Summary) -> [Numbers; 2] {
    let organizations = summary.records("organization").iter();
    let organizations = organizations.map(|(organization, count)| (organization.reference.clone(), *count)).collect();
    [organizations, summary.codes("detained").iter().cloned().collect()]
}

fn numbers(case: &CaseFile, index: &Index, viewer: &Viewer) -> [Numbers; 2] {
    let expected = case.store.read(viewer, |tx| Ok(by_hand(tx))).unwrap();
    let [tables, memory] = summaries(case, index, viewer).map(|summary| told(&summary));
    assert_eq!(tables, expected, "tables, {:?}", viewer.clearance);
    assert_eq!(memory, expected, "memory, {:?}", viewer.clearance);
    expected
}

#[test]
fn organizations_and_who_was_detained_again_are_counted_from_what_a_reader_sees() {
    let case = sample_case();
    // A tree of organizations; some of them, of the detentions and of what ties them to lines only for a few.
    let sql = "UPDATE organization SET parent_id = (SELECT id FROM record WHERE ref = 'O-3')
                WHERE id IN (SELECT id FROM record WHERE ref IN ('O-2', 'O-5'));
               UPDATE record SET sensitivity = 3
                WHERE ref = 'O-5' OR kind IN ('detention', 'participation') AND id % 3 = 0";
    case.raw().execute_batch(sql).unwrap();
    let index = Index::default();
    index.build(&case.store).unwrap();
    let told = [Sensitivity::Internal, Sensitivity::Restricted]
        .map(|clearance| numbers(&case, &index, &reader(Role::Editor, clearance)));
    let [[inside, once], [few, again]] = &told;
    assert!(inside.len() < few.len(), "an organization that is closed is in no count: {told:?}");
    assert!(
        few["O-3"] > few["O-2"] && inside["O-3"] >= inside["O-2"],
        "an organization has what its parts have: {told:?}"
    );
    assert!(again["again"] > once.get("again").copied().unwrap_or_default(), "a hidden episode is none: {told:?}");
}
