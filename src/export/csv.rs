//! Timeline as comma-separated values (RFC 4180, UTF-8), one line of the timeline a row: plain, or as a spreadsheet opens it.

use std::borrow::Cow;
use std::io::Write;

use super::facts::{certainty, figure, joined, named, sources, title};
use super::held::HeldCsv;
use super::{ExportContext, Format, Head, TimelineWriter, spreadsheet};
use crate::domain::lang::Lang;
use crate::domain::query::Facets;
use crate::domain::time::{Day, Edtf};
use crate::domain::timeline::{Entry, What};
use crate::error::{Error, Result};
use crate::locale::{question, text, words};

pub const FORMAT: Format = Format {
    code: "csv",
    ending: "csv",
    name: "format-csv",
    mime: "text/csv; charset=utf-8",
    writer: |out, context| Box::new(CsvWriter::new(out, context, false)),
    held: |out, context| Box::new(HeldCsv(CsvWriter::new(out, context, false))),
    facets: Facets::None,
    says_left_out: false,
};

/// With the marks by which a spreadsheet knows the encoding and the columns, and with what was asked below the lines.
pub const FOR_EXCEL: Format = Format {
    code: "csv-excel",
    ending: "csv",
    name: "format-csv-excel",
    mime: "text/csv; charset=utf-8",
    writer: |out, context| Box::new(CsvWriter::new(out, context, true)),
    held: |out, context| Box::new(HeldCsv(CsvWriter::new(out, context, true))),
    facets: Facets::None,
    says_left_out: true,
};

/// What stands in a cell. A spreadsheet may take days and numbers for what they are, and texts for nothing else.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Text,
    /// A text that says no more than the day in `date`, if that is one day.
    DayOrText,
    Day,
    Number,
}

const COLUMNS: [(&str, Holds); 20] = [
    ("ref", Holds::Text),
    ("date", Holds::DayOrText),
    ("date_earliest", Holds::Day),
    ("date_latest", Holds::Day),
    ("date_text", Holds::DayOrText),
    ("date_basis", Holds::Text),
    ("kind", Holds::Text),
    ("type", Holds::Text),
    ("title", Holds::Text),
    ("place", Holds::Text),
    ("place_path", Holds::Text),
    ("latitude", Holds::Number),
    ("longitude", Holds::Number),
    ("people", Holds::Text),
    ("organizations", Holds::Text),
    ("figures", Holds::Text),
    ("status", Holds::Text),
    ("certainty", Holds::Text),
    ("sources", Holds::Text),
    ("uid", Holds::Text),
];

const BYTE_ORDER_MARK: char = '\u{FEFF}';

pub(super) struct CsvWriter<'w> {
    out: csv::Writer<&'w mut dyn Write>,
    for_excel: bool,
    /// What follows the lines: heading and text.
    notes: Vec<[String; 2]>,
}

impl<'w> CsvWriter<'w> {
    pub(super) fn new(out: &'w mut dyn Write, context: &ExportContext<'_>, for_excel: bool) -> Self {
        // Where numbers have a comma, spreadsheets part columns by a semicolon.
        let delimiter = if for_excel && has_decimal_comma(context.lang) { b';' } else { b',' };
        let mut writer = csv::WriterBuilder::new();
        writer.terminator(csv::Terminator::CRLF).delimiter(delimiter).flexible(for_excel);
        CsvWriter { out: writer.from_writer(out), for_excel, notes: Vec::new() }
    }

    /// The names of the columns.
    pub(super) fn names<'n>(&mut self, names: impl Iterator<Item = &'n str>) -> Result<()> {
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        if let Some(first) = names.first_mut().filter(|_| self.for_excel) {
            first.insert(0, BYTE_ORDER_MARK);
        }
        self.out.write_record(names).map_err(unwritten)
    }

    /// A row: of each cell what it holds, and whether it is one day.
    pub(super) fn row(
        &mut self,
        context: &ExportContext<'_>,
        cells: impl Iterator<Item = (Holds, bool, String)>,
    ) -> Result<()> {
        let with_comma = self.for_excel && has_decimal_comma(context.lang);
        for (holds, is_one_day, cell) in cells {
            let cell = match holds {
                Holds::Number if with_comma => Cow::Owned(cell.replace('.', ",")),
                Holds::Day | Holds::Number => Cow::Borrowed(cell.as_str()),
                Holds::DayOrText if is_one_day => spreadsheet::neutral(&cell),
                Holds::Text | Holds::DayOrText if self.for_excel => spreadsheet::as_text(&cell),
                Holds::Text | Holds::DayOrText => spreadsheet::neutral(&cell),
            };
            self.out.write_field(cell.as_bytes()).map_err(unwritten)?;
        }
        // Ends the row.
        self.out.write_record(None::<&[u8]>).map_err(unwritten)
    }

    /// What a spreadsheet is told below the lines: what was asked, how many lines there are, how its cells are read.
    pub(super) fn below(&mut self, context: &ExportContext<'_>, asked: Vec<[String; 2]>, lines: usize) {
        if self.for_excel {
            self.notes = notes(context, asked, lines.to_string(), Vec::new());
        }
    }

    /// Writes what stands below the lines, and the end.
    pub(super) fn end(&mut self) -> Result<()> {
        if !self.notes.is_empty() {
            self.out.write_record([""]).map_err(unwritten)?;
        }
        for note in &self.notes {
            self.out
                .write_record(note.each_ref().map(|cell| spreadsheet::neutral(cell).into_owned()))
                .map_err(unwritten)?;
        }
        Ok(self.out.flush()?)
    }
}

