//! Appending to the history, and proving that it holds: every change has a number in its stream and two hashes.
//!
//! `content_hash = SHA-256(salt ‖ content)` and `hash = SHA-256(hash before ‖ header ‖ content_hash)`. The content is
//! canonical JSON and can be erased one day without breaking the chain; the header says where, when, by whom and of what.
//! Only where a content or reason was erased is its hash kept: otherwise it follows from what is there.

use std::cell::RefCell;
use std::fmt;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::crypto::{hex, random_bytes};
use crate::error::{Error, Result};

pub type Hash = [u8; 32];
type Salt = [u8; 16];

/// What the first change of a stream continues.
pub const ORIGIN: Hash = [0; 32];

/// What a change does to its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Create,
    Update,
    Remove,
}

impl Action {
    pub fn code(self) -> &'static str {
        match self {
            Action::Create => "create",
            Action::Update => "update",
            Action::Remove => "remove",
        }
    }

    pub fn parse(code: &str) -> Option<Action> {
        [Action::Create, Action::Update, Action::Remove].into_iter().find(|action| action.code() == code)
    }
}

/// Whose history a change belongs to: a record, account, compartment or stream by its uid; a term or setting by its key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    Uid(Uuid),
    Key(String),
}

impl Subject {
    pub fn uid(&self) -> Option<Uuid> {
        match self {
            Subject::Uid(uid) => Some(*uid),
            Subject::Key(_) => None,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Uid(uid) => uid.fmt(f),
            Subject::Key(key) => key.fmt(f),
        }
    }
}

impl ToSql for Subject {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Subject::Uid(uid) => ToSqlOutput::Borrowed(ValueRef::Blob(uid.as_bytes())),
            Subject::Key(key) => ToSqlOutput::Borrowed(ValueRef::Text(key.as_bytes())),
        })
    }
}

impl FromSql for Subject {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Blob(bytes) => {
                Uuid::from_slice(bytes).map(Subject::Uid).map_err(|error| FromSqlError::Other(error.into()))
            }
            ValueRef::Text(_) => Ok(Subject::Key(value.as_str()?.to_owned())),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

/// One change on its way into the history.
pub struct Change<'c> {
    pub table: &'c str,
    pub subject: &'c Subject,
    /// The uid of what is attached to the subject, where that is what changes.
    pub row: Option<Uuid>,
    pub action: Action,
    pub content: Map<String, Json>,
}

/// The last change of a stream: whoever keeps it elsewhere can later prove that it is still part of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub stream: Uuid,
    pub n: i64,
    pub hash: Hash,
}

impl Head {
    /// Reads what `Display` writes; colons or commas may part it as well.
    pub fn parse(text: &str) -> Option<Head> {
        let mut parts = text.split(|c: char| c.is_whitespace() || c == ':' || c == ',').filter(|part| !part.is_empty());
        let (stream, n, hash) = (parts.next()?, parts.next()?, parts.next()?);
        let head = Head { stream: Uuid::try_parse(stream).ok()?, n: n.parse().ok()?, hash: hex::decode(hash)? };
        (parts.next().is_none() && head.n > 0).then_some(head)
    }
}

impl Head {
    /// As the beginning of a stream has it.
    pub fn json(&self) -> Json {
        json!({ "stream": self.stream, "n": self.n, "hash": hex::encode(&self.hash) })
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.stream, self.n, hex::encode(&self.hash))
    }
}

/// One write: everything it appends has the same author, time and reason, and applies whole.
pub struct Ledger<'a> {
    conn: &'a Connection,
    author: Uuid,
    at: String,
    reason: String,
    state: RefCell<State>,
}

struct State {
    stream_id: i64,
    stream: Uuid,
    /// The newest change of the file, of whichever stream.
    last: i64,
    n: i64,
    hash: Hash,
    write: Option<Write>,
}

#[derive(Clone, Copy)]
struct Write {
    id: i64,
    /// The number of its first change.
    n: i64,
    reason_hash: Hash,
}

