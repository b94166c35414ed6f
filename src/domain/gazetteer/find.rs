//! Finding places by what they are called, in any script: first by the consonants of their names, then word by word.

use std::collections::BTreeSet;

use super::{Listed, OUTLINES};
use crate::domain::name::fold;
use crate::domain::name::keys::{CLASSES, outline, outlines};
use crate::domain::name::matching::{Letters, spelled_otherwise};
use crate::domain::name::score::{Rules, Weighed, score};
use crate::domain::name::why::why;
use crate::domain::name::within::within;
use crate::domain::name::words::{Reading, Role, readings, readings_sought};

/// So many places are compared by name, the closest outlines first.
const COMPARED: usize = 400;
/// What a name is worth that only begins so.
const BEGINS: f32 = 0.9;
/// What it counts to be a large city, beside the name: of two places called alike it is the likelier.
const LARGE: f32 = 0.004;

/// A place that a typed name may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Offered {
    pub listed: Listed,
    /// The name that answers, where that is not the first.
    pub spelled: Option<&'static str>,
    /// How well it does, from 0 to 1.
    pub value: f32,
}

/// Places that a name may mean, the likeliest first; inside the region or country that is named behind it, if one is. That there
/// is only one does not make it the one that is meant.
pub fn offered(text: &str, letters: Letters, limit: usize) -> Vec<Offered> {
    if let Some((name, around)) = within(text) {
        let mut found = offered(name, letters, COMPARED);
        found.retain(|offered| around.iter().all(|around| offered.listed.is_in(around)));
        found.truncate(limit);
        return found;
    }
    let key = fold(text);
    if key.is_empty() {
        return Vec::new();
    }
    let sought = readings_sought(text);
    let weighed = |reading: Reading| Weighed::new(reading, &Rules::SEARCH, |_| 1.0);
    let lines = candidates(&outlines(&sought, true));
    let typed: Vec<Weighed> = sought.into_iter().map(weighed).collect();
    let mut found: Vec<Offered> = lines.into_iter().filter_map(|at| answers(at, text, &key, &typed, letters)).collect();
    let rank = |offered: &Offered| offered.value + LARGE * (1.0 + offered.listed.population as f32).ln();
    found.sort_by(|a, b| rank(b).total_cmp(&rank(a)).then_with(|| a.listed.id.cmp(b.listed.id)));
    found.truncate(limit);
    found
}

/// How the place of a line answers, by its best name; nothing if none does.
fn answers(at: usize, text: &str, key: &str, typed: &[Weighed], letters: Letters) -> Option<Offered> {
    let listed = Listed::at(at)?;
    let mut best: Option<(f32, &'static str)> = None;
    for name in listed.names().filter(|name| letters.admit(text, name)) {
        let folded = fold(name);
        let begins = folded.split(' ').next().is_some_and(|first| first.starts_with(key)) || folded.starts_with(key);
        let value = if folded == key {
            1.0
        } else {
            let found = readings(name).into_iter().map(|reading| Weighed::new(reading, &Rules::SEARCH, |_| 1.0));
            let scored = found.flat_map(|found| {
                typed.iter().map(move |one| {
                    let scored = score(one, &found, &Rules::SEARCH);
                    let is_likely = spelled_otherwise(&why(one, &found, &scored), scored.value).is_some();
                    if is_likely { scored.value } else { 0.0 }
                })
            });
            scored.fold(if begins { BEGINS } else { 0.0 }, f32::max)
        };
        if value > best.map_or(0.0, |(known, _)| known) {
            best = Some((value, name));
        }
    }
    let (value, name) = best?;
    Some(Offered { spelled: Some(name).filter(|name| *name != listed.name), listed, value })
}

/// Where the lines of places stand whose names have these consonants, or begin with them, or with one more, one less, one
/// other; no more than are compared.
fn candidates(sought: &[String]) -> Vec<usize> {
    let mut all = BTreeSet::new();
    let take = |line: &str, all: &mut BTreeSet<usize>| {
        if let Some((_, places)) = line.split_once('\t') {
            all.extend(places_of(places));
        }
    };
    for outline in sought {
        lines_from(outline).take_while(|line| of(line) == outline).for_each(|line| take(line, &mut all));
    }
    for outline in sought {
        for near in neighbours(outline) {
            if all.len() >= COMPARED {
                break;
            }
            lines_from(&near).take_while(|line| of(line) == near).for_each(|line| take(line, &mut all));
        }
        // What is still being typed.
        for line in lines_from(outline).take_while(|line| of(line).starts_with(outline.as_str())) {
            if all.len() >= COMPARED {
                break;
            }
            take(line, &mut all);
        }
    }
    all.into_iter().collect()
}

/// Outlines with one class more, less, or another.
fn neighbours(outline: &str) -> Vec<String> {
    let mut all = Vec::new();
    let parts = |at: usize, behind: usize| Some((outline.get(..at)?, outline.get(behind..)?));
    for at in 0..=outline.len() {
        let (Some((before, rest)), less) = (parts(at, at), parts(at, at + 1)) else { continue };
        if let Some((before, rest)) = less {
            all.push(format!("{before}{rest}"));
        }
        for class in CLASSES.chars() {
            all.push(format!("{before}{class}{rest}"));
            if let Some((before, rest)) = less {
                all.push(format!("{before}{class}{rest}"));
            }
        }
    }
    all.retain(|near| near.len() > 1 && near != outline);
    all.sort_unstable();
    all.dedup();
    all
}

/// The outline of a line.
fn of(line: &str) -> &str {
    line.split('\t').next().unwrap_or_default()
}

/// The lines of the table from the first whose outline is no less.
fn lines_from(outline: &str) -> std::str::Lines<'static> {
    let (mut low, mut high) = (0, OUTLINES.len());
    // Between two lines everything is of the one above.
    while low < high {
        let middle = (low + high) / 2;
        let start = OUTLINES.get(..middle).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        let line = OUTLINES.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        if of(line) < outline {
            low = start + line.len() + 1;
        } else {
            high = start;
        }
    }
    OUTLINES.get(low..).unwrap_or_default().lines()
}

