//! Whether two records may be of one thing: what speaks for it and what against it, and how likely all of that makes it.

use serde_json::Value as Json;

use super::address;
use super::kind::{Field, Kind, Type};
use super::name::fold;
use super::name::pair::Alikeness;
use super::time::{Edtf, Holds};

/// How what two records say of one matter goes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// They say the same.
    Same,
    /// Both can be so of one.
    Fits,
    /// Of one it can hardly be.
    Differs,
}

impl Agreement {
    pub const ALL: [Agreement; 3] = [Agreement::Same, Agreement::Fits, Agreement::Differs];

    pub fn code(self) -> &'static str {
        match self {
            Agreement::Same => "same",
            Agreement::Fits => "fits",
            Agreement::Differs => "differs",
        }
    }
}

/// A matter that two records of a kind are compared in, and what each way to agree weighs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Matter {
    /// A field of the kind, or one of the names below.
    pub name: &'static str,
    pub same: f32,
    pub fits: f32,
    pub differs: f32,
}

/// What records are called.
pub const NAMES: &str = "names";
/// What other systems call them.
pub const IDENTIFIERS: &str = "external_ids";
/// Incidents that both have a part in.
pub const INCIDENTS: &str = "incidents";
/// Whom or what both are tied to.
pub const TIES: &str = "ties";
/// That the two are tied to each other.
pub const TIED: &str = "tied";
/// Where both were.
pub const PLACES: &str = "places";
/// When both were taken.
pub const TAKEN: &str = "taken";
/// Who has a part in both.
pub const PEOPLE: &str = "people";
/// Reports that are cited for both.
pub const REPORTS: &str = "reports";
/// Who told both.
pub const SOURCES: &str = "sources";
/// How far two places are apart.
pub const POSITION: &str = "position";

const fn matter(name: &'static str, same: f32, fits: f32, differs: f32) -> Matter {
    Matter { name, same, fits, differs }
}

const PERSON: &[Matter] = &[
    matter("unit", 0.0, 0.0, -6.0),
    matter("sex", 0.2, 0.0, -4.0),
    matter("birth", 3.0, 0.8, -5.0),
    matter("death", 2.0, 0.8, -4.0),
    matter("birth_place", 1.5, 0.8, -1.0),
    matter("nationality", 0.2, 0.0, -0.8),
    matter("ethnicity", 0.2, 0.0, -0.5),
    matter("occupation", 1.0, 0.0, -0.2),
    matter(IDENTIFIERS, 6.0, 0.0, -3.0),
    matter(INCIDENTS, 1.5, 0.0, -4.0),
    matter(TIES, 1.0, 0.0, 0.0),
    matter(TIED, 0.0, 0.0, -5.0),
    matter(PLACES, 0.6, 0.0, 0.0),
    matter(TAKEN, 1.5, 0.0, -2.0),
];

const PLACE: &[Matter] = &[
    matter("level", 0.5, 0.0, -1.5),
    matter("site_type", 0.5, 0.0, -1.5),
    matter("parent", 1.0, 0.5, -1.5),
    matter("iso", 0.5, 0.0, -5.0),
    matter(POSITION, 2.5, 0.5, -4.0),
    matter(IDENTIFIERS, 6.0, 0.0, -3.0),
    matter(TIED, 0.0, 0.0, -3.0),
];

const ORGANIZATION: &[Matter] = &[
    matter("type", 0.5, 0.0, -1.0),
    matter("state_actor", 0.0, 0.0, -1.5),
    matter("parent", 1.0, 0.0, -1.0),
    matter("place", 0.8, 0.4, -1.5),
    matter(IDENTIFIERS, 6.0, 0.0, -3.0),
    matter(INCIDENTS, 0.5, 0.0, -2.0),
    matter(TIES, 0.8, 0.0, 0.0),
    matter(TIED, 0.0, 0.0, -3.0),
];

