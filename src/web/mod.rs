//! The web server: one route table, one dispatcher in front of every handler, one way to answer.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use actix_web::{App as Actix, HttpRequest, HttpResponse, HttpServer, web};
use chrono::Datelike;
use futures_util::StreamExt;

use crate::config::Files;
use crate::crypto::slots;
use crate::domain::date::Day;
use crate::domain::vocabulary::Vocabulary;
use crate::error::{Error, Result};
use crate::index::Index;
use crate::store::session::SessionLimits;
use crate::store::{Settings, Store};

/// What is served as it is: the style sheet and the script.
mod assets;
/// One request, as handlers see it.
mod call;
/// Errors as pages and as JSON.
mod error;
/// What is behind the server: open, or locked.
mod gate;
/// Host, origin and token checks.
mod guard;
/// One file per family of addresses.
mod handlers;
/// Answers, and the headers all of them carry.
mod reply;
/// The route table.
pub mod routes;
/// Giving one's password once more.
mod step_up;

use call::{Call, Credentials};
use gate::Gate;
use handlers::draft;
use reply::Reply;
use routes::{Answer, Route};
use step_up::Step;

pub use gate::PATIENCE as LOCK_PATIENCE;

/// How long a request's head and body may take to arrive.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest address that is read.
const ADDRESS_MAX: usize = 4096;

/// Everything a request needs: one as long as the case file is open.
pub struct App {
    pub store: Store,
    /// Where the case file and its key slots are; none if the key is only in memory.
    pub files: Option<Files>,
    pub vocabulary: Vocabulary,
    pub settings: Settings,
    pub sessions: SessionLimits,
    /// Held while a backup is made for a browser.
    pub backing_up: Mutex<()>,
    /// Who sees what, in memory.
    pub index: Arc<Index>,
    style: String,
    script: String,
}

impl App {
    pub fn new(store: Store, files: Option<Files>, sessions: SessionLimits) -> Result<App> {
        let (vocabulary, settings) = (store.vocabulary()?, store.settings()?);
        let app = App {
            store,
            files,
            vocabulary,
            settings,
            sessions,
            backing_up: Mutex::new(()),
            index: Arc::default(),
            style: assets::style_address(),
            script: assets::script_address(),
        };
        app.store.follow(app.index.clone());
        // Opens a reader: the first page is then as quick as the next.
        app.store.read(&app.store.key_holder()?.viewer().clone(), |_| Ok(()))?;
        Ok(app)
    }

    /// What takes its place when it is locked: it holds nothing of the case file.
    fn locked(&self) -> App {
        App {
            store: Store::none().with_deadline(self.store.deadline()),
            files: self.files.clone(),
            vocabulary: Vocabulary::default(),
            settings: Settings::default(),
            sessions: self.sessions,
            backing_up: Mutex::new(()),
            index: Arc::default(),
            style: self.style.clone(),
            script: self.script.clone(),
        }
    }

    /// Whether the passphrase opens it again after it was locked. A key that lies beside the file does not: whoever
    /// is at the browser would open it without anything.
    pub fn opens_by_passphrase(&self) -> bool {
        self.files.as_ref().is_some_and(|files| slots::has_passphrase(&files.keys))
    }

    /// The day durations are counted to: fixed by the case file, or today.
    pub fn on(&self) -> Day {
        self.settings.as_on.unwrap_or_else(today)
    }
}

fn today() -> Day {
    let today = chrono::Local::now().date_naive();
    // Only a clock beyond year 9999 has no day here.
    Day::from_ymd(today.year(), today.month(), today.day()).unwrap_or(Day::MAX)
}

/// A server that accepts connections.
pub struct Server {
    pub address: SocketAddr,
    running: actix_web::dev::Server,
}

impl Server {
    /// Binds to loopback only: what leaves this computer would need TLS.
    pub fn bind(app: App, listen: SocketAddr) -> Result<Server> {
        if !listen.ip().is_loopback() {
            return Err(Error::Refused(format!(
                "{listen} can be reached from other computers, and this server speaks no TLS: listen on 127.0.0.1 and reach it through an SSH tunnel."
            )));
        }
        let gate = web::Data::from(Arc::new(Gate::new(app)));
        let server = HttpServer::new(move || Actix::new().app_data(gate.clone()).default_service(web::to(receive)))
            .workers(2)
            .client_request_timeout(HEAD_TIMEOUT)
            .shutdown_timeout(1)
            .bind(listen)
            .map_err(|error| Error::Refused(format!("Can't listen on {listen}: {error}.")))?;
        let address = server.addrs().first().copied().unwrap_or(listen);
        Ok(Server { address, running: server.run() })
    }

