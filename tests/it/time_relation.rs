//! Certainly, possibly, not: what dates say of ranges and of each other, against a slow reading of every day.

use std::sync::LazyLock;

use habeas::domain::time::*;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::date::{day, edtf, rows};

fn range(text: &str) -> Range {
    let (from, to) = text.split_once(" to ").unwrap_or((text, text));
    let bound = |text: &str, end| (text != "..").then(|| parse_range_bound(text, end).unwrap());
    Range::new(bound(from, false), bound(to, true)).unwrap()
}

#[test]
fn a_date_lies_in_a_range_certainly_possibly_or_not() {
    for [text, asked, holds] in rows(
        "
        2013-05-10 | 2013-05-10 | certainly
        2013-05-10 | 2013-05-11 | no
        2013-05-10~ | 2013-05-10 | possibly
        2013-05-10~ | 2013-05-11 | possibly
        2013-05-10~ | 2013-05-03 | possibly
        2013-05-10~ | 2013-05-02 | no
        2013-05-10~ | 2013 | possibly
        2013-05-10? | 2013-05-10 | possibly
        2013-05-10? | 2013 | possibly
        2013-05-10? | 2013-05-11 | no
        2013-05-10% | 2013-05-17 | possibly
        2013-05~ | 2013-06-30 | possibly
        2013-05~ | 2013-07-01 | no
        2013~ | 2011-01-01 | possibly
        2013~ | 2010-12-31 | no
        201X~ | 2005 | possibly
        201X~ | 2004 | no
        19XX~ | 1875 | possibly
        2013-21~ | 2012-12-01 | possibly
        2014?-06-01 | 2014 | possibly
        2014?-06-01 | 2014-06-02 | no
        2014-06~-01 | 2014-07-31 | possibly
        [2012-02-01,2012-02-20] | 2012-02-10 | no
        [2012-02-01,2012-02-20] | 2012-02-20 | possibly
        [2012-02-01,2012-02-20] | 2012-02 | certainly
        [2012-02-01..2012-02-20] | 2012-02-10 | possibly
        {2012-02-01,2012-02-20} | 2012-02-10 | no
        {2012-02-01,2012-02-20} | 2012-02-20 | certainly
        {2012-02-01..2012-02-20} | 2012-02-10 | certainly
        {2012-01..2012-03} | 2012-02-10 | possibly
        {2012-01..2012-03} | 2012-02 | certainly
        2012-02-XX | 2012-02 | certainly
        2012-02-XX | 2012-02-10 | possibly
        2012-0X-01 | 2012-02-02 to 2012-02-28 | no
        2012-XX-31 | 2012-02 | no
        201X-02-29 | 2013 to 2015 | no
        201X-02-29 | 2012-02-29 | possibly
        201X-21 | 2012-12 | no
        2012-21 | 2012-03 to 2012-05 | certainly
        2012-24 | 2013-02 | possibly
        2011-05/2011-12 | 2011-08-01 | certainly
        2011-05/2011-12 | 2011-05-31 | certainly
        2011-05/2011-12 | 2011-05-30 | possibly
        2011-05/2011-12 | 2012-01 | no
        2011-05~/2011-12 | 2011-08-01 | possibly
        [2011-05..2011-12] | 2011-08 | possibly
        2010/.. | 2010 | certainly
        2010/.. | 2015 | possibly
        2010/.. | 2009 | no
        2010/ | 2015 | possibly
        ../2012-02-25 | 1950 | possibly
        ../2012-02-25 | 2012-02-25 | certainly
        [..2012] | 1950-01-01 | possibly
        [..2012] | .. to 2012 | certainly
        [..2012] | 2013 | no
        [2012..] | 2012 to .. | certainly
        ..2011/2012.. | 2011-12-31 to 2012-01-01 | certainly
        2012-02-25? | .. to .. | certainly
        ",
    ) {
        let found = edtf(text).within(&range(asked));
        let meant = match holds {
            "certainly" => Holds::Certainly,
            "possibly" => Holds::Possibly,
            _ => Holds::No,
        };
        assert_eq!(found, meant, "{text} in {asked}");
    }
}

