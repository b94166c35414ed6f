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
//! * `v_held`: last words on those in custody, of those that hold for this reader.
//! * `v_entry_place`: where entries of the timeline may count, as far as the reader sees the place and what names it.
//! * `v_name`, `v_citation`, `v_report_source`, `v_change`, `v_entry`: what points at records. The history of a
//!   citation or of a report's source goes with the report or source it names, as the row itself does.
//!
//! To know from the tables whether a row is seen costs some 25 µs: its header, and that of all it belongs to. So each view
//! first asks `sees(id)`, by which memory answers for one reader where it stands at the change that is read (`store::sight`);
//! without such a sight it is NULL, and the tables are asked.

use rusqlite::{Connection, params};

use super::ReadTx;
use super::sight::Eyes;
use crate::domain::access::Viewer;
use crate::domain::access::visibility::rule;
use crate::domain::kind::{Field, Kind, Reference, Target, Type};
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

/// What points at records.
fn pointers() -> String {
    let cited = is_seen("seen_report", "c.report_id");
    let via = is_seen("seen_source", "c.via_id");
    let given = is_seen("seen_record", "c.gives_record_id");
    let of_record = |row: &str| is_seen("seen_record", &format!("{row}.record_id"));
    format!(
        "
CREATE TEMP VIEW v_name AS
  SELECT n.id, n.record_id, n.text, CASE WHEN n.second AND n.kind = 'primary' THEN 'alias' ELSE n.kind END AS kind,
         n.lang, n.valid, n.key, CASE WHEN {spelling} THEN n.report_id END AS report_id
    FROM main.name n
   WHERE {of_name}
     AND NOT (n.second AND EXISTS (SELECT 1 FROM main.name o WHERE o.record_id = n.record_id AND o.text = n.text
                                      AND (o.second, o.id) < (n.second, n.id)));
CREATE TEMP VIEW v_external_id AS
  SELECT x.id, x.record_id, x.scheme, x.value FROM main.external_id x
   WHERE {of_external_id}
     AND NOT EXISTS (SELECT 1 FROM main.external_id o WHERE o.record_id = x.record_id AND o.scheme = x.scheme
                        AND o.value = x.value AND o.id < x.id);
CREATE TEMP VIEW v_citation AS
  SELECT c.id, c.record_id, c.field, c.report_id, c.stance, c.paragraph, c.page, c.quote, c.hedge, c.grade,
         c.note, c.gives, c.gives_record_id, c.preferred, CASE WHEN {via} THEN c.via_id END AS via_id
    FROM main.citation c
   WHERE {cited} AND {of_citation} AND (c.gives_record_id IS NULL OR {given});
CREATE TEMP VIEW v_report_source AS
  SELECT rs.id, rs.report_id, rs.source_id, rs.role FROM main.report_source rs
   WHERE {report} AND {source}
     AND NOT EXISTS (SELECT 1 FROM main.report_source o WHERE o.report_id = rs.report_id AND +o.source_id = rs.source_id
                        AND o.role = rs.role AND o.id < rs.id);
CREATE TEMP VIEW v_held AS
  SELECT h.* FROM main.held h
   WHERE (SELECT clearance FROM temp.viewer) BETWEEN h.clearance_lo AND h.clearance_hi
     AND (h.compartment_id IS NULL OR h.compartment_id IN (SELECT id FROM temp.viewer_compartment));
CREATE TEMP VIEW v_change AS
  SELECT c.id, w.at, w.author, r.id AS record_id, c.tbl, c.subject, c.row, c.action, c.content, w.reason
    FROM main.change c JOIN main.write w ON w.id = c.write_id JOIN main.record r ON r.uid = c.subject
   WHERE ({changed} OR EXISTS (SELECT 1 FROM merged_record m WHERE m.id = r.id))
     AND c.tbl <> 'merge'
     AND (c.tbl <> 'citation' OR EXISTS (
           SELECT 1 FROM main.record p JOIN seen_report s ON s.id = p.id WHERE p.uid = unhex(COALESCE(
             c.content ->> 'report', (SELECT x.content ->> 'report' FROM main.change x WHERE x.subject = c.subject
                AND x.row = c.row AND x.id < c.id AND x.content ->> 'report' IS NOT NULL ORDER BY x.id DESC LIMIT 1)), '-')))
     AND (c.tbl <> 'report_source' OR EXISTS (
           WITH RECURSIVE told (id) AS (SELECT p.id FROM main.record p WHERE p.uid = unhex(COALESCE(
               c.content ->> 'source', (SELECT x.content ->> 'source' FROM main.change x WHERE x.subject = c.subject
                AND x.row = c.row AND x.id < c.id ORDER BY x.id DESC LIMIT 1)), '-')
             UNION SELECT p.merged_into FROM main.record p JOIN told t ON t.id = p.id WHERE p.merged_into IS NOT NULL)
           SELECT 1 FROM told t JOIN seen_source s ON s.id = t.id));
CREATE TEMP VIEW v_entry_place AS
  SELECT ep.entry_id, ep.place_id, ep.rank FROM main.entry_place ep
   WHERE {place}
     AND (ep.via_id IS NULL OR COALESCE(sees(ep.via_id), EXISTS (SELECT 1 FROM seen_incident s WHERE s.id = ep.via_id)
          OR EXISTS (SELECT 1 FROM seen_custody_event s WHERE s.id = ep.via_id)));
CREATE TEMP VIEW v_entry AS
  SELECT e.id, e.kind, e.type, e.day, e.seq, e.lo, e.hi, e.begun, e.lasting, e.open, e.pieced, COALESCE(e.line, e.id) AS line_key,
         CASE WHEN {named_place} THEN e.place_id
              WHEN e.placed THEN (SELECT p.place_id FROM v_entry_place p WHERE p.entry_id = e.id ORDER BY p.rank LIMIT 1)
              END AS place_id
    FROM main.entry e WHERE {entry};
",
        spelling = is_seen("seen_report", "n.report_id"),
        of_name = of_record("n"),
        of_external_id = of_record("x"),
        of_citation = of_record("c"),
        report = is_seen("seen_report", "rs.report_id"),
        source = is_seen("seen_source", "rs.source_id"),
        changed = is_seen("seen_record", "r.id"),
        place = is_seen("seen_place", "ep.place_id"),
        named_place = is_seen("seen_place", "e.place_id"),
        entry = seen_by_kind("e", Kind::is_on_timeline),
    )
}

