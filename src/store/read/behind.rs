//! What stands behind entries of the timeline: the reports that support them, and the sources of these.

use std::collections::{BTreeMap, HashMap};

use rusqlite::params;

use crate::domain::query::{Behind, Facet, Support, TimelineQuery, Values};
use crate::domain::record::RecordId;
use crate::error::Result;
use crate::store::ReadTx;
use crate::store::read::row::json_ids;

/// Whose citations speak for an entry: itself, and what belongs to it. Table, and its column with the entry.
pub const CITED: [(&str, &str); 3] = [("entry", "id"), ("participation", "incident_id"), ("figure", "about_id")];

/// The condition that an entry `e` is known from one of the sources that a parameter lists. It is found from these.
pub(in crate::store) fn is_known_from(behind: Behind, parameter: &str) -> String {
    let listed = format!("(SELECT value FROM json_each({parameter}))");
    match behind {
        Behind::Any => {
            let of = |(table, column): (&str, &str)| {
                format!(
                    "SELECT k.{column} FROM v_report_source rs CROSS JOIN v_citation c ON c.report_id = rs.report_id
                       CROSS JOIN main.{table} k ON k.id = c.record_id
                      WHERE rs.source_id IN {listed} AND c.stance = 'supports'"
                )
            };
            format!("e.id IN ({})", CITED.map(of).join(" UNION "))
        }
        Behind::All => format!("e.id IN (SELECT entry_id FROM behind_all WHERE source_id IN {listed})"),
    }
}

/// The expression of an entry `e` that says from how many sources it is known.
pub(in crate::store) const SOURCING: &str = "CASE WHEN e.id NOT IN (SELECT entry_id FROM support) THEN 'uncited'
    WHEN e.id IN (SELECT entry_id FROM supported WHERE reports = 1 UNION ALL SELECT entry_id FROM behind_all) THEN 'single'
    ELSE 'several' END";

/// The expressions that come before a question which asks what stands behind all reports: every entry with its reports and
/// sources, in one pass over the citations.
pub(in crate::store) fn expressions(query: &TimelineQuery) -> String {
    let asks = |name: &str| {
        let facet = Facet::named(name);
        facet.is_some_and(|facet| matches!(facet.values, Values::Sources(Behind::All) | Values::Sourcing))
    };
    if !query.values.keys().chain(query.records.keys()).any(|name| asks(name)) {
        return String::new();
    }
    let of = |(table, column): (&str, &str)| {
        format!(
            "SELECT k.{column} AS entry_id, c.report_id FROM v_citation c CROSS JOIN main.{table} k ON k.id = c.record_id
              WHERE c.stance = 'supports'"
        )
    };
    format!(
        "support AS MATERIALIZED ({}),
         supported AS MATERIALIZED (SELECT entry_id, count(*) AS reports FROM support GROUP BY entry_id),
         told AS MATERIALIZED (SELECT DISTINCT report_id, source_id FROM v_report_source),
         shared AS (SELECT s.entry_id, t.source_id, count(*) AS reports
                      FROM support s JOIN told t ON t.report_id = s.report_id GROUP BY s.entry_id, t.source_id),
         behind_all AS MATERIALIZED (SELECT s.entry_id, s.source_id
                      FROM shared s JOIN supported a ON a.entry_id = s.entry_id AND a.reports = s.reports), ",
        CITED.map(of).join(" UNION ")
    )
}

impl ReadTx<'_> {
    /// What stands behind these entries; of those that no report supports nothing.
    pub(super) fn support(&self, entries: &[RecordId]) -> Result<HashMap<RecordId, Support<RecordId>>> {
        let of = |(table, column): (&str, &str)| {
            format!(
                "SELECT k.{column}, c.report_id FROM json_each(?1) t CROSS JOIN main.{table} k ON k.{column} = t.value
                   CROSS JOIN v_citation c ON c.record_id = k.id WHERE c.stance = 'supports'"
            )
        };
        let mut statement = self.conn.prepare_cached(&CITED.map(of).join(" UNION "))?;
        let pair = |row: &rusqlite::Row<'_>| Ok((RecordId(row.get(0)?), RecordId(row.get(1)?)));
        let supported = statement.query_map(params![json_ids(entries)], pair)?;
        let supported: Vec<(RecordId, RecordId)> = supported.collect::<rusqlite::Result<_>>()?;
        let mut sources: BTreeMap<RecordId, Vec<RecordId>> =
            supported.iter().map(|(_, report)| (*report, Vec::new())).collect();
        let mut statement = self.conn.prepare_cached(
            "SELECT DISTINCT report_id, source_id FROM v_report_source WHERE report_id IN (SELECT value FROM json_each(?1))",
        )?;
        let reports: Vec<RecordId> = sources.keys().copied().collect();
        for told in statement.query_map(params![json_ids(&reports)], pair)? {
            let (report, source) = told?;
            sources.entry(report).or_default().push(source);
        }
        let mut support: HashMap<RecordId, Support<RecordId>> = HashMap::new();
        for (entry, report) in supported {
            support.entry(entry).or_default().add(sources.get(&report).map_or(&[], Vec::as_slice));
        }
        Ok(support)
    }
}
