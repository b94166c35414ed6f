//! A question as it is asked: one list of parameters, and the forms in which they are written.
//!
//! An address of a page and a call of the API have names and values, percent-encoded; the command line has a flag for
//! each; a question that is kept is a JSON object. All of them are read and printed here: what one form can ask, every
//! form can.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::facet::{Behind, FACETS, Facet, Values};
use super::{Dates, Order, Places};
use crate::domain::kind::Kind;
use crate::domain::time::{Day, Edtf, Month, Range};

pub const PLACE: &str = "place";
pub const PERSON: &str = "person";
pub const NOT_PERSON: &str = "not-person";
pub const DETENTION: &str = "detention";
pub const TEXT: &str = "text";
/// In addresses of pages, where the words of a question are kept.
pub const WORDS: &str = "words";
pub const FROM: &str = "from";
pub const TO: &str = "to";
/// Days of the history: since when a line was entered, or something of it was written.
pub const ENTERED_SINCE: &str = "entered-since";
pub const CHANGED_SINCE: &str = "changed-since";
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
    /// The parameter whose values it excludes, if it does.
    pub excludes: Option<&'static str>,
    /// The form asks for it by typing; other values are ticked beside the answer, or have a field where all lists are shown.
    pub is_typed: bool,
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

/// So many values may a question name in all: more are a list that somebody pasted, and no question that a person can read.
pub const VALUES_MAX: usize = 100;

/// In the order in which they are printed.
pub static PARAMETERS: LazyLock<Vec<Parameter>> = LazyLock::new(|| {
    let parameter = |name, takes, help| Parameter { name, takes, excludes: None, is_typed: true, help };
    let seldom = |name, takes, help| Parameter { is_typed: false, ..parameter(name, takes, help) };
    let of_facet = |facet: &'static Facet| match (facet.record(), &facet.values) {
        (Some(kind), _) => Some(Takes::Record(kind)),
        // Months are asked for by their ends.
        (None, Values::Months) => None,
        (None, _) => Some(Takes::Value(facet)),
    };
    let is_typed =
        |facet: &Facet| matches!(facet.values, Values::Places | Values::Organizations | Values::Sources(Behind::Any));
    let with_takes =
        FACETS.iter().filter_map(|facet| Some((facet.name, facet.not, of_facet(facet)?, is_typed(facet), facet.help)));
    let person = (PERSON, NOT_PERSON, Takes::Record(Kind::Person), true, "A person or group: name, public ref or uid");
    let of_values = with_takes.chain([person]).flat_map(|(name, not, takes, is_typed, help)| {
        let help_without = "The same, of what is left out";
        let without = Parameter { name: not, takes, excludes: Some(name), is_typed: false, help: help_without };
        [Parameter { is_typed, ..parameter(name, takes, help) }, without]
    });
    let mut all: Vec<Parameter> = of_values.collect();
    all.extend([
        seldom(
            DETENTION,
            Takes::Record(Kind::Detention),
            "The custody steps of this detention alone: public ref or uid",
        ),
        parameter(TEXT, Takes::Words, "Words of its texts: all of them, \"a phrase\", begin*, -not, one OR other"),
        parameter(FROM, Takes::Date, "From this day, month or year"),
        parameter(TO, Takes::Date, "To the end of this day, month or year"),
        seldom(ENTERED_SINCE, Takes::Date, "Entered in the case file on this day or later"),
        seldom(CHANGED_SINCE, Takes::Date, "Entered or changed on this day or later, with what belongs to it"),
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

    /// Whether it may have several values: of those it asks for one is enough, of those it excludes none may be there.
    pub fn is_repeatable(&self) -> bool {
        matches!(self.takes, Takes::Record(_) | Takes::Value(_))
    }

    /// What is kept of a value, nothing if it asks for nothing.
    fn read(&self, value: &str) -> Result<Option<String>, NoQuestion> {
        let value = value.trim();
        match self.takes {
            _ if value.is_empty() => Ok(None),
            Takes::Flag => match value {
                "1" | "true" => Ok(Some("1".to_owned())),
                "0" | "false" => Ok(None),
                _ => Err(NoQuestion::Unknown),
            },
            Takes::Choice(choices) if !choices.contains(&value) => Err(NoQuestion::Unknown),
            Takes::Choice(choices) => {
                Ok(choices.iter().skip(1).find(|choice| **choice == value).map(|c| (*c).to_owned()))
            }
            Takes::Record(_) | Takes::Value(_) | Takes::Words | Takes::Date => Ok(Some(value.to_owned())),
        }
    }
}

/// Why something is no question: a mistyped filter is never taken for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoQuestion {
    /// There is no such parameter, or its choices do not have the value.
    Unknown,
    /// Two values are given where one alone can hold.
    Twice,
    /// More values than a question may name.
    TooMany,
}

impl NoQuestion {
    /// The message that says so.
    pub fn key(self) -> &'static str {
        match self {
            NoQuestion::Unknown => "err-unknown-parameter",
            NoQuestion::Twice => "err-parameter-twice",
            NoQuestion::TooMany => "err-too-many-values",
        }
    }
}

