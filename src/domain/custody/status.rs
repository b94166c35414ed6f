//! What a step can say of custody: the closed list of statuses, each with what it means.

use serde::{Deserialize, Serialize};

/// Whether somebody is in custody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CustodyState {
    InCustody,
    Free,
    /// Taken, and nothing said of what followed. Not counted as held.
    Unknown,
}

macro_rules! statuses {
    ($($status:ident = $code:literal, $state:ident, $step:literal;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Status {
            $(#[serde(rename = $code)] $status,)*
        }

        /// The codes of all statuses, in the order in which forms offer them.
        pub const STATUSES: &[&str] = &[$($code),*];

        impl Status {
            pub const ALL: [Status; STATUSES.len()] = [$(Status::$status),*];

            pub const fn code(self) -> &'static str {
                match self { $(Status::$status => $code,)* }
            }

            /// Whether somebody with this status is in custody.
            pub const fn state(self) -> CustodyState {
                match self { $(Status::$status => CustodyState::$state,)* }
            }

            /// The code of the step that says it most plainly.
            pub const fn told_by(self) -> &'static str {
                match self { $(Status::$status => $step,)* }
            }
        }
    };
}

// Code, whether it is custody, the step that tells it. A disappeared person is somebody whose custody is denied or hidden.
statuses! {
    Held = "held", InCustody, "de/held";
    HouseArrest = "house_arrest", InCustody, "de/house_arrest";
    OnBail = "on_bail", Free, "de/bail_granted";
    ServingSentence = "serving_sentence", InCustody, "de/sentenced";
    Released = "released", Free, "de/released";
    Deported = "deported", Free, "de/deported";
    Escaped = "escaped", Free, "de/escaped";
    Hospitalised = "hospitalised", InCustody, "de/hospitalised";
    Disappeared = "disappeared", InCustody, "de/disappeared";
    Dead = "dead", Free, "de/died";
    Unknown = "unknown", Unknown, "de/status_report";
}

impl Status {
    pub fn parse(code: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Nothing can follow it.
    pub const fn is_final(self) -> bool {
        matches!(self, Status::Dead)
    }
}

#[cfg(test)]
mod tests {
    use super::{CustodyState, STATUSES, Status};
    use crate::domain::custody::step::built_in;

    #[test]
    fn a_status_is_told_by_a_step_that_brings_it() {
        for status in Status::ALL {
            let brings = built_in(status.told_by()).map(|step| step.status);
            assert_eq!(brings, Some((status != Status::Unknown).then_some(status)), "{}", status.code());
        }
    }

    #[test]
    fn a_status_is_kept_by_its_code() {
        for (status, code) in Status::ALL.into_iter().zip(STATUSES) {
            assert_eq!(serde_json::to_value(status).ok(), Some((*code).into()));
            assert_eq!(Status::parse(code), Some(status));
        }
        assert_eq!(Status::parse("Held"), None);
    }

    #[test]
    fn unknown_is_not_held_and_only_death_is_final() {
        let held = |status: &Status| status.state() == CustodyState::InCustody;
        let held: Vec<&str> = Status::ALL.into_iter().filter(held).map(Status::code).collect();
        assert_eq!(held, ["held", "house_arrest", "serving_sentence", "hospitalised", "disappeared"]);
        assert_eq!(Status::Unknown.state(), CustodyState::Unknown);
        assert!(Status::ALL.into_iter().all(|status| status.is_final() == (status == Status::Dead)));
    }
}
