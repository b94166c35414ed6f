//! The rules of the source code itself: which layer may use which, what stays in which layer, what is nowhere.
//!
//! These tests read the files under `src/`, parsed; the map of the layers is in layers.rs. A rule that needs an exception has a list beside it, with the
//! reason for every entry; an exception nobody needs any more fails too.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use habeas::domain::kind::Kind;
use regex::Regex;

use crate::layers::{CONFINED, LAYERS, layer_of};
use crate::sources::{SOURCES, Source, Text, files, line_of};

/// Store files that work below the rights filter, and why they have to.
const UNFILTERED: &[(&str, &str)] = &[
    ("src/store/filter.rs", "defines the filter"),
    ("src/store/write/mod.rs", "writes, after asking the filter whether the writer sees the record"),
    ("src/store/write/attached.rs", "writes to a record that the filter was asked for"),
    (
        "src/store/write/attached_rules.rs",
        "what must not be there twice is asked of all rows; quotes of a text are counted for whoever changes it",
    ),
    (
        "src/store/write/merge.rs",
        "redirects every row, also those the writer does not see: they would be lost to everybody",
    ),
    ("src/store/write/redirect.rs", "follows merges, the same for every reader"),
    ("src/store/write/unmerge.rs", "undoes what a merge redirected, after asking the filter for both records"),
    ("src/store/write/record.rs", "writes, after asking the filter whether the writer sees the record"),
    (
        "src/store/write/review.rs",
        "who wrote last is asked of the whole history, of a record out of seen_record; preference is one for all",
    ),
    (
        "src/store/write/rival.rs",
        "what a record's citations give is kept for everybody; whose record it is was asked of the filter before",
    ),
    ("src/store/write/sight.rs", "asks the filter, and whether anything is merged at all"),
    ("src/store/write/stored.rs", "reads the row of a record that the filter was asked for"),
    ("src/store/write/values.rs", "reads the vocabulary, and explains what a table refuses"),
    ("src/store/write/taking.rs", "moves citations of an episode that the filter was asked for to a step of it"),
    ("src/store/write/withdraw.rs", "writes, after asking the filter whether the writer sees the record"),
    (
        "src/store/read/alphabet.rs",
        "derives the keys of lists, the same for every reader; pages of them are read through seen_",
    ),
    (
        "src/store/read/indexed.rs",
        "reads what is kept in memory for every reader; the index tells each what his or her classes admit",
    ),
    (
        "src/store/read/texts.rs",
        "reads what is kept in memory for every reader; lines that records belong to go through v_entry",
    ),
    ("src/store/read/placed.rs", "reads what decides who sees each row, for the index, which tells nobody more"),
    (
        "src/store/write/doubt.rs",
        "what is there twice is found among all rows; of what the writer does not see no label is given",
    ),
    (
        "src/store/write/merge_taking.rs",
        "what the citations of a step that another one takes up give is kept for everybody; merge asked the filter for both",
    ),
    ("src/store/write/report_key.rs", "derives what reports are known again by, the same for every reader"),
    ("src/store/write/name_word.rs", "derives the words of names, the same for every reader"),
    ("src/store/write/held.rs", "derives who is held, for each reader; what is kept is read through v_held"),
    ("src/store/write/entry.rs", "derives the timeline index, the same for every reader"),
    ("src/store/write/spot.rs", "derives the timeline index, the same for every reader"),
    (
        "src/store/read/changes.rs",
        "asks where the history stood at a moment; what was written since goes through v_change",
    ),
    ("src/store/watch.rs", "asks where the history ends, and tells it to nobody"),
    (
        "src/store/read/duplicate.rs",
        "finds pairs among all rows; each pair is looked for in the filter before it is told",
    ),
    ("src/store/check/lists.rs", "proves the whole file, and reports tables and row numbers only"),
    (
        "src/store/circle.rs",
        "a circle through what the writer may not see is a circle; write/circle.rs asks the filter for names",
    ),
    ("src/store/check/circles.rs", "looks at the whole file, and reports refs only"),
    ("src/store/audit/chain.rs", "the history chain covers every row"),
    ("src/store/audit/replay.rs", "goes through the history of a row that the filter was asked for"),
    ("src/store/audit/content.rs", "knows the uids of records whose ids it is given"),
    ("src/store/audit/actual.rs", "proves the whole file, and says only whether rows are as they were written"),
    ("src/store/audit/compare.rs", "proves the whole file, and reports refs and row numbers only"),
    ("src/store/audit/migration/legacy.rs", "the history chain of schema 2 covers every row"),
    ("src/store/audit/migration/tables.rs", "brings every row of an older file over"),
    ("src/store/check/derived.rs", "proves the whole file, and reports refs and row numbers only"),
    ("src/store/check/mod.rs", "proves the whole file, and reports refs and row numbers only"),
    ("src/store/schema.rs", "lays the tables out"),
];

