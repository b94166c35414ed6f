//! The web server: one route table, one dispatcher in front of every handler, one way to answer.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::{App as Actix, HttpServer, web};
use chrono::Datelike;

use crate::config::Files;
use crate::crypto::slots;
use crate::domain::time::Day;
use crate::domain::vocabulary::Vocabulary;
use crate::error::Result;
use crate::index::Index;
use crate::store::accounts::session::SessionLimits;
use crate::store::{Settings, Store};

/// What is served as it is: the style sheet and the script.
mod assets;
/// What every request goes through.
mod dispatch;
/// Errors as pages and as JSON.
mod error;
/// Host, origin and token checks.
mod guard;
/// One file per family of addresses.
mod handlers;
/// Where a server listens.
mod listen;
/// What is behind the server: open, or locked.
mod lockable;
/// One request, as handlers see it.
mod request;
/// Answers, and the headers all of them carry.
mod response;
/// What a route is.
pub mod route;
/// Giving one's password once more.
mod step_up;
/// The route table.
pub mod table;

use lockable::LockableApp;

pub use listen::Listen;
pub use lockable::PATIENCE as LOCK_PATIENCE;

/// How long a request's head may take to arrive.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);

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
        app.store.ask_for_names(app.index.names());
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

pub fn today() -> Day {
    let today = chrono::Local::now().date_naive();
    // Only a clock beyond year 9999 has no day here.
    Day::from_ymd(today.year(), today.month(), today.day()).unwrap_or(Day::MAX)
}

/// A server that accepts connections.
pub struct Server {
    port: u16,
    running: actix_web::dev::Server,
}

impl Server {
    /// Binds to loopback only: what leaves this computer would need TLS.
    pub fn bind(app: App, listen: &Listen) -> Result<Server> {
        let listeners = listen.bind()?;
        let lockable = web::Data::from(Arc::new(LockableApp::new(app)));
        let mut server = HttpServer::new(move || {
            Actix::new().app_data(lockable.clone()).default_service(web::to(dispatch::receive))
        })
        .workers(2)
        .client_request_timeout(HEAD_TIMEOUT)
        .shutdown_timeout(1);
        for listener in listeners {
            server = server.listen(listener)?;
        }
        let port = server.addrs().first().map_or(0, SocketAddr::port);
        Ok(Server { port, running: server.run() })
    }

    /// Serves until a signal says stop; what was answered is committed by then.
    pub fn serve(self) -> Result<()> {
        Ok(actix_web::rt::System::new().block_on(self.running)?)
    }

    /// The address as a person opens it: `localhost`, which browsers treat as a safe origin.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }
}
