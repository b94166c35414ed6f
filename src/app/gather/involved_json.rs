//! Who is in the lines that answer a question, as the JSON API gives it.

use serde_json::{Value as Json, json};

use super::found_json::custody_json;
use crate::domain::query::involved::Involved;
use crate::domain::time::Day;
use crate::export::ExportContext;
use crate::export::json::date_json;
use crate::pages::involved::{InvolvedList, InvolvedRow};

/// A page of them; custody is told as on `on`.
pub fn involved_json(context: &ExportContext<'_>, list: &InvolvedList, on: Day) -> Json {
    let row = |row: &InvolvedRow| {
        let mut json = json!(row.label);
        json["lines"] = row.lines.into();
        json["first"] = row.dates.as_ref().map(|(first, _)| date_json(context, first)).into();
        json["last"] = row.dates.as_ref().map(|(_, last)| date_json(context, last)).into();
        match list.involved {
            Involved::People => json["group"] = row.label.group.into(),
            Involved::Detentions => {
                json["custody"] = row.status(on).map(|(episode, step)| custody_json(episode, step, on)).into();
            }
        }
        json
    };
    json!({
        "count": list.count,
        "lines": list.lines,
        "total": list.total,
        list.involved.code(): list.rows.iter().map(row).collect::<Vec<Json>>(),
        "next": list.after,
    })
}
