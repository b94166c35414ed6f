//! What is derived still agrees with what it is derived from: days, keys of names, the timeline index, the alphabets; and
//! citations with the fields and words they name. Each is one walk in the order of the rows, so that memory stays flat
//! however large the file is.

use rusqlite::{Connection, Params, Row};
use serde_json::Value as Json;

use crate::domain::kind::{Kind, Type};
use crate::domain::name::fold;
use crate::domain::record::RecordId;
use crate::domain::time::Edtf;
use crate::error::Result;
use crate::store::audit::compare::unless_damaged;
use crate::store::check::Finding;
use crate::store::read::alphabet;
use crate::store::read::custody::steps;
use crate::store::read::row::json_ids;
use crate::store::write::{entry, held, name_word, report_key};

/// Whatever no longer agrees.
pub fn differences(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    dates(conn, findings)?;
    names(conn, findings)?;
    citations(conn, findings)?;
    index(conn, findings)?;
    words(conn, findings)?;
    reports(conn, findings)?;
    who_is_held(conn, findings)?;
    alphabets(conn, findings)
}

/// Looks at each row of an answer, and keeps none.
fn walk(
    conn: &Connection,
    sql: &str,
    parameters: impl Params,
    findings: &mut Vec<Finding>,
    mut look: impl FnMut(&Row<'_>) -> Result<Option<String>>,
) -> Result<()> {
    let mut statement = conn.prepare(sql)?;
    let mut rows = statement.query(parameters)?;
    while let Some(row) = rows.next()? {
        findings.extend(look(row)?.map(Finding));
    }
    Ok(())
}

/// Whether what is kept is what is derived. Where a value can't be read, nothing is, and nothing agrees.
fn agrees<T: PartialEq>(derived: Result<T>, stored: Result<T>) -> Result<bool> {
    derived.and_then(|derived| Ok(derived == stored?)).or_else(unless_damaged)
}

/// Earliest and latest days are what the EDTF text says.
fn dates(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let of_kinds = Kind::ALL.into_iter().flat_map(|kind| {
        let dates = kind.fields().iter().filter(|field| field.ty == Type::Date);
        dates.map(move |field| (kind.table(), field.name))
    });
    for (table, column) in of_kinds.chain([("name", "valid")]) {
        let sql = format!("SELECT id, {column}, {column}_lo, {column}_hi FROM {table}");
        walk(conn, &sql, [], findings, |row| {
            let (id, text): (i64, Option<String>) = (row.get(0)?, row.get(1)?);
            let stored: (Option<i32>, Option<i32>) = (row.get(2)?, row.get(3)?);
            let meant = match text.as_deref().map(Edtf::parse) {
                None => Some((None, None)),
                Some(Ok(date)) => Some((date.lo().map(|day| day.number()), date.hi().map(|day| day.number()))),
                Some(Err(_)) => None,
            };
            let wrong = || format!("Wrong key: {table}.{column} of row {id} does not lie between its days.");
            Ok((meant != Some(stored)).then(wrong))
        })?;
    }
    Ok(())
}

fn names(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let sql = "SELECT n.id, n.text, n.key, r.ref FROM name n JOIN record r ON r.id = n.record_id";
    walk(conn, sql, [], findings, |row| {
        let (id, text, key): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let reference: String = row.get(3)?;
        let wrong = || format!("Wrong key: name {id} of {reference} is filed under another spelling.");
        Ok((fold(&text) != key).then(wrong))
    })
}

/// Citations name fields their record has, and words their report holds. In the order of the reports: a text is fetched
/// once for all that is cited of it.
fn citations(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let sql = "SELECT c.id, r.ref, r.kind, c.field FROM citation c JOIN record r ON r.id = c.record_id
                WHERE c.field IS NOT NULL";
    walk(conn, sql, [], findings, |row| {
        let (id, reference): (i64, String) = (row.get(0)?, row.get(1)?);
        let (kind, field): (String, String) = (row.get(2)?, row.get(3)?);
        let unknown = Kind::parse(&kind).and_then(|kind| kind.field(&field)).is_none();
        let wrong = || format!("Dangling citation: citation {id} of {reference} is for a field that does not exist.");
        Ok(unknown.then(wrong))
    })?;
    let sql = "SELECT c.id, r.ref FROM report p CROSS JOIN citation c ON c.report_id = p.id JOIN record r ON r.id = c.record_id
                WHERE c.quote IS NOT NULL AND p.body IS NOT NULL AND instr(p.body, c.quote) = 0";
    walk(conn, sql, [], findings, |row| {
        let (id, reference): (i64, String) = (row.get(0)?, row.get(1)?);
        Ok(Some(format!("Wrong citation: the words of citation {id} of {reference} are not in its report.")))
    })
}

/// The timeline index holds what it is derived from, no more and no less.
fn index(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let kinds: Vec<&str> = Kind::ALL.into_iter().filter(|kind| kind.is_on_timeline()).map(Kind::table).collect();
    let kinds = Json::from(kinds).to_string();
    let wrong = |id: i64| format!("Index out of step: the timeline entry of record {id} is not what the record says.");
    // In the order of their numbers, as the tables hold them; an index would jump about.
    let listed = "SELECT id FROM record NOT INDEXED WHERE kind IN (SELECT value FROM json_each(?1))";
    walk(conn, listed, [&kinds], findings, |row| {
        let id: i64 = row.get(0)?;
        Ok((!agrees(entry::derive(conn, id), entry::stored(conn, id))?).then(|| wrong(id)))
    })?;
    // What stands in the index for nothing, or under another day than its entry.
    let beyond = "SELECT e.id FROM entry e LEFT JOIN record r ON r.id = e.id
                   WHERE r.kind IS NULL OR r.kind NOT IN (SELECT value FROM json_each(?1))";
    walk(conn, beyond, [&kinds], findings, |row| Ok(Some(wrong(row.get(0)?))))?;
    let nowhere =
        "SELECT DISTINCT entry_id FROM entry_piece p WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.id = p.entry_id)";
    walk(conn, nowhere, [], findings, |row| Ok(Some(wrong(row.get(0)?))))?;
    for table in ["entry_person", "entry_place"] {
        let beside = format!(
            "SELECT DISTINCT k.entry_id FROM {table} k
              WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.id = k.entry_id AND e.day = k.day)"
        );
        walk(conn, &beside, [], findings, |row| Ok(Some(wrong(row.get(0)?))))?;
    }
    Ok(())
}

