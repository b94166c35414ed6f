//! One file per page.

/// An incident.
pub mod incident;
