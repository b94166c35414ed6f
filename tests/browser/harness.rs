//! What the tests run against: the real program over the sample case, a plain HTTP reader, and Debian's chromium.
//!
//! The test process is the only client of what it starts; everything ends with the value that holds it.

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use regex::Regex;
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::driver::{Element, Key, Session};
use crate::process::{Process, on_path};

/// How long anything started here may take until it answers, on a slow machine under load.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// How often something that is awaited is looked for. That a page is loaded does not say that it is laid out, and what a browser
/// that has just started calls loaded may be the empty page it started with.
const SOON: Duration = Duration::from_millis(10);

/// The program, serving on a port of its own to nobody yet.
pub struct Server {
    process: Process,
    /// `http://localhost:PORT`.
    pub origin: String,
    /// The path of the one-time link it printed.
    pub link: String,
    /// Holds the case file and nothing else; gone with the server.
    temp: TempDir,
}

impl Server {
    /// The sample case, behind a link that signs in.
    pub fn demo() -> Server {
        let temp = tempfile::tempdir().unwrap();
        let server = Server::start(habeas(&["demo", "--listen", "127.0.0.1:0"]).env("TMPDIR", temp.path()), temp);
        server.process.wait_for(r"(?m)^API token: (\S+)$");
        server
    }

    /// A new case file, behind a link that sets its first account up.
    pub fn new_case() -> Server {
        let temp = tempfile::tempdir().unwrap();
        let data = data_of(&temp);
        assert!(habeas(&["init", "--data", &data]).output().unwrap().status.success());
        Server::start(&mut habeas(&["serve", "--data", &data, "--listen", "127.0.0.1:0"]), temp)
    }

    /// Ends the program at once, in the middle of whatever it does.
    pub fn kill(&mut self) {
        self.process.child.kill().unwrap();
        self.process.child.wait().unwrap();
    }

    /// Starts the program of a new case once more, on the same data and at the same address.
    pub fn start_again(&mut self) {
        let listen = self.origin.replace("http://localhost", "127.0.0.1");
        let again = &mut habeas(&["serve", "--data", &data_of(&self.temp), "--listen", &listen]);
        self.process = Process::start(again);
        self.process.wait_for(r"(?m)^Open (http://localhost:\d+)$");
    }

    fn start(command: &mut Command, temp: TempDir) -> Server {
        let process = Process::start(command);
        let open = process.wait_for(r"(?m)^Open (http://localhost:\d+/\S+)$");
        let path = open.match_indices('/').nth(2).unwrap().0;
        Server { process, origin: open[..path].to_owned(), link: open[path..].to_owned(), temp }
    }

    /// A browser that is not signed in.
    pub fn browser(&self, arguments: &[&str]) -> Browser {
        Browser::start(&self.origin, arguments)
    }
}

