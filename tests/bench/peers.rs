//! Others who are asked the same: SQLite over an unencrypted copy of the file, and Datasette over the lines of that copy.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use habeas::store::Store;
use rusqlite::Connection;

use crate::made;
use crate::process::threads_cpu;
use crate::server::raw;

/// How long Datasette is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a timeline asks, of an unencrypted copy of the same tables, by hand: how many, of which types, in which months, in
/// which places, and the first lines. No rights, no page.
const BY_HAND: [&str; 5] = [
    "SELECT count(*) FROM hit",
    "SELECT type, count(*) FROM hit GROUP BY type ORDER BY 2 DESC",
    "SELECT strftime('%Y-%m', day * 86400, 'unixepoch') AS month, count(*) FROM hit GROUP BY month",
    "SELECT place_id, count(*) FROM hit GROUP BY place_id ORDER BY 2 DESC LIMIT 30",
    "SELECT h.id, h.type, h.day, i.title FROM hit h LEFT JOIN incident i ON i.id = h.id ORDER BY h.day, h.seq, h.id LIMIT 25",
];

/// Which lines: all of them, those of the busiest city, those of the busiest person.
const HITS: [(&str, &str); 3] = [
    ("timeline, nothing asked", "SELECT * FROM entry"),
    (
        "timeline of the busiest city",
        "SELECT e.* FROM entry e WHERE e.id IN (SELECT p.entry_id FROM entry_place p WHERE p.place_id IN
           (WITH RECURSIVE inside(id) AS (SELECT id FROM record WHERE ref = 'L-19' UNION SELECT p.id FROM place p
              JOIN inside i ON p.parent_id = i.id) SELECT id FROM inside))",
    ),
    (
        "timeline of the busiest person",
        "SELECT e.* FROM entry e WHERE e.id IN (SELECT p.incident_id FROM participation p JOIN record r ON r.id = p.person_id
           WHERE r.ref = 'P-1')",
    ),
];

/// Makes one table of lines, with what Datasette needs to search it, in Python's SQLite: ours is built without.
const LINES: &str = "
import sqlite3, sys
lines = sqlite3.connect(sys.argv[2])
lines.execute('ATTACH ? AS file', (sys.argv[1],))
lines.executescript('''
CREATE TABLE line (id INTEGER PRIMARY KEY, type TEXT, day TEXT, month TEXT, place TEXT, title TEXT, summary TEXT);
INSERT INTO line SELECT e.id, e.type, date(e.day * 86400, 'unixepoch'), strftime('%Y-%m', e.day * 86400, 'unixepoch'),
  (SELECT n.text FROM file.name n WHERE n.record_id = e.place_id AND n.kind = 'primary'), i.title, i.summary
  FROM file.entry e LEFT JOIN file.incident i ON i.id = e.id;
CREATE INDEX line_type ON line(type); CREATE INDEX line_day ON line(day);
CREATE INDEX line_month ON line(month); CREATE INDEX line_place ON line(place);
CREATE VIRTUAL TABLE line_fts USING fts5(title, summary, content=line, content_rowid=id);
INSERT INTO line_fts(line_fts) VALUES ('rebuild');
''')
print(lines.execute('SELECT place FROM line GROUP BY place ORDER BY count(*) DESC LIMIT 1').fetchone()[0])
";

/// The names of the case file.
pub fn names(store: &Store) -> usize {
    let mut names = 0;
    store.index_names(|_| names += 1).unwrap();
    names
}

/// Asks both, so often each.
pub fn compare(store: &Store, database: &Path, times: usize) {
    let outer = tempfile::tempdir().unwrap();
    let plain = outer.path().join("plain.db");
    copy(store, database, &plain);
    println!("\nThe same asked of others: CPU ms, median");
    by_hand(&plain, times);
    match Datasette::start(outer.path(), &plain) {
        Some(mut datasette) => datasette.ask(times),
        None => println!("Datasette could not be installed: not measured"),
    }
    println!();
}