const INCIDENT: &[Matter] = &[
    matter("title", 2.0, 1.0, 0.0),
    matter("type", 1.0, 0.0, -2.0),
    matter("date", 1.0, 0.3, -5.0),
    matter("place", 1.2, 0.6, -3.0),
    matter(PEOPLE, 1.5, 0.0, -1.5),
    // A report that tells of both tells them apart.
    matter(REPORTS, 0.0, 0.0, -2.0),
    matter(IDENTIFIERS, 6.0, 0.0, 0.0),
    matter(TIED, 0.0, 0.0, -4.0),
];

const REPORT: &[Matter] = &[
    matter("url", 5.0, 0.0, -0.3),
    matter("body", 5.0, 0.0, -1.0),
    matter("title", 2.0, 1.0, -0.5),
    matter("published", 1.0, 0.3, -3.0),
    matter("author", 0.5, 0.0, -0.5),
    matter("lang", 0.0, 0.0, -1.5),
    matter("parent", 0.3, 0.0, 0.0),
    matter(SOURCES, 1.0, 0.0, -3.0),
    matter(IDENTIFIERS, 6.0, 0.0, -3.0),
    matter(TIED, 0.0, 0.0, -4.0),
];

const SOURCE: &[Matter] = &[
    matter("type", 0.5, 0.0, -0.5),
    matter("organization", 3.0, 0.0, -2.0),
    matter("person", 3.0, 0.0, -2.0),
    matter("lang", 0.2, 0.0, -0.8),
    matter("url", 4.0, 0.0, -0.5),
    matter(IDENTIFIERS, 6.0, 0.0, -3.0),
    matter(TIED, 0.0, 0.0, -3.0),
];

/// Of what has no names so many of the newest are compared with all others.
pub const NEWEST: i64 = 5_000;

/// The kinds whose pairs are looked for, in the order of their lists.
pub const COMPARED: [Kind; 6] =
    [Kind::Person, Kind::Place, Kind::Organization, Kind::Incident, Kind::Report, Kind::Source];

/// What two records of a kind are compared in, beside their names.
pub fn matters(kind: Kind) -> &'static [Matter] {
    match kind {
        Kind::Person => PERSON,
        Kind::Place => PLACE,
        Kind::Organization => ORGANIZATION,
        Kind::Incident => INCIDENT,
        Kind::Report => REPORT,
        Kind::Source => SOURCE,
        _ => &[],
    }
}

impl Matter {
    pub fn weight(&self, agreement: Agreement) -> f32 {
        match agreement {
            Agreement::Same => self.same,
            Agreement::Fits => self.fits,
            Agreement::Differs => self.differs,
        }
    }
}

/// How what two records say in a field goes together; nothing where one of them says nothing. Of places, who knows which is
/// inside which has to be asked too.
pub fn compare(field: &Field, one: &Json, other: &Json) -> Option<Agreement> {
    let of = |same: bool| Some(if same { Agreement::Same } else { Agreement::Differs });
    match (field.ty, one, other) {
        (_, Json::Null, _) | (_, _, Json::Null) => None,
        (Type::Date, Json::String(one), Json::String(other)) => {
            let (one, other) = (Edtf::parse(one).ok()?, Edtf::parse(other).ok()?);
            if one == other && one.is_exact_day() {
                return Some(Agreement::Same);
            }
            Some(if one.agrees_with(&other) == Holds::No { Agreement::Differs } else { Agreement::Fits })
        }
        (Type::Choice(_) | Type::Term(_), Json::String(one), Json::String(other)) => {
            let unknown = |code: &str| code == "unknown" || code.ends_with("/unknown");
            if unknown(one) || unknown(other) { None } else { of(one == other) }
        }
        (_, Json::String(one), Json::String(other)) => match (address::normal(one), address::normal(other)) {
            (Some(one), Some(other)) if field.name == "url" => of(one == other),
            _ if field.name == "title" => Some(titles(one, other)),
            _ => of(fold(one) == fold(other)),
        },
        (_, one, other) => of(one == other),
    }
}

/// Two titles that share most of their words may be of one thing.
fn titles(one: &str, other: &str) -> Agreement {
    let (one, other) = (fold(one), fold(other));
    if one == other {
        return Agreement::Same;
    }
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    let (one, other) = (words(&one), words(&other));
    let common = one.intersection(&other).count();
    let most = one.len().min(other.len());
    if common * 2 > most && common > 1 { Agreement::Fits } else { Agreement::Differs }
}

