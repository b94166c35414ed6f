//! Places of the gazetteer that an input refers to: those that the case file does not have are made before all else, each with
//! the country and region it is in, what it is called, where it lies, and the number it is known by.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::change::{
    COMPARTMENT, Change, Content, Fault, FieldValue, Place, RecordChange, RowAct, RowChange, SENSITIVITY, Subject,
    WrittenReference,
};
use crate::domain::codes::Codes;
use crate::domain::gazetteer::{GazetteerKey, Listed, SCHEME};
use crate::domain::kind::attached::Attached;
use crate::domain::kind::{Kind, Place as PlaceFields, Target};
use crate::domain::lang::Lang;
use crate::domain::name::PRIMARY;
use crate::domain::name::matching::Why;
use crate::domain::record::{RecordId, Value};
use crate::error::Result;
use crate::store::{ReadTx, WriteTx};

/// From so many people on a place is a city.
const CITY: u32 = 20_000;
/// Of those that are called like a country or region so many are looked at.
const CALLED: usize = 20;
/// Precision of coordinates: a place is where it is said to be, or near it.
const NEAR: i64 = 2;

/// Makes what is missing. What is wrong with it is told where the input refers to it.
pub fn make(tx: &mut WriteTx<'_>, change: &Change) -> Result<Vec<Fault>> {
    let mut missing = Change::default();
    for (key, (record, at)) in referred(change) {
        if tx.read().by_external_id(SCHEME, key.id())?.is_none()
            && let Some(listed) = Listed::of(&key)
        {
            Making { tx: &tx.read(), missing: &mut missing, like: record, at }.city(&listed)?;
        }
    }
    if missing.records.is_empty() {
        return Ok(Vec::new());
    }
    Ok(super::apply(tx, &missing)?.err().unwrap_or_default())
}

/// The gazetteer's places that a change refers to, each with the first record that does, and where.
fn referred(change: &Change) -> BTreeMap<GazetteerKey, (&RecordChange, &Place)> {
    let mut found = BTreeMap::new();
    for record in &change.records {
        let shared = record.support.and_then(|support| change.shared.get(support)).into_iter().flatten();
        let rows = record.rows.iter().chain(shared).flat_map(|row| &row.values);
        for value in record.fields.iter().chain(rows) {
            if let Content::Reference(reference) = &value.content
                && let Some(key) = key_of(reference)
            {
                found.entry(key).or_insert((record, &value.at));
            }
        }
    }
    found
}

/// The place of the gazetteer that a reference names.
pub fn key_of(reference: &WrittenReference) -> Option<GazetteerKey> {
    match reference {
        WrittenReference::Typed { picked, .. } => picked.as_deref().and_then(GazetteerKey::parse),
        WrittenReference::Key(key) | WrittenReference::Named(key) => GazetteerKey::parse(key),
        WrittenReference::Record(_) => None,
    }
}

struct Making<'m, 't> {
    tx: &'m ReadTx<'t>,
    missing: &'m mut Change,
    /// Who may see it is as with the record that it is made for.
    like: &'m RecordChange,
    at: &'m Place,
}

impl Making<'_, '_> {
    fn city(&mut self, listed: &Listed) -> Result<()> {
        let country = self.country(listed)?;
        let around = match &listed.region {
            Some(region) => self.region(&region.id, region.name, country)?,
            None => country,
        };
        let mut city = self.record(listed.id, listed.name);
        city.fields.push(self.text("level", if listed.population < CITY { "locality" } else { "city" }));
        city.fields.push(self.value("parent", Content::Reference(around)));
        for (field, degrees) in [("latitude", listed.latitude), ("longitude", listed.longitude)] {
            city.fields.push(self.value(field, Content::Value(Value::Real(degrees))));
        }
        city.fields.push(self.value("geo_precision", Content::Value(Value::Integer(NEAR))));
        let mut named = BTreeSet::from([listed.name]);
        for (kind, names) in [("native", &listed.native), ("alias", &listed.others)] {
            city.rows.extend(names.iter().filter(|name| named.insert(name)).map(|name| self.name(name, kind, None)));
        }
        self.missing.records.push(city);
        Ok(())
    }

