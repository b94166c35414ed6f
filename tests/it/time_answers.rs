//! What a timeline answers to a range of days: the same as the dates say, whichever way they are uncertain, and every
//! number the number of lines that its click gives.

use std::collections::BTreeSet;

use habeas::app::intake::load_case;
use habeas::app::questions::resolve;
use habeas::domain::access::Actor;
use habeas::domain::query::{Dates, Facets, Question, TimelineQuery};
use habeas::domain::time::{Edtf, Holds, Range, parse_range_bound};
use habeas::store::ReadTx;
use habeas::store::check::Finding;

use crate::support::{CaseFile, empty_case};

const DATES: [&str; 29] = [
    "2012-02-10",
    "2012-02-10~",
    "2012-02-10?",
    "2012-02",
    "2012-02~",
    "2012",
    "2012~",
    "201X",
    "2012?-02-10",
    "2012-02-XX",
    "2012-XX-10",
    "2012-0X-1X",
    "XXXX-XX-10",
    "2012-21",
    "[2012-02-01,2012-02-20]",
    "[2012-02-01..2012-02-20]",
    "{2012-02-01,2012-02-20}",
    "{2012-01..2012-03}",
    "{2012-02-01~,2012-02-20}",
    "[..2012-02-10]",
    "[..2010,2012-03]",
    "[2012..]",
    "{..2010,1990}",
    "2011-12/2012-02",
    "2011-05-10/2013-01",
    "2011-05~/2012-02",
    "2010/..",
    "/2012-02-10",
    "..2011/2012..",
];

const RANGES: [(&str, &str); 11] = [
    ("2012-02-10", "2012-02-10"),
    ("2012-02-11", "2012-02-11"),
    ("2012-02-02", "2012-02-19"),
    ("2012-02", "2012-02"),
    ("2012-02-20", "2012-03-04"),
    ("2012", "2012"),
    ("2011", "2012"),
    ("1990", "1990"),
    ("2015", ""),
    ("", "2011"),
    ("2012-02-05", ""),
];

/// A case with an incident of each of the dates, and one without.
fn case() -> CaseFile {
    let mut text = "format = \"habeas-case/1\"\ncase = \"dates\"\n".to_owned();
    for (number, date) in DATES.iter().enumerate() {
        text.push_str(&format!(
            "\n[[incident]]\nid = \"I{number}\"\naccepted = [\"duplicate\", \"implausible_date\"]\ntype = \"inc/rally\"\ntitle = \"{date}\"\ndate = \"{date}\"\n"
        ));
    }
    text.push_str("\n[[incident]]\nid = \"I\"\ntype = \"inc/rally\"\ntitle = \"never\"\n");
    let case = empty_case();
    load_case::load(&case.store, &Actor::program(), "dates", &text).unwrap();
    case
}

