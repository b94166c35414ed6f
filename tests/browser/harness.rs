//! What the tests run against: the real program over the sample case, a plain HTTP reader, and Debian's chromium.
//!
//! The test process is the only client of what it starts; everything ends with the value that holds it.

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::WindowHandle;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use regex::Regex;
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::process::{Process, on_path};

/// How long anything started here may take until it answers, on a slow machine under load.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// How long something may take to be on a page, and in sight. That a page is loaded does not say that it is laid out, and what
/// a browser that has just started calls loaded may be the empty page it started with.
const SIGHT: Duration = Duration::from_secs(10);

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
    runtime: Runtime,
    client: Client,
    /// The address of this session at the driver, for what only chromium can do.
    session: String,
    agent: ureq::Agent,
    origin: String,
    // Dropped last: the profile is in use until the driver has ended.
    driver: Process,
    _profile: TempDir,
}

impl Browser {
    fn start(origin: &str, arguments: &[&str]) -> Browser {
        let driver = Process::start(Command::new("chromedriver").arg("--port=0"));
        let port = driver.wait_for(r"started successfully on port (\d+)");
        let driver_url = format!("http://127.0.0.1:{port}");
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
            profile_argument.as_str(),
        ];
        let arguments = [fixed.as_slice(), arguments].concat();
        let capabilities = json!({
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": { "binary": on_path("chromium"), "args": arguments },
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (client, id) = runtime.block_on(async {
            // A command is a few bytes: put together with the next one, each would wait for an acknowledgement.
            let mut connector = HttpConnector::new();
            connector.set_nodelay(true);
            let mut builder = ClientBuilder::new(connector);
            builder.capabilities(capabilities.as_object().unwrap().clone());
            let client = builder.connect(&driver_url).await.expect("chromium did not start");
            let id = client.session_id().await.unwrap().unwrap();
            (client, id)
        });
        let session = format!("{driver_url}/session/{id}");
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        Browser { runtime, client, session, agent, origin: origin.to_owned(), driver, _profile: profile }
    }

    /// Opens a path of the server, or any other address.
    pub fn go(&self, path: &str) {
        let url = if path.starts_with('/') { format!("{}{path}", self.origin) } else { path.to_owned() };
        self.runtime.block_on(self.client.goto(&url)).unwrap();
    }

    /// The path and query of the page shown.
    pub fn path(&self) -> String {
        let url = self.runtime.block_on(self.client.current_url()).unwrap();
        url.as_str().strip_prefix(&self.origin).unwrap_or(url.as_str()).to_owned()
    }

    /// What the page says.
    pub fn text(&self) -> String {
        self.runtime.block_on(async { self.find("body").await.text().await }).unwrap()
    }

    /// Follows the first link that says this, in the part of the page that `within` selects.
    pub fn follow(&self, within: &str, says: &str) {
        self.runtime.block_on(async {
            let link = self.first(&format!("{within} a[href]"), Some(says)).await;
            leave(&link).await;
        });
    }

    /// Clicks the first link or button in sight that leads to another page, and waits for that page.
    pub fn click(&self, selector: &str) {
        self.runtime.block_on(async {
            let element = self.first(selector, None).await;
            self.bring(&element).await;
            leave(&element).await;
        });
    }

    /// Ticks a box with the keyboard.
    pub fn tick(&self, selector: &str) {
        self.runtime.block_on(async { self.find(selector).await.send_keys(" ").await }).unwrap();
    }

    /// Chooses from a list.
    pub fn choose(&self, selector: &str, value: &str) {
        self.runtime.block_on(async { self.find(selector).await.select_by_value(value).await }).unwrap();
    }

    pub fn fill(&self, selector: &str, text: &str) {
        self.runtime.block_on(async {
            let field = self.find(selector).await;
            field.clear().await.unwrap();
            field.send_keys(text).await.unwrap();
        });
    }

    /// Whether the page has such an element.
    pub fn has(&self, selector: &str) -> bool {
        !self.runtime.block_on(self.client.find_all(Locator::Css(selector))).unwrap().is_empty()
    }

    /// Waits for an element that a script puts there.
    pub fn await_one(&self, selector: &str) {
        let start = Instant::now();
        while !self.has(selector) {
            assert!(start.elapsed() < PATIENCE, "no {selector} on {}: {}", self.path(), self.text());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Clicks something that leads to no other page.
    pub fn click_here(&self, selector: &str) {
        self.runtime.block_on(async {
            let element = self.find(selector).await;
            self.bring(&element).await;
            element.click().await.unwrap();
        });
    }

    /// Types into a field in place of what is in it, and stays there.
    pub fn type_in(&self, selector: &str, text: &str) {
        self.runtime.block_on(async {
            let field = self.find(selector).await;
            if field.prop("value").await.unwrap().is_some_and(|value| !value.is_empty()) {
                field.send_keys(&format!("{}a{}", char::from(Key::Control), char::from(Key::Null))).await.unwrap();
            }
            field.send_keys(text).await.unwrap();
        });
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
        self.runtime.block_on(async { self.client.active_element().await?.send_keys(keys).await }).unwrap();
    }

    /// Sends keys that lead to another page, and waits for that page.
    pub fn leave_by(&self, keys: &str) {
        self.runtime.block_on(async {
            let page = self.find("html").await;
            self.client.active_element().await.unwrap().send_keys(keys).await.unwrap();
            gone(&page).await;
        });
    }

    /// Opens another tab and goes on in it; gives the tab it was in.
    pub fn new_tab(&self) -> WindowHandle {
        self.runtime.block_on(async {
            let old = self.client.window().await.unwrap();
            let new = self.client.new_window(true).await.unwrap();
            self.client.switch_to_window(new.handle).await.unwrap();
            old
        })
    }

    pub fn to_tab(&self, tab: WindowHandle) {
        self.runtime.block_on(self.client.switch_to_window(tab)).unwrap();
    }

    /// Closes the tab it is in.
    pub fn close_tab(&self) {
        self.runtime.block_on(self.client.close_window()).unwrap();
    }

    /// Runs the body of a function in the page, from outside its content security policy.
    pub fn run(&self, script: &str, arguments: Vec<Json>) -> Json {
        self.runtime.block_on(self.client.execute(script, arguments)).unwrap()
    }

    /// The same for a function that calls its last argument when it is done.
    pub fn run_async(&self, script: &str, arguments: Vec<Json>) -> Json {
        self.runtime.block_on(self.client.execute_async(script, arguments)).unwrap()
    }

    pub fn picture(&self) -> Vec<u8> {
        self.runtime.block_on(self.client.screenshot()).unwrap()
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
        self.driver_command("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// The cookie of the session, as a request sends it.
    pub fn cookie(&self) -> String {
        let cookies = self.chromium("Network.getCookies", json!({}))["cookies"].take();
        let cookies = cookies.as_array().unwrap().iter();
        let pairs =
            cookies.map(|cookie| format!("{}={}", cookie["name"].as_str().unwrap(), cookie["value"].as_str().unwrap()));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// What chromium wrote to its console since the last call: errors of loading, and violations of the policy.
    pub fn console(&self) -> Vec<String> {
        let entries = self.driver_command("se/log", &json!({ "type": "browser" }));
        let entries = entries.as_array().unwrap();
        entries.iter().map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }

    fn driver_command(&self, command: &str, body: &Json) -> Json {
        let request = self.agent.post(format!("{}/{command}", self.session)).header("Content-Type", "application/json");
        let mut answer = request.send(body.to_string()).unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        assert!(answer.status().is_success(), "{command} {body}: {text}");
        serde_json::from_str::<Json>(&text).unwrap()["value"].take()
    }

    /// Scrolls something to the middle of the window, clear of what sticks to its edges.
    async fn bring(&self, element: &Element) {
        let element = serde_json::to_value(element).unwrap();
        self.client.execute("arguments[0].scrollIntoView({ block: 'center' })", vec![element]).await.unwrap();
    }

    /// The first element in sight, of those that say something if anything is to be said.
    async fn first(&self, selector: &str, says: Option<&str>) -> Element {
        let start = Instant::now();
        loop {
            for element in self.client.find_all(Locator::Css(selector)).await.unwrap() {
                // An element of a page that has just gone is in sight of nobody.
                let fits = match says {
                    Some(says) => element.text().await.is_ok_and(|text| text.trim() == says),
                    None => true,
                };
                if fits && element.is_displayed().await.unwrap_or(false) {
                    return element;
                }
            }
            if start.elapsed() > SIGHT {
                self.nothing(&format!(
                    "{selector} in sight{}",
                    says.map(|says| format!(" that says {says:?}")).unwrap_or_default()
                ))
                .await;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn find(&self, selector: &str) -> Element {
        match self
            .client
            .wait()
            .at_most(SIGHT)
            .every(Duration::from_millis(10))
            .for_element(Locator::Css(selector))
            .await
        {
            Ok(element) => element,
            Err(_) => self.nothing(selector).await,
        }
    }

    /// What is missing, and what is there instead.
    async fn nothing(&self, what: &str) -> ! {
        let there = "return `${document.readyState}, ${innerWidth} wide: ${document.documentElement?.outerHTML}`;";
        let there = self.client.execute(there, vec![]).await;
        panic!("no {what} on {}: {there:?}", self.client.current_url().await.unwrap())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Chromium is a child of the driver, and outlives it unless the session is closed.
        let _ = self.agent.delete(&self.session).call();
        self.driver.stop();
    }
}

/// Clicks, and waits until the page that was clicked on is gone: a click returns before the next page is there.
async fn leave(element: &Element) {
    element.click().await.unwrap();
    gone(element).await;
}

async fn gone(element: &Element) {
    let start = Instant::now();
    while element.tag_name().await.is_ok() {
        assert!(start.elapsed() < PATIENCE, "that leads nowhere");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
