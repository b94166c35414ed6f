//! The kinds of record: the one specification that writing, reading, rights, history, exchange files, forms and pages follow.
//!
//! A new field is a column in `schema.sql` and a line in the file of its kind. A new kind is a table, a file here and a
//! line in the list below.

use serde::{Deserialize, Serialize};

use super::record::Sensitivity;

/// What is attached to records, described as kinds are.
pub mod attached;
/// Fields, their types and what they refer to.
mod field;
/// What is said of a kind in its row.
mod spec;
/// Values as people and programs send them.
pub mod value;

pub(in crate::domain) use field::{BASES, PARTS, dated, link, proposed, usual};
pub use field::{CERTAINTIES, Field, Reference, Target, Type, field, required};
pub use relation::{MAY_BE_SAME, NOT_SAME, OF_THE_TEAM};
use spec::record;
pub use spec::{Fielded, Naming, Order, Spec, Told};
use spec::{order, tree};

macro_rules! kinds {
    ($($kind:ident: $module:ident,)*) => {
        $(mod $module;)*
        $(pub use $module::$kind;)*

        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind {
            $($kind,)*
        }

        impl Kind {
            pub const ALL: [Kind; [$(Kind::$kind),*].len()] = [$(Kind::$kind),*];

            /// Everything that is particular to a kind.
            pub const fn spec(self) -> &'static Spec {
                match self {
                    $(Kind::$kind => &$module::SPEC,)*
                }
            }
        }
    };
}

kinds! {
    Person: person,
    Organization: organization,
    Place: place,
    Source: source,
    Report: report,
    Incident: incident,
    Participation: participation,
    Relation: relation,
    IncidentLink: incident_link,
    Detention: detention,
    CustodyEvent: custody_event,
    Charge: charge,
    Figure: figure,
    Statement: statement,
    Note: note,
}

