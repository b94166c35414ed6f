//! A case of a nation's scale: every number that is promised for it, beside what it is to be, and beside others who are
//! asked the same. `cargo bench --bench nation -- --incidents 100000` makes the case; `--case DIR` measures one that is
//! there (`--example generate` makes one). Without `--bench`, as `cargo test` runs it, a small case to see that it works.
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
#[path = "peers.rs"]
mod peers;
#[allow(dead_code)]
#[path = "process.rs"]
mod process;
#[allow(dead_code)]
#[path = "../it/server.rs"]
mod server;
#[path = "../it/wire.rs"]
mod wire;

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Parser;
use habeas::app::export;
use habeas::domain::access::{Actor, Audience};
use habeas::domain::lang::Lang;
use habeas::domain::query::{Question, TimelineQuery};
use habeas::domain::time::Day;
use habeas::export::{ExportContext, csv};
use habeas::index::Index;
use habeas::store::Store;
use serde_json::json;

use client::Client;
use process::{cpu, forget_peak, memory, peak_memory, threads_cpu};

#[derive(Parser)]
struct Arguments {
    /// How many incidents the case has that is made
    #[arg(long, default_value_t = 100_000)]
    incidents: u64,
    /// A case that is there already, made by the example `generate`
    #[arg(long, value_name = "DIR")]
    case: Option<PathBuf>,
    /// How often each question is asked
    #[arg(long, default_value_t = 40)]
    times: usize,
    /// Leave out reading everything: check, export, import and the others who are asked
    #[arg(long)]
    pages_only: bool,
    /// Given by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

/// Incidents of the case that only shows that all of this works.
const SMALL: u64 = 500;
/// Kilobytes that no page is to go over.
const PAGE: f64 = 100.0;

fn main() {
    let mut arguments = Arguments::parse();
    if !arguments.bench {
        (arguments.incidents, arguments.times) = (SMALL, 1);
    }
    let outer = tempfile::tempdir().unwrap();
    let path = arguments.case.clone().unwrap_or_else(|| outer.path().join("case"));
    let mut numbers = Numbers::default();
    let (dir, store) = match &arguments.case {
        Some(path) => file::open(path),
        None => {
            let (dir, store) = file::create(&path);
            let filled = file::fill(&store, 1, arguments.incidents);
            numbers.at_least("import, records, citations and names a CPU-s", filled.rate(), 25_000.0);
            (dir, store)
        }
    };
    let made = made::base(1);
    if !arguments.pages_only {
        everything(&store, &mut numbers);
        if arguments.bench {
            peers::compare(&store, &dir.database(), arguments.times);
        }
    }
    let started = Instant::now();
    let mut client = Client::start(store, dir, &path, 0);
    client.get("/timeline?from=2016-05&to=2016-05");
    numbers.at_most("start to first page, s", started.elapsed().as_secs_f64(), 2.0);
    client.settle();
    numbers.at_most("start until all is in memory, CPU-s", cpu(client.server).as_secs_f64(), 2.0);
    numbers.at_most("memory after start, MB", memory(client.server) as f64 / 1e6, 400.0);
    numbers.pages(&mut client, &made.text, arguments.times);
    numbers.at_most("memory at the end, MB", memory(client.server) as f64 / 1e6, 400.0);
    numbers.at_most("memory at most, MB", peak_memory(client.server) as f64 / 1e6, 400.0);
    if arguments.bench {
        numbers.end();
    }
}

/// What reads all of the file.
fn everything(store: &Store, numbers: &mut Numbers) {
    let own = std::process::id();
    let mut bytes = Lines::default();
    // As a server has it.
    let index = Index::default();
    index.build(store).unwrap();
    forget_peak(own);
    let before = cpu(own);
    take_away((store, &index), &mut bytes);
    drop(index);
    let spent = (cpu(own) - before).as_secs_f64().max(0.01);
    numbers.at_least("export as CSV, rows a CPU-s", bytes.0 as f64 / spent, 200_000.0);
    numbers.at_most("export, memory at most, MB", peak_memory(own) as f64 / 1e6, 400.0);
    forget_peak(own);
    let before = cpu(own);
    assert_eq!(store.check().unwrap(), []);
    let spent = (cpu(own) - before).as_secs_f64().max(0.01);
    let changes = store.read(Actor::program().viewer(), |tx| tx.last_change()).unwrap();
    let names: usize = peers::names(store);
    numbers.at_least("check, changes a CPU-s", changes as f64 / spent, 25_000.0);
    numbers.say(&format!("{changes} changes, {names} names, {} lines", bytes.0));
    numbers.at_most("check, memory at most, MB", peak_memory(own) as f64 / 1e6, 400.0);
}

/// Counts the lines of what is written.
#[derive(Default)]
struct Lines(usize);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.iter().filter(|byte| **byte == b'\n').count();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn take_away((store, index): (&Store, &Index), out: &mut dyn Write) {
    let vocabulary = store.vocabulary().unwrap();
    let viewer = Actor::program().viewer().clone();
    let context =
        ExportContext { lang: Lang::En, vocabulary: &vocabulary, audience: Audience::Internal, made_on: Day::MAX };
    let asked = (&Question::default(), &TimelineQuery::default());
    export::timeline((store, index), &viewer, asked, &context, &csv::FORMAT, out).unwrap();
}

/// Numbers beside what they are to be.
#[derive(Default)]
struct Numbers {
    missed: Vec<String>,
}

impl Numbers {
    fn say(&self, text: &str) {
        println!("{text}");
    }

