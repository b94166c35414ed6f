//! The real program: a server started from the binary, a browser of our own that sends exactly what a test says.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use habeas::app::intake::load_case;
use habeas::config::{DataDir, new_private_file};
use habeas::crypto::slots;
use habeas::domain::access::{Actor, Role};
use habeas::domain::kind::Kind;
use habeas::domain::record::Sensitivity;
use habeas::store::Store;
use habeas::store::accounts::account::{LinkPurpose, NewAccount};
use tempfile::TempDir;

/// Longer than any start or answer takes, even on a busy computer.
pub const PATIENCE: Duration = Duration::from_secs(30);
const WEEK: i64 = 7 * 86_400;

/// The address of a record, by the letter of its ref.
pub fn address_of(reference: &str) -> String {
    let letter = reference.split('-').next().unwrap();
    let letters = |kind: &Kind| [kind.ref_prefix(), kind.ref_prefix_of(Some("group"))].contains(&letter);
    Kind::ALL.into_iter().find(letters).unwrap().address(reference)
}

/// The program, run to its end without a terminal.
pub fn habeas(arguments: &[&str]) -> Output {
    habeas_with(arguments, &[])
}

pub fn habeas_with(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_habeas"))
        .args(arguments)
        .env_remove("HABEAS_PASSPHRASE_FILE")
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// Who asks, in tests of rights. An API token of a role is a reader of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Nobody,
    Viewer,
    Monitor,
    Editor,
    Token,
}

impl Who {
    pub const ALL: [Who; 5] = [Who::Nobody, Who::Viewer, Who::Monitor, Who::Editor, Who::Token];
}

/// A data directory with the sample case and one account of every role, opened without a passphrase.
pub struct Case {
    pub dir: TempDir,
}

/// Files, links and tokens of a case file made once and copied for every test.
struct Template {
    files: Vec<(PathBuf, Vec<u8>)>,
    links: BTreeMap<&'static str, String>,
    tokens: BTreeMap<&'static str, String>,
    key: String,
}

/// Login, role, clearance and the admin flag of the accounts in every `Case`.
const ACCOUNTS: [(&str, Role, Sensitivity, bool); 4] = [
    ("viewer", Role::Viewer, Sensitivity::Internal, false),
    // Administration opens no record and no right of a role.
    ("admin", Role::Viewer, Sensitivity::Internal, true),
    ("monitor", Role::Monitor, Sensitivity::Internal, false),
    ("editor", Role::Editor, Sensitivity::Restricted, false),
];

static TEMPLATE: LazyLock<Template> = LazyLock::new(|| {
    let outer = tempfile::tempdir().unwrap();
    let path = outer.path().join("case");
    let dir = DataDir::create(&path).unwrap();
    let (key, _) = slots::create(&dir.keys(), None).unwrap();
    let hex = key.hex().to_string();
    drop(new_private_file(&dir.database()).unwrap());
    let store = Store::create(&dir.database(), key).unwrap();
    let (mut links, mut tokens) = (BTreeMap::new(), BTreeMap::new());
    for (login, role, clearance, admin) in ACCOUNTS {
        let id = store.add_account(&NewAccount { login, name: login, role, admin, clearance }).unwrap();
        links.insert(login, store.create_link(LinkPurpose::Enter, Some(id), WEEK).unwrap());
        tokens.insert(login, store.create_api_token(id, "test", None).unwrap());
        if login == "monitor" {
            links.insert("monitor again", store.create_link(LinkPurpose::Enter, Some(id), WEEK).unwrap());
        }
        if login == "editor" {
            links.insert("editor again", store.create_link(LinkPurpose::Enter, Some(id), WEEK).unwrap());
        }
        if login == "viewer" {
            links.insert("setup", store.create_link(LinkPurpose::Setup, Some(id), WEEK).unwrap());
            links.insert("expired", store.create_link(LinkPurpose::Enter, Some(id), -1).unwrap());
        }
    }
    // After the accounts, so that these have the same numbers in every case: the first is 3.
    load_case::load_vocabulary(&store).unwrap();
    load_case::load_sample(&store, &Actor::program()).unwrap();
    drop(store);
    drop(dir);
    Template { files: files_under(&path), links, tokens, key: hex }
});

