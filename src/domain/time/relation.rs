//! How uncertain dates lie to ranges, to days and to each other.

use crate::domain::time::{Day, Edtf, Holds, Moment, Piece, Range, pieces};

impl Edtf {
    /// What it can mean, in pieces; none if it gives no day at all.
    pub fn pieces(&self) -> Vec<Piece> {
        match self.lo() {
            Some(day) if self.is_exact_day() => vec![Piece {
                lo: day,
                hi: day,
                open_before: false,
                open_after: false,
                begun: Some(day),
                lasting: Some(day),
                doubted: false,
            }],
            _ => self.core().map(|core| pieces::of(&core)).unwrap_or_default(),
        }
    }

    /// Whether it falls in a range: a moment is in it, a period goes on in it, one of several dates is in it.
    pub fn within(&self, range: &Range) -> Holds {
        if range.is_open() {
            return Holds::Certainly;
        }
        let pieces = self.pieces();
        if pieces.iter().any(|piece| piece.is_surely_in(range)) {
            Holds::Certainly
        } else if pieces.is_empty() || pieces.iter().any(|piece| piece.touches(range) || piece.is_open_to(range)) {
            Holds::Possibly
        } else {
            Holds::No
        }
    }

    /// Whether it falls on a day: a moment was then, a period went on then.
    pub fn on(&self, day: Day) -> Holds {
        self.within(&Range { from: Some(day), to: Some(day) })
    }

    /// The day on which it was or began.
    pub fn start(&self) -> Moment {
        let pieces = self.pieces();
        Moment {
            earliest: pieces
                .iter()
                .map(|piece| piece.lo)
                .min()
                .filter(|_| pieces.iter().all(|piece| !piece.open_before)),
            latest: pieces.iter().filter_map(|piece| piece.begun).min(),
            doubted: pieces.iter().any(|piece| piece.doubted),
        }
    }

    /// The day on which it was or ended.
    pub fn end(&self) -> Moment {
        let pieces = self.pieces();
        Moment {
            earliest: pieces.iter().filter_map(|piece| piece.lasting).max(),
            latest: pieces.iter().map(|piece| piece.hi).max().filter(|_| pieces.iter().all(|piece| !piece.open_after)),
            doubted: pieces.iter().any(|piece| piece.doubted),
        }
    }

    /// Whether it was or had begun by the end of a day.
    pub fn begun_by(&self, day: Day) -> Holds {
        self.start().by(day.into())
    }

    /// Whether it was over before the other was or began.
    pub fn before(&self, other: &Edtf) -> Holds {
        self.end().before(other.start())
    }

    /// Whether two dates of one thing, as two reports give them, can both be right: for certain if they say the same day.
    pub fn agrees_with(&self, other: &Edtf) -> Holds {
        if self.is_exact_day() && other.is_exact_day() {
            return Holds::of(self == other);
        }
        let same = |one: Moment, other: Moment| one.by(other).is_possible() && other.by(one).is_possible();
        let ends_agree = !(self.is_period() && other.is_period())
            || (same(self.start(), other.start()) && same(self.end(), other.end()));
        let (pieces, others) = (self.pieces(), other.pieces());
        let shares_a_day = |one: &Piece, other: &Piece| {
            (one.lo <= other.hi || one.open_before || other.open_after)
                && (other.lo <= one.hi || other.open_before || one.open_after)
        };
        let meet = pieces.is_empty()
            || others.is_empty()
            || pieces.iter().any(|piece| others.iter().any(|other| shares_a_day(piece, other)));
        if ends_agree && meet { Holds::Possibly } else { Holds::No }
    }

    /// Whether it means all the time between two dates, and not one moment.
    pub fn is_period(&self) -> bool {
        self.text().contains('/')
    }
}
