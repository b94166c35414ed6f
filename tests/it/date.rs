//! The rules of `domain::date`: bounds, certainty, order, wording and reading of uncertain dates.

use habeas::domain::lang::Lang;
use habeas::domain::time::*;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

pub fn day(iso: &str) -> Day {
    Day::parse_iso(iso).unwrap()
}

pub fn edtf(text: &str) -> Edtf {
    Edtf::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn bounds(date: &Edtf) -> (String, String) {
    let iso = |day: Option<Day>| day.map_or("-".to_owned(), Day::iso);
    (iso(date.lo()), iso(date.hi()))
}

/// The rows of a table whose cells are separated by ` | `.
pub fn rows<const N: usize>(table: &str) -> Vec<[&str; N]> {
    let row = |line| -> [&str; N] {
        let cells: Vec<&str> = str::split(line, " | ").map(str::trim).collect();
        cells.try_into().unwrap()
    };
    table.lines().filter(|l| !l.trim().is_empty()).map(row).collect()
}

// ---------------------------------------------------------------- generators

fn any_day() -> impl Strategy<Value = Day> {
    prop_oneof![
        8 => (1990..2030i32, 1..=12u32, 1..=31u32),
        1 => (-9999..=9999i32, 1..=12u32, 1..=31u32),
    ]
    .prop_filter_map("no such day", |(y, m, d)| Day::from_ymd(y, m, d))
}

/// A year that the typed parser takes for what is meant, with room on both sides.
fn recent_day() -> impl Strategy<Value = Day> {
    (1551..=2098i32, 1..=12u32, 1..=31u32).prop_filter_map("no such day", |(y, m, d)| Day::from_ymd(y, m, d))
}

/// One date as EDTF of levels 0 to 2, without qualifiers, as its parts.
fn date_parts() -> impl Strategy<Value = Vec<String>> {
    let year = || {
        prop_oneof![
            6 => (1990..2030i32).prop_map(|y| y.to_string()),
            1 => "[0-9X]{4}",
            1 => "-[0-9]{3}[1-9]",
        ]
    };
    let month = || prop_oneof![4 => "0[1-9]|1[0-2]", 1 => "XX|0X|X1|1X", 1 => "2[1-9]|3[0-9]|4[01]"];
    prop_oneof![
        year().prop_map(|y| vec![y]),
        (year(), month()).prop_map(|(y, m)| vec![y, m]),
        (year(), "0[1-9]|1[0-2]|XX", "[012X][0-9X]|3[01X]").prop_map(|(y, m, d)| vec![y, m, d]),
        (1..=4u32, 1000..=9999i32).prop_map(|(s, y)| vec![format!("{y}S{s}")]),
    ]
    .prop_filter("a date", |parts| Edtf::parse(&parts.join("-")).is_ok())
}

fn qualified_date() -> impl Strategy<Value = String> {
    let mark = || select(vec!["", "", "", "?", "~", "%"]);
    (date_parts(), mark(), mark(), mark(), mark()).prop_map(|(parts, a, b, c, end)| {
        let marked: Vec<String> = parts.iter().zip([a, b, c]).map(|(part, mark)| format!("{mark}{part}")).collect();
        format!("{}{end}", marked.join("-"))
    })
}

fn any_edtf() -> impl Strategy<Value = Edtf> {
    let one = || qualified_date();
    let end = || prop_oneof![4 => one().boxed(), 1 => Just(String::new()).boxed(), 1 => Just("..".to_owned()).boxed()];
    let member = || {
        prop_oneof![
            4 => one(),
            1 => one().prop_map(|d| format!("..{d}")),
            1 => one().prop_map(|d| format!("{d}..")),
            2 => (any_day(), any_day()).prop_map(|(a, b)| format!("{}..{}", a.min(b), a.max(b))),
        ]
    };
    prop_oneof![
        3 => one(),
        2 => (end(), end()).prop_map(|(a, b)| format!("{a}/{b}")),
        1 => (one(), one()).prop_map(|(a, b)| format!("..{a}/{b}..")),
        2 => prop::collection::vec(member(), 1..4).prop_map(|m| format!("[{}]", m.join(","))),
        1 => prop::collection::vec(member(), 1..4).prop_map(|m| format!("{{{}}}", m.join(","))),
    ]
    .prop_filter_map("valid", |text| Edtf::parse(&text).ok())
}

fn any_range() -> impl Strategy<Value = Range> {
    (option::of(any_day()), option::of(any_day())).prop_map(|(a, b)| match (a, b) {
        (Some(a), Some(b)) => Range::new(Some(a.min(b)), Some(a.max(b))).unwrap(),
        _ => Range::new(a, b).unwrap(),
    })
}

/// Dates with a phrase that the typed parser promises to read back.
fn worded_edtf() -> impl Strategy<Value = Edtf> {
    let unit = || (recent_day(), 0..3usize).prop_map(|(day, cut)| day.iso()[..[10, 7, 4][cut]].to_owned());
    let pair = || {
        (recent_day(), recent_day(), 0..60i64, 0..3usize, any::<bool>()).prop_map(|(a, far, days, cut, near)| {
            let b = if near { a.plus(days).unwrap() } else { far };
            let cut = [10, 7, 4][cut];
            (a.min(b).iso()[..cut].to_owned(), a.max(b).iso()[..cut].to_owned())
        })
    };
    let mixed =
        || (unit(), unit()).prop_filter_map("in order", |(a, b)| Edtf::parse(&format!("{a}/{b}")).ok().map(|_| (a, b)));
    let season = || (1551..=2098i32, 21..=24u32).prop_map(|(y, s)| format!("{y}-{s}"));
    let decade = || (156..=208i32).prop_map(|d| format!("{d}X"));
    prop_oneof![
        unit(),
        season(),
        decade(),
        unit().prop_map(|d| format!("{d}~")),
        unit().prop_map(|d| format!("{d}?")),
        unit().prop_map(|d| format!("{d}%")),
        season().prop_map(|d| format!("{d}~")),
        decade().prop_map(|d| format!("{d}~")),
        unit().prop_map(|d| format!("[..{d}]")),
        unit().prop_map(|d| format!("[{d}..]")),
        season().prop_map(|d| format!("[{d}..]")),
        pair().prop_map(|(a, b)| format!("[{a}..{b}]")),
        pair().prop_map(|(a, b)| format!("{a}/{b}")),
        mixed().prop_map(|(a, b)| format!("{a}/{b}")),
        (unit(), select(vec!["/", "/.."])).prop_map(|(a, end)| format!("{a}{end}")),
        (unit(), select(vec!["/", "../"])).prop_map(|(b, start)| format!("{start}{b}")),
        pair().prop_map(|(a, b)| format!("[{a},{b},{a}]")),
        pair().prop_map(|(a, b)| format!("{{{b},{a}}}")),
        (1..10u32, 10..20u32, 20..29u32).prop_map(|(a, b, c)| format!("[2012-02-0{a},2012-02-{b},2012-02-{c}]")),
    ]
    .prop_map(|text| edtf(&text))
}

fn any_text() -> impl Strategy<Value = String> {
    let words = vec![
        "between",
        "and",
        "from",
        "to",
        "с",
        "c",
        "по",
        "до",
        "не",
        "позднее",
        "около",
        "г.",
        "feb",
        "февраля",
        "winter",
        "2012",
        "24",
        "31.02.2012",
        "2012-02-25",
        "-",
        "–",
        ",",
        "?",
        "XX",
        "..",
        "/",
        "[",
        "]",
        "{",
        "}",
        "~",
        "Y99999",
        "2010s",
        "-е",
        "99999999999999999999",
        "1.2.3.4.5",
        "00",
        "0000",
        "9999",
        "end",
        "unknown",
        "под",
        "вопросом",
        "или",
        "after",
        "before",
        "T10:00:00Z",
        "-9999",
        "\u{a0}",
        "й",
        "İ",
        "ß",
    ];
    prop_oneof![
        any::<String>(),
        "\\PC{0,40}",
        "[0-9X/.,?~%{}\\[\\]YTZES:+ -]{0,40}",
        "[0-9]{1,4}[-/.][0-9]{1,4}[-/.][0-9]{1,4}",
        prop::collection::vec(select(words.clone()), 0..8).prop_map(|w| w.join(" ")),
        prop::collection::vec(select(words), 0..8).prop_map(|w| w.concat()),
    ]
}

/// A typed date of a field that takes what lasts too.
fn read_lasting(text: &str) -> Result<Edtf, DateError> {
    match read_typed(text, &Typing { takes: Takes::Either, anchor: None }) {
        // "The 2000s" are ten years or a hundred, which is asked.
        Err(DateError::Ask(ask)) if text.contains("00") && ask.why == Why::Ambiguous => {
            ask.dates.first().cloned().ok_or(DateError::NotADate(text.to_owned()))
        }
        read => read.map(|reading| reading.date),
    }
}

// ---------------------------------------------------------------- rules

proptest! {
    #[test]
    fn days_and_numbers_correspond(d in any_day(), step in -4000..4000i64) {
        let (y, m, dd) = d.ymd();
        prop_assert_eq!(Day::from_ymd(y, m, dd), Some(d));
        prop_assert_eq!(Day::from_number(d.number()), Some(d));
        prop_assert_eq!(Day::parse_iso(&d.iso()), Some(d));
        prop_assert!(d.month().first() <= d && d <= d.month().last());
        prop_assert_eq!(Month::parse_iso(&d.month().iso()), Some(d.month()));
        if let Some(later) = d.plus(step) {
            prop_assert_eq!(d.days_until(later), step);
        }
    }

    #[test]
    fn months_follow_each_other_without_gaps(d in recent_day()) {
        prop_assert_eq!(d.month().last().plus(1), Some(d.month().next().first()));
    }

    #[test]
    fn every_date_is_certainly_in_the_open_range(date in any_edtf()) {
        prop_assert_eq!(date.within(&Range::default()), Holds::Certainly);
    }

    #[test]
    fn what_a_narrower_range_has_a_wider_one_has(date in any_edtf(), inner in any_range(), more in 0..4000i64) {
        let wider = |bound: Option<Day>, days: i64| bound.and_then(|day| day.plus(days));
        let outer = Range { from: wider(inner.from, -more), to: wider(inner.to, more) };
        prop_assert!(date.within(&inner) <= date.within(&outer));
    }

    #[test]
    fn a_marked_date_is_never_certain(date in any_edtf(), range in any_range()) {
        let marked = date.text().contains(['?', '~', '%']) && !date.text().starts_with('{');
        prop_assert!(!marked || range.is_open() || date.within(&range) != Holds::Certainly);
    }

    #[test]
    fn pieces_reach_at_least_as_far_as_what_is_stated(date in any_edtf()) {
        let pieces = date.pieces();
        prop_assert!(pieces.iter().all(|piece| piece.lo <= piece.hi));
        if let Some(lo) = date.lo() {
            prop_assert!(pieces.iter().any(|piece| piece.lo <= lo || piece.open_before));
        }
        if let Some(hi) = date.hi() {
            prop_assert!(pieces.iter().any(|piece| piece.hi >= hi || piece.open_after));
        }
    }

    #[test]
    fn parsing_the_canonical_text_gives_the_same_date(date in any_edtf()) {
        prop_assert_eq!(Edtf::parse(date.text()), Ok(date.clone()));
        prop_assert_eq!(parse_typed(&date.typed()), Ok(date));
    }

    #[test]
    fn bounds_are_ordered(date in any_edtf()) {
        if let (Some(lo), Some(hi)) = (date.lo(), date.hi()) {
            prop_assert!(lo <= hi);
        }
    }

    #[test]
    fn qualifiers_never_move_the_bounds(
        parts in date_parts(),
        marks in prop::collection::vec(select(vec!["", "?", "~", "%"]), 4),
    ) {
        let bare = edtf(&parts.join("-"));
        let marked: Vec<String> =
            parts.iter().zip(&marks).map(|(p, m)| format!("{m}{p}")).collect();
        let marked = edtf(&format!("{}{}", marked.join("-"), marks[3]));
        prop_assert_eq!((bare.lo(), bare.hi()), (marked.lo(), marked.hi()));
    }

    #[test]
    fn no_input_panics(text in any_text(), end in any::<bool>()) {
        for date in [Edtf::parse(&text), parse_typed(&text)].into_iter().flatten() {
            for lang in Lang::ALL {
                prop_assert!(!date.words(lang).is_empty());
            }
            prop_assert_eq!(Edtf::parse(date.text()), Ok(date.clone()));
            prop_assert!(date.lo().is_none() || date.hi().is_none() || date.lo() <= date.hi());
        }
        let _ = parse_range_bound(&text, end);
        let _ = (Day::parse_iso(&text), Month::parse_iso(&text), Lang::parse(&text));
    }

    #[test]
    fn every_date_has_words_in_every_language(date in any_edtf()) {
        for lang in Lang::ALL {
            let words = date.words(lang);
            prop_assert!(!words.trim().is_empty());
            prop_assert!(!words.contains("  "), "{}", words);
        }
    }

    #[test]
    fn words_never_hide_a_doubt(date in any_edtf()) {
        // What reads as a plain day is a plain day.
        for lang in Lang::ALL {
            if let Some(lo) = date.lo() && date.words(lang) == lo.words(lang) {
                prop_assert_eq!(date.lo(), date.hi());
                prop_assert!(!date.text().contains(['?', '~', '%', 'X', '/', '.']));
            }
        }
    }

    #[test]
    fn words_round_trip_through_the_typed_parser(date in worded_edtf()) {
        for lang in Lang::ALL {
            let words = date.words(lang);
            let read = read_lasting(&words);
            prop_assert!(read.is_ok(), "{} ({}): {:?}", words, date, read);
            let read = read.unwrap();
            prop_assert_eq!((read.lo(), read.hi()), (date.lo(), date.hi()), "{}", words);
            prop_assert_eq!(read.text(), date.text(), "{}", words);
        }
    }

    #[test]
    fn a_query_range_reads_back_from_its_words(a in recent_day(), b in recent_day()) {
        let range = Range::new(Some(a.min(b)), Some(a.max(b))).unwrap();
        for lang in Lang::ALL {
            let read = parse_typed(&range.words(lang)).unwrap();
            prop_assert_eq!((read.lo(), read.hi()), (range.from, range.to));
        }
    }

    #[test]
    fn typing_is_deaf_to_case_and_spacing(date in worded_edtf()) {
        for lang in Lang::ALL {
            let words = date.words(lang);
            let shouted = format!("  {} ", words.to_uppercase().replace(' ', " \u{a0} "));
            prop_assert_eq!(read_lasting(&shouted), Ok(date.clone()), "{}", shouted);
        }
    }

    #[test]
    fn a_bound_typed_as_a_month_or_year_is_its_first_or_last_day(d in recent_day()) {
        let (month, year) = (d.month().iso(), d.ymd().0);
        prop_assert_eq!(parse_range_bound(&month, false), Ok(d.month().first()));
        prop_assert_eq!(parse_range_bound(&month, true), Ok(d.month().last()));
        prop_assert_eq!(parse_range_bound(&year.to_string(), false), Ok(Day::from_ymd(year, 1, 1).unwrap()));
        prop_assert_eq!(parse_range_bound(&year.to_string(), true), Ok(Day::from_ymd(year, 12, 31).unwrap()));
        prop_assert_eq!(parse_range_bound(&d.iso(), true), Ok(d));
    }
}

// ---------------------------------------------------------------- tables

#[test]
fn bounds_are_those_of_the_domain_notes() {
    for row in rows(
        "
        2012-02-25 | 2012-02-25 | 2012-02-25
        2012-02-25~ | 2012-02-25 | 2012-02-25
        2012?-02-25 | 2012-02-25 | 2012-02-25
        2012-02 | 2012-02-01 | 2012-02-29
        2012-02-XX | 2012-02-01 | 2012-02-29
        [2012-02-01..2012-02-24] | 2012-02-01 | 2012-02-24
        [..2012-02-25] | - | 2012-02-25
        [2012-02-25..] | 2012-02-25 | -
        2011-12-16/ | 2011-12-16 | -
        2011-12-16/.. | 2011-12-16 | -
        ../2011-12-16 | - | 2011-12-16
        2011-12/2012-02-25 | 2011-12-01 | 2012-02-25
        {2012-02-05,2012-02-01} | 2012-02-01 | 2012-02-05
        201X | 2010-01-01 | 2019-12-31
        2012-22 | 2012-06-01 | 2012-08-31
        2012-24 | 2012-12-01 | 2013-02-28
        -9999 | -9999-01-01 | -9999-12-31
        2012-02-25T23:30:00+06:00 | 2012-02-25 | 2012-02-25
        ",
    ) {
        let [text, lo, hi] = row;
        let found = bounds(&edtf(text));
        assert_eq!((found.0.as_str(), found.1.as_str()), (lo, hi), "{text}");
    }
}

#[test]
fn errors_say_what_is_wrong() {
    let long = "2012-02-25,".repeat(40);
    let not = |text: &str| Err(DateError::NotADate(text.to_owned()));
    for (text, expected) in [
        ("2012-02-30", Err(DateError::NoSuchDay)),
        ("2011-02-29", Err(DateError::NoSuchDay)),
        ("2012-13-01", Err(DateError::NoSuchDay)),
        ("2012-02-3X", Err(DateError::NoSuchDay)),
        ("2012-02-25/2012-02-24", Err(DateError::EndBeforeStart)),
        ("[2012-02-25..2012-02-24]", Err(DateError::EndBeforeStart)),
        ("[2011,2012-02-25..2012-02-24]", Err(DateError::EndBeforeStart)),
        ("2012-02?-30", Err(DateError::NoSuchDay)),
        ("2012-2X-01", Err(DateError::NoSuchDay)),
        ("2012/2012-13", Err(DateError::NoSuchDay)),
        ("-0043-02-30", Err(DateError::NoSuchDay)),
        // Other faults at the place of a day or of a second date.
        ("2012-02-25/", Ok(edtf("2012-02-25/"))),
        ("2012-02-25/24", not("2012-02-25/24")),
        ("[2012-01-01..2012-03-01~]", not("[2012-01-01..2012-03-01~]")),
        ("2012-02-25T10:00:00-25:00", not("2012-02-25T10:00:00-25:00")),
        ("Y12012", Err(DateError::Unsupported)),
        ("2012/Y12012", Err(DateError::Unsupported)),
        ("9999-24", Err(DateError::Unsupported)),
        ("2012-02-25T20:00:00Z", Err(DateError::Unsupported)),
        (long.as_str(), Err(DateError::TooLong)),
        ("", not("")),
        ("soon", not("soon")),
        ("25 Feb", Err(DateError::NoYear)),
        ("25.02.20125", not("25.02.20125")),
        ("2012-02-25 24:30", not("2012-02-25 24:30")),
        ("February and 25 February", Err(DateError::NoYear)),
        ("between 1 and February 2012", not("between 1 and February 2012")),
        ("30 February 2012", Err(DateError::NoSuchDay)),
        ("30 февраля 2012 г.", Err(DateError::NoSuchDay)),
        ("31.04.2012", Err(DateError::NoSuchDay)),
        ("about 31.04.2012", Err(DateError::NoSuchDay)),
        ("13.2012", Err(DateError::NoSuchDay)),
        ("between 1 and 32 February 2012", Err(DateError::NoSuchDay)),
        ("between 24 and 1 Feb 2012", Err(DateError::EndBeforeStart)),
        ("с 24 по 1 февраля 2012", Err(DateError::EndBeforeStart)),
        ("24-1 Feb 2012", Err(DateError::EndBeforeStart)),
    ] {
        assert_eq!(parse_typed(text), expected, "{text}");
    }
    assert_eq!(Range::new(Some(day("2012-02-25")), Some(day("2012-02-24"))), Err(DateError::EndBeforeStart));
    assert_eq!(Edtf::parse("2012-02-30").unwrap_err().key(), "date-no-such-day");
    assert_eq!(Edtf::parse("2012-24-01").unwrap_err().key(), "date-not-a-date", "a season has no days");
    assert!(!DateError::NotADate("Ivan".into()).to_string().contains("Ivan"));
}

#[test]
fn an_open_end_is_possible_but_not_certain() {
    let from = |from: &str, to: Option<&str>| Range::new(Some(day(from)), to.map(day)).unwrap();
    let open = edtf("2012-02-25/..");
    assert_eq!(open.within(&from("2012-02-26", Some("2012-12-31"))), Holds::Possibly);
    assert_eq!(open.within(&from("2012-01-01", Some("2012-12-31"))), Holds::Certainly, "it began then");
    let before = edtf("[..2012-02-25]");
    assert_eq!(before.within(&from("2012-01-01", None)), Holds::Possibly);
    assert_eq!(before.within(&from("2012-02-26", None)), Holds::No);
}

#[test]
fn only_an_unqualified_day_is_exact() {
    assert!(edtf("2012-02-25").is_exact_day() && Edtf::day(day("-0043-03-15")).is_exact_day());
    for text in ["2012-02-25~", "2012?-02-25", "2012-02", "2012-02-25/2012-02-25", "[..2012-02-25]", "2012-02-2X"] {
        assert!(!edtf(text).is_exact_day(), "{text}");
    }
}

#[test]
fn a_date_is_stored_as_text_that_is_checked_on_reading() {
    let days = [Day::MIN, Day::MAX];
    assert_eq!(days.map(Day::iso), ["-9999-01-01", "9999-12-31"]);
    assert_eq!(days.map(|d| Day::from_number(d.number())), days.map(Some));
    assert_eq!((Day::MAX.plus(1), Day::MIN.plus(-1), Day::MAX.plus(i64::MAX)), (None, None, None));
    for text in ["2012-2-25", "2012-02-25 ", "+012-02-25", "2012-02-30", "-0000-01-01", "2012-02-2é", ""] {
        assert_eq!(Day::parse_iso(text), None, "{text}");
    }
    let json = serde_json::to_string(&(day("2012-02-25"), edtf("?2012-?02-25"), Lang::Ru)).unwrap();
    assert_eq!(json, r#"["2012-02-25","2012-02?-25","ru"]"#);
    assert!(serde_json::from_str::<Edtf>(r#""2012-02-30""#).is_err());
    assert!(serde_json::from_str::<Day>(r#""25.02.2012""#).is_err());
}
