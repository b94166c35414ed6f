//! Coordinates as people paste them: one or a pair, in decimals or in degrees, minutes and seconds, with the words of their
//! sides. What can be read in two ways is asked about.

use crate::error::Message;

/// From letters and digits to what coordinates are written with.
mod lexeme;
/// The words of sides and units.
mod words;

use lexeme::{Lexeme, Unit, lexemes};

/// Which of the two a coordinate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    Latitude,
    Longitude,
}

impl Axis {
    /// The field that holds it.
    pub fn field(self) -> &'static str {
        match self {
            Axis::Latitude => "latitude",
            Axis::Longitude => "longitude",
        }
    }

    pub fn other(self) -> Axis {
        match self {
            Axis::Latitude => Axis::Longitude,
            Axis::Longitude => Axis::Latitude,
        }
    }

    /// In degrees to each side.
    pub fn limit(self) -> f64 {
        match self {
            Axis::Latitude => 90.0,
            Axis::Longitude => 180.0,
        }
    }

    fn out_of_range(self) -> &'static str {
        match self {
            Axis::Latitude => "err-latitude-range",
            Axis::Longitude => "err-longitude-range",
        }
    }
}

/// A point, in degrees north and east.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    pub latitude: f64,
    pub longitude: f64,
}

impl Position {
    pub fn on(self, axis: Axis) -> f64 {
        match axis {
            Axis::Latitude => self.latitude,
            Axis::Longitude => self.longitude,
        }
    }

    /// The same numbers the other way round, if they can be so.
    pub fn turned(self) -> Option<Position> {
        let can_be = self.longitude.abs() <= Axis::Latitude.limit();
        can_be.then_some(Position { latitude: self.longitude, longitude: self.latitude })
    }

    /// How far two points are apart, on a round Earth.
    pub fn kilometres(self, other: Position) -> f64 {
        let (one, two) = (self.latitude.to_radians(), other.latitude.to_radians());
        let across = (other.longitude - self.longitude).to_radians() / 2.0;
        let along = (two - one) / 2.0;
        let chord = along.sin().powi(2) + one.cos() * two.cos() * across.sin().powi(2);
        12_742.0 * chord.sqrt().min(1.0).asin()
    }
}

/// What a text in the field of one coordinate says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Coordinates {
    /// The one that the field is for.
    One(f64),
    Both(Position),
}

impl Coordinates {
    /// What it says of one of the two.
    pub fn on(self, axis: Axis, of: Axis) -> Option<f64> {
        match self {
            Coordinates::One(value) => (axis == of).then_some(value),
            Coordinates::Both(position) => Some(position.on(axis)),
        }
    }
}

/// The message that offers a pair the other way round.
pub const SWAPPED: &str = "err-coordinates-swapped";

/// The same, of a pair that can be read either way.
pub const ORDER: &str = "err-coordinates-order";

/// Degrees beyond which hardly anybody lives.
const INHABITED: f64 = 75.0;

/// The same, of a pair that lies far from the places that its place is among.
pub const FAR_FROM_ITS_PLACES: &str = "err-coordinates-far";

/// Reads what stands in the field of one coordinate.
pub fn read(axis: Axis, text: &str) -> Result<Coordinates, Message> {
    let mut why = Message::new("err-not-coordinates");
    // Square brackets are those of GeoJSON, which has the longitude first.
    let in_brackets = text.trim().starts_with('[') && text.trim().ends_with(']');
    // A comma is the mark of decimals where it can be, else it parts two numbers.
    for is_decimal in [true, false] {
        let Some(lexemes) = lexemes(text, is_decimal) else { continue };
        match said(&lexemes, axis) {
            Ok(Coordinates::Both(Position { latitude, longitude }))
                if in_brackets && !text.contains(char::is_alphabetic) =>
            {
                return Err(Message::new(ORDER).arg("pair", format!("{longitude}, {latitude}")));
            }
            Ok(coordinates) => return Ok(coordinates),
            Err(Some(problem)) => why = problem,
            Err(None) => {}
        }
    }
    Err(why)
}

/// A number given as one.
pub fn within(axis: Axis, degrees: f64) -> Result<f64, Message> {
    if degrees.is_finite() && degrees.abs() <= axis.limit() {
        Ok(degrees)
    } else {
        Err(Message::new(axis.out_of_range()))
    }
}

/// One coordinate, and which of the two it says that it is.
#[derive(Debug, Clone, Copy)]
struct Single {
    degrees: f64,
    axis: Option<Axis>,
}

/// `None` is a fault that says no more than that it is not understood.
fn said(lexemes: &[Lexeme], axis: Axis) -> Result<Coordinates, Option<Message>> {
    let groups = groups(lexemes);
    let several = groups.len() > 1;
    let singles = groups.iter().map(|group| single(group, several)).collect::<Result<Vec<_>, _>>()?;
    match singles.as_slice() {
        [only] => match only.axis {
            Some(of) if of != axis => Err(Some(Message::new("err-other-coordinate").arg("field", of.field()))),
            _ => Ok(Coordinates::One(within(axis, only.degrees)?)),
        },
        [first, second] => {
            let of_first = match (first.axis, second.axis) {
                (Some(one), Some(other)) if one == other => return Err(None),
                (Some(one), _) => one,
                (None, Some(other)) => other.other(),
                (None, None) => Axis::Latitude,
            };
            let is_open = first.axis.is_none() && second.axis.is_none();
            if is_open && first.degrees.abs() > 90.0 && first.degrees.abs() <= 180.0 && second.degrees.abs() <= 90.0 {
                let pair = format!("{}, {}", second.degrees, first.degrees);
                return Err(Some(Message::new(SWAPPED).arg("pair", pair)));
            }
            // Nobody lives so far north: it is the order that maps on the web have.
            if is_open
                && first.degrees.abs() > INHABITED
                && second.degrees.abs() <= INHABITED
                && first.degrees.abs() <= 90.0
            {
                let pair = format!("{}, {}", second.degrees, first.degrees);
                return Err(Some(Message::new(ORDER).arg("pair", pair)));
            }
            let (one, other) = (within(of_first, first.degrees)?, within(of_first.other(), second.degrees)?);
            let (latitude, longitude) = if of_first == Axis::Latitude { (one, other) } else { (other, one) };
            Ok(Coordinates::Both(Position { latitude, longitude }))
        }
        _ => Err(None),
    }
}

