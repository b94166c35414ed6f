//! The steps of custody: one table of what each does to custody, to the case in law and to the conditions of whoever is held.
//!
//! A team may add steps of its own to the vocabulary. Each names the built-in step it is a kind of, and behaves like it.

use std::collections::BTreeMap;
use std::sync::Arc;

use LegalState::{Acquitted, Charged, Convicted, Dropped, Fined, OnTrial, Pardoned, Remanded, Sentenced};
use Passes::{Anew, Instead};
use StepEffect::{Anywhere, Begins, Ends, Inside};
use Whereabouts::{Elsewhere, Kept, KeptIfHeld};

use super::sentence::{How, Sentence};
use super::status::{CustodyState, Status};
use crate::domain::vocabulary::Term;

/// The list of the vocabulary that steps are codes of.
pub const LIST: &str = "de";

pub const CHARGED: &str = "de/charged";
/// A new sentence in place of one that was passed.
pub const SENTENCE_CHANGED: &str = "de/sentence_changed";
/// What presupposes that a court found somebody guilty.
pub const AFTER_A_VERDICT: [&str; 4] = ["de/appealed", "de/appeal_decided", SENTENCE_CHANGED, "de/amnesty_or_pardon"];
/// A word on how things stand that is no step by itself.
pub const STATUS_REPORT: &str = "de/status_report";

/// What a step does to an episode of custody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepEffect {
    /// Somebody is taken: it begins.
    Begins,
    /// Somebody is held no longer: it ends.
    Ends,
    /// It happens in custody.
    Inside,
    /// It may happen to somebody free, before the taking too.
    Anywhere,
}

/// How a case stands in law after a step. It holds until a later step says otherwise, wherever somebody is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegalState {
    Charged,
    Remanded,
    OnTrial,
    Convicted,
    Sentenced,
    Fined,
    Acquitted,
    Dropped,
    Pardoned,
}

impl LegalState {
    pub const ALL: [LegalState; 9] =
        [Charged, Remanded, OnTrial, Convicted, Sentenced, Fined, Acquitted, Dropped, Pardoned];

    /// The codes of all, in their order.
    pub const CODES: &[&str] = &{
        let mut codes = [""; LegalState::ALL.len()];
        let mut at = 0;
        while at < codes.len() {
            codes[at] = LegalState::ALL[at].code();
            at += 1;
        }
        codes
    };

    pub fn parse(code: &str) -> Option<LegalState> {
        LegalState::ALL.into_iter().find(|state| state.code() == code)
    }

    pub const fn code(self) -> &'static str {
        match self {
            Charged => "charged",
            Remanded => "remanded",
            OnTrial => "on_trial",
            Convicted => "convicted",
            Sentenced => "sentenced",
            Fined => "fined",
            Acquitted => "acquitted",
            Dropped => "dropped",
            Pardoned => "pardoned",
        }
    }

    /// Whether this stands in place of another one once it is said. A hearing or a further charge does not undo a sentence,
    /// nor does a fine that goes with it; what ends a case leaves room for another.
    pub const fn replaces(self, stands: LegalState) -> bool {
        stands.ends_the_case() || self.ends_the_case() || self.reached() >= stands.reached()
    }

    /// How a case stands after a step that says this of it. What is hedged replaces no sentence.
    pub fn after(self, stands: Option<LegalState>, is_firm: bool) -> LegalState {
        match stands {
            Some(Sentenced) if !is_firm => Sentenced,
            Some(stands) if !self.replaces(stands) => stands,
            _ => self,
        }
    }

    pub const fn ends_the_case(self) -> bool {
        matches!(self, Acquitted | Dropped | Pardoned)
    }

    /// How far a case has come.
    const fn reached(self) -> u8 {
        match self {
            Charged => 0,
            Remanded => 1,
            OnTrial => 2,
            Convicted | Fined => 3,
            Sentenced => 4,
            Acquitted | Dropped | Pardoned => 5,
        }
    }
}

