//! TOML read by hand, so that every fault names its line: unknown keys, wrong types, missing values.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Something wrong in a file: the line, and a plain sentence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    pub line: usize,
    pub sentence: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.sentence)
    }
}

/// The text of a file and the faults found in it so far.
pub struct Source<'a> {
    text: &'a str,
    pub faults: Vec<Fault>,
}

impl<'a> Source<'a> {
    pub fn new(text: &'a str) -> Self {
        Source { text, faults: Vec::new() }
    }

    /// The top table, or the one fault of a file that is no TOML.
    pub fn parse(&mut self) -> Option<Spanned<DeTable<'a>>> {
        match DeTable::parse(self.text) {
            Ok(table) => Some(table),
            Err(error) => {
                let line = error.span().map_or(1, |span| self.line(&span));
                self.fault(line, error.message().to_owned());
                None
            }
        }
    }

    pub fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        before.bytes().filter(|byte| *byte == b'\n').count() + 1
    }

    pub fn fault(&mut self, line: usize, sentence: impl Into<String>) {
        self.faults.push(Fault { line, sentence: sentence.into() });
    }
}

/// One table, read key by key. What is left when all known keys were read is unknown.
pub struct Table<'t, 'a> {
    pub line: usize,
    table: &'t DeTable<'a>,
    read: BTreeSet<&'static str>,
}

impl<'t, 'a> Table<'t, 'a> {
    pub fn new(table: &'t DeTable<'a>, line: usize) -> Self {
        Table { line, table, read: BTreeSet::new() }
    }

    /// A value and the line it stands on.
    pub fn value(&mut self, key: &'static str, source: &Source<'_>) -> Option<(&'t DeValue<'a>, usize)> {
        self.read.insert(key);
        let value = self.table.get(key)?;
        Some((value.get_ref(), source.line(&value.span())))
    }

    pub fn text(&mut self, key: &'static str, source: &mut Source<'_>) -> Option<String> {
        let (value, line) = self.value(key, source)?;
        let text = value.as_str().map(str::to_owned);
        if text.is_none() {
            source.fault(line, format!("`{key}` has to be text in quotes."));
        }
        text.filter(|text| !text.trim().is_empty())
    }

    pub fn required(&mut self, key: &'static str, source: &mut Source<'_>) -> Option<String> {
        let present = self.table.contains_key(key);
        let text = self.text(key, source);
        if text.is_none() && !present {
            source.fault(self.line, format!("`{key}` is missing."));
        }
        text
    }

    pub fn integer(&mut self, key: &'static str, source: &mut Source<'_>) -> Option<i64> {
        let (value, line) = self.value(key, source)?;
        let number = integer(value);
        if number.is_none() {
            source.fault(line, format!("`{key}` has to be a whole number."));
        }
        number
    }

    /// A text that has to be in a list.
    pub fn choice(
        &mut self,
        key: &'static str,
        list: &[&'static str],
        source: &mut Source<'_>,
    ) -> Option<&'static str> {
        let line = self.value(key, source).map_or(self.line, |(_, line)| line);
        let text = self.text(key, source)?;
        let found = list.iter().find(|known| **known == text).copied();
        if found.is_none() {
            source.fault(line, format!("`{key}` can't be \"{text}\": it is one of {}.", list.join(", ")));
        }
        found
    }

    /// The tables of an array, each with its line.
    pub fn tables(&mut self, key: &'static str, source: &mut Source<'_>) -> Vec<Table<'t, 'a>> {
        let Some((value, line)) = self.value(key, source) else { return Vec::new() };
        let Some(array) = value.as_array() else {
            source.fault(line, format!("`{key}` has to be a list."));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in array {
            let line = source.line(&item.span());
            match item.get_ref().as_table() {
                Some(table) => tables.push(Table::new(table, line)),
                None => source.fault(line, format!("each entry of `{key}` has to be a table in braces.")),
            }
        }
        tables
    }

    /// The texts of an array.
    pub fn texts(&mut self, key: &'static str, source: &mut Source<'_>) -> Vec<String> {
        let Some((value, line)) = self.value(key, source) else { return Vec::new() };
        let texts: Option<Vec<String>> = value
            .as_array()
            .and_then(|array| array.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect());
        if texts.is_none() {
            source.fault(line, format!("`{key}` has to be a list of texts."));
        }
        texts.unwrap_or_default()
    }

    /// Reports every key that nobody read.
    pub fn finish(self, source: &mut Source<'_>) {
        for key in self.table.keys() {
            if !self.read.contains(key.get_ref().as_ref()) {
                let line = source.line(&key.span());
                source.fault(line, format!("`{}` is not a key of this table.", key.get_ref()));
            }
        }
    }
}

pub fn integer(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
}

pub fn real(value: &DeValue<'_>) -> Option<f64> {
    let float = value.as_float().and_then(|number| number.as_str().replace('_', "").parse().ok());
    // Whole numbers within 32 bits are exact as reals; larger ones have no business in a real field.
    float.or_else(|| integer(value).and_then(|number| i32::try_from(number).ok()).map(f64::from))
}
