//! The route table: every address of the server, who may use it, and how much it may send.

use super::call::Call;
use super::handlers::{
    account, accounts, act, api, desk, draft, export, follow_up, form, held, history, keys, list, lock, log,
    log_report, merge, own, record, second_factor, section, timeline,
};
use super::reply::Reply;
use super::{assets, handlers};
use crate::domain::access::Right;
use crate::domain::kind::Kind;
use crate::error::{Error, Result};

/// How an address answers, errors included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Page,
    Json,
}

pub struct Route {
    pub method: &'static str,
    /// Segments in braces are parameters, in order. `{kind}` is a collection of the JSON API.
    pub path: &'static str,
    pub right: Right,
    /// Bytes of body that are read; more is refused.
    pub body_limit: usize,
    pub handler: fn(&Call) -> Result<Reply>,
}

/// The one address whose reading changes something: it uses its link up, and HEAD must not.
const ENTER: &str = "/enter/{token}";

/// What a locked server still does: everything else answers that it is locked.
const UNLOCK: &str = "/unlock";
const ASSETS: &str = "/assets/{file}";
const HEALTH: &str = "/healthz";
const LANGUAGE: &str = "/language";

/// A form of this release: names, passwords, a choice.
const FORM: usize = 16 * 1024;

const fn get(path: &'static str, right: Right, handler: fn(&Call) -> Result<Reply>) -> Route {
    Route { method: "GET", path, right, body_limit: 0, handler }
}

const fn post(path: &'static str, right: Right, handler: fn(&Call) -> Result<Reply>) -> Route {
    Route { method: "POST", path, right, body_limit: FORM, handler }
}

impl Route {
    /// Whether it works without the case file.
    pub fn works_locked(&self) -> bool {
        [UNLOCK, LANGUAGE, ASSETS, HEALTH].contains(&self.path)
    }
}

/// A form of records, with their text. What is too much is told at its field, with everything typed still there: so
/// more is read than is taken.
pub const ENTRY: usize = 32 * 1024 * 1024;

const fn entry(path: &'static str, handler: fn(&Call) -> Result<Reply>) -> Route {
    Route { method: "POST", path, right: Right::Create, body_limit: ENTRY, handler }
}

/// A record with its text: a write of the JSON API.
const RECORD: usize = 1024 * 1024;

/// A write of the JSON API.
const fn write(method: &'static str, path: &'static str, handler: fn(&Call) -> Result<Reply>) -> Route {
    Route { method, path, right: Right::Create, body_limit: RECORD, handler }
}

