//! One request, as handlers see it: who asks, what was sent, and how to answer.

use std::collections::BTreeSet;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header;
use maud::Markup;
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::{Zeroize, Zeroizing};

use crate::crypto;
use crate::domain::access::{Right, Viewer};
use crate::domain::form_data::FormData;
use crate::domain::kind::Kind;
use crate::domain::lang::Lang;
use crate::domain::record::{RecordId, RecordKey};
use crate::error::{Error, Result};
use crate::store::ReadTx;
use crate::store::accounts::session::Session;
use crate::view::layout::{self, Nav};
use crate::view::{AccountLine, PageContext};
use crate::web::lockable::LockableApp;
use crate::web::response::Response;
use crate::web::route::{self, BodyKind, ResponseKind, Route};
use crate::web::{App, today};

/// The cookie that holds the session token.
pub const SESSION_COOKIE: &str = "habeas_session";
/// The cookie of a sign-in that waits for its code.
pub const CODE_COOKIE: &str = "habeas_code";
/// The cookie that keeps the language of somebody who is not signed in.
pub const LANGUAGE_COOKIE: &str = "habeas_lang";
/// The field, and the parameter of an address, that names a page to go back to.
pub const BACK: &str = "back";
/// Longer than the addresses that are worth coming back to.
const BACK_MAX: usize = 1500;
/// More fields than any form of ours has: a list of pasted names has some for each.
const FIELDS_MAX: usize = 5000;

/// What a request says of who it is from.
#[derive(Default)]
pub struct Credentials {
    pub cookie: Option<String>,
    pub bearer: Option<String>,
    /// Stands for a right password whose code is awaited, and opens nothing.
    pub awaited: Option<String>,
    lang: Option<Lang>,
}

impl Credentials {
    pub fn read(request: &HttpRequest) -> Credentials {
        let text = |name| request.headers().get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
        let cookie = |name: &str| {
            let all = text(header::COOKIE)?;
            all.split(';').find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
        };
        // The first language of the browser's list that we speak; its weights are in order in practice.
        let accepted =
            || text(header::ACCEPT_LANGUAGE)?.split(',').find_map(|tag| Lang::parse(tag.split(';').next()?.trim()));
        Credentials {
            cookie: cookie(SESSION_COOKIE),
            bearer: text(header::AUTHORIZATION).and_then(bearer).map(str::to_owned),
            awaited: cookie(CODE_COOKIE),
            lang: cookie(LANGUAGE_COOKIE).and_then(|code| Lang::parse(&code)).or_else(accepted),
        }
    }
}

/// A request that was read whole: its route, the parameters in its path, its body.
pub struct ParsedRequest {
    pub route: &'static Route,
    pub parameters: Vec<String>,
    pub body: Vec<u8>,
    pub idempotency_key: Option<String>,
}

pub struct Request {
    pub lockable: Arc<LockableApp>,
    /// The app as it was when the request came, whether it is locked meanwhile or not.
    pub app: Arc<App>,
    /// Every address there is: a draft belongs to a form of one of them.
    pub routes: &'static [Route],
    pub credentials: Credentials,
    pub session: Option<Session>,
    /// Of the session or of the API token; nobody if neither is in force.
    pub viewer: Option<Viewer>,
    pub lang: Lang,
    /// Path and query, as they were asked for.
    address: String,
    parameters: Vec<String>,
    /// Whether it asks for a page, and sends nothing.
    reads: bool,
    pub query: Vec<(String, String)>,
    pub form: Vec<(String, String)>,
    /// What was sent to the JSON API, as it came.
    pub body: Vec<u8>,
    /// Names a write, so that the same one sent again happens once.
    pub idempotency_key: Option<String>,
}

impl Request {
    pub fn new(
        lockable: Arc<LockableApp>,
        routes: &'static [Route],
        credentials: Credentials,
        address: String,
    ) -> Result<Request> {
        let app = lockable.app();
        let (session, viewer) = match who(&app, &credentials) {
            // While it is locked nobody is known.
            Err(_) if app.store.is_shut() => (None, None),
            known => known?,
        };
        let lang = session.as_ref().map(|session| session.lang).or(credentials.lang).unwrap_or_default();
        let query = address.split_once('?').map_or_else(Vec::new, |(_, query)| pairs(query.as_bytes()));
        Ok(Request {
            lockable,
            routes,
            app,
            credentials,
            session,
            viewer,
            lang,
            address,
            parameters: Vec::new(),
            reads: false,
            query,
            form: Vec::new(),
            body: Vec::new(),
            idempotency_key: None,
        })
    }

