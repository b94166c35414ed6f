//! Reading citations, and how the reports behind them are named.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{OptionalExtension, Row, params};

use crate::domain::citation::{Citation, Grade, ReportLabel};
use crate::domain::kind::Kind;
use crate::domain::query::place::CitationPlace;
use crate::domain::record::RecordId;
use crate::error::{Error, Result};
use crate::store::ReadTx;
use crate::store::read::known::Known;
use crate::store::read::row::{json_ids, parse_kind};

/// A citation before its report and the source it names are known by name.
struct Bare {
    id: i64,
    record: RecordId,
    field: Option<String>,
    report: RecordId,
    stance: String,
    paragraph: Option<i64>,
    page: Option<String>,
    quote: Option<String>,
    hedge: String,
    via: Option<RecordId>,
    grade: Grade,
    note: Option<String>,
    gives: Option<String>,
    gives_record: Option<RecordId>,
    preferred: bool,
    kind: Kind,
}

impl ReadTx<'_> {
    /// The citations of these records, report by report and paragraph by paragraph: so they can be looked up
    /// on paper.
    pub fn citations(&self, records: &[RecordId]) -> Result<Vec<Citation>> {
        self.citations_of(records, &mut Known::of(self))
    }

    /// The same, where some of what they name is known.
    pub(super) fn citations_of(&self, records: &[RecordId], known: &mut Known) -> Result<Vec<Citation>> {
        self.read_citations("record_id IN (SELECT value FROM json_each(?1))", json_ids(records), known)
    }

    /// Everything one report is cited for.
    pub fn citations_of_report(&self, report: RecordId) -> Result<Vec<Citation>> {
        self.read_citations("report_id = ?1", report.0, &mut Known::of(self))
    }

    /// The citations in these rows.
    pub fn citations_in(&self, rows: &[i64]) -> Result<Vec<Citation>> {
        let rows: Vec<RecordId> = rows.iter().copied().map(RecordId).collect();
        self.read_citations("id IN (SELECT value FROM json_each(?1))", json_ids(&rows), &mut Known::of(self))
    }

    /// The record that a citation is for.
    pub fn cited_record(&self, citation: i64) -> Result<Option<RecordId>> {
        let mut statement = self.conn.prepare_cached("SELECT record_id FROM v_citation WHERE id = ?1")?;
        Ok(statement.query_row(params![citation], |row| row.get(0).map(RecordId)).optional()?)
    }

    /// How reports are named beside a fact.
    pub fn report_labels(&self, reports: &[RecordId]) -> Result<HashMap<RecordId, ReportLabel>> {
        // A report of several agencies names none of them: which one says what is not known.
        let mut publishers: HashMap<RecordId, RecordId> = HashMap::new();
        let mut statement = self.conn.prepare_cached(
            "WITH told AS (
               SELECT report_id, source_id, CASE role WHEN 'publisher' THEN 0 WHEN 'reporter' THEN 1 WHEN 'producer' THEN 2 ELSE 3 END AS rank
                 FROM v_report_source WHERE report_id IN (SELECT value FROM json_each(?1)))
             SELECT report_id, min(source_id) FROM told t
              WHERE rank = (SELECT min(rank) FROM told u WHERE u.report_id = t.report_id)
              GROUP BY report_id HAVING count(DISTINCT source_id) = 1",
        )?;
        let mut rows = statement.query(params![json_ids(reports)])?;
        while let Some(row) = rows.next()? {
            publishers.insert(RecordId(row.get(0)?), RecordId(row.get(1)?));
        }
        let wanted: Vec<RecordId> = reports.iter().chain(publishers.values()).copied().collect();
        let labels = self.labels(&wanted)?;
        Ok(reports
            .iter()
            .filter_map(|report| {
                let label = labels.get(report)?.clone();
                let source = publishers.get(report).and_then(|source| labels.get(source)).cloned();
                Some((*report, ReportLabel { label, source }))
            })
            .collect())
    }

    /// The sources of a report, with their roles.
    pub fn report_sources(&self, report: RecordId) -> Result<Vec<(RecordId, String)>> {
        self.read_pairs(
            "SELECT source_id, role FROM v_report_source WHERE report_id = ?1 ORDER BY source_id, role",
            report,
        )
    }

    /// The roles of a source in each of these reports.
    pub fn source_reports(&self, source: RecordId, reports: &[RecordId]) -> Result<Vec<(RecordId, String)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT report_id, role FROM v_report_source
              WHERE source_id = ?1 AND report_id IN (SELECT value FROM json_each(?2)) ORDER BY report_id, role",
        )?;
        let pairs = statement
            .query_map(params![source.0, json_ids(reports)], |row| Ok((RecordId(row.get(0)?), row.get(1)?)))?;
        Ok(pairs.collect::<rusqlite::Result<_>>()?)
    }

    /// The citations of a report in their order: those behind `after`, no more than `limit`.
    pub fn cited_by(&self, report: RecordId, after: Option<CitationPlace>, limit: usize) -> Result<Vec<CitationPlace>> {
        let mut statement = self.conn.prepare_cached(
            "WITH c AS (SELECT id, COALESCE(paragraph, 9223372036854775807) AS paragraph FROM v_citation WHERE report_id = ?1)
             SELECT paragraph, id FROM c WHERE (paragraph, id) > (?2, ?3) ORDER BY paragraph, id LIMIT ?4",
        )?;
        let CitationPlace { paragraph, row } = after.unwrap_or(CitationPlace { paragraph: 0, row: 0 });
        let limit = i64::try_from(limit).map_err(Error::internal)?;
        let rows = statement.query_map(params![report.0, paragraph, row, limit], |found| {
            Ok(CitationPlace { paragraph: found.get(0)?, row: found.get(1)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many facts each of these reports supports. A fact is a record, or one field of it.
    pub fn facts_supported(&self, reports: &[RecordId]) -> Result<HashMap<RecordId, i64>> {
        self.read_counts(
            "SELECT report_id, count(*) FROM
               (SELECT DISTINCT report_id, record_id, field FROM v_citation
                 WHERE stance = 'supports' AND report_id IN (SELECT value FROM json_each(?1)))
              GROUP BY report_id",
            reports,
        )
    }

    /// How many reports each of these sources has a part in.
    pub fn reports_of(&self, sources: &[RecordId]) -> Result<HashMap<RecordId, i64>> {
        self.read_counts(
            "SELECT source_id, count(DISTINCT report_id) FROM v_report_source
              WHERE source_id IN (SELECT value FROM json_each(?1)) GROUP BY source_id",
            sources,
        )
    }

    /// The citations in which a report itself names this source.
    pub fn reports_via(&self, source: RecordId) -> Result<i64> {
        let mut statement = self.conn.prepare_cached(
            "SELECT count(*) FROM v_citation
              WHERE id IN (SELECT k.id FROM main.citation k WHERE k.via_id = ?1) AND via_id IS NOT NULL",
        )?;
        Ok(statement.query_row(params![source.0], |row| row.get(0))?)
    }

    fn read_pairs(&self, sql: &str, id: RecordId) -> Result<Vec<(RecordId, String)>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let pairs = statement.query_map(params![id.0], |row| Ok((RecordId(row.get(0)?), row.get(1)?)))?;
        Ok(pairs.collect::<rusqlite::Result<_>>()?)
    }

    fn read_citations(
        &self,
        condition: &str,
        parameter: impl rusqlite::ToSql,
        known: &mut Known,
    ) -> Result<Vec<Citation>> {
        let sql = format!(
            "SELECT id, record_id, field, report_id, stance, paragraph, page, quote, hedge, via_id, grade, note, gives, gives_record_id,
                    preferred, (SELECT r.kind FROM main.record r WHERE r.id = record_id)
               FROM v_citation WHERE {condition}"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![parameter])?;
        let mut bare = Vec::new();
        while let Some(row) = rows.next()? {
            bare.push(Bare::read(row)?);
        }
        // Sorted here: SQLite would carry all of the row through its own sorting.
        bare.sort_unstable_by(|one, other| one.place().cmp(&other.place()));
        known.learn_reports(self, bare.iter().map(|citation| citation.report))?;
        known.learn(self, bare.iter().flat_map(|citation| [citation.via, citation.gives_record]).flatten())?;
        Ok(bare.into_iter().filter_map(|citation| citation.named(known)).collect())
    }
}

impl Bare {
    fn read(row: &Row<'_>) -> Result<Bare> {
        let grade: String = row.get(10)?;
        Ok(Bare {
            id: row.get(0)?,
            record: RecordId(row.get(1)?),
            field: row.get(2)?,
            report: RecordId(row.get(3)?),
            stance: row.get(4)?,
            paragraph: row.get(5)?,
            page: row.get(6)?,
            quote: row.get(7)?,
            hedge: row.get(8)?,
            via: row.get::<_, Option<i64>>(9)?.map(RecordId),
            grade: Grade::parse(&grade).ok_or_else(|| Error::internal("grade out of range"))?,
            note: row.get(11)?,
            gives: row.get(12)?,
            gives_record: row.get::<_, Option<i64>>(13)?.map(RecordId),
            preferred: row.get(14)?,
            kind: parse_kind(row.get_ref(15)?.as_str().map_err(Error::internal)?)?,
        })
    }

    /// Report by report, and where in each.
    fn place(&self) -> (RecordId, Option<i64>, Option<&str>, i64) {
        (self.report, self.paragraph, self.page.as_deref(), self.id)
    }

    fn named(self, known: &Known) -> Option<Citation> {
        Some(Citation {
            id: self.id,
            record: self.record,
            field: self.field,
            report_id: self.report,
            stance: self.stance,
            paragraph: self.paragraph,
            page: self.page,
            quote: self.quote,
            hedge: self.hedge,
            via: self.via.and_then(|id| known.label(id)).cloned(),
            grade: self.grade,
            note: self.note,
            gives: self.gives,
            gives_record: self.gives_record.and_then(|id| known.label(id)).cloned(),
            preferred: self.preferred,
            kind: self.kind,
            report: Arc::clone(known.report(self.report)?),
        })
    }
}
