//! Exports of the day in Almaty, word for word: a change of a single character shows in the diff of a snapshot.
//! After an intended change: `INSTA_UPDATE=always cargo test --test it golden`, then read the diff.

use habeas::app::export;
use habeas::app::questions::resolve;
use habeas::domain::access::{Actor, Audience};
use habeas::domain::lang::Lang;
use habeas::domain::query::Question;
use habeas::domain::time::Day;
use habeas::export::{ExportContext, Format, csv, json};
use habeas::index::Index;
use regex::Regex;

use crate::support::sample_case;

fn almaty_day(format: &Format, lang: Lang) -> String {
    let case = sample_case();
    let vocabulary = case.store.vocabulary().unwrap();
    let asked = [("place", "Almaty"), ("from", "2012-02-25"), ("to", "2012-02-25")];
    let question = Question::read(asked).unwrap();
    let program = Actor::program();
    let knows = |code: &str| vocabulary.contains(code);
    let query = case.store.read(program.viewer(), |tx| resolve(&question, tx, knows)).unwrap();
    let voice = ExportContext {
        lang,
        vocabulary: &vocabulary,
        audience: Audience::Internal,
        made_on: Day::from_ymd(2026, 1, 2).unwrap(),
    };
    let taken = |index: &Index| {
        let mut out = Vec::new();
        let asked = (&question, &query);
        export::timeline((&case.store, index), program.viewer(), asked, &voice, format, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let (memory, tables) = (Index::default(), Index::default());
    memory.build(&case.store).unwrap();
    let text = taken(&memory);
    assert_eq!(text, taken(&tables), "memory and the tables give the same file");
    assert!(!text.contains('\n') || format.code != "csv" || text.contains("\r\n"), "RFC 4180 ends lines so");
    // Uids are new in every case file.
    let uid = Regex::new("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}").unwrap();
    uid.replace_all(&text, "‹uid›").replace("\r\n", "\n")
}

/// One value a line: a change in one is a change of one line.
fn pretty(json: &str) -> String {
    serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(json).unwrap()).unwrap()
}

#[test]
fn the_day_in_almaty_as_csv_is_as_it_was() {
    insta::assert_snapshot!("almaty_day_csv", almaty_day(&csv::FORMAT, Lang::En));
}

#[test]
fn the_day_in_almaty_as_csv_in_russian_is_as_it_was() {
    insta::assert_snapshot!("almaty_day_csv_ru", almaty_day(&csv::FORMAT, Lang::Ru));
}

#[test]
fn the_day_in_almaty_as_json_is_as_it_was() {
    insta::assert_snapshot!("almaty_day_json", pretty(&almaty_day(&json::FORMAT, Lang::En)));
}