/// What belongs to each coordinate: parted by the words of sides where there are any, else by marks, else by degree signs.
fn groups(lexemes: &[Lexeme]) -> Vec<Vec<Lexeme>> {
    let is_label = |lexeme: &Lexeme| matches!(lexeme, Lexeme::Label(_));
    let is_side = |lexeme: &Lexeme| matches!(lexeme, Lexeme::Side(..));
    let is_degrees = |at: usize| matches!(lexemes.get(at + 1), Some(Lexeme::Unit(Unit::Degree)));
    let has = |wanted: &dyn Fn(&Lexeme) -> bool| lexemes.iter().any(wanted);
    let leads = lexemes.first().is_some_and(is_side);
    let plain = lexemes.iter().all(|lexeme| matches!(lexeme, Lexeme::Number { .. } | Lexeme::Sign));
    let numbers = lexemes.iter().filter(|lexeme| matches!(lexeme, Lexeme::Number { .. })).count();
    let decimals = has(&|lexeme: &Lexeme| matches!(lexeme, Lexeme::Number { decimal: true, .. }));
    let (labelled, sided, parted) = (has(&is_label), has(&is_side), has(&|lexeme| *lexeme == Lexeme::Separator));
    let mut groups: Vec<Vec<Lexeme>> = vec![Vec::new()];
    for (at, lexeme) in lexemes.iter().enumerate() {
        let is_number = matches!(lexeme, Lexeme::Number { .. });
        let signed = at > 0 && lexemes.get(at - 1) == Some(&Lexeme::Sign);
        let begins = if labelled {
            is_label(lexeme)
        } else if sided {
            leads && is_side(lexeme)
        } else if parted {
            *lexeme == Lexeme::Separator
        } else {
            let whole = is_number && is_degrees(at) || plain && numbers == 2 && decimals && is_number;
            whole && !signed || *lexeme == Lexeme::Sign
        };
        if begins && groups.last().is_some_and(|group| !group.is_empty()) {
            groups.push(Vec::new());
        }
        if let Some(group) = groups.last_mut().filter(|_| *lexeme != Lexeme::Separator) {
            group.push(lexeme.clone());
        }
        if !labelled && sided && !leads && is_side(lexeme) {
            groups.push(Vec::new());
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// Degrees, with minutes and seconds where they are given. `bare` numbers are those units in their order.
fn single(group: &[Lexeme], bare: bool) -> Result<Single, Option<Message>> {
    let (mut axis, mut sign, mut numbers) = (None, None, Vec::new());
    let mut rest = group.iter().peekable();
    let set = |axis: &mut Option<Axis>, of: Axis| match axis.replace(of) {
        Some(before) if before != of => Err(None),
        _ => Ok(()),
    };
    while let Some(lexeme) = rest.next() {
        match lexeme {
            Lexeme::Label(of) if numbers.is_empty() => set(&mut axis, *of)?,
            Lexeme::Side(of, to) => {
                set(&mut axis, *of)?;
                // "-43 S" says it twice.
                if sign.replace(*to).is_some() {
                    return Err(None);
                }
            }
            Lexeme::Sign if numbers.is_empty() && sign.is_none() => sign = Some(-1.0),
            Lexeme::Number { value, decimal } => {
                let unit = match rest.peek() {
                    Some(Lexeme::Unit(unit)) => {
                        let unit = *unit;
                        rest.next();
                        Some(unit)
                    }
                    _ => None,
                };
                numbers.push((*value, *decimal, unit));
            }
            _ => return Err(None),
        }
    }
    let alone = numbers.len() == 1;
    if !alone && !bare && axis.is_none() && numbers.iter().all(|(_, _, unit)| unit.is_none()) {
        return Err(None);
    }
    let mut degrees = 0.0;
    for (at, (value, decimal, unit)) in numbers.iter().enumerate() {
        let place = *Unit::ALL.get(at).ok_or(None)?;
        let is_last = at + 1 == numbers.len();
        if unit.is_some_and(|unit| unit != place) || *decimal && !is_last {
            return Err(None);
        }
        if at > 0 && *value >= 60.0 {
            return Err(Some(Message::new("err-minutes")));
        }
        degrees += value / place.of_a_degree();
    }
    if numbers.is_empty() {
        return Err(None);
    }
    // Hundredths of a second are a foot; what the division leaves behind them says nothing.
    let degrees = if alone { degrees } else { (degrees * 1e7).round() / 1e7 };
    Ok(Single { degrees: degrees * sign.unwrap_or(1.0), axis })
}

#[cfg(test)]
mod tests;
