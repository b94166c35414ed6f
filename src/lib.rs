//! Habeas: a human-rights incident database in one encrypted file.
//!
//! Modules are layers; an arrow may only point right (a test holds that):
//! `main → cmd → web → {app, view} → store → domain`, `app → {import, export}`, `{import, export, view} → domain`.

/// The data directory: paths, permissions, lock.
pub mod config;
/// Keys, passwords, tokens.
pub mod crypto;
/// What the program knows of its subject; pure.
pub mod domain;
/// The one error type.
pub mod error;
/// The only SQL.
pub mod store;