fn has_decimal_comma(lang: Lang) -> bool {
    match lang {
        Lang::En => false,
        Lang::Ru => true,
    }
}

/// Why something could not be written, as the file or the connection says it.
fn unwritten(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        kind => Error::internal(format!("{kind:?}")),
    }
}

impl TimelineWriter for CsvWriter<'_> {
    fn start(&mut self, context: &ExportContext<'_>, head: &Head<'_>) -> Result<()> {
        if self.for_excel {
            let asked = head.asked.iter().map(|part| [part.heading.clone(), part.text.clone()]).collect();
            let left_out = head.left_out.iter().map(|lines| [question::left_out(context.lang, lines), String::new()]);
            self.notes = notes(context, asked, head.summary.total.to_string(), left_out.collect());
        }
        self.names(COLUMNS.iter().map(|(name, _)| *name))
    }

    fn entry(&mut self, context: &ExportContext<'_>, entry: &Entry) -> Result<()> {
        let is_one_day = is_one_day(entry.date.date.as_ref());
        let cells = COLUMNS.iter().zip(row(context, entry));
        self.row(context, cells.map(|((_, holds), cell)| (*holds, is_one_day, cell)))
    }

    fn finish(&mut self) -> Result<()> {
        self.end()
    }
}

/// Whether a date is written as one day.
pub(super) fn is_one_day(date: Option<&Edtf>) -> bool {
    date.is_some_and(|date| date.lo().is_some_and(|day| day.iso() == date.text()))
}

/// What the file answers, how much there is, what is not in it, and how its cells are read.
fn notes(
    context: &ExportContext<'_>,
    asked: Vec<[String; 2]>,
    lines: String,
    left_out: Vec<[String; 2]>,
) -> Vec<[String; 2]> {
    let said = |key: &str| text(context.lang, key).into_owned();
    let mut notes = asked;
    if notes.is_empty() {
        notes.push([said("file-question"), said("asked-everything")]);
    }
    notes.push([said("file-lines"), lines]);
    notes.extend(left_out);
    notes.push([said("file-made-on"), context.made_on.iso()]);
    notes.push([said("file-list"), said("file-list-hint")]);
    notes
}

fn row(context: &ExportContext<'_>, entry: &Entry) -> [String; 20] {
    let date = entry.date.date.as_ref();
    let day = |day: Option<Day>| day.map_or_else(String::new, Day::iso);
    let (kind, status) = match &entry.what {
        What::Incident { .. } => ("incident", String::new()),
        What::Custody(step) => (
            "custody",
            step.status.as_ref().map_or_else(String::new, |status| words::word(context.lang, "status", status.code())),
        ),
    };
    [
        joined(entry.members.iter().map(|member| member.reference.clone())),
        date.map_or_else(String::new, |date| date.text().to_owned()),
        day(date.and_then(Edtf::lo)),
        day(date.and_then(Edtf::hi)),
        words::date(context.lang, &entry.date),
        entry.date.basis.clone(),
        kind.to_owned(),
        context.vocabulary.label(context.lang, &entry.r#type).to_owned(),
        title(context, entry),
        entry.place.as_ref().map_or_else(String::new, |place| place.name.clone()),
        entry.place_path.iter().chain(&entry.place).map(|place| place.name.as_str()).collect::<Vec<_>>().join(" > "),
        entry.point.map_or_else(String::new, |(latitude, _)| latitude.to_string()),
        entry.point.map_or_else(String::new, |(_, longitude)| longitude.to_string()),
        joined(entry.people.iter().map(|party| named(context, entry, party))),
        joined(entry.organizations.iter().map(|party| named(context, entry, party))),
        joined(entry.figures.iter().map(|counted| figure(context, entry, counted))),
        status,
        joined(certainty(context, entry).into_iter()),
        joined(sources(context, &entry.citations).into_iter()),
        joined(entry.members.iter().map(|member| member.uid.to_string())),
    ]
}
