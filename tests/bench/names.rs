//! How long a name takes to be found among a million, in another script and with slips, beside a look at every name.
//! `cargo bench --bench names`, with a file of names (one a line) those, put together anew up to a million; without `--bench`,
//! as `cargo test` runs it, a few names to see that it works.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, clippy::print_stdout)]

#[allow(dead_code)]
#[path = "process.rs"]
mod process;

use std::time::{Duration, Instant};

use habeas::domain::name::score::Rules;
use habeas::domain::name::spellings::Spellings;

/// Sounds of words that are made up, as Latin and Cyrillic letters spell them.
const BEGINS: [(&str, &str); 16] = [
    ("b", "б"),
    ("d", "д"),
    ("k", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("p", "п"),
    ("r", "р"),
    ("s", "с"),
    ("t", "т"),
    ("v", "в"),
    ("z", "з"),
    ("g", "г"),
    ("sh", "ш"),
    ("zh", "ж"),
    ("kh", "х"),
];
const VOWELS: [(&str, &str); 5] = [("a", "а"), ("o", "о"), ("i", "и"), ("u", "у"), ("e", "е")];
const ENDS: [(&str, &str); 6] = [("", ""), ("", ""), ("n", "н"), ("r", "р"), ("l", "л"), ("m", "м")];

/// Numbers without an end (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(end).unwrap()).unwrap()
    }

    /// The first of many far more often than the last, as names are.
    fn skewed(&mut self, end: usize) -> usize {
        let part = self.below(1 << 30) as f64 / f64::from(1 << 30);
        ((end as f64 * part * part * part) as usize).min(end - 1)
    }
}

fn word(random: &mut Random) -> (String, String) {
    let (mut latin, mut cyrillic) = (String::new(), String::new());
    for _ in 0..2 + random.below(2) {
        for part in [&BEGINS[..], &VOWELS[..], &ENDS[..]] {
            let (one, other) = part[random.below(part.len())];
            latin.push_str(one);
            cyrillic.push_str(other);
        }
    }
    (latin, cyrillic)
}

/// Names, and texts that they may be looked for with.
fn made(count: usize) -> (Vec<String>, Vec<String>) {
    let mut random = Random(7);
    let words = |number: usize, random: &mut Random| (0..number).map(|_| word(random)).collect::<Vec<_>>();
    let (given, surnames) = (words(count.min(4000), &mut random), words(count.min(60_000), &mut random));
    let names: Vec<(usize, usize)> =
        (0..count).map(|_| (random.skewed(given.len()), random.skewed(surnames.len()))).collect();
    let latin = |(one, other): &(usize, usize)| format!("{} {}", given[*one].0, surnames[*other].0);
    let asked = (0..count.min(400)).map(|number| {
        let (one, other) = names[random.below(names.len())];
        let (first, last) = (&given[one], &surnames[other]);
        match number % 4 {
            0 => format!("{} {}", first.1, last.1),
            1 => format!("{} {}", last.0, first.0),
            2 => format!("{} {}", &first.0, last.0.replacen('a', "e", 1)),
            _ => last.1.clone(),
        }
    });
    let asked = asked.collect();
    (names.iter().map(latin).collect(), asked)
}

/// Words of the names of a file put together anew.
fn of_file(path: &str, count: usize) -> (Vec<String>, Vec<String>) {
    let text = std::fs::read_to_string(path).unwrap();
    let mut names: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut random = Random(7);
    let parts: Vec<(&str, &str)> = text.lines().filter_map(|name| name.split_once(' ')).collect();
    while names.len() < count {
        let (one, other) = (parts[random.below(parts.len())].0, parts[random.below(parts.len())].1);
        names.push(format!("{one} {other}"));
    }
    let asked = (0..400).map(|_| names[random.below(names.len())].clone()).collect();
    (names, asked)
}

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let measures = arguments.iter().any(|argument| argument == "--bench");
    arguments.retain(|argument| !argument.starts_with("--"));
    let count = if measures { 1_000_000 } else { 300 };
    let (names, asked) = arguments.first().map_or_else(|| made(count), |path| of_file(path, count));
    let before = process::peak_memory(std::process::id());
    let started = Instant::now();
    let mut spellings = Spellings::default();
    (0..).zip(&names).for_each(|(owner, name)| spellings.insert(owner, name));
    spellings.settle();
    let built = started.elapsed();
    let held = process::peak_memory(std::process::id()) - before;
    let found = |text: &String| spellings.search(text, 8, &Rules::SEARCH, &|_, _| true).len();
    let mut searches: Vec<Duration> = Vec::new();
    let mut answers = 0;
    for text in &asked {
        let started = Instant::now();
        answers += found(text);
        searches.push(started.elapsed());
    }
    assert!(answers >= asked.len());
    // What it costs to look at every name for those that have the words.
    let mut walks: Vec<Duration> = Vec::new();
    for text in asked.iter().take(20) {
        let started = Instant::now();
        let hits = names.iter().filter(|name| text.split(' ').all(|word| name.contains(word))).count();
        walks.push(started.elapsed());
        assert!(hits <= names.len());
    }
    let mut inserts: Vec<Duration> = Vec::new();
    for (owner, name) in (0_i64..).zip(names.iter().take(1000)) {
        let started = Instant::now();
        spellings.remove(owner);
        spellings.insert(owner, name);
        inserts.push(started.elapsed());
    }
    if !measures {
        return;
    }
    println!("{count} names, {} searches: read in {:.1} s, {} MB", asked.len(), built.as_secs_f64(), held / 1_000_000);
    for (what, times) in [("found", &mut searches), ("every name looked at", &mut walks), ("changed", &mut inserts)] {
        times.sort_unstable();
        let at = |part: usize| times[(times.len() * part / 100).min(times.len() - 1)].as_secs_f64() * 1000.0;
        println!("{what:<22} median {:7.3} ms   p95 {:7.3} ms", at(50), at(95));
    }
}