/// Base tables that other store files read, and what keeps the rights filter in force there.
const BASE_TABLES_READ: &[(&str, &str, &str)] = &[
    ("src/store/accounts/history.rs", "change", "reads the changes of accounts and compartments only"),
    ("src/store/read/withdrawn.rs", "change", "of a merge of a record out of merged_record"),
    ("src/store/read/row.rs", "record", "an address is resolved through a join with seen_record"),
    ("src/store/read/citations.rs", "citation", "finds rows that v_citation then shows or leaves out"),
    ("src/store/read/label.rs", "record", "joined with seen_record, or with v_name"),
    ("src/store/read/label.rs", "name", "of a record out of seen_record, or of the owner of one"),
    ("src/store/read/label.rs", "incident", "the title of a record out of seen_record"),
    ("src/store/read/label.rs", "report", "title and language of a record out of seen_record"),
    ("src/store/read/label.rs", "person", "whether a record out of seen_record is a group"),
    ("src/store/read/label.rs", "detention", "the owner of a record out of seen_record"),
    (
        "src/store/read/label.rs",
        "external_id",
        "for a record out of seen_record; for importing, by the outside identifier",
    ),
    ("src/store/read/matching.rs", "name_word", "finds names that v_name then shows or leaves out"),
    ("src/store/read/matching.rs", "name", "finds names that v_name then shows or leaves out"),
    ("src/store/read/matching.rs", "record", "the kind of names that v_name then shows or leaves out"),
    ("src/store/read/matching.rs", "report_key", "finds reports that seen_report then shows or leaves out"),
    ("src/store/read/unsure.rs", "relation", "ids of ties, each then asked of seen_relation"),
    ("src/store/read/withdrawn.rs", "record", "ids of what is withdrawn, each then asked of seen_record"),
    ("src/store/read/whole.rs", "record", "the refs of records out of seen_record"),
    ("src/store/read/section.rs", "report_source", "ids of reports, each then asked of seen_report"),
    ("src/store/write/custody.rs", "detention", "whether somebody has another episode; of it v_detention tells"),
    ("src/store/write/life.rs", "detention", "whether a step tells of a death; of it v_custody_event tells"),
    ("src/store/write/life.rs", "custody_event", "whether a step tells of a death; of it v_custody_event tells"),
    ("src/store/write/surroundings.rs", "place", "ids of places beside one, each then asked of v_place"),
    ("src/store/read/desk.rs", "record", "the newest ids, each then asked of seen_record"),
    ("src/store/read/citations.rs", "record", "the kind of a record whose citation came through v_citation"),
    ("src/store/read/contradiction.rs", "record", "the kind of a record that v_citation shows a citation of"),
    ("src/store/read/contradiction.rs", "citation", "ids, which v_citation then shows or leaves out"),
    ("src/store/read/contradiction.rs", "place", "whether a commit touched one: nothing is told of it"),
    ("src/store/read/contradiction.rs", "figure", "ids, each then asked of v_figure"),
    ("src/store/read/contradiction.rs", "custody_event", "ids, each then asked of v_custody_event"),
    ("src/store/read/case_in_law.rs", "custody_event", "episodes of entries that came through v_entry"),
    ("src/store/read/case_in_law.rs", "entry", "the day of a step out of v_custody_event"),
    ("src/store/read/facet.rs", "record", "the review and level of an entry that came through v_entry"),
    ("src/store/read/facet.rs", "custody_event", "of which episode an entry is that came through v_entry"),
    (
        "src/store/read/facet.rs",
        "a computed table",
        "v_<kind>; below the filter for the index, which tells nobody more",
    ),
    ("src/store/read/facet.rs", "entry_person", "of an entry that came through v_entry; v_participation decides"),
    ("src/store/read/facet.rs", "entry", "the day of a step out of v_custody_event"),
    (
        "src/store/read/acting.rs",
        "a computed table",
        "ids of entries, each then asked of v_<kind>; below the filter for the index, which tells nobody more",
    ),
    ("src/store/read/acting.rs", "organization", "walked down through seen_organization"),
    ("src/store/read/behind.rs", "a computed table", "ids, whose citations v_citation then shows or leaves out"),
    ("src/store/read/facet.rs", "entry_piece", "of an entry that came through v_entry"),
    ("src/store/read/section.rs", "a computed table", "its ids go through seen_<kind>"),
    ("src/store/read/section.rs", "entry", "the day of an incident that owns a row out of seen_<kind>"),
    ("src/store/read/place.rs", "place", "walked down through seen_place"),
    ("src/store/read/place.rs", "entry_place", "counted through seen_incident"),
    ("src/store/read/whereabouts.rs", "place", "the way through the tree, each step of it asked of seen_place"),
    ("src/store/read/whereabouts.rs", "entry_place", "narrows v_entry, which is filtered"),
    ("src/store/read/whereabouts.rs", "entry", "narrows v_entry, which is filtered"),
    (
        "src/store/read/whereabouts.rs",
        "record",
        "what is closed to some, whose entries v_entry then shows or leaves out",
    ),
    (
        "src/store/vocabulary.rs",
        "custody_event",
        "entries of a step and who is held are derived again, the same for every reader",
    ),
    ("src/store/read/when.rs", "entry_piece", "of an entry that came through v_entry"),
    ("src/store/read/timeline.rs", "entry_person", "narrows v_entry, which is filtered, and v_participation decides"),
    ("src/store/read/timeline.rs", "custody_event", "narrows v_entry, which is filtered"),
    ("src/store/read/involved.rs", "entry_person", "of an entry that came through v_entry; v_participation decides"),
];

