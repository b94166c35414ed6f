//! Record identity, the header every record has, and field values on their way into the store.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::kind::{Fielded, Kind};
use crate::domain::lang::Lang;
use crate::domain::login::drawn;
use crate::domain::time::Edtf;
use crate::domain::typing::plain;
use crate::error::{self, Error};

/// The key inside one case file. Never leaves it: outside, a record is its `Uid` or its public ref.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordId(pub i64);

/// The lasting name of a record outside this case file (UUIDv7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uid(pub Uuid);

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl Serialize for Uid {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How an address names a record: by its uid or by its public ref (`I-4`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordKey {
    Uid(Uid),
    Ref(String),
}

impl RecordKey {
    /// `None` for anything that can't be either, so that free text never reaches a query as a key.
    pub fn parse(text: &str) -> Option<RecordKey> {
        if let Ok(uuid) = Uuid::try_parse(text) {
            return Some(RecordKey::Uid(Uid(uuid)));
        }
        let (prefix, number) = text.split_once('-')?;
        // A ref is read out and typed: in either case it is the same.
        let plausible = prefix.len() == 1
            && prefix.bytes().all(|b| b.is_ascii_alphabetic())
            && (1..=12).contains(&number.len())
            && number.bytes().all(|b| b.is_ascii_digit());
        plausible.then(|| RecordKey::Ref(text.to_ascii_uppercase()))
    }

    /// The same of what somebody types or pastes: with marks around it, or with a letter of another script that is drawn like
    /// ours.
    pub fn typed(text: &str) -> Option<RecordKey> {
        let text = plain(text).to_lowercase();
        let text = text.trim_matches(|c: char| !c.is_alphanumeric());
        let (prefix, number) = text.split_once('-').unwrap_or((text, ""));
        let is_letter = prefix.chars().all(char::is_alphabetic);
        let prefix: String = if is_letter { prefix.chars().map(drawn).collect() } else { prefix.to_owned() };
        RecordKey::parse(&format!("{prefix}-{number}")).or_else(|| RecordKey::parse(text))
    }

    /// The same, of a header.
    pub fn names_header(&self, header: &Header) -> bool {
        match self {
            RecordKey::Uid(uid) => *uid == header.uid,
            RecordKey::Ref(reference) => *reference == header.reference,
        }
    }

    /// Whether a record goes by this. One that others were merged into is found by theirs too.
    pub fn names(&self, label: &Label) -> bool {
        match self {
            RecordKey::Uid(uid) => *uid == label.uid,
            RecordKey::Ref(reference) => *reference == label.reference,
        }
    }
}

/// Who may see a record, from everybody to the few: compared with an account's clearance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    Public,
    Internal,
    Confidential,
    Restricted,
}

/// The codes of all levels.
pub const SENSITIVITIES: &[&str] = &[
    Sensitivity::Public.code(),
    Sensitivity::Internal.code(),
    Sensitivity::Confidential.code(),
    Sensitivity::Restricted.code(),
];

impl Sensitivity {
    pub const ALL: [Sensitivity; 4] =
        [Sensitivity::Public, Sensitivity::Internal, Sensitivity::Confidential, Sensitivity::Restricted];

    pub fn level(self) -> i64 {
        self as i64
    }

    pub fn from_level(level: i64) -> Option<Sensitivity> {
        usize::try_from(level).ok().and_then(|level| Sensitivity::ALL.get(level).copied())
    }

    pub fn parse(code: &str) -> Option<Sensitivity> {
        Sensitivity::ALL.into_iter().find(|sensitivity| sensitivity.code() == code)
    }

    pub const fn code(self) -> &'static str {
        match self {
            Sensitivity::Public => "public",
            Sensitivity::Internal => "internal",
            Sensitivity::Confidential => "confidential",
            Sensitivity::Restricted => "restricted",
        }
    }
}

/// How far a record was looked over.
pub const REVIEWS: &[&str] = &["draft", "checked", "approved", "disputed", "withdrawn"];

/// Of a record that the team disputes.
pub const DISPUTED: &str = "disputed";

/// What every record carries beside its own fields.
#[derive(Debug, Clone, Serialize)]
pub struct Header {
    #[serde(skip)]
    pub id: RecordId,
    pub uid: Uid,
    #[serde(rename = "ref")]
    pub reference: String,
    pub kind: Kind,
    pub sensitivity: Sensitivity,
    pub review: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The name of the compartment it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compartment: Option<String>,
    pub version: i64,
    pub created_at: String,
    pub updated_at: String,
}

impl Header {
    /// See [`Kind::address`].
    pub fn address(&self) -> String {
        self.kind.address(&self.reference)
    }
}

/// A record of one kind: header and typed fields.
#[derive(Debug, Clone, Serialize)]
pub struct Record<T> {
    #[serde(flatten)]
    pub header: Header,
    #[serde(flatten)]
    pub fields: T,
}

impl<T> Record<T> {
    pub fn id(&self) -> RecordId {
        self.header.id
    }
}

