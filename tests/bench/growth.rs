//! What does and what does not grow with the file: CPU time of saves, pages, import, check and export on made cases of
//! several sizes, side by side. `cargo bench --bench growth`, or `cargo bench --bench growth -- 1000 10000 100000`; without
//! `--bench`, as `cargo test` runs it, one small file to see that it works.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, clippy::print_stdout)]

#[allow(dead_code)]
#[path = "client.rs"]
mod client;
#[allow(dead_code)]
#[path = "file.rs"]
mod file;
#[allow(dead_code)]
#[path = "made.rs"]
mod made;
#[allow(dead_code)]
#[path = "process.rs"]
mod process;
#[allow(dead_code)]
#[path = "../it/server.rs"]
mod server;
#[path = "../it/wire.rs"]
mod wire;

use std::io;
use std::time::Duration;

use habeas::app::export;
use habeas::app::intake::load_case;
use habeas::domain::access::{Actor, Audience};
use habeas::domain::lang::Lang;
use habeas::domain::query::{Question, TimelineQuery};
use habeas::domain::time::Day;
use habeas::export::{ExportContext, csv};
use habeas::index::Index;
use habeas::store::Store;
use serde_json::json;

use client::Client;
use process::{cpu, forget_peak, peak_memory};

/// The sizes measured unless others are given.
const SIZES: [u64; 2] = [1_000, 10_000];
/// A case just large enough to hold everything that is asked of it.
const SMALL: u64 = 500;
const SEED: u64 = 1;
/// How long one question is asked again and again: at least so often, and until so much CPU time went into it.
const ASKED: u32 = 40;
const ENOUGH: Duration = Duration::from_millis(400);
/// Later askings are left out when the first few took this long.
const SLOW: Duration = Duration::from_secs(2);
/// What a save, a citation or the page of a record may take, and how much more in a large file than in a small one.
const GOAL: f64 = 2.0;
const GROWTH: f64 = 1.5;

/// One line of the table: what is measured, in which unit, and its number at each size.
struct Line {
    what: String,
    unit: &'static str,
    /// Held to the goal.
    constant: bool,
    numbers: Vec<f64>,
}

#[derive(Default)]
struct Table {
    lines: Vec<Line>,
}

impl Table {
    fn put(&mut self, what: &str, unit: &'static str, constant: bool, number: f64) {
        match self.lines.iter_mut().find(|line| line.what == what) {
            Some(line) => line.numbers.push(number),
            None => self.lines.push(Line { what: what.to_owned(), unit, constant, numbers: vec![number] }),
        }
    }

    fn print(&self, sizes: &[u64]) {
        print!("{:<44}", "incidents");
        sizes.iter().for_each(|size| print!("{size:>12}"));
        println!("{:>9}", "× last");
        for line in &self.lines {
            print!("{:<44}", format!("{}, {}", line.what, line.unit));
            line.numbers.iter().for_each(|number| print!("{number:>12.2}"));
            let grown = growth(&line.numbers);
            let missed = line.constant && (grown > GROWTH || line.numbers.iter().any(|number| *number > GOAL));
            println!("{grown:>9.2}{}", if missed { "  over the goal" } else { "" });
        }
    }
}

/// The last number by the first.
fn growth(numbers: &[f64]) -> f64 {
    match (numbers.first(), numbers.last()) {
        (Some(first), Some(last)) if *first > 0.0 => last / first,
        _ => 1.0,
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let measures = arguments.iter().any(|argument| argument == "--bench");
    let mut sizes: Vec<u64> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = if measures { SIZES.to_vec() } else { vec![SMALL] };
    }
    let mut table = Table::default();
    for size in &sizes {
        measure(&mut table, *size, if measures { ASKED } else { 1 });
    }
    if measures {
        println!(
            "CPU time; constant are to be saves, citations and pages of records: at most {GOAL} ms, at most {GROWTH} × as much"
        );
        table.print(&sizes);
    }
    deep(if measures { ASKED } else { 1 });
}