/// Tables without a kind of their own that hold what records say.
const RECORD_TABLES: [&str; 14] = [
    "record",
    "name",
    "citation",
    "report_source",
    "external_id",
    "change",
    "entry",
    "entry_person",
    "entry_place",
    "entry_piece",
    "sort_key",
    "held",
    "name_word",
    "report_key",
];

/// A name the program puts together (`FROM {table}`): it can be any table, so it counts as one.
const COMPUTED: &str = "a computed table";

const LONGEST_FILE: usize = 600;
/// Half of the files are no longer than this: one thing each.
const MEDIAN_FILE: usize = 150;

#[test]
fn arrows_between_layers_point_down() {
    let wrong = SOURCES.iter().flat_map(wrong_arrows).collect();
    none("a module uses a layer that its own may not use (DESIGN 4)", wrong);
}

#[test]
fn the_layer_rule_sees_a_wrong_arrow_however_it_is_written() {
    let wrong = |path: &str, text: &str| wrong_arrows(&Source::new(path, text)).len();
    assert_eq!(wrong("src/domain/x.rs", "use crate::store::Store;"), 1);
    assert_eq!(wrong("src/view/x.rs", "use crate::{\n    domain::{date, lang},\n    store::{self, Store},\n};"), 1);
    assert_eq!(wrong("src/view/x.rs", "fn f(s: &crate :: store :: Store) { crate::app::run() }"), 2);
    assert_eq!(wrong("src/store/x.rs", "use super::super::web::{form, csrf};"), 1);
    assert_eq!(wrong("src/store/mod.rs", "use super::view;"), 1);
    assert_eq!(wrong("src/error.rs", "use super::{domain, store};"), 2);
    assert_eq!(wrong("src/main.rs", "fn main() { habeas::web::serve() }"), 1);
    assert_eq!(wrong("src/app/x.rs", "use crate::*;"), 1);
    assert_eq!(wrong("src/helpers.rs", "use crate::error::Error;"), 1, "a file outside every layer");

    assert_eq!(wrong("src/view/x.rs", "use crate::{domain::store_of_words, error::Result};"), 0);
    assert_eq!(wrong("src/store/x.rs", "use super::row::json_ids; use crate::domain::kind::Kind;"), 0);
    assert_eq!(wrong("src/domain/date/x.rs", "use super::super::lang::Lang;"), 0);
    assert_eq!(wrong("src/domain/x.rs", "// crate::store\nconst A: &str = \"crate::web\"; pub(crate) fn f() {}"), 0);
    assert_eq!(wrong("src/domain/x.rs", "#[cfg(test)]\nmod tests { use crate::store::Store; }"), 0);
}

#[test]
fn the_map_of_layers_points_down() {
    for (at, layer) in LAYERS.iter().enumerate() {
        for used in layer.uses {
            assert!(LAYERS[at + 1..].iter().any(|below| below.name == *used), "{} → {used}", layer.name);
        }
        assert!(layer.crates.iter().all(|name| CONFINED.contains(name)), "{} names an unknown crate", layer.name);
        let lives = SOURCES.iter().any(|source| layer_of(&source.path).is_some_and(|own| own.name == layer.name));
        assert!(lives, "{} is no more", layer.name);
    }
}