#[test]
fn two_dates_of_one_thing_agree_or_not() {
    for [one, other, holds] in rows(
        "
        2012-02-25 | 2012-02-25 | certainly
        2012-02-25 | 2012-02-26 | no
        2012-02-25~ | 2012-02-26 | possibly
        2012-02 | 2012-02-26 | possibly
        [2012-02-01,2012-02-20] | 2012-02-10 | no
        1980 | 1981 | no
        1980~ | 1981 | possibly
        [..2012] | 1990 | possibly
        [..2012] | 2013 | no
        2010/2012 | 2010/2013 | no
        2010/2012 | 2010/.. | possibly
        2010/2012 | 2011 | possibly
        ",
    ) {
        let both = [edtf(one).agrees_with(&edtf(other)), edtf(other).agrees_with(&edtf(one))];
        let meant = match holds {
            "certainly" => Holds::Certainly,
            "possibly" => Holds::Possibly,
            _ => Holds::No,
        };
        assert_eq!(both, [meant, meant], "{one} and {other}");
    }
}

#[test]
fn a_date_with_very_many_pieces_is_taken_for_all_the_time_between_them() {
    let any_fifth = edtf("XXXX-XX-05");
    assert_eq!(any_fifth.pieces().len(), 1);
    assert_eq!(any_fifth.on(day("2012-02-06")), Holds::Possibly);
    assert_eq!(edtf("2012-XX-05").on(day("2012-02-06")), Holds::No);
}

// ------------------------------------------------------------------------------------ a slow reading of every day

/// The years that the slow reading knows, so wide that it does not matter that they end: what is asked lies inside.
const YEARS: std::ops::RangeInclusive<i32> = 2010..=2014;

/// Each of them, as ISO text, and its month counted from the year 0.
static DAYS: LazyLock<Vec<(Day, String, i32)>> = LazyLock::new(|| {
    let (first, last) = (Day::from_ymd(*YEARS.start(), 1, 1), Day::from_ymd(*YEARS.end(), 12, 31));
    let days = (first.unwrap().number()..=last.unwrap().number()).filter_map(Day::from_number);
    days.map(|day| (day, day.iso(), day.ymd().0 * 12 + day.ymd().1 as i32)).collect()
});

fn known_days() -> impl Iterator<Item = Day> {
    DAYS.iter().map(|(day, ..)| *day)
}

/// A date with unspecified digits and perhaps a mark, as a pattern over ISO days.
#[derive(Clone, Debug)]
struct Pattern {
    text: String,
    mark: &'static str,
}

impl Pattern {
    fn edtf(&self) -> String {
        format!("{}{}", self.text, self.mark)
    }

    fn is_doubted(&self) -> bool {
        !self.mark.is_empty()
    }

    fn days(&self) -> Vec<Day> {
        let fits = |iso: &str| self.text.chars().zip(iso.chars()).all(|(wanted, is)| wanted == 'X' || wanted == is);
        let stated: Vec<_> = DAYS.iter().filter(|(_, iso, _)| fits(iso)).collect();
        let near = |(one, _, month): &(Day, String, i32), (other, _, other_month): &(Day, String, i32)| match self.mark
        {
            "~" | "%" if self.text.len() == 10 => one.days_until(*other).abs() <= 7,
            "~" | "%" if self.text.len() == 7 => (month - other_month).abs() <= 1,
            "~" | "%" => (month - other_month).abs() <= 24,
            _ => one == other,
        };
        DAYS.iter().filter(|day| stated.iter().any(|other| near(day, other))).map(|(day, ..)| *day).collect()
    }
}

/// One way in which a date can have been: from when to when, and whether a mark puts it in doubt.
type World = Vec<(Day, Day, bool)>;

/// A date as text, with every way it can have been.
#[derive(Clone)]
struct Slow {
    text: String,
    worlds: Vec<World>,
}

