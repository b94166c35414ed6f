//! Places in the order of a list: where a page of it starts, whatever becomes of the record that stands there.

use serde::{Deserialize, Serialize};

use crate::domain::custody::Standing;
use crate::domain::record::{Label, RecordId};

/// In the order of names, in whichever alphabet: what stands there is called so, and which it is of those called alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamePlace {
    pub name: String,
    pub id: RecordId,
}

impl NamePlace {
    /// More letters than the keys of an alphabet tell apart are left out.
    const LONGEST: usize = 200;

    pub fn of(label: &Label) -> NamePlace {
        NamePlace { name: label.name.chars().take(NamePlace::LONGEST).collect(), id: label.id }
    }
}

/// Among the rows that refer to a record: the day, or 0 where they are not in the order of days, and the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowPlace {
    pub day: i64,
    pub id: RecordId,
}

/// Among the citations of a report: the paragraph, and the number of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitationPlace {
    pub paragraph: i64,
    pub row: i64,
}

/// Among what is withdrawn: when it was, and the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawnPlace {
    pub at: String,
    pub id: RecordId,
}

/// Among those held: the list, how long there was no word, whether it is a group, and whose name it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldPlace {
    pub standing: Standing,
    pub silence: (i64, i64),
    pub group: bool,
    pub name: NamePlace,
}
