//! The kinds of record and their fields: the one description that writing, reading, history, exchange files and forms follow.
//!
//! A new field is a column in `schema.sql` and a line here. A new kind is a table, a `Kind` and a list of lines.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Person,
    Organization,
    Place,
    Source,
    Report,
    Incident,
    Participation,
    Relation,
    IncidentLink,
    Detention,
    CustodyEvent,
    Figure,
    Statement,
    Note,
}

/// What a reference may point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    One(Kind),
    /// Any record that stands on its own, or a detention: what figures, notes and relations are about.
    Subject,
    /// Any record: what a citation may be added to.
    Any,
}

impl Target {
    /// Whether a record of a kind may be pointed at.
    pub fn admits(self, kind: Kind) -> bool {
        match self {
            Target::One(wanted) => kind == wanted,
            Target::Subject => kind.is_subject(),
            Target::Any => true,
        }
    }

    /// The kind that can be made out of the text typed into a reference.
    pub fn made_in_passing(self) -> Option<Kind> {
        match self {
            Target::One(kind) if !kind.brief().is_empty() => Some(kind),
            _ => None,
        }
    }

    /// Its name in addresses and in the markup of forms.
    pub fn code(self) -> &'static str {
        match self {
            Target::One(kind) => kind.table(),
            Target::Subject => "subject",
            Target::Any => "any",
        }
    }

    pub fn parse(code: &str) -> Option<Target> {
        match code {
            "subject" => Some(Target::Subject),
            "any" => Some(Target::Any),
            table => Kind::parse(table).map(Target::One),
        }
    }
}

/// What happens to a row whose reference points at a record the reader may not see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// The row belongs to that record and is left out with it.
    Owner,
    /// The row stands by itself; only the reference is left out.
    Link,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// One line of text.
    Text,
    /// Text of several paragraphs.
    Prose,
    Integer,
    Real,
    Bool,
    /// EDTF text, stored with its earliest and latest day.
    Date,
    /// A code of one vocabulary list, `list/entry`.
    Term(&'static str),
    /// One of a closed list.
    Choice(&'static [&'static str]),
    Ref(Target, Tie),
}

#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The name in exchange files, forms, history and citations.
    pub name: &'static str,
    pub ty: Type,
    pub required: bool,
    /// What the schema says of it when nobody does; a field that has one is never empty. Of one that is required, what
    /// forms propose.
    pub default: Option<&'static str>,
}

impl Field {
    /// The column that holds it: references end in `_id`.
    pub fn column(&self) -> String {
        match self.ty {
            Type::Ref(..) => format!("{}_id", self.name),
            _ => self.name.to_owned(),
        }
    }
}

use Type::{Bool, Choice, Date, Integer, Prose, Real, Term, Text};

pub(super) const fn field(name: &'static str, ty: Type) -> Field {
    Field { name, ty, required: false, default: None }
}

pub(super) const fn required(name: &'static str, ty: Type) -> Field {
    Field { name, ty, required: true, default: None }
}

/// Has to be given; forms propose a value.
pub(super) const fn proposed(name: &'static str, ty: Type, proposal: &'static str) -> Field {
    Field { name, ty, required: true, default: Some(proposal) }
}

pub(super) const fn usual(name: &'static str, ty: Type, default: &'static str) -> Field {
    Field { name, ty, required: false, default: Some(default) }
}

pub(super) const fn link(kind: Kind) -> Type {
    Type::Ref(Target::One(kind), Tie::Link)
}

const fn owner(kind: Kind) -> Type {
    Type::Ref(Target::One(kind), Tie::Owner)
}

const SUBJECT: Type = Type::Ref(Target::Subject, Tie::Owner);
const BASIS: Type = Choice(&["stated", "inferred", "estimated", "unknown"]);
const PART: Type = Choice(&["year", "month", "day"]);
/// How firmly a fact stands, as its report puts it.
pub const CERTAINTIES: &[&str] = &["stated", "reported", "apparent", "alleged", "inferred", "denied"];
const CERTAINTY: Type = Choice(CERTAINTIES);
const YES_NO_PARTLY: Type = Choice(&["yes", "no", "partly", "unknown"]);

