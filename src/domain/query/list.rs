//! Lists of all records of a kind in the reader's alphabet, page by page.

use crate::domain::kind::Kind;
use crate::domain::query::place::NamePlace;
use crate::domain::record::RecordId;

/// Lines of a page.
pub const PAGE: usize = 50;

/// A list that has an alphabet of its own. People and groups of people are two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    People,
    Groups,
    Organizations,
    /// The places inside one, or those inside none.
    Places(Option<RecordId>),
    Reports,
    Sources,
}

impl List {
    /// As it is kept.
    pub fn code(self) -> &'static str {
        match self {
            List::People => "people",
            List::Groups => "groups",
            List::Organizations => "organizations",
            List::Places(_) => "places",
            List::Reports => "reports",
            List::Sources => "sources",
        }
    }

    pub fn kind(self) -> Kind {
        match self {
            List::People | List::Groups => Kind::Person,
            List::Organizations => Kind::Organization,
            List::Places(_) => Kind::Place,
            List::Reports => Kind::Report,
            List::Sources => Kind::Source,
        }
    }
}

/// Where a page of a list starts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Start {
    #[default]
    First,
    /// Behind this place.
    After(NamePlace),
    /// The page before this place.
    Before(NamePlace),
    /// At the first name under this letter, or under the next one there is.
    Letter(String),
}

/// A page of a list, and the ways on from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub ids: Vec<RecordId>,
    /// Whether there is something before and behind it.
    pub before: bool,
    pub after: bool,
    /// The letters that the list has for the reader, if it has more than one page.
    pub letters: Vec<String>,
}