#[derive(Debug)]
pub struct Step {
    pub code: &'static str,
    pub effect: StepEffect,
    /// The status that it brings by itself; nothing where it says nothing of custody. An acquittal or a dropped charge
    /// does not say that anybody was let go.
    pub status: Option<Status>,
    /// What it changes in law, if anything. An appeal suspends nothing unless somebody says so.
    pub legal: Option<LegalState>,
    /// The conditions that follow from it: fields of a detention, with what the step says of each.
    pub conditions: &'static [(&'static str, &'static str)],
    /// It is one of a court or a prosecutor: law, verdict and sentence are asked of it.
    pub is_of_law: bool,
    /// What its place says of where somebody is kept.
    place: Whereabouts,
    /// What a sentence that it tells does to those that stand.
    pub sentence: Passes,
}

/// What the place of a step says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whereabouts {
    /// Where somebody is kept from then on.
    Kept,
    /// The same, where the step says that somebody is in custody: a report on how things stand.
    KeptIfHeld,
    /// Where it happened: the place of the taking, the courtroom, the office of an investigator.
    Elsewhere,
}

/// What a sentence that a step tells does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passes {
    /// It is passed, beside what is being served.
    Anew,
    /// It stands in place of the one before.
    Instead,
    /// The step passes none: what it quotes is asked for, or was passed by another step.
    Nothing,
}

const fn step(code: &'static str, effect: StepEffect) -> Step {
    Step {
        code,
        effect,
        status: None,
        legal: None,
        conditions: &[],
        is_of_law: false,
        place: Elsewhere,
        sentence: Passes::Nothing,
    }
}

impl Step {
    const fn brings(self, status: Status) -> Step {
        Step { status: Some(status), ..self }
    }

    const fn of_law(self) -> Step {
        Step { is_of_law: true, ..self }
    }

    const fn makes(self, legal: LegalState) -> Step {
        Step { legal: Some(legal), ..self }
    }

    const fn tells(self, conditions: &'static [(&'static str, &'static str)]) -> Step {
        Step { conditions, ..self }
    }

    const fn at(self, place: Whereabouts) -> Step {
        Step { place, ..self }
    }

    const fn passes(self, sentence: Passes) -> Step {
        Step { sentence, ..self }
    }

    /// Whether its place is where somebody is kept, when it says that this is the status after it.
    pub fn is_where_kept(&self, status: Option<Status>) -> bool {
        let is_held = || status.map(Status::state) == Some(CustodyState::InCustody);
        match self.place {
            Kept => true,
            KeptIfHeld => is_held(),
            Elsewhere => false,
        }
    }

    /// How the case stands after it: whoever tells a sentence of a trial or an appeal says that it was passed.
    pub fn legal_with(&self, sentence: Option<&str>) -> Option<LegalState> {
        let is_passed = self.sentence != Passes::Nothing && sentence.is_some();
        if is_passed { Some(Sentenced) } else { self.legal }
    }

    /// Whether it is a report on how things stand, and no step by itself.
    pub fn is_report(&self) -> bool {
        self.code == STATUS_REPORT
    }

    /// Whether somebody may go free after it, though nobody says that he or she went: bail that a court grants has to be given
    /// first. That it was is said by the grounds on which somebody was let go.
    pub fn only_allows(&self, release: Option<&str>) -> bool {
        self.status == Some(Status::OnBail) && self.effect == Inside && release.is_none()
    }

    /// The status that it brings with such a sentence: nobody serves one that is suspended, or not one of custody.
    pub fn brings_with(&self, sentence: Option<&str>) -> Option<Status> {
        self.status.filter(|status| *status != Status::ServingSentence || !is_at_liberty(sentence))
    }

    /// Whether nothing that is said keeps somebody in custody after it, though nobody says that he or she was let go: an
    /// acquittal, a suspended sentence. A fine does so where it is all that a court imposed.
    pub fn lifts_with(&self, sentence: Option<&str>) -> bool {
        match self.legal_with(sentence) {
            Some(Sentenced) => is_at_liberty(sentence),
            Some(Fined) => true,
            legal => legal.is_some_and(LegalState::ends_the_case),
        }
    }

    /// Whether somebody is in custody after it, as far as it says anything of that.
    pub fn takes_or_keeps(&self, status: Option<Status>) -> bool {
        self.effect == Begins || status.map(Status::state) == Some(CustodyState::InCustody)
    }

