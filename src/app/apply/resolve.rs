//! Which record a reference of an input means.

use std::collections::HashMap;

use super::Faults;
use super::gazetteer::key_of;
use crate::domain::change::{Change, Fault, IdSystem, Place, WrittenReference};
use crate::domain::form_data::NEW;
use crate::domain::gazetteer::{GazetteerKey, Listed, Offered, SCHEME, offered};
use crate::domain::kind::{Field, Kind, Target, Type};
use crate::domain::name::matching::{Letters, Match, Why};
use crate::domain::record::{Label, RecordId, RecordKey};
use crate::error::{Error, Message, Result};
use crate::store::ReadTx;

/// How many records a text is offered.
pub const OFFERED: usize = 8;

/// So many places of the gazetteer are named where none is found.
const NAMED_IN_FAULT: usize = 4;

/// What a typed reference comes to.
pub enum Resolution {
    Nothing,
    Record(Label),
    /// To be made inline.
    New,
    /// A place that the gazetteer has and the case file has not; it is made when this is written.
    Listed(Listed),
    /// Several, or nobody said that it is this one.
    Open(Vec<Match>),
}

/// What a typed reference means. `picked` was chosen for just this text. Without a choice, a ref means its record, and a
/// name the only record that is called so; but of people nobody is taken for another without being asked.
pub fn resolve_reference(tx: &ReadTx<'_>, target: Target, text: &str, picked: Option<&str>) -> Result<Resolution> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Resolution::Nothing);
    }
    if picked == Some(NEW) && target.created_inline().is_some() {
        return Ok(Resolution::New);
    }
    if let Some(key) = picked.and_then(GazetteerKey::parse).filter(|_| target.admits(Kind::Place)) {
        let known = listed(tx, &key)?.map(|(id, _)| tx.label(id).map(Resolution::Record)).transpose()?;
        if let Some(found) = known.or_else(|| Listed::of(&key).map(Resolution::Listed)) {
            return Ok(found);
        }
    }
    if let Some(key) = picked.and_then(RecordKey::parse)
        && let Some(label) = chosen(tx, target, &key)?
    {
        return Ok(Resolution::Record(label));
    }
    let mut matches = tx.matches(target, text, OFFERED)?;
    let sure = match matches.as_slice() {
        [only] => only.why == Why::Ref || (only.why == Why::SameName && only.label.kind != Kind::Person),
        [first, second, ..] => {
            first.why == Why::SameName && second.why != Why::SameName && first.label.kind != Kind::Person
        }
        [] => false,
    };
    Ok(if sure { Resolution::Record(matches.swap_remove(0).label) } else { Resolution::Open(matches) })
}

/// The place of the case file that a place of the gazetteer is.
fn listed(tx: &ReadTx<'_>, key: &GazetteerKey) -> Result<Option<(RecordId, Kind)>> {
    let found = tx.by_external_id(SCHEME, key.id())?;
    let found = found.map(|id| tx.kinds(&[id])).transpose()?.and_then(|kinds| kinds.first().copied());
    Ok(found.filter(|(_, kind)| *kind == Kind::Place))
}

/// What the gazetteer has for the name of a place that nothing is called by: whoever wrote it says which is meant.
fn offer(name: &str) -> Option<Message> {
    let place = |place: Offered| format!("{}, {} ({})", place.listed.name, place.listed.around(), place.listed.key());
    let places: Vec<String> = offered(name, Letters::Any, NAMED_IN_FAULT).into_iter().map(place).collect();
    let say = Message::new("err-place-listed").arg("name", name).arg("places", places.join("; "));
    (!places.is_empty()).then_some(say)
}

fn chosen(tx: &ReadTx<'_>, target: Target, key: &RecordKey) -> Result<Option<Label>> {
    let (id, kind) = match tx.resolve(key) {
        Err(Error::NotFound) => return Ok(None),
        found => found?,
    };
    if target.admits(kind) { tx.label(id).map(Some) } else { Ok(None) }
}

type Found = std::result::Result<(RecordId, Kind), Message>;

/// The records that an input can mean: its own, and those that are there.
pub struct Records<'a> {
    known_as: &'a [IdSystem],
    /// Those of the input, by their names in it.
    numbers: HashMap<&'a str, usize>,
    own: Vec<Option<(RecordId, Kind)>>,
    /// Those that outside identifiers led to.
    outside: HashMap<&'a str, Option<(RecordId, Kind)>>,
    /// What typed texts mean, each looked up once: many facts of a form refer to one place.
    typed: HashMap<(&'static str, &'a str, Option<&'a str>), Found>,
}

