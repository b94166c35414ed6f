//! The one entrance: what every request goes through before its handler, and every answer after it.

use std::time::{Duration, Instant};

use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt;

use super::handlers::draft;
use super::lockable::LockableApp;
use super::request::{Credentials, ParsedRequest, Request};
use super::response::Response;
use super::route::{self, ResponseKind};
use super::step_up::Step;
use super::table::ROUTES;
use super::{error, guard, step_up};
use crate::error::{Error, Result};

const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest address that is read.
const ADDRESS_MAX: usize = 4096;

/// Reads the request, do the work off the event loop, answer, note it.
pub async fn receive(request: HttpRequest, payload: web::Payload, lockable: web::Data<LockableApp>) -> HttpResponse {
    let started = Instant::now();
    let parsed = read_request(&request, payload).await;
    let template = parsed.as_ref().map_or("-", |parsed| parsed.route.path);
    let (credentials, address) = (Credentials::read(&request), request.uri().to_string());
    let answer = route::answer_for(request.path());
    let lockable = lockable.into_inner();
    let app = lockable.app();
    let work = web::block(move || {
        let request = Request::new(lockable, ROUTES, credentials, address)?;
        let account = request.viewer.as_ref().map_or(0, |viewer| viewer.account);
        Ok::<_, Error>((respond(request, parsed, answer), account))
    });
    // A handler that panicked answers as an internal error: its transaction was rolled back.
    let (response, account) = match work.await {
        Ok(Ok(done)) => done,
        Ok(Err(error)) => (error::bare(&error), 0),
        Err(_) => (error::bare(&Error::Internal("a handler panicked".into())), 0),
    };
    let response = response.into_response(app);
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
async fn read_request(request: &HttpRequest, payload: web::Payload) -> Result<ParsedRequest> {
    if request.uri().to_string().len() > ADDRESS_MAX {
        return Err(Error::bad("err-address-too-long"));
    }
    guard::host(request)?;
    let (route, parameters) = route::find(ROUTES, request.method().as_str(), request.path())?;
    guard::origin(request)?;
    let body = tokio::time::timeout(BODY_TIMEOUT, read_body(payload, route.body.limit()))
        .await
        .map_err(|_| Error::Timeout)??;
    let key = request.headers().get("idempotency-key");
    let idempotency_key = key.map(|key| String::from_utf8_lossy(key.as_bytes()).into_owned());
    Ok(ParsedRequest { route, parameters, body, idempotency_key })
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
fn respond(mut request: Request, parsed: Result<ParsedRequest>, answer: ResponseKind) -> Response {
    let mut renewed = None;
    let outcome = parsed.and_then(|parsed| {
        let route = parsed.route;
        request.asks(route);
        if request.app.store.is_shut() && !route.works_locked() {
            return Err(Error::Locked);
        }
        request.take(parsed)?;
        if let Err(refused) = guard::right(&request, route).and_then(|()| guard::token(&request, route)) {
            return draft::rescue(&request, route)?.ok_or(refused);
        }
        match step_up::before(&request, route)? {
            Step::Ask(asks) => return Ok(asks),
            Step::Renewed(cookie) => renewed = Some(cookie),
            Step::Go => {}
        }
        (route.handler)(&request)
    });
    let response = outcome.unwrap_or_else(|error| {
        // What was interrupted did not fail for a reason of its own.
        let error = if request.app.store.is_shut() { error::while_locked(error) } else { error };
        error::answer(&request, answer, &error)
    });
    match renewed {
        Some(cookie) => request.renewed(response, &cookie),
        None => response,
    }
}