#[test]
fn sql_stays_in_the_store() {
    none("only store (and error, which wraps its errors) may use rusqlite", strays("rusqlite"));
}

#[test]
fn http_stays_in_web() {
    none("only web may use actix", strays("actix"));
}

#[test]
fn markup_stays_in_view_and_web() {
    none("only view and web may use maud", strays("maud"));
}

#[test]
fn the_domain_is_pure() {
    let impure = r"\bstd::(fs|env|net|process|thread|io)\b|\bUtc::now\b|\bLocal::now\b|\bSystemTime\b|\bInstant\b|\bgetrandom\b|\bnow_v7\b|\brusqlite\b";
    none(
        "domain knows no clock, file, network, randomness or SQL",
        find(impure, Text::Bare, |path| !path.starts_with("src/domain/")),
    );
}

#[test]
fn records_are_read_through_the_rights_filter() {
    let filtered = |source: &&Source| {
        source.path.starts_with("src/store/") && !UNFILTERED.iter().any(|(file, _)| *file == source.path)
    };
    let mut unused: BTreeSet<_> = BASE_TABLES_READ.iter().map(|(file, table, _)| (*file, *table)).collect();
    let mut wrong = Vec::new();
    for source in SOURCES.iter().filter(filtered) {
        for (offset, table) in base_tables(source) {
            match BASE_TABLES_READ.iter().find(|(file, known, _)| (*file, *known) == (&source.path, table)) {
                Some((file, known, _)) => drop(unused.remove(&(*file, *known))),
                None => wrong.push(format!("{}: {table}", source.at(offset))),
            }
        }
    }
    none("read the v_ and seen_ views of store/filter.rs, not the tables under them", wrong);
    let unused = unused.iter().map(|(file, table)| format!("{file}: {table}"));
    none("exceptions in BASE_TABLES_READ that nothing needs any more", unused.collect());
}

