//! The integration tests: one binary, real server, real database.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod architecture;
mod backup;
mod case;
mod check;
mod cli;
mod crash;
mod date;
mod date_words;
mod docs;
mod golden;
mod http_accounts;
mod http_api;
mod http_bad_input;
mod http_forged;
mod http_headers;
mod http_pages;
mod http_records;
mod http_review;
mod http_routes;
mod http_signin;
mod http_write;
mod keys;
mod locale;
mod pages;
mod pages_of_people;
mod rights;
mod rights_of_writing;
mod server;
mod support;
mod timeline;
mod write_merge;
mod write_review;
mod write_rules;
mod write_withdraw;
