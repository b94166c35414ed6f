//! The one rights filter: temporary views that show a connection only what its reader may see.
//!
//! Every read of the program goes to these views (a test holds that), never to the tables under them, so lists,
//! counts, facets, exports and history leave out the same rows. They come from the descriptors in `domain::kind`:
//!
//! * `open_record`: headers within the reader's clearance and compartments, not merged, and not withdrawn unless that is what is
//!   looked for.
//! * `merged_record`: headers of records merged into others, within the same bounds.
//! * `seen_<kind>`: ids of rows that are open and whose owners are; `seen_subject`, `seen_record` for any kind.
//! * `v_<kind>`: header and fields of those rows; a reference to a row that is not seen is NULL.
//! * `v_name`, `v_citation`, `v_report_source`, `v_change`, `v_entry`: what points at records. The history of a
//!   citation or of a report's source goes with the report or source it names, as the row itself does.

use rusqlite::{Connection, params};

use super::ReadTx;
use crate::domain::access::Viewer;
use crate::domain::kind::{Kind, Target, Tie, Type};
use crate::domain::record::Sensitivity;
use crate::error::Result;

const BASE: &str = "
CREATE TEMP TABLE viewer (clearance INTEGER NOT NULL, withdrawn INTEGER NOT NULL DEFAULT 0);
CREATE TEMP TABLE viewer_compartment (id INTEGER PRIMARY KEY);
CREATE TEMP VIEW open_record AS
  SELECT * FROM main.record
   WHERE (deleted_at IS NULL OR (SELECT withdrawn FROM temp.viewer)) AND merged_into IS NULL
     AND sensitivity <= (SELECT clearance FROM temp.viewer)
     AND (compartment_id IS NULL OR compartment_id IN (SELECT id FROM temp.viewer_compartment));
CREATE TEMP VIEW merged_record AS
  SELECT * FROM main.record
   WHERE merged_into IS NOT NULL AND deleted_at IS NULL
     AND sensitivity <= (SELECT clearance FROM temp.viewer)
     AND (compartment_id IS NULL OR compartment_id IN (SELECT id FROM temp.viewer_compartment));
";

const POINTERS: &str = "
CREATE TEMP VIEW v_name AS
  SELECT n.id, n.record_id, n.text, n.kind, n.lang, n.valid, n.key,
         CASE WHEN EXISTS (SELECT 1 FROM seen_report s WHERE s.id = n.report_id) THEN n.report_id END AS report_id
    FROM main.name n WHERE EXISTS (SELECT 1 FROM seen_record s WHERE s.id = n.record_id);
CREATE TEMP VIEW v_citation AS
  SELECT c.id, c.record_id, c.field, c.report_id, c.stance, c.paragraph, c.page, c.quote, c.hedge, c.reliability,
         c.credibility, c.note,
         CASE WHEN EXISTS (SELECT 1 FROM seen_source s WHERE s.id = c.via_source_id) THEN c.via_source_id END AS via_source_id
    FROM main.citation c
   WHERE EXISTS (SELECT 1 FROM seen_report s WHERE s.id = c.report_id)
     AND EXISTS (SELECT 1 FROM seen_record s WHERE s.id = c.record_id);
CREATE TEMP VIEW v_report_source AS
  SELECT * FROM main.report_source rs
   WHERE EXISTS (SELECT 1 FROM seen_report s WHERE s.id = rs.report_id)
     AND EXISTS (SELECT 1 FROM seen_source s WHERE s.id = rs.source_id);
CREATE TEMP VIEW v_change AS
  SELECT * FROM main.change c
   WHERE EXISTS (SELECT 1 FROM seen_record s WHERE s.id = c.record_id)
     AND (c.tbl <> 'citation' OR EXISTS (SELECT 1 FROM seen_report s WHERE s.id = COALESCE(
           c.after ->> 'report', c.before ->> 'report', (SELECT x.report_id FROM main.citation x WHERE x.id = CAST(c.row AS INTEGER)))))
     AND (c.tbl <> 'report_source' OR EXISTS (SELECT 1 FROM seen_source s WHERE s.id = COALESCE(c.after ->> 'source', c.before ->> 'source')));
";

/// Builds the views on a new connection.
pub fn install(conn: &Connection) -> Result<()> {
    conn.execute_batch(&definitions())?;
    Ok(())
}

/// Says who reads through this connection from now on.
pub fn admit(conn: &Connection, viewer: &Viewer) -> Result<()> {
    conn.prepare_cached("DELETE FROM temp.viewer")?.execute([])?;
    conn.prepare_cached("DELETE FROM temp.viewer_compartment")?.execute([])?;
    conn.prepare_cached("INSERT INTO temp.viewer (clearance) VALUES (?1)")?
        .execute(params![viewer.clearance.level()])?;
    let mut insert = conn.prepare_cached("INSERT OR IGNORE INTO temp.viewer_compartment (id) VALUES (?1)")?;
    for compartment in &viewer.compartments {
        insert.execute(params![compartment])?;
    }
    Ok(())
}