    fn at_most(&mut self, what: &str, number: f64, goal: f64) {
        self.put(what, number, &format!("≤ {goal}"), number <= goal);
    }

    fn at_least(&mut self, what: &str, number: f64, goal: f64) {
        self.put(what, number, &format!("≥ {goal}"), number >= goal);
    }

    fn put(&mut self, what: &str, number: f64, goal: &str, is_met: bool) {
        println!("{what:<52}{number:>12.2}  {goal:<10}{}", if is_met { "" } else { "  missed" });
        if !is_met {
            self.missed.push(what.to_owned());
        }
    }

    fn end(&self) {
        println!("\n{} missed: {}", self.missed.len(), self.missed.join("; "));
    }

    /// CPU time of the server for one answer, wall time beside it, and the size of the page.
    fn asked(
        &mut self,
        client: &mut Client,
        times: usize,
        (what, goal): (&str, f64),
        ask: &mut dyn FnMut(&mut Client) -> usize,
    ) {
        let (mut spent, mut waited, mut size) = (Vec::new(), Vec::new(), 0);
        let begun = Instant::now();
        for time in 0..=times {
            let (before, started) = (threads_cpu(client.server), Instant::now());
            size = ask(client);
            let (wall, cpu) = (started.elapsed(), threads_cpu(client.server).saturating_sub(before));
            // The first is cold.
            if time > 0 || times == 0 {
                spent.push(cpu.as_secs_f64() * 1e3);
                waited.push(wall.as_secs_f64() * 1e3);
            }
            if begun.elapsed() > Duration::from_secs(20) && time > 0 {
                break;
            }
        }
        spent.sort_by(f64::total_cmp);
        waited.sort_by(f64::total_cmp);
        let (median, most) = (spent[spent.len() / 2], spent[spent.len() * 95 / 100]);
        let kilobytes = size as f64 / 1e3;
        let is_met = median <= goal && kilobytes <= PAGE;
        println!(
            "{what:<52}{median:>12.2}  ≤ {goal:<8} p95 {most:>8.2}  wall {:>8.2}  {kilobytes:>7.1} KB{}",
            waited[waited.len() / 2],
            if is_met { "" } else { "  missed" }
        );
        if !is_met {
            self.missed.push(what.to_owned());
        }
    }