    /// Takes over what was read of the request.
    pub(super) fn take(&mut self, parsed: ParsedRequest) -> Result<()> {
        let is_record_form = parsed.route.body == BodyKind::RecordForm;
        self.parameters = parsed.parameters;
        self.idempotency_key = parsed.idempotency_key;
        match route::answer_for(parsed.route.path) {
            ResponseKind::Page => self.form = pairs(&Zeroizing::new(parsed.body)),
            ResponseKind::Json => self.body = parsed.body,
        }
        let fields = self.form.len() + self.query.len();
        // The forms of records say at each field what they refuse.
        let clean = self
            .query
            .iter()
            .chain(self.form.iter().filter(|_| !is_record_form))
            .all(|(name, value)| plain(name) && plain(value));
        if fields > FIELDS_MAX || !clean {
            return Err(Error::bad("err-malformed-input"));
        }
        Ok(())
    }

    pub fn viewer(&self) -> Result<&Viewer> {
        self.viewer.as_ref().ok_or(Error::Unauthenticated)
    }

    pub fn session(&self) -> Result<&Session> {
        self.session.as_ref().ok_or(Error::Unauthenticated)
    }

    /// A parameter of the path, by its place.
    pub fn parameter(&self, index: usize) -> &str {
        self.parameters.get(index).map_or("", String::as_str)
    }

    /// The record that the path names.
    pub fn key(&self, index: usize) -> Result<RecordKey> {
        RecordKey::parse(self.parameter(index)).ok_or(Error::NotFound)
    }

    /// The kind that a segment of the path names.
    pub fn kind(&self, index: usize) -> Result<Kind> {
        Kind::from_collection(self.parameter(index)).ok_or(Error::NotFound)
    }

    /// The record that a path names by its kind and its ref or uid: `/{kind}/{key}/…`.
    pub fn record_key(&self) -> Result<(Kind, RecordKey)> {
        Ok((self.kind(0)?, self.key(1)?))
    }

    /// The same, if its reader may see it.
    pub fn record(&self) -> Result<(RecordId, Kind)> {
        let (kind, key) = self.record_key()?;
        Ok((self.read(|tx| tx.resolve_kind(&key, kind))?, kind))
    }