fn measure(table: &mut Table, incidents: u64, asked: u32) {
    let outer = tempfile::tempdir().unwrap();
    let path = outer.path().join("case");
    let (dir, store) = file::create(&path);
    let own = std::process::id();
    forget_peak(own);
    let filled = file::fill(&store, SEED, incidents);
    table.put("import", "records, citations, names a CPU-s", false, filled.rate());
    table.put("import memory", "MB at most", false, peak_memory(own) as f64 / 1e6);
    forget_peak(own);
    let before = cpu(own);
    assert_eq!(store.check().unwrap(), []);
    table.put("check", "CPU-s", false, (cpu(own) - before).as_secs_f64());
    table.put("check memory", "MB at most", false, peak_memory(own) as f64 / 1e6);
    // As a server has it.
    let index = Index::default();
    index.build(&store).unwrap();
    forget_peak(own);
    let before = cpu(own);
    take_away(&store, &index);
    drop(index);
    table.put("export as CSV", "CPU-s", false, (cpu(own) - before).as_secs_f64());
    table.put("export memory", "MB at most", false, peak_memory(own) as f64 / 1e6);
    let mut client = Client::start(store, dir, &path, asked);
    client.settle();
    table.put("start until all is in memory", "CPU ms", false, cpu(client.server).as_secs_f64() * 1e3);
    client.saves(table);
    for (what, address) in RECORDS {
        client.page(table, what, address, true);
    }
    for (what, address) in PAGES {
        client.page(table, what, address, false);
    }
    client.type_ahead(table);
    table.put("server memory", "MB at most", false, peak_memory(client.running.pid()) as f64 / 1e6);
}

/// Pages of records. The first file of a made case has its records in a fixed order, so their refs are known.
const RECORDS: [(&str, &str); 11] = [
    ("incident", "/incidents/I-100"),
    ("person, busiest", "/people/P-1"),
    ("person, ordinary", "/people/P-230"),
    ("place, busiest", "/places/L-19"),
    ("place, ordinary", "/places/L-180"),
    ("organization, busiest", "/organizations/O-1"),
    ("organization, ordinary", "/organizations/O-110"),
    ("source, busiest", "/sources/S-1"),
    ("report, busiest of its file", "/reports/R-1"),
    ("report, ordinary", "/reports/R-150"),
    ("detention", "/detentions/D-20"),
];

const PAGES: [(&str, &str); 9] = [
    ("desk", "/"),
    ("timeline", "/timeline"),
    ("timeline of the busiest person", "/timeline?person=P-1"),
    ("timeline of the busiest place", "/timeline?place=L-19"),
    ("timeline of one month", "/timeline?from=2016-05&to=2016-05"),
    ("held now", "/held"),
    ("people", "/people"),
    ("places", "/places"),
    ("reports", "/reports"),
];

/// Everything, as the program writes it for its own people.
fn take_away(store: &Store, index: &Index) {
    let vocabulary = store.vocabulary().unwrap();
    let viewer = Actor::program().viewer().clone();
    let voice =
        ExportContext { lang: Lang::En, vocabulary: &vocabulary, audience: Audience::Internal, made_on: Day::MAX };
    export::timeline(
        (store, index),
        &viewer,
        (&Question::default(), &TimelineQuery::default()),
        &voice,
        &csv::FORMAT,
        &mut io::sink(),
    )
    .unwrap();
}

impl Client {
    /// CPU time of the server for one asking, in milliseconds, once it is warm.
    fn cost(&mut self, mut ask: impl FnMut(&mut Client)) -> f64 {
        let start = cpu(self.server);
        ask(self);
        let first = cpu(self.server) - start;
        if first > SLOW {
            return first.as_secs_f64() * 1e3;
        }
        let (start, mut times) = (cpu(self.server), 0);
        while times < self.asked || (self.asked > 1 && times < 500 && cpu(self.server) - start < ENOUGH) {
            ask(self);
            times += 1;
            if cpu(self.server) - start > SLOW {
                break;
            }
        }
        (cpu(self.server) - start).as_secs_f64() * 1e3 / f64::from(times)
    }