impl std::fmt::Debug for Slow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl Slow {
    fn within(&self, range: &Range) -> Holds {
        let touches = |(from, to, _): &(Day, Day, bool)| {
            range.to.is_none_or(|last| *from <= last) && range.from.is_none_or(|first| *to >= first)
        };
        let surely = self.worlds.iter().all(|world| world.iter().any(|part| !part.2 && touches(part)));
        let perhaps = self.worlds.iter().any(|world| world.iter().any(touches));
        if surely || range.is_open() {
            Holds::Certainly
        } else if perhaps {
            Holds::Possibly
        } else {
            Holds::No
        }
    }

    fn before(&self, other: &Slow) -> Holds {
        let last = |world: &World| world.iter().map(|part| part.1).max();
        let first = |world: &World| world.iter().map(|part| part.0).min();
        let doubted = self.worlds.iter().chain(&other.worlds).flatten().any(|part| part.2);
        let ends: std::collections::BTreeSet<_> = self.worlds.iter().map(last).collect();
        let starts: std::collections::BTreeSet<_> = other.worlds.iter().map(first).collect();
        let surely = ends.iter().all(|end| starts.iter().all(|start| end < start));
        let perhaps = ends.iter().any(|end| starts.iter().any(|start| end < start));
        match (surely && !doubted, perhaps) {
            (true, _) => Holds::Certainly,
            (false, true) => Holds::Possibly,
            (false, false) => Holds::No,
        }
    }
}

fn any_pattern() -> impl Strategy<Value = Pattern> {
    let day = "2012-0[1-4]-[01][1-9]";
    let mark = select(vec!["", "", "", "", "?", "~", "%"]);
    let text = prop_oneof![
        4 => day,
        2 => "2012-0[1-4]",
        1 => "2012-XX|2012|201[1-3]",
        1 => "2012-0X|2012-1X|2012-X2",
        1 => "2012-0[1-4]-XX|2012-0[1-4]-[012]X|2012-0[1-4]-X[1-9]|2012-XX-1[1-9]|2012-XX-31|2012-0X-0X",
    ];
    (text, mark).prop_map(|(text, mark)| Pattern { text, mark })
}

/// A pattern of few days.
fn short_pattern() -> impl Strategy<Value = Pattern> {
    any_pattern().prop_filter("few days", |pattern| pattern.days().len() <= 62)
}

fn once(days: &[Day], doubted: bool) -> Vec<World> {
    days.iter().map(|day| vec![(*day, *day, doubted)]).collect()
}

fn moment() -> impl Strategy<Value = Slow> {
    any_pattern().prop_map(|pattern| Slow { text: pattern.edtf(), worlds: once(&pattern.days(), pattern.is_doubted()) })
}

/// One of several dates: `[a,b..c,..d]`.
fn one_of() -> impl Strategy<Value = Slow> {
    let element = prop_oneof![
        4 => any_pattern().prop_map(|pattern| (pattern.edtf(), pattern.days(), pattern.is_doubted())),
        1 => (short_pattern(), any::<bool>()).prop_map(|(pattern, before)| {
            let stated = pattern.days();
            let days = known_days().filter(|day| {
                if before { Some(day) <= stated.last() } else { Some(day) >= stated.first() }
            });
            let text = if before { format!("..{}", pattern.edtf()) } else { format!("{}..", pattern.edtf()) };
            (text, days.collect(), pattern.is_doubted())
        }),
        2 => ("2012-0[1-4]-[01][1-9]", 0..40_i64).prop_map(|(from, length)| {
            let from = day(&from);
            let to = from.plus(length).unwrap();
            (format!("{from}..{to}"), known_days().filter(|day| (from..=to).contains(day)).collect(), false)
        }),
    ];
    prop::collection::vec(element, 1..4).prop_map(|elements| {
        let texts: Vec<&str> = elements.iter().map(|(text, ..)| text.as_str()).collect();
        let doubted = elements.iter().any(|element| element.2);
        let days: Vec<Day> = elements.iter().flat_map(|element| element.1.iter().copied()).collect();
        Slow { text: format!("[{}]", texts.join(",")), worlds: once(&days, doubted) }
    })
}