/// An unencrypted copy, for nothing but this.
fn copy(store: &Store, database: &Path, plain: &Path) {
    let conn = raw(database, &store.key().unwrap().hex());
    conn.execute_batch(&format!("ATTACH '{}' AS plain KEY ''; SELECT sqlcipher_export('plain');", plain.display()))
        .unwrap();
    let plain = Connection::open(plain).unwrap();
    plain.execute_batch("ANALYZE").unwrap();
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn by_hand(plain: &Path, times: usize) {
    let conn = Connection::open(plain).unwrap();
    let own = std::process::id();
    for (what, hits) in HITS {
        let mut spent = Vec::new();
        for time in 0..=times.min(15) {
            let before = threads_cpu(own);
            for sql in BY_HAND {
                let mut statement = conn.prepare_cached(&format!("WITH hit AS ({hits}) {sql}")).unwrap();
                let mut rows = statement.query([]).unwrap();
                while rows.next().unwrap().is_some() {}
            }
            if time > 0 {
                spent.push((threads_cpu(own) - before).as_secs_f64() * 1e3);
            }
        }
        println!("{:<52}{:>12.2}", format!("SQLite, no page: {what}"), median(spent));
    }
}

/// Datasette, installed from the registry into a directory of its own, over a table of lines.
struct Datasette {
    running: Child,
    port: u16,
    city: String,
}

impl Datasette {
    fn start(outer: &Path, plain: &Path) -> Option<Datasette> {
        let python = installed(outer)?;
        let lines = outer.join("lines.db");
        let made = Command::new(&python).args(["-c", LINES]).args([plain, &lines]).output().ok()?;
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let city = String::from_utf8(made.stdout).unwrap().trim().to_owned();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let limits = ["--setting", "sql_time_limit_ms", "60000", "--setting", "facet_time_limit_ms", "60000"];
        let mut serve = Command::new(&python);
        serve.args(["-m", "datasette", "serve", "-p", &port.to_string()]).args(limits).arg("-i").arg(&lines);
        let running = serve.stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
        let mut datasette = Datasette { running, port, city };
        let begun = Instant::now();
        while datasette.get("/lines/line?_size=1").is_none() {
            if begun.elapsed() > PATIENCE {
                return None;
            }
            std::thread::sleep(Duration::from_millis(300));
        }
        Some(datasette)
    }

    /// How large its page is.
    fn get(&mut self, address: &str) -> Option<usize> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.write_all(format!("GET {address} HTTP/1.0\r\nHost: localhost\r\n\r\n").as_bytes()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        answer.starts_with(b"HTTP/1.1 200").then_some(answer.len())
    }

    fn ask(&mut self, times: usize) {
        let facets = "_size=25&_sort=day&_facet=type&_facet=month&_facet=place";
        let city: String = form_urlencoded::byte_serialize(self.city.as_bytes()).collect();
        for (what, asked) in [
            ("timeline, nothing asked", String::new()),
            ("word of 4 %", format!("&_search={}", made::COMMON[0].0)),
            ("word of 16 %", format!("&_search={}", made::COMMON[1].0)),
            ("one place", format!("&place={city}")),
        ] {
            let (mut spent, mut size) = (Vec::new(), 0);
            for time in 0..=times.min(10) {
                let before = threads_cpu(self.running.id());
                size = self.get(&format!("/lines/line?{facets}{asked}")).expect("an answer");
                if time > 0 {
                    spent.push((threads_cpu(self.running.id()).saturating_sub(before)).as_secs_f64() * 1e3);
                }
            }
            println!("{:<52}{:>12.2}{:>50.1} KB", format!("Datasette: {what}"), median(spent), size as f64 / 1e3);
        }
    }
}

impl Drop for Datasette {
    fn drop(&mut self) {
        let _ = self.running.kill();
        let _ = self.running.wait();
    }
}

/// Python with Datasette; nothing where there is no Python, or no registry.
fn installed(outer: &Path) -> Option<PathBuf> {
    let home = outer.join("datasette");
    let python = home.join("bin/python");
    let done =
        |command: &mut Command| command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success());
    let is_there = done(Command::new("python3").args(["-m", "venv"]).arg(&home))
        && done(Command::new(&python).args(["-m", "pip", "install", "--quiet", "datasette"]));
    is_there.then_some(python)
}