/// The level stands in the text: an index of few rows serves a known one only.
const SEES_ABOVE: &str = "
SELECT EXISTS (SELECT 1 FROM open_record WHERE sensitivity > LEVEL)
    OR EXISTS (SELECT 1 FROM open_record WHERE compartment_id IS NOT NULL)
    OR EXISTS (SELECT 1 FROM v_source WHERE id IN (SELECT s.id FROM main.source s WHERE s.protected = 1))";

/// Builds the views on a new connection, which may read by the sight of a reader.
pub fn install(conn: &Connection, eyes: &Eyes) -> Result<()> {
    eyes.install(conn)?;
    conn.execute_batch(&definitions())?;
    Ok(())
}

/// Says who reads through this connection from now on.
pub fn set_viewer(conn: &Connection, viewer: &Viewer) -> Result<()> {
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
        let sql = SEES_ABOVE.replace("LEVEL", &level.level().to_string());
        Ok(self.conn.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
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
    sql.push_str(&pointers());
    sql
}

/// The condition that a row of `v_<kind>` points at one of the ids bound to `?1`, by one of its references. Rows are found by
/// the index of the table and then looked at through the view: its column is computed, and no index serves that.
pub(super) fn points_at(kind: Kind, reference: &Field) -> String {
    let (table, column) = (kind.table(), reference.column());
    format!(
        "id IN (SELECT k.id FROM main.{table} k WHERE k.{column} IN (SELECT value FROM json_each(?1)))
         AND {column} IS NOT NULL"
    )
}

/// Whether a header says all about who sees a record of this kind: nothing owns it, and nothing in its row closes it.
pub(super) fn is_seen_when_open(kind: Kind) -> bool {
    let rule = rule(kind);
    rule.owners.is_empty() && rule.closed_by.is_empty()
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
    let (table, rule) = (kind.table(), rule(kind));
    let mut conditions = String::new();
    for (field, target) in rule.owners {
        let (column, view) = (field.column(), target_view(target));
        conditions.push_str(&format!(" AND (t.{column} IS NULL OR {})", is_seen(&view, &format!("t.{column}"))));
    }
    for (flag, level) in rule.closed_by {
        let level = level.level();
        conditions.push_str(&format!(" AND (t.{flag} = 0 OR (SELECT clearance FROM temp.viewer) >= {level})"));
    }
    format!(
        "CREATE TEMP VIEW seen_{table} AS SELECT t.id FROM main.{table} t
          WHERE COALESCE(sees(t.id), EXISTS (SELECT 1 FROM open_record r WHERE r.id = t.id){conditions});\n"
    )
}

/// Ids of any of these kinds.
fn seen_any(name: &str, admits: impl Fn(Kind) -> bool) -> String {
    let all = Kind::ALL.into_iter().all(&admits);
    let seen = seen_by_kind("r", admits);
    // Of all kinds none need be told apart from the others.
    let seen = if all { format!("COALESCE(sees(r.id), {seen})") } else { seen };
    format!("CREATE TEMP VIEW {name} AS SELECT r.id, r.kind FROM main.record r WHERE {seen};\n")
}

/// Whether a row with an id and one of these kinds is seen. A `CASE` on the kind looks only into the view of that kind.
fn seen_by_kind(row: &str, admits: impl Fn(Kind) -> bool) -> String {
    let mut cases = String::new();
    for kind in Kind::ALL.into_iter().filter(|kind| admits(*kind)) {
        let table = kind.table();
        let seen = is_seen(&format!("seen_{table}"), &format!("{row}.id"));
        cases.push_str(&format!(" WHEN '{table}' THEN {seen}"));
    }
    format!("CASE {row}.kind{cases} ELSE 0 END")
}

/// Whether the record of an id is seen: memory says it, and where it is not asked a view of such records.
fn is_seen(view: &str, id: &str) -> String {
    format!("COALESCE(sees({id}), EXISTS (SELECT 1 FROM {view} s WHERE s.id = {id}))")
}

/// Header and fields, references to unseen rows left out.
fn visible(kind: Kind) -> String {
    let table = kind.table();
    let mut columns = String::new();
    for field in kind.fields() {
        let column = field.column();
        match field.ty {
            Type::Ref(target, Reference::Linked) => {
                let seen = is_seen(&target_view(target), &format!("t.{column}"));
                columns.push_str(&format!(", CASE WHEN {seen} THEN t.{column} END AS {column}"));
            }
            _ => columns.push_str(&format!(", t.{column}")),
        }
    }
    format!(
        "CREATE TEMP VIEW v_{table} AS SELECT r.id, r.uid, r.ref, r.sensitivity, r.review, r.comment, \
         (SELECT c.name FROM main.compartment c WHERE c.id = r.compartment_id) AS compartment, r.version, r.created_at, r.updated_at{columns} FROM main.{table} t JOIN main.record r ON r.id = t.id \
         WHERE {};\n",
        is_seen(&format!("seen_{table}"), "t.id")
    )
}

/// How SQLite means to answer: for tests that a question costs what it finds, however large the file is.
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) mod plan {
    use rusqlite::Connection;

    use crate::store::sight::Eyes;

    /// The tables and views of a case file, in memory.
    pub fn laid_out() -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(include_str!("../../schema.sql")).unwrap();
        super::install(&conn, &Eyes::default()).unwrap();
        conn
    }

    /// The steps of SQLite's plan, whatever is bound to its parameters.
    pub fn plan(conn: &Connection, sql: &str) -> Vec<String> {
        let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let mut rows = statement.raw_query();
        let mut steps = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            steps.push(row.get(3).unwrap());
        }
        steps
    }

    /// The steps that walk through all of a table or of one of its indexes. Lists of ids that were bound, what a question
    /// `made` itself and the one row of the reader are no tables of the file.
    pub fn scans(conn: &Connection, sql: &str, made: &[&str]) -> Vec<String> {
        let is_small = |name: &str| name.starts_with("temp.viewer") || name == "CONSTANT" || made.contains(&name);
        let walks = |step: &String| {
            let name = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
            name.is_some_and(|name| !is_small(name)) && !step.contains("VIRTUAL TABLE")
        };
        plan(conn, sql).into_iter().filter(walks).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::plan::{laid_out, plan, scans};
    use super::{SEES_ABOVE, points_at};
    use crate::domain::kind::{Kind, Type};

    #[test]
    fn rows_that_point_at_a_record_are_found_by_an_index_whatever_the_reference() {
        let conn = laid_out();
        let mut walked = Vec::new();
        for kind in Kind::ALL {
            for field in kind.fields().iter().filter(|field| matches!(field.ty, Type::Ref(..))) {
                let sql = format!("SELECT * FROM v_{} WHERE {} ORDER BY id", kind.table(), points_at(kind, field));
                let scans = scans(&conn, &sql, &[]);
                walked.extend(scans.into_iter().map(|scan| format!("{}.{}: {scan}", kind.table(), field.name)));
            }
        }
        assert_eq!(walked, Vec::<String>::new());
    }

    #[test]
    fn the_sources_of_a_report_cost_no_walk_through_the_reports_of_a_source() {
        let plan = plan(&laid_out(), "SELECT * FROM v_report_source WHERE report_id = ?1");
        assert!(!plan.iter().any(|step| step.contains("report_source_source")), "{plan:#?}");
    }

    #[test]
    fn whether_a_reader_sees_more_than_others_is_known_without_a_walk_through_all_records() {
        let plan = plan(&laid_out(), &SEES_ABOVE.replace("LEVEL", "1"));
        assert!(!plan.iter().any(|step| step.starts_with("SCAN r") || step.starts_with("SCAN s")), "{plan:#?}");
        for index in ["record_confidential", "record_compartment", "source_protected"] {
            assert!(plan.iter().any(|step| step.contains(index)), "{index}: {plan:#?}");
        }
    }

    #[test]
    fn counting_what_is_open_reads_one_index_and_no_table() {
        let plan = plan(&laid_out(), "SELECT count(*) FROM open_record WHERE kind = ?1");
        assert!(plan.iter().any(|step| step.contains("USING COVERING INDEX record_kind (kind=?")), "{plan:#?}");
    }

    #[test]
    fn what_is_attached_is_found_by_an_index_from_every_record_it_names() {
        let conn = laid_out();
        let mut statement = conn
            .prepare(
                "SELECT t.name, f.\"from\" FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f
                  WHERE t.type = 'table' AND t.name IN ('name', 'citation', 'report_source', 'external_id')
                    AND f.\"table\" IN ('record', 'report', 'source')",
            )
            .unwrap();
        let references: Vec<(String, String)> =
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(|row| row.unwrap()).collect();
        assert!(references.contains(&("citation".to_owned(), "via_id".to_owned())), "{references:?}");
        let walked: Vec<String> = references
            .iter()
            .flat_map(|(table, column)| scans(&conn, &format!("SELECT * FROM {table} WHERE {column} = ?1"), &[]))
            .collect();
        assert_eq!(walked, Vec::<String>::new());
    }

    #[test]
    fn a_record_is_looked_up_without_a_walk_through_a_table() {
        let conn = laid_out();
        for kind in Kind::ALL {
            let sql = format!("SELECT * FROM v_{} WHERE id = ?1", kind.table());
            assert_eq!(scans(&conn, &sql, &[]), Vec::<String>::new(), "{}", kind.table());
        }
        for view in ["v_name", "v_citation"] {
            let sql = format!("SELECT * FROM {view} WHERE record_id IN (SELECT value FROM json_each(?1))");
            assert_eq!(scans(&conn, &sql, &[]), Vec::<String>::new(), "{view}");
        }
    }
}
