//! Formats that take a timeline, or who was held, away. A new format is a file here and its name in `FORMATS`.

use std::io::Write;

use held::HeldWriter;

use crate::domain::access::Audience;
use crate::domain::lang::Lang;
use crate::domain::query::Facets;
use crate::domain::record::RecordId;
use crate::domain::time::Day;
use crate::domain::timeline::{Entry, LeftOut, Summary};
use crate::domain::vocabulary::Vocabulary;
use crate::error::Result;
use crate::locale::question::Part;

/// Comma-separated values.
pub mod csv;
/// What a line says, in words.
mod facts;
/// Who was held on a day.
pub mod held;
/// JSON: the shape of the API, all entries at once.
pub mod json;
/// What spreadsheets make of a cell.
mod spreadsheet;

/// A format that a timeline can be taken away in: what offers, names and sends it follows from its row.
pub struct Format {
    /// In addresses and on the command line.
    pub code: &'static str,
    /// The ending of the file.
    pub ending: &'static str,
    /// The message that says what it is called.
    pub name: &'static str,
    pub mime: &'static str,
    /// Starts writing in it.
    pub writer: for<'w> fn(&'w mut dyn Write, &ExportContext<'_>) -> Box<dyn TimelineWriter + 'w>,
    /// Starts writing who was held in it.
    pub held: for<'w> fn(&'w mut dyn Write, &ExportContext<'_>) -> Box<dyn HeldWriter + 'w>,
    /// Which facets the file has numbers of.
    pub facets: Facets,
    /// Whether the file itself says what the question leaves out.
    pub says_left_out: bool,
}

/// All formats, in the order in which they are offered.
pub const FORMATS: [&Format; 3] = [&csv::FORMAT, &csv::FOR_EXCEL, &json::FORMAT];

impl Format {
    pub fn parse(code: &str) -> Option<&'static Format> {
        FORMATS.into_iter().find(|format| format.code == code)
    }
}

/// For whom and in which words an export is made.
pub struct ExportContext<'a> {
    pub lang: Lang,
    pub vocabulary: &'a Vocabulary,
    pub audience: Audience,
    /// The day it is made.
    pub made_on: Day,
}

/// What a file says of itself beside its lines.
pub struct Head<'a> {
    /// What was asked, part by part.
    pub asked: &'a [Part],
    pub summary: &'a Summary,
    pub left_out: &'a [LeftOut],
}

impl ExportContext<'_> {
    /// Outside the organization, people and figures for which no report is cited are left out of an entry.
    fn admit(&self, entry: &mut Entry) {
        if !self.audience.gets_uncited() {
            entry.people.retain(|party| party.cited);
            entry.organizations.retain(|party| party.cited);
            let supported: Vec<RecordId> = entry.citations.iter().filter(|c| c.backs()).map(|c| c.record).collect();
            entry.figures.retain(|(id, _)| supported.contains(id));
        }
    }
}

/// Writes an entry; the caller asks for cited ones only where the audience gets no others.
pub fn write(writer: &mut dyn TimelineWriter, context: &ExportContext<'_>, mut entry: Entry) -> Result<()> {
    context.admit(&mut entry);
    writer.entry(context, &entry)
}

/// A format being written, entry by entry.
pub trait TimelineWriter {
    fn start(&mut self, context: &ExportContext<'_>, head: &Head<'_>) -> Result<()>;
    fn entry(&mut self, context: &ExportContext<'_>, entry: &Entry) -> Result<()>;
    fn finish(&mut self) -> Result<()>;
}
