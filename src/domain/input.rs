//! What people and programs send for a field, turned into its typed value or into what is wrong with it.

use serde_json::Value as Json;
use unicode_normalization::UnicodeNormalization;

use super::date::parse_typed;
use super::kind::{Field, Target, Type};
use super::record::{RecordId, Value};
use crate::error::{Result, Say};

/// The longest line and the longest text a field takes, in characters.
const LINE_MAX: usize = 2_000;
const PROSE_MAX: usize = 1_000_000;

/// Finds the record that a uid or public ref names; `None` if the writer may not see one.
pub type Finder<'f> = &'f mut dyn FnMut(Target, &str) -> Result<Option<RecordId>>;

/// The value of a field, nothing (the field was left empty), or what to say about it.
pub type Read = std::result::Result<Option<Value>, Say>;

/// Reads a field of a form: always text, empty if nothing was chosen.
pub fn from_text(field: &Field, text: &str, find: Finder<'_>) -> Result<Read> {
    let text = match clean(text, field.ty) {
        Ok(text) if text.is_empty() => return Ok(Ok(None)),
        Ok(text) => text,
        Err(say) => return Ok(Err(say)),
    };
    let value = match field.ty {
        Type::Text | Type::Prose | Type::Term(_) => Ok(Value::Text(text)),
        Type::Choice(list) => match list.contains(&text.as_str()) {
            true => Ok(Value::Text(text)),
            false => Err(Say::new("err-unknown-code").arg("value", text)),
        },
        Type::Integer => text.parse().map(Value::Integer).map_err(|_| Say::new("err-not-a-whole-number")),
        Type::Real => match text.replace(',', ".").parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Real(number)),
            _ => Err(Say::new("err-not-a-number")),
        },
        Type::Bool => match text.as_str() {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(Say::new("err-not-yes-or-no")),
        },
        Type::Date => parse_typed(&text).map(Value::Date).map_err(|error| Say::new(error.key()).arg("value", &text)),
        Type::Ref(target, _) => find(target, &text)?.map(Value::Ref).ok_or_else(|| Say::new("err-no-such-record")),
    };
    Ok(value.map(Some))
}

/// Reads a field of a JSON body: null takes the value away.
pub fn from_json(field: &Field, json: &Json, find: Finder<'_>) -> Result<Read> {
    match (json, field.ty) {
        (Json::Null, _) => Ok(Ok(None)),
        (Json::Bool(flag), Type::Bool) => Ok(Ok(Some(Value::Bool(*flag)))),
        (Json::Number(number), Type::Integer) => {
            Ok(number.as_i64().map(|n| Some(Value::Integer(n))).ok_or_else(|| Say::new("err-not-a-whole-number")))
        }
        (Json::Number(number), Type::Real) => {
            Ok(number.as_f64().map(|n| Some(Value::Real(n))).ok_or_else(|| Say::new("err-not-a-number")))
        }
        (Json::String(_), Type::Bool | Type::Integer | Type::Real) => Ok(Err(Say::new("err-wrong-json-type"))),
        (Json::String(text), _) => from_text(field, text, find),
        _ => Ok(Err(Say::new("err-wrong-json-type"))),
    }
}

/// Text as it is stored: composed (NFC), without surrounding space, without characters that hide or reorder what is
/// read. Lines lose their line ends.
pub fn clean(text: &str, ty: Type) -> std::result::Result<String, Say> {
    let limit = if ty == Type::Prose { PROSE_MAX } else { LINE_MAX };
    // Bytes bound characters from above: nothing huge is normalised.
    if text.len() > limit * 4 {
        return Err(Say::new("err-too-long").arg("n", limit));
    }
    let unified = text.replace("\r\n", "\n");
    let cleaned: String = unified.trim().nfc().collect();
    if cleaned.chars().count() > limit {
        return Err(Say::new("err-too-long").arg("n", limit));
    }
    let allowed = |c: char| c == '\t' || (c == '\n' && ty == Type::Prose);
    if cleaned.chars().any(|c| (c.is_control() && !allowed(c)) || is_bidi_override(c)) {
        return Err(Say::new("err-hidden-characters"));
    }
    Ok(cleaned)
}

/// Characters that make text read in another order than it is stored (Unicode TR 36): embeddings, overrides, isolates.
fn is_bidi_override(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::{clean, from_json, from_text};
    use crate::domain::kind::{Kind, Type};
    use crate::domain::record::{RecordId, Value};

    fn text(kind: Kind, field: &str, text: &str) -> Result<Option<Value>, &'static str> {
        let mut find = |_, text: &str| Ok((text == "L-2").then_some(RecordId(2)));
        from_text(kind.field(field).unwrap(), text, &mut find).unwrap().map_err(|say| say.key)
    }

    #[test]
    fn each_type_reads_its_own_values_and_refuses_others() {
        assert_eq!(text(Kind::Incident, "title", "  A title "), Ok(Some(Value::Text("A title".into()))));
        assert_eq!(text(Kind::Incident, "day_seq", "40"), Ok(Some(Value::Integer(40))));
        assert_eq!(text(Kind::Incident, "day_seq", "4O"), Err("err-not-a-whole-number"));
        assert_eq!(text(Kind::Place, "latitude", "43,25"), Ok(Some(Value::Real(43.25))));
        assert_eq!(text(Kind::Place, "latitude", "NaN"), Err("err-not-a-number"));
        assert_eq!(text(Kind::Place, "named", "perhaps"), Err("err-not-yes-or-no"));
        assert_eq!(text(Kind::Incident, "place", "L-2"), Ok(Some(Value::Ref(RecordId(2)))));
        assert_eq!(text(Kind::Incident, "place", "L-3"), Err("err-no-such-record"));
        assert_eq!(text(Kind::Incident, "date", "30.02.2012"), Err("date-no-such-day"));
        assert_eq!(text(Kind::Incident, "date", "   "), Ok(None));
        assert_eq!(text(Kind::Person, "sex", "unsaid"), Err("err-unknown-code"));
    }

    #[test]
    fn hidden_and_reordering_characters_are_refused() {
        for hidden in ["a\u{0}b", "a\u{202E}b", "a\u{2066}b", "a\u{1b}[0m"] {
            assert_eq!(clean(hidden, Type::Text).unwrap_err().key, "err-hidden-characters");
        }
        assert_eq!(clean("one\ntwo", Type::Text).unwrap_err().key, "err-hidden-characters");
        assert_eq!(clean("one\r\ntwo", Type::Prose).unwrap(), "one\ntwo");
    }

    #[test]
    fn a_json_value_of_another_type_is_refused_and_null_takes_away() {
        let mut find = |_, _: &str| Ok(None);
        let title = Kind::Incident.field("title").unwrap();
        assert_eq!(from_json(title, &json!(null), &mut find).unwrap(), Ok(None));
        assert_eq!(from_json(title, &json!([1]), &mut find).unwrap().unwrap_err().key, "err-wrong-json-type");
        let seq = Kind::Incident.field("day_seq").unwrap();
        assert_eq!(from_json(seq, &json!("40"), &mut find).unwrap().unwrap_err().key, "err-wrong-json-type");
        assert_eq!(from_json(seq, &json!(1.5), &mut find).unwrap().unwrap_err().key, "err-not-a-whole-number");
    }

    #[test]
    fn too_long_is_refused_before_it_costs_anything() {
        assert_eq!(clean(&"x".repeat(10_000_000), Type::Text).unwrap_err().key, "err-too-long");
    }
}
