//! Organizations in entries of the timeline: who takes part, who holds somebody, before which court. One rule for the tables and
//! for memory.

use std::collections::{BTreeSet, HashMap};

use rusqlite::params;

use crate::domain::custody::StepEffect;
use crate::domain::custody::step::STEPS;
use crate::domain::kind::Kind;
use crate::domain::query::{Facet, TimelineQuery, Values};
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::ReadTx;
use crate::store::read::row::json_ids;

/// The codes of the steps with which custody begins, those that teams added too.
pub(super) fn taking() -> String {
    let quoted = |among: &dyn Fn(StepEffect) -> bool| {
        let codes = STEPS.iter().filter(|step| among(step.effect)).map(|step| format!("'{}'", step.code));
        codes.collect::<Vec<_>>().join(", ")
    };
    format!(
        "taking (code) AS (SELECT code FROM main.term WHERE code IN ({})
           UNION SELECT t.code FROM taking k JOIN main.term t ON t.parent = k.code WHERE t.code NOT IN ({}))",
        quoted(&|effect| effect == StepEffect::Begins),
        quoted(&|_| true)
    )
}

/// Entries, the organizations in them, and the records that say so, where these are other ones: of an incident its
/// participations; of a step whoever acted and its court; of a taking also who arrested and who ordered it, as the detention
/// says. `rows` says where the rows of a kind are read, through the filter or below it, and `which` of them, by their entry and
/// organization. `taking` has to come before.
pub(super) fn parts(rows: impl Fn(Kind) -> String, which: impl Fn(&str, &str) -> String) -> [String; 5] {
    let part = |columns: [&str; 3], from: &str, condition: &str| {
        let [entry, organization, via] = columns;
        let which = which(entry, organization);
        format!(
            "SELECT {entry} AS entry_id, {organization} AS organization_id, {via} AS via_id FROM {from}
              WHERE {organization} IS NOT NULL{condition} AND {which}"
        )
    };
    let participation = format!("{} p", rows(Kind::Participation));
    let step = format!("{} k", rows(Kind::CustodyEvent));
    let taken = format!("{step} JOIN {} d ON d.id = k.detention_id", rows(Kind::Detention));
    let by_detention = |column: &str| part(["k.id", column, "d.id"], &taken, " AND k.type IN taking");
    [
        part(["p.incident_id", "p.organization_id", "p.id"], &participation, ""),
        part(["k.id", "k.organization_id", "NULL"], &step, ""),
        part(["k.id", "k.court_id", "NULL"], &step, ""),
        by_detention("d.arresting_organization_id"),
        by_detention("d.ordering_organization_id"),
    ]
}

fn through_the_filter(kind: Kind) -> String {
    format!("v_{}", kind.table())
}

/// The name of the expression for the organizations that a parameter lists, with all that are part of them.
fn within(parameter: &str) -> String {
    format!("within_{}", parameter.trim_start_matches(':'))
}

/// The expressions that come before a question which asks for organizations.
pub(in crate::store) fn expressions(query: &TimelineQuery) -> String {
    let is_asked = |name: &str| Facet::named(name).is_some_and(|facet| matches!(facet.values, Values::Organizations));
    let Some((name, which)) = query.records.iter().find(|(name, _)| is_asked(name)) else { return String::new() };
    let mut sql = format!("{}, ", taking());
    for (parameter, asked) in [((*name).to_owned(), &which.any), (format!("not_{name}"), &which.none)] {
        if !asked.is_empty() {
            let within = within(&parameter);
            sql.push_str(&format!(
                "{within} (id) AS (SELECT value FROM json_each(:{parameter})
                   UNION SELECT o.id FROM {within} n CROSS JOIN main.organization o ON o.parent_id = n.id
                    WHERE EXISTS (SELECT 1 FROM seen_organization s WHERE s.id = o.id)), "
            ));
        }
    }
    sql
}

/// The condition that one of the organizations that a parameter lists, or a part of one, is in an entry `e`. Entries are found on
/// the tables; what the reader sees of them decides.
pub(in crate::store) fn has_part(parameter: &str) -> String {
    let within = within(parameter);
    let found = parts(
        |kind| format!("main.{}", kind.table()),
        |_, organization| format!("{organization} IN (SELECT id FROM {within})"),
    );
    let seen = parts(through_the_filter, |entry, organization| {
        format!("{entry} = e.id AND {organization} IN (SELECT id FROM {within})")
    });
    let [found, seen] = [found, seen].map(|parts| parts.join(" UNION ALL "));
    format!("(e.id IN (SELECT entry_id FROM ({found})) AND EXISTS ({seen}))")
}

impl ReadTx<'_> {
    /// The organizations in these entries, with those that they are part of.
    pub(super) fn organizations_in(&self, entries: &[RecordId]) -> Result<HashMap<RecordId, BTreeSet<RecordId>>> {
        let of_entries = |entry: &str, _: &str| format!("{entry} IN (SELECT value FROM json_each(?1))");
        let mut statement = self.conn.prepare_cached(&format!(
            "WITH RECURSIVE {}, up (entry_id, id) AS (
               SELECT entry_id, organization_id FROM ({})
               UNION SELECT u.entry_id, o.parent_id FROM up u CROSS JOIN v_organization o ON o.id = u.id
                WHERE o.parent_id IS NOT NULL)
             SELECT entry_id, id FROM up",
            taking(),
            parts(through_the_filter, of_entries).join(" UNION ALL ")
        ))?;
        let mut organizations: HashMap<RecordId, BTreeSet<RecordId>> = HashMap::new();
        let mut rows = statement.query(params![json_ids(entries)])?;
        while let Some(row) = rows.next()? {
            organizations.entry(RecordId(row.get(0)?)).or_default().insert(RecordId(row.get(1)?));
        }
        Ok(organizations)
    }
}
