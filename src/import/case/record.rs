//! One record of a case file: fields by the descriptors of its kind, names, sources, citations.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::{CaseCitation, CaseName, CaseRecord, CaseRef, CaseValue, Target};
use crate::domain::date::Edtf;
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::name::NAME_KINDS;
use crate::domain::record::{REVIEWS, Sensitivity, Value};
use crate::domain::source::{Grade, HEDGES, SOURCE_ROLES, STANCES};
use crate::import::toml_table::{Source, Table, integer, real};

pub fn read(mut table: Table<'_, '_>, kind: Kind, source: &mut Source<'_>) -> CaseRecord {
    let line = table.line;
    let id = table.text("id", source);
    let mut fields = BTreeMap::new();
    for field in kind.fields() {
        match table.value(field.name, source) {
            Some((value, line)) => {
                if let Some(value) = read_value(field, value, line, source) {
                    fields.insert(field.name, value);
                }
            }
            None if field.required => source.fault(line, format!("`{}` is missing.", field.name)),
            None => {}
        }
    }
    let sensitivity = table.integer("sensitivity", source).map_or(Some(Sensitivity::Internal), Sensitivity::from_level);
    if sensitivity.is_none() {
        source.fault(line, "`sensitivity` is 0 (public), 1 (internal), 2 (confidential) or 3 (restricted).");
    }
    let names = if kind.has_names() { read_names(&mut table, true, source) } else { Vec::new() };
    let sources = if kind == Kind::Report { read_sources(&mut table, source) } else { Vec::new() };
    let record = CaseRecord {
        line,
        names,
        sources,
        citations: read_citations(&mut table, source),
        target: Target::New {
            kind,
            id,
            fields,
            sensitivity: sensitivity.unwrap_or(Sensitivity::Internal),
            review: table.choice("review", REVIEWS, source).unwrap_or("draft"),
            comment: table.text("comment", source),
        },
    };
    check_fields_cited(kind, &record.citations, source);
    table.finish(source);
    record
}

/// `[[add]]`: more names, citations or sources for a record of this or a used case.
pub fn read_addition(mut table: Table<'_, '_>, source: &mut Source<'_>) -> CaseRecord {
    let line = table.line;
    let to = table.required("to", source).unwrap_or_default();
    let record = CaseRecord {
        line,
        target: Target::Existing(CaseRef { id: to, line }),
        names: read_names(&mut table, false, source),
        sources: read_sources(&mut table, source),
        citations: read_citations(&mut table, source),
    };
    table.finish(source);
    record
}

fn read_value(field: &Field, value: &DeValue<'_>, line: usize, source: &mut Source<'_>) -> Option<CaseValue> {
    let plain = |value| Some(CaseValue::Plain(value));
    if field.required && value.as_str().is_some_and(|text| text.trim().is_empty()) {
        source.fault(line, format!("`{}` is empty.", field.name));
        return None;
    }
    let wanted = match (field.ty, value) {
        (Type::Bool, DeValue::Boolean(flag)) => return plain(Value::Bool(*flag)),
        (Type::Integer, _) if integer(value).is_some() => return plain(Value::Integer(integer(value)?)),
        (Type::Real, _) if real(value).is_some() => return plain(Value::Real(real(value)?)),
        (Type::Bool, _) => "true or false".to_owned(),
        (Type::Integer, _) => "a whole number".to_owned(),
        (Type::Real, _) => "a number".to_owned(),
        (Type::Date, DeValue::String(text)) => match Edtf::parse(text) {
            Ok(date) => return plain(Value::Date(date)),
            Err(error) => {
                source.fault(line, format!("`{}`: {error}", field.name));
                return None;
            }
        },
        (Type::Choice(list), DeValue::String(text)) if !list.contains(&text.as_ref()) => {
            format!("one of {}, not \"{text}\"", list.join(", "))
        }
        (Type::Term(list), DeValue::String(text)) if text.split_once('/').is_none_or(|(prefix, _)| prefix != list) => {
            format!("a code of the list {list}, like \"{list}/…\", not \"{text}\"")
        }
        (Type::Ref(..), DeValue::String(text)) => return Some(CaseValue::Ref(CaseRef { id: text.to_string(), line })),
        (_, DeValue::String(text)) => return plain(Value::Text(text.to_string())),
        _ => "text in quotes".to_owned(),
    };
    source.fault(line, format!("`{}` has to be {wanted}.", field.name));
    None
}

