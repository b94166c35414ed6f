//! Values as bytes, one after the other, and back: numbers by their bytes, lists after their lengths.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use crate::domain::access::visibility::Class;
use crate::domain::kind::Kind;
use crate::domain::record::{RecordId, Sensitivity};
use crate::domain::time::{Day, Piece};

/// What can be written as bytes.
pub trait Packed: Sized {
    fn pack(&self, out: &mut Vec<u8>);

    /// Takes a value off the front; nothing where there is none.
    fn unpack(from: &mut &[u8]) -> Option<Self>;

    /// Says what is written, piece by piece.
    fn layout(out: &mut String);

    fn pack_all(all: &[Self], out: &mut Vec<u8>) {
        all.iter().for_each(|one| one.pack(out));
    }

    fn unpack_all(count: usize, from: &mut &[u8]) -> Option<Vec<Self>> {
        // Whatever a length says, no more room is made than there are bytes.
        let mut all = Vec::with_capacity(count.min(from.len()));
        for _ in 0..count {
            all.push(Self::unpack(from)?);
        }
        Some(all)
    }
}

/// Writes and reads a struct by its fields, each of which has to be named; those `besides` are not kept.
macro_rules! packed {
    ($of:ident { $($field:ident: $ty:ty),* $(,)? } $(besides $($rest:ident),*)?) => {
        impl $crate::index::snapshot::packed::Packed for $of {
            fn pack(&self, out: &mut Vec<u8>) {
                let $of { $($field,)* $($($rest: _,)*)? } = self;
                $($field.pack(out);)*
            }

            fn unpack(from: &mut &[u8]) -> Option<Self> {
                $(let $field = <$ty as $crate::index::snapshot::packed::Packed>::unpack(from)?;)*
                Some($of { $($field,)* $($($rest: Default::default(),)*)? })
            }

            fn layout(out: &mut String) {
                out.push_str(concat!(stringify!($of), "{"));
                $(
                    out.push_str(concat!(stringify!($field), ":"));
                    <$ty as $crate::index::snapshot::packed::Packed>::layout(out);
                    out.push(',');
                )*
                out.push('}');
            }
        }
    };
}

pub(in crate::index) use packed;

macro_rules! numbers {
    ($($ty:ty),*) => {$(
        impl Packed for $ty {
            fn pack(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            fn unpack(from: &mut &[u8]) -> Option<Self> {
                let (bytes, rest) = from.split_first_chunk()?;
                *from = rest;
                Some(<$ty>::from_le_bytes(*bytes))
            }

            fn layout(out: &mut String) {
                out.push_str(stringify!($ty));
            }

            fn unpack_all(count: usize, from: &mut &[u8]) -> Option<Vec<Self>> {
                let (bytes, rest) = from.split_at_checked(count.checked_mul(size_of::<$ty>())?)?;
                *from = rest;
                let (chunks, _) = bytes.as_chunks();
                Some(chunks.iter().map(|chunk| <$ty>::from_le_bytes(*chunk)).collect())
            }
        }
    )*};
}
numbers!(u8, u32, u64, i32, i64);

impl Packed for bool {
    fn pack(&self, out: &mut Vec<u8>) {
        u8::from(*self).pack(out);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        match u8::unpack(from)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn layout(out: &mut String) {
        out.push_str("bool");
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_length(self.len(), out);
        T::pack_all(self, out);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        let count = unpack_length(from)?;
        T::unpack_all(count, from)
    }

    fn layout(out: &mut String) {
        out.push('[');
        T::layout(out);
        out.push(']');
    }
}

impl<T: Packed> Packed for Arc<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        T::pack(self, out);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        T::unpack(from).map(Arc::new)
    }

    fn layout(out: &mut String) {
        T::layout(out);
    }
}

fn pack_length(length: usize, out: &mut Vec<u8>) {
    u64::try_from(length).unwrap_or(u64::MAX).pack(out);
}

fn unpack_length(from: &mut &[u8]) -> Option<usize> {
    usize::try_from(u64::unpack(from)?).ok()
}

impl Packed for String {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_length(self.len(), out);
        out.extend_from_slice(self.as_bytes());
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        let length = unpack_length(from)?;
        let (bytes, rest) = from.split_at_checked(length)?;
        *from = rest;
        Some(std::str::from_utf8(bytes).ok()?.to_owned())
    }

    fn layout(out: &mut String) {
        out.push_str("text");
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        self.is_some().pack(out);
        if let Some(some) = self {
            some.pack(out);
        }
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        if bool::unpack(from)? { T::unpack(from).map(Some) } else { Some(None) }
    }

    fn layout(out: &mut String) {
        out.push('?');
        T::layout(out);
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn pack(&self, out: &mut Vec<u8>) {
        self.0.pack(out);
        self.1.pack(out);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        Some((A::unpack(from)?, B::unpack(from)?))
    }

    fn layout(out: &mut String) {
        out.push('(');
        A::layout(out);
        out.push(',');
        B::layout(out);
        out.push(')');
    }
}

