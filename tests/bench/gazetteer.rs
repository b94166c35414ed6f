//! Makes the tables of the gazetteer, `seed/gazetteer`, of places from GeoNames.
//! `cargo run --release --example gazetteer -- PLACES.tsv COUNTRIES.json seed/gazetteer`
//!
//! `PLACES.tsv` has the columns geonameid, name, country, admin1, admin1_name, lat, lon, population and alternates, parted by
//! `|`; `COUNTRIES.json` by code: geonameid, name and languages. Of the alternates only those are kept that the names before
//! them do not find, and what the place is called in the letters of its country.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use habeas::domain::gazetteer::outlined;
use habeas::domain::name::fold;
use habeas::domain::name::pair::likeness;
use habeas::domain::name::script::Script;

/// Of one place no more are kept.
const NATIVE: usize = 3;
const OTHERS: usize = 8;

struct City<'a> {
    fields: Vec<&'a str>,
    native: Vec<&'a str>,
    others: Vec<&'a str>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [places, countries, out] = arguments.as_slice() else { panic!("PLACES.tsv COUNTRIES.json DIR") };
    let countries: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(countries).unwrap()).unwrap();
    let places = std::fs::read_to_string(places).unwrap();
    let mut by_country: BTreeMap<&str, BTreeMap<(&str, &str), Vec<City<'_>>>> = BTreeMap::new();
    for line in places.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let languages = countries[fields[2]]["languages"].as_str().unwrap_or_default();
        let (native, others) = kept(fields[1], fields.get(8).copied().unwrap_or_default(), &scripts(languages));
        let regions = by_country.entry(fields[2]).or_default();
        regions.entry((fields[3], fields[4])).or_default().push(City { fields, native, others });
    }
    let mut table = "# From GeoNames (geonames.org), CC BY 4.0, by tests/bench/gazetteer.rs.\n".to_owned();
    let mut outlines: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (iso, regions) in by_country {
        let country = &countries[iso];
        writeln!(table, "={iso}\t{}\t{}", country["geonameid"], country["name"].as_str().unwrap()).unwrap();
        for ((code, name), mut cities) in regions {
            let name = if code == "00" { "" } else { name };
            writeln!(table, "+{code}\t{name}").unwrap();
            cities.sort_by_key(|city| std::cmp::Reverse(city.fields[7].parse::<u32>().unwrap_or_default()));
            for City { fields, native, others } in cities {
                let at = table.len();
                for name in [fields[1]].into_iter().chain(native.iter().copied()).chain(others.iter().copied()) {
                    for outline in outlined(name) {
                        outlines.entry(outline).or_default().insert(at);
                    }
                }
                let degrees = |text: &str| format!("{:.4}", text.parse::<f64>().unwrap());
                let (latitude, longitude) = (degrees(fields[5]), degrees(fields[6]));
                let row =
                    [fields[0], fields[1], &latitude, &longitude, fields[7], &native.join("|"), &others.join("|")];
                writeln!(table, "{}", row.join("\t").trim_end()).unwrap();
            }
        }
    }
    let mut index = String::new();
    for (outline, places) in outlines {
        let mut before = 0;
        let distance = |at: usize| base36(at - std::mem::replace(&mut before, at));
        let places: Vec<String> = places.into_iter().map(distance).collect();
        writeln!(index, "{outline}\t{}", places.join(" ")).unwrap();
    }
    println!("{} bytes of places, {} bytes of outlines", table.len(), index.len());
    std::fs::write(format!("{out}/places.tsv"), table).unwrap();
    std::fs::write(format!("{out}/outlines.tsv"), index).unwrap();
}

