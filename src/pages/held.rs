//! Who is held: the question, as it is typed and as it is understood, and the answer.

use std::collections::{BTreeMap, HashMap};

use crate::domain::citation::Citation;
use crate::domain::custody::{Against, Asked, CustodyState, Holding, LastWord, Standing, Status};
use crate::domain::kind::CERTAINTIES;
use crate::domain::record::{Label, Labels, RecordId};
use crate::domain::time::{Day, parse_typed};
use crate::error::{FieldError, Message};
use crate::pages::summary::RecordSummary;

/// What a question of who is held is asked by.
pub const ASKED: [&str; 7] = ["on", "status", "certainty", "place", "list", "silent", "order"];

/// The question as it was typed. Empty fields ask for anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldForm {
    pub on: String,
    pub status: String,
    pub certainty: String,
    /// The ref of a place: of those held in it or inside it.
    pub place: String,
    /// One of the lists.
    pub list: String,
    /// At least so many days without word.
    pub silent: String,
    pub order: String,
    /// The formats that the answer can be taken away in: code and name.
    pub formats: Vec<(&'static str, &'static str)>,
}

/// The question as it is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldFilter {
    pub on: Day,
    pub asked: Asked,
    pub list: Option<Standing>,
    pub silent: Option<i64>,
    pub status: Option<String>,
    pub certainty: Option<String>,
    pub order: HeldOrder,
}

/// In which order those held are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HeldOrder {
    /// The longest without word first.
    #[default]
    Silence,
    /// In the reader's alphabet.
    Name,
}

impl HeldOrder {
    pub const ALL: [HeldOrder; 2] = [HeldOrder::Silence, HeldOrder::Name];

    pub fn code(self) -> &'static str {
        match self {
            HeldOrder::Silence => "silence",
            HeldOrder::Name => "name",
        }
    }
}

impl HeldForm {
    /// The question, or what is wrong with each field. Without a day it is asked as on `today`; of a longer
    /// date, its last day counts.
    pub fn read(&self, today: Day) -> Result<HeldFilter, Vec<FieldError>> {
        let mut errors = Vec::new();
        let on = match self.on.trim() {
            "" => today,
            typed => one_day(typed).unwrap_or_else(|say| {
                errors.push(FieldError::new("on", say));
                today
            }),
        };
        let mut choice = |field: &str, typed: &str, known: &[&str]| match typed.trim() {
            "" => None,
            typed => {
                let known = known.contains(&typed);
                if !known {
                    errors.push(FieldError::new(field, Message::new("err-unknown-code").arg("value", typed)));
                }
                known.then(|| typed.to_owned())
            }
        };
        let status = choice("status", &self.status, &statuses());
        let certainty = choice("certainty", &self.certainty, CERTAINTIES);
        let list = choice("list", &self.list, &Standing::ALL.map(Standing::code));
        let list = Standing::ALL.into_iter().find(|known| list.as_deref() == Some(known.code()));
        let order = choice("order", &self.order, &HeldOrder::ALL.map(HeldOrder::code));
        let order = HeldOrder::ALL.into_iter().find(|known| order.as_deref() == Some(known.code())).unwrap_or_default();
        let silent = match self.silent.trim() {
            "" => None,
            typed => typed.parse().ok().filter(|days| (1..=36_500).contains(days)).or_else(|| {
                errors.push(FieldError::new("silent", Message::new("err-whole-number")));
                None
            }),
        };
        let asked = Asked::of(on, today);
        if errors.is_empty() {
            Ok(HeldFilter { on, asked, list, silent, status, certainty, order })
        } else {
            Err(errors)
        }
    }
}

/// The day that a question is asked of: of a month or a year its last. What has no end, or is one of several, is none.
fn one_day(typed: &str) -> Result<Day, Message> {
    let date = parse_typed(typed).map_err(|error| error.message(typed))?;
    let is_one = date.lo().is_some() && !date.is_period() && !date.text().starts_with(['[', '{']);
    date.hi().filter(|_| is_one).ok_or_else(|| Message::new("err-held-on").arg("value", typed))
}

/// The statuses that can be asked for: of those in custody, or of whom nothing more is known.
pub fn statuses() -> Vec<&'static str> {
    Status::ALL.into_iter().filter(|status| status.state() != CustodyState::Free).map(Status::code).collect()
}

