//! The protocol by which a browser is driven (W3C WebDriver): the commands that these tests give, and no more.

use std::fmt;
use std::time::Duration;

use serde_json::{Value as Json, json};

/// By this key an answer names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How long one command may take: a page is loaded meanwhile, on a slow machine under load.
const PATIENCE: Duration = Duration::from_secs(300);

/// Keys that are no letters, as the protocol writes them.
#[derive(Debug, Clone, Copy)]
pub enum Key {
    /// Lets go of the keys that are held.
    Null,
    Tab,
    Enter,
    Shift,
    Control,
    Alt,
    Space,
    PageDown,
    Up,
    Down,
}

impl From<Key> for char {
    fn from(key: Key) -> char {
        match key {
            Key::Null => '\u{e000}',
            Key::Tab => '\u{e004}',
            Key::Enter => '\u{e007}',
            Key::Shift => '\u{e008}',
            Key::Control => '\u{e009}',
            Key::Alt => '\u{e00a}',
            Key::Space => '\u{e00d}',
            Key::PageDown => '\u{e00f}',
            Key::Up => '\u{e013}',
            Key::Down => '\u{e015}',
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", char::from(*self))
    }
}

/// A browser that a driver started.
pub struct Session {
    agent: ureq::Agent,
    /// The address of this session at the driver.
    address: String,
}

/// An element of a page. What is asked of one whose page has gone is an error.
#[derive(Debug, Clone)]
pub struct Element(String);

/// What the driver says, or why it does not.
pub type Said<T> = Result<T, String>;

impl Session {
    /// Has a browser with these capabilities started.
    pub fn start(driver: &str, capabilities: &Json) -> Said<Session> {
        let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE));
        let mut session = Session { agent: config.build().into(), address: driver.to_owned() };
        let answer = session.post("/session", &json!({ "capabilities": { "alwaysMatch": capabilities } }))?;
        let id = answer["sessionId"].as_str().ok_or("a session without a name")?;
        session.address = format!("{driver}/session/{id}");
        Ok(session)
    }

    /// Closes the browser.
    pub fn end(&self) {
        let _ = self.agent.delete(&self.address).call();
    }

    pub fn get(&self, command: &str) -> Said<Json> {
        value(command, self.agent.get(format!("{}{command}", self.address)).call())
    }

    pub fn post(&self, command: &str, body: &Json) -> Said<Json> {
        let request = self.agent.post(format!("{}{command}", self.address)).header("Content-Type", "application/json");
        value(command, request.send(body.to_string()))
    }

    pub fn close_window(&self) -> Said<Json> {
        value("/window", self.agent.delete(format!("{}/window", self.address)).call())
    }

    /// The elements that a selector finds now.
    pub fn all(&self, selector: &str) -> Said<Vec<Element>> {
        let found = self.post("/elements", &json!({ "using": "css selector", "value": selector }))?;
        found.as_array().into_iter().flatten().map(element).collect()
    }

    pub fn focused(&self) -> Said<Element> {
        element(&self.get("/element/active")?)
    }

    /// Runs the body of a function; one that is asynchronous calls its last argument.
    pub fn run(&self, script: &str, arguments: &[Json], is_async: bool) -> Said<Json> {
        let how = if is_async { "/execute/async" } else { "/execute/sync" };
        self.post(how, &json!({ "script": script, "args": arguments }))
    }

    /// Asks for something of an element: its `text`, `name`, whether it is `displayed`, a `property/…`.
    pub fn of(&self, element: &Element, what: &str) -> Said<Json> {
        self.get(&format!("/element/{}/{what}", element.0))
    }

    pub fn click(&self, element: &Element) -> Said<Json> {
        self.post(&format!("/element/{}/click", element.0), &json!({}))
    }

    pub fn clear(&self, element: &Element) -> Said<Json> {
        self.post(&format!("/element/{}/clear", element.0), &json!({}))
    }

    pub fn send_keys(&self, element: &Element, keys: &str) -> Said<Json> {
        self.post(&format!("/element/{}/value", element.0), &json!({ "text": keys }))
    }
}

impl Element {
    /// As scripts take it.
    pub fn json(&self) -> Json {
        json!({ ELEMENT: self.0 })
    }
}

fn element(json: &Json) -> Said<Element> {
    json[ELEMENT].as_str().map(|id| Element(id.to_owned())).ok_or_else(|| format!("no element: {json}"))
}

fn value(command: &str, answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Said<Json> {
    let mut answer = answer.map_err(|error| format!("{command}: {error}"))?;
    // Pictures and whole pages are longer than what is read unasked.
    let text = answer.body_mut().with_config().limit(256 << 20).read_to_string();
    let text = text.map_err(|error| format!("{command}: {error}"))?;
    if !answer.status().is_success() {
        return Err(format!("{command}: {text}"));
    }
    let mut json: Json = serde_json::from_str(&text).map_err(|error| format!("{command}: {error}"))?;
    Ok(json["value"].take())
}
