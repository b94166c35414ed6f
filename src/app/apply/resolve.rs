//! Which record a reference of an input means.

use std::collections::HashMap;

use super::Faults;
use crate::domain::change::{Change, Fault, IdSystem, Place, Reference};
use crate::domain::kind::{Field, Kind, Type};
use crate::domain::record::{RecordId, RecordKey};
use crate::error::{Error, Result, Say};
use crate::store::ReadTx;

/// The records that an input can mean: its own, and those that are there.
pub struct Records<'a> {
    known_as: &'a [IdSystem],
    /// Those of the input, by their names in it.
    numbers: HashMap<&'a str, usize>,
    own: Vec<Option<(RecordId, Kind)>>,
    /// Those that outside identifiers led to.
    outside: HashMap<&'a str, Option<(RecordId, Kind)>>,
}

impl<'a> Records<'a> {
    pub fn new(change: &'a Change, faults: &mut Faults) -> Records<'a> {
        let mut numbers = HashMap::new();
        for (number, record) in change.records.iter().enumerate() {
            let Some(name) = &record.name else { continue };
            if numbers.insert(name.as_str(), number).is_some() {
                faults.add(Fault::of(record.at.clone(), "id", Say::new("err-id-twice").arg("id", name)));
            }
        }
        let own = vec![None; change.records.len()];
        Records { known_as: &change.known_as, numbers, own, outside: HashMap::new() }
    }

    /// The number of the record that the input calls so.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    pub fn of(&self, number: usize) -> Option<(RecordId, Kind)> {
        self.own.get(number).copied().flatten()
    }

    /// A record of the input was made or found; nothing if it was refused.
    pub fn is_there(&mut self, number: usize, record: Option<(RecordId, Kind)>) {
        if let Some(own) = self.own.get_mut(number) {
            *own = record;
        }
    }

    /// The record that a reference means, and that `field` may refer to. Nothing is a fault, unless it is a record of the
    /// input that was refused: that it is missing follows.
    pub fn find(
        &mut self,
        tx: &ReadTx<'_>,
        reference: &'a Reference,
        field: Option<&Field>,
        at: &Place,
        faults: &mut Faults,
    ) -> Result<Option<(RecordId, Kind)>> {
        let found = match reference {
            Reference::Record(id) => tx.kinds(&[*id])?.first().copied().ok_or(Error::NotFound).map(Ok)?,
            Reference::Key(key) => self.by_key(tx, key)?,
            Reference::Named(name) => match self.number(name) {
                Some(number) => match self.of(number) {
                    Some(own) => Ok(own),
                    None => return Ok(None),
                },
                None => self.by_outside_id(tx, name)?,
            },
        };
        let target = field.and_then(|field| match field.ty {
            Type::Ref(target, _) => Some(target),
            _ => None,
        });
        let found = found.and_then(|(id, kind)| match target {
            Some(target) if !target.admits(kind) => Err(Say::new("err-wrong-kind")),
            _ => Ok((id, kind)),
        });
        Ok(found.map_err(|say| faults.add(Fault::of(at.clone(), field.map_or("", |field| field.name), say))).ok())
    }

    /// Whether a record is hidden or missing is not told apart.
    fn by_key(&self, tx: &ReadTx<'_>, key: &str) -> Result<std::result::Result<(RecordId, Kind), Say>> {
        let missing = Err(Say::new("err-no-such-record"));
        match RecordKey::parse(key).map(|key| tx.resolve(&key)) {
            None | Some(Err(Error::NotFound)) => Ok(missing),
            Some(found) => found.map(Ok),
        }
    }

    fn by_outside_id(&mut self, tx: &ReadTx<'_>, name: &'a str) -> Result<std::result::Result<(RecordId, Kind), Say>> {
        let found = match self.outside.get(name) {
            Some(known) => *known,
            None => {
                let found = self.look_outside(tx, name)?;
                self.outside.insert(name, found);
                found
            }
        };
        Ok(found.ok_or_else(|| Say::new("err-no-such-id").arg("id", name)))
    }

    fn look_outside(&self, tx: &ReadTx<'_>, name: &str) -> Result<Option<(RecordId, Kind)>> {
        for IdSystem { scheme, prefix } in self.known_as {
            if let Some(id) = tx.by_external_id(scheme, &format!("{prefix}{name}"))? {
                return Ok(tx.kinds(&[id])?.first().copied());
            }
        }
        Ok(None)
    }
}
