//! A line of JSON as a tree. A name that an object has twice is a fault: of two values nobody knows which is meant.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::tree::{Key, Node, Table, Tree};
use crate::domain::change::{Fault, Place};
use crate::domain::kind::value::Given;
use crate::error::Message;

/// No record and no row has so many parts.
const PARTS_MAX: usize = 200;

/// The object that stands on a line, or what is wrong with it.
pub fn parse(line: usize, text: &str) -> Result<Table<'_>, Fault> {
    let no_json = |why: String| Fault::of(Place::Line(line), "", Message::new("err-no-json-line").arg("why", why));
    let mut json = serde_json::Deserializer::from_str(text);
    let tree = Seed(line).deserialize(&mut json).and_then(|tree| json.end().map(|()| tree));
    match tree.map(|tree| tree.node) {
        Ok(Node::Table(table)) => Ok(table),
        Ok(_) => Err(no_json("not an object".to_owned())),
        // The line is that of the file; within it there is one.
        Err(error) => Err(no_json(error.to_string().replace(" at line 1 column ", " at character "))),
    }
}

#[derive(Clone, Copy)]
struct Seed(usize);

impl Seed {
    fn value<'t, E>(self, given: Given<'t>) -> Result<Tree<'t>, E> {
        Ok(Tree { line: self.0, node: Node::Value(given) })
    }

    fn number<'t, E>(self, number: Number) -> Result<Tree<'t>, E> {
        self.value(Given::Number(number.as_i64(), number.as_f64()))
    }
}

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = Tree<'de>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Tree<'de>, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = Tree<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Tree<'de>, E> {
        self.value(Given::Nothing)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Tree<'de>, E> {
        self.value(Given::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Tree<'de>, E> {
        self.number(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Tree<'de>, E> {
        self.number(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Tree<'de>, E> {
        self.value(Given::Number(None, Some(number)))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Tree<'de>, E> {
        self.value(Given::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree<'de>, E> {
        self.value(Given::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Tree { line: self.0, node: Node::List(list) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut parts: A) -> Result<Tree<'de>, A::Error> {
        let mut table = Table::new();
        while let Some(Name(name)) = parts.next_key_seed(Names)? {
            if table.iter().any(|(key, _)| key.name == name) {
                return Err(A::Error::custom(format_args!("{name} is there twice")));
            }
            if table.len() == PARTS_MAX {
                return Err(A::Error::custom("too many names"));
            }
            table.push((Key { name, line: self.0 }, parts.next_value_seed(self)?));
        }
        Ok(Tree { line: self.0, node: Node::Table(table) })
    }
}

/// The name of a part, borrowed from the line where it is written without escapes.
struct Name<'de>(Cow<'de, str>);

struct Names;

impl<'de> DeserializeSeed<'de> for Names {
    type Value = Name<'de>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Name<'de>, D::Error> {
        json.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Names {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Borrowed(name)))
    }

    fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Owned(name.to_owned())))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::parse;
    use crate::domain::kind::value::Given;
    use crate::read::tree::{Node, part};

    #[test]
    fn a_line_is_one_object_each_of_whose_names_is_there_once() {
        let table = parse(7, r#"{"a": "x\ny", "b": [1, {"c": null}]}"#).unwrap();
        let a = part(&table, "a").unwrap();
        assert!(matches!(&a.node, Node::Value(Given::Text(text)) if text == "x\ny") && a.line == 7);
        assert_eq!(part(&table, "b").unwrap().list().unwrap().len(), 2);
        for faulty in ["", "7", "[]", "{", "{} {}", r#"{"a": 1, "a": 2}"#, r#"{"a": {"b": 1, "b": 1}}"#, "\u{feff}{}"] {
            let fault = parse(7, faulty).unwrap_err();
            assert_eq!(fault.say.key, "err-no-json-line", "{faulty}");
        }
    }
}
