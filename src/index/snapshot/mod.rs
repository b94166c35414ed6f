//! Memory as it is kept in the case file, so that it need not be read anew: whole, or not at all.

use sha2::{Digest, Sha256};

use super::entries::Memory;
use crate::domain::query::FACETS;
use crate::store::Layout;

/// Values as bytes.
pub mod packed;

use packed::Packed;

/// The rules by which memory is filled; other ones fill it anew. What it looks like is not counted here: that is told by
/// `layout`.
const RULES: u32 = 5;

/// How memory is laid out: everything of which it is made, in the order in which it is written, the facets there are and
/// the program's version. What was kept with another one is not read.
pub fn layout() -> Layout {
    let mut told = format!("{} {RULES} ", env!("CARGO_PKG_VERSION"));
    Memory::layout(&mut told);
    FACETS.iter().for_each(|facet| {
        told.push(' ');
        told.push_str(facet.name);
    });
    Sha256::digest(told.as_bytes()).into()
}

pub fn pack(memory: &Memory) -> Vec<u8> {
    let mut bytes = Vec::new();
    memory.pack(&mut bytes);
    bytes
}

/// Nothing where the bytes are no memory.
pub fn unpack(mut bytes: &[u8]) -> Option<Memory> {
    let memory = Memory::unpack(&mut bytes)?;
    bytes.is_empty().then_some(memory)
}
