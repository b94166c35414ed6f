//! A question as it is asked: one list of parameters, and the forms in which they are written.
//!
//! An address of a page and a call of the API have names and values, percent-encoded; the command line has a flag for
//! each; a question that is kept is a JSON object. All of them are read and printed here: what one form can ask, every
//! form can.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::facet::{FACETS, Facet, Values};
use super::{Dates, Order, Places};
use crate::domain::kind::Kind;
use crate::domain::time::{Day, Edtf, Month, Range};

pub const PLACE: &str = "place";
pub const PERSON: &str = "person";
pub const TEXT: &str = "text";
/// In addresses of pages, where the words of a question are kept.
pub const WORDS: &str = "words";
pub const FROM: &str = "from";
pub const TO: &str = "to";
pub const CERTAIN: &str = "certain";
pub const DATES: &str = "dates";
pub const PLACES: &str = "places";
pub const ORDER: &str = "order";

/// One thing that can be asked for.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// In addresses, in the API and in questions that are kept; its flag is the same after two dashes.
    pub name: &'static str,
    pub takes: Takes,
    /// For the help of the command line.
    pub help: &'static str,
}

#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// A record of a kind: uid, public ref, or a name in any spelling that folds alike.
    Record(Kind),
    /// A value of a facet.
    Value(&'static Facet),
    /// A day, month or year.
    Date,
    /// Words of texts.
    Words,
    /// Said or not.
    Flag,
    /// One of these; the first where nothing is said.
    Choice(&'static [&'static str]),
}

/// In the order in which they are printed.
pub static PARAMETERS: LazyLock<Vec<Parameter>> = LazyLock::new(|| {
    let parameter = |name, takes, help| Parameter { name, takes, help };
    let of_facet = |facet: &'static Facet| match facet.values {
        Values::Places => Some(parameter(facet.name, Takes::Record(Kind::Place), facet.help)),
        // Months are asked for by their ends.
        Values::Months => None,
        _ => Some(parameter(facet.name, Takes::Value(facet), facet.help)),
    };
    let mut all: Vec<Parameter> = FACETS.iter().filter_map(of_facet).collect();
    all.extend([
        parameter(PERSON, Takes::Record(Kind::Person), "A person or group: name, public ref or uid"),
        parameter(TEXT, Takes::Words, "Words of its texts: all of them, \"a phrase\", begin*, -not, one OR other"),
        parameter(FROM, Takes::Date, "From this day, month or year"),
        parameter(TO, Takes::Date, "To the end of this day, month or year"),
        parameter(CERTAIN, Takes::Flag, "Leave out what only possibly lies in the range"),
        parameter(DATES, Takes::Choice(&Dates::CODES), "Dates stated in the range, or those only open to it, or none"),
        parameter(
            PLACES,
            Takes::Choice(&Places::CODES),
            "Lines inside the place, or only those of a place around it, or those of none",
        ),
        parameter(ORDER, Takes::Choice(&Order::CODES), "Which end comes first"),
    ]);
    // Where and who come first: they are asked most.
    all.sort_by_key(|parameter| !matches!(parameter.takes, Takes::Record(_)));
    all
});

impl Parameter {
    pub fn named(name: &str) -> Option<&'static Parameter> {
        // As an API calls words.
        let name = if name == "q" { TEXT } else { name };
        PARAMETERS.iter().find(|parameter| parameter.name == name)
    }

    /// What is kept of a value, nothing if it asks for nothing.
    fn read(&self, value: &str) -> Result<Option<String>, NoQuestion> {
        let value = value.trim();
        match self.takes {
            _ if value.is_empty() => Ok(None),
            Takes::Flag => match value {
                "1" | "true" => Ok(Some("1".to_owned())),
                "0" | "false" => Ok(None),
                _ => Err(NoQuestion),
            },
            Takes::Choice(choices) if !choices.contains(&value) => Err(NoQuestion),
            Takes::Choice(choices) => {
                Ok(choices.iter().skip(1).find(|choice| **choice == value).map(|c| (*c).to_owned()))
            }
            Takes::Record(_) | Takes::Value(_) | Takes::Words | Takes::Date => Ok(Some(value.to_owned())),
        }
    }
}

/// A parameter that there is not, or a value outside a fixed choice: a mistyped filter is never taken for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoQuestion;

