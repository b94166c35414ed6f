//! What is derived is derived again when the file is opened, if the program's rule is another one than the file's.

use rusqlite::{Connection, OptionalExtension, params};

use super::read::alphabet;
use super::write::{held, name_word, report_key};
use crate::domain::collation;
use crate::error::Result;

/// What is derived, the version of its rule, and how it is derived for everything.
type Rule = (&'static str, i64, fn(&Connection) -> Result<()>);

const RULES: [Rule; 4] = [
    ("sort_key", collation::VERSION, alphabet::rebuild),
    ("name_word", name_word::VERSION, name_word::rebuild),
    ("report_key", report_key::VERSION, report_key::rebuild),
    ("held", held::VERSION, held::rebuild),
];

pub fn renew(conn: &Connection) -> Result<()> {
    for (what, version, rebuild) in RULES {
        let sql = "SELECT version FROM derivation WHERE what = ?1";
        let known: Option<i64> = conn.query_row(sql, [what], |row| row.get(0)).optional()?;
        if known != Some(version) {
            rebuild(conn)?;
            conn.execute("INSERT OR REPLACE INTO derivation (what, version) VALUES (?1, ?2)", params![what, version])?;
        }
    }
    Ok(())
}
