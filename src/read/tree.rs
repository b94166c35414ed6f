//! Files as trees of values, whichever language they are written in: every value by the description of its field, every fault
//! with its line.

use std::borrow::Cow;

use crate::domain::change::{Content, Fault, FieldValue, Place, WrittenReference};
use crate::domain::kind::Field;
use crate::domain::kind::value::{Dates, Given, from_given};
use crate::error::Message;

/// A part of a file.
#[derive(Debug)]
pub struct Tree<'t> {
    /// The line that it begins on.
    pub line: usize,
    pub node: Node<'t>,
}

#[derive(Debug)]
pub enum Node<'t> {
    Value(Given<'t>),
    List(Vec<Tree<'t>>),
    Table(Table<'t>),
}

/// Named parts.
pub type Table<'t> = Vec<(Key<'t>, Tree<'t>)>;

#[derive(Debug)]
pub struct Key<'t> {
    pub name: Cow<'t, str>,
    pub line: usize,
}

impl<'t> Tree<'t> {
    pub fn at(&self) -> Place {
        Place::Line(self.line)
    }

    pub fn list(&self) -> Option<&[Tree<'t>]> {
        match &self.node {
            Node::List(items) => Some(items),
            _ => None,
        }
    }

    /// A value as fields take it: a list or table is none.
    pub fn given(&self) -> Given<'t> {
        match &self.node {
            Node::Value(given) => given.clone(),
            Node::List(_) | Node::Table(_) => Given::Other,
        }
    }
}

/// The part of a table that is called so.
pub fn part<'v, 't>(table: &'v [(Key<'t>, Tree<'t>)], name: &str) -> Option<&'v Tree<'t>> {
    table.iter().find(|(key, _)| key.name == name).map(|(_, tree)| tree)
}

/// What is wrong in a file, gathered while it is read.
#[derive(Debug, Default)]
pub struct Reader {
    pub faults: Vec<Fault>,
}

impl Reader {
    pub fn fault(&mut self, at: Place, field: &str, say: Message) {
        self.faults.push(Fault::of(at, field, say));
    }

    /// A key that the table does not have.
    pub fn unknown(&mut self, key: &Key<'_>) {
        self.fault(Place::Line(key.line), &key.name, Message::new("err-unknown-field").arg("value", &key.name));
    }

    /// The value of a field. A reference is the name of a record in the file.
    pub fn value(&mut self, field: &Field, tree: &Tree<'_>) -> FieldValue {
        let content = match from_given(field, tree.given(), Dates::Edtf) {
            Ok(Content::Reference(WrittenReference::Key(name))) => Content::Reference(WrittenReference::Named(name)),
            Ok(content) => content,
            Err(say) => {
                self.fault(tree.at(), field.name, say);
                Content::Faulty
            }
        };
        FieldValue { field: field.name, content, at: tree.at() }
    }

    /// The tables of a list, each with its line.
    pub fn tables<'v, 't>(&mut self, name: &str, tree: &'v Tree<'t>) -> Vec<(Place, &'v Table<'t>)> {
        let Some(items) = tree.list() else {
            self.fault(tree.at(), name, Message::new("err-not-a-list"));
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(items.len());
        for item in items {
            match &item.node {
                Node::Table(table) => tables.push((item.at(), table)),
                _ => self.fault(item.at(), name, Message::new("err-not-a-row")),
            }
        }
        tables
    }
}
