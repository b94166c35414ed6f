//! All entries of the timeline in memory, in segments: what a commit brings is a small one, which larger ones take up.

use super::classes::Classes;
use super::column::{NOTHING, Numbered};
use super::contradictions::Contradictions;
use super::pairs::Pairs;
use super::reports::Reports;
use super::segment::{Builder, LineKey, Row, Segment};
use super::snapshot::packed::packed;
use super::tree::Tree;
use super::words::Words;
use crate::domain::access::visibility::Placed;
use crate::domain::kind::Kind;
use crate::domain::query::{FACETS, Facet, Values};
use crate::domain::record::RecordId;
use crate::domain::time::Piece;
use crate::store::{IndexedEntry, IndexedPart, IndexedReport, IndexedText, Indexing};

/// A segment takes up the one behind it once it is less than so many times as large.
const RATIO: usize = 8;

/// What is kept of the case file.
#[derive(Default)]
pub struct Memory {
    pub classes: Classes,
    pub tree: Tree,
    pub organizations: Tree,
    pub reports: Reports,
    pub words: Words,
    pub contradictions: Contradictions,
    /// The entries that a record belongs to which is none.
    belonging: Pairs,
    /// Of whom each detention is.
    pub episodes: Pairs,
    /// From the largest to that of the last commit.
    pub segments: Vec<Segment>,
    /// What dates there are.
    pub dates: Numbered<Vec<Piece>>,
    /// By facet, in the order of `FACETS`: which texts there are; of a closed list all, in its order.
    pub texts: Vec<Numbered<String>>,
    /// The last change that is taken in.
    pub last: i64,
    coming: Builder,
    /// The change at which it is kept in the file.
    pub kept: Option<i64>,
}

packed!(Memory {
    classes: Classes,
    tree: Tree,
    organizations: Tree,
    reports: Reports,
    words: Words,
    belonging: Pairs,
    episodes: Pairs,
    segments: Vec<Segment>,
    dates: Numbered<Vec<Piece>>,
    texts: Vec<Numbered<String>>,
    last: i64,
} besides contradictions, coming, kept);

/// The number of a record here. Records are numbered by changes, of which there are never so many.
pub fn number_of(id: RecordId) -> u32 {
    u32::try_from(id.0).unwrap_or(NOTHING)
}

impl Memory {
    /// Makes what came one segment with the others.
    pub fn settle(&mut self) {
        self.tree.settle();
        self.words.settle();
        self.belonging.settle();
        self.episodes.settle();
        if !self.coming.is_empty() {
            self.segments.push(std::mem::take(&mut self.coming).finish());
        }
        while let [.., larger, smaller] = self.segments.as_slice()
            && larger.len() < smaller.len().saturating_mul(RATIO)
        {
            let two = self.segments.split_off(self.segments.len() - 2);
            self.segments.push(Segment::merged(&two));
        }
    }
}

impl Memory {
    /// The entries that these records are, or belong to.
    pub fn entries_of(&self, records: impl Iterator<Item = RecordId>) -> Vec<RecordId> {
        let mut entries = Vec::new();
        for record in records {
            if self.is_entry(record) {
                entries.push(record);
            } else {
                entries.extend(self.belonging.of(number_of(record)).map(|entry| RecordId(i64::from(entry))));
            }
        }
        entries.sort_unstable();
        entries.dedup();
        entries
    }

    /// The records that are values of a facet, by their numbers; nothing of places and of facets whose values are texts.
    pub fn records(&self, facet: usize) -> Option<&Numbered<RecordId>> {
        match FACETS.get(facet)?.values {
            Values::Organizations => Some(self.organizations.records()),
            Values::Sources(_) => Some(self.reports.sources()),
            _ => None,
        }
    }

    /// How many numbers the values of a facet have.
    pub fn numbers_of(&self, facet: usize) -> usize {
        match self.records(facet) {
            Some(records) => records.len(),
            None => self.texts.get(facet).map_or(0, Numbered::len),
        }
    }

