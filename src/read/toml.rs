//! TOML as a tree, each part with its line.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::tree::{Key, Node, Table, Tree};
use crate::domain::change::{Fault, Place};
use crate::domain::kind::value::Given;
use crate::error::Message;

/// Where the lines of a text end.
struct Lines(Vec<usize>);

impl Lines {
    /// The line that a part of the text begins on.
    fn of(&self, span: &Range<usize>) -> usize {
        self.0.partition_point(|end| *end < span.start) + 1
    }
}

/// The top table, or the one fault of a text that is no TOML.
pub fn parse(text: &str) -> Result<Table<'_>, Fault> {
    let lines = Lines(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect());
    match DeTable::parse(text) {
        Ok(top) => Ok(table(top.into_inner(), &lines)),
        Err(error) => {
            let line = error.span().map_or(1, |span| lines.of(&span));
            Err(Fault::of(Place::Line(line), "", Message::new("err-no-toml").arg("why", error.message())))
        }
    }
}

fn table<'t>(table: DeTable<'t>, lines: &Lines) -> Table<'t> {
    let part = |(key, value): (Spanned<Cow<'t, str>>, Spanned<DeValue<'t>>)| {
        let line = lines.of(&key.span());
        (Key { name: key.into_inner(), line }, tree(value, lines))
    };
    table.into_iter().map(part).collect()
}

fn tree<'t>(value: Spanned<DeValue<'t>>, lines: &Lines) -> Tree<'t> {
    let line = lines.of(&value.span());
    let node = match value.into_inner() {
        DeValue::Array(items) => Node::List(items.into_iter().map(|item| tree(item, lines)).collect()),
        DeValue::Table(parts) => Node::Table(table(parts, lines)),
        value => Node::Value(given(value)),
    };
    Tree { line, node }
}

fn given(value: DeValue<'_>) -> Given<'_> {
    match value {
        DeValue::Boolean(flag) => Given::Flag(flag),
        DeValue::String(text) => Given::Text(text),
        DeValue::Integer(number) => {
            let whole = i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok();
            // Whole numbers within 32 bits are exact as reals; larger ones have no business in a real field.
            Given::Number(whole, whole.and_then(|number| i32::try_from(number).ok()).map(f64::from))
        }
        DeValue::Float(number) => Given::Number(None, number.as_str().replace('_', "").parse().ok()),
        _ => Given::Other,
    }
}
