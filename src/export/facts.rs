//! What a line of the timeline says, in words: for files that have a text where others have fields.

use super::ExportContext;
use crate::domain::citation::Citation;
use crate::domain::kind::Figure;
use crate::domain::record::RecordId;
use crate::domain::timeline::{Entry, Party, Step, What};
use crate::locale::{text, text_with, words};

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

/// A name, with the role, its certainty where it is less than stated, and what speaks against it.
pub fn named(context: &ExportContext<'_>, entry: &Entry, party: &Party) -> String {
    let mut marks: Vec<String> = Vec::new();
    marks.extend(party.role.as_ref().map(|role| context.vocabulary.label(context.lang, role).to_owned()));
    if party.certainty != "stated" {
        marks.push(words::word(context.lang, "certainty", &party.certainty));
    }
    marks.extend(entry.doubts(party.said_by).messages().map(|key| text(context.lang, key).into_owned()));
    if !party.cited {
        marks.push(text(context.lang, "uncited").into_owned());
    }
    in_brackets(&party.who.name, &marks)
}

/// What is counted, in its words and numbers: who says so, as of when, in which report, and whether another is preferred.
pub fn figure(context: &ExportContext<'_>, entry: &Entry, (id, figure): &(RecordId, Figure)) -> String {
    let counted = words::counted(context.lang, figure).map_or_else(String::new, |counted| format!(" [{counted}]"));
    let measure = context.vocabulary.label(context.lang, &figure.measure);
    let mut marks: Vec<String> = Vec::new();
    let group = figure.group.and_then(|group| entry.groups.get(&group));
    marks.extend(
        group.map(|group| {
            text_with(context.lang, "mark-of-group", &[("group", group.name.as_str().into())]).into_owned()
        }),
    );
    marks.extend(
        figure
            .claimed_by
            .as_ref()
            .map(|who| text_with(context.lang, "claimed-by", &[("who", who.as_str().into())]).into_owned()),
    );
    let as_of =
        |as_of: &crate::domain::time::Edtf| format!("{} {}", text(context.lang, "as-of"), as_of.words(context.lang));
    marks.extend(figure.as_of.as_ref().map(as_of));
    for citation in entry.citations.iter().filter(|citation| citation.record == *id && citation.backs()) {
        let report = citation.report.short().to_owned();
        if !marks.contains(&report) {
            marks.push(report);
        }
    }
    marks.extend(preference(entry, figure).map(|key| text(context.lang, key).into_owned()));
    marks.extend(entry.doubts(*id).messages().map(|key| text(context.lang, key).into_owned()));
    in_brackets(&format!("{measure}: {}{counted}", words::figure(context.lang, figure)), &marks)
}

/// Whether a figure, or another of the same, is preferred; nothing where none is.
fn preference(entry: &Entry, figure: &Figure) -> Option<&'static str> {
    let same = |other: &Figure| (&other.measure, other.group) == (&figure.measure, figure.group);
    match figure.preferred {
        true => Some("mark-preferred"),
        false => entry.figures.iter().any(|(_, other)| other.preferred && same(other)).then_some("mark-not-preferred"),
    }
}

fn in_brackets(said: &str, marks: &[String]) -> String {
    if marks.is_empty() { said.to_owned() } else { format!("{said} ({})", marks.join(", ")) }
}

/// How sure a line is: of a custody line its certainty, of an incident how strongly its reports put it; then whose its place
/// is or how that is known, and what speaks against the line.
pub fn certainty(context: &ExportContext<'_>, entry: &Entry) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    match &entry.what {
        What::Custody(step) => said.push(words::word(context.lang, "certainty", &step.certainty)),
        What::Incident { .. } => {
            for citation in entry.citations.iter().filter(|c| c.record == entry.label.id && c.backs()) {
                let hedge = words::word(context.lang, "hedge", &citation.hedge);
                if !said.contains(&hedge) {
                    said.push(hedge);
                }
            }
        }
    }
    said.extend(entry.place_of.message().map(|key| text(context.lang, key).into_owned()));
    if entry.place.is_some() && entry.place_basis != "stated" {
        said.push(words::word(context.lang, "place-basis", &entry.place_basis));
    }
    said.extend(entry.doubts_of_line().messages().map(|key| text(context.lang, key).into_owned()));
    said
}

/// Each source once per place in its report: "RFE/RL's Kazakh Service, ¶ 4 · asserted · B3".
pub fn sources<'c>(context: &ExportContext<'_>, citations: impl IntoIterator<Item = &'c Citation>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for citation in citations {
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
    if lines.is_empty() { vec![text(context.lang, "uncited").into_owned()] } else { lines }
}

/// Several values in one text, so that they can be parted again: `; ` stands between them, and a semicolon or backslash of a
/// value has a backslash before it.
pub fn joined(values: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    for (index, value) in values.enumerate() {
        if index > 0 {
            text.push_str("; ");
        }
        for c in value.chars() {
            if matches!(c, '\\' | ';') {
                text.push('\\');
            }
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::joined;

    /// As the documentation says it.
    fn parted(text: &str) -> Vec<String> {
        let (mut values, mut rest) = (vec![String::new()], text.chars());
        while let Some(c) = rest.next() {
            match c {
                '\\' => values.last_mut().unwrap_or(&mut String::new()).extend(rest.next()),
                ';' => {
                    rest.next();
                    values.push(String::new());
                }
                c => values.last_mut().unwrap_or(&mut String::new()).push(c),
            }
        }
        values
    }

    proptest! {
        #[test]
        fn several_values_of_a_cell_can_be_parted_again(values in prop::collection::vec("[a;\\\\ \"']{0,6}|.{0,5}", 1..5)) {
            prop_assert_eq!(parted(&joined(values.clone().into_iter())), values);
        }
    }
}
