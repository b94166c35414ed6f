//! A further step in the custody of one or several people: whom it is of, and what it usually means for their status.

use super::custody::Episode;
use super::record::Label;
use super::sheet::{Rows, Sheet, Slot};

/// The fields of the form with the episodes that it offers, and with those of them that are ticked, by their refs.
pub const OFFERED: &str = "of";
pub const TICKED: &str = "d";

/// Where a fault stands that concerns one episode alone.
pub fn beside(reference: &str) -> String {
    format!("{TICKED}.{reference}.")
}

/// The choice of the status that follows from the step.
pub const FROM_STEP: &str = "step";

/// The status that a step by itself brings with it; nothing where it says nothing of custody. An acquittal or a dropped
/// charge does not say that anybody was let go.
pub fn suggested_status(step: &str) -> Option<&'static str> {
    Some(match step {
        "de/arrested" | "de/abducted" | "de/held" | "de/transferred" | "de/remanded" | "de/remand_extended"
        | "de/incommunicado" => "held",
        "de/house_arrest" => "house_arrest",
        "de/bail_granted" => "on_bail",
        "de/sentenced" => "serving_sentence",
        "de/released" => "released",
        "de/deported" => "deported",
        "de/escaped" => "escaped",
        "de/hospitalised" | "de/psychiatric_placement" => "hospitalised",
        "de/disappeared" | "de/whereabouts_denied" => "disappeared",
        "de/died" => "dead",
        _ => return None,
    })
}

/// Whether a step is one of a court or a prosecutor, of which law, verdict and sentence are asked.
pub fn is_of_law(step: &str) -> bool {
    const OF_LAW: [&str; 16] = [
        "de/charged",
        "de/charge_changed",
        "de/indicted",
        "de/remanded",
        "de/remand_extended",
        "de/bail_granted",
        "de/trial_opened",
        "de/hearing",
        "de/tried",
        "de/convicted",
        "de/acquitted",
        "de/sentenced",
        "de/fined",
        "de/appealed",
        "de/appeal_decided",
        "de/sentence_changed",
    ];
    OF_LAW.contains(&step)
}

/// The form of a step.
#[derive(Debug)]
pub struct FollowUp {
    pub people: Vec<Followed>,
    /// What kind of step, when and where, and by whom.
    pub step: Sheet,
    pub status: Slot,
    /// Law, verdict, sentence and fine: asked of few steps.
    pub law: Sheet,
    /// How firmly it stands, and a note.
    pub rest: Sheet,
    pub citations: Rows,
    /// The compartments that the steps can be put into.
    pub compartments: Vec<String>,
}

/// Somebody whom the step may be of.
#[derive(Debug)]
pub struct Followed {
    pub person: Label,
    pub episode: Episode,
    pub ticked: bool,
}

#[cfg(test)]
mod tests {
    use super::{is_of_law, suggested_status};
    use crate::domain::kind::STATUSES;

    const STEPS: &str = include_str!("../../seed/vocabulary.toml");

    fn steps() -> Vec<&'static str> {
        STEPS.split('"').filter(|text| text.starts_with("de/")).collect()
    }

    #[test]
    fn every_status_is_suggested_by_a_step_but_unknown() {
        let suggested: Vec<&str> = steps().into_iter().filter_map(suggested_status).collect();
        let missing: Vec<&&str> = STATUSES.iter().filter(|status| !suggested.contains(*status)).collect();
        assert_eq!(missing, [&"unknown"]);
        assert!(suggested.iter().all(|status| STATUSES.contains(status)));
    }

    #[test]
    fn a_step_suggests_no_more_than_it_says() {
        assert_eq!(suggested_status("de/released"), Some("released"));
        assert_eq!(suggested_status("de/sentenced"), Some("serving_sentence"));
        for step in ["de/acquitted", "de/charges_dropped", "de/charged", "de/status_report", "de/fined", ""] {
            assert_eq!(suggested_status(step), None, "{step}");
        }
    }

    #[test]
    fn law_is_asked_of_steps_of_law() {
        assert_eq!(steps().into_iter().filter(|step| is_of_law(step)).count(), 16);
        assert!(is_of_law("de/sentenced") && !is_of_law("de/released"));
    }
}