    /// What it does when somebody says of it that this is the status after it.
    pub fn effect_with(&self, status: Option<Status>) -> StepEffect {
        let state = status.map(Status::state);
        match self.effect {
            Begins | Ends => self.effect,
            Anywhere if state != Some(CustodyState::InCustody) => Anywhere,
            _ if state == Some(CustodyState::Free) => Ends,
            _ => Inside,
        }
    }
}

/// Whether a sentence is one that nobody serves in custody.
fn is_at_liberty(sentence: Option<&str>) -> bool {
    sentence.is_some_and(|said| Sentence::read(said).how != How::InCustody)
}

/// Every built-in step, in the order of the vocabulary.
pub const STEPS: &[Step] = &[
    step("de/summoned", Anywhere),
    step("de/arrested", Begins).brings(Status::Held),
    step("de/abducted", Begins).brings(Status::Held),
    step("de/held", Inside).at(Kept).brings(Status::Held),
    step("de/transferred", Inside).at(Kept).brings(Status::Held),
    step(STATUS_REPORT, Inside).at(KeptIfHeld),
    step("de/searched", Anywhere),
    step("de/interrogated", Anywhere),
    step(CHARGED, Anywhere).makes(Charged).of_law(),
    step("de/charge_changed", Anywhere).makes(Charged).of_law(),
    step("de/indicted", Anywhere).makes(Charged).of_law(),
    step("de/remanded", Inside).brings(Status::Held).makes(Remanded).of_law(),
    step("de/remand_extended", Inside).brings(Status::Held).makes(Remanded).of_law(),
    step("de/house_arrest", Inside).at(Kept).brings(Status::HouseArrest),
    step("de/bail_granted", Inside).brings(Status::OnBail).of_law(),
    step("de/travel_ban", Anywhere),
    step("de/trial_opened", Anywhere).makes(OnTrial).of_law(),
    step("de/hearing", Anywhere).makes(OnTrial).of_law(),
    step("de/tried", Anywhere).passes(Anew).makes(OnTrial).of_law(),
    step("de/convicted", Anywhere).passes(Anew).makes(Convicted).of_law(),
    step("de/acquitted", Anywhere).makes(Acquitted).of_law(),
    step("de/sentenced", Anywhere).passes(Anew).brings(Status::ServingSentence).makes(Sentenced).of_law(),
    step("de/fined", Anywhere).makes(Fined).of_law(),
    step("de/charges_dropped", Inside).makes(Dropped),
    step("de/appealed", Anywhere).of_law(),
    step("de/appeal_decided", Anywhere).passes(Instead).of_law(),
    step(SENTENCE_CHANGED, Anywhere).passes(Instead).makes(Sentenced).of_law(),
    step("de/amnesty_or_pardon", Inside).makes(Pardoned),
    step("de/released", Ends).brings(Status::Released),
    step("de/escaped", Ends).brings(Status::Escaped),
    step("de/deported", Ends).brings(Status::Deported),
    step("de/psychiatric_placement", Inside).at(Kept).brings(Status::Hospitalised),
    step("de/hospitalised", Inside).at(Kept).brings(Status::Hospitalised),
    step("de/hunger_strike_started", Inside).at(Kept),
    step("de/hunger_strike_ended", Inside).at(Kept),
    step("de/lawyer_met", Inside).tells(&[("lawyer", "yes")]),
    step("de/lawyer_denied", Inside).tells(&[("lawyer", "no")]),
    step("de/family_met", Inside).at(Kept).tells(&[("family_contact", "yes")]),
    step("de/family_denied", Inside).tells(&[("family_contact", "no")]),
    step("de/monitor_visit", Inside).at(Kept),
    step("de/incommunicado", Inside).at(Kept).brings(Status::Held).tells(&[("incommunicado", "yes")]),
    step("de/whereabouts_denied", Inside).brings(Status::Disappeared).tells(&[("acknowledged", "denied")]),
    step("de/disappeared", Begins).brings(Status::Disappeared),
    step("de/ill_treatment_alleged", Inside).tells(&[("ill_treatment", "alleged")]),
    step("de/torture_alleged", Inside).tells(&[("ill_treatment", "alleged")]),
    step("de/health_report", Inside),
    step("de/died", Ends).brings(Status::Dead),
];

