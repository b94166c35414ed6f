//! The integration tests: one binary, real server, real database.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod case;
mod date;
mod http_api;
mod http_bad_input;
mod http_forged;
mod http_headers;
mod http_pages;
mod http_routes;
mod http_signin;
mod server;
mod support;
