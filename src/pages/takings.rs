//! The form that corrects the arrest of several people at once.

use crate::pages::follow_up::Followed;
use crate::pages::form::{FormRows, FormSection};

#[derive(Debug)]
pub struct Takings {
    pub people: Vec<Followed>,
    /// When, and where.
    pub said: FormSection,
    pub citations: FormRows,
    /// Something is cited for what is corrected: what that gives is a matter of how it came to be wrong.
    pub is_cited: bool,
}