impl<'a> Ledger<'a> {
    /// Goes on where the newest stream of the file ends.
    pub fn open(conn: &'a Connection, author: Uuid, at: String, reason: &str) -> Result<Ledger<'a>> {
        let (stream_id, stream): (i64, Uuid) = conn
            .prepare_cached("SELECT id, uid FROM stream ORDER BY id DESC LIMIT 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get::<_, Bytes>(1)?.0)))?;
        let (n, hash) = conn
            .prepare_cached(
                "SELECT c.n, c.hash FROM change c JOIN write w ON w.id = c.write_id WHERE w.stream_id = ?1
                  ORDER BY c.id DESC LIMIT 1",
            )?
            .query_row(params![stream_id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let state = State { stream_id, stream, last: last_id(conn)?, n, hash, write: None };
        Ok(Ledger { conn, author, at, reason: reason.to_owned(), state: RefCell::new(state) })
    }

    /// Begins a stream. Its first change says why, and what came before.
    pub fn begin(
        conn: &'a Connection,
        author: Uuid,
        at: String,
        reason: &str,
        (begun, follows): (&str, Option<Json>),
    ) -> Result<Ledger<'a>> {
        let (last, stream) = (last_id(conn)?, Uuid::from_bytes(random_bytes()?));
        let follows = follows.map(|follows| follows.to_string());
        conn.prepare_cached("INSERT INTO stream (id, uid, begun, follows) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![last + 1, stream.as_bytes(), begun, follows])?;
        let state = State { stream_id: last + 1, stream, last, n: 0, hash: ORIGIN, write: None };
        let ledger = Ledger { conn, author, at, reason: reason.to_owned(), state: RefCell::new(state) };
        let mut content = Map::from_iter([("begun".to_owned(), Json::from(begun))]);
        content.extend(follows.map(|follows| ("follows".to_owned(), Json::from(follows))));
        let subject = Subject::Uid(stream);
        ledger.append(Change { table: "stream", subject: &subject, row: None, action: Action::Create, content })?;
        Ok(ledger)
    }

    /// The same stream, with what comes as a write of its own.
    pub fn next_write(self, author: Uuid, at: String, reason: &str) -> Ledger<'a> {
        self.state.borrow_mut().write = None;
        Ledger { author, at, reason: reason.to_owned(), ..self }
    }

    pub fn at(&self) -> &str {
        &self.at
    }

    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The id that the next change will have, and so the row that it makes.
    pub fn next_id(&self) -> i64 {
        self.state.borrow().last + 1
    }

    /// Where the stream ends now.
    pub fn head(&self) -> Head {
        let state = self.state.borrow();
        Head { stream: state.stream, n: state.n, hash: state.hash }
    }

    /// Appends a change and returns its id.
    pub fn append(&self, change: Change<'_>) -> Result<i64> {
        let mut state = self.state.borrow_mut();
        let (id, n) = (state.last + 1, state.n + 1);
        let write = match state.write {
            Some(write) => write,
            None => {
                let write = self.begin_write(id, n, state.stream_id)?;
                state.write = Some(write);
                write
            }
        };
        let content = Json::Object(change.content).to_string();
        let salt: Salt = random_bytes()?;
        let content_hash = salted(&salt, &content);
        let header = Header {
            stream: state.stream,
            n,
            write: write.n,
            at: &self.at,
            author: self.author,
            reason_hash: &write.reason_hash,
            table: change.table,
            subject: change.subject,
            row: change.row,
            action: change.action.code(),
        };
        let hash = header.hash(&state.hash, &content_hash);
        let row = change.row.as_ref().map(Uuid::as_bytes);
        self.conn
            .prepare_cached(
                "INSERT INTO change (id, write_id, n, tbl, subject, row, action, content, salt, hash)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                id,
                write.id,
                n,
                change.table,
                change.subject,
                row,
                change.action.code(),
                content,
                salt,
                hash
            ])?;
        (state.last, state.n, state.hash) = (id, n, hash);
        Ok(id)
    }

    fn begin_write(&self, id: i64, n: i64, stream_id: i64) -> Result<Write> {
        let salt: Salt = random_bytes()?;
        let reason_hash = salted(&salt, &self.reason);
        self.conn
            .prepare_cached(
                "INSERT INTO write (id, stream_id, at, author, reason, reason_salt) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![id, stream_id, self.at, self.author.as_bytes(), self.reason, salt])?;
        Ok(Write { id, n, reason_hash })
    }
}

fn last_id(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT COALESCE(max(id), 0) FROM change")?.query_row([], |row| row.get(0))?)
}

fn salted(salt: &Salt, text: &str) -> Hash {
    Sha256::new().chain_update(salt).chain_update(text).finalize().into()
}

/// What a hash of the chain covers beside the content.
struct Header<'h> {
    stream: Uuid,
    n: i64,
    write: i64,
    at: &'h str,
    author: Uuid,
    reason_hash: &'h Hash,
    table: &'h str,
    subject: &'h Subject,
    row: Option<Uuid>,
    action: &'h str,
}

impl Header<'_> {
    /// Canonical JSON: keys in alphabetical order, no white space.
    fn hash(&self, before: &Hash, content_hash: &Hash) -> Hash {
        let canonical = self.canonical();
        Sha256::new().chain_update(before).chain_update(canonical).chain_update(content_hash).finalize().into()
    }

    /// Written out, since this is done for every change that is saved or checked.
    fn canonical(&self) -> String {
        let text = |text: &str| Json::from(text).to_string();
        let row = self.row.map_or_else(|| "null".to_owned(), |row| format!("\"{row}\""));
        let subject = match self.subject {
            Subject::Uid(uid) => format!("\"{uid}\""),
            Subject::Key(key) => text(key),
        };
        format!(
            r#"{{"action":{},"at":{},"author":"{}","n":{},"reason":"{}","row":{row},"stream":"{}","subject":{subject},"table":{},"write":{}}}"#,
            text(self.action),
            text(self.at),
            self.author,
            self.n,
            hex::encode(self.reason_hash),
            self.stream,
            text(self.table),
            self.write
        )
    }
}

/// A uid as a column holds it.
pub(in crate::store) struct Bytes(pub Uuid);

impl FromSql for Bytes {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Uuid::from_slice(value.as_blob()?).map(Bytes).map_err(|error| FromSqlError::Other(error.into()))
    }
}