/// What is asked, as it was typed: a name may stand for a record, and a date may make no sense.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// By parameter, each value once, in the order in which they came; no list is empty.
    values: BTreeMap<&'static str, Vec<String>>,
    /// Where its words are kept: they stand in no address.
    kept: Option<Uuid>,
}

impl Question {
    /// Reads names and values, of whichever form.
    pub fn read<'n, 'v>(pairs: impl IntoIterator<Item = (&'n str, &'v str)>) -> Result<Question, NoQuestion> {
        let mut question = Question::default();
        let mut count = 0;
        for (name, value) in pairs {
            let parameter = Parameter::named(name).ok_or(NoQuestion::Unknown)?;
            let Some(value) = parameter.read(value)? else { continue };
            let values = question.values.entry(parameter.name).or_default();
            if values.contains(&value) {
                continue;
            }
            if !parameter.is_repeatable() && !values.is_empty() {
                return Err(NoQuestion::Twice);
            }
            values.push(value);
            count += 1;
            if count > VALUES_MAX {
                return Err(NoQuestion::TooMany);
            }
        }
        Ok(question)
    }

    /// What is asked for, by name: the first of several values, empty if there is none.
    pub fn get(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    /// Every value that is asked for, by name.
    pub fn all(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn asks(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The same question with this value alone; an empty one asks for anything.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Question {
        let mut other = self.clone();
        if let Some(parameter) = Parameter::named(name) {
            match parameter.read(value) {
                Ok(Some(value)) => drop(other.values.insert(parameter.name, vec![value])),
                _ => drop(other.values.remove(parameter.name)),
            }
        }
        other
    }

    /// The same question with one more value.
    #[must_use]
    pub fn and(&self, name: &str, value: &str) -> Question {
        let mut other = self.clone();
        if let Some(parameter) = Parameter::named(name)
            && let Ok(Some(value)) = parameter.read(value)
        {
            let values = other.values.entry(parameter.name).or_default();
            if !values.contains(&value) {
                values.push(value);
            }
        }
        other
    }

    #[must_use]
    pub fn without(&self, name: &str) -> Question {
        self.with(name, "")
    }

    /// The same question without one of its values.
    #[must_use]
    pub fn without_value(&self, name: &str, value: &str) -> Question {
        let mut other = self.clone();
        if let Some(values) = other.values.get_mut(name) {
            values.retain(|known| known != value);
            if values.is_empty() {
                other.values.remove(name);
            }
        }
        other
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
        let of = |parameter: &'static Parameter| {
            self.all(parameter.name).iter().map(move |value| (parameter.name, value.as_str()))
        };
        PARAMETERS.iter().flat_map(of)
    }

    /// The same as an address of a page has them: words stand in none, it says where they are kept.
    pub fn pairs_of_address(&self) -> Vec<(&'static str, String)> {
        let pairs = self.pairs().filter(|(name, _)| *name != TEXT).map(|(name, value)| (name, value.to_owned()));
        let kept = self.kept.filter(|_| self.asks(TEXT)).map(|kept| (WORDS, kept.to_string()));
        pairs.chain(kept).collect()
    }

    /// The same question, whose words are kept there.
    #[must_use]
    pub fn kept_at(self, kept: Uuid) -> Question {
        Question { kept: Some(kept), ..self }
    }

    /// The query of an address of a page, with what the address has besides.
    pub fn to_query(&self, besides: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.pairs_of_address());
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

    /// As it is kept: what has one value as a text, what has several as a list of them.
    pub fn to_json(&self) -> Json {
        let of = |parameter: &Parameter| {
            let value = match self.all(parameter.name) {
                [] => return None,
                [only] => Json::from(only.as_str()),
                several => Json::from(several),
            };
            Some((parameter.name.to_owned(), value))
        };
        Json::Object(PARAMETERS.iter().filter_map(of).collect::<Map<_, _>>())
    }

    /// Reads a question that was kept.
    pub fn from_json(json: &Json) -> Result<Question, NoQuestion> {
        let object = json.as_object().ok_or(NoQuestion::Unknown)?;
        let mut pairs = Vec::new();
        for (name, value) in object {
            let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            for value in values {
                pairs.push((name.as_str(), value.as_str().ok_or(NoQuestion::Unknown)?));
            }
        }
        Question::read(pairs)
    }
}
