//! What stands before every handler: the host asked for, where the request came from, rights and tokens.

use actix_web::HttpRequest;
use actix_web::http::{Method, header};

use super::route::Route;
use crate::crypto::constant_time_eq;
use crate::domain::access::Right;
use crate::error::{Error, Result};
use crate::web::request::Request;

/// Names this server answers to. Any other is a page elsewhere that points its own name at this computer
/// (DNS rebinding).
const HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

pub fn host(request: &HttpRequest) -> Result<()> {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    // A tunnel may change the port; the name is what matters.
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    if HOSTS.iter().any(|known| known.eq_ignore_ascii_case(name)) { Ok(()) } else { Err(Error::Misdirected) }
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// A browser says where an unsafe request comes from: it has to be a page of ours. Where it names the site
/// (`Sec-Fetch-Site`), that decides: with our referrer policy a form's `Origin` is `null`. Where it does not, an
/// `Origin` has to be this host. A program that is no browser sends neither; the session's token still guards it.
pub fn origin(request: &HttpRequest) -> Result<()> {
    if is_safe(request.method()) {
        return Ok(());
    }
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let host = text("host").unwrap_or_default();
    let is_ours = |origin: &str| {
        let name = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        name == Some(host)
    };
    let allowed = match (text("sec-fetch-site"), text("origin")) {
        (Some("same-origin" | "none"), Some(origin)) => origin == "null" || is_ours(origin),
        (Some("same-origin" | "none"), None) | (None, None) => true,
        (None, Some(origin)) => is_ours(origin),
        (Some(_), _) => false,
    };
    if allowed { Ok(()) } else { Err(Error::Forbidden) }
}

/// The route's right, held by whoever asks. Pages are for sessions, the API is for tokens.
pub fn right(request: &Request, route: &Route) -> Result<()> {
    if route.right == Right::Anyone {
        return Ok(());
    }
    let is_api = route.path.starts_with("/api/");
    let viewer = match (is_api, &request.credentials.bearer) {
        (true, Some(_)) => request.viewer.as_ref(),
        (false, None) => request.session.as_ref().map(|session| &session.viewer),
        _ => None,
    };
    match viewer {
        None => Err(Error::Unauthenticated),
        Some(viewer) if viewer.may(route.right) => Ok(()),
        Some(_) => Err(Error::Forbidden),
    }
}

/// An unsafe request of a session carries the session's own token.
pub fn token(request: &Request, route: &Route) -> Result<()> {
    if route.method == "GET" || route.path.starts_with("/api/") {
        return Ok(());
    }
    match &request.session {
        Some(session) if !constant_time_eq(session.csrf.as_bytes(), request.field("csrf").as_bytes()) => {
            Err(Error::Forbidden)
        }
        _ => Ok(()),
    }
}
