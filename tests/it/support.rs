//! What the tests share: a case file with the sample case, and readers of every clearance.

use habeas::app::load_case;
use habeas::crypto::Secret32;
use habeas::domain::access::{Actor, Role, Viewer};
use habeas::domain::record::Sensitivity;
use habeas::store::Store;
use tempfile::TempDir;

/// A case file in a directory of its own, removed with the value.
pub struct CaseFile {
    pub store: Store,
    pub dir: TempDir,
}

pub fn empty_case() -> CaseFile {
    let dir = tempfile::tempdir().unwrap();
    let key = Secret32::generate().unwrap();
    let store = Store::create(&dir.path().join("habeas.db"), key).unwrap();
    load_case::load_vocabulary(&store).unwrap();
    CaseFile { store, dir }
}

pub fn sample_case() -> CaseFile {
    let case = empty_case();
    load_case::load_sample(&case.store, &Actor::program()).unwrap();
    case
}

/// A reader of a role and clearance, in no compartment.
pub fn reader(role: Role, clearance: Sensitivity) -> Viewer {
    Viewer { account: Actor::PROGRAM, role, clearance, compartments: Vec::new() }
}
