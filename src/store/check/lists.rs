//! Closed lists against what is stored. Each list stands in `domain` and nowhere else: the schema does not repeat it, the write path
//! refuses what is not in it, and this finds what came in past that.

use rusqlite::{Connection, params};
use serde_json::Value as Json;

use crate::domain::access::Role;
use crate::domain::custody::step;
use crate::domain::kind::attached::Attached;
use crate::domain::kind::{Kind, Type};
use crate::domain::record::REVIEWS;
use crate::error::Result;
use crate::store::accounts::account::LinkPurpose;
use crate::store::check::Finding;
use crate::store::read::custody::steps;

/// Values of fields, headers and accounts that are in none of the lists they are of, and steps that are no kind of step.
pub fn closed_lists(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let of_kinds = Kind::ALL.into_iter().map(|kind| (kind.table(), kind.fields()));
    let of_attached = Attached::ALL.into_iter().map(|what| (what.table(), what.fields()));
    for (table, fields) in of_kinds.chain(of_attached) {
        for field in fields {
            if let Type::Choice(codes) = field.ty {
                strangers(conn, table, field.name, codes, findings)?;
            }
        }
    }
    strangers(conn, "record", "review", REVIEWS, findings)?;
    strangers(conn, "record", "kind", &Kind::ALL.map(Kind::table), findings)?;
    strangers(conn, "account", "role", &Role::ALL.map(Role::code), findings)?;
    strangers(conn, "one_time_link", "purpose", &LinkPurpose::ALL.map(LinkPurpose::code), findings)?;
    steps_astray(conn, findings)
}

/// Rows whose value is not in its list. Only those are read.
fn strangers(conn: &Connection, table: &str, column: &str, codes: &[&str], findings: &mut Vec<Finding>) -> Result<()> {
    let sql = format!(
        "SELECT rowid FROM {table} WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT value FROM json_each(?1))"
    );
    let sql = if table == "one_time_link" { sql.replacen("rowid", "0", 1) } else { sql };
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query(params![Json::from(codes.to_vec()).to_string()])?;
    while let Some(row) = rows.next()? {
        let row: i64 = row.get(0)?;
        findings.push(Finding(format!("Unknown value: {table}.{column} of row {row} is none of its list.")));
    }
    Ok(())
}

/// Steps that a team added have to be kinds of built-in ones: otherwise nobody can say what they do.
fn steps_astray(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let steps = steps(conn)?;
    let mut statement = conn.prepare("SELECT code FROM term WHERE code GLOB ?1 || '/*'")?;
    let mut rows = statement.query([step::LIST])?;
    while let Some(row) = rows.next()? {
        let code: String = row.get(0)?;
        if !steps.knows(&code) {
            findings.push(Finding(format!("Unknown step: {code} is a kind of no built-in step.")));
        }
    }
    Ok(())
}