impl Case {
    pub fn new() -> Case {
        Case::of(&TEMPLATE.files)
    }

    /// A data directory of these files, as private as the program makes its own.
    pub fn of(files: &[(PathBuf, Vec<u8>)]) -> Case {
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = dir.path().join(name);
            habeas::crypto::files::create_private_dir(path.parent().unwrap()).unwrap();
            new_private_file(&path).unwrap().write_all(bytes).unwrap();
        }
        Case { dir }
    }

    pub fn path(&self) -> &str {
        self.dir.path().to_str().unwrap()
    }

    pub fn database(&self) -> PathBuf {
        self.dir.path().join("habeas.db")
    }

    /// A link of an account (`viewer`, `editor` …) that signs in, or the links `monitor again`, `editor again`, `setup` and `expired`.
    pub fn link(&self, of: &str) -> &'static str {
        &TEMPLATE.links[of]
    }

    pub fn token(&self, of: &str) -> &'static str {
        &TEMPLATE.tokens[of]
    }

    /// Writes down so many wrong passwords for these names, the last one so many seconds ago.
    pub fn failed(&self, names: &[&str], count: i64, ago: i64) {
        for name in names {
            let sql = "INSERT OR REPLACE INTO sign_in_failure VALUES (?1, ?2, unixepoch() - ?3)";
            self.raw().execute(sql, (habeas::crypto::token_hash(name), count, ago)).unwrap();
        }
    }

    /// The database, opened past the program: to damage it.
    pub fn raw(&self) -> rusqlite::Connection {
        raw(&self.database(), &TEMPLATE.key)
    }
}

/// An encrypted database, opened past the program.
pub fn raw(path: &Path, key: &str) -> rusqlite::Connection {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch(&format!("PRAGMA key = \"x'{key}'\"; PRAGMA foreign_keys = OFF;")).unwrap();
    conn
}

