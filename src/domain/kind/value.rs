//! What people and programs send for a field, turned into its typed value or into what is wrong with it.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::domain::age;
use crate::domain::change::{Content, WrittenReference};
use crate::domain::invisible::visible;
use crate::domain::kind::{Field, Type};
use crate::domain::position::{self, Axis, Coordinates};
use crate::domain::record::Value;
use crate::domain::time::{Anchor, Edtf};
use crate::error::Message;

/// The longest line and the longest text a field takes, in characters.
const LINE_MAX: usize = 2_000;
const PROSE_MAX: usize = 1_000_000;

/// A value of an input that tells texts from numbers.
#[derive(Debug, Clone)]
pub enum Given<'g> {
    Nothing,
    Flag(bool),
    /// As a whole number, if it is one within range, and as any number.
    Number(Option<i64>, Option<f64>),
    Text(Cow<'g, str>),
    /// A list, a row, or a value that no field takes.
    Other,
}

/// How dates are written in an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dates {
    /// As people type them, EDTF among them; counted from an anchor where they are counted.
    Typed(Option<Anchor>),
    /// EDTF alone.
    Edtf,
}

/// What a field comes to, or what to say about it. References are named, not looked up.
pub type Read = Result<Content, Message>;

/// Reads a field of an input that is all text: a form, a spreadsheet. Empty text is nothing; dates may be counted from an
/// anchor.
pub fn from_text(field: &Field, text: &str, anchor: Option<Anchor>) -> Read {
    let text = clean(text, field.ty)?;
    if text.is_empty() {
        return Ok(Content::Nothing);
    }
    let value = match field.ty {
        Type::Integer => Value::Integer(text.parse().map_err(|_| Message::new("err-not-a-whole-number"))?),
        Type::Real => match text.replace(',', ".").parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Real(number),
            _ => return Err(Message::new("err-not-a-number")),
        },
        Type::Degrees(axis) => return coordinates(axis, &text),
        Type::Bool => match text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => return Err(Message::new("err-not-yes-or-no")),
        },
        _ => return worded(field, text, Dates::Typed(anchor)),
    };
    Ok(Content::Value(value))
}

/// Reads a field of an input that tells texts from numbers.
pub fn from_given(field: &Field, given: Given<'_>, dates: Dates) -> Read {
    let value = match (field.ty, given) {
        (_, Given::Nothing) => return Ok(Content::Nothing),
        (Type::Bool, Given::Flag(flag)) => Value::Bool(flag),
        (Type::Integer, Given::Number(Some(number), _)) => Value::Integer(number),
        (Type::Age, Given::Number(Some(number), _)) if number >= 0 => return worded(field, number.to_string(), dates),
        (Type::Real, Given::Number(_, Some(number))) => Value::Real(number),
        (Type::Degrees(axis), Given::Number(_, Some(number))) => Value::Real(position::within(axis, number)?),
        (Type::Degrees(axis), Given::Text(text)) => match clean(&text, field.ty)? {
            text if text.is_empty() => return Ok(Content::Nothing),
            text => return coordinates(axis, &text),
        },
        (Type::Bool, _) => return Err(Message::new("err-not-yes-or-no")),
        (Type::Integer, _) => return Err(Message::new("err-not-a-whole-number")),
        (Type::Real | Type::Degrees(_), _) => return Err(Message::new("err-not-a-number")),
        (_, Given::Text(text)) => match clean(&text, field.ty)? {
            text if text.is_empty() => return Ok(Content::Nothing),
            text => return worded(field, text, dates),
        },
        _ => return Err(Message::new("err-not-a-text")),
    };
    Ok(Content::Value(value))
}

/// A field that is text in every input.
fn worded(field: &Field, text: String, dates: Dates) -> Read {
    let value = match field.ty {
        Type::Choice(list) if !list.contains(&text.as_str()) => {
            return Err(Message::new("err-unknown-code").arg("value", text));
        }
        Type::Date => {
            let date = match dates {
                Dates::Typed(anchor) => typed_date(field, &text, anchor),
                Dates::Edtf => edtf(field, &text),
            };
            Value::Date(date?)
        }
        Type::Code(codes) => Value::Text(codes.read(&text)?),
        Type::Age if age::read(&text).is_some_and(|age| !age.is_possible()) => return Err(Message::new("err-age")),
        Type::Ref(..) => return Ok(Content::Reference(WrittenReference::Key(text))),
        _ => Value::Text(text),
    };
    Ok(Content::Value(value))
}

/// A date in EDTF. Of one that people would understand it is said how EDTF has it.
fn edtf(field: &Field, text: &str) -> Result<Edtf, Message> {
    let read = Edtf::parse(text).and_then(|date| field.takes.admit(date));
    read.map_err(|error| match typed_date(field, text, None) {
        Ok(meant) => Message::new("date-in-edtf").arg("value", text).arg("edtf", meant.text()),
        Err(_) => error.message(text),
    })
}

