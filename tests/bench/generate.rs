//! Makes a case file of any size through the program's own import, and says what that cost.
//! `cargo run --release --example generate -- --incidents 10000 --data DIR`
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, clippy::print_stdout)]

#[allow(dead_code)]
#[path = "file.rs"]
mod file;
#[allow(dead_code)]
#[path = "made.rs"]
mod made;
#[allow(dead_code)]
#[path = "process.rs"]
mod process;

use std::path::PathBuf;

use clap::Parser;

#[derive(Parser)]
#[command(about = "Makes a case file of any size")]
struct Arguments {
    /// How many incidents
    #[arg(long, default_value_t = 1000)]
    incidents: u64,
    /// The data directory to make
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Another seed makes another case of the same shape
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() {
    let arguments = Arguments::parse();
    let (dir, store) = file::create(&arguments.data);
    let made = file::fill(&store, arguments.seed, arguments.incidents);
    drop(store);
    let size = std::fs::metadata(dir.database()).unwrap().len();
    println!("{} records, {} citations, {} names", made.records, made.citations, made.names);
    println!("{:.1} CPU-s of import: {:.0} a second", made.cpu.as_secs_f64(), made.rate());
    println!("{:.1} MB, {} KB an incident", size as f64 / 1e6, size / 1000 / arguments.incidents.max(1));
    println!("{} MB of memory at most", process::peak_memory(std::process::id()) / 1_000_000);
}