/// The last change of the newest stream; nothing in a file without history.
pub fn head(conn: &Connection) -> Result<Option<Head>> {
    Ok(conn
        .prepare_cached(
            "SELECT s.uid, c.n, c.hash FROM change c JOIN write w ON w.id = c.write_id
               JOIN stream s ON s.id = w.stream_id WHERE s.id = (SELECT max(id) FROM stream) ORDER BY c.id DESC LIMIT 1",
        )?
        .query_row([], |row| Ok(Head { stream: row.get::<_, Bytes>(0)?.0, n: row.get(1)?, hash: row.get(2)? }))
        .optional()?)
}

/// From the last change back: what is asked for when a file is opened is the last one, or one of the last.
const HASH_OF: &str = "SELECT c.hash FROM change c CROSS JOIN write w ON w.id = c.write_id
  CROSS JOIN stream s ON s.id = w.stream_id WHERE s.uid = ?1 AND c.n = ?2 ORDER BY c.id DESC LIMIT 1";

/// The hash of one change of a stream, if it is there.
pub fn hash_of(conn: &Connection, stream: Uuid, n: i64) -> Result<Option<Hash>> {
    Ok(conn.prepare_cached(HASH_OF)?.query_row(params![stream.as_bytes(), n], |row| row.get(0)).optional()?)
}

/// The changes, by id, at which there is something to find.
#[derive(Debug, Default)]
pub struct Faults {
    /// The chain does not hold.
    pub broken: Vec<i64>,
    /// The chain holds, and what was written, or why, is gone.
    pub erased: Vec<i64>,
}

/// Walks the history from its first change, a row at a time. `walked` is told of every change.
pub fn faults(conn: &Connection, mut walked: impl FnMut()) -> Result<Faults> {
    let mut statement = conn.prepare(
        "SELECT c.id, c.write_id, c.n, c.tbl, c.subject, c.row, c.action, c.content, c.salt, c.content_hash, c.hash,
                w.stream_id, w.at, w.author, w.reason, w.reason_salt, w.reason_hash, s.uid
           FROM change c LEFT JOIN write w ON w.id = c.write_id LEFT JOIN stream s ON s.id = w.stream_id ORDER BY c.id",
    )?;
    let mut rows = statement.query([])?;
    let (mut walk, mut faults) = (Walk::default(), Faults::default());
    while let Some(row) = rows.next()? {
        walked();
        let id: i64 = row.get(0)?;
        match walk.step(row).unwrap_or(Step::Broken) {
            Step::Holds => {}
            Step::Erased => faults.erased.push(id),
            Step::Broken => faults.broken.push(id),
        }
    }
    let writes: i64 = conn.query_row("SELECT count(*) FROM write", [], |row| row.get(0))?;
    if writes != walk.writes {
        faults.broken.push(walk.last);
    }
    Ok(faults)
}

/// How a change goes on from the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Holds,
    Erased,
    Broken,
}

/// The hash of a text and its salt, or the one that was kept when both were erased, and whether they were.
fn hash_or_kept(text: Option<String>, salt: Option<Salt>, kept: Option<Hash>) -> Option<(Hash, bool)> {
    match (text, salt, kept) {
        (Some(text), Some(salt), None) => Some((salted(&salt, &text), false)),
        (None, None, Some(kept)) => Some((kept, true)),
        _ => None,
    }
}