/// Coordinates as people paste them: those of a pair fill both fields.
fn coordinates(axis: Axis, text: &str) -> Read {
    Ok(match position::read(axis, text)? {
        Coordinates::One(degrees) => Content::Value(Value::Real(degrees)),
        Coordinates::Both(position) => Content::Position(position),
    })
}

/// A date as people type it into a field.
pub fn typed_date(field: &Field, text: &str, anchor: Option<Anchor>) -> Result<Edtf, Message> {
    field.takes.read(text, anchor).map_err(|error| error.message(text))
}

/// Text as it is stored: composed (NFC), without surrounding space, without characters that nobody sees. Lines lose their line
/// ends, and every space in them is the plain one.
pub fn clean(text: &str, ty: Type) -> Result<String, Message> {
    let limit = if ty == Type::Prose { PROSE_MAX } else { LINE_MAX };
    // Bytes bound characters from above: nothing huge is normalised.
    if text.len() > limit * 4 {
        return Err(Message::new("err-too-long").arg("n", limit));
    }
    let unified = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
    // ASCII is composed already, and most of it.
    let cleaned: String = if unified.is_ascii() {
        unified.trim().to_owned()
    } else {
        let seen = visible(&unified, ty == Type::Prose);
        let spaced: String = seen.chars().map(|c| space(c, ty)).nfc().collect();
        spaced.trim().to_owned()
    };
    if cleaned.chars().count() > limit {
        return Err(Message::new("err-too-long").arg("n", limit));
    }
    let allowed = |c: char| c == '\t' || (c == '\n' && ty == Type::Prose);
    if cleaned.chars().any(|c| c.is_control() && !allowed(c)) {
        return Err(Message::new("err-hidden-characters"));
    }
    Ok(cleaned)
}

