//! Trees in memory, of places and of organizations: what is inside what, as far as a reader sees.

use super::column::{NOTHING, Numbered, at};
use super::snapshot::packed::packed;
use crate::domain::record::RecordId;
use crate::store::IndexedPart;

/// Places by their numbers, which stay what they are.
#[derive(Debug, Default)]
pub struct Tree {
    places: Numbered<RecordId>,
    parents: Vec<u32>,
    sites: Vec<bool>,
    /// Every place before the one it is in.
    inwards: Vec<u32>,
}

packed!(Tree { places: Numbered<RecordId>, parents: Vec<u32>, sites: Vec<bool>, inwards: Vec<u32> });

impl Tree {
    pub fn put(&mut self, place: IndexedPart) {
        let number = self.number(place.id);
        let parent = place.parent.map_or(NOTHING, |parent| self.number(parent));
        if let Some(known) = self.parents.get_mut(number as usize) {
            *known = parent;
        }
        if let Some(known) = self.sites.get_mut(number as usize) {
            *known = place.is_site;
        }
        self.inwards.clear();
    }

    pub fn number(&mut self, place: RecordId) -> u32 {
        let number = self.places.number(&place);
        if self.parents.len() < self.places.len() {
            self.parents.push(NOTHING);
            self.sites.push(false);
            self.inwards.clear();
        }
        number
    }

    /// All of them by their numbers.
    pub fn records(&self) -> &Numbered<RecordId> {
        &self.places
    }

    /// Which of them a reader sees.
    pub fn seen(&self, sees: impl Fn(RecordId) -> bool) -> Vec<bool> {
        self.places.iter().map(|place| sees(*place)).collect()
    }

    pub fn known(&self, place: RecordId) -> Option<u32> {
        self.places.known(&place)
    }

    pub fn id(&self, number: u32) -> Option<RecordId> {
        self.places.get(number).copied()
    }

    /// Finds the order in which totals are added up; after places came or moved.
    pub fn settle(&mut self) {
        if self.inwards.len() == self.parents.len() {
            return;
        }
        let mut waiting = vec![0_u32; self.parents.len()];
        for parent in &self.parents {
            if let Some(waiting) = waiting.get_mut(*parent as usize) {
                *waiting += 1;
            }
        }
        let numbers = 0..u32::try_from(self.parents.len()).unwrap_or(NOTHING);
        let mut order: Vec<u32> = numbers.filter(|place| at(&waiting, *place as usize) == 0).collect();
        let mut next = 0;
        while let Some(place) = order.get(next).copied() {
            next += 1;
            let parent = at(&self.parents, place as usize);
            if let Some(left) = waiting.get_mut(parent as usize) {
                *left -= 1;
                if *left == 0 {
                    order.push(parent);
                }
            }
        }
        // What goes round in a circle has no totals, and no way out of it.
        order.resize(self.parents.len(), NOTHING);
        self.inwards = order;
    }

    /// The place around one, if the reader sees it.
    fn parent(&self, place: u32, seen: &[bool]) -> Option<u32> {
        let parent = self.parents.get(place as usize).copied().filter(|parent| *parent != NOTHING)?;
        at(seen, parent as usize).then_some(parent)
    }

    /// The places around one, the nearest first.
    pub fn around<'t>(&'t self, place: u32, seen: &'t [bool]) -> impl Iterator<Item = u32> + 't {
        let way = std::iter::successors(self.parent(place, seen), |place| self.parent(*place, seen));
        way.take(self.parents.len())
    }

    /// Which places are inside one of these: each of them itself, and what leads to it over places that the reader sees.
    pub fn inside(&self, places: &[u32], seen: &[bool]) -> Vec<bool> {
        let mut inside: Vec<Option<bool>> = vec![None; self.parents.len()];
        let mut way = Vec::new();
        for start in 0..u32::try_from(self.parents.len()).unwrap_or(NOTHING) {
            let mut here = Some(start);
            let found = loop {
                let Some(step) = here else { break false };
                if places.contains(&step) {
                    way.push(step);
                    break true;
                }
                match inside.get(step as usize).copied().flatten() {
                    Some(known) => break known,
                    // A place that is not seen leads nowhere.
                    None if !at(seen, step as usize) => break false,
                    None if way.len() > self.parents.len() => break false,
                    None => way.push(step),
                }
                here = self.parents.get(step as usize).copied().filter(|parent| *parent != NOTHING);
            };
            for step in way.drain(..) {
                if let Some(known) = inside.get_mut(step as usize) {
                    *known = Some(found);
                }
            }
        }
        inside.into_iter().map(|known| known == Some(true)).collect()
    }

    /// What there is in each place with everything inside it, from what there is directly in each.
    pub fn totals(&self, mut counts: Vec<i64>, seen: &[bool]) -> Vec<i64> {
        for place in &self.inwards {
            let Some(parent) = self.parent(*place, seen) else { continue };
            let count = at(&counts, *place as usize);
            if let Some(total) = counts.get_mut(parent as usize) {
                *total += count;
            }
        }
        counts
    }

    /// The settlement of a place: itself, or for a site the nearest place around that is none, or the place asked for.
    pub fn settlement(&self, place: u32, within: &[u32], seen: &[bool]) -> u32 {
        let is_end = |place: u32| within.contains(&place) || !at(&self.sites, place as usize);
        if is_end(place) {
            return place;
        }
        self.around(place, seen).find(|around| is_end(*around)).unwrap_or(place)
    }
}
