//! A case file on disk, filled with a made case by the program's own import.

use std::path::Path;
use std::time::Duration;

use habeas::app::intake::load_case;
use habeas::config::{DataDir, new_private_file};
use habeas::crypto::{Unlock, slots};
use habeas::domain::access::Actor;
use habeas::store::Store;

use crate::{made, process};

/// What an import loaded, and the CPU time of it alone.
#[derive(Default)]
pub struct Filled {
    pub records: usize,
    pub citations: usize,
    pub names: usize,
    pub cpu: Duration,
}

impl Filled {
    /// Records, citations and names for each second of CPU time.
    pub fn rate(&self) -> f64 {
        (self.records + self.citations + self.names) as f64 / self.cpu.as_secs_f64().max(0.01)
    }
}

/// A new data directory, its key beside the file, with the vocabulary.
pub fn create(path: &Path) -> (DataDir, Store) {
    let dir = DataDir::create(path).unwrap();
    let (key, _) = slots::create(&dir.keys(), None).unwrap();
    drop(new_private_file(&dir.database()).unwrap());
    let store = Store::create(&dir.database(), key).unwrap();
    load_case::load_vocabulary(&store).unwrap();
    (dir, store)
}

/// One that is there already, its key beside the file.
pub fn open(path: &Path) -> (DataDir, Store) {
    let dir = DataDir::open(path).unwrap();
    let key = slots::open(&dir.keys(), Unlock::KeyFile).unwrap();
    let store = Store::open(&dir.database(), key).unwrap();
    (dir, store)
}

/// Imports the made case of so many incidents, file by file.
pub fn fill(store: &Store, seed: u64, incidents: u64) -> Filled {
    let mut filled = Filled::default();
    let chunks = (0..made::chunks(incidents)).map(|number| made::chunk(seed, number, incidents));
    for (number, made) in std::iter::once(made::base(seed)).chain(chunks).enumerate() {
        let before = process::cpu(std::process::id());
        let loaded = load_case::load(store, &Actor::program(), &format!("made-{number}.toml"), &made.text).unwrap();
        filled.cpu += process::cpu(std::process::id()) - before;
        filled.records += loaded.records;
        filled.citations += loaded.citations;
        filled.names += made.names;
    }
    filled
}