pub const ROUTES: &[Route] = &[
    // Coming in and going out
    get(ENTER, Right::Anyone, account::enter),
    get("/setup/{token}", Right::Anyone, account::setup_form),
    post("/setup/{token}", Right::Anyone, account::setup),
    get("/signin", Right::Anyone, account::sign_in_form),
    post("/signin", Right::Anyone, account::sign_in),
    get("/signin/code", Right::Anyone, account::code_form),
    post("/signin/code", Right::Anyone, account::code),
    post("/signout", Right::Read, account::sign_out),
    post(LANGUAGE, Right::Anyone, account::language),
    // Locking everything at once, and the way back
    post("/lock", Right::Read, lock::lock),
    get(UNLOCK, Right::Anyone, lock::unlock_form),
    post(UNLOCK, Right::Anyone, lock::unlock),
    // One's own account
    get("/account", Right::Read, own::show),
    post("/account/password", Right::Read, own::change_password),
    post("/account/sessions", Right::Read, own::end_session),
    post("/account/tokens", Right::Read, own::revoke_token),
    get("/account/second-factor", Right::Read, second_factor::show),
    post("/account/second-factor", Right::Read, second_factor::turn_on),
    post("/account/second-factor/off", Right::Read, second_factor::turn_off),
    post("/account/spare-codes", Right::Read, second_factor::renew_spare_codes),
    post("/confirm", Right::Read, own::confirm),
    // Accounts of others
    get("/accounts", Right::Administer, accounts::list),
    post("/accounts", Right::Administer, accounts::invite),
    get("/accounts/{id}", Right::Administer, accounts::one),
    post("/accounts/{id}", Right::Administer, accounts::grant),
    post("/accounts/{id}/disable", Right::Administer, accounts::disable),
    post("/accounts/{id}/reset", Right::Administer, accounts::reset),
    post("/accounts/{id}/second-factor", Right::Administer, accounts::take_second_factor),
    post("/accounts/{id}/sessions", Right::Administer, accounts::end_sessions),
    post("/accounts/{id}/compartments", Right::Administer, accounts::compartments),
    post("/compartments", Right::Administer, accounts::make_compartment),
    // Keys and backups
    get("/keys", Right::Administer, keys::show),
    post("/keys/passphrase", Right::Administer, keys::passphrase),
    post("/keys/recovery", Right::Administer, keys::renew),
    post("/keys/recovery/test", Right::Administer, keys::test),
    post("/keys/backup", Right::Administer, keys::back_up),
    // Reading
    get("/", Right::Read, desk::desk),
    get("/timeline", Right::Read, timeline::timeline),
    post("/questions", Right::Read, timeline::ask),
    get("/held", Right::Read, held::held),
    get("/people", Right::Read, list::people),
    get("/places", Right::Read, list::places),
    get("/organizations", Right::Read, list::organizations),
    get("/reports", Right::Read, list::reports),
    get("/sources", Right::Read, list::sources),
    get("/incidents/{key}", Right::Read, record::incident),
    get("/people/{key}", Right::Read, record::person),
    get("/places/{key}", Right::Read, record::place),
    get("/places/{key}/places", Right::Read, list::inside),
    get("/organizations/{key}", Right::Read, record::organization),
    get("/reports/{key}", Right::Read, record::report),
    get("/sources/{key}", Right::Read, record::source),
    get("/detentions/{key}", Right::Read, record::detention),
    get("/reports/{key}/citations", Right::Read, section::supported),
    get("/{kind}/{key}/{kind}", Right::Read, section::section),
    get("/history/{key}", Right::Read, history::history),
    get("/compare/{key}", Right::Read, history::compare),
    post("/suggest", Right::Read, form::suggest),
    // Writing
    get("/log", Right::Create, form::start),
    get("/log/report/{key}", Right::Create, log_report::open),
    entry("/log/report/{key}", log_report::add),
    get("/log/step", Right::Create, follow_up::open),
    entry("/log/step", follow_up::add),
    get("/log/detention", Right::Create, log::detention),
    entry("/log/detention", log::save_detention),
    get("/new/{kind}", Right::Create, form::blank),
    entry("/new/{kind}", form::create),
    get("/edit/{key}", Right::Create, form::edit),
    entry("/edit/{key}", form::change),
    get("/drafts", Right::Create, draft::list),
    entry("/drafts", draft::keep),
    post("/drafts/discard", Right::Create, draft::discard),
    // Reviewing, withdrawing, merging
    get("/review/{key}", Right::Create, act::review_form),
    post("/review/{key}", Right::Create, act::review),
    post("/revert/{key}", Right::Create, history::revert),
    get("/withdraw/{key}", Right::Create, act::withdraw_form),
    post("/withdraw/{key}", Right::Create, act::withdraw),
    get("/withdrawn", Right::Edit, act::withdrawn),
    post("/restore/{key}", Right::Edit, act::restore),
    post("/prefer/{key}", Right::Edit, act::prefer),
    get("/merge/{key}", Right::Edit, merge::form),
    post("/merge/{key}", Right::Edit, merge::merge),
    post("/unmerge/{id}", Right::Edit, act::unmerge),
    // Taking away
    get("/export/timeline.csv", Right::ExportShared, export::csv),
    get("/export/timeline.json", Right::ExportShared, export::json),
    // The JSON API
    get("/api/v1/timeline", Right::Read, api::timeline),
    get("/api/v1/{kind}/{key}", Right::Read, api::record),
    write("POST", "/api/v1/{kind}", api::create),
    write("PATCH", "/api/v1/{kind}/{key}", api::change),
    // The program itself
    get(ASSETS, Right::Anyone, assets::serve),
    get(HEALTH, Right::Anyone, handlers::health),
    get("/favicon.ico", Right::Anyone, assets::no_icon),
];

/// The route of a request and the parameters in its path.
pub fn find(method: &str, path: &str) -> Result<(&'static Route, Vec<String>)> {
    let mut allowed = Vec::new();
    for route in ROUTES {
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
pub fn answer_for(path: &str) -> Answer {
    if path.starts_with("/api/") { Answer::Json } else { Answer::Page }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{ROUTES, find, matches};
    use crate::error::Error;

    #[test]
    fn parameters_are_the_segments_in_braces() {
        assert_eq!(matches("/people/{key}", "/people/P-2"), Some(vec!["P-2".to_owned()]));
        assert_eq!(matches("/people/{key}", "/people/"), None);
        assert_eq!(matches("/people/{key}", "/people/P-2/x"), None);
        assert_eq!(matches("/", "/"), Some(vec![]));
        assert_eq!(matches("/api/v1/{kind}", "/api/v1/custody-events"), Some(vec!["custody-events".to_owned()]));
        assert_eq!(matches("/api/v1/{kind}", "/api/v1/custody_event"), None);
    }

    #[test]
    fn a_known_address_with_another_method_is_told_apart_from_an_unknown_one() {
        assert!(matches!(find("DELETE", "/timeline"), Err(Error::MethodNotAllowed { allow }) if allow == "GET, HEAD"));
        assert!(matches!(find("GET", "/nothing"), Err(Error::NotFound)));
        assert_eq!(find("HEAD", "/timeline").unwrap().0.path, "/timeline");
    }

    #[test]
    fn no_two_routes_share_method_and_path() {
        for (index, route) in ROUTES.iter().enumerate() {
            assert!(
                ROUTES.iter().skip(index + 1).all(|other| (other.method, other.path) != (route.method, route.path))
            );
        }
    }
}
