//! Rows as their changes left them: what a row said after a change is what was written until then, the newest last.

use std::collections::HashMap;

use rusqlite::{Connection, params};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::chain::{Action, Subject};
use super::content::Table;
use crate::error::{Error, Result};

/// The state of one row while its changes are gone through.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Replayed {
    /// Absent values are left out.
    pub values: Map<String, Json>,
    pub is_there: bool,
}

impl Replayed {
    /// Takes one change in.
    pub fn apply(&mut self, table: Table, action: Action, content: &Map<String, Json>) {
        match action {
            Action::Create => *self = Replayed { values: table.usual(), is_there: true },
            Action::Update => {}
            Action::Remove => *self = Replayed::default(),
        }
        for (name, value) in content.iter().filter(|(name, _)| !table.is_event(name)) {
            match value {
                Json::Null => self.values.remove(name),
                value => self.values.insert(name.clone(), value.clone()),
            };
        }
    }
}

/// What a change found and what it left: of an update only what differs, of a removal everything there was.
pub struct Difference {
    pub before: Map<String, Json>,
    pub after: Map<String, Json>,
    /// All that the row said after it.
    pub state: Map<String, Json>,
}

/// Goes through the history of one row up to a change, and tells what each change did.
pub fn differences(
    conn: &Connection,
    table: Table,
    (name, subject, row): (&str, &Subject, Option<Uuid>),
    upto: i64,
) -> Result<HashMap<i64, Difference>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, action, content FROM change WHERE subject = ?1 AND row IS ?2 AND tbl = ?3 AND id <= ?4 ORDER BY id",
    )?;
    let mut rows = statement.query(params![subject, row.as_ref().map(Uuid::as_bytes), name, upto])?;
    let (mut state, mut differences) = (Replayed::default(), HashMap::new());
    while let Some(row) = rows.next()? {
        let (id, action): (i64, String) = (row.get(0)?, row.get(1)?);
        let action = Action::parse(&action).ok_or_else(|| Error::internal("unknown action in the history"))?;
        let content = parse(row.get::<_, Option<String>>(2)?.as_deref())?;
        let before = state.values.clone();
        state.apply(table, action, &content);
        differences.insert(id, difference(table, action, before, &state.values, content));
    }
    Ok(differences)
}

fn difference(
    table: Table,
    action: Action,
    mut before: Map<String, Json>,
    now: &Map<String, Json>,
    mut after: Map<String, Json>,
) -> Difference {
    match action {
        Action::Create => before.clear(),
        Action::Remove => after.clear(),
        Action::Update => {
            after.retain(|name, _| table.is_event(name) || before.get(name) != now.get(name));
            before.retain(|name, _| after.contains_key(name));
        }
    }
    Difference { before, after, state: now.clone() }
}

/// Content as it is stored; none where it was erased.
pub fn parse(content: Option<&str>) -> Result<Map<String, Json>> {
    content.map_or_else(|| Ok(Map::new()), |text| serde_json::from_str(text).map_err(Error::internal))
}