    fn country(&mut self, listed: &Listed) -> Result<WrittenReference> {
        let country = &listed.country;
        let called = Codes::Country.name(country.iso, Lang::En).unwrap_or(country.name);
        let is_it =
            |place: &PlaceFields| place.level == "country" && place.iso.as_deref().is_none_or(|iso| iso == country.iso);
        if let Some(known) = self.known(country.id, called, is_it)? {
            return Ok(known);
        }
        let mut record = self.record(country.id, called);
        record.fields.push(self.text("level", "country"));
        record.fields.push(self.text("iso", country.iso));
        for lang in Lang::ALL.iter().filter(|lang| **lang != Lang::En) {
            let name = Codes::Country.name(country.iso, *lang);
            record.rows.extend(name.map(|name| self.name(name, "alias", Some(*lang))));
        }
        self.missing.records.push(record);
        Ok(WrittenReference::Named(name_of(country.id)))
    }

    fn region(&mut self, id: &str, called: &str, country: WrittenReference) -> Result<WrittenReference> {
        let parent = match country {
            WrittenReference::Record(id) => Some(id),
            _ => None,
        };
        // In a country that is new there is none.
        let is_it = |place: &PlaceFields| place.level == "region" && parent.is_some() && place.parent == parent;
        if let Some(known) = self.known(id, called, is_it)? {
            return Ok(known);
        }
        let mut record = self.record(id, called);
        record.fields.push(self.text("level", "region"));
        record.fields.push(self.value("parent", Content::Reference(country)));
        self.missing.records.push(record);
        Ok(WrittenReference::Named(name_of(id)))
    }

    /// One that is there already or is made just now: by its number, or as the only one that is called so. Of several none is
    /// taken.
    fn known(&self, id: &str, called: &str, is_it: impl Fn(&PlaceFields) -> bool) -> Result<Option<WrittenReference>> {
        if let Some(found) = self.tx.by_external_id(SCHEME, id)? {
            return Ok(Some(WrittenReference::Record(found)));
        }
        let name = name_of(id);
        if self.missing.records.iter().any(|record| record.name.as_ref() == Some(&name)) {
            return Ok(Some(WrittenReference::Named(name)));
        }
        let matches = self.tx.matches(Target::One(Kind::Place), called, CALLED)?;
        let alike = matches.iter().filter(|found| found.why <= Why::SameSounds).map(|found| found.label.id);
        let places = self.tx.get_many::<PlaceFields>(&alike.collect::<Vec<RecordId>>())?;
        let mut found = places.iter().filter(|place| is_it(&place.fields)).map(|place| place.header.id);
        Ok(found.next().filter(|_| found.next().is_none()).map(WrittenReference::Record))
    }

    fn record(&self, id: &str, called: &str) -> RecordChange {
        let mut record = RecordChange::new(self.at.clone(), Subject::New(Kind::Place));
        record.name = Some(name_of(id));
        for said in self.like.header.iter().filter(|said| [SENSITIVITY.name, COMPARTMENT.name].contains(&said.field)) {
            record.header.push(FieldValue { field: said.field, content: said.content.clone(), at: said.at.clone() });
        }
        record.rows.push(self.name(called, PRIMARY, None));
        record.rows.push(RowChange {
            at: self.at.clone(),
            what: Attached::ExternalId,
            act: RowAct::Add,
            values: vec![self.text("scheme", SCHEME), self.text("value", id)],
        });
        record
    }

    fn name(&self, text: &str, kind: &str, lang: Option<Lang>) -> RowChange {
        let mut values = vec![self.text("text", text), self.text("kind", kind)];
        values.extend(lang.map(|lang| self.text("lang", lang.code())));
        RowChange { at: self.at.clone(), what: Attached::Name, act: RowAct::Add, values }
    }

    fn text(&self, field: &'static str, text: &str) -> FieldValue {
        self.value(field, Content::Value(Value::Text(text.to_owned())))
    }

    fn value(&self, field: &'static str, content: Content) -> FieldValue {
        FieldValue { field, content, at: self.at.clone() }
    }
}

/// What the change that makes it calls a place.
fn name_of(id: &str) -> String {
    format!("{SCHEME}:{id}")
}
