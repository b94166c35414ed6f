//! Whether two counts of one thing can both be right.

use crate::domain::kind::Figure;
use crate::domain::time::Holds;

/// How far "about n" reaches on both sides: a quarter of n, and one at least.
const ABOUT: i64 = 4;

/// The numbers that are left open, from the lowest to the highest, by a qualifier and its numbers (lowest, best, highest).
pub(super) fn bounds(qualifier: &str, [lo, best, hi]: [Option<i64>; 3]) -> (i64, i64) {
    let (lo, hi) = (lo.or(best), hi.or(best));
    let (from, to) = (lo.or(hi).unwrap_or(0), hi.or(lo).unwrap_or(i64::MAX));
    let wider = |n: i64| (n / ABOUT).max(1);
    match qualifier {
        "vague" => (0, i64::MAX),
        "about" => (from.saturating_sub(wider(from)).max(0), to.saturating_add(wider(to))),
        // Who is named was counted; there may have been others.
        "at_least" | "more_than" | "derived" => (from, i64::MAX),
        "at_most" | "fewer_than" => (0, to),
        _ => (from, to),
    }
}

/// Figures of one measure can both hold if some number is open to both. What was counted on an earlier day may have grown
/// since, and did not shrink.
fn can_both_hold(one: &Figure, other: &Figure) -> bool {
    let of = |figure: &Figure| bounds(&figure.qualifier, [figure.lo, figure.best, figure.hi]);
    let (a, b) = (of(one), of(other));
    let meets = a.0 <= b.1 && b.0 <= a.1;
    let earlier = |one: &Figure, other: &Figure| match (&one.as_of, &other.as_of) {
        (Some(day), Some(later)) => day.before(later) == Holds::Certainly,
        _ => false,
    };
    meets || (earlier(one, other) && a.0 <= b.1) || (earlier(other, one) && b.0 <= a.1)
}

/// Whether two of these figures can't both hold.
pub fn exclude_each_other(figures: &[&Figure]) -> bool {
    let mut behind = figures;
    while let [one, others @ ..] = behind {
        if others.iter().any(|other| !can_both_hold(one, other)) {
            return true;
        }
        behind = others;
    }
    false
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::can_both_hold;
    use crate::domain::count;
    use crate::domain::kind::Figure;
    use crate::domain::time::Edtf;

    fn figure(wording: &str) -> Figure {
        let count = count::read(wording);
        Figure {
            about: None,
            measure: "fig/killed".to_owned(),
            group: None,
            verbatim: wording.to_owned(),
            qualifier: count.qualifier.to_owned(),
            lo: count.lo,
            best: count.best,
            hi: count.hi,
            as_of: None,
            claimed_by: None,
            preferred: false,
        }
    }

    #[test]
    fn counts_can_both_hold_if_one_number_is_open_to_both() {
        for (one, other, both) in [
            ("several", "at least 3", true),
            ("at least 3", "at least 6", true),
            ("at least 17 people", "16 people", false),
            ("at least 17 people", "17 people", true),
            ("fewer than 10 people", "at least 10 people", false),
            ("about 1000 people", "1,100 people", true),
            ("about 1000 people", "300 people", false),
            ("between 200 and 300 people", "250 to 400 people", true),
            ("nobody", "at least 1", false),
            ("no more than 100", "several", true),
        ] {
            let (a, b) = (figure(one), figure(other));
            assert_eq!(can_both_hold(&a, &b), both, "{one} / {other}");
            assert_eq!(can_both_hold(&b, &a), both, "{other} / {one}");
        }
    }

    #[test]
    fn a_count_of_a_later_day_may_be_higher_and_not_lower() {
        let as_of = |wording, day: &str| Figure { as_of: Edtf::parse(day).ok(), ..figure(wording) };
        let (tenth, fourteen) = (as_of("10 people", "2011-12-16"), as_of("14 people", "2011-12-17"));
        assert!(can_both_hold(&tenth, &fourteen) && can_both_hold(&fourteen, &tenth));
        let (fewer, more) = (as_of("10 people", "2011-12-17"), as_of("14 people", "2011-12-16"));
        assert!(!can_both_hold(&fewer, &more) && !can_both_hold(&more, &fewer));
        // Of the same day, or of an unknown one, they can't.
        assert!(!can_both_hold(&as_of("10 people", "2011-12-16"), &figure("14 people")));
    }
}