/// How far the history was walked.
#[derive(Default)]
struct Walk {
    last: i64,
    writes: i64,
    /// Of each stream its last number and hash.
    streams: Vec<(i64, i64, Hash)>,
    /// Of the write of the change before: its id, and the number of its first change.
    write: (i64, i64),
}

impl Walk {
    /// How a change goes on from the one before. A value of the wrong type is an error, and no more than that.
    fn step(&mut self, row: &rusqlite::Row<'_>) -> Result<Step> {
        let (id, write_id, n): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let in_order = id == self.last + 1;
        self.last = id;
        if write_id != self.write.0 {
            self.write = (write_id, n);
            self.writes += 1;
            if write_id != id {
                return Ok(Step::Broken);
            }
        }
        let (stream_id, stream_uid): (i64, Bytes) = (row.get(11)?, row.get(17)?);
        let stored: Hash = row.get(10)?;
        let at = match self.streams.iter().position(|(stream, ..)| *stream == stream_id) {
            Some(at) => at,
            None => {
                self.streams.push((stream_id, 0, ORIGIN));
                self.streams.len() - 1
            }
        };
        let Some(state) = self.streams.get_mut(at) else { return Err(Error::internal("no such stream")) };
        let (before, hash) = (state.1, state.2);
        (state.1, state.2) = (n, stored);
        let content = hash_or_kept(row.get(7)?, row.get(8)?, row.get(9)?);
        let reason = hash_or_kept(row.get(14)?, row.get(15)?, row.get(16)?);
        let (Some((content_hash, content_erased)), Some((reason_hash, reason_erased))) = (content, reason) else {
            return Ok(Step::Broken);
        };
        let (table, at, action): (String, String, String) = (row.get(3)?, row.get(12)?, row.get(6)?);
        let (subject, author): (Subject, Bytes) = (row.get(4)?, row.get(13)?);
        let header = Header {
            stream: stream_uid.0,
            n,
            write: self.write.1,
            at: &at,
            author: author.0,
            reason_hash: &reason_hash,
            table: &table,
            subject: &subject,
            row: row.get::<_, Option<Bytes>>(5)?.map(|bytes| bytes.0),
            action: &action,
        };
        Ok(match in_order && n == before + 1 && header.hash(&hash, &content_hash) == stored {
            true if content_erased || reason_erased => Step::Erased,
            true => Step::Holds,
            false => Step::Broken,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::{Action, HASH_OF, Head, Header, Subject};
    use crate::crypto::hex;
    use crate::store::filter::plan::{laid_out, plan};

    #[test]
    fn a_header_is_hashed_as_json_with_its_keys_in_alphabetical_order() {
        let uid = Uuid::from_u128;
        for subject in [Subject::Uid(uid(3)), Subject::Key("a \"quoted\"\n\u{1}key, ключ".to_owned())] {
            for row in [None, Some(uid(4))] {
                let header = Header {
                    stream: uid(1),
                    n: 7,
                    write: 5,
                    at: "2012-02-25T10:00:00.000Z",
                    author: uid(2),
                    reason_hash: &[9; 32],
                    table: "citation",
                    subject: &subject,
                    row,
                    action: "update",
                };
                let json = json!({
                    "action": "update",
                    "at": header.at,
                    "author": uid(2).to_string(),
                    "n": 7,
                    "reason": hex::encode(&[9; 32]),
                    "row": row.map(|row| row.to_string()),
                    "stream": uid(1).to_string(),
                    "subject": subject.to_string(),
                    "table": "citation",
                    "write": 5,
                });
                assert_eq!(header.canonical(), json.to_string());
            }
        }
    }

    #[test]
    fn whether_a_head_is_part_of_the_chain_is_looked_for_from_the_last_change_back() {
        let plan = plan(&laid_out(), HASH_OF);
        let first = plan.first().map(String::as_str);
        assert!(first == Some("SCAN c") && !plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:#?}");
    }

    #[test]
    fn a_head_is_read_as_it_is_printed_and_nothing_else_is_one() {
        let head = Head { stream: Uuid::from_u128(7), n: 12, hash: [9; 32] };
        let printed = head.to_string();
        assert_eq!(Head::parse(&printed), Some(head));
        assert_eq!(Head::parse(&printed.replace(' ', ":")), Some(head));
        for text in ["", "x 1 2", "00000000-0000-0000-0000-000000000007 0 00", &format!("{printed} 1")] {
            assert_eq!(Head::parse(text), None, "{text}");
        }
    }

    #[test]
    fn actions_are_read_as_they_are_written() {
        for action in [Action::Create, Action::Update, Action::Remove] {
            assert_eq!(Action::parse(action.code()), Some(action));
        }
    }
}
