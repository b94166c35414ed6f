//! Who signs in: accounts, their sessions and second factors, and what administrators did to them.

/// Accounts and one-time links.
pub mod account;
/// What administrators do to accounts.
pub(super) mod administration;
/// What was done to accounts and compartments.
pub(super) mod history;
/// The rows of accounts, with their changes.
pub(super) mod row;
/// The second factor, and sign-ins that wait for its code.
pub mod second_factor;
/// Sessions and API tokens.
pub mod session;
/// Waiting after wrong passwords.
pub mod throttle;
