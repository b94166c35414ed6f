//! What the sample case holds, read from its seed files: the tests ask for nothing they made up themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use toml::{Table, Value};

const FILES: [&str; 2] = ["seed/almaty-2012.toml", "seed/almaty-2012-other-reports.toml"];

/// The keys whose text a reader has to be able to find, word for word.
const READABLE: [&str; 12] = [
    "name",
    "text",
    "title",
    "verbatim",
    "quote",
    "note",
    "time_note",
    "place_note",
    "claimed_by",
    "occupation",
    "description",
    "comment",
];

/// The kinds with a page: the table of the seed files, the address, the letter of their refs.
const PAGES: [(&str, &str, &str); 8] = [
    ("incident", "incidents", "I"),
    ("person", "people", "P"),
    ("group", "people", "G"),
    ("place", "places", "L"),
    ("organization", "organizations", "O"),
    ("report", "reports", "R"),
    ("source", "sources", "S"),
    ("detention", "detentions", "D"),
];

/// Every wording of the case: where it stands in the seed files, and the words.
pub fn wordings() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (kind, row) in rows() {
        let id = row.get("id").or(row.get("to")).and_then(Value::as_str).unwrap_or("?").to_owned();
        collect(&format!("{kind} {id}"), &row, &mut found);
    }
    found
}

fn collect(place: &str, row: &Table, found: &mut Vec<(String, String)>) {
    for (key, value) in row {
        match value {
            Value::String(text) if READABLE.contains(&key.as_str()) => {
                found.push((format!("{place}, {key}"), text.clone()));
            }
            Value::Array(members) => {
                let members = members.iter().filter_map(Value::as_table);
                members.for_each(|member| collect(&format!("{place}, {key}"), member, found));
            }
            _ => {}
        }
    }
}

/// The address of every record that has a page.
pub fn addresses() -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (kind, row) in rows() {
        let group = kind == "person" && row.get("unit").is_some();
        *counts.entry(if group { "group".to_owned() } else { kind }).or_default() += 1;
    }
    let numbered = |(kind, path, letter): &(&str, &str, &str)| {
        let (path, letter) = (path.to_string(), letter.to_string());
        (1..=counts[*kind]).map(move |number| format!("/{path}/{letter}-{number}"))
    };
    PAGES.iter().flat_map(numbered).collect()
}

/// How many citations each paragraph of each report has: the report's address, the paragraph (0 is none), the count.
pub fn citations() -> BTreeMap<(String, i64), usize> {
    let rows = rows();
    let reports: Vec<&str> = rows.iter().filter(|(kind, _)| kind == "report").map(|(_, row)| text(row, "id")).collect();
    let mut counts = BTreeMap::new();
    for citation in rows.iter().filter_map(|(_, row)| row.get("cite")?.as_array()).flatten() {
        let citation = citation.as_table().unwrap();
        let number = reports.iter().position(|id| *id == text(citation, "report")).unwrap() + 1;
        let paragraph = citation.get("para").and_then(Value::as_integer).unwrap_or(0);
        *counts.entry((format!("/reports/R-{number}"), paragraph)).or_default() += 1;
    }
    counts
}

fn text<'row>(row: &'row Table, key: &str) -> &'row str {
    row[key].as_str().unwrap()
}

/// What must not leave the pages: every name of a person, group, organization, place or source, in every spelling,
/// and each part of a person's name, in lower case.
pub fn names() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (kind, row) in rows() {
        let aliases = row.get("names").and_then(Value::as_array).into_iter().flatten();
        let texts = aliases.filter_map(|alias| alias.get("text")).chain(row.get("name")).filter_map(Value::as_str);
        for text in texts.map(str::to_lowercase) {
            if kind == "person" && row.get("unit").is_none() && row.get("identified").is_none() {
                found.extend(text.split_whitespace().map(str::to_owned));
            }
            found.insert(text);
        }
    }
    found
}

/// The row of the article's own seed file with this id.
pub fn row(kind: &str, id: &str) -> Table {
    let found = rows().into_iter().find(|(of, row)| of == kind && row.get("id").and_then(Value::as_str) == Some(id));
    found.unwrap_or_else(|| panic!("the case has no {kind} {id}")).1
}

/// What the row of an id is: its kind, and its name or title.
pub fn called(id: &str) -> (String, String) {
    const NAMED: [&str; 6] = ["report", "source", "organization", "place", "person", "incident"];
    let found = rows()
        .into_iter()
        .find(|(kind, row)| NAMED.contains(&kind.as_str()) && row.get("id").and_then(Value::as_str) == Some(id));
    let (kind, row) = found.unwrap_or_else(|| panic!("the case has no {id}"));
    let name = row.get("name").or(row.get("title")).and_then(Value::as_str).unwrap().to_owned();
    (kind, name)
}

/// The rows of both files, in their order, by kind: the kind, and the row.
fn rows() -> Vec<(String, Table)> {
    let mut found = Vec::new();
    for file in FILES {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        for (kind, rows) in text.parse::<Table>().unwrap() {
            let rows = rows.as_array().into_iter().flatten().filter_map(Value::as_table);
            found.extend(rows.map(|row| (kind.clone(), row.clone())));
        }
    }
    assert!(found.len() > 200, "the seed files were not understood");
    found
}