/// What is asked, as it was typed: a name may stand for a record, and a date may make no sense.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    values: BTreeMap<&'static str, String>,
    /// Where its words are kept: they stand in no address.
    kept: Option<Uuid>,
}

impl Question {
    /// Reads names and values, of whichever form. Of a name that stands twice the first counts, as everywhere.
    pub fn read<'n, 'v>(pairs: impl IntoIterator<Item = (&'n str, &'v str)>) -> Result<Question, NoQuestion> {
        let mut values: BTreeMap<&'static str, Option<String>> = BTreeMap::new();
        for (name, value) in pairs {
            let parameter = Parameter::named(name).ok_or(NoQuestion)?;
            let value = parameter.read(value)?;
            values.entry(parameter.name).or_insert(value);
        }
        let values = values.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        Ok(Question { values, kept: None })
    }

    /// What is asked for, by name; empty if nothing is.
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    pub fn asks(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The same question with another value; an empty one asks for anything.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Question {
        let mut other = self.clone();
        if let Some(parameter) = Parameter::named(name) {
            match parameter.read(value) {
                Ok(Some(value)) => other.values.insert(parameter.name, value),
                _ => other.values.remove(parameter.name),
            };
        }
        other
    }

    #[must_use]
    pub fn without(&self, name: &str) -> Question {
        self.with(name, "")
    }

    pub fn order(&self) -> Order {
        Order::ALL.into_iter().find(|order| order.code() == self.get(ORDER)).unwrap_or_default()
    }

    pub fn dates(&self) -> Dates {
        Dates::ALL.into_iter().find(|dates| dates.code() == self.get(DATES)).unwrap_or_default()
    }

    pub fn places(&self) -> Places {
        Places::ALL.into_iter().find(|places| places.code() == self.get(PLACES)).unwrap_or_default()
    }

    /// The same question for a month, as far as that lies in the range that is asked about.
    #[must_use]
    pub fn in_month(&self, month: Month, range: &Range) -> Question {
        let (from, to) = (range.from.filter(|day| *day > month.first()), range.to.filter(|day| *day < month.last()));
        // Far years too, which are asked about when a person types them.
        let asked = |day: Option<Day>| {
            let text = day.map_or(month.iso(), Day::iso);
            Edtf::parse(&text).map_or(text, |date| date.typed())
        };
        self.with(FROM, &asked(from)).with(TO, &asked(to))
    }

    /// Names and values, in the order of the parameters.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        PARAMETERS.iter().filter_map(|parameter| Some((parameter.name, self.values.get(parameter.name)?.as_str())))
    }

    /// The same question, whose words are kept there.
    #[must_use]
    pub fn kept_at(self, kept: Uuid) -> Question {
        Question { kept: Some(kept), ..self }
    }

    /// The query of an address of a page, with what the address has besides. Words stand in none: it says where they are kept.
    pub fn to_query(&self, besides: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.pairs().filter(|(name, _)| *name != TEXT));
        if let Some(kept) = self.kept.filter(|_| self.asks(TEXT)) {
            query.append_pair(WORDS, &kept.to_string());
        }
        query.extend_pairs(besides);
        query.finish()
    }

    /// Reads the query of an address.
    pub fn from_query(query: &str) -> Result<Question, NoQuestion> {
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        Question::read(pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref())))
    }

    /// Arguments of the command line. A value stands behind an equals sign: it may begin with a dash.
    pub fn to_arguments(&self) -> Vec<String> {
        let argument = |(name, value): (&'static str, &str)| match Parameter::named(name).map(|p| p.takes) {
            Some(Takes::Flag) => format!("--{name}"),
            _ => format!("--{name}={value}"),
        };
        self.pairs().map(argument).collect()
    }

    /// As it is kept.
    pub fn to_json(&self) -> Json {
        Json::Object(self.pairs().map(|(name, value)| (name.to_owned(), Json::from(value))).collect::<Map<_, _>>())
    }

    /// Reads a question that was kept.
    pub fn from_json(json: &Json) -> Result<Question, NoQuestion> {
        let object = json.as_object().ok_or(NoQuestion)?;
        let pairs: Option<Vec<_>> = object.iter().map(|(name, value)| Some((name.as_str(), value.as_str()?))).collect();
        Question::read(pairs.ok_or(NoQuestion)?)
    }
}
