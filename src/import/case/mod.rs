//! The exchange format for cases, `habeas-case/1`: a TOML file of records that refer to each other by ids of the file.
//!
//! `docs/exchange-format.md` describes it. Reading checks everything that can be checked without the case file;
//! references to records of other cases are left for `app::load_case`.

use std::collections::{BTreeMap, BTreeSet};

use super::toml_table::{Source, Table};
use crate::domain::date::{Day, Edtf};
use crate::domain::kind::Kind;
use crate::domain::record::{Sensitivity, Value};
use crate::domain::source::Grade;

/// Fields and citations of one record.
mod record;

pub use super::toml_table::Fault;

pub const FORMAT: &str = "habeas-case/1";

/// A whole file.
#[derive(Debug)]
pub struct CaseFile {
    /// Names the file; ids in it are unique under this name.
    pub case: String,
    pub title: Option<String>,
    pub as_on: Option<Day>,
    /// Cases whose ids may be referred to as well.
    pub uses: Vec<String>,
    /// In the order of the file.
    pub records: Vec<CaseRecord>,
}

/// A record of the file, or additions to a record that exists.
#[derive(Debug)]
pub struct CaseRecord {
    pub line: usize,
    pub target: Target,
    pub names: Vec<CaseName>,
    pub citations: Vec<CaseCitation>,
    /// Of reports: source id and role.
    pub sources: Vec<(CaseRef, &'static str)>,
}

#[derive(Debug)]
pub enum Target {
    New {
        kind: Kind,
        id: Option<String>,
        fields: BTreeMap<&'static str, CaseValue>,
        sensitivity: Sensitivity,
        review: &'static str,
        comment: Option<String>,
    },
    Existing(CaseRef),
}

/// An id, and the line that uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRef {
    pub id: String,
    pub line: usize,
}

#[derive(Debug)]
pub enum CaseValue {
    Plain(Value),
    Ref(CaseRef),
}

#[derive(Debug)]
pub struct CaseName {
    pub text: String,
    pub kind: &'static str,
    pub lang: Option<String>,
    pub valid: Option<Edtf>,
    pub report: Option<CaseRef>,
}

#[derive(Debug)]
pub struct CaseCitation {
    pub line: usize,
    pub report: CaseRef,
    pub field: Option<String>,
    pub stance: &'static str,
    pub paragraph: Option<i64>,
    pub page: Option<String>,
    pub quote: Option<String>,
    pub hedge: &'static str,
    pub via: Option<CaseRef>,
    pub grade: Grade,
    pub note: Option<String>,
}

/// Reads a case file: all of it, or every fault found.
pub fn parse(text: &str) -> Result<CaseFile, Vec<Fault>> {
    let mut source = Source::new(text);
    let Some(top) = source.parse() else { return Err(source.faults) };
    let mut table = Table::new(top.get_ref(), 1);
    match table.required("format", &mut source).as_deref() {
        Some(FORMAT) | None => {}
        Some(other) => source.fault(1, format!("this is not a {FORMAT} file but \"{other}\".")),
    }
    let mut file = CaseFile {
        case: table.required("case", &mut source).unwrap_or_default(),
        title: table.text("title", &mut source),
        as_on: as_on(&mut table, &mut source),
        uses: table.texts("uses", &mut source),
        records: Vec::new(),
    };
    for kind in Kind::ALL {
        for record in table.tables(kind.table(), &mut source) {
            file.records.push(record::read(record, kind, &mut source));
        }
    }
    for record in table.tables("add", &mut source) {
        file.records.push(record::read_addition(record, &mut source));
    }
    table.finish(&mut source);
    // TOML groups the tables by name; the order of the file is the order of their lines.
    file.records.sort_by_key(|record| record.line);
    twice(&file, &mut source);
    if source.faults.is_empty() {
        Ok(file)
    } else {
        source.faults.sort();
        Err(source.faults)
    }
}

fn as_on(table: &mut Table<'_, '_>, source: &mut Source<'_>) -> Option<Day> {
    let text = table.text("as_on", source)?;
    let day = Day::parse_iso(&text);
    if day.is_none() {
        source.fault(table.line, "`as_on` has to be a day, like 2012-04-02.");
    }
    day
}

fn twice(file: &CaseFile, source: &mut Source<'_>) {
    let mut seen = BTreeSet::new();
    for record in &file.records {
        if let Target::New { id: Some(id), .. } = &record.target
            && !seen.insert(id)
        {
            source.fault(record.line, format!("the id \"{id}\" is there twice."));
        }
    }
}