impl HeldFilter {
    /// Whether somebody's last word is the one asked for.
    pub fn admits(&self, word: &LastWord) -> bool {
        let asked = |asked: &Option<String>, is: &str| asked.as_deref().is_none_or(|asked| is == asked);
        asked(&self.status, word.status.code())
            && asked(&self.certainty, &word.certainty)
            && self.list.is_none_or(|list| list == word.standing(self.on))
            && self.silent.is_none_or(|days| word.silent(self.on) >= days)
    }
}

/// A page of the answer: list after list, each in the order asked for.
#[derive(Debug)]
pub struct HeldPage {
    pub on: Day,
    pub holdings: Vec<Holding>,
    /// Of all pages: how many people and groups there are in each list. Groups are never added to people: nobody is counted
    /// twice.
    pub all: BTreeMap<Standing, (usize, usize)>,
    /// By list, in the order of names and over more than a page: its letters, and the place behind which the page under each
    /// starts. Before the first of all there is none.
    pub letters: BTreeMap<Standing, Vec<(String, Option<String>)>>,
    /// How many in custody there was no word of for long.
    pub silent: usize,
    /// The place that was asked for.
    pub place: Option<Label>,
    /// The place behind which the next page starts.
    pub next: Option<String>,
    /// Whether this is not the first page.
    pub continued: bool,
    /// How many members of a group are listed in custody by name.
    pub listed_members: HashMap<RecordId, i64>,
    /// How the places of arrest are called, and those where somebody is only perhaps kept.
    pub labels: Labels,
    /// Of the steps that state the status.
    pub citations: Vec<Citation>,
    /// Steps that were saved just now.
    pub saved: Vec<RecordSummary>,
}

impl HeldPage {
    /// What the line of somebody rests on: the last word, and the step that may have set him or her free by the day.
    pub fn cited(holding: &Holding) -> Vec<RecordId> {
        let against = match holding.against {
            Some(Against::Step(step)) => Some(step),
            Some(Against::Death) | None => None,
        };
        [Some(holding.word.said_by()), against].into_iter().flatten().collect()
    }

    /// The citations of these that the line of somebody rests on.
    pub fn citations_of<'c>(citations: &'c [Citation], holding: &Holding) -> Vec<&'c Citation> {
        let cited = HeldPage::cited(holding);
        // Of an episode that says itself since when somebody was held, what is said of that.
        let is_of_it = |citation: &&Citation| {
            citation.record != holding.episode.detention.id()
                || matches!(citation.field.as_deref(), None | Some("start"))
        };
        citations.iter().filter(|citation| cited.contains(&citation.record)).filter(is_of_it).collect()
    }

    /// People and groups in a list.
    pub fn count(&self, list: Standing) -> (usize, usize) {
        self.all.get(&list).copied().unwrap_or_default()
    }
}

/// How many of these are people, and how many groups.
pub fn count<'w>(words: impl IntoIterator<Item = &'w LastWord>) -> (usize, usize) {
    words.into_iter().fold((0, 0), |(people, groups), word| match word.group {
        true => (people, groups + 1),
        false => (people + 1, groups),
    })
}

/// Who is in custody in a settlement, or may be.
#[derive(Debug, Clone)]
pub struct HeldIn {
    /// Nothing where no report names a place of custody.
    pub settlement: Option<Label>,
    pub people: usize,
    pub groups: usize,
}

#[cfg(test)]
mod tests {
    use super::{HeldForm, statuses};
    use crate::domain::time::Day;

    fn form(on: &str, status: &str, certainty: &str) -> HeldForm {
        HeldForm {
            on: on.to_owned(),
            status: status.to_owned(),
            certainty: certainty.to_owned(),
            ..HeldForm::default()
        }
    }

    #[test]
    fn an_empty_form_asks_for_everybody_today() {
        let filter = form(" ", "", "").read(Day::MIN).unwrap_or_else(|_| unreachable!());
        assert_eq!((filter.on, filter.status, filter.certainty), (Day::MIN, None, None));
    }

    #[test]
    fn the_day_is_read_as_it_is_typed_in_either_language() {
        for typed in ["2 April 2012", "2 апреля 2012 г.", "2012-04-02"] {
            let filter = form(typed, "held", "apparent").read(Day::MIN).unwrap_or_else(|_| unreachable!());
            assert_eq!(filter.on.iso(), "2012-04-02");
        }
    }

    #[test]
    fn every_field_that_makes_no_sense_is_named() {
        let errors = form("30 February 2012", "released", "firm").read(Day::MIN).err().unwrap_or_default();
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["on", "status", "certainty"]);
    }

    #[test]
    fn who_is_free_cannot_be_asked_for() {
        assert!(statuses().contains(&"unknown") && !statuses().contains(&"released"));
    }
}
