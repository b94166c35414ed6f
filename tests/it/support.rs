//! What the tests share: a case file with the sample case, and readers of every clearance.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use habeas::app::intake::load_case;
use habeas::crypto::{Unlock, slots};
use habeas::domain::access::{Actor, Role, Viewer};
use habeas::domain::citation::Grade;
use habeas::domain::kind::Kind;
use habeas::domain::query::{Facets, TimelineQuery};
use habeas::domain::record::{RecordId, Sensitivity};
use habeas::domain::timeline::Summary;
use habeas::error::{Error, Result};
use habeas::index::{Index, PageOf};
use habeas::store::accounts::account::NewAccount;
use habeas::store::{ReadTx, Store, WriteTx};
use tempfile::TempDir;

use crate::attached_rows::NewCitation;
use crate::server::files_under;

/// The sample case's files.
pub const SAMPLE: &str = include_str!("../../seed/almaty-2012.toml");
pub const OTHER_REPORTS: &str = include_str!("../../seed/almaty-2012-other-reports.toml");

/// A case file in a directory of its own, removed with the value.
pub struct CaseFile {
    pub store: Store,
    pub dir: TempDir,
    key: String,
}

impl CaseFile {
    /// The database, opened past the program: to damage it, or to set what no command sets yet.
    pub fn raw(&self) -> rusqlite::Connection {
        crate::server::raw(&self.dir.path().join("habeas.db"), &self.key)
    }

    /// Has what is derived derived again: for tests that set what the program sets through its write path.
    pub fn derive_again(&self) {
        self.raw().execute_batch("DELETE FROM derivation").unwrap();
        let secret = slots::open(&self.dir.path().join("keys"), Unlock::KeyFile).unwrap();
        drop(Store::open(&self.dir.path().join("habeas.db"), secret).unwrap());
    }

    /// The record with this id in the sample case's files.
    pub fn id(&self, id: &str) -> RecordId {
        // Whoever may see it by now: tests move records into compartments.
        let of = |case: &str| format!("{case}/{id}");
        let sql = "SELECT record_id FROM external_id WHERE scheme = 'case' AND value IN (?1, ?2)";
        let named = [of("almaty-2012"), of("almaty-2012-other-reports")];
        let found = self.raw().query_row(sql, named, |row| row.get(0));
        RecordId(found.unwrap_or_else(|error| panic!("no record {id}: {error}")))
    }
}

/// The files of the sample case, loaded once and copied for every test: loading takes longer than most tests.
static LOADED: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| {
    let case = empty_case();
    load_case::load_sample(&case.store, &Actor::program()).unwrap();
    let CaseFile { store, dir, .. } = case;
    // The last to close it moves everything into the file.
    drop(store);
    files_under(dir.path())
});

pub fn empty_case() -> CaseFile {
    let dir = tempfile::tempdir().unwrap();
    let (secret, _) = slots::create(&dir.path().join("keys"), None).unwrap();
    let key = secret.hex().to_string();
    let store = Store::create(&dir.path().join("habeas.db"), secret).unwrap();
    load_case::load_vocabulary(&store).unwrap();
    CaseFile { store, dir, key }
}

pub fn sample_case() -> CaseFile {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in LOADED.iter() {
        fs::create_dir_all(dir.path().join(name).parent().unwrap()).unwrap();
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    let secret = slots::open(&dir.path().join("keys"), Unlock::KeyFile).unwrap();
    let key = secret.hex().to_string();
    let store = Store::open(&dir.path().join("habeas.db"), secret).unwrap();
    CaseFile { store, dir, key }
}

/// A reader of a role and clearance, in no compartment.
pub fn reader(role: Role, clearance: Sensitivity) -> Viewer {
    Viewer { account: Actor::PROGRAM, role, admin: false, clearance, compartments: Vec::new(), lang: None }
}

/// The words, five letters and longer, of the names of identified people in the sample case's files.
pub fn words_of_people() -> Vec<String> {
    let mut words = Vec::new();
    for text in [SAMPLE, OTHER_REPORTS] {
        let file: toml::Table = toml::from_str(text).unwrap();
        let people = file["person"].as_array().unwrap().iter();
        for person in people.filter(|person| person.get("unit").is_none() && person.get("identified").is_none()) {
            let spelt = person.get("names").and_then(toml::Value::as_array).into_iter().flatten();
            let texts = spelt.map(|name| &name["text"]).chain([&person["name"]]);
            words.extend(texts.flat_map(|text| text.as_str().unwrap().split_whitespace()).map(str::to_owned));
        }
    }
    words.retain(|word| word.chars().count() >= 5);
    words.sort();
    words.dedup();
    assert!(words.len() > 20 && words.contains(&"Abilov".to_owned()) && words.contains(&"Туякбай".to_owned()));
    words
}

/// The first of these names that some bytes hold.
pub fn has_name<'n>(bytes: &[u8], names: &'n [String]) -> Option<&'n str> {
    let holds = |name: &&String| bytes.windows(name.len()).any(|window| window == name.as_bytes());
    names.iter().find(holds).map(String::as_str)
}

