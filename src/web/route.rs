//! What a route is: an address, who may use it, what it reads and how it answers.

use crate::domain::access::Right;
use crate::domain::kind::Kind;
use crate::error::{Error, Result};
use crate::web::request::Request;
use crate::web::response::Response;

/// How an address answers, errors included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseKind {
    Page,
    Json,
}

/// What an address reads of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    None,
    /// Names, passwords, a choice.
    Form,
    /// A form of records, with their text.
    RecordForm,
    /// A record as the JSON API takes it.
    ApiRecord,
}

impl BodyKind {
    /// Bytes of body that are read; more is refused.
    pub fn limit(self) -> usize {
        match self {
            BodyKind::None => 0,
            BodyKind::Form => 16 * 1024,
            BodyKind::ApiRecord => 1024 * 1024,
            // What is too much is told at its field, with everything typed still there: so more is read than is taken.
            BodyKind::RecordForm => 32 * 1024 * 1024,
        }
    }
}

pub struct Route {
    pub method: &'static str,
    /// Segments in braces are parameters, in order. `{kind}` is a collection of the JSON API.
    pub path: &'static str,
    pub right: Right,
    pub body: BodyKind,
    pub handler: Handler,
}

/// The one address whose reading changes something: it uses its link up, and HEAD must not.
pub const ENTER: &str = "/enter/{token}";

/// What a locked server still does: everything else answers that it is locked.
pub const UNLOCK: &str = "/unlock";
pub const ASSETS: &str = "/assets/{file}";
pub const HEALTH: &str = "/healthz";
pub const LANGUAGE: &str = "/language";

/// Looks, gathers, shows.
pub type Handler = fn(&Request) -> Result<Response>;

pub const fn get(path: &'static str, right: Right, handler: Handler) -> Route {
    Route { method: "GET", path, right, body: BodyKind::None, handler }
}

pub const fn post(path: &'static str, right: Right, handler: Handler) -> Route {
    Route { method: "POST", path, right, body: BodyKind::Form, handler }
}

/// Where a form of records is sent.
pub const fn record_form(path: &'static str, handler: Handler) -> Route {
    Route { method: "POST", path, right: Right::Create, body: BodyKind::RecordForm, handler }
}

/// A write of the JSON API.
pub const fn write(method: &'static str, path: &'static str, handler: Handler) -> Route {
    Route { method, path, right: Right::Create, body: BodyKind::ApiRecord, handler }
}

impl Route {
    /// Whether it works without the case file.
    pub fn works_locked(&self) -> bool {
        [UNLOCK, LANGUAGE, ASSETS, HEALTH].contains(&self.path)
    }
}

/// The route of a request among these, and the parameters in its path.
pub fn find(routes: &'static [Route], method: &str, path: &str) -> Result<(&'static Route, Vec<String>)> {
    let mut allowed = Vec::new();
    for route in routes {
        if let Some(parameters) = matches(route.path, path) {
            // HEAD is GET without its body; the server leaves the body out.
            let is_head = method == "HEAD" && route.method == "GET" && route.path != ENTER;
            if route.method == method || is_head {
                return Ok((route, parameters));
            }
            allowed.push(route.method);
            if route.method == "GET" && route.path != ENTER {
                allowed.push("HEAD");
            }
        }
    }
    Err(if allowed.is_empty() { Error::NotFound } else { Error::MethodNotAllowed { allow: allowed.join(", ") } })
}

fn matches(pattern: &str, path: &str) -> Option<Vec<String>> {
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    let mut parameters = Vec::new();
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return Some(parameters),
            (Some("{kind}"), Some(segment)) if Kind::from_collection(segment).is_none() => return None,
            (Some(name), Some(segment)) if name.starts_with('{') && !segment.is_empty() => {
                parameters.push(segment.to_owned());
            }
            (Some(name), Some(segment)) if name == segment => {}
            _ => return None,
        }
    }
}

/// How an address answers, even one that no route has.
pub fn answer_for(path: &str) -> ResponseKind {
    if path.starts_with("/api/") { ResponseKind::Json } else { ResponseKind::Page }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn parameters_are_the_segments_in_braces() {
        assert_eq!(matches("/people/{key}", "/people/P-2"), Some(vec!["P-2".to_owned()]));
        assert_eq!(matches("/people/{key}", "/people/"), None);
        assert_eq!(matches("/people/{key}", "/people/P-2/x"), None);
        assert_eq!(matches("/", "/"), Some(vec![]));
        assert_eq!(matches("/api/v1/{kind}", "/api/v1/custody-events"), Some(vec!["custody-events".to_owned()]));
        assert_eq!(matches("/api/v1/{kind}", "/api/v1/custody_event"), None);
    }
}