impl<A: Packed, B: Packed, C: Packed> Packed for (A, B, C) {
    fn pack(&self, out: &mut Vec<u8>) {
        self.0.pack(out);
        self.1.pack(out);
        self.2.pack(out);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        Some((A::unpack(from)?, B::unpack(from)?, C::unpack(from)?))
    }

    fn layout(out: &mut String) {
        <(A, (B, C))>::layout(out);
    }
}

impl<T: Packed + Copy + Default, const N: usize> Packed for [T; N] {
    fn pack(&self, out: &mut Vec<u8>) {
        T::pack_all(self, out);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        let mut all = [T::default(); N];
        for one in &mut all {
            *one = T::unpack(from)?;
        }
        Some(all)
    }

    fn layout(out: &mut String) {
        T::layout(out);
        out.push_str(&format!("*{N}"));
    }
}

/// Collections that are written like lists.
macro_rules! like_lists {
    ($($of:ty, [$($generics:tt)*], $name:literal, $item:ty, $one:pat => $($part:ident),+;)*) => {$(
        impl<$($generics)*> Packed for $of {
            fn pack(&self, out: &mut Vec<u8>) {
                pack_length(self.len(), out);
                for $one in self {
                    $($part.pack(out);)+
                }
            }

            fn unpack(from: &mut &[u8]) -> Option<Self> {
                let count = unpack_length(from)?;
                (0..count).map(|_| <$item>::unpack(from)).collect()
            }

            fn layout(out: &mut String) {
                out.push_str($name);
                <$item>::layout(out);
            }
        }
    )*};
}

like_lists! {
    BTreeSet<T>, [T: Packed + Ord], "set", T, one => one;
    HashSet<T, S>, [T: Packed + Eq + Hash, S: BuildHasher + Default], "set", T, one => one;
    BTreeMap<K, V>, [K: Packed + Ord, V: Packed], "map", (K, V), (key, value) => key, value;
    HashMap<K, V, S>, [K: Packed + Eq + Hash, V: Packed, S: BuildHasher + Default], "map", (K, V), (key, value) => key, value;
}

impl Packed for RecordId {
    fn pack(&self, out: &mut Vec<u8>) {
        self.0.pack(out);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        i64::unpack(from).map(RecordId)
    }

    fn layout(out: &mut String) {
        out.push_str("id");
    }
}

impl Packed for Day {
    fn pack(&self, out: &mut Vec<u8>) {
        self.number().pack(out);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        Day::from_number(i32::unpack(from)?)
    }

    fn layout(out: &mut String) {
        out.push_str("day");
    }
}

impl Packed for Sensitivity {
    fn pack(&self, out: &mut Vec<u8>) {
        self.level().pack(out);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        Sensitivity::from_level(i64::unpack(from)?)
    }

    fn layout(out: &mut String) {
        out.push_str("level");
    }
}

impl Packed for Kind {
    fn pack(&self, out: &mut Vec<u8>) {
        self.table().to_owned().pack(out);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        Kind::parse(&String::unpack(from)?)
    }

    fn layout(out: &mut String) {
        Kind::ALL.iter().for_each(|kind| out.push_str(kind.table()));
    }
}

packed!(Class { level: Sensitivity, compartments: BTreeSet<i64>, withdrawn: bool, merged: bool });
packed!(Piece {
    lo: Day,
    hi: Day,
    open_before: bool,
    open_after: bool,
    begun: Option<Day>,
    lasting: Option<Day>,
    doubted: bool,
});

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn back<T: Packed>(value: &T) -> Option<T> {
        let mut bytes = Vec::new();
        value.pack(&mut bytes);
        let mut rest = bytes.as_slice();
        let found = T::unpack(&mut rest);
        assert!(rest.is_empty());
        // Cut anywhere it is none.
        for end in 0..bytes.len() {
            assert!(T::unpack(&mut &bytes[..end]).is_none());
        }
        found
    }

    type Everything = (HashMap<String, Vec<u32>>, BTreeMap<(i64, i32), Option<bool>>, Vec<([u32; 2], u8)>);

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(
            texts in prop::collection::hash_map(".*", prop::collection::vec(any::<u32>(), 0..5), 0..5),
            map in prop::collection::btree_map(any::<(i64, i32)>(), any::<Option<bool>>(), 0..5),
            pairs in prop::collection::vec(any::<([u32; 2], u8)>(), 0..5),
            // Whatever bytes there are, they are read or refused.
            bytes in prop::collection::vec(any::<u8>(), 0..200)
        ) {
            let all: Everything = (texts, map, pairs);
            prop_assert_eq!(back(&all), Some(all));
            let _ = Everything::unpack(&mut bytes.as_slice());
        }
    }
}
