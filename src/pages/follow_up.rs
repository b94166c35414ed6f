//! A further step in the custody of one or several people: whom it is of, and what is asked.

use crate::domain::custody::Episode;
use crate::domain::record::Label;
use crate::pages::form::{FormField, FormRows, FormSection};

/// The fields of the form with the episodes that it offers, and with those of them that are ticked, by their refs.
pub const OFFERED: &str = "of";
pub const TICKED: &str = "d";

/// Where a fault stands that concerns one episode alone.
pub fn beside(reference: &str) -> String {
    format!("{TICKED}.{reference}.")
}

/// The choice of the status that follows from the step.
pub const FROM_STEP: &str = "step";

/// The form of a step.
#[derive(Debug)]
pub struct FollowUp {
    pub people: Vec<Followed>,
    /// What kind of step, when and where, and by whom.
    pub step: FormSection,
    pub status: FormField,
    /// Law, verdict, sentence and fine: asked of few steps.
    pub law: FormSection,
    /// How firmly it stands, and a note.
    pub rest: FormSection,
    pub citations: FormRows,
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
