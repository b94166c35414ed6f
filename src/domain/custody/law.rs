//! How a case stands in law after each step, and which sentences stand: beside one another, or one instead of another.

use super::episode::{Episode, is_denied, is_firm};
use super::last_word::TermEnd;
use super::step::{LegalState, Passes};
use super::term::{Since, Term};
use crate::domain::kind::CustodyEvent;
use crate::domain::record::Record;
use crate::domain::time::{Day, Moment};

/// How the case stands in law.
#[derive(Debug, Clone)]
pub struct Legal<'e> {
    pub state: LegalState,
    /// What says it; of several sentences, the step that passed the longest.
    pub step: &'e Record<CustodyEvent>,
    /// The sentence while it stands; of several, the one that ends last.
    pub term: Option<Term>,
    /// Those that stand beside it.
    pub beside: Vec<Term>,
    /// What hedged steps say since the sentence: it is possible, and the sentence stands.
    pub perhaps: Vec<Perhaps<'e>>,
    /// From when a sentence that was pardoned was counted.
    pardoned: Option<Since>,
}

/// A change in law that may not have happened.
#[derive(Debug, Clone)]
pub struct Perhaps<'e> {
    pub step: &'e Record<CustodyEvent>,
    pub term: Option<Term>,
    /// The sentence would stand in place of the other.
    is_instead: bool,
}

impl<'e> Legal<'e> {
    /// All sentences that stand.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        self.term.iter().chain(&self.beside)
    }

    /// The sentence that a step tells, whether it stands or may stand.
    pub(super) fn told_by(&self, event: &Record<CustodyEvent>) -> Option<&Term> {
        let perhaps = self.perhaps.iter().filter_map(|perhaps| perhaps.term.as_ref());
        self.terms().chain(perhaps).find(|term| term.step == event.id())
    }

    /// Whether a sentence to custody still runs when something happens.
    pub(super) fn keeps_at(&self, when: Moment) -> bool {
        self.terms().any(|term| term.is_custodial() && !term.had_run_out_at(when))
    }

    fn since(&self) -> Option<Since> {
        self.term.as_ref().map(|term| term.since.clone()).or_else(|| self.pardoned.clone())
    }
}

/// When custody by the sentences that stand ends, at the earliest; nothing: never.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Ends {
    /// By the longest that is said, with a hedge or without.
    pub last: Option<TermEnd>,
    /// If a hedged change of the sentence was made.
    pub first: Option<TermEnd>,
}

impl Episode {
    /// What a step makes of a case in law that stands as it does, if it changes that.
    pub(super) fn changes_law(&self, case: Option<&Legal<'_>>, event: &Record<CustodyEvent>) -> Option<LegalState> {
        let says = self.step_of(event).legal_with(event.fields.sentence.as_deref()).filter(|_| !is_denied(event))?;
        case.is_none_or(|case| says.replaces(case.state)).then_some(says)
    }

    /// The case after a step. A sentence stands beside those that run, unless it changes one. What is hedged replaces none.
    pub(super) fn case_after<'e>(
        &'e self,
        case: Option<Legal<'e>>,
        (event, when): (&'e Record<CustodyEvent>, Moment),
    ) -> Option<Legal<'e>> {
        let Some(state) = self.changes_law(case.as_ref(), event) else { return case };
        let is_instead = self.step_of(event).sentence == Passes::Instead;
        // A changed sentence is counted from where the first one began.
        let since = case.as_ref().and_then(Legal::since).filter(|_| is_instead);
        let since = since.unwrap_or_else(|| Since { date: event.fields.date.clone(), day: when });
        let term = event.fields.sentence.as_deref().filter(|_| state == LegalState::Sentenced);
        let term = term.map(|said| Term::new(said, event.id(), since));
        let (stands, pardoned) = match case {
            Some(mut case) if case.state == LegalState::Sentenced && !is_firm(event) => {
                case.perhaps.push(Perhaps { step: event, term, is_instead });
                return Some(case);
            }
            Some(case) => {
                let goes_on =
                    case.state == LegalState::Sentenced && state == LegalState::Sentenced && is_firm(case.step);
                let pardoned = case.since().filter(|_| state == LegalState::Pardoned);
                let changed = case.term.filter(|_| !is_instead);
                let stands = case.beside.into_iter().chain(changed).filter(|_| goes_on);
                (stands.filter(|term| !term.had_run_out_at(when)).collect(), pardoned)
            }
            None => (Vec::new(), None),
        };
        let mut beside: Vec<Term> = stands.into_iter().chain(term).collect();
        let longest = (0..beside.len()).max_by_key(|at| beside.get(*at).map(Term::rank));
        let term = longest.map(|at| beside.remove(at));
        let step = term.as_ref().and_then(|term| self.step(term.step)).unwrap_or(event);
        Some(Legal { state, step, term, beside, perhaps: Vec::new(), pardoned })
    }

    /// How the case stands in law: what the last step of law says, wherever somebody was kept since. A sentence stands until
    /// it is changed, lifted or pardoned; an appeal suspends nothing unless somebody says so.
    pub fn legal(&self, on: Day) -> Option<Legal<'_>> {
        self.timed_by(on).fold(None, |case, step| self.case_after(case, step))
    }

    /// The sentence that stands, if there is one; of several, the one that ends last.
    pub fn term(&self, on: Day) -> Option<Term> {
        self.legal(on).and_then(|legal| legal.term)
    }

    /// When custody by sentence ends that somebody is in when something happens. A sentence that was over by then says
    /// nothing of it.
    pub(super) fn ends(&self, on: Day, when: Moment) -> Ends {
        let Some(case) = self.legal(on) else { return Ends::default() };
        let runs = |term: &&Term| term.is_custodial() && !term.had_run_out_at(when);
        let perhaps = |is_instead: bool| {
            let of_kind = case.perhaps.iter().filter(move |perhaps| perhaps.is_instead == is_instead);
            of_kind.filter_map(|perhaps| perhaps.term.as_ref()).filter(runs).map(end_of)
        };
        let never_last = |end: &Option<TermEnd>| (end.is_none(), *end);
        let stated = case.terms().filter(runs).map(end_of).max_by_key(never_last);
        let last = stated.into_iter().chain(perhaps(false)).max_by_key(never_last).flatten();
        let first = stated.into_iter().chain(perhaps(true)).min_by_key(never_last).flatten();
        Ends { last, first }
    }

    /// The days after which a sentence would be over that hedged steps put in place of another.
    pub(super) fn hedged_ends(&self) -> impl Iterator<Item = Day> {
        let mut ends = Vec::new();
        let mut case: Option<Legal<'_>> = None;
        for step in self.timed() {
            case = self.case_after(case, step);
            // What stands ends as well, where only a hedged one goes on.
            let perhaps = case.iter().filter(|case| !case.perhaps.is_empty());
            let told = perhaps.flat_map(|case| case.terms().chain(case.perhaps.iter().filter_map(|p| p.term.as_ref())));
            ends.extend(told.filter_map(|term| term.earliest_end));
        }
        ends.into_iter()
    }
}

/// The earliest end of a sentence to custody; nothing where it has none.
fn end_of(term: &Term) -> Option<TermEnd> {
    match term.ends() {
        true => Some(term.earliest_end.map_or(TermEnd::AnyTime, TermEnd::On)),
        false => term.is_open().then_some(TermEnd::Open),
    }
}
