//! What may be wrong with a record that stands beside others: it may say what another one says already, and a report of it
//! may be older than what it tells of. Of what the writer may not see nothing is told.

use super::{WriteTx, report_key};
use crate::domain::chronology::HAPPENED;
use crate::domain::kind::{Kind, Participation, Type};
use crate::domain::record::{Label, RecordId};
use crate::domain::time::{Day, Edtf, Holds};
use crate::error::{Error, Result};

/// A report cited for what happened after it: the fact, and the day it is from at the earliest; the report, and the day it
/// is from at the latest.
pub struct TooEarly {
    pub fact: Label,
    pub happened: Day,
    pub report: Label,
    pub published: Day,
}

impl WriteTx<'_> {
    /// Records that this one may be written twice of, each with the field to tell it of.
    pub fn twins(&self, kind: Kind, id: RecordId) -> Result<Vec<(&'static str, Label)>> {
        let candidates = match kind {
            Kind::Report => self.same_reports(id)?,
            Kind::Incident => self.same_incidents(id)?,
            _ if kind.is_tie() => self.same_ties(kind, id)?,
            _ => Vec::new(),
        };
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        let mut labels = self.read().labels(&candidates.iter().map(|(_, other)| *other).collect::<Vec<_>>())?;
        Ok(candidates.into_iter().filter_map(|(field, other)| Some((field, labels.remove(&other)?))).collect())
    }

    /// Reports with the same address or text; those of the same day and title, if nothing says that others told them. What is
    /// embedded in a report may stand at its address.
    fn same_reports(&self, id: RecordId) -> Result<Vec<(&'static str, RecordId)>> {
        report_key::reindex(self.conn, &[id].into())?;
        let mut statement = self.conn.prepare_cached(
            "SELECT k.key, o.report_id FROM report_key k JOIN report_key o ON o.key = k.key AND o.report_id <> k.report_id
               JOIN report p ON p.id = k.report_id JOIN report q ON q.id = o.report_id
              WHERE k.report_id = ?1 AND p.parent_id IS NOT q.id AND q.parent_id IS NOT p.id ORDER BY k.key DESC, o.report_id",
        )?;
        let found = statement.query_map([id.0], |row| Ok((row.get::<_, String>(0)?, RecordId(row.get(1)?))))?;
        let mut same = Vec::new();
        for (key, other) in found.collect::<rusqlite::Result<Vec<_>>>()? {
            let field = [report_key::ADDRESS, report_key::DAY, report_key::TEXT]
                .into_iter()
                .find(|field| key.split_once(' ').is_some_and(|(beginning, _)| beginning == *field));
            match field {
                Some(report_key::DAY) if self.told_by_others(id, other)? => {}
                Some(field) => same.push((field, other)),
                None => {}
            }
        }
        Ok(same)
    }

    fn told_by_others(&self, one: RecordId, other: RecordId) -> Result<bool> {
        let sources = |report| -> Result<Vec<RecordId>> {
            Ok(self.read().report_sources(report)?.into_iter().map(|(source, _)| source).collect())
        };
        let (one, other) = (sources(one)?, sources(other)?);
        Ok(!one.is_empty() && !other.is_empty() && one.iter().all(|source| !other.contains(source)))
    }

    /// Incidents of the same type on the same day in the same place, unless they are known to be of other people.
    fn same_incidents(&self, id: RecordId) -> Result<Vec<(&'static str, RecordId)>> {
        let same = self.numbers(
            "SELECT o.id FROM incident k JOIN incident o ON o.date_lo = k.date_lo
              WHERE k.id = ?1 AND o.id <> k.id AND k.date_hi = k.date_lo AND o.date_hi = k.date_hi AND o.type = k.type
                AND o.place_id IS k.place_id ORDER BY o.id",
            id,
            |row| Ok(RecordId(row.get(0)?)),
        )?;
        let people = |incident| -> Result<Vec<RecordId>> {
            let parts = self.read().referencing::<Participation>("incident", &[incident])?;
            Ok(parts.into_iter().filter_map(|part| part.fields.person.or(part.fields.organization)).collect())
        };
        let mut alike = Vec::new();
        for other in same {
            let (one, theirs) = (people(id)?, people(other)?);
            if one.is_empty() || theirs.is_empty() || one.iter().any(|person| theirs.contains(person)) {
                alike.push(("title", other));
            }
        }
        Ok(alike)
    }

    /// Ties that say the same of the same records, in either direction where the type says so.
    fn same_ties(&self, kind: Kind, id: RecordId) -> Result<Vec<(&'static str, RecordId)>> {
        let columns: Vec<String> =
            kind.identity().iter().filter_map(|name| kind.field(name)).map(|field| field.column()).collect();
        let alike = |pairs: &[(&String, &String)]| {
            let tests: Vec<String> = pairs.iter().map(|(one, other)| format!("o.{other} IS k.{one}")).collect();
            let (table, tests) = (kind.table(), tests.join(" AND "));
            format!("SELECT o.id FROM {table} k JOIN {table} o ON {tests} WHERE k.id = ?1 AND o.id <> k.id")
        };
        let straight: Vec<(&String, &String)> = columns.iter().zip(&columns).collect();
        let mut found = self.numbers(&alike(&straight), id, |row| Ok(RecordId(row.get(0)?)))?;
        if let ([from, ty, to], false) = (columns.as_slice(), kind.spec().mutual.is_empty()) {
            let types: Vec<String> = kind.spec().mutual.iter().map(|ty| format!("'{ty}'")).collect();
            let turned = format!("{} AND k.{ty} IN ({})", alike(&[(from, to), (ty, ty), (to, from)]), types.join(", "));
            found.extend(self.numbers(&turned, id, |row| Ok(RecordId(row.get(0)?)))?);
        }
        let stored = self.stored(kind, id)?;
        let is_reference = |name: &&&str| kind.field(name).is_some_and(|field| matches!(field.ty, Type::Ref(..)));
        let field = kind.identity().iter().filter(is_reference).rfind(|name| stored.contains_key(**name));
        Ok(found.into_iter().filter_map(|other| Some((*field?, other))).collect())
    }

    /// A report that is certainly older than the fact it is cited for.
    pub fn cited_too_early(&self, kind: Kind, fact: RecordId) -> Result<Option<TooEarly>> {
        let Some((_, date)) = HAPPENED.iter().find(|(dated, _)| *dated == kind) else { return Ok(None) };
        self.too_early(kind, date, "c.record_id = ?1", fact)
    }

    /// A fact that is certainly younger than the report it is cited from.
    pub fn cites_too_early(&self, report: RecordId) -> Result<Option<TooEarly>> {
        for (kind, date) in HAPPENED {
            if let Some(found) = self.too_early(*kind, date, "c.report_id = ?1", report)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn too_early(&self, kind: Kind, date: &str, of: &str, id: RecordId) -> Result<Option<TooEarly>> {
        let sql = format!(
            "SELECT k.id, k.{date}, p.id, p.published FROM citation c JOIN {} k ON k.id = c.record_id
               JOIN report p ON p.id = c.report_id
              WHERE {of} AND c.stance = 'supports' AND p.published_hi < k.{date}_lo ORDER BY c.id",
            kind.table()
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([id.0])?;
        while let Some(row) = rows.next()? {
            let [happened, published] = [1, 3]
                .map(|column| -> Result<Edtf> { Edtf::parse(&row.get::<_, String>(column)?).map_err(Error::internal) });
            let (happened, published) = (happened?, published?);
            let (fact, report) = (RecordId(row.get(0)?), RecordId(row.get(2)?));
            let mut labels = self.read().labels(&[fact, report])?;
            if let (true, Some(happened), Some(published), Some(fact), Some(report)) = (
                published.before(&happened) == Holds::Certainly,
                happened.lo(),
                published.hi(),
                labels.remove(&fact),
                labels.remove(&report),
            ) {
                return Ok(Some(TooEarly { fact, happened, report, published }));
            }
        }
        Ok(None)
    }
}
