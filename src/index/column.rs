//! Small tables of what many rows say, each value once.

use std::collections::HashMap;
use std::hash::Hash;

use super::snapshot::packed::Packed;

/// Stands for nothing in a column of numbers.
pub const NOTHING: u32 = u32::MAX;

/// What stands in a column; nothing where the column ends.
pub fn at<T: Copy + Default>(column: &[T], row: usize) -> T {
    column.get(row).copied().unwrap_or_default()
}

/// Values by their numbers, in the order in which they came.
#[derive(Debug)]
pub struct Numbered<T> {
    values: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Numbered<T> {
        Numbered { values: Vec::new(), numbers: HashMap::new() }
    }
}

impl<T: Packed + Clone + Eq + Hash> Packed for Numbered<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        self.values.pack(out);
    }

    fn unpack(from: &mut &[u8]) -> Option<Numbered<T>> {
        let values: Vec<T> = Vec::unpack(from)?;
        let numbers: HashMap<T, u32> = values.iter().cloned().zip(0..).collect();
        (numbers.len() == values.len()).then_some(Numbered { values, numbers })
    }

    fn layout(out: &mut String) {
        out.push_str("numbered");
        T::layout(out);
    }
}

impl<T: Clone + Eq + Hash> FromIterator<T> for Numbered<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Numbered<T> {
        let mut numbered = Numbered::default();
        for value in values {
            numbered.number(&value);
        }
        numbered
    }
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    /// The number of a value, which it gets if it has none.
    pub fn number(&mut self, value: &T) -> u32 {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        let number = u32::try_from(self.values.len()).unwrap_or(NOTHING);
        self.values.push(value.clone());
        self.numbers.insert(value.clone(), number);
        number
    }

    /// The number of a value that has one.
    pub fn known(&self, value: &T) -> Option<u32> {
        self.numbers.get(value).copied()
    }

    pub fn get(&self, number: u32) -> Option<&T> {
        self.values.get(number as usize)
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.values.iter()
    }
}
