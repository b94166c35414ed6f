//! The rows of schema 2 under the numbers of the new history.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::domain::kind::attached::Attached;
use crate::domain::kind::{Kind, Type};
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::audit::migration::legacy;
use crate::store::write::{self, entry};

/// Timeline entries derived at a time.
const ENTRIES: usize = 1000;

/// Copies every table but those that the history made already, and derives the rest.
pub fn copy(conn: &Connection) -> Result<()> {
    let (account, record) = (|column: &str| new("account", column), |column: &str| new("record", column));
    conn.execute_batch(&format!(
        "INSERT INTO record (id, uid, ref, kind, sensitivity, compartment_id, review, comment, version, created_at, created_by,
                             updated_at, updated_by, deleted_at, merged_into)
           SELECT {}, uid, ref, kind, sensitivity, {}, review, comment, version, created_at, {}, updated_at, {}, deleted_at, {}
             FROM old_record;",
        record("id"),
        new("compartment", "compartment_id"),
        account("created_by"),
        account("updated_by"),
        record("merged_into")
    ))?;
    for kind in Kind::ALL {
        let (into, from) = columns(conn, kind)?;
        // A kind that is new since.
        if into.is_empty() {
            continue;
        }
        conn.execute_batch(&format!(
            "INSERT INTO {table} (id{into}) SELECT {}{from} FROM old_{table};",
            record("id"),
            table = kind.table()
        ))?;
    }
    attached(conn)?;
    conn.execute_batch(&format!(
        "INSERT INTO credential (account_id, password, second_factor, second_factor_step, last_sign_in)
           SELECT {id}, password, second_factor, second_factor_step, last_sign_in FROM old_account;
         INSERT INTO spare_code SELECT {of}, code_hash, used_at FROM old_spare_code;
         INSERT INTO awaited_code SELECT token_hash, {of}, attempts, expires_at FROM old_awaited_code;
         INSERT INTO api_token (id, token_hash, account_id, label, created_at, revoked_at, expires_at)
           SELECT id, token_hash, {of}, label, created_at, revoked_at, expires_at FROM old_api_token;
         INSERT INTO sign_in_failure SELECT login_hash, count, last_at FROM old_sign_in_failure;
         INSERT INTO idempotency SELECT {of}, key, request, {}, status, answer, at FROM old_idempotency;
         INSERT INTO draft SELECT {of}, key, address, at, fields FROM old_draft;
         INSERT INTO one_time_link SELECT token_hash, purpose, {of}, expires_at, used_at FROM old_one_time_link;
         INSERT INTO ref_counter SELECT prefix, last FROM old_ref_counter;",
        record("record_id"),
        id = account("id"),
        of = account("account_id"),
    ))?;
    write::derive_redirects(conn)?;
    index(conn)
}

/// The number that a row of the old file has in the new one.
fn new(space: &str, column: &str) -> String {
    format!("(SELECT b.new FROM temp.brought b WHERE b.space = '{space}' AND b.old = {column})")
}

/// The columns of the fields of a kind that schema 2 had something for, and where their values come from.
fn columns(conn: &Connection, kind: Kind) -> Result<(String, String)> {
    let (mut into, mut from) = (String::new(), String::new());
    for (field, value) in legacy::fields(conn, kind)? {
        let column = field.column();
        let value = match field.ty {
            Type::Ref(..) => new("record", &value),
            _ => value,
        };
        into.push_str(&format!(", {column}"));
        from.push_str(&format!(", {value}"));
        if field.ty == Type::Date {
            let ends = format!(", {column}_lo, {column}_hi");
            into.push_str(&ends);
            from.push_str(&ends);
        }
    }
    Ok((into, from))
}

fn attached(conn: &Connection) -> Result<()> {
    let of =
        |what: Attached, key: &str| format!("JOIN temp.brought b ON b.space = '{}' AND b.old = {key}", what.table());
    let record = |column: &str| new("record", column).replace("b.", "r.").replace(" b ", " r ");
    conn.execute_batch(&format!(
        "INSERT INTO name (id, uid, record_id, text, kind, lang, valid, valid_lo, valid_hi, report_id, key)
           SELECT b.new, b.uid, {owner}, text, kind, lang, valid, valid_lo, valid_hi, {report}, key FROM old_name o {};
         INSERT INTO citation (id, uid, record_id, field, report_id, stance, paragraph, page, quote, hedge, via_id, grade, note)
           SELECT b.new, b.uid, {owner}, field, {report}, stance, paragraph, page, quote, hedge, {}, reliability || credibility,
                  note FROM old_citation o {};
         INSERT INTO report_source (id, uid, report_id, source_id, role)
           SELECT b.new, b.uid, {report}, {}, role FROM old_report_source o {};
         INSERT INTO external_id (id, uid, record_id, scheme, value)
           SELECT b.new, b.uid, {owner}, scheme, value FROM old_external_id o {};",
        of(Attached::Name, "CAST(o.id AS TEXT)"),
        record("o.via_source_id"),
        of(Attached::Citation, "CAST(o.id AS TEXT)"),
        record("o.source_id"),
        of(Attached::Source, "o.report_id || '/' || o.source_id || '/' || o.role"),
        of(Attached::ExternalId, "o.record_id || '/' || o.scheme || '/' || o.value"),
        owner = record("o.record_id"),
        report = record("o.report_id"),
    ))?;
    Ok(())
}

fn index(conn: &Connection) -> Result<()> {
    let mut statement = conn.prepare("SELECT id FROM record ORDER BY id")?;
    let ids: Vec<i64> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for chunk in ids.chunks(ENTRIES) {
        entry::reindex(conn, &chunk.iter().copied().map(RecordId).collect::<BTreeSet<_>>(), &BTreeSet::new())?;
    }
    Ok(())
}
