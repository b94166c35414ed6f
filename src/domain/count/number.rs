//! Numbers as they are spelled: digits with a multiplier, words that add up, or both.

use super::part::{Alone, Part, Piece};

const ONE: i128 = 1_000_000;

/// A number, and how it is said.
#[derive(Debug, Clone)]
pub(super) struct Number {
    millionths: i128,
    /// Said as a round one: "a hundred", "two dozen".
    pub is_round: bool,
    /// Four bare digits that are more likely a year.
    pub reads_as_year: bool,
    /// What the last word multiplied by, and whether anything else was said: for "200 to 300 thousand".
    scale: i64,
    is_bare: bool,
}

impl Number {
    /// The number that the pieces begin with, and how many of them it takes. With `between`, "and" parts two numbers.
    pub(super) fn read(pieces: &[Piece], between: bool) -> Option<(Number, usize)> {
        let mut sum = Sum::default();
        let mut length = 0;
        while let Some(piece) = pieces.get(length) {
            let next = pieces.get(length + 1);
            let joins = match piece.part {
                // "One hundred and twenty".
                Part::And if !between => {
                    sum.group.is_some_and(|group| group % (100 * ONE) == 0)
                        && next.is_some_and(|next| matches!(next.part, Part::Small(n) if n < 100))
                }
                // "Twenty-five", but not "two-three".
                Part::Dash => {
                    sum.group.is_some_and(|group| (group / ONE) % 100 >= 20 && (group / ONE) % 10 == 0)
                        && sum.is_word
                        && next.is_some_and(|next| matches!(next.part, Part::Small(1..=9)))
                }
                Part::Article => length == 0 && next.is_some_and(|next| matches!(next.part, Part::Scale(..))),
                _ => false,
            };
            if joins {
                sum.is_round |= piece.part == Part::Article;
            } else if !sum.add(piece) {
                break;
            }
            length += 1;
        }
        Some((sum.number()?, length)).filter(|(_, length)| *length > 0)
    }

    /// The number, if it is a whole one.
    pub(super) fn value(&self) -> Option<i64> {
        (self.millionths % ONE == 0).then(|| i64::try_from(self.millionths / ONE).ok()).flatten()
    }

    /// "200 to 300 thousand": what multiplies the second is said of the first.
    pub(super) fn share_scale(&mut self, second: &Number) {
        let shared = self.millionths.checked_mul(i128::from(second.scale));
        // "Half of up to a thousand" is no range.
        let whole = self.is_bare && self.millionths >= ONE;
        if let Some(shared) = shared.filter(|shared| whole && second.scale > 1 && *shared < second.millionths) {
            (self.millionths, self.is_round, self.reads_as_year) = (shared, second.is_round, false);
        }
    }
}

/// A number as its parts are read.
#[derive(Default)]
struct Sum {
    total: i128,
    /// What was said since the last thousand or million, in millionths.
    group: Option<i128>,
    /// The last thousand or million.
    last: Option<i64>,
    is_word: bool,
    is_round: bool,
    reads_as_year: bool,
    either_mark: bool,
    scale: i64,
    parts: usize,
    faulty: bool,
}

impl Sum {
    /// Takes a part in, if it goes on with the number.
    fn add(&mut self, piece: &Piece) -> bool {
        let is_first = self.parts == 0;
        let fits = match piece.part {
            Part::Digits { millionths, reads_as_year, either_mark } if self.group.is_none() => {
                (self.reads_as_year, self.either_mark) = (reads_as_year && is_first, either_mark);
                self.group = Some(millionths);
                true
            }
            // "A hundred and five" is no round number any more.
            Part::Small(n) => {
                let goes_on = self.parts > 0;
                self.small(i128::from(n) * ONE) && {
                    self.is_round &= !goes_on;
                    true
                }
            }
            Part::Fraction(millionths) if self.group.is_none() => {
                (self.group, self.is_round) = (Some(millionths), true);
                true
            }
            Part::Round(n) if is_first => {
                (self.group, self.is_round) = (Some(i128::from(n) * ONE), true);
                true
            }
            Part::AndHalf => match self.group.filter(|group| group % ONE == 0) {
                Some(group) => {
                    self.group = Some(group + ONE / 2);
                    true
                }
                None => false,
            },
            Part::Scale(by, alone) => self.multiply(by, alone, piece.governed),
            _ => false,
        };
        if fits {
            self.is_word |= matches!(piece.part, Part::Small(_));
            self.parts += 1;
        }
        fits
    }

    /// A number word goes on with the number if there is room for it: "one hundred" + "twenty" + "five".
    fn small(&mut self, n: i128) -> bool {
        let Some(group) = self.group else {
            self.group = Some(n);
            return true;
        };
        let room = match n / ONE {
            0 => 0,
            1..=9 if (group / ONE) % 100 == 10 => 0,
            1..=9 => 10,
            10..=99 => 100,
            _ => 1000,
        };
        let fits = self.is_word && room > 0 && group % (room * ONE) == 0;
        if fits {
            self.group = Some(group + n);
        }
        fits
    }

    fn multiply(&mut self, by: i64, alone: Alone, governed: bool) -> bool {
        let stands = match alone {
            Alone::Yes => true,
            Alone::Governed => governed,
            Alone::No => false,
        };
        let by_itself = self.group.is_none();
        if by_itself && (!stands || self.last.is_some()) {
            return false;
        }
        let group = self.group.unwrap_or(ONE);
        // "1,200 thousand" is 1.2 thousand to some and 1,200 thousand to others.
        self.faulty |= self.either_mark;
        self.is_round |= by_itself || by == 12 || by == 20 || by == 10;
        let Some(product) = group.checked_mul(i128::from(by)) else { return false };
        if by < 1000 {
            // "Two hundred three hundred" is no number.
            if group >= 100 * ONE {
                return false;
            }
            (self.group, self.is_word) = (Some(product), true);
        } else {
            if self.last.is_some_and(|last| last <= by) {
                return false;
            }
            self.total += product;
            (self.group, self.last) = (None, Some(by));
        }
        (self.scale, self.reads_as_year, self.either_mark) = (by, false, false);
        true
    }

    fn number(self) -> Option<Number> {
        let sum = self.total.checked_add(self.group.unwrap_or(0))?;
        (self.parts > 0 && !self.faulty).then_some(Number {
            millionths: sum,
            is_round: self.is_round,
            reads_as_year: self.reads_as_year,
            scale: if self.parts == 2 { self.scale } else { 1 },
            is_bare: self.scale == 0,
        })
    }
}