const PERSON: &[Field] = &[
    usual("unit", Choice(&["individual", "family", "group", "community", "people"]), "individual"),
    usual("identified", Bool, "true"),
    usual("sex", Choice(&["male", "female", "other", "mixed", "unknown"]), "unknown"),
    field("birth", Date),
    field("death", Date),
    field("birth_place", link(Kind::Place)),
    field("nationality", Text),
    field("ethnicity", Text),
    field("civil_status", Text),
    field("occupation", Text),
    field("health", Prose),
    field("description", Prose),
    field("consent", Choice(&["none", "internal", "share", "publish"])),
];

const ORGANIZATION: &[Field] = &[
    required("type", Term("org")),
    usual("state_actor", Bool, "false"),
    field("parent", link(Kind::Organization)),
    field("place", link(Kind::Place)),
    field("description", Prose),
];

const PLACE: &[Field] = &[
    required("level", Choice(&["country", "region", "district", "city", "locality", "site", "informal"])),
    field("site_type", Term("site")),
    field("parent", link(Kind::Place)),
    usual("named", Bool, "true"),
    field("iso", Text),
    field("latitude", Real),
    field("longitude", Real),
    field("geo_precision", Integer),
];

const SOURCE: &[Field] = &[
    required("type", Term("src")),
    field("organization", link(Kind::Organization)),
    field("person", link(Kind::Person)),
    usual("reliability", Choice(&["A", "B", "C", "D", "E", "F"]), "F"),
    usual("protected", Bool, "false"),
    field("lang", Text),
    field("url", Text),
];

const REPORT: &[Field] = &[
    required("type", Term("doc")),
    required("title", Text),
    field("author", Text),
    field("url", Text),
    field("archive_url", Text),
    field("lang", Text),
    field("parent", link(Kind::Report)),
    field("published", Date),
    usual("published_basis", BASIS, "stated"),
    field("published_part", PART),
    field("accessed", Date),
    field("body", Prose),
];

const INCIDENT: &[Field] = &[
    required("type", Term("inc")),
    required("title", Text),
    field("summary", Prose),
    field("date", Date),
    usual("date_basis", BASIS, "stated"),
    field("date_part", PART),
    usual("day_seq", Integer, "0"),
    field("time_note", Text),
    field("place", link(Kind::Place)),
    usual("place_basis", BASIS, "stated"),
    field("place_note", Text),
    field("finding", Choice(&["confirmed", "likely", "possible", "unlikely", "unknown"])),
];

const PARTICIPATION: &[Field] = &[
    required("incident", owner(Kind::Incident)),
    field("person", owner(Kind::Person)),
    field("organization", owner(Kind::Organization)),
    required("role", Term("role")),
    field("act", Term("act")),
    usual("certainty", CERTAINTY, "stated"),
    field("note", Text),
];

const RELATION: &[Field] = &[
    required("subject", SUBJECT),
    required("type", Term("rel")),
    required("object", SUBJECT),
    field("title", Text),
    field("valid", Date),
    field("as_of", Date),
    usual("certainty", CERTAINTY, "stated"),
    field("note", Text),
];

const INCIDENT_LINK: &[Field] = &[
    required("from_incident", owner(Kind::Incident)),
    required("type", Choice(&["part_of", "precedes", "led_to", "response_to", "parallel", "same_as", "related"])),
    required("to_incident", owner(Kind::Incident)),
    usual("certainty", CERTAINTY, "stated"),
    field("note", Text),
];

