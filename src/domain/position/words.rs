//! The words and signs of sides and units, in English, Russian and Kazakh: one table, to which a language adds its lines.

use super::Axis;
use super::lexeme::{Lexeme, Unit};

const NORTH: Option<Lexeme> = Some(Lexeme::Side(Axis::Latitude, 1.0));
const SOUTH: Option<Lexeme> = Some(Lexeme::Side(Axis::Latitude, -1.0));
const EAST: Option<Lexeme> = Some(Lexeme::Side(Axis::Longitude, 1.0));
const WEST: Option<Lexeme> = Some(Lexeme::Side(Axis::Longitude, -1.0));
const DEGREE: Option<Lexeme> = Some(Lexeme::Unit(Unit::Degree));
const MINUTE: Option<Lexeme> = Some(Lexeme::Unit(Unit::Minute));
const SECOND: Option<Lexeme> = Some(Lexeme::Unit(Unit::Second));

/// Words stand between commas, in lower case. Of those that begin alike the longest is taken.
const WORDS: &[(&str, Option<Lexeme>)] = &[
    ("north latitude, northern latitude, degrees north, north, n. lat., n.lat., n", NORTH),
    ("south latitude, southern latitude, degrees south, south, s. lat., s.lat., s", SOUTH),
    ("east longitude, eastern longitude, degrees east, east, e. long., e.long., e", EAST),
    ("west longitude, western longitude, degrees west, west, w. long., w.long., w", WEST),
    ("северной широты, северная широта, с. широты, с. ш., с.ш., с. ш, с.ш, сш, с", NORTH),
    ("южной широты, южная широта, ю. широты, ю. ш., ю.ш., ю. ш, ю.ш, юш, ю", SOUTH),
    ("восточной долготы, восточная долгота, в. долготы, в. д., в.д., в. д, в.д, вд, в", EAST),
    ("западной долготы, западная долгота, з. долготы, з. д., з.д., з. д, з.д, зд, з", WEST),
    ("солтүстік ендік, солтүстік, с. е., с.е., с.е", NORTH),
    ("оңтүстік ендік, оңтүстік, о. е., о.е., о.е", SOUTH),
    ("шығыс бойлық, шығыс, ш. б., ш.б., ш.б", EAST),
    ("батыс бойлық, батыс, б. б., б.б., б.б", WEST),
    ("latitude, lat., lat, широта, ендік", Some(Lexeme::Label(Axis::Latitude))),
    ("longitude, long., long, lng, lon., lon, долгота, бойлық", Some(Lexeme::Label(Axis::Longitude))),
    ("degrees, degree, deg., deg, градусов, градуса, градус, град., град", DEGREE),
    ("minutes, minute, min., min, минут, минуты, минута, мин., мин", MINUTE),
    ("seconds, second, sec., sec, секунд, секунды, секунда, сек., сек", SECOND),
    ("and, и, geo:", None),
];

/// Signs of units, as keyboards and copied pages have them.
const SIGNS: &[(&str, Option<Lexeme>)] =
    &[("″ ʺ \" ” “ „ « » '' ’’ ′′ ʹʹ ´´", SECOND), ("′ ʹ ' ’ ‘ ´ ` ‛", MINUTE), ("° º ˚ ⁰ ᵒ", DEGREE)];

/// The word or sign that a text begins with, and its length; a word that says nothing is no lexeme.
pub(super) fn word(text: &str) -> Option<(Option<Lexeme>, usize)> {
    let sign = SIGNS.iter().flat_map(|(signs, lexeme)| signs.split(' ').map(move |sign| (sign, lexeme)));
    let sign = sign.filter(|(sign, _)| text.starts_with(sign));
    let ends = |word: &str| {
        let next = text.get(word.len()..).and_then(|rest| rest.chars().next());
        !word.ends_with(char::is_alphabetic) || !next.is_some_and(char::is_alphabetic)
    };
    let words = WORDS.iter().flat_map(|(words, lexeme)| words.split(", ").map(move |word| (word, lexeme)));
    let words = words.filter(|(word, _)| text.starts_with(word) && ends(word));
    let (found, lexeme) = sign.chain(words).max_by_key(|(found, _)| found.len())?;
    Some((lexeme.clone(), found.len()))
}