/// All of several dates: `{a,b}`.
fn all_of() -> impl Strategy<Value = Slow> {
    let few = any_pattern().prop_filter("very few days", |pattern| pattern.days().len() <= 31);
    prop::collection::vec(few, 1..3).prop_map(|patterns| {
        let texts: Vec<String> = patterns.iter().map(Pattern::edtf).collect();
        let mut worlds: Vec<World> = vec![Vec::new()];
        for pattern in &patterns {
            let days = pattern.days();
            let with = |world: &World, day: &Day| [world.as_slice(), &[(*day, *day, pattern.is_doubted())]].concat();
            worlds =
                worlds.iter().flat_map(|world| days.iter().map(|day| with(world, day)).collect::<Vec<_>>()).collect();
        }
        Slow { text: format!("{{{}}}", texts.join(",")), worlds }
    })
}

/// All the time between two dates, one of which may be open or only a bound.
fn period() -> impl Strategy<Value = Slow> {
    let end = || {
        prop_oneof![
            6 => (short_pattern(), select(vec!["", "", "", ".."])).prop_map(|(pattern, open)| (Some(pattern), open)),
            1 => select(vec!["", ".."]).prop_map(|open| (None, open)),
        ]
    };
    (end(), end()).prop_filter_map("a period", |((start, start_open), (end, end_open))| {
        let text = |pattern: &Option<Pattern>| pattern.as_ref().map(Pattern::edtf).unwrap_or_default();
        let text = format!("{start_open}{}/{}{end_open}", text(&start), text(&end));
        Edtf::parse(&text).ok()?;
        if start.is_none() && end.is_none() {
            return None;
        }
        let doubted = [&start, &end].into_iter().flatten().any(Pattern::is_doubted);
        // `..a/b..`: started on `a` or before, ended on `b` or after.
        let starts: Vec<Day> = match start.map(|pattern| pattern.days()) {
            None => known_days().collect(),
            Some(days) if start_open.is_empty() => days,
            Some(days) => known_days().filter(|day| Some(day) <= days.last()).collect(),
        };
        let ends: Vec<Day> = match end.map(|pattern| pattern.days()) {
            None => known_days().collect(),
            Some(days) if end_open.is_empty() => days,
            Some(days) => known_days().filter(|day| Some(day) >= days.first()).collect(),
        };
        let lasting =
            |from: &Day| ends.iter().filter(|to| from <= to).map(|to| vec![(*from, *to, doubted)]).collect::<Vec<_>>();
        let worlds: Vec<World> = starts.iter().flat_map(lasting).collect();
        (!worlds.is_empty()).then_some(Slow { text, worlds })
    })
}

fn any_date() -> impl Strategy<Value = Slow> {
    prop_oneof![3 => moment(), 3 => one_of(), 2 => all_of(), 3 => period()]
        .prop_filter("valid", |slow| Edtf::parse(&slow.text).is_ok())
}

/// Ranges well inside the days that the slow reading knows.
fn any_range() -> impl Strategy<Value = Range> {
    let day = || (2011..=2013_i32, 1..=12_u32, 1..=28_u32).prop_filter_map("a day", |(y, m, d)| Day::from_ymd(y, m, d));
    let close = ("2012-0[1-5]-[012][1-8]", 0..50_i64).prop_map(|(from, length)| {
        let from = self::day(&from);
        Range { from: Some(from), to: from.plus(length) }
    });
    let wide = (day(), day(), subsequence(vec![true, false], 0..=2)).prop_map(|(a, b, ends)| Range {
        from: ends.contains(&true).then(|| a.min(b)),
        to: ends.contains(&false).then(|| a.max(b)),
    });
    prop_oneof![3 => close, 1 => wide]
}

proptest! {
    #[test]
    fn a_date_lies_in_a_range_as_all_its_days_say(slow in any_date(), range in any_range()) {
        prop_assert_eq!(edtf(&slow.text).within(&range), slow.within(&range), "{} in {:?}", slow.text, range);
    }

    #[test]
    fn a_date_comes_before_another_as_all_their_days_say(one in any_date(), other in any_date()) {
        prop_assert_eq!(edtf(&one.text).before(&edtf(&other.text)), one.before(&other), "{} before {}", one.text, other.text);
    }
}
