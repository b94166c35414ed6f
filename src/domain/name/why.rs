//! Why a name was found, as data: which word that was typed answers which word of the name, and how.

use std::sync::Arc;

use serde::Serialize;

use super::score::{Score, Weighed};
use super::words::{Role, Word};

/// What became of a word. The words are spelled with the letters a to z.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// None of a word of the name that was not typed.
    pub typed: Option<String>,
    /// None of a word that the name does not have.
    pub found: Option<String>,
    pub how: How,
}

/// How a word answers another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    SameLetters,
    SameSounds,
    /// Forms of one given name.
    SameGivenName,
    /// The father is the same, with the ending of another language.
    SameFather,
    Initial,
    /// Spelled much alike: another transliteration, or a slip.
    Alike,
    /// Hardly alike.
    Other,
    /// Words that one of both writes together.
    Joined,
    PatronymicLeftOut,
    LeftOut,
}

/// Two words of which so much is the same are spelled alike.
const ALIKE: f32 = 0.5;

/// Why a name was found that was scored so.
pub fn why(typed: &Weighed, found: &Weighed, score: &Score) -> Vec<Part> {
    let (ones, others) = (&typed.reading.words, &found.reading.words);
    if score.joined {
        let joined = |words: &[Arc<Word>]| words.iter().map(|word| word.letters.as_str()).collect::<Vec<_>>().join(" ");
        return vec![Part { typed: Some(joined(ones)), found: Some(joined(others)), how: How::Joined }];
    }
    let left_out = |word: &Word| match word.role {
        Role::Patronymic(_) => How::PatronymicLeftOut,
        Role::Name | Role::Initial | Role::Particle => How::LeftOut,
    };
    let mut parts = Vec::with_capacity(ones.len() + others.len());
    for (at, one) in ones.iter().enumerate() {
        let pair = score.pairs.iter().find(|pair| pair.0 == at);
        let other = pair.and_then(|(_, other, like)| Some((others.get(*other)?, *like)));
        let how = other.map_or_else(|| left_out(one), |(other, like)| answers(one, other, like));
        let found = other.map(|(other, _)| other.letters.clone());
        parts.push(Part { typed: Some(one.letters.clone()), found, how });
    }
    for (at, other) in others.iter().enumerate() {
        if score.pairs.iter().all(|pair| pair.1 != at) {
            parts.push(Part { typed: None, found: Some(other.letters.clone()), how: left_out(other) });
        }
    }
    parts
}

fn answers(one: &Word, other: &Word, like: f32) -> How {
    if one.letters == other.letters {
        How::SameLetters
    } else if one.sounds == other.sounds {
        How::SameSounds
    } else if one.sounds.len() == 1 || other.sounds.len() == 1 {
        if like > 0.0 { How::Initial } else { How::Other }
    } else if one.given.iter().any(|number| other.given.contains(number)) {
        How::SameGivenName
    } else if like < ALIKE {
        How::Other
    } else if matches!((one.role, other.role), (Role::Patronymic(_), Role::Patronymic(_))) {
        How::SameFather
    } else {
        How::Alike
    }
}
