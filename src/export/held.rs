//! Who was held on a day, as a file: a row for each person and group, list after list.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Map, Value as Json, json};

use super::ExportContext;
use super::csv::{CsvWriter, Holds, is_one_day};
use super::facts::{joined, sources};
use super::json;
use crate::domain::citation::Citation;
use crate::domain::custody::{Against, Holding, STATED, Standing};
use crate::domain::record::Label;
use crate::domain::time::{Day, Edtf};
use crate::error::Result;
use crate::locale::words;

/// What is asked and found beside the rows.
pub struct HeldHead {
    pub on: Day,
    /// What was asked besides: heading and text.
    pub asked: Vec<[String; 2]>,
    /// People and groups in each list.
    pub counts: BTreeMap<Standing, (usize, usize)>,
}

/// Somebody who is held, or may be, with the sources of the last word and the places around the place of custody.
pub struct HeldRow<'h> {
    pub on: Day,
    pub holding: &'h Holding,
    pub citations: Vec<&'h Citation>,
    pub place_path: Vec<&'h Label>,
}

/// A format being written, row by row.
pub trait HeldWriter {
    fn start(&mut self, context: &ExportContext<'_>, head: &HeldHead) -> Result<()>;
    fn row(&mut self, context: &ExportContext<'_>, row: &HeldRow<'_>) -> Result<()>;
    fn finish(&mut self) -> Result<()>;
}

const COLUMNS: [&str; 30] = [
    "on",
    "list",
    "ref",
    "name",
    "kind",
    "detention",
    "status",
    "certainty",
    "as_of",
    "as_of_text",
    "taken",
    "taken_text",
    "days_held_least",
    "days_held_most",
    "days_silent_least",
    "days_silent_most",
    "days_doubted",
    "place",
    "place_path",
    "term",
    "term_ends_earliest",
    "term_ends_latest",
    "perhaps_over",
    "sources",
    "uid",
    "as_of_basis",
    "taken_basis",
    "place_basis",
    "place_certainty",
    "place_is_earlier",
];

/// Comma-separated values, plain or as a spreadsheet opens them.
pub(super) struct HeldCsv<'w>(pub(super) CsvWriter<'w>);

impl HeldWriter for HeldCsv<'_> {
    fn start(&mut self, context: &ExportContext<'_>, head: &HeldHead) -> Result<()> {
        let lines = head.counts.values().map(|(people, groups)| people + groups).sum();
        self.0.below(context, head.asked.clone(), lines);
        self.0.names(COLUMNS.into_iter())
    }

    fn row(&mut self, context: &ExportContext<'_>, row: &HeldRow<'_>) -> Result<()> {
        let cells = cells(context, row);
        self.0.row(context, cells.into_iter())
    }

    fn finish(&mut self) -> Result<()> {
        self.0.end()
    }
}

fn cells(context: &ExportContext<'_>, row: &HeldRow<'_>) -> [(Holds, bool, String); 30] {
    let HeldRow { holding, .. } = row;
    let text = |text: String| (Holds::Text, false, text);
    let word = |list: &str, code: &str| text(words::word(context.lang, list, code));
    let date = |date: Option<&Edtf>| {
        let said = date.map_or_else(String::new, |date| date.text().to_owned());
        (Holds::DayOrText, is_one_day(date), said)
    };
    let in_words = |date: Option<&Edtf>| date.map_or_else(String::new, |date| date.words(context.lang));
    let dated = |date: Option<&Edtf>| (Holds::DayOrText, is_one_day(date), in_words(date));
    let day = |day: Option<Day>| (Holds::Day, true, day.map_or_else(String::new, Day::iso));
    let number = |number: Option<i64>| (Holds::Number, false, number.map_or_else(String::new, |n| n.to_string()));
    let (said, taken) = (holding.said_on(), holding.episode.start());
    let ends = holding.term.as_ref().filter(|term| term.ends());
    let (person, place) = (&holding.person, holding.place.as_ref());
    let against = match holding.against {
        Some(Against::Step(step)) => holding.episode.step(step).map_or_else(String::new, |step| {
            let what = context.vocabulary.label(context.lang, &step.fields.r#type).to_owned();
            joined([what].into_iter().chain(step.fields.date.as_ref().map(|date| date.words(context.lang))))
        }),
        Some(Against::Death) => in_words(holding.episode.died.as_ref()),
        None => String::new(),
    };
    let basis = |field: &str, basis: Option<&str>| {
        basis.map_or_else(
            || text(String::new()),
            |basis| word(&words::list_of("custody_event", &format!("{field}_basis")), basis),
        )
    };
    let kept = holding.kept_by(row.on);
    let around = row.place_path.iter().copied().chain(place).map(|place| place.name.as_str());
    [
        day(Some(row.on)),
        word("held-list", holding.standing.code()),
        text(person.reference.clone()),
        text(person.name.clone()),
        text(if person.group { "group" } else { "person" }.to_owned()),
        text(holding.episode.detention.header.reference.clone()),
        word("status", holding.word.status.code()),
        word("certainty", &holding.word.certainty),
        date(said),
        dated(said),
        date(taken),
        dated(taken),
        number(Some(holding.held.min)),
        number(holding.held.max),
        number(Some(holding.silent.min)),
        number(holding.silent.max),
        text((holding.held.doubted || holding.silent.doubted).to_string()),
        text(place.map_or_else(String::new, |place| place.name.clone())),
        text(around.collect::<Vec<_>>().join(" > ")),
        text(holding.term.as_ref().map_or_else(String::new, |term| words::sentence(context.lang, &term.said))),
        day(ends.and_then(|term| term.earliest_end)),
        day(ends.and_then(|term| term.latest_end)),
        text(against),
        text(joined(sources(context, row.citations.iter().copied()).into_iter())),
        text(person.uid.to_string()),
        basis("date", said.map(|_| holding.said_basis())),
        basis("date", taken.map(|_| holding.episode.taken().basis)),
        basis("place", kept.map(|step| step.fields.place_basis.as_str())),
        kept.map_or_else(|| text(String::new()), |step| word("certainty", &step.fields.certainty)),
        text(kept.map_or_else(String::new, |_| holding.place_is_earlier.to_string())),
    ]
}

/// JSON, the codes and dates as the API has them.
pub struct HeldJson<'w> {
    out: &'w mut dyn Write,
    first: bool,
}

