//! Timeline as comma-separated values (RFC 4180, UTF-8), one line of the timeline a row.

use std::io::Write;

use super::{ExportContext, Format, Head, TimelineWriter};
use crate::domain::time::{Day, Edtf};
use crate::domain::timeline::{Entry, Party, Step, What};
use crate::error::{Error, Result};
use crate::locale::{text, text_with, words};

pub const FORMAT: Format =
    Format { code: "csv", name: "CSV", mime: "text/csv; charset=utf-8", writer: |out| Box::new(CsvWriter::new(out)) };

const COLUMNS: [&str; 20] = [
    "ref",
    "date",
    "date_earliest",
    "date_latest",
    "date_text",
    "date_basis",
    "kind",
    "type",
    "title",
    "place",
    "place_path",
    "latitude",
    "longitude",
    "people",
    "organizations",
    "figures",
    "status",
    "certainty",
    "sources",
    "uid",
];

struct CsvWriter<'w> {
    out: csv::Writer<&'w mut dyn Write>,
}

impl<'w> CsvWriter<'w> {
    fn new(out: &'w mut dyn Write) -> Self {
        CsvWriter { out: csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out) }
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
    fn start(&mut self, _: &ExportContext<'_>, _: &Head<'_>) -> Result<()> {
        self.out.write_record(COLUMNS).map_err(unwritten)
    }

    fn entry(&mut self, context: &ExportContext<'_>, entry: &Entry) -> Result<()> {
        let row = row(context, entry);
        self.out.write_record(row.iter().map(|cell| neutral(cell))).map_err(unwritten)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
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
        joined(entry.people.iter().map(|party| named(context, party))),
        joined(entry.organizations.iter().map(|party| named(context, party))),
        joined(entry.figures.iter().map(|(_, figure)| {
            let counted =
                words::counted(context.lang, figure).map_or_else(String::new, |counted| format!(" [{counted}]"));
            let measure = context.vocabulary.label(context.lang, &figure.measure);
            format!("{measure}: {}{counted}", words::figure(context.lang, figure))
        })),
        status,
        certainty(context, entry),
        sources(context, entry),
        joined(entry.members.iter().map(|member| member.uid.to_string())),
    ]
}

/// An incident's title; of a custody line what happened to whom, with what the report adds.
pub fn title(context: &ExportContext<'_>, entry: &Entry) -> String {
    let What::Custody(step) = &entry.what else { return entry.label.name.clone() };
    let Step { sentence, fine, note, .. } = &**step;
    let mut title = format!(
        "{}: {}",
        context.vocabulary.label(context.lang, &entry.r#type),
        entry.people.iter().map(|party| party.who.name.as_str()).collect::<Vec<_>>().join(", ")
    );
    if let Some(said) = sentence {
        title.push_str(&format!(", {}", words::sentence(context.lang, said)));
    }
    if let Some((amount, currency)) = fine {
        let args = [("amount", (*amount).into()), ("currency", currency.as_str().into())];
        title.push_str(&format!(", {}", text_with(context.lang, "fine-of", &args)));
    }
    if let Some(note) = note {
        title.push_str(&format!(" ({note})"));
    }
    title
}

/// A name, with its certainty where it is less than stated.
fn named(context: &ExportContext<'_>, party: &Party) -> String {
    let mut marks = Vec::new();
    if party.certainty != "stated" {
        marks.push(words::word(context.lang, "certainty", &party.certainty));
    }
    if !party.cited {
        marks.push(text(context.lang, "uncited").into_owned());
    }
    if marks.is_empty() { party.who.name.clone() } else { format!("{} ({})", party.who.name, marks.join(", ")) }
}

/// Of a custody line its certainty; of an incident how strongly its reports put it, and what about it is inferred.
fn certainty(context: &ExportContext<'_>, entry: &Entry) -> String {
    match &entry.what {
        What::Custody(step) => {
            let certainty = words::word(context.lang, "certainty", &step.certainty);
            let place_of = entry.place_of.message().map(|key| text(context.lang, key).into_owned());
            joined([certainty].into_iter().chain(place_of))
        }
        What::Incident { .. } => {
            let mut said: Vec<String> = Vec::new();
            for citation in entry.citations.iter().filter(|c| c.record == entry.label.id && c.stance == "supports") {
                let hedge = words::word(context.lang, "hedge", &citation.hedge);
                if !said.contains(&hedge) {
                    said.push(hedge);
                }
            }
            if entry.place.is_some() && entry.place_basis != "stated" {
                said.push(words::word(context.lang, "place-basis", &entry.place_basis));
            }
            said.join("; ")
        }
    }
}

/// Each source once per place in its report: "RFE/RL's Kazakh Service, ¶ 4 · asserted · B3".
fn sources(context: &ExportContext<'_>, entry: &Entry) -> String {
    let mut lines: Vec<String> = Vec::new();
    for citation in &entry.citations {
        let line = format!(
            "{}, {} · {}",
            citation.report.short(),
            words::place_in_report(context.lang, citation),
            words::strength(context.lang, citation)
        );
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if lines.is_empty() { text(context.lang, "uncited").into_owned() } else { lines.join("; ") }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}

/// A cell that a spreadsheet would run as a formula gets an apostrophe in front; plain numbers are left.
fn neutral(cell: &str) -> String {
    let risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if risky && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::neutral;

    #[test]
    fn cells_that_a_spreadsheet_would_run_are_neutralised() {
        assert_eq!(neutral("=1+1"), "'=1+1");
        assert_eq!(neutral("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(neutral("-x"), "'-x");
        assert_eq!(neutral("-12.5"), "-12.5");
        assert_eq!(neutral("Almaty"), "Almaty");
    }
}