/// The list `names`, and the short form `name = "…"` for the primary one.
fn read_names(table: &mut Table<'_, '_>, needs_primary: bool, source: &mut Source<'_>) -> Vec<CaseName> {
    let mut names = Vec::new();
    let (line, short) = (table.line, table.text("name", source));
    let (lang, report) = (table.text("name_lang", source), table.text("name_report", source));
    if let Some(text) = short {
        let report = report.map(|id| CaseRef { id, line });
        names.push(CaseName { text, kind: "primary", lang, valid: None, report });
    }
    for mut entry in table.tables("names", source) {
        let line = entry.line;
        let valid = entry.text("valid", source).and_then(|text| {
            let date = Edtf::parse(&text);
            if let Err(error) = &date {
                source.fault(line, format!("`valid`: {error}"));
            }
            date.ok()
        });
        names.push(CaseName {
            text: entry.required("text", source).unwrap_or_default(),
            kind: entry.choice("kind", NAME_KINDS, source).unwrap_or("alias"),
            lang: entry.text("lang", source),
            valid,
            report: entry.text("report", source).map(|id| CaseRef { id, line }),
        });
        entry.finish(source);
    }
    let primary = names.iter().filter(|name| name.kind == "primary").count();
    if needs_primary && primary == 0 {
        source.fault(line, "`name` is missing.");
    }
    if primary > 1 {
        source.fault(line, "there are two primary names.");
    }
    names
}

fn read_sources(table: &mut Table<'_, '_>, source: &mut Source<'_>) -> Vec<(CaseRef, &'static str)> {
    let mut sources = Vec::new();
    for mut entry in table.tables("sources", source) {
        let line = entry.line;
        let id = entry.required("source", source).unwrap_or_default();
        let role = entry.choice("role", SOURCE_ROLES, source).unwrap_or("publisher");
        entry.finish(source);
        sources.push((CaseRef { id, line }, role));
    }
    sources
}

fn read_citations(table: &mut Table<'_, '_>, source: &mut Source<'_>) -> Vec<CaseCitation> {
    let mut citations = Vec::new();
    for mut entry in table.tables("cite", source) {
        let line = entry.line;
        let grade = match entry.text("grade", source) {
            None => Grade::UNJUDGED,
            Some(text) => Grade::parse(&text).unwrap_or_else(|| {
                source.fault(line, format!("`grade` is a letter A to F and a number 1 to 6, like B2, not \"{text}\"."));
                Grade::UNJUDGED
            }),
        };
        let paragraph = entry.integer("para", source);
        if paragraph.is_some_and(|number| number < 1) {
            source.fault(line, "`para` counts from 1.");
        }
        citations.push(CaseCitation {
            line,
            report: CaseRef { id: entry.required("report", source).unwrap_or_default(), line },
            field: entry.text("field", source),
            stance: entry.choice("stance", STANCES, source).unwrap_or("supports"),
            paragraph,
            page: entry.text("page", source),
            quote: entry.text("quote", source),
            hedge: entry.choice("hedge", HEDGES, source).unwrap_or("asserted"),
            via: entry.text("via", source).map(|id| CaseRef { id, line }),
            grade,
            note: entry.text("note", source),
        });
        entry.finish(source);
    }
    citations
}

fn check_fields_cited(kind: Kind, citations: &[CaseCitation], source: &mut Source<'_>) {
    for citation in citations {
        if let Some(field) = citation.field.as_deref().filter(|field| kind.field(field).is_none()) {
            source.fault(citation.line, format!("`{field}` is not a field of {}.", kind.table()));
        }
    }
}