const DETENTION: &[Field] = &[
    required("person", owner(Kind::Person)),
    field("incident", link(Kind::Incident)),
    field("start", Date),
    usual("start_basis", BASIS, "stated"),
    field("start_part", PART),
    field("arrest_place", link(Kind::Place)),
    field("arresting_organization", link(Kind::Organization)),
    field("ordering_organization", link(Kind::Organization)),
    usual("warrant", Choice(&["shown", "not_shown", "none", "unknown"]), "unknown"),
    field("stated_reason", Text),
    field("legal_basis", Text),
    field("presumed_reason", Text),
    usual("acknowledged", Choice(&["yes", "denied", "unknown"]), "unknown"),
    usual("incommunicado", YES_NO_PARTLY, "unknown"),
    usual("lawyer", YES_NO_PARTLY, "unknown"),
    usual("family_contact", YES_NO_PARTLY, "unknown"),
    usual("ill_treatment", Choice(&["alleged", "established", "denied", "none_reported", "unknown"]), "unknown"),
    field("health", Prose),
];

const CUSTODY_EVENT: &[Field] = &[
    required("detention", owner(Kind::Detention)),
    required("seq", Integer),
    required("type", Term("de")),
    field("date", Date),
    usual("date_basis", BASIS, "stated"),
    field("date_part", PART),
    field("place", link(Kind::Place)),
    field("organization", link(Kind::Organization)),
    field("law", Text),
    field("article", Text),
    field("verdict", Text),
    field("sentence_days", Integer),
    field("fine_amount", Real),
    field("fine_currency", Text),
    field("status_after", Choice(STATUSES)),
    usual("certainty", CERTAINTY, "stated"),
    field("note", Text),
];

/// What a custody event can say of custody.
pub const STATUSES: &[&str] = &[
    "held",
    "house_arrest",
    "on_bail",
    "serving_sentence",
    "released",
    "deported",
    "escaped",
    "hospitalised",
    "disappeared",
    "dead",
    "unknown",
];

const FIGURE: &[Field] = &[
    required("about", SUBJECT),
    required("measure", Term("fig")),
    field("group", link(Kind::Person)),
    required("verbatim", Text),
    required(
        "qualifier",
        Choice(&[
            "exact",
            "about",
            "at_least",
            "more_than",
            "at_most",
            "fewer_than",
            "range",
            "vague",
            "zero",
            "derived",
        ]),
    ),
    field("lo", Integer),
    field("best", Integer),
    field("hi", Integer),
    field("as_of", Date),
    field("claimed_by", Text),
    usual("preferred", Bool, "false"),
];

const STATEMENT: &[Field] = &[
    field("incident", owner(Kind::Incident)),
    field("person", owner(Kind::Person)),
    field("organization", owner(Kind::Organization)),
    required("form", Choice(&["speech", "chant", "demand", "appeal", "denial", "comment", "testimony"])),
    field("topic", Term("dem")),
    required("text", Prose),
    field("lang", Text),
    usual("direct", Bool, "false"),
];

const NOTE: &[Field] = &[required("about", SUBJECT), required("text", Prose)];

impl Kind {
    pub const ALL: [Kind; 14] = [
        Kind::Person,
        Kind::Organization,
        Kind::Place,
        Kind::Source,
        Kind::Report,
        Kind::Incident,
        Kind::Participation,
        Kind::Relation,
        Kind::IncidentLink,
        Kind::Detention,
        Kind::CustodyEvent,
        Kind::Figure,
        Kind::Statement,
        Kind::Note,
    ];

    /// The kinds with a page and an address of their own.
    pub const PAGES: [Kind; 7] =
        [Kind::Incident, Kind::Person, Kind::Place, Kind::Organization, Kind::Report, Kind::Source, Kind::Detention];

