//! Reports with their sources, by their numbers.

use super::classes::Classes;
use super::column::{Numbered, at};
use super::snapshot::packed::packed;
use crate::domain::record::RecordId;

/// Which sources each report has.
#[derive(Debug, Default)]
pub struct Reports {
    reports: Numbered<RecordId>,
    sources: Numbered<RecordId>,
    /// By the number of the report: the numbers of its sources, each once.
    told_by: Vec<Vec<u32>>,
}

packed!(Reports { reports: Numbered<RecordId>, sources: Numbered<RecordId>, told_by: Vec<Vec<u32>> });

impl Reports {
    pub fn put(&mut self, report: RecordId, sources: &[RecordId]) {
        let number = self.number(report);
        let mut told_by: Vec<u32> = sources.iter().map(|source| self.sources.number(source)).collect();
        told_by.sort_unstable();
        told_by.dedup();
        if let Some(known) = self.told_by.get_mut(number as usize) {
            *known = told_by;
        }
    }

    pub fn number(&mut self, report: RecordId) -> u32 {
        let number = self.reports.number(&report);
        self.told_by.resize_with(self.reports.len(), Vec::new);
        number
    }

    pub fn sources(&self) -> &Numbered<RecordId> {
        &self.sources
    }

    /// By the number of a report that a reader sees: its sources that he or she sees. `admitted` are the classes that the
    /// reader sees.
    pub fn seen(&self, classes: &Classes, admitted: &[bool]) -> Vec<Option<Vec<u32>>> {
        let sees = |record: &RecordId| at(admitted, classes.slot(*record) as usize);
        let sources: Vec<bool> = self.sources.iter().map(sees).collect();
        let of = |(report, told_by): (&RecordId, &Vec<u32>)| {
            let seen = || told_by.iter().copied().filter(|source| at(&sources, *source as usize)).collect();
            sees(report).then(seen)
        };
        self.reports.iter().zip(&self.told_by).map(of).collect()
    }
}
