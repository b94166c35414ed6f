//! A pasted text as the numbers, units and sides that coordinates are written with.

use super::{Axis, words};
use crate::domain::typing::plain;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Degree,
    Minute,
    Second,
}

impl Unit {
    pub const ALL: [Unit; 3] = [Unit::Degree, Unit::Minute, Unit::Second];

    pub fn of_a_degree(self) -> f64 {
        match self {
            Unit::Degree => 1.0,
            Unit::Minute => 60.0,
            Unit::Second => 3600.0,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Lexeme {
    Number {
        value: f64,
        decimal: bool,
    },
    /// A minus.
    Sign,
    Unit(Unit),
    /// North, south, east, west: which coordinate, and which way it counts.
    Side(Axis, f64),
    /// "Latitude:".
    Label(Axis),
    /// A comma, a semicolon, a line end.
    Separator,
}

/// The lexemes of a text; `None` if there is something in it that no coordinate is written with. `is_decimal` says whether a
/// comma between two digits is the mark of decimals.
pub(super) fn lexemes(text: &str, is_decimal: bool) -> Option<Vec<Lexeme>> {
    // Line ends part two coordinates; `plain` makes spaces of them.
    let text = plain(&text.replace(['\n', '\r'], ";")).to_lowercase();
    let mut out: Vec<Lexeme> = Vec::new();
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        let taken = if c.is_ascii_digit() {
            let (value, decimal, length) = number(rest, is_decimal)?;
            out.push(Lexeme::Number { value, decimal });
            length
        } else if let Some((lexeme, length)) = words::word(rest) {
            // "1e1" is a number, and no longitude.
            let is_exponent = c == 'e' && rest.get(1..)?.starts_with(|c: char| c.is_ascii_digit());
            if is_exponent && text.strip_suffix(rest)?.ends_with(|c: char| c.is_ascii_digit()) {
                return None;
            }
            out.extend(lexeme);
            length
        } else {
            match c {
                ' ' | '(' | ')' | '[' | ']' | '+' => {}
                ':' | '=' if matches!(out.last(), Some(Lexeme::Label(_) | Lexeme::Side(..))) => {}
                ',' | ';' | '/' | '|' => {
                    if !matches!(out.last(), None | Some(Lexeme::Separator)) {
                        out.push(Lexeme::Separator);
                    }
                }
                '-' if rest.get(1..)?.starts_with(|c: char| c.is_ascii_digit()) => out.push(Lexeme::Sign),
                _ => return None,
            }
            c.len_utf8()
        };
        rest = rest.get(taken..)?;
    }
    if out.last() == Some(&Lexeme::Separator) {
        out.pop();
    }
    Some(out)
}

/// The number that a text begins with, whether it has decimals, and its length.
fn number(text: &str, is_decimal: bool) -> Option<(f64, bool, usize)> {
    let run = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = run(text);
    let after = text.get(whole..)?;
    let mark = after.chars().next().filter(|c| *c == '.' || *c == ',' && is_decimal);
    let fraction = mark.map_or(0, |_| after.get(1..).map_or(0, run));
    let length = if fraction > 0 { whole + 1 + fraction } else { whole };
    // Longer numbers are none of a place.
    if whole > 3 || text.get(length..)?.starts_with(['.', '%']) {
        return None;
    }
    let value = text.get(..length)?.replace(',', ".").parse().ok()?;
    Some((value, fraction > 0, length))
}
