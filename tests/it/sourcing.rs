//! From how many sources something is known is told from what its reader sees, counted by hand from the citations of each line.

use std::collections::{BTreeMap, BTreeSet};

use habeas::domain::access::{Role, Viewer};
use habeas::domain::query::TimelineQuery;
use habeas::domain::record::{RecordId, Sensitivity};
use habeas::domain::timeline::{Entry, Summary};
use habeas::index::Index;
use habeas::store::ReadTx;

use crate::support::{CaseFile, reader, sample_case, summaries};

type Numbers = BTreeMap<String, i64>;

/// Lines by source, by source that is behind all of their reports, and by how many there are.
fn by_hand(tx: &ReadTx<'_>, lines: &[Entry]) -> [Numbers; 3] {
    let [mut any, mut all, mut many] = [Numbers::new(), Numbers::new(), Numbers::new()];
    for line in lines {
        let supporting = line.citations.iter().filter(|citation| citation.stance == "supports");
        let reports: BTreeSet<RecordId> = supporting.map(|citation| citation.report_id).collect();
        let of_report = |report: &RecordId| -> BTreeSet<RecordId> {
            tx.report_sources(*report).unwrap().into_iter().map(|(source, _)| source).collect()
        };
        let sources: Vec<BTreeSet<RecordId>> = reports.iter().map(of_report).collect();
        let union: BTreeSet<RecordId> = sources.iter().flatten().copied().collect();
        let common: Vec<RecordId> =
            union.iter().copied().filter(|source| sources.iter().all(|of| of.contains(source))).collect();
        let label = |source: RecordId| tx.label(source).unwrap().reference;
        let sourcing = match (reports.len(), common.is_empty()) {
            (0, _) => "uncited",
            (1, _) | (_, false) => "single",
            (_, true) => "several",
        };
        union.into_iter().for_each(|source| *any.entry(label(source)).or_default() += 1);
        common.into_iter().for_each(|source| *all.entry(label(source)).or_default() += 1);
        *many.entry(sourcing.to_owned()).or_default() += 1;
    }
    [any, all, many]
}

fn told(summary: &Summary) -> [Numbers; 3] {
    let of_sources =
        |name: &str| summary.records(name).iter().map(|(source, count)| (source.reference.clone(), *count)).collect();
    [of_sources("source"), of_sources("only-source"), summary.codes("sourcing").iter().cloned().collect()]
}

fn numbers(case: &CaseFile, index: &Index, viewer: &Viewer) -> [Numbers; 3] {
    let expected = case
        .store
        .read(viewer, |tx| Ok(by_hand(tx, &tx.timeline_page(&TimelineQuery::default(), None, 1000)?.0)))
        .unwrap();
    let [tables, memory] = summaries(case, index, viewer).map(|summary| told(&summary));
    assert_eq!(tables, expected, "tables, {:?}", viewer.clearance);
    assert_eq!(memory, expected, "memory, {:?}", viewer.clearance);
    expected
}

#[test]
fn sources_are_counted_from_the_citations_reports_and_sources_that_a_reader_sees() {
    let case = sample_case();
    // Some of the reports, sources and of what they are cited for only for a few.
    let hidden = "UPDATE record SET sensitivity = 3
                   WHERE kind = 'source' AND id % 3 = 0 OR kind IN ('report', 'participation', 'figure') AND id % 2 = 0";
    case.raw().execute_batch(hidden).unwrap();
    let index = Index::default();
    index.build(&case.store).unwrap();
    let told = [Sensitivity::Public, Sensitivity::Internal, Sensitivity::Restricted]
        .map(|clearance| numbers(&case, &index, &reader(Role::Editor, clearance)));
    let [_, [inside, ..], [few, ..]] = &told;
    assert!(inside.len() < few.len(), "a source that is closed is in no count");
    let are_told = |sourcing: &str| told.iter().any(|[.., many]| many.contains_key(sourcing));
    assert!(["uncited", "single", "several"].into_iter().all(are_told), "{told:?}");
    assert!(told.iter().any(|[_, only, _]| !only.is_empty()));
}
