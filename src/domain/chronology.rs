//! What dates can't say together, as one table: each rule names a date, what it may not lie beyond, and whether what breaks
//! it is refused or asked about. Only what is certain breaks a rule: a date that may fit is never held against anybody.

use crate::domain::kind::Kind;
use crate::domain::time::{Day, Edtf, Holds};

/// What a date may not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Never {
    /// Before another date of the same record.
    Before(&'static str),
    /// After today. Where it is morning already it is another day than here: one day is no fault.
    InFuture,
}

/// What becomes of a date that breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Refuse,
    /// Written if somebody says that it is meant, and why.
    Ask,
}

#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub kind: Kind,
    pub field: &'static str,
    pub never: Never,
    pub verdict: Verdict,
    /// The message that says what is wrong.
    pub say: &'static str,
}

const fn rule(kind: Kind, field: &'static str, never: Never, verdict: Verdict, say: &'static str) -> Rule {
    Rule { kind, field, never, verdict, say }
}

pub const RULES: &[Rule] = &[
    rule(Kind::Person, "death", Never::Before("birth"), Verdict::Refuse, "err-death-before-birth"),
    rule(Kind::Person, "birth", Never::InFuture, Verdict::Refuse, "err-not-yet"),
    rule(Kind::Person, "age_as_of", Never::InFuture, Verdict::Refuse, "err-not-yet"),
    rule(Kind::Person, "death", Never::InFuture, Verdict::Refuse, "err-not-yet"),
    rule(Kind::Report, "accessed", Never::InFuture, Verdict::Refuse, "err-not-yet"),
    rule(Kind::Report, "published", Never::InFuture, Verdict::Ask, "err-in-future"),
    rule(Kind::Report, "accessed", Never::Before("published"), Verdict::Ask, "err-read-before-published"),
    rule(Kind::Incident, "date", Never::InFuture, Verdict::Ask, "err-in-future"),
    rule(Kind::Detention, "start", Never::InFuture, Verdict::Ask, "err-in-future"),
    rule(Kind::CustodyEvent, "date", Never::InFuture, Verdict::Ask, "err-in-future"),
    rule(Kind::CustodyEvent, "next_hearing", Never::Before("date"), Verdict::Refuse, "err-hearing-before-step"),
    rule(Kind::Charge, "outcome_date", Never::Before("date"), Verdict::Refuse, "err-outcome-before-charge"),
    rule(Kind::Charge, "date", Never::InFuture, Verdict::Ask, "err-in-future"),
    rule(Kind::Charge, "outcome_date", Never::InFuture, Verdict::Ask, "err-in-future"),
    rule(Kind::Figure, "as_of", Never::InFuture, Verdict::Ask, "err-in-future"),
    rule(Kind::Relation, "as_of", Never::InFuture, Verdict::Ask, "err-in-future"),
];

/// The date on which what a fact of this kind tells of has happened, and that a report of it is not older than.
pub const HAPPENED: &[(Kind, &str)] =
    &[(Kind::Incident, "date"), (Kind::Detention, "start"), (Kind::CustodyEvent, "date"), (Kind::Figure, "as_of")];

impl Rule {
    /// Whether a date breaks the rule: `other` is the date that it names, if the record has it.
    pub fn is_broken(&self, date: &Edtf, other: Option<&Edtf>, today: Day) -> bool {
        match self.never {
            Never::Before(_) => other.is_some_and(|other| date.before(other) == Holds::Certainly),
            Never::InFuture => {
                today.plus(1).is_some_and(|tomorrow| Edtf::day(tomorrow).before(date) == Holds::Certainly)
            }
        }
    }

    /// The fields that it looks at.
    pub fn fields(&self) -> impl Iterator<Item = &'static str> {
        let other = match self.never {
            Never::Before(other) => Some(other),
            Never::InFuture => None,
        };
        [self.field].into_iter().chain(other)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{HAPPENED, RULES, Verdict};
    use crate::domain::kind::{Kind, Type};
    use crate::domain::time::{Day, Edtf};

    #[test]
    fn the_rules_are_about_dates_of_their_kinds() {
        let fields = RULES.iter().flat_map(|rule| rule.fields().map(move |field| (rule.kind, field)));
        for (kind, field) in fields.chain(HAPPENED.iter().copied()) {
            assert!(kind.field(field).is_some_and(|field| field.ty == Type::Date), "{}.{field}", kind.table());
        }
    }

    #[test]
    fn only_what_is_certain_breaks_a_rule() {
        let today = Day::from_ymd(2026, 11, 29).unwrap();
        let broken = |field: &str, date: &str, other: Option<&str>, kind: Kind| {
            let (date, other) = (Edtf::parse(date).unwrap(), other.map(|other| Edtf::parse(other).unwrap()));
            let of = |rule: &&super::Rule| (rule.kind, rule.field) == (kind, field);
            RULES.iter().filter(of).find(|rule| rule.is_broken(&date, other.as_ref(), today)).map(|rule| rule.verdict)
        };
        let death = |date, birth| broken("death", date, birth, Kind::Person);
        assert_eq!(death("1970", Some("1980")), Some(Verdict::Refuse));
        assert_eq!(death("1980", Some("1980")), None);
        assert_eq!(death("[1970..1990]", Some("1980")), None);
        assert_eq!(death("1970", None), None);
        assert_eq!(death("2102-02-25", None), Some(Verdict::Refuse));
        let incident = |date| broken("date", date, None, Kind::Incident);
        assert_eq!(incident("2102-02-25"), Some(Verdict::Ask));
        assert_eq!((incident("2026-11-30"), incident("2026"), incident("2020/..")), (None, None, None));
        assert_eq!(incident("2026-12-01"), Some(Verdict::Ask));
    }
}