/// Where the lines stand: the first, and how far each of the others is behind the one before, with base 36.
fn places_of(places: &str) -> impl Iterator<Item = usize> + '_ {
    let mut at = 0;
    places.split(' ').filter_map(move |distance| {
        at += usize::from_str_radix(distance, 36).ok()?;
        Some(at)
    })
}

/// The outlines by which a place called so is found: those of the name, and of each of its words.
pub fn outlined(name: &str) -> Vec<String> {
    let readings = readings(name);
    let mut all = outlines(&readings, false);
    for word in readings.iter().filter(|reading| reading.words.len() > 1).flat_map(|reading| &reading.words) {
        let outline = outline(&word.sounds);
        if outline.len() > 2 && word.role == Role::Name {
            all.push(outline);
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use super::{lines_from, of, offered, outlined, places_of};
    use crate::domain::gazetteer::{Listed, OUTLINES};
    use crate::domain::name::matching::Letters;

    fn first(text: &str) -> Option<&'static str> {
        offered(text, Letters::Any, 8).first().map(|offered| offered.listed.name)
    }

    #[test]
    fn a_place_is_found_by_any_of_its_names_in_any_script() {
        for (text, name) in [
            ("Aktau", "Aktau"),
            ("Ақтау", "Aktau"),
            ("Shetpe", "Shetpe"),
            ("Шетпе", "Shetpe"),
            ("Новый Узень", "Zhanaozen"),
            ("Janaozen", "Zhanaozen"),
            ("Верный", "Almaty"),
            ("ألماتي", "Almaty"),
            ("Минск", "Minsk"),
            ("Homel", "Homyel'"),
            ("حلب", "Aleppo"),
            ("上海", "Shanghai"),
        ] {
            assert_eq!(first(text), Some(name), "{text}");
        }
        assert_eq!(first("Xqzwvt"), None);
        assert_eq!(first(""), None);
    }

    #[test]
    fn several_places_of_one_name_are_all_offered_with_what_they_are_in() {
        let offered = offered("Springfield", Letters::Any, 8);
        let around: BTreeSet<String> = offered.iter().map(|offered| offered.listed.around()).collect();
        assert!(offered.len() == 8 && around.len() > 4, "{around:?}");
    }

    #[test]
    fn a_region_or_country_behind_the_name_leaves_out_what_is_elsewhere() {
        for (text, around) in [
            ("Springfield, Illinois", "Illinois, United States"),
            ("Aktau (Kazakhstan)", "Mangystau, Kazakhstan"),
            ("Жанаозен, Казахстан", "Mangystau, Kazakhstan"),
            ("Zhanaozen, Mangystau, KZ", "Mangystau, Kazakhstan"),
        ] {
            let offered = offered(text, Letters::Any, 8);
            assert_eq!(offered.first().map(|offered| offered.listed.around()).as_deref(), Some(around), "{text}");
        }
        assert_eq!(first("Zhanaozen, France"), None);
    }

    #[test]
    fn the_outlines_are_those_of_the_places() {
        let mut looked = 0;
        for (at, line) in OUTLINES.split_inclusive('\n').enumerate() {
            if at % 301 == 0 {
                let (outline, places) = line.trim_end().split_once('\t').unwrap_or_default();
                for place in places_of(places).take(3) {
                    let listed = Listed::at(place).unwrap();
                    let found: Vec<String> = listed.names().flat_map(outlined).collect();
                    assert!(found.iter().any(|found| found == outline), "{outline} is none of {}", listed.name);
                    looked += 1;
                }
                assert_eq!(lines_from(outline).next().map(of), Some(outline));
            }
        }
        assert!(looked > 100, "{looked}");
    }

    #[test]
    fn texts_of_any_kind_are_answered() {
        for text in ["a", "'", "ا", "阿", "\u{202E}", "1", "....", "Ә", &"Al ".repeat(3000), &"я".repeat(10_000)] {
            assert!(offered(text, Letters::Any, 8).len() <= 8);
        }
    }
}