    /// Reads for whoever asks, from one snapshot of the file.
    pub fn read<T>(&self, work: impl FnOnce(&ReadTx<'_>) -> Result<T>) -> Result<T> {
        self.app.index.read_tables(&self.app.store, self.viewer()?, work)
    }

    /// A field of the form; empty if it was not sent.
    pub fn field(&self, name: &str) -> &str {
        find(&self.form, name)
    }

    /// The form as it was typed, without what guards it.
    pub fn typed(&self) -> FormData {
        FormData::new(self.form.iter().filter(|(name, _)| name != "csrf").cloned().collect())
    }

    /// A value of the query; empty if it was not given.
    pub fn asked(&self, name: &str) -> &str {
        find(&self.query, name)
    }

    /// A place in the order of the list at this address, as a way to another page of it carries it. It says what stands
    /// there and not which record, so that the list goes on from there whatever becomes of the record; sealed, because
    /// that can be a name.
    pub fn cursor(&self, place: &impl Serialize) -> Result<String> {
        self.cursor_of(self.path(), place)
    }

    /// The same, for the list at another address.
    pub fn cursor_of(&self, path: &str, place: &impl Serialize) -> Result<String> {
        let place = serde_json::to_vec(place).map_err(Error::internal)?;
        crypto::seal(&*self.app.store.key()?, path, &place)
    }

    /// The place where a page of this list starts, if the address says one.
    pub fn starts_at<P: DeserializeOwned>(&self, name: &str) -> Result<Option<P>> {
        match self.asked(name) {
            "" => Ok(None),
            sealed => self.opened(sealed).map(Some),
        }
    }

    /// What a page of ours sealed into a field of a form to this address, if it is there.
    pub fn sealed<P: DeserializeOwned>(&self, name: &str) -> Result<Option<P>> {
        match self.field(name) {
            "" => Ok(None),
            sealed => self.opened(sealed).map(Some),
        }
    }

    fn opened<P: DeserializeOwned>(&self, sealed: &str) -> Result<P> {
        let place = crypto::open(&*self.app.store.key()?, self.path(), sealed)?;
        place.and_then(|place| serde_json::from_slice(&place).ok()).ok_or_else(|| Error::bad("err-cursor"))
    }

    /// Refuses questions this address does not know, so that a mistyped filter is never taken for none, and those that are
    /// asked twice: one answer would pass for both.
    pub fn only(&self, known: &[&str]) -> Result<()> {
        self.only_of(known, &[])
    }

    /// The same, where some may stand as often as there is something to name.
    pub fn only_of(&self, known: &[&str], repeatable: &[&str]) -> Result<()> {
        let mut asked = BTreeSet::new();
        for (name, _) in self.query.iter().filter(|(name, _)| !repeatable.contains(&name.as_str())) {
            if !known.contains(&name.as_str()) {
                return Err(Error::bad("err-unknown-parameter"));
            }
            if !asked.insert(name) {
                return Err(Error::bad("err-parameter-twice"));
            }
        }
        Ok(())
    }

    /// The address of ours that a form names to go back to.
    pub fn back(&self) -> Option<&str> {
        let back = self.field(BACK);
        // Browsers read `/\` as `//`: both lead to another server.
        let is_ours = back.starts_with('/') && !back.starts_with("//") && !back.starts_with("/\\");
        // A header can hold no line end and nothing beyond ASCII.
        (is_ours && back.bytes().all(|byte| byte.is_ascii_graphic())).then_some(back)
    }

    /// The page that somebody asked for who signs in now, as the way in carries it.
    pub fn asked_for(&self) -> Option<&str> {
        let asked = self.back().unwrap_or_else(|| self.asked(BACK));
        self.is_page(asked).then_some(asked)
    }

    /// That this is what is asked: whether a page is read is known before anything of the case file is.
    pub fn asks(&mut self, route: &Route) {
        self.reads = route.method == "GET";
    }

    /// The address where one signs in, on the way to the page that was asked for.
    pub fn way_in(&self) -> String {
        self.way_by("/signin")
    }

    /// The same, of another step on the way.
    pub fn way_by(&self, step: &str) -> String {
        self.way_to(step, Some(self.address()).filter(|address| self.reads && self.is_page(address)))
    }

    /// An address of the way in, on the way to a page.
    pub fn way_to(&self, step: &str, page: Option<&str>) -> String {
        let Some(page) = page else { return step.to_owned() };
        let query = form_urlencoded::Serializer::new(String::new()).append_pair(BACK, page).finish();
        format!("{step}{}{query}", if step.contains('?') { '&' } else { '?' })
    }

    /// Whether an address is one of our pages for somebody signed in, and none that is saved as a file.
    fn is_page(&self, address: &str) -> bool {
        let path = address.split('?').next().unwrap_or_default();
        let known = route::find(self.routes, "GET", path).is_ok_and(|(route, _)| {
            route.right != Right::Anyone && route.right != Right::ExportShared && !route.path.starts_with("/api/")
        });
        known && address != "/" && address.len() <= BACK_MAX && address.bytes().all(|byte| byte.is_ascii_graphic())
    }

    /// Path and query without the values that only say where a page starts.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The path alone.
    pub fn path(&self) -> &str {
        self.address.split('?').next().unwrap_or_default()
    }

    pub fn page_context(&self) -> PageContext<'_> {
        let app = &self.app;
        PageContext {
            lang: self.lang,
            vocabulary: &app.vocabulary,
            case: app.settings.title.as_deref().unwrap_or_default(),
            on: app.on(),
            today: today(),
            on_is_fixed: app.settings.as_on.is_some(),
            account: self.session.as_ref().map(|session| AccountLine {
                name: &session.name,
                role: session.viewer.role,
                admin: session.viewer.admin,
                csrf: &session.csrf,
            }),
            address: &self.address,
            style: &app.style,
            script: &app.script,
        }
    }

    /// An answer that gives the browser the session's new cookie.
    pub fn renewed(&self, response: Response, cookie: &str) -> Response {
        response.cookie(SESSION_COOKIE, cookie, self.app.sessions.absolute)
    }

    /// A page in the frame of all pages.
    pub fn page(&self, title: &str, nav: Nav, content: &Markup) -> Response {
        self.page_with(200, title, nav, content)
    }

    pub fn page_with(&self, status: u16, title: &str, nav: Nav, content: &Markup) -> Response {
        Response::html(status, layout::page(&self.page_context(), title, nav, content).into_string())
    }
}

/// What was typed can be a passphrase or a password.
impl Drop for Request {
    fn drop(&mut self) {
        self.form.iter_mut().for_each(|(_, value)| value.zeroize());
    }
}

/// The session and the reader that a request says it is of.
fn who(app: &App, credentials: &Credentials) -> Result<(Option<Session>, Option<Viewer>)> {
    let session = match &credentials.cookie {
        Some(cookie) => app.store.session(cookie, app.sessions)?,
        None => None,
    };
    // A request with a token acts for the token alone: a browser never sends one by itself.
    let viewer = match &credentials.bearer {
        Some(token) => app.store.viewer_of_api_token(token)?,
        // Whoever reads pages reads names in his or her script.
        None => session.as_ref().map(|session| Viewer { lang: Some(session.lang), ..session.viewer.clone() }),
    };
    Ok((session, viewer))
}

/// The token of an `Authorization` header; the scheme's name is in any case (RFC 9110).
fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded).into_owned().collect()
}

/// Control characters have no business in a field; line ends do.
fn plain(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

fn find<'p>(pairs: &'p [(String, String)], name: &str) -> &'p str {
    pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}