impl Kind {
    /// The table, and the value of `record.kind`.
    pub fn table(self) -> &'static str {
        self.spec().table
    }

    pub fn parse(table: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.table() == table)
    }

    /// The segment of addresses (`/people/P-2`), for kinds with a page.
    pub fn path(self) -> Option<&'static str> {
        self.spec().has_page.then_some(self.spec().collection)
    }

    /// What the JSON API calls all records of a kind: the segment of addresses, also for kinds without a page.
    pub fn collection(self) -> &'static str {
        self.spec().collection
    }

    /// The address of a record, and what the addresses of all that is done to it begin with; a page stands there if the
    /// kind has pages.
    pub fn address(self, reference: &str) -> String {
        format!("/{}/{reference}", self.collection())
    }

    pub fn from_collection(collection: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.collection() == collection)
    }

    pub fn from_path(path: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.path() == Some(path))
    }

    pub fn fields(self) -> &'static [Field] {
        self.spec().fields
    }

    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// The references that make a tree or an order of records.
    pub fn orders(self) -> &'static [Order] {
        self.spec().orders
    }

    /// Fields that are valid only together: whoever takes one of them from somewhere takes all.
    pub fn groups(self) -> &'static [&'static [&'static str]] {
        self.spec().groups
    }

    /// The group that a field is in, or the field alone; nothing for a name that is no field.
    pub fn group_of(self, name: &str) -> &'static [&'static str] {
        let alone = || self.field(name).map_or(&[][..], |field| std::slice::from_ref(&field.name));
        self.groups().iter().copied().find(|group| group.contains(&name)).unwrap_or_else(alone)
    }

    /// Whether what another report gives for a field is kept beside it. A figure is itself what one report gives; a title
    /// and a text in words are the team's own.
    pub fn has_rivals(self, field: &Field) -> bool {
        self != Kind::Figure && field.ty != Type::Prose && self.spec().naming != Naming::Title(field.name)
    }

    /// The field without which the value of another says nothing: the currency of an amount, the day of an age.
    pub fn partner(self, field: &Field) -> Option<&'static Field> {
        let (_, partner) = self.spec().pairs.iter().find(|(lead, _)| *lead == field.name)?;
        self.field(partner)
    }

    /// What is asked of a record that is made inline, in the form of another one: enough to know it again. Kinds
    /// without it are not made so.
    pub fn inline(self) -> &'static [&'static str] {
        self.spec().inline
    }

    /// The references that tie a row to the records it belongs to: it is left out with any of them.
    pub fn owners(self) -> impl Iterator<Item = (&'static Field, Target)> {
        self.fields().iter().filter_map(|field| match field.ty {
            Type::Ref(target, Reference::Owned) => Some((field, target)),
            _ => None,
        })
    }

    /// The kinds of facts that belong to a record of this kind, each with the reference that ties it to the record.
    pub fn owned(self) -> Vec<(Kind, &'static str)> {
        let tie =
            |kind: Kind| kind.owners().find(|(_, target)| target.admits(self)).map(|(field, _)| (kind, field.name));
        Kind::ALL.into_iter().filter_map(tie).collect()
    }

    /// All kinds, each after the kinds that own it.
    pub fn owners_first() -> Vec<Kind> {
        let mut ordered: Vec<Kind> = Vec::new();
        while let Some(next) = Kind::ALL.into_iter().find(|kind| {
            let waits = |other: &Kind| kind.owners().any(|(_, target)| target.admits(*other));
            !ordered.contains(kind)
                && !Kind::ALL.into_iter().filter(|other| !ordered.contains(other)).any(|other| waits(&other))
        }) {
            ordered.push(next);
        }
        ordered
    }

    /// Kinds whose title is a name (with spellings, scripts and validity) rather than a field.
    pub fn has_names(self) -> bool {
        self.spec().naming == Naming::Names
    }

    /// Kinds whose every row is a fact that some report has to support: all but the things that facts are about.
    pub fn is_fact(self) -> bool {
        self.spec().is_fact
    }

    /// Kinds that figures, notes and relations can be about.
    pub fn is_subject(self) -> bool {
        self.spec().has_page
    }

    /// Kinds of which two records can turn out to be one thing. A report is one document, a detention one episode.
    pub fn is_mergeable(self) -> bool {
        self.spec().is_mergeable
    }

    /// Kinds of tie of which two that say the same become one.
    pub fn is_tie(self) -> bool {
        self.spec().is_tie
    }

    /// The fields that tell one record of the kind from another.
    pub fn identity(self) -> &'static [&'static str] {
        self.spec().identity
    }

    /// Kinds whose rows are lines of the timeline.
    pub fn is_on_timeline(self) -> bool {
        self.spec().is_on_timeline
    }

    /// Flags that close a row to everybody below a level, whatever its header says.
    pub fn closed_by(self) -> &'static [(&'static str, Sensitivity)] {
        self.spec().closed_by
    }

    /// The letter that public refs of this kind start with.
    pub fn ref_prefix(self) -> &'static str {
        self.spec().letter
    }

    /// The same for a record with this `unit`: groups of people are counted apart from individuals.
    pub fn ref_prefix_of(self, unit: Option<&str>) -> &'static str {
        let group = self.spec().group_letter.filter(|_| unit.is_some_and(|unit| unit != person::INDIVIDUAL));
        group.unwrap_or(self.spec().letter)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Kind, Naming, Reference, Type};

    #[test]
    fn no_two_kinds_share_a_table_a_collection_or_a_letter() {
        let specs = || Kind::ALL.into_iter().map(Kind::spec);
        let tables: BTreeSet<_> = specs().map(|spec| spec.table).collect();
        let collections: BTreeSet<_> = specs().map(|spec| spec.collection).collect();
        let letters: Vec<_> = specs().flat_map(|spec| Some(spec.letter).into_iter().chain(spec.group_letter)).collect();
        assert_eq!((tables.len(), collections.len()), (Kind::ALL.len(), Kind::ALL.len()));
        assert_eq!(letters.iter().collect::<BTreeSet<_>>().len(), letters.len());
        assert!(letters.iter().all(|letter| letter.len() == 1 && letter.bytes().all(|b| b.is_ascii_uppercase())));
    }

    #[test]
    fn every_kind_comes_after_its_owners() {
        let ordered = Kind::owners_first();
        assert_eq!(ordered.len(), Kind::ALL.len(), "kinds own each other in a circle");
        for (place, kind) in ordered.iter().enumerate() {
            for (field, target) in kind.owners() {
                let later = ordered[place..].iter().find(|other| target.admits(**other));
                assert_eq!(later, None, "{}.{}", kind.table(), field.name);
            }
        }
    }

    #[test]
    fn a_field_is_in_one_group_and_its_group_is_of_fields() {
        for kind in Kind::ALL {
            let grouped: Vec<&str> = kind.groups().iter().copied().flatten().copied().collect();
            assert_eq!(grouped.iter().collect::<BTreeSet<_>>().len(), grouped.len(), "{}", kind.table());
            assert!(kind.groups().iter().all(|group| group.len() > 1), "{}: a group of one", kind.table());
            for name in grouped {
                assert!(kind.field(name).is_some(), "{}.{name} is no field", kind.table());
            }
            for field in kind.fields() {
                assert!(kind.group_of(field.name).contains(&field.name));
            }
            assert!(kind.group_of("no field").is_empty());
        }
    }

    #[test]
    fn a_date_and_how_it_is_known_are_one_group() {
        for kind in Kind::ALL {
            for date in kind.fields().iter().filter(|field| field.ty == Type::Date) {
                for part in ["basis", "part"].map(|part| format!("{}_{part}", date.name)) {
                    if kind.field(&part).is_some() {
                        assert!(kind.group_of(date.name).contains(&part.as_str()), "{}.{part}", kind.table());
                    }
                }
            }
        }
    }

    #[test]
    fn what_a_row_names_is_there() {
        for kind in Kind::ALL {
            let spec = kind.spec();
            assert!(spec.inline.iter().all(|name| kind.field(name).is_some()), "{}: asked inline", spec.table);
            assert!(spec.identity.iter().all(|name| kind.field(name).is_some()), "{}: told apart", spec.table);
            if let Naming::Title(field) = spec.naming {
                assert!(kind.field(field).is_some_and(|field| field.required), "{}: its title", spec.table);
            }
            let owned = kind.fields().iter().any(|field| matches!(field.ty, Type::Ref(_, Reference::Owned)));
            assert!(owned || spec.has_page, "{} belongs to nothing and has no page: nobody would see it", spec.table);
        }
    }
}