/// An account of its own, to write with.
pub fn writer(case: &CaseFile, login: &str, role: Role) -> Viewer {
    let clearance = Sensitivity::Restricted;
    let account = NewAccount { login, name: login, role, admin: false, clearance };
    Viewer { account: case.store.add_account(&account).unwrap(), ..reader(role, clearance) }
}

/// A new compartment that nobody is in.
pub fn compartment(case: &CaseFile, name: &str) -> i64 {
    case.store.make_compartment(Actor::PROGRAM, name).unwrap();
    case.raw().query_row("SELECT id FROM compartment WHERE name = ?1", [name], |row| row.get(0)).unwrap()
}

/// An editor inside a new compartment, and its number.
pub fn editor_within(case: &CaseFile, name: &str) -> (Viewer, i64) {
    let inside = compartment(case, name);
    let editor = Viewer { compartments: vec![inside], ..writer(case, "editor", Role::Editor) };
    case.store.set_compartments(Actor::PROGRAM, editor.account, &[inside]).unwrap();
    (editor, inside)
}

/// Records of these kinds, in the order of entry.
pub fn ids(tx: &ReadTx<'_>, kinds: &[Kind]) -> Vec<RecordId> {
    let mut ids: Vec<RecordId> = kinds.iter().flat_map(|kind| tx.list(*kind).unwrap()).map(|label| label.id).collect();
    ids.sort_unstable();
    ids
}

/// Writes, for a reason; `None` if the role does not write at all.
pub fn write<T>(case: &CaseFile, by: &Viewer, work: impl FnOnce(&mut WriteTx<'_>) -> Result<T>) -> Result<T> {
    case.store.write(&by.actor().ok_or(Error::Forbidden)?, "Because", work)
}

/// The header of a record, withdrawn or not.
pub fn header(case: &CaseFile, id: RecordId) -> (i64, String) {
    let sql = "SELECT version, review FROM record WHERE id = ?1";
    case.raw().query_row(sql, [id.0], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

pub fn version(case: &CaseFile, id: RecordId) -> i64 {
    header(case, id).0
}

/// The fields that a write finds fault with, with the messages.
pub fn faults<T: std::fmt::Debug>(result: Result<T>) -> Vec<(String, &'static str)> {
    match result {
        Err(Error::Invalid(errors)) => errors.into_iter().map(|error| (error.field, error.say.key)).collect(),
        other => panic!("{other:?}"),
    }
}

/// A citation of a report that says no more than which one.
pub fn citing(report: RecordId) -> NewCitation {
    NewCitation {
        field: None,
        report,
        stance: "supports".into(),
        paragraph: None,
        page: None,
        quote: None,
        hedge: "asserted".into(),
        via: None,
        grade: Grade::UNJUDGED,
        note: None,
    }
}

/// What is counted of all lines for a reader: by the tables, and by memory.
pub fn summaries(case: &CaseFile, index: &Index, viewer: &Viewer) -> [Summary; 2] {
    let query = TimelineQuery::default();
    let tables = case.store.read(viewer, |tx| tx.timeline_summary(&query, Facets::All));
    let memory = index.read(&case.store, viewer, |_, answers| {
        assert!(answers.is_from_memory());
        let all = PageOf { after: None, limit: 1, records: None, facets: Facets::All };
        Ok(answers.timeline(&query, all)?.summary)
    });
    [tables.unwrap(), memory.unwrap()]
}