/// Whether withdrawn records are among those the reader sees; until somebody else is admitted.
pub fn with_withdrawn(conn: &Connection, withdrawn: bool) -> Result<()> {
    conn.prepare_cached("UPDATE temp.viewer SET withdrawn = ?1")?.execute(params![withdrawn])?;
    Ok(())
}

impl ReadTx<'_> {
    /// Whether the reader sees anything that is closed to others inside: a record above this level or in a
    /// compartment, or a protected source.
    pub fn sees_above(&self, level: Sensitivity) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM open_record WHERE sensitivity > ?1 OR compartment_id IS NOT NULL)
                       OR EXISTS (SELECT 1 FROM v_source WHERE protected = 1)";
        Ok(self.conn.prepare_cached(sql)?.query_row(params![level.level()], |row| row.get(0))?)
    }
}

fn definitions() -> String {
    let mut sql = String::from(BASE);
    // None of the kinds that can be a subject is about one: nothing owns itself.
    let (subjects, others): (Vec<Kind>, Vec<Kind>) =
        Kind::owners_first().into_iter().partition(|kind| kind.is_subject());
    sql.extend(subjects.iter().map(|kind| seen(*kind)));
    sql.push_str(&seen_any("seen_subject", Kind::is_subject));
    sql.extend(others.iter().map(|kind| seen(*kind)));
    sql.push_str(&seen_any("seen_record", |_| true));
    sql.extend(Kind::ALL.into_iter().map(visible));
    sql.push_str(POINTERS);
    sql.push_str(&format!(
        "CREATE TEMP VIEW v_entry AS
  SELECT e.id, e.kind, e.type, e.day, e.seq, e.lo, e.hi, COALESCE(e.line, e.id) AS line_key,
         CASE WHEN EXISTS (SELECT 1 FROM seen_place s WHERE s.id = e.place_id) THEN e.place_id END AS place_id
    FROM main.entry e WHERE {};
",
        seen_by_kind("e", Kind::is_on_timeline)
    ));
    sql
}

fn target_view(target: Target) -> String {
    match target {
        Target::One(kind) => format!("seen_{}", kind.table()),
        Target::Subject => "seen_subject".to_owned(),
        Target::Any => "seen_record".to_owned(),
    }
}

/// Ids of a kind's rows that are open and whose owners are seen.
fn seen(kind: Kind) -> String {
    let table = kind.table();
    let mut conditions = String::new();
    for field in kind.fields() {
        if let Type::Ref(target, Tie::Owner) = field.ty {
            let (column, view) = (field.column(), target_view(target));
            conditions.push_str(&format!(
                " AND (t.{column} IS NULL OR EXISTS (SELECT 1 FROM {view} s WHERE s.id = t.{column}))"
            ));
        }
    }
    if kind == Kind::Source {
        // The identity of a protected source is for clearance 3, whatever the record's own sensitivity.
        conditions.push_str(" AND (t.protected = 0 OR (SELECT clearance FROM temp.viewer) >= 3)");
    }
    format!(
        "CREATE TEMP VIEW seen_{table} AS SELECT t.id FROM main.{table} t JOIN open_record r ON r.id = t.id WHERE 1{conditions};\n"
    )
}

/// Ids of any of these kinds.
fn seen_any(name: &str, admits: impl Fn(Kind) -> bool) -> String {
    format!("CREATE TEMP VIEW {name} AS SELECT r.id, r.kind FROM open_record r WHERE {};\n", seen_by_kind("r", admits))
}

/// Whether a row with an id and one of these kinds is seen. A `CASE` on the kind looks only into the view of that kind.
fn seen_by_kind(row: &str, admits: impl Fn(Kind) -> bool) -> String {
    let mut cases = String::new();
    for kind in Kind::ALL.into_iter().filter(|kind| admits(*kind)) {
        let table = kind.table();
        cases.push_str(&format!(" WHEN '{table}' THEN EXISTS (SELECT 1 FROM seen_{table} s WHERE s.id = {row}.id)"));
    }
    format!("CASE {row}.kind{cases} ELSE 0 END")
}

/// Header and fields, references to unseen rows left out.
fn visible(kind: Kind) -> String {
    let table = kind.table();
    let mut columns = String::new();
    for field in kind.fields() {
        let column = field.column();
        match field.ty {
            Type::Ref(target, Tie::Link) => {
                let view = target_view(target);
                columns.push_str(&format!(
                    ", CASE WHEN EXISTS (SELECT 1 FROM {view} s WHERE s.id = t.{column}) THEN t.{column} END AS {column}"
                ));
            }
            _ => columns.push_str(&format!(", t.{column}")),
        }
    }
    format!(
        "CREATE TEMP VIEW v_{table} AS SELECT r.id, r.uid, r.ref, r.sensitivity, r.review, r.comment, \
         (SELECT c.name FROM main.compartment c WHERE c.id = r.compartment_id) AS compartment, r.version, r.created_at, r.updated_at{columns} FROM main.{table} t JOIN main.record r ON r.id = t.id \
         WHERE EXISTS (SELECT 1 FROM seen_{table} s WHERE s.id = t.id);\n"
    )
}