/// The timeline of a case file that nothing but this was loaded into.
pub fn export_of(seed: &str, format: &str, language: &str) -> String {
    let temp = tempfile::tempdir().unwrap();
    let data = data_of(&temp);
    let seed = format!("{}/{seed}", env!("CARGO_MANIFEST_DIR"));
    let run = |arguments: &[&str]| {
        let done = habeas(&[arguments, &["--data", &data]].concat()).output().unwrap();
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    run(&["init"]);
    run(&["import", &seed]);
    run(&["export", "timeline", "--format", format, "--lang", language])
}

fn data_of(temp: &TempDir) -> String {
    temp.path().join("case").display().to_string()
}

fn habeas(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_habeas"));
    command.args(arguments).stdin(Stdio::null()).env_remove("HABEAS_PASSPHRASE_FILE");
    command
}

/// The sample case, signed in.
pub struct Demo {
    server: Server,
    pub origin: String,
    /// The cookie of the session, as a request sends it.
    cookie: String,
}

impl Demo {
    pub fn start() -> Demo {
        let server = Server::demo();
        let page = Reader::new(&server.origin, "").get(&server.link);
        assert_eq!(page.status, 303, "the printed link has to sign in");
        let cookie = page.cookie.expect("the printed link has to set a cookie");
        Demo { origin: server.origin.clone(), server, cookie }
    }

    pub fn reader(&self) -> Reader {
        Reader::new(&self.origin, &self.cookie)
    }

    pub fn browser(&self) -> Browser {
        let browser = self.server.browser(&[]);
        let (name, value) = self.cookie.split_once('=').unwrap();
        let cookie = json!({ "url": self.origin, "name": name, "value": value, "httpOnly": true });
        browser.chromium("Network.setCookie", cookie);
        browser
    }

    /// Everything the server wrote to its log so far.
    pub fn log(&self) -> String {
        self.server.process.stderr.text()
    }
}

/// A plain HTTP client: no script, no style, no redirects followed.
pub struct Reader {
    agent: ureq::Agent,
    origin: String,
    cookie: String,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Page {
    pub status: u16,
    pub html: bool,
    pub body: String,
    /// `name=value`, where the answer sets a cookie.
    pub cookie: Option<String>,
}

impl Reader {
    pub fn new(origin: &str, cookie: &str) -> Reader {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let agent = config.timeout_global(Some(PATIENCE)).build().into();
        Reader { agent, origin: origin.to_owned(), cookie: cookie.to_owned() }
    }

    pub fn get(&self, path: &str) -> Page {
        let request = self.agent.get(format!("{}{path}", self.origin)).header("Cookie", &self.cookie);
        Page::read(request.call().unwrap())
    }

    /// Changes the language of the account.
    pub fn speak(&self, language: &str) {
        let token = Regex::new(r#"name="csrf" value="([^"]+)""#).unwrap();
        let desk = self.get("/").body;
        let token = &token.captures(&desk).expect("the desk has a form with a token")[1];
        let answer = self.post("/language", &[("csrf", token), ("lang", language), ("back", "/")]);
        assert_eq!(answer.status, 303, "the language was not changed: {}", answer.body);
    }

    pub fn post(&self, path: &str, form: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self.agent.post(format!("{}{path}", self.origin)).header("Cookie", &self.cookie);
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        Page::read(request.header("Origin", &self.origin).send(&body).unwrap())
    }
}

impl Page {
    fn read(mut answer: ureq::http::Response<ureq::Body>) -> Page {
        let header = |name: &str| Some(answer.headers().get(name)?.to_str().unwrap().to_owned());
        let cookie = header("set-cookie").map(|cookie| cookie.split(';').next().unwrap().to_owned());
        let html = header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        let status = answer.status().as_u16();
        Page { status, html, cookie, body: answer.body_mut().read_to_string().unwrap() }
    }
}

/// Debian's chromium, without a window.
pub struct Browser {
    session: Session,
    origin: String,
    // Dropped last: the profile is in use until the driver has ended.
    driver: Process,
    _profile: TempDir,
}

impl Browser {
    fn start(origin: &str, arguments: &[&str]) -> Browser {
        let driver = Process::start(Command::new("chromedriver").arg("--port=0"));
        let port = driver.wait_for(r"started successfully on port (\d+)");
        let profile = tempfile::tempdir().unwrap();
        let profile_argument = format!("--user-data-dir={}", profile.path().display());
        let fixed = [
            "--headless=new",
            // Containers have neither the privileges of the sandbox nor much shared memory.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            // A click in the middle of smooth scrolling misses.
            "--force-prefers-reduced-motion",
            // Scripts run a few times in each page: to optimize them takes longer than they run.
            "--js-flags=--no-opt",
            profile_argument.as_str(),
        ];
        let arguments = [fixed.as_slice(), arguments].concat();
        let capabilities = json!({
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": { "binary": on_path("chromium"), "args": arguments },
        });
        let session = Session::start(&format!("http://127.0.0.1:{port}"), &capabilities);
        let session = session.unwrap_or_else(|error| panic!("chromium did not start: {error}"));
        Browser { session, origin: origin.to_owned(), driver, _profile: profile }
    }

    /// Opens a path of the server, or any other address.
    pub fn go(&self, path: &str) {
        let url = if path.starts_with('/') { format!("{}{path}", self.origin) } else { path.to_owned() };
        self.session.post("/url", &json!({ "url": url })).unwrap();
    }

    /// The path and query of the page shown.
    pub fn path(&self) -> String {
        let url = text_of(&self.session.get("/url").unwrap());
        url.strip_prefix(&self.origin).map(str::to_owned).unwrap_or(url)
    }

    /// What the page says.
    pub fn text(&self) -> String {
        text_of(&self.session.of(&self.find("body"), "text").unwrap())
    }

    /// Follows the first link that says this, in the part of the page that `within` selects.
    pub fn follow(&self, within: &str, says: &str) {
        let link = self.first(&format!("{within} a[href]"), Some(says));
        self.leave(&link);
    }

    /// Clicks the first link or button in sight that leads to another page, and waits for that page.
    pub fn click(&self, selector: &str) {
        let element = self.first(selector, None);
        self.bring(&element);
        self.leave(&element);
    }

    /// Ticks a box with the keyboard.
    pub fn tick(&self, selector: &str) {
        self.session.send_keys(&self.find(selector), " ").unwrap();
    }

    /// Chooses from a list.
    pub fn choose(&self, selector: &str, value: &str) {
        let entry = self.find(&format!("{selector} option[value=\"{value}\"]"));
        self.session.click(&entry).unwrap();
    }

    pub fn fill(&self, selector: &str, text: &str) {
        let field = self.find(selector);
        self.session.clear(&field).unwrap();
        self.session.send_keys(&field, text).unwrap();
    }

    /// Whether the page has such an element.
    pub fn has(&self, selector: &str) -> bool {
        !self.session.all(selector).unwrap().is_empty()
    }

    /// Waits for an element that a script puts there.
    pub fn await_one(&self, selector: &str) {
        let start = Instant::now();
        while !self.has(selector) {
            assert!(start.elapsed() < PATIENCE, "no {selector} on {}: {}", self.path(), self.text());
            thread::sleep(SOON);
        }
    }

    /// Clicks something that leads to no other page.
    pub fn click_here(&self, selector: &str) {
        let element = self.find(selector);
        self.bring(&element);
        self.session.click(&element).unwrap();
    }

    /// Types into a field in place of what is in it, and stays there.
    pub fn type_in(&self, selector: &str, text: &str) {
        let field = self.find(selector);
        if self.session.of(&field, "property/value").unwrap().as_str().is_some_and(|value| !value.is_empty()) {
            let all = format!("{}a{}", Key::Control, Key::Null);
            self.session.send_keys(&field, &all).unwrap();
        }
        self.session.send_keys(&field, text).unwrap();
    }

    /// Puts words into a field in place of what is in it, all at once, and stays there.
    pub fn insert(&self, selector: &str, text: &str) {
        let there = self.run(
            "const field = document.querySelector(arguments[0]); if (!field) return false;
             field.scrollIntoView({ block: 'center' }); field.focus(); field.select();
             return document.activeElement === field;",
            vec![json!(selector)],
        );
        assert_eq!(there, true, "nothing can be typed into {selector} on {}", self.path());
        self.chromium("Input.insertText", json!({ "text": text }));
    }

    /// Sends a key to whatever has the focus.
    pub fn press(&self, key: Key) {
        self.type_here(&key.to_string());
    }

    /// Sends keys to whatever has the focus.
    pub fn type_here(&self, keys: &str) {
        self.session.send_keys(&self.session.focused().unwrap(), keys).unwrap();
    }

    /// Sends keys that lead to another page, and waits for that page.
    pub fn leave_by(&self, keys: &str) {
        let page = self.find("html");
        self.type_here(keys);
        self.gone(&page);
    }

    /// Opens another tab and goes on in it; gives the tab it was in.
    pub fn new_tab(&self) -> String {
        let old = text_of(&self.session.get("/window").unwrap());
        let new = self.session.post("/window/new", &json!({ "type": "tab" })).unwrap();
        self.to_tab(&text_of(&new["handle"]));
        old
    }

    pub fn to_tab(&self, tab: &str) {
        self.session.post("/window", &json!({ "handle": tab })).unwrap();
    }

    /// Closes the tab it is in.
    pub fn close_tab(&self) {
        self.session.close_window().unwrap();
    }

    /// Runs the body of a function in the page, from outside its content security policy.
    pub fn run(&self, script: &str, arguments: Vec<Json>) -> Json {
        self.session.run(script, &arguments, false).unwrap()
    }

    /// The same for a function that calls its last argument when it is done.
    pub fn run_async(&self, script: &str, arguments: Vec<Json>) -> Json {
        self.session.run(script, &arguments, true).unwrap()
    }

    /// The page as chromium writes a picture, in base 64.
    pub fn picture(&self) -> String {
        text_of(&self.session.get("/screenshot").unwrap())
    }

    /// The page as on a screen of this size; narrow ones are phones.
    pub fn resize(&self, width: u32, height: u32) {
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.chromium("Emulation.setDeviceMetricsOverride", screen);
    }

    pub fn dark(&self, dark: bool) {
        let scheme = json!({ "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } });
        self.chromium("Emulation.setEmulatedMedia", json!({ "features": [scheme] }));
    }

    /// A command of chromium's own protocol.
    pub fn chromium(&self, command: &str, parameters: Json) -> Json {
        self.session.post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters })).unwrap()
    }

    /// The cookie of the session, as a request sends it.
    pub fn cookie(&self) -> String {
        let cookies = self.chromium("Network.getCookies", json!({}))["cookies"].take();
        let cookies = cookies.as_array().unwrap().iter();
        let pairs = cookies.map(|cookie| format!("{}={}", text_of(&cookie["name"]), text_of(&cookie["value"])));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// What chromium wrote to its console since the last call: errors of loading, and violations of the policy.
    pub fn console(&self) -> Vec<String> {
        let entries = self.session.post("/se/log", &json!({ "type": "browser" })).unwrap();
        entries.as_array().unwrap().iter().map(|entry| text_of(&entry["message"])).collect()
    }

    /// Scrolls something to the middle of the window, clear of what sticks to its edges.
    fn bring(&self, element: &Element) {
        self.run("arguments[0].scrollIntoView({ block: 'center' })", vec![element.json()]);
    }

    /// The first element in sight, of those that say something if anything is to be said.
    fn first(&self, selector: &str, says: Option<&str>) -> Element {
        let start = Instant::now();
        loop {
            for element in self.session.all(selector).unwrap() {
                // An element of a page that has just gone is in sight of nobody.
                let fits = match says {
                    Some(says) => {
                        self.session.of(&element, "text").is_ok_and(|text| text.as_str().unwrap().trim() == says)
                    }
                    None => true,
                };
                if fits && self.session.of(&element, "displayed") == Ok(Json::Bool(true)) {
                    return element;
                }
            }
            if start.elapsed() > PATIENCE {
                self.nothing(&format!(
                    "{selector} in sight{}",
                    says.map(|says| format!(" that says {says:?}")).unwrap_or_default()
                ));
            }
            thread::sleep(SOON);
        }
    }

    fn find(&self, selector: &str) -> Element {
        let start = Instant::now();
        loop {
            if let Some(first) = self.session.all(selector).unwrap().into_iter().next() {
                return first;
            }
            if start.elapsed() > PATIENCE {
                self.nothing(selector);
            }
            thread::sleep(SOON);
        }
    }

    /// What is missing, and what is there instead.
    fn nothing(&self, what: &str) -> ! {
        let there = "return `${document.readyState}, ${innerWidth} wide: ${document.documentElement?.outerHTML}`;";
        panic!("no {what} on {}: {:?}", self.path(), self.session.run(there, &[], false))
    }

    /// Clicks, and waits until the page that was clicked on is gone: a click returns before the next page is there.
    fn leave(&self, element: &Element) {
        self.session.click(element).unwrap();
        self.gone(element);
    }

    fn gone(&self, element: &Element) {
        let start = Instant::now();
        while self.session.of(element, "name").is_ok() {
            assert!(start.elapsed() < PATIENCE, "that leads nowhere");
            thread::sleep(SOON);
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Chromium is a child of the driver, and outlives it unless the session is closed.
        self.session.end();
        self.driver.stop();
    }
}

fn text_of(json: &Json) -> String {
    json.as_str().unwrap_or_default().to_owned()
}
