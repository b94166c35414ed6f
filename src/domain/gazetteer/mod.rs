//! The places of the world that the program knows by itself, from GeoNames: cities, the regions and countries they are in,
//! what else they are called, where they lie.
//!
//! Two tables are part of the program and are read where they stand: nothing of them is kept in memory. `places.tsv` has
//! countries (`=`), their regions (`+`) and the cities of each; `outlines.tsv` says which cities are called so, by the
//! consonants of their names.

use std::fmt;

use crate::domain::codes::Codes;
use crate::domain::name::fold;

/// Finding places by name.
mod find;

pub use find::{Offered, offered, outlined};

const PLACES: &str = include_str!("../../../seed/gazetteer/places.tsv");
const OUTLINES: &str = include_str!("../../../seed/gazetteer/outlines.tsv");

/// Other systems call the numbers of GeoNames so.
pub const SCHEME: &str = "geonames";
/// Whom the data is by, as its licence wants it said.
pub const CREDIT: &str = "GeoNames (CC BY 4.0)";

/// A city, or what stands above one.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The number that GeoNames has for it.
    pub id: &'static str,
    pub name: &'static str,
    pub latitude: f64,
    pub longitude: f64,
    pub population: u32,
    /// What it is called there, in the letters of the country.
    pub native: Vec<&'static str>,
    /// What else it is or was called.
    pub others: Vec<&'static str>,
    /// What it is in.
    pub region: Option<Region>,
    pub country: Country,
}

/// A part of a country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// As GeoNames has it: the code of the country, a dot, its own.
    pub id: String,
    pub name: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    pub iso: &'static str,
    pub id: &'static str,
    pub name: &'static str,
}

/// A place of the gazetteer, as a form or a file names it: `geonames:610612`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GazetteerKey(String);

impl GazetteerKey {
    pub fn parse(text: &str) -> Option<GazetteerKey> {
        let id = text.trim().strip_prefix(SCHEME)?.strip_prefix(':')?;
        let is_number = !id.is_empty() && id.len() < 12 && id.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| GazetteerKey(id.to_owned()))
    }

    /// The number alone.
    pub fn id(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for GazetteerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}:{}", self.0)
    }
}

impl Listed {
    pub fn key(&self) -> GazetteerKey {
        GazetteerKey(self.id.to_owned())
    }

    /// The place of a number.
    pub fn of(key: &GazetteerKey) -> Option<Listed> {
        let at = PLACES.find(&format!("\n{}\t", key.0))?;
        Listed::at(at + 1)
    }

    /// The place whose line begins there.
    fn at(at: usize) -> Option<Listed> {
        let (before, rest) = PLACES.split_at_checked(at)?;
        let mut fields = rest.lines().next()?.split('\t');
        let mut field = || fields.next().unwrap_or_default();
        let (id, name, latitude, longitude, population) = (field(), field(), field(), field(), field());
        let (native, others) = (field(), field());
        let list = |names: &'static str| names.split('|').filter(|name| !name.is_empty()).collect();
        let country = Country::above(before)?;
        Some(Listed {
            id,
            name,
            latitude: latitude.parse().ok()?,
            longitude: longitude.parse().ok()?,
            population: population.parse().unwrap_or_default(),
            native: list(native),
            others: list(others),
            region: Region::above(before, country.iso),
            country,
        })
    }

    /// Everything it is called.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        std::iter::once(self.name).chain(self.native.iter().copied()).chain(self.others.iter().copied())
    }

    /// Whether it is in a region of this name, or a country by its code or its name in one of the languages of the interface.
    pub fn is_in(&self, around: &str) -> bool {
        let is_region = self.region.as_ref().is_some_and(|region| fold(region.name) == fold(around));
        is_region || Codes::Country.read(around).is_ok_and(|iso| iso == self.country.iso)
    }

    /// What it is in, from the nearest.
    pub fn around(&self) -> String {
        let region = self.region.as_ref().map(|region| region.name).filter(|name| *name != self.name);
        region.into_iter().chain([self.country.name]).collect::<Vec<_>>().join(", ")
    }
}

impl Region {
    /// The region whose line stands last.
    fn above(before: &'static str, iso: &str) -> Option<Region> {
        let line = before.get(before.rfind("\n+")? + 2..)?.lines().next()?;
        let (code, name) = line.split_once('\t')?;
        (!name.is_empty()).then(|| Region { id: format!("{iso}.{code}"), name })
    }
}

impl Country {
    fn above(before: &'static str) -> Option<Country> {
        let line = before.get(before.rfind("\n=")? + 2..)?.lines().next()?;
        let mut fields = line.split('\t');
        Some(Country { iso: fields.next()?, id: fields.next()?, name: fields.next()? })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{GazetteerKey, Listed, PLACES};

    #[test]
    fn every_line_is_a_place_in_a_country() {
        let mut at = 0;
        let mut places = 0;
        for line in PLACES.split_inclusive('\n') {
            if line.starts_with(|c: char| c.is_ascii_digit()) {
                places += 1;
                if places % 97 == 0 {
                    let listed = Listed::at(at).unwrap();
                    assert!(line.starts_with(listed.id) && !listed.name.is_empty() && listed.country.iso.len() == 2);
                    assert!(listed.latitude.abs() <= 90.0 && listed.longitude.abs() <= 180.0);
                    assert_eq!(Listed::of(&listed.key()), Some(listed));
                }
            }
            at += line.len();
        }
        assert!(places > 60_000, "{places}");
    }

    #[test]
    fn a_place_is_known_with_what_it_is_in() {
        let key = GazetteerKey::parse(" geonames:607610").unwrap();
        let zhanaozen = Listed::of(&key).unwrap();
        assert_eq!((zhanaozen.name, zhanaozen.around().as_str()), ("Zhanaozen", "Mangystau, Kazakhstan"));
        assert!(zhanaozen.native.contains(&"Жаңаөзен") && zhanaozen.names().any(|name| name == "Новый Узень"));
        for text in ["607610", "geonames:", "geonames:x", "geonames:1 2", "P-1", "", "geonames:999999999999999"] {
            assert_eq!(GazetteerKey::parse(text), None, "{text}");
        }
    }
}
