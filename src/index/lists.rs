//! Lists of things, one for each row.

use super::column::at;
use super::snapshot::packed::Packed;

/// Lists one behind the other, with where each ends.
#[derive(Debug)]
pub struct Lists<T> {
    ends: Vec<u32>,
    all: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Lists<T> {
        Lists { ends: Vec::new(), all: Vec::new() }
    }
}

impl<T: Packed> Packed for Lists<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        self.ends.pack(out);
        self.all.pack(out);
    }

    fn unpack(from: &mut &[u8]) -> Option<Lists<T>> {
        Some(Lists { ends: Vec::unpack(from)?, all: Vec::unpack(from)? })
    }

    fn layout(out: &mut String) {
        out.push_str("lists");
        T::layout(out);
    }
}

impl<T: Copy> Lists<T> {
    /// The list of the next row.
    pub fn push(&mut self, list: impl IntoIterator<Item = T>) {
        self.all.extend(list);
        self.ends.push(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
    }

    /// The list of a row; nothing where there is no such row.
    pub fn of(&self, row: usize) -> &[T] {
        let from = row.checked_sub(1).map_or(0, |before| at(&self.ends, before));
        self.all.get(from as usize..at(&self.ends, row) as usize).unwrap_or_default()
    }

    /// The lists of these rows, in this order.
    pub fn in_order(&self, rows: &[u32]) -> Lists<T> {
        let mut lists = Lists::default();
        rows.iter().for_each(|row| lists.push(self.of(*row as usize).iter().copied()));
        lists
    }
}
