//! The browser tests: the real program over the sample case, in Debian's chromium. See README.md beside this file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod accessibility;
mod case;
mod drafts;
mod driver;
mod forms;
mod hands;
mod harness;
mod keys;
mod logging;
mod logging_keys;
mod pages;
mod pictures;
mod privacy;
mod process;
mod reading;
mod recoding;
mod reviewing;
mod searching;
mod second_factor;
mod signing_in;
