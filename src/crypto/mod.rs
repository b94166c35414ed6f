//! Keys, passwords and tokens: what keeps the case file closed to whoever only has the disk.

mod common;
pub mod files;
/// Bytes as hex digits.
pub mod hex;
mod mac;
mod opaque;
pub mod password;
pub mod recovery;
mod seal;
pub mod second_factor;
pub mod secret;
pub mod slots;
mod weak_patterns;
pub mod wrap;

pub use mac::authentication_code;
pub use recovery::{RecoveryCode, Slip};
pub use seal::{open, seal};
pub use secret::{Secret32, constant_time_eq, random_bytes, random_token, token_hash};
pub use slots::Unlock;