fn read<T>(case: &CaseFile, work: impl Fn(&ReadTx<'_>) -> habeas::error::Result<T>) -> T {
    case.store.read(Actor::program().viewer(), work).unwrap()
}

/// Titles of the lines, which are their dates.
fn listed(case: &CaseFile, query: &TimelineQuery) -> BTreeSet<String> {
    let entries = read(case, |tx| Ok(tx.timeline_page(query, None, 100)?.0));
    entries.into_iter().map(|entry| entry.label.name).collect()
}

fn range((from, to): (&str, &str)) -> Range {
    let bound = |text: &str, end| (!text.is_empty()).then(|| parse_range_bound(text, end).unwrap());
    Range::new(bound(from, false), bound(to, true)).unwrap()
}

fn dates_that(holds: impl Fn(&Edtf) -> bool) -> BTreeSet<String> {
    DATES.iter().filter(|text| holds(&Edtf::parse(text).unwrap())).map(|text| (*text).to_owned()).collect()
}

#[test]
fn a_range_lists_what_lies_in_it_apart_from_what_is_only_open_to_it() {
    let case = case();
    for asked in RANGES {
        let range = range(asked);
        let query = TimelineQuery { range, ..TimelineQuery::default() };
        let touches = |date: &Edtf| date.pieces().iter().any(|piece| piece.touches(&range));
        assert_eq!(listed(&case, &query), dates_that(touches), "in {asked:?}");

        let certain = listed(&case, &TimelineQuery { certain: true, ..query.clone() });
        assert_eq!(certain, dates_that(|date| date.within(&range) == Holds::Certainly), "certainly in {asked:?}");

        let open = listed(&case, &TimelineQuery { dates: Dates::Open, ..query.clone() });
        let only_open = |date: &Edtf| date.within(&range) == Holds::Possibly && !touches(date);
        assert_eq!(open, dates_that(only_open), "open to {asked:?}");

        let undated = listed(&case, &TimelineQuery { dates: Dates::None, ..query.clone() });
        assert_eq!(undated, BTreeSet::from(["never".to_owned()]));

        let summary = read(&case, |tx| tx.timeline_summary(&query, Facets::All));
        let left_out = read(&case, |tx| tx.left_out(&query));
        let left_out = |dates| left_out.iter().find(|lines| lines.dates == dates).map_or(0, |lines| lines.count);
        let counts = [summary.total, left_out(Dates::Open), left_out(Dates::None)];
        let lines = [&listed(&case, &query), &open, &undated].map(|lines| i64::try_from(lines.len()).unwrap());
        assert_eq!(counts, lines, "{asked:?}");
    }
}

#[test]
fn a_month_of_the_histogram_counts_the_lines_that_its_click_gives() {
    let case = case();
    for asked in RANGES.into_iter().chain([("", "")]) {
        for certain in [false, true] {
            let question = Question::default().with("from", asked.0).with("to", asked.1);
            let question = question.with("certain", if certain { "1" } else { "" });
            let ask = |question: &Question| read(&case, |tx| resolve(question, tx, |_| true));
            let query = ask(&question);
            let summary = read(&case, |tx| tx.timeline_summary(&query, Facets::All));
            assert!(certain || !summary.months().is_empty(), "{asked:?}");
            for month in summary.months() {
                let click = ask(&question.in_month(month.month, &query.range));
                let lines = i64::try_from(listed(&case, &click).len()).unwrap();
                assert_eq!(month.count + month.possible, lines, "{} of {asked:?}, certain {certain}", month.month);
                let surely = listed(&case, &TimelineQuery { certain: true, ..click });
                assert_eq!(month.count, i64::try_from(surely.len()).unwrap(), "{} of {asked:?}", month.month);
            }
        }
    }
}

#[test]
fn a_date_open_to_one_side_floods_neither_the_months_nor_the_questions_before_it() {
    let case = case();
    let query = TimelineQuery { range: range(("1990", "1990")), ..TimelineQuery::default() };
    let summary = read(&case, |tx| tx.timeline_summary(&query, Facets::All));
    // The 10th of any month of any year, and the list that has 1990.
    assert_eq!(listed(&case, &query), ["XXXX-XX-10", "{..2010,1990}"].map(str::to_owned).into());
    assert_eq!(summary.months().len(), 12);
    assert!(summary.months().iter().all(|month| (month.count, month.possible) == (0, 2)));
}

#[test]
fn when_an_entry_was_is_proved() {
    for sql in [
        "UPDATE entry SET begun = 1 WHERE id = (SELECT min(id) FROM entry WHERE begun IS NULL)",
        "UPDATE entry SET lasting = lasting + 1 WHERE id = (SELECT min(id) FROM entry WHERE lasting IS NOT NULL)",
        "UPDATE entry SET open = 1 WHERE id = (SELECT min(id) FROM entry WHERE open = 0)",
        "UPDATE entry SET pieced = 0 WHERE id = (SELECT min(id) FROM entry WHERE pieced = 1)",
        "UPDATE entry SET lo = lo - 1 WHERE id = (SELECT min(id) FROM entry WHERE pieced = 1)",
        "UPDATE entry_piece SET hi = hi + 1 WHERE entry_id = (SELECT min(entry_id) FROM entry_piece) AND piece = 0",
        "DELETE FROM entry_piece WHERE entry_id = (SELECT min(entry_id) FROM entry_piece) AND piece = 0",
        "INSERT INTO entry_piece SELECT (SELECT min(id) FROM entry WHERE pieced = 0), 0, 1, 1, 1, 1, 0",
    ] {
        let case = case();
        assert_eq!(case.store.check().unwrap(), []);
        case.raw().execute_batch(sql).unwrap();
        let found: Vec<String> = case.store.check().unwrap().into_iter().map(|Finding(sentence)| sentence).collect();
        assert!(
            found.iter().any(|sentence| sentence.starts_with("Index out of step: the timeline entry")),
            "{sql}: {found:?}"
        );
    }
}
