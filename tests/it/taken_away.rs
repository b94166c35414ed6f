//! Timelines as files: what a line says on the page it says in every file, and nothing becomes surer on the way.

use habeas::app::export;
use habeas::app::intake::load_case;
use habeas::app::questions::resolve;
use habeas::domain::access::{Actor, Audience};
use habeas::domain::lang::Lang;
use habeas::domain::query::Question;
use habeas::domain::time::Day;
use habeas::export::{ExportContext, Format, csv, json};
use habeas::index::Index;
use serde_json::Value as Json;

use crate::server::{Server, habeas};
use crate::support::{CaseFile, empty_case, sample_case};

fn taken(case: &CaseFile, query: &str, lang: Lang, format: &Format) -> String {
    let vocabulary = case.store.vocabulary().unwrap();
    let (question, program) = (Question::from_query(query).unwrap(), Actor::program());
    let resolved = case.store.read(program.viewer(), |tx| resolve(&question, tx, |_| true)).unwrap();
    let made_on = Day::from_ymd(2026, 1, 2).unwrap();
    let context = ExportContext { lang, vocabulary: &vocabulary, audience: Audience::Internal, made_on };
    let mut out = Vec::new();
    export::timeline(
        (&case.store, &Index::default()),
        program.viewer(),
        (&question, &resolved),
        &context,
        format,
        &mut out,
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

/// Rows by the names of the columns, and what follows the lines.
fn table(text: &str, delimiter: u8) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let mut reader = ::csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>());
    rows.partition(|row| row.len() == 20)
}

fn column<'r>(rows: &'r [Vec<String>], name: &str) -> Vec<&'r str> {
    let at = rows[0].iter().position(|column| column.trim_start_matches('\u{feff}') == name).unwrap();
    rows[1..].iter().map(|row| row[at].as_str()).collect()
}

const DATES: [(&str, bool); 9] = [
    ("2012-02-25", true),
    ("2012-02", false),
    ("2012", false),
    ("2012-21", false),
    ("201X", false),
    ("2012-02~", false),
    ("[2012-02-12..2012-02-24]", false),
    ("2012-02-25?", false),
    ("", false),
];

fn dated() -> CaseFile {
    let mut text = "format = \"habeas-case/1\"\ncase = \"dated\"\n".to_owned();
    for (number, (date, _)) in DATES.iter().enumerate() {
        let title =
            ["May 2012", "1-2", "=SUM(A1)", "a; b \\\\ c", "007", "März 2012", "10/12", "+7 701", "«x»"][number];
        text += &format!(
            "\n[[incident]]\nid = \"I{number}\"\ntype = \"inc/rally\"\ntitle = \"{title}\"\naccepted = [\"duplicate\"]\n"
        );
        text += &if date.is_empty() { String::new() } else { format!("date = \"{date}\"\n") };
    }
    let case = empty_case();
    load_case::load(&case.store, &Actor::program(), "dated", &text).unwrap();
    case
}

#[test]
fn a_file_for_excel_is_read_as_it_was_written_and_no_date_becomes_a_day() {
    let case = dated();
    for (lang, delimiter) in [(Lang::En, b','), (Lang::Ru, b';')] {
        let text = taken(&case, "", lang, &csv::FOR_EXCEL);
        assert!(text.starts_with('\u{feff}'), "the encoding is known by the mark");
        let (rows, notes) = table(&text, delimiter);
        assert_eq!(rows.len(), DATES.len() + 1);
        // A date that is known to the day stays one; what a spreadsheet could read as a day is marked as text.
        for (cell, words) in column(&rows, "date").iter().zip(column(&rows, "date_text")) {
            let known = DATES.iter().find(|(date, _)| cell.trim_start_matches('\'') == *date).unwrap();
            assert_eq!(cell.parse::<chrono::NaiveDate>().is_ok(), known.1, "{cell}");
            let looks_dated = cell.chars().all(|c| c.is_ascii_digit() || c == '-') && !cell.is_empty();
            assert!(known.1 || !looks_dated, "{cell}");
            let read_as_month = ["February 2012", "февраль 2012 г.", "2012", "2012 г."].contains(&words);
            assert!(!read_as_month, "{words}");
        }
        for title in column(&rows, "title") {
            assert!(["'", "a", "«"].iter().any(|start| title.starts_with(start)), "{title}");
        }
        let said: String = notes.concat().concat();
        assert!(said.contains(&DATES.len().to_string()) && said.contains("2026-01-02"), "{said}");
    }
    // Where numbers have a comma, so have coordinates.
    let (rows, _) = table(&taken(&sample_case(), "place=L-2", Lang::Ru, &csv::FOR_EXCEL), b';');
    assert!(column(&rows, "latitude").contains(&"43,25249"));
}

