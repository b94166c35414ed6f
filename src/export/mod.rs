//! Formats that take a timeline away. A new format is a file here and a line in `Format`.

use std::io::Write;

use crate::domain::access::Audience;
use crate::domain::lang::Lang;
use crate::domain::record::RecordId;
use crate::domain::timeline::{Entry, Summary};
use crate::domain::vocabulary::Vocabulary;
use crate::error::Result;

/// Comma-separated values.
pub mod csv;
/// JSON: the shape of the API, all entries at once.
pub mod json;

/// The formats a timeline can be taken away in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Json,
}

impl Format {
    pub const ALL: [Format; 2] = [Format::Csv, Format::Json];

    pub fn code(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Json => "json",
        }
    }

    pub fn parse(code: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.code() == code)
    }

    pub fn mime(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Json => "application/json",
        }
    }

    /// Starts writing in this format.
    pub fn writer<'w>(self, out: &'w mut dyn Write) -> Box<dyn TimelineWriter + 'w> {
        match self {
            Format::Csv => Box::new(csv::CsvWriter::new(out)),
            Format::Json => Box::new(json::JsonWriter::new(out)),
        }
    }
}

/// For whom and in which words an export is made.
pub struct ExportContext<'a> {
    pub lang: Lang,
    pub vocabulary: &'a Vocabulary,
    pub audience: Audience,
}

impl ExportContext<'_> {
    /// Outside the organization, people and figures for which no report is cited are left out of an entry.
    fn admit(&self, entry: &mut Entry) {
        if !self.audience.gets_uncited() {
            entry.people.retain(|party| party.cited);
            entry.organizations.retain(|party| party.cited);
            let supported: Vec<RecordId> =
                entry.citations.iter().filter(|c| c.stance == "supports").map(|c| c.record).collect();
            entry.figures.retain(|(id, _)| supported.contains(id));
        }
    }
}

/// Writes entries as they come; the caller asks for cited ones only where the audience gets no others.
pub fn write(
    writer: &mut dyn TimelineWriter,
    context: &ExportContext<'_>,
    entries: impl IntoIterator<Item = Entry>,
) -> Result<()> {
    for mut entry in entries {
        context.admit(&mut entry);
        writer.entry(context, &entry)?;
    }
    Ok(())
}

/// A format being written, entry by entry.
pub trait TimelineWriter {
    fn start(&mut self, context: &ExportContext<'_>, summary: &Summary) -> Result<()>;
    fn entry(&mut self, context: &ExportContext<'_>, entry: &Entry) -> Result<()>;
    fn finish(&mut self) -> Result<()>;
}
