//! One typed struct per kind of record, with the fields of `kind.rs` in the same names.
//!
//! References hold the record's key inside the case file; one the reader may not see is absent.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::date::Edtf;
use super::kind::Kind;
use super::record::RecordId;

/// A struct that holds the fields of one kind.
pub trait Fielded: DeserializeOwned + Serialize {
    const KIND: Kind;
}

macro_rules! records {
    ($($(#[$doc:meta])* $name:ident { $($field:ident : $ty:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $(
            #[serde(default, skip_serializing_if = "absent")]
            pub $field: $ty,
        )* }
        impl Fielded for $name { const KIND: Kind = Kind::$name; }
    )*};
}

/// Absent values are left out of the JSON rather than written as null.
fn absent<T: Serialize>(value: &T) -> bool {
    matches!(serde_json::to_value(value), Ok(serde_json::Value::Null))
}

type Opt<T> = Option<T>;

records! {
    Person {
        unit: String, identified: bool, sex: String, birth: Opt<Edtf>, death: Opt<Edtf>, birth_place: Opt<RecordId>,
        nationality: Opt<String>, ethnicity: Opt<String>, civil_status: Opt<String>, occupation: Opt<String>,
        health: Opt<String>, description: Opt<String>, consent: Opt<String>,
    }
    Organization {
        r#type: String, state_actor: bool, parent: Opt<RecordId>, place: Opt<RecordId>, description: Opt<String>,
    }
    Place {
        level: String, site_type: Opt<String>, parent: Opt<RecordId>, named: bool, iso: Opt<String>,
        latitude: Opt<f64>, longitude: Opt<f64>, geo_precision: Opt<i64>,
    }
    Source {
        r#type: String, organization: Opt<RecordId>, person: Opt<RecordId>, reliability: String, protected: bool,
        lang: Opt<String>, url: Opt<String>,
    }
    Report {
        r#type: String, title: String, author: Opt<String>, url: Opt<String>, archive_url: Opt<String>,
        lang: Opt<String>, parent: Opt<RecordId>, published: Opt<Edtf>, published_basis: String,
        published_part: Opt<String>, accessed: Opt<Edtf>, body: Opt<String>,
    }
    Incident {
        r#type: String, title: String, summary: Opt<String>, date: Opt<Edtf>, date_basis: String,
        date_part: Opt<String>, day_seq: i64, time_note: Opt<String>, place: Opt<RecordId>, place_basis: String,
        place_note: Opt<String>, finding: Opt<String>,
    }
    Participation {
        incident: Opt<RecordId>, person: Opt<RecordId>, organization: Opt<RecordId>, role: String,
        act: Opt<String>, certainty: String, note: Opt<String>,
    }
    Relation {
        subject: Opt<RecordId>, r#type: String, object: Opt<RecordId>, title: Opt<String>, valid: Opt<Edtf>,
        as_of: Opt<Edtf>, certainty: String, note: Opt<String>,
    }
    IncidentLink {
        from_incident: Opt<RecordId>, r#type: String, to_incident: Opt<RecordId>, certainty: String,
        note: Opt<String>,
    }
    Detention {
        person: Opt<RecordId>, incident: Opt<RecordId>, start: Opt<Edtf>, start_basis: String,
        start_part: Opt<String>, arrest_place: Opt<RecordId>, arresting_organization: Opt<RecordId>,
        ordering_organization: Opt<RecordId>, warrant: String, stated_reason: Opt<String>, legal_basis: Opt<String>,
        presumed_reason: Opt<String>, acknowledged: String, incommunicado: String, lawyer: String,
        family_contact: String, ill_treatment: String, health: Opt<String>,
    }
    CustodyEvent {
        detention: Opt<RecordId>, seq: i64, r#type: String, date: Opt<Edtf>, date_basis: String,
        date_part: Opt<String>, place: Opt<RecordId>, organization: Opt<RecordId>, law: Opt<String>,
        article: Opt<String>, verdict: Opt<String>, sentence_days: Opt<i64>, fine_amount: Opt<f64>,
        fine_currency: Opt<String>, status_after: Opt<String>, certainty: String, note: Opt<String>,
    }
    Figure {
        about: Opt<RecordId>, measure: String, group: Opt<RecordId>, qualifier: String, lo: Opt<i64>,
        best: Opt<i64>, hi: Opt<i64>, verbatim: String, as_of: Opt<Edtf>, claimed_by: Opt<String>, preferred: bool,
    }
    Statement {
        incident: Opt<RecordId>, person: Opt<RecordId>, organization: Opt<RecordId>, form: String,
        topic: Opt<String>, text: String, lang: Opt<String>, direct: bool,
    }
    Note { about: Opt<RecordId>, text: String }
}

impl Person {
    /// Everything but an individual: families, groups, communities.
    pub fn is_group(&self) -> bool {
        self.unit != "individual"
    }
}