impl Record<Values> {
    /// The same with its fields in the struct of its kind.
    pub fn typed<T: Fielded>(self) -> error::Result<Record<T>> {
        let fields = serde_json::from_value(self.fields.into()).map_err(Error::internal)?;
        Ok(Record { header: self.header, fields })
    }
}

/// What another system calls a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalId {
    pub scheme: String,
    pub value: String,
    /// The other records that it names as well.
    pub others: Vec<RecordId>,
}

/// How a record is shown where it is mentioned: its ref and its title or primary name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Label {
    #[serde(skip)]
    pub id: RecordId,
    pub uid: Uid,
    #[serde(rename = "ref")]
    pub reference: String,
    pub kind: Kind,
    pub name: String,
    /// The language of the name, where known: it sets `lang` on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// A person record that is a group.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub group: bool,
    /// The same name in the script of whoever reads, where that is another and the file has it.
    #[serde(skip)]
    pub in_script: Option<Spelling>,
}

/// A name as a language spells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    pub text: String,
    pub lang: Lang,
}

impl Label {
    /// The name as whoever reads it can.
    pub fn shown(&self) -> &str {
        self.in_script.as_ref().map_or(&self.name, |spelling| &spelling.text)
    }

    /// See [`Kind::address`].
    pub fn address(&self) -> String {
        self.kind.address(&self.reference)
    }
}

/// Labels by record. A record the reader may not see has none: what has no label is left out.
pub type Labels = HashMap<RecordId, Label>;

/// The value of one field, typed as its descriptor says.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Integer(i64),
    Real(f64),
    Bool(bool),
    Date(Edtf),
    Ref(RecordId),
}

/// Fields as they are stored, by name: references are keys, what is absent is left out.
pub type Values = serde_json::Map<String, serde_json::Value>;

/// As people type it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::Integer(number) | Value::Ref(RecordId(number)) => number.fmt(f),
            Value::Real(number) => number.fmt(f),
            Value::Bool(flag) => flag.fmt(f),
            Value::Date(date) => f.write_str(date.text()),
        }
    }
}

/// Field values by name; a field left out keeps its default (or, on a change, what it had).
pub type Fields = BTreeMap<&'static str, Option<Value>>;

/// What is to be different in a record: fields, and of its header what people decide.
#[derive(Debug, Clone, Default)]
pub struct Revision {
    pub fields: Fields,
    pub sensitivity: Option<Sensitivity>,
    /// A new comment, or none any more.
    pub comment: Option<Option<String>>,
    /// Another compartment, or none any more.
    pub compartment: Option<Option<i64>>,
    /// What the rules warn of and the writer means: `ACCEPTABLE`.
    pub accepted: BTreeSet<&'static str>,
}

/// What is refused unless its writer says that it is meant.
pub const DETAINED_TWICE: &str = "detained_twice";
/// What is there already is there a second time.
pub const DUPLICATE: &str = "duplicate";
/// Dates that can hardly be so: see `domain::chronology`.
pub const IMPLAUSIBLE_DATE: &str = "implausible_date";
/// Coordinates that are far from those around, and would not be the other way round.
pub const IMPLAUSIBLE_PLACE: &str = "implausible_place";
/// What is changed was entered wrongly: the reports cited for it give the new value, and never gave the old one.
pub const MISENTERED: &str = "misentered";
/// Numbers of a figure that its wording does not have.
pub const UNWORDED_NUMBER: &str = "unworded_number";
pub const ACCEPTABLE: &[&str] =
    &[DETAINED_TWICE, DUPLICATE, IMPLAUSIBLE_DATE, IMPLAUSIBLE_PLACE, MISENTERED, UNWORDED_NUMBER];

/// Whether a warning is meant only with a reason, which stays in the history.
pub fn asks_why(warning: &str) -> bool {
    !matches!(warning, DUPLICATE | MISENTERED)
}

impl Revision {
    pub fn is_empty(&self) -> bool {
        let Revision { fields, sensitivity, comment, compartment, accepted: _ } = self;
        fields.is_empty() && sensitivity.is_none() && comment.is_none() && compartment.is_none()
    }
}

/// A record to be created.
#[derive(Debug, Clone)]
pub struct Draft {
    pub kind: Kind,
    pub fields: Fields,
    pub sensitivity: Sensitivity,
    pub review: &'static str,
    pub comment: Option<String>,
    pub compartment: Option<i64>,
    /// What the rules warn of and the writer means: `ACCEPTABLE`.
    pub accepted: BTreeSet<&'static str>,
    /// A public ref reserved for it; otherwise it gets the next one.
    pub reference: Option<String>,
}

impl Draft {
    /// New records start as internal drafts.
    pub fn new(kind: Kind, fields: Fields) -> Self {
        Draft {
            kind,
            fields,
            sensitivity: Sensitivity::Internal,
            review: "draft",
            comment: None,
            compartment: None,
            accepted: BTreeSet::new(),
            reference: None,
        }
    }
}
