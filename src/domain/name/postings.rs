//! A list of numbers that grow, in as few bytes as they need: the distance from the one before, seven bits to a byte.

/// Numbers of names that have a key.
#[derive(Debug, Clone, Default)]
pub struct Postings {
    bytes: Vec<u8>,
    last: u32,
    /// How many of them count still: what was taken out stays in the list and is skipped by whoever reads it.
    pub count: u32,
}

impl Postings {
    /// Takes in a number that is no less than the last.
    pub fn push(&mut self, number: u32) {
        let mut distance = number - self.last;
        while distance >= 0x80 {
            self.bytes.push(distance.to_le_bytes()[0] | 0x80);
            distance >>= 7;
        }
        self.bytes.push(distance.to_le_bytes()[0]);
        (self.last, self.count) = (number, self.count + 1);
    }

    pub fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
    }

    pub fn cursor(&self) -> Cursor<'_> {
        let mut cursor = Cursor { bytes: &self.bytes, at: 0 };
        cursor.advance();
        cursor
    }
}

/// Where somebody reads a list.
#[derive(Debug)]
pub struct Cursor<'l> {
    bytes: &'l [u8],
    /// The number that is next; `END` behind the last.
    pub at: u32,
}

pub const END: u32 = u32::MAX;

impl Cursor<'_> {
    /// Goes on to the next number.
    pub fn advance(&mut self) {
        let (mut distance, mut shift) = (0_u32, 0);
        while let Some((byte, rest)) = self.bytes.split_first() {
            self.bytes = rest;
            distance |= u32::from(byte & 0x7F) << shift;
            if *byte < 0x80 {
                self.at += distance;
                return;
            }
            shift += 7;
        }
        self.at = END;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{END, Postings};

    proptest! {
        #[test]
        fn what_was_taken_in_is_read_again(mut numbers in prop::collection::vec(0..END - 1, 0..60)) {
            numbers.sort_unstable();
            let mut list = Postings::default();
            numbers.iter().for_each(|number| list.push(*number));
            let mut cursor = list.cursor();
            let mut read = Vec::new();
            while cursor.at != END {
                read.push(cursor.at);
                cursor.advance();
            }
            prop_assert_eq!(read, numbers);
        }
    }
}