#[test]
fn the_filter_rule_sees_a_base_table_however_it_is_read() {
    let tables = |sql: &str| {
        let source = Source::new("src/store/x.rs", &format!("const A: &str = \"{sql}\";"));
        base_tables(&source).into_iter().map(|(_, table)| table.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(tables("SELECT * FROM incident i JOIN\n  main.person p"), ["incident", "person"]);
    assert_eq!(tables("SELECT * FROM v_incident, main.record"), ["record"]);
    assert_eq!(tables("SELECT * FROM {table}"), [COMPUTED]);
    assert_eq!(tables("DELETE FROM change; UPDATE note SET text = ''"), ["change", "note"]);
    assert!(tables("SELECT name FROM v_name JOIN seen_record s JOIN entries FROM v_{kind}").is_empty());
}

#[test]
fn the_files_below_the_filter_exist() {
    let gone = UNFILTERED.iter().filter(|(file, _)| !SOURCES.iter().any(|source| source.path == *file));
    none("files in UNFILTERED that are no more", gone.map(|(file, _)| (*file).to_owned()).collect());
}

#[test]
fn no_file_is_longer_than_600_lines() {
    let long = SOURCES.iter().filter(|source| source.lines() > LONGEST_FILE);
    none("split these files", long.map(|source| format!("{}: {} lines", source.path, source.lines())).collect());
}

#[test]
fn half_of_the_files_are_short() {
    let mut lengths: Vec<usize> = SOURCES.iter().map(Source::lines).collect();
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= MEDIAN_FILE, "half of the files under src/ have {median} lines or more, want {MEDIAN_FILE}");
}

#[test]
fn every_file_opens_with_a_sentence_that_says_what_it_is() {
    let opens = Regex::new(r"\A[^\n]*[[:alpha:]][^\n]*(\n[^\n]+)*?[.:](\n\n|\z)").unwrap();
    let silent = SOURCES.iter().filter(|source| !opens.is_match(&source.opening));
    none("the file has to open with a //! sentence", silent.map(|source| source.at(0)).collect());
}

#[test]
fn no_unsafe_code() {
    none("unsafe code", find(r"\bunsafe\b", Text::Bare, |_| false));
}

#[test]
fn nothing_outside_tests_can_panic_on_purpose() {
    let panics = r"\.unwrap\(\)|\.expect\(|\b(panic|todo|unimplemented|unreachable)!";
    none("return an Error instead", find(panics, Text::Bare, |_| false));
}

#[test]
fn nothing_is_left_to_do() {
    none("finish it or open an issue", find(r"\b(TODO|FIXME|XXX|HACK)\b|\bdbg!", Text::Whole, |_| false));
}

#[test]
fn pages_hold_no_inline_style_no_inline_script_and_no_unescaped_text() {
    let forbidden = r#"\bstyle=|\bon[a-z]+=|\bPreEscaped\b|<script|javascript:|\bscript\s*\{|\bscript src=[^(]"#;
    none(
        "the content security policy forbids it, or maud no longer escapes it",
        find(forbidden, Text::Code, |_| false),
    );
}

#[test]
fn style_sheets_load_nothing_from_elsewhere() {
    let outside = Regex::new(r"@import|https?:|url\(\s*['\x22]?(//|data:)").unwrap();
    let mut wrong = Vec::new();
    for (path, text) in files("css") {
        wrong.extend(outside.find_iter(&text).map(|found| format!("{path}:{}", line_of(&text, found.start()))));
    }
    none("the program makes no outbound connection, and the policy forbids it", wrong);
}

#[test]
fn comments_strings_and_tests_are_told_from_code() {
    let source = Source::new(
        "src/x.rs",
        "fn f() { let a = \"x // \\\" y\"; // note \"z\nlet b = '\"'; /* one /* two */ three */ let c: &'static str = r#\"raw \" // \"#; }\n\
         #[cfg(all(test, unix))]\n#[allow(dead_code)]\nmod tests { fn f() { \"}\"; } }\nfn after() {}",
    );
    for gone in ["note", "one", "three", "mod tests"] {
        assert!(!source.code.contains(gone), "{gone} in {}", source.code);
    }
    for kept in ["x // \\\" y", "raw \" // ", "let c: &'static str", "fn after"] {
        assert!(source.code.contains(kept), "{kept} not in {}", source.code);
    }
    assert!(
        !source.bare.contains("raw") && source.bare.contains("let c: &'static str") && source.bare.contains("after")
    );
    assert_eq!(source.code.len(), source.text.len());
    assert_eq!(source.at(source.bare.find("after").unwrap()), "src/x.rs:6");
}

/// Every use of a layer that the file's own layer may not use.
fn wrong_arrows(source: &Source) -> Vec<String> {
    let Some(layer) = layer_of(&source.path) else {
        return vec![format!("{}: it is in no layer of layers.rs", source.at(0))];
    };
    let wrong = |used: &str| used != layer.name && used != "error" && !layer.uses.contains(&used);
    let uses = source.uses.iter().filter(|(_, used)| wrong(used));
    uses.map(|(offset, used)| format!("{}: {} → {used}", source.at(*offset), layer.name)).collect()
}

/// Where files name a crate that stays in other layers.
fn strays(confined: &str) -> Vec<String> {
    assert!(CONFINED.contains(&confined), "{confined} is not in CONFINED");
    let allowed = |path: &str| layer_of(path).is_some_and(|layer| layer.crates.contains(&confined));
    find(&format!(r"\b{confined}\w*"), Text::Bare, allowed)
}

/// What a file reads without the rights filter, if it is a file that should not.
fn base_tables(source: &Source) -> Vec<(usize, &str)> {
    static READ: LazyLock<Regex> = LazyLock::new(|| {
        let tables = Kind::ALL.iter().map(|kind| kind.table()).chain(RECORD_TABLES).collect::<Vec<_>>().join("|");
        let read = r"\b(?:(?:FROM|JOIN|INTO|UPDATE)\s+(?:\\\s*)?(?:main\.)?|main\.)";
        Regex::new(&format!(r"{read}(?:({tables})\b|\{{)")).unwrap()
    });
    let found = READ.captures_iter(&source.code);
    found.map(|found| (found.get(0).unwrap().start(), found.get(1).map_or(COMPUTED, |table| table.as_str()))).collect()
}

/// Where a pattern occurs in the sources, but for the files where it may.
fn find(pattern: &str, which: Text, allowed: impl Fn(&str) -> bool) -> Vec<String> {
    let pattern = Regex::new(pattern).unwrap();
    let mut found = Vec::new();
    for source in SOURCES.iter().filter(|source| !allowed(&source.path)) {
        let text = source.text(which);
        found.extend(pattern.find_iter(text).map(|hit| format!("{}: {}", source.at(hit.start()), hit.as_str().trim())));
    }
    found
}

fn none(rule: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}
