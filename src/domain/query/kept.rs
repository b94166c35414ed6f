//! A question that is kept.

use serde_json::Value as Json;
use uuid::Uuid;

use super::Question;
use super::involved::Involved;
use crate::domain::name::matching::Letters;

/// Letters of a name.
pub const NAME_MAX: usize = 200;

/// What answers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// Records of every kind, by name and by words; names in the letters of any script, or in those that were typed.
    Search(Letters),
    /// Lines of the timeline, or who is in them.
    Timeline(Option<Involved>),
}

impl Shows {
    pub fn code(self) -> &'static str {
        match self {
            Shows::Search(Letters::Any) => "search",
            Shows::Search(Letters::AsTyped) => "search_as_typed",
            Shows::Timeline(None) => "timeline",
            Shows::Timeline(Some(Involved::People)) => "timeline_people",
            Shows::Timeline(Some(Involved::Detentions)) => "timeline_detentions",
        }
    }

    pub fn parse(code: &str) -> Option<Shows> {
        let timelines = [None, Some(Involved::People), Some(Involved::Detentions)].map(Shows::Timeline);
        let searches = [Letters::Any, Letters::AsTyped].map(Shows::Search);
        searches.into_iter().chain(timelines).find(|shows| shows.code() == code)
    }

    /// Whether lines answer it: what is new among them can be told.
    pub fn can_be_watched(self) -> bool {
        self == Shows::Timeline(None)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptQuestion {
    pub uid: Uuid,
    pub shows: Shows,
    pub content: Json,
    /// What it is called; one without a name is forgotten in time.
    pub name: Option<String>,
    /// Whether the team sees it.
    pub shared: bool,
    /// Whether whoever reads it asked it.
    pub is_own: bool,
    /// The name of the account that asked it.
    pub by: String,
}

impl KeptQuestion {
    /// Where it is answered.
    pub fn address(&self) -> String {
        address(self.uid)
    }

    /// What it asks; nothing of a parameter that there is no more.
    pub fn question(&self) -> Question {
        Question::from_json(&self.content).unwrap_or_default().kept_at(self.uid)
    }
}

/// A question that somebody watches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    pub question: KeptQuestion,
    /// The last change of the history whose answer he or she has seen.
    pub seen: i64,
    /// When that was: UTC, RFC 3339.
    pub at: String,
}

/// Where a question is answered.
pub fn address(uid: Uuid) -> String {
    format!("/q/{uid}")
}