    /// Serves until a signal says stop; what was answered is committed by then.
    pub fn serve(self) -> Result<()> {
        Ok(actix_web::rt::System::new().block_on(self.running)?)
    }

    /// The address as a person opens it: `localhost`, which browsers treat as a safe origin.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.address.port())
    }
}

/// A request that was read whole: its route, the parameters in its path, its body.
struct Arrived {
    route: &'static Route,
    parameters: Vec<String>,
    body: Vec<u8>,
    idempotency_key: Option<String>,
}

/// The one entrance: read the request, do the work off the event loop, answer, note it.
async fn receive(request: HttpRequest, payload: web::Payload, gate: web::Data<Gate>) -> HttpResponse {
    let started = Instant::now();
    let arrived = arrive(&request, payload).await;
    let template = arrived.as_ref().map_or("-", |arrived| arrived.route.path);
    let (credentials, address) = (Credentials::read(&request), request.uri().to_string());
    let answer = routes::answer_for(request.path());
    let gate = gate.into_inner();
    let app = gate.app();
    let work = web::block(move || {
        let call = Call::new(gate, credentials, address)?;
        let account = call.viewer.as_ref().map_or(0, |viewer| viewer.account);
        Ok::<_, Error>((respond(call, arrived, answer), account))
    });
    // A handler that panicked answers as an internal error: its transaction was rolled back.
    let (reply, account) = match work.await {
        Ok(Ok(done)) => done,
        Ok(Err(error)) => (error::bare(&error), 0),
        Err(_) => (error::bare(&Error::Internal("a handler panicked".into())), 0),
    };
    let response = reply.into_response(app);
    tracing::info!(
        route = template,
        method = %request.method(),
        status = response.status().as_u16(),
        ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        account,
        "answered"
    );
    response
}

/// Finds the route and reads the body, within the limits of the route.
async fn arrive(request: &HttpRequest, payload: web::Payload) -> Result<Arrived> {
    if request.uri().to_string().len() > ADDRESS_MAX {
        return Err(Error::bad("err-address-too-long"));
    }
    guard::host(request)?;
    let (route, parameters) = routes::find(request.method().as_str(), request.path())?;
    guard::origin(request)?;
    let body = tokio::time::timeout(BODY_TIMEOUT, read_body(payload, route.body_limit))
        .await
        .map_err(|_| Error::Timeout)??;
    let key = request.headers().get("idempotency-key");
    let idempotency_key = key.map(|key| String::from_utf8_lossy(key.as_bytes()).into_owned());
    Ok(Arrived { route, parameters, body, idempotency_key })
}

async fn read_body(mut payload: web::Payload, limit: usize) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Error::bad("err-body-broken"))?;
        if body.len() + chunk.len() > limit {
            return Err(Error::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Checks the right and the token, then lets the handler work.
fn respond(mut call: Call, arrived: Result<Arrived>, answer: Answer) -> Reply {
    let mut renewed = None;
    let outcome = arrived.and_then(|arrived| {
        let route = arrived.route;
        if call.app.store.is_shut() && !route.works_locked() {
            return Err(Error::Locked);
        }
        call.take(arrived)?;
        if let Err(refused) = guard::right(&call, route).and_then(|()| guard::token(&call, route)) {
            return draft::rescue(&call, route)?.ok_or(refused);
        }
        match step_up::before(&call, route)? {
            Step::Ask(asks) => return Ok(asks),
            Step::Renewed(cookie) => renewed = Some(cookie),
            Step::Go => {}
        }
        (route.handler)(&call)
    });
    let reply = outcome.unwrap_or_else(|error| {
        // What was interrupted did not fail for a reason of its own.
        let error = if call.app.store.is_shut() { error::while_locked(error) } else { error };
        error::answer(&call, answer, &error)
    });
    match renewed {
        Some(cookie) => call.renewed(reply, &cookie),
        None => reply,
    }
}