/// Line ends of other systems are line ends; in a line every space is the plain one.
fn space(c: char, ty: Type) -> char {
    match (c, ty) {
        ('\u{85}' | '\u{2028}' | '\u{2029}', Type::Prose) => '\n',
        (_, Type::Prose) | ('\t' | '\n', _) => c,
        _ if c.is_whitespace() => ' ',
        _ => c,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Dates, Given, clean, from_given, from_text};
    use crate::domain::change::{Content, WrittenReference};
    use crate::domain::kind::{Kind, Type};
    use crate::domain::position::Position;
    use crate::domain::record::Value;

    const TYPED: Dates = Dates::Typed(None);

    fn text(kind: Kind, field: &str, text: &str) -> Result<Content, &'static str> {
        from_text(kind.field(field).unwrap(), text, None).map_err(|say| say.key)
    }

    fn given(kind: Kind, field: &str, given: Given<'_>, dates: Dates) -> Result<Content, &'static str> {
        from_given(kind.field(field).unwrap(), given, dates).map_err(|say| say.key)
    }

    #[test]
    fn each_type_reads_its_own_values_and_refuses_others() {
        let value = |value| Ok(Content::Value(value));
        assert_eq!(text(Kind::Incident, "title", "  A title "), value(Value::Text("A title".into())));
        assert_eq!(text(Kind::Incident, "day_seq", "40"), value(Value::Integer(40)));
        assert_eq!(text(Kind::Incident, "day_seq", "4O"), Err("err-not-a-whole-number"));
        assert_eq!(text(Kind::Place, "latitude", "43,25"), value(Value::Real(43.25)));
        assert_eq!(text(Kind::Place, "latitude", "NaN"), Err("err-not-coordinates"));
        let pair = Position { latitude: 43.25, longitude: 76.91 };
        assert_eq!(text(Kind::Place, "latitude", "43.25, 76.91"), Ok(Content::Position(pair)));
        assert_eq!(text(Kind::Place, "iso", "Kazakhstan"), value(Value::Text("KZ".into())));
        assert_eq!(text(Kind::Report, "lang", "русский"), value(Value::Text("ru".into())));
        assert_eq!(text(Kind::Report, "lang", "nonsense"), Err("err-unknown-language"));
        assert_eq!(text(Kind::Place, "named", "perhaps"), Err("err-not-yes-or-no"));
        assert_eq!(text(Kind::Incident, "place", "L-2"), Ok(Content::Reference(WrittenReference::Key("L-2".into()))));
        assert_eq!(text(Kind::Incident, "date", "30.02.2012"), Err("date-no-such-day"));
        assert_eq!(text(Kind::Incident, "date", "   "), Ok(Content::Nothing));
        assert_eq!(text(Kind::Person, "sex", "unsaid"), Err("err-unknown-code"));
    }

    #[test]
    fn what_nobody_sees_is_taken_out_and_what_steers_machines_is_refused() {
        for hidden in ["a\u{0}b", "a\u{1b}[0m", "a\u{7f}b"] {
            assert_eq!(clean(hidden, Type::Text).unwrap_err().key, "err-hidden-characters");
        }
        for hidden in ["a\u{202E}b", "a\u{2066}b", "\u{FEFF}a\u{AD}b\u{200B}", " \u{200B} ab \u{E0041} "] {
            assert_eq!(clean(hidden, Type::Text).unwrap(), "ab");
            assert_eq!(clean(hidden, Type::Prose).unwrap(), "ab");
        }
        assert_eq!(clean("\u{200B}", Type::Text).unwrap(), "");
        assert_eq!(clean("e\u{200B}\u{301}", Type::Text).unwrap(), "é");
        assert_eq!(clean("a\u{A0}b\u{2028}c\u{3000}d", Type::Text).unwrap(), "a b c d");
        assert_eq!(clean("a\u{A0}b\u{2028}c", Type::Prose).unwrap(), "a\u{A0}b\nc");
        assert_eq!(clean("one\ntwo", Type::Text).unwrap_err().key, "err-hidden-characters");
        assert_eq!(clean("one\r\ntwo", Type::Prose).unwrap(), "one\ntwo");
        assert_eq!(clean("Cafe\u{301}\r\n", Type::Text).unwrap(), "Café");
    }

    #[test]
    fn a_value_of_another_type_is_refused_and_nothing_takes_away() {
        let read = |field, value| given(Kind::Incident, field, value, TYPED);
        assert_eq!(read("title", Given::Nothing), Ok(Content::Nothing));
        assert_eq!(read("title", Given::Other), Err("err-not-a-text"));
        assert_eq!(read("title", Given::Number(Some(1), Some(1.0))), Err("err-not-a-text"));
        assert_eq!(read("day_seq", Given::Text("40".into())), Err("err-not-a-whole-number"));
        assert_eq!(read("day_seq", Given::Number(None, Some(1.5))), Err("err-not-a-whole-number"));
    }

    #[test]
    fn only_people_write_dates_in_words() {
        let read = |text: &'static str, dates| given(Kind::Incident, "date", Given::Text(text.into()), dates).is_ok();
        assert!(read("25 Feb 2012", TYPED) && !read("25 Feb 2012", Dates::Edtf));
        assert!(read("2012-02-25", TYPED) && read("2012-02-25", Dates::Edtf));
        // What would be understood of a person is told in EDTF, as its field takes it; what would not be stays a fault.
        let refused = |kind: Kind, field: &str, text: &'static str| {
            let say = from_given(kind.field(field).unwrap(), Given::Text(text.into()), Dates::Edtf).unwrap_err();
            (say.key, say.args.into_iter().find(|(name, _)| *name == "edtf").map(|(_, edtf)| edtf))
        };
        for (kind, field, text, edtf) in [
            (Kind::Incident, "date", "25 Feb 2012", "2012-02-25"),
            (Kind::Relation, "valid", "since 2010", "2010/.."),
            (Kind::CustodyEvent, "date", "между 1 и 24 февраля 2012", "[2012-02-01..2012-02-24]"),
        ] {
            assert_eq!(refused(kind, field, text), ("date-in-edtf", Some(edtf.to_owned())));
        }
        assert_eq!(refused(Kind::Incident, "date", "30.02.2012").1, None);
        assert_eq!(refused(Kind::Incident, "date", "soon").1, None);
    }

    #[test]
    fn what_lasts_is_a_period_and_what_happens_a_moment_on_every_way_in() {
        let read =
            |kind: Kind, name, text: &'static str, dates| match given(kind, name, Given::Text(text.into()), dates) {
                Ok(Content::Value(value)) => value.to_string(),
                Ok(other) => format!("{other:?}"),
                Err(key) => key.to_owned(),
            };
        assert_eq!(read(Kind::Relation, "valid", "since 2010", TYPED), "2010/..");
        assert_eq!(read(Kind::Person, "birth", "since 2010", TYPED), "[2010..]");
        assert_eq!(read(Kind::Incident, "date", "since May 2011", TYPED), "2011-05/..");
        for dates in [TYPED, Dates::Edtf] {
            assert_eq!(read(Kind::Relation, "valid", "[2010..]", dates), "date-not-a-period");
            assert_eq!(read(Kind::CustodyEvent, "date", "2010/2012", dates), "date-not-a-moment");
            assert_eq!(read(Kind::Incident, "date", "2010/2012", dates), "2010/2012");
        }
    }

    #[test]
    fn too_long_is_refused_before_it_costs_anything() {
        assert_eq!(clean(&"x".repeat(10_000_000), Type::Text).unwrap_err().key, "err-too-long");
    }
}