/// The built-in step with this code.
pub fn built_in(code: &str) -> Option<&'static Step> {
    STEPS.iter().find(|step| step.code == code)
}

/// What says nothing by itself: how a step is taken that nobody knows any more.
static SILENT: Step = step(STATUS_REPORT, Inside);

/// The steps of a case file: those built in, and those that its team added, each as the built-in step it is a kind of.
#[derive(Debug, Clone, Default)]
pub struct Steps(Arc<BTreeMap<String, &'static Step>>);

impl Steps {
    /// Out of the terms that have a parent, of whichever list: code and parent.
    pub fn new(terms: impl IntoIterator<Item = (String, String)>) -> Steps {
        let parents: BTreeMap<String, String> = terms.into_iter().collect();
        let added = parents
            .keys()
            .filter(|code| is_step(code))
            .filter_map(|code| Some((code.clone(), resolve(code, &parents)?)));
        Steps(Arc::new(added.filter(|(code, _)| built_in(code).is_none()).collect()))
    }

    /// Whether a code is a step at all.
    pub fn knows(&self, code: &str) -> bool {
        built_in(code).is_some() || self.0.contains_key(code)
    }

    /// What a code does. One that is no step of this case file does nothing.
    pub fn of(&self, code: &str) -> &'static Step {
        built_in(code).or_else(|| self.0.get(code).copied()).unwrap_or(&SILENT)
    }
}

/// The built-in step that a code leads to, from parent to parent.
fn resolve(code: &str, parents: &BTreeMap<String, String>) -> Option<&'static Step> {
    let mut code = code;
    for _ in 0..=parents.len() {
        if let Some(step) = built_in(code) {
            return Some(step);
        }
        code = parents.get(code)?;
    }
    None
}

/// The steps among these terms that lead to no built-in one, from parent to parent, these and those that are there
/// already: nobody could say what they do.
pub fn astray<'t>(terms: &'t [Term], parents: &BTreeMap<String, String>) -> Vec<&'t Term> {
    terms.iter().filter(|term| is_step(&term.code) && resolve(&term.code, parents).is_none()).collect()
}