impl<'w> HeldJson<'w> {
    pub fn new(out: &'w mut dyn Write) -> Self {
        HeldJson { out, first: true }
    }
}

impl HeldWriter for HeldJson<'_> {
    fn start(&mut self, _: &ExportContext<'_>, head: &HeldHead) -> Result<()> {
        write!(self.out, "{{\"on\":{},\"counts\":{},\"held\":[", json!(head.on), counts_json(&head.counts))?;
        Ok(())
    }

    fn row(&mut self, context: &ExportContext<'_>, row: &HeldRow<'_>) -> Result<()> {
        if !std::mem::take(&mut self.first) {
            self.out.write_all(b",")?;
        }
        self.out.write_all(b"\n")?;
        serde_json::to_writer(&mut *self.out, &row_json(context, row)).map_err(|error| io::Error::from(error).into())
    }

    fn finish(&mut self) -> Result<()> {
        self.out.write_all(b"\n]}\n")?;
        Ok(self.out.flush()?)
    }
}

/// How many people and groups there are in each list.
pub fn counts_json(counts: &BTreeMap<Standing, (usize, usize)>) -> Json {
    let count = |(list, (people, groups)): (&Standing, &(usize, usize))| {
        (list.code().to_owned(), json!({ "people": people, "groups": groups }))
    };
    Json::Object(counts.iter().map(count).collect::<Map<String, Json>>())
}

/// Somebody who is held, or may be.
pub fn row_json(context: &ExportContext<'_>, row: &HeldRow<'_>) -> Json {
    let HeldRow { holding, citations, place_path, .. } = row;
    let dated = |date: Option<&Edtf>, basis: &str| {
        date.map(|date| {
            json!({
                "edtf": date.text(), "lo": date.lo().map(Day::iso), "hi": date.hi().map(Day::iso),
                "text": date.words(context.lang), "basis": basis,
            })
        })
    };
    let against = match holding.against {
        Some(Against::Step(step)) => holding.episode.step(step).map(|step| {
            json!({
                "event": step.header.reference, "type": step.fields.r#type, "certainty": step.fields.certainty,
                "date": dated(step.fields.date.as_ref(), &step.fields.date_basis),
            })
        }),
        Some(Against::Death) => {
            Some(json!({ "event": null, "type": "de/died", "date": dated(holding.episode.died.as_ref(), STATED) }))
        }
        None => None,
    };
    let kept = holding.kept_by(row.on).map(|step| &step.fields);
    let place = holding.place.as_ref().zip(kept).map(|(place, step)| {
        json!({
            "uid": place.uid, "ref": place.reference, "name": place.name, "earlier": holding.place_is_earlier,
            "basis": step.place_basis, "certainty": step.certainty,
            "path": place_path.iter().map(|around| around.name.as_str()).collect::<Vec<_>>(),
        })
    });
    let term = holding.term.as_ref().map(|term| {
        json!({
            "said": term.said, "served": term.how, "endless": term.endless, "computed": term.computed,
            "earliest_end": term.earliest_end, "latest_end": term.latest_end,
        })
    });
    json!({
        "list": holding.standing.code(),
        "person": holding.person,
        "group": holding.person.group,
        "detention": holding.episode.detention.header.reference,
        "status": holding.word.status,
        "certainty": holding.word.certainty,
        "as_of": dated(holding.said_on(), holding.said_basis()),
        "taken": dated(holding.episode.start(), holding.episode.taken().basis),
        "days_held": holding.held,
        "days_silent": holding.silent,
        "place": place,
        "term": term,
        "perhaps_over": against,
        "sources": json::sources(context, citations.iter().copied()),
    })
}