/// Every file under a directory with what is in it, by path from there, in order.
pub fn files_under(directory: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut waiting = vec![directory.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                files.push((path.strip_prefix(directory).unwrap().to_owned(), fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// A running server; told to stop when dropped.
pub struct Server {
    child: Child,
    pub port: u16,
    /// What it printed before it answered.
    pub printed: Vec<String>,
    stderr: Arc<Mutex<Vec<u8>>>,
    readers: Vec<JoinHandle<()>>,
    /// The case file it serves; `demo` has its own.
    pub case: Option<Case>,
}

impl Server {
    /// `habeas demo`, with the link that signs in and the API token it printed.
    pub fn demo() -> (Server, String, String) {
        let server = Server::start(&["demo", "--listen", "127.0.0.1:0"], 2, None);
        let link = server.printed[0].rsplit_once('/').unwrap().1.to_owned();
        let token = server.printed[1].strip_prefix("API token: ").unwrap().to_owned();
        (server, link, token)
    }

    /// `habeas serve` of a case file with the sample case and one account of every role.
    pub fn serve() -> Server {
        Server::serve_case(Case::new())
    }

    pub fn serve_case(case: Case) -> Server {
        let path = case.path().to_owned();
        Server::start(&["serve", "--data", &path, "--listen", "127.0.0.1:0"], 1, Some(case))
    }

    /// Starts a server and waits for its first lines.
    pub fn start(arguments: &[&str], lines: usize, case: Option<Case>) -> Server {
        let mut program = Command::new(env!("CARGO_BIN_EXE_habeas"));
        program.args(arguments);
        Server::start_program(program, lines, case)
    }

    /// The same for a command that ends in the program.
    pub fn start_program(mut program: Command, lines: usize, case: Option<Case>) -> Server {
        let mut child = program
            .env_remove("HABEAS_PASSPHRASE_FILE")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, printed) = channel();
        let stdout = child.stdout.take().unwrap();
        let out = std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let stderr = Arc::new(Mutex::new(Vec::new()));
        let (mut pipe, kept) = (child.stderr.take().unwrap(), Arc::clone(&stderr));
        let err = std::thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(n @ 1..) = pipe.read(&mut chunk) {
                kept.lock().unwrap().extend_from_slice(&chunk[..n]);
            }
        });
        let mut server = Server { child, port: 0, printed: Vec::new(), stderr, readers: vec![out, err], case };
        server.wait_for(&printed, lines);
        server
    }

    fn wait_for(&mut self, printed: &Receiver<String>, lines: usize) {
        while self.printed.len() < lines {
            match printed.recv_timeout(PATIENCE) {
                Ok(line) => self.printed.push(line),
                Err(_) => panic!("the server printed {:?} and on stderr {}", self.printed, self.log()),
            }
        }
        let address = self.printed[0].strip_prefix("Open http://localhost:").expect("an address to open");
        self.port = address.split('/').next().unwrap().parse().unwrap();
    }

    pub fn case(&self) -> &Case {
        self.case.as_ref().expect("a case file of its own")
    }

    /// Whether its process has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|ended| ended.is_some())
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it wrote on stderr so far.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&self.stderr.lock().unwrap()).into_owned()
    }

    /// Stops it as a signal does and returns its case file and everything it logged.
    pub fn stop(mut self) -> (Option<Case>, String) {
        self.end();
        (self.case.take(), self.log())
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it as the kernel does, in the middle of whatever it does, and returns its case file.
    pub fn kill(mut self) -> Case {
        self.child.kill().unwrap();
        self.end();
        self.case.take().expect("a case file of its own")
    }

    fn end(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).stderr(Stdio::null()).status();
        let until = Instant::now() + PATIENCE;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        for reader in self.readers.drain(..) {
            let _ = reader.join();
        }
    }

    /// A browser that nobody signed in with.
    pub fn nobody(&self) -> Browser<'_> {
        Browser { server: self, cookies: BTreeMap::new() }
    }

    /// A browser signed in as one of the accounts of `Case`. Works once per account.
    pub fn sign_in(&self, account: &str) -> Browser<'_> {
        self.enter(self.case().link(account))
    }

    /// A browser signed in by a link.
    pub fn enter(&self, link: &str) -> Browser<'_> {
        let mut browser = self.nobody();
        let answer = browser.get(&format!("/enter/{link}"));
        assert_eq!((answer.status, answer.header("location")), (303, Some("/")), "the link signs in");
        browser
    }

    pub fn get(&self, address: &str) -> Answer {
        self.send("GET", address, &[], b"")
    }

    /// A question to the JSON API with a token.
    pub fn api(&self, address: &str, token: &str) -> Answer {
        self.send("GET", address, &[("Authorization", &format!("Bearer {token}"))], b"")
    }

    /// Sends a request as it is given: only what is missing of `Host`, `Connection` and `Content-Length` is added.
    pub fn send(&self, method: &str, address: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let request = request(self.port, method, address, &[headers, &[("Connection", "close")]].concat(), body);
        self.send_bytes(&request, method == "HEAD")
    }

    /// Sends bytes as they are and reads the answer.
    pub fn send_bytes(&self, request: &[u8], head_only: bool) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        // A server that refuses early may close before it has read everything.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        Answer::parse(&bytes, head_only)
    }
}

/// A request as it is given: only what is missing of `Host` and `Content-Length` is added.
pub fn request(port: u16, method: &str, address: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("{method} {address} HTTP/1.1\r\n");
    let given = |name: &str| headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
    if !given("host") {
        head.push_str(&format!("Host: localhost:{port}\r\n"));
    }
    if !given("content-length") && !body.is_empty() {
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    [head.as_bytes(), body].concat()
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.end();
        }
    }
}