    fn pages(&mut self, client: &mut Client, base: &str, times: usize) {
        println!("\nCPU ms of the server over HTTP, median; 95th percentile, wall ms, size");
        let [rare, common] = made::COMMON.map(|(word, _)| keep(client, word));
        let phrase = keep(client, &format!("\"{} {}\"", made::COMMON[0].0, made::COMMON[1].0));
        let name = name_of(base, made::BUSIEST_PERSON);
        let person = keep(client, &format!("{name} x"));
        let page = |address: String| move |client: &mut Client| client.get(&address).body.len();
        for (what, goal, address) in [
            ("timeline, nothing asked", 5.0, "/timeline".to_owned()),
            ("word of 4 %: timeline with facets and histogram", 5.0, format!("/timeline?words={rare}")),
            ("word of 16 %: the same", 8.0, format!("/timeline?words={common}")),
            ("word, city and three years", 3.0, format!("/timeline?words={common}&place=L-19&from=2014&to=2016")),
            ("timeline of the busiest person", 4.0, "/timeline?person=P-1".to_owned()),
            ("timeline of the busiest city", 4.0, "/timeline?place=L-19".to_owned()),
            ("timeline of one type", 5.0, "/timeline?type=inc/rally".to_owned()),
            ("who is in the lines of one type", 10.0, "/timeline/people?type=inc/rally".to_owned()),
            ("the same by name", 10.0, "/timeline/people?type=inc/rally&order=name".to_owned()),
            ("detentions of everything", 10.0, "/timeline/detentions".to_owned()),
            ("search for a name", 10.0, format!("/q/{person}")),
            ("search for a word of 16 %", 8.0, format!("/q/{common}")),
            ("search for a phrase", 8.0, format!("/q/{phrase}")),
            ("page of an incident", 2.0, "/incidents/I-100".to_owned()),
            ("page of the busiest person", 2.0, "/people/P-1".to_owned()),
            ("page of an ordinary person", 2.0, "/people/P-230".to_owned()),
            ("page of a report", 2.0, "/reports/R-150".to_owned()),
            ("page of a detention", 2.0, "/detentions/D-20".to_owned()),
            ("page of the busiest place", 5.0, "/places/L-19".to_owned()),
            ("page of the busiest organization", 5.0, "/organizations/O-1".to_owned()),
            ("page of the busiest source", 5.0, "/sources/S-1".to_owned()),
            ("desk", 10.0, "/".to_owned()),
            ("held", 10.0, "/held".to_owned()),
            ("held in the busiest city", 10.0, "/held?place=L-19".to_owned()),
            ("held on an earlier day", 10.0, "/held?on=2016-05-01".to_owned()),
            ("people", 5.0, "/people".to_owned()),
            ("places", 5.0, "/places".to_owned()),
            ("organizations", 5.0, "/organizations".to_owned()),
            ("sources", 5.0, "/sources".to_owned()),
            ("reports", 5.0, "/reports".to_owned()),
        ] {
            self.asked(client, times, (what, goal), &mut page(address));
        }
        self.asked(client, times, ("names offered while one types", 10.0), &mut |client| {
            client.post("/suggestions", &[("kind", "person"), ("q", &name)]).body.len()
        });
        let pasted: Vec<String> = (0..40).map(|known| name_of(base, &format!("known{}", known * 3 + 1))).collect();
        let pasted = pasted.join("\n");
        self.asked(client, times.min(10), ("40 pasted names", 100.0), &mut |client| {
            let answer = client.post("/detentions/new", &[("who", &pasted), ("look", "1")]);
            assert!(matches!(answer.status, 200 | 422), "{}", answer.text());
            answer.body.len()
        });
        self.asked(client, times, ("save of an incident", 3.0), &mut |client| {
            let body = json!({ "reason": "Told by a report", "type": "inc/rally", "title": "One more", "date": "2016-05-04",
                               "accepted": ["duplicate", "implausible_date"],
                               "place": "L-19", "citations": [{ "report": "R-1", "paragraph": 1, "grade": "B2" }] });
            client.send("POST", "incidents", &body);
            0
        });
        // Each time another record: the answer holds all citations of one.
        let cited: Vec<(String, i64)> =
            (1..=times + 1).map(|number| version_of(client, &format!("incidents/I-{number}"))).collect();
        let mut cited = cited.into_iter();
        self.asked(client, times, ("citation", 3.0), &mut |client| {
            let (path, version) = cited.next().unwrap();
            let body = json!({ "reason": "Told by a report", "version": version, "accepted": ["implausible_date"],
                               "citations": [{ "report": "R-2", "paragraph": 1, "grade": "B2" }] });
            client.send("PATCH", &path, &body);
            0
        });
    }
}

/// A record and the version of it that is in force.
fn version_of(client: &mut Client, path: &str) -> (String, i64) {
    let headers = [("Authorization", client.bearer.as_str())];
    let answer = client.wire.send("GET", &format!("/api/v1/{path}"), &headers, b"").unwrap();
    (path.to_owned(), answer.json()["version"].as_i64().unwrap())
}

/// Where the words of a search are kept.
fn keep(client: &mut Client, words: &str) -> String {
    let answer = client.post("/search", &[("q", words)]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    let address = answer.goes();
    address.strip_prefix("/q/").unwrap_or_else(|| panic!("{words} leads to {address}")).to_owned()
}

/// The name of a record of the first file.
fn name_of(base: &str, id: &str) -> String {
    let (_, record) = base.split_once(&format!("id = \"{id}\"\n")).unwrap();
    let (_, name) = record.split_once("name = \"").unwrap();
    name.split_once('"').unwrap().0.to_owned()
}
