//! The integration tests: one binary, real server, real database.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod architecture;
mod case;
mod date;
mod locale;
mod pages;
mod pages_of_people;
mod support;
