//! Answers, and the headers that all of them carry.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, HttpResponseBuilder};
use futures_util::stream;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::error::{Error, Result};
use crate::web::App;

/// Nothing is loaded from elsewhere, nothing inline runs, nobody may frame a page.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
                   connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(&str, &str); 7] = [
    ("content-security-policy", CSP),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"),
    ("x-frame-options", "DENY"),
];

/// Chunks of a stream that may wait to be sent: this bounds the memory of a slow download.
const CHUNKS: usize = 4;
const CHUNK: usize = 32 * 1024;
/// How often a download that waits for its reader looks whether the case file was locked.
const LOOK: Duration = Duration::from_millis(50);

type Producer = Box<dyn FnOnce(&mut dyn Write) -> Result<()> + Send>;

enum Body {
    Text {
        mime: &'static str,
        text: String,
    },
    Redirect(String),
    /// A download, written while it is sent.
    Stream {
        mime: &'static str,
        filename: String,
        producer: Producer,
    },
}

pub struct Response {
    status: u16,
    body: Body,
    /// Headers of this answer alone.
    headers: Vec<(&'static str, String)>,
    /// A style sheet whose address changes with its content may be kept; pages never.
    cacheable: bool,
}

impl Response {
    pub fn html(status: u16, text: String) -> Response {
        Response::text(status, "text/html; charset=utf-8", text)
    }

    pub fn json(status: u16, value: &serde_json::Value) -> Response {
        Response::text(status, "application/json", value.to_string())
    }

    pub fn text(status: u16, mime: &'static str, text: String) -> Response {
        Response { status, body: Body::Text { mime, text }, headers: Vec::new(), cacheable: false }
    }

    /// After a form: see the page.
    pub fn see(address: impl Into<String>) -> Response {
        Response { status: 303, body: Body::Redirect(address.into()), headers: Vec::new(), cacheable: false }
    }

    pub fn download(
        mime: &'static str,
        filename: impl Into<String>,
        producer: impl FnOnce(&mut dyn Write) -> Result<()> + Send + 'static,
    ) -> Response {
        let body = Body::Stream { mime, filename: filename.into(), producer: Box::new(producer) };
        Response { status: 200, body, headers: Vec::new(), cacheable: false }
    }

    #[must_use]
    pub fn cacheable(mut self) -> Response {
        self.cacheable = true;
        self
    }

    /// Sets a cookie that scripts can't read and other sites can't send; an empty value takes it away.
    #[must_use]
    pub fn cookie(self, name: &str, value: &str, seconds: i64) -> Response {
        let age = if value.is_empty() { 0 } else { seconds };
        self.header("set-cookie", format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={age}"))
    }

    #[must_use]
    pub fn header(mut self, name: &'static str, value: String) -> Response {
        self.headers.push((name, value));
        self
    }

    pub fn into_response(self, app: Arc<App>) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        for (name, value) in HEADERS {
            response.insert_header((HeaderName::from_static(name), HeaderValue::from_static(value)));
        }
        // What is left of a body that was not read can't be told from the next request.
        if matches!(self.status, 408 | 413) {
            response.force_close();
        }
        let caching = if self.cacheable { "public, max-age=31536000, immutable" } else { "no-store" };
        response.insert_header((header::CACHE_CONTROL, caching));
        for (name, value) in self.headers {
            response.append_header((HeaderName::from_static(name), value));
        }
        match self.body {
            Body::Text { mime, text } => response.insert_header((header::CONTENT_TYPE, mime)).body(text),
            Body::Redirect(address) => response.insert_header((header::LOCATION, address)).body(BoxBody::new(())),
            Body::Stream { mime, filename, producer } => send(response, mime, &filename, producer, app),
        }
    }
}

/// Runs the producer on a thread of its own; what it writes is sent as it comes.
fn send(
    mut response: HttpResponseBuilder,
    mime: &'static str,
    filename: &str,
    producer: Producer,
    app: Arc<App>,
) -> HttpResponse {
    let (sender, receiver) = mpsc::channel::<io::Result<Bytes>>(CHUNKS);
    let work = move || {
        let mut out = ChunkWriter { buffer: Vec::with_capacity(CHUNK), sender, runtime: Handle::current(), app };
        let done = producer(&mut out).and_then(|()| Ok(out.flush()?));
        if let Err(error) = done {
            // The reader went away, or reading failed: a broken transfer says that the file is not whole.
            tracing::warn!(kind = %kind_of(&error), "export ended early");
            let _ = out.sender.blocking_send(Err(io::Error::other("export ended early")));
        }
    };
    drop(actix_web::rt::task::spawn_blocking(work));
    let body = stream::unfold(receiver, |mut receiver| async { receiver.recv().await.map(|chunk| (chunk, receiver)) });
    response
        .insert_header((header::CONTENT_TYPE, mime))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{filename}\"")))
        .streaming(body)
}

fn kind_of(error: &Error) -> &'static str {
    match error {
        Error::Io(_) => "connection",
        Error::Db(_) => "database",
        _ => "other",
    }
}

struct ChunkWriter {
    buffer: Vec<u8>,
    sender: mpsc::Sender<io::Result<Bytes>>,
    runtime: Handle,
    app: Arc<App>,
}

impl Write for ChunkWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK));
        loop {
            let room = self.runtime.block_on(async { timeout(LOOK, self.sender.reserve()).await });
            match room {
                Ok(Ok(room)) => {
                    room.send(Ok(Bytes::from(chunk)));
                    return Ok(());
                }
                Ok(Err(_)) => return Err(io::ErrorKind::BrokenPipe.into()),
                // A reader that takes its time must not keep the case file open.
                Err(_) if self.app.store.is_shut() => return Err(io::ErrorKind::ConnectionAborted.into()),
                Err(_) => {}
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::{ErrorKind, Write};
    use std::sync::{Arc, Mutex};
    use std::time::{Duration, Instant};

    use tokio::runtime::Builder;
    use tokio::sync::mpsc;

    use super::{CHUNK, CHUNKS, ChunkWriter};
    use crate::domain::vocabulary::Vocabulary;
    use crate::store::accounts::session::SessionLimits;
    use crate::store::{Settings, Store};
    use crate::web::App;

    #[test]
    fn a_download_that_nobody_reads_ends_when_the_case_file_is_locked() {
        let locked = App {
            store: Store::none(),
            files: None,
            vocabulary: Vocabulary::default(),
            settings: Settings::default(),
            sessions: SessionLimits::STRICT,
            backing_up: Mutex::new(()),
            index: Arc::default(),
            style: String::new(),
            script: String::new(),
        };
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        let (sender, mut receiver) = mpsc::channel(CHUNKS);
        let (handle, app) = (runtime.handle().clone(), Arc::new(locked));
        // As a server has it: somebody else drives the clock. It ends with the test.
        std::thread::spawn(move || runtime.block_on(std::future::pending::<()>()));
        let mut out = ChunkWriter { buffer: Vec::new(), sender, runtime: handle, app };
        for _ in 0..CHUNKS {
            out.write_all(&[0; CHUNK]).unwrap();
        }
        let started = Instant::now();
        assert_eq!(out.write_all(&[0; CHUNK]).unwrap_err().kind(), ErrorKind::ConnectionAborted);
        assert!(started.elapsed() < Duration::from_millis(500));
        // Read on, there is room again.
        receiver.blocking_recv().unwrap().unwrap();
        out.write_all(&[0; CHUNK]).unwrap();
    }
}