    fn is_entry(&self, record: RecordId) -> bool {
        Kind::ALL.into_iter().any(|kind| kind.is_on_timeline() && self.classes.is_of(kind, record))
    }
}

impl Indexing for Memory {
    fn placed(&mut self, row: Placed) {
        if !row.kind.is_on_timeline() {
            if self.classes.class(row.id).is_some() {
                self.belonging.forget(number_of(row.id));
            }
            let entries: Vec<RecordId> = row.owners.iter().copied().filter(|owner| self.is_entry(*owner)).collect();
            entries.into_iter().for_each(|entry| self.belonging.put(number_of(row.id), number_of(entry)));
        }
        self.classes.put(&row);
        if row.kind.is_on_timeline() {
            let (id, class) = (number_of(row.id), self.classes.slot(row.id));
            for segment in &mut self.segments {
                if let Some(row) = segment.find(id)
                    && let Some(known) = segment.classes.get_mut(row)
                {
                    *known = class;
                }
            }
        }
    }

    fn forget(&mut self, id: RecordId) {
        self.words.forget(id);
        if self.classes.is_of(Kind::Detention, id) {
            self.episodes.forget(number_of(id));
        }
        for segment in &mut self.segments {
            if let Some(row) = segment.find(number_of(id)) {
                segment.gone.insert(row);
            }
        }
    }

    fn place(&mut self, place: IndexedPart) {
        self.tree.put(place);
    }

    fn organization(&mut self, organization: IndexedPart) {
        self.organizations.put(organization);
    }

    fn episode(&mut self, detention: RecordId, person: RecordId) {
        self.episodes.put(number_of(detention), number_of(person));
    }

    fn report(&mut self, report: IndexedReport) {
        self.reports.put(report.id, &report.sources);
    }

    fn text(&mut self, text: IndexedText) {
        self.words.put(&text);
    }

    fn entry(&mut self, entry: IndexedEntry) {
        let via = |record: Option<RecordId>| record.map_or(NOTHING, number_of);
        if self.texts.is_empty() {
            let listed = |facet: &Facet| facet.list().iter().map(|code| (*code).to_owned()).collect();
            self.texts = FACETS.iter().map(listed).collect();
        }
        let mut said = Vec::new();
        for (facet, text, record) in &entry.said {
            let number = self.texts.get_mut(*facet).map_or(NOTHING, |texts| texts.number(text));
            said.push((u32::try_from(*facet).unwrap_or(NOTHING), number, via(*record)));
        }
        if let Some(facet) = FACETS.iter().position(|facet| matches!(facet.values, Values::Organizations)) {
            for (organization, record) in &entry.organizations {
                said.push((
                    u32::try_from(facet).unwrap_or(NOTHING),
                    self.organizations.number(*organization),
                    via(*record),
                ));
            }
        }
        let reports = entry.reports.iter().map(|(report, record)| (self.reports.number(*report), via(*record)));
        let mut reports: Vec<(u32, u32)> = reports.collect();
        reports.sort_unstable();
        reports.dedup();
        let values = self.texts.iter_mut().zip(&entry.values);
        self.coming.push(Row {
            id: number_of(entry.id),
            is_incident: entry.is_incident,
            // Days are those of a calendar, and one behind all of them for what has none.
            day: i32::try_from(entry.day).unwrap_or(i32::MAX),
            seq: entry.seq,
            line: entry.line.map_or(LineKey::Alone, LineKey::Said),
            class: self.classes.slot(entry.id),
            date: self.dates.number(&entry.when),
            values: values.map(|(texts, text)| text.as_ref().map_or(NOTHING, |text| texts.number(text))).collect(),
            places: entry.places.iter().map(|(place, record)| (self.tree.number(*place), via(*record))).collect(),
            people: entry.people.iter().map(|(person, record)| (number_of(*person), via(*record))).collect(),
            said,
            reports,
        });
    }
}