#[test]
fn a_file_for_excel_says_what_was_asked_and_what_is_not_listed() {
    let case = sample_case();
    let asked = "place=L-2&from=2012-02&to=2012-02";
    for (lang, delimiter, words) in [
        (
            Lang::En,
            b',',
            ["In Almaty, including sites", "1 to 29 February 2012", "Not listed: 3 lines without a place."],
        ),
        (Lang::Ru, b';', ["и всё, что внутри", "февраля 2012", "Не показаны 3 строки без места."]),
    ] {
        let (_, notes) = table(&taken(&case, asked, lang, &csv::FOR_EXCEL), delimiter);
        let said: String = notes.iter().map(|note| note.join(": ") + "\n").collect();
        for word in words {
            assert!(said.contains(word), "{word} is not in {said}");
        }
    }
    // The plain file has the columns of the contract and nothing else.
    let (rows, notes) = table(&taken(&case, asked, Lang::En, &csv::FORMAT), b',');
    assert!(rows.len() > 2 && notes.is_empty());
}

#[test]
fn roles_disputes_and_contradictions_stand_in_every_file() {
    let case = sample_case();
    let sql = "UPDATE record SET review = 'disputed' WHERE ref IN ('I-4', 'E-18')";
    case.raw().execute_batch(sql).unwrap();
    let (rows, _) = table(&taken(&case, "place=L-2", Lang::En, &csv::FORMAT), b',');
    let of = |reference: &str, name: &str| {
        let at = column(&rows, "ref").iter().position(|cell| cell.split("; ").any(|r| r == reference)).unwrap();
        column(&rows, name)[at].to_owned()
    };
    assert!(of("I-4", "people").contains("Bulat Abilov (Detainee"), "{}", of("I-4", "people"));
    assert!(of("I-4", "organizations").contains("Kazakh police ("), "{}", of("I-4", "organizations"));
    assert!(of("I-4", "certainty").contains("disputed") && of("E-18", "certainty").contains("disputed"));
    assert!(of("I-1", "certainty").contains("contradicted") && !of("I-1", "certainty").contains("disputed"));
    assert!(!of("I-3", "certainty").contains("contradicted"));

    let json: Json = serde_json::from_str(&taken(&case, "place=L-2", Lang::En, &json::FORMAT)).unwrap();
    let entry = |reference: &str| json["entries"].as_array().unwrap().iter().find(|e| e["ref"] == reference).unwrap();
    assert_eq!((&entry("I-4")["disputed"], &entry("I-4")["contradicted"]), (&Json::from(true), &Json::from(false)));
    assert_eq!((&entry("I-1")["disputed"], &entry("I-1")["contradicted"]), (&Json::from(false), &Json::from(true)));
    assert_eq!(entry("E-18")["disputed"], true);
    assert_eq!(entry("I-4")["people"][1]["role"]["code"], "role/detainee");
    for figure in entry("I-1")["figures"].as_array().unwrap() {
        assert!(!figure["sources"].as_array().unwrap().is_empty(), "{figure}");
    }
}