    fn saves(&mut self, table: &mut Table) {
        let save = self.cost(|client| {
            let body = json!({ "reason": "Told by a report", "type": "inc/rally", "title": "One more", "date": "2016-05-04",
                               "accepted": ["duplicate", "implausible_date"],
                               "place": "L-19", "citations": [{ "report": "R-1", "paragraph": 1, "grade": "B2" }] });
            client.send("POST", "incidents", &body);
        });
        table.put("save of an incident", "CPU ms", true, save);
        let mut cited = 0;
        let cite = self.cost(|client| {
            // Each time another record: the answer holds all citations of one.
            cited += 1;
            // Made reports were published on any day, some of them before what cites them here.
            let body = json!({ "reason": "Told by a report", "version": 1, "accepted": ["implausible_date"],
                               "citations": [{ "report": "R-2", "paragraph": 1, "grade": "B2" }] });
            client.send("PATCH", &format!("incidents/I-{}", 1 + cited % 400), &body);
        });
        table.put("citation", "CPU ms", true, cite);
    }

    fn page(&mut self, table: &mut Table, what: &str, address: &str, constant: bool) {
        let mut size = 0;
        let cost = self.cost(|client| {
            size = client.get(address).body.len();
        });
        table.put(what, "CPU ms", constant, cost);
        table.put(&format!("{what}: size"), "KB", false, size as f64 / 1e3);
    }

    fn type_ahead(&mut self, table: &mut Table) {
        let cost = self.cost(|client| {
            let answer = client.post("/suggestions", &[("kind", "person"), ("q", "bado")]);
            assert_eq!(answer.status, 200, "{}", answer.text());
        });
        table.put("type-ahead", "CPU ms", false, cost);
    }
}

/// Places each inside the one before, as many as no country has.
const DEEP: usize = 2_000;

/// What the pages of the first, the middle and the last place of a long chain cost, and a save in the last.
fn deep(asked: u32) {
    let outer = tempfile::tempdir().unwrap();
    let path = outer.path().join("case");
    let (dir, store) = file::create(&path);
    let mut text = "format = \"habeas-case/1\"\ncase = \"deep\"\n".to_owned();
    for place in 0..DEEP {
        let around = place.checked_sub(1).map(|around| format!("parent = \"l{around}\"\n")).unwrap_or_default();
        let level = if place == 0 { "city" } else { "site" };
        text.push_str(&format!(
            "\n[[place]]\nid = \"l{place}\"\nlevel = \"{level}\"\n{around}name = \"Site {place}\"\n"
        ));
    }
    load_case::load(&store, &Actor::program(), "deep.toml", &text).unwrap();
    let mut client = Client::start(store, dir, &path, asked);
    client.settle();
    let mut table = Table::default();
    let place = DEEP;
    let save = client.cost(|client| {
        let body = json!({ "reason": "Told by a report", "type": "inc/rally", "title": "Deep inside", "date": "2016-05-04",
                           "accepted": ["duplicate"],
                           "place": format!("L-{place}") });
        client.send("POST", "incidents", &body);
    });
    table.put("save of an incident in the last", "CPU ms", false, save);
    for (what, place) in [("first", 1), ("middle", DEEP / 2), ("last", DEEP)] {
        client.page(&mut table, &format!("page of the {what}"), &format!("/places/L-{place}"), false);
        client.page(&mut table, &format!("timeline of the {what}"), &format!("/timeline?place=L-{place}"), false);
    }
    if asked > 1 {
        println!("\n{DEEP} places, each inside the one before");
        table.print(&[]);
    }
}