/// An answer, whatever its status.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn parse(bytes: &[u8], head_only: bool) -> Answer {
        let text = String::from_utf8_lossy(bytes);
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer but {text:?}"));
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header = |line: &str| line.split_once(':').map(|(n, v)| (n.to_lowercase(), v.trim().to_owned())).unwrap();
        let mut answer = Answer { status, headers: lines.map(header).collect(), body: bytes[end + 4..].to_vec() };
        if answer.header("transfer-encoding") == Some("chunked") && !head_only {
            answer.body = unchunk(&answer.body);
        } else if let Some(length) = answer.header("content-length")
            && !head_only
        {
            assert_eq!(answer.body.len().to_string(), length, "the answer is whole");
        }
        answer
    }

    /// The first header of a name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("an answer in UTF-8")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON but {}", self.text()))
    }

    /// Where a redirect leads; the status otherwise.
    pub fn goes(&self) -> String {
        self.header("location").map_or_else(|| self.status.to_string(), str::to_owned)
    }

    /// Whether it leads to where one signs in, on the way to a page or not.
    pub fn goes_to_sign_in(&self) -> bool {
        self.status == 303 && self.goes().split('?').next() == Some("/signin")
    }

    /// The code of a JSON error; panics on any other shape.
    pub fn error_code(&self) -> String {
        let json = self.json();
        let error = json["error"].as_object().unwrap_or_else(|| panic!("no error but {json}"));
        assert!(error["message"].as_str().is_some_and(is_sentence), "{json}");
        assert!(error.keys().all(|key| matches!(key.as_str(), "code" | "message" | "fields")), "{json}");
        assert_eq!(json.as_object().unwrap().len(), 1, "{json}");
        error["code"].as_str().unwrap().to_owned()
    }

    /// The sentence at the top of an error page; panics if there is none.
    pub fn sentence(&self) -> String {
        let text = self.text();
        let heading = between(&text, "<h1>", "</h1>").unwrap_or_else(|| panic!("no page but {text}"));
        assert!(is_sentence(heading), "{heading:?} is no sentence");
        heading.to_owned()
    }
}

/// Whether a text is something to be read: a few words, not a key of a message file.
fn is_sentence(text: &str) -> bool {
    text.split_whitespace().count() >= 3
}

pub fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(start)?;
    Some(rest.split_once(end)?.0)
}

fn unchunk(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let line = body.windows(2).position(|two| two == b"\r\n").expect("a chunk's size");
        let size = usize::from_str_radix(std::str::from_utf8(&body[..line]).unwrap().trim(), 16).unwrap();
        if size == 0 {
            return whole;
        }
        whole.extend_from_slice(&body[line + 2..line + 2 + size]);
        body = &body[line + 4 + size..];
    }
}

/// A browser: it keeps cookies, sends them back, and does not follow redirects.
#[derive(Clone)]
pub struct Browser<'s> {
    pub server: &'s Server,
    pub cookies: BTreeMap<String, String>,
}

impl Browser<'_> {
    pub fn get(&mut self, address: &str) -> Answer {
        self.send("GET", address, &[], b"")
    }

    /// A form of a page of ours: with the session's token, as a browser of today sends it.
    pub fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf();
        let mut fields = fields.to_vec();
        if let Some(csrf) = &csrf {
            fields.push(("csrf", csrf));
        }
        let origin = format!("http://localhost:{}", self.server.port);
        self.post_as_is(address, &fields, &[("Origin", &origin), ("Sec-Fetch-Site", "same-origin")])
    }

    /// Exactly these fields and headers.
    pub fn post_as_is(&mut self, address: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut headers = headers.to_vec();
        headers.push(("Content-Type", "application/x-www-form-urlencoded"));
        // An empty form still is a body.
        let length = body.len().to_string();
        headers.push(("Content-Length", &length));
        self.send("POST", address, &headers, body.as_bytes())
    }

    pub fn send(&mut self, method: &str, address: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let mut headers = headers.to_vec();
        if !cookies.is_empty() {
            headers.push(("Cookie", &cookies));
        }
        let answer = self.server.send(method, address, &headers, body);
        for (_, cookie) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// The token that the forms of this session's pages hold; `None` if nobody is signed in.
    pub fn csrf(&mut self) -> Option<String> {
        let page = self.get("/timeline").text();
        between(&page, "name=\"csrf\" value=\"", "\"").map(str::to_owned)
    }

    pub fn is_signed_in(&mut self) -> bool {
        self.get("/timeline").status == 200
    }
}
