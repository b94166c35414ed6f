//! Schema and migrations: `schema.sql` is the newest schema, numbered steps lead older files to it.

use rusqlite::{Connection, TransactionBehavior};

use super::audit::migration;
use crate::error::{Error, Result};

/// The newest schema, for new case files.
pub const SCHEMA: &str = include_str!("../../schema.sql");

/// The version `SCHEMA` describes.
pub const VERSION: i64 = 3;

/// What leads from a version to the next.
enum Step {
    Sql(&'static str),
    Program(fn(&Connection) -> Result<()>),
}

/// The steps from version n to n + 1, for case files of earlier releases. Version 1 is the first.
const STEPS: &[(i64, Step)] =
    &[(1, Step::Sql(include_str!("steps/1.sql"))), (2, Step::Program(|conn| migration::bring_over(conn, SCHEMA)))];

/// Lays out a new file.
pub fn create(conn: &mut Connection) -> Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute_batch(SCHEMA)?;
    tx.pragma_update(None, "user_version", VERSION)?;
    tx.commit()?;
    Ok(())
}

pub fn version(conn: &Connection) -> Result<i64> {
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Refuses a file this program can't know: a newer one, or one that never was a case file.
pub fn check_version(conn: &Connection) -> Result<i64> {
    match version(conn)? {
        0 => Err(Error::Damaged("The database holds no case file.".into())),
        newer if newer > VERSION => Err(Error::Refused(format!(
            "This case file was written by a newer habeas (schema {newer}, this program knows {VERSION}). Update habeas; nothing was changed."
        ))),
        known => Ok(known),
    }
}

/// Brings an older file to the newest schema, each step in a transaction of its own.
pub fn migrate(conn: &mut Connection) -> Result<()> {
    run(conn, STEPS)
}

fn run(conn: &mut Connection, steps: &[(i64, Step)]) -> Result<()> {
    for (from, step) in steps {
        if version(conn)? != *from {
            continue;
        }
        // A table is made anew under the name of the old one: what refers to it must not follow the old one away.
        conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON")?;
        let done = take(conn, *from, step);
        conn.execute_batch("PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = ON")?;
        done?;
    }
    Ok(())
}

/// One step, whole or not at all.
fn take(conn: &mut Connection, from: i64, step: &Step) -> Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    match step {
        Step::Sql(sql) => tx.execute_batch(sql)?,
        Step::Program(work) => work(&tx)?,
    }
    tx.pragma_update(None, "user_version", from + 1)?;
    tx.commit()?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rusqlite::Connection;

    use super::{SCHEMA, STEPS, Step, VERSION, run, version};

    #[test]
    fn a_step_runs_once_and_only_from_its_version() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.pragma_update(None, "user_version", 1).unwrap();
        let steps = [(1, Step::Sql("CREATE TABLE a (x)")), (2, Step::Sql("CREATE TABLE b (x)"))];
        run(&mut conn, &steps).unwrap();
        run(&mut conn, &steps).unwrap();
        assert_eq!(version(&conn).unwrap(), 3);
    }

    #[test]
    fn a_failing_step_leaves_schema_and_version_as_they_were() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.pragma_update(None, "user_version", 1).unwrap();
        assert!(run(&mut conn, &[(1, Step::Sql("CREATE TABLE a (x); CREATE TABLE a (x)"))]).is_err());
        assert_eq!(version(&conn).unwrap(), 1);
        let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
        assert_eq!(tables, 0);
    }

    /// The schema as SQLite keeps it, without comments and with single spaces.
    fn laid_out(conn: &Connection) -> Vec<String> {
        let mut statement = conn.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let plain = |sql: String| {
            let lines = sql.lines().map(|line| line.split("--").next().unwrap().to_owned()).collect::<Vec<_>>();
            lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ").replace(" ,", ",").replace(" )", ")")
        };
        rows.map(|sql| plain(sql.unwrap())).collect()
    }

    #[test]
    fn the_steps_from_the_first_schema_give_the_newest() {
        let (mut old, new) = (Connection::open_in_memory().unwrap(), Connection::open_in_memory().unwrap());
        old.execute_batch(include_str!("../../tests/it/schema-1.sql")).unwrap();
        old.pragma_update(None, "user_version", 1).unwrap();
        run(&mut old, STEPS).unwrap();
        new.execute_batch(SCHEMA).unwrap();
        assert_eq!(laid_out(&old), laid_out(&new));
    }

    #[test]
    fn the_steps_end_at_the_version_of_the_schema() {
        assert_eq!(STEPS.last().map_or(1, |(from, _)| from + 1), VERSION);
        assert!(SCHEMA.contains(&format!("version {VERSION}")));
    }
}