impl<'a> Records<'a> {
    pub fn new(change: &'a Change, faults: &mut Faults) -> Records<'a> {
        let mut numbers = HashMap::new();
        for (number, record) in change.records.iter().enumerate() {
            let Some(name) = &record.name else { continue };
            if numbers.insert(name.as_str(), number).is_some() {
                faults.add(Fault::of(record.at.clone(), "id", Message::new("err-id-twice").arg("id", name)));
            }
        }
        let own = vec![None; change.records.len()];
        Records { known_as: &change.known_as, numbers, own, outside: HashMap::new(), typed: HashMap::new() }
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
        reference: &'a WrittenReference,
        field: Option<&Field>,
        at: &Place,
        faults: &mut Faults,
    ) -> Result<Option<(RecordId, Kind)>> {
        let target = field.and_then(|field| match field.ty {
            Type::Ref(target, _) => Some(target),
            _ => None,
        });
        // The record of the input that is called so comes first.
        let own = matches!(reference, WrittenReference::Named(name) if self.number(name).is_some());
        let found = match reference {
            _ if let Some(key) = key_of(reference).filter(|_| !own) => {
                listed(tx, &key)?.ok_or_else(|| Message::new("err-not-listed"))
            }
            WrittenReference::Typed { text, picked } => {
                let target = target.unwrap_or(Target::Any);
                self.by_text(tx, target, text, picked.as_deref())?
            }
            WrittenReference::Record(id) => tx.kinds(&[*id])?.first().copied().ok_or(Error::NotFound).map(Ok)?,
            WrittenReference::Key(key) => self.by_key(tx, key)?,
            WrittenReference::Named(name) => match self.number(name) {
                Some(number) => match self.of(number) {
                    Some(own) => Ok(own),
                    None => return Ok(None),
                },
                None => self.by_outside_id(tx, name)?,
            },
        };
        let found = found.map_err(|say| match reference {
            WrittenReference::Key(name) | WrittenReference::Named(name) if target == Some(Target::One(Kind::Place)) => {
                offer(name).unwrap_or(say)
            }
            _ => say,
        });
        let found = found.and_then(|(id, kind)| match target {
            Some(target) if !target.admits(kind) => Err(Message::new("err-wrong-kind")),
            _ => Ok((id, kind)),
        });
        Ok(found.map_err(|say| faults.add(Fault::of(at.clone(), field.map_or("", |field| field.name), say))).ok())
    }

    fn by_text(&mut self, tx: &ReadTx<'_>, target: Target, text: &'a str, picked: Option<&'a str>) -> Result<Found> {
        let key = (target.code(), text, picked);
        if let Some(known) = self.typed.get(&key) {
            return Ok(known.clone());
        }
        let found = match resolve_reference(tx, target, text, picked)? {
            Resolution::Record(label) => Ok((label.id, label.kind)),
            Resolution::Open(matches) if matches.is_empty() && target.created_inline().is_none() => {
                Err(Message::new("err-no-such-name"))
            }
            Resolution::Nothing | Resolution::New | Resolution::Listed(_) | Resolution::Open(_) => {
                Err(Message::new("err-choose"))
            }
        };
        self.typed.insert(key, found.clone());
        Ok(found)
    }

    /// Whether a record is hidden or missing is not told apart.
    fn by_key(&self, tx: &ReadTx<'_>, key: &str) -> Result<Found> {
        let missing = Err(Message::new("err-no-such-record"));
        match RecordKey::parse(key).map(|key| tx.resolve(&key)) {
            None | Some(Err(Error::NotFound)) => Ok(missing),
            Some(found) => found.map(Ok),
        }
    }

    fn by_outside_id(
        &mut self,
        tx: &ReadTx<'_>,
        name: &'a str,
    ) -> Result<std::result::Result<(RecordId, Kind), Message>> {
        let found = match self.outside.get(name) {
            Some(known) => *known,
            None => {
                let found = self.look_outside(tx, name)?;
                self.outside.insert(name, found);
                found
            }
        };
        Ok(found.ok_or_else(|| Message::new("err-no-such-id").arg("id", name)))
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