/// Names are found by their words, and by no others.
fn words(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let wrong = |id: i64| format!("Index out of step: the names of record {id} are not found by their words.");
    walk(conn, "SELECT DISTINCT record_id FROM name", [], findings, |row| {
        let id: i64 = row.get(0)?;
        let record = json_ids(&[RecordId(id)]);
        Ok((!agrees(name_word::derive(conn, &record), name_word::stored(conn, &record))?).then(|| wrong(id)))
    })?;
    let beyond =
        "SELECT record_id FROM name_word w WHERE NOT EXISTS (SELECT 1 FROM name n WHERE n.record_id = w.record_id)";
    walk(conn, beyond, [], findings, |row| Ok(Some(wrong(row.get(0)?))))
}

/// Reports are known again by what they say, and by nothing else.
fn reports(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let wrong = |id: i64| format!("Index out of step: report {id} is not known again by what it says.");
    walk(conn, "SELECT id FROM report", [], findings, |row| {
        let id: i64 = row.get(0)?;
        let report = json_ids(&[RecordId(id)]);
        Ok((!agrees(report_key::derive(conn, &report), report_key::stored(conn, &report))?).then(|| wrong(id)))
    })?;
    let beyond =
        "SELECT report_id FROM report_key k WHERE NOT EXISTS (SELECT 1 FROM report p WHERE p.id = k.report_id)";
    walk(conn, beyond, [], findings, |row| Ok(Some(wrong(row.get(0)?))))
}

/// Of everybody the last word is kept that the steps say, and of nobody else.
fn who_is_held(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let wrong = |id: i64| format!("Index out of step: whether person {id} is held is not kept as the steps say it.");
    let codes = steps(conn)?;
    walk(conn, "SELECT id FROM person", [], findings, |row| {
        let id: i64 = row.get(0)?;
        Ok((!agrees(held::derive(conn, &codes, id), held::stored(conn, id))?).then(|| wrong(id)))
    })?;
    let beyond = "SELECT person_id FROM held h WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.id = h.person_id)";
    walk(conn, beyond, [], findings, |row| Ok(Some(wrong(row.get(0)?))))
}

/// Every record stands in the lists where its name puts it.
fn alphabets(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    walk(conn, "SELECT id FROM record NOT INDEXED", [], findings, |row| {
        let id: i64 = row.get(0)?;
        let wrong = || format!("Index out of step: record {id} is not listed where its name puts it.");
        Ok((!agrees(alphabet::derive(conn, id), alphabet::stored(conn, id))?).then(wrong))
    })
}