/// Whether a code is one of the list of steps.
fn is_step(code: &str) -> bool {
    code.split_once('/').is_some_and(|(list, _)| list == LIST)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{LIST, STATUS_REPORT, STEPS, StepEffect, Steps, astray, built_in};
    use crate::domain::custody::Status;
    use crate::domain::kind::{Kind, Type};
    use crate::domain::vocabulary::{Term, parents_with};

    #[test]
    fn the_table_has_the_steps_of_the_vocabulary() {
        let vocabulary = include_str!("../../../seed/vocabulary.toml");
        let prefix = format!("code = \"{LIST}/");
        let codes =
            vocabulary.lines().filter(|line| line.starts_with(&prefix)).filter_map(|line| line.split('"').nth(1));
        assert_eq!(codes.collect::<Vec<_>>(), STEPS.iter().map(|step| step.code).collect::<Vec<_>>());
    }

    #[test]
    fn what_a_step_brings_agrees_with_what_it_does() {
        for step in STEPS {
            // By itself it does what the table says; a sentence is passed on people who are free too, and then held.
            let passed_on_the_free = step.effect == StepEffect::Anywhere && step.status.is_some();
            let bail = step.status == Some(Status::OnBail);
            if !passed_on_the_free && !bail {
                assert_eq!(step.effect_with(step.status), step.effect, "{}", step.code);
            }
        }
    }

    #[test]
    fn conditions_are_fields_of_a_detention_with_values_of_theirs() {
        for (field, value) in STEPS.iter().flat_map(|step| step.conditions) {
            let known = Kind::Detention.field(field).map(|field| field.ty);
            assert!(matches!(known, Some(Type::Choice(values)) if values.contains(value)), "{field} = {value}");
        }
    }

    #[test]
    fn every_status_is_brought_by_a_step_but_unknown() {
        let missing = Status::ALL.into_iter().filter(|status| STEPS.iter().all(|step| step.status != Some(*status)));
        assert_eq!(missing.collect::<Vec<_>>(), [Status::Unknown]);
    }

    #[test]
    fn a_step_brings_no_more_than_it_says() {
        let brings = |code: &str| built_in(code).and_then(|step| step.status);
        assert_eq!(brings("de/released"), Some(Status::Released));
        assert_eq!(brings("de/sentenced"), Some(Status::ServingSentence));
        // None of these says that anybody was taken or let go.
        for code in ["de/acquitted", "de/charges_dropped", "de/charged", STATUS_REPORT, "de/fined", ""] {
            assert_eq!(brings(code), None, "{code}");
        }
    }

    #[test]
    fn only_steps_that_say_where_somebody_is_kept_move_the_place_of_custody() {
        let moves = STEPS.iter().filter(|step| step.is_where_kept(step.status)).map(|step| step.code);
        let kept = [
            "de/held",
            "de/transferred",
            "de/house_arrest",
            "de/psychiatric_placement",
            "de/hospitalised",
            "de/hunger_strike_started",
            "de/hunger_strike_ended",
            "de/family_met",
            "de/monitor_visit",
            "de/incommunicado",
        ];
        assert_eq!(moves.collect::<Vec<_>>(), kept);
        let report = built_in(STATUS_REPORT).is_some_and(|step| step.is_where_kept(Some(Status::Held)));
        assert!(report, "a report that somebody is held says where");
    }

    #[test]
    fn law_is_asked_of_steps_of_courts_and_prosecutors() {
        let of_law = |code: &str| built_in(code).is_some_and(|step| step.is_of_law);
        assert!(of_law("de/sentenced") && !of_law("de/released"));
        assert_eq!(STEPS.iter().filter(|step| step.is_of_law).count(), 16);
    }

    #[test]
    fn law_changes_only_by_steps_of_law_or_by_grace() {
        let by_others = STEPS.iter().filter(|step| step.legal.is_some() && !step.is_of_law).map(|step| step.code);
        assert_eq!(by_others.collect::<Vec<_>>(), ["de/charges_dropped", "de/amnesty_or_pardon"]);
    }

    fn term(code: &str, parent: Option<&str>) -> Term {
        Term { code: code.to_owned(), parent: parent.map(str::to_owned), huridocs: None, labels: Vec::new() }
    }

    #[test]
    fn a_step_that_a_team_adds_does_what_the_step_it_is_a_kind_of_does() {
        let pair = |code: &str, parent: &str| (code.to_owned(), parent.to_owned());
        let steps = Steps::new([
            pair("de/raid", "de/arrested"),
            pair("de/night_raid", "de/raid"),
            pair("de/a", "de/b"),
            pair("de/b", "de/a"),
        ]);
        for code in ["de/raid", "de/night_raid"] {
            assert_eq!((steps.of(code).effect, steps.of(code).status), (StepEffect::Begins, Some(Status::Held)));
        }
        assert_eq!(steps.of("de/a").code, STATUS_REPORT, "a circle leads nowhere");
        assert_eq!(steps.of("de/never").status, None);
        assert!(built_in("de/raid").is_none());
    }

    #[test]
    fn a_step_has_to_lead_to_a_built_in_one() {
        let there = BTreeMap::from([("de/raid".to_owned(), "de/arrested".to_owned())]);
        let terms = [
            term("de/sweep", Some("de/raid")),
            term("de/night_sweep", Some("de/sweep")),
            term("de/stray", None),
            term("de/after_stray", Some("de/stray")),
            term("de/one", Some("de/other")),
            term("de/other", Some("de/one")),
            term("inc/anything", None),
            term("de/arrested", None),
        ];
        let together = parents_with(&there, &terms);
        let astray: Vec<&str> = astray(&terms, &together).into_iter().map(|term| term.code.as_str()).collect();
        assert_eq!(astray, ["de/stray", "de/after_stray", "de/one", "de/other"]);
        let stops = [term("de/raid", None)];
        assert!(super::astray(&stops, &parents_with(&there, &stops)).len() == 1, "it stops being a kind of arrest");
    }
}
