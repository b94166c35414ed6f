//! Keys, passwords and tokens: what keeps the case file closed to whoever only has the disk.

pub mod files;
mod monotony;
pub mod passphrase;
pub mod password;
pub mod recovery;
pub mod secret;
pub mod slots;
mod wrap;

pub use passphrase::{Purpose, read_passphrase, unlock_from_environment};
pub use recovery::RecoveryCode;
pub use secret::{Secret32, constant_time_eq, random_token, token_hash};
pub use slots::Unlock;
