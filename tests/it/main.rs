//! The integration tests: one binary, real server, real database.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod case;
mod date;
mod pages;
mod support;