/// Of the alternates of a name: those in the letters of the country, the likest first, and others that nothing before finds.
fn kept<'a>(name: &'a str, alternates: &'a str, scripts: &[Script]) -> (Vec<&'a str>, Vec<&'a str>) {
    let names: Vec<&str> = alternates.split('|').filter(|text| is_name(text)).collect();
    let of = |text: &str| Script::of(&text.to_lowercase());
    let alike = |text: &str| likeness(name, text, &|_| 1.0);
    let mut native: Vec<(f32, &str)> =
        names.iter().filter(|text| scripts.contains(&of(text))).map(|text| (alike(text), *text)).collect();
    native.sort_by(|a, b| b.0.total_cmp(&a.0));
    // The likest is it, however else the place is called abroad.
    let native: Vec<&str> = native
        .into_iter()
        .enumerate()
        .filter(|(at, (alike, _))| *at == 0 || *alike > 0.6)
        .map(|(_, (_, text))| text)
        .take(NATIVE)
        .collect();
    let mut known: Vec<String> = [name].iter().chain(&native).flat_map(|text| outlined(text)).collect();
    let mut others = Vec::new();
    // What is spelled in the country's letters or in Latin first: it may have been a name once.
    let rank = |text: &&str| match of(text) {
        script if scripts.contains(&script) => Some(0),
        Script::Latin => Some(1),
        Script::Cyrillic => Some(2),
        Script::Arabic => Some(3),
        _ => None,
    };
    let mut rest: Vec<&str> =
        names.into_iter().filter(|text| !native.contains(text) && fold(text) != fold(name)).collect();
    rest.retain(|text| rank(text).is_some());
    rest.sort_by_key(rank);
    for text in rest {
        let outlines = outlined(text);
        let is_known = outlines.iter().any(|outline| known.iter().any(|known| near(outline, known)));
        if others.len() < OTHERS && !outlines.is_empty() && !is_known {
            known.extend(outlines);
            others.push(text);
        }
    }
    (native, others)
}

/// Neither a code of an airport nor what a machine made of another script.
fn is_name(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let is_code = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_strange = |c: char| c.is_ascii_digit() || matches!(c, ',' | '(' | ')' | '\u{60c}' | '\u{200c}' | '\u{200f}');
    let is_spelled = text
        .chars()
        .next()
        .is_some_and(|c| c.is_lowercase() && Script::of(text) == Script::Latin || "'\u{2bc}\u{2bf}\u{2bb}".contains(c));
    letters > 1
        && text.chars().count() <= 40
        && ![is_code, text.contains(is_strange), is_mixed(text), is_spelled].contains(&true)
}

/// Letters of Latin among those of another script.
fn is_mixed(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_alphabetic()) && Script::of(&text.to_lowercase()) != Script::Latin
}

/// Whether a step leads from one outline to the other.
fn near(one: &str, other: &str) -> bool {
    let (one, other) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let begin = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let end = one.bytes().rev().zip(other.bytes().rev()).take_while(|(a, b)| a == b).count();
    match other.len() - one.len() {
        0 => one == other || begin + end + 1 >= one.len() && one.len() > 2,
        1 => begin + end >= one.len() && one.len() > 1,
        _ => false,
    }
}

/// The scripts that languages are written in, beside Latin.
fn scripts(languages: &str) -> Vec<Script> {
    let of = |language: &str| match language.split('-').next().unwrap_or_default() {
        "ru" | "uk" | "be" | "bg" | "sr" | "mk" | "kk" | "ky" | "tg" | "mn" | "tt" | "uz" | "ab" | "os" | "ce" => {
            Some(Script::Cyrillic)
        }
        "ar" | "fa" | "ur" | "ps" | "ug" | "ku" | "ckb" | "sd" | "dv" | "prs" => Some(Script::Arabic),
        "he" | "yi" => Some(Script::Hebrew),
        "zh" | "yue" | "wuu" | "nan" | "ja" => Some(Script::Han),
        "ko" => Some(Script::Hangul),
        "my" => Some(Script::Burmese),
        "hi" | "bn" | "ta" | "te" | "mr" | "gu" | "kn" | "ml" | "pa" | "ne" | "si" | "th" | "as" | "or" => {
            Some(Script::Indic)
        }
        "el" | "ka" | "hy" => Some(Script::Other),
        _ => None,
    };
    // What is spoken most.
    languages.split(',').take(2).filter_map(of).collect()
}

fn base36(mut number: usize) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((number % 36) as u32, 36).unwrap());
        number /= 36;
        if number == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}
