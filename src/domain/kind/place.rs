//! A place in the tree of places, from countries down to sites.

use super::Type::{Bool, Choice, Code, Degrees, Integer, Term};
use super::{Kind, Spec, link, record, tree};
use crate::domain::codes::Codes;
use crate::domain::position::Axis;
use crate::domain::record::RecordId;

const LEVELS: &[&str] = &["country", "region", "district", "city", "locality", "site", "informal"];

record! {
    Place {
        level: String = required(Choice(LEVELS)),
        site_type: Option<String> = field(Term("site")),
        parent: Option<RecordId> = field(link(Kind::Place)),
        named: bool = usual(Bool, "true"),
        iso: Option<String> = field(Code(Codes::Country)),
        latitude: Option<f64> = field(Degrees(Axis::Latitude)),
        longitude: Option<f64> = field(Degrees(Axis::Longitude)),
        geo_precision: Option<i64> = field(Integer),
    }
}

pub(super) const SPEC: Spec = Spec {
    fields: FIELDS,
    groups: &[&["latitude", "longitude", "geo_precision"]],
    pairs: &[("latitude", "longitude")],
    inline: &["level", "parent"],
    orders: &[tree("parent")],
    is_mergeable: true,
    ..Spec::thing("place", "places", "L")
};
