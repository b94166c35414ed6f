//! Habeas: a human-rights incident database in one encrypted file.
//!
//! Modules are layers, and an arrow may only point down: `docs/ARCHITECTURE.md` has the map, and a test holds it.

/// Use cases of several steps.
pub mod app;
/// The command line.
pub mod cmd;
/// The data directory: paths, permissions, lock.
pub mod config;
/// Keys, passwords, tokens.
pub mod crypto;
/// What the program knows of its subject; pure.
pub mod domain;
/// The one error type.
pub mod error;
/// Formats that take data away.
pub mod export;
/// What is kept in memory of the case file.
pub mod index;
/// The text of the interface.
pub mod locale;
/// What pages and forms show: filled by app, drawn by view.
pub mod pages;
/// Reading inputs: what they want written, and where in them.
pub mod read;
/// The only SQL.
pub mod store;
/// Pages as markup.
pub mod view;
/// The web server.
pub mod web;
