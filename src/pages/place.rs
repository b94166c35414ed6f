//! The page of a place, and the tree of places.

use crate::domain::citation::Citation;
use crate::domain::custody::Holding;
use crate::domain::kind::Place;
use crate::domain::record::Label;
use crate::domain::timeline::Entry;
use crate::domain::timeline::MonthCount;
use crate::pages::dossier::Dossier;

/// A place with everything that happened inside it.
#[derive(Debug)]
pub struct PlacePage {
    pub dossier: Dossier<Place>,
    /// From the country down to the place around it.
    pub path: Vec<Label>,
    /// Whether there are more places around those.
    pub path_goes_on: bool,
    /// The place itself, and the first of the places inside it.
    pub tree: PlaceNode,
    /// Whether there are more places inside it than those.
    pub more_inside: bool,
    /// Those whose last place of custody is inside it, as far as they are listed, and how many there are.
    pub held: Vec<Holding>,
    pub held_in_all: usize,
    pub months: Vec<MonthCount>,
    /// The first lines of its timeline, and how many there are in all.
    pub entries: Vec<Entry>,
    pub total: i64,
    /// Of everything on the page but those lines, report by report.
    pub citations: Vec<Citation>,
}

/// A place in the tree of places.
#[derive(Debug, Clone)]
pub struct PlaceNode {
    pub label: Label,
    pub level: String,
    pub site_type: Option<String>,
    pub named: bool,
    /// Incidents in it and in everything inside it; no more are counted than `COUNTED`.
    pub incidents: i64,
    /// Places directly inside it, counted likewise, and those of them that are shown.
    pub places: i64,
    pub inside: Vec<PlaceNode>,
}
