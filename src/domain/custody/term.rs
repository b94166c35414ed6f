//! A sentence as a report words it, and when it ends, as far as that can be computed from its words.

use serde::Serialize;

use super::sentence::{How, Length, Sentence};
use crate::domain::record::RecordId;
use crate::domain::time::{Day, Edtf, Moment};

/// From when a sentence is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    /// As the step says it.
    pub date: Option<Edtf>,
    /// As far as its date and the order of the steps tell.
    pub day: Moment,
}

/// A sentence that stands. Its end is computed from its beginning and its words; no report says that anybody was released then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    /// As the report words it.
    pub said: String,
    /// The step that says it.
    pub step: RecordId,
    /// From when it is counted.
    #[serde(skip)]
    pub since: Since,
    pub how: How,
    /// For life, or until somebody decides otherwise.
    pub endless: bool,
    /// Whether its length can be told from its words.
    pub computed: bool,
    pub earliest_end: Option<Day>,
    pub latest_end: Option<Day>,
    /// Its beginning is marked as uncertain, or its length, and with it the end.
    pub doubted: bool,
}

impl Term {
    pub fn new(said: &str, step: RecordId, since: Since) -> Term {
        let Sentence { least, most, how, endless, doubted, .. } = Sentence::read(said);
        let day = since.day;
        // "Up to five years" may end at once.
        let least = least.or(most.map(|_| Length::default()));
        // What lies beyond all days has not come yet.
        let end = |day: Option<Day>, length: Option<Length>, after: fn(Length, Day) -> Option<Day>| {
            day.zip(length).map(|(day, length)| after(length, day).unwrap_or(Day::MAX))
        };
        Term {
            said: said.to_owned(),
            step,
            how,
            endless,
            computed: least.is_some(),
            earliest_end: end(day.earliest, least, Length::after),
            latest_end: end(day.latest, most, Length::after_at_most),
            doubted: day.doubted || doubted,
            since,
        }
    }

    /// Orders sentences by how long they keep somebody: the one that ends last comes last.
    pub(super) fn rank(&self) -> impl Ord + use<> {
        let kind = match () {
            () if !self.is_custodial() => 0,
            () if self.ends() => 1,
            () if self.is_open() => 2,
            () => 3,
        };
        (kind, self.earliest_end, self.latest_end.unwrap_or(Day::MAX))
    }

    /// Whether it is served in custody, as far as its words tell.
    pub fn is_custodial(&self) -> bool {
        self.how == How::InCustody
    }

    /// Whether it has an end that can be told.
    pub fn ends(&self) -> bool {
        self.computed && self.is_custodial() && !self.endless
    }

    /// Whether nobody can tell from its words when it ends: how long somebody was held by it is not known then.
    pub fn is_open(&self) -> bool {
        !self.computed && self.is_custodial() && !self.endless
    }

    pub fn end(&self) -> Moment {
        Moment { earliest: self.earliest_end, latest: self.latest_end, doubted: self.doubted }
    }

    /// Whether it may have run out before that day.
    pub fn run_out(&self, on: Day) -> bool {
        self.ends() && self.earliest_end.is_none_or(|end| end < on)
    }

    /// Whether it has, however its start is read.
    pub fn has_run_out(&self, on: Day) -> bool {
        self.ends() && self.end().before(on.into()).is_certain()
    }

    /// Whether it surely had when something happened.
    pub fn had_run_out_at(&self, when: Moment) -> bool {
        self.ends() && self.end().before(when).is_certain()
    }
}

#[cfg(test)]
mod tests {
    use super::{Since, Term};
    use crate::domain::record::RecordId;
    use crate::domain::time::{Day, Edtf, Moment};

    fn on(text: &str) -> Day {
        Day::parse_iso(text).unwrap_or_else(|| unreachable!())
    }

    fn term(said: &str, began: &str) -> Term {
        let date = Edtf::parse(began).ok();
        let day = date.as_ref().map_or(Moment::UNKNOWN, Edtf::start);
        Term::new(said, RecordId(1), Since { date, day })
    }

    fn ends(said: &str, began: &str) -> (Option<String>, Option<String>) {
        let term = term(said, began);
        (term.earliest_end.map(Day::iso), term.latest_end.map(Day::iso))
    }

    #[test]
    fn a_term_from_an_uncertain_day_may_have_run_out_before_it_surely_has() {
        let fixed = term("15 days", "[2012-02-01..2012-02-24]");
        assert!(!fixed.run_out(on("2012-02-16")) && !fixed.has_run_out(on("2012-02-17")));
        assert!(fixed.run_out(on("2012-02-17")) && fixed.has_run_out(on("2012-03-11")));
        let open = term("15 days", "[2012-02-01..]");
        assert!(open.run_out(on("2012-12-31")) && !open.has_run_out(on("2012-12-31")));
        assert!(term("15 days", "[..2012-02-01]").run_out(on("2012-02-02")));
    }

    #[test]
    fn an_end_is_counted_by_the_calendar() {
        let same = |day: &str| (Some(day.to_owned()), Some(day.to_owned()));
        assert_eq!(ends("7 years", "2012-02-29"), same("2019-02-28"));
        assert_eq!(ends("2 years 6 months", "2012-01-31"), same("2014-07-31"));
        assert_eq!(ends("18 months", "2012-08-31"), same("2014-02-28"));
        assert_eq!(ends("15 суток", "2012-02-25"), same("2012-03-11"));
        let range = (Some("2014-03-01".to_owned()), Some("2017-03-01".to_owned()));
        assert_eq!(ends("2 to 5 years", "2012-03-01"), range);
        assert_eq!(ends("up to 5 years", "2012-03-01"), (Some("2012-03-01".to_owned()), Some("2017-03-01".to_owned())));
        assert_eq!(ends("at least 3 years", "2012-03-01"), (Some("2015-03-01".to_owned()), None));
    }

    #[test]
    fn what_has_no_end_that_can_be_told_never_runs_out() {
        for said in
            ["life", "until further notice", "a long term", "18 months suspended", "5 лет условно", "time served"]
        {
            assert!(!term(said, "1950-01-01").run_out(on("2012-04-02")), "{said}");
        }
        assert!(term("a long term", "1950-01-01").is_open() && !term("life", "1950-01-01").is_open());
    }

    #[test]
    fn a_term_of_about_so_long_never_has_run_out_for_certain() {
        let about = term("about 7 years", "2012-03-01");
        assert!(!about.run_out(on("2017-03-01")) && about.run_out(on("2017-03-02")));
        assert!(!about.has_run_out(on("2031-01-01")));
        assert_eq!(ends("48 hours", "2012-03-01"), (Some("2012-03-03".to_owned()), Some("2012-03-03".to_owned())));
        assert_eq!(ends("12 hours", "2012-03-01"), (Some("2012-03-01".to_owned()), Some("2012-03-02".to_owned())));
    }
}