/// Two counts of one thing, and one of another.
const COUNTS: &str = r#"
format = "habeas-case/1"
case = "counts"

[[source]]
id = "S"
type = "src/ngo"
name = "The Office"
name_lang = "en"

[[report]]
id = "R"
type = "doc/news"
title = "Counted"
sources = [{ source = "S", role = "publisher" }]

[[incident]]
id = "I"
type = "inc/clash"
title = "I"

[[figure]]
about = "I"
measure = "fig/killed"
verbatim = "10 killed"
claimed_by = "the Prosecutor General"
as_of = "2011-12-16"
preferred = true
cite = [{ report = "R" }]

[[figure]]
about = "I"
measure = "fig/killed"
verbatim = "more than 70"
cite = [{ report = "R", hedge = "reported" }]

[[person]]
id = "G"
name = "The striking workers"
unit = "group"

[[figure]]
about = "I"
measure = "fig/injured"
verbatim = "86"
group = "G"
"#;

#[test]
fn a_figure_says_who_says_so_as_of_when_and_whether_it_is_preferred() {
    let case = empty_case();
    load_case::load(&case.store, &Actor::program(), "counts", COUNTS).unwrap();
    let (rows, _) = table(&taken(&case, "", Lang::En, &csv::FORMAT), b',');
    let figures = column(&rows, "figures")[0].to_owned();
    let figures: Vec<&str> = figures.split("; ").collect();
    for said in ["the Prosecutor General", "16 December 2011", "The Office", "preferred"] {
        assert!(figures[0].contains(said), "{said}: {figures:?}");
    }
    assert!(figures[1].contains("another figure is preferred"), "{figures:?}");
    assert!(!figures[2].contains("preferred"), "{figures:?}");
    assert!(figures[2].contains("of the group The striking workers"), "{figures:?}");
}

#[test]
fn the_command_line_and_the_page_offer_the_file_for_excel() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let page = editor.get("/timeline?place=L-2");
    assert!(page.text().contains("/export/timeline.csv-excel?place=L-2") && page.text().contains("CSV for Excel"));
    let file = editor.get("/export/timeline.csv-excel?place=L-2");
    assert!(file.header("content-disposition").unwrap().contains("timeline.csv\""));
    assert!(file.text().starts_with('\u{feff}'));
    let case = server.stop().0.unwrap();
    let of =
        |format: &str| habeas(&["export", "timeline", "--place", "L-2", "--format", format, "--data", case.path()]);
    let (told, plain) = (of("csv-excel"), of("csv"));
    assert!(told.stderr.is_empty() && String::from_utf8(told.stdout).unwrap().contains("Not listed"));
    // A plain file has no place for it, and what no person reads at a terminal stays as it was.
    assert!(plain.stderr.is_empty() && !String::from_utf8(plain.stdout).unwrap().contains("Not listed"));
}

#[test]
fn a_sheet_of_paper_says_which_question_it_answers_how_much_of_it_and_when_it_was_printed() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let page = editor.get("/timeline?place=L-2&from=2012-02&to=2012-02&type=de/arrested").text();
    let paper: Vec<&str> = page.split("class=\"only-print").skip(1).collect();
    assert_eq!(paper.len(), 2, "what every page says, and what this one answers");
    let head = paper[0].split("</p>").next().unwrap();
    assert!(head.contains("Timeline · printed on ") && head.contains("Sample case"), "{head}");
    let asked = paper[1].split("</ul>").next().unwrap();
    for said in ["In Almaty, including sites", "1 to 29 February 2012", "Arrested", " lines"] {
        assert!(asked.contains(said), "{said}: {asked}");
    }
    let held = editor.get("/held?status=held").text();
    assert!(held.contains("printed on ") && held.contains("<div class=\"wide\">"));
    assert!(held.split("class=\"only-print").nth(2).unwrap().split("</ul>").next().unwrap().contains("Held"));
}