/// How names go together, and what that weighs: what many are called says little.
pub fn of_names(alike: Alikeness) -> (Agreement, f32) {
    // From .65 on two names are likely one; that of a few says more than that of many.
    let weight = (alike.value - 0.7) * 10.0 - (1.0 - alike.rarity) * 2.0;
    let agreement = match alike.value {
        value if value >= 0.97 => Agreement::Same,
        value if value >= 0.65 => Agreement::Fits,
        _ => Agreement::Differs,
    };
    (agreement, weight.clamp(-6.0, 3.0))
}

/// How likely two records are of one thing, from 0 to 1, by all that was compared.
pub fn likelihood(kind: Kind, weights: impl IntoIterator<Item = f32>) -> f32 {
    // Two records are two, unless something speaks for one.
    let before = if kind.has_names() { -1.0 } else { -3.0 };
    let sum: f32 = weights.into_iter().sum::<f32>() + before;
    1.0 / (1.0 + (-sum).exp())
}

/// How likely it is, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likelihood {
    Unlikely,
    Possible,
    Likely,
    VeryLikely,
}

impl Likelihood {
    pub const ALL: [Likelihood; 4] =
        [Likelihood::Unlikely, Likelihood::Possible, Likelihood::Likely, Likelihood::VeryLikely];

    pub fn of(value: f32) -> Likelihood {
        match value {
            value if value >= 0.85 => Likelihood::VeryLikely,
            value if value >= 0.55 => Likelihood::Likely,
            value if value >= 0.2 => Likelihood::Possible,
            _ => Likelihood::Unlikely,
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            Likelihood::Unlikely => "unlikely",
            Likelihood::Possible => "possible",
            Likelihood::Likely => "likely",
            Likelihood::VeryLikely => "very_likely",
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::{Agreement, COMPARED, Kind, Likelihood, compare, likelihood, matters, of_names};
    use crate::domain::name::pair::Alikeness;

    #[test]
    fn every_matter_is_a_field_or_has_no_field_of_its_name() {
        for kind in COMPARED {
            assert!(kind.is_mergeable(), "{}", kind.table());
            for matter in matters(kind) {
                assert!(matter.same >= matter.fits && matter.fits >= 0.0 && matter.differs <= 0.0, "{}", matter.name);
            }
        }
    }

    #[test]
    fn what_is_not_said_speaks_for_nothing() {
        let field = |name: &str| Kind::Person.field(name).unwrap();
        assert_eq!(compare(field("sex"), &json!("male"), &json!("unknown")), None);
        assert_eq!(compare(field("birth"), &json!(null), &json!("1950")), None);
        assert_eq!(compare(field("birth"), &json!("1950"), &json!("1950-03-02")), Some(Agreement::Fits));
        assert_eq!(compare(field("birth"), &json!("1950-03-02"), &json!("1950-03-02")), Some(Agreement::Same));
        assert_eq!(compare(field("birth"), &json!("1951"), &json!("1950-03-02")), Some(Agreement::Differs));
        let url = Kind::Report.field("url").unwrap();
        let other = json!("http://example.org/a#top");
        assert_eq!(compare(url, &json!("https://www.example.org/a"), &other), Some(Agreement::Same));
    }

    #[test]
    fn one_rare_name_is_likely_one_person_and_a_contradiction_makes_it_unlikely() {
        let (_, rare) = of_names(Alikeness { value: 1.0, rarity: 0.95, names: (0, 0) });
        let (_, common) = of_names(Alikeness { value: 1.0, rarity: 0.2, names: (0, 0) });
        let of = |weights: &[f32]| Likelihood::of(likelihood(Kind::Person, weights.iter().copied()));
        assert_eq!(of(&[rare]), Likelihood::VeryLikely);
        assert!(of(&[common]) < Likelihood::VeryLikely);
        assert_eq!(of(&[rare, -5.0]), Likelihood::Unlikely);
        assert_eq!(of(&[common, 3.0]), Likelihood::VeryLikely);
    }
}