    /// The table, and the value of `record.kind`.
    pub fn table(self) -> &'static str {
        match self {
            Kind::Person => "person",
            Kind::Organization => "organization",
            Kind::Place => "place",
            Kind::Source => "source",
            Kind::Report => "report",
            Kind::Incident => "incident",
            Kind::Participation => "participation",
            Kind::Relation => "relation",
            Kind::IncidentLink => "incident_link",
            Kind::Detention => "detention",
            Kind::CustodyEvent => "custody_event",
            Kind::Figure => "figure",
            Kind::Statement => "statement",
            Kind::Note => "note",
        }
    }

    pub fn parse(table: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.table() == table)
    }

    /// The segment of addresses (`/people/P-2`), for kinds with a page.
    pub fn path(self) -> Option<&'static str> {
        match self {
            Kind::Person => Some("people"),
            Kind::Organization => Some("organizations"),
            Kind::Place => Some("places"),
            Kind::Source => Some("sources"),
            Kind::Report => Some("reports"),
            Kind::Incident => Some("incidents"),
            Kind::Detention => Some("detentions"),
            _ => None,
        }
    }

    /// What the JSON API calls all records of a kind: the segment of addresses, also for kinds without a page.
    pub fn collection(self) -> &'static str {
        match self {
            Kind::Participation => "participations",
            Kind::Relation => "relations",
            Kind::IncidentLink => "incident-links",
            Kind::CustodyEvent => "custody-events",
            Kind::Figure => "figures",
            Kind::Statement => "statements",
            Kind::Note => "notes",
            kind => kind.path().unwrap_or_else(|| kind.table()),
        }
    }

    pub fn from_collection(collection: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.collection() == collection)
    }

    pub fn from_path(path: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.path() == Some(path))
    }

    pub fn fields(self) -> &'static [Field] {
        match self {
            Kind::Person => PERSON,
            Kind::Organization => ORGANIZATION,
            Kind::Place => PLACE,
            Kind::Source => SOURCE,
            Kind::Report => REPORT,
            Kind::Incident => INCIDENT,
            Kind::Participation => PARTICIPATION,
            Kind::Relation => RELATION,
            Kind::IncidentLink => INCIDENT_LINK,
            Kind::Detention => DETENTION,
            Kind::CustodyEvent => CUSTODY_EVENT,
            Kind::Figure => FIGURE,
            Kind::Statement => STATEMENT,
            Kind::Note => NOTE,
        }
    }

    /// What is asked of a record that is made in passing, in the form of another one: enough to know it again. Kinds
    /// without it are not made so.
    pub fn brief(self) -> &'static [&'static str] {
        match self {
            Kind::Person => &["unit", "sex"],
            Kind::Organization => &["type", "state_actor"],
            Kind::Place => &["level", "parent"],
            Kind::Source => &["type", "reliability"],
            Kind::Report => &["type", "url", "published", "lang"],
            Kind::Incident => &["type", "date", "place"],
            _ => &[],
        }
    }

    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// The kinds of facts that can be added to a record of this kind, each with the reference that ties it to the record.
    pub fn owned(self) -> Vec<(Kind, &'static str)> {
        let tie = |kind: Kind| {
            let ties = |field: &&Field| matches!(field.ty, Type::Ref(target, Tie::Owner) if target.admits(self));
            kind.fields().iter().find(ties).map(|field| (kind, field.name))
        };
        Kind::ALL.into_iter().filter_map(tie).collect()
    }

    /// Kinds whose title is a name (with spellings, scripts and validity) rather than a field.
    pub fn has_names(self) -> bool {
        matches!(self, Kind::Person | Kind::Organization | Kind::Place | Kind::Source)
    }

    /// Kinds whose every row is a fact that some report has to support: all but the things that facts are about.
    pub fn is_fact(self) -> bool {
        !self.has_names() && self != Kind::Report
    }

    /// Kinds that figures, notes and relations can be about.
    pub fn is_subject(self) -> bool {
        self.path().is_some()
    }

    /// Kinds of which two records can turn out to be one thing. A report is one document, a detention one episode.
    pub fn is_mergeable(self) -> bool {
        self.has_names() || self == Kind::Incident
    }

    /// The letter that public refs of this kind start with. Groups of people get `G` instead of `P`.
    pub fn ref_prefix(self) -> &'static str {
        match self {
            Kind::Person => "P",
            Kind::Organization => "O",
            Kind::Place => "L",
            Kind::Source => "S",
            Kind::Report => "R",
            Kind::Incident => "I",
            Kind::Participation => "X",
            Kind::Relation => "T",
            Kind::IncidentLink => "K",
            Kind::Detention => "D",
            Kind::CustodyEvent => "E",
            Kind::Figure => "F",
            Kind::Statement => "Q",
            Kind::Note => "W",
        }
    }
}
